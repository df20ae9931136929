package edtf

// Anchor is what the words of a date are read against.
type Anchor struct {
	// Publication is when the words were said or published. It may be empty,
	// or only a month or a year; what cannot be worked out from it is then
	// left relative.
	Publication Date
}

// Kind says what sort of thing an expression of time names.
type Kind string

// The kinds of reading.
const (
	KindDate     Kind = "date"     // when something was: Date is set, or Relative says why not
	KindDuration Kind = "duration" // how long, or how long from an event: Duration is set
	KindAge      Kind = "age"      // how old somebody is: Duration is set, Date is the years of birth
	KindAsOf     Kind = "as-of"    // up to when a statement holds: "to this day"
)

// What a reading can be relative to.
const (
	RelativeToPublication = "publication"
	RelativeToEvent       = "event"
)

// Reading is what an expression of time means.
type Reading struct {
	// Date is what the words mean in EDTF. It is empty for a duration, and for
	// a relative expression whose anchor is missing.
	Date Date `json:"date,omitzero"`
	Kind Kind `json:"kind"`
	// Duration is in ISO 8601 letters: P14D; P2D/P7D for a range; with < > <=
	// >= before it for "less than", "more than", "up to" and "at least", and
	// with ~ behind it for "about".
	Duration string `json:"duration,omitempty"`
	// Relative is "" for a date that stands alone, "publication" for one
	// counted from when the words were published ("two months ago"), "event"
	// for one counted from something told ("two weeks after").
	Relative string `json:"relative,omitempty"`
	// Within says that Date spans the days inside which a shorter thing lies
	// ("early November"), not the days it went on ("from 6 to 11 November").
	Within bool `json:"within,omitempty"`
	// Inferred says that the year or more was supplied from the anchor.
	Inferred bool `json:"inferred,omitempty"`
	// Nominal says that an age is counted from one at birth and steps at the
	// lunar new year (虚岁).
	Nominal bool `json:"nominal,omitempty"`
	// Ambiguous says that the words allow a second reading: 05/06/2017, whose
	// two days are then both in Date, or a weekday that does not fall on the
	// day beside it.
	Ambiguous bool `json:"ambiguous,omitempty"`
	// Rule names the rule of the grammar that read the words.
	Rule string `json:"rule"`
}

// Found is one expression of time in running text.
type Found struct {
	Start     int    `json:"start"` // in runes, from 0
	End       int    `json:"end"`   // in runes, exclusive
	ByteStart int    `json:"byteStart"`
	ByteEnd   int    `json:"byteEnd"`
	Words     string `json:"words"` // the text between the offsets, unchanged
	Reading
}
