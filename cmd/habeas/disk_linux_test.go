package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/ledger"
)

const diskEnv = "HABEAS_TEST_DISK"

// TestFullAndReadOnlyDisk runs the desk on a disk of its own, four megabytes
// that fill up and then cannot be written to: each time it says so, leaves
// nothing half-written and can be read on.
func TestFullAndReadOnlyDisk(t *testing.T) {
	if dir := os.Getenv(diskEnv); dir != "" {
		onFullDisk(t, dir)
		onReadOnlyDisk(t, dir)
		return
	}
	dir := t.TempDir()
	// A mount in a name space of its own needs no rights where the system
	// lets anybody have one.
	if out, err := exec.Command("unshare", "-rm", "mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("this system gives no disk to fill: unshare -rm mount: %v: %s", err, out)
	}
	child := exec.Command("unshare", "-rm", "sh", "-c", `mount -t tmpfs -o size=4m tmpfs "$1" && exec "$0" -test.run='^TestFullAndReadOnlyDisk$' -test.v`, os.Args[0], dir)
	child.Env = append(os.Environ(), diskEnv+"="+dir)
	out, err := child.CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("--- PASS: TestFullAndReadOnlyDisk")) {
		t.Fatalf("on a disk of its own: %v\n%s", err, out)
	}
}

// whole holds the record against its ledger.
func whole(t *testing.T, rec *opened) habeas.Verified {
	t.Helper()
	public, err := ledger.ReadPublic(rec.dir)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := ledger.ParseKeys(public)
	if err != nil {
		t.Fatal(err)
	}
	v, err := rec.desk.Verify(context.Background(), operator, ledger.Against{Keys: &keys}, func(f habeas.Fault) error {
		return fmt.Errorf("%s: %s", f.Where, f.What)
	})
	if err != nil {
		t.Fatalf("the record does not hold: %v", err)
	}
	return v
}

func onFullDisk(t *testing.T, dir string) {
	ctx := context.Background()
	ballast := filepath.Join(dir, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 1<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	rec, err := record{Data: filepath.Join(dir, "d")}.open(ctx, desk.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer rec.close()
	outlet := habeas.Source{Kind: habeas.SourceOutlet, Name: "The Gazette", Label: "The Gazette", Protection: habeas.ProtectionOpen, Consent: habeas.ConsentNamed}
	capture := func(n int) error {
		given := desk.Given{Pasted: fmt.Sprintf("%d %s", n, strings.Repeat("Somebody was held in Sampletown. ", 400)), Title: fmt.Sprint("Report ", n),
			Lang: "en", Published: "2026-11-01", Access: habeas.AccessPublic, NewSource: &outlet}
		_, err := rec.desk.Capture(ctx, operator, given)
		return err
	}
	kept := 0
	for ; kept < 10_000; kept++ {
		if err = capture(kept); err != nil {
			break
		}
	}
	if !errors.Is(err, habeas.ErrAway) || !strings.Contains(err.Error(), "the disk of the record is full: nothing was changed: free some space") {
		t.Fatalf("after %d reports a full disk is told as: %v", kept, err)
	}
	reports := func() int {
		t.Helper()
		_, n, err := rec.desk.FindReports(ctx, operator, habeas.ReportFilter{})
		if err != nil {
			t.Fatalf("a full disk cannot be read: %v", err)
		}
		return n
	}
	if n := reports(); n != kept || kept == 0 {
		t.Errorf("%d reports are there of %d that were acknowledged", n, kept)
	}
	whole(t, rec)
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if err := capture(kept); err != nil {
		t.Fatalf("with space again: %v", err)
	}
	if n := reports(); n != kept+1 {
		t.Errorf("%d reports, want %d", n, kept+1)
	}
	whole(t, rec)
}

func onReadOnlyDisk(t *testing.T, dir string) {
	ctx := context.Background()
	if out, err := exec.Command("mount", "-o", "remount,ro", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	data := filepath.Join(dir, "d")
	_, err := record{Data: data}.open(ctx, desk.Options{})
	if !errors.Is(err, habeas.ErrAway) || !strings.Contains(err.Error(), "the disk of the record cannot be written to") {
		t.Errorf("a read-only disk is told as: %v", err)
	}
	done(t, "verify", "--data", data)

	// The pages are served on.
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	said := &waiting{lines: make(chan string, 10)}
	ended := make(chan error, 1)
	go func() {
		c := serveCmd{record: record{Data: data}, Addr: "127.0.0.1:0"}
		ended <- c.Run(ctx, terminal{strings.NewReader(""), said, said})
	}()
	base := ""
	for base == "" {
		select {
		case line := <-said.lines:
			if _, after, ok := strings.Cut(line, "the record is served at "); ok {
				base = strings.TrimSpace(after)
			}
		case err := <-ended:
			t.Fatalf("serving from a read-only disk ended: %v", err)
		}
	}
	for page, want := range map[string]int{"": http.StatusOK, "methods": http.StatusOK, "reports": http.StatusOK} {
		res, err := http.Get(base + page)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("/%s answers %s from a read-only disk", page, res.Status)
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("serving ended with %v", err)
	}
}

// waiting hands on what is written to it, a write at a time.
type waiting struct{ lines chan string }

func (w *waiting) Write(p []byte) (int, error) {
	w.lines <- string(p)
	return len(p), nil
}
