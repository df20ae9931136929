package store

import (
	"errors"
	"fmt"

	"github.com/habeas-record/habeas"
)

// known is what release depends on, read once in a transaction.
type known struct {
	sources map[habeas.ID]habeas.Source
	reports map[habeas.ID]habeas.Report
	lists   map[int64]*knownList // by prefix
	solo    *string
	sets    map[string]int64 // of lists, by their JSON
}

// Releasables joins claims with what their release depends on.
func (t *Tx) Releasables(claims []habeas.Claim) ([]habeas.Releasable, error) {
	out := make([]habeas.Releasable, len(claims))
	for i, c := range claims {
		r, err := t.releasable(c)
		if err != nil {
			return nil, fmt.Errorf("reading what the release of claim %s depends on: %w", c.ID, err)
		}
		out[i] = r
	}
	return out, nil
}

func (t *Tx) releasable(c habeas.Claim) (r habeas.Releasable, err error) {
	r.Claim = c
	if c.Source != "" {
		if r.Source, err = t.knownSource(c.Source); err != nil {
			return r, err
		}
	}
	if c.Report != "" {
		report, err := t.knownReport(c.Report)
		if err != nil {
			return r, err
		}
		r.Report = &report
	}
	r.Solo, err = t.soloReason()
	return r, err
}

// released returns the claims as they may be shown to anybody today.
func (t *Tx) released(claims []habeas.Claim) ([]habeas.Claim, error) {
	var out []habeas.Claim
	for _, c := range claims {
		if c.Status != habeas.Accepted || !c.Public {
			continue // spares reading the rest
		}
		r, err := t.releasable(c)
		if err != nil {
			return nil, err
		}
		shown, err := habeas.Release(r, habeas.ToPublic, t.today)
		if err != nil {
			if errors.Is(err, habeas.ErrNotFound) {
				continue
			}
			return nil, err
		}
		out = append(out, shown.Claim)
	}
	return out, nil
}

func (t *Tx) isReleased(c habeas.Claim) (bool, error) {
	out, err := t.released([]habeas.Claim{c})
	return len(out) == 1, err
}

func (t *Tx) knownSource(id habeas.ID) (habeas.Source, error) {
	if s, ok := t.known.sources[id]; ok {
		return s, nil
	}
	s, err := t.Source(id)
	if err == nil {
		if t.known.sources == nil || len(t.known.sources) > 1000 {
			t.known.sources = map[habeas.ID]habeas.Source{}
		}
		t.known.sources[id] = s
	}
	return s, err
}

func (t *Tx) knownReport(id habeas.ID) (habeas.Report, error) {
	if r, ok := t.known.reports[id]; ok {
		return r, nil
	}
	r, err := t.Report(id)
	if err == nil {
		if t.known.reports == nil || len(t.known.reports) > 1000 {
			t.known.reports = map[habeas.ID]habeas.Report{}
		}
		t.known.reports[id] = r
	}
	return r, err
}

func (t *Tx) soloReason() (string, error) {
	if t.known.solo == nil {
		s, err := t.Settings()
		if err != nil {
			return "", err
		}
		t.known.solo = &s.SoloReason
	}
	return *t.known.solo, nil
}

// rerelease decides again which stored claims are released, after something
// their release depends on changed, and has their subjects made anew. which is
// a condition on claims c; only published claims are looked at.
func (t *Tx) rerelease(which string, args ...any) error {
	last := habeas.ID("")
	for {
		var w where
		w.add(which, args...)
		w.add("c.id > ?", last)
		ks, err := all(t, scanKept, "SELECT "+keptColumns+" FROM claims c"+w.String()+" AND c.public = 1 ORDER BY c.id"+w.page(1000, 0), w.args...)
		if err != nil {
			return fmt.Errorf("deciding again what is released: %w", err)
		}
		if len(ks) == 0 {
			return nil
		}
		for _, k := range ks {
			if k.ID <= last {
				return fmt.Errorf("%w: claim %s", errDamaged, k.ID)
			}
			last = k.ID
			released, err := t.isReleased(k.Claim)
			if err != nil {
				return err
			}
			// Even a claim that stays released may be shown otherwise now: a
			// source that may no longer be named.
			if err := t.touch(k.Claim); err != nil {
				return err
			}
			if released == k.released {
				continue
			}
			if _, err := t.exec("UPDATE claims SET released = $1 WHERE id = $2", truth(released), k.ID); err != nil {
				return fmt.Errorf("keeping what is released: %w", err)
			}
			if err := t.count(k.Claim, false, true, truth(released)-truth(k.released)); err != nil {
				return err
			}
		}
	}
}
