package linkage

import (
	"runtime"
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
	Declared   Kind = "levels"     // the levels that are declared
	Date       Kind = "date"       // equal; one digit or day and month changed over; two digits; the same year; else
	Sound      Kind = "sound"      // names in any script: equal; Jaro-Winkler ≥ .92 or alike ≥ .9; alike ≥ .7, the most of one word being .74; ≥ .80 or ≥ .55; else
	When       Kind = "when"       // dates of EDTF: equal; may be one day; one digit or day and month changed over; 366 days apart; 1096; else
	Where      Kind = "where"      // places: equal; the same or alike; one in the other; both in a third; else
	Set        Kind = "set"        // lists: equal; half of the longer; one; else
)

var levelsOf = map[Kind]int{Exact: 2, Name: 4, Phrase: 4, Identifier: 4, Date: 5, Sound: 5, When: 6, Where: 5, Set: 4}

// null is the level of a pair of which one value is missing.
const null = 0

// Comparison compares one column. Level 0 is missing, level 1 equality, and
// the last is else; M and U are the shares of each level among pairs of one
// person and of two. A declared comparison may read several columns and is
// named in Column; its levels are what Levels says. MError and UError are the
// standard errors that so many pairs give, were they independent; 0 for what
// was counted in full.
type Comparison struct {
	Column  string    `json:"column"`
	Kind    Kind      `json:"kind"`
	M       []float64 `json:"m"`
	U       []float64 `json:"u"`
	MError  []float64 `json:"m_error,omitempty"`
	UError  []float64 `json:"u_error,omitempty"`
	Levels  []Level   `json:"levels,omitempty"`
	column  *Column
	program *program
	asked   []Level      // asDeclared, once read
	read    []*condition // of each of them; nil for ELSE
	quick   *ladder      // of one of the program's own kinds, or nil
	rarity  []rarity     // per level
}

// levels is how many levels there are, the missing one not counted.
func (c *Comparison) levels() int {
	if c.Kind != Declared {
		return levelsOf[c.Kind]
	}
	n := 0
	for _, l := range c.Levels {
		if !l.Null {
			n++
		}
	}
	return n
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

// How many levels of pairs of values a worker keeps, of measures that cost
// little and of others.
const (
	cacheSize     = 1 << 14
	dearCacheSize = 1 << 19
)

// comparer remembers the levels of pairs of values; each worker has its own.
type comparer struct {
	comparisons []Comparison
	keys        [][]uint64
	levels      [][]uint8
	judges      []*judge
	plain       []bool // one column; missing where a value is, and equality is level 1
	strides     []uint64
	prior       float64     // in bits
	left        []float64   // see mostLeft
	weights     [][]float64 // of each level, once a model scores
	rows        []int32     // per row the codes of its compared columns side by side
}

// newComparer makes one for a table of so many rows.
func newComparer(cs []Comparison, rows int) *comparer {
	c := &comparer{comparisons: cs}
	for i := range cs {
		size := cacheSize
		if cs[i].program.dear {
			size = dearCacheSize
		}
		for size > 64 && size/64 > rows {
			size /= 2
		}
		c.keys = append(c.keys, make([]uint64, size))
		c.levels = append(c.levels, make([]uint8, size))
		c.judges = append(c.judges, newJudge(cs[i].program))
		c.plain = append(c.plain, cs[i].program.plain)
	}
	c.strides = strides(cs)
	return c
}

func (c *comparer) level(i int, a, b int32) int {
	if !c.judges[i].p.simple {
		return c.across(i, a, b)
	}
	codes := c.comparisons[i].column.Codes
	if a > b {
		a, b = b, a
	}
	return c.levelOf(i, codes[a], codes[b])
}

// levelOf is the level of two values of one column; l is of the left record,
// that which comes first.
func (c *comparer) levelOf(i int, l, r int32) int {
	j := c.judges[i]
	if c.plain[i] {
		if l < 0 || r < 0 {
			return null
		}
		if l == r {
			return 1
		}
	}
	if q := j.p.quick; q != nil {
		if level, ok := q.climb(l, r); ok {
			return int(level)
		}
	}
	if l > r && j.p.symmetric {
		l, r = r, l
	}
	key := (uint64(uint32(l))<<32 | uint64(uint32(r))) + 1
	slot := mix(key) % uint64(len(c.keys[i]))
	if c.keys[i][slot] != key || key == 0 {
		j.l[0], j.r[0] = l, r
		c.keys[i][slot] = key
		c.levels[i][slot] = j.level()
	}
	return int(c.levels[i][slot])
}

// across is level for a comparison of several columns.
func (c *comparer) across(i int, a, b int32) int {
	if a > b {
		a, b = b, a
	}
	j := c.judges[i]
	for k, col := range j.p.bases {
		j.l[k], j.r[k] = col.Codes[a], col.Codes[b]
	}
	return int(j.level())
}

// strides are the factors by which the levels of a pair make one number.
func strides(cs []Comparison) []uint64 {
	out := make([]uint64, len(cs)+1)
	out[0] = 1
	for i := range cs {
		out[i+1] = out[i] * uint64(cs[i].levels()+1)
	}
	return out
}

// comparers gives one for each worker, with the codes that they compare laid
// out row by row: what one pair needs lies together in memory.
func comparers(t *Table, cs []Comparison) []*comparer {
	return comparersFor(t, cs, runtime.GOMAXPROCS(0))
}

func comparersFor(t *Table, cs []Comparison, workers int) []*comparer {
	rows := make([]int32, t.Len()*len(cs))
	for i := range cs {
		for r, code := range cs[i].column.Codes {
			rows[r*len(cs)+i] = code
		}
	}
	out := make([]*comparer, workers)
	for w := range out {
		out[w] = newComparer(cs, t.Len())
		out[w].rows = rows
	}
	return out
}

// pattern packs the levels of a pair into one number.
func (c *comparer) pattern(a, b int32) uint64 {
	if a > b {
		a, b = b, a
	}
	n := len(c.comparisons)
	x, y := c.rows[int(a)*n:int(a)*n+n], c.rows[int(b)*n:int(b)*n+n]
	var p uint64
	for i, l := range x {
		r := y[i]
		if c.plain[i] {
			if l < 0 || r < 0 {
				continue
			}
			if l == r {
				p += c.strides[i]
				continue
			}
		}
		p += uint64(c.levelAt(i, l, r, a, b)) * c.strides[i]
	}
	return p
}

// levelAt is level where the codes are at hand already.
func (c *comparer) levelAt(i int, l, r, a, b int32) int {
	if !c.judges[i].p.simple {
		return c.across(i, a, b)
	}
	return c.levelOf(i, l, r)
}

// unpack gives the levels of a pattern.
func unpack(pattern uint64, strides []uint64, into []uint8) []uint8 {
	into = into[:0]
	for i := range len(strides) - 1 {
		into = append(into, uint8(pattern%strides[i+1]/strides[i]))
	}
	return into
}

// mix spreads the bits of x (the finaliser of SplitMix64).
func mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}
