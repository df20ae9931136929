package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/habeas-record/habeas/places"
)

// findPlaces marks every name the gazetteer knows, the longest first.
func (d *document) findPlaces() {
	low := make([]string, len(d.tokens))
	for i := range d.tokens {
		low[i] = d.tokens[i].low
	}
	for i := 0; i < len(d.tokens); i++ {
		if d.cased() && !d.tokens[i].capital {
			continue
		}
		end := d.sentences[d.tokens[i].sentence].to
		p, n := d.places.Match(low[:end], i)
		if n == 0 {
			continue
		}
		m := mention{kind: kindPlace, from: i, to: i + n, name: p.Name, placed: p.Kind, known: true}
		d.add(m)
		i += n - 1
	}
}

// cased says whether the language sets names off by capital letters.
func (d *document) cased() bool {
	switch d.lang {
	case "zh", "ug", "ar", "fa", "ja", "ko":
		return false
	}
	return true
}

// findNames sorts every run of capitalised words into places, organisations,
// facilities and persons.
func (d *document) findNames() {
	if !d.cased() {
		return
	}
	for i := 0; i < len(d.tokens); {
		from, to := d.capitalRun(i)
		if to == 0 {
			i++
			continue
		}
		d.classify(from, to)
		i = to
	}
	d.linkPeople()
}

// capitalRun returns the run of capitalised words that begins at i, or to = 0.
// Small joining words (bin, de, al) may stand inside it.
func (d *document) capitalRun(i int) (from, to int) {
	if !d.nameWord(i) {
		return 0, 0
	}
	s := d.sentences[d.tokens[i].sentence]
	if int(d.tokens[i].sentence) == d.title {
		return 0, 0
	}
	to = i + 1
	for to < s.to {
		switch t := d.tokens[to]; {
		case d.nameWord(to) && !d.opensClause(to):
			to++
		case t.text == "-" && d.glued(to) && to+1 < s.to && d.nameWord(to+1):
			to += 2
		case t.text == "." && utf8.RuneCountInString(d.tokens[to-1].text) <= 2 && to+1 < s.to && d.nameWord(to+1):
			to += 2
		case d.any(to, "name.particle") && to+1 < s.to && d.nameWord(to+1):
			to += 2
		case d.any(to, "name.particle") && to+2 < s.to && d.tokens[to+1].text == "-" && d.nameWord(to+2):
			to += 3
		case t.low == "'s" && to+1 < s.to && d.any(to+1, "organisation.head") && d.nameWord(to+1):
			to += 2
		default:
			return i, to
		}
	}
	return i, to
}

// glued says that no blank stands on either side of token i.
func (d *document) glued(i int) bool {
	return i > 0 && i+1 < len(d.tokens) && d.tokens[i-1].end == d.tokens[i].start && d.tokens[i].end == d.tokens[i+1].start
}

func (d *document) nameWord(i int) bool {
	t := d.tokens[i]
	if !t.capital || !t.word || d.covered(i, kindDate) {
		return false
	}
	if d.any(i, "weekday", "month") || t.low == "i" {
		return false
	}
	// At the start of a sentence or quotation any word is capitalised.
	if d.opensClause(i) && d.ordinary(i) {
		return false
	}
	return !d.any(i, "pronoun", "determiner", "conjunction", "auxiliary", "preposition", "possessive", "adverb.clause")
}

func (d *document) opensClause(i int) bool {
	if i == d.sentences[d.tokens[i].sentence].from {
		return true
	}
	prev := d.tokens[i-1]
	return !prev.word && strings.ContainsAny(prev.text, `"“«:„([‘'—`)
}

// ordinary says whether a capitalised first word is one of the language's own
// words rather than a name: the lexicon knows it in small letters.
func (d *document) ordinary(i int) bool {
	next := d.low(i + 1)
	for _, h := range d.tokens[i].hits {
		switch h.Concept {
		case "group", "organisation", "place.head", "organisation.head", "facility.head", "honorific", "abbreviation", "role", "name.particle":
		case "occupation", "kin":
			if i+1 < len(d.tokens) && d.tokens[i+1].capital {
				continue
			}
			return true
		default:
			return true
		}
	}
	t := d.tokens[i]
	for _, suffix := range []string{"ing", "ly", "ed", "ers", "ies"} {
		if len(t.low) > 5 && strings.HasSuffix(t.low, suffix) && (i+1 >= len(d.tokens) || !d.tokens[i+1].capital) && next != "," && next != "'s" {
			return true
		}
	}
	return false
}

