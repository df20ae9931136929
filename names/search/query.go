package search

import (
	"cmp"
	"math"
	"slices"

	"github.com/habeas-record/habeas/names"
)

// A candidate is a name worth comparing in full.
type candidate struct {
	name     uint32
	worth    float32
	compared bool
}

const whole = 255

// worthOf is names.Worth, of whole.
func worthOf(alike float32) uint8 { return worths[min(int(alike*worthSteps), worthSteps)] }

const worthSteps = 1 << 10

var worths = func() (of [worthSteps + 1]uint8) {
	for i := range of {
		of[i] = uint8(whole * names.Worth(float64(i)/worthSteps))
	}
	return of
}()

// mostAsked is how many tokens of a query are looked up, the heaviest first: as
// many as are compared, and as a number of 64 bits has bytes.
const mostAsked = 8

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

// asking is a query under way.
type asking struct {
	index    *Index
	query    *names.Asker
	ask      []asked // the heaviest first
	best     *top
	left     int // names that may still be looked at
	compared int // names that were
	kept     kept
	hits     []Hit
	scratch  *scratch
}

// find compares the query with the names that hold most of it: for each token
// of it the likest of the name's tokens, by how rare the token is. Names are met
// by how many tokens of the query they have, all of them first, and at last
// some of those that share a single one. It stops when what is left cannot be
// worth more than what was found, or would not be among the k that are asked for.
func (x *Index) find(query string, k int, s *scratch) []Hit {
	parts := read(query)
	q := &asking{index: x, query: names.Assemble(query, parts).Ask(), best: &top{most: mostCompare, heap: s.top[:0]}, left: mostRated, kept: kept{k: k}, hits: []Hit{}, scratch: s}
	q.ask = x.ask(parts, q.query, s)
	words := (x.texts.len() + 63) / 64
	s.rated = grown(s.rated, words)
	q.pass(words, true)
	q.compare()
	q.pass(words, false)
	q.compare()
	q.single()
	q.compare()
	for _, a := range q.ask {
		for _, n := range a.near {
			s.worths[n.token] = 0
		}
	}
	s.top = q.best.heap
	return q.hits
}

// compare compares the names that were offered and not compared before, those
// that are worth most first, until what comes is worth too little.
func (q *asking) compare() {
	offered := q.best.rising()
	for i := len(offered) - 1; i >= 0; i-- {
		c := &offered[i]
		if c.compared {
			continue
		}
		if !q.hopeful(c.worth) {
			return
		}
		c.compared = true
		q.compared++
		r := q.query.Compare(q.index.name(c.name, q.scratch))
		if r.Band != names.NotComparable && r.Score > 0 {
			q.kept.add(r.Score)
			q.hits = append(q.hits, Hit{ID: q.index.ids.shared(c.name), Name: q.index.texts.shared(c.name), Score: r.Score, Band: r.Band})
		}
	}
}

// margin is how much more than it was worth a name may score.
const margin = 0.15

// hopeful reports whether a name that is worth so much may be among the best.
func (q *asking) hopeful(worth float32) bool {
	return !q.best.beats(worth) && (q.compared < leastCompare || float64(worth) >= q.kept.least()-margin)
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
		if !q.hopeful(bound) {
			return
		}
		for w := range words {
			if !q.rate(w, t.exactly(w, count)) {
				return
			}
		}
	}
}

// single looks at names that have one token of the query: for each, those of
// its likest neighbours, as long as they are few.
func (q *asking) single() {
	for i := range q.ask {
		q.left = mostSingle
		bound := q.boundOf(i)
		for _, n := range q.ask[i].near {
			list := &q.index.lists[n.token]
			if int(list.n) > q.left || !q.hopeful(bound*float32(worthOf(n.alike))/whole) {
				break
			}
			list.each(func(name uint32) bool {
				return q.rate(int(name>>6), 1<<(name&63))
			})
		}
	}
}

// boundOf is the most that a name is worth that has the i-th token of the query
// alone.
func (q *asking) boundOf(i int) float32 {
	lightest := float32(math.MaxFloat32)
	for j := range q.ask {
		if j != i {
			lightest = min(lightest, q.ask[j].weight)
		}
	}
	of := q.ask[i].weight
	return max(shape(1, len(q.ask)), shape(2, len(q.ask))*of/(of+lightest))
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
			q.best.offer(candidate{name: name, worth: q.worth(name)})
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
			eighth := float64(n.alike * n.alike)
			eighth *= eighth
			common += float64(x.lists[n.token].n) * eighth * eighth
		}
		a.weight = float32(math.Log(2 + float64(x.texts.len())/(1+common)))
		ask = append(ask, a)
	}
	slices.SortStableFunc(ask, func(a, b asked) int { return cmp.Compare(b.weight, a.weight) })
	ask = ask[:min(len(ask), mostAsked)]
	s.worths = append(s.worths, make([]uint64, max(0, len(x.vocab.tokens)-len(s.worths)))...)
	for i, a := range ask {
		for _, n := range a.near {
			s.worths[n.token] |= uint64(worthOf(n.alike)) << (8 * i)
		}
	}
	return ask
}
