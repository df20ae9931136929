package search

import "github.com/habeas-record/habeas/names"

// scratch is the memory of one query, used again by the next.
type scratch struct {
	best    []float32 // of tokens: the likeness found
	visited []uint32  // of skeletons: the key that visited it last
	visit   uint32
	deletes []skeleton
	found   []neighbour
	matcher names.Matcher
	worths  []uint64 // of tokens: a byte for each token of the query, what they are worth of whole
	top     []candidate
	sets    [][]uint64
	tally   tally
	rated   []uint64 // names that were looked at
	parts   []names.Part
}

func (s *scratch) begin(tokens, skeletons int) {
	if len(s.best) < tokens {
		s.best = append(s.best, make([]float32, tokens-len(s.best))...)
	}
	if len(s.visited) < skeletons {
		s.visited = append(s.visited, make([]uint32, skeletons-len(s.visited))...)
	}
	if s.deletes == nil {
		s.deletes = make([]skeleton, 0, longestSkeleton+1)
	}
}

func (s *scratch) nextKey() {
	if s.visit++; s.visit == 0 {
		clear(s.visited)
		s.visit = 1
	}
}

func (s *scratch) firstVisit(skeleton uint32) bool {
	if s.visited[skeleton] == s.visit {
		return false
	}
	s.visited[skeleton] = s.visit
	return true
}

func (s *scratch) better(token uint32, alike float32) bool {
	if alike <= s.best[token] {
		return false
	}
	s.best[token] = alike
	return true
}

// room returns memory for the i-th token of a query: an empty set of names.
func (s *scratch) room(i, words int) []uint64 {
	for len(s.sets) <= i {
		s.sets = append(s.sets, nil)
	}
	s.sets[i] = grown(s.sets[i], words)
	return s.sets[i]
}
