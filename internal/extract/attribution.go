package extract

import "github.com/habeas-record/habeas/internal/extract/lexicon"

// voice is who says a stretch of tokens.
type voice struct {
	source string
	from   int // tokens of the words that name the source, to = 0 for none
	to     int
	kind   string // publisher, named, described, official, plural, document, unattributed
}

// say is one attribution: "X said", "according to X", "X told RFA".
type say struct {
	verb, verbEnd int
	speaker       voice
	from, to      int  // the attribution with its speaker
	closes        bool // stands behind what is said
}

// attribute gives every token its voice. What stands before an attribution that
// ends a sentence, and what follows one that begins it, is the speaker's; the
// speaker's own description is the report's. A quotation without attribution
// keeps the voice of its paragraph, or of the quotation before.
func (d *document) attribute() {
	d.voices = make([]*voice, len(d.tokens))
	house := &voice{source: d.publisher, kind: "publisher"}
	var last *voice
	lastParagraph := -1
	for n := range d.sentences {
		s := d.sentences[n]
		for i := s.from; i < s.to; i++ {
			d.voices[i] = house
		}
		says := d.saysIn(s, last)
		for k := range says {
			d.says = append(d.says, says[k])
			a := &says[k]
			v := &a.speaker
			lo, hi := s.from, s.to
			if k > 0 {
				lo = says[k-1].to
			}
			if k+1 < len(says) && !says[k+1].closes {
				hi = says[k+1].from
			}
			if a.closes {
				hi = a.from
			} else if !d.speechBefore(lo, a.from) {
				lo = a.to
			}
			for i := lo; i < hi; i++ {
				if i < a.from || i >= a.to {
					d.voices[i] = v
				}
			}
			last, lastParagraph = v, s.paragraph
		}
		if len(says) == 0 && last != nil && (s.paragraph == lastParagraph || s.paragraph <= lastParagraph+2) {
			d.continueQuote(s, last)
		}
		if len(says) == 0 {
			d.unattributed(s)
		}
	}
}

// speechBefore says whether quoted words stand before an attribution.
func (d *document) speechBefore(from, to int) bool {
	for i := from; i < to; i++ {
		if d.tokens[i].quoted {
			return true
		}
	}
	return false
}

func (d *document) continueQuote(s sentence, v *voice) {
	for i := s.from; i < s.to; i++ {
		if d.tokens[i].quoted {
			d.voices[i] = v
		}
	}
}

// unattributed marks what "is believed" by nobody named.
func (d *document) unattributed(s sentence) {
	for i := s.from; i < s.to; i++ {
		if !d.any(i, "believe.passive") || !d.auxiliaryBefore(i) {
			continue
		}
		from, to := d.clause(i, i+1)
		v := &voice{source: "unattributed", kind: "unattributed", from: i, to: i + 1}
		for j := from; j < to; j++ {
			if d.voices[j].kind == "publisher" {
				d.voices[j] = v
			}
		}
	}
}

func (d *document) auxiliaryBefore(i int) bool {
	for j := i - 1; j >= 0 && j >= i-3; j-- {
		if d.any(j, "be") {
			return true
		}
		if !d.any(j, "adverb") {
			return false
		}
	}
	return false
}

// saysIn finds the attributions of a sentence that stand outside speech.
func (d *document) saysIn(s sentence, last *voice) []say {
	var out []say
	for i := s.from; i < s.to; i++ {
		if d.tokens[i].quoted {
			continue
		}
		if h, ok := d.has(i, "according"); ok && h.End < s.to {
			if v, end := d.speakerAfter(h.End, s, last); v != nil {
				if d.sentenceOpens(i, s) {
					end = d.untilComma(v.to, s)
				}
				out = append(out, say{i, h.End, *v, i, end, i > s.from && !d.sentenceOpens(i, s)})
				i = end - 1
			}
			continue
		}
		h, ok := d.has(i, "say")
		if !ok || h.Form&(lexicon.Past|lexicon.Noun) == 0 && !d.finiteSay(i) || d.negated(i) || d.auxiliaryBefore(i) || d.any(i-1, "determiner", "possessive", "approx", "preposition") {
			continue
		}
		a := say{verb: i, verbEnd: h.End, from: i, to: h.End}
		var v *voice
		after := d.quoteBefore(i) && (d.tokens[i-1].quoted || !d.any(i, "tell"))
		if after {
			if v, a.to = d.speakerAfter(h.End, s, last); v == nil || d.verbAt(v.to) && !d.tokens[i-1].quoted {
				v, a.to = nil, h.End
			}
		}
		if v == nil {
			v, a.from = d.speakerBefore(i, s, last)
		}
		if v == nil {
			continue
		}
		a.speaker = *v
		a.to = max(a.to, d.recipient(max(a.to, h.End), s))
		a.closes = d.sayCloses(a, s)
		out = append(out, a)
		i = a.to - 1
	}
	return out
}

