package store

import (
	"errors"
	"fmt"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/names"
)

// User returns an account.
func (t *Tx) User(id habeas.ID) (habeas.User, error) {
	u, err := doc[habeas.User](t, "SELECT doc FROM users WHERE id = $1", id)
	if err != nil {
		return u, fmt.Errorf("user %s: %w", id, err)
	}
	return u, nil
}

// UserByName returns the account of that folded name.
func (t *Tx) UserByName(name string) (habeas.User, error) {
	u, err := doc[habeas.User](t, "SELECT doc FROM users WHERE folded = $1", names.Fold(name))
	if err != nil {
		return u, fmt.Errorf("the account of that name: %w", err)
	}
	return u, nil
}

// Users returns every account by name.
func (t *Tx) Users() ([]habeas.User, error) {
	us, err := all(t, scanDoc[habeas.User], "SELECT doc FROM users ORDER BY folded")
	if err != nil {
		return nil, fmt.Errorf("reading the accounts: %w", err)
	}
	return us, nil
}

// PutUser adds or saves an account. Two accounts cannot have names that fold
// to the same.
func (t *Tx) PutUser(u habeas.User) error {
	if err := t.versioned("users", "account", u.ID, u.Version); err != nil {
		return err
	}
	if other, err := t.UserByName(u.Name); err == nil && other.ID != u.ID {
		return &habeas.Error{Kind: habeas.ErrConflict, Msg: fmt.Sprintf("the name %q is taken", u.Name), Hint: "choose another"}
	} else if err != nil && !errors.Is(err, habeas.ErrNotFound) {
		return err
	}
	u.Version++
	_, err := t.exec(`INSERT INTO users (id, version, folded, doc) VALUES ($1, $2, $3, $4)
		ON CONFLICT (id) DO UPDATE SET version = excluded.version, folded = excluded.folded, doc = excluded.doc`,
		u.ID, u.Version, names.Fold(u.Name), encode(u))
	if err != nil {
		return fmt.Errorf("saving account %s: %w", u.ID, err)
	}
	t.Record("user", u.ID)
	return nil
}

// Settings returns the settings in force, empty ones at first.
func (t *Tx) Settings() (habeas.Settings, error) {
	s, err := doc[habeas.Settings](t, "SELECT doc FROM settings ORDER BY n DESC LIMIT 1")
	if err != nil && !errors.Is(err, habeas.ErrNotFound) {
		return s, fmt.Errorf("reading the settings: %w", err)
	}
	return s, nil
}

// PutSettings keeps the new settings beside the old ones. Whether one person
// is enough to publish decides what is shown.
func (t *Tx) PutSettings(s habeas.Settings, by habeas.ID, at time.Time) error {
	old, err := t.soloReason()
	if err != nil {
		return err
	}
	var n int64
	err = t.one(into(&n), "INSERT INTO settings (n, by_user, at, doc) SELECT coalesce(max(n), 0) + 1, $1, $2, $3 FROM settings RETURNING n",
		by, nanos(at), encode(s))
	if err != nil {
		return fmt.Errorf("saving the settings: %w", err)
	}
	t.Record("settings", n)
	t.known.solo = nil
	if old == s.SoloReason {
		return nil
	}
	if err := t.rerelease("c.id > ?", ""); err != nil {
		return err
	}
	lists, err := t.Lists()
	if err != nil {
		return err
	}
	for _, l := range lists {
		if err := t.refreshList(l); err != nil {
			return err
		}
	}
	return nil
}

// SettingsHistory returns every change of the settings, the newest first.
func (t *Tx) SettingsHistory() ([]habeas.SettingsChange, error) {
	cs, err := all(t, func(s scanner) (c habeas.SettingsChange, err error) {
		var at int64
		var doc []byte
		if err := s.Scan(&c.By, &at, &doc); err != nil {
			return c, err
		}
		c.At = moment(at)
		c.Settings, err = decode[habeas.Settings](doc)
		return c, err
	}, "SELECT by_user, at, doc FROM settings ORDER BY n DESC")
	if err != nil {
		return nil, fmt.Errorf("reading the history of the settings: %w", err)
	}
	return cs, nil
}

// OneTime keeps the hash of a one-time link.
func (t *Tx) OneTime(purpose, hash string, expires time.Time) error {
	_, err := t.exec("INSERT INTO one_time (purpose, hash, expires) VALUES ($1, $2, $3)", purpose, hash, nanos(expires))
	if err != nil {
		return fmt.Errorf("keeping a one-time link: %w", err)
	}
	return nil
}

// UseOneTime deletes a one-time link and reports whether it was there and not
// past its time.
func (t *Tx) UseOneTime(purpose, hash string, now time.Time) (bool, error) {
	var expires int64
	err := t.one(into(&expires), "DELETE FROM one_time WHERE purpose = $1 AND hash = $2 RETURNING expires", purpose, hash)
	if errors.Is(err, habeas.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("using a one-time link: %w", err)
	}
	return moment(expires).After(now), nil
}

// PutSession keeps a session; those past their time go on the way.
func (t *Tx) PutSession(hash string, user habeas.ID, data []byte, expires time.Time) error {
	if data == nil {
		data = []byte{}
	}
	_, err := t.exec(`INSERT INTO sessions (hash, holder, data, expires) VALUES ($1, $2, $3, $4)
		ON CONFLICT (hash) DO UPDATE SET holder = excluded.holder, data = excluded.data, expires = excluded.expires`,
		hash, user, data, nanos(expires))
	if err == nil {
		_, err = t.exec("DELETE FROM sessions WHERE expires < $1", nanos(t.today))
	}
	if err != nil {
		return fmt.Errorf("keeping a session: %w", err)
	}
	return nil
}

// Session returns what a session holds; ErrNotFound past its time.
func (t *Tx) Session(hash string, now time.Time) (data []byte, err error) {
	err = t.one(into(&data), "SELECT data FROM sessions WHERE hash = $1 AND expires > $2", hash, nanos(now))
	if err != nil {
		return nil, fmt.Errorf("session: %w", err)
	}
	return data, nil
}

// DeleteSession ends a session.
func (t *Tx) DeleteSession(hash string) error {
	if _, err := t.exec("DELETE FROM sessions WHERE hash = $1", hash); err != nil {
		return fmt.Errorf("ending a session: %w", err)
	}
	return nil
}

// DeleteSessionsOf ends every session of a user.
func (t *Tx) DeleteSessionsOf(user habeas.ID) error {
	if _, err := t.exec("DELETE FROM sessions WHERE holder = $1", user); err != nil {
		return fmt.Errorf("ending the sessions of %s: %w", user, err)
	}
	return nil
}
