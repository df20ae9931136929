package linking

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/linkage"
)

// sets are who is one person: the mention that stands for each.
type sets map[habeas.ID]habeas.ID

func (s sets) of(m habeas.ID) habeas.ID {
	up, ok := s[m]
	if !ok || up == m {
		return m
	}
	top := s.of(up)
	s[m] = top
	return top
}

func (s sets) join(a, b habeas.ID) {
	if a, b = s.of(a), s.of(b); a != b {
		s[max(a, b)], s[min(a, b)] = min(a, b), min(a, b)
	}
}

// queue is what one state of the record comes to: who is who by the decisions,
// and what waits to be decided.
type queue struct {
	state    string
	inputs   string // the SHA-256 of all that a run would depend on
	sets     sets
	size     map[habeas.ID]int // mentions of the person that a mention stands for
	apart    map[[2]habeas.ID]bool
	pairs    []habeas.LinkPair // all that the machine proposes
	open     []habeas.LinkPair // of these, those that decisions leave open, the most telling first
	drawn    []habeas.LinkPair // those of the sample, in the order they are asked about
	doubtful []habeas.LinkPair // all that may be one person or two, decided to be unsure ones too
	unsure   int
	answers  map[habeas.ID][]habeas.LinkAnswer
	decided  map[habeas.ID]habeas.Link // that stand, by pair
	two      bool
	least    int
	most     int
	mentions int
}

// queueOf works out what waits. It is remembered until the record changes.
func (d *Desk) queueOf(tx desk.Tx) (*queue, error) {
	state, err := tx.State()
	if err != nil {
		return nil, err
	}
	if q, ok := d.known.Load("queue"); ok && q.(*queue).state == state {
		return q.(*queue), nil
	}
	q, err := readQueue(tx)
	if err != nil {
		return nil, err
	}
	q.state = state
	d.known.Store("queue", q)
	return q, nil
}

// Doubtful are the pairs that the machine proposes and that decisions leave open,
// those that somebody decided could be either among them, as far as they are of
// the record as it is.
func Doubtful(tx desk.Tx) ([]habeas.LinkPair, error) {
	if _, err := tx.LastLinkRun(); errors.Is(err, habeas.ErrNotFound) {
		return nil, nil
	}
	q, err := readQueue(tx)
	if err != nil {
		return nil, err
	}
	return q.doubtful, nil
}

// readQueue works out what waits.
func readQueue(tx desk.Tx) (*queue, error) {
	q := &queue{sets: sets{}, size: map[habeas.ID]int{}, apart: map[[2]habeas.ID]bool{}, answers: map[habeas.ID][]habeas.LinkAnswer{}, decided: map[habeas.ID]habeas.Link{}}
	run, err := tx.LastLinkRun()
	if err != nil && !errors.Is(err, habeas.ErrNotFound) {
		return nil, err
	}
	if q.pairs, err = tx.LinkPairs(); err != nil {
		return nil, err
	}
	settings, err := tx.Settings()
	if err != nil {
		return nil, err
	}
	q.two = settings.TwoForLinks
	as, err := tx.AllLinkAnswers()
	if err != nil {
		return nil, err
	}
	for _, a := range as {
		q.answers[a.Pair] = append(q.answers[a.Pair], a)
	}
	records, err := newReader(tx).every()
	if err != nil {
		return nil, err
	}
	learned, err := labels(tx, records)
	if err != nil {
		return nil, err
	}
	q.inputs = sumOf(records, learned)
	if err := q.decide(tx, records); err != nil {
		return nil, err
	}
	if run.ID != "" {
		q.line(records)
	}
	return q, nil
}

// decide takes in what people decided about the mentions, and about those that
// their decisions lead to.
func (q *queue) decide(tx desk.Tx, records []record) error {
	seen := map[habeas.ID]bool{}
	var ids []habeas.ID
	for _, r := range records {
		seen[r.id] = true
		ids = append(ids, r.id)
	}
	all := map[habeas.ID]habeas.Link{}
	for len(ids) > 0 {
		links, err := tx.Links(ids...)
		if err != nil {
			return err
		}
		ids = nil
		for _, l := range links {
			all[l.ID] = l
			for _, m := range []habeas.ID{l.A, l.B} {
				if !seen[m] {
					seen[m] = true
					ids = append(ids, m)
				}
			}
		}
	}
	var links []habeas.Link
	for _, l := range all {
		links = append(links, l)
	}
	standing := habeas.StandingLinks(links)
	for _, l := range standing {
		q.decided[habeas.PairOf(l.A, l.B)] = l
		if l.Verdict == habeas.SamePerson {
			q.sets.join(l.A, l.B)
		}
	}
	for _, l := range standing {
		switch l.Verdict {
		case habeas.OtherPerson:
			q.apart[q.persons(l.A, l.B)] = true
		case habeas.UnsureLink:
			q.unsure++
		}
	}
	for _, r := range records {
		q.size[q.sets.of(r.id)]++
	}
	q.mentions = len(records)
	q.most, q.least = len(q.size), len(q.size)
	return nil
}

