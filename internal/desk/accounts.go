package desk

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/protect/signin"
	"github.com/habeas-record/habeas/names"
)

// setupLife is how long a one-time setup link can be used.
const setupLife = 24 * time.Hour

const setupPurpose = "setup"

// newToken is what a one-time link carries: 160 random bits.
func newToken() string {
	raw := make([]byte, 20)
	rand.Read(raw) // never fails: see crypto/rand
	return base64.RawURLEncoding.EncodeToString(raw)
}

// MinPassword is the least number of letters of a password.
const MinPassword = signin.MinPassword

// SetupToken makes a one-time token for the first administrator while the
// record has no account, and "" once it has.
func (d *Desk) SetupToken(ctx context.Context) (string, error) {
	token, made := newToken(), false
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
	if password == "" {
		return habeas.User{}, habeas.Invalid("choose a password", "the account has no password")
	}
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
	if err := checkRole(role); err != nil {
		return habeas.User{}, err
	}
	hash := ""
	if password != "" {
		var err error
		if hash, err = signin.HashPassword(password, name); err != nil {
			return habeas.User{}, err
		}
	}
	return habeas.User{ID: d.newID(habeas.KindUser), Name: name, Role: role, Password: hash, Created: d.today()}, nil
}

func checkRole(role habeas.Role) error {
	if role.Known() {
		return nil
	}
	var known []string
	for _, r := range habeas.Roles {
		known = append(known, string(r))
	}
	return habeas.Invalid("choose one of "+strings.Join(known, ", "), "role %q is not known", role)
}

// AddUser makes an account. One without a password signs nobody in until its
// owner chooses one by a one-time link.
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
	Password *string // "" takes the password away: a one-time link gives a new one
	Circles  *[]string
	// WithoutFactor takes the second factor, recovery codes and passkeys away.
	WithoutFactor bool
	Version       int
}

// ChangeUser changes an account and ends its sessions at once.
func (d *Desk) ChangeUser(ctx context.Context, a habeas.Actor, id habeas.ID, ch UserChange) error {
	var hash string
	if err := d.authorise(a, habeas.ManageUsers, habeas.Item{}); err != nil {
		return err
	}
	if ch.Password != nil && *ch.Password != "" {
		var err error
		if hash, err = signin.HashPassword(*ch.Password); err != nil {
			return err
		}
	}
	return d.update(ctx, a, habeas.ManageUsers, func(tx Tx) error {
		u, err := tx.User(id)
		if err != nil {
			return err
		}
		kept := u.Role == habeas.RoleAdmin && !u.Disabled // the desk
		if ch.Role != nil {
			if err := checkRole(*ch.Role); err != nil {
				return err
			}
			u.Role = *ch.Role
		}
		if ch.Disabled != nil {
			u.Disabled = *ch.Disabled
		}
		if ch.Password != nil {
			u.Password = hash
		}
		if ch.Circles != nil {
			if u.Circles, err = circlesOf(*ch.Circles); err != nil {
				return err
			}
		}
		if ch.WithoutFactor {
			u.Factor, u.Recovery, u.Passkeys = nil, nil, nil
		}
		u.Version = ch.Version
		if kept && (u.Role != habeas.RoleAdmin || u.Disabled) {
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

// circlesOf tidies the names of circles: each once, in order.
func circlesOf(names []string) ([]string, error) {
	var out []string
	for _, n := range names {
		n = strings.Join(strings.Fields(n), " ")
		if utf8.RuneCountInString(n) > 64 {
			return nil, habeas.Invalid("write at most 64 letters", "the name of a circle is too long")
		}
		if n != "" {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
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
		if us[i].TwoFactors() {
			us[i].Factor = []byte{1} // that there is one
		}
		us[i].Password, us[i].Recovery, us[i].Passkeys = "", nil, nil
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

// SignIn checks name, password and, where the account has a second factor, its
// code: one of the app, or a recovery code. It answers the same, after the same
// work, whichever of them is wrong.
func (d *Desk) SignIn(ctx context.Context, name, password, code string) (habeas.User, error) {
	var u habeas.User
	err := d.store.View(ctx, func(tx Tx) (err error) {
		u, err = tx.UserByName(strings.TrimSpace(name))
		return err
	})
	if err != nil && !errors.Is(err, habeas.ErrNotFound) {
		return habeas.User{}, err
	}
	hash := u.Password
	if hash == "" {
		hash = signin.NobodysPassword()
	}
	if !signin.CheckPassword(hash, password) || err != nil || u.Disabled {
		return habeas.User{}, errSignIn
	}
	if u.TwoFactors() {
		if u, err = d.spendCode(ctx, u.ID, code); err != nil {
			return habeas.User{}, err
		}
	}
	return u, nil
}

// AccountKey is what two spellings of an account's name have in common.
func AccountKey(name string) string { return names.Fold(name) }

var errSignIn = habeas.Refused("", "name, password or code is wrong")

// Who returns the actor an account is now: its role and circles as they stand,
// and ErrNotFound once it is disabled, so that a change counts at the next
// request.
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
	return habeas.Actor{ID: u.ID, Name: u.Name, Role: u.Role, Circles: u.Circles, Version: u.Version, PasswordAlone: !u.TwoFactors()}, nil
}

// tokenHash is what the store keeps of a secret that arrives in a link or a
// cookie, so that a copy of the database signs nobody in.
func tokenHash(token string) string {
	h := sha256.Sum256([]byte(token))
	return hex.EncodeToString(h[:])
}
