// Package index takes records one at a time into a list that is linked already.
//
// Each new record is compared with those that the model's blocking brings, gets
// the same weights as if the whole list were scored with it again, and is placed
// in a cluster as Clusters would go on from where it stands: from its heaviest
// link down, where the pairs between the clusters agree. Nothing else is
// compared again, so that a place costs milliseconds in a list of millions.
//
// Placing never parts what is together. Where a new record says that a cluster
// is two persons, only linking the whole list again, or a person, finds it.
//
// A record can be taken out again, or stand with other values: then all that
// links join to it are clustered anew, and nothing else is looked at. How
// frequent values are follows every record; m, u and the prior stay.
package index

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/habeas-record/habeas/linkage"
)

// Record is one new mention.
type Record struct {
	Source int32 // the number of the list it stands in
	ID     string
	Values []string // in the order of the table's columns
}

// Link is a record of the list that a new one may be.
type Link struct {
	Row         int32
	ID          string
	Source      int32
	Weight      float64 // bits
	Probability float64
}

// Placement is where a record was put.
type Placement struct {
	Row   int32
	Links []Link // those of probability .01 and more, heaviest first
	// Cluster is the row that names its cluster: its own where it is alone.
	Cluster int32
	// Joined are the other clusters that became one with it, by the rows that
	// named them before: more than one where the record binds two together.
	Joined []int32
}

// Index is a linked list that grows. It may be used by many goroutines.
type Index struct {
	mu        sync.Mutex
	table     *linkage.Table
	model     *linkage.Model
	within    bool
	threshold float64

	sorted  int                // rows that stand in the order of source and id
	added   map[recordID]int32 // the others
	gone    map[int32]bool     // rows whose record was removed
	rules   []rule
	cluster []int32           // per row the row that names its cluster
	members map[int32][]int32 // of clusters of two and more
	seen    []uint32          // per row the number of the last record it was a candidate of
	turn    uint32
}

type recordID struct {
	source int32
	id     string
}

// New indexes a table by a model that is bound to it. Clusters are those that
// the model gave it at the threshold; within says whether two records of one
// list may be one person. The index owns the table from here on.
func New(t *linkage.Table, m *linkage.Model, clusters []int32, threshold float64, within bool) (*Index, error) {
	if len(clusters) != t.Len() {
		return nil, fmt.Errorf("there are %d clusters for %d records: give one for each", len(clusters), t.Len())
	}
	x := &Index{table: t, model: m, within: within, threshold: threshold, sorted: t.Len(), added: map[recordID]int32{}, gone: map[int32]bool{},
		cluster: slices.Clone(clusters), members: map[int32][]int32{}, seen: make([]uint32, t.Len())}
	for row, c := range clusters {
		if int(c) != row {
			if x.members[c] == nil {
				x.members[c] = []int32{c}
			}
			x.members[c] = append(x.members[c], int32(row))
		}
	}
	keys, err := m.Keys(t)
	if err != nil {
		return nil, err
	}
	for i := range keys {
		x.rules = append(x.rules, newRule(&keys[i], t))
		keys[i] = linkage.RuleKeys{}
	}
	return x, nil
}

// Len is the number of records.
func (x *Index) Len() int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.table.Len() - len(x.gone)
}

// Name gives the id and the list of a row.
func (x *Index) Name(row int32) (source int32, id string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.table.Sources[row], x.table.IDs[row]
}

// Cluster gives the row that names the cluster of a row.
func (x *Index) Cluster(row int32) int32 {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.cluster[row]
}

// Add scores a record, places it and keeps it. An id that its list has already
// is refused.
func (x *Index) Add(r Record) (*Placement, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if err := x.check(r); err != nil {
		return nil, err
	}
	if _, known := x.find(r.Source, r.ID); known {
		return nil, fmt.Errorf("the id %q stands in the list already", r.ID)
	}
	return x.add(r)
}

func (x *Index) check(r Record) error {
	if len(r.Values) != len(x.table.Columns) {
		return fmt.Errorf("the record %q has %d values for %d columns", r.ID, len(r.Values), len(x.table.Columns))
	}
	if r.ID == "" {
		return errors.New("a record has no id")
	}
	return nil
}

func (x *Index) add(r Record) (*Placement, error) {
	row, err := x.table.Append(r.Source, r.ID, r.Values, x.model.AsWritten)
	if err != nil {
		return nil, err
	}
	x.added[recordID{r.Source, strings.Clone(r.ID)}] = row
	x.cluster, x.seen = append(x.cluster, row), append(x.seen, 0)
	keys, err := x.keys(row)
	if err != nil {
		return nil, err
	}
	x.eachKey(keys, func(s *side, key uint64, largest int) { s.add(x.table, key, row, largest) })
	links, err := x.score(row, x.candidates(row, keys))
	if err != nil {
		return nil, err
	}
	p := &Placement{Row: row, Links: links}
	return p, x.place(p)
}

func (x *Index) keys(row int32) ([]linkage.RuleKeys, error) {
	return x.model.Keys(x.table.Pick([]int32{row}))
}

// find gives the row of a record that is in the list.
func (x *Index) find(source int32, id string) (row int32, known bool) {
	if row, known = x.added[recordID{source, id}]; known {
		return row, true
	}
	t := x.table
	at := sort.Search(x.sorted, func(i int) bool {
		return t.Sources[i] > source || t.Sources[i] == source && t.IDs[i] >= id
	})
	row = int32(at)
	return row, at < x.sorted && t.Sources[at] == source && t.IDs[at] == id && !x.gone[row]
}

// compare puts rows in the order that a table of all of them would have.
func (x *Index) compare(a, b int32) int {
	if int(a) < x.sorted && int(b) < x.sorted {
		return cmp.Compare(a, b)
	}
	t := x.table
	return cmp.Or(cmp.Compare(t.Sources[a], t.Sources[b]), cmp.Compare(t.IDs[a], t.IDs[b]))
}
