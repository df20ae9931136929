package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// A pair is a name in characters of another script, and how it may sound or
// how it is spelt in Latin letters.
type pair struct {
	han  []rune
	keys []string
}

const (
	longest = 5 // sounds that one character stands for at most
	rounds  = 8
	// From this round on, pairs in which a character is less likely than this
	// on average are left out: tokens that were aligned wrongly.
	doubtFrom = 3
	doubt     = -3.5
)

// start is how many sounds a character stands for, before anything is known.
var start = [longest + 1]float64{.02, .2, .4, .25, .1, .03}

// counts are how often a character stands for a segment of sounds, expected.
type counts map[string]float64

// model is what was learned: by character, and by character with the one before
// it ("<x") or behind it (">x"; "<^" and ">$" at the ends).
type model struct {
	alone   map[rune]counts
	beside  map[string]counts
	learned int
}

// learn finds what characters stand for by expectation and maximisation over
// all ways to part the sounds among the characters (Dempster, Laird and Rubin
// 1977; for transliteration Li, Zhang and Su 2004).
func learn(pairs []pair) model {
	chance := func(c rune, seg string) float64 { return start[len(seg)] * math.Pow(20, -float64(len(seg))) }
	var m model
	for round := range rounds {
		m = model{alone: map[rune]counts{}, beside: map[string]counts{}}
		for _, p := range pairs {
			if len(p.han) <= 12 {
				m.expect(p, chance, round)
			}
		}
		total := map[rune]float64{}
		for c, segs := range m.alone {
			for _, seg := range sorted(segs) {
				total[c] += segs[seg]
			}
		}
		last := m.alone
		chance = func(c rune, seg string) float64 {
			if t := total[c]; t > 0 {
				return last[c][seg] / t
			}
			return 0
		}
	}
	return m
}

// expect adds what a pair tells to the counts: the forward-backward algorithm
// over each of its readings, which share the pair by how likely they are.
func (m *model) expect(p pair, chance func(rune, string) float64, round int) {
	var ways []lattice
	all := 0.0
	for _, key := range p.keys {
		if len(key) <= longest*len(p.han) {
			w := newLattice(p.han, key, chance)
			ways = append(ways, w)
			all += w.all
		}
	}
	n := len(p.han)
	if all == 0 || round >= doubtFrom && math.Log(all)/float64(n) < doubt {
		return
	}
	m.learned++
	for _, w := range ways {
		if w.all == 0 {
			continue
		}
		w.each(func(i int, seg string, chance float64) {
			c := chance / all
			if c < 1e-4 {
				return
			}
			if m.alone[p.han[i]] == nil {
				m.alone[p.han[i]] = counts{}
			}
			m.alone[p.han[i]][seg] += c
			if round < rounds-1 {
				return
			}
			before, behind := '^', '$'
			if i > 0 {
				before = p.han[i-1]
			}
			if i+1 < n {
				behind = p.han[i+1]
			}
			for _, at := range []string{string(p.han[i]) + "<" + string(before), string(p.han[i]) + ">" + string(behind)} {
				if m.beside[at] == nil {
					m.beside[at] = counts{}
				}
				m.beside[at][seg] += c
			}
		})
	}
}

// A lattice is all ways to part the sounds of a key among characters: the
// chance of what lies before character i and sound j, and behind.
type lattice struct {
	han         []rune
	key         string
	chance      func(rune, string) float64
	ahead, back [][]float64
	all         float64
}

