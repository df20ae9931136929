// Package draw draws whole linkages: which records are of one person, for all
// records at once, as often as the weights make it likely. An estimate that is
// made on each draw says how much of its uncertainty is the linkage's.
//
// A linkage is as likely as the product, over its clusters, of two to the power
// of the weight of the heaviest tree of pairs that spans the cluster. For two
// records that is the odds of the pair. For n records it is what n-1 links say:
// the other pairs say little that is not said by these, since they have the same
// values and the same errors (the best tree stands for the whole in this way in
// Chow and Liu, IEEE Transactions on Information Theory 14, 1968). Weights are
// held to 20 bits either way.
//
// Draws are made by Markov chains, one in each connected component of the
// pairs. A step puts each record anew into one of the clusters beside it, or
// alone (Gibbs), and then draws anew, at once and exactly, how each branch of
// the tree of merges falls apart, where the present clusters do not cross its
// border (the sum over all cuts of a tree is that of Heller and Ghahramani,
// Bayesian hierarchical clustering, ICML 2005).
package draw

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/habeas-record/habeas/linkage"
)

const (
	farthest = 20  // bits
	widest   = 256 // records of a branch that may be one cluster at once
	warming  = 10  // steps before the first draw
	between  = 2   // steps from one draw to the next
)

// MostCells is how many draws times records are kept: four bytes each.
const MostCells = 500_000_000

// Options say what is drawn.
type Options struct {
	N      int    // draws
	Seed   uint64 // the same seed gives the same draws, on any number of cores
	Within bool   // two records of one list may be one person
}

// Linkages draws o.N linkages of a table that the model is bound to and has
// scored. Each draw gives per row the first row of its cluster.
func Linkages(t *linkage.Table, m *linkage.Model, edges []linkage.Edge, o Options) ([][]int32, error) {
	if o.N < 1 {
		return nil, fmt.Errorf("%d draws: ask for at least one", o.N)
	}
	if int64(o.N)*int64(t.Len()) > MostCells {
		return nil, fmt.Errorf("%d draws of %d records are more than %d cells: ask for at most %d draws", o.N, t.Len(), MostCells, MostCells/t.Len())
	}
	first, err := m.Scorer(t)
	if err != nil {
		return nil, err
	}
	draws := make([][]int32, o.N)
	for d := range draws {
		draws[d] = make([]int32, t.Len())
		for row := range draws[d] {
			draws[d][row] = int32(row)
		}
	}
	clusters, links := m.ClustersAt(t, edges, []float64{linkage.DefaultThreshold, linkage.Lowest}, o.Within)
	parts, part := components(t.Len(), edges)
	places := make([]int32, t.Len()) // of each row its place in its component
	for _, p := range parts {
		for i, row := range p.rows {
			places[row] = int32(i)
		}
	}
	for _, l := range links {
		p := &parts[part[l.A]]
		p.merges = append(p.merges, [2]int32{places[l.A], places[l.B]})
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		s, kept := first.Another(), newMemory(t.Len())
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(parts) {
					return
				}
				p := &parts[i]
				c := newChain(t, s, kept, p, places, clusters[0], o.Within, rand.New(rand.NewPCG(o.Seed, uint64(p.rows[0]))))
				for range warming {
					c.step()
				}
				for d := range draws {
					for range between {
						c.step()
					}
					c.write(draws[d])
				}
			}
		})
	}
	wg.Wait()
	return draws, nil
}

// Together is the share of draws in which two rows are of one person: the pair's
// probability given all the others, which is nearer to how often such a pair is
// true than that of the pair alone.
func Together(draws [][]int32, a, b int32) float64 {
	n := 0
	for _, d := range draws {
		if d[a] == d[b] {
			n++
		}
	}
	return float64(n) / float64(max(1, len(draws)))
}

// component is a set of rows that pairs join, in their order.
type component struct {
	rows   []int32
	beside [][]int32  // of each of the rows the places of those it has a pair with
	merges [][2]int32 // two places whose branches become one, in their order
}

// components gives those of two rows and more, the largest first, and for each
// row of theirs which.
func components(n int, edges []linkage.Edge) ([]component, []int32) {
	root := make([]int32, n)
	for i := range root {
		root[i] = int32(i)
	}
	find := func(x int32) int32 {
		for root[x] != x {
			root[x] = root[root[x]]
			x = root[x]
		}
		return x
	}
	for _, e := range edges {
		a, b := find(e.A), find(e.B)
		root[max(a, b)] = min(a, b)
	}
	size := make([]int32, n)
	for i := range root {
		size[find(int32(i))]++
	}
	at := make([]int32, n)
	var out []component
	place := make([]int32, n)
	for i := range root {
		r := find(int32(i))
		if size[r] < 2 {
			continue
		}
		if int(r) == i {
			at[r] = int32(len(out))
			out = append(out, component{})
		}
		c := &out[at[r]]
		place[i] = int32(len(c.rows))
		c.rows = append(c.rows, int32(i))
		c.beside = append(c.beside, nil)
	}
	for _, e := range edges {
		c := &out[at[find(e.A)]]
		a, b := place[e.A], place[e.B]
		c.beside[a], c.beside[b] = append(c.beside[a], b), append(c.beside[b], a)
	}
	slices.SortStableFunc(out, func(a, b component) int { return len(b.rows) - len(a.rows) })
	for i, c := range out {
		for _, row := range c.rows {
			at[row] = int32(i)
		}
	}
	return out, at
}

