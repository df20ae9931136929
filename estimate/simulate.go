package estimate

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// A Scenario is a population of known size and how lists name its people, to see
// what an interval of 95 per cent is worth.
type Scenario struct {
	Name string
	Says string
	draw func(r random, n, lists int) []Cell
}

// class is a part of the people with chances of its own to be listed.
type class struct {
	share float64
	p     []float64
}

func classes(cs ...class) func(random, int, int) []Cell {
	return func(r random, n, lists int) []Cell {
		count := map[Pattern]int{}
		for range n {
			u := r.Float64()
			k := 0
			for k < len(cs)-1 && u >= cs[k].share {
				u -= cs[k].share
				k++
			}
			var p Pattern
			for j := range lists {
				if r.Float64() < cs[k].p[j%len(cs[k].p)] {
					p |= 1 << j
				}
			}
			count[p]++
		}
		return cellsOfCounts(count)
	}
}

// tied are lists of which the second depends on the first: its odds are
// multiplied where the first names the person.
func tied(p []float64, odds float64) func(random, int, int) []Cell {
	return func(r random, n, lists int) []Cell {
		count := map[Pattern]int{}
		for range n {
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
			count[x]++
		}
		return cellsOfCounts(count)
	}
}

// copied is a second list that takes a part of the first over.
func copied(p []float64, part float64) func(random, int, int) []Cell {
	return func(r random, n, lists int) []Cell {
		count := map[Pattern]int{}
		for range n {
			var x Pattern
			for j := range lists {
				if r.Float64() < p[j%len(p)] {
					x |= 1 << j
				}
			}
			if x.On(0) && r.Float64() < part {
				x |= 1 << 1
			}
			count[x]++
		}
		return cellsOfCounts(count)
	}
}

func cellsOfCounts(count map[Pattern]int) []Cell {
	var out []Cell
	for p, n := range count {
		out = append(out, Cell{p, n})
	}
	slices.SortFunc(out, func(a, b Cell) int { return cmp.Compare(a.Pattern, b.Pattern) })
	return out
}

// Scenarios are those of the coverage table.
var Scenarios = []Scenario{
	{Name: "A", Says: "lists independent", draw: classes(class{1, []float64{.2, .15, .25, .1}})},
	{Name: "B", Says: "two classes of people, 90 and 10 %, the smaller listed often", draw: classes(class{.9, []float64{.033, .033, .099, .132}}, class{.1, []float64{.66, .825, .759, .99}})},
	{Name: "C", Says: "the second list names those of the first more often (odds 9)", draw: tied([]float64{.2, .1, .2, .1}, 9)},
	{Name: "D", Says: "the second list names those of the first hardly ever (odds 1/15)", draw: tied([]float64{.3, .25, .2, .15}, 1.0/15)},
	{Name: "E", Says: "three classes that the lists cannot tell apart", draw: classes(class{.5, []float64{.05, .05, .05, .05}}, class{.3, []float64{.2, .15, .1, .3}}, class{.2, []float64{.5, .4, .5, .3}})},
	{Name: "F", Says: "sparse lists", draw: classes(class{1, []float64{.04, .03, .05, .02}})},
	{Name: "referral", Says: "the second list takes half of the first over", draw: copied([]float64{.2, .1, .2, .1}, .5)},
}

// Coverages is what a simulation found for one method in one scenario.
type Coverages struct {
	Scenario string  `json:"scenario"`
	Method   string  `json:"method"`
	Runs     int     `json:"runs"`
	Covered  float64 `json:"covered"` // of the intervals that were given
	Above    float64 `json:"above"`   // of them, those that lie wholly above the truth
	Below    float64 `json:"below"`
	Ratio    float64 `json:"median_ratio"` // median estimate over the truth
	Width    float64 `json:"width"`        // median width of the interval over the truth
	Refused  float64 `json:"refused"`
	Warned   float64 `json:"warned"` // of all runs, those with any warning
}

// Simulate draws populations of n people and lets a method estimate them.
func Simulate(s Scenario, method string, n, lists, runs int, seed uint64, progress func(done int)) (Coverages, error) {
	if n < 10 || n > 1_000_000 || lists < 3 || lists > 6 || runs < 1 {
		return Coverages{}, fmt.Errorf("a simulation takes 10 to 1,000,000 people, 3 to 6 lists and at least one run")
	}
	out := Coverages{Scenario: s.Name, Method: method, Runs: runs}
	var ratios, widths []float64
	given := 0.0
	for run := range runs {
		r := newRandom(seed, run)
		names := make([]string, lists)
		for j := range names {
			names[j] = string(rune('A' + j))
		}
		t, _, err := NewTable(names, s.draw(r, n, lists))
		if err != nil {
			return out, err
		}
		rep := All(t, Options{Methods: []string{method, "chao"}, Seed: seed + uint64(run)})
		x := rep.Methods[method]
		if len(rep.Warnings)+len(x.Warnings) > 0 || rep.Refused || x.Refused {
			out.Warned++
		}
		if progress != nil {
			progress(run + 1)
		}
		if x.Refused || x.Q975 == 0 {
			out.Refused++
			continue
		}
		given++
		truth := float64(n)
		switch {
		case x.Q025 > truth:
			out.Above++
		case x.Q975 < truth:
			out.Below++
		default:
			out.Covered++
		}
		ratios, widths = append(ratios, x.Median/truth), append(widths, (x.Q975-x.Q025)/truth)
	}
	out.Refused /= float64(runs)
	out.Warned /= float64(runs)
	if given > 0 {
		out.Covered, out.Above, out.Below = out.Covered/given, out.Above/given, out.Below/given
		slices.Sort(ratios)
		slices.Sort(widths)
		out.Ratio, out.Width = quantile(ratios, 0.5), quantile(widths, 0.5)
	}
	if math.IsNaN(out.Ratio) {
		out.Ratio = 0
	}
	return out, nil
}
