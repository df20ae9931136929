package estimate

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

const (
	fewRecords   = 10 // records of a list below which it says little
	namedPairs   = 6  // pairs of lists that share nobody that a sentence names
	smallStratum = 10 // people below which a stratum is not published
)

// CheckTable finds what is wrong with the lists themselves.
func CheckTable(t Table) []Finding {
	var out []Finding
	var empty, few, alone []string
	var apart []string
	used := 0
	for i, name := range t.Lists {
		size := t.Size(i)
		if size == 0 {
			empty = append(empty, name)
			continue
		}
		used++
		if size < fewRecords {
			few = append(few, name)
		}
		shares := false
		for j := range t.Lists {
			if j == i || t.Size(j) == 0 {
				continue
			}
			if t.Overlap(i, j) > 0 {
				shares = true
			} else if j > i {
				apart = append(apart, name+" and "+t.Lists[j])
			}
		}
		if !shares {
			alone = append(alone, name)
		}
	}
	if len(empty) > 0 {
		out = append(out, Finding{"empty list", DropList, "nobody is on " + strings.Join(empty, ", ") + ": left out"})
	}
	switch {
	case t.N() == 0:
		out = append(out, Finding{"nobody", Refuse, "nobody is on any list"})
		return out
	case used < 2:
		out = append(out, Finding{"few lists", Refuse, "one list alone says nothing of those who are not on it: it takes three that were made apart"})
		return out
	case used == 2:
		out = append(out, Finding{"few lists", Refuse, "two lists give a number only if being on one has nothing to do with being on the other, which two lists cannot show: it takes three"})
	}
	if len(alone) > 0 {
		out = append(out, Finding{"list apart", Refuse, "no other list knows anybody of " + strings.Join(alone, ", ") + ": leave it out or find those they share; a figure without names is no list"})
	} else if groups := islands(t); len(groups) > 1 {
		out = append(out, checkIslands(t, groups))
	}
	if len(few) > 0 {
		out = append(out, Finding{"short list", Warn, fmt.Sprintf("fewer than %d people are on %s: chance may decide whom it shares with others", fewRecords, strings.Join(few, ", "))})
	}
	if more := len(apart) - namedPairs; more > 1 {
		apart = append(apart[:namedPairs:namedPairs], fmt.Sprintf("lists of %d other pairs", more))
	}
	if len(apart) > 0 {
		out = append(out, Finding{"no overlap", Warn, "nobody is on both " + strings.Join(apart, ", or on both ")})
	}
	return out
}

// checkIslands refuses groups of which none has three lists: each would be two
// lists alone. Otherwise methods go on as if all were of one people.
func checkIslands(t Table, groups [][]int) Finding {
	var names []string
	largest := 0
	for _, g := range groups {
		var in []string
		for _, i := range g {
			in = append(in, t.Lists[i])
		}
		names = append(names, strings.Join(in, ", "))
		largest = max(largest, len(g))
	}
	says := fmt.Sprintf("the lists fall into %d groups that share nobody (%s): ", len(groups), strings.Join(names, "; "))
	if largest < 3 {
		return Finding{"islands", Refuse, says + "nothing ties them together, and none has three lists"}
	}
	return Finding{"islands", Warn, says + "that they name the same people, and not each a people of its own, is taken for granted"}
}

// acrossIslands is what each method makes of lists that share nobody, where they
// fall into groups.
var acrossIslands = map[string]string{
	"lcmcr":     "of how groups of lists that share nobody go together the lists say nothing: there the prior answers",
	"dga":       "lists of different groups that share nobody are independent in the likelier graphs, or what the prior makes of them",
	"loglinear": "where the lists of two groups share nobody the model takes it for chance, or for a rule where it is too many for chance",
	"chao":      "the bound takes the groups of lists that share nobody for one people",
	"coverage":  "the groups of lists that share nobody are taken for one people that lists of one group happened to miss in the other",
}

// islands are the groups of lists that share people, within and not across, the
// first list first; lists without people are in none.
func islands(t Table) [][]int {
	group := make([]int, len(t.Lists))
	for i := range group {
		group[i] = i
	}
	for i := range t.Lists {
		for j := range i {
			if t.Overlap(i, j) > 0 && group[i] != group[j] {
				from, to := group[i], group[j]
				for k := range group {
					if group[k] == from {
						group[k] = to
					}
				}
			}
		}
	}
	var out [][]int
	at := map[int]int{}
	for i, g := range group {
		if t.Size(i) == 0 {
			continue
		}
		if _, known := at[g]; !known {
			at[g] = len(out)
			out = append(out, nil)
		}
		out[at[g]] = append(out[at[g]], i)
	}
	return out
}

