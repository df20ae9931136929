package estimate

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"gonum.org/v1/gonum/mat"
)

// LogLinear are the settings of the log-linear model with chosen interactions:
// the logarithm of the people expected in a cell is a sum of a term for each of
// its lists and for the pairs that depend on each other, which are added one by
// one while the next is significant.
type LogLinear struct {
	P     float64 // greatest p-value of a pair that is added, 0 for .02
	Boot  int     // resamples of the interval, in each of which the pairs are chosen anew; 0 for 200, or 60 of more than eight lists
	Seed  uint64
	Naive bool // the interval of normal theory, as if the model had been known
	// Pairs are those the analyst knows to depend on each other; nil: they are chosen.
	Pairs [][2]int
}

// Terms of a model beyond one for each list: pairs of lists.
type pairs [][2]int

// fit is a fitted model.
type fit struct {
	unseen   float64   // exp(intercept)
	se       float64   // of the intercept
	expected []float64 // people in each pattern
}

// errNoFit says that the data do not determine the model: its maximum
// likelihood lies at infinity, or several of its terms cannot be told apart.
var errNoFit = errors.New("the lists do not determine this model")

// Run estimates N.
func (o LogLinear) Run(t Table) Result {
	began := time.Now()
	if o.P <= 0 {
		o.P = 0.02
	}
	if o.Boot <= 0 {
		o.Boot = 200
		if len(t.Lists) > 8 {
			o.Boot = 60 // each takes a second there
		}
	}
	res := Result{Modes: []float64{}, Warnings: []string{}, Reasons: []string{}, Priors: "none"}
	done := func() Result {
		res.Seconds = time.Since(began).Seconds()
		return res
	}
	n := float64(t.N())
	switch {
	case n == 0:
		res.refuse("nobody is on any list")
		return done()
	case len(t.Lists) < 2 || len(t.Lists) > 10:
		res.refuse(fmt.Sprintf("a log-linear model of %d lists cannot be fitted: two to ten can", len(t.Lists)))
		return done()
	}
	m := newModel(t)
	chosen, f, err := o.model(m, m.counts(t))
	if err != nil {
		res.refuse("the counts do not determine the model: its estimate would be without bounds, or one of many alike")
		return done()
	}
	res.Model = chosen.name(t.Lists)
	if o.Pairs == nil && !o.Naive {
		res.Model += fmt.Sprintf("; chosen anew in each of %d resamples", o.Boot)
	}
	res.Median, res.Mean = n+f.unseen, n+f.unseen
	if o.Naive {
		res.naive = true
		res.Warnings = append(res.Warnings, "the interval takes the chosen model for known: it is too narrow")
		res.Q025, res.Q975 = n+f.unseen*math.Exp(-1.959964*f.se), n+f.unseen*math.Exp(1.959964*f.se)
		return done()
	}
	o.interval(&res, t, m)
	return done()
}

// model is the one the analyst gave, or the one that is chosen.
func (o LogLinear) model(m model, y []float64) (pairs, fit, error) {
	if o.Pairs != nil {
		f, err := m.fit(y, o.Pairs)
		return o.Pairs, f, err
	}
	return m.choose(y, o.P)
}

func (p pairs) name(lists []string) string {
	if len(p) == 0 {
		return "the lists independent of each other"
	}
	var out []string
	for _, x := range p {
		out = append(out, lists[x[0]]+":"+lists[x[1]])
	}
	return strings.Join(out, ", ")
}

// model is the full table of patterns that a list could have counted.
type model struct {
	lists    int
	patterns []Pattern
}

func newModel(t Table) model {
	m := model{lists: len(t.Lists)}
	for p := Pattern(1); p < 1<<m.lists; p++ {
		m.patterns = append(m.patterns, p)
	}
	return m
}

func (m model) counts(t Table) []float64 {
	y := make([]float64, len(m.patterns))
	for _, c := range t.Cells {
		y[c.Pattern-1] = float64(c.Count)
	}
	return y
}

