package web

import (
	"net/http"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/web/view"
)

// events lists what is claimed to have happened, latest first.
func events(s *Server, w http.ResponseWriter, r *request) error {
	v := r.URL.Query()
	page := pageNumber(v)
	kind := v.Get("kind")
	if p, ok := habeas.PropertyOf(kind); !ok || !p.Event() {
		kind = ""
	}
	cs, total, err := s.public.Events(r.Context(), kind, v.Get("from"), v.Get("to"), perPage, (page-1)*perPage)
	if err != nil {
		return err
	}
	ctx, err := s.context(r, cs)
	if err != nil {
		return err
	}
	out := view.EventsPage{Kind: kind, From: v.Get("from"), To: v.Get("to"), Total: total, Pages: view.PagesOf("/events", v, page, perPage, total)}
	for _, c := range cs {
		out.Rows = append(out.Rows, view.EventRow(r.Page, c, ctx))
	}
	return s.render(w, r, http.StatusOK, view.Events(r.Page, out))
}

func groups(s *Server, w http.ResponseWriter, r *request) error {
	return s.subjects(w, r, "/groups", habeas.KindGroup)
}

func places(s *Server, w http.ResponseWriter, r *request) error {
	return s.subjects(w, r, "/places", habeas.KindPlace)
}

func facilities(s *Server, w http.ResponseWriter, r *request) error {
	return s.subjects(w, r, "/facilities", habeas.KindFacility)
}

// subjects lists groups, places or facilities by name.
func (s *Server) subjects(w http.ResponseWriter, r *request, path string, kind habeas.Kind) error {
	v := r.URL.Query()
	page := pageNumber(v)
	found, err := s.public.SearchSubjects(r.Context(), habeas.SubjectQuery{Kind: kind, Text: v.Get("q"), Parent: v.Get("in"), Limit: perPage, Offset: (page - 1) * perPage})
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, view.Subjects(r.Page, view.SubjectsPage{Kind: kind, Path: path, Text: v.Get("q"), Parent: v.Get("in"),
		Found: found, Pages: view.PagesOf(path, v, page, perPage, found.Total)}))
}

// subject is the page of a group, event, place, facility or authority.
func subject(s *Server, w http.ResponseWriter, r *request) error {
	id := habeas.ID(r.PathValue("id"))
	sub, err := s.public.Subject(r.Context(), id)
	if err != nil {
		return err
	}
	if path := view.SubjectPath(id); path != r.URL.Path {
		http.Redirect(w, r.Request, r.Page.Prefix+path, http.StatusFound)
		return nil
	}
	ctx, err := s.context(r, sub.Claims)
	if err != nil {
		return err
	}
	ctx.About = id
	return s.render(w, r, http.StatusOK, view.Subject(r.Page, view.SubjectOf(r.Page, sub.Subject, sub.Claims, sub.Tensions, sub.People, ctx)))
}

// reports lists what was captured and its maker published.
func reports(s *Server, w http.ResponseWriter, r *request) error {
	v := r.URL.Query()
	page := pageNumber(v)
	rows, total, err := s.public.Reports(r.Context(), v.Get("q"), perPage, (page-1)*perPage)
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, view.Reports(r.Page, view.ReportsPage{Text: v.Get("q"), Rows: rows, Total: total, Pages: view.PagesOf("/reports", v, page, perPage, total)}))
}

// report is one report and what the record took from it.
func report(s *Server, w http.ResponseWriter, r *request) error {
	rep, err := s.public.Report(r.Context(), habeas.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	ctx, err := s.context(r, rep.Claims)
	if err != nil {
		return err
	}
	ctx.About = rep.Report.ID
	return s.render(w, r, http.StatusOK, view.Report(r.Page, view.ReportOf(r.Page, rep.Report, rep.Source, rep.Claims, rep.Tensions, ctx)))
}

// lists lists the published lists.
func lists(s *Server, w http.ResponseWriter, r *request) error {
	ls, err := s.public.Lists(r.Context())
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, view.Lists(r.Page, ls))
}

// list is one list: who publishes it, its editions, what changed in each.
func list(s *Server, w http.ResponseWriter, r *request) error {
	l, err := s.public.List(r.Context(), habeas.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, view.List(r.Page, l.List, l.Source, l.Editions))
}
