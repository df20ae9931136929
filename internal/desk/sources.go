package desk

import (
	"context"
	"errors"
	"strings"
	"time"

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
	if s.Box == "" {
		if s.Box, err = d.emptyBox(tx, s); err != nil {
			return s, err
		}
	}
	if err := tx.PutSource(s); err != nil {
		return s, err
	}
	return tx.Source(s.ID)
}

// ChangeSource saves a source over the version it names, but for what it allowed
// others than everybody (see GrantConsent). A protection raised or a consent
// withdrawn takes effect at every door in the same request; a consent made less
// is made less for each thing that more was allowed for.
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
		s.By, s.Noted, s.Box, s.Grants = old.By, old.Noted, old.Box, old.Grants
		if !s.Consent.Allows(old.Consent) {
			s = s.Lowered(s.Consent)
		}
		if err := s.Validate(); err != nil {
			return err
		}
		return tx.PutSource(s)
	})
}

// GrantConsent notes what a source allowed one audience, in place of what was
// noted of the same before. What is made less is gone from every door in the same
// request.
func (d *Desk) GrantConsent(ctx context.Context, a habeas.Actor, source habeas.ID, g habeas.Grant) error {
	return d.update(ctx, a, habeas.EditSource, func(tx Tx) error {
		s, err := d.readSource(tx, a, source)
		if err != nil {
			return err
		}
		g.How, g.Day, g.By = strings.TrimSpace(g.How), d.today().Format(time.DateOnly), a.ID
		if err := g.Validate(); err != nil {
			return err
		}
		if err := d.toldBy(tx, a, s, g.Item); err != nil {
			return err
		}
		return tx.PutSource(s.Granted(g))
	})
}

// toldBy asks that the thing a source allows something for is one it told us.
func (d *Desk) toldBy(tx Tx, a habeas.Actor, s habeas.Source, item habeas.ID) error {
	var teller habeas.ID
	var err error
	switch item.Kind() {
	case habeas.KindClaim:
		var c habeas.Claim
		c, err = d.readClaim(tx, a, item)
		teller = c.Source
	case habeas.KindReport:
		var r habeas.Report
		r, err = tx.Report(item)
		if err == nil {
			err = d.authorise(a, habeas.ReadItem, r.Item())
		}
		teller = r.Source
	default:
		return nil
	}
	if errors.Is(err, habeas.ErrNotFound) || err == nil && teller != s.ID {
		return habeas.Invalid("look its id up under what the source said", "the source told nothing that is called %s", item)
	}
	return err
}

// TakeBackConsent ends all that a source allowed anybody. It is for custodians
// too, to whom a source may write.
func (d *Desk) TakeBackConsent(ctx context.Context, a habeas.Actor, source habeas.ID) error {
	return d.update(ctx, a, habeas.TakeBack, func(tx Tx) error {
		s, err := d.readSource(tx, a, source)
		if err != nil {
			return err
		}
		return tx.PutSource(s.TakenBack())
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
