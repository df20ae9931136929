package desk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"time"

	"filippo.io/age"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/backup"
)

// KeyFile is a file of the record's keys, which goes into a backup.
type KeyFile struct {
	Name string
	Data []byte
}

// Backup writes the whole record as it is at one moment to w, sealed to the
// recipients, while the desk goes on working: tables, evidence and the key of
// the ledger. It keeps that it did. Where evidence is missing or damaged the
// rest is written all the same, and the second result says how many pieces.
func (d *Desk) Backup(ctx context.Context, a habeas.Actor, w io.Writer, recipients []age.Recipient, key []KeyFile) (habeas.Backup, int, error) {
	out := habeas.Backup{At: d.now(), Recipients: len(recipients)}
	if err := d.authorise(a, habeas.KeepSafe, habeas.Item{}); err != nil {
		return out, 0, err
	}
	if len(recipients) == 0 {
		return out, 0, habeas.Invalid("name a recipient", "nobody could open the backup")
	}
	count := &counter{w: w}
	var b *backup.Writer
	var named map[string]string
	err := d.store.Dump(ctx, func(tx Tx, version int64) error {
		head, err := tx.Head()
		if err != nil {
			return err
		}
		if named, err = tx.Evidence(); err != nil {
			return err
		}
		m := backup.Manifest{Version: version, Made: out.At, Head: head.Signed}
		if b, err = backup.NewWriter(count, m, recipients...); err != nil {
			return err
		}
		for _, k := range key {
			if err := b.Key(k.Name, k.Data); err != nil {
				return err
			}
		}
		return nil
	}, func(table string, columns []string, values []any) error { return b.Row(table, columns, values) })
	if err != nil {
		return out, 0, fmt.Errorf("back up the tables: %w", err)
	}
	// Evidence is only ever added, so all that the tables speak of is there
	// still; what came since does no harm.
	bad := 0
	err = d.blobs.Walk(ctx, func(sha string, size int64) (err error) {
		if d.blobs.Verify(sha) != nil {
			bad++
			return nil
		}
		r, err := d.blobs.Get(sha)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, r.Close()) }()
		delete(named, sha)
		out.Evidence++
		return b.Evidence(sha, size, r)
	})
	if err == nil {
		err = b.Close()
	}
	if err != nil {
		return out, 0, fmt.Errorf("back up the evidence: %w", err)
	}
	out.Bytes = count.n
	return out, max(bad, len(named)), nil
}

// Backed keeps that a backup was made, once its file is where it belongs.
func (d *Desk) Backed(ctx context.Context, a habeas.Actor, b habeas.Backup) error {
	return d.update(ctx, a, habeas.KeepSafe, func(tx Tx) error { return tx.AddBackup(b) })
}

// counter counts what is written.
type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

// Safety is what the desk shows of how the record is kept safe.
type Safety struct {
	Head      habeas.LedgerHead // now
	Published habeas.LedgerHead // the one that is shown outside; Size 0 where there is none yet
	Backups   []habeas.Backup   // backups and restores, the newest first
	Last      *habeas.Backup    // the last good backup
	Age       time.Duration     // of it, in whole days
	Openings  []habeas.Custody  // of what is kept closed, the newest first
}

// How many backups and restores, and how many openings, are shown.
const (
	shownBackups  = 20
	shownOpenings = 50
)

// Safety returns the head of the ledger, the backups, and who opened what.
func (d *Desk) Safety(ctx context.Context, a habeas.Actor) (Safety, error) {
	var s Safety
	err := d.view(ctx, a, habeas.KeepSafe, func(tx Tx) (err error) {
		if s.Head, err = tx.Head(); err != nil {
			return err
		}
		if s.Published, err = tx.PublishedHead(); err != nil && !errors.Is(err, habeas.ErrNotFound) {
			return err
		}
		if s.Backups, err = tx.Backups(shownBackups); err != nil {
			return err
		}
		if s.Openings, err = tx.Openings(shownOpenings); err != nil {
			return err
		}
		for _, b := range s.Backups {
			if !b.Restored {
				s.Last, s.Age = &b, d.today().Sub(dateOnly(b.At))
				break
			}
		}
		return nil
	})
	return s, err
}

// KeepWithdrawals hands the list of what was taken back to where it is kept
// beside the record.
func (d *Desk) KeepWithdrawals(ctx context.Context) error {
	if d.withdrawn == nil {
		return nil
	}
	var ws []habeas.Withdrawal
	err := d.store.View(ctx, func(tx Tx) (err error) {
		ws, err = tx.Withdrawals()
		return err
	})
	if err == nil {
		err = d.withdrawn(backup.FormatWithdrawals(d.today(), ws))
	}
	if err != nil {
		return fmt.Errorf("keep the list of what was taken back: %w", err)
	}
	return nil
}

