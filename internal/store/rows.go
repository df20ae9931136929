package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/names"
)

// listRow is a row with its list.
type listRow struct {
	habeas.Row
	n     int64
	hash  [16]byte
	since int
	list  *knownList
}

// of fills in what a row has from its list.
func (r *listRow) of(l *knownList) {
	r.list, r.List = l, l.ID
	r.ID = habeas.RowID(l.ID, l.Kind.SubjectKind(), int(r.n&(1<<rowBits-1)))
	r.Since, r.Last = r.since, max(l.newest, r.since)
	if r.Withdrawn > 0 {
		r.Last = r.Withdrawn - 1
	}
	r.When = l.dates[r.Last]
}

// rowsAt returns the rows that have the numbers, in order.
func (t *Tx) rowsAt(ns []int64) (out []listRow, err error) {
	wanted := make(map[int64]bool, len(ns))
	blocks := make([]int64, len(ns))
	for i, n := range ns {
		wanted[n], blocks[i] = true, n>>blockBits
	}
	slices.Sort(blocks)
	err = chunks(slices.Compact(blocks), func(some []int64) error {
		list, args := in(1, some)
		rows, err := t.readBlocks("n IN "+list+" ORDER BY n", args...)
		for _, r := range rows {
			if wanted[r.n] {
				out = append(out, r)
			}
		}
		return err
	})
	return out, err
}

// rowsOf returns those of the subjects that are rows.
func (t *Tx) rowsOf(subjects []habeas.ID) ([]listRow, error) {
	var ns []int64
	wanted := map[habeas.ID]bool{}
	for _, id := range subjects {
		if k := id.Kind(); k != habeas.KindMention && k != habeas.KindFacility && k != habeas.KindPlace {
			continue
		}
		l, err := t.listOf(idNumber(id))
		if err != nil {
			return nil, err
		}
		if l != nil && l.Kind.SubjectKind() == id.Kind() && !wanted[id] {
			wanted[id] = true
			ns = append(ns, idNumber(id))
		}
	}
	rows, err := t.rowsAt(ns)
	out := rows[:0]
	for _, r := range rows {
		if wanted[r.ID] { // a number may stand for an id that is not a row's
			out = append(out, r)
		}
	}
	return out, err
}

func (t *Tx) row(id habeas.ID) (habeas.List, habeas.Row, error) {
	rows, err := t.rowsOf([]habeas.ID{id})
	if err == nil && len(rows) == 0 {
		err = habeas.ErrNotFound
	}
	if err != nil {
		return habeas.List{}, habeas.Row{}, err
	}
	return rows[0].list.List, rows[0].Row, nil
}

// Row returns a row.
func (t *Tx) Row(id habeas.ID) (habeas.Row, error) {
	_, r, err := t.row(id)
	if err != nil {
		return r, fmt.Errorf("row %s: %w", id, err)
	}
	return r, nil
}

// FindRows lists rows in the order in which the list grew. Looking for text
// reads the list's rows through.
func (t *Tx) FindRows(list habeas.ID, q habeas.RowQuery) (out []habeas.Row, total int, err error) {
	tokens := names.Tokens(q.Text)
	if err := t.drain(); err != nil {
		return nil, 0, err
	}
	from, till := rowNumbers(list)
	limit, offset := page(q.Limit, q.Offset)
	wanted := func(r *listRow) bool { return (!q.Withdrawn || r.Withdrawn > 0) && holds(r.Cells, tokens) }
	counted := len(tokens) == 0
	if counted {
		count := "rows"
		if q.Withdrawn {
			count = "withdrawn"
		} else {
			from, offset = from+offset, 0 // the rows of a list have no gaps
		}
		blocks, end := rowNumbers(list)
		if err := t.one(into(&total), "SELECT CAST(coalesce(sum("+count+"), 0) AS bigint) FROM row_blocks WHERE n >= $1 AND n < $2",
			blocks>>blockBits, end>>blockBits); err != nil {
			return nil, 0, fmt.Errorf("counting rows: %w", err)
		}
	}
	met := int64(0)
	full := errors.New("enough")
	err = t.eachRow(from, till, q.Withdrawn, func(rows []listRow) error {
		for i := range rows {
			if !wanted(&rows[i]) {
				continue
			}
			if met++; met > offset && int64(len(out)) < limit {
				out = append(out, rows[i].Row)
			} else if met > offset && counted {
				return full
			}
		}
		return nil
	})
	if errors.Is(err, full) {
		err = nil
	}
	if !counted {
		total = int(met)
	}
	return out, total, err
}

// holds reports whether each token begins a word of some cell.
func holds(cells, tokens []string) bool {
	folded := " " + names.Fold(strings.Join(cells, " | "))
	for _, w := range tokens {
		if !strings.Contains(folded, " "+w) {
			return false
		}
	}
	return true
}

// eachRow reads rows through, some thousand at a time; all rows of the blocks
// that hold one its source dropped where only those are wanted.
func (t *Tx) eachRow(from, till int64, withdrawn bool, fn func([]listRow) error) error {
	which := "n >= $1 AND n < $2"
	if withdrawn {
		which += " AND withdrawn > 0"
	}
	// The first blocks are few, since often a page is all that is asked for.
	for blocks := 4; ; blocks = 64 {
		rows, err := t.readBlocks(which+" ORDER BY n LIMIT $3", from>>blockBits, till>>blockBits, blocks)
		if err != nil || len(rows) == 0 {
			return err
		}
		next := (rows[len(rows)-1].n>>blockBits + 1) << blockBits
		for len(rows) > 0 && rows[0].n < from {
			rows = rows[1:]
		}
		from = next
		if err := fn(rows); err != nil {
			return err
		}
	}
}

// RowHistory returns a row's cells as each edition that changed them had them,
// the newest last.
func (t *Tx) RowHistory(id habeas.ID) ([]habeas.RowVersion, error) {
	rows, err := t.rowsOf([]habeas.ID{id})
	if err == nil && len(rows) == 0 {
		err = habeas.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("row %s: %w", id, err)
	}
	out, err := all(t, func(s scanner) (v habeas.RowVersion, err error) {
		var cells []byte
		if err := s.Scan(&v.Edition, &cells); err != nil {
			return v, err
		}
		return v, json.Unmarshal(cells, &v.Cells)
	}, "SELECT edition, cells FROM row_versions WHERE n = $1 ORDER BY edition", rows[0].n)
	if err != nil {
		return nil, fmt.Errorf("reading the history of row %s: %w", id, err)
	}
	return append(out, habeas.RowVersion{Edition: rows[0].since, Cells: rows[0].Cells}), nil
}

// EachRowKey streams what a next edition is compared with, in the order in
// which the list grew. A row without a key is told by its content.
func (t *Tx) EachRowKey(list habeas.ID, fn func(habeas.RowKey) error) error {
	if err := t.drain(); err != nil {
		return err
	}
	l, err := t.List(list)
	if err != nil {
		return err
	}
	from, till := rowNumbers(list)
	return t.eachRow(from, till, false, func(rows []listRow) error {
		for _, r := range rows {
			k := habeas.RowKey{ID: habeas.RowID(list, l.Kind.SubjectKind(), int(r.n&(1<<rowBits-1))), Hash: r.hash, Withdrawn: r.Withdrawn > 0}
			if k.Key = k.Hash; r.Key != "" {
				k.Key = habeas.KeyHash(r.Key)
			}
			if err := fn(k); err != nil {
				return err
			}
		}
		return nil
	})
}
