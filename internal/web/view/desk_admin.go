package view

import (
	"fmt"
	"net/url"

	"github.com/a-h/templ"

	"github.com/habeas-record/habeas"
)

// AccountsPage is who may come in, and as what.
type AccountsPage struct {
	Users       []habeas.User
	Values      url.Values // a form that came back
	Faults      Faults
	MinPassword int
	Link        templ.SafeURL // a one-time link just made, "" for none
	For         string        // whose it is
}

// of is the form of one account where that is the one that came back.
func (v AccountsPage) of(u habeas.User) bool { return v.Values.Get("account") == string(u.ID) }

func (v AccountsPage) role(u habeas.User) habeas.Role {
	if v.of(u) {
		return habeas.Role(v.Values.Get("role"))
	}
	return u.Role
}

func (v AccountsPage) closed(u habeas.User) bool {
	if v.of(u) {
		return v.Values.Get("closed") != ""
	}
	return u.Disabled
}

// adding is the form that adds an account, where that is the one that came back.
func (v AccountsPage) adding(field string) string {
	if v.Values.Get("account") != "" {
		return ""
	}
	return v.Values.Get(field)
}

// SettingsPage is the desk's settings and who changed what.
type SettingsPage struct {
	Settings habeas.Settings // as the form has them
	Seen     int             // changes there were when the form was made
	Theirs   *habeas.Settings
	By       string // who saved Theirs
	History  []SettingsLine
	Canary   CanaryPage
}

// SettingsLine is one change of the settings.
type SettingsLine struct {
	Day     string
	By      string
	Changes []SettingsChange
}

// SettingsChange is what one setting became.
type SettingsChange struct{ Label, Old, New string }

// SettingsChanges compares two states of the settings.
func SettingsChanges(p Page, before, after habeas.Settings) []SettingsChange {
	var out []SettingsChange
	for _, c := range []SettingsChange{
		{p.T("settings.desk"), before.DeskName, after.DeskName},
		{p.T("settings.who"), before.WhoRuns, after.WhoRuns},
		{p.T("settings.contact"), before.Contact, after.Contact},
		{p.T("settings.solo"), before.SoloReason, after.SoloReason},
		{p.T("settings.alone"), yesNo(p, before.PasswordAlone), yesNo(p, after.PasswordAlone)},
		{p.T("settings.two"), yesNo(p, before.TwoForLinks), yesNo(p, after.TwoForLinks)},
		{p.T("settings.crowd"), crowdRule(before.Crowd), crowdRule(after.Crowd)},
		{p.T("canary.key"), before.Canary.Key, after.Canary.Key},
		{p.T("canary.signed"), before.Canary.Signed, after.Canary.Signed},
	} {
		if c.Old != c.New {
			out = append(out, c)
		}
	}
	return out
}

// crowdRule writes the numbers of the disclosure check in one line.
func crowdRule(c habeas.Crowd) string {
	c = c.InForce()
	s := fmt.Sprintf("%g, %g, %d, %d", c.Stop, c.Second, c.Traces, c.Kinds)
	if c.Reason != "" {
		s += ": " + c.Reason
	}
	return s
}

func yesNo(p Page, yes bool) string {
	if yes {
		return p.T("word.yes")
	}
	return p.T("word.no")
}

func people(n float64) string { return fmt.Sprint(n) }
