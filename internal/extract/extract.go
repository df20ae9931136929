// Package extract reads a report and proposes the claims in it. It works by
// words, rules and weights an organisation can read and change (see
// words/README.md), so the same text always gives the same proposals and every
// one can be explained by the rule it names, or by the features that speak for
// it. A person decides on each: nothing here is a claim yet.
//
// The cascade: sentences and tokens → dates, quantities, names, places,
// organisations → clauses → claims → who is meant → who says so → a second
// reading by learned weights → tensions. The idea of staged rules over annotations is that of JAPE (Cunningham, 1999);
// the clause grammar and the conventions are our own.
package extract

import (
	"errors"
	"fmt"
	"io/fs"
	"sort"
	"unicode/utf8"

	"github.com/habeas-record/habeas/edtf"
	"github.com/habeas-record/habeas/places"
)

// Options say what is known of a report beforehand.
type Options struct {
	Lang      string            // BCP 47 primary tag; "" to detect
	Published string            // EDTF; "" unknown, concluded from the text where it can be
	Publisher string            // the voice of everything nobody else is named for
	Own       []fs.FS           // an organisation's own words and rules, over ours
	Places    *places.Gazetteer // the places that names may mean; nil for those built in

	asked func(Question) // is given the second reader's questions
}

// Proposal is a claim the text seems to make. Exact is the text between the
// offsets, always; Start and End count code points, ByteStart and ByteEnd bytes
// of UTF-8, ends exclusive. Type is "" where a sentence looks as if it held a
// claim and no type fits.
type Proposal struct {
	Type        string         `json:"type"`
	Start       int            `json:"start"`
	End         int            `json:"end"`
	ByteStart   int            `json:"byteStart"`
	ByteEnd     int            `json:"byteEnd"`
	Exact       string         `json:"exact"`
	Prefix      string         `json:"prefix"` // at most 24 code points before
	Suffix      string         `json:"suffix"` // and behind
	Slots       map[string]any `json:"slots"`
	Hedge       string         `json:"hedge,omitempty"`
	Source      string         `json:"source"`     // who says so: words of the text, or the publisher
	SourceKind  string         `json:"sourceKind"` // publisher, named, described, plural, official, document, unattributed
	SourceStart int            `json:"sourceStart"`
	SourceEnd   int            `json:"sourceEnd"` // 0,0 where the text names nobody
	Chain       []string       `json:"chain"`     // source, reporter, translator, publisher, as far as named
	Rule        string         `json:"rule"`
	Sentence    int            `json:"sentence"`

	from, to int
	order    int
	own      bool // by a rule of the organisation's own
}

// Sentence is a sentence of the report; Claimed says that a proposal lies in it.
type Sentence struct {
	Start     int  `json:"start"`
	End       int  `json:"end"`
	ByteStart int  `json:"byteStart"`
	ByteEnd   int  `json:"byteEnd"`
	Claimed   bool `json:"claimed"`
}

// Found is a date or quantity at its place, claim or not.
type Found struct {
	Start     int       `json:"start"`
	End       int       `json:"end"`
	ByteStart int       `json:"byteStart"`
	ByteEnd   int       `json:"byteEnd"`
	Exact     string    `json:"exact"`
	Date      *Date     `json:"date,omitempty"`
	Quantity  *Quantity `json:"quantity,omitempty"`
}

// Result is what was found in a report.
type Result struct {
	Lang              string          `json:"lang"`
	Published         string          `json:"published"` // EDTF
	PublishedInferred bool            `json:"publishedInferred,omitempty"`
	Sentences         []Sentence      `json:"sentences"`
	Proposals         []Proposal      `json:"proposals"`
	Sources           []SourceMention `json:"sources"`
	Tensions          []Tension       `json:"tensions"`
	Dates             []Found         `json:"dates"`
	Quantities        []Found         `json:"quantities"`
}

// MaxWords is how many words and marks a text may have to be read for claims,
// some six hundred pages.
const MaxWords = 300_000

// ErrTooLong is the error for a text of more than that.
var ErrTooLong = errors.New("extract claims: the text is too long")

