package view

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"github.com/habeas-record/habeas"
)

// DeskClaim is one claim as the desk sees it: what it says, where it stands,
// and who may see it.
type DeskClaim struct {
	Claim
	Status  string
	Access  string // who may see it inside the desk, "" where it may be published
	From    Link   // the source, where the actor may read who it is
	Shield  string // how closely the source is held, "" for one that may be named
	Note    string
	Reason  string // of the last decision
	Seen    int    // steps of its history when the page was made
	Public  bool
	Waiting bool // submitted, not published yet
	Live    bool // accepted, or not decided yet
	Embargo string
	Ticked  bool // chosen on the form that came back
}

// DeskClaimOf makes the desk's form of a claim from the claim, its source as
// the actor may read it, and the number of steps of its history.
func DeskClaimOf(p Page, c habeas.Claim, s habeas.Source, steps int, ctx Context) DeskClaim {
	name := firstText(s.Name, s.Label)
	out := DeskClaim{Claim: ClaimOf(p, habeas.Released{Claim: c, Grade: c.Terms.Grade, Flags: c.Terms.Flags, Named: true, SourceWords: name}, ctx),
		Status: p.Cat.Word("status", string(c.Status)), Note: c.Note, Reason: c.Reason, Seen: steps,
		Public: c.Public, Waiting: c.SubmitBy != "" && !c.Public,
		Live: c.Status == habeas.Accepted || c.Status == habeas.Proposed || c.Status == habeas.Unsure, Embargo: c.Terms.Embargo}
	if c.Access != habeas.AccessPublic {
		out.Access = p.Cat.Word("access", string(c.Access))
	}
	out.URL = p.URL(DeskPath(c.ID))
	if out.Report.Text != "" {
		out.Report.URL = p.URL(DeskPath(c.Report))
	}
	out.From = Link{Text: name}
	if p.May(habeas.Decide) && s.ID != "" {
		out.From.URL = p.URL(DeskPath(s.ID))
	}
	if s.Protection != habeas.ProtectionOpen {
		out.Shield = p.Cat.Word("protection", string(s.Protection))
	}
	return out
}

// DeskSection is the claims of one part of a dossier.
type DeskSection struct {
	Title  string
	Claims []DeskClaim
}

// DossierPage is all the actor may read about one person or other subject.
type DossierPage struct {
	ID         habeas.ID
	Kind       string
	Name       string
	NameLang   string
	OtherNames []habeas.Named
	State      string
	News       string
	Asked      string
	Sections   []DeskSection
	Past       []DeskClaim // rejected, replaced or withdrawn
	Mentions   []DeskMention
	Links      []DeskLink
	Tensions   []DeskTension
	Known      []KnownPlace // of a place: what the gazetteer has under its name
	Public     bool         // something of it is on the public record

	// The forms, as they came back.
	Values url.Values
	Faults Faults
	Like   []habeas.Summary
	Looked bool // a name was looked up
}

// Person reports whether the page is about a person.
func (v DossierPage) Person() bool { return v.ID.Kind() == habeas.KindPerson }

// Any reports whether there is a claim to choose.
func (v DossierPage) Any() bool { return len(v.Sections) > 0 }

// DeskMention is one source's picture of the person.
type DeskMention struct {
	Label  string
	From   Link
	Row    int // of the list, 0 for a report
	Day    string
	By     string
	Claims int
}

// DeskLink is one decision about two mentions.
type DeskLink struct {
	ID      habeas.ID
	One     Link
	Two     Link
	Verdict string
	Reason  string
	By      string
	Day     string
	Live    bool
	Against bool // contradicted by other decisions
	Undone  string
	Why     string
}

// DeskTension is claims that do not sit together, with what was decided.
type DeskTension struct {
	ID      habeas.ID
	Kind    string
	Note    string
	Chosen  habeas.Resolution
	Settle  string
	Why     string
	By      string
	About   Link
	Claims  []DeskClaim
	Settled bool
}

// DeskTensionOf makes the shown form of a tension; ok is false when not all
// of its claims are among those given.
func DeskTensionOf(p Page, t habeas.Tension, claims map[habeas.ID]DeskClaim, names map[habeas.ID]string) (DeskTension, bool) {
	out := DeskTension{ID: t.ID, Kind: p.Cat.Word("tension", string(t.Kind)), Note: t.Note, Chosen: t.Resolution, Why: t.Why, By: names[t.By], Settled: !t.Open()}
	if t.Resolution != "" {
		out.Settle = p.Cat.Word("resolution", string(t.Resolution))
	}
	for _, id := range t.Claims {
		c, ok := claims[id]
		if !ok {
			return out, false
		}
		out.Claims = append(out.Claims, c)
	}
	return out, true
}

// SectionOrder is the order in which a dossier shows the sections; enquiries,
// which a public page has in a table, follow what happened.
func SectionOrder() []habeas.Section {
	return slices.Insert(slices.Clone(pageOrder), 3, habeas.SectionEnquiry)
}

// Day prints a day as histories do.
func Day(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// acts are what can be done with chosen claims of a dossier.
func acts(p Page) []Option {
	out := []Option{{Value: "submit", Label: p.T("publish.submit")}}
	if p.May(habeas.Publish) {
		out = append(out, Option{Value: "publish", Label: p.T("publish.approve")})
	}
	return append(out, Option{Value: "unpublish", Label: p.T("publish.unpublish")}, Option{Value: "withdraw", Label: p.T("dossier.withdraw")},
		Option{Value: "tension", Label: p.T("dossier.tension")})
}

func choice(values url.Values, field, fallback string) string {
	return firstText(values.Get(field), fallback)
}

func num(n int) string { return strconv.Itoa(n) }

// hasURL reports whether the link leads anywhere.
func hasURL(l Link) bool { return l.URL != templ.SafeURL("") }

// standing says where a claim stands on its way out of the house.
func standing(p Page, c DeskClaim) string {
	switch {
	case c.Public && c.Embargo != "":
		return p.T("dossier.embargoed", "date", habeas.PrintDate(c.Embargo, p.Cat.Lang()))
	case c.Public:
		return p.T("status.published")
	case c.Waiting:
		return p.T("dossier.waiting")
	case c.Access != "":
		return c.Access
	}
	return p.T("status.not-published")
}

// KnownPlace is a place of the gazetteer that the name of a page may mean.
type KnownPlace struct {
	Name   string
	Kind   string
	Likely bool
	Names  []KnownName
	Above  []KnownAbove // the places it lies in
	Codes  []KnownCode
	Note   string // in English, as the gazetteer has it
}

// KnownAbove is a place above, and on what it rests where two differ.
type KnownAbove struct{ Name, By string }

// KnownName is a name of it in some language.
type KnownName struct {
	habeas.Named
	Unverified bool
}

// KnownCode is its number in a list of codes, and when that was in use.
type KnownCode struct{ Code, When string }

// ManyKnown reports whether more than one place is likely.
func (v DossierPage) ManyKnown() bool { return len(v.Known) > 1 && v.Known[1].Likely }
