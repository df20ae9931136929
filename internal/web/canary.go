package web

import (
	"errors"
	"net/http"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/publish"
	"github.com/habeas-record/habeas/internal/web/view"
)

// canary is the statement, signed away from the server, that nobody else controls
// it, and what follows where the next one is late.
func canary(s *Server, w http.ResponseWriter, r *request) error {
	c, err := s.public.Canary(r.Context())
	if err != nil && !errors.Is(err, habeas.ErrNotFound) {
		return err
	}
	return s.render(w, r, http.StatusOK, view.Canary(r.Page, canaryOf(c)))
}

func canaryOf(c publish.Canary) view.CanaryPage {
	return view.CanaryPage{Signed: c.Signed, Key: c.Key, Since: c.Since, Day: c.Day, Due: c.Due, Words: c.Words, Overdue: c.Overdue, Broken: c.Broken}
}

// canaryFile is the statement as it was signed, for habeas canary check.
func canaryFile(s *Server, w http.ResponseWriter, r *request) error {
	c, err := s.public.Canary(r.Context())
	if err != nil && !errors.Is(err, habeas.ErrNotFound) {
		return err
	}
	if c.Signed == "" {
		c.Signed = "this desk has signed no statement yet\n"
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="canary.txt"`)
	_, err = w.Write([]byte(c.Signed))
	return err
}

// canarySend takes a newly signed statement.
func canarySend(s *Server, w http.ResponseWriter, r *request) error {
	if err := s.desk.KeepCanary(r.Context(), r.Actor, r.PostForm.Get("signed"), r.PostForm.Get("key")); err != nil {
		return err
	}
	s.flash(r, r.Page.T("message.saved"))
	return s.redirect(w, r, "/desk/settings")
}
