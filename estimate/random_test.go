package estimate

import (
	"math"
	"testing"
)

// Means and variances of a hundred thousand draws lie within six standard
// errors of what they should be.
func TestDraws(t *testing.T) {
	const n = 100_000
	r := newRandom(1, 0)
	check := func(name string, mean, variance float64, draw func() float64) {
		t.Helper()
		s, s2, s4 := 0.0, 0.0, 0.0
		for range n {
			x := draw() - mean
			s += x
			s2 += x * x
			s4 += x * x * x * x
		}
		if d := s / n; math.Abs(d) > 6*math.Sqrt(variance/n) {
			t.Errorf("%s: the mean is off by %g", name, d)
		}
		if v := s2 / n; math.Abs(v-variance) > 6*math.Sqrt((s4/n-v*v)/n) {
			t.Errorf("%s: the variance is %g, want %g", name, v, variance)
		}
	}
	for _, shape := range []float64{1, 1.5, 7, 400} {
		check("gamma", shape, shape, func() float64 { return r.gamma(shape) })
	}
	check("log gamma of a small shape", 0.3, 0.3, func() float64 { return math.Exp(r.logGamma(0.3)) })
	for _, mean := range []float64{0.01, 3, 9.9, 10.1, 75, 8000} {
		check("poisson", mean, mean, func() float64 { return r.poisson(mean) })
	}
	for _, x := range []struct{ n, p float64 }{{1, 0.5}, {7, 0.3}, {40, 0.2}, {40, 0.9}, {40, 0.3}, {5000, 0.001}, {5000, 0.4}, {1e6, 0.7}} {
		check("binomial", x.n*x.p, x.n*x.p*(1-x.p), func() float64 { return r.binomial(x.n, x.p) })
	}
}

func TestDrawsAtTheEdges(t *testing.T) {
	r := newRandom(1, 0)
	for range 1000 {
		for _, x := range []struct{ got, lo, hi float64 }{
			{r.binomial(0, 0.5), 0, 0}, {r.binomial(5, 0), 0, 0}, {r.binomial(5, 1), 5, 5}, {r.binomial(5, math.NaN()), 0, 0}, {r.binomial(1e9, 1e-300), 0, 0}, {r.poisson(0), 0, 0},
			{r.poisson(math.NaN()), 0, 0}, {r.poisson(1e-300), 0, 0}, {r.logGamma(1e-6), math.Inf(-1), 10},
		} {
			if math.IsNaN(x.got) || x.got < x.lo || x.got > x.hi {
				t.Fatalf("drew %g, want %g to %g", x.got, x.lo, x.hi)
			}
		}
	}
}
