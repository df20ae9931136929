package desk

import (
	"context"

	"github.com/habeas-record/habeas"
)

// AddSource describes a new source.
func (d *Desk) AddSource(ctx context.Context, a habeas.Actor, s habeas.Source) (habeas.Source, error) {
	err := d.update(ctx, a, habeas.EditSource, func(tx Tx) (err error) {
		s, err = d.addSource(tx, a, s)
		return err
	})
	return s, err
}

func (d *Desk) addSource(tx Tx, a habeas.Actor, s habeas.Source) (habeas.Source, error) {
	if s.Protection == "" {
		s.Protection = habeas.ProtectionTeam
	}
	if s.Consent == "" {
		s.Consent = habeas.ConsentNone
	}
	s.ID, s.By, s.Noted, s.Version = d.newID(habeas.KindSource), a.ID, d.today(), 0
	err := checkAccess(a, s.Access, s.Circle)
	if err != nil {
		return s, err
	}
	if err := s.Validate(); err != nil {
		return s, err
	}
	// Every private source has a box, so that one shows nothing by being there.
	if s.Box, err = d.emptyBox(tx, s); err != nil {
		return s, err
	}
	if err := tx.PutSource(s); err != nil {
		return s, err
	}
	return tx.Source(s.ID)
}

// ChangeSource saves a source over the version it names. A protection raised
// or a consent withdrawn takes effect at every door in the same request.
func (d *Desk) ChangeSource(ctx context.Context, a habeas.Actor, s habeas.Source) error {
	return d.update(ctx, a, habeas.EditSource, func(tx Tx) error {
		old, err := d.readSource(tx, a, s.ID)
		if err != nil {
			return err
		}
		if s.Access != old.Access || s.Circle != old.Circle {
			if err := checkAccess(a, s.Access, s.Circle); err != nil {
				return err
			}
		}
		s.By, s.Noted, s.Box = old.By, old.Noted, old.Box
		if err := s.Validate(); err != nil {
			return err
		}
		return tx.PutSource(s)
	})
}

// Source returns who a source is.
func (d *Desk) Source(ctx context.Context, a habeas.Actor, id habeas.ID) (habeas.Source, error) {
	var s habeas.Source
	err := d.view(ctx, a, habeas.ReadSource, func(tx Tx) (err error) {
		s, err = d.readSource(tx, a, id)
		return err
	})
	return s, err
}

// FindSources looks sources up while typing.
func (d *Desk) FindSources(ctx context.Context, a habeas.Actor, q string, n int) ([]habeas.Source, error) {
	var ss []habeas.Source
	err := d.view(ctx, a, habeas.ReadSource, func(tx Tx) (err error) {
		found, err := tx.FindSources(q, n)
		for _, s := range found {
			if d.knows(a, s) {
				ss = append(ss, s)
			}
		}
		return err
	})
	return ss, err
}

// ClaimsFrom lists what a source said: what would be affected if it withdrew.
func (d *Desk) ClaimsFrom(ctx context.Context, a habeas.Actor, source habeas.ID, limit, offset int) ([]habeas.Claim, error) {
	var cs []habeas.Claim
	err := d.view(ctx, a, habeas.ReadSource, func(tx Tx) (err error) {
		if _, err = d.readSource(tx, a, source); err != nil {
			return err
		}
		if cs, err = tx.ClaimsFrom(source, limit, offset); err != nil {
			return err
		}
		cs, err = d.sight(tx, a).claims(cs)
		return err
	})
	return cs, err
}

// readSource returns a source the actor may know.
func (d *Desk) readSource(tx Tx, a habeas.Actor, id habeas.ID) (habeas.Source, error) {
	s, err := tx.Source(id)
	if err == nil && !d.knows(a, s) {
		return habeas.Source{}, habeas.ErrNotFound
	}
	return s, err
}
