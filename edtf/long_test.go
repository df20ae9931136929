package edtf

import (
	"strings"
	"testing"
)

// long are texts that a grammar could go astray in, each a piece to repeat.
var long = map[string]struct{ lang, piece string }{
	"years":     {"en", "2017-"},
	"months":    {"en", "November "},
	"numbers":   {"en", "1 "},
	"amounts":   {"en", "two years and "},
	"ranges":    {"en", "6 to 11 "},
	"ors":       {"en", "March or "},
	"letters":   {"en", "a"},
	"marks":     {"en", "'"},
	"digits":    {"en", "1"},
	"numerals":  {"zh", "十"},
	"years zh":  {"zh", "二〇一七年"},
	"endings":   {"ug", "يىلى"},
	"endings 2": {"kk", "қарашада "},
	"of":        {"ru", "в начале "},
}

// Reading takes work that grows with the length of the text and not with its
// square. What is allocated stands for the work, since it does not depend on
// the machine: twice the text, at most two and a half times as much.
func TestLongTextsAreReadInLinearWork(t *testing.T) {
	for name, tc := range long {
		text := strings.Repeat(tc.piece, 10000/len([]rune(tc.piece)))
		work := func(text string) float64 {
			return testing.AllocsPerRun(1, func() {
				Find(text, tc.lang, published)
				if _, err := Read(text, tc.lang, published); err == nil && len(text) > 5000 {
					t.Errorf("%s: 10,000 runes are a date", name)
				}
				_, _ = Parse(text)
			})
		}
		once, twice := work(text), work(text+text)
		if twice > 2.5*once+100 {
			t.Errorf("%s: %.0f allocations, and %.0f for twice the text", name, once, twice)
		}
	}
}

func BenchmarkLong(b *testing.B) {
	for name, tc := range long {
		text := strings.Repeat(tc.piece, 10000/len([]rune(tc.piece)))
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Find(text, tc.lang, published)
			}
		})
	}
}
