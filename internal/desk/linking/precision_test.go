package linking

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

func TestEstimated(t *testing.T) {
	for _, c := range []struct {
		name         string
		strata       []stratum
		p, low, high float64
		ok           bool
	}{
		// Wilson's interval for 8 of 10: Wilson, JASA 22, 1927.
		{"one stratum", []stratum{{size: 100, n: 10, right: 8}}, .8, .4902, .9433, true},
		{"one stratum, all right", []stratum{{size: 50, n: 10, right: 10}}, 1, .7225, 1, true},
		{"the others are taken with it", []stratum{{size: 10}, {size: 100, n: 10, right: 8}, {size: 7}}, .8, .4902, .9433, true},
		{"no answer", []stratum{{size: 100}}, 0, 0, 1, false},
		{"nothing", nil, 0, 0, 1, false},
		{"weighed by their sizes", []stratum{{size: 300, n: 20, right: 10}, {size: 100, n: 20, right: 20}}, .625, .4692, .7755, true},
	} {
		p, low, high, ok := estimated(c.strata)
		if ok != c.ok || math.Abs(p-c.p) > 1e-9 || math.Abs(low-c.low) > 5e-4 || math.Abs(high-c.high) > 5e-4 {
			t.Errorf("%s: %.4f (%.4f to %.4f), %v", c.name, p, low, high, ok)
		}
	}
}

func TestEstimatedIsAnInterval(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var strata []stratum
		for range rapid.IntRange(0, 5).Draw(r, "strata") {
			n := rapid.IntRange(0, 40).Draw(r, "n")
			strata = append(strata, stratum{size: n + rapid.IntRange(0, 1000).Draw(r, "more"), n: n, right: rapid.IntRange(0, n).Draw(r, "right")})
		}
		p, low, high, ok := estimated(strata)
		if math.IsNaN(p+low+high) || low < 0 || high > 1 || ok && (p < low-1e-9 || p > high+1e-9) {
			r.Fatalf("%.4f (%.4f to %.4f), %v", p, low, high, ok)
		}
	})
}

// The interval holds the true share about as often as it says.
func TestEstimatedCovers(t *testing.T) {
	truth := []float64{.55, .8, .95, .99, 1}
	sizes := []int{200, 150, 300, 400, 900}
	whole, all := 0.0, 0
	for i, n := range sizes {
		whole, all = whole+truth[i]*float64(n), all+n
	}
	whole /= float64(all)
	r := rand.New(rand.NewPCG(1, 2))
	const times = 2000
	for _, each := range []int{10, 30} {
		in := 0
		for range times {
			var strata []stratum
			for i, n := range sizes {
				s := stratum{size: n, n: each}
				for range each {
					if r.Float64() < truth[i] {
						s.right++
					}
				}
				strata = append(strata, s)
			}
			if _, low, high, _ := estimated(strata); low <= whole && whole <= high {
				in++
			}
		}
		if share := float64(in) / times; share < .935 || share > .995 {
			t.Errorf("with %d answers a stratum the interval holds the truth in %.3f", each, share)
		}
	}
}
