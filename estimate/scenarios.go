package estimate

import (
	"cmp"
	"slices"
)

// A Scenario is a way in which lists come to name people, for populations of
// known size: to see what an interval of 95 per cent is worth.
type Scenario struct {
	Name string
	Says string
	// person draws which of the lists name somebody.
	person func(r random, lists int) Pattern
	// linked draws what becomes of the people of the table by mistakes of linking;
	// nil for none.
	linked func(r random, people []Pattern) []Pattern
}

// draw makes a table of a population of n.
func (s Scenario) draw(r random, n, lists int) (Table, error) {
	people := make([]Pattern, n)
	for i := range people {
		people[i] = s.person(r, lists)
	}
	if s.linked != nil {
		people = s.linked(r, people)
	}
	count := map[Pattern]int{}
	for _, p := range people {
		count[p]++
	}
	names := make([]string, lists)
	for j := range names {
		names[j] = string(rune('A' + j))
	}
	t, _, err := NewTable(names, cellsOfCounts(count))
	return t, err
}

func cellsOfCounts(count map[Pattern]int) []Cell {
	var out []Cell
	for p, n := range count {
		out = append(out, Cell{p, n})
	}
	slices.SortFunc(out, func(a, b Cell) int { return cmp.Compare(a.Pattern, b.Pattern) })
	return out
}

// class is a part of the people with chances of its own to be on each list, which
// begin again where there are more lists.
type class struct {
	share float64
	p     []float64
}

func classes(cs ...class) func(random, int) Pattern {
	return func(r random, lists int) Pattern {
		u, k := r.Float64(), 0
		for k < len(cs)-1 && u >= cs[k].share {
			u -= cs[k].share
			k++
		}
		var x Pattern
		for j := range lists {
			if r.Float64() < cs[k].p[j%len(cs[k].p)] {
				x |= 1 << j
			}
		}
		return x
	}
}

// tied is a second list that depends on the first: its odds are multiplied where
// the first names the person.
func tied(odds float64, p ...float64) func(random, int) Pattern {
	return func(r random, lists int) Pattern {
		var x Pattern
		for j := range lists {
			q := p[j%len(p)]
			if j == 1 && x.On(0) {
				o := q / (1 - q) * odds
				q = o / (1 + o)
			}
			if r.Float64() < q {
				x |= 1 << j
			}
		}
		return x
	}
}

// changed is independent lists of which something is done to each person's.
func changed(change func(random, Pattern) Pattern, p ...float64) func(random, int) Pattern {
	apart := classes(class{1, p})
	return func(r random, lists int) Pattern { return change(r, apart(r, lists)) }
}

// mistakes split a record of a person on several lists off, and take two people
// of different lists for one.
func mistakes(split, merged float64) func(random, []Pattern) []Pattern {
	return func(r random, people []Pattern) []Pattern {
		var out []Pattern
		for _, p := range people {
			for j := range MaxLists {
				if one := Pattern(1) << j; p&one != 0 && p != one && r.Float64() < split {
					p &^= one
					out = append(out, one)
				}
			}
			if p == 0 {
				out = append(out, p)
				continue
			}
			if last := len(out) - 1; last >= 0 && out[last] != 0 && out[last]&p == 0 && r.Float64() < merged {
				out[last] |= p
				continue
			}
			out = append(out, p)
		}
		return out
	}
}

// windowed is people of whom some are held early, some late and some throughout,
// and lists of which the first half was made early and the others late.
func windowed(p ...float64) func(random, int) Pattern {
	apart := classes(class{1, p})
	return func(r random, lists int) Pattern {
		x := apart(r, lists)
		early := Pattern(1)<<(lists/2) - 1
		switch u := r.Float64(); {
		case u < 0.4:
			return x & early
		case u < 0.8:
			return x &^ early
		}
		return x
	}
}

// Scenarios are those of the coverage table. B and E have the classes of HRDAG's
// simulations for latent class models.
var Scenarios = []Scenario{
	{Name: "A", Says: "lists independent", person: classes(class{1, []float64{.2, .15, .25, .1}})},
	{Name: "B", Says: "two classes of people, 90 and 10 %, the smaller listed often", person: classes(
		class{.9, []float64{.033, .033, .099, .132, .033}}, class{.1, []float64{.66, .825, .759, .99, .693}})},
	{Name: "C", Says: "the second list names those of the first more often (odds 9)", person: tied(9, .2, .15, .2, .1)},
	{Name: "D", Says: "the second list names those of the first hardly ever (odds 1/15)", person: tied(1.0/15, .3, .25, .2, .15)},
	{Name: "E", Says: "three classes that the lists cannot tell apart", person: classes(
		class{.7, []float64{.033, .033, .099, .132, .033}}, class{.1, []float64{.66, .825, .759, .99, .693}}, class{.2, []float64{.275, .25, .2, .3, .35}})},
	{Name: "F", Says: "sparse lists", person: classes(class{1, []float64{.04, .03, .05, .02}})},
	{Name: "referral", Says: "the second list takes half of the first over", person: changed(func(r random, x Pattern) Pattern {
		if x.On(0) && r.Float64() < 0.5 {
			x |= 2
		}
		return x
	}, .2, .1, .2, .1)},
	{Name: "nested", Says: "the second list names only people of the first", person: changed(func(_ random, x Pattern) Pattern {
		if !x.On(0) {
			x &^= 2
		}
		return x
	}, .3, .5, .2, .15)},
	{Name: "no overlap", Says: "nobody is on both the first and the second list", person: changed(func(_ random, x Pattern) Pattern {
		if x.On(0) {
			x &^= 2
		}
		return x
	}, .2, .15, .25, .1)},
	{Name: "links missed", Says: "one record in 20 of people on several lists is not linked to them, one in 100 to somebody else", person: classes(class{1, []float64{.2, .15, .25, .1}}), linked: mistakes(.05, .01)},
	{Name: "links rarely missed", Says: "one record in 50 of people on several lists is not linked to them, one in 100 to somebody else", person: classes(class{1, []float64{.2, .15, .25, .1}}), linked: mistakes(.02, .01)},
	{Name: "open window", Says: "40 % of the people are held early, 40 % late, and half of the lists were made early", person: windowed(.3, .25, .35, .2)},
}
