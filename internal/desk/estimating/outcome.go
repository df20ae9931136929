package estimating

import (
	"encoding/json"
	"fmt"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/estimate"
)

// Outcome is what was counted, and what the methods say of it.
type Outcome struct {
	Place    string          `json:"place"` // by its name
	Lists    []List          `json:"lists"`
	Linking  Linking         `json:"linking"`
	Origins  []Origin        `json:"origins"`
	Withheld int             `json:"withheld"`
	Table    estimate.Table  `json:"table"` // without cells where people could be told apart
	Report   estimate.Report `json:"report"`
	Linked   []Linked        `json:"linked"` // the estimate under other linkages
	Strata   []Stratum       `json:"strata"`
	Total    *estimate.Total `json:"total,omitempty"` // of the strata that carry an estimate
}

// Linkages of an outcome, in the order they are shown.
const (
	LinkStrict = "strict" // whoever is contradicted is taken apart
	LinkBest   = "best"   // as decided
	LinkLoose  = "loose"  // what could be either is one
	LinkPooled = "pooled" // over draws of what could be either
)

// Linked is the estimate under one linkage, by the method that is quick enough
// to be asked of all of them.
type Linked struct {
	Name   string          `json:"name"` // one of the Link constants
	Method string          `json:"method"`
	N      int             `json:"n"` // people on a list; 0 of those pooled
	Result estimate.Result `json:"result"`
}

// Stratum is a part of the people.
type Stratum struct {
	Name string `json:"name"` // "" for those of whom it is not known
	estimate.Stratum
	Documented bool `json:"documented_only"` // its lists carry no estimate
}

// Number is what the method says whose assumption was signed; ok is false where
// no one number may be printed: it is refused, or the methods disagree.
func (o Outcome) Number(method string) (r estimate.Result, ok bool) {
	r = o.Report.Methods[method]
	return r, !o.Report.Refused && o.Report.Headline == "" && !r.Refused && r.Median > 0
}

// TooFew reports whether so few people are on a list that nothing of them is kept.
func (o Outcome) TooFew() bool { return small(o.Report.Findings) }

// ReadOutcome reads an outcome as it is kept.
func ReadOutcome(raw []byte) (o Outcome, err error) {
	if err := json.Unmarshal(raw, &o); err != nil {
		return o, fmt.Errorf("reading the outcome of an estimate: %w", err)
	}
	return o, nil
}

func readSamples(raw []byte) (by map[string]*estimate.Sample, err error) {
	if err := json.Unmarshal(raw, &by); err != nil {
		return nil, fmt.Errorf("reading the draws of an estimate: %w", err)
	}
	return by, nil
}

// conclude asks the methods. What it returns depends on what was counted and on
// the question alone, byte for byte.
func (c *counted) conclude(q habeas.EstimateQuestion, progress func(what string, done, most int)) (outcome, samples []byte, err error) {
	out := Outcome{Place: c.Place, Lists: c.Lists, Linking: c.Linking, Origins: c.Origins, Withheld: c.Withheld, Table: c.Best, Linked: []Linked{}, Strata: []Stratum{}}
	o := estimate.Options{Seed: q.Seed, Estimand: estimate.Estimand{Place: c.Place, Window: q.Window, Assumption: q.Assumption, By: q.Signed}}
	tell := func(what string) func(int, int) {
		if progress == nil {
			return nil
		}
		return func(done, most int) { progress(what, done, most) }
	}
	before := c.checks(q)
	by := map[string]*estimate.Sample{}
	if refused(before) {
		out.Report = refusal(c.Best, o, before)
	} else {
		o.Progress = tell("sweeps")
		out.Report = estimate.All(c.Best, o)
		o.Progress = tell("variants")
		if !out.Report.Refused {
			estimate.Sensitivity(c.Best, o, &out.Report)
		}
		o.Progress = nil
		out.Linked = c.linked(o, tell("linkages"))
		add(&out.Report, before)
		if !out.Report.Refused {
			add(&out.Report, estimate.CheckLinkage(linkage(c.Linking, out.Linked)))
		}
		if !out.Report.Refused {
			c.part(&out, q, o)
		}
	}
	if out.Report.Refused {
		out.withhold()
	}
	for m, r := range out.Report.Methods {
		if r.Sample != nil {
			by[m] = r.Sample
		}
		r.Seconds = 0 // the same question of the same people has the same answer
		out.Report.Methods[m] = r
	}
	for i := range out.Report.Sensitivity {
		out.Report.Sensitivity[i].Result.Seconds = 0
	}
	if small(before) {
		out.hide()
	}
	if outcome, err = json.Marshal(out); err != nil {
		return nil, nil, fmt.Errorf("writing the outcome of an estimate: %w", err)
	}
	if samples, err = json.Marshal(by); err != nil {
		return nil, nil, fmt.Errorf("writing the draws of an estimate: %w", err)
	}
	return outcome, samples, nil
}

// checks are what can be said before any method is asked.
func (c *counted) checks(q habeas.EstimateQuestion) []estimate.Finding {
	out := c.check(q)
	for _, l := range c.Lists {
		if l.Named == 0 && l.Stated > 0 {
			out = append(out, estimate.CheckFigure(l.Name, 0, l.Stated)...)
		}
	}
	return append(out, estimate.CheckStratum(c.Best)...)
}

func refused(fs []estimate.Finding) bool {
	for _, f := range fs {
		if f.Action == estimate.Refuse {
			return true
		}
	}
	return false
}

func small(fs []estimate.Finding) bool {
	for _, f := range fs {
		if f.Rule == "small stratum" {
			return true
		}
	}
	return false
}

