package store_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/store"
)

const (
	killEnv  = "HABEAS_TEST_IMPORT_INTO"
	killList = habeas.ID("iabcdefgh12345678")
)

// TestKilledImport kills a process in the middle of an import: what it was
// told is kept is there, and of the edition nothing.
func TestKilledImport(t *testing.T) {
	if path := os.Getenv(killEnv); path != "" {
		t.Fatal(importForever(path))
	}
	path := filepath.Join(t.TempDir(), "record.db")
	child := exec.Command(os.Args[0], "-test.run=^TestKilledImport$")
	child.Env = append(os.Environ(), killEnv+"="+path)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	halfway := false
	for lines := bufio.NewScanner(out); !halfway && lines.Scan(); {
		halfway = lines.Text() == "halfway"
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	var killed *exec.ExitError
	if err := child.Wait(); !errors.As(err, &killed) || killed.ExitCode() != -1 || !halfway {
		t.Fatalf("the import ended by itself: %v", err)
	}

	s, err := store.Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	err = s.View(context.Background(), func(tx *store.Tx) error {
		if _, err := tx.List(killList); err != nil {
			t.Errorf("what was acknowledged is lost: %v", err)
		}
		_, rows, err := tx.FindRows(killList, habeas.RowQuery{})
		if err != nil {
			return err
		}
		found, err := tx.SearchPeople(habeas.PeopleQuery{Scope: habeas.ScopeDesk})
		if err != nil {
			return err
		}
		if rows != 0 || found.Total != 0 {
			t.Errorf("of a killed import %d rows and %d people are there", rows, found.Total)
		}
		imports, err := tx.Imports(killList, 10)
		if err != nil {
			return err
		}
		if len(imports) != 1 || imports[0].State != "interrupted" {
			t.Errorf("the journal says %+v, want that the import was interrupted", imports)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// importForever puts rows until it is killed, and says when some are on disk.
func importForever(path string) error {
	ctx := context.Background()
	s, err := store.Open(ctx, path)
	if err != nil {
		return err
	}
	source := habeas.Source{ID: habeas.NewID(habeas.KindSource), Kind: habeas.SourceList, Name: "A list", Protection: habeas.ProtectionOpen}
	l := habeas.List{ID: killList, Name: "A list", Kind: habeas.ListPeople, Source: source.ID, Columns: []habeas.Column{{Name: "Name", Property: "name"}}}
	e := habeas.Edition{ID: habeas.NewID(habeas.KindEdition), List: l.ID, N: 1}
	err = s.Update(ctx, func(tx *store.Tx) error {
		if err := tx.PutSource(source); err != nil {
			return err
		}
		if err := tx.PutList(l); err != nil {
			return err
		}
		return tx.PutImport(habeas.ImportJournal{ID: e.ID, List: l.ID, State: "running"})
	})
	if err != nil {
		return err
	}
	return s.Update(ctx, func(tx *store.Tx) error {
		for n := 0; ; n++ {
			row := habeas.Row{ID: habeas.RowID(l.ID, habeas.KindMention, n), List: l.ID, Key: fmt.Sprint(n), Cells: []string{fmt.Sprint("Person ", n)}}
			if err := tx.PutRows(l, e, []habeas.RowWrite{{Row: row, New: true}}); err != nil {
				return err
			}
			if n == 5000 {
				// Reading makes the store write what it gathered.
				if _, _, err := tx.FindRows(l.ID, habeas.RowQuery{Limit: 1}); err != nil {
					return err
				}
				fmt.Println("halfway")
			}
		}
	})
}
