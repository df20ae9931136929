package estimate

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A short run lies within its Monte Carlo error of the reference's long ones.
func TestLCMCRAgainstReference(t *testing.T) {
	for name, want := range map[string][3]float64{
		"korea_palembang_3list": {138, 124, 202}, "snowshoe_hare_6occ": {76, 70, 90}, "neworleans_trafficking_8list": {719, 513, 1062}, "western_us_trafficking_5list": {1833, 1298, 2986},
		"spina_bifida_ny_3list": {733, 686, 824}, "congenital_massachusetts_5list": {628, 590, 715},
	} {
		tab := open(t, name+".csv")
		r := LCMCR{Seed: 2}.Run(tab)
		if r.Refused {
			t.Errorf("%s: %v", name, r.Reasons)
			continue
		}
		for i, got := range []float64{r.Median, r.Q025, r.Q975} {
			if off := math.Abs(got/want[i] - 1); off > 0.06 || i == 0 && off > 0.04 {
				t.Errorf("%s: %.0f, want %.0f", name, got, want[i])
			}
		}
	}
}

// Chains that do not agree are seen to, and their modes are those of the
// reference's many chains.
func TestChainsThatDoNotAgree(t *testing.T) {
	r := LCMCR{Seed: 1, quick: true}.Run(open(t, "netherlands_trafficking_6list.csv"))
	if !r.Refused || r.Median != 0 || r.Q975 != 0 {
		t.Fatalf("a number is given: %+v", r)
	}
	for _, want := range []float64{51_400, 142_400} {
		if !slices.ContainsFunc(r.Modes, func(m float64) bool { return math.Abs(m/want-1) < 0.05 }) {
			t.Errorf("no mode is near %.0f: %v", want, r.Modes)
		}
	}
}

func TestOneShortRunIsRefused(t *testing.T) {
	tab := Table{Lists: []string{"A", "B", "C"}, Cells: []Cell{{1, 200}, {2, 150}, {3, 20}, {4, 90}, {5, 15}, {6, 12}, {7, 4}}}
	rapid.Check(t, func(rt *rapid.T) {
		r := LCMCR{Seed: rapid.Uint64().Draw(rt, "seed"), Chains: 1, Sweeps: 200}.Run(tab)
		if !r.Refused || r.Median != 0 {
			rt.Fatalf("200 sweeps give %+v", r)
		}
	})
}

// The same seed gives the same bytes, on one core and on many.
func TestSameSeedSameNumbers(t *testing.T) {
	tab := Table{Lists: []string{"A", "B", "C"}, Cells: []Cell{{1, 40}, {2, 30}, {3, 10}, {4, 25}, {5, 6}, {6, 4}, {7, 2}}}
	var first string
	for _, threads := range []int{1, 2, 5} {
		r := LCMCR{Seed: 9, Threads: threads}.Run(tab)
		r.Seconds = 0
		b, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		if first == "" {
			first = string(b)
		} else if first != string(b) {
			t.Errorf("on %d threads:\n%s\nwant\n%s", threads, b, first)
		}
	}
	r := LCMCR{Seed: 10}.Run(tab)
	if b, _ := json.Marshal(r); strings.Contains(first, string(b)) {
		t.Error("another seed gives the same")
	}
}

// Whatever the table, a report has numbers or reasons, and nothing that is not
// a number.
func TestEveryTableIsAnswered(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		lists := rapid.IntRange(1, 5).Draw(rt, "lists")
		names := make([]string, lists)
		for i := range names {
			names[i] = string(rune('A' + i))
		}
		var cells []Cell
		for range rapid.IntRange(0, 8).Draw(rt, "cells") {
			cells = append(cells, Cell{Pattern(rapid.IntRange(0, 1<<lists-1).Draw(rt, "pattern")), rapid.SampledFrom([]int{0, 1, 1, 2, 5, 40, 3000}).Draw(rt, "count")})
		}
		tab, _, err := NewTable(names, cells)
		if err != nil {
			rt.Fatal(err)
		}
		findings := CheckTable(tab)
		for _, m := range []string{"dga", "chao", "coverage"} {
			r := Options{}.run(m, tab.WithoutEmpty())
			sound(rt, m, r)
		}
		c := LCMCR{Chains: 2, Sweeps: 300}.Run(tab)
		sound(rt, "lcmcr", c)
		l := LogLinear{Boot: 20}.Run(tab)
		sound(rt, "loglinear", l)
		if tab.N() == 0 && len(findings) == 0 {
			rt.Fatal("an empty table passes")
		}
	})
}

func sound(t interface{ Fatalf(string, ...any) }, method string, r Result) {
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatalf("%s: %v of %+v", method, err, r)
	}
	if r.Refused && len(r.Reasons) == 0 {
		t.Fatalf("%s refuses without a reason: %s", method, b)
	}
	if !r.Refused && !(r.Median > 0) {
		t.Fatalf("%s has neither number nor refusal: %s", method, b)
	}
}

func TestThirtyLists(t *testing.T) {
	names := make([]string, 30)
	var cells []Cell
	for i := range names {
		names[i] = "L" + string(rune('A'+i))
		cells = append(cells, Cell{1 << i, 5}, Cell{1<<i | 1<<((i+1)%30), 3})
	}
	tab, _, err := NewTable(names, cells)
	if err != nil {
		t.Fatal(err)
	}
	r := LCMCR{Sweeps: 400, Chains: 2}.Run(tab)
	sound(t, "lcmcr", r)
	for _, m := range []string{"dga", "loglinear"} {
		if r := (Options{}).run(m, tab); !r.Refused {
			t.Errorf("%s of thirty lists: %+v", m, r)
		}
	}
}
