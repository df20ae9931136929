package edtf

import (
	"testing"
	"unicode/utf8"
)

func FuzzParse(f *testing.F) {
	for _, s := range []string{"2017-11-06", "2017-09~", "201X", "2016/..", "/2016", "[2014..2016,2018]", "{2017-~11-06}", "XXXX-11-06/XXXX-11-11", "%2017-~11"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := Parse(s)
		if err != nil {
			return
		}
		again, err := Parse(d.String())
		if err != nil || !again.Equal(d) {
			t.Fatalf("Parse(%q) = %s, read back as %s, %v", s, d, again, err)
		}
		d.Bounds()
		Relation(d, MustParse("2017"))
		Intersect(d, MustParse("2017"))
		for lang := range printers {
			if Format(d, lang) == "" {
				t.Fatalf("%s prints as nothing in %s", d, lang)
			}
		}
	})
}

var fuzzWords = []string{
	"on 6 November 2017", "Nov. 6-11, 2016", "more than two years ago", "aged 41", "before May", "7月9号", "二〇一七年十一月",
	"с 6 по 11 ноября", "2017 жылдың қараша айында", "22-نويابىر", "del 6 al 11 de noviembre", "Kasım 2017'de",
	"05/06/2017", "yard_20171106.jpg", "2017-11-22T10:00", "İ\u0130\u200f2017 \xff\xfe may",
}

func FuzzRead(f *testing.F) {
	for i, w := range fuzzWords {
		f.Add(w, Languages[i%len(Languages)], "2018-03-05")
	}
	f.Fuzz(func(t *testing.T, words, lang, anchor string) {
		r, err := Read(words, lang, fuzzAnchor(anchor))
		if err == nil {
			checkReading(t, r)
		}
	})
}

func FuzzFind(f *testing.F) {
	for i, w := range fuzzWords {
		f.Add(w+" — "+fuzzWords[(i+1)%len(fuzzWords)], Languages[i%len(Languages)], "2018-03")
	}
	f.Fuzz(func(t *testing.T, text, lang, anchor string) {
		end := 0
		for _, x := range Find(text, lang, fuzzAnchor(anchor)) {
			if x.ByteStart < end || x.ByteEnd <= x.ByteStart || x.ByteEnd > len(text) {
				t.Fatalf("%q: bytes %d to %d after %d", text, x.ByteStart, x.ByteEnd, end)
			}
			end = x.ByteEnd
			if text[x.ByteStart:x.ByteEnd] != x.Words {
				t.Fatalf("%q: words %q are not at bytes %d to %d", text, x.Words, x.ByteStart, x.ByteEnd)
			}
			if utf8.RuneCountInString(text[:x.ByteStart]) != x.Start || utf8.RuneCountInString(text[:x.ByteEnd]) != x.End {
				t.Fatalf("%q: %q is not at runes %d to %d", text, x.Words, x.Start, x.End)
			}
			checkReading(t, x.Reading)
		}
	})
}

func fuzzAnchor(s string) Anchor {
	d, err := Parse(s)
	if err != nil {
		return Anchor{}
	}
	return Anchor{Publication: d}
}

func checkReading(t *testing.T, r Reading) {
	t.Helper()
	if r.Kind == "" || r.Rule == "" || r.Date.IsZero() && r.Duration == "" && r.Relative == "" {
		t.Fatalf("an empty reading: %+v", r)
	}
	if !r.Date.IsZero() {
		if again, err := Parse(r.Date.String()); err != nil || !again.Equal(r.Date) {
			t.Fatalf("%s of rule %s is no EDTF: %v", r.Date, r.Rule, err)
		}
	}
}
