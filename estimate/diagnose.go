package estimate

import (
	"math"
	"slices"
	"sort"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// Diagnosis says how far the draws of several chains can be trusted: after
// Vehtari, Gelman, Simpson, Carpenter and Bürkner (2021), on halves of chains,
// rank-normalised. Draws are one slice a chain, all as long.
type Diagnosis struct {
	RHat   float64 // of the middle
	Folded float64 // of the spread
	Bulk   float64 // effective draws of the middle
	Tail   float64 // of the 5 and 95 per cent quantiles, the fewer
}

// Diagnose computes them. A single chain is compared with itself, half with
// half; chains that hold one value only have no R-hat (NaN).
func Diagnose(chains [][]float64) Diagnosis {
	halves := split(chains)
	if len(halves) == 0 || len(halves[0]) < 4 {
		return Diagnosis{math.NaN(), math.NaN(), 0, 0}
	}
	z := rankNormal(halves)
	all := slices.Concat(halves...)
	slices.Sort(all)
	median := quantile(all, 0.5)
	folded := make([][]float64, len(halves))
	for i, h := range halves {
		folded[i] = make([]float64, len(h))
		for j, x := range h {
			folded[i][j] = math.Abs(x - median)
		}
	}
	return Diagnosis{
		RHat: rHat(z), Folded: rHat(rankNormal(folded)), Bulk: ess(z),
		Tail: math.Min(ess(below(halves, quantile(all, 0.05))), ess(below(halves, quantile(all, 0.95)))),
	}
}

// Worst is the greater R-hat.
func (d Diagnosis) Worst() float64 { return math.Max(d.RHat, d.Folded) }

// quantileError is the Monte Carlo standard error of a quantile: half the width
// of the interval that its effective draws leave for it.
func quantileError(chains [][]float64, p float64) float64 {
	halves := split(chains)
	if len(halves) == 0 || len(halves[0]) < 4 {
		return math.NaN()
	}
	all := slices.Concat(halves...)
	slices.Sort(all)
	n := ess(below(halves, quantile(all, p)))
	if !(n > 1) {
		return math.NaN()
	}
	b := distuv.Beta{Alpha: n*p + 1, Beta: n*(1-p) + 1}
	return (quantile(all, b.Quantile(0.8413)) - quantile(all, b.Quantile(0.1587))) / 2
}

func split(chains [][]float64) (out [][]float64) {
	for _, c := range chains {
		half := len(c) / 2
		out = append(out, c[:half], c[len(c)-half:])
	}
	return out
}

func below(chains [][]float64, at float64) [][]float64 {
	out := make([][]float64, len(chains))
	for i, c := range chains {
		out[i] = make([]float64, len(c))
		for j, x := range c {
			if x <= at {
				out[i][j] = 1
			}
		}
	}
	return out
}

// rankNormal puts normal scores in the place of values, by their ranks over
// all chains; equal values share the middle of theirs.
func rankNormal(chains [][]float64) [][]float64 {
	type place struct {
		v    float64
		c, i int
	}
	var all []place
	out := make([][]float64, len(chains))
	for c, xs := range chains {
		out[c] = make([]float64, len(xs))
		for i, x := range xs {
			all = append(all, place{x, c, i})
		}
	}
	sort.Slice(all, func(a, b int) bool { return all[a].v < all[b].v })
	s := float64(len(all))
	for from := 0; from < len(all); {
		to := from + 1
		for to < len(all) && all[to].v == all[from].v {
			to++
		}
		rank := float64(from+to+1) / 2
		z := mathext.NormalQuantile((rank - 3.0/8) / (s + 1.0/4))
		for ; from < to; from++ {
			out[all[from].c][all[from].i] = z
		}
	}
	return out
}

// rHat compares the variance between chains with that within.
func rHat(chains [][]float64) float64 {
	n := float64(len(chains[0]))
	within, between := variances(chains)
	if within == 0 && between == 0 {
		return math.NaN()
	}
	return math.Sqrt(((n-1)/n*within + between/n) / within)
}

// variances are the mean variance within chains, and n times that of their
// means.
func variances(chains [][]float64) (within, between float64) {
	m, n := float64(len(chains)), float64(len(chains[0]))
	var means []float64
	grand := 0.0
	for _, c := range chains {
		mu, v := meanVar(c)
		within += v / m
		means = append(means, mu)
		grand += mu / m
	}
	for _, mu := range means {
		between += (mu - grand) * (mu - grand)
	}
	return within, between * n / (m - 1)
}

func meanVar(c []float64) (mean, variance float64) {
	for _, x := range c {
		mean += x
	}
	mean /= float64(len(c))
	for _, x := range c {
		variance += (x - mean) * (x - mean)
	}
	return mean, variance / float64(len(c)-1)
}

// ess is the number of independent draws that would say as much about the mean:
// Geyer's initial monotone sequence over the chains together.
func ess(chains [][]float64) float64 {
	m, n := len(chains), len(chains[0])
	within, between := variances(chains)
	total := float64(m * n)
	plus := within*float64(n-1)/float64(n) + between/float64(n)
	if within == 0 {
		if between == 0 {
			return total // a constant is known as well as it can be
		}
		return float64(m)
	}
	means := make([]float64, m)
	for i, c := range chains {
		means[i], _ = meanVar(c)
	}
	rho := func(lag int) float64 {
		sum := 0.0
		for i, c := range chains {
			s, mu := 0.0, means[i]
			for t := 0; t+lag < n; t++ {
				s += (c[t] - mu) * (c[t+lag] - mu)
			}
			sum += s / float64(n)
		}
		return 1 - (within-sum/float64(m))/plus
	}
	tau, least := -1.0, math.Inf(1)
	for lag := 0; lag+1 < n; lag += 2 {
		pair := rho(lag) + rho(lag+1)
		if lag == 0 {
			pair = 1 + rho(1)
		}
		if pair < 0 {
			break
		}
		least = math.Min(least, pair)
		tau += 2 * least
	}
	tau = math.Max(tau, 1/math.Log10(total))
	return math.Min(total/tau, total*math.Log10(total))
}

// quantile of sorted values, by interpolation.
func quantile(sorted []float64, p float64) float64 {
	if len(sorted) == 0 {
		return math.NaN()
	}
	at := p * float64(len(sorted)-1)
	i := min(int(at), len(sorted)-1)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}