func newLattice(han []rune, key string, chance func(rune, string) float64) lattice {
	n, k := len(han), len(key)
	w := lattice{han, key, chance, make([][]float64, n+1), make([][]float64, n+1), 0}
	for i := range w.ahead {
		w.ahead[i], w.back[i] = make([]float64, k+1), make([]float64, k+1)
	}
	w.ahead[0][0], w.back[n][k] = 1, 1
	for i := range n {
		for j := range k + 1 {
			for l := 0; l <= min(longest, k-j) && w.ahead[i][j] > 0; l++ {
				w.ahead[i+1][j+l] += w.ahead[i][j] * chance(han[i], key[j:j+l])
			}
		}
	}
	if w.all = w.ahead[n][k]; w.all == 0 {
		return w
	}
	for i := n - 1; i >= 0; i-- {
		for j := k; j >= 0; j-- {
			for l := 0; l <= min(longest, k-j); l++ {
				if b := w.back[i+1][j+l]; b > 0 {
					w.back[i][j] += b * chance(han[i], key[j:j+l])
				}
			}
		}
	}
	return w
}

// each calls f with every segment that a character may stand for and the chance
// of the ways in which it does.
func (w lattice) each(f func(i int, seg string, chance float64)) {
	k := len(w.key)
	for i := range w.han {
		for j := range k + 1 {
			for l := 0; l <= min(longest, k-j) && w.ahead[i][j] > 0; l++ {
				if b := w.back[i+1][j+l]; b > 0 {
					seg := w.key[j : j+l]
					f(i, seg, w.ahead[i][j]*w.chance(w.han[i], seg)*b)
				}
			}
		}
	}
}

func sorted[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// What is too seldom to be told from chance is not written.
const (
	leastAlone  = 0.3
	leastBeside = 0.3
	leastTotal  = 1.5
	leastShare  = 0.0005 // of all that a character stands for
	mostSegs    = 24
)

// table is the file of what was learned; the title says what is counted.
func (m model) table(title string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s, alone and beside another (< before it, > behind it, ^ and $ the ends), expected in %d pairs of name tokens of Wikidata (CC0-1.0, by way of Merhav and Ash, COLING 2018). Made by go run ./tools/names. CC0.\n", title, m.learned)
	line := func(name string, segs counts, least float64) {
		total := 0.0
		for _, s := range sorted(segs) {
			total += segs[s]
		}
		least = max(least, leastShare*total)
		keys := sorted(segs)
		slices.SortStableFunc(keys, func(x, y string) int { return cmp.Compare(segs[y], segs[x]) })
		var row []string
		for _, s := range keys[:min(len(keys), mostSegs)] {
			if segs[s] >= least {
				row = append(row, fmt.Sprintf("%s:%.3g", s, segs[s]))
			}
		}
		if len(row) > 0 {
			fmt.Fprintf(&b, "%s\t%s\n", name, strings.Join(row, " "))
		}
	}
	alone := make([]rune, 0, len(m.alone))
	for c := range m.alone {
		alone = append(alone, c)
	}
	slices.Sort(alone)
	for _, c := range alone {
		line(string(c), m.alone[c], leastAlone)
	}
	for _, at := range sorted(m.beside) {
		total := 0.0
		for _, s := range sorted(m.beside[at]) {
			total += m.beside[at][s]
		}
		if total >= leastTotal {
			line(at, m.beside[at], leastBeside)
		}
	}
	return b.String()
}

// followTable is the file of how often one sound or letter follows another in the first
// readings of the names, ^ and $ being the ends.
func followTable(pairs []pair, title string) string {
	follow := map[string]map[string]int{}
	for _, p := range pairs {
		before := "^"
		for _, now := range strings.Split(p.keys[0]+"$", "") {
			if follow[before] == nil {
				follow[before] = map[string]int{}
			}
			follow[before][now]++
			before = now
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# %s (CC0-1.0), ^ before the first and $ behind the last. Made by go run ./tools/names. CC0.\n", title)
	for _, before := range sorted(follow) {
		var row []string
		for _, now := range sorted(follow[before]) {
			row = append(row, fmt.Sprintf("%s:%d", now, follow[before][now]))
		}
		fmt.Fprintf(&b, "%s\t%s\n", before, strings.Join(row, " "))
	}
	return b.String()
}
