package linkage

import (
	"cmp"
	"math"
	"runtime"
	"slices"
)

// Edge is a pair of rows with its weight, the binary logarithm of the odds
// that both are of one person.
type Edge struct {
	A, B   int32
	Weight float64
}

// Probability of the pair being of one person, as the model has it.
func (e Edge) Probability() float64 { return probability(e.Weight) }

func probability(weight float64) float64 { return 1 / (1 + math.Exp2(-weight)) }

func weightAt(p float64) float64 { return math.Log2(p / (1 - p)) }

// lowest is the probability below which no pair is kept.
const lowest = .01

func (m *Model) patternWeight(levels []uint8) float64 {
	w := weightAt(m.Prior)
	for i := range m.Comparisons {
		if l := levels[i]; l != null {
			w += math.Log2(m.Comparisons[i].M[l] / m.Comparisons[i].U[l])
		}
	}
	return w
}

// weight scores a pair: its pattern, and for what is equal how rare it is.
func (m *Model) weight(c *comparer, a, b int32) float64 {
	w := weightAt(m.Prior)
	for i := range m.Comparisons {
		x := &m.Comparisons[i]
		l := c.level(i, a, b)
		if l == null {
			continue
		}
		u := x.U[l]
		if x.Kind == Declared {
			w += min(max(math.Log2(x.M[l]/u), -100), 100) + x.rarity[l].weight(a, b)
			continue
		}
		if l == 1 && x.Kind != Exact && x.Kind != Date {
			// At least two of the value, as one person has both here.
			u = max(float64(x.column.Counts[x.column.Codes[a]])/float64(len(x.column.Codes)), smallest)
		}
		w += math.Log2(x.M[l] / u)
	}
	return w
}

// Score gives the pairs that blocking brings whose probability is at least one
// in a hundred, by falling weight. A model that was read from a file is first
// to be prepared for the table.
func (m *Model) Score(t *Table, within bool) []Edge {
	blocks, _, err := m.block(t)
	if err != nil {
		panic("linkage: Score before Prepare: " + err.Error())
	}
	workers := runtime.GOMAXPROCS(0)
	found := make([][]Edge, workers)
	comparers := make([]*comparer, workers)
	for w := range workers {
		comparers[w] = newComparer(m.Comparisons)
	}
	floor := weightAt(lowest)
	pairs(t, blocks, within, false, func(w, _ int, a, b int32, _ bool) {
		if s := m.weight(comparers[w], a, b); s >= floor {
			found[w] = append(found[w], Edge{min(a, b), max(a, b), s})
		}
	})
	edges := slices.Concat(found...)
	slices.SortFunc(edges, func(x, y Edge) int {
		return cmp.Or(cmp.Compare(y.Weight, x.Weight), cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B))
	})
	return edges
}
