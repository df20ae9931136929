package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
)

const bakeryText = "Officers raided the bakery. Ali Sample was taken in October. He is 41 years old. His brother saw it."

// person is an article and a person named in it.
func (w *world) person(access habeas.Access) (desk.Reviewing, habeas.Claim) {
	w.t.Helper()
	rv := w.article(w.doc, access, bakeryText+" "+w.word())
	return rv, w.missed(w.doc, rv, "Ali Sample", desk.Edit{Property: "name", New: desk.NewSubject{Kind: habeas.KindMention, Label: "the baker"}})
}

func act(c habeas.ID, seen int, a habeas.Act) desk.Decision {
	return desk.Decision{Claim: c, Seen: seen, Act: a, Reason: "why"}
}

// Any past state of a claim can be read off its history, with who and when.
func TestAnyPastStateCanBeShown(t *testing.T) {
	w := newWorld(t)
	_, c := w.person(habeas.AccessPublic)
	type moment struct {
		at     time.Time
		status habeas.Status
		public bool
		by     habeas.ID
	}
	was := []moment{{w.clock, habeas.Accepted, false, w.doc.ID}}
	step := func(by habeas.Actor, status habeas.Status, public bool, do func() error) {
		t.Helper()
		w.clock = w.clock.Add(time.Hour)
		w.ok(do())
		was = append(was, moment{w.clock, status, public, by.ID})
	}
	step(w.doc2, habeas.Unsure, false, func() error { return w.Decide(w.ctx, w.doc2, act(c.ID, w.seen(c.ID), habeas.ActUnsure)) })
	step(w.doc2, habeas.Accepted, false, func() error {
		return w.Decide(w.ctx, w.doc2, desk.Decision{Claim: c.ID, Seen: w.seen(c.ID), Act: habeas.ActAccept, Source: c.Source})
	})
	step(w.rev, habeas.Accepted, true, func() error { return w.Publish(w.ctx, w.rev, []habeas.ID{c.ID}, nil) })
	step(w.doc, habeas.Accepted, false, func() error { return w.Unpublish(w.ctx, w.doc, []habeas.ID{c.ID}, "asked to") })
	step(w.doc, habeas.Withdrawn, false, func() error { return w.Decide(w.ctx, w.doc, act(c.ID, w.seen(c.ID), habeas.ActWithdraw)) })
	h := w.history(c.ID)
	for i, m := range was {
		for _, later := range []time.Duration{0, time.Minute} {
			s, ok := habeas.FoldAt(h.Steps, m.at.Add(later))
			if !ok || s.Status != m.status || s.Public != m.public {
				t.Errorf("after step %d it was %s, public %v; want %s, %v", i, s.Status, s.Public, m.status, m.public)
			}
		}
		last := slices.IndexFunc(h.Steps, func(s habeas.Step) bool { return s.At.After(m.at) })
		if last < 0 {
			last = len(h.Steps)
		}
		if s := h.Steps[last-1]; s.By != m.by || !s.At.Equal(m.at) {
			t.Errorf("step %d was by %s at %s", i, s.By, s.At)
		}
	}
	if _, ok := habeas.FoldAt(h.Steps, was[0].at.Add(-time.Second)); ok {
		t.Error("it stood before it was entered")
	}
}

