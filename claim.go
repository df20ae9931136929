package habeas

import (
	"strings"
	"time"

	"github.com/habeas-record/habeas/edtf"
)

// Access says who may see an item inside the house.
type Access string

// The levels of access; later issues add groups.
const (
	AccessPublic Access = "public" // may be published once everything else allows
	AccessTeam   Access = "team"   // the desk only
	AccessSealed Access = "sealed" // those who handle the item, and reviewers
)

// Accesses lists the levels, strictest last.
var Accesses = []Access{AccessPublic, AccessTeam, AccessSealed}

// Polarity says whether the claim affirms or denies its statement: an
// authority's "no such person is held" is a claim too.
type Polarity string

// The two polarities.
const (
	Affirmed Polarity = ""
	Denied   Polarity = "denied"
)

// Proximity says how close the voice was to what it tells.
type Proximity string

// How a source knows.
const (
	ProximityUnknown Proximity = ""
	FirstHand        Proximity = "first-hand"
	SecondHand       Proximity = "second-hand"
)

// When is a time as somebody gave it.
type When struct {
	Words    string `json:"words,omitempty"`    // as given: "two months ago"
	EDTF     string `json:"edtf,omitempty"`     // what it comes to
	Anchor   string `json:"anchor,omitempty"`   // what the words count from: publication, event, or a claim's id
	Inferred bool   `json:"inferred,omitempty"` // a part was supplied by us
}

// Days returns the first and last day the time may fall on, as YYYY-MM-DD;
// either is "" where it is open or not known. They are for sorting and
// filtering, never for showing.
func (w When) Days() (from, to string) {
	d, err := edtf.Parse(w.EDTF)
	if err != nil {
		return "", ""
	}
	return dayBounds(d)
}

// Quantity is a number as somebody gave it. Two quantities are never added or
// averaged.
type Quantity struct {
	Words  string   `json:"words,omitempty"`
	Min    *float64 `json:"min,omitempty"` // nil: open
	Max    *float64 `json:"max,omitempty"` // nil: open
	Approx bool     `json:"approx,omitempty"`
	Unit   string   `json:"unit,omitempty"` // persons, businesses, CNY, kg …
	Scope  string   `json:"scope,omitempty"`
	Verb   string   `json:"verb,omitempty"` // detained, swooped on …
}

// Claim is the atom of the record: one statement by one source. What it says
// is never edited: a correction is a new claim that supersedes it, and Root is
// the first of that line.
type Claim struct {
	ID      ID
	Root    ID
	Subject ID     // mention, group, event, place, facility, authority, report or source
	Type    string // the extractor's finer type, where there is one: event.mass_detention

	// What is said.
	Property string            // a key of the property table
	Value    string            // in the form the property's kind asks for
	Object   ID                // where the value is itself a subject: a place, a person's mention
	Slots    map[string]string // roles in the words given: actor, target, place, reason …
	Refs     map[string]ID     // roles that are subjects of the record
	When     *When
	Quantity *Quantity
	Words    string // the statement as given
	Lang     string
	Hedge    string // "is thought to", "could have been"; "" when asserted flat
	Polarity Polarity

	// Who says so, and how it reached us.
	Source    ID
	Proximity Proximity
	Chain     []Hop
	Report    ID
	Quotes    []Quote
	NoQuote   string // the reason, where there is no quote

	Access     Access
	ProposedBy string // rule of the extractor; "" when entered by a person
	Note       string // the desk's own, never published
	Supersedes ID
	By         ID
	At         time.Time

	// State is derived from the claim's history by Fold.
	State
}

// Validate holds the first invariant: no fact without a source, none without
// a quote or a stated reason for having none.
func (c Claim) Validate() error {
	p, ok := PropertyOf(c.Property)
	switch {
	case !ok:
		return Invalid("choose one from the property table", "property %q is not known", c.Property)
	case c.Subject == "":
		return Invalid("say whom or what the claim is about", "the claim has no subject")
	case !p.Fits(c.Subject.Kind()):
		return Invalid("", "property %q says nothing about a %s", c.Property, c.Subject.Kind())
	case c.Source == "":
		return Invalid("say who says so", "the claim has no source")
	case len(c.Quotes) == 0 && strings.TrimSpace(c.NoQuote) == "":
		return Invalid("mark the words it rests on, or write why there are none", "the claim has no quote")
	case c.Words == "" && c.Value == "" && c.Object == "" && len(c.Slots) == 0 && c.Quantity == nil && c.When == nil:
		return Invalid("write what is said", "the claim says nothing")
	case c.Access != "" && !oneOf(c.Access, Accesses):
		return Invalid("choose public, team or sealed", "access %q is not known", c.Access)
	}
	if c.When != nil && c.When.EDTF != "" {
		if _, err := parseDate(c.When.EDTF); err != nil {
			return Invalid("write it as EDTF, such as 2017-11 or 2017-11-06/2017-11-11, or leave it empty and keep the words",
				"%q is not a date", c.When.EDTF)
		}
	}
	return p.check(c.Value)
}

// Statement returns the words shown for a claim where no better sentence can
// be made from its parts: its value, else the words as given.
func (c Claim) Statement() string {
	if c.Value != "" {
		return c.Value
	}
	if c.Words != "" {
		return c.Words
	}
	if len(c.Quotes) > 0 {
		return c.Quotes[0].Exact
	}
	if c.When != nil {
		return c.When.Words
	}
	if c.Quantity != nil {
		return c.Quantity.Words
	}
	return ""
}

// Says reports whether the claim holds the words, whatever their case and
// spacing: in its value, its roles or what it quotes. A shortened label ends in
// "…" and is held where its beginning is.
func (c Claim) Says(words string) bool {
	words = strings.ToLower(strings.TrimSpace(strings.TrimSuffix(words, "…")))
	in := []string{c.Value, c.Words}
	for _, v := range c.Slots {
		in = append(in, v)
	}
	for _, q := range c.Quotes {
		in = append(in, q.Exact)
	}
	for _, x := range in {
		if strings.Contains(strings.Join(strings.Fields(strings.ToLower(x)), " "), words) {
			return true
		}
	}
	return false
}

// Subjects returns every subject the claim speaks of: its own, its object and
// those in its roles, each once.
func (c Claim) Subjects() []ID {
	ids := []ID{c.Subject}
	add := func(id ID) {
		if id != "" && !oneOf(id, ids) {
			ids = append(ids, id)
		}
	}
	add(c.Object)
	for _, role := range sortedKeys(c.Refs) {
		add(c.Refs[role])
	}
	return ids
}
