package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/habeas-record/habeas"
)

// DraftImport is the form of the drafts that hold a list file between the page
// that shows how it would be read and the one that writes it.
const DraftImport = "import"

// keptFile is the body of such a draft.
type keptFile struct {
	Name   string            `json:"name"`
	SHA256 string            `json:"sha256"`
	Size   int64             `json:"size"`
	Fields map[string]string `json:"fields"` // what was filled in beside the file
}

// KeepFile keeps a list file as a draft of the actor, so that it need not be
// sent again once they have seen how it is read. Fields is what the form
// carried beside it.
func (d *Desk) KeepFile(ctx context.Context, a habeas.Actor, f ListFile, fields map[string]string) (habeas.ID, error) {
	if err := d.authorise(a, habeas.Import, habeas.Item{}); err != nil {
		return "", err
	}
	sha, size, err := d.blobs.Put(ctx, io.NewSectionReader(f.Body, 0, f.Size))
	if err != nil {
		return "", fmt.Errorf("keep the bytes of %q: %w", f.Name, err)
	}
	body, err := json.Marshal(keptFile{Name: f.Name, SHA256: sha, Size: size, Fields: fields})
	if err != nil {
		return "", err
	}
	title := f.List
	if title == "" {
		title = f.Name
	}
	dr := habeas.Draft{ID: d.newID(habeas.KindDraft), User: a.ID, Title: title, Body: body, Updated: d.now()}
	dr.Form = DraftImport + " " + string(dr.ID)
	return dr.ID, d.update(ctx, a, habeas.Import, func(tx Tx) error { return tx.PutDraft(dr) })
}

// KeptFile opens a file kept by KeepFile, by the draft of the actor that holds
// it: nobody reads evidence by naming its hash. Close it when it was read.
func (d *Desk) KeptFile(ctx context.Context, a habeas.Actor, draft habeas.ID) (ListFile, map[string]string, io.Closer, error) {
	var dr habeas.Draft
	err := d.view(ctx, a, habeas.Import, func(tx Tx) (err error) {
		dr, err = tx.Draft(a.ID, draft)
		return err
	})
	if err != nil {
		return ListFile{}, nil, nil, err
	}
	var kept keptFile
	if dr.Form != DraftImport+" "+string(dr.ID) || json.Unmarshal(dr.Body, &kept) != nil {
		return ListFile{}, nil, nil, habeas.ErrNotFound
	}
	blob, err := d.blobs.Get(kept.SHA256)
	if err != nil {
		return ListFile{}, nil, nil, fmt.Errorf("open the bytes of %q: %w", kept.Name, err)
	}
	body, ok := blob.(io.ReaderAt)
	if !ok {
		body = &seekAt{blob}
	}
	return ListFile{Name: kept.Name, Body: body, Size: kept.Size}, kept.Fields, blob, nil
}

// seekAt reads at offsets from what can only seek; one reader at a time.
type seekAt struct{ r io.ReadSeeker }

func (s *seekAt) ReadAt(p []byte, off int64) (int, error) {
	if _, err := s.r.Seek(off, io.SeekStart); err != nil {
		return 0, err
	}
	n, err := io.ReadFull(s.r, p)
	if err == io.ErrUnexpectedEOF {
		err = io.EOF
	}
	return n, err
}
