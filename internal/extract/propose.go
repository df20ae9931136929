package extract

import (
	"sort"
	"strconv"
	"strings"

	"github.com/habeas-record/habeas/internal/extract/lexicon"
	"github.com/habeas-record/habeas/internal/extract/rule"
	"github.com/habeas-record/habeas/places"
)

// propose runs the rules over every sentence and turns matches into proposals,
// leaves out what another already says, and offers sentences that look as if
// they held something.
func (d *document) propose(rules *ruleIndex) []Proposal {
	var all []Proposal
	for n := range d.sentences {
		s := d.sentences[n]
		d.apply(rules, s, func(m match) {
			if p, ok := d.proposal(m); ok {
				all = append(all, p)
			}
		})
	}
	all = append(all, d.quantityClaims()...)
	all = append(all, d.nameClaims()...)
	all = append(all, d.facilityClaims()...)
	all = append(all, d.attributionClaims()...)
	kept := withoutDetails(d.distinct(all))
	kept = append(kept, d.kinClaims(kept)...)
	kept = append(kept, d.leftover(kept)...)
	if d.asked != nil {
		runes := runeIndex(d.text)
		d.questions(kept, bySentence(kept), func(q Question) {
			q.Start, q.End = runes(d.tokens[q.from].start), runes(d.tokens[q.to-1].end)
			d.asked(q)
		})
	}
	if d.weights != nil {
		kept = d.readAgain(kept)
	}
	sort.SliceStable(kept, func(i, j int) bool {
		if kept[i].from != kept[j].from {
			return kept[i].from < kept[j].from
		}
		return kept[i].to > kept[j].to
	})
	return kept
}

// proposal makes a proposal of a match: its span, slots, hedge and source.
func (d *document) proposal(m match) (Proposal, bool) {
	from, to := m.open, m.shut
	if from >= to || d.named(m) || d.tokens[m.from].sentence == d.title {
		return Proposal{}, false
	}
	if m.rule.Left || m.rule.Right {
		anchor := max(m.trigger, m.from)
		l, r := d.clause(min(anchor, to-1), to)
		if m.rule.Left {
			from = min(from, l)
		}
		if m.rule.Right {
			to = max(to, r)
		}
		from, to = d.trim(from, to)
	}
	if d.lang == "en" && to-from < 3 && m.trigger >= 0 && d.any(m.trigger, "custody") {
		return Proposal{}, false // a bare "in prison" belongs to what another clause tells
	}
	p := d.make(m.rule.Kind, from, to, ruleName(m.rule))
	p.order, p.own = m.rule.Line, m.rule.Own
	for k, v := range m.rule.Constant {
		if k != "patient" {
			p.Slots[k] = v
		}
	}
	for _, s := range m.slots {
		p.Slots[s.name] = d.slotText(s.from, s.to)
	}
	if strings.HasPrefix(p.Type, "event") || m.rule.Left || m.rule.Right {
		d.fillFrame(&p, m)
	}
	d.fillCommon(&p, m)
	if parent, ok := p.Slots["parent"].(string); ok && d.isCountry(parent) {
		return Proposal{}, false // "Nairobi, Kenya" tells nothing that needs a source
	}
	return p, true
}

// named says whether the word an event rests on is only part of a name, as in
// "Detention Centre".
func (d *document) named(m match) bool {
	if m.trigger < 0 {
		return false
	}
	switch family(m.rule.Kind) {
	case "event":
		if d.low(m.trigger-1) == "on" && d.any(m.trigger-2, "role", "organisation.head") {
			return true // "the rapporteur on torture"
		}
		return d.covered(m.trigger, kindOrg, kindPerson) || d.lang == "en" && d.covered(m.trigger, kindFacility, kindDate) || d.supposed(m) || d.attributive(m)
	case "health", "status":
		return d.lang == "en" && d.tokens[max(m.trigger-1, 0)].text == "-" || // "ill-treatment"
			d.covered(m.trigger, kindFacility, kindOrg) && !d.covered(m.from, kindFacility, kindOrg)
	case "reason":
		return d.lang == "en" && m.rule.Kind == "reason.alleged" && !d.actNear(m.from)
	}
	return false
}

