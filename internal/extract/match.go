package extract

import (
	"github.com/habeas-record/habeas/internal/extract/lexicon"
	"github.com/habeas-record/habeas/internal/extract/rule"
)

// match is where a rule held: tokens [from,to) of the whole, the quotation
// within it, the slots, and the token and form of the first concept met.
type match struct {
	rule       *rule.Rule
	from, to   int
	open, shut int
	slots      []slotSpan
	trigger    int
	form       lexicon.Form
}

type slotSpan struct {
	name     string
	from, to int
}

// apply runs the rules over a sentence and calls found for every match, rules
// in the order of the file, each match at its leftmost and longest.
func (d *document) apply(rules *ruleIndex, s sentence, found func(match)) {
	candidates := make([][]int, len(rules.rules))
	for i := s.from; i < s.to; i++ {
		for _, r := range rules.at(d, i) {
			if c := candidates[r]; len(c) == 0 || c[len(c)-1] != i {
				candidates[r] = append(c, i)
			}
		}
	}
	for r := range rules.rules {
		end := -1
		for _, i := range candidates[r] {
			if i < end {
				continue
			}
			m := match{rule: &rules.rules[r], from: i, open: -1, shut: -1, trigger: -1}
			if ok := d.run(rules.rules[r].Elements, i, s, &m, func(to int) bool { m.to = to; return true }); ok {
				if m.open < 0 {
					m.open = m.from
				}
				if m.shut < 0 {
					m.shut = m.to
				}
				found(m)
				end = m.to
			}
		}
	}
}

// run tries the elements from token i on; next is called at their end.
func (d *document) run(es []rule.Element, i int, s sentence, m *match, next func(int) bool) bool {
	if len(es) == 0 {
		return next(i)
	}
	e, rest := &es[0], es[1:]
	if e.Not {
		ahead := *e
		ahead.Not = false
		probe := *m
		if d.run([]rule.Element{ahead}, i, s, &probe, func(int) bool { return true }) {
			return false
		}
		return d.run(rest, i, s, m, next)
	}
	saved := *m
	try := func(to int) bool {
		if e.Slot != "" {
			m.slots = append(m.slots[:len(saved.slots):len(saved.slots)], slotSpan{e.Slot, i, to})
		}
		if d.run(rest, to, s, m, next) {
			return true
		}
		*m = saved
		return false
	}
	if d.step(e, i, s, m, try) {
		return true
	}
	*m = saved
	return e.Optional && d.run(rest, i, s, m, next)
}

// step tries one element at token i and every way it can end.
func (d *document) step(e *rule.Element, i int, s sentence, m *match, try func(int) bool) bool {
	switch e.Kind {
	case rule.Open:
		m.open = i
		return try(i)
	case rule.Close:
		m.shut = i
		return try(i)
	case rule.ClauseStart:
		return d.clauseStart(i) && try(i)
	case rule.Gap:
		for n := 0; n <= e.Gap && i+n <= s.to; n++ {
			if try(i + n) {
				return true
			}
			if i+n < s.to && (d.stops(i+n) || n > 0 && d.starts[i+n] && d.any(i+n, "coordinator", "subordinator", "relative")) {
				return false
			}
		}
		return false
	case rule.Group:
		for _, g := range e.Groups {
			if d.run(g, i, s, m, try) {
				return true
			}
		}
		return false
	}
	if i >= s.to {
		return false
	}
	return d.stepConcept(e, i, s, m, try) || d.stepMention(e, i, s, try) || e.Words[d.tokens[i].low] && try(i+1)
}

// stops says whether a gap may not run over token i.
func (d *document) stops(i int) bool {
	switch d.tokens[i].text {
	case ";", ":", ".", "?", "!", "。", "；", "“", "”":
		return true
	}
	return false
}

func (d *document) stepConcept(e *rule.Element, i int, s sentence, m *match, try func(int) bool) bool {
	hits := d.tokens[i].hits
	for j := len(hits) - 1; j >= 0; j-- { // longest first
		h := hits[j]
		if h.End > s.to || !takes(e, h) {
			continue
		}
		if m.trigger < 0 {
			m.trigger, m.form = i, h.Form
		}
		if try(h.End) {
			return true
		}
	}
	return false
}

func takes(e *rule.Element, h lexicon.Hit) bool {
	for _, c := range e.Concepts {
		if c.Name == h.Concept && (c.Form == 0 || h.Form&c.Form != 0) {
			return true
		}
	}
	return false
}

func (d *document) stepMention(e *rule.Element, i int, s sentence, try func(int) bool) bool {
	if e.Numeric {
		if _, end, ok := d.number(i); ok && !d.covered(i, kindDate) && try(end) {
			return true
		}
	}
	starting := d.tokens[i].mentions
	for j := len(starting) - 1; j >= 0; j-- { // later ones were built from earlier and are longer
		n := starting[j]
		for _, k := range e.Mentions {
			is := d.mentions[n].kind == kind(k) || kind(k) == kindCount && d.mentions[n].quantity != nil && d.mentions[n].quantity.Class == "persons"
			if is && try(d.mentions[n].to) {
				return true
			}
		}
	}
	return false
}

// ruleIndex finds the rules that may begin at a token without trying them all.
type ruleIndex struct {
	rules    []rule.Rule
	words    map[string][]int
	concepts map[string][]int
	mentions map[kind][]int
	numbers  []int
}

func index(rules []rule.Rule) *ruleIndex {
	x := &ruleIndex{rules: rules, words: map[string][]int{}, concepts: map[string][]int{}, mentions: map[kind][]int{}}
	for n := range rules {
		for _, e := range rules[n].First {
			for w := range e.Words {
				x.words[w] = append(x.words[w], n)
			}
			if e.Numeric {
				x.numbers = append(x.numbers, n)
			}
			for _, c := range e.Concepts {
				x.concepts[c.Name] = append(x.concepts[c.Name], n)
			}
			for _, mention := range e.Mentions {
				k := kind(mention)
				if k == kindCount {
					k = kindQuantity
				}
				x.mentions[k] = append(x.mentions[k], n)
			}
		}
	}
	return x
}

func (x *ruleIndex) at(d *document, i int) []int {
	t := &d.tokens[i]
	out := append([]int(nil), x.words[t.low]...)
	for _, h := range t.hits {
		out = append(out, x.concepts[h.Concept]...)
	}
	for _, m := range t.mentions {
		out = append(out, x.mentions[d.mentions[m].kind]...)
	}
	if t.number || d.has1(i, "number") {
		out = append(out, x.numbers...)
	}
	return out
}
