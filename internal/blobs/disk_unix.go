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

// removeAbandoned removes an unfinished file unless a living process holds it.
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
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
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
