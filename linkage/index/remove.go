package index

import (
	"fmt"
	"slices"

	"github.com/habeas-record/habeas/linkage"
)

// Remove takes a record out of the list. Its cluster, and those that links of
// the threshold and more join to it, directly or through others, are made anew
// of the records that stay, as Clusters would make them; it gives the rows that
// stand in another cluster than before, or in one that is named by another row.
// That takes about as long as adding each record of those clusters.
func (x *Index) Remove(source int32, id string) (moved []int32, err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	row, known := x.find(source, id)
	if !known {
		return nil, fmt.Errorf("no record has the id %q", id)
	}
	return x.remove(row)
}

// Replace gives a record of the list other values: it is removed and added
// again, under the same id and in a new row.
func (x *Index) Replace(r Record) (p *Placement, moved []int32, err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if err := x.check(r); err != nil {
		return nil, nil, err
	}
	row, known := x.find(r.Source, r.ID)
	if !known {
		return nil, nil, fmt.Errorf("no record has the id %q", r.ID)
	}
	if moved, err = x.remove(row); err != nil {
		return nil, nil, err
	}
	p, err = x.add(r)
	return p, moved, err
}

func (x *Index) remove(row int32) (moved []int32, err error) {
	keys, err := x.keys(row)
	if err != nil {
		return nil, err
	}
	beside, err := x.linked(row)
	if err != nil {
		return nil, err
	}
	beside = append(beside, x.of(x.cluster[row])...)
	x.eachKey(keys, func(s *side, key uint64, largest int) { s.remove(x.table, key, row, largest) })
	x.table.Forget(row)
	if t := x.table; int(row) >= x.sorted {
		delete(x.added, recordID{t.Sources[row], t.IDs[row]})
	}
	x.gone[row], x.cluster[row] = true, row
	return x.regroup(beside)
}

// linked gives the rows that a row has links of the threshold and more with.
func (x *Index) linked(row int32) (rows []int32, err error) {
	links, err := x.links(row)
	for _, l := range links {
		rows = append(rows, l.Row)
	}
	return rows, err
}

// links gives a row's links of the threshold and more.
func (x *Index) links(row int32) ([]Link, error) {
	keys, err := x.keys(row)
	if err != nil {
		return nil, err
	}
	links, err := x.score(row, x.candidates(row, keys))
	if err != nil {
		return nil, err
	}
	return links[:x.enough(links)], nil
}

// regroup makes the clusters anew of some rows, of those in a cluster with them,
// and of all that links join to these.
func (x *Index) regroup(rows []int32) (moved []int32, err error) {
	reached := map[int32]bool{}
	var all []int32
	reach := func(rows []int32) {
		for _, r := range rows {
			if !reached[r] && !x.gone[r] {
				reached[r] = true
				all = append(all, r)
			}
		}
	}
	reach(rows)
	type link struct {
		a, b   int32
		weight float64
	}
	var links []link
	for i := 0; i < len(all); i++ {
		reach(x.of(x.cluster[all[i]]))
		mine, err := x.links(all[i])
		if err != nil {
			return nil, err
		}
		for _, l := range mine {
			reach([]int32{l.Row})
			if x.compare(all[i], l.Row) < 0 {
				links = append(links, link{all[i], l.Row, l.Weight})
			}
		}
	}
	if len(all) == 0 {
		return nil, nil
	}
	slices.SortFunc(all, x.compare)
	at := make(map[int32]int32, len(all))
	for i, r := range all {
		at[r] = int32(i)
	}
	edges := make([]linkage.Edge, len(links))
	for i, l := range links {
		edges[i] = linkage.Edge{A: at[l.a], B: at[l.b], Weight: l.weight}
	}
	slices.SortFunc(edges, linkage.Edge.Compare)
	s, err := x.model.Scorer(x.table.Pick(all))
	if err != nil {
		return nil, err
	}
	for _, r := range all {
		delete(x.members, x.cluster[r])
	}
	members := map[int32][]int32{}
	for i, c := range s.Clusters(edges, x.threshold, x.within) {
		r, name := all[i], all[c]
		if x.cluster[r] != name {
			moved = append(moved, r)
		}
		x.cluster[r] = name
		members[name] = append(members[name], r)
	}
	for name, rows := range members {
		if len(rows) > 1 {
			x.members[name] = rows
		}
	}
	return moved, nil
}
