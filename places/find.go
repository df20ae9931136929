package places

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/habeas-record/habeas/edtf"
	"github.com/habeas-record/habeas/names"
)

// Band says what a hit is worth.
type Band string

// The bands. A likely hit has the name that was asked for, letter for letter
// or as read in another script; a possible one has a name close to it.
const (
	Likely   Band = "likely"
	Possible Band = "possible"
)

// Hit is a place that a query may mean.
type Hit struct {
	Place Place   `json:"place"`
	Name  string  `json:"name"`           // of its names, the one that fits best
	Lang  string  `json:"lang,omitempty"` // of that name
	Score float64 `json:"score"`          // 0 to 1; it orders hits and is no probability
	Band  Band    `json:"band"`
	// Why gives the reasons for and against, in words.
	Why []string `json:"why"`
}

// Answer is what a query found: every place that fits, best first.
type Answer struct {
	Query string `json:"query"`
	Hits  []Hit  `json:"hits"`
	// Ambiguous says that more than one place is likely. Which is meant is
	// then for a person to say.
	Ambiguous bool `json:"ambiguous"`
}

// One returns the place a query names when exactly one is likely.
func (a Answer) One() (Place, bool) {
	if a.Ambiguous || len(a.Hits) == 0 || a.Hits[0].Band != Likely {
		return Place{}, false
	}
	return a.Hits[0].Place, true
}

// Options narrow a search. The zero Options look for a place of any kind
// anywhere.
type Options struct {
	// Within is the id of a place; only places in it are returned.
	Within string
	// Kind returns only places of one kind.
	Kind Kind
	// Limit is the most hits returned; 10 when it is 0.
	Limit int
}

// What a hit scores, by how its name fits.
const (
	scoreExact   = 1.0
	scoreCode    = 1.0
	scoreBare    = .97 // the same but for "county", 县 or the like on one side
	scoreRead    = .95 // the same sounds in other letters
	scoreClose   = .90 // at most, for a name close to it
	leastClose   = .66 // at least; nothing below it is returned
	likelyAt     = .94
	wrongKind    = .85 // times, when the query says county and the place is a city
	wrongContext = .8  // times, when the query says in Ili and it is not known to lie there
	noContext    = .93 // times, when the query says in what no place is called
)

const (
	// maxTokens bounds a query: the longest path of names in use, region to
	// village in Han characters, is shorter.
	maxTokens = 48
	// maxRunes bounds what is read of a query at all.
	maxRunes = 400
	// maxContexts is how many places above may stand in one query.
	maxContexts = 4
)

// Find returns the places that a query may mean. The query is a name in any
// script and spelling, with or without the word for its kind ("Emin county",
// 额敏县), with places above it before or behind it ("Dorbiljin, Ili",
// 新疆伊犁额敏县), or a code ("652522", "gb:652522").
func (g *Gazetteer) Find(query string, o Options) Answer {
	a := Answer{Query: query, Hits: []Hit{}}
	if utf8.RuneCountInString(query) > maxRunes {
		return a
	}
	s := &finder{g: g, index: g.searchIndex(), options: o, best: map[int]Hit{}}
	s.codes(strings.TrimSpace(query))
	words := wordsOf(query)
	if parts := pathParts(query); len(parts) > 1 && g.byName[folded(words)] == nil {
		s.path(parts)
	} else if len(words) <= maxTokens {
		s.name(words)
		for _, behind := range []bool{false, true} {
			if s.top() < likelyAt {
				s.peel(words, behind)
			}
		}
	}
	a.Hits = s.hits()
	likely := 0
	for _, h := range a.Hits {
		if h.Band == Likely {
			likely++
		}
	}
	a.Ambiguous = likely > 1
	if limit := cmp.Or(o.Limit, 10); limit > 0 && len(a.Hits) > limit {
		a.Hits = a.Hits[:limit]
	}
	return a
}

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

// finder collects the hits of one query.
type finder struct {
	g       *Gazetteer
	index   *searchIndex
	options Options
	best    map[int]Hit // by place
	// contexts are the places that the query says the one meant lies in, one
	// for each part of it.
	contexts []context
	table    table
}

// context is a part of a query that names a place above, and the places it
// may mean.
type context struct {
	words  string
	places []int
}

func (s *finder) top() float64 {
	var best float64
	for _, h := range s.best {
		best = max(best, h.Score)
	}
	return best
}

