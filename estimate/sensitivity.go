package estimate

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
)

// Kinds of variants.
const (
	LeftOut = "without"   // one list is left out
	Merged  = "merged"    // two lists are taken for one
	Prior   = "prior"     // another prior, or another limit of the model
	Odds    = "unlike us" // those on no list differ from what the model makes of those on some
)

// A Variant is the estimate of one method made otherwise in one respect.
type Variant struct {
	Kind    string   `json:"kind"`
	Says    string   `json:"says"` // what was made otherwise, for whoever reads
	Method  string   `json:"method"`
	Lists   []string `json:"lists"` // that were left out or merged; empty for others
	N       int      `json:"n"`     // people on a list that is left
	Result  Result   `json:"result"`
	Outside bool     `json:"outside"` // its median lies outside the interval of the report
}

// sensitiveMethods are those whose variants mean something: the others have
// neither prior nor model.
var sensitiveMethods = []string{"lcmcr", "dga", "loglinear"}

// What a variant of lcmcr takes: its median is looked at, and its limits only
// roughly.
const (
	variantESS    = 600
	variantChains = 4
	variantSweeps = 100_000
)

// Sensitivity makes the estimates of a report otherwise in one respect at a time:
// each list left out, each pair of lists merged, other priors, and those on no
// list half and twice as many as the model says. Rep is what All said of the
// table with the same options; the variants of its methods, and what speaks
// against its numbers, are added to it. Of a table that carries no estimate
// nothing is made; of three lists none is left out or merged, as two are refused.
func Sensitivity(t Table, o Options, rep *Report) {
	rep.Sensitivity = []Variant{}
	for _, f := range rep.Findings {
		if f.Action == Refuse && slices.ContainsFunc(CheckTable(t), func(g Finding) bool { return g.Rule == f.Rule }) {
			return
		}
	}
	t = t.WithoutEmpty()
	o.ESS, o.Chains, o.sweeps = variantESS, variantChains, variantSweeps
	var todo []func() Variant
	for _, m := range sensitiveMethods {
		if _, there := rep.Methods[m]; !there {
			continue
		}
		if len(t.Lists) > 3 {
			todo = append(todo, leftOut(t, o, m)...)
			todo = append(todo, mergedLists(t, o, m)...)
		}
		todo = append(todo, priors(t, o, m, rep.Methods[m])...)
	}
	out := make([]Variant, len(todo))
	var mu sync.Mutex
	done := 0
	each(len(todo), func(i int) {
		out[i] = todo[i]()
		mu.Lock()
		defer mu.Unlock()
		if done++; o.Progress != nil {
			o.Progress(done, len(todo))
		}
	})
	for i := range out {
		v := &out[i]
		if v.Lists == nil {
			v.Lists = []string{}
		}
		whole := rep.Methods[v.Method]
		v.Outside = !v.Result.Refused && !whole.Refused && (v.Result.Median < whole.Q025 || v.Result.Median > upper(whole))
	}
	rep.Sensitivity = out
	for _, f := range CheckSensitivity(out) {
		// The graphs were asked by All already.
		if !slices.ContainsFunc(rep.Findings, func(g Finding) bool { return g.Says == f.Says }) {
			rep.Findings, rep.Warnings = append(rep.Findings, f), append(rep.Warnings, f.Says)
		}
	}
}

// CheckSensitivity finds the lists that carry an estimate by themselves.
func CheckSensitivity(vs []Variant) []Finding {
	var out []Finding
	for _, v := range vs {
		if v.Kind == LeftOut && v.Outside && v.Method != "dga" {
			out = append(out, Finding{"one list carries it", Warn, fmt.Sprintf("%s without %s says %s, outside its interval with it", v.Method, v.Lists[0], v.Result.says())})
		}
	}
	return out
}

func leftOut(t Table, o Options, method string) (out []func() Variant) {
	for i, name := range t.Lists {
		out = append(out, func() Variant {
			return variant(Variant{Kind: LeftOut, Says: "without " + name, Lists: []string{name}}, t.Without(i), o, method)
		})
	}
	return out
}

