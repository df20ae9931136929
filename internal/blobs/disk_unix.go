//go:build unix

package blobs

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// lock takes the file for this process until it is closed, or reports that
// another has it. The lock of a killed process is gone with it.
func lock(f *os.File) bool {
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
}

// removeAbandoned removes an unfinished file or folder unless a living process holds it.
func removeAbandoned(name string) error {
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // finished or removed meanwhile
	}
	if err != nil {
		return err
	}
	defer f.Close()
	if !lock(f) {
		return nil
	}
	return os.RemoveAll(name)
}

// hold locks a new folder, or reports that another process, opening the
// evidence in this moment, has cleared it away.
func hold(dir string) (held *os.File, mine bool) {
	f, err := os.Open(dir)
	if err != nil || !lock(f) {
		return f, false
	}
	made, err := f.Stat()
	now, err2 := os.Stat(dir)
	return f, err == nil && err2 == nil && os.SameFile(made, now)
}

// rename gives the finished file its name while its lock is still held.
func rename(f *os.File, name string) error { return os.Rename(f.Name(), name) }

// syncDir forces the names in a folder to disk.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
