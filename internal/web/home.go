package web

import (
	"errors"
	"net/http"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/web/view"
)

// home is the first page: what the record holds, a search, what is new.
func home(s *Server, w http.ResponseWriter, r *request) error {
	h, err := s.public.Home(r.Context())
	if err != nil {
		return err
	}
	ctx, err := s.context(r, h.Newest)
	if err != nil {
		return err
	}
	v := view.HomePage{People: h.People, Groups: h.Groups, Events: h.Events, Places: h.Places, Facilities: h.Facilities, Reports: h.Reports, Lists: h.Lists}
	for _, c := range h.Newest {
		v.Newest = append(v.Newest, view.EventRow(r.Page, c, ctx))
	}
	return s.render(w, r, http.StatusOK, view.Home(r.Page, v))
}

// methods says how the record is kept: grades, flags, rules, as the program
// applies them.
func methods(s *Server, w http.ResponseWriter, r *request) error {
	head, err := s.public.Head(r.Context())
	if err != nil && !errors.Is(err, habeas.ErrNotFound) {
		return err
	}
	return s.render(w, r, http.StatusOK, view.Methods(r.Page, head))
}

// about is "who runs this": required before anything can be published.
func about(s *Server, w http.ResponseWriter, r *request) error {
	set, err := s.public.Settings(r.Context())
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, view.About(r.Page, set))
}
