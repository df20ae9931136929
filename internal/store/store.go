// Package store keeps the record in SQLite or PostgreSQL: one text of SQL,
// one set of migrations, one conformance suite (storetest) for both.
//
// Claims and their histories are the truth. The columns and tables that make
// reading fast (what a claim's history comes to, entries, tallies, counts) are
// derived from them inside the transaction that changes them, and Rebuild
// makes them anew.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/ledger"
	"github.com/habeas-record/habeas/internal/store/audit"
	"github.com/habeas-record/habeas/internal/store/links"
	"github.com/habeas-record/habeas/internal/store/pool"
	"github.com/habeas-record/habeas/internal/store/sent"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	_ "modernc.org/sqlite"             // the driver "sqlite"
)

// Store keeps the record. It may be used by many goroutines at once.
type Store struct {
	dialect *dialect
	writers *pool.Pool
	readers *pool.Pool
	// now says which day release is decided for.
	now func() time.Time
	key *ledger.Key
	// untidy says that the log still tells the order of what came.
	untidy atomic.Bool
	soon   atomic.Bool // the log is emptied soon, for comments
}

// Option changes how a store works.
type Option func(*Store)

// Clock has the store take the day from now instead of the system, for tests
// and for demonstration records.
func Clock(now func() time.Time) Option { return func(s *Store) { s.now = now } }

// Signed has the store sign the head of its ledger with every change.
func Signed(k *ledger.Key) Option { return func(s *Store) { s.key = k } }

// Open opens the record at dsn, "sqlite:PATH", a bare path, or a postgres://
// address, and brings its tables up to date. An import that a crash left
// running is marked as interrupted.
func Open(ctx context.Context, dsn string, options ...Option) (_ *Store, err error) {
	s := &Store{now: time.Now}
	for _, o := range options {
		o(s)
	}
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		err = s.connectPostgres(dsn)
	} else {
		err = s.connectSQLite(strings.TrimPrefix(dsn, "sqlite:"))
	}
	if err == nil {
		err = s.migrate(ctx)
	}
	if err == nil {
		err = s.Update(ctx, (*Tx).foundLedger)
	}
	if err == nil {
		err = s.interruptImports(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("opening the record: %w", errors.Join(habeas.DiskFault(s.dialect.explain(err)), s.Close()))
	}
	return s, nil
}

// OpenToRead opens the record as it is and writes nothing, so that a copy on a
// disk that cannot be written to can be read. Tables of an older version are
// refused.
func OpenToRead(ctx context.Context, dsn string) (_ *Store, err error) {
	s := &Store{now: time.Now}
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		s.dialect = postgres
		var db *sql.DB
		if db, err = sql.Open("pgx", dsn); err == nil {
			s.readers = pool.New(db, 2, beginReadOnly)
		}
	} else {
		err = s.openFile(ctx, strings.TrimPrefix(dsn, "sqlite:"))
	}
	if err == nil {
		err = s.upToDate(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("opening the record: %w", errors.Join(err, s.Close()))
	}
	return s, nil
}

// openFile opens a SQLite file to be read. Where even the log beside it cannot
// be opened, as on a read-only disk, it is read as a file that nobody changes.
func (s *Store) openFile(ctx context.Context, path string) error {
	s.dialect = sqlite
	if _, err := os.Stat(path); err != nil {
		return err
	}
	for _, how := range []string{"mode=ro", "immutable=1"} {
		db, err := sql.Open("sqlite", sqliteAddress(path)+"?_pragma=query_only(on)&_pragma=busy_timeout(10000)&"+how)
		if err != nil {
			return err
		}
		s.readers = pool.New(db, 2, "BEGIN")
		err = s.View(ctx, func(t *Tx) error {
			var n int
			return t.one(into(&n), "SELECT count(*) FROM sqlite_master")
		})
		log, logErr := os.Stat(path + "-wal")
		if err == nil || logErr == nil && log.Size() > 0 || how == "immutable=1" {
			return err
		}
		if err := s.readers.Close(); err != nil {
			return err
		}
	}
	return nil
}

func sqliteAddress(path string) string { return "file:" + (&url.URL{Path: path}).EscapedPath() }

