package desk

import (
	"context"
	"fmt"
	"io"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/blobs"
	"github.com/habeas-record/habeas/internal/intake/capture"
)

// Spool holds what somebody sends until a use case takes it in or refuses it, in
// a file without a name on the record's own disk. A full disk is ErrAway.
func (d *Desk) Spool(ctx context.Context, r io.Reader) (held *blobs.Scratch, size int64, err error) {
	f, err := d.blobs.Scratch()
	if err != nil {
		return nil, 0, fmt.Errorf("hold what was sent: %w", habeas.DiskFault(err))
	}
	if size, err = io.Copy(f, r); err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		f.Close()
		return nil, 0, fmt.Errorf("hold what was sent: %w", habeas.DiskFault(err))
	}
	return f, size, nil
}

// part is a file found in a mail, out of memory.
type part struct {
	name string
	data *io.SectionReader
}

// setAside moves what was attached to a mail out of memory, since each is taken
// in in its turn and may wait: one file holds them all. Done frees it.
func (d *Desk) setAside(attached []capture.Part) (parts []part, done func(), err error) {
	if len(attached) == 0 {
		return nil, func() {}, nil
	}
	f, err := d.blobs.Scratch()
	if err != nil {
		return nil, func() {}, fmt.Errorf("hold an attachment: %w", habeas.DiskFault(err))
	}
	done = func() { f.Close() }
	at := int64(0)
	for _, a := range attached {
		n, err := f.Write(a.Data)
		if err != nil {
			return nil, done, fmt.Errorf("hold an attachment: %w", habeas.DiskFault(err))
		}
		parts = append(parts, part{a.Name, io.NewSectionReader(f, at, int64(n))})
		at += int64(n)
	}
	return parts, done, nil
}
