package estimating

import (
	"math"
	"testing"

	"github.com/habeas-record/habeas"
)

// A pair that was weighed is one person as often as its probability says; what a
// decision holds apart is never joined, and what nobody weighed is left to chance.
func TestDrawsFollowTheirProbability(t *testing.T) {
	at := map[habeas.ID]int{"m0": 0, "m1": 1, "m2": 2, "m3": 3, "m4": 4, "m5": 5, "m6": 6}
	weighed := func(a, b habeas.ID, p float64) habeas.LinkPair {
		return habeas.LinkPair{A: a, B: b, Weight: math.Log2(p / (1 - p))}
	}
	links := []habeas.Link{
		{A: "m2", B: "m3", Verdict: habeas.UnsureLink}, {A: "m4", B: "m5", Verdict: habeas.UnsureLink}, // the one weighed, the other not
		{A: "m1", B: "m6", Verdict: habeas.OtherPerson},
	}
	w := newWeb(make([]mention, 7), links, []habeas.LinkPair{weighed("m0", "m1", .8), weighed("m2", "m3", .3), weighed("m0", "m6", .7)}, at)
	if l := w.linking(); l.Unsure != 2 || l.Likely != 3 || l.Weighed != 1 {
		t.Errorf("counted %+v", l)
	}
	const times = 4000
	together := map[[2]int]float64{}
	for n := range times {
		for _, g := range w.draw(1, n) {
			for i, a := range g {
				for _, b := range g[i+1:] {
					together[[2]int{min(a, b), max(a, b)}]++
				}
			}
		}
	}
	for pair, want := range map[[2]int]float64{{0, 1}: .8, {2, 3}: .3, {4, 5}: .5, {1, 6}: 0, {0, 6}: .2 * .7} {
		if got := together[pair] / times; math.Abs(got-want) > .03 {
			t.Errorf("%v are one in %.3f of the draws, want %.2f", pair, got, want)
		}
	}
	if got := len(w.loose()); got != 4 { // 0 and 1, 2 and 3, 4 and 5, 6
		t.Errorf("loosely linked they are %d people, want 4", got)
	}
}