// chain is the state of one component.
type chain struct {
	t      *linkage.Table
	s      *linkage.Scorer
	m      *memory
	rng    *rand.Rand
	p      *component
	within bool

	cluster []int32   // of each place its cluster
	members [][]int32 // of each cluster its places
	worth   []float64 // of each cluster, in bits
	changed []uint64  // of each cluster when its members last did
	clock   uint64
	free    []int32 // clusters without members
	known   [][]joining
	tree    tree

	// Of the record that is put.
	asked  []int32
	gains  []float64
	now    []joining
	work   worker
	others []int32
}

// joining is what a cluster of certain members gains by a record, in bits.
type joining struct {
	cluster int32
	changed uint64
	gain    float64
}

func newChain(t *linkage.Table, s *linkage.Scorer, m *memory, p *component, places, start []int32, within bool, rng *rand.Rand) *chain {
	n := len(p.rows)
	c := &chain{t: t, s: s, m: m, rng: rng, p: p, within: within, cluster: make([]int32, n), members: make([][]int32, n),
		worth: make([]float64, n), changed: make([]uint64, n), known: make([][]joining, n)}
	for i, row := range p.rows {
		k := places[start[row]]
		c.cluster[i] = k
		c.members[k] = append(c.members[k], int32(i))
	}
	for k := range c.members {
		c.worth[k] = c.bits(c.members[k])
		if len(c.members[k]) == 0 {
			c.free = append(c.free, int32(k))
		}
	}
	c.tree = c.newTree()
	return c
}

// remembered is how many weights of pairs a worker keeps at most.
const remembered = 1 << 20

// memory holds weights of pairs of rows, each where its key falls.
type memory struct {
	keys    []uint64
	weights []float64
}

func newMemory(rows int) *memory {
	size := 1 << 10
	for size < remembered && size < 64*rows {
		size *= 2
	}
	return &memory{make([]uint64, size), make([]float64, size)}
}

func (c *chain) weight(a, b int32) float64 {
	x, y := c.p.rows[min(a, b)], c.p.rows[max(a, b)]
	key := uint64(x)<<32 | uint64(y) // y is not 0
	at := key * 0x9e3779b97f4a7c15 >> 20 % uint64(len(c.m.keys))
	if c.m.keys[at] != key {
		c.m.keys[at], c.m.weights[at] = key, min(max(c.s.Weight(x, y), -farthest), farthest)
	}
	return c.m.weights[at]
}

func (c *chain) step() {
	for i := range c.p.rows {
		c.put(int32(i))
	}
	c.redraw()
}

// put draws anew the cluster of one record, given the others.
func (c *chain) put(i int32) {
	own := c.cluster[i]
	asked := append(c.asked[:0], own)
	for _, j := range c.p.beside[i] {
		if k := c.cluster[j]; !slices.Contains(asked, k) {
			asked = append(asked, k)
		}
	}
	c.asked = asked
	slices.Sort(asked[1:]) // the order in which pairs were found is no part of the draw
	if len(asked) == 1 && len(c.members[own]) == 1 {
		return
	}
	gains, now := c.gains[:0], c.now[:0]
	most := 0.0 // that of being alone
	for _, k := range asked {
		gain := math.Inf(-1) // also of an empty own cluster: being alone is asked for below
		if (k != own || len(c.members[k]) > 1) && (c.within || !c.sameList(i, k)) {
			gain = c.joining(i, k)
		}
		now = append(now, joining{k, c.changed[k], gain})
		gains = append(gains, gain)
		most = max(most, gain)
	}
	c.gains, c.now = gains, now
	c.known[i] = append(c.known[i][:0], now...)
	total := math.Exp2(-most)
	for _, g := range gains {
		total += math.Exp2(g - most)
	}
	u := c.rng.Float64() * total
	to := -1
	for x, g := range gains {
		if u -= math.Exp2(g - most); u < 0 {
			to = x
			break
		}
	}
	if to == 0 || to < 0 && len(c.members[own]) == 1 {
		return
	}
	at := slices.Index(c.members[own], i)
	c.members[own] = slices.Delete(c.members[own], at, at+1)
	if len(c.members[own]) > 0 {
		c.worth[own] -= gains[0]
	}
	c.touch(own)
	k := int32(0)
	if to < 0 {
		k = c.free[len(c.free)-1]
		c.free = c.free[:len(c.free)-1]
		c.worth[k] = 0
	} else {
		k = asked[to]
		c.worth[k] += gains[to]
	}
	if len(c.members[own]) == 0 {
		c.free = append(c.free, own)
	}
	c.members[k] = append(c.members[k], i)
	c.cluster[i] = k
	c.touch(k)
}

func (c *chain) touch(cluster int32) {
	c.clock++
	c.changed[cluster] = c.clock
}

// joining is what a cluster gains by i, or has of it where i is in it.
func (c *chain) joining(i, cluster int32) float64 {
	for _, k := range c.known[i] {
		if k.cluster == cluster && k.changed == c.changed[cluster] {
			return k.gain
		}
	}
	c.others = c.others[:0]
	for _, j := range c.members[cluster] {
		if j != i {
			c.others = append(c.others, j)
		}
	}
	if len(c.others) < len(c.members[cluster]) {
		return c.worth[cluster] - c.bits(c.others)
	}
	c.others = append(c.others, i)
	return c.bits(c.others) - c.worth[cluster]
}

func (c *chain) sameList(i, cluster int32) bool {
	of := c.t.Sources[c.p.rows[i]]
	return slices.ContainsFunc(c.members[cluster], func(j int32) bool { return j != i && c.t.Sources[c.p.rows[j]] == of })
}

// write puts the clusters of the component into a draw.
func (c *chain) write(draw []int32) {
	for _, m := range c.members {
		if len(m) > 0 {
			first := c.p.rows[slices.Min(m)]
			for _, i := range m {
				draw[c.p.rows[i]] = first
			}
		}
	}
}
