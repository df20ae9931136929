package desk_test

import (
	"strings"
	"testing"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
)

// What touches a living victim takes two people, and a waiver says so.
func TestTwoPeoplePublish(t *testing.T) {
	w := newWorld(t)
	other := w.user("another reviewer", habeas.RoleReviewer)
	rv := w.article(w.rev, habeas.AccessPublic, bakeryText)
	name := w.missed(w.rev, rv, "Ali Sample", desk.Edit{Property: "name", New: desk.NewSubject{Kind: habeas.KindMention, Label: "x"}})
	taken := w.missed(w.rev, rv, "Ali Sample was taken in October", desk.Edit{Property: "event.detention", Subject: name.Subject})
	w.is(w.Publish(w.ctx, w.doc, []habeas.ID{name.ID}, nil), habeas.ErrRefused)
	w.ok(w.Publish(w.ctx, w.rev, []habeas.ID{name.ID}, nil)) // accuses nobody
	w.is(w.Publish(w.ctx, w.rev, []habeas.ID{taken.ID}, nil), habeas.ErrRefused)
	// Together they go or stay.
	trade := w.missed(w.rev, rv, "bakery", desk.Edit{Property: "occupation", Value: "baker", Subject: name.Subject})
	w.is(w.Publish(w.ctx, w.rev, []habeas.ID{trade.ID, taken.ID}, nil), habeas.ErrRefused)
	if w.out(trade.ID) || w.out(taken.ID) {
		t.Error("a refused publication let something out")
	}
	// Handing over does not make another person of one.
	w.ok(w.Submit(w.ctx, w.doc, []habeas.ID{taken.ID}, nil))
	w.is(w.Publish(w.ctx, w.rev, []habeas.ID{taken.ID}, nil), habeas.ErrRefused)
	w.ok(w.Publish(w.ctx, other, []habeas.ID{taken.ID}, nil))
	if !w.out(taken.ID) || w.claim(taken.ID).Terms.Waived != "" {
		t.Error("seen by two, it is not out, or called waived")
	}
	// Somebody else's acceptance makes the first a second person.
	saw := w.missed(w.rev, rv, "His brother saw it", desk.Edit{Property: "event.sighting", Subject: name.Subject})
	w.ok(w.Decide(w.ctx, w.doc, desk.Decision{Claim: saw.ID, Seen: w.seen(saw.ID), Act: habeas.ActAccept, Source: saw.Source}))
	w.ok(w.Publish(w.ctx, w.rev, []habeas.ID{saw.ID}, nil))

	alone := w.missed(w.rev, rv, "Officers raided", desk.Edit{Property: "event.questioning", Subject: name.Subject})
	w.ok(w.ChangeSettings(w.ctx, w.admin, habeas.Settings{DeskName: "Test desk", WhoRuns: "A test.", SoloReason: "a desk of one"}))
	w.ok(w.Publish(w.ctx, w.rev, []habeas.ID{alone.ID}, &habeas.Terms{Grade: habeas.GradeSingle, Waived: "because"}))
	if c := w.claim(alone.ID); !w.out(alone.ID) || c.Terms.Waived != "a desk of one" {
		t.Errorf("the waiver is kept as %q", c.Terms.Waived)
	}
	w.ok(w.ChangeSettings(w.ctx, w.admin, habeas.Settings{DeskName: "Test desk", WhoRuns: "A test."}))
	if !w.out(alone.ID) {
		t.Error("what the waiver let out went with it")
	}
	w.ok(w.ChangeSettings(w.ctx, w.admin, habeas.Settings{DeskName: "Test desk"}))
	w.is(w.Publish(w.ctx, w.rev, []habeas.ID{trade.ID}, nil), habeas.ErrInvalid) // who runs this?
}

func TestWhatMayNotLeave(t *testing.T) {
	w := newWorld(t)
	pub := w.article(w.doc, habeas.AccessPublic, bakeryText)
	priv := w.article(w.doc, habeas.AccessTeam, bakeryText+" In private.")
	name := w.missed(w.doc, pub, "Ali Sample", desk.Edit{Property: "name", New: desk.NewSubject{Kind: habeas.KindMention, Label: "x"}})
	ask := func(p habeas.Protection, c habeas.Consent, label string) habeas.ID {
		return w.source(habeas.Source{Kind: habeas.SourcePerson, Name: "Somebody " + w.word(), Label: label, Protection: p, Consent: c}).ID
	}
	silent := ask(habeas.ProtectionTeam, habeas.ConsentTracing, "a neighbour")
	good := habeas.Terms{Grade: habeas.GradeSingle}
	claim := func(rv desk.Reviewing, e desk.Edit) habeas.ID {
		if e.Subject == "" {
			e.Subject = name.Subject
		}
		return w.missed(w.doc, rv, "Officers raided the bakery", e).ID
	}
	rejected := claim(pub, desk.Edit{Property: "nationality", Value: "x"})
	w.ok(w.Decide(w.ctx, w.doc, act(rejected, w.seen(rejected), habeas.ActReject)))
	for name, tt := range map[string]struct {
		claim habeas.ID
		terms habeas.Terms
		says  string
	}{
		"rejected":           {rejected, good, "rejected"},
		"an identity":        {claim(pub, desk.Edit{Property: "contact", Value: "x"}), good, "never published"},
		"for the desk":       {claim(pub, desk.Edit{Property: "note", Value: "x"}), good, "desk only"},
		"no consent":         {claim(priv, desk.Edit{Property: "nationality", Value: "x", Source: silent}), good, "not agreed"},
		"a private report":   {claim(priv, desk.Edit{Property: "policy", Value: "x", Subject: priv.Report.ID}), good, "about"},
		"a source":           {claim(pub, desk.Edit{Property: "policy", Value: "x", Subject: silent}), good, "about"},
		"no grade":           {name.ID, habeas.Terms{}, "grade"},
		"no day":             {name.ID, habeas.Terms{Grade: habeas.GradeSingle, Embargo: "soon"}, "soon"},
		"a flag nobody flew": {name.ID, habeas.Terms{Grade: habeas.GradeSingle, Flags: []habeas.Flag{"doubtful"}}, "flag"},
	} {
		for door, do := range map[string]error{
			"submit": w.Submit(w.ctx, w.doc, []habeas.ID{tt.claim}, &tt.terms), "publish": w.Publish(w.ctx, w.rev, []habeas.ID{tt.claim}, &tt.terms)} {
			if do == nil || !strings.Contains(do.Error(), tt.says) {
				t.Errorf("%s of what is %s: %v, want %q", door, name, do, tt.says)
			}
		}
		if w.out(tt.claim) {
			t.Errorf("%s is out", name)
		}
	}
}

