package habeas

import (
	"fmt"
	"math"
	"sort"
	"strings"
)

// TensionKind says how claims pull against each other.
type TensionKind string

// The kinds of tension.
const (
	TensionValue      TensionKind = "value"       // one value is true at a time, two are claimed
	TensionWhen       TensionKind = "when"        // times that cannot both be
	TensionPrecision  TensionKind = "precision"   // one time told vaguely and exactly
	TensionCount      TensionKind = "count"       // counts that differ in number, unit, scope or hedge
	TensionSameFigure TensionKind = "same figure" // one number told twice: the same figure, or two?
	TensionPolarity   TensionKind = "denial"      // affirmed by one, denied by another
	TensionPlace      TensionKind = "place"       // where: two places, or a place under two parents
	TensionSources    TensionKind = "sources"     // how many voices there really are
	TensionOther      TensionKind = "other"       // noted by a person
)

// Resolution is what was decided about a tension; leaving it open is a
// decision too.
type Resolution string

// The resolutions.
const (
	TensionOpen     Resolution = ""
	TensionLeftOpen Resolution = "left open"
	TensionSame     Resolution = "same thing told twice"
	TensionDistinct Resolution = "two different things"
	TensionMistake  Resolution = "a mistake in one of them"
)

// Resolutions lists what a person can decide.
var Resolutions = []Resolution{TensionLeftOpen, TensionSame, TensionDistinct, TensionMistake}

// Tension is a disagreement between claims. It is shown, and perhaps left
// open; no claim changes by it.
type Tension struct {
	ID         ID
	Kind       TensionKind
	Subject    ID
	Claims     []ID // in order of id, at least two
	Note       string
	Resolution Resolution
	Why        string
	By         ID // "" when found by rule
}

// Open reports whether the claims still stand against each other.
func (t Tension) Open() bool { return t.Resolution == TensionOpen || t.Resolution == TensionLeftOpen }

// Key tells a tension found again from a new one.
func (t Tension) Key() string {
	var b strings.Builder
	b.WriteString(string(t.Kind))
	for _, c := range t.Claims {
		b.WriteByte(' ')
		b.WriteString(string(c))
	}
	return b.String()
}

// FindTensions looks through the claims about one subject (all mentions of a
// person, one event, one group) for what does not sit together. The claims
// may be in any order; the result is in order of its keys.
func FindTensions(subject ID, claims []Claim) []Tension {
	var out []Tension
	add := func(k TensionKind, note string, cs ...Claim) {
		ids := make([]ID, len(cs))
		for i, c := range cs {
			ids[i] = c.ID
		}
		sort.Slice(ids, func(i, j int) bool { return ids[i] < ids[j] })
		out = append(out, Tension{Kind: k, Subject: subject, Claims: ids, Note: note})
	}
	byProperty := map[string][]Claim{}
	for _, c := range claims {
		if c.Status == Accepted || c.Status == Proposed || c.Status == Unsure {
			byProperty[c.Property] = append(byProperty[c.Property], c)
		}
	}
	for _, key := range sortedKeys(byProperty) {
		p, _ := PropertyOf(key)
		cs := byProperty[key]
		for i := range cs {
			for j := i + 1; j < len(cs); j++ {
				comparePair(p, cs[i], cs[j], add)
			}
		}
	}
	// Counts are compared across properties: "hundreds detained" stands in an
	// event, "500" in a quantity of it.
	var counts []Claim
	for _, key := range sortedKeys(byProperty) {
		for _, c := range byProperty[key] {
			if c.Quantity != nil && (c.Quantity.Min != nil || c.Quantity.Max != nil || c.Quantity.Words != "") && !measure(c.Quantity.Unit) {
				counts = append(counts, c)
			}
		}
	}
	for i := range counts {
		for j := i + 1; j < len(counts); j++ {
			compareCounts(counts[i], counts[j], add)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Key() < out[j].Key() })
	return out
}

type addTension func(k TensionKind, note string, cs ...Claim)

func comparePair(p Property, a, b Claim, add addTension) {
	if a.Polarity != b.Polarity && (p.Event() || p.Section == SectionStatus) {
		add(TensionPolarity, "one source says so, another denies it", a, b)
		return
	}
	if p.Single && a.Value != "" && b.Value != "" && p.Value != ValueDate && !sameWords(a.Value, b.Value) {
		add(TensionValue, fmt.Sprintf("%s is “%s” for one source and “%s” for another", p.Key, a.Value, b.Value), a, b)
		return
	}
	if ta, tb := timeOf(p, a), timeOf(p, b); (p.Single || p.Event()) && ta != "" && tb != "" {
		if p.Event() && a.Subject != b.Subject && a.Subject.Kind() != KindMention {
			return
		}
		switch relate(ta, tb) {
		case relDisjoint:
			add(TensionWhen, fmt.Sprintf("%s and %s cannot both be", ta, tb), a, b)
		case relWithin:
			if p.Event() {
				add(TensionPrecision, fmt.Sprintf("%s and %s differ in how exact they are", ta, tb), a, b)
			}
		}
	}
}

// timeOf is the time a claim speaks of, as EDTF, "" where there is none.
func timeOf(p Property, c Claim) string {
	if c.When != nil && c.When.EDTF != "" {
		return c.When.EDTF
	}
	if p.Value == ValueDate {
		return c.Value
	}
	return ""
}

func compareCounts(a, b Claim, add addTension) {
	qa, qb := a.Quantity, b.Quantity
	same := eq(qa.Min, qb.Min) && eq(qa.Max, qb.Max)
	switch {
	case same && qa.Min == nil && qa.Max == nil:
	case same && qa.Approx == qb.Approx && sameWords(qa.Unit, qb.Unit):
		add(TensionSameFigure, fmt.Sprintf("“%s” stands twice: is it the same figure?", qa.Words), a, b)
	case same:
		add(TensionCount, fmt.Sprintf("“%s” and “%s” are one number with another hedge or unit", qa.Words, qb.Words), a, b)
	default:
		add(TensionCount, fmt.Sprintf("“%s” and “%s”: kept side by side, never added", qa.Words, qb.Words), a, b)
	}
}

// measure reports whether the unit measures rather than counts people.
func measure(unit string) bool {
	switch strings.ToLower(unit) {
	case "", "persons", "people", "businesses", "traders", "households", "families", "students", "arrests":
		return false
	}
	return !strings.Contains(unit, "person") && !strings.Contains(unit, " and ")
}

func eq(a, b *float64) bool {
	if a == nil || b == nil {
		return a == b
	}
	return math.Abs(*a-*b) < 1e-9
}

func sameWords(a, b string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}
