package blobs

import (
	"fmt"
	"os"

	"github.com/habeas-record/habeas"
)

// Scratch is a file for what is no evidence yet, on the disk that evidence is
// on. Nobody else can open it, and closed it is gone.
type Scratch struct {
	*os.File
	remove func()
}

// Close frees the bytes.
func (s *Scratch) Close() error {
	err := s.File.Close()
	s.remove()
	return err
}

// Scratch makes an empty one. Where the system lets it, the file has no name
// from the start, so that a process that dies leaves nothing behind; elsewhere
// the next Open clears it away.
func (s *Store) Scratch() (*Scratch, error) {
	f, err := s.create()
	if err != nil {
		return nil, fmt.Errorf("making a scratch file: %w", habeas.DiskFault(err))
	}
	name := f.Name()
	remove := func() { os.Remove(name) }
	if os.Remove(name) == nil {
		remove = func() {}
	}
	return &Scratch{f, remove}, nil
}

// Private makes a folder that only this account may enter, for programs that
// read files, and returns what removes it with all that is in it. What a
// process that died left is cleared away by the next Open.
func (s *Store) Private() (dir string, remove func(), err error) {
	for {
		if dir, err = os.MkdirTemp(s.tmp(), "dir-"); err != nil { // 0700
			return "", nil, fmt.Errorf("making a private folder: %w", habeas.DiskFault(err))
		}
		held, mine := hold(dir)
		if mine {
			return dir, func() {
				held.Close()
				os.RemoveAll(dir)
			}, nil
		}
		held.Close()
	}
}