// WithoutEmpty leaves out lists that name nobody: a column of one value stops a
// sampler.
func (t Table) WithoutEmpty() Table {
	var keep []int
	for i := range t.Lists {
		if t.Size(i) > 0 {
			keep = append(keep, i)
		}
	}
	if len(keep) == len(t.Lists) {
		return t
	}
	return t.only(keep)
}

// only is the table of some of its lists; who is on none of them is not in it.
func (t Table) only(keep []int) Table {
	var names []string
	for _, i := range keep {
		names = append(names, t.Lists[i])
	}
	var cells []Cell
	for _, c := range t.Cells {
		var p Pattern
		for at, i := range keep {
			if c.Pattern.On(i) {
				p |= 1 << at
			}
		}
		cells = append(cells, Cell{p, c.Count})
	}
	out, _, err := NewTable(names, cells)
	if err != nil {
		return Table{Lists: names}
	}
	return out
}

// Without is the table without one list.
func (t Table) Without(list int) Table {
	var keep []int
	for i := range t.Lists {
		if i != list {
			keep = append(keep, i)
		}
	}
	return t.only(keep)
}

// Merged is the table in which two lists are one, as they must be if one was
// made from the other.
func (t Table) Merged(a, b int) Table {
	var keep []int
	for i := range t.Lists {
		if i != b {
			keep = append(keep, i)
		}
	}
	var cells []Cell
	for _, c := range t.Cells {
		p := c.Pattern
		if p.On(b) {
			p |= 1 << a
		}
		cells = append(cells, Cell{p, c.Count})
	}
	both := Table{Lists: t.Lists, Cells: cells}
	out := both.only(keep)
	for at, i := range keep {
		if i == a {
			out.Lists[at] = t.Lists[a] + "+" + t.Lists[b]
		}
	}
	return out
}

// farApart is the ratio of the methods' numbers from which the reader is told that
// the lists do not decide between them.
const farApart = 1.5

// CheckMethods compares what the methods say.
func CheckMethods(t Table, by map[string]Result) []Finding {
	var out []Finding
	n := float64(t.N())
	names := slices.Sorted(keys(by))
	var spoken []string
	for _, name := range names {
		if r := by[name]; !r.Refused && !r.Bound && r.Median > 0 && r.Q025 > 0 {
			spoken = append(spoken, name)
		}
	}
	var differ []string
	for i, a := range spoken {
		for _, b := range spoken[i+1:] {
			x, y := by[a], by[b]
			if x.Q025 > upper(y) || y.Q025 > upper(x) {
				differ = append(differ, a+" and "+b)
			}
		}
	}
	if len(differ) > 0 {
		out = append(out, Finding{"methods disagree", Disagree, "the methods disagree: the intervals of " + strings.Join(differ, ", and those of ") + " have no number in common; all are shown"})
	}
	if least, ok := leastOf(t); ok {
		for _, name := range spoken {
			if r := by[name]; r.Q975 > 0 && least > r.Q975 {
				out = append(out, Finding{"below the bound", Disagree, fmt.Sprintf("by those on one list and on two there are at least about %.0f, unless lists avoid each other: more than the upper limit of %s", least, name)})
			}
		}
	}
	low, high := math.Inf(1), 0.0
	var lowest, highest string
	for _, name := range spoken {
		if m := by[name].Median; m < low {
			low, lowest = m, name
		}
		if m := by[name].Median; m > high {
			high, highest = m, name
		}
	}
	if high > farApart*low {
		out = append(out, Finding{"weakly identified", Warn, fmt.Sprintf("%s says %s and %s %s: models that fit the lists alike lie %.1f times apart, and no look at the lists tells which is right", lowest, by[lowest].says(), highest, by[highest].says(), high/low)})
	}
	for _, name := range spoken {
		if r := by[name]; n/r.Median < 0.2 {
			out = append(out, Finding{"mostly model", Warn, fmt.Sprintf("only %.0f%% of the people that %s counts are on a list: most of its number is the model", 100*n/r.Median, name)})
		}
	}
	return out
}

func upper(r Result) float64 {
	if r.Q975 == 0 {
		return math.Inf(1)
	}
	return r.Q975
}

func keys(m map[string]Result) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// CheckLeavingOut leaves each list out in turn: where one carries the estimate
// by itself, the rest say another number. It takes the graphs, which are quick.
func CheckLeavingOut(t Table, whole Result) []Finding {
	var out []Finding
	if whole.Refused || len(t.Lists) < 4 || len(t.Lists) > 6 {
		return nil
	}
	base := Graphs{}.Run(t)
	if base.Refused {
		return nil
	}
	for i, name := range t.Lists {
		r := Graphs{}.Run(t.Without(i))
		if !r.Refused && (r.Median < base.Q025 || r.Median > upper(base)) {
			out = append(out, Finding{"one list carries it", Warn, fmt.Sprintf("without %s the estimate is %s, outside the interval with it", name, r.says())})
		}
	}
	return out
}
