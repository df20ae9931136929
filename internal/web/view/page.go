// Package view draws the pages. It takes what a handler read through the two
// doors and decides nothing: no rule about who may see what lives here.
package view

import (
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/i18n"
)

// Page is the frame every page stands in.
type Page struct {
	Cat      *i18n.Catalog
	Prefix   string // of every link of the site: "" for English, "/ug" …
	Path     string // of this page, without prefix
	Query    string // of this page, encoded
	Langs    []Lang
	Partly   bool // the language is offered on some pages only
	Desk     bool
	Actor    habeas.Actor
	Token    string // of the desk's forms
	Flash    string
	Ends     string // when the session ends, "15:04" UTC, where that is soon
	Demo     bool
	DeskName string
	Style    string // address of the style sheet
	Sheet    string // and of the desk's own
	Script   string // of the desk's script
	Figures  string // and of the sheet for the pictures of an estimate; "" where there are none
	// Comments stand at the end of a public page about one thing.
	Comments *CommentSection
}

// Lang is a language the page is offered in.
type Lang struct{ Tag, Name, Dir string }

// T returns a text of the catalog.
func (p Page) T(key string, args ...any) string { say := p.Cat.T; return say(key, args...) }

// N returns a text that counts.
func (p Page) N(key string, n int, args ...any) string { say := p.Cat.N; return say(key, n, args...) }

// URL returns the address of a page of the site in the page's language.
func (p Page) URL(path string) templ.SafeURL { return templ.SafeURL(p.Prefix + path) }

// Everywhere is URL for a link from a page whose language not every page is
// offered in: it leads to English then.
func (p Page) Everywhere(path string) templ.SafeURL {
	if p.Partly {
		return templ.SafeURL(path)
	}
	return p.URL(path)
}

// Whole is the language that Everywhere leads to.
func (p Page) Whole() string {
	if p.Partly {
		return "en"
	}
	return p.Cat.Lang()
}

// In returns the address of this page in another language.
func (p Page) In(l Lang) templ.SafeURL {
	path := (&url.URL{Path: "/" + strings.TrimLeft(p.Path, "/"), RawQuery: p.Query}).String()
	if l.Tag == "en" {
		return templ.SafeURL(path)
	}
	return templ.SafeURL("/" + l.Tag + path)
}

// Title is the title of the browser's window.
func (p Page) Title(page string) string { return p.T("site.title", "page", page) }

// Here marks the link to the part of the site the page is in.
func (p Page) Here(path string) templ.Attributes {
	if p.Path == path || path != "/desk" && strings.HasPrefix(p.Path, strings.TrimSuffix(path, "s")+"/") {
		return templ.Attributes{"aria-current": "page"}
	}
	return nil
}

// May reports whether the actor's role holds the action, so that a page offers
// no button that would be refused. What is allowed is decided elsewhere.
func (p Page) May(act habeas.Action) bool { return p.Actor.Role.May(act) }

// SubjectPath is the public address of a subject.
func SubjectPath(id habeas.ID) string {
	switch id.Kind() {
	case habeas.KindPerson:
		return "/person/" + string(id)
	case habeas.KindMention:
		return "/person/" + string(habeas.PersonOf(id))
	case habeas.KindEvent:
		return "/event/" + string(id)
	case habeas.KindGroup:
		return "/group/" + string(id)
	case habeas.KindPlace:
		return "/place/" + string(id)
	case habeas.KindFacility:
		return "/facility/" + string(id)
	case habeas.KindAuthority:
		return "/authority/" + string(id)
	case habeas.KindReport:
		return "/report/" + string(id)
	case habeas.KindList:
		return "/list/" + string(id)
	}
	return "/claim/" + string(id)
}

// DeskPath is the address of a subject inside the desk.
func DeskPath(id habeas.ID) string {
	switch id.Kind() {
	case habeas.KindPerson:
		return "/desk/person/" + string(id)
	case habeas.KindMention:
		return "/desk/person/" + string(habeas.PersonOf(id))
	case habeas.KindReport:
		return "/desk/report/" + string(id)
	case habeas.KindList:
		return "/desk/list/" + string(id)
	case habeas.KindClaim:
		return "/desk/claim/" + string(id)
	case habeas.KindSource:
		return "/desk/source/" + string(id)
	case habeas.KindEstimate:
		return "/desk/estimate/" + string(id)
	}
	return "/desk/subject/" + string(id)
}
