package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/web/htmlcheck"
)

// sourceOfClaim is the source of the first claim somebody told.
func (rec *record) sourceOfClaim(id habeas.ID) habeas.Source {
	rec.t.Helper()
	s, err := rec.desk.Source(rec.ctx, rec.actors[habeas.RoleDocumenter], rec.claim(id).Source)
	if err != nil {
		rec.t.Fatal(err)
	}
	return s
}

func TestSources(t *testing.T) {
	rec := newRecord(t)
	c := rec.as(habeas.RoleDocumenter)
	c.get("/desk/sources").check(http.StatusOK, htmlcheck.In(".none", htmlcheck.HasText("No source")))
	told := rec.enter("Aray Bekkyzy", "occupation", "teacher")
	src := rec.sourceOfClaim(told.Claims[0])
	c.get("/desk/sources?q=sister").check(http.StatusOK, htmlcheck.Count("tbody tr", 1), htmlcheck.In("tbody a", htmlcheck.HasHref("/desk/source/"+string(src.ID))))
	c.get("/desk/sources?q=nobody").check(http.StatusOK, htmlcheck.NotIn("table"))
	p := c.get("/desk/source/"+string(src.ID)).check(http.StatusOK, htmlcheck.In("h1", htmlcheck.HasText("The sister of Aray")), htmlcheck.Count(".results li", 2))
	if !strings.Contains(p.text(".results"), "teacher") {
		t.Errorf("what it said is not shown: %s", p.text(".results"))
	}
	for role, want := range map[habeas.Role]int{habeas.RoleReader: http.StatusForbidden, habeas.RoleReviewer: http.StatusOK} {
		if got := rec.as(role).get("/desk/source/" + string(src.ID)).status; got != want && !(role == habeas.RoleReader && got == http.StatusNotFound) {
			t.Errorf("a %s is answered %d, want %d", role, got, want)
		}
	}
}

func TestChangingASource(t *testing.T) {
	rec := newRecord(t)
	told := rec.enter("Aray Bekkyzy", "occupation", "teacher")
	src := rec.sourceOfClaim(told.Claims[0])
	path := "/desk/source/" + string(src.ID)
	c, other := rec.as(habeas.RoleDocumenter), rec.as(habeas.RoleReviewer)
	first, second := c.get(path).form("#source"), other.get(path).form("#source")

	c.post(path, with(first, "label", "")).check(http.StatusUnprocessableEntity, htmlcheck.In(".errors", htmlcheck.HasText("label")), htmlcheck.In("#name", htmlcheck.HasAttr("value", src.Name)))
	c.post(path, with(first, "consent", "named", "note", "the only teacher of the village")).check(http.StatusOK, htmlcheck.In(".flash", htmlcheck.HasText("Saved")))
	if now := rec.sourceOfClaim(told.Claims[0]); now.Consent != habeas.ConsentNamed || now.Note != "the only teacher of the village" {
		t.Errorf("saved: %+v", now)
	}

	// Whoever saves second sees both and chooses.
	p := other.post(path, with(second, "label", "a sister abroad")).check(http.StatusConflict, htmlcheck.In(".note.look", htmlcheck.HasText("Somebody else saved first")))
	if text := p.text("table"); !strings.Contains(text, "a sister abroad") || !strings.Contains(text, "a relative abroad") || !strings.Contains(text, "the only teacher") {
		t.Errorf("both versions are not shown: %s", text)
	}
	if now := rec.sourceOfClaim(told.Claims[0]); now.Label != src.Label {
		t.Error("the second save changed the source unasked")
	}
	other.post(path, p.form("#source")).check(http.StatusOK)
	if now := rec.sourceOfClaim(told.Claims[0]); now.Label != "a sister abroad" || now.Consent == habeas.ConsentNamed {
		t.Errorf("after choosing mine: %+v", now)
	}
}

// A consent taken back counts at once.
func TestConsentTakenBack(t *testing.T) {
	rec := newRecord(t)
	told := rec.enter("Aray Bekkyzy", "occupation", "teacher")
	if err := rec.desk.Publish(rec.ctx, rec.actors[habeas.RoleReviewer], told.Claims, nil); err != nil {
		t.Fatal(err)
	}
	public := "/person/" + string(told.Person)
	rec.visitor().get(public).check(http.StatusOK)
	c := rec.as(habeas.RoleDocumenter)
	path := "/desk/source/" + string(rec.sourceOfClaim(told.Claims[0]).ID)
	c.post(path, with(c.get(path).form("#source"), "consent", "none")).check(http.StatusOK)
	rec.visitor().get(public).check(http.StatusNotFound)
}

