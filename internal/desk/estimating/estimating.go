// Package estimating answers how many people were ever held in a place in a
// window of time, those on no list of the record included, or says why that
// cannot be answered: it counts which lists name the same people, and hands
// that to the methods of package estimate.
//
// It holds the desk's use cases about estimates. Like those of package desk they
// pass authorise, and what they keep goes into the ledger with them.
package estimating

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/estimate"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/places"
)

// Options are the parts that a demonstration, a test or the one who runs the
// desk replaces.
type Options struct {
	Now    func() time.Time            // nil: the system's clock
	NewID  func(habeas.Kind) habeas.ID // nil: random ids
	Places *places.Gazetteer           // nil: the one that comes with the program
}

// Desk is the use cases about estimates over one record.
type Desk struct {
	store  desk.Store
	now    func() time.Time
	newID  func(habeas.Kind) habeas.ID
	places *places.Gazetteer

	turn sync.Mutex // calculations take all cores: one at a time
	mu   sync.Mutex
	busy []*Calculation
	done sync.WaitGroup

	fresh sync.Map // id of an answer → freshness
}

// New returns the use cases over a store.
func New(s desk.Store, o Options) *Desk {
	d := &Desk{store: s, now: o.Now, newID: o.NewID, places: o.Places}
	if d.now == nil {
		d.now = func() time.Time { return time.Now().UTC().Truncate(time.Second) }
	}
	if d.newID == nil {
		d.newID = habeas.NewID
	}
	if d.places == nil {
		d.places = places.Embedded()
	}
	return d
}

// authorise is the one door in, as in package desk. Estimates hold nothing that
// not every account may read: what is sealed is never counted.
func (d *Desk) authorise(a habeas.Actor, act habeas.Action) error {
	return habeas.Authorise(a, act, habeas.Item{})
}

// Choice is a list that a question may take.
type Choice struct {
	ID   habeas.ID
	Name string
}

// Choices are the lists of people and the outlets and offices with reports that
// a question may take.
func (d *Desk) Choices(ctx context.Context, a habeas.Actor) (lists, sources []Choice, err error) {
	if err := d.authorise(a, habeas.Estimate); err != nil {
		return nil, nil, err
	}
	err = d.store.View(ctx, func(tx desk.Tx) error {
		ls, err := tx.Lists()
		if err != nil {
			return err
		}
		lists, sources = nil, nil
		for _, l := range ls {
			if countsList(l) {
				lists = append(lists, Choice{l.ID, l.Name})
			}
		}
		seen := map[habeas.ID]bool{}
		return eachReport(tx, func(r habeas.Report) error {
			if seen[r.Source] || r.Source == "" {
				return nil
			}
			seen[r.Source] = true
			s, err := tx.Source(r.Source)
			if err == nil && countsReports(s) {
				sources = append(sources, Choice{s.ID, s.Name})
			}
			return err
		})
	})
	return lists, sources, err
}

// countsList reports whether a list may be counted by every statistician.
func countsList(l habeas.List) bool {
	return l.Kind == habeas.ListPeople && l.Access != habeas.AccessSealed
}

// countsReports reports whether the reports of a source may be taken together as
// a list: an outlet or office that may be named.
func countsReports(s habeas.Source) bool {
	return s.Public() && s.Protection == habeas.ProtectionOpen && s.Access != habeas.AccessSealed
}

// eachReport walks all reports that are not sealed.
func eachReport(tx desk.Tx, do func(habeas.Report) error) error {
	const page = 500
	for at := 0; ; at += page {
		rows, _, err := tx.FindReports(habeas.ReportFilter{Limit: page, Offset: at})
		if err != nil {
			return err
		}
		for _, r := range rows {
			if r.Report.Access == habeas.AccessSealed {
				continue
			}
			if err := do(r.Report); err != nil {
				return err
			}
		}
		if len(rows) < page {
			return nil
		}
	}
}

// Ask answers a question and keeps the answer. Asked before of the same people,
// it returns the answer there is; kept tells which. Progress may be nil.
func (d *Desk) Ask(ctx context.Context, a habeas.Actor, q habeas.EstimateQuestion, progress func(what string, done, most int)) (_ habeas.EstimateAnswer, kept bool, err error) {
	q, c, err := d.prepare(ctx, a, q)
	if err != nil {
		return habeas.EstimateAnswer{}, false, err
	}
	return d.answer(ctx, a, q, c, progress)
}

// prepare checks a question and counts what it asks about.
func (d *Desk) prepare(ctx context.Context, a habeas.Actor, q habeas.EstimateQuestion) (habeas.EstimateQuestion, *counted, error) {
	if err := d.authorise(a, habeas.Estimate); err != nil {
		return q, nil, err
	}
	if q.Signed == "" {
		q.Signed = a.Name
	}
	q, err := q.Check()
	if err != nil {
		return q, nil, err
	}
	if _, known := assumptions[q.Method]; !known {
		return q, nil, habeas.Invalid("choose one of lcmcr, dga and loglinear", "%q is no method whose assumption can be signed", q.Method)
	}
	if len(q.Lists) > estimate.MaxLists {
		return q, nil, habeas.Invalid("take those that name the most people", "an estimate takes at most %d lists", estimate.MaxLists)
	}
	var c *counted
	err = d.store.View(ctx, func(tx desk.Tx) (err error) {
		c, err = d.count(tx, q)
		return err
	})
	return q, c, err
}

