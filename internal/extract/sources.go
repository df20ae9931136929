package extract

import (
	"strings"

	"github.com/habeas-record/habeas/internal/extract/lexicon"
)

// SourceMention is somebody the report quotes, as described there. Residual
// lists what in the report narrows down who an unnamed source is: the desk
// decides what to hold back.
type SourceMention struct {
	Words     string     `json:"words"`
	Start     int        `json:"start"`
	End       int        `json:"end"`
	ByteStart int        `json:"byteStart"`
	ByteEnd   int        `json:"byteEnd"`
	Kind      string     `json:"kind"` // named, described, plural, official, document, publisher, unattributed
	Anonymous bool       `json:"anonymous,omitempty"`
	Request   string     `json:"request,omitempty"` // "who asked to remain anonymous"
	SameAs    string     `json:"sameAs,omitempty"`  // a source this may be
	Residual  []Residual `json:"residual,omitempty"`

	from, to int
	claims   int
}

// Residual is one detail that helps to identify a source.
type Residual struct {
	Kind  string `json:"kind"` // residence, sex, ethnicity, occupation, kin, service, contact, age
	Words string `json:"words"`
	Start int    `json:"start"`
	End   int    `json:"end"`

	from, to int
}

// voiceOf turns the mention of a speaker into a voice. A definite description
// ("the resident") is the last indefinite one it fits ("a resident of …").
func (d *document) voiceOf(m int, last *voice) *voice {
	x := d.mentions[m]
	v := &voice{source: x.name, from: x.from, to: x.to, kind: "described"}
	switch x.kind {
	case kindPerson:
		v.kind = "named"
		v.source = d.people[x.person].name
	case kindOrg:
		v.kind = "official"
		if d.isPublisher(x.name) {
			v.source, v.kind = d.publisher, "publisher"
		}
	case kindFolk:
		if p := d.personBehind(m); p >= 0 {
			v.source, v.kind = d.people[p].name, "named"
			break
		}
		head := d.low(x.to - 1)
		switch {
		case d.any(x.to-1, "document.word"):
			v.kind = "document"
		case d.any(x.from, "authority") || d.any(x.to-1, "authority"):
			v.kind = "official"
		}
		if earlier := d.introduced(x); earlier != "" {
			v.source = earlier
		} else {
			v.source = d.slice(x.from, d.sourceEnd(x))
		}
		if v.kind == "described" && d.isPlural(x.to-1) {
			v.kind = "plural"
		}
		d.described = append(d.described, introducedSource{name: v.source, head: head, definite: d.low(x.from) == "the", plural: v.kind == "plural", from: x.from, to: x.to})
	}
	return v
}

// introducedSource is an unnamed source as first described.
type introducedSource struct {
	name, head       string
	definite, plural bool
	from, to         int
}

// introduced finds the source a definite description goes back to. "The
// source" fits any unnamed one; "the resident" a resident; a description with
// more words of its own is kept apart, since nobody said it is the same.
func (d *document) introduced(x mention) string {
	if d.low(x.from) != "the" || x.to-x.from > 2 {
		return ""
	}
	head := d.low(x.to - 1)
	for i := len(d.described) - 1; i >= 0; i-- {
		s := d.described[i]
		if s.plural {
			continue
		}
		if s.head == head || d.any(x.to-1, "source.word") {
			return s.name
		}
	}
	return ""
}

func (d *document) isPlural(i int) bool {
	for _, h := range d.tokens[i].hits {
		if h.Form&lexicon.Plural != 0 {
			return true
		}
	}
	return false
}

// sourceEnd carries a description on over what belongs to it: "of Velno
// who asked to remain anonymous", up to the verb of saying.
func (d *document) sourceEnd(x mention) int {
	s := d.sentences[d.tokens[x.from].sentence]
	at := x.to
	if d.low(at) != "of" && d.low(at) != "at" && d.low(at) != "from" && d.low(at) != "in" && d.low(at) != "with" && d.low(at) != "close" && !d.any(at, "relative") {
		return at
	}
	for i := at; i < s.to && i < at+25; i++ {
		if d.any(i, "say") && !d.any(i-1, "auxiliary", "relative") && d.low(i-1) != "to" {
			return i
		}
		if d.tokens[i].text == "," || d.tokens[i].quoted || d.tokens[i].text == "." {
			return i
		}
	}
	return at
}

// pronounVoice is whom "he", "she" or "they" means as a speaker.
func (d *document) pronounVoice(i int, last *voice) *voice {
	v := *last
	v.from, v.to = i, i+1
	switch d.low(i) {
	case "they":
		for j := len(d.described) - 1; j >= 0; j-- {
			if d.described[j].plural {
				v.source, v.kind = d.described[j].name, "plural"
				break
			}
		}
	case "he", "she":
		if last.kind == "publisher" || last.kind == "official" || last.kind == "plural" || last.kind == "document" {
			if p := d.lastSpeaker(i); p >= 0 {
				v.source, v.kind = d.people[p].name, "named"
			}
		}
		if d.sex == nil {
			d.sex = map[string]int{}
		}
		if _, ok := d.sex[v.source]; !ok {
			d.sex[v.source] = i
		}
	}
	return &v
}

