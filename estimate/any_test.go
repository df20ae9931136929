package estimate

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Whatever the table, a method gives a number in order or a refusal with a reason,
// and no NaN. (The sampler has a test of its own.)
func TestAnyTable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lists := rapid.IntRange(1, 5).Draw(t, "lists")
		names := make([]string, lists)
		for j := range names {
			names[j] = string(rune('A' + j))
		}
		cells := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Cell {
			return Cell{Pattern(rapid.IntRange(0, 1<<lists-1).Draw(t, "pattern")), rapid.SampledFrom([]int{0, 1, 2, 5, 50, 1000, 40_000}).Draw(t, "count")}
		}), 0, 20).Draw(t, "cells")
		tab, _, err := NewTable(names, cells)
		if err != nil {
			t.Fatal(err)
		}
		n := float64(tab.N())
		used := tab.WithoutEmpty()
		for name, r := range map[string]Result{
			"dga": Graphs{}.Run(used), "dga with delta 1": Graphs{Delta: 1}.Run(used), "loglinear": LogLinear{Boot: 20}.Run(used), "naive": LogLinear{Naive: true}.Run(used),
			"coverage": Coverage{Boot: 20}.Run(used), "chao": Chao(used), "chapman": Chapman(used),
		} {
			if r.Refused {
				if len(r.Reasons) == 0 || r.Median != 0 || r.Q025 != 0 || r.Q975 != 0 {
					t.Fatalf("%s: a refusal without reason, or with numbers: %+v", name, r)
				}
				continue
			}
			for _, x := range []float64{r.Median, r.Mean, r.Q025, r.Q975} {
				if math.IsNaN(x) || math.IsInf(x, 0) || x < 0 {
					t.Fatalf("%s: %+v", name, r)
				}
			}
			if r.Median < n-1e-6 || r.Q025 < n*0.999-1 || r.Q975 != 0 && r.Q975 < r.Q025 {
				t.Fatalf("%s of %d people: %+v", name, tab.N(), r)
			}
		}
		for family, v := range Differing(used) {
			if !(v.N >= n-1e-6 && v.Q025 >= n-1e-6 && v.Q025 <= v.N && v.N <= v.Q975 && !math.IsInf(v.Q975, 0)) {
				t.Fatalf("%s: %+v of %d people", family, v, tab.N())
			}
		}
		rep := All(tab, Options{Methods: []string{"dga", "chao", "coverage"}, Seed: 1})
		if _, err := json.Marshal(rep); err != nil {
			t.Fatal(err)
		}
	})
}

func FuzzReadReplicates(f *testing.F) {
	f.Add("replicate,n_obs,N\nR1,5,9\nR1,5,8\nR2,6,9\nR2,6,7\n")
	f.Fuzz(func(t *testing.T, in string) {
		rs, err := ReadReplicates(strings.NewReader(in))
		if err != nil {
			return
		}
		if r, err := Combine(rs); err == nil && (math.IsNaN(r.Q025) || r.Q025 > r.Median || r.Median > r.Q975) {
			t.Errorf("%+v", r)
		}
	})
}

func FuzzReadStrata(f *testing.F) {
	f.Add("stratum,A,B,count\neast,1,0,5\nwest,1,1,3\n")
	f.Fuzz(func(t *testing.T, in string) {
		names, tables, err := ReadStrata(strings.NewReader(in))
		if err == nil && len(names) != len(tables) {
			t.Errorf("%d names of %d tables", len(names), len(tables))
		}
	})
}
