package store_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/blobs"
	"github.com/habeas-record/habeas/internal/ledger"
	"github.com/habeas-record/habeas/internal/store"
)

var kills = flag.Int("kills", 6, "at how many random moments a writing process is killed; the bar is 300")

const writeEnv = "HABEAS_TEST_WRITE_INTO"

// TestKilledWriting kills a process that is writing, with signal 9 and at
// random moments, again and again: what it was told is kept is there, and the
// record holds against its ledger each time.
func TestKilledWriting(t *testing.T) {
	if dir := os.Getenv(writeEnv); dir != "" {
		t.Fatal(writeForever(dir))
	}
	dir, acknowledged := t.TempDir(), map[string]bool{}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	all := 0
	for round := range *kills {
		if round%25 == 0 {
			// Another record now and then, so that looking through it stays quick.
			dir, acknowledged = t.TempDir(), map[string]bool{}
		}
		said := writeUntilKilled(t, dir, r)
		for _, id := range said {
			acknowledged[id] = true
		}
		all += len(said)
		lost := whatIsLost(t, dir, acknowledged)
		if len(lost) > 0 {
			t.Fatalf("round %d: acknowledged and lost: %v", round, lost)
		}
	}
	if all == 0 {
		t.Fatal("nothing was ever acknowledged")
	}
	t.Logf("%d kills, %d acknowledged writes, none lost", *kills, all)
}

// writeUntilKilled runs the writer and kills it; it returns what the writer
// had been told is kept.
func writeUntilKilled(t *testing.T, dir string, r *rand.Rand) (said []string) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestKilledWriting$")
	child.Env = append(os.Environ(), writeEnv+"="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	enough, lines := 1+r.IntN(60), bufio.NewScanner(out)
	for lines.Scan() {
		id, ok := strings.CutPrefix(lines.Text(), "kept ")
		if !ok {
			break
		}
		if said = append(said, id); len(said) == enough {
			// The moment is to be any: a sleep draws it, and nothing waits for it.
			time.Sleep(time.Duration(r.IntN(8000)) * time.Microsecond)
			if err := child.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	var killed *exec.ExitError
	if err := child.Wait(); !errors.As(err, &killed) || killed.ExitCode() != -1 {
		t.Fatalf("the writer ended by itself: %v", err)
	}
	return said
}

// whatIsLost opens the record anew, as after a crash, holds it against its
// ledger and looks for everything acknowledged.
func whatIsLost(t *testing.T, dir string, acknowledged map[string]bool) (lost []string) {
	t.Helper()
	ctx := context.Background()
	s, err := store.Open(ctx, filepath.Join(dir, "record.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	public, err := ledger.ReadPublic(dir)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := ledger.ParseKeys(public)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Verify(ctx, ledger.Against{Keys: &keys}, func(f habeas.Fault) error { return fmt.Errorf("%s: %s", f.Where, f.What) })
	if err != nil {
		t.Fatalf("after a kill the record does not hold: %v", err)
	}
	evidence := blobs.OpenToRead(filepath.Join(dir, "evidence"))
	err = s.View(ctx, func(tx *store.Tx) error {
		for id := range acknowledged {
			var err error
			what, key, _ := strings.Cut(id, " ")
			switch what {
			case "claim":
				_, err = tx.Claim(habeas.ID(key))
			case "source":
				_, err = tx.Source(habeas.ID(key))
			case "row":
				_, err = tx.Row(habeas.ID(key))
			case "evidence":
				if err = evidence.Verify(key); errors.Is(err, fs.ErrNotExist) {
					err = habeas.ErrNotFound
				}
			}
			if errors.Is(err, habeas.ErrNotFound) {
				lost = append(lost, id)
			} else if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return lost
}

// writeForever changes the record in every way until it is killed, and says
// what is kept once it is.
func writeForever(dir string) error {
	ctx := context.Background()
	key, err := ledger.OpenKey(dir)
	if err != nil {
		return err
	}
	s, err := store.Open(ctx, filepath.Join(dir, "record.db"), store.Signed(key))
	if err != nil {
		return err
	}
	evidence, err := blobs.Open(filepath.Join(dir, "evidence"))
	if err != nil {
		return err
	}
	source := habeas.Source{ID: habeas.NewID(habeas.KindSource), Kind: habeas.SourceOutlet, Name: "An outlet", Protection: habeas.ProtectionOpen, Consent: habeas.ConsentNamed}
	l := habeas.List{ID: habeas.NewID(habeas.KindList), Kind: habeas.ListPeople, Source: source.ID, Columns: []habeas.Column{{Name: "Name", Property: "name"}}}
	l.Name = "List " + string(l.ID)
	err = s.Update(ctx, func(tx *store.Tx) error { return errors.Join(tx.PutSource(source), tx.PutList(l)) })
	if err != nil {
		return err
	}
	fmt.Println("kept source " + string(source.ID))
	for n := 0; ; n++ {
		if n%5 == 4 {
			if err := writeEdition(ctx, s, l, n); err != nil {
				return err
			}
			fmt.Println("kept row " + string(habeas.RowID(l.ID, habeas.KindMention, n/5*100+99)))
			continue
		}
		sha, _, err := evidence.Put(ctx, bytes.NewReader([]byte(fmt.Sprint(l.ID, n))))
		if err != nil {
			return err
		}
		c := habeas.Claim{ID: habeas.NewID(habeas.KindClaim), Property: "name", Value: "Person", Words: "Person", Source: source.ID, NoQuote: "said", Access: habeas.AccessPublic}
		err = s.Update(ctx, func(tx *store.Tx) error {
			r := habeas.Report{ID: habeas.NewID(habeas.KindReport), SHA256: sha, Source: source.ID, Access: habeas.AccessPublic}
			m := habeas.Mention{ID: habeas.NewID(habeas.KindMention), Report: r.ID, Label: fmt.Sprint("Person ", n)}
			c.Subject, c.Report = m.ID, r.ID
			at := time.Now().UTC()
			return errors.Join(tx.PutReport(r), tx.PutMention(m), tx.AddClaim(c, habeas.Step{Claim: c.ID, Act: habeas.ActPropose, At: at}),
				tx.AddStep(habeas.Step{Claim: c.ID, Act: habeas.ActAccept, At: at}))
		})
		if err != nil {
			return err
		}
		fmt.Println("kept claim " + string(c.ID))
		fmt.Println("kept evidence " + sha)
	}
}

// writeEdition adds a hundred rows.
func writeEdition(ctx context.Context, s *store.Store, l habeas.List, n int) error {
	e := habeas.Edition{ID: habeas.NewID(habeas.KindEdition), List: l.ID, N: n/5 + 1}
	return s.Update(ctx, func(tx *store.Tx) error {
		rows := make([]habeas.RowWrite, 100)
		for i := range rows {
			at := n/5*100 + i
			rows[i] = habeas.RowWrite{New: true, Row: habeas.Row{ID: habeas.RowID(l.ID, habeas.KindMention, at), List: l.ID, Key: fmt.Sprint(at), Cells: []string{fmt.Sprint("Person ", at)}}}
		}
		return errors.Join(tx.PutRows(l, e, rows), tx.AddEdition(e))
	})
}
