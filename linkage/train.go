package linkage

import (
	"cmp"
	"errors"
	"math"
	"runtime"
	"slices"
)

// Model is what training learns.
type Model struct {
	Prior       float64      `json:"prior"` // share of all pairs that are of one person
	Comparisons []Comparison `json:"comparisons"`
	Rules       []Rule       `json:"rules"`

	// Components makes clusters of all that edges join, as Splink does, and
	// does not ask the other pairs of two clusters.
	Components bool `json:"components,omitempty"`
	// AsWritten says that the model is of values with their capitals and spaces.
	AsWritten bool `json:"as_written,omitempty"`
	// Bytes measures likeness over the bytes of UTF-8 as DuckDB does, and not
	// over letters.
	Bytes bool `json:"bytes,omitempty"`

	blocked *Table // the table that blocks are of
	blocks  *blocking
}

const (
	smallest  = 1e-6 // no level is held to be impossible
	maxRounds = 200
	converged = 1e-6
)

// patternCount is how many pairs of one rule have one pattern of levels, and
// how many of those no earlier rule brought. Pairs with a label are apart.
type patternCount struct {
	pattern     uint64
	levels      []uint8
	n, first    float64
	once, twice float64
	known       float64 // by labels: 1 for pairs of one person, 0 for those of two; -1 for others
}

// probability of the pairs, which is p unless labels say it.
func (pc patternCount) probability(p float64) float64 {
	if pc.known >= 0 {
		return pc.known
	}
	return p
}

// countPatterns counts per rule the patterns of all pairs that it brings: what a
// rule teaches would be askew without the pairs that earlier rules brought.
func countPatterns(t *Table, cs []Comparison, b *blocking, known map[[2]int32]bool, within bool) [][]patternCount {
	workers := runtime.GOMAXPROCS(0)
	counts := make([][]*tally, workers)
	// Labels are few beside the pairs: each is a pattern of its own.
	labelled := make([][][]patternCount, workers)
	compare := comparers(t, cs)
	strides := strides(cs)
	for w := range workers {
		labelled[w] = make([][]patternCount, len(b.blocks))
		for range b.blocks {
			counts[w] = append(counts[w], newTally(strides[len(cs)]))
		}
	}
	b.pairs(t, within, true, func(w int, rules []int, x, y int32) {
		n := tallied{n: 1, first: 1}
		switch len(rules) {
		case 1:
			n.once = 1
		case 2:
			n.twice = 1
		}
		pattern := compare[w].pattern(x, y)
		same, labels := known[[2]int32{min(x, y), max(x, y)}]
		for _, rule := range rules {
			if labels {
				labelled[w][rule] = append(labelled[w][rule], counted(pattern, strides, n, map[bool]float64{true: 1}[same]))
			} else {
				counts[w][rule].add(pattern, n)
			}
			n = tallied{n: 1}
		}
	})
	out := make([][]patternCount, len(b.blocks))
	for rule := range b.blocks {
		sum := counts[0][rule]
		for _, c := range counts[1:] {
			c[rule].each(sum.add)
		}
		sum.each(func(p uint64, n tallied) {
			out[rule] = append(out[rule], counted(p, strides, n, -1))
		})
		for w := range workers {
			out[rule] = append(out[rule], labelled[w][rule]...)
		}
		slices.SortFunc(out[rule], func(a, b patternCount) int {
			return cmp.Or(cmp.Compare(a.pattern, b.pattern), cmp.Compare(a.known, b.known), cmp.Compare(a.once, b.once), cmp.Compare(a.twice, b.twice), cmp.Compare(a.first, b.first))
		})
	}
	return out
}

func counted(pattern uint64, strides []uint64, n tallied, known float64) patternCount {
	return patternCount{pattern, unpack(pattern, strides, nil), float64(n.n), float64(n.first), float64(n.once), float64(n.twice), known}
}

// learnM runs expectation maximisation once per rule, without the columns the
// rule itself makes agree, and takes for each comparison the mean of what the
// rules say, weighed by the matches they saw.
func learnM(cs []Comparison, rules []Rule, counts [][]patternCount) {
	sum := make([][]float64, len(cs))
	start := make([][]float64, len(cs))
	for i, c := range cs {
		n := c.levels()
		sum[i], start[i] = make([]float64, n+1), make([]float64, n+1)
		for l := 1; l <= n; l++ {
			start[i][l] = .15 / float64(n-1)
		}
		start[i][1] = .85
	}
	for r, rule := range rules {
		free := freeOf(cs, rule)
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
					if l := pc.levels[i]; l != null {
						odds *= m[i][l] / cs[i].U[l]
					}
				}
				p := 1.0
				if !math.IsInf(odds, 1) {
					p = odds / (1 + odds)
				}
				p = pc.probability(p)
				matches += p * pc.n
				total += pc.n
				for _, i := range free {
					seen[i][pc.levels[i]] += p * pc.n
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
		cs[i].M, cs[i].MError = make([]float64, len(sum[i])), make([]float64, len(sum[i]))
		for l := 1; l < len(sum[i]); l++ {
			// Ten invented matches keep a level that was never seen from ruling all.
			cs[i].M[l] = (sum[i][l] + 10*start[i][l]) / (n + 10)
			cs[i].MError[l] = math.Sqrt(cs[i].M[l] * (1 - cs[i].M[l]) / (n + 10))
		}
	}
}

// learnPrior finds the share of matches that agrees with itself over all
// blocked pairs, and with those that blocking missed, which are as many as
// Chao's estimate has it (Scandinavian Journal of Statistics 11, 1984): the
// square of those that one rule brings, by twice those that two bring. It is a
// lower bound, and held to no more than what was found.
func learnPrior(m *Model, counts [][]patternCount, all float64) {
	m.Prior = 1e-4
	weights := m.levelWeights()
	for range maxRounds {
		var matches, once, twice float64
		for _, rule := range counts {
			for _, pc := range rule {
				p := pc.probability(probability(m.patternWeight(weights, pc.levels)))
				matches += pc.first * p
				once += pc.once * p
				twice += pc.twice * p
			}
		}
		missed := min(once*once/(2*max(twice, 1)), matches)
		p := min(max((matches+missed)/all, 1/all/2), .5)
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
	warnings, err := m.Learn(t, Training{}, within)
	return m, warnings, err
}

// Prepare binds a model that was read from a file to a table and says what of
// its blocking was narrowed.
func (m *Model) Prepare(t *Table) ([]string, error) {
	for i := range m.Comparisons {
		c := &m.Comparisons[i]
		if err := c.prepare(t, m.Bytes); err != nil {
			return nil, err
		}
		if err := c.prepareRarity(t); err != nil {
			return nil, err
		}
	}
	_, said, err := m.block(t)
	return said, err
}

// block sorts the table by the rules, once, and says what it narrowed.
func (m *Model) block(t *Table) (*blocking, []string, error) {
	if m.blocked == t {
		return m.blocks, nil, nil
	}
	b, said, err := blockingOf(t, m.Rules)
	if err != nil {
		return nil, nil, err
	}
	m.blocked, m.blocks = t, b
	return b, said, nil
}
