package store

import (
	"encoding/json"
	"fmt"
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

const rowColumns = "n, line, first, since, withdrawn, hash, key, cells"

func (t *Tx) scanRow(s scanner) (r listRow, err error) {
	var hash, cells []byte
	if err := s.Scan(&r.n, &r.Line, &r.First, &r.since, &r.Withdrawn, &hash, &r.Key, &cells); err != nil {
		return r, err
	}
	copy(r.hash[:], hash)
	return r, json.Unmarshal(cells, &r.Cells)
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

func (t *Tx) readRows(q string, args ...any) ([]listRow, error) {
	if err := t.drain(); err != nil {
		return nil, err
	}
	rows, err := all(t, t.scanRow, "SELECT "+rowColumns+" FROM rows WHERE "+q, args...)
	if err != nil {
		return nil, fmt.Errorf("reading rows: %w", err)
	}
	out := rows[:0]
	for _, r := range rows {
		l, err := t.listOf(r.n)
		if err != nil {
			return nil, err
		}
		r.of(l)
		out = append(out, r)
	}
	return out, nil
}

func (t *Tx) rowsAt(ns []int64) (out []listRow, err error) {
	err = chunks(ns, func(some []int64) error {
		list, args := in(1, some)
		rows, err := t.readRows("n IN "+list, args...)
		out = append(out, rows...)
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
	condition := "n >= $1 AND n < $2"
	if q.Withdrawn {
		condition += " AND withdrawn > 0"
	}
	limit, offset := page(q.Limit, q.Offset)
	if len(tokens) == 0 {
		if err := t.one(into(&total), "SELECT count(*) FROM rows WHERE "+condition, from, till); err != nil {
			return nil, 0, fmt.Errorf("counting rows: %w", err)
		}
		rows, err := t.readRows(condition+" ORDER BY n LIMIT $3 OFFSET $4", from, till, limit, offset)
		for _, r := range rows {
			out = append(out, r.Row)
		}
		return out, total, err
	}
	err = t.eachRow(from, till, condition, func(rows []listRow) error {
		for _, r := range rows {
			if !holds(r.Cells, tokens) {
				continue
			}
			if total++; int64(total) > offset && int64(len(out)) < limit {
				out = append(out, r.Row)
			}
		}
		return nil
	})
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

// eachRow reads rows through, some thousand at a time.
func (t *Tx) eachRow(from, till int64, condition string, fn func([]listRow) error) error {
	for {
		rows, err := t.readRows(condition+" ORDER BY n LIMIT 2000", from, till)
		if err != nil || len(rows) == 0 {
			return err
		}
		from = rows[len(rows)-1].n + 1
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
	type keyed struct {
		n         int64
		hash      []byte
		key       string
		withdrawn int
	}
	from, till := rowNumbers(list)
	for {
		keys, err := all(t, func(s scanner) (k keyed, err error) { return k, s.Scan(&k.n, &k.hash, &k.key, &k.withdrawn) },
			"SELECT n, hash, key, withdrawn FROM rows WHERE n >= $1 AND n < $2 ORDER BY n LIMIT 5000", from, till)
		if err != nil {
			return fmt.Errorf("reading the rows of list %s: %w", list, err)
		}
		if len(keys) == 0 {
			return nil
		}
		from = keys[len(keys)-1].n + 1
		for _, k := range keys {
			rk := habeas.RowKey{ID: habeas.RowID(list, l.Kind.SubjectKind(), int(k.n&(1<<rowBits-1))), Withdrawn: k.withdrawn > 0}
			copy(rk.Hash[:], k.hash)
			if rk.Key = rk.Hash; k.key != "" {
				rk.Key = habeas.KeyHash(k.key)
			}
			if err := fn(rk); err != nil {
				return err
			}
		}
	}
}
