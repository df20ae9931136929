package desk

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/habeas-record/habeas"
)

// setupLife is how long a one-time setup link can be used.
const setupLife = 24 * time.Hour

const setupPurpose = "setup"

// MinPassword is the least number of letters of a password. Length is asked
// for, composition is not (NIST SP 800-63B).
const MinPassword = 12

// SetupToken makes a one-time token for the first administrator while the
// record has no account, and "" once it has.
func (d *Desk) SetupToken(ctx context.Context) (string, error) {
	raw := make([]byte, 20)
	if _, err := rand.Read(raw); err != nil {
		return "", err
	}
	token := base64.RawURLEncoding.EncodeToString(raw)
	made := false
	err := d.store.Update(ctx, func(tx Tx) error {
		users, err := tx.Users()
		if err != nil || len(users) > 0 {
			return err
		}
		made = true
		return tx.OneTime(setupPurpose, tokenHash(token), d.now().Add(setupLife))
	})
	if err != nil || !made {
		return "", err
	}
	return token, nil
}

// SetupOpen reports whether the record still waits for its first account.
func (d *Desk) SetupOpen(ctx context.Context) (bool, error) {
	open := false
	err := d.store.View(ctx, func(tx Tx) error {
		users, err := tx.Users()
		open = len(users) == 0
		return err
	})
	return open, err
}

// SetUp uses the one-time token to make the first administrator.
func (d *Desk) SetUp(ctx context.Context, token, name, password string) (habeas.User, error) {
	u, err := d.newUser(name, password, habeas.RoleAdmin)
	if err != nil {
		return u, err
	}
	err = d.store.Update(ctx, func(tx Tx) error {
		users, err := tx.Users()
		if err != nil {
			return err
		}
		if len(users) > 0 {
			return habeas.ErrNotFound
		}
		ok, err := tx.UseOneTime(setupPurpose, tokenHash(token), d.now())
		if err != nil {
			return err
		}
		if !ok {
			return habeas.ErrNotFound
		}
		return tx.PutUser(u)
	})
	return u, err
}

func (d *Desk) newUser(name, password string, role habeas.Role) (habeas.User, error) {
	name = strings.TrimSpace(name)
	if name == "" || utf8.RuneCountInString(name) > 64 {
		return habeas.User{}, habeas.Invalid("write a name of at most 64 letters", "the account has no usable name")
	}
	if role.AtLeast(habeas.RoleReader) == false {
		return habeas.User{}, habeas.Invalid("choose reader, documenter, reviewer or admin", "role %q is not known", role)
	}
	hash, err := hashPassword(password)
	if err != nil {
		return habeas.User{}, err
	}
	return habeas.User{ID: d.newID(habeas.KindUser), Name: name, Role: role, Password: hash, Created: d.today()}, nil
}

// AddUser makes an account.
func (d *Desk) AddUser(ctx context.Context, a habeas.Actor, name, password string, role habeas.Role) (habeas.User, error) {
	if err := d.authorise(a, habeas.ManageUsers, habeas.Item{}); err != nil {
		return habeas.User{}, err
	}
	u, err := d.newUser(name, password, role)
	if err != nil {
		return u, err
	}
	err = d.update(ctx, a, habeas.ManageUsers, func(tx Tx) error {
		if _, err := tx.UserByName(u.Name); err == nil {
			return habeas.Invalid("choose another", "the name %q is taken", u.Name)
		} else if !errors.Is(err, habeas.ErrNotFound) {
			return err
		}
		return tx.PutUser(u)
	})
	return u, err
}

// UserChange is what an administrator may change of an account; a nil field
// stays as it is.
type UserChange struct {
	Role     *habeas.Role
	Disabled *bool
	Password *string
	Version  int
}

