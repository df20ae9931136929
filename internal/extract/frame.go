package extract

import "github.com/habeas-record/habeas/internal/extract/lexicon"

// fillFrame works out who did what to whom in an event's clause. A participle
// behind a form of "be" or "get", or one with no object of its own, is passive:
// its subject was acted on and "by" names who acted.
func (d *document) fillFrame(p *Proposal, m match) {
	trigger := m.trigger
	if trigger < 0 {
		return
	}
	verb := m.form&(lexicon.Base|lexicon.Third|lexicon.Past|lexicon.Part|lexicon.Ing) != 0
	subject := d.subjectOf(trigger)
	object := d.objectOf(m.to, p.to)
	actor, target := "actor", "target"
	switch {
	case m.rule.Constant["patient"] == "subject":
		d.setMention(p, target, subject)
	case !verb:
		d.setMention(p, target, object)
	case d.passive(trigger, m.form, object):
		d.setMention(p, target, subject)
		d.setMention(p, actor, d.byPhrase(trigger, p.to))
	default:
		d.setMention(p, actor, subject)
		d.setMention(p, target, object)
	}
	d.plural(p)
}

func (d *document) setMention(p *Proposal, slot string, m int) {
	if m < 0 || p.Slots[slot] != nil {
		return
	}
	x := d.mentions[m]
	name := x.name
	if x.kind == kindFolk {
		if who := d.personBehind(m); who >= 0 {
			name = d.people[who].name
		} else {
			name = bare(name)
		}
	}
	if x.kind == kindPerson && slot == "target" {
		slot = "person"
	}
	p.Slots[slot] = name
}

// plural makes a detention of several people a mass detention.
func (d *document) plural(p *Proposal) {
	if p.Type != "event.detention" || p.Slots["person"] != nil {
		return
	}
	for i := p.from; i < p.to; i++ {
		if m := d.startsAt(i, kindQuantity); m >= 0 {
			q := d.mentions[m].quantity
			if q.Class == "persons" && (q.Min == nil || *q.Min > 4) {
				p.Type = "event.mass_detention"
				return
			}
		}
	}
}

// subjectOf looks left of a verb for who it is said of: a name, people or a
// pronoun, past auxiliaries, adverbs and descriptions.
func (d *document) subjectOf(verb int) int {
	s := d.sentences[d.tokens[verb].sentence]
	for i := verb - 1; i >= s.from && verb-i < 30; i-- {
		if d.tokens[i].quoted != d.tokens[verb].quoted {
			return -1
		}
		if d.any(i, "pronoun") && !d.any(i, "relative", "possessive") {
			return d.pronoun(i)
		}
		if m := d.endsHere(i+1, kindPerson, kindFolk, kindOrg); m >= 0 {
			return d.subjectHead(m, s)
		}
	}
	return -1
}

// pronoun returns the mention a pronoun goes back to: the last person of that
// sex, as far as the text has told.
func (d *document) pronoun(i int) int {
	want := 0
	switch d.low(i) {
	case "he", "him", "his":
		want = -1
	case "she", "her":
		want = 1
	default:
		return -1
	}
	for j := i - 1; j >= 0 && i-j < 250; j-- {
		m := d.startsAt(j, kindPerson)
		if m < 0 {
			continue
		}
		p := &d.people[d.mentions[m].person]
		if p.female*want < 0 {
			continue
		}
		if d.voices[j] != nil && d.mentions[m].to < len(d.tokens) && d.speaks(d.mentions[m].from, d.mentions[m].to) && p.spoke && len(d.people) > 1 {
			continue
		}
		return m
	}
	return -1
}

// objectOf is the first person, people or thing named behind a verb, before
// another clause begins.
func (d *document) objectOf(from, to int) int {
	for i := from; i < to && i < from+8; i++ {
		if m := d.startsAt(i, kindPerson, kindFolk); m >= 0 {
			return m
		}
		if d.any(i, "preposition") && d.low(i) != "of" || d.any(i, "pronoun.object") {
			return -1
		}
	}
	return -1
}

