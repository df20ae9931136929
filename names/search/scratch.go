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
	floor   floor
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

// better reports whether a token is met for the first time, and whether it is
// liker than it was.
func (s *scratch) better(token uint32, alike float32) (first, better bool) {
	was := s.best[token]
	if alike <= was {
		return false, false
	}
	s.best[token] = alike
	return was == 0, true
}

// A floor is the likeness that tokens must have to be among so many that are
// likest: it rises with each that is met.
type floor struct {
	least float32
	most  int
	above int                  // of those met, that are in the bin of least or above
	bins  [floorBins + 1]int32 // by likeness
}

const floorBins = 64

func (f *floor) reset(least float32, most int) {
	*f = floor{least: least, most: most}
}

func (f *floor) met(alike float32) {
	f.bins[int(alike*floorBins)]++
	f.above++
	for at := int(f.least * floorBins); at < floorBins && f.above-int(f.bins[at]) >= f.most; at++ {
		f.above -= int(f.bins[at])
		f.least = float32(at+1) / floorBins
	}
}

// room returns memory for the i-th token of a query: an empty set of names.
func (s *scratch) room(i, words int) []uint64 {
	for len(s.sets) <= i {
		s.sets = append(s.sets, nil)
	}
	s.sets[i] = grown(s.sets[i], words)
	return s.sets[i]
}