// classify decides what a run of capitalised words names.
func (d *document) classify(from, to int) {
	for from < to && d.covered(from, kindPlace) && d.mentions[d.over(from, kindPlace)].to < to && d.any(d.mentions[d.over(from, kindPlace)].to, "role", "occupation", "honorific") {
		from = d.mentions[d.over(from, kindPlace)].to
	}
	if end, ok := d.longest(from, "facility.known"); ok {
		d.add(mention{kind: kindFacility, from: from, to: end, known: true})
		if end < to {
			d.classify(end, to)
		}
		return
	}
	if end, k := d.headed(from, to); k != kindNone {
		d.add(mention{kind: k, from: from, to: end})
		if end < to {
			d.classify(end, to)
		}
		return
	}
	// A role, title or people's name before a name: "Interior Minister X".
	for i := to - 1; i > from-1; i-- {
		if h, ok := d.longest(i, "role", "occupation", "honorific", "group"); ok && h <= to {
			if h < to {
				d.person(h, to, true)
			}
			return
		}
	}
	if m := d.over(from, kindPlace); m >= 0 {
		switch end := d.mentions[m].to; {
		case end >= to:
			return
		case to-from <= 3 && d.mentions[m].placed != places.Country:
			d.person(from, to, false) // Santiago Lopez
		default:
			d.classify(end, to)
		}
		return
	}
	if h, ok := d.longest(from, "organisation"); ok {
		d.add(mention{kind: kindOrg, from: from, to: max(h, from+1), known: true})
		return
	}
	if to-from == 1 && acronym(d.tokens[from].text) {
		if d.any(from, "belonging", "condition") {
			return // an ID or SIM card
		}
		d.add(mention{kind: kindOrg, from: from, to: to})
		return
	}
	if d.any(to, "organisation.tail") || d.any(from-1, "organisation.tail") && !d.any(from-1, "person", "kin") ||
		d.low(from-1) == "the" && !d.any(to, "kin", "family") {
		d.add(mention{kind: kindOrg, from: from, to: to})
		return
	}
	if d.placeByContext(from, to) {
		return
	}
	d.person(from, to, false)
}

// headed finds a head word that says what the run is: Prison, Ministry, County.
// The head may stand in small letters right behind the run.
func (d *document) headed(from, to int) (int, kind) {
	s := d.sentences[d.tokens[from].sentence]
	for i := from + 1; i <= to && i < s.to; i++ {
		if h, ok := d.longest(i, "facility.word", "facility.head"); ok && h >= to && h <= s.to {
			return h, kindFacility
		}
	}
	for i := min(to, s.to-1); i > from; i-- { // right behind first, then from the right
		if h, ok := d.longest(i, "facility.head"); ok && h <= s.to {
			return h, kindFacility
		}
		if h, ok := d.longest(i, "place.head"); ok && (i < to || d.low(i) != "state") && !(i == to && d.covered(to, kindDate)) {
			return h, kindPlace
		}
		if h, ok := d.longest(i, "organisation.head"); ok && i < to {
			return d.orgTail(max(h, to)), kindOrg
		}
	}
	if h, ok := d.longest(from, "organisation.head", "facility.head"); ok && d.low(h) == "of" || ok && d.low(h) == "for" {
		return d.orgTail(h), kindOrg
	}
	return 0, kindNone
}

// orgTail carries an organisation's name over "of", "for" and "and" to the
// capitalised words behind: Ministry of Internal Affairs.
func (d *document) orgTail(end int) int {
	for end+1 < len(d.tokens) && d.sameSentence(end-1, end+1) {
		switch d.low(end) {
		case "of", "for", "on", "against":
		case "and":
		default:
			return end
		}
		next := end + 1
		if d.low(next) == "the" && next+1 < len(d.tokens) {
			next++
		}
		if !d.nameWord(next) || d.low(end) == "and" && d.covered(next, kindPlace) {
			return end
		}
		_, to := d.capitalRun(next)
		if to == 0 {
			return end
		}
		end = to
	}
	return end
}

func acronym(s string) bool {
	n := 0
	for _, r := range s {
		if !unicode.IsUpper(r) && !unicode.IsDigit(r) && r != '.' && r != '&' {
			return false
		}
		n++
	}
	return n >= 2 && n <= 8
}

// placeByContext takes a name for a place when it follows a preposition of
// place, or stands before a known place and a comma.
func (d *document) placeByContext(from, to int) bool {
	before := d.low(from - 1)
	if before == "the" {
		before = d.low(from - 2)
	}
	if to-from > 3 || d.knownPerson(from, to) {
		return false
	}
	if d.aged(to) || to-from > 1 && d.verbAt(to) {
		return false
	}
	loc := d.any(from-1, "preposition.place") || d.low(from-1) == "the" && d.any(from-2, "preposition.place")
	of := before == "of" && (d.any(from-2, "place.head", "person", "role", "source.word") || d.low(from-1) == "the" && d.any(from-3, "place.head"))
	chain := d.low(to) == "," && d.sameSentence(from, to+1) && d.covered(to+1, kindPlace) && !d.any(from-1, "honorific", "role", "occupation", "kin")
	afterPlace := d.low(from-1) == "," && d.over(from-2, kindPlace) >= 0 && d.low(to) != "'s" && !d.verbAt(to) && to-from < 2
	if of || loc && (before == "in" || before == "near" || to-from == 1) || chain && (to-from == 1 || loc) || afterPlace && to-from == 1 && d.low(to) == "," {
		d.add(mention{kind: kindPlace, from: from, to: to})
		return true
	}
	return false
}

func (d *document) knownPerson(from, to int) bool {
	last := d.low(to - 1)
	for _, p := range d.people {
		for _, part := range p.parts {
			if part == last {
				return true
			}
		}
	}
	return false
}