// The queue shows each claim as the public would read it.
func TestQueueShowsWhatWouldLeave(t *testing.T) {
	w := newWorld(t)
	wit := w.source(witness)
	e := w.told(w.doc, wit, "Ali Sample", desk.Fact{Property: "event.detention", Words: "my words", When: "2026-03"})
	w.ok(w.Submit(w.ctx, w.doc, e.Claims, nil))
	q, n, err := w.Queue(w.ctx, w.doc, 10, 0)
	w.ok(err)
	if n != 2 || len(q) != 2 {
		t.Fatalf("%d of %d wait", len(q), n)
	}
	for _, l := range q {
		if l.Public != "" || l.Shown.SourceWords != "a relative abroad" || l.Shown.Claim.Words != "" || l.Shown.Claim.Report != "" {
			t.Errorf("it would leave as %+v (%s)", l.Shown, l.Public)
		}
		if !l.Own || l.Tells == nil || l.Tells.Verdict != habeas.CheckSecond {
			t.Errorf("what a relative of somebody named told takes another person: %v, %+v", l.Own, l.Tells)
		}
	}
	wit.Consent = habeas.ConsentNone
	w.ok(w.ChangeSource(w.ctx, w.doc, wit))
	q, _, err = w.Queue(w.ctx, w.doc, 10, 0)
	w.ok(err)
	for _, l := range q {
		if !strings.Contains(l.Public, "agreed") {
			t.Errorf("what holds it back is told as %q", l.Public)
		}
	}
	w.is(w.Publish(w.ctx, w.rev, e.Claims, nil), habeas.ErrInvalid)
}

func TestAListTakesTwoPeople(t *testing.T) {
	w := newWorld(t)
	other := w.user("another reviewer", habeas.RoleReviewer)
	done := w.bring(w.rev, "Register", "2026-10", "Name,Trade\nAli Sample,baker\n")
	version := func() int {
		l, err := w.List(w.ctx, w.admin, done.List, habeas.RowQuery{})
		w.ok(err)
		return l.List.Version
	}
	terms := habeas.Terms{Grade: habeas.GradeSingle}
	row := habeas.RowClaimID(habeas.RowID(done.List, habeas.KindMention, 0), 0)
	w.is(w.PublishList(w.ctx, w.rev, done.List, version(), habeas.Terms{}), habeas.ErrInvalid)
	w.ok(w.PublishList(w.ctx, w.rev, done.List, version(), terms)) // handed over
	if w.out(row) {
		t.Fatal("handed over is not published")
	}
	w.is(w.PublishList(w.ctx, w.doc, done.List, version(), terms), habeas.ErrRefused) // no reviewer
	w.is(w.PublishList(w.ctx, w.rev, done.List, version(), terms), habeas.ErrRefused) // brought it
	w.is(w.PublishList(w.ctx, other, done.List, version()-1, terms), habeas.ErrConflict)
	w.ok(w.PublishList(w.ctx, other, done.List, version(), terms))
	if !w.out(row) {
		t.Fatal("seen by two, it is not out")
	}
	// Whoever brings the next edition is not its second person.
	w.bring(other, "Register", "2026-11", "Name,Trade\nAli Sample,baker\nVali Sample,judge\n")
	second := habeas.RowClaimID(habeas.RowID(done.List, habeas.KindMention, 1), 0)
	if !w.out(row) || w.out(second) {
		t.Errorf("of the first edition is out %v, of the second %v", w.out(row), w.out(second))
	}
	w.is(w.PublishList(w.ctx, other, done.List, version(), terms), habeas.ErrRefused)
	w.ok(w.PublishList(w.ctx, w.admin, done.List, version(), terms))
	if !w.out(second) {
		t.Error("the second edition is not out")
	}
	// One claim of a row has its own history beside the list's.
	w.ok(w.Decide(w.ctx, w.doc, act(second, w.seen(second), habeas.ActWithdraw)))
	if w.out(second) || !w.out(row) {
		t.Error("withdrawing one cell did not withdraw that cell")
	}
	w.ok(w.UnpublishList(w.ctx, w.doc, done.List, version()))
	if w.out(row) {
		t.Error("the list is off, its rows are out")
	}
}
