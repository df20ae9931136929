package linkage

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync/atomic"
)

// Edge is a pair of rows with its weight, the binary logarithm of the odds
// that both are of one person.
type Edge struct {
	A, B   int32
	Weight float64
}

// Probability of the pair being of one person, as the model has it.
func (e Edge) Probability() float64 { return probability(e.Weight) }

// Compare puts edges in the order in which clusters take them: by falling
// weight, and by rows where it is the same.
func (e Edge) Compare(o Edge) int {
	switch {
	case e.Weight > o.Weight:
		return -1
	case e.Weight < o.Weight:
		return 1
	case e.A != o.A:
		return int(e.A - o.A)
	}
	return int(e.B - o.B)
}

func probability(weight float64) float64 { return 1 / (1 + math.Exp2(-weight)) }

func weightAt(p float64) float64 { return math.Log2(p / (1 - p)) }

// mostEdges keeps the pairs within half a gigabyte.
const mostEdges = 32_000_000

// Lowest is the probability below which no pair is kept.
const Lowest = .01

func (m *Model) patternWeight(weights [][]float64, levels []uint8) float64 {
	w := weightAt(m.Prior)
	for i, l := range levels {
		w += weights[i][l]
	}
	return w
}

// weight scores a pair: its pattern, and for what is equal how rare it is.
func (m *Model) weight(c *comparer, a, b int32) float64 {
	return m.weightFrom(c, a, b, math.Inf(-1))
}

// weightFrom is weight where that is at least floor, and else something lower
// than floor: once what is left to compare cannot lift the pair to it, it is
// not compared.
func (m *Model) weightFrom(c *comparer, a, b int32, floor float64) float64 {
	if c.weights == nil {
		c.weights, c.prior = m.levelWeights(), weightAt(m.Prior)
		c.left = m.mostLeft(c.weights)
	}
	n := len(m.Comparisons)
	if a > b {
		a, b = b, a
	}
	w := c.prior
	for i := range m.Comparisons {
		var l int
		if c.rows != nil {
			l = c.levelAt(i, c.rows[int(a)*n+i], c.rows[int(b)*n+i], a, b)
		} else {
			l = c.level(i, a, b)
		}
		w += c.weights[i][l]
		if r := &m.Comparisons[i].rarity[l]; r.column != nil {
			w += r.weight(a, b)
		}
		if w+c.left[i] < floor {
			return math.Inf(-1)
		}
	}
	return w
}

// mostLeft is for each comparison the most that those after it can add, and a
// little more, so that rounding takes no pair away.
func (m *Model) mostLeft(weights [][]float64) []float64 {
	left := make([]float64, len(weights))
	most := 1e-6
	for i := len(weights) - 1; i >= 0; i-- {
		left[i] = most
		best := 0.0
		for l, w := range weights[i] {
			if r := &m.Comparisons[i].rarity[l]; r.column != nil && len(r.shares) > 0 {
				w += max(0, r.factor*(r.base-slices.Min(r.shares)), r.factor*(r.base-slices.Max(r.shares)))
			}
			best = max(best, w)
		}
		most += best
	}
	return left
}

// levelWeights are the weights of the levels in bits; what is missing weighs 0.
func (m *Model) levelWeights() [][]float64 {
	out := make([][]float64, len(m.Comparisons))
	for i := range m.Comparisons {
		x := &m.Comparisons[i]
		out[i] = make([]float64, len(x.M))
		for l := 1; l < len(x.M); l++ {
			out[i][l] = min(max(math.Log2(x.M[l]/x.U[l]), -100), 100)
		}
	}
	return out
}

// Score gives the pairs that blocking brings whose probability is at least one
// in a hundred, by falling weight. A model that was read from a file is first
// to be prepared for the table.
func (m *Model) Score(t *Table, within bool) ([]Edge, error) {
	blocks, _, err := m.block(t)
	if err != nil {
		return nil, err
	}
	workers := runtime.GOMAXPROCS(0)
	found := make([][]Edge, workers)
	compare := comparers(t, m.Comparisons)
	floor := weightAt(Lowest)
	most := mostEdges
	if t.mostEdges > 0 {
		most = min(most, t.mostEdges)
	}
	var kept atomic.Int64
	blocks.pairs(t, within, false, func(w int, _ []int, a, b int32) {
		if kept.Load() > int64(most) {
			return // refused below
		}
		if s := m.weightFrom(compare[w], a, b, floor); s >= floor {
			found[w] = append(found[w], Edge{min(a, b), max(a, b), s})
			kept.Add(1)
		}
	})
	n := int(kept.Load())
	if n > most {
		return nil, fmt.Errorf("more than %d pairs, all that there is room for, have a probability of .01 or more: the columns do not tell the records apart; add columns, or levels that do", most)
	}
	edges := make([]Edge, 0, n)
	for i, f := range found {
		edges = append(edges, f...)
		found[i] = nil
	}
	slices.SortFunc(edges, Edge.Compare)
	return edges, nil
}
