package store

import (
	"context"
	"time"

	"github.com/habeas-record/habeas/internal/store/pool"
)

// How long the end of a transaction waits for readers of the log, and how soon
// it is tried again where they took longer.
const (
	tidyWait  = "PRAGMA busy_timeout = 30"
	tidyAgain = 250 * time.Millisecond
)

// tidy empties SQLite's log once something has come from outside: the log holds
// pages in the order in which they were written, and so tells who came before
// whom. Nothing is lost, since the pages lie in the file of the record then.
func (s *Store) tidy(ctx context.Context, ses *pool.Session) {
	ask := func(q string, dest ...any) bool {
		st, err := ses.Statement(ctx, q)
		return err == nil && st.QueryRowContext(ctx).Scan(dest...) == nil
	}
	var wait, busy, pages, moved int
	ask(tidyWait, &wait)
	done := ask(s.dialect.emptyLog, &busy, &pages, &moved) && busy == 0
	ask("PRAGMA busy_timeout = "+busyTimeout, &wait)
	if done {
		s.untidy.Store(false)
		return
	}
	if s.untidy.CompareAndSwap(false, true) {
		time.AfterFunc(tidyAgain, s.tidyLater)
	}
}

// tidySoon empties the log of the comments of the last quarter of a second.
func (s *Store) tidySoon() {
	s.soon.Store(false)
	s.empty()
}

// tidyLater tries again until the log is empty or the record closed.
func (s *Store) tidyLater() {
	if s.untidy.CompareAndSwap(true, false) {
		s.empty()
	}
}

func (s *Store) empty() {
	ctx := context.Background()
	ses, err := s.writers.Take(ctx)
	if err != nil {
		return // it is closed, and closing empties the log
	}
	defer s.writers.Give(ses)
	s.tidy(ctx, ses)
}
