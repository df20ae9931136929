// Package foldertest makes a folder once and copies it for every test that asks
// for one like it: the passwords of a record are slow to hash, and its
// estimates to draw. It is imported from tests only.
package foldertest

import (
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// A Model is a folder that is made when it is first asked for.
type Model struct {
	once  sync.Once
	files []file
}

type file struct {
	path string // in the folder
	mode fs.FileMode
	body []byte
}

// Copy writes what build writes into its folder into the other, which must not
// be there or be empty. Only the first call builds.
func (m *Model) Copy(t testing.TB, folder string, build func(dir string)) {
	t.Helper()
	m.once.Do(func() {
		dir := t.TempDir()
		build(dir)
		if err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			f := file{}
			info, err := d.Info()
			if err != nil {
				return err
			}
			f.mode = info.Mode()
			if f.path, err = filepath.Rel(dir, path); err != nil {
				return err
			}
			if f.body, err = os.ReadFile(path); err != nil {
				return err
			}
			m.files = append(m.files, f)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
	if len(m.files) == 0 {
		t.Fatal("the folder could not be made for the test that asked first")
	}
	for _, f := range m.files {
		path := filepath.Join(folder, f.path)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.body, f.mode); err != nil {
			t.Fatal(err)
		}
	}
}
