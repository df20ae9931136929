package store

import (
	"context"
	"fmt"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/names"
)

// Rebuild makes every read model anew from the claims and their histories.
func (s *Store) Rebuild(ctx context.Context) error {
	return s.Update(ctx, (*Tx).rebuild)
}

// RefreshDue shows what an embargo that ends on or before the day held back.
func (s *Store) RefreshDue(ctx context.Context, day time.Time) error {
	return s.Update(ctx, func(t *Tx) error {
		t.today = day.UTC()
		t.Log.Today = t.today
		t.TakeIn()
		until := t.today.Format(time.DateOnly)
		if err := t.rerelease("c.embargo <> '' AND c.embargo <= ?", until); err != nil {
			return err
		}
		lists, err := all(t, scanDoc[habeas.List], "SELECT doc FROM lists WHERE embargo <> '' AND embargo <= $1 ORDER BY id", until)
		if err != nil {
			return fmt.Errorf("reading the lists under embargo: %w", err)
		}
		for _, l := range lists {
			if err := t.refreshList(l); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *Tx) rebuild() error {
	for _, q := range []string{t.dialect.clearWords, "DELETE FROM entries", "DELETE FROM tallies", "DELETE FROM listsets", "DELETE FROM subject_counts"} {
		if q == "" {
			continue
		}
		if _, err := t.exec(q); err != nil {
			return fmt.Errorf("emptying the read model: %w", err)
		}
	}
	t.known.sets = nil
	if err := t.refoldClaims(); err != nil {
		return err
	}
	sources, err := all(t, scanDoc[habeas.Source], "SELECT doc FROM sources ORDER BY id")
	for _, s := range sources {
		if err == nil {
			err = t.putEntry(sourceEntry(s))
		}
	}
	if err != nil {
		return fmt.Errorf("rebuilding sources: %w", err)
	}
	reports, err := all(t, scanDoc[habeas.Report], "SELECT doc FROM reports ORDER BY id")
	for _, r := range reports {
		if err == nil {
			err = t.putEntry(reportEntry(r))
		}
	}
	if err != nil {
		return fmt.Errorf("rebuilding reports: %w", err)
	}
	for _, table := range []string{"mentions", "subjects"} {
		if err := t.touchAll(table); err != nil {
			return fmt.Errorf("rebuilding %s: %w", table, err)
		}
	}
	lists, err := t.Lists()
	if err != nil {
		return err
	}
	for _, l := range lists {
		if err := t.refreshList(l); err != nil {
			return fmt.Errorf("rebuilding list %s: %w", l.ID, err)
		}
	}
	return nil
}

// touchAll has the entry of every id of a table made anew.
func (t *Tx) touchAll(table string) error {
	last := habeas.ID("")
	for {
		ids, err := all(t, scanID, "SELECT id FROM "+table+" WHERE id > $1 ORDER BY id LIMIT 2000", last)
		if err != nil || len(ids) == 0 {
			return err
		}
		for _, id := range ids {
			if err := t.touchSubject(id); err != nil {
				return err
			}
		}
		last = ids[len(ids)-1]
		if err := t.refresh(); err != nil {
			return err
		}
	}
}

// refoldClaims reads every stored claim's state off its history again.
func (t *Tx) refoldClaims() error {
	last := habeas.ID("")
	for {
		ks, err := all(t, scanKept, "SELECT "+keptColumns+" FROM claims c WHERE c.id > $1 ORDER BY c.id LIMIT 500", last)
		if err != nil {
			return fmt.Errorf("reading claims: %w", err)
		}
		if len(ks) == 0 {
			return nil
		}
		for _, k := range ks {
			if k.ID <= last {
				return fmt.Errorf("%w: claim %s", errDamaged, k.ID)
			}
			last = k.ID
			steps, err := t.Steps(k.ID)
			if err != nil {
				return err
			}
			k.State = habeas.Fold(steps)
			if err := t.keepState(k.Claim, steps); err != nil {
				return err
			}
		}
	}
}

func reportEntry(r habeas.Report) entry {
	return entry{n: number(r.ID, habeas.ScopeDesk), part: part(habeas.KindReport, habeas.ScopeDesk), words: names.Fold(r.Title), doc: string(r.ID)}
}
