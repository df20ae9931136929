package store

import (
	"fmt"
	"slices"
	"time"

	"github.com/habeas-record/habeas"
)

// withdraw keeps the newest word on what was taken back.
func (t *Tx) withdraw(item habeas.ID, act, value string) error {
	_, err := t.exec(`INSERT INTO withdrawals (item, act, value, day) VALUES ($1, $2, $3, $4)
		ON CONFLICT (item, act) DO UPDATE SET value = excluded.value, day = excluded.day`,
		item, act, value, t.today.Format(time.DateOnly))
	if err != nil {
		return fmt.Errorf("keeping that %s was taken back: %w", item, err)
	}
	t.record("withdrawal", item, act)
	return nil
}

// giveBack forgets that something was taken back, once it is given anew.
func (t *Tx) giveBack(item habeas.ID, act string) error {
	n, err := t.exec("DELETE FROM withdrawals WHERE item = $1 AND act = $2", item, act)
	if err != nil {
		return fmt.Errorf("keeping that %s was given again: %w", item, err)
	}
	if n > 0 {
		t.record("withdrawal", item, act)
	}
	return nil
}

// notePublic follows a claim or list on to the public record and off it.
func (t *Tx) notePublic(item habeas.ID, was, is bool) error {
	switch {
	case was && !is:
		return t.withdraw(item, habeas.WithdrawnPublic, "")
	case is && !was:
		return t.giveBack(item, habeas.WithdrawnPublic)
	}
	return nil
}

// noteStep follows what a step did to a claim.
func (t *Tx) noteStep(id habeas.ID, was, is habeas.State) error {
	if is.Status == habeas.Withdrawn && was.Status != habeas.Withdrawn {
		if err := t.withdraw(id, habeas.WithdrawnClaim, ""); err != nil {
			return err
		}
	}
	return t.notePublic(id, was.Public, is.Public)
}

// noteLevel keeps a level once it was ever made stricter, and what it is from
// then on. strict ranks levels, the strictest highest.
func noteLevel[L ~string](t *Tx, item habeas.ID, act string, was, is L, strict func(L) int) error {
	if was == is {
		return nil
	}
	if strict(is) < strict(was) {
		var n int
		err := t.one(into(&n), "SELECT count(*) FROM withdrawals WHERE item = $1 AND act = $2", item, act)
		if err != nil || n == 0 {
			return err
		}
	}
	return t.withdraw(item, act, string(is))
}

func (t *Tx) noteSource(was, is habeas.Source) error {
	err := noteLevel(t, is.ID, habeas.WithdrawnLevel, was.Consent, is.Consent,
		func(c habeas.Consent) int { return -slices.Index(habeas.Consents, c) })
	if err != nil {
		return err
	}
	return noteLevel(t, is.ID, habeas.WithdrawnShield, was.Protection, is.Protection,
		func(p habeas.Protection) int { return slices.Index(habeas.Protections, p) })
}

func (t *Tx) noteAccess(item habeas.ID, was, is habeas.Access) error {
	return noteLevel(t, item, habeas.WithdrawnAccess, was, is, func(a habeas.Access) int { return slices.Index(habeas.Accesses, a) })
}

// Withdrawals returns what is taken back, by item.
func (t *Tx) Withdrawals() ([]habeas.Withdrawal, error) {
	out, err := all(t, func(s scanner) (w habeas.Withdrawal, err error) { return w, s.Scan(&w.Item, &w.Act, &w.Value, &w.Day) },
		"SELECT item, act, value, day FROM withdrawals ORDER BY item, act")
	if err != nil {
		return nil, fmt.Errorf("reading what was taken back: %w", err)
	}
	return out, nil
}
