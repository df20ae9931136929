package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
)

// pool hands out sessions. It stands where database/sql's own pool would,
// because a session keeps its prepared statements from one transaction to the
// next: preparing costs SQLite more than most queries do.
type pool struct {
	db    *sql.DB
	begin string
	free  chan *session
	size  int
	once  sync.Once
}

// session is one connection with its prepared statements.
type session struct {
	conn     *sql.Conn
	prepared map[string]*sql.Stmt
}

func newPool(db *sql.DB, size int, begin string) *pool {
	p := &pool{db: db, begin: begin, free: make(chan *session, size), size: size}
	for range size {
		p.free <- &session{}
	}
	return p
}

func (p *pool) take(ctx context.Context) (*session, error) {
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
		conn, err := p.db.Conn(ctx)
		if err != nil {
			p.free <- s
			return nil, err
		}
		s.conn, s.prepared = conn, map[string]*sql.Stmt{}
		return s, nil
	}
}

func (p *pool) give(s *session) { p.free <- s }

func (p *pool) close() (err error) {
	if p == nil {
		return nil
	}
	p.once.Do(func() {
		for range p.size {
			err = errors.Join(err, (<-p.free).drop())
		}
		close(p.free)
		err = errors.Join(err, p.db.Close())
	})
	return err
}

// drop forgets the connection; the next take opens another.
func (s *session) drop() (err error) {
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

func (s *session) begin(ctx context.Context, how string) error {
	if _, err := s.conn.ExecContext(ctx, how); err != nil {
		return errors.Join(err, s.drop())
	}
	return nil
}

func (s *session) commit(ctx context.Context) error {
	_, err := s.conn.ExecContext(ctx, "COMMIT")
	return err
}

// rollback undoes the transaction whatever became of its context.
func (s *session) rollback(err error) error {
	if _, e := s.conn.ExecContext(context.Background(), "ROLLBACK"); e != nil {
		// The connection is in an unknown state: closing it undoes all the same.
		return errors.Join(err, s.drop())
	}
	return err
}

// statement prepares q once for the session.
func (s *session) statement(ctx context.Context, q string) (*sql.Stmt, error) {
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
