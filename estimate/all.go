package estimate

import (
	"fmt"
	"slices"
	"sync"
)

// Methods are the names of the methods, in the order they are shown.
var Methods = []string{"lcmcr", "dga", "loglinear", "chao", "coverage"}

// Report is what all methods asked for say of one table, and what may be said of
// it.
type Report struct {
	N        int               `json:"n"` // people on at least one list
	Lists    []string          `json:"lists"`
	Methods  map[string]Result `json:"methods"`
	Families map[string]Family `json:"families,omitempty"` // other log-linear models, by name: what is assumed of people's differences decides
	Headline string            `json:"headline,omitempty"` // such as that the methods disagree
	Findings []Finding         `json:"findings"`           // every rule that spoke, those of single methods included
	Warnings []string          `json:"warnings"`
	Refused  bool              `json:"refused"`
	Reasons  []string          `json:"reasons"`
	Estimand *Estimand         `json:"estimand,omitempty"`
	// Sensitivity are the estimates made otherwise in one respect; nil where nobody
	// asked for them.
	Sensitivity []Variant `json:"sensitivity,omitempty"`
	Publish     bool      `json:"publishable"` // whether it may be published: it says of what it is, and who signs what it assumes
}

// Options are those of a report.
type Options struct {
	Methods         []string // nil for all
	Seed            uint64
	Delta           float64 // of the graphs, 0 for the standard one
	Grid            []int   // numbers of unseen the graphs are weighed at, nil for a grid that widens
	WithoutComplete bool    // leaves out the graph that joins all lists
	Classes         int     // of lcmcr, 0 for 10
	Cap             float64 // of lcmcr, unseen for each person seen, 0 for 20
	ListA, ListB    float64 // of lcmcr, the beta prior of the chance to be listed, 0 for 1 each
	ESS             float64 // effective draws of lcmcr aimed at, 0 for its default
	Chains          int     // of lcmcr, 0 for its default
	Pairs           [][2]int
	Estimand        Estimand // what is estimated, for a report that is published
	Progress        func(done, most int)

	sweeps int  // most of a chain of lcmcr, 0 for its default
	quick  bool // no method is run more than once
}

// All runs the methods on a table and checks what they say.
func All(t Table, o Options) Report {
	rep := Report{N: t.N(), Lists: slices.Clone(t.Lists), Methods: map[string]Result{}, Warnings: []string{}, Reasons: []string{}, Findings: []Finding{}}
	findings := CheckTable(t)
	t = t.WithoutEmpty()
	methods := o.Methods
	if methods == nil {
		methods = Methods
	}
	stop, apart := false, false
	for _, f := range findings {
		stop = stop || f.Action == Refuse
		apart = apart || f.Rule == "islands"
	}
	if !stop {
		var mu sync.Mutex
		each(len(methods), func(i int) {
			r := o.run(methods[i], t)
			if says, known := acrossIslands[methods[i]]; apart && known && !r.Refused {
				r.Warnings = append(r.Warnings, says)
			}
			mu.Lock()
			defer mu.Unlock()
			rep.Methods[methods[i]] = r
		})
		findings = append(findings, CheckMethods(t, rep.Methods)...)
		if slices.Contains(methods, "loglinear") {
			rep.Families = Differing(t)
		}
		if lcmcr, ok := rep.Methods["lcmcr"]; ok && !lcmcr.Refused {
			findings = append(findings, o.checkPrior(t)...)
		}
		if dga, ok := rep.Methods["dga"]; ok {
			findings = append(findings, CheckLeavingOut(t, dga)...)
		}
	} else {
		for _, m := range methods {
			rep.Methods[m] = o.refused(m, t, findings)
		}
	}
	rep.Findings = append(rep.Findings, findings...)
	for _, m := range methods {
		if !stop {
			rep.Findings = append(rep.Findings, CheckResult(m, rep.Methods[m])...)
		}
	}
	for _, f := range findings {
		switch f.Action {
		case Refuse:
			rep.Refused = true
			rep.Reasons = append(rep.Reasons, f.Says)
		case Disagree:
			rep.Headline = "methods disagree"
			rep.Warnings = append(rep.Warnings, f.Says)
		default:
			rep.Warnings = append(rep.Warnings, f.Says)
		}
	}
	if !rep.Refused && everyRefused(rep.Methods) {
		rep.Refused = true
		for _, m := range methods {
			for _, why := range rep.Methods[m].Reasons {
				rep.Reasons = append(rep.Reasons, fmt.Sprintf("%s: %s", m, why))
			}
		}
	}
	unsaid := CheckEstimand(o.Estimand)
	rep.Findings = append(rep.Findings, unsaid...)
	if o.Estimand != (Estimand{}) {
		rep.Estimand = &o.Estimand
	}
	rep.Publish = len(unsaid) == 0 && !rep.Refused
	return rep
}

// checkPrior warns where the prior of the chance to be listed has a say in the
// number of lcmcr, with what another prior would make of it.
func (o Options) checkPrior(t Table) []Finding {
	a := 1.0
	if o.ListA > 0 {
		a = o.ListA
	}
	found := CheckPrior(t, a, Result{})
	if len(found) == 0 || o.quick || a <= 0.5 {
		return found
	}
	o.ListA, o.ListB, o.Progress = 0.5, 0.5, nil
	return CheckPrior(t, a, o.run("lcmcr", t))
}

func everyRefused(by map[string]Result) bool {
	for _, r := range by {
		if !r.Refused && !r.Bound {
			return false
		}
	}
	for _, r := range by {
		if !r.Refused {
			return len(by) > 1 // a bound alone is no estimate, unless it was all that was asked for
		}
	}
	return true
}

func (o Options) run(method string, t Table) Result {
	switch method {
	case "lcmcr":
		return LCMCR{Seed: o.Seed, Classes: o.Classes, Cap: o.Cap, ListA: o.ListA, ListB: o.ListB, ESS: o.ESS, Chains: o.Chains, Sweeps: o.sweeps, quick: o.quick, Progress: o.Progress}.Run(t)
	case "dga":
		return Graphs{Delta: o.Delta, Grid: o.Grid, WithoutComplete: o.WithoutComplete}.Run(t)
	case "loglinear":
		return LogLinear{Seed: o.Seed, Pairs: o.Pairs}.Run(t)
	case "chao":
		return Chao(t)
	case "coverage":
		return Coverage{Seed: o.Seed}.Run(t)
	case "chapman":
		return Chapman(t)
	}
	return Result{Refused: true, Modes: []float64{}, Warnings: []string{}, Reasons: []string{fmt.Sprintf("there is no method %q", method)}}
}

// refused is what a method says of lists it may not be used on: two lists have
// Chapman's number among the modes, so that it can be seen and not printed.
func (o Options) refused(method string, t Table, findings []Finding) Result {
	r := Result{Modes: []float64{}, Warnings: []string{}, Reasons: []string{}}
	if len(t.Lists) == 2 && t.N() > 0 {
		if c := Chapman(t); !c.Refused {
			r.Modes = append(r.Modes, c.Median)
			r.Warnings = append(r.Warnings, fmt.Sprintf("Chapman's number for two lists is %.0f (%.0f to %.0f); it assumes that the lists are independent and is not to be published", c.Median, c.Q025, c.Q975))
		}
	}
	for _, f := range findings {
		if f.Action == Refuse {
			r.refuse(f.Says)
		}
	}
	return r
}
