package linkage

import (
	"math/bits"
	"unicode/utf8"
)

// scratch is what the measures need for a moment; each worker has its own.
type scratch struct {
	bytes bool        // measure bytes and not letters
	at    [256]uint64 // per byte the places where it stands in the first text
	last  [256]int
	grid  []int
}

// narrow tells whether the arithmetic of bytes will do for a text.
func (w *scratch) narrow(s string) bool { return w.bytes || ascii(s) }

// measured is how many bytes of a text likeness is measured by: the work grows
// with the square of it, and a field that holds a book names nobody behind them.
const measured = 2_000

// measure computes one measure of likeness of two texts, by how they begin where
// they are very long.
func (w *scratch) measure(name, a, b string) float64 {
	a, b = beginning(a), beginning(b)
	switch name {
	case "jaro":
		return w.jaro(a, b)
	case "jaro_winkler":
		return w.winkler(w.jaro(a, b), a, b)
	case "levenshtein":
		return float64(w.levenshtein(a, b))
	case "damerau_levenshtein":
		return float64(w.damerau(a, b))
	}
	return w.jaccard(a, b)
}

// beginning is what of a text is measured, cut before no part of a letter.
func beginning(s string) string {
	if len(s) <= measured {
		return s
	}
	end := measured
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end]
}

// winkler raises a similarity of Jaro above .7 by a tenth of what is missing
// for each of up to four common first letters (Winkler 1990; the limit of .7 is
// that of his code, of RapidFuzz, DuckDB and Spark's UDF).
func (w *scratch) winkler(jaro float64, a, b string) float64 {
	if jaro <= .7 {
		return jaro
	}
	p := 0
	if w.narrow(a) && w.narrow(b) {
		for p < min(4, len(a), len(b)) && a[p] == b[p] {
			p++
		}
	} else {
		x, y := []rune(a), []rune(b)
		for p < min(4, len(x), len(y)) && x[p] == y[p] {
			p++
		}
	}
	return min(1, jaro+float64(p)*.1*(1-jaro))
}

// jaro in bits (as RapidFuzz does) where both texts are ASCII and short.
func (w *scratch) jaro(a, b string) float64 {
	if a == b {
		return 1
	}
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	if !w.narrow(a) || !w.narrow(b) {
		return longJaro([]rune(a), []rune(b))
	}
	if len(a) > 64 || len(b) > 64 {
		return longJaro([]byte(a), []byte(b))
	}
	for i := range len(a) {
		w.at[a[i]] |= 1 << i
	}
	reach := max(max(len(a), len(b))/2-1, 0)
	var usedA, usedB uint64
	for j := range len(b) {
		window := ^uint64(0)
		if j+reach < 63 {
			window = 1<<(j+reach+1) - 1
		}
		if j > reach {
			window &^= 1<<(j-reach) - 1
		}
		if m := w.at[b[j]] & window &^ usedA; m != 0 {
			usedA |= m & -m
			usedB |= 1 << j
		}
	}
	common := bits.OnesCount64(usedA)
	moved := 0
	for x, y := usedA, usedB; x != 0; x, y = x&(x-1), y&(y-1) {
		if w.at[b[bits.TrailingZeros64(y)]]&(x&-x) == 0 {
			moved++
		}
	}
	for i := range len(a) {
		w.at[a[i]] = 0
	}
	return jaroOf(common, moved, len(a), len(b))
}

func jaroOf(common, moved, la, lb int) float64 {
	if common == 0 {
		return 0
	}
	c := float64(common)
	return (c/float64(la) + c/float64(lb) + (c-float64(moved/2))/c) / 3
}

func longJaro[T comparable](x, y []T) float64 {
	reach := max(max(len(x), len(y))/2-1, 0)
	var short [2][32]bool // names are short: no allocation for them
	usedX, usedY := short[0][:], short[1][:]
	if max(len(x), len(y)) > len(usedX) {
		usedX, usedY = make([]bool, len(x)), make([]bool, len(y))
	}
	common := 0
	for j, r := range y {
		for i := max(0, j-reach); i < min(len(x), j+reach+1); i++ {
			if !usedX[i] && x[i] == r {
				usedX[i], usedY[j] = true, true
				common++
				break
			}
		}
	}
	moved, j := 0, 0
	for i, r := range x {
		if !usedX[i] {
			continue
		}
		for !usedY[j] {
			j++
		}
		if y[j] != r {
			moved++
		}
		j++
	}
	return jaroOf(common, moved, len(x), len(y))
}

