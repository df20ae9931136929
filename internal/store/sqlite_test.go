package store_test

import (
	"database/sql"
	"errors"
	"path/filepath"
	"testing"

	"github.com/habeas-record/habeas/internal/store/storetest"
)

func TestSQLite(t *testing.T) {
	address := func(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "the record #1.db") }
	storetest.Run(t, address, func(address, statement string) (err error) {
		db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Dir(address[len("sqlite:"):]))+"/the%20record%20%231.db")
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, db.Close()) }()
		_, err = db.Exec(statement)
		return err
	})
}
