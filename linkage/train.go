package linkage

import (
	"cmp"
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
)

// Model is what training learns.
type Model struct {
	Prior       float64      `json:"prior"` // share of all pairs that are of one person
	Comparisons []Comparison `json:"comparisons"`
	Rules       []Rule       `json:"rules"`

	blocked *Table // the table that blocks are of
	blocks  []block
}

const (
	sampledPairs = 500_000
	smallest     = 1e-6 // no level is held to be impossible
	maxRounds    = 200
	converged    = 1e-6
)

// patternCount is how many pairs of one rule have one pattern of levels, and
// how many of those no earlier rule brought.
type patternCount struct {
	pattern  uint64
	n, first float64
}

// measureU counts the levels among pairs drawn with a fixed seed, and equality
// exactly from the frequencies of the values.
func measureU(t *Table, cs []Comparison) {
	workers := runtime.GOMAXPROCS(0)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			c := newComparer(cs)
			for i := w; i < len(cs); i += workers {
				x := &cs[i]
				counts := make([]float64, levelsOf[x.Kind]+1)
				rng := rand.New(rand.NewPCG(1, uint64(i)))
				for range sampledPairs {
					a, b := rng.Int32N(int32(t.Len())), rng.Int32N(int32(t.Len()))
					if l := c.level(i, a, b); l > 1 {
						counts[l]++
					}
				}
				var n, same float64
				for _, f := range x.column.Counts {
					n += float64(f)
					same += float64(f) * float64(f-1)
				}
				equal := same / max(n*(n-1), 1)
				var other float64
				for _, v := range counts {
					other += v
				}
				x.U = make([]float64, len(counts))
				for l := 2; l < len(counts); l++ {
					x.U[l] = max(smallest, (1-equal)*counts[l]/max(other, 1))
				}
				x.U[1] = max(1e-9, equal)
			}
		})
	}
	wg.Wait()
}

// countPatterns counts per rule the patterns of all pairs that it brings: what a
// rule teaches would be askew without the pairs that earlier rules brought.
func countPatterns(t *Table, cs []Comparison, blocks []block, within bool) [][]patternCount {
	workers := runtime.GOMAXPROCS(0)
	counts := make([][]map[uint64][2]int64, workers)
	comparers := make([]*comparer, workers)
	for w := range workers {
		comparers[w] = newComparer(cs)
		for range blocks {
			counts[w] = append(counts[w], map[uint64][2]int64{})
		}
	}
	pairs(t, blocks, within, true, func(w, rule int, a, b int32, first bool) {
		p := comparers[w].pattern(a, b)
		n := counts[w][rule][p]
		n[0]++
		if first {
			n[1]++
		}
		counts[w][rule][p] = n
	})
	out := make([][]patternCount, len(blocks))
	for rule := range blocks {
		sum := counts[0][rule]
		for _, c := range counts[1:] {
			for p, n := range c[rule] {
				s := sum[p]
				sum[p] = [2]int64{s[0] + n[0], s[1] + n[1]}
			}
		}
		for p, n := range sum {
			out[rule] = append(out[rule], patternCount{p, float64(n[0]), float64(n[1])})
		}
		slices.SortFunc(out[rule], func(a, b patternCount) int { return cmp.Compare(a.pattern, b.pattern) })
	}
	return out
}

