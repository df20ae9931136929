package blobs

import (
	"os"
	"path/filepath"
)

// lock always succeeds: the system lets no one remove a file that is open.
func lock(*os.File) bool { return true }

// removeAbandoned removes an unfinished file or folder; the system refuses where
// a living process holds it, and it is left alone.
func removeAbandoned(name string) error {
	holds, _ := filepath.Glob(filepath.Join(name, "held-*"))
	for _, h := range holds {
		if os.Remove(h) != nil {
			return nil
		}
	}
	_ = os.RemoveAll(name)
	return nil
}

// hold keeps a file open in a new folder, which cannot be cleared away then.
func hold(dir string) (held *os.File, mine bool) {
	f, err := os.CreateTemp(dir, "held-")
	return f, err == nil
}

// rename gives the finished file its name, which here needs it closed.
func rename(f *os.File, name string) error {
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

// syncDir does nothing: a folder cannot be forced to disk here.
func syncDir(string) error { return nil }
