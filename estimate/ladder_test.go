package estimate

import (
	"math"
	"reflect"
	"testing"

	"gonum.org/v1/gonum/mathext"
)

// Rungs know fewer and fewer people, the first all, the last about as many as have
// no peaks; small tables and those that take too long have none.
func TestLadderParts(t *testing.T) {
	large := Table{Lists: []string{"A", "B", "C"}, Cells: []Cell{{1, 4000}, {2, 3000}, {3, 14}, {4, 1000}, {5, 9}, {6, 1}, {7, 1}}}
	parts := ladderParts(large, LCMCR{}.filled())
	if len(parts) < 10 || parts[0] != 1 {
		t.Fatalf("%v", parts)
	}
	l := newLadder(large, LCMCR{Classes: 4}.filled(), 0, parts)
	before := math.Inf(1)
	for i, c := range l.rungs {
		if want := parts[i] * float64(large.N()); math.Abs(c.n-want) > float64(len(large.Cells)) || c.n > before || c.n != sumOf(c.tree.count) {
			t.Errorf("rung %d knows %g people, want about %g", i, c.n, want)
		}
		before = c.n
	}
	if l.rungs[0].n != float64(large.N()) || math.Abs(before-topRung) > 10 {
		t.Errorf("the first knows %g, the last %g", l.rungs[0].n, before)
	}
	var cells []Cell
	for p := Pattern(1); p < 1<<13; p++ {
		cells = append(cells, Cell{p, 9})
	}
	if got := ladderParts(Table{Lists: make([]string, 13), Cells: cells}, LCMCR{}.filled()); got != nil {
		t.Errorf("thousands of patterns: %d rungs", len(got))
	}
	if got := ladderParts(Table{Lists: []string{"A"}, Cells: []Cell{{1, 100}}}, LCMCR{}.filled()); got != nil {
		t.Errorf("a hundred people: %v", got)
	}
}

// Ladders draw the same on one core and on three.
func TestLaddersOnManyCores(t *testing.T) {
	tab := Table{Lists: []string{"A", "B", "C"}, Cells: []Cell{{1, 60}, {2, 50}, {3, 14}, {4, 40}, {5, 9}, {6, 8}, {7, 3}}}
	var drawn [2][]trace
	for i, threads := range []int{1, 3} {
		var all []*ladder
		for id := range 4 {
			all = append(all, newLadder(tab, LCMCR{Seed: 3, Classes: 5}.filled(), id, []float64{1, 0.7, 0.5}))
		}
		drawn[i] = make([]trace, 4)
		run(all, drawn[i], 200, threads)
	}
	if !reflect.DeepEqual(drawn[0], drawn[1]) || len(drawn[0][0].n0) != 200/thinning {
		t.Errorf("on one core %v, on three %v", drawn[0], drawn[1])
	}
}

// A place where scouts gathered counts with the draws around it; where hardly any
// lie the chains have not been there.
func TestGathered(t *testing.T) {
	draw := func(at float64, n int) (xs []float64) {
		for i := range n {
			xs = append(xs, math.Round(at*(1+0.02*mathext.NormalQuantile((float64(i)+0.5)/float64(n)))))
		}
		return xs
	}
	at := func(n0 float64) mode { return mode{math.Log(n0 + 0.5), 0.3} }
	one := []trace{{n0: append(draw(1000, 970), draw(3000, 30)...)}}
	got := gathered(one, Diagnosis{Bulk: 500}, []mode{at(1010), at(3000)})
	if len(got) != 2 || math.Abs(got[0].at-1000) > 60 || math.Abs(got[1].share-0.03) > 1e-9 || got.unvisited() {
		t.Errorf("%v", got)
	}
	got = gathered([]trace{{n0: draw(1000, 900)}}, Diagnosis{Bulk: 500}, []mode{at(3000)})
	if len(got) != 2 || got[1].share != 0 || !got.unvisited() {
		t.Errorf("%v", got)
	}
}