// affixes cuts off what two texts begin and end with together: it changes no
// edit distance.
func affixes(a, b string) (string, string) {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return a, b
}

// levenshtein in bits (Myers 1999, as Hyyrö wrote it) where it can be.
func (w *scratch) levenshtein(a, b string) int {
	if !w.narrow(a) || !w.narrow(b) {
		return Levenshtein(a, b)
	}
	a, b = affixes(a, b)
	switch {
	case len(a) == 0 || len(b) == 0:
		return max(len(a), len(b))
	case len(a) == 1 && len(b) == 1:
		return 1
	case len(a) > 64:
		return longLevenshtein([]byte(a), []byte(b))
	}
	for i := range len(a) {
		w.at[a[i]] |= 1 << i
	}
	plus, minus := ^uint64(0), uint64(0)
	distance, top := len(a), uint64(1)<<(len(a)-1)
	for j := range len(b) {
		eq := w.at[b[j]]
		x := eq | minus
		eq |= (eq & plus) + plus ^ plus
		hp, hm := minus|^(eq|plus), plus&eq
		if hp&top != 0 {
			distance++
		}
		if hm&top != 0 {
			distance--
		}
		hp = hp<<1 | 1
		plus, minus = hm<<1|^(x|hp), hp&x
	}
	for i := range len(a) {
		w.at[a[i]] = 0
	}
	return distance
}

// damerau counts insertions, deletions, changes and swaps of neighbours, where
// more edits may fall between swapped letters (Lowrance and Wagner 1975), as
// DuckDB does.
func (w *scratch) damerau(a, b string) int {
	if !w.narrow(a) || !w.narrow(b) {
		return damerauRunes([]rune(a), []rune(b))
	}
	a, b = affixes(a, b)
	switch {
	case len(a) == 0 || len(b) == 0:
		return max(len(a), len(b))
	case len(a) == 1 && len(b) == 1, len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0]:
		return 1
	}
	cols := len(b) + 2
	if need := (len(a) + 2) * cols; cap(w.grid) < need {
		w.grid = make([]int, 2*need)
	}
	g := w.grid[:(len(a)+2)*cols]
	far := len(a) + len(b)
	g[0] = far
	for i := range len(a) + 1 {
		g[(i+1)*cols], g[(i+1)*cols+1] = far, i
	}
	for j := range len(b) + 1 {
		g[j+1], g[cols+j+1] = far, j
	}
	for i := 1; i <= len(a); i++ {
		lastMatch := 0
		for j := 1; j <= len(b); j++ {
			i1, j1 := w.last[b[j-1]], lastMatch
			change := 1
			if a[i-1] == b[j-1] {
				change, lastMatch = 0, j
			}
			g[(i+1)*cols+j+1] = min(g[i*cols+j]+change, g[(i+1)*cols+j]+1, g[i*cols+j+1]+1,
				g[i1*cols+j1]+(i-i1-1)+1+(j-j1-1))
		}
		w.last[a[i-1]] = i
	}
	for i := range len(a) {
		w.last[a[i]] = 0
	}
	return g[(len(a)+1)*cols+len(b)+1]
}

func damerauRunes(x, y []rune) int {
	// The letters are named anew, so that the arithmetic of bytes will do.
	names := map[rune]byte{}
	name := func(rs []rune) string {
		out := make([]byte, len(rs))
		for i, r := range rs {
			n, ok := names[r]
			if !ok {
				n = byte(min(len(names), 127))
				names[r] = n
			}
			out[i] = n
		}
		return string(out)
	}
	var w scratch
	return w.damerau(name(x), name(y))
}

// jaccard is the share of letters that both texts have, each letter once.
func (w *scratch) jaccard(a, b string) float64 {
	in := map[rune]int{}
	for side, s := range []string{a, b} {
		if w.bytes {
			for i := range len(s) {
				in[rune(s[i])] |= 1 << side
			}
			continue
		}
		for _, r := range s {
			in[r] |= 1 << side
		}
	}
	both := 0
	for _, n := range in {
		if n == 3 {
			both++
		}
	}
	return float64(both) / float64(max(1, len(in)))
}
