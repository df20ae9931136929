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
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the tables up to date. A migration is one file for both
// databases, NNNNN_name.sql, and beside it, where it has to say more to one of
// them, NNNNN_name.sqlite.sql or NNNNN_name.postgres.sql.
func (s *Store) migrate(ctx context.Context) error {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return err
	}
	var steps []*goose.Migration
	for _, file := range files {
		base := strings.TrimSuffix(file, ".sql")
		if strings.Contains(base, ".") {
			continue
		}
		version, err := strconv.ParseInt(strings.TrimPrefix(base, "migrations/")[:5], 10, 64)
		if err != nil {
			return fmt.Errorf("the migration %s has no number: %w", file, err)
		}
		text, err := migrations.ReadFile(file)
		if err != nil {
			return err
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
	provider, err := goose.NewProvider(s.dialect.goose, s.writers.db, nil,
		goose.WithGoMigrations(steps...), goose.WithDisableGlobalRegistry(true))
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