// followWithdrawals keeps the list after an update that took something back.
// The update stands whatever becomes of the list, which is written again at
// the next one, at midnight and when the program starts.
func (d *Desk) followWithdrawals(ctx context.Context) {
	if err := d.KeepWithdrawals(context.WithoutCancel(ctx)); err != nil {
		slog.Error("the list of what was taken back is behind the record", "err", err)
	}
}

// TakeBack does again what was taken back, in a record that was restored from
// a backup made before. It returns how many things it changed.
func (d *Desk) TakeBack(ctx context.Context, a habeas.Actor, ws []habeas.Withdrawal) (n int, err error) {
	err = d.update(ctx, a, habeas.KeepSafe, func(tx Tx) error {
		again := map[habeas.ID]bool{}
		for _, w := range ws {
			// Kept also where the item came after the backup: the next backup to
			// be restored may have it.
			if err := tx.KeepWithdrawal(w); err != nil {
				return err
			}
			changed, err := d.takeBack(tx, a, w)
			if errors.Is(err, habeas.ErrNotFound) {
				continue // it came after the backup
			}
			if err != nil {
				return fmt.Errorf("take back %s: %w", w.Item, err)
			}
			if changed {
				again[w.Item] = true
			}
		}
		n = len(again)
		return nil
	})
	return n, err
}

// againReason stands in the history of what a restore takes back.
const againReason = "it was taken back after the backup that the record was restored from"

func (d *Desk) takeBack(tx Tx, a habeas.Actor, w habeas.Withdrawal) (bool, error) {
	switch w.Item.Kind() {
	case habeas.KindClaim:
		c, err := tx.Claim(w.Item)
		if err != nil {
			return false, err
		}
		act := habeas.ActUnpublish
		if w.Act == habeas.WithdrawnClaim {
			act = habeas.ActWithdraw
		}
		if c.Allowed(act) != nil {
			return false, nil
		}
		if err := tx.AddStep(habeas.Step{Claim: c.ID, Act: act, By: a.ID, At: d.now(), Reason: againReason}); err != nil {
			return false, err
		}
		return true, d.afterChange(tx, c)
	case habeas.KindList:
		l, err := tx.List(w.Item)
		if err != nil {
			return false, err
		}
		was := l
		if w.Act == habeas.WithdrawnPublic {
			l.Public, l.SubmitBy = false, ""
		} else {
			l.Access = stricter(habeas.Accesses, l.Access, habeas.Access(w.Value))
		}
		if l.Public == was.Public && l.Access == was.Access {
			return false, nil
		}
		return true, tx.PutList(l)
	case habeas.KindReport:
		r, err := tx.Report(w.Item)
		if err != nil {
			return false, err
		}
		was := r.Access
		if r.Access = stricter(habeas.Accesses, r.Access, habeas.Access(w.Value)); r.Access == was {
			return false, nil
		}
		return true, tx.PutReport(r)
	case habeas.KindSource:
		s, err := tx.Source(w.Item)
		if err != nil {
			return false, err
		}
		is, level := s, habeas.Consent(w.Value)
		g, grant := habeas.WithdrawnGrant(w.Act)
		switch {
		case grant:
			for i, x := range s.Grants {
				if x.Withdrawn() == g.Withdrawn() && !level.Allows(x.Level) {
					is.Grants = slices.Clone(s.Grants)
					is.Grants[i].Level = level
				}
			}
		case w.Act == habeas.WithdrawnLevel:
			is = s.Lowered(level)
		default:
			is.Protection = stricter(habeas.Protections, s.Protection, habeas.Protection(w.Value))
		}
		if is.Consent == s.Consent && is.Protection == s.Protection && slices.Equal(is.Grants, s.Grants) {
			return false, nil
		}
		return true, tx.PutSource(is)
	case habeas.KindSent:
		s, err := tx.Submission(w.Item)
		if err != nil || s.Gone() {
			return false, err
		}
		c, err := tx.SubmissionContent(s)
		if err != nil {
			return false, err
		}
		s.State = habeas.SubmissionState(w.Value)
		return true, tx.PutSubmission(s, c)
	}
	return false, habeas.ErrNotFound
}

// stricter is the stricter of two levels, which are listed strictest last.
func stricter[L ~string](levels []L, a, b L) L {
	if slices.Index(levels, b) > slices.Index(levels, a) {
		return b
	}
	return a
}
