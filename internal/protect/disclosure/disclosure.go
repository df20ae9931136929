// Package disclosure asks what the things published from one source say
// together about the source itself.
//
// Leaving out a name does not make a testimony anonymous: a resident of one
// county, of one people, a man, who knew what the bank had been told, may be
// one of very few. The package finds such residual identifiers in what would
// be published and in everything already published from the same source, in
// six languages, and estimates how many people could have said it: k, the size
// of the crowd the source stands in (Sweeney 2002, k-anonymity).
//
// The estimate is a base (how many live in the place that is named, or are kin
// of the person who is named) multiplied by the share of people each finding
// leaves. Shares are taken as independent of each other, which they never
// quite are, so k is rather too high than too low; rules that count what is
// rare stand beside it. Base and shares are assumptions, kept in tables a desk
// can replace with better ones.
//
// Nothing is guessed: a finding is words that stand in the text. No people,
// faith or sex is ever read off a name.
package disclosure

import (
	"fmt"

	"github.com/habeas-record/habeas"
)

// Kind is what a finding tells about a source.
type Kind string

// The kinds of residual identifier.
const (
	Place      Kind = "place"      // where the source lives or is from
	Gender     Kind = "gender"     // a pronoun of the speaker is enough
	Ethnicity  Kind = "ethnicity"  // as the words say it, never from a name
	Faith      Kind = "faith"      // as the words say it
	Occupation Kind = "occupation" // what the source does
	Kin        Kind = "kin"        // whose relative the source is, or who its relatives are
	Age        Kind = "age"        // of the source, or of its kin
	Language   Kind = "language"   // in which it spoke, where the words say so
	Date       Kind = "date"       // a day on which the source was somewhere
	Rare       Kind = "rare"       // an event that happens to few
	Trace      Kind = "trace"      // an event an office has a record of: a transfer, a SIM card, a visit
	Inside     Kind = "inside"     // what only those inside an office were told
)

// Text is one piece of what would be published from a source.
type Text struct {
	Claim habeas.ID // the claim it is part of
	Field string    // which part: label, value, quote …
	Lang  string    // BCP 47, "" where not known; days are read by it, words by every language
	Words string
	// OfSource says that the words describe the source itself, as a label or
	// an attribution does, so that whatever they tell is told of the source.
	OfSource bool
	// Named says that the page names the person the claim is about, so that
	// kin of that person are few.
	Named bool
	// Past says that it is published already.
	Past bool
}

// Finding is one residual identifier, where it stands.
type Finding struct {
	Kind  Kind
	Value string // canonical: "Kazakh", "sister", "transfer of money"
	Words string // as they stand in the text
	Claim habeas.ID
	Field string
	Start int // of the words in the text, in bytes
	End   int
	Past  bool
	OneIn float64 // of how many people it leaves one; 1 for what the estimate starts from
	level string  // of a place
	// kinOfNamed says that it makes the source kin of a person who is named.
	kinOfNamed bool
}

// Assessment is what is known of a source's crowd.
type Assessment struct {
	K        float64 // how many people could have said it, at best
	Verdict  habeas.Check
	Base     Base
	Findings []Finding // each kind and value once, the most telling first
	Why      []Reason  // what led to the verdict, the gravest first
	Coarsen  []Coarser // what would help, the most helpful first
}

// Base is how many people the estimate starts from.
type Base struct {
	People float64
	Of     string // place level, or "kin", or "" where nothing is said
	Words  string // the words it was read off, "" where nothing is said
}

// Reason names one rule that asked for more than a pass.
type Reason struct {
	Rule    string // "crowd", "traces", "kinds"
	Verdict habeas.Check
	N       float64 // people, traces, kinds
}

// Coarser is what one change of words would do.
type Coarser struct {
	Kind  Kind
	Value string
	To    string    // for a place the level that would take its place, else ""
	K     float64   // the crowd then
	Claim habeas.ID // where the words stand
}

func (f Finding) String() string { return fmt.Sprintf("%s: %s (%q)", f.Kind, f.Value, f.Words) }
