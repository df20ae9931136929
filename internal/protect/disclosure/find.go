package disclosure

import (
	"slices"
	"strings"

	"github.com/habeas-record/habeas/edtf"
	"github.com/habeas-record/habeas/places"
)

// Find returns the residual identifiers that stand in the texts, in the order
// of the texts and within each by place.
func (r *Rules) Find(texts []Text) []Finding {
	var out []Finding
	for _, t := range texts {
		ts := tokens(t.Words)
		if len(ts) == 0 {
			continue
		}
		var found []Finding
		for _, l := range r.languagesOf(t, ts) {
			found = append(found, l.find(t, ts)...)
		}
		found = append(found, days(t)...)
		out = append(out, longest(found)...)
	}
	return out
}

// languagesOf returns the rules to read a text by: those of its language where
// they are known, and English beside it in what the desk writes itself; else
// all, so that a wrong or missing mark of language hides nothing.
func (r *Rules) languagesOf(t Text, ts []token) []*language {
	lang, _, _ := strings.Cut(strings.ToLower(t.Lang), "-")
	if l, ok := r.languages[lang]; ok && !t.OfSource && sameScript(lang, ts) {
		return []*language{l}
	}
	var names []string
	for name := range r.languages {
		names = append(names, name)
	}
	slices.Sort(names)
	var out []*language
	for _, name := range names {
		out = append(out, r.languages[name])
	}
	return out
}

// sameScript reports whether a text is in the script its language is written
// in by most; a text marked wrongly is read by every rule.
func sameScript(lang string, ts []token) bool {
	other := 0
	for _, t := range ts {
		r := []rune(t.word)[0]
		switch {
		case r < 0x250 || r >= 0x1E00 && r < 0x1F00:
			other += btoi(lang != "en" && lang != "tr" && !(r >= '0' && r <= '9'))
		case r >= 0x400 && r < 0x530:
			other += btoi(lang != "ru" && lang != "kk")
		case r >= 0x600 && r < 0x780 || r >= 0xFB50 && r < 0xFF00:
			other += btoi(lang != "ug" && lang != "kk")
		case r >= 0x2E80:
			other += btoi(lang != "zh")
		}
	}
	return 2*other < len(ts)
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (l *language) find(t Text, ts []token) (out []Finding) {
	place := placesIn(ts)
	for at := range ts {
		for _, i := range l.starting(ts[at].word) {
			r := l.rules[i]
			if r.where == "source" && !t.OfSource {
				continue
			}
			n, value, level := l.matchRule(r, ts, place, at)
			if n == 0 {
				continue
			}
			f := Finding{Kind: r.kind, Value: r.value, Claim: t.Claim, Field: t.Field, Start: ts[at].start, End: ts[at+n-1].end, Past: t.Past, level: level,
				kinOfNamed: t.Named && r.kind == Kin && (t.OfSource || r.where == "own")}
			f.Words = t.Words[f.Start:f.End]
			switch r.value {
			case "@":
				f.Value = value
			case "#":
				f.Value = strings.ToLower(f.Words)
			}
			out = append(out, f)
		}
	}
	return out
}

// placesIn looks for the longest name of a place at a token, once for each token
// however many rules ask.
func placesIn(ts []token) func(at int) (places.Place, int) {
	words := make([]string, len(ts))
	for i, x := range ts {
		words[i] = x.word
	}
	type found struct {
		place  places.Place
		n      int
		looked bool
	}
	known := make([]found, len(ts))
	return func(at int) (places.Place, int) {
		f := &known[at]
		if !f.looked {
			f.place, f.n = places.Embedded().Match(words, at)
			f.looked = true
		}
		return f.place, f.n
	}
}

// matchRule matches a rule at a token. A rule that ends with @place asks the
// gazetteer for the longest name there.
func (l *language) matchRule(r rule, ts []token, place func(at int) (places.Place, int), at int) (n int, value, level string) {
	last := r.pattern[len(r.pattern)-1]
	first := r.pattern[0]
	switch {
	case last.class == "place":
		head := 0
		if len(r.pattern) > 1 {
			if head, _ = l.match(r.pattern[:len(r.pattern)-1], ts, at); head == 0 {
				return 0, "", ""
			}
		}
		if at+head >= len(ts) {
			return 0, "", ""
		}
		p, m := place(at + head)
		if m == 0 {
			return 0, "", ""
		}
		return head + m, p.Name, string(p.Kind)
	case first.class == "place":
		p, m := place(at)
		if m == 0 || at+m >= len(ts) {
			return 0, "", ""
		}
		tail, _ := l.match(r.pattern[1:], ts, at+m)
		if tail == 0 {
			return 0, "", ""
		}
		return m + tail, p.Name, string(p.Kind)
	}
	n, value = l.match(r.pattern, ts, at)
	return n, value, ""
}

// days finds the days a text names: who can be shown to have been somewhere on
// a day is fewer than who cannot.
func days(t Text) (out []Finding) {
	lang := t.Lang
	if lang == "" {
		lang = "en"
	}
	for _, f := range edtf.Find(t.Words, lang, edtf.Anchor{}) {
		if f.Kind != edtf.KindDate || f.Date.Precision() != edtf.PrecisionDay {
			continue
		}
		if strings.ContainsAny(f.Date.String(), "/[{") {
			continue // some days of several
		}
		out = append(out, Finding{Kind: Date, Value: f.Date.String(), Words: f.Words, Claim: t.Claim, Field: t.Field, Start: f.ByteStart, End: f.ByteEnd, Past: t.Past})
	}
	return out
}

// longest keeps, of findings of one kind that overlap, the longest.
func longest(fs []Finding) []Finding {
	slices.SortStableFunc(fs, func(a, b Finding) int {
		if a.Start != b.Start {
			return a.Start - b.Start
		}
		return b.End - a.End
	})
	var out []Finding
	for _, f := range fs {
		covered := slices.ContainsFunc(out, func(o Finding) bool {
			return o.Kind == f.Kind && (o.Value == f.Value || o.level != "" || f.level == "") && o.Start <= f.Start && f.End <= o.End
		})
		if !covered {
			out = append(out, f)
		}
	}
	return out
}
