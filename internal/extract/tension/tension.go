// Package tension finds claims of one report that do not simply agree: counts,
// dates, places, sums, reasons, denials, sources that may be one. It settles
// nothing; a person looks at what it tells. The detectors are general: none
// knows any report.
package tension

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/habeas-record/habeas/edtf"
	"github.com/habeas-record/habeas/places"
)

// Tension is two or more claims that do not simply agree: which to keep,
// whether both, whether to ask; or one and more that give away an unnamed
// source (protection). Proposals are indexes into the claims given to
// Find, in their order.
type Tension struct {
	// Kind is quantity, who, when, place, facility, publication, sources,
	// order, money, protection, denial or reason.
	Kind      string `json:"kind"`
	Proposals []int  `json:"proposals"`
	Note      string `json:"note"`
}

// Claim is what of a proposed claim is compared. Slots are those of the claim;
// place, person, facility, to, child, parent, edtf and edtf_inferred are read.
type Claim struct {
	Type, Exact        string
	Source, SourceKind string
	Sentence           int
	Slots              map[string]any
	Figure             *Figure
	Later, Ago         bool // holds a time counted from something told, from publication
}

// Figure is what a claim counts; Min and Max are nil where nothing bounds it.
type Figure struct {
	Words, Unit, Class, Verb string
	Min, Max                 *int64
	Approx                   bool
}

// Report is what is known of the report as a whole.
type Report struct {
	Published string // EDTF
	Inferred  bool   // Published was concluded from the text
	Exposed   []Exposed
	Places    *places.Gazetteer // nil for those built in
}

// Exposed is an unnamed source with the kinds of detail that help to identify
// it and the claims that tell them.
type Exposed struct {
	Words  string
	Kinds  []string
	Claims []int
}

type conflicts struct {
	r Report
	p []Claim
}

// Find returns the tensions among the claims of one report.
func Find(claims []Claim, r Report) []Tension {
	if r.Places == nil {
		r.Places = places.Embedded()
	}
	c := conflicts{r, claims}
	var out []Tension
	for _, find := range []func() []Tension{
		c.publication, c.counts, c.who, c.when, c.where, c.fewSources, c.orderOfDates,
		c.sameMoney, c.facilities, c.exposed, c.denials, c.reasons,
	} {
		out = append(out, find()...)
	}
	return out
}

// family is the part of a type before its dot.
func family(kind string) string {
	head, _, _ := strings.Cut(kind, ".")
	return head
}

// tension makes one if at least two proposals bear on it.
func tension(kind string, proposals []int, note string, args ...any) []Tension {
	slices.Sort(proposals)
	proposals = slices.Compact(proposals)
	if len(proposals) < 2 {
		return nil
	}
	return []Tension{{Kind: kind, Proposals: proposals, Note: fmt.Sprintf(note, args...)}}
}

// pick returns the claims for which the test holds.
func (c conflicts) pick(test func(Claim) bool) []int {
	var out []int
	for i, p := range c.p {
		if test(p) {
			out = append(out, i)
		}
	}
	return out
}

// publication: the day of publication is concluded, or a picture's file is of
// another time than what is told.
func (c conflicts) publication() []Tension {
	pictures := c.pick(func(p Claim) bool { return family(p.Type) == "photo" })
	inferred := c.pick(func(p Claim) bool { return p.Slots["edtf_inferred"] == true })
	if !c.r.Inferred || c.r.Published == "" || len(inferred) == 0 {
		return nil
	}
	return tension("publication", append(pictures, inferred...),
		"no date of publication is given; %s is concluded from the dates told and any file name, and every year and weekday worked out from it hangs on that", c.r.Published)
}

// acts that count the same people.
var acts = map[string]string{"detained": "held", "arrested": "held", "held": "held", "identified": "held", "abducted": "missing", "disappeared": "missing", "missing": "missing"}

// counts: figures for one act that differ in number, doubt, unit or verb.
func (c conflicts) counts() []Tension {
	groups := map[string][]int{}
	for i, p := range c.p {
		q := p.Figure
		if q == nil || q.Class != "persons" && q.Class != "things" || p.Type == "quantity.share" || family(p.Type) == "dependant" || family(p.Type) == "denominator" {
			continue
		}
		act := q.Verb
		if act == "" && (p.Type == "event.mass_detention" || p.Type == "event.raid") {
			act = "detained"
		}
		if act == "" {
			continue
		}
		if a := acts[act]; a != "" {
			act = a
		}
		groups[act] = append(groups[act], i)
	}
	var out []Tension
	if rival := c.rivals(); len(rival) > 0 {
		out = tension("quantity", rival, "different sources give numbers that may be meant for the same people")
	}
	for _, act := range sortedKeys(groups) {
		if list := groups[act]; c.differ(list) {
			out = append(out, tension("quantity", list, "counts of people %s that differ in number, doubt, unit or who says so: the same figure, parts of one another, or a disagreement? They are neither added nor averaged", act)...)
		}
	}
	return out
}

// rivals are the figures of two sources that lie within a factor of three of one
// another, whatever verb they are told with.
func (c conflicts) rivals() []int {
	type figure struct {
		proposal int
		n        int64
	}
	var figures []figure
	for i, p := range c.p {
		q := p.Figure
		if q == nil || q.Class != "persons" && q.Class != "" || p.Type == "quantity.share" || family(p.Type) != "quantity" {
			continue
		}
		if n := max(bound(q.Min), bound(q.Max)); n > 1 {
			figures = append(figures, figure{i, n})
		}
	}
	var out []int
	for i, a := range figures {
		for _, b := range figures[i+1:] {
			if a.n != b.n && a.n < 3*b.n && b.n < 3*a.n && c.p[a.proposal].Source != c.p[b.proposal].Source {
				out = append(out, a.proposal, b.proposal)
			}
		}
	}
	return out
}

