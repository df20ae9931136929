package linkage

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// Training says how the numbers of a declared model are learned.
type Training struct {
	// Rules bring the pairs of expectation maximisation, one session each, which
	// teaches the comparisons that read none of the rule's columns. Without any,
	// those of blocking do.
	Rules []Rule
	// Prior is the share of all pairs that are of one person. Without it, it is
	// the share that the rules of Certain bring, divided by Recall, which is the
	// share of true pairs these are held to find; without those it is learned.
	Prior   float64
	Certain []Rule
	Recall  float64
	// Labels are pairs of rows, the lower one first, of which it is known whether
	// they are of one person. What
	// the pairs of blocking teach takes that for what they are (Larsen and Rubin,
	// Journal of the American Statistical Association 96, 2001); a pair that
	// blocking does not bring teaches nothing, since those who chose it did so for
	// reasons of their own.
	Labels map[[2]int32]bool
}

// Learn learns a model whose comparisons and rules are given.
func (m *Model) Learn(t *Table, how Training, within bool) ([]string, error) {
	all := allPairs(t, within)
	if t.Len() < 2 || all == 0 {
		return nil, errors.New("there are fewer than two records to compare: nothing to link")
	}
	for i := range m.Comparisons {
		if err := m.Comparisons[i].prepare(t, m.Bytes); err != nil {
			return nil, err
		}
	}
	measureU(t, m.Comparisons, within)
	blocks, warnings, err := m.block(t)
	if err != nil {
		return nil, err
	}
	var counts [][]patternCount
	if len(how.Rules) == 0 {
		counts = countPatterns(t, m.Comparisons, blocks, how.Labels, within)
		learnM(m.Comparisons, m.Rules, counts)
		if how.Prior == 0 && len(how.Certain) == 0 {
			m.withoutMatches(counts, all)
		}
	} else {
		said, err := m.learnApart(t, how, within)
		if err != nil {
			return nil, err
		}
		warnings = append(warnings, said...)
	}
	for i := range m.Comparisons {
		if err := m.Comparisons[i].prepareRarity(t); err != nil {
			return nil, err
		}
	}
	switch {
	case how.Prior > 0:
		m.Prior = how.Prior
	case len(how.Certain) > 0:
		n, err := countPairs(t, how.Certain, within)
		if err != nil {
			return nil, err
		}
		if n == 0 {
			warnings = append(warnings, "no pair meets the rules of the prior, which is set to half a pair")
		}
		m.Prior = min(max(float64(n), .5)/how.Recall/all, .5)
	default:
		if counts == nil {
			counts = countPatterns(t, m.Comparisons, blocks, how.Labels, within)
		}
		learnPrior(m, counts, all)
	}
	return warnings, nil
}

// withoutMatches takes the pairs of one person out of u, which was counted
// among all pairs: of a short list, or one in which each person stands often,
// they are a large part of those that agree. How many they are m and the prior
// say, which then are learned again.
func (m *Model) withoutMatches(counts [][]patternCount, all float64) {
	among := make([][]float64, len(m.Comparisons))
	for i, c := range m.Comparisons {
		among[i] = slices.Clone(c.U)
	}
	for range 3 {
		learnPrior(m, counts, all)
		for i := range m.Comparisons {
			c := &m.Comparisons[i]
			var sum float64
			for l := 1; l < len(c.U); l++ {
				c.U[l] = max((among[i][l]-m.Prior*c.M[l])/(1-m.Prior), among[i][l]*leastOfU)
				sum += c.U[l]
			}
			for l := 1; l < len(c.U); l++ {
				c.U[l] /= sum
			}
		}
		learnM(m.Comparisons, m.Rules, counts)
	}
}

// leastOfU is the part of u that is held not to be pairs of one person, however
// many these seem to be.
const leastOfU = .1

// learnApart learns m from rules other than those of blocking, one after
// another, so that only one rule's blocks are in memory.
func (m *Model) learnApart(t *Table, how Training, within bool) (warnings []string, err error) {
	var counts [][]patternCount
	taught := make([]bool, len(m.Comparisons))
	for _, r := range how.Rules {
		blocks, said, err := blockingOf(t, []Rule{r})
		if err != nil {
			return nil, err
		}
		warnings = append(warnings, said...)
		c := countPatterns(t, m.Comparisons, blocks, how.Labels, within)
		counts = append(counts, c...)
		free := freeOf(m.Comparisons, r)
		if len(c[0]) == 0 {
			warnings = append(warnings, fmt.Sprintf("the training rule %s brings no pair and teaches nothing", r))
		}
		for _, i := range free {
			taught[i] = taught[i] || len(free) > 1 && len(c[0]) > 0
		}
	}
	learnM(m.Comparisons, how.Rules, counts)
	for i, ok := range taught {
		if !ok {
			warnings = append(warnings, fmt.Sprintf("no training rule teaches %s, whose m stay as assumed: add one that does not read its columns", m.Comparisons[i].Column))
		}
	}
	return warnings, nil
}

