// Package estimatepages says what the pages about estimates show.
package estimatepages

import (
	"slices"
	"strconv"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk/estimating"
	"github.com/habeas-record/habeas/internal/estimatereport"
	"github.com/habeas-record/habeas/internal/web/view"
)

// ExcuseField names the field of why two lists may stand apart.
func ExcuseField(a, b habeas.ID) string {
	return "excuse." + string(min(a, b)) + "." + string(max(a, b))
}

// SharedFields are the origins that lists share, with why they may stand apart.
func SharedFields(x estimating.Read) (out []view.EstimateShared) {
	o := x.Result
	for _, g := range o.Origins {
		a, b := o.Lists[g.List].IDs[0], o.Lists[g.From].IDs[0]
		f := view.EstimateShared{Field: ExcuseField(a, b), List: o.Lists[g.List].Name, From: g.Says}
		for _, e := range x.Question.Excused {
			if ExcuseField(e.A, e.B) == f.Field {
				f.Why = e.Why
			}
		}
		if !slices.ContainsFunc(out, func(have view.EstimateShared) bool { return have.Field == f.Field }) {
			out = append(out, f)
		}
	}
	return out
}

// Figure writes a count of people in the figures of the language.
func Figure(p view.Page, x float64) string { return p.Cat.Number(int64(x + 0.5)) }

// least is from how many people on a count of a list is shown: fewer could be told
// apart.
const least = 10

// Headline is the number of an answer, or that there is none.
func Headline(p view.Page, x estimating.Read) view.EstimateNumber {
	n, ok := x.Result.Number(x.Question.Method)
	if !ok {
		return view.EstimateNumber{Refused: true}
	}
	return shownNumber(p, n.Refused, n.Bound, n.Median, n.Q025, n.Q975)
}

func shownNumber(p view.Page, refused, bound bool, median, low, high float64) view.EstimateNumber {
	if refused || median <= 0 {
		return view.EstimateNumber{Refused: true}
	}
	v := view.EstimateNumber{Bound: bound, Median: Figure(p, median), Low: Figure(p, low)}
	if high > 0 {
		v.High = Figure(p, high)
	}
	return v
}