// overlap is how many people two lists have in common.
func (m model) overlap(y []float64, p [2]int) float64 {
	both := Pattern(1)<<p[0] | Pattern(1)<<p[1]
	s := 0.0
	for i, x := range m.patterns {
		if x&both == both {
			s += y[i]
		}
	}
	return s
}

// logTail is the logarithm of how likely an overlap at least as far from the
// expected one is, on its side, were it Poisson: this holds where few are on both
// lists, or nobody. Logarithms tell apart what is far below any float64.
func logTail(observed, expected float64) float64 {
	if expected <= 0 {
		return 0
	}
	g, _ := math.Lgamma(observed + 1)
	at := observed*math.Log(expected) - expected - g // of exactly the observed
	sum, term := 1.0, 1.0
	if observed >= expected {
		for k := observed + 1; term > 1e-17*sum; k++ {
			term *= expected / k
			sum += term
		}
	} else {
		for k := observed; k > 0 && term > 1e-17*sum; k-- {
			term *= k / expected
			sum += term
		}
	}
	return at + math.Log(sum)
}

// choose adds the most significant pair until none is left below p: the one
// whose overlap the model so far expects the least.
func (m model) choose(y []float64, p float64) (pairs, fit, error) {
	var in pairs
	best, err := m.fit(y, in)
	if err != nil {
		return nil, fit{}, err
	}
	for {
		type candidate struct {
			pair [2]int
			tail float64
		}
		var able []candidate
		for j := range m.lists {
			for i := range j {
				pair := [2]int{i, j}
				if slices.Contains(in, pair) {
					continue
				}
				if v := logTail(m.overlap(y, pair), m.overlap(best.expected, pair)); v < math.Log(p) {
					able = append(able, candidate{pair, v})
				}
			}
		}
		slices.SortStableFunc(able, func(a, b candidate) int { return cmp.Compare(a.tail, b.tail) })
		found := false
		for _, c := range able {
			if f, err := m.fit(y, append(in[:len(in):len(in)], c.pair)); err == nil {
				in, best, found = append(in, c.pair), f, true
				break
			}
		}
		if !found {
			return in, best, nil
		}
	}
}

// fit fits the model with these pairs by iteratively weighted least squares.
// Pairs with nobody in common are exact zeros: the cells that have both are left
// out.
func (m model) fit(y []float64, in pairs) (fit, error) {
	var zero []Pattern
	var terms []Pattern
	for j := range m.lists {
		terms = append(terms, 1<<j)
	}
	for _, p := range in {
		both := Pattern(1)<<p[0] | Pattern(1)<<p[1]
		if m.overlap(y, p) == 0 {
			zero = append(zero, both)
			continue
		}
		terms = append(terms, both)
	}
	var rows []Pattern
	var obs []float64
	for i, x := range m.patterns {
		if !slices.ContainsFunc(zero, func(z Pattern) bool { return x&z == z }) {
			rows = append(rows, x)
			obs = append(obs, y[i])
		}
	}
	k := len(terms) + 1
	if len(rows) < k {
		return fit{}, errNoFit
	}
	x := mat.NewDense(len(rows), k, nil)
	for i, r := range rows {
		x.Set(i, 0, 1)
		for j, t := range terms {
			if r&t == t {
				x.Set(i, j+1, 1)
			}
		}
	}
	finite, decided := exists(x, obs)
	if !finite {
		return fit{}, errNoFit
	}
	r, err := regress(x, obs)
	if err == nil && !decided && slices.Min(r.eta) < -14 {
		err = errNoFit // a cell goes on shrinking
	}
	if err != nil {
		return fit{}, err
	}
	f := fit{unseen: math.Exp(r.beta[0]), se: math.Sqrt(r.cov.At(0, 0)), expected: make([]float64, len(m.patterns))}
	for i, p := range rows {
		f.expected[p-1] = math.Exp(r.eta[i])
	}
	return f, nil
}
