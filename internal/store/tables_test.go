package store

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/habeas-record/habeas/internal/store/audit"
)

// Every table is the record, worked out of it, or work: none is forgotten by
// the ledger, by Verify and by backups.
func TestEveryTableIsKnown(t *testing.T) {
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "record.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	known := slices.Concat(audit.Tables(), derivedTables, workTables)
	err = s.View(t.Context(), func(tx *Tx) error {
		names, err := all(tx, func(s scanner) (n string, err error) { return n, s.Scan(&n) }, "SELECT name FROM sqlite_master WHERE type = 'table'")
		for _, n := range names {
			if !slices.Contains(known, n) && !strings.HasPrefix(n, "entry_words") && !strings.HasPrefix(n, "sqlite_") && n != "goose_db_version" {
				t.Errorf("the table %s is in none of the lists of package audit and ledger.go: does it hold the record?", n)
			}
		}
		for _, k := range known {
			if !slices.Contains(names, k) {
				t.Errorf("there is no table %s", k)
			}
		}
		for _, r := range audit.Tables() {
			columns, err := all(tx, func(s scanner) (n string, err error) { return n, s.Scan(&n) }, "SELECT name FROM pragma_table_info($1)", r)
			if err != nil {
				return err
			}
			for _, c := range columns {
				if !slices.Contains(audit.Columns(r), c) && !slices.Contains(workedOut[r], c) {
					t.Errorf("the column %s.%s is neither committed to nor worked out", r, c)
				}
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// workedOut are the columns that Verify works out of others.
var workedOut = map[string][]string{
	"claims":      {"state", "status", "submitted", "public", "embargo", "released", "touched", "steps"},
	"mentions":    {"person"},
	"submissions": {"came", "challenges", "challenger", "outcome", "why", "decided"},
}