// answer calculates, unless that was done before, and keeps what comes out.
func (d *Desk) answer(ctx context.Context, a habeas.Actor, q habeas.EstimateQuestion, c *counted, progress func(string, int, int)) (ans habeas.EstimateAnswer, kept bool, err error) {
	inputs := c.sum(q)
	known := func(tx desk.Tx) error {
		ans, err = tx.EstimateOf(inputs)
		if errors.Is(err, habeas.ErrNotFound) {
			return nil
		}
		kept = err == nil
		return err
	}
	if err := d.store.View(ctx, known); err != nil || kept {
		return ans, kept, err
	}
	d.turn.Lock()
	defer d.turn.Unlock()
	out, samples, err := c.conclude(q, progress)
	if err != nil {
		return ans, false, err
	}
	ans = habeas.EstimateAnswer{ID: d.newID(habeas.KindEstimate), Question: q, By: a.ID, At: d.now(), Inputs: inputs, Outcome: out}
	err = d.store.Update(ctx, func(tx desk.Tx) error {
		tx.Doing(habeas.Estimate)
		// Two who ask the same at once get one answer.
		if other, err := tx.EstimateOf(inputs); !errors.Is(err, habeas.ErrNotFound) {
			ans, kept = other, err == nil
			return err
		}
		return tx.AddEstimate(ans, samples)
	})
	return ans, kept, err
}

// assumptions are the methods whose number can be signed for.
var assumptions = map[string]bool{"lcmcr": true, "dga": true, "loglinear": true}

// Methods are the methods whose number can be signed for, in the order they are
// offered: those with a posterior, so that strata can be added up.
var Methods = []string{"lcmcr", "dga", "loglinear"}

// Disagree is the action of a finding for which there is no one number.
const Disagree = estimate.Disagree

// Read is an answer as it is read.
type Read struct {
	habeas.EstimateAnswer
	Result  Outcome
	Stale   bool                    // the record has changed: counted again, other people come out
	Reason  string                  // why it could not be counted again, "" where it could
	History []habeas.EstimateAnswer // of the same question, the newest first, this one included
}

// Estimate reads an answer, and whether the record still is as it was then.
func (d *Desk) Estimate(ctx context.Context, a habeas.Actor, id habeas.ID) (Read, error) {
	var out Read
	if err := d.authorise(a, habeas.ReadItem); err != nil {
		return out, err
	}
	err := d.store.View(ctx, func(tx desk.Tx) (err error) {
		if out.EstimateAnswer, err = tx.Estimate(id); err != nil {
			return err
		}
		if out.History, err = tx.EstimatesOf(out.Question.Sum()); err != nil {
			return err
		}
		out.Stale, out.Reason, err = d.stale(tx, out.EstimateAnswer)
		return err
	})
	if err != nil {
		return out, err
	}
	out.Result, err = ReadOutcome(out.Outcome)
	return out, err
}

// Samples are the draws and curves behind an answer, by method.
func (d *Desk) Samples(ctx context.Context, a habeas.Actor, id habeas.ID) (map[string]*estimate.Sample, error) {
	if err := d.authorise(a, habeas.ReadItem); err != nil {
		return nil, err
	}
	var raw []byte
	err := d.store.View(ctx, func(tx desk.Tx) (err error) {
		raw, err = tx.EstimateSamples(id)
		return err
	})
	if err != nil {
		return nil, err
	}
	return readSamples(raw)
}

// Estimates reads the newest answer of each question.
func (d *Desk) Estimates(ctx context.Context, a habeas.Actor, limit, offset int) (out []Read, total int, err error) {
	if err := d.authorise(a, habeas.ReadDesk); err != nil {
		return nil, 0, err
	}
	err = d.store.View(ctx, func(tx desk.Tx) error {
		es, n, err := tx.Estimates(limit, offset)
		if err != nil {
			return err
		}
		out, total = nil, n
		for _, e := range es {
			r := Read{EstimateAnswer: e}
			if r.Stale, r.Reason, err = d.stale(tx, e); err != nil {
				return err
			}
			if r.Result, err = ReadOutcome(e.Outcome); err != nil {
				return err
			}
			out = append(out, r)
		}
		return nil
	})
	return out, total, err
}

// freshness is what counting again came to in one state of the record.
type freshness struct {
	state, why string
	stale      bool
}

// stale counts again what an answer counted. It is remembered until the record
// changes, since counting reads whole lists.
func (d *Desk) stale(tx desk.Tx, e habeas.EstimateAnswer) (stale bool, why string, err error) {
	state, err := tx.State()
	if err != nil {
		return false, "", err
	}
	if f, ok := d.fresh.Load(e.ID); ok && f.(freshness).state == state {
		return f.(freshness).stale, f.(freshness).why, nil
	}
	f := freshness{state: state}
	c, err := d.count(tx, e.Question)
	var ours *habeas.Error
	switch {
	case errors.As(err, &ours):
		f.stale, f.why = true, ours.Error()
	case errors.Is(err, habeas.ErrNotFound):
		f.stale, f.why = true, "a list of it is gone"
	case err != nil:
		return false, "", fmt.Errorf("counting estimate %s again: %w", e.ID, err)
	default:
		f.stale = c.sum(e.Question) != e.Inputs
	}
	d.fresh.Store(e.ID, f)
	return f.stale, f.why, nil
}
