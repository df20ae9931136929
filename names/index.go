package names

import (
	"cmp"
	"slices"
	"strings"
	"sync"
)

// An Index finds the names of a list that sound like one asked for, in any of
// the scripts that are read. It is made of the tokens that differ: each is
// compared by its consonants first, then by its sounds, and the names that hold
// the alike ones are compared whole. Names can be added while it is searched from
// one goroutine at a time.
type Index struct {
	ids, given []string
	first      []uint32 // where the tokens of a name begin in of; one more at the end
	of         []uint32 // tokens by name
	vocabulary map[string]uint32
	tokens     []token
	postings   [][]uint32 // names by token
	fresh      []entry    // entries not yet sorted in
	sorted     []entry
	scratch    sync.Pool
}

// entry leads from the hash of a skeleton to a token that has it.
type entry struct {
	hash  uint32
	token uint32
}

// Hit is a name that was found.
type Hit struct {
	ID    string
	Name  string
	Score float64
	Band  Band
	Why   []string
}

// NewIndex is an empty index.
func NewIndex() *Index {
	x := &Index{vocabulary: map[string]uint32{}, first: []uint32{0}}
	x.scratch.New = func() any { return &scratch{} }
	return x
}

// Len is how many names the index has.
func (x *Index) Len() int { return len(x.given) }

// Add adds a name under an id, which need not be the only one of its kind.
func (x *Index) Add(id, name string) {
	n := uint32(len(x.given))
	x.ids, x.given = append(x.ids, id), append(x.given, name)
	count := 0
	for _, w := range Words(name) {
		if count == mostTokens {
			break
		}
		t, ok := x.token(w)
		if !ok {
			continue
		}
		count++
		x.of = append(x.of, t)
		if p := x.postings[t]; len(p) == 0 || p[len(p)-1] != n {
			x.postings[t] = append(p, n)
		}
	}
	x.first = append(x.first, uint32(len(x.of)))
}

// token finds a word in the vocabulary, or adds it.
func (x *Index) token(word string) (uint32, bool) {
	if t, ok := x.vocabulary[word]; ok {
		return t, true
	}
	made := newToken(word, "")
	if made.folded == "" && len(made.keys) == 0 {
		return 0, false
	}
	t := uint32(len(x.tokens))
	word = strings.Clone(word)
	made.given = word
	x.vocabulary[word] = t
	x.tokens = append(x.tokens, made)
	x.postings = append(x.postings, nil)
	for _, h := range skeletons(made) {
		x.fresh = append(x.fresh, entry{h, t})
	}
	return t, true
}

// class folds consonants that are taken for each other; vowels have none.
var class = func() (c [128]byte) {
	for _, g := range []string{"pb", "fv", "td", "sz", "SZCJ", "kgh", "l", "r", "m", "nN"} {
		for i := range len(g) {
			c[g[i]] = g[0]
		}
	}
	return c
}()

// hanSkeletons is how many readings of a Han token are followed.
const hanSkeletons = 32

// skeletons are the hashes of the consonants of a token's readings, each whole
// and with one left out, so that two tokens meet that differ in a consonant.
func skeletons(t token) []uint32 {
	var out []uint32
	var b [64]byte
	add := func(k string) {
		n := 0
		for i := 0; i < len(k) && n < len(b); i++ {
			switch {
			case i == 0 && vowel(k[i]):
				b[n] = 'a'
				n++
			case class[k[i]&127] != 0:
				b[n] = class[k[i]&127]
				n++
			}
		}
		out = append(out, hash(b[:n], -1))
		if n >= 3 {
			for i := range n {
				out = append(out, hash(b[:n], i))
			}
		}
	}
	for _, k := range t.keys {
		add(k)
	}
	if t.script == Han { // more ways to read it than are kept as keys
		for _, r := range hanReadings(t.given, hanSkeletons) {
			add(r.key)
		}
	}
	for _, k := range t.stems {
		add(k)
	}
	if len(t.keys) == 0 {
		out = append(out, hash([]byte(t.folded), -1)^0x5bd1e995) // found only where it is written the same
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func hash(b []byte, without int) uint32 {
	h := uint32(2166136261)
	for i, c := range b {
		if i != without {
			h = (h ^ uint32(c)) * 16777619
		}
	}
	return h
}

// settle sorts new entries in.
func (x *Index) settle() {
	if len(x.fresh) == 0 {
		return
	}
	order := func(a, b entry) int { return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.token, b.token)) }
	x.sorted = append(x.sorted, x.fresh...)
	x.fresh = nil
	slices.SortFunc(x.sorted, order)
}

