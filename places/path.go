package places

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// pathParts cuts a query where it has commas of any script.
func pathParts(query string) []string {
	var out []string
	for _, p := range strings.FieldsFunc(query, func(r rune) bool { return strings.ContainsRune(",;،؛、，；()（）", r) }) {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// path reads a query of several parts as a place and those around it, from
// the smallest to the largest or the other way.
func (s *finder) path(parts []string) {
	if len(parts) > maxContexts+1 {
		parts = parts[:maxContexts+1]
	}
	last := len(parts) - 1
	for _, order := range [2]struct {
		name   string
		around []string
	}{{parts[0], parts[1:]}, {parts[last], parts[:last]}} {
		s.contexts = nil
		for _, part := range order.around {
			s.contexts = append(s.contexts, context{part, s.g.named(wordsOf(part))})
		}
		if words := wordsOf(order.name); len(words) <= maxTokens {
			s.name(words)
		}
		if s.top() >= likelyAt {
			return
		}
	}
}

// peel takes names of places above off the front of a query written in one,
// as addresses are, or off its end, and looks for what is left.
func (s *finder) peel(words []word, behind bool) {
	for s.contexts = nil; len(s.contexts) < maxContexts; {
		n, found := s.longest(words, behind)
		if n == 0 {
			return
		}
		above, rest := words[:n], words[n:]
		if behind {
			rest, above = words[:len(words)-n], words[len(words)-n:]
		}
		s.contexts = append(s.contexts, context{spoken(above), found})
		words = rest
		// A place may be called as the one around it is, so each step is tried.
		s.name(words)
		if s.top() >= likelyAt {
			return
		}
	}
}

// longest returns how many words at the front of a query, or at its end, name
// a place, and which; at least one word is left.
func (s *finder) longest(words []word, end bool) (int, []int) {
	for n := len(words) - 1; n > 0; n-- {
		part := words[:n]
		if end {
			part = words[len(words)-n:]
		}
		if n == 1 && utf8.RuneCountInString(part[0].folded) == 1 {
			continue // a single Han character names nothing
		}
		if found := s.g.named(part); len(found) > 0 {
			return n, found
		}
	}
	return 0, nil
}

// named returns the places that a query names exactly, with or without the
// word for their kind, facilities left out.
func (g *Gazetteer) named(words []word) []int {
	found := slices.Clone(g.byName[folded(words)])
	core, kinds := bare(words)
	for _, e := range g.searchIndex().byBare[folded(core)] {
		i := g.searchIndex().entries[e].place
		if len(kinds) == 0 || slices.Contains(kinds, g.places[i].Kind) {
			found = append(found, i)
		}
	}
	slices.Sort(found)
	found = slices.Compact(found)
	return slices.DeleteFunc(found, func(i int) bool { return g.places[i].Kind == Facility || g.places[i].Kind == Group })
}
