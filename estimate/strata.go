package estimate

import (
	"fmt"
	"slices"
	"strings"
)

// A Stratum is a part of the people, such as those of one year and place, with
// what a method says of it.
type Stratum struct {
	Name       string `json:"name"`
	Observed   int    `json:"n"`          // people on at least one list; 0 where suppressed
	Suppressed bool   `json:"suppressed"` // too few people to be told apart: nothing is said of them
	Result     Result `json:"result"`
}

// Strata estimates each stratum by the first method of the options, which must
// have draws: lcmcr, dga or loglinear. What the lists of a stratum cannot carry is
// refused there, and the others go on.
func Strata(names []string, tables []Table, o Options) []Stratum {
	out := make([]Stratum, len(tables))
	for i, t := range tables {
		s := &out[i]
		s.Name, s.Observed = names[i], t.N()
		if small := CheckStratum(t); len(small) > 0 {
			s.Observed, s.Suppressed = 0, true
			s.Result = Result{Modes: []float64{}, Warnings: []string{}}
			s.Result.refuse(small[0].Says)
			continue
		}
		s.Result = alone(t, o, o.Methods[0])
	}
	return out
}

// DocumentedOnly reports whether the lists of the stratum carry no estimate: it
// is neither nothing nor just those on lists, and stands for itself.
func (s Stratum) DocumentedOnly() bool {
	return s.Result.Refused || s.Result.Bound || s.Result.Q975 == 0 || len(s.Result.draws) == 0
}

// A Total is the sum of strata.
type Total struct {
	Result     Result   `json:"result"`          // of the strata that carry an estimate
	Estimated  []string `json:"estimated"`       // their names
	Documented []string `json:"documented_only"` // those of the others, which the sum leaves out
	Left       int      `json:"documented_n"`    // people on lists in those, without the suppressed
}

const sumDraws = 20_000

// Sum adds strata draw by draw, each from its own posterior and independent of
// the others. To add their limits would give a wider interval than that of the sum.
func Sum(strata []Stratum, seed uint64) Total {
	out := Total{Estimated: []string{}, Documented: []string{}, Result: Result{Modes: []float64{}, Warnings: []string{}, Reasons: []string{}, Priors: "those of the strata"}}
	sums := make([]float64, sumDraws)
	for i, s := range strata {
		if s.DocumentedOnly() {
			out.Documented = append(out.Documented, s.Name)
			out.Left += s.Observed
			continue
		}
		out.Estimated = append(out.Estimated, s.Name)
		r := newRandom(seed, i)
		for k := range sums {
			sums[k] += s.Result.draws[r.IntN(len(s.Result.draws))]
		}
	}
	res := &out.Result
	if len(out.Estimated) == 0 {
		res.refuse("no stratum carries an estimate")
		return out
	}
	res.Model = fmt.Sprintf("the sum of %d strata, draw by draw", len(out.Estimated))
	if len(out.Documented) > 0 {
		res.Warnings = append(res.Warnings, fmt.Sprintf("the sum leaves out %s, which carry no estimate: at least %d people are on a list there, and how many are on none is not known", strings.Join(out.Documented, ", "), out.Left))
	}
	slices.Sort(sums)
	res.Mean, _ = meanVar(sums)
	res.Q025, res.Median, res.Q975 = quantile(sums, 0.025), quantile(sums, 0.5), quantile(sums, 0.975)
	res.draws = sums
	return out
}
