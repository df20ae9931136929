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
	wrongKind    = .85 // times, when the query says prefecture and the place is a city
	changedKind  = .98 // times, when it says county, the place is a city, and no county is called so
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
	s := &finder{g: g, index: g.searchIndex(), options: o, best: map[int]found{}}
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

// finder collects the hits of one query.
type finder struct {
	g       *Gazetteer
	index   *searchIndex
	options Options
	best    map[int]found // by place
	// contexts are the places that the query says the one meant lies in, one
	// for each part of it.
	contexts []context
	table    table
}

// kindFit is how the kind that a query says fits that of the place.
type kindFit uint8

const (
	kindFits kindFit = iota // or the query says none
	kindNear                // county, city or district, and the list has another of these
	kindWrong
)

// countyLevel are the kinds a unit may change between and keep its rank.
var countyLevel = []Kind{County, City, District}

// found is a hit before it is ranked.
type found struct {
	Hit
	kind kindFit
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
func (s *finder) add(i int, name Name, score float64, kind kindFit, why ...string) {
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
	s.best[i] = found{Hit{Place: *p, Name: name.Text, Lang: name.Lang, Score: score, Why: why}, kind}
}

// hits returns what was found, best first, in the order of the list where
// nothing tells two apart.
func (s *finder) hits() []Hit {
	s.weighKinds()
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
		h := s.best[i].Hit
		h.Place = h.Place.clone()
		h.Band = Possible
		if h.Score >= likelyAt {
			h.Band = Likely
		}
		out = append(out, h)
	}
	return out
}

// weighKinds lowers what the query says is of another kind: much when a place
// of that kind bears the name or the ranks differ, little when a county may
// only have become a city since.
func (s *finder) weighKinds() {
	rival := false
	for _, h := range s.best {
		rival = rival || h.kind == kindFits && h.Score >= likelyAt
	}
	for i, h := range s.best {
		switch {
		case h.kind == kindFits:
			continue
		case h.kind == kindNear && !rival:
			h.Score *= changedKind
		default:
			h.Score *= wrongKind
		}
		s.best[i] = h
	}
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
			s.add(i, s.g.places[i].Names[0], scoreCode, kindFits, why)
		}
	}
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
				s.add(i, n, scoreExact, kindFits, called(n))
			}
		}
	}
	core, kinds := bare(words)
	joined := folded(core)
	for _, e := range s.index.byBare[joined] {
		s.fits(e, kinds, scoreBare, "apart from the word for its kind, "+called(s.index.name(e)))
	}
	if chars := han(joined); chars != "" {
		if simple := s.index.simplify(joined); simple != joined {
			for _, e := range s.index.byBare[simple] {
				s.fits(e, kinds, scoreRead, fmt.Sprintf("in simplified characters, “%s” is its name", s.index.name(e).Text))
			}
		}
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
	kind := s.g.places[entry.place].Kind
	fit := kindFits
	if len(kinds) > 0 && !slices.Contains(kinds, kind) {
		fit = kindWrong
		if slices.Contains(countyLevel, kind) && slices.ContainsFunc(kinds, func(k Kind) bool { return slices.Contains(countyLevel, k) }) {
			fit = kindNear
		}
		reasons = append(reasons, fmt.Sprintf("the query says %s, the list says %s", kinds[0], kind))
	}
	s.add(entry.place, s.index.name(e), score, fit, reasons...)
}

func called(n Name) string { return fmt.Sprintf("“%s” is its name (%s)", n.Text, langOf(n)) }

func langOf(n Name) string { return cmp.Or(n.Lang, "language not stated") }
