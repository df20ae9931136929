package extract

import (
	"strings"

	"github.com/habeas-record/habeas/places"
)

type kind uint8

const (
	kindNone kind = iota
	kindDate
	kindQuantity
	kindPlace
	kindOrg
	kindFacility
	kindPerson
	kindFolk  // people not named: "young Tatar bakers", "her sister"
	kindCount // a quantity of people; only rules ask for it
)

// kindNames are the mentions a rule may ask for.
var kindNames = map[string]uint8{
	"DATE": uint8(kindDate), "QTY": uint8(kindQuantity), "PLACE": uint8(kindPlace), "ORG": uint8(kindOrg),
	"FACILITY": uint8(kindFacility), "PERSON": uint8(kindPerson), "FOLK": uint8(kindFolk), "COUNT": uint8(kindCount),
}

// mention is a stretch of tokens [from,to) that names something.
type mention struct {
	kind     kind
	from, to int
	name     string      // canonical where one is known
	person   int         // index into people, for persons
	placed   places.Kind // for places
	known    bool        // found in the gazetteer or lexicon rather than by shape
	date     *Date
	quantity *Quantity
	number   int // for quantities: where the figure ends and its unit begins
}

// Date is a point or stretch of time as the text gives it.
type Date struct {
	Words     string `json:"text"`
	EDTF      string `json:"edtf"`
	Inferred  bool   `json:"inferred,omitempty"`
	Vague     bool   `json:"vague,omitempty"`
	Duration  bool   `json:"duration,omitempty"`
	Ambiguous bool   `json:"ambiguous,omitempty"`

	event bool // counted from something told, not from publication
	asOf  bool // "to this day"
	file  bool // from the name of a file
}

// person is somebody named in the text, under the fullest form met.
type person struct {
	name    string
	parts   []string // lower-cased words of the name
	female  int      // +1 for each sign of a woman, -1 of a man
	spoke   bool
	kin     map[string]int // "sister" → index of the person who is it
	last    int            // token of the last mention
	mention int            // first mention
}

func (d *document) add(m mention) int {
	if m.name == "" {
		m.name = d.slice(m.from, m.to)
	}
	n := len(d.mentions)
	d.mentions = append(d.mentions, m)
	d.tokens[m.from].mentions = append(d.tokens[m.from].mentions, n)
	for i := m.from; i < m.to; i++ {
		d.covers[i] = append(d.covers[i], n)
	}
	return n
}

// drop takes a mention back: its words turned out to be part of another.
func (d *document) drop(n int) {
	m := &d.mentions[n]
	remove := func(list []int) []int {
		kept := list[:0]
		for _, x := range list {
			if x != n {
				kept = append(kept, x)
			}
		}
		return kept
	}
	d.tokens[m.from].mentions = remove(d.tokens[m.from].mentions)
	for i := m.from; i < m.to; i++ {
		d.covers[i] = remove(d.covers[i])
	}
	m.kind = kindNone
}

// covered says whether token i lies in a mention of one of the kinds.
func (d *document) covered(i int, kinds ...kind) bool { return d.over(i, kinds...) >= 0 }

// over returns the mention of one of the kinds that lies over token i, or -1.
func (d *document) over(i int, kinds ...kind) int {
	if i < 0 || i >= len(d.covers) {
		return -1
	}
	for _, m := range d.covers[i] {
		for _, k := range kinds {
			if d.mentions[m].kind == k {
				return m
			}
		}
	}
	return -1
}

// startsAt returns the longest mention of one of the kinds that begins at i.
func (d *document) startsAt(i int, kinds ...kind) int {
	best := -1
	if i < 0 || i >= len(d.tokens) {
		return best
	}
	for _, m := range d.tokens[i].mentions {
		for _, k := range kinds {
			if d.mentions[m].kind == k && (best < 0 || d.mentions[m].to > d.mentions[best].to) {
				best = m
			}
		}
	}
	return best
}

var folkHeads = []string{"person", "occupation", "kin", "group", "role", "tie", "source.word"}

// findFolk marks noun phrases whose head is a person noun: from the article,
// number or adjectives before it to the head.
func (d *document) findFolk() {
	for i := 0; i < len(d.tokens); i++ {
		end, ok := d.longest(i, folkHeads...)
		if !ok || d.tokens[i].capital && !d.any(i, "group") && d.any(i, "role") || d.covered(i, kindPerson, kindOrg, kindFolk) {
			continue
		}
		if d.any(end, folkHeads...) && d.sameSentence(i, end) && !d.covered(end, kindPerson, kindOrg) {
			continue // an adjective of the next head
		}
		if d.low(end) == "'s" || !d.sameSentence(i, end) || d.low(end) != "-" {
			from := d.phraseStart(i)
			d.add(mention{kind: kindFolk, from: from, to: end})
		}
	}
}

// findFacilities marks prisons and camps told by common nouns, with the place
// they are said to be in: "the closed prison in Zhodzina".
func (d *document) findFacilities() {
	for i := 0; i < len(d.tokens); i++ {
		end, ok := d.longest(i, "facility.word")
		if !ok || d.covered(i, kindFacility, kindOrg, kindFolk) {
			continue
		}
		m := mention{kind: kindFacility, from: d.phraseStart(i), to: end}
		switch d.low(end) {
		case "in", "on", "at", "of", "near", "outside":
			at := end + 1
			if d.low(at) == "the" {
				at++
			}
			if p := d.startsAt(at, kindPlace, kindOrg); p >= 0 && d.sameSentence(i, at) {
				m.to, m.known = d.mentions[p].to, true
			}
		}
		d.add(m)
		i = end - 1
	}
}

// phraseStart walks left over what may stand before a noun in its phrase.
func (d *document) phraseStart(head int) int {
	from, first := head, d.sentences[d.tokens[head].sentence].from
	for i := head - 1; i >= first && head-i <= 9; i-- {
		t := d.tokens[i]
		switch {
		case t.low == "of" && i > first && d.covered(i-1, kindQuantity):
		case d.any(i, "determiner"), d.any(i, "possessive"):
			from = i
			if q := d.over(i-1, kindQuantity); q < 0 {
				return from
			}
		case t.text == "-" || t.scare && !t.word:
		case !t.word, d.any(i, "preposition", "auxiliary", "conjunction", "pronoun", "verb", "adverb.clause"):
			return from
		case d.covered(i, kindDate, kindPerson):
			return from
		case t.low == "'s":
		default:
			from = i
		}
	}
	return from
}

// names of what a thing is called, for slots: without the article.
func bare(s string) string {
	for _, a := range []string{"the ", "The ", "a ", "A ", "an ", "An "} {
		if rest, ok := strings.CutPrefix(s, a); ok {
			return rest
		}
	}
	return s
}
