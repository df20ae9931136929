package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/store/audit"
)

// dumpedTables are what a backup holds: the record, its ledger, and what
// people are at. Sessions and one-time links end with the machine; the read
// models are made anew.
func dumpedTables() []string {
	return slices.Concat(audit.Tables(), derivedTables[:2], []string{"drafts", "imports", "submission_pieces", "link_pairs",
		"ledger_leaves", "ledger_salts", "ledger_rows", "ledger_pending", "ledger_head", "ledger_days"})
}

// byKey is how the rows are handed out of tables whose order, where a database
// keeps rows as they came, would tell who came before whom.
var byKey = map[string]string{"sources": " ORDER BY id", "comments": " ORDER BY id", "submissions": " ORDER BY id", "submission_pieces": " WHERE stock = 0 ORDER BY id",
	"custody": " ORDER BY item, n", "withdrawals": " ORDER BY item, act", "ledger_salts": " ORDER BY item", "ledger_pending": " ORDER BY item"}

// Dump hands out every row that a backup holds, of one state of the record and
// while it is being written to. begin hears the version of the tables first,
// and may read that same state.
func (s *Store) Dump(ctx context.Context, begin func(t *Tx, version int64) error, row func(table string, columns []string, values []any) error) error {
	return s.View(ctx, func(t *Tx) error {
		version, err := s.version(t)
		if err != nil {
			return err
		}
		if err := begin(t, version); err != nil {
			return err
		}
		for _, table := range dumpedTables() {
			var columns []string
			err := t.stream(func(rows *sql.Rows) (err error) {
				if columns == nil {
					if columns, err = rows.Columns(); err != nil {
						return err
					}
				}
				values, dest := make([]any, len(columns)), make([]any, len(columns))
				for i := range values {
					dest[i] = &values[i]
				}
				if err := rows.Scan(dest...); err != nil {
					return err
				}
				return row(table, columns, values)
			}, "SELECT * FROM "+table+byKey[table])
			if err != nil {
				return fmt.Errorf("reading the table %s: %w", table, err)
			}
		}
		return nil
	})
}

// Fill makes a record at dsn of what Dump handed out: tables of that version,
// whose rows come from rows, then brought up to date, with read models made
// anew. A database that holds a record already is refused. Either all is there
// when it returns, or an error says what was wrong.
func Fill(ctx context.Context, dsn string, version int64, rows func(put func(table string, columns []string, values []any) error) error) (err error) {
	s := &Store{now: time.Now}
	defer func() { err = errors.Join(err, s.Close()) }()
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		err = s.connectPostgres(dsn)
	} else {
		err = s.connectSQLite(strings.TrimPrefix(dsn, "sqlite:"))
	}
	if err != nil {
		return err
	}
	provider, err := s.migrator(s.writers.DB)
	if err != nil {
		return err
	}
	known := provider.ListSources()
	if newest := known[len(known)-1].Version; version > newest {
		return habeas.Invalid("use a newer version of habeas", "the backup is of tables of version %d, and this program knows those up to %d", version, newest)
	}
	if now, err := provider.GetDBVersion(ctx); err == nil && now > 0 {
		return habeas.Refused("choose an empty folder or database", "there is a record already")
	}
	if _, err := provider.UpTo(ctx, version); err != nil {
		return fmt.Errorf("making the tables: %w", err)
	}
	dumped := dumpedTables()
	err = s.run(ctx, s.writers, func(t *Tx) error {
		var in *inserter
		of := ""
		flush := func() error {
			if in == nil {
				return nil
			}
			return in.flush()
		}
		err := rows(func(table string, columns []string, values []any) error {
			if !slices.Contains(dumped, table) || len(columns) != len(values) {
				return fmt.Errorf("%q is not a table of a backup", table)
			}
			if key := table + " " + strings.Join(columns, " "); key != of {
				if err := flush(); err != nil {
					return err
				}
				for _, c := range columns {
					if strings.Trim(c, "abcdefghijklmnopqrstuvwxyz_0123456789") != "" {
						return fmt.Errorf("%q is not a column of a backup", c)
					}
				}
				of, in = key, t.inserter("INSERT INTO "+table+" ("+strings.Join(columns, ", ")+") VALUES ", make([]string, len(columns))...)
			}
			return in.add(values...)
		})
		if err != nil {
			return err
		}
		return flush()
	})
	if err != nil {
		return s.dialect.explain(fmt.Errorf("filling the tables: %w", err))
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("bringing the tables up to date: %w", err)
	}
	return s.run(ctx, s.writers, (*Tx).rebuild)
}
