package estimate

import (
	"bytes"
	"encoding/json"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// area is the probability under a curve, and below the points up to n.
func area(curve []Density, n float64) (whole, below float64) {
	for i := 1; i < len(curve); i++ {
		a, b := curve[i-1], curve[i]
		x := (b.N - a.N) * (a.Density + b.Density) / 2
		whole += x
		if b.N <= n {
			below += x
		}
	}
	return whole, below
}

// What a result keeps for pictures says what the result says: the curve holds the
// posterior and has the median in its middle, the draws lie around it, and what
// is kept does not depend on the number of cores.
func TestSample(t *testing.T) {
	tab := Table{Lists: []string{"A", "B", "C"}, Cells: []Cell{{1, 200}, {2, 150}, {3, 20}, {4, 90}, {5, 15}, {6, 12}, {7, 4}}}
	l, g := LCMCR{Seed: 4, Chains: 4, ESS: 1000, Threads: 1}.Run(tab), Graphs{}.Run(tab)
	for name, r := range map[string]Result{"lcmcr": l, "dga": g} {
		whole, below := area(r.Sample.Curve, r.Median)
		if math.Abs(whole-1) > 0.02 || math.Abs(below-0.5) > 0.03 {
			t.Errorf("%s: %.3f under the curve, %.3f of it below the median", name, whole, below)
		}
		if len(r.Sample.Peaks) == 0 || r.Sample.Peaks[0].N != r.Modes[0] {
			t.Errorf("%s: peaks %v, modes %v", name, r.Sample.Peaks, r.Modes)
		}
	}
	if len(l.Sample.Chains) != 4 || l.Sample.Every%thinning != 0 || l.Sample.From <= 0 {
		t.Fatalf("%d chains from sweep %d, one draw in %d", len(l.Sample.Chains), l.Sample.From, l.Sample.Every)
	}
	for _, chain := range l.Sample.Chains {
		below := 0.0
		for _, x := range chain {
			if x <= l.Median {
				below++
			}
		}
		if n := len(chain); n > SampleDraws || n < 100 || math.Abs(below/float64(n)-0.5) > 0.1 {
			t.Errorf("%d draws, %.2f of them below the median", n, below/float64(n))
		}
	}
	again := LCMCR{Seed: 4, Chains: 4, ESS: 1000, Threads: 3}.Run(tab)
	a, _ := json.Marshal(l.Sample)
	if b, _ := json.Marshal(again.Sample); !bytes.Equal(a, b) {
		t.Error("on three cores another sample is kept than on one")
	}
	if b, _ := json.Marshal(l); bytes.Contains(b, []byte("chains")) || bytes.Contains(b, []byte("Sample")) {
		t.Error("the result's JSON holds the sample")
	}
}

// A refused result keeps the draws that show why.
func TestSampleOfARefusal(t *testing.T) {
	tab := Table{Lists: []string{"A", "B", "C"}, Cells: []Cell{{1, 200}, {2, 150}, {3, 20}, {4, 90}, {5, 15}, {6, 12}, {7, 4}}}
	r := LCMCR{Chains: 2, Sweeps: 200}.Run(tab)
	if !r.Refused || len(r.Sample.Chains) != 2 || len(r.Sample.Chains[0]) == 0 {
		t.Errorf("%+v", r)
	}
}

// Every draw has its place among the ranks once, and all parts are equally full
// together, whatever is equal to what.
func TestRankBins(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		length := rapid.IntRange(1, 60).Draw(rt, "length")
		chains := rapid.SliceOfN(rapid.SliceOfN(rapid.Custom(func(t *rapid.T) float64 { return float64(rapid.IntRange(0, 9).Draw(t, "x")) }), length, length), 1, 5).Draw(rt, "chains")
		sums := make([]float64, RankBins)
		for c, bins := range rankBins(chains) {
			mine := 0.0
			for b, x := range bins {
				mine += x
				sums[b] += x
			}
			if math.Abs(mine-float64(length)) > 1e-9 {
				rt.Fatalf("chain %d has %g ranks of %d", c, mine, length)
			}
		}
		for b, x := range sums {
			if math.Abs(x-float64(length*len(chains))/RankBins) > 1e-9 {
				rt.Fatalf("part %d holds %g", b, x)
			}
		}
	})
	if got := rankBins([][]float64{{1, 2}, {3, 4}}); got[0][0] == 0 || got[0][RankBins-1] != 0 || got[1][0] != 0 {
		t.Errorf("chains that lie apart: %v", got)
	}
}
