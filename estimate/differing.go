package estimate

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// heterogeneity are models in which people differ in how easily they are
// listed: one column beside those of the lists, by how many lists a person is on.
var heterogeneity = []struct {
	name string
	by   func(k float64) float64
}{
	{"Mth Poisson2", func(k float64) float64 { return math.Exp2(k) - 1 }},
	{"Mth Darroch", func(k float64) float64 { return k * k / 2 }},
	{"Mth Gamma3.5", func(k float64) float64 { return -math.Log(3.5+k) + math.Log(3.5) }},
}

// A Family is what a log-linear model says of how many there are, with the standard
// error and the limits of 95 %, which take the model for true.
type Family struct {
	N    float64 `json:"n"`
	SE   float64 `json:"se"`
	Q025 float64 `json:"q025"`
	Q975 float64 `json:"q975"`
}

// family is the number of a fitted model on n people who are on a list: the error is
// that of the unseen, Poisson around a mean that is estimated, and the limits are
// those of a logarithm.
func (r regression) family(n float64) Family {
	unseen := math.Exp(r.beta[0])
	v := unseen + unseen*unseen*r.cov.At(0, 0)
	k := math.Exp(1.959964 * math.Sqrt(math.Log1p(v/(unseen*unseen))))
	return Family{N: n + unseen, SE: math.Sqrt(v), Q025: n + unseen/k, Q975: n + unseen*k}
}

// Differing are the estimates of log-linear models in which lists differ in size
// (M_t) and people, beside, in how easily they are listed (M_th): by Poisson,
// Darroch's and gamma columns, and by Chao's, which give a lower bound
// (Baillargeon and Rivest 2007).
func Differing(t Table) map[string]Family {
	out := map[string]Family{}
	if len(t.Lists) < 2 || len(t.Lists) > 10 {
		return out
	}
	m := newModel(t)
	y, n := m.counts(t), float64(t.N())
	if r, err := m.differing(y); err == nil {
		out["Mt"] = r.family(n)
	}
	for _, h := range heterogeneity {
		if r, err := m.differing(y, h.by); err == nil {
			out[h.name] = r.family(n)
		}
	}
	if r, err := m.atLeast(y); err == nil {
		out["Mth Chao (LB)"] = r.family(n)
	}
	return out
}

// differing fits the lists with more columns, by the number of captures.
func (m model) differing(y []float64, by ...func(float64) float64) (regression, error) {
	x := mat.NewDense(len(m.patterns), m.lists+1+len(by), nil)
	for i, p := range m.patterns {
		x.Set(i, 0, 1)
		for j := range m.lists {
			if p.On(j) {
				x.Set(i, j+1, 1)
			}
		}
		for j, f := range by {
			x.Set(i, m.lists+1+j, f(float64(p.Lists())))
		}
	}
	return regress(x, y)
}

// atLeast fits Chao's lower bound: from three captures on, each more may add to
// the slope in the number of captures, and none may take from it. Columns are
// taken in while the likelihood grows with them and put back where they would be
// negative, which is the constrained maximum.
func (m model) atLeast(y []float64) (regression, error) {
	column := func(j int) func(float64) float64 {
		return func(k float64) float64 { return math.Max(0, k-float64(j)+1) }
	}
	var in []int
	with := func(in []int) (regression, error) {
		var by []func(float64) float64
		for _, j := range in {
			by = append(by, column(j))
		}
		return m.differing(y, by...)
	}
	fit := func() (regression, error) {
		r, err := with(in)
		// Where nobody was captured so often a column runs off below zero: it is the
		// one to put back.
		for at := 0; err != nil && at < len(in)-1; at++ {
			rest := append(in[:at:at], in[at+1:]...)
			if r, err = with(rest); err == nil {
				in = rest
			}
		}
		return r, err
	}
	r, err := fit()
	if err != nil {
		return r, err
	}
	for range 4 * m.lists {
		steepest, next := 1e-7*(1+sumOf(y)), 0
		for j := 3; j <= m.lists; j++ {
			slope := 0.0
			for i, p := range m.patterns {
				slope += column(j)(float64(p.Lists())) * (y[i] - math.Exp(r.eta[i]))
			}
			if slope > steepest {
				steepest, next = slope, j
			}
		}
		if next == 0 {
			return r, nil
		}
		in = append(in, next)
		for {
			if r, err = fit(); err != nil {
				return r, err
			}
			lowest, at := 0.0, -1
			for k := range in {
				if b := r.beta[m.lists+1+k]; b < lowest {
					lowest, at = b, k
				}
			}
			if at < 0 {
				break
			}
			in = append(in[:at], in[at+1:]...)
		}
	}
	return r, nil
}

// leastOf is the lower limit of Chao's lower bound for lists that differ in size:
// where even that lies above an interval, the interval is too low, or lists avoid
// each other.
func leastOf(t Table) (float64, bool) {
	if len(t.Lists) < 3 || len(t.Lists) > 10 {
		return 0, false
	}
	m := newModel(t)
	r, err := m.atLeast(m.counts(t))
	if err != nil {
		return 0, false
	}
	return float64(t.N()) + math.Exp(r.beta[0]-1.959964*math.Sqrt(r.cov.At(0, 0))), true
}

func sumOf(y []float64) float64 {
	s := 0.0
	for _, v := range y {
		s += v
	}
	return s
}
