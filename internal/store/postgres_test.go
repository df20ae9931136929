package store_test

import (
	"database/sql"
	"errors"
	"testing"

	"github.com/habeas-record/habeas/internal/pgtest"
	"github.com/habeas-record/habeas/internal/store/storetest"
)

func TestPostgreSQL(t *testing.T) {
	storetest.Run(t, pgtest.URL, func(address, statement string) (err error) {
		db, err := sql.Open("pgx", address)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, db.Close()) }()
		_, err = db.Exec(statement)
		return err
	})
}
