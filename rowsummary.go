package habeas

import "strings"

// RowSummer sums up rows of one list straight from their cells, without
// unfolding their claims, so that a million rows are summed up while they are
// read. It keeps what it read in cells that many rows share, and serves one
// goroutine.
type RowSummer struct {
	list    List
	columns []rowColumn
	said    []said  // of the row at hand, room for each column
	live    []*said // those of its cells that say something
}

// rowColumn is a column that makes claims a summary reads.
type rowColumn struct {
	at       int // in the row's cells
	property *Property
	lang     string
	// met holds what was read in cells whose reading takes time: dates, codes
	// and words for a status. It is nil for all others.
	met map[string]said
}

// metMost bounds what a summer keeps of one column: the days of fifty years.
const metMost = 20_000

// NewRowSummer returns the summer of a list's rows.
func NewRowSummer(l List) *RowSummer {
	rs := &RowSummer{list: l, said: make([]said, len(l.Columns)), live: make([]*said, 0, len(l.Columns))}
	for i, col := range l.Columns {
		p := propertyByKey[col.Property]
		if p == nil || stricter(p.Access, l.Access) == AccessSealed {
			continue
		}
		c := rowColumn{at: i, property: p, lang: col.Lang}
		if p.Value == ValueDate || p.Value == ValueCode || p.Value == ValueNumber || p.Key == "status" {
			c.met = map[string]said{}
		}
		rs.columns = append(rs.columns, c)
	}
	return rs
}

// Summary is what Summarise returns of the claims of the row, which is a
// person by itself.
func (rs *RowSummer) Summary(r Row) Summary {
	if r.Withdrawn > 0 {
		return Summarise(PersonOf(r.ID), rs.list.Claims(r), []ID{rs.list.ID})
	}
	rs.live = rs.live[:0]
	for i := range rs.columns {
		c := &rs.columns[i]
		if c.at >= len(r.Cells) {
			continue
		}
		words := strings.TrimSpace(r.Cells[c.at])
		if words == "" {
			continue
		}
		s := &rs.said[i]
		c.read(s, words)
		s.subject = r.ID
		rs.live = append(rs.live, s)
	}
	s := sumUp(rs.live)
	s.Person, s.Lists = PersonOf(r.ID), []ID{rs.list.ID}
	if len(rs.live) > 0 {
		s.Sources, s.Grade = 1, rs.list.Terms.Grade
	}
	return s
}

// read digests the claim that a cell of the column makes.
func (c *rowColumn) read(s *said, words string) {
	if c.met == nil {
		c.digest(s, words)
		return
	}
	if met, ok := c.met[words]; ok {
		*s = met
		return
	}
	words = strings.Clone(words) // a cell may hold on to its whole line
	c.digest(s, words)
	if len(c.met) == metMost {
		clear(c.met)
	}
	c.met[words] = *s
}

func (c *rowColumn) digest(s *said, words string) {
	value, when := readCell(*c.property, words, c.lang)
	date := ""
	if c.property.Value == ValueDate {
		date = value
	}
	if when != nil && when.EDTF != "" {
		date = when.EDTF
	}
	statement := first(value, words)
	s.read(c.property, statement, value, statement, c.lang, date)
}
