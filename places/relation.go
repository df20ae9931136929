package places

// Rel is how one place lies to another.
type Rel string

// The relations, each read from the first place to the second.
const (
	Same     Rel = "same"
	Contains Rel = "contains"
	Inside   Rel = "within"
	// Sibling is that both lie directly within one place: next to each other
	// in the hierarchy, which does not say that they share a border.
	Sibling Rel = "adjacent-sibling"
	// Disjoint is that neither holds the other: two units of one list.
	Disjoint Rel = "disjoint"
	// Unknown is that the list does not say: one of them is not in it, or is
	// placed no nearer than its country.
	Unknown Rel = "unknown"
)

// Inverse returns the relation read from the second place to the first.
func (r Rel) Inverse() Rel {
	switch r {
	case Contains:
		return Inside
	case Inside:
		return Contains
	}
	return r
}

// Relation is how one place lies to another, and on what it rests.
type Relation struct {
	Rel Rel `json:"rel"`
	// By is ByCode or ByRule when only the one of them says so and the other
	// says otherwise: Emin lies in Ili by rule.
	By string `json:"by,omitempty"`
	// Through is the place both lie directly within, for Sibling.
	Through string `json:"through,omitempty"`
}

// Relation tells how the place of id a lies to that of id b. What held once
// counts like what holds now: a claim may speak of any time.
func (g *Gazetteer) Relation(a, b string) Relation {
	i, okA := g.byID[a]
	j, okB := g.byID[b]
	switch {
	case !okA || !okB:
		return Relation{Rel: Unknown}
	case i == j:
		return Relation{Rel: Same}
	}
	if by, ok := g.holds(i, j); ok {
		return Relation{Rel: Contains, By: by}
	}
	if by, ok := g.holds(j, i); ok {
		return Relation{Rel: Inside, By: by}
	}
	if !g.ranked(i) || !g.ranked(j) {
		if g.countriesDiffer(i, j) {
			return Relation{Rel: Disjoint}
		}
		return Relation{Rel: Unknown}
	}
	for _, v := range g.places[i].Within {
		for _, w := range g.places[j].Within {
			if v.ID == w.ID {
				return Relation{Rel: Sibling, Through: v.ID, By: differs(v.By, w.By)}
			}
		}
	}
	return Relation{Rel: Disjoint}
}

// differs is the basis that a relation of two steps rests on.
func differs(a, b string) string {
	if a == "" || a == b {
		return b
	}
	return a
}

// holds reports whether place i is above place j by any way, and the basis
// without which it would not be.
func (g *Gazetteer) holds(i, j int) (by string, ok bool) {
	code, rule := g.above(j, ByRule)[i], g.above(j, ByCode)[i]
	switch {
	case code && rule:
		return "", true
	case code:
		return ByCode, true
	case rule:
		return ByRule, true
	}
	return "", g.above(j, "")[i]
}

// above returns every place above i, without taking a step that rests on
// not.
func (g *Gazetteer) above(i int, not string) map[int]bool {
	found := map[int]bool{}
	todo := []int{i}
	for len(todo) > 0 {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, w := range g.places[at].Within {
			up := g.byID[w.ID]
			if found[up] || not != "" && w.By == not {
				continue
			}
			found[up] = true
			todo = append(todo, up)
		}
	}
	return found
}

// ranked reports whether a place stands at its rank in the hierarchy. An area,
// and a city given by its country alone, may lie in any unit between.
func (g *Gazetteer) ranked(i int) bool {
	p := g.places[i]
	switch p.Kind {
	case Area:
		return false
	case City, Facility:
		for _, w := range p.Within {
			if g.places[g.byID[w.ID]].Kind == Country {
				return false
			}
		}
		return len(p.Within) > 0
	}
	return true
}

func (g *Gazetteer) countriesDiffer(i, j int) bool {
	of := func(i int) map[int]bool {
		out := map[int]bool{}
		if g.places[i].Kind == Country {
			out[i] = true
		}
		for up := range g.above(i, "") {
			if g.places[up].Kind == Country {
				out[up] = true
			}
		}
		return out
	}
	a, b := of(i), of(j)
	for c := range a {
		if b[c] {
			return false
		}
	}
	return len(a) > 0 && len(b) > 0
}
