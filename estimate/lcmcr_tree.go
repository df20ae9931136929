package estimate

import (
	"cmp"
	"math/bits"
	"slices"
)

// A captureTree holds the patterns of a table so that what belongs to a
// pattern is worked out from that of its parent, which lacks one of its
// lists: one product for each pattern and class instead of one for each list,
// and one sum on the way back. Nodes are in an order in which parents come
// first; node 0 is the pattern of no list. Patterns that nobody has are there
// where they are parents, with count 0.
type captureTree struct {
	parent []int32
	list   []int32 // that the node has and its parent lacks
	count  []float64
	leaf   []bool
}

// newCaptureTree adds lists to patterns in the order of their size, so that
// patterns share what they can.
func newCaptureTree(t Table) captureTree {
	bySize := make([]int, len(t.Lists))
	for i := range bySize {
		bySize[i] = i
	}
	slices.SortStableFunc(bySize, func(a, b int) int { return cmp.Compare(t.Size(b), t.Size(a)) })
	people := map[uint32]float64{0: 0}
	for _, c := range t.Cells {
		var p uint32 // the pattern with its lists by size
		for rank, i := range bySize {
			if c.Pattern.On(i) {
				p |= 1 << rank
			}
		}
		people[p] += float64(c.Count)
		for p != 0 {
			p &^= smallestList(p)
			if _, there := people[p]; !there {
				people[p] = 0
			}
		}
	}
	order := make([]uint32, 0, len(people))
	for p := range people {
		order = append(order, p)
	}
	slices.Sort(order)
	at := make(map[uint32]int32, len(order))
	n := captureTree{
		parent: make([]int32, len(order)), list: make([]int32, len(order)),
		count: make([]float64, len(order)), leaf: make([]bool, len(order)),
	}
	for i, p := range order {
		at[p] = int32(i)
		n.count[i], n.leaf[i] = people[p], true
		if p == 0 {
			continue
		}
		n.parent[i] = at[p&^smallestList(p)]
		n.leaf[n.parent[i]] = false
		n.list[i] = int32(bySize[31-bits.LeadingZeros32(p)])
	}
	return n
}

// smallestList is the bit of the smallest list of a pattern by size.
func smallestList(p uint32) uint32 { return 1 << (31 - bits.LeadingZeros32(p)) }