// Whoever saves second is told, and nothing of theirs is kept.
func TestTwoPeopleOnOneClaim(t *testing.T) {
	w := newWorld(t)
	rv, c := w.person(habeas.AccessPublic)
	edit := desk.Edit{Property: "name", Value: "Aly Sample", Subject: c.Subject, Source: c.Source}
	for name, second := range map[string]func(id habeas.ID, seen int) error{
		"decide": func(id habeas.ID, seen int) error { return w.Decide(w.ctx, w.doc2, act(id, seen, habeas.ActReject)) },
		"decide on several": func(id habeas.ID, seen int) error {
			return w.DecideAll(w.ctx, w.doc2, []desk.Decision{act(c.ID, w.seen(c.ID), habeas.ActUnsure), act(id, seen, habeas.ActReject)})
		},
		"edit": func(id habeas.ID, seen int) error {
			_, err := w.Supersede(w.ctx, w.doc2, id, seen, edit, "x")
			return err
		},
		"split": func(id habeas.ID, seen int) error { return w.Split(w.ctx, w.doc2, id, seen, edit, edit) },
		"undo":  func(id habeas.ID, seen int) error { return w.Undo(w.ctx, w.doc2, id, seen) },
	} {
		x := w.missed(w.doc, rv, "Sample", desk.Edit{Property: "name.other", Subject: c.Subject})
		seen, others := w.seen(x.ID), w.seen(c.ID)
		w.ok(w.Decide(w.ctx, w.doc, act(x.ID, seen, habeas.ActUnsure)))
		before, err := w.Dossier(w.ctx, w.rev, c.Subject)
		w.ok(err)
		w.is(second(x.ID, seen), habeas.ErrConflict)
		after, err := w.Dossier(w.ctx, w.rev, c.Subject)
		w.ok(err)
		if w.seen(x.ID) != seen+1 || w.seen(c.ID) != others || len(after.Entries) != len(before.Entries) {
			t.Errorf("%s: something of the second save was kept", name)
		}
	}
	// Reports and sources have versions.
	w.ok(w.Assign(w.ctx, w.doc, rv.Report.ID, rv.Report.Version, w.doc2.ID, w.rev.ID))
	w.is(w.Assign(w.ctx, w.doc2, rv.Report.ID, rv.Report.Version, w.doc.ID, ""), habeas.ErrConflict)
	s, err := w.Source(w.ctx, w.doc, rv.Report.Source)
	w.ok(err)
	mine, theirs := s, s
	mine.Label, theirs.Label = "a", "b"
	w.ok(w.ChangeSource(w.ctx, w.doc, mine))
	w.is(w.ChangeSource(w.ctx, w.doc2, theirs), habeas.ErrConflict)
}

func TestACorrectionKeepsItsLine(t *testing.T) {
	w := newWorld(t)
	rv, c := w.person(habeas.AccessPublic)
	w.publish(c.ID)
	if !w.out(c.ID) {
		t.Fatal("the claim is not out")
	}
	one, err := w.Supersede(w.ctx, w.doc, c.ID, w.seen(c.ID), desk.Edit{Property: "name", Value: "Aly Sample", Subject: c.Subject, Source: c.Source}, "misread")
	w.ok(err)
	two, err := w.Supersede(w.ctx, w.doc2, one.ID, w.seen(one.ID), desk.Edit{Property: "name", Value: "Alı Sample", Subject: c.Subject, Source: c.Source}, "again")
	w.ok(err)
	h := w.history(two.ID)
	var line []habeas.ID
	for _, v := range h.Line {
		line = append(line, v.ID)
	}
	if !slices.Equal(line, []habeas.ID{c.ID, one.ID, two.ID}) {
		t.Fatalf("the line is %v", line)
	}
	old := w.claim(c.ID)
	if old.Status != habeas.Superseded || old.Successor != one.ID || old.Public || old.Value != "Ali Sample" {
		t.Errorf("the first of the line is %s by %s, public %v, and says %q", old.Status, old.Successor, old.Public, old.Value)
	}
	if x := w.claim(two.ID); x.Quotes[0].Exact != "Ali Sample" || x.Report != rv.Report.ID || x.By != w.doc2.ID || x.Public {
		t.Errorf("the last of the line is %+v", x)
	}
	for _, id := range line {
		if w.out(id) {
			t.Errorf("%s is out", id)
		}
	}
	w.publish(two.ID)
	if !w.out(two.ID) || w.out(c.ID) {
		t.Error("the correction is not what the public reads")
	}
	// A superseded claim is history: nothing more is done to it.
	w.is(w.Decide(w.ctx, w.doc, act(c.ID, w.seen(c.ID), habeas.ActReject)), habeas.ErrConflict)
	_, err = w.Supersede(w.ctx, w.doc, c.ID, w.seen(c.ID), desk.Edit{Property: "name", Value: "x", Subject: c.Subject, Source: c.Source}, "x")
	w.is(err, habeas.ErrConflict)
	w.is(w.Undo(w.ctx, w.doc2, two.ID, w.seen(two.ID)), habeas.ErrRefused)
}

