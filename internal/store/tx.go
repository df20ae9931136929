package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/store/audit"
	"github.com/habeas-record/habeas/internal/store/links"
	"github.com/habeas-record/habeas/internal/store/pool"
	"github.com/habeas-record/habeas/internal/store/sent"
)

// Tx is the record inside one View or Update. It serves one goroutine.
type Tx struct {
	ctx     context.Context
	session *pool.Session
	dialect *dialect
	today   time.Time // the day release is decided for

	known known // what release depends on, read once
	stale stale // what of the read model is to be made anew
	load  *load // rows on their way in, nil unless rows are being put

	*audit.Log // what of the record changed
	*sent.Kept // what was sent to the desk

	*links.Compared // what the machine proposes about who is who
}

// finish brings the read model up to date before a commit.
func (t *Tx) finish() error {
	if err := t.drain(); err != nil {
		return err
	}
	if err := t.refresh(); err != nil {
		return err
	}
	if err := t.writeTallies(); err != nil {
		return err
	}
	if err := t.endLoad(); err != nil {
		return err
	}
	return t.Write()
}

func (t *Tx) exec(q string, args ...any) (changed int64, err error) {
	if err := t.idle(); err != nil {
		return 0, err
	}
	return t.write(q, args...)
}

// idle waits until no rows are being written beside the caller.
func (t *Tx) idle() error {
	if t.load == nil {
		return nil
	}
	return t.load.wait()
}

// write is exec for what is itself written beside the caller.
func (t *Tx) write(q string, args ...any) (changed int64, err error) {
	st, err := t.session.Statement(t.ctx, q)
	if err != nil {
		return 0, err
	}
	res, err := st.ExecContext(t.ctx, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// one scans the single row of a query; ErrNotFound where there is none.
func (t *Tx) one(dest []any, q string, args ...any) error {
	if err := t.idle(); err != nil {
		return err
	}
	return t.read(dest, q, args...)
}

// read is one for what is written beside the caller.
func (t *Tx) read(dest []any, q string, args ...any) error {
	st, err := t.session.Statement(t.ctx, q)
	if err != nil {
		return err
	}
	err = st.QueryRowContext(t.ctx, args...).Scan(dest...)
	if errors.Is(err, sql.ErrNoRows) {
		return habeas.ErrNotFound
	}
	return err
}

// into is the list of what one scans into.
func into(dest ...any) []any { return dest }

// all reads every row of a query before it returns, because PostgreSQL answers
// no second query while the first is being read.
func all[T any](t *Tx, scan func(scanner) (T, error), q string, args ...any) ([]T, error) {
	if err := t.idle(); err != nil {
		return nil, err
	}
	st, err := t.session.Statement(t.ctx, q)
	if err != nil {
		return nil, err
	}
	rows, err := st.QueryContext(t.ctx, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// stream reads the rows of a query one by one. fn must ask nothing else of the
// transaction.
func (t *Tx) stream(fn func(*sql.Rows) error, q string, args ...any) (err error) {
	if err := t.idle(); err != nil {
		return err
	}
	st, err := t.session.Statement(t.ctx, q)
	if err != nil {
		return err
	}
	rows, err := st.QueryContext(t.ctx, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

type scanner interface{ Scan(dest ...any) error }

func scanID(s scanner) (id habeas.ID, err error) { return id, s.Scan(&id) }

// scanDoc reads a thing kept whole as JSON.
func scanDoc[T any](s scanner) (v T, err error) {
	var doc []byte
	if err := s.Scan(&doc); err != nil {
		return v, err
	}
	return decode[T](doc)
}

func doc[T any](t *Tx, q string, args ...any) (v T, err error) {
	var raw []byte
	if err := t.one(into(&raw), q, args...); err != nil {
		return v, err
	}
	return decode[T](raw)
}

func decode[T any](doc []byte) (v T, err error) { return v, json.Unmarshal(doc, &v) }

// encode writes a thing as JSON. What the record keeps is plain structs, which
// always have a JSON form.
func encode(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("store: %T has no JSON form: %v", v, err))
	}
	return string(b)
}

// in writes "(?, ?, …)" for the values, counting placeholders from next. It
// fills up to a power of two with the last value, so that few different
// statements are ever prepared.
func in[T any](next int, values []T) (list string, args []any) {
	size := 1
	for size < len(values) {
		size *= 2
	}
	var b strings.Builder
	for i := range size {
		b.WriteString(", $")
		b.WriteString(strconv.Itoa(next + i))
		args = append(args, values[min(i, len(values)-1)])
	}
	return "(" + b.String()[2:] + ")", args
}

// chunk is how many values one query is asked about at most.
const chunk = 256

// chunks cuts a list into pieces that fit one query.
func chunks[T any](all []T, fn func([]T) error) error {
	for len(all) > 0 {
		n := min(chunk, len(all))
		if err := fn(all[:n]); err != nil {
			return err
		}
		all = all[n:]
	}
	return nil
}

// nanos and moment carry times to and from the tables; 0 is no time.
func nanos(at time.Time) int64 {
	if at.IsZero() {
		return 0
	}
	return at.UnixNano()
}

func moment(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, n).UTC()
}

func truth(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// null keeps "" out of columns that refer to another table.
func null(id habeas.ID) any {
	if id == "" {
		return nil
	}
	return string(id)
}

// page turns a limit and offset into what LIMIT and OFFSET take; no limit is
// all of it.
func page(limit, offset int) (int64, int64) {
	if limit <= 0 {
		limit = 1 << 31
	}
	return int64(limit), int64(max(0, offset))
}

// versioned keeps v under id: as version 1 where version is 0, otherwise over
// the version it names.
func (t *Tx) versioned(table, what string, id habeas.ID, version int) error {
	var now int
	err := t.one(into(&now), "SELECT version FROM "+table+" WHERE id = $1", id)
	switch {
	case errors.Is(err, habeas.ErrNotFound) && version == 0:
		return nil
	case errors.Is(err, habeas.ErrNotFound):
		return fmt.Errorf("%s %s: %w", what, id, err)
	case err != nil:
		return err
	case now != version:
		return &habeas.Error{Kind: habeas.ErrConflict, Msg: "somebody else saved this " + what + " first",
			Hint: "look at what changed and save again"}
	}
	return nil
}
