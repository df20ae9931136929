package desk_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
)

// Each line of a telling is a claim whose quote is the line as typed; lines
// that identify somebody are in a note of their own.
func TestATellingIsKeptAsTyped(t *testing.T) {
	w := newWorld(t)
	wit := w.source(witness)
	dr, err := w.SaveDraft(w.ctx, w.doc, habeas.Draft{Form: "entry", Title: "a call", Body: []byte(`{"a":1}`)})
	w.ok(err)
	e, err := w.Enter(w.ctx, w.doc, desk.Telling{Source: wit.ID, Name: "Айгүл Sample", Lang: "en", Told: "2026-11-20", Proximity: habeas.FirstHand, Facts: []desk.Fact{
		{Property: "occupation", Words: "  мұғалім  "},
		{Property: "event.detention", Words: "алып кетті", When: "2026-03", Slots: map[string]string{"place": "Үрімжі", "actor": "two men", "mood": "calm"}, Denied: true},
		{},
		{Property: "contact", Words: "+7 700 000"},
		{Property: "sex", Words: " ", Value: "female"},
		{Property: "event.sighting", Words: "was seen", When: "two months ago", Hedge: "I think", Proximity: habeas.SecondHand},
		{Property: "note", Words: "", Slots: map[string]string{"x": " "}},
	}}, dr.ID)
	w.ok(err)
	if len(e.Claims) != 6 {
		t.Fatalf("%d claims of five lines and a name", len(e.Claims))
	}
	want := map[string]string{"name": "Айгүл Sample", "occupation": "мұғалім", "event.detention": "алып кетті · two men · Үрімжі · calm · 2026-03",
		"contact": "+7 700 000", "sex": "female", "event.sighting": "was seen · two months ago"}
	for _, id := range e.Claims {
		c := w.claim(id)
		var text habeas.Text
		w.view(func(tx desk.Tx) (err error) { text, err = tx.Text(c.Quotes[0].Text); return err })
		q := c.Quotes[0]
		if q.Exact != want[c.Property] || string([]rune(text.Body)[q.Start:q.End]) != q.Exact || text.Body[q.ByteStart:q.ByteEnd] != q.Exact {
			t.Errorf("%s quotes %q, want %q", c.Property, q.Exact, want[c.Property])
		}
		if c.Status != habeas.Accepted || c.Source != wit.ID || c.Subject != e.Mention || c.By != w.doc.ID {
			t.Errorf("%s is %+v", c.Property, c)
		}
		switch c.Property {
		case "contact":
			if c.Access != habeas.AccessSealed || c.Report == e.Report {
				t.Errorf("a telephone number is %s in the note everybody reads", c.Access)
			}
			_, err := w.Review(w.ctx, w.doc2, c.Report)
			w.is(err, habeas.ErrNotFound)
		case "event.detention":
			if c.Polarity != habeas.Denied || c.When.EDTF != "2026-03" || c.Proximity != habeas.FirstHand {
				t.Errorf("it is kept as %+v, %+v", c, c.When)
			}
		case "event.sighting":
			if c.When.Words != "two months ago" || !strings.HasPrefix(c.When.EDTF, "2026-09") || c.Hedge != "I think" || c.Proximity != habeas.SecondHand {
				t.Errorf("it is kept as %+v, %+v", c, c.When)
			}
		case "sex":
			if c.Value != "female" {
				t.Errorf("the sex is %q", c.Value)
			}
		}
	}
	rv, err := w.Review(w.ctx, w.reader, e.Report)
	w.ok(err)
	raw, _ := json.Marshal(rv)
	for _, word := range []string{"+7 700", "Witness Realname"} {
		if strings.Contains(string(raw), word) {
			t.Errorf("a reader is shown %q", word)
		}
	}
	if len(rv.Entries) != 5 || rv.Report.Access != habeas.AccessTeam {
		t.Errorf("the note has %d claims and is %s", len(rv.Entries), rv.Report.Access)
	}
	// The draft went with it, in the same step.
	_, err = w.Draft(w.ctx, w.doc, dr.ID)
	w.is(err, habeas.ErrNotFound)
}