// Extract proposes the claims of a report. A language there are no words for
// gives dates and untyped sentences only. Text that is not UTF-8 is refused,
// since offsets into it would mean nothing.
func Extract(text string, o Options) (Result, error) {
	if !utf8.ValidString(text) {
		return Result{}, fmt.Errorf("extract claims: the text is not UTF-8: convert it first")
	}
	code := o.Lang
	if code == "" {
		code = detect(text)
	}
	lang, err := language(code)
	if len(o.Own) > 0 {
		lang, err = Load(code, o.Own...)
	}
	if err != nil {
		return Result{}, fmt.Errorf("extract claims: %w", err)
	}
	var published edtf.Date
	if o.Published != "" {
		if published, err = edtf.Parse(o.Published); err != nil {
			return Result{}, fmt.Errorf("extract claims: publication date %q: %w", o.Published, err)
		}
	}
	known := o.Places
	if known == nil {
		known = places.Embedded()
	}
	d, err := newDocument(text, lang, known)
	if err != nil {
		return Result{}, err
	}
	d.publisher, d.weights, d.asked = o.Publisher, lang.weights, o.asked
	if o.Published == "" {
		published = d.datePublication()
	}
	d.published = published.String()
	d.findDates(published)
	d.findPlaces()
	d.findQuantities()
	d.findNames()
	d.findFolk()
	d.findFacilities()
	d.findAuthorities()
	d.cut()
	d.attribute()
	proposals := d.propose(lang.rules)
	sources := d.listSources()
	r := Result{Lang: code, Published: d.published, PublishedInferred: d.inferred, Proposals: proposals, Sources: sources}
	d.finish(&r)
	r.Tensions = d.findTensions(&r)
	return r, nil
}

// datePublication takes a date line, else concludes from what is told.
func (d *document) datePublication() edtf.Date {
	if day, ok := d.dateLine(); ok {
		return day
	}
	var files []string
	for i := range d.tokens {
		if day, ok := fileDate(d, i); ok {
			files = append(files, day)
		}
	}
	d.inferred = true
	return inferPublication(d.text, d.lang, files)
}

// finish turns bytes into code points and anchors, and marks the sentences.
func (d *document) finish(r *Result) {
	runes := runeIndex(d.text)
	for _, s := range d.sentences {
		r.Sentences = append(r.Sentences, Sentence{Start: runes(s.start), End: runes(s.end), ByteStart: s.start, ByteEnd: s.end})
	}
	for i := range r.Proposals {
		p := &r.Proposals[i]
		p.Start, p.End = runes(p.ByteStart), runes(p.ByteEnd)
		p.Exact = d.text[p.ByteStart:p.ByteEnd]
		p.Prefix, p.Suffix = around(d.text, p.ByteStart, p.ByteEnd)
		p.SourceStart, p.SourceEnd = runes(p.SourceStart), runes(p.SourceEnd)
		for s := d.tokens[p.from].sentence; s <= d.tokens[p.to-1].sentence; s++ {
			r.Sentences[s].Claimed = true
		}
	}
	for i := range r.Sources {
		s := &r.Sources[i]
		s.ByteStart, s.ByteEnd = d.tokens[s.from].start, d.tokens[s.to-1].end
		s.Start, s.End = runes(s.ByteStart), runes(s.ByteEnd)
		for j := range s.Residual {
			x := &s.Residual[j]
			x.Words = d.slice(x.from, x.to)
			x.Start, x.End = runes(d.tokens[x.from].start), runes(d.tokens[x.to-1].end)
		}
	}
	for _, m := range d.mentions {
		f := Found{ByteStart: d.tokens[m.from].start, ByteEnd: d.tokens[m.to-1].end, Date: m.date, Quantity: m.quantity}
		f.Start, f.End, f.Exact = runes(f.ByteStart), runes(f.ByteEnd), d.slice(m.from, m.to)
		switch m.kind {
		case kindDate:
			r.Dates = append(r.Dates, f)
		case kindQuantity:
			r.Quantities = append(r.Quantities, f)
		}
	}
	for _, list := range [][]Found{r.Dates, r.Quantities} {
		sort.SliceStable(list, func(i, j int) bool { return list[i].Start < list[j].Start })
	}
}

// runeIndex returns a function from byte to code point offsets.
func runeIndex(text string) func(int) int {
	ascii := true
	for i := 0; i < len(text); i++ {
		if text[i] >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	if ascii {
		return func(b int) int { return b }
	}
	index := make([]int32, len(text)+1)
	n := int32(-1)
	for i := 0; i < len(text); i++ {
		if utf8.RuneStart(text[i]) {
			n++
		}
		index[i] = n
	}
	index[len(text)] = n + 1
	return func(b int) int { return int(index[b]) }
}

const context = 24

func around(text string, start, end int) (prefix, suffix string) {
	from := start
	for n := 0; n < context && from > 0; n++ {
		_, size := utf8.DecodeLastRuneInString(text[:from])
		from -= size
	}
	to := end
	for n := 0; n < context && to < len(text); n++ {
		_, size := utf8.DecodeRuneInString(text[to:])
		to += size
	}
	return text[from:start], text[end:to]
}
