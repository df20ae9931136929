// Package pool hands out connections to a database, each with its prepared
// statements.
package pool

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
)

// Pool hands out sessions. It stands where database/sql's own pool would,
// because a session keeps its prepared statements from one transaction to the
// next: preparing costs SQLite more than most queries do.
type Pool struct {
	DB    *sql.DB
	begin string
	free  chan *Session
	size  int
	once  sync.Once
}

// Session is one connection with its prepared statements.
type Session struct {
	conn     *sql.Conn
	prepared map[string]*sql.Stmt
}

// New returns a pool of that many sessions, whose transactions begin with a
// statement.
func New(db *sql.DB, size int, begin string) *Pool {
	p := &Pool{DB: db, begin: begin, free: make(chan *Session, size), size: size}
	for range size {
		p.free <- &Session{}
	}
	return p
}

// Take waits for a session.
func (p *Pool) Take(ctx context.Context) (*Session, error) {
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case s, open := <-p.free:
		if !open {
			return nil, errors.New("the record is closed")
		}
		if s.conn != nil {
			return s, nil
		}
		conn, err := p.DB.Conn(ctx)
		if err != nil {
			p.free <- s
			return nil, err
		}
		s.conn, s.prepared = conn, map[string]*sql.Stmt{}
		return s, nil
	}
}

// Give puts a session back.
func (p *Pool) Give(s *Session) { p.free <- s }

// Close waits for the sessions that were taken. A nil pool is closed.
func (p *Pool) Close() (err error) {
	if p == nil {
		return nil
	}
	p.once.Do(func() {
		for range p.size {
			err = errors.Join(err, (<-p.free).drop())
		}
		close(p.free)
		err = errors.Join(err, p.DB.Close())
	})
	return err
}

// drop forgets the connection; the next take opens another.
func (s *Session) drop() (err error) {
	for _, stmt := range s.prepared {
		err = errors.Join(err, stmt.Close())
	}
	if s.conn != nil {
		if e := s.conn.Close(); !errors.Is(e, sql.ErrConnDone) {
			err = errors.Join(err, e)
		}
	}
	s.conn, s.prepared = nil, nil
	return err
}

// Begin begins a transaction as the pool does.
func (p *Pool) Begin(ctx context.Context, s *Session) error {
	if _, err := s.conn.ExecContext(ctx, p.begin); err != nil {
		return errors.Join(err, s.drop())
	}
	return nil
}

// Commit ends a transaction.
func (s *Session) Commit(ctx context.Context) error {
	_, err := s.conn.ExecContext(ctx, "COMMIT")
	return err
}

// Rollback undoes the transaction whatever became of its context.
func (s *Session) Rollback(err error) error {
	if _, e := s.conn.ExecContext(context.Background(), "ROLLBACK"); e != nil {
		// The connection is in an unknown state: closing it undoes all the same.
		return errors.Join(err, s.drop())
	}
	return err
}

// Statement prepares q once for the session.
func (s *Session) Statement(ctx context.Context, q string) (*sql.Stmt, error) {
	if st, ok := s.prepared[q]; ok {
		return st, nil
	}
	st, err := s.conn.PrepareContext(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("preparing %q: %w", q, err)
	}
	s.prepared[q] = st
	return st, nil
}

// Prepared are the statements that the session has prepared.
func (s *Session) Prepared() []string { return slices.Collect(maps.Keys(s.prepared)) }
