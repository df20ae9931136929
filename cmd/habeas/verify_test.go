package main

import (
	"context"
	"database/sql"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/ledger"
)

// R4, the record is not quietly changed: whoever changes it past the program
// is found out by verify, which names what.
func TestTamperedRecordIsNamed(t *testing.T) {
	data := filepath.Join(t.TempDir(), "d")
	demoIn(t, data)
	_, errs := done(t, "verify", "--data", data)
	if !strings.Contains(errs, "the record is as it was written") {
		t.Errorf("verify says %q", errs)
	}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(data, database))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var id, body string
	if err := db.QueryRow("SELECT id, body FROM claims WHERE public = 1 ORDER BY id LIMIT 1").Scan(&id, &body); err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{"DROP TRIGGER claims_say_what_they_said",
		"UPDATE claims SET body = replace(body, 'a', 'e') WHERE id = '" + id + "'"} {
		if _, err := db.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
	out, errs, code := habeasRun("verify", "--data", data)
	if code != exitFailed || !strings.HasPrefix(out, "claim/"+id+": it is not what the ledger has of ") || !strings.Contains(errs, "the first: claim/"+id) {
		t.Errorf("exit code %d, %q, %q", code, out, errs)
	}
}

// One byte changed in any piece of evidence is found and named; any byte put
// back is well again.
func TestTamperedEvidenceIsNamed(t *testing.T) {
	data := filepath.Join(t.TempDir(), "d")
	demoIn(t, data)
	rec := openedFor(t, data)
	files, err := filepath.Glob(filepath.Join(data, evidence, "??", "??", "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d pieces of evidence, %v", len(files), err)
	}
	faults := func() (out []habeas.Fault) {
		_, err := rec.desk.Verify(context.Background(), operator, ledger.Against{}, func(f habeas.Fault) error { out = append(out, f); return nil })
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	// Each looks through the whole record.
	if err := flag.Set("rapid.checks", "20"); err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(r *rapid.T) {
		file := rapid.SampledFrom(files).Draw(r, "piece")
		was, err := os.ReadFile(file)
		if err != nil {
			r.Fatal(err)
		}
		now := slices.Clone(was)
		now[rapid.IntRange(0, len(was)-1).Draw(r, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(r, "bit")
		put := func(b []byte) {
			if err := os.Chmod(file, 0o600); err != nil {
				r.Fatal(err)
			}
			if err := os.WriteFile(file, b, 0o600); err != nil {
				r.Fatal(err)
			}
		}
		put(now)
		found := faults()
		put(was)
		if len(found) != 1 || found[0].Where != "evidence "+filepath.Base(file) {
			r.Errorf("evidence %s was changed, and found wrong is %v", filepath.Base(file), found)
		}
	})
	if found := faults(); len(found) > 0 {
		t.Errorf("with every byte put back: %v", found)
	}
}
