package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/intake/lists"
)

// The words of the reading of lists, for the page on which a person sees how a
// file is read before anything is written.
type (
	ListMapping = lists.Mapping
	ListColumn  = lists.Column
	ListOptions = lists.Options
)

// ListEncodings are the encodings a list can be read in.
func ListEncodings() []string { return lists.Encodings() }

// ListProperties are what a column of a list of the kind can mean.
func ListProperties(k habeas.ListKind) []string { return lists.Properties(string(k)) }

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
		return "", fmt.Errorf("keep the bytes of the list: %w", err)
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
		return ListFile{}, nil, nil, fmt.Errorf("open the bytes of the list: %w", err)
	}
	body, ok := blob.(io.ReaderAt)
	if !ok {
		body = &seekAt{blob}
	}
	return ListFile{Name: kept.Name, Body: body, Size: kept.Size}, kept.Fields, blob, nil
}

// Imports lists the journal of imports, newest first: what was done, refused
// or interrupted.
func (d *Desk) Imports(ctx context.Context, a habeas.Actor, n int) ([]habeas.ImportJournal, error) {
	var out []habeas.ImportJournal
	err := d.view(ctx, a, habeas.ReadDesk, func(tx Tx) (err error) {
		if out, err = tx.Imports("", n); err != nil {
			return err
		}
		out, err = d.sight(tx, a).imports(out)
		return err
	})
	return out, err
}

// everyColumn is what each column of the file means, those that claim nothing
// included, in the order of the file.
func (r *reading) everyColumn() []ListColumn {
	out := make([]ListColumn, 0, len(r.place))
	for _, name := range r.columnNames() {
		c := ListColumn{Name: name}
		for _, m := range r.mapping.Columns {
			if m.Name == name {
				c = m
			}
		}
		out = append(out, c)
	}
	return out
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
