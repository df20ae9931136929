package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"

	"github.com/habeas-record/habeas"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the tables up to date. A migration is one file for both
// databases, NNNNN_name.sql, and beside it, where it has to say more to one of
// them, NNNNN_name.sqlite.sql or NNNNN_name.postgres.sql.
func (s *Store) migrate(ctx context.Context) error {
	provider, err := s.migrator(s.writers.DB)
	if err != nil {
		return err
	}
	// Asked first, because looking does not wait for another process that is
	// writing.
	if pending, err := provider.HasPending(ctx); err == nil && !pending {
		return nil
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("bringing its tables up to date: %w", err)
	}
	return nil
}

// upToDate refuses a record whose tables are of another version.
func (s *Store) upToDate(ctx context.Context) error {
	var newest int64
	err := s.View(ctx, func(t *Tx) (err error) {
		newest, err = s.version(t)
		return err
	})
	if err != nil {
		return fmt.Errorf("it is not a record: %w", err)
	}
	provider, err := s.migrator(s.readers.DB)
	if err != nil {
		return err
	}
	if known := provider.ListSources(); newest != known[len(known)-1].Version {
		return habeas.Invalid("run a command that writes, such as habeas rebuild, with the version of habeas that is to keep it",
			"its tables are of version %d, and this program's of version %d", newest, known[len(known)-1].Version)
	}
	return nil
}

// version is the number of the newest migration that was run.
func (s *Store) version(t *Tx) (n int64, err error) {
	return n, t.one(into(&n), "SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE "+s.dialect.isApplied)
}

func (s *Store) migrator(db *sql.DB) (*goose.Provider, error) {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	var steps []*goose.Migration
	for _, file := range files {
		base := strings.TrimSuffix(file, ".sql")
		if strings.Contains(base, ".") {
			continue
		}
		version, err := strconv.ParseInt(strings.TrimPrefix(base, "migrations/")[:5], 10, 64)
		if err != nil {
			return nil, fmt.Errorf("the migration %s has no number: %w", file, err)
		}
		text, err := migrations.ReadFile(file)
		if err != nil {
			return nil, err
		}
		own, err := migrations.ReadFile(base + "." + s.dialect.name + ".sql")
		if err != nil {
			own = nil // most migrations need none
		}
		statements := s.dialect.ddl.Replace(string(text) + string(own))
		up := func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, statements)
			return err
		}
		steps = append(steps, goose.NewGoMigration(version, &goose.GoFunc{RunTx: up}, nil))
	}
	return goose.NewProvider(s.dialect.goose, db, nil, goose.WithGoMigrations(steps...), goose.WithDisableGlobalRegistry(true))
}
