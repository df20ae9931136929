package estimate

import (
	"math"
	"math/big"
	"testing"
)

// The posterior equals that of the formula of Madigan and York worked out with
// products of 200 bits and no gamma function: means to 1e-12 of themselves,
// probabilities of graphs to 1e-12.
func TestGraphsAgainstExactProducts(t *testing.T) {
	for _, x := range []struct {
		file  string
		delta float64
		most  int
	}{
		{"spina_bifida_ny_3list.csv", 1.0 / 8, 2000}, {"korea_palembang_3list.csv", 1, 2000}, {"hiv_lazio_4list.csv", 1.0 / 16, 9000},
		{"kosovo_4list.csv", 1.0 / 2, 6000}, {"congenital_massachusetts_5list.csv", 1.0 / 32, 300},
	} {
		tab := open(t, x.file)
		var grid []int
		for n0 := 1; n0 <= x.most; n0++ {
			grid = append(grid, n0)
		}
		p := Graphs{Delta: x.delta, Grid: grid}.weigh(tab)
		mean := 0.0
		for i, w := range p.weight {
			mean += w * (float64(tab.N()) + p.at[i])
		}
		wantMean, wantShares := exactly(tab, x.delta, grid, p.graphs)
		if math.Abs(mean-wantMean) > 1e-12*wantMean {
			t.Errorf("%s: mean %.12f, want %.12f", x.file, mean, wantMean)
		}
		for k := range wantShares {
			if math.Abs(p.shares[k]-wantShares[k]) > 1e-12 {
				t.Errorf("%s: graph %d has %.15f, want %.15f", x.file, k, p.shares[k], wantShares[k])
			}
		}
	}
}

func exactly(tab Table, delta float64, grid []int, graphs []graph) (mean float64, shares []float64) {
	const bits = 200
	number := func(v float64) *big.Float { return new(big.Float).SetPrec(bits).SetFloat64(v) }
	lists := len(tab.Lists)
	sets := 1 << lists
	n := tab.N()
	margins := make([]*big.Float, sets) // product over its cells of d(d+1)…(d+y−1)
	none, prior := make([]int, sets), make([]float64, sets)
	rise := func(into *big.Float, y int, d float64) {
		for k := range y {
			into.Mul(into, number(d+float64(k)))
		}
	}
	for set := Pattern(1); int(set) < sets; set++ {
		margins[set] = number(1)
		prior[set] = delta * math.Exp2(float64(lists-set.Lists()))
		margin := map[Pattern]int{}
		for _, c := range tab.Cells {
			margin[c.Pattern&set] += c.Count
		}
		for _, y := range margin {
			rise(margins[set], y, prior[set])
		}
		none[set] = margin[0]
	}
	whole := number(1) // (D at n0)⁻¹: product of the whole table
	rise(whole, n, delta*float64(sets))
	ways := number(1) // N!/n0!, what does not change left out
	rise(ways, n, 1)
	sum, weighted := number(0), number(0)
	each := make([]*big.Float, len(graphs))
	for k := range each {
		each[k] = number(0)
	}
	type parts struct{ cs, seps []Pattern }
	of := make([]parts, len(graphs))
	for k := range graphs {
		of[k].cs, of[k].seps = cliques(graphs, k, lists)
	}
	inverse, over := make([]*big.Float, sets), number(1)
	n0 := 0
	for _, at := range grid {
		for ; n0 < at; n0++ {
			for set := 1; set < sets; set++ {
				margins[set].Mul(margins[set], number(float64(none[set]+n0)+prior[set]))
			}
			whole.Mul(whole, number(float64(n+n0)+delta*float64(sets)))
			ways.Mul(ways, number(float64(n+n0+1)))
			ways.Quo(ways, number(float64(n0+1)))
		}
		for set := 1; set < sets; set++ {
			inverse[set] = number(1)
			inverse[set].Quo(inverse[set], margins[set])
		}
		over.Quo(number(1), whole)
		for k, g := range of {
			w := number(1)
			w.Quo(ways, number(float64(n+n0)))
			for _, c := range g.cs {
				w.Mul(w, margins[c])
				w.Mul(w, over)
			}
			for _, s := range g.seps {
				w.Mul(w, inverse[s])
				w.Mul(w, whole)
			}
			each[k].Add(each[k], w)
			sum.Add(sum, w)
			weighted.Add(weighted, w.Mul(w, number(float64(n+n0))))
		}
	}
	mean, _ = weighted.Quo(weighted, sum).Float64()
	for _, s := range each {
		f, _ := s.Quo(s, sum).Float64()
		shares = append(shares, f)
	}
	return mean, shares
}

// The grid that widens says what every number tried would say.
func TestWideningGrid(t *testing.T) {
	for _, file := range []string{"uk_slavery_5list.csv", "kosovo_4list.csv", "korea_palembang_3list.csv"} {
		tab := open(t, file)
		var all []int
		for n0 := range gridBeyond*tab.N() + 1 {
			all = append(all, n0)
		}
		full, wide := Graphs{Grid: all}.Run(tab), Graphs{}.Run(tab)
		for what, x := range map[string][2]float64{"mean": {wide.Mean, full.Mean}, "q025": {wide.Q025, full.Q025}, "median": {wide.Median, full.Median}, "q975": {wide.Q975, full.Q975}, "complete": {wide.Saturated, full.Saturated}} {
			if math.Abs(x[0]-x[1]) > 2e-4*x[1]+1e-9 {
				t.Errorf("%s: %s is %g on the wide grid, %g on the full one", file, what, x[0], x[1])
			}
		}
	}
}
