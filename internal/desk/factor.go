package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/protect/signin"
)

// NewFactor is a second factor that is not kept yet.
type NewFactor struct {
	Secret string // to type into the app, base32
	URL    string // otpauth://, for the picture that the app reads
	Sealed []byte // the secret as it may rest in a session
}

// Account returns the actor's own account.
func (d *Desk) Account(ctx context.Context, a habeas.Actor) (habeas.Account, error) {
	var out habeas.Account
	err := d.view(ctx, a, habeas.ReadDesk, func(tx Tx) error {
		u, err := tx.User(a.ID)
		if err != nil {
			return err
		}
		s, err := tx.Settings()
		out = habeas.Account{Name: u.Name, Role: u.Role, Circles: u.Circles, Factor: len(u.Factor) > 0, Recovery: len(u.Recovery), Passkeys: u.Passkeys, Forced: !s.PasswordAlone}
		return err
	})
	return out, err
}

// NewFactor makes a secret for the actor's app; KeepFactor keeps it.
func (d *Desk) NewFactor(ctx context.Context, a habeas.Actor) (NewFactor, error) {
	if err := d.authorise(a, habeas.ReadDesk, habeas.Item{}); err != nil {
		return NewFactor{}, err
	}
	return d.factor(ctx, a, signin.NewSecret(), nil)
}

// OpenFactor returns a new second factor that rests sealed in the actor's session.
func (d *Desk) OpenFactor(ctx context.Context, a habeas.Actor, sealed []byte) (NewFactor, error) {
	if err := d.authorise(a, habeas.ReadDesk, habeas.Item{}); err != nil {
		return NewFactor{}, err
	}
	secret, err := signin.Open(d.factorKey, a.ID, sealed)
	if err != nil {
		return NewFactor{}, err
	}
	return d.factor(ctx, a, secret, sealed)
}

func (d *Desk) factor(ctx context.Context, a habeas.Actor, secret string, sealed []byte) (NewFactor, error) {
	settings, err := d.Settings(ctx)
	if err != nil {
		return NewFactor{}, err
	}
	issuer := strings.TrimSpace(strings.ReplaceAll(settings.DeskName, ":", " "))
	if issuer == "" {
		issuer = "Habeas"
	}
	url, err := signin.SecretURL(secret, issuer, a.Name)
	if err == nil && sealed == nil {
		sealed, err = signin.Seal(d.factorKey, a.ID, secret)
	}
	return NewFactor{Secret: secret, URL: url, Sealed: sealed}, err
}

// KeepFactor makes a new second factor that of the actor's account, once a code
// of it and the password show that its owner sits there. It ends the account's
// sessions and returns recovery codes, which are shown once.
func (d *Desk) KeepFactor(ctx context.Context, a habeas.Actor, sealed []byte, password, code string) ([]string, error) {
	if err := d.authorise(a, habeas.ReadDesk, habeas.Item{}); err != nil {
		return nil, err
	}
	secret, err := signin.Open(d.factorKey, a.ID, sealed)
	if err != nil {
		return nil, err
	}
	step, ok := signin.StepOf(secret, code, d.now())
	codes, hashes := newRecovery()
	return codes, d.ownAccount(ctx, a, password, func(tx Tx, u habeas.User) (habeas.User, error) {
		if !ok {
			return u, habeas.Invalid("type the six digits the app shows now; its clock must be right", "the code is wrong")
		}
		if err := d.spendStep(tx, u.ID, step); err != nil {
			return u, habeas.Invalid("wait for the next one", "the code was used already")
		}
		u.Factor, u.Recovery = sealed, hashes
		return u, nil
	})
}

// DropFactor takes the actor's second factor away, where the desk does not ask
// for one. It asks for the password and a code.
func (d *Desk) DropFactor(ctx context.Context, a habeas.Actor, password, code string) error {
	return d.ownAccount(ctx, a, password, func(tx Tx, u habeas.User) (habeas.User, error) {
		s, err := tx.Settings()
		if err != nil {
			return u, err
		}
		if !s.PasswordAlone && len(u.Passkeys) == 0 {
			return u, habeas.Invalid("set a new one up in its place", "this desk asks everybody for a second factor")
		}
		if u, err = d.spend(tx, u, code); err != nil {
			return u, err
		}
		if u.Factor = nil; !u.TwoFactors() {
			u.Recovery = nil
		}
		return u, nil
	})
}

// NewRecovery replaces the actor's recovery codes; the old ones are void.
func (d *Desk) NewRecovery(ctx context.Context, a habeas.Actor, password, code string) ([]string, error) {
	codes, hashes := newRecovery()
	return codes, d.ownAccount(ctx, a, password, func(tx Tx, u habeas.User) (habeas.User, error) {
		u, err := d.spend(tx, u, code)
		u.Recovery = hashes
		return u, err
	})
}

