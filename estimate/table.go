package estimate

import (
	"cmp"
	"errors"
	"fmt"
	"math/bits"
	"slices"
)

// MaxLists is the greatest number of lists a table may have: patterns are
// kept as bits of one word, and no method here is of use beyond it.
const MaxLists = 30

// MaxPeople is the greatest number of people a table may hold. Beyond it a
// count is a mistake of the file, and the arithmetic of the samplers (which
// count in float64) would lose units.
const MaxPeople = 1_000_000_000

// A Pattern says which lists name a person: bit i is set when list i does.
type Pattern uint32

// On reports whether the pattern has list i.
func (p Pattern) On(i int) bool { return p>>uint(i)&1 == 1 }

// Lists is how many lists the pattern has.
func (p Pattern) Lists() int { return bits.OnesCount32(uint32(p)) }

// A Cell is how many people were named by exactly the lists of a pattern.
type Cell struct {
	Pattern Pattern
	Count   int
}

// A Table is the capture patterns of the people who are on at least one list.
// Cells are in ascending order of pattern, each pattern once, every count
// above zero; the pattern of no list is not among them, as it is what is
// sought. Make one with NewTable.
type Table struct {
	Lists []string
	Cells []Cell
}

// NewTable makes a table of cells in any order; cells of one pattern are
// added. People on no list are left out, as no list can have counted them;
// dropped says how many they were. It refuses no or too many lists, negative
// counts, and more than MaxPeople people.
func NewTable(lists []string, cells []Cell) (t Table, dropped int, err error) {
	switch {
	case len(lists) == 0:
		return Table{}, 0, errors.New("no lists: give one column of 0 and 1 for each list, and a column named count")
	case len(lists) > MaxLists:
		return Table{}, 0, fmt.Errorf("%d lists: at most %d can be used; merge lists that share an origin", len(lists), MaxLists)
	}
	sums := make(map[Pattern]int, len(cells))
	total := 0
	for _, c := range cells {
		if c.Count < 0 {
			return Table{}, 0, fmt.Errorf("the count of pattern %s is %d: counts are people, zero or more", c.Pattern.Word(len(lists)), c.Count)
		}
		if c.Pattern>>uint(len(lists)) != 0 {
			return Table{}, 0, fmt.Errorf("pattern %b names a list beyond the %d given", c.Pattern, len(lists))
		}
		if c.Count > MaxPeople-total {
			return Table{}, 0, fmt.Errorf("more than %d people: check the count column", MaxPeople)
		}
		total += c.Count
		if c.Pattern == 0 {
			dropped += c.Count
			continue
		}
		sums[c.Pattern] += c.Count
	}
	t.Lists = slices.Clone(lists)
	for p, n := range sums {
		if n > 0 {
			t.Cells = append(t.Cells, Cell{p, n})
		}
	}
	slices.SortFunc(t.Cells, func(a, b Cell) int { return cmp.Compare(a.Pattern, b.Pattern) })
	return t, dropped, nil
}

// Word is the pattern as a row of 0 and 1, the first list first.
func (p Pattern) Word(lists int) string {
	w := make([]byte, lists)
	for i := range w {
		w[i] = '0'
		if p.On(i) {
			w[i] = '1'
		}
	}
	return string(w)
}

// N is how many people are on at least one list.
func (t Table) N() int {
	n := 0
	for _, c := range t.Cells {
		n += c.Count
	}
	return n
}

// Size is how many people list i names.
func (t Table) Size(i int) int {
	n := 0
	for _, c := range t.Cells {
		if c.Pattern.On(i) {
			n += c.Count
		}
	}
	return n
}

// Overlap is how many people both list i and list j name.
func (t Table) Overlap(i, j int) int {
	n := 0
	for _, c := range t.Cells {
		if c.Pattern.On(i) && c.Pattern.On(j) {
			n += c.Count
		}
	}
	return n
}

// Captures is how many people are on exactly k lists, by k from 0 to the
// number of lists; Captures()[0] is 0.
func (t Table) Captures() []int {
	f := make([]int, len(t.Lists)+1)
	for _, c := range t.Cells {
		f[c.Pattern.Lists()] += c.Count
	}
	return f
}

// sortedByLists are the cells in the order of their lists, the first list
// first, so that those with lists in common lie together.
func sortedByLists(t Table) []Cell {
	out := slices.Clone(t.Cells)
	slices.SortFunc(out, func(a, b Cell) int {
		return cmp.Compare(bits.Reverse32(uint32(b.Pattern)), bits.Reverse32(uint32(a.Pattern)))
	})
	return out
}
