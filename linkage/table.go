package linkage

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/habeas-record/habeas/places"
)

// Column is one column of a table, each distinct value kept once.
type Column struct {
	Name   string
	Values []string // distinct values, trimmed and in lower case
	Codes  []int32  // per row the index into Values, or -1 where it is empty
	Counts []int32  // per value in how many rows it stands

	rows    float64          // that are not empty, once counted
	ordered int              // how many of the values are in order: all before the table grew
	added   map[string]int32 // codes of the others
}

// filled is how many rows have a value.
func (c *Column) filled() float64 {
	if c.rows == 0 {
		for _, n := range c.Counts {
			c.rows += float64(n)
		}
	}
	return c.rows
}

// Table holds records in the order of source and id.
type Table struct {
	IDs     []string
	Sources []int32 // per row the number of the file it came from
	Truth   []string
	Columns []Column

	// Gazetteer is what places are looked up in; the one that comes with
	// package places where it is nil.
	Gazetteer *places.Gazetteer

	mostEdges int // as many as there is memory for; 0 is no such limit

	made   map[string]*Column // columns that were not in the file, by name
	sounds sync.Map           // of words, what they may sound like: []string
}

func (t *Table) gazetteer() *places.Gazetteer {
	if t.Gazetteer == nil {
		return places.Embedded()
	}
	return t.Gazetteer
}

// Len is the number of records.
func (t *Table) Len() int { return len(t.IDs) }

// Column gives the column of that name, or nil.
func (t *Table) Column(name string) *Column {
	for i := range t.Columns {
		if t.Columns[i].Name == name {
			return &t.Columns[i]
		}
	}
	return nil
}

// Builder collects records into a table.
type Builder struct {
	// AsWritten keeps capitals and spaces. It is for declared levels, which ask
	// for what stands there; the program's own choices do without them.
	AsWritten bool

	table Table
	index []map[string]int32
	bytes int64 // of the texts that are kept
}

// What linking takes beside the texts of a table, seen of lists of a thousand to
// ten million records: at first, for each row and its columns, and for each pair
// that is kept. Texts are held twice while they are put in order.
const (
	firstBytes  = 64 << 20
	rowBytes    = 280
	columnBytes = 8
	valueBytes  = 80
	edgeBytes   = 48
)

// need is about how many bytes linking the records so far takes, without pairs.
func (b *Builder) need() int64 {
	return firstBytes + int64(len(b.table.IDs))*int64(rowBytes+columnBytes*len(b.table.Columns)) + 2*b.bytes
}

// NewBuilder starts a table with these columns.
func NewBuilder(columns []string) *Builder {
	b := &Builder{}
	for _, name := range columns {
		b.table.Columns = append(b.table.Columns, Column{Name: name})
		b.index = append(b.index, map[string]int32{})
	}
	return b
}

// Add puts in one record; values are in the order of the columns.
func (b *Builder) Add(source int, id, truth string, values []string) {
	b.table.IDs = append(b.table.IDs, strings.Clone(id))
	b.table.Sources = append(b.table.Sources, int32(source))
	b.table.Truth = append(b.table.Truth, strings.Clone(truth))
	b.bytes += int64(len(id) + len(truth))
	for i := range b.table.Columns {
		c := &b.table.Columns[i]
		v := plain(values[i], b.AsWritten)
		if v == "" {
			c.Codes = append(c.Codes, -1)
			continue
		}
		code, known := b.index[i][v]
		if !known {
			code = int32(len(c.Values))
			v = strings.Clone(v)
			c.Values = append(c.Values, v)
			c.Counts = append(c.Counts, 0)
			b.index[i][v] = code
			b.bytes += int64(len(v) + valueBytes)
		}
		c.Counts[code]++
		c.Codes = append(c.Codes, code)
	}
}

// Table ends the building: it puts the records and the values in order. Two
// records of one source with one id are refused.
func (b *Builder) Table() (*Table, error) {
	t := &b.table
	order := make([]int32, t.Len())
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(x, y int32) int {
		return cmp.Or(cmp.Compare(t.Sources[x], t.Sources[y]), cmp.Compare(t.IDs[x], t.IDs[y]))
	})
	for i := 1; i < len(order); i++ {
		x, y := order[i-1], order[i]
		if t.Sources[x] == t.Sources[y] && t.IDs[x] == t.IDs[y] {
			return nil, fmt.Errorf("the id %q stands in two rows of one file: name a column whose values differ in every row", t.IDs[x])
		}
	}
	t.IDs, t.Sources, t.Truth = permute(t.IDs, order), permute(t.Sources, order), permute(t.Truth, order)
	for i := range t.Columns {
		c := &t.Columns[i]
		values := make([]int32, len(c.Values))
		for j := range values {
			values[j] = int32(j)
		}
		slices.SortFunc(values, func(x, y int32) int { return cmp.Compare(c.Values[x], c.Values[y]) })
		rank := make([]int32, len(values))
		for r, v := range values {
			rank[v] = int32(r)
		}
		c.Values, c.Counts, c.Codes = permute(c.Values, values), permute(c.Counts, values), permute(c.Codes, order)
		for r, code := range c.Codes {
			if code >= 0 {
				c.Codes[r] = rank[code]
			}
		}
		c.filled()
	}
	b.index = nil
	return t, nil
}

func permute[T any](s []T, order []int32) []T {
	out := make([]T, len(order))
	for i, o := range order {
		out[i] = s[o]
	}
	return out
}