// Page is the page of an answer; by is the name of whoever asked.
func Page(p view.Page, x estimating.Read, by string) view.EstimatePage {
	o, q := x.Result, x.Question
	rep := o.Report
	keep := o.Table.Withhold()
	pictures := estimatereport.Page{Cat: p.Cat, Table: o.Table, Report: rep, Seed: q.Seed, Lead: q.Method, Record: true, Withheld: &keep}
	if !rep.Refused {
		pictures.Coverages = estimatereport.Tried(q.Method)
	}
	v := view.EstimatePage{ID: x.ID, Place: o.Place, Window: q.Window, Lived: q.Lived, Method: q.Method, Assumption: q.Assumption, Signed: q.Signed, By: by,
		Day: view.Day(x.At), Seed: strconv.FormatUint(q.Seed, 10), Inputs: x.Inputs, Stale: x.Stale, Why: x.Reason, Number: Headline(p, x),
		Warnings: pictures.Against(), Figures: estimatereport.Figures(pictures), Made: estimatereport.Made(pictures), Withheld: o.Withheld, Shared: SharedFields(x),
		Same: o.Linking.Same, Different: o.Linking.Different, Unsure: o.Linking.Unsure, Against: o.Linking.Against, Draws: o.Linking.Draws,
		Likely: o.Linking.Likely, Chance: o.Linking.Unsure > o.Linking.Weighed}
	if by == "" {
		v.By = q.Signed
	}
	if rep.N > 0 {
		v.N = Figure(p, float64(rep.N))
	}
	if v.Number.Refused {
		switch {
		case rep.Refused:
			v.Reasons = rep.Reasons
		case rep.Headline != "":
			for _, f := range rep.Findings {
				if f.Action == estimating.Disagree {
					v.Reasons = append(v.Reasons, f.Says)
				}
			}
		default:
			v.Reasons = rep.Methods[q.Method].Reasons
		}
	}
	for i, l := range o.Lists {
		count := func(n int) string { return Figure(p, float64(n)) }
		people := func(n int) string {
			if n > 0 && n < least || o.TooFew() {
				return p.T("estimate.under-ten")
			}
			return count(n)
		}
		line := view.EstimateList{Name: l.Name, Named: count(l.Named), Held: people(l.Held), Out: people(l.Out), Where: people(l.Where), When: people(l.When), Blank: count(l.Blank)}
		if i < len(keep.Sizes) && keep.Sizes[i] {
			line.Held = p.T("estimate.not-shown")
		}
		v.Lists = append(v.Lists, line)
	}
	var linked []estimatereport.Row
	for _, l := range o.Linked {
		line := view.EstimateMethod{Name: p.Cat.Word("estimate-linkage", l.Name), Says: p.Cat.Word("estimate-method", l.Method), Reasons: l.Result.Reasons,
			Number: shownNumber(p, l.Result.Refused || rep.Refused, false, l.Result.Median, l.Result.Q025, l.Result.Q975)}
		if l.N > 0 {
			line.N = Figure(p, float64(l.N))
		}
		v.Linked = append(v.Linked, line)
		linked = append(linked, estimatereport.Row{Label: line.Name, Documented: l.N, Result: l.Result})
	}
	if len(linked) > 0 && !rep.Refused {
		v.LinkedFigure = estimatereport.Compared(pictures, p.T("estimate.linking"), p.T("estimate.linking-desc"), linked)
	}
	switch {
	case len(o.Linked) == 0: // refused: nothing was made of the links
		v.Draws = 0
	case o.Linking.Unsure+o.Linking.Likely > 0 && o.Linking.Draws == 0:
		v.Unpooled = estimating.PooledLists
	}
	parts(p, &v, x)
	for _, h := range x.History {
		then, err := estimating.ReadOutcome(h.Outcome)
		if err != nil {
			continue // of a form that a later version of the program wrote
		}
		v.History = append(v.History, view.EstimateLine{ID: h.ID, Day: view.Day(h.At), Number: Headline(p, estimating.Read{EstimateAnswer: h, Result: then})})
	}
	return v
}

// parts adds the strata and their sum.
func parts(p view.Page, v *view.EstimatePage, x estimating.Read) {
	named := func(s string) string {
		switch {
		case s == "":
			return p.T("estimate.part-unknown")
		case x.Question.Strata == habeas.StrataSex:
			return p.Cat.Word("sex", s)
		case x.Question.Strata == habeas.StrataBorn:
			return s + "–" + s[:3] + "9"
		}
		return s
	}
	var left []string
	var parts []estimatereport.Row
	for _, s := range x.Result.Strata {
		line := view.EstimateStratum{Name: named(s.Name), N: Figure(p, float64(s.Observed)), Suppressed: s.Suppressed, Documented: s.Documented,
			Number: shownNumber(p, s.Documented, false, s.Result.Median, s.Result.Q025, s.Result.Q975), Why: s.Result.Reasons}
		if s.Documented {
			left = append(left, line.Name)
		}
		v.Strata = append(v.Strata, line)
		if !s.Suppressed {
			row := estimatereport.Row{Label: line.Name, Documented: s.Observed, Result: s.Result}
			if s.Documented {
				row.Without = p.T("estimate.documented-only")
			}
			parts = append(parts, row)
		}
	}
	if len(parts) > 0 {
		pictures := estimatereport.Page{Cat: p.Cat, Record: true}
		v.PartsFigure = estimatereport.Compared(pictures, p.T("estimate.parts"), p.T("estimate.parts-desc"), parts)
	}
	if t := x.Result.Total; t != nil && !t.Result.Refused {
		n := shownNumber(p, false, false, t.Result.Median, t.Result.Q025, t.Result.Q975)
		v.Total, v.TotalLeaves = &n, p.Cat.List(left)
	}
}
