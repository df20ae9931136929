package store

import (
	"cmp"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/ledger"
)

// recordedRow is a row of the record that a transaction wrote or removed.
type recordedRow struct {
	table *recordTable // nil for the rows of a list
	item  string
	key   []any
}

// logging is what of the ledger a transaction will add to.
type logging struct {
	act  habeas.Action // for which the entries are made
	rows map[string]recordedRow
	due  bool // take in what waited, also where nothing else changed
}

// acts that no person of the desk does.
const (
	actFound habeas.Action = "found the ledger"
	actKeep  habeas.Action = "keep the record"
)

// Doing says which act of the desk the update is: it is written into the
// ledger's entries.
func (t *Tx) Doing(act habeas.Action) { t.logging.act = act }

// record marks a row of the record as changed; its leaf is made when the
// update ends, of what the row then holds.
func (t *Tx) record(kind string, key ...any) {
	r := recordTableOf(kind)
	t.mark(recordedRow{table: r, item: r.item(key...), key: key})
}

// recordRows marks the rows of a list as changed.
func (t *Tx) recordRows(list habeas.ID) {
	t.mark(recordedRow{item: rowsItem(list), key: []any{list}})
}

func (t *Tx) mark(r recordedRow) {
	if t.logging.rows == nil {
		t.logging.rows = map[string]recordedRow{}
	}
	t.logging.rows[r.item] = r
}

// logHead is where the log ends.
type logHead struct {
	day string
	ledger.Edge
}

func (t *Tx) logHead() (h logHead, err error) {
	var size int64
	var edge []byte
	if err := t.one(into(&h.day, &size, &edge), "SELECT day, size, edge FROM ledger_head WHERE n = 1"); err != nil {
		return h, fmt.Errorf("reading the head of the ledger: %w", err)
	}
	h.Edge, err = ledger.ParseEdge(size, edge)
	return h, err
}

// writeLedger adds a leaf for every row of the record that the update wrote,
// and those that waited for their day to end.
func (t *Tx) writeLedger() error {
	if !t.writes {
		return nil
	}
	today := t.today.Format(time.DateOnly)
	var due []string
	if t.logging.rows != nil || t.logging.due {
		var err error
		due, err = all(t, func(s scanner) (leaf string, err error) { return leaf, s.Scan(&leaf) },
			"SELECT leaf FROM ledger_pending WHERE day < $1", today)
		if err != nil {
			return fmt.Errorf("reading the entries that wait: %w", err)
		}
	}
	if t.logging.rows == nil && len(due) == 0 {
		return nil
	}
	if len(due) > 0 {
		if err := ledger.Shuffle(due); err != nil {
			return err
		}
		if _, err := t.exec("DELETE FROM ledger_pending WHERE day < $1", today); err != nil {
			return fmt.Errorf("taking in the entries that waited: %w", err)
		}
	}
	leaves, err := t.newLeaves(today)
	if err != nil {
		return err
	}
	return t.addLeaves(today, append(due, leaves...))
}

// newLeaves makes the leaf of each row that was marked. Those about sources
// are put aside until their day is over.
func (t *Tx) newLeaves(today string) (leaves []string, err error) {
	act := t.logging.act
	if act == "" {
		act = actKeep
	}
	rows := make([]recordedRow, 0, len(t.logging.rows))
	for _, r := range t.logging.rows {
		rows = append(rows, r)
	}
	t.logging.rows = nil
	slices.SortFunc(rows, func(a, b recordedRow) int { return cmp.Compare(a.item, b.item) })
	for _, r := range rows {
		l := ledger.Leaf{Day: today, Act: string(act), Item: r.item}
		salt := ledger.NewSalt()
		l.Commitment, err = t.commitTo(r, l, salt)
		switch {
		case errors.Is(err, habeas.ErrNotFound):
			l.Erased = true
			_, err = t.exec("DELETE FROM ledger_salts WHERE item = $1", r.item)
		case err == nil:
			_, err = t.exec("INSERT INTO ledger_salts (item, salt) VALUES ($1, $2) ON CONFLICT (item) DO UPDATE SET salt = excluded.salt", r.item, salt[:])
		}
		if err == nil {
			err = l.Check()
		}
		if err == nil && aboutSource(r.item) {
			_, err = t.exec(`INSERT INTO ledger_pending (item, day, leaf) VALUES ($1, $2, $3)
				ON CONFLICT (item) DO UPDATE SET day = excluded.day, leaf = excluded.leaf`, r.item, today, l.Text())
		} else {
			leaves = append(leaves, l.Text())
		}
		if err != nil {
			return nil, fmt.Errorf("the ledger's entry for %s: %w", r.item, err)
		}
	}
	return leaves, nil
}

