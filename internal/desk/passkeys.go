package desk

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/protect/signin"
)

// A Ceremony is what is asked of a browser that has a passkey, or is to make
// one: options for its script, and the state that rests in the session until
// it answers.
type Ceremony struct{ Options, State []byte }

// Site is where browsers reach the desk.
type Site = signin.Site

// AskPasskey begins to make a passkey for the actor's account.
func (d *Desk) AskPasskey(ctx context.Context, a habeas.Actor, at Site) (c Ceremony, err error) {
	err = d.view(ctx, a, habeas.ReadDesk, func(tx Tx) error {
		u, err := tx.User(a.ID)
		if err == nil {
			c.Options, c.State, err = at.AskPasskey(u)
		}
		return err
	})
	return c, err
}

// KeepPasskey keeps a passkey of the actor's account, and ends the account's
// sessions. It returns recovery codes where the account has none yet: a key
// can be lost.
func (d *Desk) KeepPasskey(ctx context.Context, a habeas.Actor, at Site, state []byte, answer, name, password string) ([]string, error) {
	name = strings.Join(strings.Fields(name), " ")
	if name == "" || utf8.RuneCountInString(name) > 64 {
		return nil, habeas.Invalid("give it a name of at most 64 letters, such as that of the device", "the passkey has no usable name")
	}
	codes, hashes := newRecovery()
	err := d.ownAccount(ctx, a, password, func(_ Tx, u habeas.User) (habeas.User, error) {
		key, err := at.MakePasskey(u, state, answer, name, d.today())
		if err != nil {
			return u, err
		}
		u.Passkeys = append(u.Passkeys, key)
		if len(u.Recovery) > 0 {
			codes = nil
		} else {
			u.Recovery = hashes
		}
		return u, nil
	})
	if err != nil {
		return nil, err
	}
	return codes, nil
}

// DropPasskey takes one of the actor's passkeys away and ends the account's
// sessions.
func (d *Desk) DropPasskey(ctx context.Context, a habeas.Actor, id, password string) error {
	return d.ownAccount(ctx, a, password, func(tx Tx, u habeas.User) (habeas.User, error) {
		kept := slices.DeleteFunc(slices.Clone(u.Passkeys), func(k habeas.Passkey) bool { return k.ID == id })
		if len(kept) == len(u.Passkeys) {
			return u, habeas.Invalid("open the page again", "that passkey is gone")
		}
		s, err := tx.Settings()
		if err != nil {
			return u, err
		}
		u.Passkeys = kept
		if !u.TwoFactors() {
			if !s.PasswordAlone {
				return u, habeas.Invalid("set another passkey or an app up first", "this desk asks everybody for a second factor")
			}
			u.Recovery = nil
		}
		return u, nil
	})
}

// AskSignIn begins to sign in whoever has a passkey.
func (d *Desk) AskSignIn(at Site) (c Ceremony, err error) {
	c.Options, c.State, err = at.AskSignIn()
	return c, err
}

// SignInByPasskey returns the account whose passkey answered.
func (d *Desk) SignInByPasskey(ctx context.Context, at Site, state []byte, answer string) (u habeas.User, err error) {
	err = d.store.View(ctx, func(tx Tx) error {
		u, err = at.SignIn(state, answer, tx.User)
		return err
	})
	if err != nil && !errors.Is(err, habeas.ErrInvalid) {
		return habeas.User{}, err
	}
	if err != nil || u.Disabled {
		return habeas.User{}, errSignIn
	}
	return u, nil
}
