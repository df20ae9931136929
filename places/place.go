package places

import (
	"slices"

	"github.com/habeas-record/habeas/edtf"
)

// Kind is what sort of place one is.
type Kind string

// The kinds. City is a city of any rank; in the list of Xinjiang one of county
// level. Area is anything else with a name, of no known rank. Group is a
// heading of a list of codes.
const (
	Country    Kind = "country"
	Region     Kind = "region"
	Prefecture Kind = "prefecture"
	City       Kind = "city"
	County     Kind = "county"
	District   Kind = "district"
	Area       Kind = "area"
	Facility   Kind = "facility"
	Group      Kind = "group"
)

// Kinds are all there are.
var Kinds = []Kind{Country, Region, Prefecture, City, County, District, Area, Facility, Group}

// Place is one place.
type Place struct {
	ID      string   `json:"id"`
	Kind    Kind     `json:"kind"`
	Name    string   `json:"name"` // the one it goes by: the first of Names
	Names   []Name   `json:"names"`
	People  []string `json:"people,omitempty"` // words for who is from there
	Within  []Within `json:"within,omitempty"` // none for a country
	Codes   []Code   `json:"codes,omitempty"`
	Point   *Point   `json:"point,omitempty"`
	Note    string   `json:"note,omitempty"`
	Sources []string `json:"sources,omitempty"` // keys, told in the file's own documentation
}

// Name is a name of a place.
type Name struct {
	Text string `json:"text"`
	Lang string `json:"lang,omitempty"` // BCP 47, with the script where it is not the usual one; "" if not stated
	// Unverified says that the name stands in no source that was seen.
	Unverified bool `json:"unverified,omitempty"`
}

// What can say that one place lies in another.
const (
	ByCode = "code" // its number in the list of codes
	ByRule = "rule" // who runs it
)

// Within is that a place lies in another.
type Within struct {
	ID string `json:"id"`
	// By is ByCode or ByRule where the two differ, and "" where they do not.
	By string `json:"by,omitempty"`
	// Valid is when it held; the zero Date if that is not known.
	Valid edtf.Date `json:"valid,omitzero"`
}

// Code is the number of a place in a list of codes, such as gb for GB/T 2260.
type Code struct {
	Scheme string `json:"scheme"`
	Value  string `json:"value"`
	// Valid is when it was in use, "/1984" for until 1984; the zero Date if
	// it is in use and nobody said since when.
	Valid edtf.Date `json:"valid,omitzero"`
}

// Point is a position on the Earth.
type Point struct {
	Lat float64 `json:"lat"` // degrees north, -90 to 90
	Lon float64 `json:"lon"` // degrees east, -180 to 180
	// Of says what of the place is there: its seat, its label on a map, a
	// compound.
	Of string `json:"of,omitempty"`
	// Accuracy is within how many metres of the point the thing is, as the
	// list states; 0 if it does not.
	Accuracy int `json:"accuracy,omitempty"`
}

// In returns the names of the place in a language. A tag without a script asks
// for every script: "ug" returns the names of "ug" and of "ug-Latn".
func (p Place) In(tag string) []Name {
	var out []Name
	for _, n := range p.Names {
		if n.Lang == tag || len(n.Lang) > len(tag) && n.Lang[:len(tag)] == tag && n.Lang[len(tag)] == '-' {
			out = append(out, n)
		}
	}
	return out
}

// clone returns the place with slices of its own.
func (p Place) clone() Place {
	p.Names, p.People, p.Within = slices.Clone(p.Names), slices.Clone(p.People), slices.Clone(p.Within)
	p.Codes, p.Sources = slices.Clone(p.Codes), slices.Clone(p.Sources)
	if p.Point != nil {
		at := *p.Point
		p.Point = &at
	}
	return p
}