// actNear says whether the sentence tells an act there can be a reason for:
// "because" and "due to" by themselves give reasons for anything.
func (d *document) actNear(i int) bool {
	s := d.sentences[d.tokens[i].sentence]
	for j := s.from; j < s.to; j++ {
		if d.any(j, "detain", "arrest.word", "held", "custody", "sentence", "charge", "abduct", "missing", "target", "raid", "search", "fine", "question", "torture", "death", "expulsion", "closure", "transfer") {
			return true
		}
	}
	return false
}

// attributive says whether a participle only describes the noun behind it, as
// in "the detained men", "a banned group": who that is was told before.
func (d *document) attributive(m match) bool {
	participle := m.form&(lexicon.Part|lexicon.Past|lexicon.Ing) != 0 && m.form&lexicon.Noun == 0
	if d.lang != "en" || !participle && !strings.HasSuffix(d.low(m.trigger), "ed") {
		return false
	}
	before := m.trigger - 1
	for before > 0 && d.any(before, "adverb") {
		before--
	}
	switch d.low(max(before, 0)) {
	case "both", "all", "each", "some", "several", "any", "another":
		return false // "X and Y, both arrested in May"
	}
	return d.sameSentence(max(before, 0), m.trigger) && d.any(before, "determiner", "possessive")
}

// supposed says whether an act is told only as possible: "if convicted", "could
// be sentenced". What people ask for or fear has rules of its own.
func (d *document) supposed(m match) bool {
	from := d.sentences[d.tokens[m.trigger].sentence].from
	for i := m.trigger - 1; i >= from && m.trigger-i <= 7; i-- {
		if (m.rule.Kind == "event.sentence" || d.any(m.trigger, "custody")) && d.any(i, "prospect") {
			return true // "faces up to ten years in prison"
		}
		if m.trigger-i > 4 {
			continue
		}
		if d.low(i) == "if" || d.low(i) == "whether" || d.any(i, "fear") && d.low(i+1) == "of" {
			return true
		}
		if d.any(i, "modal") {
			switch m.rule.Kind {
			case "event.sentence", "event.charge", "event.death", "event.torture", "event.fine":
				return !d.any(i+1, "have")
			}
		}
	}
	return false
}

func (d *document) isCountry(name string) bool {
	for _, p := range d.places.Lookup(name) {
		if p.Kind == places.Country {
			return true
		}
	}
	return false
}

func ruleName(r *rule.Rule) string { return r.Kind + "/" + strconv.Itoa(r.Line) }

// make begins a proposal over tokens [from,to) with its source and hedge.
func (d *document) make(kind string, from, to int, rule string) Proposal {
	p := Proposal{
		Type: kind, Rule: rule, Slots: map[string]any{}, Sentence: d.tokens[from].sentence,
		ByteStart: d.tokens[from].start, ByteEnd: d.tokens[to-1].end, from: from, to: to,
	}
	d.hedge(&p)
	d.voice(&p)
	return p
}

// voice sets the source: that of the words in the middle of the claim, so that
// an attribution at its edge does not take it.
func (d *document) voice(p *Proposal) {
	v := d.voices[p.from]
	if mid := d.voices[(p.from+p.to)/2]; mid != nil && mid != v {
		v = mid
	}
	if v == nil {
		return
	}
	p.Source, p.SourceKind = v.source, v.kind
	if v.to > 0 {
		p.SourceStart, p.SourceEnd = d.tokens[v.from].start, d.tokens[v.to-1].end
	}
	if p.Source != "" {
		p.Chain = append([]string{p.Source}, d.credits(p.Source)...)
	}
}

// hedge keeps the words of doubt inside the claim. Approximate numbers are
// doubt about the number, so only quantities count them.
func (d *document) hedge(p *Proposal) {
	var words []string
	concepts := []string{"hedge"}
	if strings.HasPrefix(p.Type, "quantity") || strings.HasPrefix(p.Type, "denominator") {
		concepts = append(concepts, "hedge.number")
	}
	for i := p.from; i < p.to; i++ {
		if end, ok := d.longest(i, concepts...); ok && end <= p.to {
			words = append(words, d.slice(i, end))
			i = end - 1
		}
	}
	if len(words) == 0 {
		for i := p.from; i < p.to; i++ {
			if v := d.voices[i]; v != nil && v.kind == "unattributed" {
				words = append(words, d.slice(v.from, v.to))
				break
			}
		}
	}
	p.Hedge = strings.Join(words, "; ")
}

