package extract

import (
	"strings"

	"github.com/habeas-record/habeas/internal/extract/lexicon"
)

// person marks a run as somebody's name. A single word is a name only with a
// reason: a title, a kin word or an occupation before it, an age behind it, or
// a person already met who is called so.
func (d *document) person(from, to int, titled bool) {
	for from < to && (d.any(from, "honorific") || d.tokens[from].text == ".") {
		from, titled = from+1, true
	}
	for to > from && !d.tokens[to-1].word {
		to--
	}
	if from >= to || to-from > 6 || !d.nameShape(from, to) {
		return
	}
	m := mention{kind: kindPerson, from: from, to: to, person: -1}
	if to-from == 1 {
		m.person = d.byPart(d.low(from), from)
		if m.person < 0 && !titled && !d.aged(to) && !d.any(from-1, "kin", "occupation", "honorific", "role") && !d.appositive(from, to) {
			return
		}
	}
	for i := from; i < to; i++ {
		if p := d.over(i, kindPlace); p >= 0 {
			d.drop(p)
		}
	}
	d.add(m)
}

func (d *document) nameShape(from, to int) bool {
	for i := from; i < to; i++ {
		if d.covered(i, kindPlace) && to-from == 1 || d.covered(i, kindOrg, kindFacility) {
			return false
		}
		if d.tokens[i].word && (d.tokens[i].number || d.any(i, "place.head", "organisation.head") && to-from > 1 && i == to-1) {
			return false
		}
	}
	return true
}

// aged says whether ", 34" or "(34)" stands at token i.
func (d *document) aged(i int) bool {
	if d.low(i) != "," && d.low(i) != "(" {
		return false
	}
	return i+1 < len(d.tokens) && d.sameSentence(i, i+1) && d.tokens[i+1].number && len(d.tokens[i+1].text) <= 2
}

// appositive says whether a single word is set off as kin or work tell a name:
// "his wife, Amina, said", "a driver named Amina".
func (d *document) appositive(from, to int) bool {
	if d.low(from-1) == "named" || d.low(from-1) == "called" || d.low(from-1) == "name" {
		return true
	}
	return d.low(from-1) == "," && d.low(to) == "," && (d.kinBefore(from - 1))
}

func (d *document) kinBefore(i int) bool {
	if d.low(i-1) == "," {
		i--
	}
	for j := i - 1; j >= 0 && i-j <= 2; j-- {
		if h, ok := d.longest(j, "kin", "occupation"); ok && h == i {
			return true
		}
	}
	return false
}

// byPart finds the person a single word means: the last met whose name has the
// word as first or last part, and of several the one who has spoken.
func (d *document) byPart(low string, at int) int {
	best := -1
	for i := range d.people {
		p := &d.people[i]
		if d.mentions[p.mention].from > at || len(p.parts) == 0 {
			continue
		}
		if p.parts[len(p.parts)-1] != low && p.parts[0] != low {
			continue
		}
		if best < 0 || p.spoke && !d.people[best].spoke || p.spoke == d.people[best].spoke && p.last > d.people[best].last {
			best = i
		}
	}
	return best
}

// linkPeople gives every name its person. Names that share a part with a fuller
// one are that person's, in the order of the text.
func (d *document) linkPeople() {
	for _, at := range d.inOrder(kindPerson) {
		m := &d.mentions[at]
		m.person = d.personOf(at)
		p := &d.people[m.person]
		p.last = m.from
		m.name = p.name
		p.spoke = p.spoke || d.speaks(m.from, m.to)
		switch h, _ := d.hit(m.from-1, "honorific"); h.Value {
		case "f":
			p.female++
		case "m":
			p.female--
		}
	}
	// A lone capital word that is part of a name met before or after is that person.
	for i := range d.tokens {
		t := d.tokens[i]
		if !t.capital || !t.word || len(t.low) < 3 || d.covered(i, kindPerson, kindPlace, kindOrg, kindFacility, kindDate) || t.sentence == d.title {
			continue
		}
		if org := d.organisationShort(i); org != "" {
			d.add(mention{kind: kindOrg, from: i, to: i + 1, name: org, known: true})
			continue
		}
		if p := d.byPart(t.low, i); p >= 0 {
			d.add(mention{kind: kindPerson, from: i, to: i + 1, person: p, name: d.people[p].name})
			d.people[p].spoke = d.people[p].spoke || d.speaks(i, i+1)
		}
	}
}

// organisationShort is the organisation that "the Forum" or "the Archive" goes
// back to, or "".
func (d *document) organisationShort(i int) string {
	if d.low(i-1) != "the" || !d.any(i, "organisation.head", "document.word", "role") {
		return ""
	}
	if strings.Contains(" "+strings.ToLower(d.publisher)+" ", " "+d.low(i)+" ") {
		return d.publisher
	}
	for at := i - 1; at >= 0 && i-at < reach; at-- {
		n := d.startsAt(at, kindOrg)
		if n < 0 || d.mentions[n].to-at < 2 {
			continue
		}
		for j := at; j < d.mentions[n].to; j++ {
			if d.low(j) == d.low(i) {
				return d.mentions[n].name
			}
		}
	}
	return ""
}

func (d *document) inOrder(k kind) []int {
	var out []int
	for i := range d.tokens {
		for _, m := range d.tokens[i].mentions {
			if d.mentions[m].kind == k {
				out = append(out, m)
			}
		}
	}
	return out
}

func (d *document) personOf(at int) int {
	m := d.mentions[at]
	var parts []string
	for i := m.from; i < m.to; i++ {
		if d.tokens[i].word && !d.any(i, "name.particle") {
			parts = append(parts, d.tokens[i].low)
		}
	}
	if len(parts) == 1 {
		if p := d.byPart(parts[0], m.from); p >= 0 {
			return p
		}
	}
	for i, p := range d.people {
		if subset(parts, p.parts) && len(parts) > 1 || strings.EqualFold(p.name, m.name) {
			return i
		}
	}
	d.people = append(d.people, person{name: d.slice(m.from, m.to), parts: parts, kin: map[string]int{}, mention: at})
	return len(d.people) - 1
}

func subset(a, b []string) bool {
	for _, x := range a {
		found := false
		for _, y := range b {
			found = found || x == y
		}
		if !found {
			return false
		}
	}
	return len(a) > 0
}

// speaks says whether a verb of saying stands right behind or before a name.
func (d *document) speaks(from, to int) bool {
	relative := false
	for i := to; i < to+18 && i < len(d.tokens) && d.sameSentence(from, i); i++ {
		if d.any(i, "say") {
			return true
		}
		relative = relative || d.any(i, "relative")
		if d.any(i, "auxiliary") && !relative {
			return false
		}
	}
	return d.any(from-1, "say")
}

// verbAt says whether a verb the lexicon knows begins at token i.
func (d *document) verbAt(i int) bool {
	if i < 0 || i >= len(d.tokens) {
		return false
	}
	if d.any(i, "auxiliary", "verb") {
		return true
	}
	for _, h := range d.tokens[i].hits {
		if h.Form&(lexicon.Base|lexicon.Third|lexicon.Past) != 0 {
			return true
		}
	}
	return false
}
