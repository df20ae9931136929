package estimate

import (
	"math/bits"
	"strings"
)

// graph is a decomposable graph over the lists, written as what it has beyond a
// smaller one: a clique that hangs on the rest by a separator (none, if it
// hangs on nothing). Its likelihood is that of the smaller graph and one factor.
type graph struct {
	edges             uint32 // bit e for the pair e of pairsOfLists
	parent            int32  // index of the graph without the clique's own lists; -1 for the graph without edges
	clique, separator uint8  // as patterns of lists
}

// mostGraphLists is the greatest number of lists whose graphs are all weighed;
// eight lists have 30,888,596.
const mostGraphLists = 7

// pairsOfLists are all pairs, the second list ascending.
func pairsOfLists(lists int) [][2]int {
	var out [][2]int
	for j := range lists {
		for i := range j {
			out = append(out, [2]int{i, j})
		}
	}
	return out
}

// decomposable lists all decomposable graphs over so many lists, at most
// mostGraphLists: 1, 2, 8, 61, 822, 18,154 and 617,675. Every set of edges is
// tried by maximum cardinality search (Tarjan and Yannakakis 1984). A graph
// stands after its parent; the first has no edges, the last all.
func decomposable(lists int) []graph {
	ps := pairsOfLists(lists)
	var out []graph
	at := make([]int32, 1<<len(ps)) // index of a set of edges
	near := make([]Pattern, lists)
	for edges := range uint32(1) << len(ps) {
		clear(near)
		for left := edges; left != 0; left &= left - 1 {
			p := ps[bits.TrailingZeros32(left)]
			near[p[0]] |= 1 << p[1]
			near[p[1]] |= 1 << p[0]
		}
		clique, separator, ok := chordal(near)
		if !ok {
			continue
		}
		g := graph{edges: edges, parent: -1, clique: uint8(clique), separator: uint8(separator)}
		if edges != 0 {
			rest := edges
			for e, p := range ps {
				if own := clique &^ separator; own.On(p[0]) || own.On(p[1]) {
					rest &^= 1 << e
				}
			}
			g.parent = at[rest]
		}
		at[edges] = int32(len(out))
		out = append(out, g)
	}
	return out
}

// chordal visits the lists, each time one with the most visited neighbours. The
// graph is decomposable if those always form a clique; a clique of the graph
// ends where the number of visited neighbours does not grow. It gives the last
// clique of at least two lists and what ties it to those before.
func chordal(near []Pattern) (clique, separator Pattern, ok bool) {
	var seen, now, tie Pattern
	before := -1
	for range near {
		next, most := -1, -1
		for v, n := range near {
			if !seen.On(v) {
				if c := bits.OnesCount32(uint32(n & seen)); c > most {
					next, most = v, c
				}
			}
		}
		earlier := near[next] & seen
		for left := earlier; left != 0; left &= left - 1 {
			if v := bits.TrailingZeros32(uint32(left)); earlier&^near[v]&^(1<<v) != 0 {
				return 0, 0, false
			}
		}
		if most <= before {
			tie = earlier
		}
		now = earlier | 1<<next
		if now.Lists() > 1 {
			clique, separator = now, tie
		}
		seen |= 1 << next
		before = most
	}
	return clique, separator, true
}

// cliques are the cliques and separators of a graph, from those it hangs on.
func cliques(all []graph, k, lists int) (cs, seps []Pattern) {
	single := Pattern(1)<<lists - 1
	for g := all[k]; g.parent >= 0; g = all[g.parent] {
		cs = append(cs, Pattern(g.clique))
		single &^= Pattern(g.clique)
		if g.separator != 0 {
			seps = append(seps, Pattern(g.separator))
		}
	}
	for j := range lists {
		if single.On(j) {
			cs = append(cs, 1<<j)
		}
	}
	return cs, seps
}

// graphName writes a graph as its cliques.
func graphName(all []graph, k int, lists []string) string {
	cs, _ := cliques(all, k, len(lists))
	var out []string
	for _, c := range cs {
		var names []string
		for j, l := range lists {
			if c.On(j) {
				names = append(names, l)
			}
		}
		out = append(out, "["+strings.Join(names, " ")+"]")
	}
	return strings.Join(out, " ")
}