type scratch struct {
	score   []float32
	touched []uint32
}

const (
	followed    = 0.5   // alikeness from which a token is followed
	followedHan = 0.3   // for a token of Han, whose alikeness falls with each unlikely character
	mostAlike   = 400   // tokens that are followed for one of the query
	mostWhole   = 200   // names that are compared whole
	mostNames   = 30000 // names followed for one token of the query before the rarest are left
)

// Search returns the k names most like the one asked for, best first. Its answer
// is the same whatever the order of calls; names alike to the same degree come in
// the order they were added.
func (x *Index) Search(query string, k int) []Hit {
	x.settle()
	q := Read(query, "")
	if len(q.tokens) == 0 || k <= 0 || len(x.given) == 0 {
		return nil
	}
	s := x.scratch.Get().(*scratch)
	defer x.scratch.Put(s)
	if len(s.score) < len(x.given) {
		s.score = make([]float32, len(x.given))
	}
	for _, t := range q.tokens {
		x.follow(t, s)
	}
	best := s.top(mostWhole)
	hits := make([]Hit, 0, len(best))
	for _, n := range best {
		c := q.Compare(x.name(n), nil)
		if c.Band == NotComparable || c.Score == 0 {
			continue
		}
		hits = append(hits, Hit{ID: x.ids[n], Name: x.given[n], Score: c.Score, Band: c.Band, Why: c.Why})
	}
	slices.SortStableFunc(hits, func(a, b Hit) int { return cmp.Compare(b.Score, a.Score) })
	return hits[:min(k, len(hits))]
}

// name is a name of the index as it is compared.
func (x *Index) name(n uint32) Name {
	out := Name{Given: x.given[n]}
	of := x.of[x.first[n]:x.first[n+1]]
	for _, t := range of {
		if len(of) > 1 && titles[x.tokens[t].folded] {
			out.titles = append(out.titles, x.tokens[t].given)
			continue
		}
		out.tokens = append(out.tokens, x.tokens[t])
	}
	return out
}

type near struct {
	token uint32
	alike float32
}

// follow adds to each name what its token most like t is worth.
func (x *Index) follow(t token, s *scratch) {
	seen := map[uint32]bool{}
	var found []near
	least := followed
	if t.script == Han {
		least = followedHan
	}
	for _, h := range skeletons(t) {
		at, _ := slices.BinarySearchFunc(x.sorted, h, func(e entry, h uint32) int { return cmp.Compare(e.hash, h) })
		for ; at < len(x.sorted) && x.sorted[at].hash == h; at++ {
			id := x.sorted[at].token
			if seen[id] {
				continue
			}
			seen[id] = true
			if v, _ := alikeTokens(t, x.tokens[id]); v >= least {
				found = append(found, near{id, float32(v)})
			}
		}
	}
	slices.SortFunc(found, func(a, b near) int { return cmp.Or(cmp.Compare(b.alike, a.alike), cmp.Compare(a.token, b.token)) })
	names := 0
	for i, f := range found {
		if i == mostAlike || names > mostNames {
			break
		}
		worth := float32(sharpen(float64(f.alike)))
		if f.alike >= 1 {
			worth += 1e-3
		}
		for _, n := range x.postings[f.token] {
			if s.score[n] == 0 {
				s.touched = append(s.touched, n)
			}
			s.score[n] += worth
		}
		names += len(x.postings[f.token])
	}
}

// top takes the names with most, and clears what was noted.
func (s *scratch) top(n int) []uint32 {
	const bins = 512
	var count [bins]int
	bin := func(v float32) int { return min(bins-1, int(v*64)) }
	for _, t := range s.touched {
		count[bin(s.score[t])]++
	}
	least, sum := bins-1, 0
	for ; least > 0; least-- {
		if sum += count[least]; sum >= n {
			break
		}
	}
	var out []uint32
	for _, t := range s.touched {
		if bin(s.score[t]) >= least {
			out = append(out, t)
		}
	}
	slices.SortFunc(out, func(a, b uint32) int { return cmp.Or(cmp.Compare(s.score[b], s.score[a]), cmp.Compare(a, b)) })
	for _, t := range s.touched {
		s.score[t] = 0
	}
	s.touched = s.touched[:0]
	return out[:min(n, len(out))]
}
