package blobs

import (
	"bufio"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/habeas-record/habeas"
)

// What strangers send must not tell in which order it came, and a file tells it
// by when it was made, when it was changed, by its number on the disk and by
// its place in its folder. So it is written into one of many empty files that
// were made together, drawn by lot, with the day for its time; and with each
// the times of all others of that day are set anew. The list of them, which is
// written anew each time too, is sorted by their hashes.

// stock is how many empty files are made at a time.
const stock = 1024

const receivedList = "list"

// received is a piece that was sent: the file it lies in, and its day.
type received struct{ file, day string }

func (s *Store) receivedDir() string { return filepath.Join(s.dir, "received") }

// reserve is how many bytes of the disk strangers cannot fill with files: what
// the record itself and the words of others need is left to them.
const reserve = 1 << 30

// Receive keeps the bytes of r under their SHA-256, as Put does, and nothing of
// when they came but the day; ErrFull while little of the disk is left.
func (s *Store) Receive(ctx context.Context, r io.Reader, day time.Time) (sha string, size int64, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("keeping what was sent: %w", habeas.DiskFault(err))
		}
	}()
	left, err := free(s.dir)
	if err != nil {
		return "", 0, err
	}
	if left < s.reserve {
		return "", 0, habeas.ErrFull
	}
	f, err := s.emptyFile()
	if err != nil {
		return "", 0, err
	}
	defer func() {
		if err != nil {
			f.Truncate(0)
		}
		f.Close()
	}()
	sum := sha256.New()
	if size, err = io.Copy(io.MultiWriter(f, sum), whileAlive{ctx, r}); err != nil {
		return "", 0, err
	}
	if size == 0 {
		return "", 0, errors.New("it is empty")
	}
	if err = f.Sync(); err != nil {
		return "", 0, err
	}
	sha = hex.EncodeToString(sum.Sum(nil))
	today := day.UTC().Format(time.DateOnly)
	err = s.changeReceived(func(all map[string]received) error {
		if _, twice := all[sha]; twice {
			return fs.ErrExist // of bytes sealed under a key of their own there are no two
		}
		all[sha] = received{filepath.Base(f.Name()), today}
		return s.evenTimes(all, today)
	})
	return sha, size, err
}

// evenTimes sets the times of all that came on a day, in an order drawn by lot:
// what the system notes of the change is the same of all.
func (s *Store) evenTimes(all map[string]received, day string) error {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return err
	}
	for _, x := range all { // in an order that differs each time
		if x.day != day {
			continue
		}
		if err := os.Chtimes(filepath.Join(s.receivedDir(), x.file), at, at); err != nil {
			return err
		}
	}
	return nil
}

// emptyFile draws one of the empty files and holds it.
func (s *Store) emptyFile() (*os.File, error) {
	for range 10 {
		empty, err := s.emptyFiles()
		if err != nil {
			return nil, err
		}
		if len(empty) == 0 {
			if err := s.stockUp(); err != nil {
				return nil, err
			}
			continue
		}
		for len(empty) > 0 {
			n, err := rand.Int(rand.Reader, big.NewInt(int64(len(empty))))
			if err != nil {
				return nil, err
			}
			i := int(n.Int64())
			f, err := os.OpenFile(filepath.Join(s.receivedDir(), empty[i]), os.O_RDWR, 0)
			if err != nil {
				return nil, err
			}
			if held, err := f.Stat(); err == nil && lock(f) {
				if now, err := f.Stat(); err == nil && now.Size() == 0 && held.Size() == 0 {
					return f, nil
				}
			}
			f.Close() // another has it
			empty = slices.Delete(empty, i, i+1)
		}
	}
	return nil, errors.New("all files that wait for what is sent are in use")
}