// lastSpeaker is the person named last before token at, or -1.
func (d *document) lastSpeaker(at int) int {
	for i := at - 1; i >= 0 && at-i < reach; i-- {
		if m := d.startsAt(i, kindPerson); m >= 0 {
			return d.mentions[m].person
		}
	}
	return -1
}

// reach is how many words back a pronoun or short name is followed.
const reach = 600

func (d *document) isPublisher(name string) bool {
	return d.publisher != "" && (strings.EqualFold(name, d.publisher) || initials(d.publisher) == name || initials(name) == d.publisher)
}

// initials of "Radio Free Asia" are RFA.
func initials(s string) string {
	var b strings.Builder
	for _, w := range strings.Fields(s) {
		if r := []rune(w)[0]; r >= 'A' && r <= 'Z' {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// listSources gathers the sources of all voices with what would identify the
// unnamed ones.
func (d *document) listSources() []SourceMention {
	var out []SourceMention
	find := map[string]int{}
	for i := range d.tokens {
		v := d.voices[i]
		if v == nil || v.source == "" || v.to == 0 {
			continue
		}
		n, ok := find[v.source]
		if !ok {
			n = len(out)
			find[v.source] = n
			out = append(out, SourceMention{Words: v.source, Kind: v.kind, from: v.from, to: v.to})
		}
		out[n].claims++
	}
	for i := range out {
		if out[i].Kind == "described" || out[i].Kind == "plural" {
			d.describe(&out[i])
		}
	}
	for i := range out {
		for j := range out[:i] {
			if out[i].Kind == "described" && out[j].Kind == "described" && strings.HasPrefix(strings.ToLower(out[i].Words), "the ") {
				out[i].SameAs = out[j].Words
			}
		}
	}
	return out
}

// describe fills in anonymity and residual identifiers of an unnamed source.
func (d *document) describe(s *SourceMention) {
	sentence := d.sentences[d.tokens[s.from].sentence]
	s.Anonymous = s.Kind == "described"
	for i := s.from; i < sentence.to; i++ {
		if h, ok := d.longest(i, "anonymity"); ok {
			s.Anonymous, s.Request = true, d.slice(i, h)
			break
		}
	}
	end := min(s.to+14, sentence.to)
	for i := s.from; i < end; i++ {
		if i > s.to && d.any(i, "say") {
			break
		}
		if m := d.startsAt(i, kindPlace); m >= 0 {
			s.residual("residence", i, d.mentions[m].to)
		}
		if h, ok := d.longest(i, "group"); ok {
			s.residual("ethnicity", i, h)
		}
		if h, ok := d.longest(i, "occupation", "role"); ok {
			s.residual("occupation", i, h)
		}
		if h, ok := d.longest(i, "kin"); ok {
			s.residual("kin", i, h)
		}
		if h, ok := d.longest(i, "facility.word"); ok {
			s.residual("workplace", i, h)
		}
	}
	if i, ok := d.sex[s.Words]; ok && s.Kind == "described" {
		s.residual("sex", i, i+1)
	}
	for i := range d.tokens {
		if h, ok := d.longest(i, "news.service"); ok && s.Kind == "described" {
			s.residual("service", i, h)
			break
		}
	}
}

func (s *SourceMention) residual(kind string, from, to int) {
	for _, r := range s.Residual {
		if r.Kind == kind {
			return
		}
	}
	s.Residual = append(s.Residual, Residual{Kind: kind, from: from, to: to})
}

// personBehind returns the named person a description means: "his wife, Amina
// Sel" and later "his wife", or -1.
func (d *document) personBehind(m int) int {
	x := d.mentions[m]
	at := x.to
	if d.low(at) == "," {
		at++
	}
	if p := d.startsAt(at, kindPerson); p >= 0 && d.sameSentence(x.from, at) {
		return d.mentions[p].person
	}
	if !d.any(x.to-1, "kin") || !d.any(x.from, "possessive") {
		return -1
	}
	named := d.namedKin()[d.low(x.to-1)]
	for i := len(named) - 1; i >= 0; i-- {
		if named[i].from < x.from {
			return named[i].person
		}
	}
	return -1
}

// kinName is a kin word with the person named beside it.
type kinName struct{ from, person int }

// namedKin lists "her sister, Amina Sel" by kin word, in the order of the text.
func (d *document) namedKin() map[string][]kinName {
	if d.kinNames != nil {
		return d.kinNames
	}
	d.kinNames = map[string][]kinName{}
	for _, m := range d.inOrder(kindFolk) {
		x := d.mentions[m]
		at := x.to
		if d.low(at) == "," {
			at++
		}
		if p := d.startsAt(at, kindPerson); p >= 0 && d.any(x.to-1, "kin") {
			word := d.low(x.to - 1)
			d.kinNames[word] = append(d.kinNames[word], kinName{x.from, d.mentions[p].person})
		}
	}
	return d.kinNames
}
