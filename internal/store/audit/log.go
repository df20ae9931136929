// Package audit keeps the tables of the ledger beside those of the record, and
// holds the one against the other. It is the store's: a leaf is written in the
// transaction of the change it stands for.
package audit

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/ledger"
)

// Tx is what audit asks of a transaction of the store. Values are read as
// int64, string, []byte or nil.
type Tx interface {
	Exec(q string, args ...any) (changed int64, err error)
	// One scans the single row of a query; ErrNotFound where there is none.
	One(dest []any, q string, args ...any) error
	// Stream reads rows one by one; fn must ask nothing of the transaction.
	Stream(fn func(scan func(dest ...any) error) error, q string, args ...any) error
}

// Log is the ledger as one transaction of the store adds to it, with what is
// kept about the record itself: who opened what, what was taken back, backups.
type Log struct {
	Tx    Tx
	Key   *ledger.Key // signs the head; nil leaves it unsigned
	Today time.Time

	act  habeas.Action // for which the entries are made
	rows map[string]row
	due  bool // take in what waited, also where nothing else changed

	tookBack bool
}

// row is a row of the record that the transaction wrote or removed, or all
// rows of a list.
type row struct {
	table *table
	item  string
	key   []any
	list  ListRows // where table is nil
}

// acts that no person of the desk does.
const (
	actFound habeas.Action = "found the ledger"
	actKeep  habeas.Action = "keep the record"
)

// Doing says which act of the desk the update is: it is written into the
// ledger's entries.
func (l *Log) Doing(act habeas.Action) { l.act = act }

// Record marks a row of the record as changed; its leaf is made when the
// update ends, of what the row then holds.
func (l *Log) Record(kind string, key ...any) {
	t := tableOf(kind)
	l.mark(row{table: t, item: t.item(key...), key: key})
}

// RecordRows marks the rows of a list as changed.
func (l *Log) RecordRows(list ListRows) { l.mark(row{item: list.item(), list: list}) }

func (l *Log) mark(r row) {
	if l.rows == nil {
		l.rows = map[string]row{}
	}
	l.rows[r.item] = r
}

// TakeIn has the entries that waited for their day to end go into the log
// also where nothing else changed.
func (l *Log) TakeIn() { l.due = true }

func (l *Log) today() string { return l.Today.Format(time.DateOnly) }

// Write adds a leaf for every row of the record that the update wrote, and
// those that waited for their day to end.
func (l *Log) Write() error {
	if l.rows == nil && !l.due {
		return nil
	}
	var due []string
	err := l.Tx.Stream(func(scan func(...any) error) error {
		var leaf string
		err := scan(&leaf)
		due = append(due, leaf)
		return err
	}, "SELECT leaf FROM ledger_pending WHERE day < $1", l.today())
	if err != nil {
		return fmt.Errorf("reading the entries that wait: %w", err)
	}
	if len(due) > 0 {
		if err := ledger.Shuffle(due); err != nil {
			return err
		}
		if _, err := l.Tx.Exec("DELETE FROM ledger_pending WHERE day < $1", l.today()); err != nil {
			return fmt.Errorf("taking in the entries that waited: %w", err)
		}
	}
	leaves, err := l.newLeaves()
	if err != nil || len(due)+len(leaves) == 0 {
		return err
	}
	return l.add(append(due, leaves...))
}

// newLeaves makes the leaf of each row that was marked. Those about sources
// are put aside until their day is over.
func (l *Log) newLeaves() (leaves []string, err error) {
	act := l.act
	if act == "" {
		act = actKeep
	}
	rows := make([]row, 0, len(l.rows))
	for _, r := range l.rows {
		rows = append(rows, r)
	}
	l.rows = nil
	slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(a.item, b.item) })
	for _, r := range rows {
		leaf := ledger.Leaf{Day: l.today(), Act: string(act), Item: r.item}
		salt := ledger.NewSalt()
		leaf.Commitment, err = l.commitTo(r, leaf, salt)
		switch {
		case errors.Is(err, habeas.ErrNotFound):
			leaf.Erased = true
			_, err = l.Tx.Exec("DELETE FROM ledger_salts WHERE item = $1", r.item)
		case err == nil:
			_, err = l.Tx.Exec("INSERT INTO ledger_salts (item, salt) VALUES ($1, $2) ON CONFLICT (item) DO UPDATE SET salt = excluded.salt", r.item, salt[:])
		}
		if err == nil {
			err = leaf.Check()
		}
		if err == nil && aboutSource(r.item) {
			_, err = l.Tx.Exec(`INSERT INTO ledger_pending (item, day, leaf) VALUES ($1, $2, $3)
				ON CONFLICT (item) DO UPDATE SET day = excluded.day, leaf = excluded.leaf`, r.item, l.today(), leaf.Text())
		} else {
			leaves = append(leaves, leaf.Text())
		}
		if err != nil {
			return nil, fmt.Errorf("the ledger's entry for %s: %w", r.item, err)
		}
	}
	return leaves, nil
}