func (s *Store) emptyFiles() (names []string, err error) {
	all, err := os.ReadDir(s.receivedDir())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, e := range all {
		if !strings.HasPrefix(e.Name(), "f") {
			continue
		}
		if info, err := e.Info(); err == nil && info.Size() == 0 {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// stockUp makes empty files.
func (s *Store) stockUp() error {
	if err := os.MkdirAll(s.receivedDir(), 0o700); err != nil {
		return err
	}
	for range stock {
		var name [10]byte
		rand.Read(name[:])
		f, err := os.OpenFile(filepath.Join(s.receivedDir(), "f"+hex.EncodeToString(name[:])), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		if err := f.Close(); err != nil {
			return err
		}
	}
	return syncDir(s.receivedDir())
}

// Forget empties the piece of that hash; one that is not there is forgotten
// already.
func (s *Store) Forget(sha string) error {
	err := s.changeReceived(func(all map[string]received) error {
		x, ok := all[sha]
		if !ok {
			return nil
		}
		delete(all, sha)
		return os.Truncate(filepath.Join(s.receivedDir(), x.file), 0)
	})
	if err != nil {
		return fmt.Errorf("forgetting %s: %w", sha, habeas.DiskFault(err))
	}
	return nil
}

// ForgetOthers empties what came before the day and is not to be kept: what was
// sent with a form that never came back.
func (s *Store) ForgetOthers(keep func(sha string) bool, day time.Time) error {
	if _, err := os.Stat(s.receivedDir()); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	today := day.UTC().Format(time.DateOnly)
	err := s.changeReceived(func(all map[string]received) error {
		listed := map[string]bool{}
		for sha, x := range all {
			if x.day < today && !keep(sha) {
				delete(all, sha)
				if err := os.Truncate(filepath.Join(s.receivedDir(), x.file), 0); err != nil {
					return err
				}
			}
			listed[x.file] = true
		}
		// And what a process that died had not listed yet.
		files, err := os.ReadDir(s.receivedDir())
		if err != nil {
			return err
		}
		for _, e := range files {
			if info, err := e.Info(); err != nil || listed[e.Name()] || !strings.HasPrefix(e.Name(), "f") || info.Size() == 0 {
				continue
			}
			f, err := os.OpenFile(filepath.Join(s.receivedDir(), e.Name()), os.O_RDWR, 0)
			if err != nil {
				return err
			}
			if lock(f) {
				err = f.Truncate(0)
			}
			if err = errors.Join(err, f.Close()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("forgetting what nobody kept: %w", habeas.DiskFault(err))
	}
	return nil
}

// changeReceived writes the list anew, whole or not at all, while no other
// process does.
func (s *Store) changeReceived(change func(map[string]received) error) error {
	s.receiving.Lock()
	defer s.receiving.Unlock()
	gate, err := os.OpenFile(filepath.Join(s.receivedDir(), "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer gate.Close()
	for !lock(gate) { // another process has it for as long as a list takes
		time.Sleep(time.Millisecond)
	}
	all, err := s.readReceived()
	if err != nil {
		return err
	}
	before := maps.Clone(all)
	if err := change(all); err != nil {
		return err
	}
	if maps.Equal(before, all) {
		return nil
	}
	var b strings.Builder
	for _, sha := range slices.Sorted(maps.Keys(all)) {
		fmt.Fprintf(&b, "%s %s %s\n", sha, all[sha].file, all[sha].day)
	}
	f, err := os.CreateTemp(s.receivedDir(), "new-")
	if err != nil {
		return err
	}
	_, err = f.WriteString(b.String())
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), filepath.Join(s.receivedDir(), receivedList))
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return syncDir(s.receivedDir())
}

func (s *Store) readReceived() (map[string]received, error) {
	f, err := os.Open(filepath.Join(s.receivedDir(), receivedList))
	if errors.Is(err, fs.ErrNotExist) {
		return map[string]received{}, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	out := map[string]received{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		p := strings.Fields(lines.Text())
		if len(p) != 3 || !valid(p[0]) || p[1] != filepath.Base(p[1]) {
			return nil, fmt.Errorf("%w: the list of what was sent", ErrDamaged)
		}
		out[p[0]] = received{p[1], p[2]}
	}
	return out, nil
}

// openReceived opens a piece that was sent.
func (s *Store) openReceived(sha string) (*os.File, error) {
	all, err := s.readReceived()
	if err != nil {
		return nil, err
	}
	x, ok := all[sha]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return os.Open(filepath.Join(s.receivedDir(), x.file))
}

// walkReceived calls do for every piece that was sent, by hash.
func (s *Store) walkReceived(do func(sha string, size int64) error) error {
	all, err := s.readReceived()
	if err != nil {
		return fmt.Errorf("listing what was sent: %w", err)
	}
	for _, sha := range slices.Sorted(maps.Keys(all)) {
		info, err := os.Stat(filepath.Join(s.receivedDir(), all[sha].file))
		if err != nil {
			return fmt.Errorf("listing what was sent: %w", err)
		}
		if err := do(sha, info.Size()); err != nil {
			return err
		}
	}
	return nil
}
