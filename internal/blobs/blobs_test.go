package blobs

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

func open(t *testing.T, dir string) *Store {
	t.Helper()
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func put(t *testing.T, s *Store, data string) string {
	t.Helper()
	sha, size, err := s.Put(context.Background(), strings.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if sum := sha256.Sum256([]byte(data)); sha != hex.EncodeToString(sum[:]) || size != int64(len(data)) {
		t.Fatalf("Put(%d bytes) = %s, %d", len(data), sha, size)
	}
	return sha
}

func unfinished(t *testing.T, s *Store) int {
	t.Helper()
	left, err := os.ReadDir(s.tmp())
	if err != nil {
		t.Fatal(err)
	}
	return len(left)
}

func TestWhatIsPutCanBeGot(t *testing.T) {
	s := open(t, t.TempDir())
	rapid.Check(t, func(rt *rapid.T) {
		data := rapid.SliceOfN(rapid.Byte(), 0, 5000).Draw(rt, "data")
		sha := put(t, s, string(data))
		f, err := s.Get(sha)
		if err != nil {
			rt.Fatal(err)
		}
		defer f.Close()
		got, err := io.ReadAll(f)
		if err != nil || !bytes.Equal(got, data) {
			rt.Fatalf("got %d bytes back of %d, error %v", len(got), len(data), err)
		}
		if err := s.Verify(sha); err != nil {
			rt.Fatal(err)
		}
	})
	if n := unfinished(t, s); n != 0 {
		t.Errorf("%d unfinished files are left", n)
	}
}

func TestEvidenceLiesReadOnlyUnderItsHash(t *testing.T) {
	dir := t.TempDir()
	sha := put(t, open(t, dir), "a letter")
	name := filepath.Join(dir, sha[:2], sha[2:4], sha)
	for path, want := range map[string]fs.FileMode{
		name:                        0o400,
		filepath.Dir(name):          fs.ModeDir | 0o700,
		filepath.Join(dir, sha[:2]): fs.ModeDir | 0o700,
		filepath.Join(dir, "tmp"):   fs.ModeDir | 0o700,
	} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode() != want {
			t.Errorf("%s has mode %v, want %v", strings.TrimPrefix(path, dir), info.Mode(), want)
		}
	}
}

func TestPutTwiceKeepsOne(t *testing.T) {
	s := open(t, t.TempDir())
	first, second := put(t, s, "a letter"), put(t, s, "a letter")
	if first != second {
		t.Fatalf("the same bytes are kept as %s and %s", first, second)
	}
	var found []string
	if err := s.Walk(context.Background(), func(sha string, size int64) error {
		found = append(found, sha)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(found, []string{first}) {
		t.Errorf("Walk found %v, want only %s", found, first)
	}
}

func TestDamageIsFound(t *testing.T) {
	for _, c := range []struct {
		what, now string
		putFails  bool
	}{
		{"cut short", "a let", true},
		{"one letter changed", "a lettar", false}, // same size: only reading it shows
	} {
		t.Run(c.what, func(t *testing.T) {
			s := open(t, t.TempDir())
			sha := put(t, s, "a letter")
			if err := os.Remove(s.path(sha)); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(s.path(sha), []byte(c.now), 0o400); err != nil {
				t.Fatal(err)
			}
			if err := s.Verify(sha); !errors.Is(err, ErrDamaged) {
				t.Errorf("Verify = %v, want ErrDamaged", err)
			}
			if _, _, err := s.Put(context.Background(), strings.NewReader("a letter")); errors.Is(err, ErrDamaged) != c.putFails {
				t.Errorf("Put over it = %v, want ErrDamaged: %v", err, c.putFails)
			}
			if n := unfinished(t, s); n != 0 {
				t.Errorf("%d unfinished files are left", n)
			}
		})
	}
}

func TestAbsentOrMalformedHashIsNotFound(t *testing.T) {
	s := open(t, t.TempDir())
	for _, sha := range []string{strings.Repeat("0", 64), "", "abc", "../../etc/passwd", strings.Repeat("A", 64), strings.Repeat("/", 64)} {
		if _, err := s.Get(sha); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("Get(%q) = %v, want fs.ErrNotExist", sha, err)
		}
		if err := s.Verify(sha); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("Verify(%q) = %v, want fs.ErrNotExist", sha, err)
		}
	}
}

type failingReader struct{ err error }

func (f failingReader) Read(p []byte) (int, error) { return copy(p, "half a let"), f.err }

func TestFailedPutLeavesNothing(t *testing.T) {
	broken := errors.New("the connection broke")
	ended, end := context.WithCancel(context.Background())
	end()
	for _, c := range []struct {
		what string
		ctx  context.Context
		r    io.Reader
		want error
	}{
		{"the reader fails", context.Background(), failingReader{broken}, broken},
		{"the request ended", ended, strings.NewReader("a letter"), context.Canceled},
	} {
		t.Run(c.what, func(t *testing.T) {
			s := open(t, t.TempDir())
			if _, _, err := s.Put(c.ctx, c.r); !errors.Is(err, c.want) {
				t.Errorf("Put = %v, want %v", err, c.want)
			}
			if err := s.Walk(context.Background(), func(sha string, _ int64) error {
				t.Errorf("%s is visible", sha)
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			if n := unfinished(t, s); n != 0 {
				t.Errorf("%d unfinished files are left", n)
			}
		})
	}
}

func TestWalkGoesInOrderAndPassesOverOtherFiles(t *testing.T) {
	s := open(t, t.TempDir())
	want := []string{put(t, s, "one"), put(t, s, "two"), put(t, s, "three")}
	slices.Sort(want)
	for _, other := range []string{"note.txt", filepath.Join("tmp", strings.Repeat("0", 64)), filepath.Join(want[0][:2], want[1])} {
		if err := os.WriteFile(filepath.Join(s.dir, other), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	if err := s.Walk(context.Background(), func(sha string, size int64) error {
		got = append(got, sha)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, want) {
		t.Errorf("Walk = %v, want %v", got, want)
	}
	enough := errors.New("enough")
	if err := s.Walk(context.Background(), func(string, int64) error { return enough }); !errors.Is(err, enough) {
		t.Errorf("Walk = %v, want the error of the function", err)
	}
}

// TestKilledWriterLeavesNothingVisible runs a second process that stops in the
// middle of a Put, opens the folder while it lives, kills it, and opens again.
func TestKilledWriterLeavesNothingVisible(t *testing.T) {
	if dir := os.Getenv("BLOBS_TEST_WRITER"); dir != "" {
		s, err := Open(dir)
		if err != nil {
			os.Exit(1)
		}
		s.Put(context.Background(), &halfThenWait{})
		os.Exit(1) // only where nobody killed it
	}
	dir := t.TempDir()
	put(t, open(t, dir), "kept before")
	writer := exec.Command(os.Args[0], "-test.run=^TestKilledWriterLeavesNothingVisible$")
	writer.Env = append(os.Environ(), "BLOBS_TEST_WRITER="+dir)
	out, err := writer.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	in, err := writer.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	if err := writer.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(out, make([]byte, 1)); err != nil {
		t.Fatalf("the writer did not start: %v", err)
	}
	if s := open(t, dir); unfinished(t, s) != 1 {
		t.Errorf("opening the folder took the file of a living writer away")
	}
	if err := writer.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	writer.Wait() // it was killed: the error says so
	s := open(t, dir)
	if n := unfinished(t, s); n != 0 {
		t.Errorf("%d unfinished files are left after opening again", n)
	}
	n := 0
	if err := s.Walk(context.Background(), func(sha string, _ int64) error {
		n++
		return s.Verify(sha)
	}); err != nil || n != 1 {
		t.Errorf("%d pieces are visible, error %v; want the one kept before", n, err)
	}
}

// halfThenWait gives some bytes, says so on standard output, and waits for
// standard input, which does not end before the process that tests does.
type halfThenWait struct{ given bool }

func (h *halfThenWait) Read(p []byte) (int, error) {
	if !h.given {
		h.given = true
		return copy(p, "half a let"), nil
	}
	os.Stdout.WriteString("w")
	return os.Stdin.Read(p)
}

func TestManyWritersAndOpeners(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 20 {
				s, err := Open(dir)
				if err != nil {
					t.Error(err)
					return
				}
				data := strings.Repeat("letter ", (i*j)%7)
				sha, _, err := s.Put(context.Background(), strings.NewReader(data))
				if err != nil {
					t.Error(err)
					return
				}
				if err := s.Verify(sha); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if n := unfinished(t, open(t, dir)); n != 0 {
		t.Errorf("%d unfinished files are left", n)
	}
}

// A scratch file holds what is written, has no name where the system allows
// that, and is gone when it is closed.
func TestScratch(t *testing.T) {
	s := open(t, t.TempDir())
	f, err := s.Scratch()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString("what was sent"); err != nil {
		t.Fatal(err)
	}
	if n := unfinished(t, s); runtime.GOOS != "windows" && n != 0 {
		t.Errorf("%d files have a name", n)
	}
	open(t, s.dir) // by another process, which clears away what nobody holds
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(f); err != nil || string(got) != "what was sent" {
		t.Errorf("it holds %q, %v", got, err)
	}
	if err := f.Close(); err != nil || unfinished(t, s) != 0 {
		t.Errorf("closed: %v, %d files left", err, unfinished(t, s))
	}
}

// A private folder stays while its process lives, whoever opens the evidence,
// and what a dead process left is cleared away.
func TestPrivate(t *testing.T) {
	s := open(t, t.TempDir())
	dir, remove, err := s.Private()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "report.pdf"), []byte("bytes"), 0o600); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(dir); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o700 {
		t.Errorf("the folder is %v, %v", info, err)
	}
	open(t, s.dir)
	if _, err := os.Stat(filepath.Join(dir, "report.pdf")); err != nil {
		t.Errorf("somebody else cleared it away: %v", err)
	}
	remove()
	if n := unfinished(t, s); n != 0 {
		t.Errorf("%d folders are left", n)
	}
	left := filepath.Join(s.tmp(), "dir-left")
	if err := os.MkdirAll(left, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(left, "report.pdf"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	open(t, s.dir)
	if n := unfinished(t, s); n != 0 {
		t.Errorf("%d folders of the dead are left", n)
	}
}
