package linking

import (
	"cmp"
	"math"
	"slices"

	"github.com/habeas-record/habeas"
)

// Precision is how often a pair that the machine holds for one person is one, by
// the answers about a sample that it never learned from.
type Precision struct {
	Pairs     int     // that it holds for one person and of which nobody had decided before
	Answered  int     // of the sample
	Unsure    int     // answers that it could be either, which do not count
	Estimate  float64 // 0 to 1; without an answer, nothing
	Low, High float64 // of 95 %
}

// stratum is a part of the pairs by their weight.
type stratum struct {
	size     int // pairs
	n, right int // answers, and those that it is one person
}

// bounds part the pairs by their probability. People who decide want to know of
// the sure ones whether they are, and there are most of the doubtful.
var bounds = []float64{.5, .7, .9, .99, .999}

// stratumOf is the number of a pair's stratum, -1 for one below the threshold.
func stratumOf(p habeas.LinkPair) int {
	s := -1
	for i, b := range bounds {
		if p.Probability() >= b {
			s = i
		}
	}
	return s
}

// drawnBefore reports whether x is asked about before y in a sample of their
// stratum: the ids are as good as random, and the same in every run.
func drawnBefore(x, y habeas.LinkPair) int { return cmp.Compare(x.ID, y.ID) }

// estimated is the share that is right over strata of known sizes, with an
// interval of 95 %: that of Wilson in each stratum, put together as the distances
// of their ends from the middle (Zou and Donner, Statistics in Medicine 27, 2008).
// A stratum without an answer is taken with its neighbour.
func estimated(strata []stratum) (p, low, high float64, ok bool) {
	const z = 1.959963984540054
	var in []stratum
	var waiting stratum // before the first that has answers
	for _, s := range strata {
		switch {
		case s.n == 0 && len(in) == 0:
			waiting.size += s.size
		case s.n == 0:
			in[len(in)-1].size += s.size
		default:
			s.size += waiting.size
			waiting.size = 0
			in = append(in, s)
		}
	}
	all := 0
	for _, s := range in {
		all += s.size
	}
	if all == 0 {
		return 0, 0, 1, false
	}
	var under, over float64
	for _, s := range in {
		w := float64(s.size) / float64(all)
		n, q := float64(s.n), float64(s.right)/float64(s.n)
		middle, half := (q+z*z/(2*n))/(1+z*z/n), z/(1+z*z/n)*math.Sqrt(q*(1-q)/n+z*z/(4*n*n))
		p += w * q
		under += w * w * (q - middle + half) * (q - middle + half)
		over += w * w * (middle + half - q) * (middle + half - q)
	}
	return p, max(0, p-math.Sqrt(under)), min(1, p+math.Sqrt(over)), true
}

// precision is by the answers about the sample, for the pairs of which nobody had
// decided but by them.
func (q *queue) precision() (out Precision) {
	strata := make([]stratum, len(bounds))
	for _, p := range q.pairs {
		s := stratumOf(p)
		if s < 0 {
			continue
		}
		verdict, drawn := q.sampled(p)
		if _, decided := q.decided[p.ID]; (decided || q.settledBy(p)) && !drawn {
			continue
		}
		out.Pairs++
		strata[s].size++
		switch {
		case !drawn || verdict == "":
		case verdict == habeas.UnsureLink:
			out.Unsure++
		default:
			out.Answered++
			strata[s].n++
			if verdict == habeas.SamePerson {
				strata[s].right++
			}
		}
	}
	out.Estimate, out.Low, out.High, _ = estimated(strata)
	return out
}

// sampled is what people said of a pair that came to them by the sample.
func (q *queue) sampled(p habeas.LinkPair) (v habeas.Verdict, drawn bool) {
	as := q.answers[p.ID]
	drawn = slices.ContainsFunc(as, func(a habeas.LinkAnswer) bool { return a.Live() && a.Drawn })
	if !drawn {
		return "", false
	}
	v, _ = habeas.Settle(as, q.two)
	return v, true
}

// order puts what is open in the order in which it is asked about.
func (q *queue) order() {
	told := make(map[habeas.ID]float64, len(q.open))
	for _, p := range q.open {
		told[p.ID] = q.tells(p)
	}
	by := make([][]habeas.LinkPair, len(bounds))
	open := q.open[:0:0]
	for _, p := range q.open {
		if s := stratumOf(p); p.HeldOut() && s >= 0 {
			by[s] = append(by[s], p)
			continue
		}
		open = append(open, p)
	}
	q.open = open
	slices.SortFunc(q.open, func(x, y habeas.LinkPair) int {
		return cmp.Or(cmp.Compare(told[y.ID], told[x.ID]), cmp.Compare(x.ID, y.ID))
	})
	for _, s := range by {
		slices.SortFunc(s, drawnBefore)
	}
	for more := true; more; {
		more = false
		for s := range by {
			if len(by[s]) > 0 {
				q.drawn, by[s], more = append(q.drawn, by[s][0]), by[s][1:], true
			}
		}
	}
}

// tells is what an answer about a pair is expected to tell, in bits: how
// doubtful it is, for each pair of mentions that it would hold together or apart.
func (q *queue) tells(p habeas.LinkPair) float64 {
	y := p.Probability()
	bits := 0.0
	for _, x := range []float64{y, 1 - y} {
		if x > 0 {
			bits -= x * math.Log2(x)
		}
	}
	a, b := q.size[q.sets.of(p.A)], q.size[q.sets.of(p.B)]
	return bits * float64(a) * float64(b)
}
