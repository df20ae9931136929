// Package blobs keeps evidence in a folder, each piece under the SHA-256 of its
// bytes. A piece is whole or absent: it is written beside its place, forced to
// disk and then renamed, so that neither a failure nor kill -9 leaves half of
// one. Nothing is ever overwritten.
//
// The folder holds ab/cd/abcd… (the first four letters of the hash spread the
// files), received for what strangers sent, and tmp for what is being written.
package blobs

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/habeas-record/habeas"
)

// ErrDamaged says that a file does not hold the bytes its name promises.
var ErrDamaged = errors.New("evidence is damaged")

// Store is a folder of evidence. Several processes may use one folder.
type Store struct {
	dir string
	// receiving is held while the list of what strangers sent is written.
	receiving sync.Mutex
	reserve   int64 // see Receive
}

// Open opens the folder, making it where it is missing, and removes what
// writers that died left unfinished.
func Open(dir string) (*Store, error) {
	s := &Store{dir: dir, reserve: reserve}
	if err := os.MkdirAll(s.tmp(), 0o700); err != nil {
		return nil, fmt.Errorf("opening the evidence folder: %w", err)
	}
	left, err := os.ReadDir(s.tmp())
	if err != nil {
		return nil, fmt.Errorf("opening the evidence folder: %w", err)
	}
	for _, e := range left {
		if err := removeAbandoned(filepath.Join(s.tmp(), e.Name())); err != nil {
			return nil, fmt.Errorf("clearing the evidence folder: %w", err)
		}
	}
	return s, nil
}

// OpenToRead opens the folder and writes nothing.
func OpenToRead(dir string) *Store { return &Store{dir: dir} }

func (s *Store) tmp() string { return filepath.Join(s.dir, "tmp") }

// path returns where the piece lies; the hash must be valid.
func (s *Store) path(sha string) string { return filepath.Join(s.dir, sha[:2], sha[2:4], sha) }

// create makes a file that removeAbandoned leaves alone while it is open.
func (s *Store) create() (*os.File, error) {
	for {
		f, err := os.CreateTemp(s.tmp(), "put-") // 0600
		if err != nil {
			return nil, err
		}
		// Another process may be opening the folder in the moment between
		// creating and locking; then the file is gone and a new one is made.
		if lock(f) {
			mine, err := f.Stat()
			if now, err2 := os.Stat(f.Name()); err == nil && err2 == nil && os.SameFile(mine, now) {
				return f, nil
			}
		}
		f.Close()
		os.Remove(f.Name())
	}
}

// Put keeps the bytes of r and returns their SHA-256 in hex and their number.
// When it returns without error they are on disk. Bytes already kept are not
// written again; where the file of that name has another size, ErrDamaged.
func (s *Store) Put(ctx context.Context, r io.Reader) (sha string, size int64, err error) {
	f, err := s.create()
	if err != nil {
		return "", 0, fmt.Errorf("writing evidence: %w", habeas.DiskFault(err))
	}
	defer os.Remove(f.Name()) // gone already where it was renamed
	defer f.Close()
	sum := sha256.New()
	size, err = io.Copy(io.MultiWriter(f, sum), whileAlive{ctx, r})
	if err != nil {
		return "", 0, fmt.Errorf("writing evidence: %w", habeas.DiskFault(err))
	}
	sha = hex.EncodeToString(sum.Sum(nil))
	if err := s.place(f, sha, size); err != nil {
		return "", 0, fmt.Errorf("writing evidence %s: %w", sha, habeas.DiskFault(err))
	}
	return sha, size, nil
}

// place moves the finished file to its name.
func (s *Store) place(f *os.File, sha string, size int64) error {
	name := s.path(sha)
	if err := s.makeDirs(sha); err != nil {
		return err
	}
	switch have, err := os.Lstat(name); {
	case err == nil && have.Mode().IsRegular() && have.Size() == size:
		// The process that wrote it may not have forced the folder yet.
		return syncDir(filepath.Dir(name))
	case err == nil:
		return fmt.Errorf("%w: its file holds %d bytes and should hold %d", ErrDamaged, have.Size(), size)
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if err := f.Chmod(0o400); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := rename(f, name); err != nil {
		return err
	}
	return syncDir(filepath.Dir(name))
}

// makeDirs makes ab/cd and forces the names of new folders to disk.
func (s *Store) makeDirs(sha string) error {
	parent := s.dir
	for _, part := range []string{sha[:2], sha[2:4]} {
		dir := filepath.Join(parent, part)
		err := os.Mkdir(dir, 0o700)
		if err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
		if err == nil {
			if err := syncDir(parent); err != nil {
				return err
			}
		}
		parent = dir
	}
	return nil
}

// Get opens the piece for reading. Where it is not kept the error is
// fs.ErrNotExist.
func (s *Store) Get(sha string) (io.ReadSeekCloser, error) {
	if !valid(sha) {
		return nil, fmt.Errorf("reading evidence %q: %w", sha, fs.ErrNotExist)
	}
	f, err := os.Open(s.path(sha))
	if errors.Is(err, fs.ErrNotExist) {
		f, err = s.openReceived(sha)
	}
	if err != nil {
		return nil, fmt.Errorf("reading evidence %s: %w", sha, err)
	}
	return f, nil
}

// Verify reads the piece and compares it with its name. The error is
// ErrDamaged where they differ and fs.ErrNotExist where it is not kept.
func (s *Store) Verify(sha string) error {
	f, err := s.Get(sha)
	if err != nil {
		return err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return fmt.Errorf("reading evidence %s: %w", sha, err)
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != sha {
		return fmt.Errorf("evidence %s: %w: its bytes have the hash %s", sha, ErrDamaged, got)
	}
	return nil
}

// Walk calls do for every piece in the order of their hashes, those that were
// received after the others, and ends with
// the first error. Files that are no evidence are passed over.
func (s *Store) Walk(ctx context.Context, do func(sha string, size int64) error) error {
	err := filepath.WalkDir(s.dir, func(name string, e fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist) && name == s.dir:
			return nil // nothing was ever kept
		case err != nil:
			return fmt.Errorf("listing evidence: %w", err)
		case ctx.Err() != nil:
			return ctx.Err()
		case e.IsDir() && (name == s.tmp() || name == s.receivedDir()):
			return fs.SkipDir
		case !e.Type().IsRegular() || !valid(e.Name()) || name != s.path(e.Name()):
			return nil
		}
		info, err := e.Info()
		if err != nil {
			return fmt.Errorf("listing evidence: %w", err)
		}
		return do(e.Name(), info.Size())
	})
	if err != nil {
		return err
	}
	return s.walkReceived(do)
}

// valid reports whether sha is a SHA-256 in lower-case hex, and so safe in a path.
func valid(sha string) bool {
	if len(sha) != 2*sha256.Size {
		return false
	}
	for _, c := range []byte(sha) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// whileAlive reads until the context ends.
type whileAlive struct {
	ctx context.Context
	r   io.Reader
}

func (w whileAlive) Read(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.r.Read(p)
}
