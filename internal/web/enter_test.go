package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/web/htmlcheck"
)

const entryForm = "form[data-draft]"

// call is a telephone call half written down: source, person, two facts.
func call(fields url.Values) url.Values {
	return with(fields, "source.name", "Gulnur A.", "source.label", "a sister abroad", "source.kind", "person", "source.consent", "anonymised",
		"name", "Aray Bekkyzy", "told", "2018-01-10", "lang", "en", "proximity", "first-hand",
		"property.0", "event.detention", "words.0", "two policemen came and took her", "when.0", "end of August 2017", "slot.0.place", "Korgan county", "slot.0.actor", "police",
		"property.1", "occupation", "words.1", "shopkeeper in the bazaar of K.", "shown.1", "shopkeeper", "hedge.1", "I think")
}

func TestEnteringACall(t *testing.T) {
	rec := newRecord(t)
	c := rec.as(habeas.RoleDocumenter)
	p := c.get("/desk/enter").check(http.StatusOK, htmlcheck.Count("[data-rows] > [data-row]", entryRows))
	p = c.post("/desk/enter", with(call(p.form(entryForm)), "finish", "1")).check(http.StatusOK, htmlcheck.In("h1", htmlcheck.HasText("Aray Bekkyzy")), htmlcheck.In(".flash", htmlcheck.HasText("3 facts")))
	person := habeas.ID(strings.TrimPrefix(p.path, "/desk/person/"))
	do, err := rec.desk.Dossier(rec.ctx, rec.actors[habeas.RoleDocumenter], person)
	if err != nil {
		t.Fatal(err)
	}
	byProperty := map[string]habeas.Claim{}
	for _, e := range do.Entries {
		byProperty[e.Claim.Property] = e.Claim
		if e.Source.Label != "a sister abroad" || len(e.Claim.Quotes) != 1 || e.Claim.Status != habeas.Accepted || e.Claim.Proximity != habeas.FirstHand {
			t.Errorf("%s: %+v", e.Claim.Property, e.Claim)
		}
	}
	held := byProperty["event.detention"]
	for _, words := range []string{"two policemen came and took her", "Korgan county", "police", "end of August 2017"} {
		if !strings.Contains(held.Quotes[0].Exact, words) {
			t.Errorf("the quote %q does not hold %q", held.Quotes[0].Exact, words)
		}
	}
	if held.Slots["place"] != "Korgan county" || held.When == nil || held.When.Words != "end of August 2017" || held.When.EDTF == "" {
		t.Errorf("the detention: %+v, %+v", held.Slots, held.When)
	}
	if got := byProperty["occupation"]; got.Hedge != "I think" || got.Words != "shopkeeper in the bazaar of K." || got.Value != "shopkeeper" {
		t.Errorf("the occupation: %+v", got)
	}
	if byProperty["name"].Words != "Aray Bekkyzy" {
		t.Errorf("the name is no claim: %+v", byProperty["name"])
	}
	// The draft is gone with it, and the language is remembered.
	if in, err := rec.desk.Inbox(rec.ctx, rec.actors[habeas.RoleDocumenter]); err != nil || len(in.Drafts) != 0 {
		t.Errorf("%d drafts are left: %v", len(in.Drafts), err)
	}
}