// Each act that unsettles a published claim takes it off every page at once.
func TestWhatIsUnsettledLeavesThePublicRecordAtOnce(t *testing.T) {
	w := newWorld(t)
	rv, c := w.person(habeas.AccessPublic)
	for name, do := range map[string]func(habeas.Claim) error{
		"withdraw":   func(x habeas.Claim) error { return w.Decide(w.ctx, w.doc, act(x.ID, w.seen(x.ID), habeas.ActWithdraw)) },
		"reject":     func(x habeas.Claim) error { return w.Decide(w.ctx, w.doc, act(x.ID, w.seen(x.ID), habeas.ActReject)) },
		"leave open": func(x habeas.Claim) error { return w.Decide(w.ctx, w.doc, act(x.ID, w.seen(x.ID), habeas.ActUnsure)) },
		"unpublish":  func(x habeas.Claim) error { return w.Unpublish(w.ctx, w.doc, []habeas.ID{x.ID}, "asked to") },
		"other source": func(x habeas.Claim) error {
			return w.Decide(w.ctx, w.doc, desk.Decision{Claim: x.ID, Seen: w.seen(x.ID), Act: habeas.ActAccept, Source: w.source(outlet).ID})
		},
		"split": func(x habeas.Claim) error {
			e := desk.Edit{Property: "event.detention", Words: x.Words, Subject: x.Subject, Source: x.Source}
			return w.Split(w.ctx, w.doc, x.ID, w.seen(x.ID), e, e)
		},
	} {
		x := w.missed(w.doc, rv, "Ali Sample was taken in October", desk.Edit{Property: "event.detention", Subject: c.Subject})
		w.publish(x.ID)
		if !w.out(x.ID) {
			t.Fatalf("%s: the claim is not out", name)
		}
		w.ok(do(x))
		if w.out(x.ID) {
			t.Errorf("%s left the claim out", name)
		}
		if f, err := w.public.SearchPeople(w.ctx, habeas.PeopleQuery{}); err != nil || f.Total != 0 {
			t.Errorf("%s left %d people in the search (%v)", name, f.Total, err)
		}
	}
	// A published claim cannot be changed by handing it over again.
	x := w.missed(w.doc, rv, "Ali Sample was taken in October", desk.Edit{Property: "event.detention", Subject: c.Subject})
	w.publish(x.ID)
	w.is(w.Submit(w.ctx, w.doc, []habeas.ID{x.ID}, &habeas.Terms{Grade: habeas.GradeAcknowledged, Label: "an official"}), habeas.ErrConflict)
	w.is(w.Decide(w.ctx, w.rev, desk.Decision{Claim: x.ID, Seen: w.seen(x.ID), Act: habeas.ActAccept, Source: x.Source}), habeas.ErrConflict)
	if !w.out(x.ID) || w.claim(x.ID).Terms.Grade == habeas.GradeAcknowledged {
		t.Error("what was refused changed what is published")
	}
}

func TestUndo(t *testing.T) {
	w := newWorld(t)
	rv := w.article(w.doc, habeas.AccessPublic, bakeryText)
	var c habeas.Claim
	for _, e := range rv.Entries {
		if e.Claim.Status == habeas.Proposed {
			c = e.Claim
		}
	}
	if c.ID == "" {
		t.Fatal("nothing was proposed")
	}
	for _, a := range []habeas.Act{habeas.ActReject, habeas.ActUnsure, habeas.ActAccept} {
		d := act(c.ID, w.seen(c.ID), a)
		d.Source = c.Source
		w.ok(w.Decide(w.ctx, w.doc, d))
		w.is(w.Undo(w.ctx, w.doc2, c.ID, w.seen(c.ID)), habeas.ErrRefused) // somebody else's
		w.ok(w.Undo(w.ctx, w.doc, c.ID, w.seen(c.ID)))
		if got := w.claim(c.ID).Status; got != habeas.Proposed {
			t.Errorf("%s taken back left it %s", a, got)
		}
		w.is(w.Undo(w.ctx, w.doc, c.ID, w.seen(c.ID)), habeas.ErrRefused)
	}
	w.ok(w.Decide(w.ctx, w.doc, act(c.ID, w.seen(c.ID), habeas.ActWithdraw)))
	w.is(w.Undo(w.ctx, w.doc, c.ID, w.seen(c.ID)), habeas.ErrRefused)
}

