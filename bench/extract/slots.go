package main

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/habeas-record/habeas/edtf"
	"github.com/habeas-record/habeas/internal/extract"
)

// slots scores the values of core claims that have a proposal of their family.
// Each checkable slot counts once:
//
//   - edtf, where the gold has one: equal, or within one another when the gold
//     gives two readings or calls it approximate;
//   - quantity min, max and approx, where the gold counts something;
//   - source: the same name, or sharing the telling words of the description;
//   - hedge: doubt is told if and only if the gold tells it.
//
// The proposal compared is the one of that family that agrees on most slots
// among those that overlap best, since one clause carries several claims.
func slots(g gold, r extract.Result) ratio {
	var total ratio
	sources := map[string]goldSource{}
	for _, s := range g.Sources {
		sources[s.ID] = s
	}
	for _, c := range g.Claims {
		if c.Tier != "core" {
			continue
		}
		best, found := ratio{}, false
		for _, p := range r.Proposals {
			if !c.meets(p, true) {
				continue
			}
			got := slotsOf(c, sources[c.Source], g, p)
			if !found || got.hit > best.hit {
				best, found = got, true
			}
		}
		total.plus(best)
	}
	return total
}

func slotsOf(c goldClaim, source goldSource, g gold, p extract.Proposal) ratio {
	var s ratio
	if want, ok := c.Value["edtf"].(string); ok && want != "unspecified" {
		got, _ := p.Slots["edtf"].(string)
		s.add(sameDate(want, got))
	}
	if want, ok := quantityOf(c); ok {
		got, _ := p.Slots["quantity"].(*extract.Quantity)
		s.add(got != nil && sameBound(want["min"], got.Min))
		s.add(got != nil && sameBound(want["max"], got.Max))
		if approx, ok := want["approx"].(bool); ok {
			s.add(got != nil && got.Approx == approx)
		}
	}
	s.add(sameSource(source, g.Document.Publisher, p))
	s.add((c.Hedge != "") == (p.Hedge != ""))
	return s
}

// quantityOf is what a claim counts: a quantity, or the value of a quantity
// claim, with min and max filled in.
func quantityOf(c goldClaim) (map[string]any, bool) {
	if q, ok := c.Value["quantity"].(map[string]any); ok {
		if v, ok := q["value"]; ok {
			return map[string]any{"min": v, "max": v}, true
		}
		return q, true
	}
	if v, ok := c.Value["value"]; ok && extract.Family(c.Type) == "quantity" {
		return map[string]any{"min": v, "max": v, "approx": c.Value["approx"]}, true
	}
	return nil, false
}

func sameBound(want any, got *int64) bool {
	w, ok := want.(float64)
	if !ok {
		return got == nil
	}
	return got != nil && float64(*got) == w
}

// sameDate compares EDTF values; "or" in the gold parts readings of which any
// will do.
func sameDate(want, got string) bool {
	for _, w := range strings.Split(want, " or ") {
		if w == got {
			return true
		}
		a, errA := edtf.Parse(w)
		b, errB := edtf.Parse(got)
		if errA == nil && errB == nil && (a.Equal(b) || strings.Contains(w, "~") && strings.Trim(w, "~") == strings.Trim(got, "~")) {
			return true
		}
	}
	return false
}

// sameSource says whether a proposal names the gold's source.
func sameSource(want goldSource, publisher string, p extract.Proposal) bool {
	kind := strings.ToLower(want.Kind)
	if want.ID == "S0" || kind == "publisher" || want.Name != "" && strings.EqualFold(want.Name, publisher) {
		return p.SourceKind == "publisher" || strings.EqualFold(p.Source, publisher)
	}
	if p.SourceKind == "publisher" {
		return false
	}
	if strings.Contains(kind, "unattributed") {
		return p.SourceKind == "unattributed"
	}
	got := content(p.Source)
	for _, name := range []string{want.Name, want.Descriptor} {
		for w := range content(name) {
			if got[w] {
				return true
			}
		}
	}
	return false
}

var small = map[string]bool{"the": true, "a": true, "an": true, "of": true, "who": true, "to": true, "in": true, "and": true, "at": true, "for": true, "said": true, "they": true, "not": true, "be": true, "asked": true}

// content is the telling words of a description.
func content(s string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if !small[w] {
			out[w] = true
		}
	}
	return out
}

// kinds maps what a gold tension is about, in its annotator's words, to the
// kinds the extraction tells.
var kinds = []struct {
	words []string
	kinds []string
}{
	{[]string{"plea", "custody", "denial"}, []string{"denial"}},
	{[]string{"publication", "photo", "caption", "file name"}, []string{"publication"}},
	{[]string{"how many sources", "independence", "sources"}, []string{"sources"}},
	{[]string{"how many", "count", "number", "figure", "total", "quantity"}, []string{"quantity"}},
	{[]string{"who"}, []string{"who"}},
	{[]string{"facility", "held where"}, []string{"facility", "place"}},
	{[]string{"where", "place"}, []string{"place", "facility"}},
	{[]string{"order", "sequence", "relative"}, []string{"order", "when"}},
	{[]string{"when", "date", "time", "day"}, []string{"when", "order", "publication"}},
	{[]string{"money", "amount", "sum"}, []string{"money", "quantity"}},
	{[]string{"protection", "anonym", "identif"}, []string{"protection"}},
	{[]string{"duplicate"}, []string{"duplicate"}},
	{[]string{"denial", "denied", "contested", "custody", "held", "plea", "whether"}, []string{"denial", "facility"}},
	{[]string{"reason", "charge", "why"}, []string{"reason"}},
	{[]string{"spelling", "name"}, []string{"spelling"}},
	{[]string{"status", "fate"}, []string{"status", "when", "denial"}},
	{[]string{"household", "age", "child"}, []string{"household"}},
}

// tensions counts the gold's that were found: the right kind, over at least two
// proposals that overlap two different of its claims.
func tensions(g gold, r extract.Result) ratio {
	var out ratio
	for _, t := range g.Tensions {
		out.add(tensionFound(t, g, r))
	}
	return out
}

func tensionFound(t goldTension, g gold, r extract.Result) bool {
	claims := map[string]goldClaim{}
	for _, c := range g.Claims {
		claims[c.ID] = c
	}
	for _, x := range r.Tensions {
		if rightKind(t.About, x.Kind) && meetTwo(t, x, claims, r) {
			return true
		}
	}
	return false
}

func rightKind(about, kind string) bool {
	about = strings.ToLower(about)
	for _, k := range kinds {
		for _, w := range k.words {
			if strings.Contains(about, w) {
				for _, name := range k.kinds {
					if name == kind {
						return true
					}
				}
				return false
			}
		}
	}
	return false
}

// meetTwo asks for two proposals that stand for two claims, one each.
func meetTwo(t goldTension, x extract.Tension, claims map[string]goldClaim, r extract.Result) bool {
	for i, a := range t.Claims {
		for _, b := range t.Claims[i+1:] {
			for _, p := range x.Proposals {
				for _, q := range x.Proposals {
					if p != q && claims[a].meets(r.Proposals[p], false) && claims[b].meets(r.Proposals[q], false) {
						return true
					}
				}
			}
		}
	}
	return false
}

func (f figures) row(name string, took float64) string {
	return fmt.Sprintf("%-34s %4s %5s %5s %6s %5s %5s %5d/%-2d %5s %6s %6s %7.1f", name, f.Core, f.Typed, f.Span, f.Events, f.Precision, f.Slots, f.Tensions.hit, f.Tensions.of, f.Dates, f.Numbers, f.Detentions, took)
}
