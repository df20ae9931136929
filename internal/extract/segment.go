package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/sentences"

	"github.com/habeas-record/habeas/internal/extract/lexicon"
	"github.com/habeas-record/habeas/places"
)

// quote is a run of tokens between quotation marks, the marks included.
type quote struct{ from, to int }

// newDocument cuts the text into sentences and tokens and looks every token up
// in the lexicon.
func newDocument(text string, language *Language, known *places.Gazetteer) (*document, error) {
	d := &document{text: text, lang: language.Code, places: known, title: -1}
	if err := d.segment(language); err != nil {
		return nil, err
	}
	d.markQuotes()

	low := make([]string, len(d.tokens))
	for i := range d.tokens {
		low[i] = d.tokens[i].low
	}
	for i := range d.tokens {
		// A form never runs over the end of its sentence.
		end := d.sentences[d.tokens[i].sentence].to
		d.tokens[i].hits = language.words.Match(nil, low[:end], i)
	}
	if language.Code == "en" {
		d.findPeoples()
		d.guessVerbs()
	}
	d.covers = make([][]int, len(d.tokens))
	if len(d.sentences) > 0 && d.headline(0) {
		d.title = 0
	}
	return d, nil
}

// segment cuts the text into sentences and these into words.
func (d *document) segment(language *Language) error {
	paragraph := 0
	for start := 0; start < len(d.text); {
		end := strings.IndexByte(d.text[start:], '\n')
		if end < 0 {
			end = len(d.text)
		} else {
			end += start
		}
		d.paragraph(d.text[start:end], start, paragraph, language)
		if d.words > MaxWords {
			return ErrTooLong
		}
		paragraph++
		start = end + 1
	}
	return nil
}

func (d *document) paragraph(text string, offset, number int, language *Language) {
	it := sentences.FromString(text)
	var pieces []string
	for it.Next() {
		pieces = append(pieces, it.Value())
	}
	start, end := 0, 0 // of the sentence, in text
	for i := 0; i < len(pieces); i++ {
		end += len(pieces[i])
		for i+1 < len(pieces) && language.abbreviates(text[start:end]) {
			i++
			end += len(pieces[i])
		}
		for _, part := range splitGlued(text[start:end]) {
			d.sentence(part, offset+start, number)
			start += len(part)
		}
		if d.words > MaxWords {
			return
		}
	}
}

func (d *document) sentence(text string, offset, paragraph int) {
	from := len(d.tokens)
	d.tokens = splitWords(text, offset, d.tokens)
	if len(d.tokens) == from {
		return
	}
	for i := from; i < len(d.tokens); i++ {
		d.tokens[i].sentence = len(d.sentences)
	}
	d.sentences = append(d.sentences, sentence{
		from: from, to: len(d.tokens), paragraph: paragraph,
		start: d.tokens[from].start, end: d.tokens[len(d.tokens)-1].end,
	})
	d.words += len(d.tokens) - from
	if d.spans {
		d.tokens = d.tokens[:from]
	}
}

// abbreviates says whether a piece ends in an abbreviation, so that its full
// stop ends no sentence.
func (l *Language) abbreviates(piece string) bool {
	piece = strings.TrimRightFunc(piece, unicode.IsSpace)
	if !strings.HasSuffix(piece, ".") {
		return false
	}
	word := piece[strings.LastIndexFunc(piece[:len(piece)-1], func(r rune) bool { return unicode.IsSpace(r) || r == '(' || r == '"' || r == '“' })+1:]
	body := strings.ToLower(strings.TrimSuffix(word, "."))
	if utf8.RuneCountInString(body) == 1 && unicode.IsUpper([]rune(word)[0]) && body != "i" {
		return true
	}
	tokens := lowWords(body)
	for _, h := range l.words.Match(nil, tokens, 0) {
		if h.Concept == "abbreviation" && h.End == len(tokens) && len(tokens) > 0 {
			return true
		}
	}
	return false
}

// splitGlued parts sentences that were set without a blank between them
// ("at night.They"): a lower-case word of three letters or more, a stop, and a
// capitalised word.
func splitGlued(text string) []string {
	var out []string
	last := 0
	for i := 3; i+2 < len(text); i++ {
		if c := text[i]; c != '.' && c != '!' && c != '?' {
			continue
		}
		if lower(text[i-1]) && lower(text[i-2]) && lower(text[i-3]) && upper(text[i+1]) && lower(text[i+2]) {
			out = append(out, text[last:i+1])
			last = i + 1
		}
	}
	return append(out, text[last:])
}

func lower(b byte) bool { return b >= 'a' && b <= 'z' }
func upper(b byte) bool { return b >= 'A' && b <= 'Z' }

