// Package links keeps what the machine proposes about who is who, and what
// people answered. It is the store's.
package links

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/habeas-record/habeas"
)

// Tx is what is asked of a transaction of the store.
type Tx interface {
	Exec(q string, args ...any) (changed int64, err error)
	// One scans the single row of a query; ErrNotFound where there is none.
	One(dest []any, q string, args ...any) error
	// Stream reads rows one by one; fn must ask nothing of the transaction.
	Stream(fn func(scan func(dest ...any) error) error, q string, args ...any) error
	Record(kind string, key ...any)
}

// Compared is runs, pairs and answers as one transaction sees them.
type Compared struct{ Tx Tx }

func documents[T any](tx Tx, q string, args ...any) (out []T, err error) {
	err = tx.Stream(func(scan func(...any) error) error {
		var doc []byte
		if err := scan(&doc); err != nil {
			return err
		}
		var v T
		err := json.Unmarshal(doc, &v)
		out = append(out, v)
		return err
	}, q, args...)
	return out, err
}

func document[T any](tx Tx, q string, args ...any) (v T, err error) {
	var doc []byte
	if err := tx.One([]any{&doc}, q, args...); err != nil {
		return v, err
	}
	return v, json.Unmarshal(doc, &v)
}

// AddLinkRun keeps a run, with the pairs it puts anew or over those of their id
// and without those that are gone.
func (c *Compared) AddLinkRun(r habeas.LinkRun, put []habeas.LinkPair, gone []habeas.ID) error {
	doc, err := json.Marshal(r)
	if err != nil {
		return err
	}
	if _, err := c.Tx.Exec("INSERT INTO link_runs (id, at, doc) VALUES ($1, $2, $3)", r.ID, r.At.UnixNano(), string(doc)); err != nil {
		return fmt.Errorf("keeping run %s: %w", r.ID, err)
	}
	c.Tx.Record("run", r.ID)
	for _, id := range gone {
		if _, err := c.Tx.Exec("DELETE FROM link_pairs WHERE id = $1", id); err != nil {
			return fmt.Errorf("dropping pair %s: %w", id, err)
		}
	}
	for _, p := range put {
		reasons, err := json.Marshal(p.Reasons)
		if err != nil {
			return err
		}
		p.Reasons = nil
		doc, err := json.Marshal(p)
		if err != nil {
			return err
		}
		_, err = c.Tx.Exec(`INSERT INTO link_pairs (id, doc, reasons) VALUES ($1, $2, $3)
			ON CONFLICT (id) DO UPDATE SET doc = excluded.doc, reasons = excluded.reasons`, p.ID, string(doc), string(reasons))
		if err != nil {
			return fmt.Errorf("keeping pair %s: %w", p.ID, err)
		}
	}
	return nil
}

// LastLinkRun returns the newest run; ErrNotFound where there is none.
func (c *Compared) LastLinkRun() (habeas.LinkRun, error) {
	r, err := document[habeas.LinkRun](c.Tx, "SELECT doc FROM link_runs ORDER BY at DESC, id DESC LIMIT 1")
	if err != nil {
		return r, fmt.Errorf("the newest run: %w", err)
	}
	return r, nil
}

// LinkRuns returns so many runs, the newest first.
func (c *Compared) LinkRuns(limit int) ([]habeas.LinkRun, error) {
	rs, err := documents[habeas.LinkRun](c.Tx, "SELECT doc FROM link_runs ORDER BY at DESC, id DESC LIMIT $1", limit)
	if err != nil {
		return nil, fmt.Errorf("reading the runs: %w", err)
	}
	return rs, nil
}

// LinkPairs returns what the machine proposes, by id, without the reasons.
func (c *Compared) LinkPairs() ([]habeas.LinkPair, error) {
	ps, err := documents[habeas.LinkPair](c.Tx, "SELECT doc FROM link_pairs ORDER BY id")
	if err != nil {
		return nil, fmt.Errorf("reading the pairs: %w", err)
	}
	return ps, nil
}

