package desk

import (
	"context"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/protect/canary"
)

// Settings returns the desk's settings; they are shown to everybody.
func (d *Desk) Settings(ctx context.Context) (habeas.Settings, error) {
	var s habeas.Settings
	err := d.store.View(ctx, func(tx Tx) (err error) {
		s, err = tx.Settings()
		return err
	})
	return s, err
}

// SettingsHistory returns who changed which setting when.
func (d *Desk) SettingsHistory(ctx context.Context, a habeas.Actor) ([]habeas.SettingsChange, error) {
	var h []habeas.SettingsChange
	err := d.view(ctx, a, habeas.ManageSettings, func(tx Tx) (err error) {
		h, err = tx.SettingsHistory()
		return err
	})
	return h, err
}

// ChangeSettings keeps new settings over those in force; the old ones stay in
// the history.
func (d *Desk) ChangeSettings(ctx context.Context, a habeas.Actor, s habeas.Settings) error {
	return d.update(ctx, a, habeas.ManageSettings, func(tx Tx) error { return d.putSettings(tx, a, s) })
}

// SaveSettings is ChangeSettings for a form: seen is how many changes there
// were when it was made; ErrConflict when somebody changed them since.
func (d *Desk) SaveSettings(ctx context.Context, a habeas.Actor, s habeas.Settings, seen int) error {
	return d.update(ctx, a, habeas.ManageSettings, func(tx Tx) error {
		history, err := tx.SettingsHistory()
		if err != nil {
			return err
		}
		if len(history) != seen {
			return &habeas.Error{Kind: habeas.ErrConflict, Msg: "somebody else changed the settings first", Hint: "look at what they wrote, then save again"}
		}
		return d.putSettings(tx, a, s)
	})
}

func (d *Desk) putSettings(tx Tx, a habeas.Actor, s habeas.Settings) error {
	if err := s.Crowd.Validate(); err != nil {
		return err
	}
	old, err := tx.Settings()
	if err != nil {
		return err
	}
	// A record of invented people stays one; the others are changed apart.
	s.Demo, s.Custodians, s.Canary = old.Demo, old.Custodians, old.Canary
	return tx.PutSettings(s, a.ID, d.now())
}

// KeepCanary shows a newly signed statement on the public page in place of the
// last. A key is given with the first one, and where another signs from now on.
func (d *Desk) KeepCanary(ctx context.Context, a habeas.Actor, signed, key string) error {
	return d.update(ctx, a, habeas.ManageSettings, func(tx Tx) error {
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		if s.Canary, err = canary.Next(s.Canary, signed, key, d.now()); err != nil {
			return err
		}
		return tx.PutSettings(s, a.ID, d.now())
	})
}

// MarkDemo says of a record that everybody in it is invented; every page then
// says so, and no settings can take it back. It is refused once the record
// holds anything, an account, a report or a list, so that nothing real can be
// passed off as invented.
func (d *Desk) MarkDemo(ctx context.Context) error {
	return d.store.Update(ctx, func(tx Tx) error {
		users, err := tx.Users()
		if err != nil {
			return err
		}
		ls, err := tx.Lists()
		if err != nil {
			return err
		}
		_, reports, err := tx.FindReports(habeas.ReportFilter{Limit: 1})
		if err != nil {
			return err
		}
		if len(users)+len(ls)+reports > 0 {
			return habeas.Refused("choose an empty folder", "the record holds something already: it cannot become a demonstration")
		}
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		s.Demo, s.PasswordAlone = true, true // its passwords are printed anyway
		return tx.PutSettings(s, "", d.now())
	})
}
