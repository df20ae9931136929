package estimating

import (
	"cmp"
	"math/rand/v2"
	"slices"

	"github.com/habeas-record/habeas"
)

const (
	// linkageDraws is how many linkages are drawn for the pairs that could be
	// either (Sadinle 2018 averages an estimate over draws of the linkage).
	linkageDraws = 50
	// PooledLists is how many lists an estimate may have at most to be made that
	// often: the average over graphs takes no more, and with them some seconds a
	// linkage.
	PooledLists = mostGraphLists
)

// web is mentions and the decisions about pairs of them.
type web struct {
	n                       int
	same, different, unsure [][2]int
	likely                  []likely // the likeliest first
	either                  int      // of the likely, those that somebody decided could be either
}

// likely is a pair that could be either, with its probability of being one.
type likely struct {
	pair [2]int
	p    float64
}

func newWeb(ms []mention, links []habeas.Link, doubtful []habeas.LinkPair, at map[habeas.ID]int) *web {
	w := &web{n: len(ms)}
	weighed := map[[2]int]bool{}
	for _, p := range doubtful {
		pair := [2]int{at[p.A], at[p.B]}
		weighed[pair] = true
		w.likely = append(w.likely, likely{pair, p.Probability()})
	}
	slices.SortStableFunc(w.likely, func(x, y likely) int { return cmp.Compare(y.p, x.p) })
	for _, l := range links {
		pair := [2]int{at[l.A], at[l.B]}
		switch l.Verdict {
		case habeas.SamePerson:
			w.same = append(w.same, pair)
		case habeas.OtherPerson:
			w.different = append(w.different, pair)
		case habeas.UnsureLink:
			if weighed[pair] {
				w.either++
			} else {
				w.unsure = append(w.unsure, pair)
			}
		}
	}
	return w
}

func (w *web) linking() Linking {
	l := Linking{Same: len(w.same), Different: len(w.different), Unsure: len(w.unsure) + w.either, Likely: len(w.likely), Weighed: w.either}
	s := w.decided()
	for _, p := range w.different {
		if s.find(p[0]) == s.find(p[1]) {
			l.Against++
		}
	}
	return l
}

// sets are disjoint sets of mentions.
type sets []int

func (s sets) find(i int) int {
	for s[i] != i {
		s[i] = s[s[i]]
		i = s[i]
	}
	return i
}

func (s sets) join(a, b int) { s[s.find(a)] = s.find(b) }

// groups are the sets, each in ascending order, by their first members.
func (s sets) groups() [][]int {
	number := map[int]int{}
	var out [][]int
	for i := range s {
		root := s.find(i)
		n, ok := number[root]
		if !ok {
			n = len(out)
			number[root] = n
			out = append(out, nil)
		}
		out[n] = append(out[n], i)
	}
	return out
}

// decided joins the pairs that somebody decided are one person.
func (w *web) decided() sets {
	s := make(sets, w.n)
	for i := range s {
		s[i] = i
	}
	for _, p := range w.same {
		s.join(p[0], p[1])
	}
	return s
}

// best is who is who by the decisions, as everywhere in the record.
func (w *web) best() [][]int { return w.decided().groups() }

// strict takes apart whoever holds two mentions that somebody decided are two
// people: what is contradicted is not sure.
func (w *web) strict() [][]int {
	s := w.decided()
	broken := map[int]bool{}
	for _, p := range w.different {
		if s.find(p[0]) == s.find(p[1]) {
			broken[s.find(p[0])] = true
		}
	}
	var out [][]int
	for _, g := range s.groups() {
		if !broken[s.find(g[0])] {
			out = append(out, g)
			continue
		}
		for _, i := range g {
			out = append(out, []int{i})
		}
	}
	return out
}

// loose takes the pairs that could be either for one person too, but where that
// would join what somebody decided are two.
func (w *web) loose() [][]int {
	var pairs [][2]int
	for _, l := range w.likely {
		pairs = append(pairs, l.pair)
	}
	return w.with(append(pairs, w.unsure...))
}

// draw takes a part of them for one person each: those that the machine has
// weighed by their probability. Of the others nobody knows what part are one, so
// that every part, from none to all, is as likely: to toss a coin for each would
// make it one half for certain where there are many.
func (w *web) draw(seed uint64, n int) [][]int {
	r := rand.New(rand.NewPCG(seed, uint64(n)))
	pairs := slices.Clone(w.unsure)
	r.Shuffle(len(pairs), func(i, j int) { pairs[i], pairs[j] = pairs[j], pairs[i] })
	part := r.Float64()
	var drawn, weighed [][2]int
	for _, p := range pairs {
		if r.Float64() < part {
			drawn = append(drawn, p)
		}
	}
	for _, l := range w.likely {
		if r.Float64() < l.p {
			weighed = append(weighed, l.pair)
		}
	}
	return w.with(append(weighed, drawn...))
}

func (w *web) with(pairs [][2]int) [][]int {
	s := w.decided()
	// Of each set, those it is decided not to be. They are merged as the sets are.
	not := map[int]map[int]bool{}
	set := func(a, b int) {
		if not[a] == nil {
			not[a] = map[int]bool{}
		}
		not[a][b] = true
	}
	for _, p := range w.different {
		if a, b := s.find(p[0]), s.find(p[1]); a != b {
			set(a, b)
			set(b, a)
		}
	}
	for _, p := range pairs {
		a, b := s.find(p[0]), s.find(p[1])
		if a == b || not[a][b] {
			continue
		}
		s[a] = b
		for other := range not[a] {
			delete(not[other], a)
			set(b, other)
			set(other, b)
		}
		delete(not, a)
	}
	return s.groups()
}
