package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/ledger"
	"github.com/habeas-record/habeas/internal/store/audit"
)

// The tables that the ledger does not commit to row by row.
var (
	// derivedTables are worked out of the record. Verify works the first two
	// out again; Rebuild makes the others anew.
	derivedTables = []string{"claim_refs", "tension_claims", "subject_counts", "entries", "tallies", "listsets"}
	// workTables are what people are at, and the ledger itself.
	workTables = []string{"one_time", "sessions", "drafts", "imports", "submission_pieces", "link_pairs",
		"ledger_leaves", "ledger_salts", "ledger_rows", "ledger_pending", "ledger_head", "ledger_days"}
)

// auditTx is a transaction as package audit uses it.
type auditTx struct{ *Tx }

func (t auditTx) Exec(q string, args ...any) (int64, error) { return t.exec(q, args...) }

func (t auditTx) One(dest []any, q string, args ...any) error { return t.one(dest, q, args...) }

func (t auditTx) Stream(fn func(scan func(dest ...any) error) error, q string, args ...any) error {
	return t.stream(func(rows *sql.Rows) error { return fn(rows.Scan) }, q, args...)
}

// sentTx is a transaction as package sent uses it.
type sentTx struct{ auditTx }

func (t sentTx) Versioned(table, what string, id habeas.ID, version int) error {
	return t.versioned(table, what, id, version)
}

func (t sentTx) Today() string { return t.today.Format(time.DateOnly) }

// Evidence is all that the record speaks of, files that were sent among it.
func (t *Tx) Evidence() (map[string]string, error) {
	out, err := t.Log.Evidence()
	if err != nil {
		return nil, err
	}
	sent, err := t.SubmittedFiles()
	for sha, id := range sent {
		out[sha] = "submission/" + string(id)
	}
	return out, err
}

// recordRows marks the rows of a list as changed.
func (t *Tx) recordRows(list habeas.ID) { t.RecordRows(listRowsOf(list)) }

func listRowsOf(list habeas.ID) audit.ListRows {
	from, till := rowNumbers(list)
	return audit.ListRows{List: list, Blocks: [2]int64{from >> blockBits, till >> blockBits}, Before: [2]int64{from, till}, PerBlock: 1 << blockBits}
}

func (t *Tx) allListRows() ([]audit.ListRows, error) {
	lists, err := t.Lists()
	if err != nil {
		return nil, err
	}
	out := make([]audit.ListRows, len(lists))
	for i, l := range lists {
		out[i] = listRowsOf(l.ID)
	}
	return out, nil
}

// foundLedger begins the ledger of a record that has none yet.
func (t *Tx) foundLedger() error {
	lists, err := t.allListRows()
	if err == nil {
		_, err = t.Found(lists)
	}
	return err
}

// Verify holds the ledger against itself, the record against the ledger, and
// what is worked out of the record against the record, on one state of all;
// every quote is looked up in its text.
// Each fault is told to report, the ledger's first, in order; what report
// returns ends the reading. Evidence is left to the caller.
func (s *Store) Verify(ctx context.Context, o ledger.Against, report func(habeas.Fault) error) (out habeas.Verified, err error) {
	// The database looks through its pages meanwhile: it is the half of the work.
	var pages []habeas.Fault
	looked := make(chan error, 1)
	go func() {
		looked <- s.View(ctx, func(t *Tx) error {
			v := &verifier{Tx: t, report: func(f habeas.Fault) error { pages = append(pages, f); return nil }}
			return v.file()
		})
	}()
	defer func() {
		if err = errors.Join(err, <-looked); err != nil {
			return
		}
		for _, f := range pages {
			if err = report(f); err != nil {
				return
			}
		}
	}()
	err = s.View(ctx, func(t *Tx) error {
		v := &verifier{Tx: t, report: report}
		lists, err := t.allListRows()
		if err != nil {
			if err := v.fault("the lists", "they cannot be read: %v", err); err != nil {
				return err
			}
		}
		if out, err = audit.Verify(auditTx{t}, o, lists, report); err != nil {
			return err
		}
		if err := v.derived(); err != nil {
			return err
		}
		if out.Quotes, err = v.quotes(); err != nil {
			return err
		}
		if err := t.Kept.Verify(report); err != nil {
			return err
		}
		return t.Compared.Verify(report)
	})
	return out, err
}

// verifier reads what package audit does not know of.
type verifier struct {
	*Tx
	report func(habeas.Fault) error
}

func (v *verifier) fault(where, format string, args ...any) error {
	return v.report(habeas.Fault{Where: where, What: fmt.Sprintf(format, args...)})
}

// file has the database look through the pages of every table but those that
// Rebuild makes anew.
func (v *verifier) file() error {
	if v.dialect.check == "" {
		return nil
	}
	for _, table := range slices.Concat(audit.Tables(), derivedTables[:2], workTables) {
		said, err := all(v.Tx, func(s scanner) (w string, err error) { return w, s.Scan(&w) }, v.dialect.check+"("+table+")")
		if err != nil {
			return v.fault("the table "+table, "it cannot be read through: %v", err)
		}
		if len(said) > 0 && said[0] != "ok" {
			if err := v.fault("the table "+table, "%s", said[0]); err != nil {
				return err
			}
		}
	}
	return nil
}