func TestTensions(t *testing.T) {
	rec := newRecord(t)
	c := rec.as(habeas.RoleDocumenter)
	c.get("/desk/tensions").check(http.StatusOK, htmlcheck.NotIn("section"))
	told := rec.enter("Aray Bekkyzy", "birth.date", "1985", "birth.date", "1987")
	p := c.get("/desk/tensions").check(http.StatusOK, htmlcheck.Count("section", 1), htmlcheck.Count(".beside > div", 2))
	if text := p.text("section"); !strings.Contains(text, "1985") || !strings.Contains(text, "1987") || !strings.Contains(text, "Aray Bekkyzy") {
		t.Errorf("the two are not side by side: %s", text)
	}
	rec.as(habeas.RoleReader).get("/desk/tensions").check(http.StatusOK, htmlcheck.Count("section", 1), htmlcheck.NotIn("section form"))

	form := "section form"
	p = c.post(p.action(form), with(p.form(form), "resolution", "left open", "why", "two papers")).check(http.StatusOK)
	if text := p.text("section"); !strings.Contains(text, "Leave open") || !strings.Contains(text, "two papers") || !strings.Contains(text, "documenter") {
		t.Errorf("what was decided is not shown: %s", text)
	}
	c.post(p.action(form), with(p.form(form), "resolution", "whatever")).check(http.StatusUnprocessableEntity, htmlcheck.In(".errors", htmlcheck.HasText("does not settle")))
	// From the dossier it comes back to the dossier.
	d := c.get("/desk/person/" + string(told.Person))
	d = c.post(d.action(form), with(d.form(form), "resolution", "a mistake in one of them", "why", "the passport says 1985"))
	if d.check(http.StatusOK); !strings.HasPrefix(d.path, "/desk/person/") || !strings.Contains(d.text("section"), "A mistake in one of them") {
		t.Errorf("%s says %s", d.path, d.text("section"))
	}
	c.get("/desk/tensions").check(http.StatusOK, htmlcheck.NotIn("section"))
}

// A person can note what does not fit together where no rule sees it.
func TestNotingATension(t *testing.T) {
	rec := newRecord(t)
	told := rec.enter("Aray Bekkyzy", "occupation", "teacher", "residence", "Korgan")
	c := rec.as(habeas.RoleDocumenter)
	fields := c.get("/desk/person/" + string(told.Person)).form("#chosen")
	fields["claim"] = []string{string(told.Claims[1]), string(told.Claims[2])}
	c.post("/desk/publish", with(fields, "act", "tension", "reason", "Korgan has no school")).check(http.StatusOK, htmlcheck.In("section", htmlcheck.HasText("Korgan has no school")))
}

// A consent is noted on the page of its source, goes with a packet for the
// recipient it was given to, and ends everywhere by one button of a custodian.
func TestConsentAndHandingOver(t *testing.T) {
	rec := newRecord(t)
	told := rec.enter("Aray Bekkyzy", "occupation", "teacher")
	src := rec.sourceOfClaim(told.Claims[0])
	path, over := "/desk/source/"+string(src.ID), "/desk/person/"+string(told.Person)+"/hand-over"
	c, boss := rec.as(habeas.RoleDocumenter), rec.as(habeas.RoleReviewer)
	boss.get(over+"?to=wgad/complaint").check(http.StatusOK, htmlcheck.In(".none", htmlcheck.HasText("Nothing may leave")), htmlcheck.In(".stays", htmlcheck.HasText("has not agreed")), htmlcheck.NotIn("#hand-over"))
	boss.get(over + "?to=a/friend").check(http.StatusUnprocessableEntity)

	form := c.get(path).form("#consent-form")
	c.post(path+"/consent", with(form, "audience", "wgad/complaint", "how", "")).check(http.StatusUnprocessableEntity, htmlcheck.In(".errors", htmlcheck.HasText("how the consent was given")))
	c.post(path+"/consent", with(form, "audience", "wgad/complaint", "how", "by telephone")).check(http.StatusOK, htmlcheck.In("#consents ~ table", htmlcheck.HasText("Working Group on Arbitrary Detention"), htmlcheck.HasText("by telephone")))

	p := boss.get(over+"?to=wgad/complaint").check(http.StatusOK, htmlcheck.In(".results", htmlcheck.HasText("teacher")))
	if strings.Contains(p.text(".results"), src.Name) {
		t.Error("the source is named to those it is not to be named to")
	}
	boss.post(over, with(p.form("#hand-over"), "who", "")).check(http.StatusUnprocessableEntity, htmlcheck.In(".errors", htmlcheck.HasText("nobody is named who receives it")))
	packet := boss.post(over, with(p.form("#hand-over"), "who", "The Working Group", "why", "an urgent appeal"))
	if packet.status != http.StatusOK || !strings.Contains(string(packet.body), `"to": "wgad"`) || !strings.Contains(string(packet.body), "teacher") || strings.Contains(string(packet.body), src.Name) {
		t.Errorf("the packet, %d: %s", packet.status, packet.body)
	}
	c.get(path).check(http.StatusOK, htmlcheck.In("main", htmlcheck.HasText("The Working Group"), htmlcheck.HasText("tell them")))

	keeper := rec.as(habeas.RoleCustodian)
	keeper.post(path+"/take-back", keeper.get(path).form("#take-back")).check(http.StatusOK, htmlcheck.In(".flash", htmlcheck.HasText("ended")))
	boss.get(over+"?to=wgad/complaint").check(http.StatusOK, htmlcheck.In(".none", htmlcheck.HasText("Nothing may leave")))
}