var closing = map[string]string{"“": "”", "«": "»", "「": "」", "『": "』", "„": "“", "《": "》", "‹": "›"}

// markQuotes finds quotations. A paragraph may leave its last one open, as
// quotations that run on into the next paragraph do. Straight marks alternate.
func (d *document) markQuotes() {
	open, want := -1, ""
	for i := range d.tokens {
		if i > 0 && d.sentences[d.tokens[i].sentence].paragraph != d.sentences[d.tokens[i-1].sentence].paragraph {
			if open >= 0 {
				d.addQuote(open, i)
			}
			open = -1
		}
		t := d.tokens[i].text
		switch {
		case open >= 0 && (t == want || want == "”" && t == `"` || t == `”` && want == `"`):
			d.addQuote(open, i+1)
			open = -1
		case open >= 0:
		case t == `"`:
			open, want = i, `"`
		case closing[t] != "" && t != "《":
			open, want = i, closing[t]
		}
	}
	if open >= 0 {
		d.addQuote(open, len(d.tokens))
	}
}

// addQuote tells speech from scare quotes: speech is a clause, has a comma or
// stop inside its closing mark, or is long.
func (d *document) addQuote(from, to int) {
	count, last := 0, ""
	for i := from + 1; i < to-1; i++ {
		if d.tokens[i].word {
			count++
		}
		last = d.tokens[i].text
	}
	first := d.sentences[d.tokens[from].sentence].from == from
	if before := from - 1; before >= 0 && (d.tokens[before].word && d.tokens[before].end+2 >= d.tokens[from].start && !first && quotesWords[d.tokens[before].low]) {
		count, last = 0, "" // "guilty of", "known as": words of a document, not speech
	}
	speech := count > 6 || first && count > 2 || count > 3 && last != "" && strings.ContainsAny(last, ".,!?，。")
	for i := from; i < to; i++ {
		d.tokens[i].quoted = speech
		d.tokens[i].scare = !speech
	}
	if speech {
		d.quotes = append(d.quotes, quote{from, to})
	}
}

// quotesWords come before words quoted from a charge or a name.
var quotesWords = map[string]bool{
	"of": true, "for": true, "with": true, "as": true, "under": true, "on": true, "in": true, "the": true, "a": true, "an": true,
	"to": true, "at": true, "by": true, "over": true, "is": true, "was": true, "called": true, "and": true, "or": true, "his": true, "her": true, "their": true,
}

// headline says whether a sentence is a line of its own without a full stop,
// as titles and subheadings are.
func (d *document) headline(s int) bool {
	last := d.tokens[d.sentences[s].to-1].text
	if strings.ContainsAny(last, `.!?。！？:"”`) {
		return false
	}
	p := d.sentences[s].paragraph
	if s > 0 && d.sentences[s-1].paragraph == p || s+1 < len(d.sentences) && d.sentences[s+1].paragraph == p {
		return false
	}
	return d.sentences[s].to-d.sentences[s].from <= 30
}

// guessVerbs takes English words in -ed and -ing that the lexicon does not know
// for verbs, which is what they mostly are, so that clauses are found around
// acts nobody thought to list.
func (d *document) guessVerbs() {
	for i := range d.tokens {
		t := &d.tokens[i]
		if len(t.hits) > 0 || t.capital || len(t.low) < 5 {
			continue
		}
		switch {
		case strings.HasSuffix(t.low, "ed") && !strings.HasSuffix(t.low, "eed"):
			t.hits = append(t.hits, lexicon.Hit{Concept: "verb", End: i + 1, Form: lexicon.Past | lexicon.Part})
		case strings.HasSuffix(t.low, "ing") && len(t.low) > 6:
			t.hits = append(t.hits, lexicon.Hit{Concept: "verb", End: i + 1, Form: lexicon.Ing})
		}
	}
}

// findPeoples adds the words for a country's people, which the gazetteer knows,
// to what the lexicon has found: Belarusian, South Koreans.
func (d *document) findPeoples() {
	for i := range d.tokens {
		if !d.tokens[i].capital {
			continue
		}
		end := i + 1
		p, ok := d.places.OfPeople(d.tokens[i].low)
		if !ok && i+1 < len(d.tokens) && d.tokens[i+1].capital {
			end = i + 2
			p, ok = d.places.OfPeople(d.tokens[i].low + " " + d.tokens[i+1].low)
		}
		if ok && !d.any(i, "group") {
			d.tokens[i].hits = append(d.tokens[i].hits, lexicon.Hit{Concept: "group", End: end, Form: lexicon.Noun, Value: p.Name})
		}
	}
}
