package extract

import (
	"strings"

	"github.com/habeas-record/habeas/edtf"
)

// These claims need no rule of their own: every count of people or money is
// one, every first mention of a name, and the first words of every source.

// order ranks built-in claims behind those of the rule file.
const order = 1 << 20

// quantityClaims proposes counts of people, sums of money and lengths of
// sentences and detentions.
func (d *document) quantityClaims() []Proposal {
	var out []Proposal
	for n := range d.mentions {
		x := d.mentions[n]
		s := d.sentences[d.tokens[x.from].sentence]
		if d.tokens[x.from].sentence == d.title {
			continue
		}
		switch {
		case x.kind == kindQuantity && x.quantity.Class == "persons":
			x.quantity.Verb = d.countedBy(x, s)
			if !d.countsPeople(x) {
				continue
			}
			kind := "quantity.persons"
			if x.quantity.Verb != "" {
				kind += "_" + strings.ReplaceAll(x.quantity.Verb, " ", "_")
			}
			out = append(out, d.quantity(kind, x))
		case x.kind == kindQuantity && x.quantity.Class == "money":
			out = append(out, d.quantity("quantity.money", x))
		case x.kind == kindDate && x.date.Duration && !x.date.event && d.lasts(x):
			kind := "duration"
			switch {
			case d.nearTerm(x, "term", "sentence", "sentence.give", "custody", "detain", "held", "house.arrest"):
				kind = "duration.sentence"
			case !d.nearTerm(x, "trial", "serve", "question", "arrest.word", "torture", "release"):
				continue // how long a journey took or how old a child is
			}
			p := d.make(kind, x.from, x.to, "duration")
			p.order = order
			p.Slots["duration"], p.Slots["text"] = x.date.EDTF, x.date.Words
			out = append(out, p)
		}
	}
	return out
}

// quantity makes the claim of one figure. A currency sign belongs to it.
func (d *document) quantity(kind string, x mention) Proposal {
	from := x.from
	if d.any(from-1, "money.sign") {
		from--
	}
	if d.any(from-1, "determiner") && d.sameSentence(from-1, from) {
		from--
	}
	p := d.make(kind, from, x.to, "quantity")
	p.order = order
	p.Slots["quantity"] = x.quantity
	return p
}

// countsPeople leaves out "one" and figures that only describe, as in "his two
// sons", which the rules for dependants take.
func (d *document) countsPeople(x mention) bool {
	q := x.quantity
	if q.Min != nil && q.Max != nil && *q.Max < 2 {
		return false
	}
	if q.Min == nil && q.Max == nil {
		return false // "many", "a number of": no count
	}
	for i := x.from; i <= x.to+1 && i < len(d.tokens); i++ {
		if d.any(i, "age.word") {
			return false // in some languages an age looks like a count
		}
	}
	if q.Verb == "" && q.Max != nil && q.Min != nil && *q.Max < 4 {
		return false // two or three people of whom nothing is counted
	}
	if d.low(x.from-1) == "the" && q.Max != nil && *q.Max <= 20 {
		return false // "the two men": told before
	}
	return !d.any(x.from-1, "possessive") && !d.any(x.to-1, "kin")
}

// countedBy names the act a figure counts: the verb of its clause.
func (d *document) countedBy(x mention, s sentence) string {
	from, to := d.clause(x.from, x.to)
	for i := from; i < to; i++ {
		if h, ok := d.hit(i, "counted.act"); ok {
			return h.Value
		}
	}
	return ""
}

// lasts says whether a length of time is told with a number, rather than "for a
// while", and is neither an age nor a point in time.
func (d *document) lasts(x mention) bool {
	if d.any(x.to, "condition") || d.low(x.to) == "ago" || d.low(x.to-1) == "ago" || d.low(x.to) == "old" || d.low(x.to) == "of" && d.low(x.to+1) == "age" || d.low(x.from-1) == "of" && d.any(x.from-2, "person", "child.kin") {
		return false
	}
	for i := x.from; i < x.to; i++ {
		if _, _, ok := d.number(i); ok {
			return true
		}
	}
	return false
}

// nearTerm says whether a length of time is told beside one of the concepts.
func (d *document) nearTerm(x mention, concepts ...string) bool {
	s := d.sentences[d.tokens[x.from].sentence]
	from, to := d.clause(x.from, x.to)
	for i := max(s.from, from-8); i < min(to+4, s.to); i++ {
		if d.any(i, concepts...) {
			return true
		}
	}
	return false
}

// nameClaims proposes the first mention of every named person but the people
// who made the report.
func (d *document) nameClaims() []Proposal {
	var out []Proposal
	seen := map[int]bool{}
	for _, n := range d.inOrder(kindPerson) {
		x := d.mentions[n]
		if seen[x.person] {
			continue
		}
		seen[x.person] = true
		// Who is told only as somebody's mother or lawyer is a relation.
		if d.inCredit(x.from) || d.inHead(x.from) || x.to-x.from == 1 && d.kinBefore(x.from) || d.any(x.from-1, "tie") || d.boilerplate(d.sentences[d.tokens[x.from].sentence]) {
			continue
		}
		if d.anyWithin(x.from, x.to, "organisation.head", "arrest.word", "abduct", "missing", "torture", "crime") || d.any(x.from, "place.head", "facility.word") {
			continue // a body or a camp taken for a person
		}
		p := d.make("person.name", x.from, x.to, "name")
		p.order = order
		p.Slots["person"] = x.name
		out = append(out, p)
	}
	return out
}

