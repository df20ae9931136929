package linkage

// DefaultThreshold is the probability from which two records are linked.
const DefaultThreshold = .5

const (
	farthest = 10 // a pair speaks for or against a merge with at most so many bits
	asked    = 64 // pairs of two clusters that are asked before they are merged
	against  = -2 // bits on the mean below which they speak against it; under 0, as one record's error tells in all its pairs
)

// Clusters gives per row the first row of its cluster. Edges are taken from the
// heaviest down to the threshold; two clusters become one only if the pairs
// between them, those that blocking did not bring included, do not speak
// against it on the mean: so one chance likeness does not join two persons.
// Where records come from several files that each name a person once (within
// is false), a cluster has at most one record of each.
func (m *Model) Clusters(t *Table, edges []Edge, threshold float64, within bool) []int32 {
	cluster := make([]int32, t.Len())
	members := make([][]int32, t.Len())
	for i := range cluster {
		cluster[i] = int32(i)
	}
	of := func(c int32) []int32 {
		if members[c] == nil {
			members[c] = []int32{c}
		}
		return members[c]
	}
	c := comparers(t, m.Comparisons)[0]
	floor := weightAt(threshold)
	for _, e := range edges {
		if e.Weight < floor {
			break
		}
		a, b := cluster[e.A], cluster[e.B]
		if a == b {
			continue
		}
		x, y := of(a), of(b)
		if !m.Components && (!within && shareSource(t, x, y) || !m.agree(c, x, y)) {
			continue
		}
		if len(x) < len(y) {
			a, b, x, y = b, a, y, x
		}
		for _, r := range y {
			cluster[r] = a
		}
		members[a], members[b] = append(x, y...), nil
	}
	first := make([]int32, t.Len())
	for i := range first {
		first[i] = -1
	}
	for i, k := range cluster {
		if first[k] < 0 {
			first[k] = int32(i)
		}
		cluster[i] = first[k]
	}
	return cluster
}

func shareSource(t *Table, x, y []int32) bool {
	for _, a := range x {
		for _, b := range y {
			if t.Sources[a] == t.Sources[b] {
				return true
			}
		}
	}
	return false
}

// agree tells whether the pairs between two clusters are for their being one.
func (m *Model) agree(c *comparer, x, y []int32) bool {
	all := len(x) * len(y)
	if all == 1 {
		return true
	}
	step := max(1, all/asked)
	if step > 1 && step%2 == 0 {
		step++ // so that the steps do not fall on one row of an even cluster
	}
	var sum float64
	n := 0
	for k := 0; k < all; k += step {
		sum += min(max(m.weight(c, x[k/len(y)], y[k%len(y)]), -farthest), farthest)
		n++
	}
	return sum/float64(n) >= against
}
