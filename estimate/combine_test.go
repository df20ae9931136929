package estimate

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The combination of 20 replicates equals the reference's.
func TestCombineAgainstReference(t *testing.T) {
	data := os.Getenv("HABEAS_DATA")
	if data == "" {
		t.Skip("HABEAS_DATA is not set: the open tables are not there")
	}
	f, err := os.Open(filepath.Join(data, "estimate", "verdata_combine_20replicates.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rs, err := ReadReplicates(f)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Combine(rs)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := [3]float64{math.Round(r.Q025), math.Round(r.Mean), math.Round(r.Q975)}, [3]float64{1266, 1593, 2148}; got != want {
		t.Errorf("combined %v, want %v", got, want)
	}
	if len(r.Warnings) != 0 {
		t.Errorf("20 replicates are warned of: %v", r.Warnings)
	}
	few, err := Combine(rs[:3])
	if err != nil || len(few.Warnings) != 1 {
		t.Errorf("3 replicates: %v, %v", few.Warnings, err)
	}
	if _, err := Combine(rs[:1]); err == nil {
		t.Error("one replicate is not refused")
	}
}

func TestReadReplicatesRefuses(t *testing.T) {
	for name, in := range map[string]string{
		"no column":     "replicate,N\nR1,5\n",
		"no number":     "replicate,n_obs,N\nR1,5,many\n",
		"two observed":  "replicate,n_obs,N\nR1,5,9\nR1,6,9\n",
		"nothing":       "",
		"half a person": "replicate,n_obs,N\nR1,5.5,9\n",
	} {
		if _, err := ReadReplicates(strings.NewReader(in)); err == nil {
			t.Errorf("%s: not refused", name)
		}
	}
	rs, err := ReadReplicates(strings.NewReader("replicate,n_obs,N\nR1,5,4\nR1,5,9\nR2,5,8\nR2,5,8\n"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Combine(rs); err == nil {
		t.Error("a draw below those on lists is not refused")
	}
	// All draws of all replicates alike: the interval is that number.
	rs[0].Draws = []float64{8, 8}
	if r, err := Combine(rs); err != nil || math.Abs(r.Q025-8) > 1e-9 || math.Abs(r.Q975-8) > 1e-9 {
		t.Errorf("equal draws: %+v, %v", r, err)
	}
}

// Strata add up by draws: the interval of the sum is narrower than the sum of
// the intervals, its mean the sum of the means, and a stratum without an
// estimate is named and not counted as nothing.
func TestSum(t *testing.T) {
	table := func(k int) Table {
		tab, _, err := NewTable([]string{"A", "B", "C"}, []Cell{{1, 50 * k}, {2, 40 * k}, {3, 20 * k}, {4, 30 * k}, {5, 12 * k}, {6, 11 * k}, {7, 5 * k}})
		if err != nil {
			t.Fatal(err)
		}
		return tab
	}
	var strata []Stratum
	mean, width := 0.0, 0.0
	for k := 1; k <= 3; k++ {
		r := Graphs{}.Run(table(k))
		strata = append(strata, Stratum{Name: string(rune('a' + k)), Observed: table(k).N(), Result: r})
		mean += r.Mean
		width += r.Q975 - r.Q025
	}
	refused := Result{}
	refused.refuse("two lists")
	strata = append(strata, Stratum{Name: "z", Observed: 17, Result: refused})
	got := Sum(strata, 1)
	if !slices.Equal(got.Estimated, []string{"b", "c", "d"}) || !slices.Equal(got.Documented, []string{"z"}) || got.Left != 17 || len(got.Result.Warnings) != 1 {
		t.Errorf("strata: %+v", got)
	}
	if math.Abs(got.Result.Mean-mean) > 0.005*mean {
		t.Errorf("mean %g, want %g", got.Result.Mean, mean)
	}
	if w := got.Result.Q975 - got.Result.Q025; w > 0.9*width || w < 0.4*width {
		t.Errorf("width %g beside %g of the strata", w, width)
	}
	if again := Sum(strata, 1); again.Result.Q975 != got.Result.Q975 {
		t.Error("the same seed gives another sum")
	}
	if none := Sum(strata[3:], 1); !none.Result.Refused {
		t.Error("a sum of nothing is not refused")
	}
}

// A stratum that its lists cannot carry is documented only, a tiny one not even that.
func TestReadStrata(t *testing.T) {
	names, tables, err := ReadStrata(strings.NewReader("stratum,A,B,C,count\neast,1,0,0,60\neast,0,1,0,50\neast,1,1,0,20\neast,0,0,1,40\neast,1,0,1,18\neast,0,1,1,15\neast,1,1,1,6\nwest,1,0,0,30\nwest,1,1,0,12\nwest,0,1,0,9\nnorth,1,1,1,3\nnorth,1,0,0,4\n"))
	if err != nil {
		t.Fatal(err)
	}
	got := Strata(names, tables, Options{Methods: []string{"dga"}, Seed: 1})
	if len(got) != 3 || got[0].DocumentedOnly() || !got[1].DocumentedOnly() || got[1].Observed != 51 || !got[2].Suppressed || got[2].Observed != 0 {
		t.Errorf("strata: %+v", got)
	}
	if total := Sum(got, 1); total.Left != 51 || total.Result.Median < 209 {
		t.Errorf("total: %+v", total)
	}
	if _, _, err := ReadStrata(strings.NewReader("A,B,count\n1,0,3\n")); err == nil {
		t.Error("a table without strata is not refused")
	}
}