// finiteSay lets "say" and "says" stand right behind their speaker, but not "to
// say" or the noun in "months of reports".
func (d *document) finiteSay(i int) bool {
	if d.any(i-1, "adverb") {
		i--
	}
	if d.endsHere(i, kindPlace) >= 0 {
		return d.low(i) != "state" // "Kano state"
	}
	if d.low(i) == "reports" && i+1 < len(d.tokens) && d.low(i+1) != "that" && !d.tokens[i-1].quoted && d.endsHere(i, kindFolk) >= 0 {
		return false // "local reports", "police reports"
	}
	return d.endsHere(i, kindFolk, kindOrg, kindPerson) >= 0 || d.any(i-1, "pronoun")
}

func (d *document) negated(i int) bool {
	return d.any(i-1, "negation") && !d.any(i, "deny")
}

func (d *document) sentenceOpens(i int, s sentence) bool {
	for j := s.from; j < i; j++ {
		if d.tokens[j].word {
			return false
		}
	}
	return true
}

// quoteBefore says whether speech or a comma ends right before the verb, so
// that its subject may follow: "…," said X.
func (d *document) quoteBefore(i int) bool {
	prev := d.tokens[max(i-1, 0)]
	return i > 0 && (prev.quoted || prev.text == ",") && !d.any(i-1, "pronoun")
}

// recipient takes in whom it was told to, and when or how: "told RFA on Monday".
func (d *document) recipient(at int, s sentence) int {
	for at < s.to {
		m := d.startsAt(at, kindOrg, kindPerson, kindFolk, kindDate)
		if m < 0 && d.any(at-1, "tell") {
			next := at
			if d.low(at) == "the" || d.low(at) == "this" {
				next++
			}
			if n := d.startsAt(next, kindOrg); n >= 0 {
				at = d.mentions[n].to
				continue
			}
			if next < s.to && (d.nameWord(next) || d.any(next, "document.word", "organisation.head")) {
				at = next + 1
				continue
			}
		}
		switch {
		case m >= 0 && d.low(d.mentions[m].to) == "'s" && d.nameWord(min(d.mentions[m].to+1, len(d.tokens)-1)):
			at = d.mentions[m].to + 1
			for at < s.to && d.nameWord(at) {
				at++
			}
		case m >= 0 && (d.mentions[m].kind == kindDate || at > s.from && d.any(at-1, "tell", "say.to") || d.low(at-1) == "to" || d.low(at-1) == "by" || d.low(at-1) == "with"):
			at = d.mentions[m].to
		case d.any(at, "pronoun.object") && d.any(at-1, "tell"), d.any(at, "say.manner"):
			end, ok := d.longest(at, "say.manner")
			if !ok {
				end = at + 1
			}
			at = end
		case d.low(at) == "on" || d.low(at) == "to" || d.low(at) == "in":
			if d.startsAt(at+1, kindDate, kindOrg) < 0 {
				return at
			}
			at++
		default:
			return at
		}
	}
	return at
}

// sayCloses says whether an attribution ends its sentence, so that what is said
// stands before it.
func (d *document) sayCloses(a say, s sentence) bool {
	if a.from == s.from || d.sentenceOpens(a.from, s) {
		return false
	}
	for i := a.to; i < s.to; i++ {
		if d.tokens[i].quoted || d.low(i) == "that" {
			return d.tokens[i].quoted && d.speechBefore(s.from, a.from)
		}
		if d.tokens[i].text == "," || d.tokens[i].text == "." || !d.tokens[i].word {
			return d.tokens[max(a.from-1, 0)].text == "," || d.tokens[max(a.from-1, 0)].quoted
		}
		if d.verbAt(i) {
			return false
		}
	}
	return d.tokens[max(a.from-1, 0)].text == "," || d.tokens[max(a.from-1, 0)].quoted || !d.tokens[max(a.from-1, 0)].word
}

