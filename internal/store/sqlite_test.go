package store_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/habeas-record/habeas/internal/store"
	"github.com/habeas-record/habeas/internal/store/storetest"
)

// TestNewFileIsPrivate: nobody else on the machine can read a new record, its
// log included.
func TestNewFileIsPrivate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no file modes: the folder's access list decides")
	}
	path := filepath.Join(t.TempDir(), "record.db")
	s, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	files, err := filepath.Glob(path + "*")
	if err != nil || len(files) < 2 {
		t.Fatalf("the record has the files %v, %v", files, err)
	}
	for _, f := range files {
		info, err := os.Stat(f)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %o", filepath.Base(f), info.Mode().Perm())
		}
	}
}

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
