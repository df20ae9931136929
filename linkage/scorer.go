package linkage

import "fmt"

// Scorer weighs pairs of rows of one table. It is for one goroutine.
type Scorer struct {
	m       *Model
	t       *Table
	c       *comparer
	filters map[int]*judge // of rules that have one
}

// Scorer binds the model to a table, of which it need not have been trained;
// how rare a value is the table says. The model itself stays bound to what it
// was.
func (m *Model) Scorer(t *Table) (*Scorer, error) {
	if m.blocked == t {
		return &Scorer{m: m, t: t, c: comparersFor(t, m.Comparisons, 1)[0], filters: map[int]*judge{}}, nil
	}
	own := *m
	own.Comparisons = make([]Comparison, len(m.Comparisons))
	copy(own.Comparisons, m.Comparisons)
	own.blocked, own.blocks = nil, nil
	for i := range own.Comparisons {
		c := &own.Comparisons[i]
		if err := c.prepare(t, m.Bytes); err != nil {
			return nil, err
		}
		if err := c.prepareRarity(t); err != nil {
			return nil, err
		}
	}
	return &Scorer{m: &own, t: t, c: comparersFor(t, own.Comparisons, 1)[0], filters: map[int]*judge{}}, nil
}

// Another is the same for one more goroutine.
func (s *Scorer) Another() *Scorer {
	c := newComparer(s.m.Comparisons, s.t.Len())
	c.rows = s.c.rows
	return &Scorer{m: s.m, t: s.t, c: c, filters: map[int]*judge{}}
}

// Weight of two rows of the table: that which Score gives, whether or not
// blocking brings the pair.
func (s *Scorer) Weight(a, b int32) float64 { return s.m.weight(s.c, a, b) }

// Agree tells whether the pairs between two clusters are for their being one,
// as Clusters asks before it makes them one.
func (s *Scorer) Agree(x, y []int32, within bool) bool {
	return s.m.Components || (within || !shareSource(s.t, x, y)) && s.m.agree(s.c, x, y)
}

// Clusters are those that Model.Clusters makes of the table.
func (s *Scorer) Clusters(edges []Edge, threshold float64, within bool) []int32 {
	return s.m.Clusters(s.t, edges, threshold, within)
}

// Holds tells whether a pair with one key meets the rule of that number; a
// stands before b.
func (s *Scorer) Holds(rule int, a, b int32) (bool, error) {
	j, bound := s.filters[rule]
	if !bound {
		r, err := bindRule(s.t, s.m.Rules[rule].When)
		if err != nil {
			return false, fmt.Errorf("rule %d: %w", rule, err)
		}
		j = newJudge(r.filter)
		s.filters[rule] = j
	}
	return j.holds(a, b), nil
}

// AtLeast is Weight where the probability of the pair is at least the .01 of
// Score, and false where it is less: what is left to compare is then not
// compared.
func (s *Scorer) AtLeast(a, b int32) (float64, bool) {
	floor := weightAt(Lowest)
	w := s.m.weightFrom(s.c, a, b, floor)
	return w, w >= floor
}