func mergedLists(t Table, o Options, method string) (out []func() Variant) {
	for i, a := range t.Lists {
		for j, b := range t.Lists[i+1:] {
			out = append(out, func() Variant {
				return variant(Variant{Kind: Merged, Says: a + " and " + b + " as one list", Lists: []string{a, b}}, t.Merged(i, i+1+j), o, method)
			})
		}
	}
	return out
}

// variant estimates another table by one method, with what the checks say of it.
func variant(v Variant, t Table, o Options, method string) Variant {
	v.Method, v.N, v.Result = method, t.N(), alone(t, o, method)
	return v
}

// alone is what one method says of a table if nothing refuses the table.
func alone(t Table, o Options, method string) Result {
	o.Methods, o.Progress, o.quick = []string{method}, nil, true
	rep := All(t, o)
	r := rep.Methods[method]
	r.Warnings = append(r.Warnings, rep.Warnings...)
	if rep.Refused && !r.Refused {
		for _, why := range rep.Reasons {
			r.refuse(why)
		}
	}
	return r
}

// priors are a method's other priors. What changes nothing is left out.
func priors(t Table, o Options, method string, whole Result) (out []func() Variant) {
	add := func(kind, says string, run func() Result) {
		out = append(out, func() Variant {
			return Variant{Kind: kind, Says: says, Method: method, N: t.N(), Result: run()}
		})
	}
	switch method {
	case "lcmcr":
		base := LCMCR{Seed: o.Seed, Classes: o.Classes, Cap: o.Cap, ListA: o.ListA, ListB: o.ListB, ESS: o.ESS, Chains: o.Chains, Sweeps: o.sweeps, Threads: 1, quick: true}.filled()
		with := func(says string, change func(*LCMCR)) {
			other := base
			change(&other)
			if other.classes(t) != base.classes(t) || other.Shape != base.Shape || other.ListA != base.ListA || other.Cap != base.Cap {
				add(Prior, says, func() Result { return other.Run(t) })
			}
		}
		with("at most 5 classes", func(l *LCMCR) { l.Classes = 5 })
		with("at most 20 classes", func(l *LCMCR) { l.Classes = 20 })
		with("more classes of like size: concentration Gamma(1, rate 1)", func(l *LCMCR) { l.Shape, l.Rate = 1, 1 })
		with("chance to be listed Beta(0.5, 0.5)", func(l *LCMCR) { l.ListA, l.ListB = 0.5, 0.5 })
		with("at most 200 unseen for each person seen", func(l *LCMCR) { l.Cap = 200 })
	case "dga":
		base := Graphs{Delta: o.Delta, Grid: o.Grid, WithoutComplete: o.WithoutComplete}
		standard := base.standard(len(t.Lists))
		for _, delta := range slices.Compact([]float64{standard, min(0.5, 4*standard), 0.5}) {
			if delta != base.delta(len(t.Lists)) {
				other := base
				other.Delta = delta
				add(Prior, fmt.Sprintf("prior count of each cell %g", delta), func() Result { return other.Run(t) })
			}
		}
		if !base.WithoutComplete {
			other := base
			other.WithoutComplete = true
			add(Prior, "without the graph that joins all lists", func() Result { return other.Run(t) })
		}
	case "loglinear":
		for _, x := range []struct {
			says string
			xi   float64
		}{{"half as many on no list as the model says", 0.5}, {"twice as many on no list as the model says", 2}} {
			add(Odds, x.says, func() Result { return whole.unlike(x.xi, float64(t.N())) })
		}
	}
	return out
}

// unlike is a result in which the odds that tie all lists together are not 1, as a
// log-linear model takes for granted, but xi: those on no list are xi times as
// many (Aleshin-Guendel, Sadinle and Wakefield 2021). Nothing in the lists says
// how large it is.
func (r Result) unlike(xi, n float64) Result {
	if r.Refused {
		return r
	}
	for _, v := range []*float64{&r.Median, &r.Mean, &r.Q025, &r.Q975} {
		if *v > 0 {
			*v = n + xi*math.Max(0, *v-n)
		}
	}
	r.Model = strings.TrimPrefix(fmt.Sprintf("%s; those on no list times %g", r.Model, xi), "; ")
	r.draws, r.Sample = nil, nil
	return r
}
