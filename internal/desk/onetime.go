package desk

import (
	"context"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/protect/signin"
)

func linkPurpose(id habeas.ID) string { return "password of " + string(id) }

// OneTimeLink makes a token by which the owner of an account chooses its
// password, within a day and once. Nobody who runs the desk has to know it.
func (d *Desk) OneTimeLink(ctx context.Context, a habeas.Actor, id habeas.ID) (string, error) {
	token := newToken()
	return token, d.update(ctx, a, habeas.ManageUsers, func(tx Tx) error {
		u, err := tx.User(id)
		if err != nil {
			return err
		}
		if u.Disabled {
			return habeas.Invalid("open it first", "the account is closed")
		}
		return tx.OneTime(linkPurpose(id), tokenHash(token), d.now().Add(setupLife))
	})
}

// UseLink gives an account the password its owner chose, uses the link up and
// ends the account's sessions. A second factor stays as it is: the link stands
// for the password alone.
func (d *Desk) UseLink(ctx context.Context, id habeas.ID, token, password string) (habeas.User, error) {
	if err := signin.PasswordFits(password); err != nil {
		return habeas.User{}, err
	}
	var u habeas.User
	err := d.store.Update(ctx, func(tx Tx) error {
		// The link first: without one no password is hashed, which is work.
		ok, err := tx.UseOneTime(linkPurpose(id), tokenHash(token), d.now())
		if err != nil {
			return err
		}
		if !ok {
			return habeas.ErrNotFound
		}
		if u, err = tx.User(id); err != nil {
			return err
		}
		if u.Disabled {
			return habeas.ErrNotFound
		}
		if u.Password, err = signin.HashPassword(password, u.Name); err != nil {
			return err
		}
		tx.Doing(habeas.ManageUsers)
		if err := tx.PutUser(u); err != nil {
			return err
		}
		return tx.DeleteSessionsOf(id)
	})
	return u, hidden(err)
}
