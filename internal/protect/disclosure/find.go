package disclosure

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

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
		for _, l := range r.reading(ts) {
			found = append(found, l.find(t, ts)...)
		}
		found = append(found, days(t)...)
		out = append(out, longest(found)...)
	}
	return out
}

// reading are the rules of every language whose letters the text has, whatever it
// is marked as: a wrong mark hides nothing. Words of one language that another
// has too are rare.
func (r *Rules) reading(ts []token) (out []*language) {
	var has [scripts]bool
	for _, t := range ts {
		has[scriptOf(t.word)] = true
	}
	for _, name := range slices.Sorted(maps.Keys(r.languages)) {
		if l := r.languages[name]; has[l.script] {
			out = append(out, l)
		}
	}
	return out
}

// The scripts that tell languages apart.
const (
	otherScript = iota
	latin
	cyrillic
	arabic
	han
	scripts
)

func scriptOf(word string) int {
	r, _ := utf8.DecodeRuneInString(word)
	switch {
	case unicode.Is(unicode.Latin, r):
		return latin
	case unicode.Is(unicode.Cyrillic, r):
		return cyrillic
	case unicode.Is(unicode.Arabic, r):
		return arabic
	case unicode.Is(unicode.Han, r):
		return han
	}
	return otherScript
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (l *language) find(t Text, ts []token) (out []Finding) {
	place := l.placesIn(ts)
	speaker := l.speakers(ts)
	for at := range ts {
		for _, i := range l.starting(ts[at].word) {
			r := l.rules[i]
			ofSource := t.OfSource || speaker[at]
			if r.where == "source" && !ofSource {
				continue
			}
			n, value, level := l.matchRule(r, ts, place, at)
			if n == 0 {
				continue
			}
			f := Finding{Kind: r.kind, Value: r.value, Claim: t.Claim, Field: t.Field, Start: ts[at].start, End: ts[at+n-1].end, Past: t.Past, level: level,
				kinOfNamed: t.Named && r.kind == Kin && (ofSource || r.where == "own")}
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

// The subject of a verb of saying is not longer than this, in tokens: where the
// verb stands at the end of its sentence, and anywhere.
const (
	longestFirst   = 8
	longestSubject = 30
)

// speakers tells which tokens describe whoever speaks: the subject of a verb of
// saying, before the verb ("The accountant, a woman in her fifties, said") or
// behind it ("said the accountant, who …"), and never what is said.
func (l *language) speakers(ts []token) []bool {
	out := make([]bool, len(ts))
	mark := func(from, to int) {
		for i := from; i < to; i++ {
			out[i] = true
		}
	}
	verbLast := l.classes["verb-last"] != nil
	for at := range ts {
		n := l.says(ts, at)
		if n == 0 || ts[at].quoted {
			continue
		}
		if to := l.behind(ts, at, n); to > 0 && !verbLast {
			mark(at+n, to)
			continue
		}
		apposed := at > 0 && ts[at-1].breaks
		from := at
		for from > 0 && at-from < longestSubject && !ts[from-1].ends && !ts[from-1].quoted && (verbLast || apposed || !ts[from-1].breaks) {
			from--
		}
		switch {
		case from == at || l.takesClass("pronoun", ts, at-1) == 1:
		case !verbLast:
			mark(from, at)
		case l.takesClass("pronoun", ts, from) == 0:
			mark(from, min(at, from+longestFirst))
		}
	}
	return out
}

// behind is where the subject behind a verb of saying ends, 0 where there is
// none: it follows what was said, and is short, or goes on behind a comma.
func (l *language) behind(ts []token, at, n int) int {
	from := at + n
	begins := at == 0 || ts[at-1].breaks || ts[at-1].ends || ts[at-1].quoted
	if !begins || from >= len(ts) || ts[from-1].breaks || ts[from-1].ends || ts[from].quoted || l.classes["art"] != nil && l.takesClass("art", ts, from) == 0 {
		return 0
	}
	to := from + 1
	for to < len(ts) && !ts[to-1].breaks && !ts[to-1].ends && !ts[to].quoted {
		to++
	}
	if to-from > 5 {
		return 0 // what was said: "said the bureau had called her in"
	}
	if ts[to-1].breaks {
		for to < len(ts) && to-from < longestSubject && !ts[to-1].ends && !ts[to].quoted {
			to++
		}
	}
	return to
}

// says reports how many tokens a verb of saying takes.
func (l *language) says(ts []token, at int) int {
	for _, class := range []string{"say", "sayhe", "sayshe"} {
		if n := l.takesClass(class, ts, at); n > 0 {
			return n
		}
	}
	return 0
}

func (l *language) takesClass(class string, ts []token, at int) int {
	for _, m := range l.classes[class] {
		for _, words := range m.words {
			if n := takes(words, ts, at); n > 0 {
				return n
			}
		}
	}
	return 0
}

// named is a name of a place in running text.
type named struct {
	place  places.Place
	n      int  // tokens
	origin bool // it has an ending that says that somebody is from there
	looked bool
}

// placesIn looks for the longest name of a place at a token, once for each token
// however many rules ask.
func (l *language) placesIn(ts []token) func(at int) named {
	words := make([]string, len(ts))
	for i, x := range ts {
		words[i] = x.word
	}
	known := make([]named, len(ts))
	return func(at int) named {
		if !known[at].looked {
			known[at] = l.placeAt(words, at)
			known[at].looked = true
		}
		return known[at]
	}
}

// leastName is how many letters of a name are left at least where an ending is
// taken off.
const leastName = 4

// placeAt looks for a place as it is written, and then with endings taken off
// the first words of which one may be the last of its name.
func (l *language) placeAt(words []string, at int) named {
	if p, n := places.Embedded().Match(words, at); n > 0 {
		return named{place: p, n: n}
	}
	for n := min(3, len(words)-at); n > 0; n-- {
		last := words[at+n-1]
		for _, e := range l.endings {
			stem, ok := strings.CutSuffix(last, e.from)
			if !ok {
				continue
			}
			name := append(slices.Clone(words[at:at+n-1]), stem+e.to)
			if utf8.RuneCountInString(strings.Join(name, "")) < leastName {
				continue
			}
			if p, m := places.Embedded().Match(name, 0); m == n {
				return named{place: p, n: n, origin: e.origin}
			}
		}
	}
	return named{}
}

// matchRule matches a rule at a token. A rule that begins or ends with a place
// asks the gazetteer for the longest name there.
func (l *language) matchRule(r rule, ts []token, place func(at int) named, at int) (n int, value, level string) {
	last := r.pattern[len(r.pattern)-1]
	first := r.pattern[0]
	switch {
	case last.place():
		head := 0
		if len(r.pattern) > 1 {
			if head, _ = l.match(r.pattern[:len(r.pattern)-1], ts, at); head == 0 {
				return 0, "", ""
			}
		}
		if at+head >= len(ts) || head > 0 && ts[at+head-1].ends {
			return 0, "", ""
		}
		p := place(at + head)
		if p.n == 0 || last.class == "origin" && !p.origin {
			return 0, "", ""
		}
		return head + p.n, p.place.Name, string(p.place.Kind)
	case first.place():
		p := place(at)
		if p.n == 0 || at+p.n >= len(ts) || first.class == "origin" && !p.origin {
			return 0, "", ""
		}
		tail, _ := l.match(r.pattern[1:], ts, at+p.n)
		if tail == 0 {
			return 0, "", ""
		}
		return p.n + tail, p.place.Name, string(p.place.Kind)
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
