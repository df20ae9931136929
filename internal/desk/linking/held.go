package linking

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
)

// Edge is a decision that holds two mentions of a person together.
type Edge struct {
	habeas.Link
	Weight float64 // bits, where Known
	Known  bool    // the machine has weighed the pair
	// Parts are how many mentions would be left on either side were the decision
	// taken back, the fewer first; 0 and 0 where others hold them together too.
	Parts [2]int
	Weak  bool // of those that alone hold the person together, the one that is least sure
}

// Step is one decision on a path, from a mention to the next.
type Step struct{ From, To, Link habeas.ID }

// Held is why some mentions are one person.
type Held struct {
	ID       habeas.ID // that the person goes by now
	Mentions []habeas.Mention
	Edges    []Edge
	// Paths lead from the first mention to each of the others.
	Paths map[habeas.ID][]Step
	Open  int // pairs of one of these mentions that wait for an answer
}

// Held reads the decisions that hold a person together, as far as the actor may
// read the mentions.
func (d *Desk) Held(ctx context.Context, a habeas.Actor, person habeas.ID) (h Held, err error) {
	if err := d.authorise(a, habeas.ReadItem); err != nil {
		return h, err
	}
	if person.Kind() != habeas.KindPerson {
		return h, habeas.ErrNotFound
	}
	err = d.store.View(ctx, func(tx desk.Tx) error {
		h = Held{Paths: map[habeas.ID][]Step{}}
		ms, current, err := tx.Mentions(person)
		if err != nil {
			return notFound(err)
		}
		h.ID = current
		at := map[habeas.ID]int{}
		var ids []habeas.ID
		for _, m := range ms {
			x, err := desk.Pictured(tx, a, m.ID)
			if errors.Is(err, habeas.ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			at[m.ID] = len(h.Mentions)
			ids = append(ids, m.ID)
			h.Mentions = append(h.Mentions, x.Mention)
		}
		if len(ids) == 0 {
			return habeas.ErrNotFound
		}
		links, err := tx.Links(ids...)
		if err != nil {
			return err
		}
		q, err := d.queueOf(tx)
		if err != nil {
			return err
		}
		weights := map[habeas.ID]float64{}
		for _, p := range q.pairs {
			weights[p.ID] = p.Weight
		}
		for _, p := range slices.Concat(q.open, q.drawn) {
			_, one := at[p.A]
			_, two := at[p.B]
			if one || two {
				if ok, err := mayRead(tx, a, p); err != nil {
					return err
				} else if ok {
					h.Open++
				}
			}
		}
		for _, l := range habeas.StandingLinks(links) {
			_, one := at[l.A]
			_, two := at[l.B]
			if l.Verdict != habeas.SamePerson || !one || !two {
				continue
			}
			e := Edge{Link: l}
			e.Weight, e.Known = weights[habeas.PairOf(l.A, l.B)]
			h.Edges = append(h.Edges, e)
		}
		h.weigh(ids)
		return nil
	})
	return h, err
}

// weigh finds what each decision alone holds together, the weakest of these, and
// the paths.
func (h *Held) weigh(ids []habeas.ID) {
	weakest := -1
	for i := range h.Edges {
		e := &h.Edges[i]
		from := h.reached(e.A, i)
		if _, still := from[e.B]; still {
			continue
		}
		a, b := len(from), len(h.reached(e.B, i))
		e.Parts = [2]int{min(a, b), max(a, b)}
		if weakest < 0 || weaker(*e, h.Edges[weakest]) {
			weakest = i
		}
	}
	if weakest >= 0 && len(h.Edges) > 1 {
		h.Edges[weakest].Weak = true
	}
	slices.SortStableFunc(h.Edges, func(x, y Edge) int { return cmp.Compare(x.ID, y.ID) })
	back := h.reached(ids[0], -1)
	for _, m := range ids[1:] {
		var path []Step
		for at := m; at != ids[0] && back[at].Link != ""; at = back[at].From {
			path = append(path, back[at])
		}
		slices.Reverse(path)
		h.Paths[m] = path
	}
}

// weaker orders decisions by the machine's weight, what it did not propose first,
// and then by how many mentions hang on them.
func weaker(x, y Edge) bool {
	if x.Known != y.Known {
		return !x.Known
	}
	return cmp.Or(cmp.Compare(x.Weight, y.Weight), -cmp.Compare(x.Parts[0], y.Parts[0]), cmp.Compare(x.ID, y.ID)) < 0
}

// reached are the mentions that a mention is held together with by all decisions
// but one, each with the step that leads to it on a shortest path.
func (h *Held) reached(from habeas.ID, without int) map[habeas.ID]Step {
	out := map[habeas.ID]Step{from: {}}
	for line := []habeas.ID{from}; len(line) > 0; line = line[1:] {
		for i, e := range h.Edges {
			if i == without {
				continue
			}
			for _, x := range [][2]habeas.ID{{e.A, e.B}, {e.B, e.A}} {
				if _, seen := out[x[1]]; x[0] == line[0] && !seen {
					out[x[1]] = Step{x[0], x[1], e.ID}
					line = append(line, x[1])
				}
			}
		}
	}
	return out
}
