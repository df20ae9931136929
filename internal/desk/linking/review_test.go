package linking_test

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/desk/linking"
)

func (w *world) next(a habeas.Actor) habeas.ID {
	w.t.Helper()
	id, err := w.Next(w.ctx, a)
	w.ok(err)
	return id
}

func (w *world) pair(a habeas.Actor, id habeas.ID) linking.Pair {
	w.t.Helper()
	p, err := w.Pair(w.ctx, a, id)
	w.ok(err)
	return p
}

func (w *world) person(m habeas.ID) (id habeas.ID) {
	w.t.Helper()
	w.ok(w.store.View(w.ctx, func(tx desk.Tx) error {
		x, err := tx.Mention(m)
		id = x.Person
		return err
	}))
	return id
}

func (w *world) two(on bool) {
	w.t.Helper()
	w.ok(w.store.Update(w.ctx, func(tx desk.Tx) error {
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		s.TwoForLinks = on
		return tx.PutSettings(s, w.by[habeas.RoleAdmin].ID, w.clock)
	}))
}

// Before an answer nothing of what the machine holds, or others said, is told.
func TestBlind(t *testing.T) {
	w := newWorld(t)
	w.lists()
	w.run()
	w.two(true)
	doc, rev := w.doc(), w.by[habeas.RoleReviewer]
	id := w.next(doc)
	blind := func(who habeas.Actor, when string) {
		p := w.pair(who, id)
		if p.Shown || p.Weight != 0 || p.Prior != 0 || len(p.Reasons)+len(p.Answers) > 0 || p.Split || p.Said != "" || p.Run != "" {
			t.Errorf("%s the pair tells %+v", when, p)
		}
		if len(p.Pictures[0].Entries) == 0 || len(p.Pictures[1].Entries) == 0 {
			t.Errorf("%s the pair does not say what it is of", when)
		}
	}
	blind(doc, "before anything")
	w.ok(w.Answer(w.ctx, doc, id, habeas.SamePerson, "the same father"))
	blind(rev, "to a second person, before they answered,")
	p := w.pair(doc, id)
	if !p.Shown || p.Weight == 0 || len(p.Reasons) == 0 || len(p.Answers) != 1 || p.Decision.ID != "" {
		t.Errorf("after an answer of one of two: %+v", p)
	}
	sum := p.Prior
	for _, r := range p.Reasons {
		sum += r.Weight
	}
	if d := sum - p.Weight; d > 1e-6 || d < -1e-6 {
		t.Errorf("prior and reasons come to %v bits of %v", sum, p.Weight)
	}
	if w.next(doc) == id {
		t.Error("who has answered is asked again")
	}
}

func TestOneAnswerDecides(t *testing.T) {
	w := newWorld(t)
	w.lists()
	w.run()
	doc := w.doc()
	id := w.next(doc)
	p := w.pair(doc, id)
	before := w.overview()
	w.is(w.Answer(w.ctx, doc, id, "perhaps", ""), habeas.ErrInvalid)
	w.ok(w.Answer(w.ctx, doc, id, habeas.SamePerson, ""))
	if w.person(p.A) != w.person(p.B) {
		t.Error("an answer that decides joins nobody")
	}
	x := w.pair(doc, id)
	if x.Decision.Pair != id || x.Decision.Verdict != habeas.SamePerson || x.Decision.By != doc.ID {
		t.Errorf("the decision: %+v", x.Decision)
	}
	if o := w.overview(); o.Undecided >= before.Undecided || o.Most != before.Most-1 {
		t.Errorf("after one answer %+v, before %+v", o, before)
	}
	w.is(w.Answer(w.ctx, doc, id, habeas.OtherPerson, ""), habeas.ErrConflict)
	w.ok(w.TakeBack(w.ctx, doc, id))
	if w.person(p.A) == w.person(p.B) {
		t.Error("an answer that was taken back holds two together")
	}
	w.is(w.TakeBack(w.ctx, doc, id), habeas.ErrConflict)
	if o := w.overview(); o.Undecided != before.Undecided || o.Most != before.Most {
		t.Errorf("after taking back %+v, before %+v", o, before)
	}
	x = w.pair(doc, id)
	if x.Shown {
		t.Error("whose answer was taken back is told what the machine holds when asked again")
	}
}