// freeOf are the comparisons that read none of a rule's columns.
func freeOf(cs []Comparison, r Rule) (free []int) {
	held := r.columnsOf()
	for i := range cs {
		var reads []string
		for _, b := range cs[i].program.bases {
			reads = append(reads, b.Name)
		}
		if !slices.ContainsFunc(reads, func(c string) bool { return slices.Contains(held, c) }) {
			free = append(free, i)
		}
	}
	return free
}

func allPairs(t *Table, within bool) float64 {
	n := float64(t.Len())
	all := n * (n - 1) / 2
	if within {
		return all
	}
	of := map[int32]float64{}
	for _, s := range t.Sources {
		of[s]++
	}
	for _, n := range of {
		all -= n * (n - 1) / 2
	}
	return all
}

func countPairs(t *Table, rules []Rule, within bool) (int64, error) {
	b, _, err := blockingOf(t, rules)
	if err != nil {
		return 0, err
	}
	counts := make([]int64, runtime.GOMAXPROCS(0)*8) // a cache line apart
	b.pairs(t, within, false, func(w int, _ []int, _, _ int32) { counts[8*w]++ })
	var n int64
	for _, c := range counts {
		n += c
	}
	return n, nil
}

const (
	sampledPairs = 500_000
	countedPairs = 2_000_000 // pairs of distinct values that are all looked at
	dearPairs    = 300_000   // of either, where comparing them costs much
)

// measureU finds how often each level falls among pairs of two persons, which
// is nearly how often it falls among all pairs. Equality is counted exactly
// from the frequencies of the values, and so is every level of a column with
// few of them; other levels are counted among pairs drawn with a fixed seed.
func measureU(t *Table, cs []Comparison, within bool) {
	compare := make([]*comparer, runtime.GOMAXPROCS(0))
	for w := range compare {
		compare[w] = newComparer(cs, t.Len())
	}
	var drawn [][2]int32 // of one column after another
	for i := range cs {
		x := &cs[i]
		n := len(x.column.Values)
		exact := x.program.plain
		counted, draws := countedPairs, sampledPairs
		if x.program.dear {
			counted, draws = dearPairs, dearPairs
		} else if x.Kind == Declared {
			draws *= 2
		}
		whole := exact && n*(n-1)/2 <= counted
		var counts []float64
		if whole {
			counts = countLevels(compare, x.levels(), n, func(c *comparer, a int, counts []float64) {
				for b := a + 1; b < n; b++ {
					counts[c.levelOf(i, int32(a), int32(b))] += float64(x.column.Counts[a]) * float64(x.column.Counts[b])
				}
			})
		} else {
			// Drawn by one, so that they are the same for any number of workers.
			rng := rand.New(rand.NewPCG(1, uint64(i)))
			drawn = drawn[:0]
			for range draws {
				a, b := rng.Int32N(int32(t.Len())), rng.Int32N(int32(t.Len()))
				if a != b && (within || t.Sources[a] != t.Sources[b]) {
					drawn = append(drawn, [2]int32{a, b})
				}
			}
			counts = countLevels(compare, x.levels(), len(drawn), func(c *comparer, k int, counts []float64) {
				counts[c.level(i, drawn[k][0], drawn[k][1])]++
			})
		}
		x.U = shares(counts, x.column, exact)
		x.UError = make([]float64, len(counts))
		var all float64
		for _, n := range counts {
			all += n
		}
		for l := range x.U {
			if !whole && !(exact && l <= 1) {
				x.UError[l] = math.Sqrt(x.U[l] * (1 - x.U[l]) / max(all, 1))
			}
		}
	}
}

// countLevels sums over 0 to n what count adds to the levels, each worker taking
// a stretch at a time. The counts are whole numbers below 2^53, which add up to
// the same in any order.
func countLevels(compare []*comparer, levels, n int, count func(c *comparer, k int, counts []float64)) []float64 {
	sums := make([][]float64, len(compare))
	var next atomic.Int64
	var wg sync.WaitGroup
	for w, c := range compare {
		sums[w] = make([]float64, levels+1)
		wg.Go(func() {
			for {
				from := int(next.Add(stretch)) - stretch
				if from >= n {
					return
				}
				for k := from; k < min(from+stretch, n); k++ {
					count(c, k, sums[w])
				}
			}
		})
	}
	wg.Wait()
	for _, s := range sums[1:] {
		for l := range s {
			sums[0][l] += s[l]
		}
	}
	return sums[0]
}

// shares makes u of counts; where exact, that of level 1 from the frequencies.
func shares(counts []float64, column *Column, exact bool) []float64 {
	u := make([]float64, len(counts))
	from, rest := 1, 1.0
	if exact {
		var n, same float64
		for _, f := range column.Counts {
			n += float64(f)
			same += float64(f) * float64(f-1)
		}
		u[1] = max(1e-9, same/max(n*(n-1), 1))
		from, rest = 2, 1-u[1]
	}
	var sum float64
	for _, v := range counts[from:] {
		sum += v
	}
	for l := from; l < len(counts); l++ {
		u[l] = max(smallest, rest*counts[l]/max(sum, 1))
	}
	return u
}