func (d *document) speakerAfter(i int, s sentence, last *voice) (*voice, int) {
	for i < s.to && !d.tokens[i].word {
		i++
	}
	if i+1 < s.to && d.any(i, "determiner", "possessive") && d.speakerMention(i) < 0 && d.speakerMention(i+1) >= 0 {
		i++ // the article is no part of an organisation's name
	}
	if i >= s.to {
		return nil, i
	}
	if m := d.speakerMention(i); m >= 0 {
		v := d.voiceOf(m, last)
		return v, d.withRelative(d.mentions[m].to, s)
	}
	if d.any(i, "pronoun") && last != nil {
		return d.pronounVoice(i, last), i + 1
	}
	return nil, i
}

// speakerMention is the mention at i that can speak; a person named right
// behind his or her description wins: "his wife, Amina".
func (d *document) speakerMention(i int) int {
	m := d.startsAt(i, kindPerson)
	if m < 0 {
		m = d.startsAt(i, kindFolk, kindOrg)
	}
	if m < 0 {
		return m
	}
	if d.mentions[m].kind != kindPerson {
		at := d.mentions[m].to
		if d.low(at) == "," {
			at++
		}
		if p := d.startsAt(at, kindPerson); p >= 0 && d.sameSentence(i, at) {
			return p
		}
	}
	return m
}

// untilComma carries a description that begins a sentence on to its comma:
// "According to a neighbour who lives abroad, …".
func (d *document) untilComma(end int, s sentence) int {
	if !d.any(end, "relative", "preposition") {
		return end
	}
	for end < s.to && d.tokens[end].text != "," {
		end++
	}
	return end
}

// withRelative carries a description on over "who asked to remain anonymous".
func (d *document) withRelative(end int, s sentence) int {
	i := end
	for i < s.to && d.tokens[i].text != "." && !d.tokens[i].quoted {
		i++
	}
	if d.low(end) == "," || d.any(end, "relative", "preposition") {
		return i
	}
	return end
}

// speakerBefore looks left of the verb for its subject; descriptions between
// commas are stepped over.
func (d *document) speakerBefore(verb int, s sentence, last *voice) (*voice, int) {
	for i := verb - 1; i >= s.from && verb-i <= 40; i-- {
		if d.tokens[i].quoted {
			return nil, verb
		}
		if m := d.endsHere(i+1, kindPlace); m >= 0 && (i == verb-1 || d.any(i+1, "auxiliary")) && !d.any(d.mentions[m].from-1, "preposition") && d.mentions[m].from >= s.from {
			return &voice{source: d.mentions[m].name, from: d.mentions[m].from, to: i + 1, kind: "official"}, d.mentions[m].from
		}
		if m := d.endsHere(i+1, kindPerson, kindFolk, kindOrg); m >= 0 {
			m = d.subjectHead(m, s)
			return d.voiceOf(m, last), d.mentions[m].from
		}
		if d.any(i, "pronoun") && !d.any(i, "relative") && last != nil {
			return d.pronounVoice(i, last), i
		}
	}
	return nil, verb
}

func (d *document) endsHere(end int, kinds ...kind) int {
	m := d.over(end-1, kinds...)
	if m >= 0 && d.mentions[m].to == end {
		return m
	}
	return -1
}

// subjectHead steps from the nearest mention left of the verb to the head of
// the subject: over "of the county", "who …" and descriptions between commas.
func (d *document) subjectHead(m int, s sentence) int {
	for {
		before := d.mentions[m].from - 1
		if before < s.from {
			return m
		}
		next := -1
		switch {
		case d.any(before, "preposition") || d.verbAt(before) || d.low(before) == "and":
			// "a resident of X", "X, who teaches Y": look for the head further left.
			for i := before; i >= s.from && before-i < 16; i-- {
				if d.starts[i+1] && !d.any(i+1, "relative") && d.low(i) != "," {
					break
				}
				if d.tokens[i].quoted {
					break
				}
				if h := d.endsHere(i, kindPerson, kindFolk, kindOrg); h >= 0 && (d.any(i, "relative", "preposition") || d.low(i) == ",") {
					next = h
					break
				}
			}
		case d.low(before) == ",":
			// "X, a doctor, said": a name before its description.
			if h := d.endsHere(before, kindPerson); h >= 0 && d.mentions[m].kind == kindFolk {
				next = h
			}
		}
		if next < 0 || next == m {
			return m
		}
		m = next
	}
}
