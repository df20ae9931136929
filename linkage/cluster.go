package linkage

import (
	"cmp"
	"slices"
	"strings"
)

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
	clusters, _ := m.ClustersAt(t, edges, []float64{threshold}, within)
	return clusters[0]
}

// ClustersAt gives the clusters at several thresholds in one pass, since those
// at a lower one only go on from those at a higher, and the links: the edges
// that made two clusters one. They are a forest, in which the path between two
// records is why they are in one cluster.
func (m *Model) ClustersAt(t *Table, edges []Edge, thresholds []float64, within bool) (clusters [][]int32, links []Edge) {
	clusters = make([][]int32, len(thresholds))
	highest := make([]int, len(thresholds))
	for i := range highest {
		highest[i] = i
	}
	slices.SortFunc(highest, func(a, b int) int { return cmp.Compare(thresholds[b], thresholds[a]) })
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
	next := 0
	for _, e := range edges {
		for next < len(highest) && e.Weight < weightAt(thresholds[highest[next]]) {
			clusters[highest[next]] = byFirst(cluster)
			next++
		}
		if next == len(highest) {
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
		links = append(links, e)
	}
	for ; next < len(highest); next++ {
		clusters[highest[next]] = byFirst(cluster)
	}
	return clusters, links
}

// byFirst names each cluster by its first row.
func byFirst(cluster []int32) []int32 {
	first, out := make([]int32, len(cluster)), make([]int32, len(cluster))
	for i := range first {
		first[i] = -1
	}
	for i, k := range cluster {
		if first[k] < 0 {
			first[k] = int32(i)
		}
		out[i] = first[k]
	}
	return out
}

// Path gives the links that lead from one row to another, in their order, or
// none where they are in two clusters.
func Path(links []Edge, from, to int32) []Edge {
	at := map[int32][]Edge{}
	for _, e := range links {
		at[e.A], at[e.B] = append(at[e.A], e), append(at[e.B], e)
	}
	came := map[int32]Edge{from: {}}
	for queue := []int32{from}; len(queue) > 0; queue = queue[1:] {
		x := queue[0]
		if x == to {
			break
		}
		for _, e := range at[x] {
			y := e.A + e.B - x
			if _, seen := came[y]; !seen {
				came[y] = e
				queue = append(queue, y)
			}
		}
	}
	if _, reached := came[to]; !reached {
		return nil
	}
	var path []Edge
	for x := to; x != from; x = came[x].A + came[x].B - x {
		path = append(path, came[x])
	}
	slices.Reverse(path)
	return path
}

// Reason is what one comparison says of a pair.
type Reason struct {
	Column string  `json:"column"`
	Left   string  `json:"left"`
	Right  string  `json:"right"`
	Level  string  `json:"level"`  // the condition that held
	Weight float64 `json:"weight"` // in bits, rarity included
}

// Explain gives what each comparison says of two rows: with the prior they add
// up to the weight of the pair.
func (m *Model) Explain(a, b int32) []Reason {
	a, b = min(a, b), max(a, b)
	c := newComparer(m.Comparisons, 2)
	weights := m.levelWeights()
	var out []Reason
	for i := range m.Comparisons {
		x := &m.Comparisons[i]
		l := c.level(i, a, b)
		r := Reason{Column: x.Column, Weight: weights[i][l] + x.rarity[l].weight(a, b)}
		var left, right []string
		for _, base := range x.program.bases {
			for row, into := range map[int32]*[]string{a: &left, b: &right} {
				if code := base.Codes[row]; code >= 0 {
					*into = append(*into, base.Values[code])
				}
			}
		}
		r.Left, r.Right = strings.Join(left, " "), strings.Join(right, " ")
		for k, level := range x.asDeclared() {
			if int(x.program.codes[k]) == l {
				r.Level = level.When
				break
			}
		}
		out = append(out, r)
	}
	return out
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
