package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/habeas-record/habeas"
)

// AddCustody keeps that somebody opened an item, and sets N.
func (l *Log) AddCustody(c habeas.Custody) error {
	if aboutSource("custody/" + string(c.Item)) {
		c.At = c.At.UTC().Truncate(24 * time.Hour)
	}
	err := l.Tx.One([]any{&c.N}, `INSERT INTO custody (item, n, act, by_user, at, reason)
		SELECT $1, coalesce(max(n), 0) + 1, $2, $3, $4, $5 FROM custody WHERE item = $6 RETURNING n`,
		c.Item, c.Act, c.By, c.At.UnixNano(), c.Reason, c.Item)
	if err != nil {
		return fmt.Errorf("keeping who opened %s: %w", c.Item, err)
	}
	l.Record("custody", c.Item, c.N)
	return nil
}

// Custody returns who opened an item, in order.
func (l *Log) Custody(item habeas.ID) ([]habeas.Custody, error) {
	return l.custody("WHERE item = $1 ORDER BY n", item)
}

// Openings returns who opened what last, the newest first.
func (l *Log) Openings(limit int) ([]habeas.Custody, error) {
	return l.custody("ORDER BY at DESC, item, n DESC LIMIT $1", limit)
}

// Opened returns who last did one act to items, the newest first.
func (l *Log) Opened(act habeas.Action, limit int) ([]habeas.Custody, error) {
	return l.custody("WHERE act = $1 ORDER BY at DESC, item, n DESC LIMIT $2", string(act), limit)
}

func (l *Log) custody(which string, args ...any) ([]habeas.Custody, error) {
	var out []habeas.Custody
	err := l.Tx.Stream(func(scan func(...any) error) error {
		var c habeas.Custody
		var at int64
		err := scan(&c.Item, &c.N, &c.Act, &c.By, &at, &c.Reason)
		c.At = time.Unix(0, at).UTC()
		out = append(out, c)
		return err
	}, "SELECT item, n, act, by_user, at, reason FROM custody "+which, args...)
	if err != nil {
		return nil, fmt.Errorf("reading who opened what: %w", err)
	}
	return out, nil
}

// PublishedHead is the signed head of the ledger at the end of the last day
// that is over: what is shown outside tells the day and no hour. ErrNotFound
// where there is none yet.
func (l *Log) PublishedHead() (h habeas.LedgerHead, err error) {
	err = l.Tx.One([]any{&h.Day, &h.Size, &h.Signed}, `SELECT day, size, head FROM
		(SELECT day, size, head FROM ledger_days UNION ALL SELECT day, size, head FROM ledger_head WHERE size > 0) d
		WHERE day < $1 AND head <> '' ORDER BY day DESC LIMIT 1`, l.today())
	if err != nil {
		return h, fmt.Errorf("the published head of the ledger: %w", err)
	}
	return h, nil
}

// Head is the signed head of the ledger as it is now.
func (l *Log) Head() (h habeas.LedgerHead, err error) {
	err = l.Tx.One([]any{&h.Day, &h.Size, &h.Signed}, "SELECT day, size, head FROM ledger_head WHERE n = 1")
	if err != nil {
		return h, fmt.Errorf("the head of the ledger: %w", err)
	}
	return h, nil
}

// State is text that is another after every change of the record: how long the
// ledger is, and what waits to go into it.
func (l *Log) State() (string, error) {
	h, err := l.Head()
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	fmt.Fprintln(sum, h.Day, h.Size)
	err = l.Tx.Stream(func(scan func(...any) error) error {
		var leaf string
		err := scan(&leaf)
		fmt.Fprintln(sum, leaf)
		return err
	}, "SELECT leaf FROM ledger_pending ORDER BY item")
	if err != nil {
		return "", fmt.Errorf("reading the entries that wait: %w", err)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// AddBackup keeps that the record was backed up or restored.
func (l *Log) AddBackup(b habeas.Backup) error {
	act := "backup"
	if b.Restored {
		act = "restore"
	}
	var n int64
	doc, err := json.Marshal(b)
	if err != nil {
		return err
	}
	err = l.Tx.One([]any{&n}, "INSERT INTO backups (n, act, at, doc) SELECT coalesce(max(n), 0) + 1, $1, $2, $3 FROM backups RETURNING n",
		act, b.At.UnixNano(), string(doc))
	if err != nil {
		return fmt.Errorf("keeping that the record was backed up: %w", err)
	}
	l.Record("backup", n)
	return nil
}

// Backups returns the newest backups and restores.
func (l *Log) Backups(limit int) ([]habeas.Backup, error) {
	var out []habeas.Backup
	err := l.Tx.Stream(func(scan func(...any) error) error {
		var doc []byte
		if err := scan(&doc); err != nil {
			return err
		}
		var b habeas.Backup
		err := json.Unmarshal(doc, &b)
		out = append(out, b)
		return err
	}, "SELECT doc FROM backups ORDER BY n DESC LIMIT $1", limit)
	if err != nil {
		return nil, fmt.Errorf("reading the backups: %w", err)
	}
	return out, nil
}
