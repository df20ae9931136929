package estimate

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"

	"gonum.org/v1/gonum/stat/distuv"
)

// interval is that of the bootstrap, bias-corrected and accelerated (Efron
// 1987), in which each resample chooses its pairs anew: an interval that takes
// the model for known is too narrow (Whitehead et al. 2021).
func (o LogLinear) interval(res *Result, t Table, m model) {
	y := m.counts(t)
	n := float64(t.N())
	est := make([]float64, o.Boot)
	ok := make([]bool, o.Boot)
	each(o.Boot, func(b int) {
		r := newRandom(o.Seed, b)
		x := make([]float64, len(y))
		left, total := n, n
		for i, c := range y {
			if left == 0 || total == 0 {
				break
			}
			x[i] = r.binomial(left, c/total)
			left -= x[i]
			total -= c
		}
		if _, f, err := o.model(m, x); err == nil {
			est[b], ok[b] = n+f.unseen, true
		}
	})
	var boot []float64
	for b := range est {
		if ok[b] {
			boot = append(boot, est[b])
		}
	}
	if len(boot) < o.Boot*9/10 {
		res.Warnings = append(res.Warnings, fmt.Sprintf("no model could be fitted to %d of %d resamples of the lists", o.Boot-len(boot), o.Boot))
	}
	if len(boot) < 20 {
		res.refuse("most resamples of the lists fit no model: the interval cannot be found")
		return
	}
	slices.Sort(boot)
	res.draws = boot
	// The jackknife: one person less in each cell in turn.
	var cells []int
	for i, c := range y {
		if c > 0 {
			cells = append(cells, i)
		}
	}
	jack := make([]float64, len(cells))
	each(len(cells), func(k int) {
		x := slices.Clone(y)
		x[cells[k]]--
		jack[k] = math.NaN()
		if _, f, err := o.model(m, x); err == nil {
			jack[k] = n - 1 + f.unseen
		}
	})
	mean, weight := 0.0, 0.0
	for k, v := range jack {
		if !math.IsNaN(v) {
			mean += v * y[cells[k]]
			weight += y[cells[k]]
		}
	}
	mean /= weight
	cube, square := 0.0, 0.0
	for k, v := range jack {
		if d := mean - v; !math.IsNaN(v) {
			cube += d * d * d * y[cells[k]]
			square += d * d * y[cells[k]]
		}
	}
	accel := 0.0
	if square > 0 {
		accel = cube / (6 * math.Pow(square, 1.5))
	}
	less := 0.0
	for _, v := range boot {
		if v < res.Median {
			less++
		} else if v == res.Median {
			less += 0.5
		}
	}
	normal := distuv.UnitNormal
	bias := normal.Quantile(math.Min(math.Max(less/float64(len(boot)), 0.5/float64(len(boot))), 1-0.5/float64(len(boot))))
	at := func(p float64) float64 {
		z := bias + normal.Quantile(p)
		return quantile(boot, normal.CDF(bias+z/(1-accel*z)))
	}
	res.Q025, res.Q975 = at(0.025), at(0.975)
}

// each does n things, as many at once as there are cores.
func each(n int, do func(int)) {
	var wg sync.WaitGroup
	at := make(chan int)
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range at {
				do(i)
			}
		}()
	}
	for i := range n {
		at <- i
	}
	close(at)
	wg.Wait()
}
