package web

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/web/view"
)

// inboxPath is where a sign-in leads that came from nowhere in particular.
const inboxPath = "/desk"

// login shows the sign-in form; whoever is signed in already goes on.
func login(s *Server, w http.ResponseWriter, r *request) error {
	next := localPath(r.URL.Query().Get("next"), "")
	if r.Actor.ID != "" {
		return s.onward(w, r, next)
	}
	return s.render(w, r, http.StatusOK, view.Login(r.Page, view.LoginPage{Next: next}))
}

// loginSend signs in. A wrong name and a wrong password get the same answer
// after the same work, and both slow down the next try for that name and for
// the form as a whole.
func loginSend(s *Server, w http.ResponseWriter, r *request) error {
	name, next := strings.TrimSpace(r.PostFormValue("name")), localPath(r.PostFormValue("next"), "")
	form, account := "sign-in", "sign-in as "+strings.ToLower(name)
	again := func(status int, sentence string) error {
		return s.render(w, r, status, view.Login(r.Page, view.LoginPage{Name: name, Next: next, Failed: sentence}))
	}
	if rest := max(s.limit.wait(form), s.limit.wait(account)); rest > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(rest/time.Second)+1))
		return again(http.StatusTooManyRequests, r.Page.T("login.wait"))
	}
	u, err := s.desk.SignIn(r.Context(), name, r.PostFormValue("password"))
	if errors.Is(err, habeas.ErrRefused) {
		s.limit.failed(form)
		s.limit.failed(account)
		return again(http.StatusUnprocessableEntity, r.Page.T("login.failed"))
	}
	if err != nil {
		return err
	}
	s.limit.passed(form)
	s.limit.passed(account)
	if err := s.begin(r, u); err != nil {
		return err
	}
	return s.onward(w, r, next)
}

// begin makes the session that of the account. Its token and the token of its
// forms are new, so that whoever knew the old ones is not signed in with it.
func (s *Server) begin(r *request, u habeas.User) error {
	if err := s.sessions.RenewToken(r.Context()); err != nil {
		return err
	}
	s.sessions.Remove(r.Context(), "token")
	s.sessions.Put(r.Context(), "user", string(u.ID))
	return nil
}

func (s *Server) onward(w http.ResponseWriter, r *request, next string) error {
	if next == "" {
		return s.redirect(w, r, inboxPath)
	}
	http.Redirect(w, r.Request, next, http.StatusSeeOther)
	return nil
}

// logout ends the session here and in the store.
func logout(s *Server, w http.ResponseWriter, r *request) error {
	if err := s.sessions.Destroy(r.Context()); err != nil {
		return err
	}
	return s.redirect(w, r, "/desk/login")
}

// setup shows the form of the first account while there is none.
func setup(s *Server, w http.ResponseWriter, r *request) error {
	open, err := s.desk.SetupOpen(r.Context())
	if err != nil {
		return err
	}
	if !open {
		return habeas.ErrNotFound
	}
	return s.render(w, r, http.StatusOK, view.Setup(r.Page, view.SetupPage{Token: r.PathValue("token")}))
}

// setupSend uses the one-time link up and signs the new account in.
func setupSend(s *Server, w http.ResponseWriter, r *request) error {
	const form = "setup"
	if s.limit.wait(form) > 0 {
		return habeas.Refused("wait a minute and try again", "too many attempts")
	}
	v := view.SetupPage{Token: r.PathValue("token"), Name: r.PostFormValue("name")}
	password := r.PostFormValue("password")
	var u habeas.User
	open, err := s.desk.SetupOpen(r.Context())
	switch {
	case err != nil:
		return err
	case !open:
		return habeas.ErrNotFound
	case password != r.PostFormValue("again"):
		err = habeas.Invalid("type it twice the same", "the two passwords differ")
	default:
		u, err = s.desk.SetUp(r.Context(), v.Token, v.Name, password)
	}
	if errors.Is(err, habeas.ErrNotFound) {
		s.limit.failed(form)
		return err
	}
	if err != nil {
		faults, status, ok := mendable(err)
		if !ok {
			return err
		}
		v.Faults = faults
		return s.render(w, r, status, view.Setup(r.Page, v))
	}
	if err := s.begin(r, u); err != nil {
		return err
	}
	return s.redirect(w, r, inboxPath)
}