func TestEntryWithoutAScript(t *testing.T) {
	rec := newRecord(t)
	known := rec.enter("Aray Bekkyzy", "residence", "Korgan")
	c := rec.as(habeas.RoleDocumenter)
	fields := call(c.get("/desk/enter").form(entryForm))

	// More rows keep everything.
	p := c.post("/desk/enter", with(fields, "add", "1")).check(http.StatusOK, htmlcheck.Count("[data-rows] > [data-row]", 2*entryRows), htmlcheck.In("[data-saved]", htmlcheck.HasText("Saved")))
	kept := p.form(entryForm)
	for _, name := range []string{"words.0", "when.0", "slot.0.place", "property.1", "hedge.1", "shown.1", "name", "source.label", "told"} {
		if kept.Get(name) != fields.Get(name) {
			t.Errorf("%s became %q, was %q", name, kept.Get(name), fields.Get(name))
		}
	}
	// A row goes by its number; those after it move up.
	p = c.post("/desk/enter", with(kept, "remove", "0")).check(http.StatusOK, htmlcheck.Count("[data-rows] > [data-row]", 2*entryRows-1))
	if got := p.form(entryForm); got.Get("shown.0") != "shopkeeper" || got.Get("hedge.0") != "I think" || got.Has("slot.0.place") {
		t.Errorf("after removing the first row: %v", got)
	}
	// The fields of a fact come when asked for.
	p = c.post("/desk/enter", with(kept, "property.2", "enquiry", "fields", "2")).check(http.StatusOK, htmlcheck.In("[name='slot.2.outcome']"), htmlcheck.In("[name='slot.2.to']"))
	// Looking up offers the person and the source, and the choice stays chosen.
	p = c.post("/desk/enter", with(kept, "who", "sister", "look", "source")).check(http.StatusOK, htmlcheck.Count("#like input", 1), htmlcheck.Count("#voices input", 1))
	source := attribute(p.find("#voices input"), "value")
	chosen := with(p.form(entryForm), "person", string(known.Person), "source", source, "name", "Araj", "who", "")
	p = c.post("/desk/enter", with(chosen, "look", "person")).check(http.StatusOK, htmlcheck.In("#like [checked]", htmlcheck.HasAttr("value", string(known.Person))), htmlcheck.In("#voices [checked]", htmlcheck.HasAttr("value", source)))
	// Entering it makes one person of the two mentions, by a decision.
	p = c.post("/desk/enter", with(p.form(entryForm), "finish", "1")).check(http.StatusOK, htmlcheck.In("#mentions", htmlcheck.HasText("2 mentions")))
	if !strings.Contains(p.text("main"), "chosen while entering") {
		t.Error("the decision that holds the mentions together is not shown")
	}
}

func TestEntrySaysWhatIsMissing(t *testing.T) {
	rec := newRecord(t)
	c := rec.as(habeas.RoleDocumenter)
	empty := c.get("/desk/enter").form(entryForm)
	c.post("/desk/enter", with(empty, "finish", "1")).check(http.StatusUnprocessableEntity, htmlcheck.In(".errors", htmlcheck.HasText("Choose a source")),
		htmlcheck.In(".errors", htmlcheck.HasText("Write the name")), htmlcheck.In(".errors", htmlcheck.HasText("at least one fact")))
	full := call(empty)
	for name, x := range map[string]struct{ field, value, row, says string }{
		"no kind":        {"property.1", "", "1", "kind of fact"},
		"a stray place":  {"slot.1.place", "Korgan", "1", "Where"},
		"an odd day":     {"told", "yesterday", "", "yesterday"},
		"an odd kind":    {"property.1", "doc.title", "", "person"},
		"a sex unknown":  {"property.1", "sex", "", "sex"},
		"a source whole": {"source.label", "", "", "label"},
	} {
		t.Run(name, func(t *testing.T) {
			p := c.post("/desk/enter", with(full, x.field, x.value, "finish", "1"))
			if p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text(".errors"), x.says) {
				t.Errorf("%d: %s", p.status, p.text(".errors"))
			}
			if x.row != "" && !p.has(fmt.Sprintf("[data-row='%s'].bad [aria-invalid]", x.row)) {
				t.Errorf("row %s is not marked", x.row)
			}
			if got := p.form(entryForm); got.Get("words.0") != full.Get("words.0") || got.Get("name") != full.Get("name") {
				t.Error("what was typed is lost")
			}
		})
	}
	if found, err := rec.desk.SearchPeople(rec.ctx, rec.actors[habeas.RoleReader], habeas.PeopleQuery{}); err != nil || found.Total != 0 {
		t.Errorf("%d persons were entered all the same: %v", found.Total, err)
	}
}

