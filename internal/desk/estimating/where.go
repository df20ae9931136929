package estimating

import (
	"errors"
	"strings"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/names"
	"github.com/habeas-record/habeas/places"
)

// lies says whether a place lies in the one that is asked about.
type lies uint8

const (
	unsaid lies = iota // nobody named a place
	unclear
	inside
	outside
)

// where tells for the places that claims name whether they lie in the one that a
// question is about.
type where struct {
	tx        desk.Tx
	gazetteer *places.Gazetteer

	name  string // of the place asked about, as it is called
	words string // of the place asked about, folded
	id    string // of the gazetteer, "" where it is not in it
	item  habeas.ID
	names map[string]bool // of the record's own place, folded

	known    map[string]lies
	subjects map[habeas.ID]lies
}

func folded(s string) string { return strings.Join(names.Tokens(s), " ") }

// newWhere finds the place that a question is about.
func (d *Desk) newWhere(tx desk.Tx, place string) (*where, error) {
	w := &where{tx: tx, gazetteer: d.places, names: map[string]bool{}, known: map[string]lies{}, subjects: map[habeas.ID]lies{}}
	words := place
	if k := habeas.ID(place).Kind(); len(place) == 17 && (k == habeas.KindPlace || k == habeas.KindFacility) {
		s, err := tx.Subject(habeas.ID(place))
		if err == nil && s.Access == habeas.AccessSealed {
			err = habeas.ErrNotFound
		}
		switch {
		case errors.Is(err, habeas.ErrNotFound):
			return nil, habeas.Invalid("write its name", "the place is not in the record")
		case err != nil:
			return nil, err
		}
		w.item, words = s.ID, s.Label
		about, err := w.about(s.ID)
		if err != nil {
			return nil, err
		}
		for _, n := range about.names {
			w.names[n] = true
		}
	}
	w.name, w.words = strings.Join(strings.Fields(words), " "), folded(words)
	likely := w.likely(words)
	switch {
	case w.words == "" && w.id == "":
		return nil, habeas.Invalid("write the name of a place, such as a county", "%q is no name of a place", place)
	case len(likely) == 1:
		w.id = likely[0].ID
	case len(likely) > 1 && w.item == "":
		var which []string
		for _, p := range likely[:min(3, len(likely))] {
			which = append(which, p.Name+above(w.gazetteer, p))
		}
		return nil, habeas.Invalid("write the place above it too, as "+which[0], "%q may be %s", words, strings.Join(which, ", or "))
	}
	return w, nil
}

func above(g *places.Gazetteer, p places.Place) string {
	if up := g.Parents(p); len(up) > 0 {
		return ", " + up[0].Name
	}
	return ""
}

// likely are the places of the gazetteer that words name.
func (w *where) likely(words string) (out []places.Place) {
	for _, h := range w.gazetteer.Find(words, places.Options{}).Hits {
		if h.Band == places.Likely {
			out = append(out, h.Place)
		}
	}
	return out
}

// of tells of a place as a claim names it: its words, and the place itself where
// the claim knows it.
func (w *where) of(words string, id habeas.ID) (lies, error) {
	if id.Kind() == habeas.KindPlace || id.Kind() == habeas.KindFacility {
		if l, err := w.ofSubject(id, 0); err != nil || l != unclear {
			return l, err
		}
	}
	key := folded(words)
	if key == "" {
		return unsaid, nil
	}
	if l, ok := w.known[key]; ok {
		return l, nil
	}
	l := w.ofWords(words, key)
	if l == unclear {
		var err error
		if l, err = w.ofNamesake(words, key); err != nil {
			return unclear, err
		}
	}
	w.known[key] = l
	return l, nil
}

// ofWords tells by the words alone.
func (w *where) ofWords(words, key string) lies {
	if key == w.words || w.names[key] {
		return inside
	}
	if w.id == "" {
		return unclear
	}
	all := unsaid
	for _, p := range w.likely(words) {
		l := unclear
		switch w.gazetteer.Relation(p.ID, w.id).Rel {
		case places.Same, places.Inside:
			l = inside
		case places.Sibling, places.Disjoint:
			l = outside
		}
		if all != unsaid && all != l {
			return unclear // two places of that name lie differently
		}
		all = l
	}
	if all == unsaid {
		return unclear
	}
	return all
}

