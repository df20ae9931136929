package blobs

import "os"

// lock always succeeds: the system lets no one remove a file that is open.
func lock(*os.File) bool { return true }

// removeAbandoned removes an unfinished file; the system refuses where a
// living process holds it, and it is left alone.
func removeAbandoned(name string) error {
	_ = os.Remove(name)
	return nil
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
