package estimatereport

import (
	"fmt"
	"math"
	"slices"

	"github.com/habeas-record/habeas/estimate"
)

// A fact is a line of what a method was run with. English says that the value is a
// sentence of the library.
type fact struct {
	name, value string
	english     bool
}

// ran is what a method was run with and how its draws stand, and nothing that was
// not there.
func (p Page) ran(method string) (out []fact) {
	r := p.Report.Methods[method]
	add := func(name, value string) { out = append(out, fact{name: name, value: value}) }
	if r.Priors != "" {
		out = append(out, fact{p.Cat.T("estimate-report.priors"), r.Priors, true})
	}
	if r.Model != "" {
		out = append(out, fact{p.Cat.T("estimate-report.model"), r.Model, true})
	}
	if r.Cap > 0 {
		add(p.Cat.T("estimate-report.cap"), p.number(r.Cap))
	}
	if r.Iterations > 0 {
		add(p.Cat.T("estimate-report.sweeps"), p.Cat.Number(int64(r.Iterations)))
	}
	if s := r.Sample; s != nil && len(s.Chains) > 0 {
		add(p.Cat.T("estimate-report.chains"), p.Cat.T("estimate-report.chains-say", "n", len(s.Chains), "from", s.From, "every", s.Every, "kept", len(s.Chains[0])))
	}
	if r.RHat > 0 {
		add(p.Cat.T("estimate-report.rhat"), p.Cat.Decimal(r.RHat, 3))
	}
	if r.Iterations > 0 {
		add(p.Cat.T("estimate-report.ess"), p.Cat.T("estimate-report.ess-say", "bulk", p.number(r.ESSBulk), "tail", p.number(r.ESSTail)))
	}
	if e := r.MCSE; e != nil {
		add(p.Cat.T("estimate-report.mcse"), p.Cat.T("estimate-report.mcse-say", "median", p.number(e.Median), "low", p.number(e.Q025), "high", p.number(e.Q975)))
	}
	if method == "dga" && !r.Refused {
		add(p.Cat.T("estimate-report.complete"), p.Cat.Decimal(100*r.Saturated, 2)+" %")
	}
	if g := p.gathers(r); g != "" && (r.Refused || len(r.ModeShares) > 1) {
		add(p.Cat.T("estimate-report.peaks"), g)
	}
	return out
}

// ofRecord are the rules that look at more than a table of patterns, and that the
// report of a table knows nothing of.
var ofRecord = []string{"shared origin", "links not reviewed", "single figure", "small stratum"}

// spoke are the findings in the order of the rules, each once.
func (p Page) spoke() (out []estimate.Finding) {
	for _, rule := range estimate.Rules {
		for _, f := range p.Report.Findings {
			if f.Rule == rule.Name && !slices.Contains(out, f) {
				out = append(out, f)
			}
		}
	}
	return out
}

// silent are the rules that were looked at and had nothing to say; unseen those
// that a table alone does not let anybody look at. Where the table was refused the
// rules of the methods were not looked at, and none is silent.
func (p Page) silent() (silent, unseen []string) {
	spoke := map[string]bool{}
	for _, f := range p.Report.Findings {
		spoke[f.Rule] = true
	}
	for _, rule := range estimate.Rules {
		switch {
		case spoke[rule.Name]:
		case !slices.Contains(ofRecord, rule.Name):
			if p.ranAny() {
				silent = append(silent, rule.Name)
			}
		case p.Record && rule.Name == "links not reviewed" && !p.ranAny(): // refused before
		case p.Record:
			silent = append(silent, rule.Name)
		default:
			unseen = append(unseen, rule.Name)
		}
	}
	return silent, unseen
}

// ranAny reports whether any method got as far as the lists: of a table that is
// refused none says with what it was run.
func (p Page) ranAny() bool {
	for _, r := range p.Report.Methods {
		if r.Priors != "" {
			return true
		}
	}
	return false
}

// papers are the sources of what was done, and of nothing else.
func (p Page) papers() (out []string) {
	by := map[string]string{
		"lcmcr":     "D. Manrique-Vallier, “Bayesian population size estimation using Dirichlet process mixtures”, Biometrics 72 (2016).",
		"dga":       "D. Madigan and J. C. York, “Bayesian methods for estimation of the size of a closed population”, Biometrika 84 (1997).",
		"loglinear": "L. Chan, B. W. Silverman and K. Vincent, “Multiple systems estimation for sparse capture data”, JASA 116 (2021); against it, S. Whitehead and others on selection before the interval (2021).",
		"chao":      "A. Chao, “Estimating the population size for capture-recapture data with unequal catchability”, Biometrics 43 (1987).",
		"coverage":  "A. Chao and P. K. Tsay, “A sample coverage approach to multiple-system estimation”, JASA 93 (1998).",
	}
	for _, m := range p.methods() {
		if p.Report.Methods[m].Priors != "" {
			out = append(out, by[m])
		}
	}
	if len(p.chained()) > 0 {
		out = append(out, "A. Vehtari, A. Gelman, D. Simpson, B. Carpenter and P.-C. Bürkner, “Rank-normalization, folding, and localization: an improved R-hat”, Bayesian Analysis 16 (2021).")
	}
	out = append(out, "S. Aleshin-Guendel, M. Sadinle and J. Wakefield, “The central role of the identifying assumption in population size estimation” (2021).",
		"A. Lex and others, “UpSet: visualization of intersecting sets”, IEEE TVCG 20 (2014).")
	return out
}

// runs says of how many populations a simulation was.
func (p Page) runs(x estimate.Coverages) string { return p.Cat.Number(int64(x.Runs)) }

// error95 is twice the standard error of the part of intervals that hold, in
// points of a hundred: a simulation is a sample too.
func error95(x estimate.Coverages) string {
	given := float64(x.Runs) * (1 - x.Refused)
	if given < 1 {
		return ""
	}
	return fmt.Sprintf("%.1f", 196*math.Sqrt(x.Covered*(1-x.Covered)/given))
}
