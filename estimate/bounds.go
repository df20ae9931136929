package estimate

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// Chao is the lower bound of Chao (1987): those listed once and twice say how
// many there are at the least, whatever the lists depend on.
func Chao(t Table) Result {
	began := time.Now()
	res := Result{Modes: []float64{}, Warnings: []string{}, Reasons: []string{}, Priors: "none", Bound: true,
		Model: "at least: those on one list, squared, over twice those on two"}
	n, f := float64(t.N()), t.Captures()
	lists := float64(len(t.Lists))
	if n == 0 || lists < 2 {
		res.refuse("it takes people on at least two lists")
		return res
	}
	f1, f2 := float64(f[1]), float64(f[2])
	if f2 == 0 {
		res.refuse("nobody is on exactly two lists: there is no bound")
		return res
	}
	part := (lists - 1) / lists
	res.Median = n + f1*f1/(2*f2)
	res.Mean = n + part*f1*(f1-1)/(2*(f2+1))
	// Chao's variance, on the logarithm of the unseen.
	r := f1 / f2
	v := f2 * (r*r*r*r/4 + r*r*r + r*r/2)
	unseen := math.Max(res.Median-n, 0.5)
	k := math.Exp(1.959964 * math.Sqrt(math.Log1p(v/(unseen*unseen))))
	res.Q025, res.Q975 = n+unseen/k, n+unseen*k
	res.Seconds = time.Since(began).Seconds()
	return res
}

// Chapman is the estimate from two lists (1951). It stands on their
// independence alone, which two lists cannot show.
func Chapman(t Table) Result {
	res := Result{Modes: []float64{}, Warnings: []string{}, Reasons: []string{}, Priors: "none", Model: "the two lists independent of each other, which nothing here can show"}
	if len(t.Lists) != 2 {
		res.refuse("it is for two lists")
		return res
	}
	a, b, m := float64(t.Size(0)), float64(t.Size(1)), float64(t.Overlap(0, 1))
	res.Median = (a+1)*(b+1)/(m+1) - 1
	res.Mean = res.Median
	v := (a + 1) * (b + 1) * (a - m) * (b - m) / ((m + 1) * (m + 1) * (m + 2))
	n := float64(t.N())
	unseen := math.Max(res.Median-n, 0.5)
	k := math.Exp(1.959964 * math.Sqrt(math.Log1p(v/(unseen*unseen))))
	res.Q025, res.Q975 = n+unseen/k, n+unseen*k
	return res
}

// Coverage is the estimate by sample coverage (Chao and Tsay 1998): which part
// of all lists' people other lists know too, and how the lists covary.
type Coverage struct {
	Boot int // resamples of the interval, 0 for 400
	Seed uint64
}

// highCoverage is the sample coverage from which the covariation can be
// estimated; below, a bias towards fewer people is corrected one step only.
const highCoverage = 0.55

// Run estimates N.
func (o Coverage) Run(t Table) Result {
	began := time.Now()
	res := Result{Modes: []float64{}, Warnings: []string{}, Reasons: []string{}, Priors: "none"}
	if o.Boot <= 0 {
		o.Boot = 400
	}
	n := float64(t.N())
	c, ok := cover(t)
	switch {
	case n == 0 || len(t.Lists) < 3:
		res.refuse("it takes people on at least three lists")
		return res
	case !ok:
		res.refuse("no list knows anybody of another: the coverage is nothing")
		return res
	}
	point, high := c.low, false
	res.Model = fmt.Sprintf("sample coverage %.2f, low: corrected by one step", c.coverage)
	switch {
	case c.coverage <= highCoverage:
	case c.high <= n || math.IsInf(c.high, 0):
		res.Model += "; the correction for high coverage cannot be estimated"
	default:
		point, high = c.high, true
		res.Model = fmt.Sprintf("sample coverage %.2f, high", c.coverage)
	}
	if point < n {
		res.refuse("the estimate by coverage lies below those who are on a list")
		return res
	}
	if c.coverage < highCoverage {
		res.Warnings = append(res.Warnings, fmt.Sprintf("the lists cover %.0f%% of each other: this number is likely too low", 100*c.coverage))
	}
	res.Median, res.Mean = point, point
	boot := make([]float64, o.Boot)
	each(o.Boot, func(b int) {
		r := newRandom(o.Seed, b)
		left, total := math.Round(point), math.Round(point)
		var cells []Cell
		for _, x := range t.Cells {
			k := r.binomial(left, float64(x.Count)/total)
			left, total = left-k, total-float64(x.Count)
			cells = append(cells, Cell{x.Pattern, int(k)})
		}
		boot[b] = math.NaN()
		if re, _, err := NewTable(t.Lists, cells); err == nil {
			if c, ok := cover(re); ok {
				if boot[b] = c.low; high {
					boot[b] = c.high
				}
			}
		}
	})
	boot = slices.DeleteFunc(boot, func(x float64) bool { return math.IsNaN(x) || math.IsInf(x, 0) || x < 0 })
	if len(boot) < o.Boot/2 {
		res.refuse("most resamples of the lists cover too little of each other for an interval")
		return res
	}
	_, v := meanVar(boot)
	unseen := math.Max(point-n, 0.5)
	k := math.Exp(1.959964 * math.Sqrt(math.Log1p(v/(unseen*unseen))))
	res.Q025, res.Q975 = n+unseen/k, n+unseen*k
	res.Seconds = time.Since(began).Seconds()
	return res
}

type covered struct{ coverage, start, high, low float64 }

// cover computes both estimators. With L lists of sizes n_j, of which S_j are on
// list j alone: C = 1 − ΣS_j/n_j/L, D = M − ΣS_j/L.
func cover(t Table) (covered, bool) {
	l := len(t.Lists)
	lists, m := float64(l), float64(t.N())
	var out covered
	only := make([]float64, l)
	both := map[Pattern]float64{}
	for _, c := range t.Cells {
		switch c.Pattern.Lists() {
		case 1:
			for j := range l {
				if c.Pattern.On(j) {
					only[j] = float64(c.Count)
				}
			}
		case 2:
			both[c.Pattern] = float64(c.Count)
		}
	}
	sum, alone := 0.0, 0.0
	for j := range l {
		size := float64(t.Size(j))
		if size == 0 {
			return out, false
		}
		sum += only[j] / size
		alone += only[j]
	}
	out.coverage = 1 - sum/lists
	d := m - alone/lists
	if !(out.coverage > 0) {
		return out, false
	}
	out.start = d / out.coverage
	a := func(i, j int) float64 { return only[i] + only[j] + 2*both[1<<i|1<<j] }
	sumA, sumAB := 0.0, 0.0
	for j := range l {
		for i := range j {
			sumA += a(i, j)
			sumAB += a(i, j) * float64(t.Overlap(i, j)) / (float64(t.Size(i)) * float64(t.Size(j)))
		}
	}
	out.high = (lists*d - sumA) / (lists*out.coverage - sumAB)
	if out.high < m {
		out.high = m
	}
	// The covariation takes a number of people to begin with, and is taken again
	// with the number that comes out.
	out.low = out.start
	for range 2 {
		out.low = out.start + (out.low*sumAB-sumA)/(lists*out.coverage)
	}
	return out, true
}