// ofNamesake tells by a facility of the record that has the name: "Willow Spring
// study centre" lies where the claims about it say.
func (w *where) ofNamesake(words, key string) (lies, error) {
	all := unsaid
	for _, kind := range []habeas.Kind{habeas.KindFacility, habeas.KindPlace} {
		found, err := w.tx.SearchSubjects(habeas.SubjectQuery{Scope: habeas.ScopeDesk, Kind: kind, Text: words, Limit: 20})
		if err != nil {
			return unclear, err
		}
		for _, row := range found.Subjects {
			same := false
			for _, n := range row.Names {
				same = same || folded(n.Text) == key
			}
			if !same {
				continue
			}
			l, err := w.ofSubject(row.Subject.ID, 0)
			if err != nil {
				return unclear, err
			}
			if all != unsaid && all != l {
				return unclear, nil
			}
			all = l
		}
	}
	if all == unsaid {
		return unclear, nil
	}
	return all, nil
}

// deepest is how many places above a place are asked: claims may go in a circle.
const deepest = 6

// ofSubject tells of a place or facility of the record by its names, what the
// claims say it lies in, and the place it is listed under.
func (w *where) ofSubject(id habeas.ID, depth int) (lies, error) {
	if id == w.item {
		return inside, nil
	}
	if l, ok := w.subjects[id]; ok {
		return l, nil
	}
	w.subjects[id] = unclear
	about, err := w.about(id)
	if errors.Is(err, habeas.ErrNotFound) {
		return unclear, nil
	}
	if err != nil {
		return unclear, err
	}
	l := unclear
	for _, up := range about.within {
		at := unclear
		if up.id != "" && depth < deepest {
			if at, err = w.ofSubject(up.id, depth+1); err != nil {
				return unclear, err
			}
		}
		if at == unclear && up.words != "" {
			at = w.ofWords(up.words, folded(up.words))
		}
		if at == inside || l == unclear {
			l = at
		}
		if l == inside {
			break
		}
	}
	for _, n := range about.names {
		if l == unclear {
			l = w.ofWords(n, n)
		}
	}
	w.subjects[id] = l
	return l, nil
}

type upward struct {
	words string
	id    habeas.ID
}

type aboutPlace struct {
	names  []string // folded
	within []upward // the nearest first
}

// about reads what accepted claims say of a place: its names, and what it lies in.
func (w *where) about(id habeas.ID) (out aboutPlace, err error) {
	s, err := w.tx.Subject(id)
	if err != nil {
		return out, err
	}
	if s.Access != habeas.AccessSealed {
		out.names = append(out.names, folded(s.Label))
	}
	cs, err := w.tx.ClaimsAbout(id)
	if err != nil {
		return out, err
	}
	said := map[string]string{}
	for _, c := range cs {
		if c.Subject != id || c.Status != habeas.Accepted || c.Polarity != habeas.Affirmed || c.Access == habeas.AccessSealed {
			continue
		}
		switch c.Property {
		case "name", "name.other":
			out.names = append(out.names, folded(c.Statement()))
		case "place.parent":
			out.within = append(out.within, upward{c.Statement(), c.Object})
		case "place.town", "place.county", "place.prefecture", "place.country":
			said[c.Property] = c.Statement()
		}
	}
	var parts []string
	for _, p := range []string{"place.town", "place.county", "place.prefecture", "place.country"} {
		if said[p] != "" {
			parts = append(parts, said[p])
		}
	}
	// The nearest decides, with those above it where there are two of its name.
	for i := range parts {
		out.within = append(out.within, upward{words: strings.Join(parts[i:], ", ")})
	}
	if s.Parent != "" {
		out.within = append(out.within, upward{id: s.Parent})
	}
	return out, nil
}