// ChangePassword gives the actor's account a new password and ends its sessions.
func (d *Desk) ChangePassword(ctx context.Context, a habeas.Actor, password, changed string) error {
	if err := d.authorise(a, habeas.ReadDesk, habeas.Item{}); err != nil {
		return err
	}
	hash, err := signin.HashPassword(changed, a.Name)
	if err != nil {
		return err
	}
	return d.ownAccount(ctx, a, password, func(_ Tx, u habeas.User) (habeas.User, error) {
		u.Password = hash
		return u, nil
	})
}

// Confirm checks the actor's password again, before something that a stolen
// session should not be able to do.
func (d *Desk) Confirm(ctx context.Context, a habeas.Actor, password string) error {
	var u habeas.User
	err := d.view(ctx, a, habeas.ReadDesk, func(tx Tx) (err error) {
		u, err = tx.User(a.ID)
		return err
	})
	if err == nil && !signin.CheckPassword(u.Password, password) {
		err = errPassword
	}
	return err
}

// EndSessions ends every session of the actor's account.
func (d *Desk) EndSessions(ctx context.Context, a habeas.Actor) error {
	return d.update(ctx, a, habeas.ReadDesk, func(tx Tx) error {
		u, err := tx.User(a.ID)
		if err != nil {
			return err
		}
		// A new version, so that a request under way keeps no session alive.
		if err := tx.PutUser(u); err != nil {
			return err
		}
		return tx.DeleteSessionsOf(a.ID)
	})
}

var errPassword = habeas.Invalid("type the password you sign in with", "the password is wrong")

// ownAccount changes the actor's own account once their password is right, and
// ends its sessions.
func (d *Desk) ownAccount(ctx context.Context, a habeas.Actor, password string, change func(Tx, habeas.User) (habeas.User, error)) error {
	if err := d.Confirm(ctx, a, password); err != nil {
		return err
	}
	return d.update(ctx, a, habeas.ReadDesk, func(tx Tx) error {
		u, err := tx.User(a.ID)
		if err != nil {
			return err
		}
		if u, err = change(tx, u); err != nil {
			return err
		}
		if err := tx.PutUser(u); err != nil {
			return err
		}
		return tx.DeleteSessionsOf(u.ID)
	})
}

// spendCode uses a code of the account up.
func (d *Desk) spendCode(ctx context.Context, id habeas.ID, code string) (u habeas.User, err error) {
	err = d.store.Update(ctx, func(tx Tx) error {
		was, err := tx.User(id)
		if err != nil {
			return err
		}
		if u, err = d.spend(tx, was, code); err != nil {
			return errSignIn
		}
		if len(u.Recovery) == len(was.Recovery) {
			return nil
		}
		if err := tx.PutUser(u); err != nil {
			return err
		}
		u, err = tx.User(id)
		return err
	})
	return u, err
}

var errCode = habeas.Invalid("type the six digits the app shows now, or a recovery code", "the code is wrong")

// spend checks a code of the app or a recovery code, and sees to it that it
// does not count again.
func (d *Desk) spend(tx Tx, u habeas.User, code string) (habeas.User, error) {
	if secret, err := signin.Open(d.factorKey, u.ID, u.Factor); err == nil {
		if step, ok := signin.StepOf(secret, code, d.now()); ok {
			return u, d.spendStep(tx, u.ID, step)
		}
	}
	hash := tokenHash(signin.PlainCode(code))
	if i := slices.Index(u.Recovery, hash); i >= 0 {
		u.Recovery = slices.Delete(slices.Clone(u.Recovery), i, i+1)
		return u, nil
	}
	return u, errCode
}

// spendStep remembers that the code of a time step was used, for as long as it
// would count.
func (d *Desk) spendStep(tx Tx, id habeas.ID, step int64) error {
	purpose, hash := "code of "+string(id), tokenHash(strconv.FormatInt(step, 10))
	used, err := tx.UseOneTime(purpose, hash, d.now())
	if err != nil {
		return err
	}
	if err := tx.OneTime(purpose, hash, d.now().Add(signin.CodeLife)); err != nil {
		return err
	}
	if used {
		return errCode
	}
	return nil
}

// newRecovery makes recovery codes and what is kept of them.
func newRecovery() (codes, hashes []string) {
	codes, plain := signin.NewRecovery()
	for _, p := range plain {
		hashes = append(hashes, tokenHash(p))
	}
	return codes, hashes
}
