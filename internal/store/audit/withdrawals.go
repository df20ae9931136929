package audit

import (
	"fmt"
	"slices"

	"github.com/habeas-record/habeas"
)

// withdraw keeps the newest word on what was taken back.
func (l *Log) withdraw(item habeas.ID, act, value string) error {
	return l.KeepWithdrawal(habeas.Withdrawal{Item: item, Act: act, Value: value, Day: l.today()})
}

// KeepWithdrawal keeps what was taken back elsewhere, on a day of its own.
func (l *Log) KeepWithdrawal(w habeas.Withdrawal) error {
	_, err := l.Tx.Exec(`INSERT INTO withdrawals (item, act, value, day) VALUES ($1, $2, $3, $4)
		ON CONFLICT (item, act) DO UPDATE SET value = excluded.value, day = excluded.day`,
		w.Item, w.Act, w.Value, w.Day)
	if err != nil {
		return fmt.Errorf("keeping that %s was taken back: %w", w.Item, err)
	}
	l.Record("withdrawal", w.Item, w.Act)
	l.tookBack = true
	return nil
}

// TookBack reports whether the update took anything back, or gave it again.
func (l *Log) TookBack() bool { return l.tookBack }

// giveBack forgets that something was taken back, once it is given anew.
func (l *Log) giveBack(item habeas.ID, act string) error {
	n, err := l.Tx.Exec("DELETE FROM withdrawals WHERE item = $1 AND act = $2", item, act)
	if err != nil {
		return fmt.Errorf("keeping that %s was given again: %w", item, err)
	}
	if n > 0 {
		l.Record("withdrawal", item, act)
		l.tookBack = true
	}
	return nil
}

// NotePublic follows a claim or list on to the public record and off it.
func (l *Log) NotePublic(item habeas.ID, was, is bool) error {
	switch {
	case was && !is:
		return l.withdraw(item, habeas.WithdrawnPublic, "")
	case is && !was:
		return l.giveBack(item, habeas.WithdrawnPublic)
	}
	return nil
}

// NoteStep follows what a step did to a claim.
func (l *Log) NoteStep(id habeas.ID, was, is habeas.State) error {
	if is.Status == habeas.Withdrawn && was.Status != habeas.Withdrawn {
		if err := l.withdraw(id, habeas.WithdrawnClaim, ""); err != nil {
			return err
		}
	}
	return l.NotePublic(id, was.Public, is.Public)
}

// noteLevel keeps a level once it was ever made stricter, and what it is from
// then on. strict ranks levels, the strictest highest.
func noteLevel[L ~string](l *Log, item habeas.ID, act string, was, is L, strict func(L) int) error {
	if was == is {
		return nil
	}
	if strict(is) < strict(was) {
		var n int
		err := l.Tx.One([]any{&n}, "SELECT count(*) FROM withdrawals WHERE item = $1 AND act = $2", item, act)
		if err != nil || n == 0 {
			return err
		}
	}
	return l.withdraw(item, act, string(is))
}

// NoteSource follows a change of a source.
func (l *Log) NoteSource(was, is habeas.Source) error {
	strict := func(c habeas.Consent) int { return -slices.Index(habeas.Consents, c) }
	if err := noteLevel(l, is.ID, habeas.WithdrawnLevel, was.Consent, is.Consent, strict); err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, g := range slices.Concat(was.Grants, is.Grants) {
		if seen[g.Withdrawn()] {
			continue
		}
		seen[g.Withdrawn()] = true
		if err := noteLevel(l, is.ID, g.Withdrawn(), granted(was, g), granted(is, g), strict); err != nil {
			return err
		}
	}
	return noteLevel(l, is.ID, habeas.WithdrawnShield, was.Protection, is.Protection,
		func(p habeas.Protection) int { return slices.Index(habeas.Protections, p) })
}

// granted is the level a source allows for exactly what a grant is about.
func granted(s habeas.Source, g habeas.Grant) habeas.Consent {
	for _, x := range s.Grants {
		if x.Withdrawn() == g.Withdrawn() {
			return x.Level
		}
	}
	return habeas.ConsentNone
}

// NoteAccess follows a change of who may read a report or list.
func (l *Log) NoteAccess(item habeas.ID, was, is habeas.Access) error {
	return noteLevel(l, item, habeas.WithdrawnAccess, was, is, func(a habeas.Access) int { return slices.Index(habeas.Accesses, a) })
}

// Withdrawals returns what is taken back, by item.
func (l *Log) Withdrawals() ([]habeas.Withdrawal, error) {
	var out []habeas.Withdrawal
	err := l.Tx.Stream(func(scan func(...any) error) error {
		var w habeas.Withdrawal
		err := scan(&w.Item, &w.Act, &w.Value, &w.Day)
		out = append(out, w)
		return err
	}, "SELECT item, act, value, day FROM withdrawals ORDER BY item, act")
	if err != nil {
		return nil, fmt.Errorf("reading what was taken back: %w", err)
	}
	return out, nil
}
