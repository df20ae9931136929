package web

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/web/view"
)

// accounts lists who may come in, and as what.
func accounts(s *Server, w http.ResponseWriter, r *request) error {
	return s.showAccounts(w, r, http.StatusOK, view.AccountsPage{})
}

func (s *Server) showAccounts(w http.ResponseWriter, r *request, status int, v view.AccountsPage) error {
	var err error
	if v.Users, err = s.desk.Users(r.Context(), r.Actor); err != nil {
		return err
	}
	v.MinPassword = desk.MinPassword
	return s.render(w, r, status, view.Accounts(r.Page, v))
}

// accountsSend adds an account or changes one: its role, its circles, its
// password, its second factor, closed or open; or makes a one-time link.
func accountsSend(s *Server, w http.ResponseWriter, r *request) error {
	f := r.PostForm
	id := habeas.ID(f.Get("account"))
	var err error
	switch {
	case id != "" && f.Get("link") != "":
		return s.showLink(w, r, id)
	case id != "":
		role, closed, circles := habeas.Role(f.Get("role")), f.Get("closed") != "", strings.Split(f.Get("circles"), ",")
		ch := desk.UserChange{Version: number(f.Get("version")), Role: &role, Disabled: &closed, Circles: &circles, WithoutFactor: f.Get("without-factor") != ""}
		if pw := f.Get("password"); pw != "" {
			ch.Password = &pw
		}
		err = s.desk.ChangeUser(r.Context(), r.Actor, id, ch)
	default:
		var u habeas.User
		u, err = s.desk.AddUser(r.Context(), r.Actor, f.Get("name"), f.Get("password"), habeas.Role(f.Get("role")))
		if err == nil && f.Get("password") == "" {
			return s.showLink(w, r, u.ID)
		}
	}
	if err != nil {
		return s.accountsAgain(w, r, err)
	}
	s.flash(r, r.Page.T("message.saved"))
	return s.redirect(w, r, "/desk/accounts")
}

// showLink makes a one-time link and shows it, in this answer alone.
func (s *Server) showLink(w http.ResponseWriter, r *request, id habeas.ID) error {
	token, err := s.desk.OneTimeLink(r.Context(), r.Actor, id)
	if err != nil {
		return s.accountsAgain(w, r, err)
	}
	names, err := s.desk.Names(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	return s.showAccounts(w, r, http.StatusOK, view.AccountsPage{Link: r.Page.URL("/desk/link/" + string(id) + "/" + token), For: names[id]})
}

func (s *Server) accountsAgain(w http.ResponseWriter, r *request, err error) error {
	faults, status, ok := mendable(err)
	if !ok {
		return err
	}
	r.PostForm.Del("password")
	return s.showAccounts(w, r, status, view.AccountsPage{Values: r.PostForm, Faults: faults})
}

// settings are the desk's own, with who changed what.
func settings(s *Server, w http.ResponseWriter, r *request) error {
	set, err := s.desk.Settings(r.Context())
	if err != nil {
		return err
	}
	return s.showSettings(w, r, http.StatusOK, view.SettingsPage{Settings: set})
}

// showSettings draws the settings with their history; v carries the form as
// it stands.
func (s *Server) showSettings(w http.ResponseWriter, r *request, status int, v view.SettingsPage) error {
	history, err := s.desk.SettingsHistory(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	names, err := s.desk.Names(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	c, err := s.public.Canary(r.Context())
	if err != nil && !errors.Is(err, habeas.ErrNotFound) {
		return err
	}
	v.Seen, v.Canary = len(history), canaryOf(c)
	for i, h := range history {
		before := habeas.Settings{}
		if older := i + 1; older < len(history) {
			before = history[older].Settings
		}
		v.History = append(v.History, view.SettingsLine{Day: view.Day(h.At), By: names[h.By], Changes: view.SettingsChanges(r.Page, before, h.Settings)})
	}
	return s.render(w, r, status, view.Settings(r.Page, v))
}

// settingsSend keeps new settings; the old ones stay in the history. Whoever
// saves second is shown both and chooses.
func settingsSend(s *Server, w http.ResponseWriter, r *request) error {
	f := r.PostForm
	mine := habeas.Settings{DeskName: strings.TrimSpace(f.Get("desk")), WhoRuns: strings.TrimSpace(f.Get("who")),
		Contact: strings.TrimSpace(f.Get("contact")), SoloReason: strings.TrimSpace(f.Get("solo")), PasswordAlone: f.Get("alone") != "", TwoForLinks: f.Get("two") != "", Crowd: crowdOf(f)}
	err := s.desk.SaveSettings(r.Context(), r.Actor, mine, number(f.Get("seen")))
	if errors.Is(err, habeas.ErrConflict) {
		theirs, err := s.desk.Settings(r.Context())
		if err != nil {
			return err
		}
		return s.showSettings(w, r, http.StatusConflict, view.SettingsPage{Settings: mine, Theirs: &theirs})
	}
	if err != nil {
		return err
	}
	s.flash(r, r.Page.T("message.saved"))
	return s.redirect(w, r, "/desk/settings")
}

// crowdOf reads the numbers of the disclosure check off the form of settings;
// those that hold anyway are not kept.
func crowdOf(f url.Values) habeas.Crowd {
	people := func(name string) float64 {
		n, err := strconv.ParseFloat(strings.TrimSpace(f.Get(name)), 64)
		if err != nil {
			return -1 // Validate says what is to be written
		}
		return n
	}
	if f.Get("crowd-stop") == "" && f.Get("crowd-second") == "" && f.Get("crowd-traces") == "" && f.Get("crowd-kinds") == "" {
		return habeas.Crowd{}
	}
	c := habeas.Crowd{Stop: people("crowd-stop"), Second: people("crowd-second"), Traces: int(people("crowd-traces")), Kinds: int(people("crowd-kinds")), Reason: strings.TrimSpace(f.Get("crowd-why"))}
	if c == habeas.DefaultCrowd {
		return habeas.Crowd{}
	}
	return c
}