func TestSplit(t *testing.T) {
	w := newWorld(t)
	rv, c := w.person(habeas.AccessPublic)
	x := w.missed(w.doc, rv, "Ali Sample was taken in October. He is 41 years old", desk.Edit{Property: "note", Subject: c.Subject})
	one := desk.Edit{Property: "event.detention", Words: "Ali Sample was taken in October", When: "October", Subject: c.Subject, Source: x.Source}
	two := desk.Edit{Property: "age", Value: "41", Words: "He is 41 years old", Subject: c.Subject, Source: x.Source}
	w.ok(w.Split(w.ctx, w.doc2, x.ID, w.seen(x.ID), one, two))
	h := w.history(x.ID)
	if h.Entry.Claim.Status != habeas.Superseded || len(h.Line) != 2 || h.Line[1].Property != "event.detention" {
		t.Fatalf("the claim is %s, its line %d long", h.Entry.Claim.Status, len(h.Line))
	}
	d, err := w.Dossier(w.ctx, w.doc, c.Subject)
	w.ok(err)
	i := slices.IndexFunc(d.Entries, func(e desk.Entry) bool { return e.Claim.Property == "age" && e.Claim.Status == habeas.Accepted })
	if i < 0 {
		t.Fatal("the second half is missing")
	}
	if age := d.Entries[i].Claim; age.Root != age.ID || age.Supersedes != "" || age.Value != "41" || len(age.Quotes) == 0 || age.AcceptBy != w.doc2.ID {
		t.Errorf("the second half is %+v", age)
	}
	// A bad half leaves nothing behind.
	before := len(d.Entries)
	w.is(w.Split(w.ctx, w.doc, d.Entries[i].Claim.ID, 2, two, desk.Edit{Property: "horoscope", Subject: c.Subject, Source: x.Source}), habeas.ErrInvalid)
	if d, err = w.Dossier(w.ctx, w.doc, c.Subject); err != nil || len(d.Entries) != before {
		t.Errorf("a refused split left %d claims, before %d (%v)", len(d.Entries), before, err)
	}
}

func TestAssign(t *testing.T) {
	w := newWorld(t)
	rv := w.article(w.doc, habeas.AccessSealed, bakeryText)
	_, err := w.Review(w.ctx, w.doc2, rv.Report.ID)
	w.is(err, habeas.ErrNotFound)
	for name, pair := range map[string][2]habeas.ID{"a reader": {w.reader.ID, ""}, "nobody known": {habeas.NewID(habeas.KindUser), ""}, "one person twice": {w.doc.ID, w.doc.ID}} {
		if err := w.Assign(w.ctx, w.doc, rv.Report.ID, rv.Report.Version, pair[0], pair[1]); err == nil {
			t.Errorf("a report was assigned to %s", name)
		}
	}
	w.ok(w.Assign(w.ctx, w.doc, rv.Report.ID, rv.Report.Version, w.doc.ID, w.doc2.ID))
	// The second reviewer handles the report and all that was taken from it.
	theirs, err := w.Review(w.ctx, w.doc2, rv.Report.ID)
	w.ok(err)
	if len(theirs.Entries) != len(rv.Entries) || len(theirs.Entries) == 0 || len(theirs.Subjects) != len(rv.Subjects) || len(theirs.Mentions) != len(rv.Mentions) {
		t.Errorf("the second reviewer sees %d of %d claims, %d of %d subjects", len(theirs.Entries), len(rv.Entries), len(theirs.Subjects), len(rv.Subjects))
	}
	c := theirs.Entries[0].Claim
	w.ok(w.Decide(w.ctx, w.doc2, desk.Decision{Claim: c.ID, Seen: theirs.Entries[0].Steps, Act: habeas.ActAccept, Source: c.Source}))
	if c := w.claim(c.ID); c.Access != habeas.AccessSealed {
		t.Errorf("a claim of a sealed report is %s", c.Access)
	}
	// Whoever hands it on lets go of it.
	r, err := w.Review(w.ctx, w.doc2, rv.Report.ID)
	w.ok(err)
	w.ok(w.Assign(w.ctx, w.doc2, rv.Report.ID, r.Report.Version, w.doc.ID, ""))
	_, err = w.Review(w.ctx, w.doc2, rv.Report.ID)
	w.is(err, habeas.ErrNotFound)
}