// slotText is the words of a slot; a person's are the full name.
func (d *document) slotText(from, to int) string {
	if m := d.startsAt(from, kindPerson); m >= 0 && d.mentions[m].to == to {
		return d.mentions[m].name
	}
	return bare(d.slice(from, to))
}

// distinct drops a proposal that says what an earlier rule already says: the
// same type over the same words, or a clause claim inside one of its type.
func (d *document) distinct(all []Proposal) []Proposal {
	sort.SliceStable(all, func(i, j int) bool { return all[i].order < all[j].order })
	var kept []Proposal
	bySentence := map[int][]int{} // indexes of those kept
	for _, p := range all {
		if !repeats(kept, bySentence[p.Sentence], p) {
			bySentence[p.Sentence] = append(bySentence[p.Sentence], len(kept))
			kept = append(kept, p)
		}
	}
	return kept
}

func repeats(kept []Proposal, among []int, p Proposal) bool {
	for _, i := range among {
		k := &kept[i]
		if k.to <= p.from || p.to <= k.from {
			continue
		}
		both := min(k.to, p.to) - max(k.from, p.from)
		same := k.Type == p.Type || k.from == p.from && k.to == p.to && family(k.Type) == family(p.Type)
		if same && 2*both >= min(k.to-k.from, p.to-p.from) {
			return true
		}
		// What was asked and what came of it stand in clauses of their own.
		if asked(k.Type) && asked(p.Type) && 5*both >= 4*max(k.to-k.from, p.to-p.from) {
			return true
		}
	}
	return false
}

// withoutDetails leaves out what another claim tells already: the state an
// event left somebody in, told in its clause, and an attribution where a claim
// says who the speaker is. Whoever reviews that claim sees it there. Counts,
// lengths and facilities stay: they are what reports of one event differ in.
func withoutDetails(kept []Proposal) []Proposal {
	// By where they begin, with how far those before reach: only claims that
	// overlap can tell the same.
	order := make([]int, len(kept))
	for i := range order {
		order[i] = i
	}
	sort.Slice(order, func(a, b int) bool { return kept[order[a]].from < kept[order[b]].from })
	reach := make([]int, len(kept))
	for n, i := range order {
		reach[n] = kept[i].to
		if n > 0 {
			reach[n] = max(reach[n], reach[n-1])
		}
	}
	told := func(p Proposal) bool {
		n := sort.Search(len(order), func(n int) bool { return kept[order[n]].from >= p.to })
		for n--; n >= 0 && reach[n] > p.from; n-- {
			if kept[order[n]].tells(p) {
				return true
			}
		}
		return false
	}
	var out []Proposal
	for _, p := range kept {
		if !told(p) {
			out = append(out, p)
		}
	}
	return out
}

func (k Proposal) tells(p Proposal) bool {
	if k.to <= p.from || p.to <= k.from {
		return false
	}
	if p.Type == "attribution" {
		switch family(k.Type) {
		case "person", "relation", "enquiry":
			return k.Type != "person.name" && p.Slots["recipient"] == nil
		case "source":
			return k.from <= p.from && p.Slots["recipient"] == nil // more than the plea not to be named
		}
		return false
	}
	switch family(p.Type) {
	case "status", "health":
		return family(k.Type) == "event" && k.from <= p.from && p.to <= k.to
	}
	return false
}

func asked(kind string) bool {
	f := family(kind)
	return f == "enquiry" || f == "family"
}

// family is the kin of types that scoring and tensions fold together.
func family(kind string) string {
	head, _, _ := strings.Cut(kind, ".")
	return head
}