// Two are asked, they differ, a third decides, and that they differed stays.
func TestTwoDiffer(t *testing.T) {
	w := newWorld(t)
	w.lists()
	w.run()
	w.two(true)
	doc, rev, admin := w.doc(), w.by[habeas.RoleReviewer], w.by[habeas.RoleAdmin]
	id := w.next(doc)
	p := w.pair(doc, id)
	w.ok(w.Answer(w.ctx, doc, id, habeas.SamePerson, ""))
	w.ok(w.Answer(w.ctx, rev, id, habeas.OtherPerson, "another year"))
	x := w.pair(doc, id)
	if !x.Split || !x.Third || x.Decision.ID != "" || len(x.Answers) != 2 {
		t.Errorf("two differ: %+v", x)
	}
	if w.next(admin) != id {
		t.Error("a third person is asked about something else first")
	}
	w.ok(w.Answer(w.ctx, admin, id, habeas.OtherPerson, ""))
	x = w.pair(doc, id)
	if !x.Split || x.Third || x.Decision.Verdict != habeas.OtherPerson || x.Decision.Reason != "laid side by side: another year" {
		t.Errorf("a third decided: %+v", x)
	}
	if w.person(p.A) == w.person(p.B) {
		t.Error("two that a third held apart are one")
	}
	// Two who agree need no third.
	id = w.next(doc)
	w.ok(w.Answer(w.ctx, doc, id, habeas.UnsureLink, ""))
	w.ok(w.Answer(w.ctx, rev, id, habeas.UnsureLink, ""))
	if x := w.pair(doc, id); x.Decision.Verdict != habeas.UnsureLink || x.Split {
		t.Errorf("two agree: %+v", x)
	}
}

// What somebody decided by hand is not decided again by an answer.
func TestHandOutranks(t *testing.T) {
	w := newWorld(t)
	one, two := w.lists()
	w.run()
	l, err := w.desk.Link(w.ctx, w.doc(), row(one, 21), row(two, 1), habeas.SamePerson, "the same father")
	w.ok(err)
	id := habeas.PairOf(l.A, l.B)
	w.is(w.Answer(w.ctx, w.by[habeas.RoleReviewer], id, habeas.OtherPerson, ""), habeas.ErrConflict)
	if w.person(l.A) != w.person(l.B) {
		t.Error("an answer undid a decision by hand")
	}
}

// The whole queue is worked off: each pair is asked once, those of the sample
// among them, and what follows from decisions is not asked.
func TestWorkedOff(t *testing.T) {
	w := newWorld(t)
	one, two := w.lists()
	w.run()
	true20 := map[habeas.ID]bool{}
	for n := range 20 {
		true20[habeas.PairOf(row(one, 21+n), row(two, 1+n))] = true
	}
	var asked []habeas.ID
	for {
		id, err := w.Next(w.ctx, w.doc())
		if errors.Is(err, habeas.ErrNotFound) {
			break
		}
		w.ok(err)
		if slices.Contains(asked, id) || len(asked) > 500 {
			t.Fatalf("%s is asked about again", id)
		}
		asked = append(asked, id)
		v := habeas.OtherPerson
		if true20[id] {
			v = habeas.SamePerson
		}
		w.ok(w.Answer(w.ctx, w.doc(), id, v, ""))
	}
	o := w.overview()
	if o.Undecided != 0 || o.Least != 60 || o.Most != 60 {
		t.Errorf("after all answers there are between %d and %d persons, %d undecided; there are 60", o.Least, o.Most, o.Undecided)
	}
	if o.Precision.Answered == 0 || o.Precision.Low > o.Precision.Estimate || o.Precision.High < o.Precision.Estimate {
		t.Errorf("precision: %+v", o.Precision)
	}
	// The machine learns from what is not held out, and proposes the same twenty.
	r := w.run()
	if r.Learned == 0 {
		t.Errorf("it learned from %d of %d answers", r.Learned, len(asked))
	}
	heldOut := 0
	for _, id := range asked {
		if (habeas.LinkPair{ID: id}).HeldOut() {
			heldOut++
		}
	}
	if r.Learned+heldOut != len(asked) {
		t.Errorf("%d answers, %d held out, and it learned from %d", len(asked), heldOut, r.Learned)
	}
}

