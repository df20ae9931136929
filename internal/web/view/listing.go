package view

import (
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"github.com/habeas-record/habeas"
)

// Pages is where a listing stands among its pages.
type Pages struct {
	Path  string
	Query url.Values
	At    int // from 1
	Last  int
}

// PagesOf counts the pages of a listing.
func PagesOf(path string, q url.Values, at, per, total int) Pages {
	return Pages{Path: path, Query: q, At: at, Last: max(1, (total+per-1)/per)}
}

// To is the address of page n.
func (g Pages) To(p Page, n int) templ.SafeURL {
	return p.URL(with(g.Path, g.Query, "page", strconv.Itoa(n)))
}

// Near lists the page numbers worth offering; 0 stands for a gap.
func (g Pages) Near() []int {
	var out []int
	for n := 1; n <= g.Last; n++ {
		if n == 1 || n == g.Last || n >= g.At-1 && n <= g.At+1 {
			out = append(out, n)
		} else if out[len(out)-1] != 0 {
			out = append(out, 0)
		}
	}
	return out
}

// with is the address with one parameter set, or dropped where value is "";
// changing a filter goes back to the first page.
func with(path string, q url.Values, key, value string) string {
	v := url.Values{}
	for k, xs := range q {
		if k != "page" || key == "page" {
			v[k] = xs
		}
	}
	v.Del(key)
	if value != "" {
		v.Set(key, value)
	}
	if e := v.Encode(); e != "" {
		return path + "?" + e
	}
	return path
}

// besidesName is the names that are not the one shown already.
func besidesName(names []habeas.Named, shown string) []habeas.Named {
	return slices.DeleteFunc(slices.Clone(names), func(n habeas.Named) bool { return n.Text == shown })
}

// PeoplePage is a search for people.
type PeoplePage struct {
	Query  habeas.PeopleQuery
	Found  habeas.PeopleFound
	Pages  Pages
	Values url.Values
	Path   string
	Link   func(habeas.ID) string // of a person
}

// facetWord is the shown form of a facet's value.
func facetWord(p Page, field string, v habeas.FacetValue) string {
	switch {
	case v.Label != "":
		return v.Label
	case field == "standing":
		return StateText(p, habeas.Summary{Standing: habeas.Standing(v.Value), Place: "…"})
	case field == "sex" || field == "grade":
		return p.Cat.Word(field, v.Value)
	}
	return v.Value
}

func facetTitle(p Page, field string) string {
	if field == "standing" {
		return p.T("facet.state")
	}
	return p.Cat.Word("facet", field)
}

// Row is one line of a listing of claims.
type Row struct {
	Claim   Claim
	Subject Link
	Places  []Link
}

// EventRow makes the line of an event claim.
func EventRow(p Page, r habeas.Released, ctx Context) Row {
	own := ctx
	own.Name = ctx.Titles[r.Claim.Subject]
	out := Row{}
	switch r.Claim.Subject.Kind() {
	case habeas.KindMention, habeas.KindGroup:
		out.Subject = ctx.link(p, r.Claim.Subject)
	case habeas.KindEvent:
		// An event's own label is words of a source; its heading says more.
		own.Name = ""
		if out.Subject = ctx.link(p, r.Claim.Subject); out.Subject.Text != "" {
			out.Subject.Text = p.T("kind.event")
		}
	}
	out.Claim = ClaimOf(p, r, own)
	for _, role := range []string{"facility", "place", "to"} {
		if l := ctx.link(p, r.Claim.Refs[role]); l.Text != "" {
			out.Places = append(out.Places, l)
		}
	}
	return out
}

// HomePage is the first page.
type HomePage struct {
	People, Groups, Events, Places, Facilities, Reports int

	Lists  []habeas.List
	Newest []Row
}

// EventsPage is the listing of events.
type EventsPage struct {
	Kind, From, To string
	Rows           []Row
	Total          int
	Pages          Pages
}

// SubjectsPage is a listing of groups, places or facilities.
type SubjectsPage struct {
	Kind         habeas.Kind
	Path         string
	Text, Parent string
	Found        habeas.SubjectsFound
	Pages        Pages
}

func subjectsTitle(p Page, k habeas.Kind) string {
	switch k {
	case habeas.KindGroup:
		return p.T("nav.groups")
	case habeas.KindFacility:
		return p.T("nav.facilities")
	}
	return p.T("nav.places")
}

// ReportsPage is the listing of reports.
type ReportsPage struct {
	Text  string
	Rows  []habeas.ReportRow
	Total int
	Pages Pages
}

// eventKinds lists the kinds of event a reader can choose from.
func eventKinds() []string {
	var out []string
	for _, p := range habeas.Properties {
		if p.Event() {
			out = append(out, p.Key)
		}
	}
	return out
}
