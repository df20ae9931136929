package estimate

import (
	"math"
	"slices"
	"sort"

	"gonum.org/v1/gonum/mathext"
)

// A Sample is what stands behind a posterior, for pictures and for whoever
// wants to judge it: the curve of N, and what each chain drew. It is there for
// refused results too, whose draws show why. It may not be printed as numbers
// where the result is refused.
type Sample struct {
	// Chains are draws of N of each chain after its warm-up, in the order they
	// were drawn and evenly thinned, at most SampleDraws of each and as many of
	// each; nil for a method that samples nothing.
	Chains [][]float64 `json:"chains,omitempty"`
	// From is how many sweeps of each chain came before the first of them, and
	// Every how many lie between two.
	From  int `json:"from,omitempty"`
	Every int `json:"every,omitempty"`
	// Ranks say for each chain how many of its draws fall into each of RankBins
	// equal parts of the ranks of all draws together: chains that explored the
	// same numbers have about as many in each (Vehtari et al. 2021). Equal draws
	// share their ranks, so counts are not whole.
	Ranks [][]float64 `json:"ranks,omitempty"`
	// Curve is the posterior of N. For lcmcr it is the mixture of the distributions
	// of N given each draw, for dga that of the graphs.
	Curve []Density `json:"curve,omitempty"`
	// Peaks are where the curve gathers, with the part of the draws around each, the
	// heaviest first. A part of 0 is a peak at which chains gathered and which
	// they left.
	Peaks []Peak `json:"peaks,omitempty"`
}

// Density is a point of a posterior: how much probability there is for each person
// more, around N people.
type Density struct {
	N       float64 `json:"n"`
	Density float64 `json:"density"`
}

// Peak is a mode of a posterior.
type Peak struct {
	N     float64 `json:"n"`
	Share float64 `json:"share"`
}

const (
	SampleDraws = 2000 // draws of a chain that a Sample keeps, at most
	RankBins    = 20
	curvePoints = 240
	curveTail   = 0.002 // of the posterior, on each side, which the curve leaves out
)

// sampleOf thins what the chains drew. Warm is how many sweeps were left out before
// the first draw.
func sampleOf(ts []trace, n, most float64, warm int) *Sample {
	length := math.MaxInt
	for _, t := range ts {
		length = min(length, len(t.n0))
	}
	every := max(1, (length+SampleDraws-1)/SampleDraws)
	s := &Sample{From: warm + every*thinning, Every: every * thinning}
	for _, t := range ts {
		var chain []float64
		for i := every - 1; i < length; i += every {
			chain = append(chain, n+t.n0[i])
		}
		s.Chains = append(s.Chains, chain)
	}
	s.Ranks = rankBins(s.Chains)
	s.Curve = mixture(ts, n, most)
	return s
}

// rankBins counts the ranks of each chain's draws among all.
func rankBins(chains [][]float64) [][]float64 {
	type place struct {
		v     float64
		chain int
	}
	var all []place
	out := make([][]float64, len(chains))
	for c, xs := range chains {
		out[c] = make([]float64, RankBins)
		for _, x := range xs {
			all = append(all, place{x, c})
		}
	}
	sort.Slice(all, func(a, b int) bool { return all[a].v < all[b].v })
	bin := func(rank int) float64 { return float64(rank) * RankBins / float64(len(all)) }
	for from := 0; from < len(all); {
		to := from + 1
		for to < len(all) && all[to].v == all[from].v {
			to++
		}
		// Equal draws lie anywhere among their ranks: each gives every bin its part.
		lo, hi := bin(from), bin(to)
		for b := int(lo); b < RankBins && float64(b) < hi; b++ {
			part := (math.Min(hi, float64(b+1)) - math.Max(lo, float64(b))) / (hi - lo)
			for _, p := range all[from:to] {
				out[p.chain][b] += part
			}
		}
		from = to
	}
	return out
}

// mixture is the density of N: given the chance to be on no list the unseen are
// negative binomial, cut off at the cap, and the curve is the mean over draws of
// that chance.
func mixture(ts []trace, n, most float64) []Density {
	var n0, p0 []float64
	for _, t := range ts {
		n0, p0 = append(n0, t.n0...), append(p0, t.p0...)
	}
	if len(p0) == 0 {
		return nil
	}
	slices.Sort(n0)
	slices.Sort(p0)
	const draws = 400
	p0 = thinTo(p0, draws)
	whole := make([]float64, len(p0))
	for i, p := range p0 {
		whole[i] = math.Max(mathext.RegIncBeta(n, math.Floor(most)+1, 1-p), 1e-300)
	}
	lo, hi := quantile(n0, curveTail), quantile(n0, 1-curveTail)
	lo, hi = math.Max(0, lo-0.1*(hi-lo)), math.Min(math.Floor(most), hi+0.1*(hi-lo))
	var out []Density
	for i := range curvePoints {
		at := math.Round(lo + (hi-lo)*float64(i)/(curvePoints-1))
		if len(out) > 0 && at <= out[len(out)-1].N-n {
			continue
		}
		sum := 0.0
		for i, p := range p0 {
			if p == 0 {
				if at == 0 {
					sum++
				}
				continue
			}
			sum += math.Exp(lgamma(n+at)-lgamma(n)-lgamma(at+1)+n*math.Log1p(-p)+at*math.Log(p)) / whole[i]
		}
		out = append(out, Density{n + at, sum / float64(len(p0))})
	}
	return out
}

// sample is the curve of the graphs, without the ends on which nothing lies.
func (p posterior) sample(n float64) *Sample {
	first, last := 0, len(p.at)-1
	for sum := 0.0; first < last; first++ {
		if sum += p.weight[first]; sum > curveTail {
			break
		}
	}
	for sum := 0.0; last > first; last-- {
		if sum += p.weight[last]; sum > curveTail {
			break
		}
	}
	s := &Sample{}
	every := max(1, (last-first)/curvePoints)
	for i := first; i <= last; i += every {
		s.Curve = append(s.Curve, Density{n + p.at[i], p.weight[i] / p.wide(i)})
	}
	return s
}

func (s *Sample) mark(modes, shares []float64) {
	for i, at := range modes {
		s.Peaks = append(s.Peaks, Peak{at, shares[i]})
	}
}
