package web

import (
	"errors"
	"net/http"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/web/linkpages"
	"github.com/habeas-record/habeas/internal/web/view"
)

// links is what the machine proposes about who is who, and what came of it.
func links(s *Server, w http.ResponseWriter, r *request) error {
	return s.showLinks(w, r, false)
}

// showLinks draws the page; done says that nothing waits for the reader.
func (s *Server) showLinks(w http.ResponseWriter, r *request, done bool) error {
	o, err := s.links.Overview(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	names, err := s.desk.Names(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	v := linkpages.Overview(r.Page, o, names)
	v.Done = done
	return s.render(w, r, http.StatusOK, view.DeskLinks(r.Page, v))
}

// linksRun has the machine compare the mentions beside the page.
func linksRun(s *Server, w http.ResponseWriter, r *request) error {
	if err := s.links.Start(r.Context(), r.Actor); err != nil {
		return err
	}
	s.flash(r, r.Page.T("links.started"))
	return s.redirect(w, r, "/desk/links")
}

// pairNext is the pair that is asked about next.
func pairNext(s *Server, w http.ResponseWriter, r *request) error {
	id, err := s.links.Next(r.Context(), r.Actor)
	if errors.Is(err, habeas.ErrNotFound) {
		return s.showLinks(w, r, true)
	}
	if err != nil {
		return err
	}
	return s.showPair(w, r, http.StatusOK, id, view.Faults{})
}

func pair(s *Server, w http.ResponseWriter, r *request) error {
	return s.showPair(w, r, http.StatusOK, habeas.ID(r.PathValue("id")), view.Faults{})
}

func (s *Server) showPair(w http.ResponseWriter, r *request, status int, id habeas.ID, faults view.Faults) error {
	x, err := s.links.Pair(r.Context(), r.Actor, id)
	if err != nil {
		return err
	}
	titles, names, err := s.named(r, x.Pictures[:]...)
	if err != nil {
		return err
	}
	v := linkpages.Pair(r.Page, x, titles, names)
	v.Faults, v.Values = faults, r.PostForm
	return s.render(w, r, status, view.DeskPair(r.Page, v))
}

// named are the titles of what pictures speak of, and the names of the accounts.
func (s *Server) named(r *request, pictures ...desk.Picture) (titles, names map[habeas.ID]string, err error) {
	if titles, err = s.desk.Titles(r.Context(), r.Actor, linkpages.Named(pictures...)...); err == nil {
		names, err = s.desk.Names(r.Context(), r.Actor)
	}
	return titles, names, err
}

// pairSend keeps an answer, or takes it back.
func pairSend(s *Server, w http.ResponseWriter, r *request) (err error) {
	id, f := habeas.ID(r.PathValue("id")), r.PostForm
	if f.Get("back") != "" {
		err = s.links.TakeBack(r.Context(), r.Actor, id)
	} else {
		err = s.links.Answer(r.Context(), r.Actor, id, habeas.Verdict(f.Get("verdict")), f.Get("reason"))
	}
	if faults, status, ok := mendable(err); ok && status != http.StatusForbidden {
		return s.showPair(w, r, status, id, faults)
	} else if err != nil {
		return err
	}
	return s.redirect(w, r, "/desk/links/pair/"+string(id))
}

// held is why some mentions are one person.
func held(s *Server, w http.ResponseWriter, r *request) error {
	h, err := s.links.Held(r.Context(), r.Actor, habeas.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	var pictures []desk.Picture
	for _, m := range h.Mentions {
		pictures = append(pictures, desk.Picture{Mention: m})
	}
	titles, names, err := s.named(r, pictures...)
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, view.DeskHeld(r.Page, linkpages.Held(r.Page, h, titles, names)))
}
