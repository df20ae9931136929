package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
)

// habeasRun runs the program in this process.
func habeasRun(args ...string) (out, errs string, code int) {
	var o, e bytes.Buffer
	code = run(args, terminal{strings.NewReader(""), &o, &e})
	return o.String(), e.String(), code
}

// counts are the figures of an import.
type counts struct {
	Encoding                                          string
	Rows, Blank, Added, Changed, Unchanged, Withdrawn int
}

func imported(t *testing.T, data, file, list, edition string) counts {
	t.Helper()
	out, errs, code := habeasRun("import", file, "--list", list, "--edition", edition, "--data", data, "--json")
	if code != exitDone {
		t.Fatalf("import %s: exit code %d: %s", file, code, errs)
	}
	var c counts
	if err := json.Unmarshal([]byte(out), &c); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return c
}

// A public list of facilities, written by a program of the nineties: its code
// page, its blank lines and its next edition.
func TestFacilitiesInCodePage850(t *testing.T) {
	root := os.Getenv("HABEAS_DATA")
	if root == "" {
		t.Skip("HABEAS_DATA is not set: it names the folder with field/, whose list this test reads")
	}
	file := filepath.Join(root, "field", "xinjiang_facilities_bfn_20210720.orig-cp850.tsv")
	data := t.TempDir()
	first := imported(t, data, file, "Facilities", "2021-07")
	if want := (counts{Encoding: first.Encoding, Rows: 551, Blank: 3, Added: 551}); first != want {
		t.Errorf("the first edition: %+v, want %+v", first, want)
	}
	again := imported(t, data, file, "Facilities", "2021-07")
	if want := (counts{Encoding: first.Encoding, Rows: 551, Blank: 3, Unchanged: 551}); again != want {
		t.Errorf("the same file again: %+v, want %+v", again, want)
	}

	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	// Rows 100 to 102 are missing from the next edition.
	lines := bytes.SplitAfter(text, []byte("\n"))
	blank := func(b []byte) bool { return len(bytes.Trim(b, "\t\r\n \"")) == 0 }
	dropped := lines[100:103]
	if slices.ContainsFunc(dropped, blank) {
		t.Fatal("lines 101 to 103 of the list are not rows: has the file changed?")
	}
	next := filepath.Join(t.TempDir(), "next.tsv")
	if err := os.WriteFile(next, bytes.Join(slices.Delete(slices.Clone(lines), 100, 103), nil), 0o600); err != nil {
		t.Fatal(err)
	}
	later := imported(t, data, next, "Facilities", "2021-09")
	if later.Rows != 548 || later.Withdrawn != 3 || later.Added != 0 || later.Changed != 0 {
		t.Errorf("an edition without three rows: %+v, want 548 rows and 3 withdrawn", later)
	}

	rec := openedFor(t, data)
	ls, err := rec.desk.Lists(context.Background(), operator)
	if err != nil || len(ls) != 1 {
		t.Fatalf("%d lists, %v", len(ls), err)
	}
	l, err := rec.desk.List(context.Background(), operator, ls[0].ID, habeas.RowQuery{Text: "Ürümqi", Limit: 1})
	if err != nil || l.Total == 0 || !slices.ContainsFunc(l.Rows[0].Cells, func(c string) bool { return strings.Contains(c, "Ürümqi") }) {
		t.Errorf("no row has Ürümqi: %v, %v", l.Rows, err)
	}
	gone, err := rec.desk.List(context.Background(), operator, ls[0].ID, habeas.RowQuery{Withdrawn: true, Limit: 10})
	if err != nil || gone.Total != 3 {
		t.Errorf("%d rows are withdrawn, %v; want 3 still there", gone.Total, err)
	}
}

func openedFor(t *testing.T, data string) *opened {
	t.Helper()
	rec, err := record{Data: data}.open(context.Background(), desk.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { rec.close() })
	return rec
}

// Killed in the middle of an import, the program leaves the edition before it
// as it was and nothing of the new one, and says so when it is next run.
func TestKilledWhileImporting(t *testing.T) {
	data := t.TempDir()
	list := filepath.Join(t.TempDir(), "people.csv")
	writePeople(t, list, 100, "detained")
	if c := imported(t, data, list, "Register", "2018"); c.Added != 100 {
		t.Fatalf("the edition before: %+v", c)
	}
	writePeople(t, list, 300_000, "released")

	cmd := exec.Command("habeas", "import", list, "--list", "Register", "--edition", "2019", "--data", data)
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	// Rows are being written as soon as they are counted.
	if !countsRows(stderr) {
		t.Error("the import ended before it counted a row")
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.Exited() {
		t.Fatalf("the import was not killed but ended: %v", err)
	}

	rec := openedFor(t, data)
	ctx := context.Background()
	ls, err := rec.desk.Lists(ctx, operator)
	if err != nil || len(ls) != 1 {
		t.Fatalf("%d lists, %v", len(ls), err)
	}
	l, err := rec.desk.List(ctx, operator, ls[0].ID, habeas.RowQuery{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	if l.Total != 100 || len(l.Editions) != 1 || slices.Contains(l.Rows[0].Cells, "released") {
		t.Errorf("%d rows in %d editions, the first %q; want the 100 of the edition before", l.Total, len(l.Editions), l.Rows[0].Cells)
	}
	if err := rec.close(); err != nil {
		t.Fatal(err)
	}

	_, errs, code := habeasRun("import", list, "--list", "Register", "--edition", "2019", "--data", data, "--dry-run", "--json")
	if code != exitDone || !strings.Contains(errs, "an earlier import of people.csv was interrupted: nothing of this edition was kept") {
		t.Errorf("exit code %d: %s", code, errs)
	}
}

// countsRows reads until a number of rows other than none is shown.
func countsRows(progress io.Reader) bool {
	s := bufio.NewScanner(progress)
	s.Split(bufio.ScanWords)
	for s.Scan() {
		var n int
		if _, err := fmt.Sscanf(s.Text(), "(%d/-", &n); err == nil && n > 0 {
			return true
		}
	}
	return false
}

func writePeople(t *testing.T, file string, n int, status string) {
	t.Helper()
	var b bytes.Buffer
	b.WriteString("id,name,born,status\n")
	for i := range n {
		fmt.Fprintf(&b, "%d,Person %d of Sampletown,%d,%s\n", i+1, i+1, 1950+i%50, status)
	}
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}