func (c conflicts) differ(list []int) bool {
	seen := map[string]bool{}
	for _, i := range list {
		q := c.p[i].Figure
		seen[fmt.Sprint(bound(q.Min), bound(q.Max), q.Approx, q.Unit)] = true
	}
	return len(seen) > 1
}

func bound(n *int64) int64 {
	if n == nil {
		return -1
	}
	return *n
}

// who: a description given of all that elsewhere is given only of some.
func (c conflicts) who() []Tension {
	partial := func(p Claim) bool { return p.Type == "quantity.share" || p.Type == "group.attribute" }
	some := map[string][]int{} // stem → shares that use it
	for i, p := range c.p {
		if partial(p) {
			for w := range describing(p.Exact) {
				some[w] = append(some[w], i)
			}
		}
	}
	if len(some) == 0 {
		return nil
	}
	var out []int
	for j, p := range c.p {
		if partial(p) || family(p.Type) != "event" && family(p.Type) != "quantity" {
			continue
		}
		for w := range describing(p.Exact) {
			for _, i := range some[w] {
				if c.p[i].Sentence != p.Sentence {
					out = append(out, i, j)
				}
			}
		}
	}
	if len(out) > 0 {
		out = append(out, c.pick(func(p Claim) bool { return strings.HasPrefix(p.Type, "quantity.persons") })...)
	}
	return tension("who", out, "a description is given of all the people in one place and of a part of them in another")
}

// describing is the long words of a phrase, cut to their stem.
func describing(s string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if utf8.RuneCountInString(w) > 5 && w != "majority" && w != "detained" && w != "people" && w != "others" && w != "arrested" && w != "several" {
			out[stem(w)] = true
		}
	}
	return out
}

// when: one act dated with different precision, or differently.
func (c conflicts) when() []Tension {
	groups := map[string][]int{}
	for i, p := range c.p {
		date, _ := p.Slots["edtf"].(string)
		if date == "" || p.Slots["edtf_inferred"] == "present tense" {
			continue
		}
		switch {
		case p.Slots["person"] != nil && family(p.Type) == "event":
			key := fmt.Sprint(p.Slots["person"], " ", p.Type)
			groups[key] = append(groups[key], i)
		case p.Type == "event.mass_detention" || p.Type == "event.raid" || p.Type == "event.start" || p.Type == "event.detention":
			groups["the detentions"] = append(groups["the detentions"], i)
		}
	}
	var out []Tension
	for _, key := range sortedKeys(groups) {
		list := groups[key]
		if c.datesMeet(list) {
			out = append(out, tension("when", list, "%s: dates of different precision that may be one time; keep each as told", key)...)
		}
	}
	return out
}

// datesMeet reports whether two different dates of the list may be one time. A
// long text tells few dates many times, so each is read once.
func (c conflicts) datesMeet(list []int) bool {
	var dates []edtf.Date
	seen := map[string]bool{}
	for _, i := range list {
		told := c.p[i].Slots["edtf"].(string)
		if seen[told] {
			continue
		}
		seen[told] = true
		date, err := edtf.Parse(told)
		if err != nil {
			continue
		}
		for _, other := range dates {
			if !edtf.Relation(date, other).Disjoint() {
				return true
			}
		}
		dates = append(dates, date)
	}
	return false
}

// where: one act put in places of different rank, or a place said to lie where
// the gazetteer does not have it.
func (c conflicts) where() []Tension {
	acts := c.pick(func(p Claim) bool {
		return p.Slots["place"] != nil && (p.Type == "event.mass_detention" || p.Type == "event.raid" || p.Type == "quantity.persons_detained")
	})
	at := map[string][]int{} // the acts by place
	for _, i := range acts {
		place, _ := c.p[i].Slots["place"].(string)
		at[place] = append(at[place], i)
	}
	var out []int
	places := sortedKeys(at)
	for n, a := range places {
		for _, b := range places[n+1:] {
			if c.inside(a, b) || c.inside(b, a) {
				out = append(append(out, at[a]...), at[b]...)
			}
		}
	}
	for i, p := range c.p {
		child, _ := p.Slots["child"].(string)
		parent, _ := p.Slots["parent"].(string)
		if p.Type != "place.part_of" || child == "" {
			continue
		}
		if known := c.parents(child); len(out) > 0 || len(known) > 0 && !slices.Contains(known, c.name(parent)) {
			out = append(out, i)
		}
	}
	return tension("place", out, "the same is told of places of different rank, or a place is put under another than the gazetteer has; which is meant?")
}

// name is a place's own name in the gazetteer, whatever name is used.
func (c conflicts) name(place string) string {
	for _, p := range c.r.Places.Lookup(place) {
		return p.Name
	}
	if first, _, ok := strings.Cut(place, " "); ok {
		return c.name(first)
	}
	return place
}

func (c conflicts) parents(place string) []string {
	var out []string
	for _, p := range c.r.Places.Lookup(c.name(place)) {
		for _, up := range c.r.Places.Parents(p) {
			out = append(out, up.Name)
		}
	}
	return out
}

// inside says whether a place lies in another, at any remove.
func (c conflicts) inside(child, parent string) bool {
	for _, a := range c.r.Places.Lookup(c.name(child)) {
		for _, b := range c.r.Places.Lookup(c.name(parent)) {
			if c.r.Places.Relation(a.ID, b.ID).Rel == places.Inside {
				return true
			}
		}
	}
	return false
}

// stem is the first five letters.
func stem(w string) string {
	n := 0
	for i := range w {
		if n == 5 {
			return w[:i]
		}
		n++
	}
	return w
}

func sortedKeys(m map[string][]int) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