// refusal is the report of lists that no method is asked about; what is wrong
// with the lists themselves is said too.
func refusal(t estimate.Table, o estimate.Options, before []estimate.Finding) estimate.Report {
	rep := estimate.Report{N: t.N(), Lists: t.Lists, Methods: map[string]estimate.Result{}, Findings: []estimate.Finding{}, Warnings: []string{}, Reasons: []string{}, Estimand: &o.Estimand}
	if !small(before) { // who is on which list would tell of them
		before = append(before, estimate.CheckTable(t)...)
	}
	add(&rep, before)
	return rep
}

// add takes findings into a report.
func add(rep *estimate.Report, fs []estimate.Finding) {
	for _, f := range fs {
		rep.Findings = append(rep.Findings, f)
		switch f.Action {
		case estimate.Refuse:
			rep.Refused = true
			rep.Reasons = append(rep.Reasons, f.Says)
		default:
			rep.Warnings = append(rep.Warnings, f.Says)
		}
	}
}

// mostGraphLists is how many lists the average over graphs takes.
const mostGraphLists = 7

// linked makes the estimate under the other linkages, by the average over graphs
// where it takes so many lists: it costs milliseconds, and each linkage is a table
// of its own.
func (c *counted) linked(o estimate.Options, tell func(int, int)) []Linked {
	o.Methods = []string{"dga"}
	if len(c.Best.Lists) > mostGraphLists {
		o.Methods = []string{"loglinear"}
	}
	alone := func(t estimate.Table) estimate.Result {
		rep := estimate.All(t, o)
		r := rep.Methods[o.Methods[0]]
		r.Seconds, r.Sample = 0, nil
		return r
	}
	tables := map[string]estimate.Table{LinkStrict: c.Strict, LinkBest: c.Best, LinkLoose: c.Loose}
	var out []Linked
	for _, name := range []string{LinkStrict, LinkBest, LinkLoose} {
		out = append(out, Linked{Name: name, Method: o.Methods[0], N: tables[name].N(), Result: alone(tables[name])})
	}
	if len(c.Draws) == 0 {
		return out
	}
	var drawn []estimate.Result
	done := map[string]estimate.Result{} // two draws may be one table
	for i, t := range c.Draws {
		raw, err := json.Marshal(t)
		if err != nil {
			panic("estimating: a table has no JSON form: " + err.Error())
		}
		r, ok := done[string(raw)]
		if !ok {
			r = alone(t)
			done[string(raw)] = r
		}
		drawn = append(drawn, r)
		if tell != nil {
			tell(i+1, len(c.Draws))
		}
	}
	return append(out, Linked{Name: LinkPooled, Method: o.Methods[0], Result: estimate.Pool(drawn)})
}

// linkage is what the check of links asks for.
func linkage(l Linking, by []Linked) estimate.Linkage {
	out := estimate.Linkage{Draws: l.Draws}
	for _, x := range by {
		switch x.Name {
		case LinkStrict:
			out.Strict = x.Result
		case LinkLoose:
			out.Loose = x.Result
		}
	}
	return out
}

// part estimates the strata and adds them up draw by draw. Where one stratum alone
// is too small to be shown, the smallest of the others is not shown either: the
// people of all, which are, would tell.
func (c *counted) part(out *Outcome, q habeas.EstimateQuestion, o estimate.Options) {
	if len(c.Strata) == 0 {
		return
	}
	o.Methods = []string{q.Method}
	var names []string
	var tables []estimate.Table
	for _, s := range c.Strata {
		name := s.Name
		if name == "" {
			name = "not known"
		}
		names, tables = append(names, name), append(tables, s.Table)
	}
	parts := estimate.Strata(names, tables, o)
	least, hidden := -1, 0
	for i, s := range parts {
		switch {
		case s.Suppressed:
			hidden++
		case least < 0 || s.Observed < parts[least].Observed:
			least = i
		}
	}
	if hidden == 1 && least >= 0 {
		s := &parts[least]
		s.Observed, s.Suppressed = 0, true
		s.Result = estimate.Result{Refused: true, Modes: []float64{}, Warnings: []string{},
			Reasons: []string{"not shown, because with it the people of the one stratum that is too small to be shown could be told from those of all"}}
	}
	// People of whom it is not known to which part they belong are of all parts:
	// an estimate of them would be of nobody.
	for i, s := range c.Strata {
		if s.Name == "" && !parts[i].Suppressed {
			parts[i].Result = estimate.Result{Refused: true, Modes: []float64{}, Warnings: []string{},
				Reasons: []string{"they are of the other strata, and nobody knows of which"}}
		}
	}
	total := estimate.Sum(parts, q.Seed)
	for i, s := range parts {
		s.Result.Seconds, s.Result.Sample = 0, nil
		out.Strata = append(out.Strata, Stratum{Name: c.Strata[i].Name, Stratum: s, Documented: s.DocumentedOnly()})
	}
	out.Total = &total
}

// withhold takes the numbers out of an outcome that is refused: what a method
// would have said stands among its modes alone.
func (o *Outcome) withhold() {
	o.Report.Publish, o.Report.Sensitivity = false, nil
	o.Linked, o.Strata, o.Total = []Linked{}, []Stratum{}, nil
	for m, r := range o.Report.Methods {
		if r.Refused {
			continue
		}
		if len(r.Modes) == 0 {
			r.Modes = []float64{r.Median}
		}
		r.Refused, r.Reasons = true, o.Report.Reasons
		r.Median, r.Mean, r.Q025, r.Q975, r.MCSE = 0, 0, 0, 0, nil
		o.Report.Methods[m] = r
	}
}

// hide takes out what tells of so few people that they could be told apart.
func (o *Outcome) hide() {
	o.Report.N, o.Table.Cells = 0, nil
	for i := range o.Lists {
		l := &o.Lists[i]
		l.Held, l.Out, l.Where, l.When = 0, 0, 0, 0
	}
}
