package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk/estimating"
	"github.com/habeas-record/habeas/internal/web/assets"
	"github.com/habeas-record/habeas/internal/web/estimatepages"
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
			Done: estimatepages.Figure(r.Page, float64(b.Done)), Most: estimatepages.Figure(r.Page, float64(b.Most)), Fault: b.Fault})
	}
	return s.render(w, r, http.StatusOK, view.DeskEstimates(r.Page, v))
}

func estimateLine(p view.Page, x estimating.Read) view.EstimateLine {
	return view.EstimateLine{ID: x.ID, Place: x.Result.Place, Window: x.Question.Window, Number: estimatepages.Headline(p, x), By: x.Question.Signed, Day: view.Day(x.At), Stale: x.Stale}
}

// estimateForm shows the form, with the question of an answer where one is named.
func estimateForm(s *Server, w http.ResponseWriter, r *request) error {
	v := view.EstimateForm{Values: url.Values{"seed": {"1"}}}
	if from := r.URL.Query().Get("from"); from != "" {
		x, err := s.estimates.Estimate(r.Context(), r.Actor, habeas.ID(from))
		if err != nil {
			return err
		}
		v.Values, v.Shared = questionValues(x), estimatepages.SharedFields(x)
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
	return s.render(w, r, http.StatusOK, view.DeskEstimate(r.Page, estimatepages.Page(r.Page, x, names[x.By])))
}
