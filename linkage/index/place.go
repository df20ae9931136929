package index

import (
	"cmp"
	"slices"

	"github.com/habeas-record/habeas/linkage"
)

// candidate is a row that blocking brings, and the filtered rules that do so:
// none where one without a filter does.
type candidate struct {
	row   int32
	rules []int
}

// eachKey calls do for every key of a row and the side of the rule where the row
// stands under it.
func (x *Index) eachKey(keys []linkage.RuleKeys, do func(s *side, key uint64, largest int)) {
	for i := range x.rules {
		r := &x.rules[i]
		for _, k := range keys[i].Left(0) {
			if k != 0 {
				do(&r.sides[0], k, r.Largest)
			}
		}
		if !r.Across {
			continue
		}
		if k := keys[i].Right(0)[0]; k != 0 {
			do(&r.sides[1], k, r.Largest)
		}
	}
}

// candidates gives the rows beside one that stands under its keys.
func (x *Index) candidates(row int32, keys []linkage.RuleKeys) (out []candidate) {
	x.turn++
	if x.turn == 0 { // after four thousand million records
		clear(x.seen)
		x.turn = 1
	}
	filtered := map[int32][]int{}
	t := x.table
	for i := range x.rules {
		r := &x.rules[i]
		see := func(other int32) {
			if other == row || !x.within && t.Sources[other] == t.Sources[row] {
				return
			}
			if r.Filtered {
				filtered[other] = append(filtered[other], i)
			} else if x.seen[other] != x.turn {
				x.seen[other] = x.turn
				out = append(out, candidate{row: other})
			}
		}
		left, right := keys[i].Left(0), keys[i].Right(0)
		if !r.Across {
			for _, k := range left {
				if k != 0 {
					r.sides[0].each(t, k, row, r.Largest, see)
				}
			}
			continue
		}
		if k := right[0]; k != 0 {
			r.sides[0].each(t, k, row, 0, func(other int32) {
				if x.compare(other, row) < 0 {
					see(other)
				}
			})
		}
		if k := left[0]; k != 0 {
			r.sides[1].each(t, k, row, 0, func(other int32) {
				if x.compare(row, other) < 0 {
					see(other)
				}
			})
		}
	}
	for other, rules := range filtered {
		if x.seen[other] != x.turn {
			out = append(out, candidate{other, rules})
		}
	}
	slices.SortFunc(out, func(a, b candidate) int { return x.compare(a.row, b.row) })
	return out
}

// score weighs the row against the candidates, which are in order.
func (x *Index) score(row int32, candidates []candidate) (links []Link, err error) {
	if len(candidates) == 0 {
		return nil, nil
	}
	at, _ := slices.BinarySearchFunc(candidates, row, func(c candidate, row int32) int { return x.compare(c.row, row) })
	candidates = slices.Insert(candidates, at, candidate{row: row})
	rows := make([]int32, len(candidates))
	for i, c := range candidates {
		rows[i] = c.row
	}
	s, err := x.model.Scorer(x.table.Pick(rows))
	if err != nil {
		return nil, err
	}
	for i, c := range candidates {
		if i == at {
			continue
		}
		a, b := int32(min(i, at)), int32(max(i, at))
		met := len(c.rules) == 0
		for _, rule := range c.rules {
			if met {
				break
			}
			if met, err = s.Holds(rule, a, b); err != nil {
				return nil, err
			}
		}
		if !met {
			continue
		}
		if w, ok := s.AtLeast(a, b); ok {
			links = append(links, Link{Row: c.row, ID: x.table.IDs[c.row], Source: x.table.Sources[c.row], Weight: w, Probability: linkage.Edge{Weight: w}.Probability()})
		}
	}
	slices.SortStableFunc(links, func(a, b Link) int { return cmp.Compare(b.Weight, a.Weight) })
	return links, nil
}

// place goes on with the clusters from the links of one new row.
func (x *Index) place(p *Placement) error {
	p.Cluster = p.Row
	links := p.Links[:x.enough(p.Links)]
	if len(links) == 0 {
		return nil
	}
	// All rows that may be asked about, in order.
	rows := []int32{p.Row}
	for _, l := range links {
		rows = append(rows, x.of(x.cluster[l.Row])...)
	}
	slices.SortFunc(rows, x.compare)
	rows = slices.Compact(rows)
	at := make(map[int32]int32, len(rows))
	for i, r := range rows {
		at[r] = int32(i)
	}
	s, err := x.model.Scorer(x.table.Pick(rows))
	if err != nil {
		return err
	}
	picked := func(rows []int32) []int32 {
		out := make([]int32, len(rows))
		for i, r := range rows {
			out[i] = at[r]
		}
		return out
	}
	for _, l := range links {
		mine, other := x.cluster[p.Row], x.cluster[l.Row]
		if mine == other {
			continue
		}
		// The new row stands before or behind, as its edge would have it.
		a, b := mine, other
		if x.compare(l.Row, p.Row) < 0 {
			a, b = other, mine
		}
		if s.Agree(picked(x.of(a)), picked(x.of(b)), x.within) {
			p.Joined = append(p.Joined, other)
			x.join(mine, other)
		}
	}
	p.Cluster = x.cluster[p.Row]
	return nil
}

// enough is how many of the links, which fall in weight, reach the threshold.
func (x *Index) enough(links []Link) int {
	for i, l := range links {
		if l.Probability < x.threshold {
			return i
		}
	}
	return len(links)
}

// of gives the rows of a cluster.
func (x *Index) of(cluster int32) []int32 {
	if m := x.members[cluster]; m != nil {
		return m
	}
	return []int32{cluster}
}

// join makes one of two clusters, named by its first row.
func (x *Index) join(a, b int32) {
	all := append(slices.Clone(x.of(a)), x.of(b)...)
	if len(x.of(a)) < len(x.of(b)) {
		all = append(slices.Clone(x.of(b)), x.of(a)...)
	}
	name := slices.MinFunc(all, x.compare)
	for _, r := range all {
		x.cluster[r] = name
	}
	delete(x.members, a)
	delete(x.members, b)
	x.members[name] = all
}