// commitTo reads a row as it is kept and makes the commitment to it;
// ErrNotFound where it is gone.
func (l *Log) commitTo(r row, leaf ledger.Leaf, salt ledger.Salt) (ledger.Commitment, error) {
	if r.table == nil {
		return l.commitToRows(r.list, leaf, salt)
	}
	q := "SELECT " + r.table.fields() + " FROM " + r.table.name + " t WHERE "
	for i, k := range r.table.key {
		if i > 0 {
			q += " AND "
		}
		q += fmt.Sprintf("t.%s = $%d", k, i+1)
	}
	values, dest := anyRow(len(r.table.columns))
	if err := l.Tx.One(dest, q, r.key...); err != nil {
		return ledger.Commitment{}, err
	}
	return addAll(leaf.Content(salt), r.table.columns, values)
}

// add adds to the log and moves and signs its head. On a new day the head that
// was the last before it is kept.
func (l *Log) add(leaves []string) error {
	var was string
	var size int64
	var kept []byte
	if err := l.Tx.One([]any{&was, &size, &kept}, "SELECT day, size, edge FROM ledger_head WHERE n = 1"); err != nil {
		return fmt.Errorf("reading the head of the ledger: %w", err)
	}
	edge, err := ledger.ParseEdge(size, kept)
	if err != nil {
		return err
	}
	if was < l.today() && size > 0 {
		_, err := l.Tx.Exec(`INSERT INTO ledger_days (day, size, head) SELECT day, size, head FROM ledger_head WHERE n = 1
			ON CONFLICT (day) DO NOTHING`)
		if err != nil {
			return fmt.Errorf("keeping the head of %s: %w", was, err)
		}
	}
	for _, leaf := range leaves {
		hash := ledger.Hash(leaf)
		if _, err := l.Tx.Exec("INSERT INTO ledger_leaves (n, leaf, hash) VALUES ($1, $2, $3)", edge.Size, leaf, hash[:]); err != nil {
			return fmt.Errorf("adding entry %d to the ledger: %w", edge.Size, err)
		}
		if err := edge.Add(hash); err != nil {
			return err
		}
	}
	day, head := max(l.today(), was), ""
	if l.Key != nil {
		root, err := edge.Root()
		if err != nil {
			return err
		}
		if head, err = l.Key.Sign(ledger.Head{Size: edge.Size, Root: root, Day: day}); err != nil {
			return err
		}
	}
	_, err = l.Tx.Exec("UPDATE ledger_head SET day = $1, size = $2, edge = $3, head = $4 WHERE n = 1", day, edge.Size, edge.Bytes(), head)
	if err != nil {
		return fmt.Errorf("moving the head of the ledger: %w", err)
	}
	return nil
}

// Found begins the log of a record that has none yet, with a leaf for
// everything that it holds already. It reports whether there was none.
func (l *Log) Found(lists []ListRows) (bool, error) {
	var n int
	if err := l.Tx.One([]any{&n}, "SELECT count(*) FROM ledger_head"); err != nil || n > 0 {
		return false, err
	}
	if _, err := l.Tx.Exec("INSERT INTO ledger_head (n, day, size, edge, head) VALUES (1, $1, 0, $2, '')", l.today(), []byte{}); err != nil {
		return false, err
	}
	l.Doing(actFound)
	for _, t := range tables {
		values, dest := anyRow(len(t.key))
		err := l.Tx.Stream(func(scan func(...any) error) error {
			err := scan(dest...)
			l.Record(t.kind, slices.Clone(values)...)
			return err
		}, "SELECT "+strings.Join(t.key, ", ")+" FROM "+t.name)
		if err != nil {
			return false, fmt.Errorf("reading what the record holds: %w", err)
		}
	}
	for _, list := range lists {
		if some, err := list.any(l.Tx); err != nil {
			return false, err
		} else if some {
			l.RecordRows(list)
		}
	}
	return true, nil
}
