package estimate

import (
	"encoding/json"
	"math"
	"slices"
	"testing"
)

var fourLists = Table{Lists: []string{"A", "B", "C", "D"}, Cells: []Cell{{1, 60}, {2, 50}, {3, 14}, {4, 40}, {5, 9}, {6, 8}, {7, 3}, {8, 45}, {9, 12}, {10, 9}, {11, 4}, {12, 7}, {13, 2}, {15, 1}}}

// Every list is left out and every pair merged once for each method, other priors
// are tried, and what a variant says is what the method says of that table.
func TestSensitivity(t *testing.T) {
	o := Options{Methods: []string{"dga", "loglinear", "chao"}, Seed: 3}
	rep := All(fourLists, o)
	Sensitivity(fourLists, o, &rep)
	count := map[string]int{}
	for _, v := range rep.Sensitivity {
		count[v.Method+" "+v.Kind]++
		if v.Result.Refused {
			t.Errorf("%s %s: %v", v.Method, v.Says, v.Result.Reasons)
		}
	}
	for kind, want := range map[string]int{"dga without": 4, "dga merged": 6, "dga prior": 3, "loglinear without": 4, "loglinear merged": 6, "loglinear unlike us": 2, "chao without": 0} {
		if count[kind] != want {
			t.Errorf("%d of %q, want %d", count[kind], kind, want)
		}
	}
	of := func(method, says string) Variant {
		i := slices.IndexFunc(rep.Sensitivity, func(v Variant) bool { return v.Method == method && v.Says == says })
		if i < 0 {
			t.Fatalf("no variant of %s is %q", method, says)
		}
		return rep.Sensitivity[i]
	}
	if got, want := of("dga", "without B"), (Graphs{}).Run(fourLists.Without(1)); got.Result.Median != want.Median || got.N != 264-50 || got.Lists[0] != "B" {
		t.Errorf("without B: %.1f of %d, want %.1f", got.Result.Median, got.N, want.Median)
	}
	if got, want := of("dga", "A and C as one list").Result.Median, (Graphs{}).Run(fourLists.Merged(0, 2)).Median; got != want {
		t.Errorf("merged: %.1f, want %.1f", got, want)
	}
	n := float64(fourLists.N())
	if got, want := of("loglinear", "twice as many on no list as the model says").Result.Median-n, 2*(rep.Methods["loglinear"].Median-n); math.Abs(got-want) > 1e-6 {
		t.Errorf("twice as many: %g unseen, want %g", got, want)
	}
}

// The variants of the sampler are the same each time, and as many as change
// anything.
func TestSensitivityOfTheSampler(t *testing.T) {
	tab := Table{Lists: []string{"A", "B", "C"}, Cells: []Cell{{1, 60}, {2, 50}, {3, 14}, {4, 40}, {5, 9}, {6, 8}, {7, 3}}}
	o := Options{Methods: []string{"lcmcr"}, Seed: 3}
	var first string
	for range 2 {
		rep := All(tab, Options{Methods: o.Methods, Seed: 3, ESS: 600, Chains: 4})
		Sensitivity(tab, o, &rep)
		for i := range rep.Sensitivity {
			rep.Sensitivity[i].Result.Seconds = 0
		}
		b, err := json.Marshal(rep.Sensitivity)
		if err != nil {
			t.Fatal(err)
		}
		if first != "" && first != string(b) {
			t.Errorf("%s\nand %s", first, b)
		}
		first = string(b)
		if len(rep.Sensitivity) != 4 { // of at most 7 patterns 20 classes are no more than 10
			t.Errorf("%d variants: %s", len(rep.Sensitivity), b)
		}
	}
}

// A list that carries the number is named, for each method that it carries.
func TestCheckSensitivity(t *testing.T) {
	got := CheckSensitivity([]Variant{
		{Kind: LeftOut, Method: "lcmcr", Lists: []string{"A"}, Outside: true, Result: Result{Median: 50, Q025: 40, Q975: 70}}, {Kind: LeftOut, Method: "lcmcr", Lists: []string{"B"}},
		{Kind: Merged, Method: "lcmcr", Lists: []string{"A", "B"}, Outside: true},
	})
	if len(got) != 1 || got[0].Rule != "one list carries it" || got[0].Says != "lcmcr without A says about 50 (40 to 70), outside its interval with it" {
		t.Errorf("%v", got)
	}
}

func TestSensitivityOfARefusedTable(t *testing.T) {
	two, _, err := NewTable([]string{"A", "B"}, []Cell{{1, 30}, {2, 40}, {3, 20}})
	if err != nil {
		t.Fatal(err)
	}
	rep := All(two, Options{})
	if Sensitivity(two, Options{}, &rep); len(rep.Sensitivity) != 0 {
		t.Errorf("%v", rep.Sensitivity)
	}
}