// Tensions come and go with the claims; one that was settled stays so.
func TestTensionsFollowTheClaims(t *testing.T) {
	w := newWorld(t)
	rv, c := w.person(habeas.AccessPublic)
	sex := func(words, value string) habeas.Claim {
		t.Helper()
		return w.missed(w.doc, rv, words, desk.Edit{Property: "sex", Value: value, Subject: c.Subject})
	}
	open := func() []habeas.Tension {
		t.Helper()
		ts, es, n, err := w.Tensions(w.ctx, w.doc, 50, 0)
		w.ok(err)
		var mine []habeas.Tension
		for _, x := range ts {
			if x.Kind == habeas.TensionValue {
				mine = append(mine, x)
				for _, id := range x.Claims {
					if es[id].Claim.ID != id {
						t.Error("a tension came without its claims")
					}
				}
			}
		}
		if n < len(ts) {
			t.Errorf("%d tensions of %d", len(ts), n)
		}
		return mine
	}
	man, woman := sex("Ali", "male"), sex("brother", "female")
	ts := open()
	if len(ts) != 1 {
		t.Fatalf("found %d tensions", len(ts))
	}
	w.ok(w.Decide(w.ctx, w.doc, act(woman.ID, w.seen(woman.ID), habeas.ActReject)))
	if n := len(open()); n != 0 {
		t.Errorf("a rejected claim stands in %d tensions", n)
	}
	w.ok(w.Undo(w.ctx, w.doc, woman.ID, w.seen(woman.ID)))
	if ts = open(); len(ts) != 1 {
		t.Fatalf("taken back, it stands in %d tensions", len(ts))
	}
	w.is(w.SettleTension(w.ctx, w.doc, ts[0].ID, "forget it", ""), habeas.ErrInvalid)
	w.ok(w.SettleTension(w.ctx, w.doc, ts[0].ID, habeas.TensionMistake, "a slip of the pen"))
	w.ok(w.Decide(w.ctx, w.doc, act(man.ID, w.seen(man.ID), habeas.ActUnsure))) // looks for tensions again
	if n := len(open()); n != 0 {
		t.Errorf("%d settled tensions opened again", n)
	}
	other := sex("Officers", "other")
	if n := len(open()); n != 2 {
		t.Errorf("the new claim %s stands in %d new tensions, want 2", other.ID, n)
	}
	// By hand it takes two claims.
	for _, claims := range [][]habeas.ID{nil, {man.ID}, {man.ID, man.ID}, {man.ID, habeas.NewID(habeas.KindClaim)}} {
		if err := w.NoteTension(w.ctx, w.doc, claims, "these differ"); err == nil {
			t.Errorf("%v is a tension", claims)
		}
	}
	w.is(w.NoteTension(w.ctx, w.doc, []habeas.ID{man.ID, c.ID}, " "), habeas.ErrInvalid)
	w.ok(w.NoteTension(w.ctx, w.doc, []habeas.ID{man.ID, c.ID}, "a name of women"))
}

func TestDecisionsThatAreNone(t *testing.T) {
	w := newWorld(t)
	rv, c := w.person(habeas.AccessPublic)
	seen := w.seen(c.ID)
	for name, d := range map[string]desk.Decision{
		"accepted without a source":    {Claim: c.ID, Seen: seen, Act: habeas.ActAccept},
		"rejected without a reason":    {Claim: c.ID, Seen: seen, Act: habeas.ActReject, Reason: "  "},
		"withdrawn without a reason":   {Claim: c.ID, Seen: seen, Act: habeas.ActWithdraw},
		"published by deciding":        {Claim: c.ID, Seen: seen, Act: habeas.ActPublish, Reason: "x"},
		"accepted from nobody's mouth": {Claim: c.ID, Seen: seen, Act: habeas.ActAccept, Source: habeas.NewID(habeas.KindSource)},
	} {
		if err := w.Decide(w.ctx, w.doc, d); err == nil {
			t.Errorf("%s", name)
		}
	}
	shut := w.article(w.rev, habeas.AccessSealed, bakeryText+" Shut.")
	sealed := w.missed(w.rev, shut, "Ali Sample", desk.Edit{Property: "name", New: desk.NewSubject{Kind: habeas.KindMention, Label: "the baker"}})
	at := len("Officers")
	for name, e := range map[string]desk.Edit{
		"about nobody":              {Property: "policy", Subject: habeas.NewID(habeas.KindEvent)},
		"about somebody sealed":     {Property: "name", Subject: sealed.Subject},
		"pointing to nobody":        {Property: "kin", Subject: c.Subject, Object: habeas.NewID(habeas.KindMention)},
		"pointing to somebody shut": {Property: "kin", Subject: c.Subject, Object: sealed.Subject},
		"pointing to a word":        {Property: "kin", Subject: c.Subject, Object: "brother"},
		"of no property":            {Property: "horoscope", Subject: c.Subject},
		"of no day":                 {Property: "birth.date", Subject: c.Subject, EDTF: "someday"},
		"open to a friend":          {Property: "nationality", Value: "x", Subject: c.Subject, Access: "friend"},
	} {
		e.Source = rv.Report.Source
		if _, err := w.AddMissed(w.ctx, w.doc, rv.Text.ID, 0, at, e); err == nil || !strings.Contains(err.Error(), " ") {
			t.Errorf("a claim %s was added (%v)", name, err)
		}
	}
	// A claim is no more open than the report it is from, whatever the edit says.
	x := w.missed(w.rev, shut, "Officers", desk.Edit{Property: "nationality", Value: "x", Subject: sealed.Subject, Access: habeas.AccessPublic})
	if x.Access != habeas.AccessSealed {
		t.Errorf("a claim of a sealed report is %s", x.Access)
	}
}
