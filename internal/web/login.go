package web

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
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
	return s.showLogin(w, r, http.StatusOK, view.LoginPage{Next: next})
}

func (s *Server) showLogin(w http.ResponseWriter, r *request, status int, v view.LoginPage) error {
	c, err := s.desk.AskSignIn(s.site(r))
	if err == nil {
		s.sessions.Put(r.Context(), "passkey", c.State)
		v.Passkey = string(c.Options)
	} else if !errors.Is(err, habeas.ErrInvalid) {
		return err
	}
	return s.render(w, r, status, view.Login(r.Page, v))
}

// loginSend signs in. A wrong name, password and code get the same answer after
// the same work, and slow down the next try as throttle says.
func loginSend(s *Server, w http.ResponseWriter, r *request) error {
	name, next := strings.TrimSpace(r.PostFormValue("name")), localPath(r.PostFormValue("next"), "")
	remember := r.PostFormValue("remember") != ""
	again := func(status int, sentence string) error {
		return s.showLogin(w, r, status, view.LoginPage{Name: name, Next: next, Remember: remember, Failed: sentence})
	}
	if answer := r.PostFormValue("answer"); answer != "" {
		// Nothing can be guessed here: it takes the key.
		u, err := s.desk.SignInByPasskey(r.Context(), s.site(r), s.sessions.PopBytes(r.Context(), "passkey"), answer)
		if errors.Is(err, habeas.ErrRefused) {
			return again(http.StatusUnprocessableEntity, r.Page.T("login.passkey-failed"))
		}
		if err == nil {
			err = s.begin(r, u.ID)
		}
		if err != nil {
			return err
		}
		return s.onward(w, r, next)
	}
	account := desk.AccountKey(name)
	key := s.known(r, account)
	stranger := key == ""
	if stranger {
		key = "sign-in as " + account
	}
	rest := s.limit.wait(key)
	if rest == 0 && stranger {
		rest = s.limit.stranger()
	}
	if rest > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(rest/time.Second)+1))
		return again(http.StatusTooManyRequests, r.Page.T("login.wait"))
	}
	u, err := s.desk.SignIn(r.Context(), name, r.PostFormValue("password"), r.PostFormValue("code"))
	if errors.Is(err, habeas.ErrRefused) {
		s.limit.failed(key)
		return again(http.StatusUnprocessableEntity, r.Page.T("login.failed"))
	}
	if err != nil {
		return err
	}
	s.limit.passed(key)
	if err := s.begin(r, u.ID); err != nil {
		return err
	}
	if remember && stranger {
		s.remember(w, account)
	}
	return s.onward(w, r, next)
}

// begin makes the session that of the account. Its token and the token of its
// forms are new, so that whoever knew the old ones is not signed in with it.
func (s *Server) begin(r *request, id habeas.ID) error {
	a, err := s.desk.Who(r.Context(), id)
	if err != nil {
		return err
	}
	if err := s.sessions.RenewToken(r.Context()); err != nil {
		return err
	}
	s.sessions.Remove(r.Context(), "token")
	s.sessions.Put(r.Context(), "user", string(a.ID))
	s.sessions.Put(r.Context(), "version", a.Version)
	r.Actor = a
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
	w.Header().Set("Clear-Site-Data", `"cache"`)
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
	return s.render(w, r, http.StatusOK, view.Setup(r.Page, view.SetupPage{Path: "/desk/setup/" + r.PathValue("token"), First: true}))
}

// setupSend uses the one-time link up and signs the new account in.
func setupSend(s *Server, w http.ResponseWriter, r *request) error {
	open, err := s.desk.SetupOpen(r.Context())
	if err != nil {
		return err
	}
	if !open {
		return habeas.ErrNotFound
	}
	v := view.SetupPage{Path: "/desk/setup/" + r.PathValue("token"), Name: r.PostFormValue("name"), First: true}
	return s.chosen(w, r, v, func(password string) (habeas.User, error) {
		return s.desk.SetUp(r.Context(), r.PathValue("token"), v.Name, password)
	})
}

// link shows the form by which the owner of an account chooses its password.
// It says nothing on whether the link is good.
func link(s *Server, w http.ResponseWriter, r *request) error {
	return s.render(w, r, http.StatusOK, view.Setup(r.Page, view.SetupPage{Path: "/desk/link/" + r.PathValue("account") + "/" + r.PathValue("token")}))
}

// linkUse uses the link up.
func linkUse(s *Server, w http.ResponseWriter, r *request) error {
	id, token := habeas.ID(r.PathValue("account")), r.PathValue("token")
	return s.chosen(w, r, view.SetupPage{Path: "/desk/link/" + string(id) + "/" + token}, func(password string) (habeas.User, error) {
		return s.desk.UseLink(r.Context(), id, token, password)
	})
}

// chosen takes a password that was typed twice. Whoever has a second factor
// signs in with it afterwards; anybody else is signed in.
func (s *Server) chosen(w http.ResponseWriter, r *request, v view.SetupPage, use func(password string) (habeas.User, error)) error {
	var u habeas.User
	password := r.PostFormValue("password")
	err := habeas.Invalid("type it twice the same", "the two passwords differ")
	if password == r.PostFormValue("again") {
		u, err = use(password)
	}
	if err != nil {
		faults, status, ok := mendable(err)
		if !ok {
			return err
		}
		v.Faults = faults
		return s.render(w, r, status, view.Setup(r.Page, v))
	}
	if u.TwoFactors() {
		return s.redirect(w, r, "/desk/login")
	}
	if err := s.begin(r, u.ID); err != nil {
		return err
	}
	return s.redirect(w, r, inboxPath)
}