func TestATellingThatCannotBeKept(t *testing.T) {
	w := newWorld(t)
	wit := w.source(witness)
	facts := []desk.Fact{{Property: "occupation", Words: "baker"}}
	dr, err := w.SaveDraft(w.ctx, w.doc, habeas.Draft{Form: "entry", Body: []byte(`{}`)})
	w.ok(err)
	for name, x := range map[string]desk.Telling{
		"no source":            {Name: "Ali Sample", Facts: facts},
		"an unknown source":    {Source: habeas.NewID(habeas.KindSource), Name: "Ali Sample", Facts: facts},
		"nobody it is about":   {Source: wit.ID, Facts: facts},
		"somebody unknown":     {Source: wit.ID, Person: habeas.NewID(habeas.KindPerson), Facts: facts},
		"nothing told":         {Source: wit.ID, Person: habeas.NewID(habeas.KindPerson), Facts: []desk.Fact{{Property: "occupation"}}},
		"an unknown property":  {Source: wit.ID, Name: "Ali Sample", Facts: []desk.Fact{{Property: "horoscope", Words: "x"}}},
		"a place's property":   {Source: wit.ID, Name: "Ali Sample", Facts: []desk.Fact{{Property: "place.kind", Words: "x"}}},
		"a code of no list":    {Source: wit.ID, Name: "Ali Sample", Facts: []desk.Fact{{Property: "sex", Words: "perhaps"}}},
		"no day":               {Source: wit.ID, Name: "Ali Sample", Told: "one day", Facts: facts},
		"published by telling": {Source: wit.ID, Name: "Ali Sample", Access: habeas.AccessPublic, Facts: facts},
		"open to a friend":     {Source: wit.ID, Name: "Ali Sample", Access: "friend", Facts: facts},
	} {
		if _, err := w.Enter(w.ctx, w.doc, x, dr.ID); err == nil {
			t.Errorf("a telling with %s was kept", name)
		}
	}
	rows, n, err := w.FindReports(w.ctx, w.rev, habeas.ReportFilter{})
	w.ok(err)
	if n+len(rows) > 0 {
		t.Errorf("%d notes were left behind", n)
	}
	if _, err := w.Draft(w.ctx, w.doc, dr.ID); err != nil {
		t.Errorf("the draft was lost: %v", err)
	}
}

func TestATellingAboutSomebodyKnown(t *testing.T) {
	w := newWorld(t)
	wit := w.source(witness)
	first := w.told(w.doc, wit, "Ali Sample", desk.Fact{Property: "occupation", Words: "baker"})
	found, err := w.Alike(w.ctx, w.doc, "ali sam")
	w.ok(err)
	if len(found) != 1 || found[0].Person != first.Person {
		t.Fatalf("while typing is offered %+v", found)
	}
	w.clock = w.clock.AddDate(0, 0, 1)
	again, err := w.Enter(w.ctx, w.doc2, desk.Telling{Source: wit.ID, Person: first.Person, Facts: []desk.Fact{{Property: "residence", Words: "Exampletown"}}}, "")
	w.ok(err)
	if again.Person != first.Person || again.Mention == first.Mention {
		t.Fatalf("it is kept as %+v beside %+v", again, first)
	}
	d, err := w.Dossier(w.ctx, w.doc, first.Person)
	w.ok(err)
	if len(d.Mentions) != 2 || len(d.Links) != 1 || d.Links[0].By != w.doc2.ID || d.Summary.Place != "Exampletown" || d.Summary.Occupation != "baker" {
		t.Errorf("the person is %+v", d)
	}
	// The link is a decision like any other.
	w.ok(w.UndoLink(w.ctx, w.doc, d.Links[0].ID, "another Ali"))
	if d, err = w.Dossier(w.ctx, w.doc, first.Person); err != nil || len(d.Mentions) != 1 || d.Summary.Place != "" {
		t.Errorf("taken back, the person is %+v (%v)", d, err)
	}
}