// persons are the two persons that two mentions are of, in one order.
func (q *queue) persons(a, b habeas.ID) [2]habeas.ID {
	a, b = q.sets.of(a), q.sets.of(b)
	return [2]habeas.ID{min(a, b), max(a, b)}
}

// settledBy reports whether decisions say already who is who in a pair: about
// it, or about others that hold the two together or apart. An unsure one leaves
// it open, and it is not asked about again.
func (q *queue) settledBy(p habeas.LinkPair) bool {
	x := q.persons(p.A, p.B)
	return x[0] == x[1] || q.apart[x]
}

// line puts the pairs that are open in the order in which they tell most, and
// counts between how many persons there are.
func (q *queue) line(records []record) {
	of := map[habeas.ID]record{}
	for _, r := range records {
		of[r.id] = r
	}
	for _, p := range q.pairs {
		a, known := of[p.A]
		b, both := of[p.B]
		if !known || !both || said(a, b) != p.Said || q.settledBy(p) {
			continue
		}
		q.doubtful = append(q.doubtful, p)
		if _, decided := q.decided[p.ID]; decided {
			continue // that it could be either
		}
		q.open = append(q.open, p)
	}
	q.least = q.fewest(q.doubtful)
	q.order()
}

// fewest counts the persons if every pair that is open were one person, the
// heaviest first, where that joins nobody whom a decision holds apart.
func (q *queue) fewest(pairs []habeas.LinkPair) int {
	s := sets{}
	for m := range q.size {
		s[m] = m
	}
	not := map[habeas.ID]map[habeas.ID]bool{}
	set := func(a, b habeas.ID) {
		if not[a] == nil {
			not[a] = map[habeas.ID]bool{}
		}
		not[a][b] = true
	}
	for x := range q.apart {
		if x[0] != x[1] {
			set(x[0], x[1])
			set(x[1], x[0])
		}
	}
	joined := 0
	join := func(a, b habeas.ID) {
		a, b = s.of(q.sets.of(a)), s.of(q.sets.of(b))
		if a == b || not[a][b] {
			return
		}
		s.join(a, b)
		top, under := s.of(a), a
		if top == a {
			under = b
		}
		for other := range not[under] {
			delete(not[other], under)
			set(top, other)
			set(other, top)
		}
		joined++
	}
	pairs = slices.Clone(pairs)
	slices.SortFunc(pairs, func(x, y habeas.LinkPair) int {
		return cmp.Or(cmp.Compare(y.Weight, x.Weight), cmp.Compare(x.ID, y.ID))
	})
	for _, p := range pairs {
		join(p.A, p.B)
	}
	for _, l := range q.decided {
		if l.Verdict == habeas.UnsureLink && q.size[q.sets.of(l.A)] > 0 && q.size[q.sets.of(l.B)] > 0 {
			join(l.A, l.B)
		}
	}
	return len(q.size) - joined
}

// Overview is what the machine proposes and what came of it.
type Overview struct {
	Run       habeas.LinkRun // the newest; the zero run where there is none
	Runs      []habeas.LinkRun
	Stale     bool // the record has changed since
	Pairs     int
	Undecided int // pairs that wait for an answer
	Unsure    int // decisions that it could be either
	Mentions  int
	Least     int // persons, if every open pair is one
	Most      int // and if none is
	Two       bool
	Precision Precision
	Levels    []Level // of the model of the newest run
	Running   *Running
}

// Level is a level of the model: how often it falls among pairs of one person and
// of two, and its weight in bits.
type Level struct {
	Column, Level string
	M, U, Weight  float64
}

func levelsOf(model []byte) (out []Level, err error) {
	m, _, _, err := linkage.ReadModel(model)
	if err != nil {
		return nil, fmt.Errorf("reading the model of a run: %w", err)
	}
	for _, l := range m.Described() {
		out = append(out, Level{l.Column, level(l.Column, cmp.Or(l.Level.Label, l.Level.When)), l.M, l.U, l.Weight})
	}
	return out, nil
}

// Overview reads what the machine proposes and what came of it.
func (d *Desk) Overview(ctx context.Context, a habeas.Actor) (o Overview, err error) {
	if err := d.authorise(a, habeas.ReadDesk); err != nil {
		return o, err
	}
	err = d.store.View(ctx, func(tx desk.Tx) error {
		q, err := d.queueOf(tx)
		if err != nil {
			return err
		}
		o = Overview{Pairs: len(q.pairs), Undecided: len(q.open) + len(q.drawn), Unsure: q.unsure, Mentions: q.mentions, Least: q.least, Most: q.most, Two: q.two, Precision: q.precision()}
		if o.Runs, err = tx.LinkRuns(10); err != nil || len(o.Runs) == 0 {
			return err
		}
		o.Run = o.Runs[0]
		if o.Levels, err = levelsOf(o.Run.Model); err != nil {
			return err
		}
		o.Stale = q.inputs != o.Run.Inputs
		return nil
	})
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.busy != nil {
		x := *d.busy
		o.Running = &x
	}
	return o, err
}
