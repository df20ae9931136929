package linking_test

import (
	"reflect"
	"testing"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/desk/linking"
)

func TestRun(t *testing.T) {
	w := newWorld(t)
	one, two := w.lists()
	r := w.run()
	if r.Mentions != 80 || r.New != r.Pairs || r.Learned != 0 {
		t.Fatalf("a first run: %+v", r)
	}
	pairs := w.pairs()
	for n := range 20 {
		p, ok := pairs[habeas.PairOf(row(one, 21+n), row(two, 1+n))]
		if !ok || p.Probability() < linking.Threshold {
			t.Errorf("person %d of both lists is not proposed: %+v", 20+n, p)
		}
		sum := 0.0
		for _, x := range p.Reasons {
			sum += x.Weight
		}
		if d := p.Weight - sum; d > -1 || d < -20 { // the prior: few of all pairs are one person
			t.Errorf("the reasons of %s come to %v bits of %v", p.ID, sum, p.Weight)
		}
	}
	o := w.overview()
	if o.Stale || o.Most != 80 || o.Least > 60 || o.Least < 50 || o.Undecided != len(pairs) {
		t.Errorf("two lists of 40 with 20 in common are between %d and %d persons, %d of %d pairs undecided, stale %v", o.Least, o.Most, o.Undecided, len(pairs), o.Stale)
	}
	// The same record gives the same run, and nobody has become another.
	if again, kept, err := w.Run(w.ctx, w.doc()); err != nil || !kept || again.ID != r.ID {
		t.Errorf("run again of the same record: %+v, kept %v, %v", again, kept, err)
	}
	w.ok(w.store.View(w.ctx, func(tx desk.Tx) error {
		for n := range 20 {
			m, err := tx.Mention(row(one, 21+n))
			w.ok(err)
			if m.Person != habeas.PersonOf(m.ID) {
				t.Errorf("a run made %s another person", m.ID)
			}
		}
		return nil
	}))
}

// Two records with the same rows have the same proposals.
func TestRunsAgree(t *testing.T) {
	weights := func() map[string]float64 {
		w := newWorld(t)
		one, two := w.lists()
		w.run()
		pairs := w.pairs()
		out := map[string]float64{}
		for i := range 40 {
			for j := range 40 {
				if p, ok := pairs[habeas.PairOf(row(one, i+1), row(two, j+1))]; ok {
					out[person(i)+"/"+person(20+j)] = p.Weight
				}
			}
		}
		return out
	}
	if a, b := weights(), weights(); len(a) < 20 || !reflect.DeepEqual(a, b) {
		t.Errorf("two runs over one and the same rows differ: %d and %d pairs", len(a), len(b))
	}
}

// A decision outranks the machine and survives every run; a run touches only the
// pairs that come out otherwise.
func TestDecisionsSurvive(t *testing.T) {
	w := newWorld(t)
	one, two := w.lists()
	w.run()
	link, err := w.desk.Link(w.ctx, w.doc(), row(one, 21), row(two, 1), habeas.OtherPerson, "cousins")
	w.ok(err)
	if o := w.overview(); o.Undecided != len(w.pairs())-1 {
		t.Errorf("%d undecided of %d after a decision", o.Undecided, len(w.pairs()))
	}
	before := w.pairs()
	w.bring("Three", person(70), person(71), person(25))
	if o := w.overview(); !o.Stale {
		t.Error("the record has changed, and the run is said to be of it")
	}
	r := w.run()
	if r.Mentions != 83 || r.New == 0 {
		t.Errorf("a run after a list more: %+v", r)
	}
	touched := 0
	for id, p := range w.pairs() {
		old, had := before[id]
		switch {
		case !had || !reflect.DeepEqual(old, p):
			touched++
			if p.Run != r.ID {
				t.Errorf("%s is said to be of the run before", id)
			}
		case p.Run == r.ID:
			t.Errorf("%s came out as before and was written again", id)
		}
	}
	if touched != r.New+r.Changed {
		t.Errorf("%d pairs are others than before, and the run says %d and %d", touched, r.New, r.Changed)
	}
	w.ok(w.store.View(w.ctx, func(tx desk.Tx) error {
		l, err := tx.Link(link.ID)
		if err != nil || !l.Live() || l.Verdict != habeas.OtherPerson {
			t.Errorf("the decision did not survive: %+v, %v", l, err)
		}
		return nil
	}))
	if p := w.pairs()[habeas.PairOf(row(one, 21), row(two, 1))]; p.Probability() < linking.Threshold {
		t.Fatalf("the machine is to hold them for one still: %+v", p)
	}
	if o := w.overview(); o.Undecided >= len(w.pairs()) {
		t.Error("the decided pair is asked about again")
	}
}

// What is sealed is not compared, whoever asks for the run.
func TestSealedIsLeftOut(t *testing.T) {
	w := newWorld(t)
	one, _ := w.lists()
	w.ok(w.store.Update(w.ctx, func(tx desk.Tx) error {
		l, err := tx.List(one)
		if err != nil {
			return err
		}
		l.Access = habeas.AccessSealed
		return tx.PutList(l)
	}))
	r, _, err := w.Run(w.ctx, w.by[habeas.RoleAdmin])
	w.ok(err)
	if r.Mentions != 40 {
		t.Errorf("%d mentions were compared, of 40 that are not sealed", r.Mentions)
	}
	for _, p := range w.pairs() {
		for n := range 40 {
			if row(one, n+1) == p.A || row(one, n+1) == p.B {
				t.Fatalf("a pair has a sealed mention: %+v", p)
			}
		}
	}
}

func TestNothingToLink(t *testing.T) {
	w := newWorld(t)
	_, _, err := w.Run(w.ctx, w.doc())
	w.is(err, habeas.ErrRefused)
	w.bring("One", person(1))
	_, _, err = w.Run(w.ctx, w.doc())
	w.is(err, habeas.ErrRefused)
	if o := w.overview(); o.Run.ID != "" {
		t.Error("a run that was refused is kept")
	}
}

func TestWhoMayRun(t *testing.T) {
	w := newWorld(t)
	w.lists()
	for _, role := range append([]habeas.Role{habeas.RolePublic}, habeas.Roles...) {
		_, _, err := w.Run(w.ctx, w.by[role])
		if want := role.May(habeas.LinkMentions); (err == nil) != want {
			t.Errorf("Run by %q: %v", role, err)
		}
		if err := w.Start(w.ctx, w.by[role]); (err == nil) != role.May(habeas.LinkMentions) {
			t.Errorf("Start by %q: %v", role, err)
		}
		w.Wait()
		if _, err := w.Overview(w.ctx, w.by[role]); (err == nil) != role.May(habeas.ReadDesk) {
			t.Errorf("Overview by %q: %v", role, err)
		}
	}
}
