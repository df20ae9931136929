package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk/estimating"
	"github.com/habeas-record/habeas/internal/estimatereport"
	"github.com/habeas-record/habeas/internal/web/assets"
	"github.com/habeas-record/habeas/internal/web/view"
)

// estimates lists what was asked, and what is being calculated.
func estimates(s *Server, w http.ResponseWriter, r *request) error {
	page := pageNumber(r.URL.Query())
	rs, total, err := s.estimates.Estimates(r.Context(), r.Actor, perPage, (page-1)*perPage)
	if err != nil {
		return err
	}
	busy, err := s.estimates.Calculations(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	v := view.EstimatesPage{Pages: view.PagesOf("/desk/estimates", r.URL.Query(), page, perPage, total)}
	for _, x := range rs {
		v.Estimates = append(v.Estimates, estimateLine(r.Page, x))
	}
	for _, b := range busy {
		v.Running = append(v.Running, view.EstimateRunning{Place: b.Question.Place, Window: b.Question.Window, Since: b.Began.UTC().Format("15:04"), Step: b.Step,
			Done: figure(r.Page, float64(b.Done)), Most: figure(r.Page, float64(b.Most)), Fault: b.Fault})
	}
	return s.render(w, r, http.StatusOK, view.DeskEstimates(r.Page, v))
}

func estimateLine(p view.Page, x estimating.Read) view.EstimateLine {
	return view.EstimateLine{ID: x.ID, Place: x.Result.Place, Window: x.Question.Window, Number: headline(p, x), By: x.Question.Signed, Day: view.Day(x.At), Stale: x.Stale}
}

// estimateForm shows the form, with the question of an answer where one is named.
func estimateForm(s *Server, w http.ResponseWriter, r *request) error {
	v := view.EstimateForm{Values: url.Values{"seed": {"1"}}}
	if from := r.URL.Query().Get("from"); from != "" {
		x, err := s.estimates.Estimate(r.Context(), r.Actor, habeas.ID(from))
		if err != nil {
			return err
		}
		v.Values, v.Shared = questionValues(x), sharedFields(x)
	}
	return s.showEstimateForm(w, r, http.StatusOK, v)
}

func (s *Server) showEstimateForm(w http.ResponseWriter, r *request, status int, v view.EstimateForm) error {
	lists, sources, err := s.estimates.Choices(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	choices := func(cs []estimating.Choice) (out []view.EstimateChoice) {
		for _, c := range cs {
			out = append(out, view.EstimateChoice{ID: c.ID, Name: c.Name, Chosen: slices.Contains(v.Values["list"], string(c.ID)), With: v.Values.Get("with." + string(c.ID))})
		}
		return out
	}
	v.Lists, v.Sources, v.Methods = choices(lists), choices(sources), estimating.Methods
	return s.render(w, r, status, view.DeskEstimateForm(r.Page, v))
}

// excuseField names the field of why two lists may stand apart.
func excuseField(a, b habeas.ID) string {
	return "excuse." + string(min(a, b)) + "." + string(max(a, b))
}

// questionOf reads the form.
func questionOf(f url.Values) (habeas.EstimateQuestion, error) {
	q := habeas.EstimateQuestion{Place: f.Get("place"), Lived: f.Get("lived") != "", Window: f.Get("window"), Strata: habeas.EstimateStrata(f.Get("strata")),
		Method: f.Get("method"), Assumption: f.Get("assumption")}
	if seed := strings.TrimSpace(f.Get("seed")); seed != "" {
		var err error
		if q.Seed, err = strconv.ParseUint(seed, 10, 64); err != nil {
			return q, habeas.Invalid("write a whole number, such as 1", "%q is no seed", seed)
		}
	}
	if q.Method == "" {
		return q, habeas.Invalid("choose the one you can answer for", "nothing is assumed")
	}
	letters := map[string]int{} // index of the lists that are taken for one
	for _, id := range f["list"] {
		letter := f.Get("with." + id)
		if at, ok := letters[letter]; ok && letter != "" {
			q.Lists[at] = append(q.Lists[at], habeas.ID(id))
			continue
		}
		letters[letter] = len(q.Lists)
		q.Lists = append(q.Lists, []habeas.ID{habeas.ID(id)})
	}
	for field, why := range f {
		if pair, is := strings.CutPrefix(field, "excuse."); is {
			a, b, _ := strings.Cut(pair, ".")
			q.Excused = append(q.Excused, habeas.EstimateExcuse{A: habeas.ID(a), B: habeas.ID(b), Why: why[0]})
		}
	}
	return q, nil
}

// questionValues are the fields of the form for the question of an answer.
func questionValues(x estimating.Read) url.Values {
	q := x.Question
	f := url.Values{"place": {q.Place}, "window": {q.Window}, "strata": {string(q.Strata)}, "method": {q.Method}, "assumption": {q.Assumption}, "seed": {strconv.FormatUint(q.Seed, 10)}}
	if q.Lived {
		f.Set("lived", "1")
	}
	letter := 0
	for _, group := range q.Lists {
		for _, id := range group {
			f.Add("list", string(id))
			if len(group) > 1 && letter < len(view.EstimateLetters) {
				f.Set("with."+string(id), view.EstimateLetters[letter])
			}
		}
		if len(group) > 1 {
			letter++
		}
	}
	return f
}

// sharedFields are the origins that lists share, with why they may stand apart.
func sharedFields(x estimating.Read) (out []view.EstimateShared) {
	o := x.Result
	for _, g := range o.Origins {
		a, b := o.Lists[g.List].IDs[0], o.Lists[g.From].IDs[0]
		f := view.EstimateShared{Field: excuseField(a, b), List: o.Lists[g.List].Name, From: g.Says}
		for _, e := range x.Question.Excused {
			if excuseField(e.A, e.B) == f.Field {
				f.Why = e.Why
			}
		}
		if !slices.ContainsFunc(out, func(have view.EstimateShared) bool { return have.Field == f.Field }) {
			out = append(out, f)
		}
	}
	return out
}

// estimateSend asks. What takes long goes on beside the page, which is looked at
// again.
func estimateSend(s *Server, w http.ResponseWriter, r *request) error {
	q, err := questionOf(r.PostForm)
	var id habeas.ID
	if err == nil {
		id, err = s.estimates.Start(r.Context(), r.Actor, q)
	}
	if err != nil {
		faults, status, ok := mendable(err)
		if !ok {
			return err
		}
		v := view.EstimateForm{Values: r.PostForm, Faults: faults}
		for field, why := range r.PostForm {
			// Of what two lists share the form knows the fields alone.
			if strings.HasPrefix(field, "excuse.") {
				v.Shared = append(v.Shared, view.EstimateShared{Field: field, List: s.listName(r, field, 1), From: s.listName(r, field, 2), Why: why[0]})
			}
		}
		slices.SortFunc(v.Shared, func(a, b view.EstimateShared) int { return strings.Compare(a.Field, b.Field) })
		return s.showEstimateForm(w, r, status, v)
	}
	return s.toEstimate(w, r, id)
}

// listName is the name of the first or second list of an excuse's field, as the
// form offers it.
func (s *Server) listName(r *request, field string, n int) string {
	parts := strings.Split(field, ".")
	lists, sources, err := s.estimates.Choices(r.Context(), r.Actor)
	if err != nil || n >= len(parts) {
		return ""
	}
	for _, c := range append(lists, sources...) {
		if string(c.ID) == parts[n] {
			return c.Name
		}
	}
	return ""
}

// toEstimate leads to an answer, or to where it will be.
func (s *Server) toEstimate(w http.ResponseWriter, r *request, id habeas.ID) error {
	if id != "" {
		s.flash(r, r.Page.T("estimate.asked-before"))
		return s.redirect(w, r, view.DeskPath(id))
	}
	s.flash(r, r.Page.T("estimate.started"))
	return s.redirect(w, r, "/desk/estimates")
}

// estimateAgain asks the question of an answer again.
func estimateAgain(s *Server, w http.ResponseWriter, r *request) error {
	id, err := s.estimates.Again(r.Context(), r.Actor, habeas.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	return s.toEstimate(w, r, id)
}

// estimateShow is one answer.
func estimateShow(s *Server, w http.ResponseWriter, r *request) error {
	x, err := s.estimates.Estimate(r.Context(), r.Actor, habeas.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	names, err := s.desk.Names(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	samples, err := s.estimates.Samples(r.Context(), r.Actor, x.ID)
	if err != nil {
		return err
	}
	for m, result := range x.Result.Report.Methods {
		result.Sample = samples[m]
		x.Result.Report.Methods[m] = result
	}
	r.Page.Figures = assets.Figures.Path
	return s.render(w, r, http.StatusOK, view.DeskEstimate(r.Page, estimatePage(r.Page, x, names[x.By])))
}

// figure writes a count of people in the figures of the language.
func figure(p view.Page, x float64) string { return p.Cat.Number(int64(x + 0.5)) }

// least is from how many people on a count of a list is shown: fewer could be told
// apart.
const least = 10

func headline(p view.Page, x estimating.Read) view.EstimateNumber {
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
	v := view.EstimateNumber{Bound: bound, Median: figure(p, median), Low: figure(p, low)}
	if high > 0 {
		v.High = figure(p, high)
	}
	return v
}

func estimatePage(p view.Page, x estimating.Read, by string) view.EstimatePage {
	o, q := x.Result, x.Question
	rep := o.Report
	keep := o.Table.Withhold()
	pictures := estimatereport.Page{Cat: p.Cat, Table: o.Table, Report: rep, Seed: q.Seed, Lead: q.Method, Record: true, Withheld: &keep}
	if !rep.Refused {
		pictures.Coverages = estimatereport.Tried(q.Method)
	}
	v := view.EstimatePage{ID: x.ID, Place: o.Place, Window: q.Window, Lived: q.Lived, Method: q.Method, Assumption: q.Assumption, Signed: q.Signed, By: by,
		Day: view.Day(x.At), Seed: strconv.FormatUint(q.Seed, 10), Inputs: x.Inputs, Stale: x.Stale, Why: x.Reason, Number: headline(p, x),
		Warnings: pictures.Against(), Figures: estimatereport.Figures(pictures), Made: estimatereport.Made(pictures), Withheld: o.Withheld, Shared: sharedFields(x),
		Same: o.Linking.Same, Different: o.Linking.Different, Unsure: o.Linking.Unsure, Against: o.Linking.Against, Draws: o.Linking.Draws}
	if by == "" {
		v.By = q.Signed
	}
	if rep.N > 0 {
		v.N = figure(p, float64(rep.N))
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
		count := func(n int) string { return figure(p, float64(n)) }
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
			line.N = figure(p, float64(l.N))
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
	case o.Linking.Unsure > 0 && o.Linking.Draws == 0:
		v.Unpooled = estimating.PooledLists
	}
	estimateParts(p, &v, x)
	for _, h := range x.History {
		then, err := estimating.ReadOutcome(h.Outcome)
		if err != nil {
			continue // of a form that a later version of the program wrote
		}
		v.History = append(v.History, view.EstimateLine{ID: h.ID, Day: view.Day(h.At), Number: headline(p, estimating.Read{EstimateAnswer: h, Result: then})})
	}
	return v
}

// estimateParts adds the strata and their sum.
func estimateParts(p view.Page, v *view.EstimatePage, x estimating.Read) {
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
		line := view.EstimateStratum{Name: named(s.Name), N: figure(p, float64(s.Observed)), Suppressed: s.Suppressed, Documented: s.Documented,
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
