package desk

import (
	"slices"
	"strings"

	"github.com/habeas-record/habeas"
)

// columns says which columns of a list the actor may read: one that identifies
// somebody, such as numbers of identity cards, is as sealed as the claims it
// makes.
type columns struct {
	hidden []bool
	names  []string // of those that are not
	any    bool     // some are hidden
	key    bool     // the key of a row tells a hidden cell
}

func (d *Desk) unsealed(a habeas.Actor, l habeas.List) columns {
	c := columns{hidden: make([]bool, len(l.Columns))}
	for i, col := range l.Columns {
		p, _ := habeas.PropertyOf(col.Property)
		if p.Access == habeas.AccessSealed && d.authorise(a, habeas.ReadItem, habeas.Item{Access: habeas.AccessSealed, Handlers: []habeas.ID{l.By}}) != nil {
			c.hidden[i], c.any = true, true
			c.key = c.key || slices.Contains(l.Key, col.Name)
			continue
		}
		c.names = append(c.names, col.Name)
	}
	return c
}

// cells empties those that are hidden.
func (c columns) cells(cells []string) {
	for i := range cells {
		if i < len(c.hidden) && c.hidden[i] {
			cells[i] = ""
		}
	}
}

func (c columns) row(r *habeas.Row) {
	c.cells(r.Cells)
	if c.key {
		r.Key = ""
	}
}

// show takes out of a list's page what is hidden, and the rows that were found
// by it alone: else a search would tell what stands there.
func (c columns) show(l *ListDetail, q habeas.RowQuery) {
	if !c.any {
		return
	}
	words := strings.Fields(strings.ToLower(q.Text))
	kept := l.Rows[:0]
	for _, r := range l.Rows {
		c.row(&r)
		visible := strings.ToLower(strings.Join(r.Cells, " "))
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(visible, w) }) {
			kept = append(kept, r)
		}
	}
	if len(kept) < len(l.Rows) {
		l.Total = q.Offset + len(kept)
	}
	l.Rows = kept
	for i, e := range l.Editions {
		l.Editions[i].Errors = slices.DeleteFunc(e.Errors, func(x habeas.RowError) bool { return x.Column != "" && !slices.Contains(c.names, x.Column) })
	}
}