// inHead says whether a token stands in one of the lines above the story:
// headline, outlet, date.
func (d *document) inHead(i int) bool {
	n := d.tokens[i].sentence
	s := d.sentences[n]
	if n > 3 || s.to-s.from > 20 {
		return false
	}
	for j := s.from; j < s.to; j++ {
		if d.any(j, "auxiliary") {
			return false
		}
	}
	return !strings.ContainsAny(d.tokens[s.to-1].text, ".!?。！？؟")
}

// headLine says whether a line above the story names an outlet or a day.
func (d *document) headLine(s sentence) bool {
	for i := s.from; i < s.to; i++ {
		if d.tokens[i].text == "|" || d.covered(i, kindDate, kindOrg) || i == s.from && d.low(i) == "by" {
			return true
		}
	}
	return false
}

// facilityClaims proposes the first mention of every facility with a name of
// its own, and the headline.
func (d *document) facilityClaims() []Proposal {
	var out []Proposal
	seen := map[string]bool{}
	for _, n := range d.inOrder(kindFacility) {
		x := d.mentions[n]
		key := strings.ToLower(x.name)
		if seen[key] || d.tokens[x.from].sentence == d.title || !x.known && (strings.ToLower(x.name) == x.name || x.to-x.from == 1) || d.any(x.to-1, "hospital") {
			continue
		}
		seen[key] = true
		p := d.make("place.facility", x.from, x.to, "facility")
		p.order = order
		p.Slots["name"] = x.name
		out = append(out, p)
	}
	for n := 0; n < len(d.sentences) && n < 4; n++ {
		s := d.sentences[n]
		if n == d.title || !d.inHead(s.from) || d.boilerplate(s) || !d.headLine(s) {
			continue
		}
		p := d.plain("byline.org", s.from, s.to)
		p.Slots["line"] = d.slice(s.from, s.to)
		out = append(out, p)
	}
	if d.title >= 0 {
		s := d.sentences[d.title]
		p := d.plain("doc.title", s.from, s.to)
		p.Slots["title"] = d.slice(s.from, s.to)
		out = append(out, p)
	}
	return out
}

// kinClaims proposes the first "his mother", "their daughters" of each kin word
// that no rule has given a name.
func (d *document) kinClaims(kept []Proposal) []Proposal {
	var out []Proposal
	seen := map[string]bool{}
	for _, p := range kept {
		if p.Type == "relation" || p.Type == "dependant" {
			for i := p.from; i < p.to; i++ {
				if h, ok := d.hit(i, "kin"); ok {
					seen[h.Value] = true
				}
			}
		}
	}
	for i := range d.tokens {
		h, ok := d.hit(i, "kin")
		if !ok || d.any(i, "child.kin") || seen[h.Value] || h.Value == "family" || h.Value == "relative" || h.Value == "partner" || d.tokens[i].sentence == d.title {
			continue
		}
		from := d.phraseStart(i)
		if from == i || !d.any(from, "possessive") && d.low(i-1) != "'s" || d.low(from) == "my" || d.low(from) == "our" {
			continue
		}
		seen[h.Value] = true
		if d.low(i-1) != "'s" && !d.namesSpeaker(i) {
			continue // "his parents" in passing: nobody is told of
		}
		p := d.make("relation", from, h.End, "kin")
		p.order = order
		p.Slots["rel"] = h.Value
		out = append(out, p)
	}
	return out
}

// namesSpeaker says whether a token stands in the words for a speaker.
func (d *document) namesSpeaker(i int) bool {
	for _, a := range d.says {
		if a.speaker.from <= i && i < a.speaker.to {
			return true
		}
	}
	return false
}

// inCredit says whether a token stands in a credit line.
func (d *document) inCredit(i int) bool {
	s := d.sentences[d.tokens[i].sentence]
	for j := i - 1; j >= s.from; j-- {
		if d.any(j, "credit") {
			return true
		}
	}
	return false
}

// credits are the names after "reported by", "translated by" and "edited by",
// the way what a source said took to the page.
func (d *document) credits(source string) []string {
	if d.credited == nil {
		d.credited = []string{}
		for _, n := range d.inOrder(kindPerson) {
			if x := d.mentions[n]; d.inCredit(x.from) {
				d.credited = append(d.credited, x.name)
			}
		}
		if d.publisher != "" {
			d.credited = append(d.credited, d.publisher)
		}
	}
	if len(d.credited) > 0 && d.credited[len(d.credited)-1] == source {
		return d.credited[:len(d.credited)-1]
	}
	return d.credited
}

// dateLine reads a full date that stands in one of the first lines, without a
// verb beside it.
func (d *document) dateLine() (edtf.Date, bool) {
	for n := 0; n < len(d.sentences) && n < 4; n++ {
		s := d.sentences[n]
		if s.to-s.from > 14 {
			continue
		}
		for _, f := range edtf.Find(d.text[s.start:s.end], d.lang, edtf.Anchor{}) {
			if at := d.tokenAt(s.start + f.ByteStart); at >= 0 && d.inFileName(at) {
				continue
			}
			if day := f.Date.String(); len(day) == len("2017-11-13") && !strings.ContainsAny(day, "X/~?[") {
				return f.Date, true
			}
		}
	}
	return edtf.Date{}, false
}

// findAuthorities marks bodies named by common nouns: "the police", "security
// forces", "the prosecutor's office".
func (d *document) findAuthorities() {
	for i := 0; i < len(d.tokens); i++ {
		end, ok := d.longest(i, "authority", "source.document")
		if end2, doc := d.longest(i, "document.word"); doc && !ok && d.phraseStart(i) < i {
			end, ok = end2, true
		}
		if !ok || d.covered(i, kindOrg, kindFolk, kindPerson, kindFacility) {
			continue
		}
		from := d.phraseStart(i)
		d.add(mention{kind: kindFolk, from: from, to: end})
		i = end - 1
	}
}
