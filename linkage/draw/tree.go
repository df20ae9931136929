package draw

import (
	"math"
	"slices"
)

// tree is how the records of a component were merged. Its leaves are the places
// 0 to n-1, its nodes follow in the order of the merges.
type tree struct {
	kids   [][2]int32 // of node n+i
	parent []int32    // -1 of roots
	leaves [][]int32  // of every node, while they are at most widest; else nil
	whole  []float64  // binary logarithm of the worth of the branch as one cluster
	total  []float64  // of that of all its cuts together
}

func (c *chain) newTree() tree {
	n := len(c.p.rows)
	t := tree{kids: make([][2]int32, 0, len(c.p.merges))}
	top := make([]int32, n) // of a leaf the highest node over it
	for i := range n {
		t.add(-1, []int32{int32(i)}, 0, 0)
		top[i] = int32(i)
	}
	find := func(x int32) int32 {
		for t.parent[x] >= 0 {
			x = t.parent[x]
		}
		return x
	}
	for _, m := range c.p.merges {
		a, b := find(top[m[0]]), find(top[m[1]])
		top[m[0]], top[m[1]] = a, b // shorter ways the next time
		id := int32(len(t.parent))
		t.kids = append(t.kids, [2]int32{a, b})
		x, y := t.leaves[a], t.leaves[b]
		apart := t.total[a] + t.total[b]
		if x == nil || y == nil || len(x)+len(y) > widest {
			t.add(-1, nil, math.Inf(-1), apart)
		} else {
			all := append(slices.Clone(x), y...)
			whole := c.bits(all)
			t.add(-1, all, whole, logSum(whole, apart))
		}
		t.parent[a], t.parent[b] = id, id
	}
	return t
}

func (t *tree) add(parent int32, leaves []int32, whole, total float64) {
	t.parent, t.leaves = append(t.parent, parent), append(t.leaves, leaves)
	t.whole, t.total = append(t.whole, whole), append(t.total, total)
}

// logSum is log2(2^x + 2^y).
func logSum(x, y float64) float64 {
	if x < y {
		x, y = y, x
	}
	return x + math.Log2(1+math.Exp2(y-x))
}

// redraw cuts anew every branch that the clusters do not cross and that is cut
// as the tree can be, the highest of them. Whether a branch is such a one does
// not depend on how it is cut, so that the draw is one of Gibbs.
func (c *chain) redraw() {
	t := &c.tree
	n := len(c.p.rows)
	// Of each node whether its leaves are one cluster or part of one (the
	// cluster), or clusters that are cuts of it (-1), or neither (-2).
	state := make([]int32, len(t.parent))
	copy(state, c.cluster)
	size := make([]int32, len(t.parent))  // leaves
	closed := make([]bool, len(t.parent)) // state says clusters that end at the border, as cut can draw them
	settle := func(x int32) {
		closed[x] = state[x] == -1 || state[x] >= 0 && int(size[x]) == len(c.members[state[x]]) && t.leaves[x] != nil
	}
	for i := range n {
		size[i] = 1
		settle(int32(i))
	}
	for k, kids := range t.kids {
		x := n + k
		a, b := kids[0], kids[1]
		size[x] = size[a] + size[b]
		switch {
		case state[a] >= 0 && state[a] == state[b]:
			state[x] = state[a]
		case closed[a] && closed[b]:
			state[x] = -1
		default:
			state[x] = -2
		}
		settle(int32(x))
	}
	for x := len(t.parent) - 1; x >= n; x-- {
		if up := t.parent[x]; closed[x] && (up < 0 || !closed[up]) {
			c.cut(int32(x))
		}
	}
}

// cut draws how a branch falls into clusters.
func (c *chain) cut(x int32) {
	t := &c.tree
	n := int32(len(c.p.rows))
	var pieces []int32
	for stack := []int32{x}; len(stack) > 0; {
		y := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if y < n || t.leaves[y] != nil && c.rng.Float64() < math.Exp2(t.whole[y]-t.total[y]) {
			pieces = append(pieces, y)
		} else {
			kids := t.kids[y-n]
			stack = append(stack, kids[1], kids[0])
		}
	}
	// Pieces that are clusters already stay as they are, with what is known of
	// them.
	var others []int32
	for _, y := range pieces {
		leaves := t.leaves[y]
		k := c.cluster[leaves[0]]
		if len(c.members[k]) != len(leaves) || !c.all(leaves, k) {
			others = append(others, y)
		}
	}
	for _, y := range others {
		for _, i := range t.leaves[y] {
			if k := c.cluster[i]; c.members[k] != nil {
				c.members[k], c.worth[k] = nil, 0
				c.touch(k)
				c.free = append(c.free, k)
			}
		}
	}
	for _, y := range others {
		k := c.free[len(c.free)-1]
		c.free = c.free[:len(c.free)-1]
		c.members[k], c.worth[k] = slices.Clone(t.leaves[y]), t.whole[y]
		c.touch(k)
		for _, i := range c.members[k] {
			c.cluster[i] = k
		}
	}
}

// all tells whether places are all in one cluster.
func (c *chain) all(places []int32, cluster int32) bool {
	for _, i := range places {
		if c.cluster[i] != cluster {
			return false
		}
	}
	return true
}
