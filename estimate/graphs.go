package estimate

import (
	"math/bits"
)

// graph is a decomposable graph over the lists: its cliques and, with their
// multiplicity, its separators, as patterns of lists.
type graph struct {
	cliques    []Pattern
	separators []Pattern
}

// complete reports whether every two lists depend on each other directly.
func (g graph) complete(lists int) bool {
	return len(g.cliques) == 1 && g.cliques[0].Lists() == lists
}

// decomposable lists all decomposable graphs over so many lists, at most 7:
// 1, 2, 8, 61, 822, 18,154 and 617,675. Every set of edges is tried by maximum
// cardinality search (Tarjan and Yannakakis 1984).
func decomposable(lists int) []graph {
	var pairs [][2]int
	for j := range lists {
		for i := range j {
			pairs = append(pairs, [2]int{i, j})
		}
	}
	var out []graph
	near := make([]Pattern, lists)
	for mask := range uint32(1) << len(pairs) {
		clear(near)
		for e, p := range pairs {
			if mask>>e&1 == 1 {
				near[p[0]] |= 1 << p[1]
				near[p[1]] |= 1 << p[0]
			}
		}
		if g, ok := chordal(near); ok {
			out = append(out, g)
		}
	}
	return out
}

// chordal visits the lists, each time one with the most visited neighbours. The
// graph is decomposable if those always form a clique; its cliques end where
// the number of visited neighbours does not grow.
func chordal(near []Pattern) (graph, bool) {
	var g graph
	var seen, clique Pattern
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
		for v := range near {
			if earlier.On(v) && earlier&^near[v]&^(1<<v) != 0 {
				return graph{}, false
			}
		}
		if most <= before {
			g.cliques = append(g.cliques, clique)
			if earlier != 0 {
				g.separators = append(g.separators, earlier)
			}
		} else if before == -1 {
			earlier = 0
		}
		clique = earlier | 1<<next
		seen |= 1 << next
		before = most
	}
	g.cliques = append(g.cliques, clique)
	return g, true
}