// ChangeUser changes an account and ends its sessions at once.
func (d *Desk) ChangeUser(ctx context.Context, a habeas.Actor, id habeas.ID, ch UserChange) error {
	var hash string
	if err := d.authorise(a, habeas.ManageUsers, habeas.Item{}); err != nil {
		return err
	}
	if ch.Password != nil {
		var err error
		if hash, err = hashPassword(*ch.Password); err != nil {
			return err
		}
	}
	return d.update(ctx, a, habeas.ManageUsers, func(tx Tx) error {
		u, err := tx.User(id)
		if err != nil {
			return err
		}
		if ch.Role != nil {
			if !ch.Role.AtLeast(habeas.RoleReader) {
				return habeas.Invalid("choose reader, documenter, reviewer or admin", "role %q is not known", *ch.Role)
			}
			u.Role = *ch.Role
		}
		if ch.Disabled != nil {
			u.Disabled = *ch.Disabled
		}
		if hash != "" {
			u.Password = hash
		}
		u.Version = ch.Version
		if u.Role != habeas.RoleAdmin || u.Disabled {
			if err := keepsAdmin(tx, u.ID); err != nil {
				return err
			}
		}
		if err := tx.PutUser(u); err != nil {
			return err
		}
		return tx.DeleteSessionsOf(u.ID)
	})
}

// keepsAdmin refuses to leave the desk without an administrator.
func keepsAdmin(tx Tx, without habeas.ID) error {
	users, err := tx.Users()
	if err != nil {
		return err
	}
	for _, u := range users {
		if u.ID != without && u.Role == habeas.RoleAdmin && !u.Disabled {
			return nil
		}
	}
	return habeas.Invalid("make another account an administrator first", "this is the last administrator")
}

// Users lists the accounts.
func (d *Desk) Users(ctx context.Context, a habeas.Actor) ([]habeas.User, error) {
	var us []habeas.User
	err := d.view(ctx, a, habeas.ManageUsers, func(tx Tx) (err error) {
		us, err = tx.Users()
		return err
	})
	for i := range us {
		us[i].Password = ""
	}
	return us, err
}

// Names returns the names of the desk's people by id, for histories.
func (d *Desk) Names(ctx context.Context, a habeas.Actor) (map[habeas.ID]string, error) {
	names := map[habeas.ID]string{}
	err := d.view(ctx, a, habeas.ReadDesk, func(tx Tx) error {
		us, err := tx.Users()
		for _, u := range us {
			names[u.ID] = u.Name
		}
		return err
	})
	return names, err
}

// SignIn checks name and password. It answers the same, after the same work,
// whether the name or the password is wrong.
func (d *Desk) SignIn(ctx context.Context, name, password string) (habeas.User, error) {
	var u habeas.User
	err := d.store.View(ctx, func(tx Tx) (err error) {
		u, err = tx.UserByName(strings.TrimSpace(name))
		return err
	})
	if err != nil && !errors.Is(err, habeas.ErrNotFound) {
		return habeas.User{}, err
	}
	hash := u.Password
	if err != nil {
		hash = nobodysPassword()
	}
	if !checkPassword(hash, password) || err != nil || u.Disabled {
		return habeas.User{}, habeas.Refused("", "name or password is wrong")
	}
	return u, nil
}

// Who returns the actor an account is now: its role as it stands, and
// ErrNotFound once it is disabled, so that a change counts at the next request.
func (d *Desk) Who(ctx context.Context, id habeas.ID) (habeas.Actor, error) {
	var u habeas.User
	err := d.store.View(ctx, func(tx Tx) (err error) {
		u, err = tx.User(id)
		return err
	})
	if err != nil {
		return habeas.Anybody, err
	}
	if u.Disabled {
		return habeas.Anybody, habeas.ErrNotFound
	}
	return habeas.Actor{ID: u.ID, Name: u.Name, Role: u.Role}, nil
}

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
	s.Demo = old.Demo // a record of invented people stays one
	return tx.PutSettings(s, a.ID, d.now())
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
		s.Demo = true
		return tx.PutSettings(s, "", d.now())
	})
}

// tokenHash is what the store keeps of a secret that arrives in a link or a
// cookie, so that a copy of the database signs nobody in.
func tokenHash(token string) string {
	h := sha256.Sum256([]byte(token))
	return hex.EncodeToString(h[:])
}
