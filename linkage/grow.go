package linkage

import (
	"slices"
	"strings"
)

// Append puts one more record in a table, behind the others whatever its id is,
// and gives its row. Values are in the order of the columns, written as Builder
// is given them. A table that has grown can be picked from; it is in no order
// any more, which the other functions rely on.
func (t *Table) Append(source int32, id string, values []string, asWritten bool) (int32, error) {
	row := int32(t.Len())
	t.IDs, t.Sources, t.Truth = append(t.IDs, strings.Clone(id)), append(t.Sources, source), append(t.Truth, "")
	for i := range t.Columns {
		t.Columns[i].append(plain(values[i], asWritten))
	}
	if len(t.made) == 0 {
		return row, nil
	}
	one := t.pickColumns([]int32{row})
	for name, c := range t.made {
		made, err := one.resolve(name)
		if err != nil {
			return row, err
		}
		text := ""
		if code := made.Codes[0]; code >= 0 {
			text = made.Values[code]
		}
		c.append(text)
	}
	return row, nil
}

// plain is how a value is kept.
func plain(v string, asWritten bool) string {
	if asWritten {
		return v
	}
	return strings.ToLower(strings.TrimSpace(v))
}

func (c *Column) append(v string) {
	if v == "" {
		c.Codes = append(c.Codes, -1)
		return
	}
	if c.added == nil {
		c.added, c.ordered = map[string]int32{}, len(c.Values)
	}
	at, known := slices.BinarySearch(c.Values[:c.ordered], v)
	code := int32(at)
	if !known {
		if code, known = c.added[v]; !known {
			v = strings.Clone(v)
			code = int32(len(c.Values))
			c.Values, c.Counts = append(c.Values, v), append(c.Counts, 0)
			c.added[v] = code
		}
	}
	c.Counts[code]++
	c.rows++
	c.Codes = append(c.Codes, code)
}

// Forget takes a row's values out of a table. The row stays, with its id and
// nothing else; how frequent its values are is as if it had never been.
func (t *Table) Forget(row int32) {
	for i := range t.Columns {
		t.Columns[i].forget(row)
	}
	for _, c := range t.made {
		c.forget(row)
	}
}

func (c *Column) forget(row int32) {
	if code := c.Codes[row]; code >= 0 {
		c.rows = c.filled() - 1
		c.Counts[code]--
		c.Codes[row] = -1
	}
}

// Pick makes a table of some rows of t, in the order they are given in, in
// which each value is as frequent as in t.
func (t *Table) Pick(rows []int32) *Table {
	out := t.pickColumns(rows)
	for name, c := range t.made {
		if out.made == nil {
			out.made = map[string]*Column{}
		}
		picked := c.pick(rows)
		out.made[name] = &picked
	}
	return out
}

// pickColumns is Pick without the columns that were made.
func (t *Table) pickColumns(rows []int32) *Table {
	out := &Table{Gazetteer: t.Gazetteer, IDs: make([]string, len(rows)), Sources: make([]int32, len(rows)), Truth: make([]string, len(rows))}
	for i, r := range rows {
		out.IDs[i], out.Sources[i], out.Truth[i] = t.IDs[r], t.Sources[r], t.Truth[r]
	}
	for i := range t.Columns {
		out.Columns = append(out.Columns, t.Columns[i].pick(rows))
	}
	return out
}

func (c *Column) pick(rows []int32) Column {
	out := Column{Name: c.Name, Codes: make([]int32, len(rows)), rows: c.filled()}
	codes := make([]int32, 0, len(rows))
	for _, r := range rows {
		if code := c.Codes[r]; code >= 0 {
			codes = append(codes, code)
		}
	}
	slices.Sort(codes)
	codes = slices.Compact(codes)
	slices.SortFunc(codes, func(x, y int32) int { return strings.Compare(c.Values[x], c.Values[y]) })
	at := make(map[int32]int32, len(codes))
	for i, code := range codes {
		at[code] = int32(i)
		out.Values, out.Counts = append(out.Values, c.Values[code]), append(out.Counts, c.Counts[code])
	}
	for i, r := range rows {
		out.Codes[i] = -1
		if code := c.Codes[r]; code >= 0 {
			out.Codes[i] = at[code]
		}
	}
	return out
}