func (d *document) passive(trigger int, form lexicon.Form, object int) bool {
	if form&lexicon.Part == 0 {
		return false
	}
	for i := trigger - 1; i >= 0 && trigger-i <= 4; i-- {
		if d.any(i, "be") {
			return true
		}
		if d.any(i, "have") {
			return false
		}
		if !d.any(i, "adverb") {
			break
		}
	}
	// "students detained in Egypt": nothing acted on behind it.
	return object < 0
}

func (d *document) byPhrase(from, to int) int {
	for i := from; i < to; i++ {
		if d.low(i) == "by" {
			for j := i + 1; j < to && j < i+4; j++ {
				if m := d.startsAt(j, kindOrg, kindFolk, kindPerson); m >= 0 {
					return m
				}
			}
		}
	}
	return -1
}

// fillCommon sets when, where, how many and in what facility.
func (d *document) fillCommon(p *Proposal, m match) {
	for i := p.from; i < p.to; i++ {
		for _, n := range d.tokens[i].mentions {
			x := &d.mentions[n]
			if x.to > p.to {
				continue
			}
			switch x.kind {
			case kindDate:
				d.setDate(p, x.date)
			case kindQuantity:
				if x.quantity.Class != "" && p.Slots["quantity"] == nil {
					p.Slots["quantity"] = x.quantity
				}
			case kindPlace:
				d.setPlace(p, i, x)
			case kindFacility:
				if p.Slots["facility"] == nil {
					p.Slots["facility"] = x.name
				}
			}
		}
	}
	if family(p.Type) == "event" || family(p.Type) == "enquiry" {
		d.inheritDate(p, m)
	}
}

func (d *document) setDate(p *Proposal, date *Date) {
	switch {
	case date.Duration && date.event:
		p.Slots["relative"] = date.Words
	case date.Duration:
		p.Slots["duration"] = date.EDTF
	case date.asOf:
		p.Slots["as_of"] = date.EDTF
	case date.EDTF == "" || p.Slots["edtf"] != nil:
	default:
		p.Slots["edtf"] = date.EDTF
		p.Slots["when"] = date.Words
		if date.Inferred {
			p.Slots["edtf_inferred"] = true
		}
	}
}

func (d *document) setPlace(p *Proposal, i int, x *mention) {
	slot := "place"
	if before := d.low(i - 1); family(p.Type) == "event" {
		switch before {
		case "from":
			slot = "from"
		case "to", "into", "toward", "towards":
			slot = "to"
		}
	}
	if p.Slots[slot] == nil {
		p.Slots[slot] = x.name
	}
}

// inheritDate gives a clause that names no time of its own the time of the
// clause it hangs on, and what is told in the present the month of publication.
func (d *document) inheritDate(p *Proposal, m match) {
	if p.Slots["edtf"] != nil || p.Slots["relative"] != nil || p.Slots["as_of"] != nil {
		return
	}
	trigger := max(m.trigger, p.from)
	s := d.sentences[p.Sentence]
	if m.form&lexicon.Ing != 0 && d.presentBe(trigger) && len(d.published) >= 7 {
		p.Slots["edtf"], p.Slots["edtf_inferred"] = d.published[:7], "present tense"
		return
	}
	if d.subjectless(p.from) {
		for i := p.from - 1; i >= s.from; i-- {
			if n := d.over(i, kindDate); n >= 0 && !d.mentions[n].date.Duration && d.mentions[n].date.EDTF != "" {
				d.setDate(p, d.mentions[n].date)
				p.Slots["edtf_inferred"] = "same sentence"
				return
			}
		}
	}
}

func (d *document) presentBe(i int) bool {
	for j := i - 1; j >= 0 && i-j <= 3; j-- {
		switch d.low(j) {
		case "are", "is", "am":
			return true
		}
		if !d.any(j, "adverb") {
			return false
		}
	}
	return false
}

// subjectless says whether a clause begins with its verb, as one joined to
// another does.
func (d *document) subjectless(from int) bool {
	return d.formAt(from, lexicon.Ing|lexicon.Part|lexicon.Past) || d.any(from, "auxiliary")
}
