package edtf

import (
	"errors"
	"fmt"
	"strings"
)

// ErrNotRead is wrapped by every error of Read.
var ErrNotRead = errors.New("no date was recognised")

// Read reads one expression of time as a person typed it, alone: "6-11 Nov
// 2017", "two months ago". EDTF itself is read too. The language is a BCP 47
// tag; en-US and en-GB settle the order of 05/06/2017. Words that are not one
// whole expression are an error that wraps ErrNotRead.
func Read(words, lang string, a Anchor) (Reading, error) {
	words = strings.TrimSpace(words)
	if d, err := Parse(words); err == nil {
		return Reading{Date: d, Kind: KindDate, Rule: "edtf"}, nil
	}
	s := newScan(words, lang, a, true)
	n := len(s.tokens)
	for n > 0 && s.tokens[n-1].kind == tokenMark && strings.Contains(".,;:!?。،؛؟", s.tokens[n-1].fold) {
		n--
	}
	if n > 0 {
		s.tokens = s.tokens[:n]
		if r, covered := s.longest(0); covered == n {
			return r, nil
		}
	}
	return Reading{}, fmt.Errorf("%w in %q: write a day, month or year, such as 6 November 2017 or 2017-11", ErrNotRead, words)
}

// Find returns the expressions of time in running text, in order and without
// overlap. The language is a BCP 47 tag; of a text in a language it does not
// know it finds only dates in figures.
func Find(text, lang string, a Anchor) []Found {
	s := newScan(text, lang, a, false)
	var all []Found
	for i := 0; i < len(s.tokens); {
		r, n := s.longest(i)
		if n == 0 {
			i++
			continue
		}
		first, last := s.tokens[i], s.tokens[i+n-1]
		all = append(all, Found{
			Start: first.runeStart, End: last.runeEnd,
			ByteStart: first.start, ByteEnd: last.end,
			Words: text[first.start:last.end], Reading: r,
		})
		i += n
	}
	return all
}
