package extract

import "strings"

// attributionClaims proposes the first attribution of each source, and what is
// told to an outlet; and the first description of each unnamed one. That a "he"
// gives away the sex of an unnamed source is kept with the source (listSources).
func (d *document) attributionClaims() []Proposal {
	var out []Proposal
	seen := map[string]bool{}
	for _, a := range d.says {
		v := a.speaker
		pronoun := d.any(v.from, "pronoun")
		key := strings.ToLower(v.source)
		told := d.any(a.verb, "tell") && a.to > a.verbEnd
		if d.any(a.verb, "believe", "deny", "learn", "concede") || seen[key] && !told || v.source == "" || pronoun && !told {
			continue
		}
		end := d.sourceEnd(mention{from: v.from, to: v.to})
		if !d.anyWithin(v.from, end, "answered.phone") { // who answers an enquiry is told of in the enquiry
			if !d.passing(a, told) {
				out = append(out, d.attribution(a, told))
			}
			if !seen[key] && (v.kind == "described" || v.kind == "plural" && v.to-v.from > 1 && d.any(v.to-1, "source.word")) {
				if d.anyWithin(v.from, end, "anonymity") {
					p := d.plain("source.anonymous", v.from, end)
					p.Slots["source"] = v.source
					out = append(out, p)
				}
			}
		}
		seen[key] = true
	}
	return out
}

// passing says whether an attribution only names somebody told of elsewhere, "X
// said", "the officer said": it adds neither who that is nor when or to whom.
func (d *document) passing(a say, told bool) bool {
	v := a.speaker
	if d.tokens[a.verb].sentence == d.title {
		return true
	}
	if told || d.anyDate(a.verbEnd, a.to) {
		return false
	}
	if m := d.startsAt(v.from, kindPerson); m >= 0 && d.mentions[m].to == v.to {
		return a.to-a.from <= v.to-v.from+2
	}
	return d.low(v.from) == "the" && a.to-a.from <= v.to-v.from+2
}

func (d *document) anyDate(from, to int) bool {
	for i := from; i < to; i++ {
		if d.covered(i, kindDate) {
			return true
		}
	}
	return false
}

func (d *document) attribution(a say, told bool) Proposal {
	from, to := d.trim(min(a.from, a.verb), max(a.to, a.verbEnd))
	if told && a.verb-a.from > 9 {
		from = a.verb // a long description is a claim of its own
	}
	p := d.plain("attribution", from, to)
	p.Slots["speaker"], p.Slots["verb"] = a.speaker.source, d.slice(a.verb, a.verbEnd)
	if told {
		p.Slots["recipient"] = d.slice(a.verbEnd, a.to)
	}
	return p
}

func (d *document) anyWithin(from, to int, concepts ...string) bool {
	for i := from; i < to; i++ {
		if d.any(i, concepts...) {
			return true
		}
	}
	return false
}

// plain makes a claim of the report's own about its sources.
func (d *document) plain(kind string, from, to int) Proposal {
	p := d.make(kind, from, to, kind)
	p.order, p.Hedge = order, ""
	p.Source, p.SourceKind, p.SourceStart, p.SourceEnd = d.publisher, "publisher", 0, 0
	p.Chain = nil
	return p
}