func TestDraftsOfEntry(t *testing.T) {
	rec := newRecord(t)
	c := rec.as(habeas.RoleDocumenter)
	one := call(c.get("/desk/enter").form(entryForm))
	two := with(call(c.get("/desk/enter").form(entryForm)), "name", "Serik Omaruly")
	for _, f := range []url.Values{one, two} {
		if p := c.post("/desk/draft", f); p.status != http.StatusNoContent {
			t.Fatalf("saving a draft answers %d", p.status)
		}
	}
	// One call can interrupt another: both are in the inbox.
	inbox := c.get("/desk")
	for _, f := range []url.Values{one, two} {
		path := "/desk/enter?draft=" + f.Get("draft")
		if !strings.Contains(string(inbox.body), path) {
			t.Errorf("the draft of %s is not in the inbox", f.Get("name"))
		}
		// Another session finds it as it was left.
		p := rec.as(habeas.RoleDocumenter).get(path).check(http.StatusOK)
		got, want := p.form(entryForm), with(f, "token", p.form(entryForm).Get("token"))
		for name := range want {
			if got.Get(name) != want.Get(name) {
				t.Errorf("%s is %q in the draft, was %q", name, got.Get(name), want.Get(name))
			}
		}
		if p = rec.as(habeas.RoleReviewer).get(path); p.status != http.StatusNotFound {
			t.Errorf("somebody else's draft answers %d", p.status)
		}
	}
	drop := c.get("/desk/enter?draft=" + one.Get("draft"))
	c.post(drop.action("form[action$='/drop']"), drop.form("form[action$='/drop']")).check(http.StatusOK, htmlcheck.In(".flash", htmlcheck.HasText("gone")))
	c.get("/desk/enter?draft=" + one.Get("draft")).check(http.StatusNotFound)
	c.get("/desk/enter?draft=" + two.Get("draft")).check(http.StatusOK)
	// A draft keeps no token.
	d, err := rec.desk.Draft(rec.ctx, rec.actors[habeas.RoleDocumenter], habeas.ID(two.Get("draft")))
	if err != nil {
		t.Fatal(err)
	}
	kept := url.Values{}
	if err := json.Unmarshal(d.Body, &kept); err != nil || kept.Has("token") {
		t.Errorf("the draft holds %v: %v", kept, err)
	}
}

// The session ends while the form is open: what was typed comes back, first
// without one, then, signed in again, with a form that can be sent.
func TestNothingTypedIsLostWhenTheSessionEnds(t *testing.T) {
	rec := newRecord(t)
	c := rec.as(habeas.RoleDocumenter)
	known := rec.enter("Aray Bekkyzy", "residence", "Korgan")
	fields := with(call(c.get("/desk/enter").form(entryForm)), "person", string(known.Person), "finish", "1")
	if err := rec.store.Update(rec.ctx, func(tx desk.Tx) error { return tx.DeleteSessionsOf(rec.actors[habeas.RoleDocumenter].ID) }); err != nil {
		t.Fatal(err)
	}
	p := c.post("/desk/enter", fields).check(http.StatusForbidden, htmlcheck.In("[role=alert]", htmlcheck.HasText("logged out")), htmlcheck.In("[role=alert] a", htmlcheck.HasText("Log in")))
	same := func(p page) {
		t.Helper()
		got := p.form(entryForm)
		for name := range fields {
			if name != "token" && name != "finish" && got.Get(name) != fields.Get(name) {
				t.Errorf("%s is %q, was %q", name, got.Get(name), fields.Get(name))
			}
		}
	}
	same(p)
	if strings.Contains(p.text("main"), "Residence: Korgan") {
		t.Error("the page tells nobody in particular what the record holds")
	}
	login := c.get("/desk/login")
	c.post("/desk/login", with(login.form("main form"), "name", "documenter", "password", testPassword)).check(http.StatusOK)
	p = c.post("/desk/enter", with(p.form(entryForm), "finish", "1")).check(http.StatusForbidden, htmlcheck.In("[role=alert]", htmlcheck.HasText("open for too long")))
	same(p)
	c.post("/desk/enter", with(p.form(entryForm), "finish", "1")).check(http.StatusOK, htmlcheck.In("h1", htmlcheck.HasText("Aray Bekkyzy")))
}
