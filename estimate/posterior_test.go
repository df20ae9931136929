package estimate

import (
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// exactUnseen is the posterior of the unseen, and that of the people in the last place
// of the stick, by adding up every way in which the
// people of a small table and the unseen can fall into classes, with the chances
// to be listed and the shares of the classes integrated out in closed form and the
// concentration on a grid:
//
//	p(n₀, classes) ∝ (N−1)! / (n₀! Π n(x)!) · Π ways · ∫ p(C | α) p(α) dα · Π B(a+on, b+off)
func exactUnseen(t Table, o LCMCR) (unseen, inLast []float64) {
	k, lists := o.Classes, len(t.Lists)
	sticks := map[string]float64{}
	stick := func(size []int) float64 {
		key := fmt.Sprint(size)
		if v, known := sticks[key]; known {
			return v
		}
		total := 0.0
		const step = 0.05
		for x := -60.0; x < 8; x += step { // of log alpha
			a := math.Exp(x)
			l := o.Shape*x - o.Rate*a
			after := 0
			for _, n := range size {
				after += n
			}
			for _, n := range size[:k-1] {
				after -= n
				l += x + lgamma(float64(1+n)) + lgamma(a+float64(after)) - lgamma(1+a+float64(n+after))
			}
			total += math.Exp(l) * step
		}
		sticks[key] = math.Log(total)
		return sticks[key]
	}
	rows := append([]Cell{{0, 0}}, t.Cells...) // the first are the unseen
	size, on := make([]int, k), make([]int, k*lists)
	n, most := t.N(), int(o.Cap*float64(t.N()))
	weight := map[[2]int]float64{} // of unseen and people in the last place, as a logarithm
	var deal func(row, class, left int, ways float64)
	deal = func(row, class, left int, ways float64) {
		if row == len(rows) {
			l := ways + stick(size)
			for h := range k {
				for j := range lists {
					x := float64(on[h*lists+j])
					l += lgamma(o.ListA+x) + lgamma(o.ListB+float64(size[h])-x) - lgamma(o.ListA+o.ListB+float64(size[h]))
				}
				l += float64(lists) * (lgamma(o.ListA+o.ListB) - lgamma(o.ListA) - lgamma(o.ListB))
			}
			at := [2]int{-n, size[k-1]}
			for _, in := range size {
				at[0] += in
			}
			if was, known := weight[at]; known {
				l = math.Max(l, was) + math.Log1p(math.Exp(-math.Abs(l-was)))
			}
			weight[at] = l
			return
		}
		give := func(x int) {
			size[class] += x
			for j := range lists {
				if rows[row].Pattern.On(j) {
					on[class*lists+j] += x
				}
			}
		}
		from := 0
		if class == k-1 {
			from = left // the last class takes who is left
		}
		for x := from; x <= left; x++ {
			give(x)
			more := ways - lgamma(float64(x+1))
			switch {
			case class < k-1:
				deal(row, class+1, left-x, more)
			case row+1 < len(rows):
				deal(row+1, 0, rows[row+1].Count, more)
			default:
				deal(row+1, 0, 0, more)
			}
			give(-x)
		}
	}
	for n0 := range most + 1 {
		deal(0, 0, n0, lgamma(float64(n+n0)))
	}
	top, sum := math.Inf(-1), 0.0
	for _, l := range weight {
		top = math.Max(top, l)
	}
	unseen, inLast = make([]float64, most+1), make([]float64, n+most+1)
	for at, l := range weight {
		w := math.Exp(l - top)
		sum += w
		unseen[at[0]] += w
		inLast[at[1]] += w
	}
	for _, out := range [][]float64{unseen, inLast} {
		for i := range out {
			out[i] /= sum
		}
	}
	return unseen, inLast
}

// The sampler draws from the posterior: the greatest distance between the
// distribution of its draws and the exact one (Kolmogorov and Smirnov) is what
// as many independent draws as it is worth would leave.
func TestDrawsAreOfTheExactPosterior(t *testing.T) {
	tab := Table{Lists: []string{"A", "B", "C"}, Cells: []Cell{{1, 2}, {2, 1}, {3, 1}, {4, 1}, {7, 1}}}
	tiny := Table{Lists: []string{"A", "B"}, Cells: []Cell{{1, 2}, {2, 1}, {3, 1}}}
	for name, x := range map[string]struct {
		t Table
		o LCMCR
	}{
		"two classes":                {tab, LCMCR{Classes: 2}},
		"a low cap":                  {tab, LCMCR{Classes: 2, Cap: 2}},
		"another prior of the lists": {tab, LCMCR{Classes: 2, Cap: 8, ListA: 0.5, ListB: 0.5}},
		"another concentration":      {tab, LCMCR{Classes: 2, Cap: 8, Shape: 2, Rate: 0.5}},
		"three classes":              {tiny, LCMCR{Classes: 3, Cap: 6}},
		"three classes, few of them": {tiny, LCMCR{Classes: 3, Cap: 4, Shape: 1, Rate: 1, ListA: 0.7, ListB: 2}},
	} {
		o := x.o.filled()
		o.Seed = 5
		unseen, inLast := exactUnseen(x.t, o)
		var drawn [2][][]float64
		for id := range 4 {
			c := newChain(x.t, o, id)
			for range 1000 {
				c.sweep()
			}
			var n0, last []float64
			for i := range 25_000 {
				if c.sweep(); i%5 == 0 {
					n0, last = append(n0, c.n0), append(last, c.sizes[o.Classes-1])
				}
			}
			drawn[0], drawn[1] = append(drawn[0], n0), append(drawn[1], last)
		}
		for i, exact := range [][]float64{unseen, inLast} {
			what := []string{"unseen", "people in the last place"}[i]
			// 1.95 is where the limit distribution leaves .001.
			if far, worth := apart(drawn[i], exact), ess(split(drawn[i])); far*math.Sqrt(worth) > 1.95 || worth < 2000 {
				t.Errorf("%s, %s: %.4f apart with %.0f effective draws: %.2f", name, what, far, worth, far*math.Sqrt(worth))
			}
		}
	}
}

// The first rung of a ladder draws from the same posterior, whatever it is handed
// from those that know less.
func TestLaddersDrawFromTheExactPosterior(t *testing.T) {
	tab := Table{Lists: []string{"A", "B", "C"}, Cells: []Cell{{1, 2}, {2, 1}, {3, 1}, {4, 1}, {7, 1}}}
	for name, o := range map[string]LCMCR{"two classes": {Classes: 2}, "a low cap": {Classes: 2, Cap: 2}, "another prior of the lists": {Classes: 2, Cap: 8, ListA: 0.5, ListB: 0.5}} {
		o = o.filled()
		o.Seed = 6
		unseen, inLast := exactUnseen(tab, o)
		var drawn [2][][]float64
		handed := 0
		for id := range 4 {
			l := newLadder(tab, o, id, []float64{1, 0.6, 0.2})
			for range 500 {
				l.sweep()
			}
			var n0, last []float64
			for range 8_000 {
				mine := l.rungs[0].share
				l.sweep()
				if &mine[0] != &l.rungs[0].share[0] {
					handed++
				}
				n0, last = append(n0, l.rungs[0].n0), append(last, l.rungs[0].sizes[o.Classes-1])
			}
			drawn[0], drawn[1] = append(drawn[0], n0), append(drawn[1], last)
		}
		if handed < 1000 {
			t.Errorf("%s: only %d exchanges", name, handed)
		}
		for i, exact := range [][]float64{unseen, inLast} {
			if far, worth := apart(drawn[i], exact), ess(split(drawn[i])); far*math.Sqrt(worth) > 1.95 || worth < 2000 {
				t.Errorf("%s, %s: %.4f apart with %.0f effective draws: %.2f", name, []string{"unseen", "people in the last place"}[i], far, worth, far*math.Sqrt(worth))
			}
		}
	}
}

// apart is the greatest distance between the distribution of whole draws and an
// exact one.
func apart(drawn [][]float64, exact []float64) float64 {
	count, total := make([]float64, len(exact)), 0.0
	for _, chain := range drawn {
		for _, x := range chain {
			count[int(x)]++
			total++
		}
	}
	far, got, want := 0.0, 0.0, 0.0
	for i, n := range count {
		got += n / total
		want += exact[i]
		far = math.Max(far, math.Abs(got-want))
	}
	return far
}

// Truths that are drawn from the prior lie anywhere among the draws of the
// posterior, as often in one place as in another (Talts et al. 2018). With the
// prior 1/N the number of those seen says nothing of the rest, so it is fixed.
func TestPosteriorIsCalibrated(t *testing.T) {
	const (
		populations, people, lists = 300, 30, 3
		draws, apart               = 19, 60
	)
	o := LCMCR{Classes: 3, Shape: 1, Rate: 1}.filled()
	r := newRandom(11, 0)
	ranks := map[string][]float64{"unseen": make([]float64, draws+1), "chance to be missed": make([]float64, draws+1), "concentration": make([]float64, draws+1)}
	for run := 0; run < populations; {
		alpha := r.gammaAny(o.Shape) / o.Rate
		share, odds := make([]float64, o.Classes), make([]float64, o.Classes*lists)
		left := 1.0
		for k := range share {
			v := 1 - math.Pow(r.Float64(), 1/alpha)
			if k == o.Classes-1 {
				v = 1
			}
			share[k] = left * v
			left *= 1 - v
		}
		for i := range odds {
			odds[i] = r.Float64()
		}
		person := func() (p Pattern) {
			u, k := r.Float64(), 0
			for k < o.Classes-1 && u >= share[k] {
				u -= share[k]
				k++
			}
			for j := range lists {
				if r.Float64() < odds[k*lists+j] {
					p |= 1 << j
				}
			}
			return p
		}
		missed := 0.0
		for k, s := range share {
			for _, q := range odds[k*lists:][:lists] {
				s *= 1 - q
			}
			missed += s
		}
		n0 := r.poisson(r.gamma(people) * missed / (1 - missed))
		if n0 > o.Cap*people {
			continue
		}
		count := map[Pattern]int{}
		for seen := 0; seen < people; {
			if p := person(); p != 0 {
				count[p]++
				seen++
			}
		}
		tab, _, err := NewTable([]string{"A", "B", "C"}, cellsOfCounts(count))
		if err != nil {
			t.Fatal(err)
		}
		o.Seed = uint64(run)
		c := newChain(tab, o, run)
		below := map[string]int{}
		ties := 0
		for i := range apart * (draws + 5) {
			if c.sweep(); i < 5*apart || i%apart != 0 {
				continue
			}
			for what, x := range map[string][2]float64{"unseen": {c.n0, n0}, "chance to be missed": {c.p0, missed}, "concentration": {c.alpha, alpha}} {
				if x[0] < x[1] {
					below[what]++
				}
			}
			if c.n0 == n0 {
				ties++
			}
		}
		below["unseen"] += r.IntN(ties + 1)
		for what := range ranks {
			ranks[what][below[what]]++
		}
		run++
	}
	for what, counts := range ranks {
		chi := 0.0
		const want = float64(populations) / (draws + 1)
		for _, n := range counts {
			chi += (n - want) * (n - want) / want
		}
		if p := 1 - (distuv.ChiSquared{K: draws}).CDF(chi); p < 0.001 {
			t.Errorf("%s: ranks %v (p %.5f)", what, counts, p)
		} else {
			t.Logf("%s: p %.3f", what, p)
		}
	}
}
