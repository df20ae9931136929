package linkage

import (
	"math"
	"runtime"
)

// Described is a level of a comparison with what was learned of it.
type Described struct {
	Column         string
	Kind           Kind
	Level          Level
	M, U           float64
	MError, UError float64 // standard errors
	Weight         float64 // bits
}

// Described gives the levels of the model that weigh anything, in their order.
func (m *Model) Described() (out []Described) {
	weights := m.levelWeights()
	for i := range m.Comparisons {
		c := &m.Comparisons[i]
		code := 0
		for _, l := range c.asDeclared() {
			if l.Null {
				continue
			}
			code++
			d := Described{Column: c.Column, Kind: c.Kind, Level: l, M: c.M[code], U: c.U[code], Weight: weights[i][code]}
			if code < len(c.MError) {
				d.MError = c.MError[code]
			}
			if code < len(c.UError) {
				d.UError = c.UError[code]
			}
			out = append(out, d)
		}
	}
	return out
}

// RuleCount is how many pairs a rule of blocking brings, and how many of those
// no earlier rule brought.
type RuleCount struct {
	Rule         Rule
	Pairs, First int64
}

// CountRules counts what each rule brings of a table that the model is bound to.
func (m *Model) CountRules(t *Table, within bool) ([]RuleCount, error) {
	b, _, err := m.block(t)
	if err != nil {
		return nil, err
	}
	counts := make([][]RuleCount, runtime.GOMAXPROCS(0))
	for w := range counts {
		counts[w] = make([]RuleCount, len(b.blocks))
	}
	b.pairs(t, within, true, func(w int, rules []int, _, _ int32) {
		counts[w][rules[0]].First++
		for _, rule := range rules {
			counts[w][rule].Pairs++
		}
	})
	out := make([]RuleCount, len(b.blocks))
	for rule := range out {
		out[rule].Rule = m.Rules[rule]
		for _, c := range counts {
			out[rule].Pairs += c[rule].Pairs
			out[rule].First += c[rule].First
		}
	}
	return out, nil
}

// PriorWeight is the weight that a pair has before anything is compared, in
// bits.
func (m *Model) PriorWeight() float64 { return weightAt(m.Prior) }

// AllPairs is how many pairs of records there are to tell apart.
func (t *Table) AllPairs(within bool) float64 { return math.Round(allPairs(t, within)) }