// LinkPair returns a pair with its reasons.
func (c *Compared) LinkPair(id habeas.ID) (p habeas.LinkPair, err error) {
	var doc, reasons []byte
	err = c.Tx.One([]any{&doc, &reasons}, "SELECT doc, reasons FROM link_pairs WHERE id = $1", id)
	if err == nil {
		if err = json.Unmarshal(doc, &p); err == nil {
			err = json.Unmarshal(reasons, &p.Reasons)
		}
	}
	if err != nil {
		return p, fmt.Errorf("pair %s: %w", id, err)
	}
	return p, nil
}

// WholeLinkPairs returns what the machine proposes, by id, with the reasons.
func (c *Compared) WholeLinkPairs() (out []habeas.LinkPair, err error) {
	err = c.Tx.Stream(func(scan func(...any) error) error {
		var id habeas.ID
		var doc, reasons []byte
		if err := scan(&id, &doc, &reasons); err != nil {
			return err
		}
		var p habeas.LinkPair
		if err := json.Unmarshal(doc, &p); err != nil {
			return err
		}
		again, err := json.Marshal(p)
		if err != nil || p.ID != id || string(again) != string(doc) {
			return fmt.Errorf("pair %s is not as it was written", id)
		}
		if err := json.Unmarshal(reasons, &p.Reasons); err != nil {
			return err
		}
		if again, err = json.Marshal(p.Reasons); err != nil || string(again) != string(reasons) {
			return fmt.Errorf("the reasons of pair %s are not as they were written", id)
		}
		out = append(out, p)
		return nil
	}, "SELECT id, doc, reasons FROM link_pairs ORDER BY id")
	if err != nil {
		return nil, fmt.Errorf("reading the pairs: %w", err)
	}
	return out, nil
}

// PutLinkAnswer adds an answer, or saves that it was undone.
func (c *Compared) PutLinkAnswer(a habeas.LinkAnswer) error {
	doc, err := json.Marshal(a)
	if err != nil {
		return err
	}
	_, err = c.Tx.Exec(`INSERT INTO link_answers (id, pair, at, doc) VALUES ($1, $2, $3, $4)
		ON CONFLICT (id) DO UPDATE SET doc = excluded.doc`, a.ID, a.Pair, a.At.UnixNano(), string(doc))
	if err != nil {
		return fmt.Errorf("keeping answer %s: %w", a.ID, err)
	}
	c.Tx.Record("answer", a.ID)
	return nil
}

// LinkAnswers returns the answers about a pair, undone ones too, as they were
// given.
func (c *Compared) LinkAnswers(pair habeas.ID) ([]habeas.LinkAnswer, error) {
	as, err := documents[habeas.LinkAnswer](c.Tx, "SELECT doc FROM link_answers WHERE pair = $1 ORDER BY at, id", pair)
	if err != nil {
		return nil, fmt.Errorf("reading the answers about pair %s: %w", pair, err)
	}
	return as, nil
}

// AllLinkAnswers returns every answer, as they were given.
func (c *Compared) AllLinkAnswers() ([]habeas.LinkAnswer, error) {
	as, err := documents[habeas.LinkAnswer](c.Tx, "SELECT doc FROM link_answers ORDER BY at, id")
	if err != nil {
		return nil, fmt.Errorf("reading the answers: %w", err)
	}
	return as, nil
}

// Verify holds the pairs against what the newest run says it proposed.
func (c *Compared) Verify(report func(habeas.Fault) error) error {
	fault := func(format string, args ...any) error {
		return report(habeas.Fault{Where: "the pairs that were proposed", What: fmt.Sprintf(format, args...)})
	}
	ps, err := c.WholeLinkPairs()
	if err != nil {
		return fault("they cannot be read: %v", err)
	}
	last, err := c.LastLinkRun()
	switch {
	case errors.Is(err, habeas.ErrNotFound) && len(ps) == 0:
		return nil
	case errors.Is(err, habeas.ErrNotFound):
		return fault("there are %d, and no run proposed them", len(ps))
	case err != nil:
		return fault("the run that proposed them cannot be read: %v", err)
	case habeas.SumPairs(ps) != last.Sum:
		return fault("they are not those that run %s proposed", last.ID)
	}
	return nil
}
