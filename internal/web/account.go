package web

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/web/view"
)

// account is what somebody sees of their own account.
func account(s *Server, w http.ResponseWriter, r *request) error {
	return s.showAccount(w, r, http.StatusOK, view.AccountPage{})
}

func (s *Server) showAccount(w http.ResponseWriter, r *request, status int, v view.AccountPage) error {
	var err error
	if v.Account, err = s.desk.Account(r.Context(), r.Actor); err != nil {
		return err
	}
	v.Ends = s.sessions.Deadline(r.Context()).UTC()
	if sealed := s.sessions.GetBytes(r.Context(), "factor"); sealed != nil {
		f, err := s.desk.OpenFactor(r.Context(), r.Actor, sealed)
		if err != nil {
			return err
		}
		if v.New, err = view.FactorOf(f.Secret, f.URL); err != nil {
			return err
		}
	}
	if len(v.Codes) == 0 {
		c, err := s.desk.AskPasskey(r.Context(), r.Actor, s.site(r))
		if err == nil {
			s.sessions.Put(r.Context(), "passkey", c.State)
			v.Passkey = string(c.Options)
		} else if !errors.Is(err, habeas.ErrInvalid) {
			return err
		}
	}
	return s.render(w, r, status, view.Account(r.Page, v))
}

// site is where the browser reaches the desk. Its own word is enough: a
// browser that was led elsewhere has no passkey for that place, and one that
// asks in the name of another place is not believed.
func (s *Server) site(r *request) desk.Site {
	return desk.Site{Host: r.Host, HTTPS: s.https, Desk: r.Page.DeskName}
}

// accountSend changes the account of whoever is signed in. What a stolen
// session should not be able to do asks for the password again.
func accountSend(s *Server, w http.ResponseWriter, r *request) error {
	f, ctx := r.PostForm, r.Context()
	act := f.Get("act")
	if act == "begin" {
		made, err := s.desk.NewFactor(ctx, r.Actor)
		if err != nil {
			return s.accountAgain(w, r, err)
		}
		s.sessions.Put(ctx, "factor", made.Sealed)
		return s.redirect(w, r, "/desk/account#factor")
	}
	key := "password of " + string(r.Actor.ID)
	if s.limit.wait(key) > 0 {
		return s.accountAgain(w, r, habeas.Invalid("wait a minute and try again", "the password was wrong too often"))
	}
	var codes []string
	var err error
	switch act {
	case "keep":
		codes, err = s.desk.KeepFactor(ctx, r.Actor, s.sessions.GetBytes(ctx, "factor"), f.Get("password"), f.Get("code"))
	case "drop":
		err = s.desk.DropFactor(ctx, r.Actor, f.Get("password"), f.Get("code"))
	case "passkey":
		codes, err = s.desk.KeepPasskey(ctx, r.Actor, s.site(r), s.sessions.PopBytes(ctx, "passkey"), f.Get("answer"), f.Get("name"), f.Get("password"))
	case "passkey-drop":
		err = s.desk.DropPasskey(ctx, r.Actor, f.Get("passkey"), f.Get("password"))
	case "recovery":
		codes, err = s.desk.NewRecovery(ctx, r.Actor, f.Get("password"), f.Get("code"))
	case "password":
		err = changedPassword(s, r, f)
	case "extend":
		err = s.desk.Confirm(ctx, r.Actor, f.Get("password"))
	case "end":
		err = s.desk.EndSessions(ctx, r.Actor)
	default:
		err = habeas.Invalid("open the page again", "the form did not arrive whole")
	}
	if err != nil {
		s.limit.failed(key)
		return s.accountAgain(w, r, err)
	}
	s.limit.passed(key)
	if err := s.begin(r, r.Actor.ID); err != nil {
		return err
	}
	if codes != nil {
		// Shown once, in this answer alone: they are kept nowhere to be shown again.
		s.sessions.Remove(ctx, "factor")
		r.Page.Token = s.token(r)
		return s.showAccount(w, r, http.StatusOK, view.AccountPage{Codes: codes})
	}
	s.flash(r, r.Page.T("message.saved"))
	return s.redirect(w, r, "/desk/account")
}

func changedPassword(s *Server, r *request, f url.Values) error {
	if f.Get("changed") != f.Get("again") {
		return habeas.Invalid("type it twice the same", "the two passwords differ")
	}
	return s.desk.ChangePassword(r.Context(), r.Actor, f.Get("password"), f.Get("changed"))
}

func (s *Server) accountAgain(w http.ResponseWriter, r *request, err error) error {
	faults, status, ok := mendable(err)
	if !ok {
		return err
	}
	return s.showAccount(w, r, status, view.AccountPage{Faults: faults})
}
