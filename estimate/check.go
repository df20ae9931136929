package estimate

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Finding is what a check found: a rule of honesty that a table or an estimate
// breaks.
type Finding struct {
	Rule   string // its name, such as "few lists"
	Action Action
	Says   string // a sentence for whoever reads the number
}

// Action is what a finding asks for.
type Action string

// The actions.
const (
	Refuse   Action = "refuse"    // no number may be printed
	Warn     Action = "warn"      // the sentence stands beside the number
	Disagree Action = "disagree"  // no one number: all methods are shown
	DropList Action = "drop list" // the list is left out, and named
)

// Estimand is what is estimated. Without it a number means nothing: people enter
// and leave detention, and lists cover times and places of their own.
type Estimand struct {
	Place      string
	Window     string // EDTF interval
	Assumption string // why those on no list may be judged by those on some, in the analyst's words
	By         string // who signs it
}

// CheckEstimand finds what is not said.
func CheckEstimand(e Estimand) []Finding {
	var out []Finding
	if strings.TrimSpace(e.Window) == "" || strings.TrimSpace(e.Place) == "" {
		out = append(out, Finding{"window", Refuse, "say for which place and which time: an estimate is of everybody ever held there and then"})
	}
	if strings.TrimSpace(e.Assumption) == "" || strings.TrimSpace(e.By) == "" {
		out = append(out, Finding{"assumption", Refuse, "say and sign what makes those on no list like those on some: models that fit the lists alike give any number without it"})
	}
	return out
}

const (
	fewRecords   = 10 // records of a list below which it says little
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
		out = append(out, Finding{"list apart", Refuse, "no other list knows anybody of " + strings.Join(alone, ", ") + ": leave it out or find those they share"})
	} else if parts := components(t); parts > 1 {
		out = append(out, Finding{"islands", Refuse, fmt.Sprintf("the lists fall into %d groups that share nobody: nothing ties them together", parts)})
	}
	if len(few) > 0 {
		out = append(out, Finding{"short list", Warn, fmt.Sprintf("fewer than %d people are on %s: chance may decide whom it shares with others", fewRecords, strings.Join(few, ", "))})
	}
	if len(apart) > 0 {
		out = append(out, Finding{"no overlap", Warn, "nobody is on both " + strings.Join(apart, ", or on both ")})
	}
	return out
}

// components counts the groups of lists that share people.
func components(t Table) int {
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
	seen := map[int]bool{}
	for i := range t.Lists {
		if t.Size(i) > 0 {
			seen[group[i]] = true
		}
	}
	return len(seen)
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
	if c, ok := by["chao"]; ok && !c.Refused {
		for _, name := range spoken {
			if r := by[name]; r.Q975 > 0 && c.Median > r.Q975 {
				out = append(out, Finding{"below the bound", Disagree, fmt.Sprintf("there are at least about %.0f by those on one list and on two, more than the upper limit of %s", c.Median, name)})
			}
		}
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
			out = append(out, Finding{"one list carries it", Warn, fmt.Sprintf("without %s the estimate is about %.0f, outside the interval with it", name, r.Median)})
		}
	}
	return out
}

// CheckStratum says whether a stratum is large enough to be published.
func CheckStratum(t Table) []Finding {
	if n := t.N(); n > 0 && n < smallStratum {
		return []Finding{{"small stratum", Refuse, fmt.Sprintf("fewer than %d people are on a list here: the number could point to them", smallStratum)}}
	}
	return nil
}

// Origin says from which list another was made, or that they share a source.
type Origin struct{ List, From string }

// CheckOrigins refuses lists that feed each other: they overlap because one was
// copied, and a model takes that for people easily found. They are merged, or
// the analyst says why they may stand apart.
func CheckOrigins(origins []Origin, excused map[Origin]string) []Finding {
	var out []Finding
	for _, o := range origins {
		if why := strings.TrimSpace(excused[o]); why != "" {
			out = append(out, Finding{"shared origin", Warn, fmt.Sprintf("%s draws on %s; kept apart because %s", o.List, o.From, why)})
			continue
		}
		out = append(out, Finding{"shared origin", Refuse, fmt.Sprintf("%s draws on %s: merge the two, or say why they may stand apart", o.List, o.From)})
	}
	return out
}
