package search

import (
	"cmp"
	"math"
	"slices"

	"github.com/habeas-record/habeas/names"
)

// A candidate is a name worth comparing in full.
type candidate struct {
	name  uint32
	worth float32
}

const whole = 255

// mostAsked is how many tokens of a query are looked up, the heaviest first: as
// many as are compared, and as a number of 64 bits has bytes.
const mostAsked = 8

// leastSure is how many names must be worth more than others before those are not
// looked at.
const leastSure = 10

// asked is a token of the query and what the vocabulary has for it.
type asked struct {
	near   []neighbour // the likest first
	close  int         // of them, those that are closely alike
	weight float32     // of the rare more than of the common
	set    []uint64
}

// closely is the likeness from which a token is surely a neighbour. Names are
// looked for by such neighbours first, which are few.
const closely = 0.8

// candidates returns the names that hold most of the query: for each token of
// it the likest of the name's tokens, by how rare the token is. Names are met
// by how many tokens of the query they have, all of them first, and at last
// some of those that share a single one. It stops when what is left cannot be
// worth more than what was found, or would not be among the k that are asked for.
func (x *Index) candidates(query []names.Part, asker *names.Asker, k int, s *scratch) []candidate {
	ask := x.ask(query, asker, s)
	best := &top{most: mostCompare, heap: s.top[:0]}
	q := &asking{index: x, ask: ask, best: best, k: k, left: mostRated, scratch: s}
	words := (x.texts.len() + 63) / 64
	s.rated = grown(s.rated, words)
	q.pass(words, true)
	q.pass(words, false)
	q.single()
	for _, a := range ask {
		for _, n := range a.near {
			s.worths[n.token] = 0
		}
	}
	s.top = best.sorted()
	return s.top
}

// asking is a query under way.
type asking struct {
	index   *Index
	ask     []asked // the heaviest first
	best    *top
	k       int // names asked for
	left    int // names that may still be looked at
	scratch *scratch
}

// pass looks at the names that have close neighbours, or any, and were not
// looked at before.
func (q *asking) pass(words int, close bool) {
	t := &q.scratch.tally
	t.reset(words)
	for i := range q.ask {
		a := &q.ask[i]
		near := a.near[:a.close]
		if !close { // they were marked in the pass before
			near = a.near[a.close:]
		}
		for _, n := range near {
			q.index.lists[n.token].mark(a.set)
		}
		t.add(a.set)
	}
	for count := len(q.ask); count > 1; count-- {
		bound := q.bound(count)
		if !close { // one of the tokens is less alike
			bound *= 1 - (1-float32(names.Worth(closely)))/float32(count)*q.ask[len(q.ask)-1].weight/q.ask[0].weight
		}
		if q.enough(bound) {
			return
		}
		for w := range words {
			if !q.rate(w, t.exactly(w, count)) {
				return
			}
		}
	}
}

// single looks at names that have one token of the query: for each, the rarest
// first, those of its likest neighbours.
func (q *asking) single() {
	for _, a := range q.ask {
		if q.enough(q.bound(1)) {
			return
		}
		q.left = mostSingle
		for _, n := range a.near {
			if q.best.beats(q.bound(1)) {
				return
			}
			more := q.index.lists[n.token].each(func(name uint32) bool {
				return q.rate(int(name>>6), 1<<(name&63))
			})
			if !more {
				break
			}
		}
	}
}

// enough reports whether no name of that worth would be among the k best.
func (q *asking) enough(worth float32) bool {
	return q.best.beats(worth) || q.best.holds(max(q.k, leastSure), worth+margin)
}

// rate offers the names of m, of word w, and reports whether to go on.
func (q *asking) rate(w int, m uint64) bool {
	m &^= q.scratch.rated[w]
	if m == 0 {
		return true
	}
	q.scratch.rated[w] |= m
	return each(m, w, func(name uint32) bool {
		if q.left--; q.left < 0 {
			return false
		}
		if !q.index.removed[name] {
			q.best.offer(candidate{name, q.worth(name)})
		}
		return true
	})
}

// bound is the most that a name is worth that has count tokens of the query.
func (q *asking) bound(count int) float32 {
	return shape(count, len(q.ask))
}

// worth guesses how a comparison with the name ends, by how rare the tokens
// are: from 0 to 1.
func (q *asking) worth(name uint32) float32 {
	row := q.index.rows.at(name)
	var worths [mostAsked]float32
	for _, t := range row {
		of := q.scratch.worths[t]
		for i := 0; of != 0; i++ {
			worths[i] = max(worths[i], float32(of&whole))
			of >>= 8
		}
	}
	var sum, weight float32
	for i := range q.ask {
		worths[i] /= whole
		sum += worths[i] * q.ask[i].weight
		weight += q.ask[i].weight
	}
	// A name of fewer tokens is compared by them.
	for range len(q.ask) - len(row) {
		least := -1
		for i := range q.ask {
			if worths[i] >= 0 && (least < 0 || worths[i] < worths[least]) {
				least = i
			}
		}
		sum -= worths[least] * q.ask[least].weight
		weight -= q.ask[least].weight
		worths[least] = -1
	}
	return sum / weight * shape(len(row), len(q.ask))
}

// shape is the most that names of a and b tokens are worth: what only one has
// counts against them a little, and one token alone is not much.
func shape(a, b int) float32 {
	if a == 0 || b == 0 {
		return 0
	}
	s := 1 - 0.2*float32(max(a, b)-min(a, b))/float32(max(a, b))
	if a == 1 || b == 1 {
		s *= 0.74
	}
	return s
}

// ask looks up the tokens of a query: the heaviest first.
func (x *Index) ask(query []names.Part, asker *names.Asker, s *scratch) []asked {
	var ask []asked
	words := (x.texts.len() + 63) / 64
	for i, part := range query {
		a := asked{near: x.vocab.neighbours(part, asker, s)}
		if len(a.near) == 0 {
			continue
		}
		a.set = s.room(i, words)
		common := 0.0
		for _, n := range a.near {
			if n.alike >= closely {
				a.close++
			}
			common += float64(x.lists[n.token].n) * math.Pow(float64(n.alike), 8)
		}
		a.weight = float32(math.Log(2 + float64(x.texts.len())/(1+common)))
		ask = append(ask, a)
	}
	slices.SortStableFunc(ask, func(a, b asked) int { return cmp.Compare(b.weight, a.weight) })
	ask = ask[:min(len(ask), mostAsked)]
	s.worths = append(s.worths, make([]uint64, max(0, len(x.vocab.tokens)-len(s.worths)))...)
	for i, a := range ask {
		for _, n := range a.near {
			s.worths[n.token] |= uint64(whole*names.Worth(float64(n.alike))) << (8 * i)
		}
	}
	return ask
}
