package estimate

import (
	"math"
	"testing"
)

// Independent draws are worth their number; draws of a known autocorrelation are
// worth (1−ρ)/(1+ρ) of it; chains that lie apart have a great R-hat.
func TestDiagnose(t *testing.T) {
	r := newRandom(4, 0)
	chains := func(rho, apart float64) [][]float64 {
		out := make([][]float64, 4)
		for c := range out {
			x := r.NormFloat64()
			for range 5000 {
				x = rho*x + math.Sqrt(1-rho*rho)*r.NormFloat64()
				out[c] = append(out[c], x+apart*float64(c))
			}
		}
		return out
	}
	for _, rho := range []float64{0, 0.5, 0.9} {
		d := Diagnose(chains(rho, 0))
		want := 20_000 * (1 - rho) / (1 + rho)
		if d.Bulk < 0.8*want || d.Bulk > 1.25*want || d.Worst() > 1.01 {
			t.Errorf("autocorrelation %g: %+v, want about %.0f", rho, d, want)
		}
		if d.Tail < 0.4*want {
			t.Errorf("autocorrelation %g: the tail is worth %.0f only", rho, d.Tail)
		}
	}
	if d := Diagnose(chains(0, 2)); d.RHat < 1.5 || d.Bulk > 100 {
		t.Errorf("chains apart: %+v", d)
	}
	if e := quantileError(chains(0, 0), 0.5); math.Abs(e/(1.2533/math.Sqrt(20_000))-1) > 0.25 {
		t.Errorf("the error of the median is %g", e)
	}
	if d := Diagnose([][]float64{{1}}); d.Bulk != 0 {
		t.Errorf("one draw: %+v", d)
	}
}

func TestModes(t *testing.T) {
	r := newRandom(4, 0)
	var one, two []float64
	for i := range 4000 {
		x := r.NormFloat64()
		one = append(one, x)
		if i%4 == 0 {
			x += 9
		}
		two = append(two, x)
	}
	if m := modesOf(one, 4000); len(m) != 1 || math.Abs(m[0].at) > 0.3 {
		t.Errorf("one peak is seen as %v", m)
	}
	if m := modesOf(two, 4000); len(m) != 2 || math.Abs(m[0].at) > 0.3 || math.Abs(m[1].at-9) > 0.4 || math.Abs(m[0].share-0.75) > 0.03 {
		t.Errorf("two peaks are seen as %v", m)
	}
	if m := modesOf([]float64{3, 3, 3}, 3); len(m) != 1 || m[0].at != 3 {
		t.Errorf("a constant is seen as %v", m)
	}
}