// commitTo reads a row as it is kept and makes the commitment to it;
// ErrNotFound where it is gone.
func (t *Tx) commitTo(r recordedRow, l ledger.Leaf, salt ledger.Salt) (ledger.Commitment, error) {
	if r.table == nil {
		return t.commitToRows(r, l, salt)
	}
	q := "SELECT " + r.table.fields() + " FROM " + r.table.name + " t WHERE "
	for i, k := range r.table.key {
		if i > 0 {
			q += " AND "
		}
		q += fmt.Sprintf("t.%s = $%d", k, i+1)
	}
	values, dest := anyRow(len(r.table.columns))
	if err := t.one(dest, q, r.key...); err != nil {
		return ledger.Commitment{}, err
	}
	return r.table.commit(l.Content(salt), values)
}

// anyRow is room for a row's values, and what to scan them into.
func anyRow(n int) (values, dest []any) {
	values, dest = make([]any, n), make([]any, n)
	for i := range values {
		dest[i] = &values[i]
	}
	return values, dest
}

// addLeaves adds to the log and moves and signs its head. On a new day the
// head that was the last before it is kept.
func (t *Tx) addLeaves(today string, leaves []string) error {
	h, err := t.logHead()
	if err != nil {
		return err
	}
	if h.day < today && h.Size > 0 {
		_, err := t.exec(`INSERT INTO ledger_days (day, size, head) SELECT day, size, head FROM ledger_head WHERE n = 1
			ON CONFLICT (day) DO NOTHING`)
		if err != nil {
			return fmt.Errorf("keeping the head of %s: %w", h.day, err)
		}
	}
	in := t.inserter("INSERT INTO ledger_leaves (n, leaf, hash) VALUES ", "", "", "")
	for _, leaf := range leaves {
		hash := ledger.Hash(leaf)
		if err := in.add(h.Size, leaf, hash[:]); err != nil {
			return fmt.Errorf("adding entry %d to the ledger: %w", h.Size, err)
		}
		if err := h.Add(hash); err != nil {
			return err
		}
	}
	if err := in.flush(); err != nil {
		return fmt.Errorf("adding to the ledger: %w", err)
	}
	day, head := max(today, h.day), ""
	if t.key != nil {
		root, err := h.Root()
		if err != nil {
			return err
		}
		if head, err = t.key.Sign(ledger.Head{Size: h.Size, Root: root, Day: day}); err != nil {
			return err
		}
	}
	_, err = t.exec("UPDATE ledger_head SET day = $1, size = $2, edge = $3, head = $4 WHERE n = 1", day, h.Size, h.Bytes(), head)
	if err != nil {
		return fmt.Errorf("moving the head of the ledger: %w", err)
	}
	return nil
}

// foundLedger begins the log of a record that has none yet, with a leaf for
// everything that it holds already.
func (t *Tx) foundLedger() error {
	var n int
	if err := t.one(into(&n), "SELECT count(*) FROM ledger_head"); err != nil || n > 0 {
		return err
	}
	today := t.today.Format(time.DateOnly)
	if _, err := t.exec("INSERT INTO ledger_head (n, day, size, edge, head) VALUES (1, $1, 0, $2, '')", today, []byte{}); err != nil {
		return err
	}
	t.Doing(actFound)
	for _, r := range recordTables {
		values, dest := anyRow(len(r.key))
		err := t.stream(func(rows *sql.Rows) error {
			err := rows.Scan(dest...)
			t.record(r.kind, slices.Clone(values)...)
			return err
		}, "SELECT "+strings.Join(r.key, ", ")+" FROM "+r.name)
		if err != nil {
			return fmt.Errorf("reading what the record holds: %w", err)
		}
	}
	lists, err := t.Lists()
	if err != nil {
		return err
	}
	for _, l := range lists {
		from, till := rowNumbers(l.ID)
		var blocks int
		if err := t.one(into(&blocks), "SELECT count(*) FROM row_blocks WHERE n >= $1 AND n < $2", from>>blockBits, till>>blockBits); err != nil {
			return err
		}
		if blocks > 0 {
			t.recordRows(l.ID)
		}
	}
	return nil
}
