package estimate

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// The tree has every pattern with its people once, and the way up from a node
// tells its lists.
func TestCaptureTree(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		lists := rapid.IntRange(1, 30).Draw(rt, "lists")
		var cells []Cell
		for range rapid.IntRange(1, 40).Draw(rt, "cells") {
			cells = append(cells, Cell{Pattern(rapid.Uint32Range(1, 1<<lists-1).Draw(rt, "pattern")), rapid.IntRange(1, 9).Draw(rt, "count")})
		}
		tab, _, err := NewTable(make([]string, lists), cells)
		if err != nil {
			rt.Fatal(err)
		}
		tree := newCaptureTree(tab)
		people := map[Pattern]int{}
		for i, n := range tree.count {
			var p Pattern
			for at := int32(i); at != 0; at = tree.parent[at] {
				if tree.parent[at] >= at || tree.leaf[tree.parent[at]] || p.On(int(tree.list[at])) {
					rt.Fatalf("node %d: parent %d, list %d of %b", at, tree.parent[at], tree.list[at], p)
				}
				p |= 1 << tree.list[at]
			}
			if n > 0 {
				people[p] += int(n)
			}
		}
		if len(people) != len(tab.Cells) {
			rt.Fatalf("%d patterns, want %d", len(people), len(tab.Cells))
		}
		for _, c := range tab.Cells {
			if people[c.Pattern] != c.Count {
				rt.Fatalf("pattern %b has %d people, want %d", c.Pattern, people[c.Pattern], c.Count)
			}
		}
	})
}

// After any sweep the counts agree with the table, the shares of the classes
// sum to one, and every chance is one.
func TestSweepKeepsCounts(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		lists := rapid.SampledFrom([]int{2, 3, 5, 30}).Draw(rt, "lists")
		var cells []Cell
		for range rapid.IntRange(1, 12).Draw(rt, "cells") {
			cells = append(cells, Cell{Pattern(rapid.Uint32Range(1, 1<<lists-1).Draw(rt, "pattern")), rapid.SampledFrom([]int{1, 2, 5, 400, 10_000_000}).Draw(rt, "count")})
		}
		tab, _, err := NewTable(make([]string, lists), cells)
		if err != nil {
			rt.Fatal(err)
		}
		o := LCMCR{Classes: rapid.IntRange(2, 12).Draw(rt, "classes"), ListA: rapid.SampledFrom([]float64{0.2, 1, 3}).Draw(rt, "a")}.filled()
		c := newChain(tab, o, rapid.IntRange(0, 3).Draw(rt, "id"))
		for range 30 {
			c.sweep()
			k := o.Classes
			total, share := 0.0, 0.0
			for h := range k {
				total += c.people[h]
				share += c.share[h]
			}
			if total != c.n+c.n0 || math.Abs(share-1) > 1e-9 || !(c.alpha > 0) || !(c.p0 >= 0 && c.p0 < 1) || c.n0 > o.Cap*c.n {
				rt.Fatalf("%.0f people of %.0f and %.0f, shares %g, alpha %g, p0 %g", total, c.n, c.n0, share, c.alpha, c.p0)
			}
			for j := range lists {
				on := 0.0
				for h := range k {
					on += c.listed[j*k+h]
					if o, m := c.odds[j*k+h], c.missed[j*k+h]; !(o >= 0) || !(m >= 0 && m <= 1) || math.Abs(m*(1+o)-1) > 1e-9 && !math.IsInf(o, 1) {
						rt.Fatalf("odds %g, missed %g", o, m)
					}
				}
				if on != float64(tab.Size(j)) {
					rt.Fatalf("list %d names %.0f, want %d", j, on, tab.Size(j))
				}
			}
		}
	})
}

// Steps that change everything at once leave the posterior as it is: with them
// and without the mean of log n0 agrees within its Monte Carlo error, and so it
// does where the cap cuts draws off.
func TestJumpsLeaveThePosterior(t *testing.T) {
	tab := Table{Lists: []string{"A", "B", "C"}, Cells: []Cell{{1, 60}, {2, 50}, {3, 14}, {4, 40}, {5, 9}, {6, 8}, {7, 3}}}
	for _, cap := range []float64{20, 1} {
		var draws [2][][]float64
		for with := range draws {
			for id := range 4 {
				c := newChain(tab, LCMCR{Seed: uint64(7 + with), Cap: cap, Classes: 4}.filled(), id)
				var chain []float64
				for i := range 40_000 {
					c.weigh()
					if with == 1 {
						c.jumps()
					}
					c.missing()
					c.deal()
					c.parameters()
					if i >= 2000 && i%10 == 0 {
						chain = append(chain, math.Log(c.n0+0.5))
					}
				}
				draws[with] = append(draws[with], chain)
			}
		}
		var mean, se [2]float64
		for with, chains := range draws {
			all := 0.0
			for _, c := range chains {
				m, v := meanVar(c)
				mean[with] += m / 4
				all += v / 4
			}
			se[with] = math.Sqrt(all / ess(split(chains)))
		}
		if d := math.Abs(mean[0] - mean[1]); d > 4.5*math.Hypot(se[0], se[1]) {
			t.Errorf("cap %g: log n0 %.4f (%.4f) without and %.4f (%.4f) with", cap, mean[0], se[0], mean[1], se[1])
		} else {
			t.Logf("cap %g: log n0 %.4f (%.4f) without and %.4f (%.4f) with", cap, mean[0], se[0], mean[1], se[1])
		}
	}
}
