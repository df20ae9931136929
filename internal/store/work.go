package store

import (
	"context"
	"fmt"

	"github.com/habeas-record/habeas"
)

// PutDraft keeps a form half filled: one for each user and form, the newest.
func (t *Tx) PutDraft(d habeas.Draft) error {
	if d.Body == nil {
		d.Body = []byte{}
	}
	_, err := t.exec(`INSERT INTO drafts (holder, form, id, title, body, updated) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (holder, form) DO UPDATE SET id = excluded.id, title = excluded.title, body = excluded.body,
		updated = excluded.updated WHERE excluded.updated >= drafts.updated`,
		d.User, d.Form, d.ID, d.Title, d.Body, nanos(d.Updated))
	if err != nil {
		return fmt.Errorf("keeping a draft: %w", err)
	}
	return nil
}

const draftColumns = "id, holder, form, title, body, updated"

func scanDraft(s scanner) (d habeas.Draft, err error) {
	var updated int64
	err = s.Scan(&d.ID, &d.User, &d.Form, &d.Title, &d.Body, &updated)
	d.Updated = moment(updated)
	return d, err
}

// Drafts returns a user's drafts, the newest first.
func (t *Tx) Drafts(user habeas.ID) ([]habeas.Draft, error) {
	ds, err := all(t, scanDraft, "SELECT "+draftColumns+" FROM drafts WHERE holder = $1 ORDER BY updated DESC, id", user)
	if err != nil {
		return nil, fmt.Errorf("reading drafts: %w", err)
	}
	return ds, nil
}

// Draft returns one of a user's drafts.
func (t *Tx) Draft(user, id habeas.ID) (habeas.Draft, error) {
	ds, err := all(t, scanDraft, "SELECT "+draftColumns+" FROM drafts WHERE holder = $1 AND id = $2", user, id)
	if err == nil && len(ds) == 0 {
		err = habeas.ErrNotFound
	}
	if err != nil {
		return habeas.Draft{}, fmt.Errorf("draft %s: %w", id, err)
	}
	return ds[0], nil
}

// DeleteDraft removes a draft; one that is gone already is fine.
func (t *Tx) DeleteDraft(user, id habeas.ID) error {
	if _, err := t.exec("DELETE FROM drafts WHERE holder = $1 AND id = $2", user, id); err != nil {
		return fmt.Errorf("removing draft %s: %w", id, err)
	}
	return nil
}

// The states of an import.
const (
	importRunning     = "running"
	importInterrupted = "interrupted"
)

// PutImport keeps how an import stands.
func (t *Tx) PutImport(i habeas.ImportJournal) error {
	_, err := t.exec(`INSERT INTO imports (id, list, state, started, doc) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (id) DO UPDATE SET state = excluded.state, doc = excluded.doc`,
		i.ID, i.List, i.State, nanos(i.Started), encode(i))
	if err != nil {
		return fmt.Errorf("keeping the journal of import %s: %w", i.ID, err)
	}
	return nil
}

// Imports returns the newest imports of a list, or of all lists for "".
func (t *Tx) Imports(list habeas.ID, limit int) ([]habeas.ImportJournal, error) {
	var w where
	if list != "" {
		w.add("list = ?", list)
	}
	l, o := page(limit, 0)
	is, err := all(t, scanDoc[habeas.ImportJournal], "SELECT doc FROM imports"+w.String()+" ORDER BY started DESC, id"+w.page(l, o), w.args...)
	if err != nil {
		return nil, fmt.Errorf("reading the journal of imports: %w", err)
	}
	return is, nil
}

// interruptImports says of imports that a crash left running what became of
// them: the transaction that carried the rows never ended. While the record is
// being written to by another process nothing is said, since that may be the
// import.
func (s *Store) interruptImports(ctx context.Context) error {
	var running []habeas.ImportJournal
	read := func(t *Tx) (err error) {
		running, err = all(t, scanDoc[habeas.ImportJournal], "SELECT doc FROM imports WHERE state = $1", importRunning)
		return err
	}
	err := s.View(ctx, read)
	if err == nil && len(running) > 0 {
		err = s.Update(ctx, func(t *Tx) error {
			if err := read(t); err != nil {
				return err
			}
			for _, i := range running {
				i.State = importInterrupted
				i.Message = "interrupted: nothing of this edition was kept; run the import again"
				if err := t.PutImport(i); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err != nil && !s.dialect.busy(err) {
		return fmt.Errorf("looking for imports that were interrupted: %w", err)
	}
	return nil
}
