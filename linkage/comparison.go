package linkage

import (
	"slices"
	"strings"
)

// Kind says how the values of a column are compared.
type Kind string

// The kinds of comparison, each with its levels from the strongest down; the
// last is "else".
const (
	Exact      Kind = "exact"      // equal; else
	Name       Kind = "name"       // equal; Jaro-Winkler ≥ .92; ≥ .80; else
	Phrase     Kind = "phrase"     // equal; the same words or Jaro-Winkler ≥ .92; half the words; else
	Identifier Kind = "identifier" // equal; one letter apart; two; else
	Date       Kind = "date"       // equal; one digit or day and month changed over; two digits; the same year; else
)

var levelsOf = map[Kind]int{Exact: 2, Name: 4, Phrase: 4, Identifier: 4, Date: 5}

// null is the level of a pair of which one value is missing.
const null = 0

// Comparison compares one column. Level 0 is missing, level 1 equality, and
// the last is else; M and U are the shares of each level among pairs of one
// person and of two.
type Comparison struct {
	Column string    `json:"column"`
	Kind   Kind      `json:"kind"`
	M      []float64 `json:"m"`
	U      []float64 `json:"u"`
	column *Column
}

// level of two different values that are both there.
func level(k Kind, a, b string) int {
	switch k {
	case Name:
		switch s := JaroWinkler(a, b); {
		case s >= .92:
			return 2
		case s >= .80:
			return 3
		}
	case Phrase:
		x, y := words(a), words(b)
		if slices.Equal(x, y) || JaroWinkler(a, b) >= .92 {
			return 2
		}
		both := 0
		for _, w := range x {
			if slices.Contains(y, w) {
				both++
			}
		}
		if 2*both >= max(len(x), len(y)) {
			return 3
		}
	case Identifier:
		if d := Levenshtein(a, b); d <= 2 {
			return 1 + d
		}
	case Date:
		x, y := digits(a), digits(b)
		switch d := Levenshtein(x, y); {
		case d <= 1, len(x) == 8 && len(y) == 8 && x[:4] == y[:4] && x[4:6] == y[6:] && x[6:] == y[4:6]:
			return 2
		case d == 2:
			return 3
		case len(x) >= 4 && len(y) >= 4 && x[:4] == y[:4]:
			return 4
		}
	}
	return levelsOf[k]
}

func words(s string) []string {
	w := strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' || r == '-' || r == '.' })
	slices.Sort(w)
	return w
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

const cacheSize = 1 << 14

// comparer remembers the levels of pairs of values; each worker has its own.
type comparer struct {
	comparisons []Comparison
	keys        [][]uint64
	levels      [][]uint8
}

func newComparer(cs []Comparison) *comparer {
	c := &comparer{comparisons: cs}
	for range cs {
		c.keys = append(c.keys, make([]uint64, cacheSize))
		c.levels = append(c.levels, make([]uint8, cacheSize))
	}
	return c
}

func (c *comparer) level(i int, a, b int32) int {
	x := c.comparisons[i].column
	l, r := x.Codes[a], x.Codes[b]
	switch {
	case l < 0 || r < 0:
		return null
	case l == r:
		return 1
	case c.comparisons[i].Kind == Exact:
		return 2
	}
	if l > r {
		l, r = r, l
	}
	key := uint64(l)<<32 | uint64(r)
	slot := mix(key) % cacheSize
	if c.keys[i][slot] != key {
		c.keys[i][slot] = key
		c.levels[i][slot] = uint8(level(c.comparisons[i].Kind, x.Values[l], x.Values[r]))
	}
	return int(c.levels[i][slot])
}

// pattern packs the levels of a pair, three bits each.
func (c *comparer) pattern(a, b int32) uint64 {
	var p uint64
	for i := range c.comparisons {
		p |= uint64(c.level(i, a, b)) << (3 * i)
	}
	return p
}

// mix spreads the bits of x (the finaliser of SplitMix64).
func mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}