// A pair of which a mention was sealed since is nobody's who may not read it.
func TestSealedSince(t *testing.T) {
	w := newWorld(t)
	one, _ := w.lists()
	w.run()
	id := w.next(w.doc())
	w.ok(w.store.Update(w.ctx, func(tx desk.Tx) error {
		l, err := tx.List(one)
		if err != nil {
			return err
		}
		l.Access, l.By = habeas.AccessSealed, w.by[habeas.RoleAdmin].ID
		return tx.PutList(l)
	}))
	for _, role := range append([]habeas.Role{habeas.RolePublic}, habeas.Roles...) {
		a := w.by[role]
		_, err := w.Pair(w.ctx, a, id)
		answered := w.Answer(w.ctx, a, id, "", "")
		switch {
		case !role.May(habeas.LinkMentions):
			if !errors.Is(err, habeas.ErrRefused) || !errors.Is(answered, habeas.ErrRefused) {
				t.Errorf("%q: %v, %v", role, err, answered)
			}
		case role.May(habeas.ReadSealed):
			w.ok(err)
			w.is(answered, habeas.ErrInvalid)
		default:
			_, missing := w.Pair(w.ctx, a, habeas.PairOf("m1", "m2"))
			if !errors.Is(err, habeas.ErrNotFound) || err.Error() != missing.Error() || !errors.Is(answered, habeas.ErrNotFound) || !errors.Is(w.TakeBack(w.ctx, a, id), habeas.ErrNotFound) {
				t.Errorf("%q is told of a sealed pair: %v, %v; of what is not there: %v", role, err, answered, missing)
			}
		}
	}
	if got, err := w.Next(w.ctx, w.doc()); err == nil && got == id {
		t.Error("the sealed pair is laid before somebody who may not read it")
	}
}

func TestHeld(t *testing.T) {
	w := newWorld(t)
	one := w.bring("One", person(1), person(2), person(3), person(4), person(5))
	link := func(a, b int) habeas.ID {
		l, err := w.desk.Link(w.ctx, w.doc(), row(one, a), row(one, b), habeas.SamePerson, "a test")
		w.ok(err)
		return l.ID
	}
	ab, bc, ca, cd := link(1, 2), link(2, 3), link(3, 1), link(3, 4)
	h, err := w.Held(w.ctx, w.by[habeas.RoleReader], w.person(row(one, 4)))
	w.ok(err)
	parts := map[habeas.ID][2]int{}
	for _, e := range h.Edges {
		parts[e.ID] = e.Parts
		if e.Weak != (e.ID == cd) {
			t.Errorf("%s is weak: %v", e.ID, e.Weak)
		}
	}
	if want := map[habeas.ID][2]int{ab: {}, bc: {}, ca: {}, cd: {1, 3}}; !reflect.DeepEqual(parts, want) {
		t.Errorf("what each decision alone holds: %v, want %v", parts, want)
	}
	for _, m := range h.Mentions[1:] {
		path := h.Paths[m.ID]
		if len(path) == 0 || path[0].From != h.Mentions[0].ID || path[len(path)-1].To != m.ID {
			t.Errorf("the path to %s: %v", m.ID, path)
		}
	}
	_, err = w.Held(w.ctx, w.by[habeas.RoleReader], habeas.PersonOf("m000000000000000"))
	w.is(err, habeas.ErrNotFound)
	_, err = w.Held(w.ctx, habeas.Anybody, h.ID)
	w.is(err, habeas.ErrNotFound)
}
