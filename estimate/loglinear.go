package estimate

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/convex/lp"
)

// LogLinear are the settings of the log-linear model with chosen interactions:
// the logarithm of the people expected in a cell is a sum of a term for each of
// its lists and for the pairs that depend on each other, which are added one by
// one while the next is significant.
type LogLinear struct {
	P     float64 // greatest p-value of a pair that is added, 0 for .02
	Boot  int     // resamples of the interval, in each of which the pairs are chosen anew; 0 for 200
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
		low, at, next := math.Log(p), [2]int{-1, -1}, fit{}
		for j := range m.lists {
			for i := range j {
				pair := [2]int{i, j}
				if slices.Contains(in, pair) {
					continue
				}
				v := logTail(m.overlap(y, pair), m.overlap(best.expected, pair))
				if v >= low {
					continue
				}
				if f, err := m.fit(y, append(in[:len(in):len(in)], pair)); err == nil {
					low, at, next = v, pair, f
				}
			}
		}
		if at[0] < 0 {
			return in, best, nil
		}
		in, best = append(in, at), next
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

// regression is a fitted Poisson regression.
type regression struct {
	beta []float64
	cov  *mat.SymDense
	eta  []float64 // logarithm of what is expected in each row
}

// regress fits a Poisson regression by iteratively weighted least squares,
// beginning at the counts, from where it converges in a few steps.
func regress(x *mat.Dense, y []float64) (regression, error) {
	n, k := x.Dims()
	eta := make([]float64, n)
	for i, v := range y {
		eta[i] = math.Log(v + 0.1)
	}
	var chol mat.Cholesky
	beta := mat.NewVecDense(k, nil)
	dev := math.Inf(1)
	for range 200 {
		xwx, xwz := mat.NewSymDense(k, nil), mat.NewVecDense(k, nil)
		for i := range n {
			mu := math.Exp(eta[i])
			z := eta[i] + (y[i]-mu)/mu
			row := x.RawRowView(i)
			for a, v := range row {
				if v == 0 {
					continue
				}
				xwz.SetVec(a, xwz.AtVec(a)+mu*z*v)
				for b := a; b < k; b++ {
					xwx.SetSym(a, b, xwx.At(a, b)+mu*v*row[b])
				}
			}
		}
		if !chol.Factorize(xwx) || chol.Cond() > 1e14 {
			return regression{}, errNoFit
		}
		if err := chol.SolveVecTo(beta, xwz); err != nil {
			return regression{}, errNoFit
		}
		next := 0.0
		for i := range n {
			eta[i] = math.Min(mat.Dot(x.RowView(i), beta), 60)
			mu := math.Exp(eta[i])
			next += 2 * mu
			if y[i] > 0 {
				next += 2 * (y[i]*math.Log(y[i]/mu) - y[i])
			}
		}
		if math.Abs(next-dev) < 1e-11*(math.Abs(next)+0.1) {
			r := regression{beta: slices.Clone(beta.RawVector().Data), cov: new(mat.SymDense), eta: eta}
			if chol.InverseTo(r.cov) != nil || math.IsInf(math.Exp(r.beta[0]), 0) || math.IsNaN(r.beta[0]) {
				return regression{}, errNoFit
			}
			return r, nil
		}
		dev = next
	}
	return regression{}, errNoFit
}

// exists decides by linear programming whether the maximum of the likelihood is
// at finite values: whether some table of positive cells has the same totals as
// the observed one (Fienberg and Rinaldo 2012). Maximise s with Aᵀv = Aᵀy and
// every v at least s.
func exists(x *mat.Dense, y []float64) (finite, decided bool) {
	positive := true
	for _, v := range y {
		positive = positive && v > 0
	}
	if positive {
		return true, true
	}
	n, k := x.Dims()
	// v = w + s with w ≥ 0: the columns are the cells' w, then s.
	a := mat.NewDense(k, n+1, nil)
	b := make([]float64, k)
	for j := range k {
		sum := 0.0
		for i := range n {
			a.Set(j, i, x.At(i, j))
			sum += x.At(i, j)
			b[j] += x.At(i, j) * y[i]
		}
		a.Set(j, n, sum)
		if b[j] == 0 {
			return false, true // a total of nobody: all its cells are zero
		}
	}
	c := make([]float64, n+1)
	c[n] = -1
	// The library panics where it finds no basis to begin at; the regression then
	// shows by where its terms run off to whether they have an end.
	defer func() {
		if recover() != nil {
			finite, decided = true, false
		}
	}()
	opt, _, err := lp.Simplex(c, a, b, 1e-9, nil)
	if errors.Is(err, lp.ErrUnbounded) {
		return true, true
	}
	return err == nil && -opt > 1e-7, true
}
