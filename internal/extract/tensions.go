package extract

import (
	"strings"

	"github.com/habeas-record/habeas/internal/extract/tension"
)

// Tension is two or more proposals that do not simply agree.
type Tension = tension.Tension

// findTensions hands the proposals over for comparison.
func (d *document) findTensions(r *Result) []Tension {
	claims := make([]tension.Claim, len(r.Proposals))
	for i, p := range r.Proposals {
		claims[i] = tension.Claim{Type: p.Type, Exact: p.Exact, Source: p.Source, SourceKind: p.SourceKind, Sentence: p.Sentence, Slots: p.Slots}
		if q, ok := p.Slots["quantity"].(*Quantity); ok {
			claims[i].Figure = &tension.Figure{Words: q.Words, Unit: q.Unit, Class: q.Class, Verb: q.Verb, Min: q.Min, Max: q.Max, Approx: q.Approx}
		}
		claims[i].Later, claims[i].Ago = d.countedFrom(p)
	}
	report := tension.Report{Published: r.Published, Inferred: r.PublishedInferred, Places: d.places}
	for _, s := range r.Sources {
		if s.Anonymous && len(s.Residual) > 1 {
			report.Exposed = append(report.Exposed, exposed(s, r.Proposals))
		}
	}
	return tension.Find(claims, report)
}

// countedFrom says whether a claim holds a time counted from something told
// ("two months earlier") or from publication ("two months ago").
func (d *document) countedFrom(p Proposal) (later, ago bool) {
	for i := p.from; i < p.to; i++ {
		n := d.startsAt(i, kindDate)
		if n < 0 {
			continue
		}
		x := d.mentions[n].date
		words := strings.ToLower(x.Words)
		switch {
		case x.event, strings.HasSuffix(words, "earlier"), strings.HasSuffix(words, "later"):
			later = true
		case strings.HasSuffix(words, "ago"):
			ago = true
		}
	}
	return later, ago
}

// exposed gathers the proposals that tell something of an unnamed source.
func exposed(s SourceMention, proposals []Proposal) tension.Exposed {
	out := tension.Exposed{Words: s.Words}
	for _, x := range s.Residual {
		out.Kinds = append(out.Kinds, x.Kind)
	}
	for i, p := range proposals {
		tells := p.Type == "byline.org"
		switch family(p.Type) {
		case "source", "attribution", "person":
			tells = p.from < s.to && s.from < p.to || p.Slots["source"] == s.Words
			for _, x := range s.Residual {
				tells = tells || p.from <= x.from && x.to <= p.to
			}
		}
		if tells {
			out.Claims = append(out.Claims, i)
		}
	}
	return out
}
