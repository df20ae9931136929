package tension

import (
	"fmt"
	"slices"
	"strings"
)

// fewSources: "sources said" beside one source described, who may be all there
// were.
func (c conflicts) fewSources() []Tension {
	plural, single := []int{}, []int{}
	for i, p := range c.p {
		switch {
		case p.SourceKind == "plural":
			plural = append(plural, i)
		case strings.HasPrefix(p.Type, "source."):
			single = append(single, i)
		}
	}
	if len(plural) == 0 || len(single) == 0 {
		return nil
	}
	return tension("sources", append(plural, single...), "sources are told of in the plural, but only some are described; how many are there, and are they independent?")
}

// orderOfDates: times counted from something told, beside others counted from
// publication: which came first is not said.
func (c conflicts) orderOfDates() []Tension {
	event := c.pick(func(p Claim) bool { return p.Later })
	ago := c.pick(func(p Claim) bool { return p.Ago })
	if len(event) == 0 || len(event)+len(ago) < 2 {
		return nil
	}
	return tension("order", append(event, ago...), "times counted from one another or from an unnamed moment: earlier or later than what?")
}

// sameMoney: one sum told more than once: one payment or several?
func (c conflicts) sameMoney() []Tension {
	sums := map[string][]int{}
	for i, p := range c.p {
		if q := p.Figure; q != nil && q.Class == "money" {
			sums[q.Words+q.Unit] = append(sums[q.Words+q.Unit], i)
		}
	}
	var out []Tension
	for _, key := range sortedKeys(sums) {
		list := sums[key]
		sentences := map[int]bool{}
		for _, i := range list {
			sentences[c.p[i].Sentence] = true
		}
		if len(sentences) > 1 {
			out = append(out, tension("money", list, "the same sum is told more than once: one payment or several, and in which direction?")...)
		}
	}
	return out
}

// facilities: people are said to have been taken to one place while another is
// asked about or named.
func (c conflicts) facilities() []Tension {
	var list []int
	places := map[string]bool{}
	for i, p := range c.p {
		facility, _ := p.Slots["facility"].(string)
		to, _ := p.Slots["to"].(string)
		if to == "" && p.Type == "event.transfer" {
			to, _ = p.Slots["place"].(string)
		}
		switch {
		case p.Type == "event.transfer" && to+facility != "":
			places[to+facility] = true
		case (p.Type == "event.detention" || family(p.Type) == "enquiry") && facility != "":
			places[facility] = true
		case p.Type == "place.facility":
		default:
			continue
		}
		list = append(list, i)
	}
	if len(places) < 2 {
		return nil
	}
	return tension("facility", list, "more than one place of detention is named or asked about: who is said to be in which, and by whom?")
}

// exposed: what the report tells of an unnamed source adds up. One claim is
// enough: who is not named is in danger by a single one.
func (c conflicts) exposed() []Tension {
	var out []Tension
	for _, s := range c.r.Exposed {
		if len(s.Claims) > 0 {
			out = append(out, Tension{"protection", s.Claims, fmt.Sprintf("%q is not named, but the report gives: %s", s.Words, strings.Join(s.Kinds, ", "))})
		}
	}
	return out
}

// denials: an authority denies what another tells.
func (c conflicts) denials() []Tension {
	var out []Tension
	held := []string{"event.detention", "event.mass_detention", "event.abduction", "event.disappearance", "event.raid", "event.torture", "event.death", "event.sighting", "enquiry.outcome"}
	for i, p := range c.p {
		if p.Type != "event.denial" && p.Type != "event.confession" {
			continue
		}
		list := []int{i}
		for j, q := range c.p {
			if j == i || p.Sentence == q.Sentence && q.Type == p.Type {
				continue
			}
			if slices.Contains(held, q.Type) && q.Source != p.Source || p.Type == "event.confession" && q.Type == "event.trial" {
				list = append(list, j)
			}
		}
		out = append(out, tension("denial", list, "denied or contradicted by %s", p.Source)...)
	}
	return out
}

// reasons: one detention explained differently by different voices.
func (c conflicts) reasons() []Tension {
	list := c.pick(func(p Claim) bool { return family(p.Type) == "reason" })
	voices := map[string]bool{}
	for _, i := range list {
		voices[c.p[i].Source] = true
	}
	if len(voices) < 2 {
		return nil
	}
	return tension("reason", list, "reasons given by different sources: what an authority states, what a relative supposes and what is a pattern are kept apart")
}
