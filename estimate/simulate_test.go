package estimate

import (
	"math"
	"testing"
)

// Intervals are counted by where the truth lies; one without upper limit holds what
// is above its lower, and a refusal is no interval.
func TestCover95(t *testing.T) {
	report := func(r Result) Report { return Report{N: 50, Methods: map[string]Result{"m": r}} }
	got := cover95("x", "m", []Report{
		report(Result{Q025: 90, Median: 100, Q975: 120}), report(Result{Q025: 110, Median: 120, Q975: 150}), report(Result{Q025: 60, Median: 70, Q975: 90}),
		report(Result{Q025: 80, Median: 140}), report(Result{Q025: 101, Median: 140}), report(Result{Refused: true}),
	}, 100)
	for what, x := range map[string][2]float64{
		"covered": {got.Covered, 2.0 / 5}, "above": {got.Above, 2.0 / 5}, "below": {got.Below, 1.0 / 5}, "open": {got.Open, 2.0 / 6}, "refused": {got.Refused, 1.0 / 6},
		"median": {got.Ratio, 1.2}, "width": {got.Width, 0.3}, "listed": {got.Listed, 0.5},
	} {
		if math.Abs(x[0]-x[1]) > 1e-12 {
			t.Errorf("%s %g, want %g", what, x[0], x[1])
		}
	}
}