// What is told in confidence is told to those who handle it, and nobody finds
// the person by it.
func TestASealedTelling(t *testing.T) {
	w := newWorld(t)
	wit := w.source(witness)
	e, err := w.Enter(w.ctx, w.doc, desk.Telling{Source: wit.ID, Name: "Zuhra Shut", Access: habeas.AccessSealed, Facts: []desk.Fact{{Property: "occupation", Words: "judge"}, {Property: "contact", Words: "x"}}}, "")
	w.ok(err)
	for _, who := range []habeas.Actor{w.reader, w.doc2} {
		for _, id := range []habeas.ID{e.Person, e.Mention} {
			_, err = w.Dossier(w.ctx, who, id)
			w.is(err, habeas.ErrNotFound)
		}
		found, err := w.Alike(w.ctx, who, "zuhra")
		w.ok(err)
		ts, err := w.Titles(w.ctx, who, e.Person, e.Mention, e.Report)
		w.ok(err)
		in, err := w.Inbox(w.ctx, who)
		w.ok(err)
		raw, _ := json.Marshal([]any{found, ts, in})
		if strings.Contains(string(raw), "Shut") || strings.Contains(string(raw), string(e.Person)) {
			t.Errorf("%s reads %s", who.Name, raw)
		}
		_, err = w.Link(w.ctx, who, e.Person, e.Person, habeas.SamePerson, "x")
		if err == nil {
			t.Errorf("%s linked what they may not read", who.Name)
		}
	}
	for _, who := range []habeas.Actor{w.doc, w.rev} {
		d, err := w.Dossier(w.ctx, who, e.Person)
		w.ok(err)
		ts, err := w.Titles(w.ctx, who, e.Person)
		w.ok(err)
		if len(d.Entries) != 3 || d.Mentions[0].Label != "Zuhra Shut" || ts[e.Person] != "Zuhra Shut" {
			t.Errorf("%s reads %d claims about %q", who.Name, len(d.Entries), ts[e.Person])
		}
	}
	// Linked to somebody everybody reads of, it stays unseen.
	open := w.told(w.doc, wit, "Zuhra Sample", desk.Fact{Property: "residence", Words: "Exampletown"})
	_, err = w.Link(w.ctx, w.doc, open.Person, e.Person, habeas.SamePerson, "the judge")
	w.ok(err)
	d, err := w.Dossier(w.ctx, w.reader, open.Person)
	w.ok(err)
	raw, _ := json.Marshal(d)
	if strings.Contains(string(raw), "judge") || strings.Contains(string(raw), "Shut") || len(d.Mentions) != 1 || len(d.Links) != 0 {
		t.Errorf("a reader sees %s", raw)
	}
}

// A draft is its maker's alone, and the newest of a form wins.
func TestDrafts(t *testing.T) {
	w := newWorld(t)
	one, err := w.SaveDraft(w.ctx, w.doc, habeas.Draft{Form: "entry", Title: "a call", Body: []byte(`{"n":1}`)})
	w.ok(err)
	w.clock = w.clock.Add(time.Minute)
	one.Body = []byte(`{"n":2}`)
	_, err = w.SaveDraft(w.ctx, w.doc, one)
	w.ok(err)
	got, err := w.Draft(w.ctx, w.doc, one.ID)
	w.ok(err)
	if string(got.Body) != `{"n":2}` {
		t.Errorf("the draft is %s", got.Body)
	}
	_, err = w.Draft(w.ctx, w.rev, one.ID)
	w.is(err, habeas.ErrNotFound)
	// Nobody writes over it by naming it.
	_, _ = w.SaveDraft(w.ctx, w.doc2, habeas.Draft{ID: one.ID, User: w.doc.ID, Form: "entry", Body: []byte(`{"n":3}`)})
	w.ok(w.DropDraft(w.ctx, w.doc2, one.ID))
	if got, err = w.Draft(w.ctx, w.doc, one.ID); err != nil || string(got.Body) != `{"n":2}` {
		t.Errorf("after somebody else tried, the draft is %s (%v)", got.Body, err)
	}
	_, err = w.SaveDraft(w.ctx, w.doc, habeas.Draft{Form: "entry", Body: []byte(`{`)})
	w.is(err, habeas.ErrInvalid)
	w.ok(w.DropDraft(w.ctx, w.doc, one.ID))
	_, err = w.Draft(w.ctx, w.doc, one.ID)
	w.is(err, habeas.ErrNotFound)
}
