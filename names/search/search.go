// Package search finds, among millions of names in any script, those that may
// be a name somebody asks for, with the reasons.
//
// The tokens of a query are looked up in the vocabulary of the names' tokens
// by how they sound; the names that hold the most and the rarest of what was
// found are compared with the query in full. An Index lives in memory, grows
// name by name, and is written to and read from one file.
package search

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"sync"

	"github.com/habeas-record/habeas/names"
)

// Limits of what is looked at. Of a longer name or query the first tokens
// count
const (
	mostTokens   = 15     // as many as a tally can count
	mostCompare  = 200    // names compared in full for a query
	leastCompare = 50     // of them, those that are whatever the first ones gave
	mostRated    = 40_000 // names with several tokens of a query whose tokens are looked at
	mostSingle   = 600    // and names with one, for each
)

// An Index holds names. It may be used by many goroutines at once.
type Index struct {
	mu      sync.RWMutex
	vocab   vocabulary
	lists   []postings // by token
	texts   strings32
	ids     strings32
	rows    rows
	removed map[uint32]bool
	byID    map[string][]uint32 // made when first needed
	scratch sync.Pool
}

// New returns an empty index.
func New() *Index {
	x := &Index{vocab: newVocabulary(), removed: map[uint32]bool{}}
	x.scratch.New = func() any { return new(scratch) }
	return x
}

// Len returns how many names the index holds.
func (x *Index) Len() int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.texts.len() - len(x.removed)
}

// Tokens returns how many distinct tokens the index has met.
func (x *Index) Tokens() int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return len(x.vocab.tokens)
}

var errFull = errors.New("the index is full: it holds four billion bytes of names; part the pool in two")

// Add puts a name in the index. Several names may go by one id, as the forms
// of one person's name do.
func (x *Index) Add(id, name string) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if !x.texts.fits(name) || !x.ids.fits(id) {
		return errFull
	}
	x.add(id, name)
	return nil
}

func (x *Index) add(id, name string) {
	n := uint32(x.texts.len())
	if x.byID != nil {
		x.byID[id] = append(x.byID[id], n)
	}
	for _, token := range tokensOf(name) {
		t, added := x.vocab.add(token)
		if added {
			x.lists = append(x.lists, postings{})
		}
		x.lists[t].add(n)
		x.rows.tokens = append(x.rows.tokens, t)
	}
	x.rows.ends = append(x.rows.ends, uint32(len(x.rows.tokens)))
	x.texts.add(name)
	x.ids.add(id)
}

// A Hit is a name of the index that may be the one asked for.
type Hit struct {
	ID    string     `json:"id"`
	Name  string     `json:"name"`
	Score float64    `json:"score"`
	Band  names.Band `json:"band"`
	Why   []string   `json:"why"`
}

// Search returns the k names that are most likely the query, best first,
// those of one score in the order of their ids.
func (x *Index) Search(query string, k int) []Hit {
	x.mu.RLock()
	defer x.mu.RUnlock()
	s := x.scratch.Get().(*scratch)
	defer x.scratch.Put(s)
	hits := x.find(query, k, s)
	slices.SortFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Name, b.Name))
	})
	hits = hits[:min(len(hits), max(k, 0))]
	written := names.Read(query, "")
	for i := range hits { // with the words as they are written
		hits[i].ID, hits[i].Name = strings.Clone(hits[i].ID), strings.Clone(hits[i].Name)
		hits[i].Why = append([]string{}, written.Compare(names.Read(hits[i].Name, ""), nil).Why...)
	}
	return hits
}

// kept holds the k best scores.
type kept struct {
	k      int
	scores []float64 // falling
}

func (s *kept) add(score float64) {
	at, _ := slices.BinarySearchFunc(s.scores, score, func(a, b float64) int { return cmp.Compare(b, a) })
	s.scores = slices.Insert(s.scores, at, score)
	s.scores = s.scores[:min(len(s.scores), s.k)]
}

// least returns the k-th best score, 0 where there are fewer.
func (s *kept) least() float64 {
	if len(s.scores) < s.k || s.k == 0 {
		return 0
	}
	return s.scores[s.k-1]
}

// name is a name of the index as it is compared.
func (x *Index) name(n uint32, s *scratch) names.Name {
	s.parts = s.parts[:0]
	for _, t := range x.rows.at(n) {
		s.parts = append(s.parts, x.vocab.part(t))
	}
	return names.Assemble("", s.parts)
}

// Remove takes all names of an id out of the index, and reports whether there
// were any.
func (x *Index) Remove(id string) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.byID == nil {
		x.byID = make(map[string][]uint32)
		for n := range x.ids.len() {
			x.byID[x.ids.at(uint32(n))] = append(x.byID[x.ids.at(uint32(n))], uint32(n))
		}
	}
	for _, n := range x.byID[id] {
		x.removed[n] = true
	}
	_, found := x.byID[id]
	delete(x.byID, id)
	return found
}

// compacted returns the index without what was removed from it.
func (x *Index) compacted() *Index {
	to := New()
	for n := range uint32(x.texts.len()) {
		if !x.removed[n] {
			to.add(x.ids.at(n), x.texts.at(n))
		}
	}
	return to
}