// leftover offers clauses outside all proposals: as an act where somebody does
// or suffers one in the past, untyped where the words are those of the field.
func (d *document) leftover(kept []Proposal) []Proposal {
	claimed, described := make([]bool, len(d.tokens)+1), make([]bool, len(d.tokens)+1)
	for _, p := range kept {
		in := claimed
		switch family(p.Type) {
		case "person", "quantity", "place", "relation", "duration", "doc", "reason", "source", "attribution", "group":
			in = described // these name what a clause tells of, not what it tells
		}
		for i := p.from; i < p.to; i++ {
			in[i] = true
		}
	}
	var out []Proposal
	for n, s := range d.sentences {
		if n == d.title || s.to-s.from < 5 || d.boilerplate(s) {
			continue
		}
		for from := s.from; from < s.to; {
			to := from + 1
			for to < s.to && !d.starts[to] {
				to++
			}
			if kind, ok := d.leftoverKind(from, to, claimed, described, s); ok {
				l, r := d.trim(from, to)
				p := d.make(kind, l, r, "leftover")
				d.fillCommon(&p, match{trigger: -1})
				out = append(out, p)
			}
			from = to
		}
	}
	return out
}

// boilerplate says whether a sentence is about the page rather than the story.
func (d *document) boilerplate(s sentence) bool {
	for i := s.from; i < s.to; i++ {
		if d.any(i, "policy.phrase", "credit", "news.service") {
			return true
		}
	}
	return false
}

func (d *document) leftoverKind(from, to int, claimed, described []bool, s sentence) (string, bool) {
	act, who, field, words, told := false, false, false, 0, 0
	spoken := false // the clause tells that something was said
	for i := from; i < to; i++ {
		if claimed[i] {
			return "", false
		}
		if d.tokens[i].word {
			words++
		}
		if described[i] {
			told++
		}
		field = field || d.any(i, "field")
		who = who || d.any(i, "pronoun") || d.startsAt(i, kindPerson, kindFolk, kindOrg) >= 0
		spoken = spoken || !act && d.any(i, "say")
		if !spoken && d.acts(i) {
			act = true
			// "The money was planted": whoever did it, it was done.
			who = who || i > from+1 && d.any(from, "determiner", "possessive") && d.formAt(i, lexicon.Part) && d.any(i-1, "be")
		}
		// A participle has its subject in the clause before.
		who = who || i == from && d.formAt(i, lexicon.Ing) && i > s.from
	}
	if first := d.low(from); first == "i" || first == "we" || first == "my" || first == "our" || first == "where" {
		return "", false // what the teller did, and asides
	}
	if d.any(from, "relative") || d.any(from, "preposition") && d.any(from+1, "relative") || d.any(from, "credit") || d.low(from) == "including" || d.low(from) == "known" || d.low(from) == "published" {
		return "", false
	}
	switch {
	case words < 4 || 3*told > 2*(to-from):
		return "", false
	case act && who:
		return "event.other", true
	case field && d.whole(from, to, s):
		return "", true
	}
	return "", false
}

// acts says whether a verb at token i tells something done: in the past, in the
// perfect or passive, or as a participle; being, having and saying do not.
func (d *document) acts(i int) bool {
	if i > 0 && d.tokens[i-1].text == "-" || i+1 < len(d.tokens) && d.tokens[i+1].text == "-" {
		return false // "left-wing", "state-owned"
	}
	if d.any(i, "say", "be", "have", "modal", "believe", "learn", "stative") || d.any(i-1, "determiner", "preposition", "possessive") {
		return false
	}
	if d.formAt(i, lexicon.Past) {
		return true
	}
	// In the present only right behind its subject: "police block access".
	if d.formAt(i, lexicon.Base|lexicon.Third) && (d.endsHere(i, kindPerson, kindFolk, kindOrg) >= 0 || d.any(i-1, "pronoun") && !d.any(i-1, "pronoun.object")) {
		return true
	}
	before := i - 1
	for before > 0 && d.any(before, "adverb") {
		before--
	}
	return d.formAt(i, lexicon.Part|lexicon.Ing) && (d.any(before, "be", "have") || d.starts[i])
}

// whole says whether a clause is all of its sentence.
func (d *document) whole(from, to int, s sentence) bool { return from == s.from && to >= s.to-2 }
