package search

import (
	"math"
	"slices"

	"github.com/habeas-record/habeas/names"
)

// A candidate is a name worth comparing in full.
type candidate struct {
	name  uint32
	worth float32
}

// asked is a token of the query and what the vocabulary has for it.
type asked struct {
	near   []neighbour
	weight float32 // of the rare more than of the common
	of     []float32
	set    []uint64
}

// candidates returns the names that hold most of the query: for each token of
// it the nearest of the name's tokens, by how rare the token is. Names are
// met by how many tokens of the query they have, all of them first; then, of
// those that share one token only, those of the rarest. It stops when what is
// left cannot be worth more than what was found.
func (x *Index) candidates(query []names.Part, s *scratch) []candidate {
	words := (x.texts.len() + 63) / 64
	ask := x.ask(query, s, words)
	best := newTop(x, mostCompare)
	var total float32
	for _, a := range ask {
		total += a.weight
	}
	left := mostRated
	rate := func(name uint32) bool {
		if left--; left < 0 {
			return false
		}
		if !x.removed[name] {
			best.offer(candidate{name, x.worth(name, ask, total)})
		}
		return true
	}
	for count := len(ask); count > 1 && left > 0; count-- {
		if best.beats(most(ask, count) / total) {
			break
		}
		for w := range words {
			if m := s.tally.exactly(w, count); m != 0 && !each(m, w, rate) {
				break
			}
		}
	}
	for _, a := range ask { // the rarest first
		if left <= 0 || best.beats(a.weight/total) {
			break
		}
		for w := range words {
			if m := s.tally.exactly(w, 1) & a.set[w]; m != 0 && !each(m, w, rate) {
				break
			}
		}
	}
	for _, a := range ask {
		for _, n := range a.near {
			a.of[n.token] = 0
		}
	}
	return best.sorted()
}

// ask looks up the tokens of a query and tallies the names that have them.
func (x *Index) ask(query []names.Part, s *scratch, words int) []asked {
	var ask []asked
	s.tally.reset(words)
	for i, part := range query {
		a := asked{near: x.vocab.neighbours(part, s)}
		if len(a.near) == 0 {
			continue
		}
		a.of, a.set = s.room(i, len(x.vocab.tokens), words)
		common := 0.0
		for _, n := range a.near {
			a.of[n.token] = float32(names.Worth(float64(n.alike)))
			x.lists[n.token].mark(a.set)
			common += float64(x.lists[n.token].n) * math.Pow(float64(n.alike), 8)
		}
		a.weight = float32(math.Log(2 + float64(x.texts.len())/(1+common)))
		s.tally.add(a.set)
		ask = append(ask, a)
	}
	slices.SortStableFunc(ask, func(a, b asked) int {
		switch {
		case a.weight > b.weight:
			return -1
		case a.weight < b.weight:
			return 1
		}
		return 0
	})
	return ask
}

// most returns the weight of the count heaviest tokens.
func most(ask []asked, count int) (sum float32) {
	for _, a := range ask[:count] {
		sum += a.weight
	}
	return sum
}

// worth returns how much of the query a name holds, from 0 to 1.
func (x *Index) worth(name uint32, ask []asked, total float32) float32 {
	var sum float32
	row := x.rows.at(name)
	for i := range ask {
		var near float32
		for _, t := range row {
			near = max(near, ask[i].of[t])
		}
		sum += near * ask[i].weight
	}
	// What the name has besides is a small difference.
	return sum/total - 0.02*float32(max(0, len(row)-len(ask)))
}
