package store

import (
	"fmt"
	"slices"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/names"
)

// Source returns a source.
func (t *Tx) Source(id habeas.ID) (habeas.Source, error) {
	s, err := doc[habeas.Source](t, "SELECT doc FROM sources WHERE id = $1", id)
	if err != nil {
		return s, fmt.Errorf("source %s: %w", id, err)
	}
	return s, nil
}

// PutSource adds or saves a source. When its protection, consent or words
// change, what is shown of its claims changes with it.
func (t *Tx) PutSource(s habeas.Source) error {
	if err := t.versioned("sources", "source", s.ID, s.Version); err != nil {
		return err
	}
	isNew := s.Version == 0
	var old habeas.Source
	if !isNew {
		var err error
		if old, err = t.Source(s.ID); err != nil {
			return err
		}
	}
	s.Version++
	_, err := t.exec(`INSERT INTO sources (id, version, doc) VALUES ($1, $2, $3)
		ON CONFLICT (id) DO UPDATE SET version = excluded.version, doc = excluded.doc`, s.ID, s.Version, encode(s))
	if err != nil {
		return fmt.Errorf("saving source %s: %w", s.ID, err)
	}
	t.Record("source", s.ID)
	delete(t.known.sources, s.ID)
	if err := t.putEntry(sourceEntry(s)); err != nil {
		return err
	}
	if !isNew {
		if err := t.NoteSource(old, s); err != nil {
			return err
		}
	}
	if isNew || old.Kind == s.Kind && old.Name == s.Name && old.Label == s.Label && old.Protection == s.Protection && old.Consent == s.Consent && slices.Equal(old.Grants, s.Grants) {
		return nil
	}
	if err := t.rerelease("c.source = ?", s.ID); err != nil {
		return err
	}
	lists, err := all(t, scanDoc[habeas.List], "SELECT doc FROM lists WHERE source = $1 ORDER BY id", s.ID)
	if err != nil {
		return fmt.Errorf("reading the lists of source %s: %w", s.ID, err)
	}
	for _, l := range lists {
		if err := t.refreshList(l); err != nil {
			return err
		}
	}
	return nil
}

// FindSources returns sources whose name or label holds words that begin with
// each word of q, by name.
func (t *Tx) FindSources(q string, n int) ([]habeas.Source, error) {
	limit, _ := page(n, 0)
	from, args := t.finding(habeas.KindSource, habeas.ScopeDesk, names.Tokens(q), byWords)
	out, err := all(t, scanDoc[habeas.Source], "SELECT (SELECT s.doc FROM sources s WHERE s.id = e.doc)"+from+
		fmt.Sprintf(" ORDER BY "+byWords+" LIMIT $%d", len(args)+1), append(args, limit)...)
	if err != nil {
		return nil, fmt.Errorf("finding sources: %w", err)
	}
	return out, nil
}

// SealedSources returns the sources that have a box, in the order of their ids.
func (t *Tx) SealedSources() ([]habeas.Source, error) {
	every, err := all(t, scanDoc[habeas.Source], "SELECT doc FROM sources ORDER BY id")
	if err != nil {
		return nil, fmt.Errorf("reading the sources that are sealed: %w", err)
	}
	return slices.DeleteFunc(every, func(s habeas.Source) bool { return len(s.Box) == 0 }), nil
}

func sourceEntry(s habeas.Source) entry {
	words := names.Fold(s.Name + " " + s.Label)
	return entry{n: number(s.ID, habeas.ScopeDesk), part: part(habeas.KindSource, habeas.ScopeDesk), words: words, doc: string(s.ID)}
}
