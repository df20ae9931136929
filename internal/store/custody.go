package store

import (
	"fmt"
	"time"

	"github.com/habeas-record/habeas"
)

// AddCustody keeps that somebody opened an item, and sets N.
func (t *Tx) AddCustody(c habeas.Custody) error {
	if aboutSource("custody/" + string(c.Item)) {
		c.At = c.At.UTC().Truncate(24 * time.Hour)
	}
	err := t.one(into(&c.N), `INSERT INTO custody (item, n, act, by_user, at, reason)
		SELECT $1, coalesce(max(n), 0) + 1, $2, $3, $4, $5 FROM custody WHERE item = $6 RETURNING n`,
		c.Item, c.Act, c.By, nanos(c.At), c.Reason, c.Item)
	if err != nil {
		return fmt.Errorf("keeping who opened %s: %w", c.Item, err)
	}
	t.record("custody", c.Item, c.N)
	return nil
}

// Custody returns who opened an item, in order.
func (t *Tx) Custody(item habeas.ID) ([]habeas.Custody, error) {
	out, err := all(t, func(s scanner) (c habeas.Custody, err error) {
		var at int64
		err = s.Scan(&c.Item, &c.N, &c.Act, &c.By, &at, &c.Reason)
		c.At = moment(at)
		return c, err
	}, "SELECT item, n, act, by_user, at, reason FROM custody WHERE item = $1 ORDER BY n", item)
	if err != nil {
		return nil, fmt.Errorf("reading who opened %s: %w", item, err)
	}
	return out, nil
}

// PublishedHead is the signed head of the ledger at the end of the last day
// that is over: what is shown outside tells the day and no hour. ErrNotFound
// where there is none yet.
func (t *Tx) PublishedHead() (h habeas.LedgerHead, err error) {
	err = t.one(into(&h.Day, &h.Size, &h.Signed), `SELECT day, size, head FROM
		(SELECT day, size, head FROM ledger_days UNION ALL SELECT day, size, head FROM ledger_head WHERE size > 0) d
		WHERE day < $1 AND head <> '' ORDER BY day DESC LIMIT 1`, t.today.Format(time.DateOnly))
	if err != nil {
		return h, fmt.Errorf("the published head of the ledger: %w", err)
	}
	return h, nil
}

// Head is the signed head of the ledger as it is now.
func (t *Tx) Head() (h habeas.LedgerHead, err error) {
	err = t.one(into(&h.Day, &h.Size, &h.Signed), "SELECT day, size, head FROM ledger_head WHERE n = 1")
	if err != nil {
		return h, fmt.Errorf("the head of the ledger: %w", err)
	}
	return h, nil
}

// AddBackup keeps that the record was backed up or restored.
func (t *Tx) AddBackup(b habeas.Backup) error {
	act := "backup"
	if b.Restored {
		act = "restore"
	}
	var n int64
	err := t.one(into(&n), "INSERT INTO backups (n, act, at, doc) SELECT coalesce(max(n), 0) + 1, $1, $2, $3 FROM backups RETURNING n",
		act, nanos(b.At), encode(b))
	if err != nil {
		return fmt.Errorf("keeping that the record was backed up: %w", err)
	}
	t.record("backup", n)
	return nil
}

// Backups returns the newest backups and restores.
func (t *Tx) Backups(limit int) ([]habeas.Backup, error) {
	l, _ := page(limit, 0)
	out, err := all(t, scanDoc[habeas.Backup], "SELECT doc FROM backups ORDER BY n DESC LIMIT $1", l)
	if err != nil {
		return nil, fmt.Errorf("reading the backups: %w", err)
	}
	return out, nil
}