// add keeps a hit if it is wanted and better than what the place has.
func (s *finder) add(i int, name Name, score float64, why ...string) {
	p := &s.g.places[i]
	if s.options.Kind != "" && p.Kind != s.options.Kind || p.Kind == Group {
		return
	}
	if in := s.options.Within; in != "" && p.ID != in {
		if r := s.g.Relation(in, p.ID); r.Rel != Contains {
			return
		}
	}
	if name.Unverified {
		why = append(why, "that name stands in no source that was seen")
	}
	for _, c := range s.contexts {
		lies := ""
		for _, up := range c.places {
			if r := s.g.Relation(s.g.places[up].ID, p.ID); r.Rel == Contains {
				lies = "lies in " + s.g.places[up].Name
				switch r.By {
				case ByRule:
					lies += ", which runs it, though its code does not say so"
				case ByCode:
					lies += " by its code, though another place runs it"
				}
				break
			}
		}
		switch {
		case lies != "":
		case len(c.places) == 0:
			score *= noContext
			lies = fmt.Sprintf("“%s” is no name of the list", c.words)
		default:
			score *= wrongContext
			lies = "is not known to lie in " + c.words
		}
		why = append(why, lies)
	}
	if h, ok := s.best[i]; ok && h.Score >= score {
		return
	}
	s.best[i] = Hit{Place: *p, Name: name.Text, Lang: name.Lang, Score: score, Why: why}
}

// hits returns what was found, best first, in the order of the list where
// nothing tells two apart.
func (s *finder) hits() []Hit {
	order := make([]int, 0, len(s.best))
	for i, h := range s.best {
		if h.Score >= leastClose {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(i, j int) int {
		return cmp.Or(cmp.Compare(s.best[j].Score, s.best[i].Score), cmp.Compare(i, j))
	})
	out := make([]Hit, 0, len(order))
	for _, i := range order {
		h := s.best[i]
		h.Place = h.Place.clone()
		h.Band = Possible
		if h.Score >= likelyAt {
			h.Band = Likely
		}
		out = append(out, h)
	}
	return out
}

// codes finds a place by its number, with its list before it or without.
func (s *finder) codes(query string) {
	scheme, value, ok := strings.Cut(query, ":")
	if !ok {
		scheme, value = "", query
	}
	for _, i := range s.g.byCode[value] {
		for _, c := range s.g.places[i].Codes {
			if c.Value != value || scheme != "" && c.Scheme != scheme {
				continue
			}
			why := fmt.Sprintf("has the code %s in the list %s", c.Value, c.Scheme)
			if !c.Valid.IsZero() {
				why += ", in use: " + edtf.Format(c.Valid, "en")
			}
			s.add(i, s.g.places[i].Names[0], scoreCode, why)
		}
	}
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

// name finds places by one name.
func (s *finder) name(words []word) {
	if len(words) == 0 {
		return
	}
	whole := folded(words)
	for _, i := range s.g.byName[whole] {
		for _, n := range s.g.places[i].Names {
			if names.Fold(n.Text) == whole {
				s.add(i, n, scoreExact, called(n))
			}
		}
	}
	core, kinds := bare(words)
	joined := folded(core)
	for _, e := range s.index.byBare[joined] {
		s.fits(e, kinds, scoreBare, "apart from the word for its kind, "+called(s.index.name(e)))
	}
	if chars := han(joined); chars != "" {
		s.closeHan(chars, kinds)
		return
	}
	readings := sounds(spoken(core))
	for _, sound := range readings {
		for _, e := range s.index.bySound[sound] {
			s.fits(e, kinds, scoreRead, fmt.Sprintf("reads as “%s” (%s)", s.index.name(e).Text, langOf(s.index.name(e))))
		}
	}
	if s.top() >= scoreBare {
		return // a place of that very name: what is only close is no answer
	}
	for _, sound := range readings {
		s.closeSound(sound, kinds)
	}
}

// fits adds the place of an entry, less if the query says another kind.
func (s *finder) fits(e int, kinds []Kind, score float64, why string) {
	entry := s.index.entries[e]
	reasons := []string{why}
	if kind := s.g.places[entry.place].Kind; len(kinds) > 0 && !slices.Contains(kinds, kind) {
		score *= wrongKind
		reasons = append(reasons, fmt.Sprintf("the query says %s, the list says %s", kinds[0], kind))
	}
	s.add(entry.place, s.index.name(e), score, reasons...)
}

func called(n Name) string { return fmt.Sprintf("“%s” is its name (%s)", n.Text, langOf(n)) }

func langOf(n Name) string { return cmp.Or(n.Lang, "language not stated") }