// learnM runs expectation maximisation once per rule, without the columns the
// rule itself makes agree, and takes for each comparison the mean of what the
// rules say, weighed by the matches they saw.
func learnM(cs []Comparison, rules []Rule, counts [][]patternCount) {
	sum := make([][]float64, len(cs))
	start := make([][]float64, len(cs))
	for i, c := range cs {
		n := levelsOf[c.Kind]
		sum[i], start[i] = make([]float64, n+1), make([]float64, n+1)
		for l := 1; l <= n; l++ {
			start[i][l] = .15 / float64(n-1)
		}
		start[i][1] = .85
	}
	for r, rule := range rules {
		var free []int
		for i, c := range cs {
			if !slices.ContainsFunc(rule.Keys, func(k Key) bool { return k.Column == c.Column }) {
				free = append(free, i)
			}
		}
		if len(free) < 2 || len(counts[r]) == 0 {
			continue
		}
		m := make([][]float64, len(cs))
		for i := range m {
			m[i] = slices.Clone(start[i])
		}
		share := .3
		var seen [][]float64
		for range maxRounds {
			seen = make([][]float64, len(cs))
			for i := range seen {
				seen[i] = make([]float64, len(m[i]))
			}
			var matches, total, moved float64
			for _, pc := range counts[r] {
				odds := share / (1 - share)
				for _, i := range free {
					if l := pc.pattern >> (3 * i) & 7; l != null {
						odds *= m[i][l] / cs[i].U[l]
					}
				}
				p := 1.0
				if !math.IsInf(odds, 1) {
					p = odds / (1 + odds)
				}
				matches += p * pc.n
				total += pc.n
				for _, i := range free {
					seen[i][pc.pattern>>(3*i)&7] += p * pc.n
				}
			}
			share = min(max(matches/total, 1e-9), 1-1e-9)
			for _, i := range free {
				var n float64
				for _, v := range seen[i][1:] {
					n += v
				}
				for l := 1; l < len(m[i]) && n > 0; l++ {
					v := max(smallest, seen[i][l]/n)
					moved = max(moved, math.Abs(v-m[i][l]))
					m[i][l] = v
				}
			}
			if moved < converged {
				break
			}
		}
		for _, i := range free {
			for l := 1; l < len(sum[i]); l++ {
				sum[i][l] += seen[i][l]
			}
		}
	}
	for i := range cs {
		var n float64
		for _, v := range sum[i] {
			n += v
		}
		cs[i].M = make([]float64, len(sum[i]))
		for l := 1; l < len(sum[i]); l++ {
			// Ten invented matches keep a level that was never seen from ruling all.
			cs[i].M[l] = (sum[i][l] + 10*start[i][l]) / (n + 10)
		}
	}
}

// learnPrior finds the share of matches that agrees with itself over all
// blocked pairs; pairs not blocked are held to be of two persons.
func learnPrior(m *Model, counts [][]patternCount, all float64) {
	m.Prior = 1e-4
	for range maxRounds {
		var matches float64
		for _, rule := range counts {
			for _, pc := range rule {
				w := m.patternWeight(pc.pattern)
				matches += pc.first * probability(w)
			}
		}
		p := min(max(matches/all, 1/all/2), .5)
		if math.Abs(p-m.Prior) < 1e-6*p {
			break
		}
		m.Prior = p
	}
}

// Train chooses what is not chosen yet and learns the model.
func Train(t *Table, within bool) (*Model, []string, error) {
	if t.Len() < 2 {
		return nil, nil, errors.New("there are fewer than two records: nothing to link")
	}
	m := &Model{Comparisons: Choose(t)}
	if len(m.Comparisons) < 2 {
		return nil, nil, errors.New("fewer than two columns tell records apart: give a file with more columns filled")
	}
	m.Rules = ChooseRules(t, m.Comparisons)
	if len(m.Rules) == 0 {
		return nil, nil, errors.New("no two records agree on any column that tells them apart: nothing to link")
	}
	measureU(t, m.Comparisons)
	blocks, warnings := m.block(t)
	counts := countPatterns(t, m.Comparisons, blocks, within)
	learnM(m.Comparisons, m.Rules, counts)
	n := float64(t.Len())
	learnPrior(m, counts, n*(n-1)/2)
	return m, warnings, nil
}

// block sorts the table by the rules, once, and says what it narrowed.
func (m *Model) block(t *Table) ([]block, []string) {
	if m.blocked == t {
		return m.blocks, nil
	}
	blocks := make([]block, len(m.Rules))
	said := make([]string, len(m.Rules))
	var wg sync.WaitGroup
	limit := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, r := range m.Rules {
		wg.Go(func() {
			limit <- struct{}{}
			blocks[i], said[i] = sortBlocks(t, i, r, ruleHashes(t, r))
			<-limit
		})
	}
	wg.Wait()
	m.blocked, m.blocks = t, blocks
	return blocks, slices.DeleteFunc(said, func(s string) bool { return s == "" })
}
