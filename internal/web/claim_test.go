package web

import (
	"strings"
	"testing"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/i18n"
	"github.com/habeas-record/habeas/internal/web/view"
)

// A claim saved otherwise is a new version: the old one stays, side by side,
// and any moment of the past can be asked for.
func TestClaimKeepsItsVersions(t *testing.T) {
	rec := newRecord(t)
	taken := rec.capture(article)
	e := rec.open(taken.Report.ID)
	c := rec.as(habeas.RoleDocumenter)
	path := "/desk/claim/" + string(e.Claim.ID)
	p := c.get(path + "/edit").check(200)
	fields := p.form("main form")
	// What the form shows and sends back is what the claim says.
	if got, faults := editOf(english(t), fields); faults.Any() || got.Property != e.Claim.Property || got.Words != e.Claim.Words || got.Source != e.Claim.Source || got.Subject != e.Claim.Subject {
		t.Errorf("the form says %+v of %+v", got, e.Claim)
	}
	p = c.post(path+"/edit", with(fields, "quantity.min", "about sixty", "words", "some other words")).check(422)
	kept := p.form("main form")
	if kept.Get("quantity.min") != "about sixty" || kept.Get("words") != "some other words" || !p.has(".bad [name='quantity.min'][aria-invalid]") {
		t.Errorf("the form came back with %q and %q", kept.Get("quantity.min"), kept.Get("words"))
	}
	c.post(path+"/edit", with(fields, "edtf", "no date")).check(422)
	c.post(path+"/edit", with(fields, "subject", "", "new.label", "")).check(422)
	c.post(path+"/edit", with(fields, "source", "")).check(422)
	p = c.post(path+"/edit", with(fields, "words", "traders were taken", "hedge", "is thought to", "note", "read twice", "reason", "clearer")).check(200)
	old := rec.claim(e.Claim.ID)
	next := rec.claim(old.Successor)
	if old.Status != habeas.Superseded || next.Status != habeas.Accepted || next.Words != "traders were taken" || next.Hedge != "is thought to" {
		t.Fatalf("the old version is %s, the new one %s: %q", old.Status, next.Status, next.Words)
	}
	if p.path != "/desk/claim/"+string(next.ID) {
		t.Errorf("saving leads to %s", p.path)
	}
	if s := p.text(".versions"); !strings.Contains(s, "traders were taken") || !strings.Contains(s, e.Claim.Words) {
		t.Errorf("the versions do not stand side by side: %s", s)
	}
	if s := p.text(".steps"); !strings.Contains(s, "clearer") || !strings.Contains(s, "documenter") {
		t.Errorf("the history says neither why nor who: %s", s)
	}
	c.get(p.path + "?at=2001-01-01").check(200)
	if s := c.get(p.path + "?at=2001-01-01").text(".note"); !strings.Contains(s, "not in the record yet") {
		t.Errorf("before it began: %s", s)
	}
	if s := c.get(p.path + "?at=2999-01-01").check(200).text(".note"); !strings.Contains(s, "Version 2") {
		t.Errorf("long after: %s", s)
	}
	c.get(p.path + "?at=yesterday").check(422)
	// What was replaced cannot be edited again by an old address.
	if got := c.get(path + "/edit").status; got != 409 {
		t.Errorf("editing a version that was replaced answers %d, want 409", got)
	}
}

// english is the frame of a page in English.
func english(t testing.TB) view.Page {
	t.Helper()
	langs, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	return view.Page{Cat: langs.English()}
}

// Whoever saves second sees both versions and chooses.
func TestTwoPeopleEditOneClaim(t *testing.T) {
	rec := newRecord(t)
	taken := rec.capture(article)
	e := rec.open(taken.Report.ID)
	path := "/desk/claim/" + string(e.Claim.ID) + "/edit"
	one, two := rec.as(habeas.RoleDocumenter), rec.as(habeas.RoleReviewer)
	mine, theirs := one.get(path).form("main form"), two.get(path).form("main form")
	two.post(path, with(theirs, "words", "what the reviewer wrote")).check(200)
	p := one.post(path, with(mine, "words", "what the documenter wrote")).check(409)
	if s := p.text(".versions"); !strings.Contains(s, "what the reviewer wrote") || !strings.Contains(s, "what the documenter wrote") {
		t.Fatalf("the two do not stand side by side: %s", s)
	}
	current := rec.claim(e.Claim.ID).Successor
	if got := rec.claim(current); got.Words != "what the reviewer wrote" || got.Status != habeas.Accepted {
		t.Fatalf("the first version saved is %q, %s", got.Words, got.Status)
	}
	p = one.post(p.action("main form"), p.form("main form")).check(200)
	if got := rec.claim(current); got.Status != habeas.Superseded || rec.claim(got.Successor).Words != "what the documenter wrote" {
		t.Errorf("chosen, the documenter's version is not the present one: %s", got.Status)
	}
}

