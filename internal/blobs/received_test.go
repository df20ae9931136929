package blobs

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/habeas-record/habeas"
)

var receivedDay = time.Date(2026, 11, 27, 15, 4, 5, 0, time.UTC)

func receive(t *testing.T, s *Store, data string, day time.Time) string {
	t.Helper()
	sha, size, err := s.Receive(context.Background(), strings.NewReader(data), day)
	if err != nil || size != int64(len(data)) {
		t.Fatalf("Receive = %d, %v", size, err)
	}
	return sha
}

func walked(t *testing.T, s *Store) (all []string) {
	t.Helper()
	if err := s.Walk(context.Background(), func(sha string, _ int64) error { all = append(all, sha); return nil }); err != nil {
		t.Fatal(err)
	}
	return all
}

// What was received is read like any other piece, carries the day and no time,
// and is gone once it is forgotten.
func TestReceived(t *testing.T) {
	s := open(t, t.TempDir())
	if _, err := s.Get(strings.Repeat("0", 64)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("nothing received: %v", err)
	}
	one, two := receive(t, s, "the first", receivedDay), receive(t, s, "the second", receivedDay)
	other := put(t, s, "evidence")
	f, err := s.Get(one)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(f)
	f.Close()
	if err != nil || string(b) != "the first" || s.Verify(two) != nil {
		t.Errorf("read back %q, %v, %v", b, err, s.Verify(two))
	}
	if got := walked(t, s); len(got) != 3 || got[0] != other {
		t.Errorf("walked %v", got)
	}
	files, err := os.ReadDir(s.receivedDir())
	if err != nil {
		t.Fatal(err)
	}
	full := 0
	for _, e := range files {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(e.Name(), "f") && info.Size() > 0 {
			full++
			if !info.ModTime().Equal(receivedDay.Truncate(24 * time.Hour)) {
				t.Errorf("its time is %v", info.ModTime())
			}
		}
	}
	if full != 2 || len(files) != stock+2 {
		t.Errorf("%d of %d files are in use", full, len(files))
	}
	if _, _, err := s.Receive(context.Background(), strings.NewReader(""), receivedDay); err == nil {
		t.Error("nothing was received")
	}
	broken := errors.New("broken off")
	if _, _, err := s.Receive(context.Background(), io.MultiReader(strings.NewReader("half"), breaking{broken}), receivedDay); !errors.Is(err, broken) {
		t.Errorf("broken off: %v", err)
	}
	for range 2 {
		if err := s.Forget(one); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Get(one); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("forgotten: %v", err)
	}
	// The next day what nobody kept goes, and what a process that died left.
	if err := os.WriteFile(filepath.Join(s.receivedDir(), "f00"), []byte("left"), 0o600); err != nil {
		t.Fatal(err)
	}
	kept := receive(t, s, "a third", receivedDay)
	next := receive(t, s, "of the next day", receivedDay.AddDate(0, 0, 1))
	if err := s.ForgetOthers(func(sha string) bool { return sha == kept }, receivedDay.AddDate(0, 0, 1)); err != nil {
		t.Fatal(err)
	}
	want := []string{kept, next}
	slices.Sort(want)
	if got := walked(t, s)[1:]; !slices.Equal(got, want) {
		t.Errorf("kept %v, want %v", got, want)
	}
	if left, err := os.ReadFile(filepath.Join(s.receivedDir(), "f00")); err != nil || len(left) > 0 {
		t.Errorf("left by a process that died: %q, %v", left, err)
	}
}

type breaking struct{ error }

func (b breaking) Read([]byte) (int, error) { return 0, b.error }

// Many at once, more than there are empty files, and two processes: none is lost.
func TestManyReceived(t *testing.T) {
	dir := t.TempDir()
	a, b := open(t, dir), open(t, dir)
	var wait sync.WaitGroup
	for i := range stock/8 + 8 {
		wait.Go(func() {
			for j := range 8 {
				s := a
				if j%2 == 1 {
					s = b
				}
				if _, _, err := s.Receive(context.Background(), strings.NewReader(strings.Repeat("x", 1+i*8+j)), receivedDay); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	if n := len(walked(t, a)); n != stock+64 {
		t.Errorf("%d were kept of %d", n, stock+64)
	}
}

// Strangers cannot fill the disk with files.
func TestNoRoomForFiles(t *testing.T) {
	s, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s.reserve = math.MaxInt64
	if _, _, err := s.Receive(t.Context(), strings.NewReader("a file"), time.Now()); !errors.Is(err, habeas.ErrFull) {
		t.Errorf("taken with no room left: %v", err)
	}
	s.reserve = 0
	if _, _, err := s.Receive(t.Context(), strings.NewReader("a file"), time.Now()); err != nil {
		t.Error(err)
	}
}
