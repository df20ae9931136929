package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"

	"github.com/habeas-record/habeas/internal/extract/lexicon"
	"github.com/habeas-record/habeas/internal/extract/weigh"
	"github.com/habeas-record/habeas/places"
)

// token is a word, a number or a mark of punctuation; start and end are bytes.
type token struct {
	start, end int
	text, low  string
	sentence   int
	capital    bool // begins with an upper-case letter
	number     bool // begins with a digit
	word       bool // holds a letter or digit
	quoted     bool // inside quotation marks that hold speech
	scare      bool // inside quotation marks around a word or two
	hits       []lexicon.Hit
	mentions   []int // indexes of the mentions that begin here
}

// document is a report on its way through the cascade. All offsets inside are
// bytes; runes are counted once, at the door.
type document struct {
	words     int  // so many tokens were cut
	spans     bool // only where sentences lie is wanted, and their tokens are dropped
	text      string
	lang      string
	tokens    []token
	sentences []sentence
	quotes    []quote
	mentions  []mention
	starts    []bool // clause starts
	voices    []*voice
	covers    [][]int // mentions over each token
	people    []person
	dates     []int // indexes of date mentions
	places    *places.Gazetteer
	publisher string
	published string // EDTF
	inferred  bool   // published was concluded from the text
	title     int    // sentence that is the headline, or -1
	says      []say
	described []introducedSource
	sex       map[string]int // source → token of the pronoun that tells it
	credited  []string
	kinNames  map[string][]kinName
	weights   *weigh.Model // of the second reader; nil for a language without
	asked     func(Question)
}

// sentence is a run of tokens [from,to) and of bytes.
type sentence struct {
	from, to   int
	start, end int
	paragraph  int
}

// words splits text as Unicode does, leaves out blanks, and parts the
// possessive from its noun.
func splitWords(text string, offset int, dst []token) []token {
	it := words.FromString(text)
	pos := 0
	for len(dst) <= MaxWords && it.Next() {
		w := it.Value()
		start := offset + pos
		pos += len(w)
		r, _ := utf8.DecodeRuneInString(w)
		if unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' || unicode.Is(unicode.Bidi_Control, r) {
			continue
		}
		if cut := possessive(w); cut > 0 {
			dst = append(dst, makeToken(w[:cut], start), makeToken(w[cut:], start+cut))
			continue
		}
		dst = append(dst, makeToken(w, start))
	}
	return dst
}

func possessive(w string) int {
	for _, s := range []string{"'s", "’s", "'S", "’S"} {
		if len(w) > len(s) && strings.HasSuffix(w, s) {
			return len(w) - len(s)
		}
	}
	return 0
}

func makeToken(w string, start int) token {
	t := token{start: start, end: start + len(w), text: w, low: strings.ReplaceAll(strings.ToLower(w), "’", "'")}
	first, _ := utf8.DecodeRuneInString(w)
	if unicode.Is(unicode.Han, first) {
		t.low = simplified.Replace(t.low)
	}
	t.capital = unicode.IsUpper(first) || unicode.IsTitle(first)
	t.number = unicode.IsDigit(first)
	for _, r := range w {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			t.word = true
			break
		}
	}
	return t
}

// lowWords is how lexicon forms and rule literals are cut: just as the text is.
func lowWords(s string) []string {
	star := strings.HasSuffix(s, "*")
	var out []string
	for _, t := range splitWords(strings.TrimSuffix(s, "*"), 0, nil) {
		out = append(out, t.low)
	}
	if star && len(out) > 0 {
		out[len(out)-1] += "*"
	}
	return out
}

// slice is the text of tokens [from,to).
func (d *document) slice(from, to int) string {
	if from >= to {
		return ""
	}
	return d.text[d.tokens[from].start:d.tokens[to-1].end]
}

// has says whether a form of the concept begins at token i, and where the
// longest of them ends.
func (d *document) has(i int, concept string) (lexicon.Hit, bool) {
	var best lexicon.Hit
	for _, h := range d.tokens[i].hits {
		if h.Concept == concept && h.End > best.End {
			best = h
		}
	}
	return best, best.End > 0
}

// any says whether any of the concepts begins at token i.
func (d *document) any(i int, concepts ...string) bool {
	if i < 0 || i >= len(d.tokens) {
		return false
	}
	for _, c := range concepts {
		if _, ok := d.has(i, c); ok {
			return true
		}
	}
	return false
}

func (d *document) low(i int) string {
	if i < 0 || i >= len(d.tokens) {
		return ""
	}
	return d.tokens[i].low
}