func TestSplittingAClaim(t *testing.T) {
	rec := newRecord(t)
	taken := rec.capture(article)
	e := rec.open(taken.Report.ID)
	c := rec.as(habeas.RoleDocumenter)
	back := "/desk/report/" + string(taken.Report.ID)
	path := "/desk/claim/" + string(e.Claim.ID) + "/edit"
	p := c.get(path + "?split=1&back=" + back).check(200)
	f := with(p.form("main form"), "words", "the first half", "two.words", "the second half")
	c.post(path, with(f, "two.quantity.max", "many")).check(422)
	p = c.post(path, f).check(200)
	if !strings.HasPrefix(p.path, back) {
		t.Errorf("splitting leads to %s", p.path)
	}
	found := map[string]habeas.Status{}
	for _, x := range rec.reviewing(taken.Report.ID).Entries {
		found[x.Claim.Words] = x.Claim.Status
	}
	if found["the first half"] != habeas.Accepted || found["the second half"] != habeas.Accepted {
		t.Errorf("the halves are %q and %q", found["the first half"], found["the second half"])
	}
}

func TestWhatCanBeDoneToAClaim(t *testing.T) {
	rec := newRecord(t)
	told := rec.enter("Aigul Bekturkyzy", "occupation", "shopkeeper")
	id := told.Claims[len(told.Claims)-1]
	c := rec.as(habeas.RoleDocumenter)
	path := "/desk/claim/" + string(id)
	do := func(act, reason string, status int) page {
		t.Helper()
		p := c.get(path).check(200)
		return c.post(path, with(p.form("form.acting"), "act", act, "reason", reason)).check(status)
	}
	do("burn", "", 422)
	do("unpublish", "asked to", 409) // it is not on the public record
	do("submit", "", 200)
	if rec.claim(id).SubmitBy == "" {
		t.Error("the claim was not submitted")
	}
	p := do("unpublish", "", 422)
	if !p.has(".errors") {
		t.Error("the page does not ask for a reason")
	}
	do("unpublish", "the source asked us to wait", 200)
	do("withdraw", "", 422)
	do("withdraw", "a mistake in the note", 200)
	if got := rec.claim(id); got.Status != habeas.Withdrawn || got.Reason != "a mistake in the note" {
		t.Errorf("the claim is %s: %s", got.Status, got.Reason)
	}
	if p = c.get(path).check(200); p.has("form.acting") || p.has("a[href$='/edit']") {
		t.Error("a withdrawn claim offers to be decided or edited")
	}
}

// A sealed claim is shown to those who handle it and to reviewers, and does
// not exist for anybody else.
func TestSealedClaimsAndReports(t *testing.T) {
	rec := newRecord(t)
	taken := rec.captured(desk.Given{Pasted: article, Lang: "en", Access: habeas.AccessSealed,
		NewSource: &habeas.Source{Kind: habeas.SourcePerson, Label: "a visitor", Protection: habeas.ProtectionSealed, Consent: habeas.ConsentNone}})
	e := rec.open(taken.Report.ID)
	c := rec.as(habeas.RoleDocumenter)
	path := "/desk/claim/" + string(e.Claim.ID)
	f := with(c.get(path+"/edit").form("main form"), "access", "sealed")
	p := c.post(path+"/edit", f).check(200)
	sealed := p.path
	other := rec.addUser("second documenter", habeas.RoleDocumenter)
	stranger := rec.signIn(other.Name)
	report := "/desk/report/" + string(taken.Report.ID)
	for _, x := range []string{sealed, sealed + "/edit", report, report + "/original"} {
		if got := stranger.get(x).status; got != 404 {
			t.Errorf("%s answers %d to a stranger, want 404", x, got)
		}
	}
	token := stranger.get("/desk/capture").form("main form[enctype]").Get("token")
	for _, x := range []string{sealed, sealed + "/edit", report, report + "/add", report + "/assign"} {
		got := stranger.post(x, with(f, "token", token, "act", "unsure", "do", "unsure "+strings.TrimPrefix(sealed, "/desk/claim/"), "type", "note", "sentence", "1"))
		if got.status != 404 {
			t.Errorf("%s takes a form from a stranger: %d, want 404", x, got.status)
		}
	}
	rec.as(habeas.RoleReviewer).get(sealed).check(200)
}

func TestAssigning(t *testing.T) {
	rec := newRecord(t)
	taken := rec.capture(article)
	c := rec.as(habeas.RoleDocumenter)
	path := "/desk/report/" + string(taken.Report.ID)
	p := c.get(path)
	form := "form[action$='/assign']"
	f := with(p.form(form), "assigned", string(rec.actors[habeas.RoleReviewer].ID), "second", string(rec.actors[habeas.RoleDocumenter].ID))
	c.post(p.action(form), with(f, "second", f.Get("assigned"))).check(422)
	p = c.post(p.action(form), f).check(200)
	if got := rec.reviewing(taken.Report.ID).Report; got.Assigned != rec.actors[habeas.RoleReviewer].ID || got.Second != rec.actors[habeas.RoleDocumenter].ID {
		t.Errorf("assigned to %s, then %s", got.Assigned, got.Second)
	}
	c.post(p.action(form), f).check(409) // from a page made before somebody saved
	if p = rec.as(habeas.RoleReviewer).get("/desk").check(200); !strings.Contains(p.text("main"), "Traders held") {
		t.Error("the reviewer's inbox does not show the report")
	}
	if p = c.get("/desk/reports?q=traders&undecided=1").check(200); !strings.Contains(p.text("main"), "Traders held") {
		t.Error("the listing does not find the report")
	}
	if p = c.get("/desk/reports?q=nothing&mine=1").check(200); strings.Contains(p.text("main"), "Traders held") {
		t.Error("the listing finds what was not asked for")
	}
}
