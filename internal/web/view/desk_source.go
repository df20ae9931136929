package view

import (
	"net/url"
	"strconv"

	"github.com/habeas-record/habeas"
)

// SourcesPage is a search for sources.
type SourcesPage struct {
	Text    string
	Sources []habeas.Source
	Full    bool // there may be more than are shown
}

// SourcePage is one source with the form that changes it and what it said.
type SourcePage struct {
	Source habeas.Source
	By     string
	Values url.Values
	Faults Faults
	Theirs *habeas.Source // saved by somebody else while the form was open …
	Mine   *habeas.Source // … and what was to be saved
	Claims []SourceClaim
	At     int
	More   bool
	// What it allowed others than everybody, and what it may allow something
	// for by itself: what it said, as far as this page shows it.
	Grants []GrantShown
	Went   []Went // what was handed to others, of the claims shown
	Items  []Option
}

// Went is how many claims somebody outside received on a day.
type Went struct {
	Audience, Who, Day string
	N                  int
}

// GrantShown is one consent: to whom, for what, how far, and how it was given.
type GrantShown struct {
	Audience, Item, Level string // as values of the form
	About                 string
	How, Day, By          string
}

// AudienceWord is an audience in words.
func AudienceWord(p Page, a habeas.Audience) string {
	return p.T("consent.audience", "who", p.Cat.Word("recipient", string(a.To)), "what", p.Cat.Word("purpose", string(a.For)))
}

func audienceOptions(p Page) []Option {
	var out []Option
	for _, a := range habeas.Audiences {
		out = append(out, Option{Value: a.String(), Label: AudienceWord(p, a)})
	}
	return out
}

func audienceWord(p Page, s string) string {
	a, err := habeas.AudienceOf(s)
	if err != nil {
		return s
	}
	return AudienceWord(p, a)
}

// consentOptions are the degrees, in the words of a set of the catalog.
func consentOptions(p Page, words string) []Option {
	var out []Option
	for _, x := range habeas.Consents {
		out = append(out, Option{Value: string(x), Label: p.Cat.Word(words, string(x))})
	}
	return out
}

// SourceClaim is a claim of the source and whom it is about.
type SourceClaim struct {
	DeskClaim
	About Link
}

// SourceName is how the desk calls a source.
func SourceName(s habeas.Source) string { return firstText(s.Name, s.Label) }

// version is what a save over somebody else's names.
func (v SourcePage) version() string {
	if v.Theirs != nil {
		return strconv.Itoa(v.Theirs.Version)
	}
	return v.Values.Get("version")
}

// sourceLine is one field of a source in both versions.
type sourceLine struct {
	Label        string
	Theirs, Mine string
}

// sourceLines compares two versions of a source, field by field.
func sourceLines(p Page, theirs, mine habeas.Source) []sourceLine {
	lines := []sourceLine{
		{p.T("source.name"), theirs.Name, mine.Name},
		{p.T("source.label"), theirs.Label, mine.Label},
		{p.T("source.kind"), p.Cat.Word("source-kind", string(theirs.Kind)), p.Cat.Word("source-kind", string(mine.Kind))},
		{p.T("source.protection"), p.Cat.Word("protection", string(theirs.Protection)), p.Cat.Word("protection", string(mine.Protection))},
		{p.T("source.consent"), p.Cat.Word("consent", string(theirs.Consent)), p.Cat.Word("consent", string(mine.Consent))},
		{p.T("source.language"), theirs.Lang, mine.Lang},
		{p.T("source.note"), theirs.Note, mine.Note},
	}
	out := lines[:0]
	for _, l := range lines {
		if l.Theirs != l.Mine {
			out = append(out, l)
		}
	}
	return out
}