func (s *Store) connectPostgres(dsn string) error {
	s.dialect = postgres
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		return err
	}
	s.writers = pool.New(db, 4, "BEGIN ISOLATION LEVEL SERIALIZABLE")
	s.readers = pool.New(db, 8, beginReadOnly)
	return nil
}

// connectSQLite makes two pools on one file: a single writer, whose commits
// are on the disk before they are acknowledged, and readers that never wait.
func (s *Store) connectSQLite(path string) error {
	s.dialect = sqlite
	if path == "" {
		return habeas.Invalid("name a file", "the record has no place")
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	// A new file is nobody else's to read; SQLite gives its log the same mode.
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	open := func(pragmas ...string) (*sql.DB, error) {
		q := url.Values{"_txlock": {"immediate"}, "_pragma": append([]string{"busy_timeout(" + busyTimeout + ")", "foreign_keys(on)"}, pragmas...)}
		return sql.Open("sqlite", sqliteAddress(path)+"?"+q.Encode())
	}
	write, err := open("journal_mode(wal)", "synchronous(full)", "secure_delete(on)", "cache_size("+writerCache+")",
		"journal_size_limit(67108864)", "temp_store(file)")
	if err != nil {
		return err
	}
	s.writers = pool.New(write, 1, "BEGIN IMMEDIATE")
	read, err := open("query_only(on)", "cache_size(-4096)")
	if err != nil {
		return err
	}
	s.readers = pool.New(read, max(4, runtime.GOMAXPROCS(0)), "BEGIN")
	return nil
}

// beginReadOnly begins a View on PostgreSQL.
const beginReadOnly = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

// busyTimeout is how long a statement waits for another process, in
// milliseconds.
const busyTimeout = "10000"

// writerCache is the page cache of the writer, in KB where negative.
const writerCache = "-16384"

// Close waits for running transactions and closes the record.
func (s *Store) Close() error {
	return errors.Join(s.readers.Close(), s.writers.Close())
}

// View runs fn on one consistent state of the record.
func (s *Store) View(ctx context.Context, fn func(*Tx) error) error {
	return s.run(ctx, s.readers, fn)
}

// Update runs fn and keeps all it did or none of it. Two updates never
// interleave; where PostgreSQL asks for it, fn is run again.
func (s *Store) Update(ctx context.Context, fn func(*Tx) error) error {
	if s.writers == nil {
		return habeas.ErrReadOnly
	}
	for attempt := 0; ; attempt++ {
		err := s.run(ctx, s.writers, fn)
		if err == nil || attempt == 20 || ctx.Err() != nil || !s.dialect.again(err) {
			return s.dialect.explain(err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(s.dialect.pause(attempt)):
		}
	}
}

func (s *Store) run(ctx context.Context, p *pool.Pool, fn func(*Tx) error) (err error) {
	ses, err := p.Take(ctx)
	if err != nil {
		return err
	}
	defer p.Give(ses)
	t := &Tx{ctx: ctx, session: ses, dialect: s.dialect, today: s.now().UTC()}
	t.Log = &audit.Log{Tx: auditTx{t}, Key: s.key, Today: t.today}
	t.Kept = &sent.Kept{Tx: sentTx{auditTx{t}}}
	t.Compared = &links.Compared{Tx: auditTx{t}}
	if err := p.Begin(ctx, ses); err != nil {
		return err
	}
	done := false
	defer func() {
		// Also when fn panics: a session goes back to the pool clean.
		if !done {
			t.abandon()
			err = ses.Rollback(err)
		}
	}()
	if p == s.writers && s.dialect.turn != "" {
		// The ledger is one line: whoever writes next waits here, and not at
		// the end, when all would have to be done again.
		if _, err := t.exec(s.dialect.turn); err != nil {
			return err
		}
	}
	if err := fn(t); err != nil {
		return err
	}
	if err := t.finish(); err != nil {
		return err
	}
	if err := ses.Commit(ctx); err != nil {
		return err
	}
	done = true
	switch {
	case s.dialect.emptyLog == "":
	case t.Arrived || s.untidy.Load():
		s.tidy(context.WithoutCancel(ctx), ses)
	case t.CameInRow && s.soon.CompareAndSwap(false, true):
		time.AfterFunc(tidyAgain, s.tidySoon)
	}
	return nil
}
