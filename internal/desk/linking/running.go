package linking

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/linkage"
)

// Asked is the probability from which on people are asked about a pair: of those
// below, which are many, nine in ten and more are two people.
const Asked = .1

// Threshold is the probability from which on the machine holds a pair for one
// person.
const Threshold = linkage.DefaultThreshold

// engine rises when the same record would be linked otherwise.
const engine = 1

// input is all that a run depends on.
type input struct {
	records []record
	labels  []label
	sum     string
}

// label is a pair that people decided, which the machine learns from.
type label struct {
	a, b habeas.ID
	same bool
}

// read reads what a run depends on.
func (d *Desk) read(tx desk.Tx) (in input, err error) {
	if in.records, err = newReader(tx).every(); err != nil {
		return in, err
	}
	if in.labels, err = labels(tx, in.records); err != nil {
		return in, err
	}
	in.sum = sumOf(in.records, in.labels)
	return in, nil
}

// sumOf is the SHA-256 of all that a run depends on.
func sumOf(records []record, labels []label) string {
	sum := sha256.New()
	fmt.Fprintln(sum, engine)
	for _, r := range records {
		fmt.Fprintf(sum, "%s %s %q\n", r.source, r.id, r.values)
	}
	for _, l := range labels {
		fmt.Fprintln(sum, l.a, l.b, l.same)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// labels are the pairs of records that people decided, without those held out to
// tell how often the machine is right.
func labels(tx desk.Tx, records []record) (out []label, err error) {
	in := map[habeas.ID]bool{}
	ids := make([]habeas.ID, len(records))
	for i, r := range records {
		ids[i], in[r.id] = r.id, true
	}
	links, err := tx.Links(ids...)
	if err != nil {
		return nil, err
	}
	for _, l := range habeas.StandingLinks(links) {
		p := habeas.LinkPair{ID: habeas.PairOf(l.A, l.B)}
		if in[l.A] && in[l.B] && l.Verdict != habeas.UnsureLink && !p.HeldOut() {
			out = append(out, label{min(l.A, l.B), max(l.A, l.B), l.Verdict == habeas.SamePerson})
		}
	}
	slices.SortFunc(out, func(x, y label) int { return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b)) })
	return out, nil
}

// compare links the records and gives the pairs to ask about.
func (d *Desk) compare(in input) (pairs []habeas.LinkPair, model *linkage.Model, warnings []string, err error) {
	t, at, err := d.table(in.records)
	if err != nil {
		return nil, nil, nil, err
	}
	model = &linkage.Model{Comparisons: linkage.Choose(t)}
	for i := range model.Comparisons {
		c := &model.Comparisons[i]
		c.Kind = columns[slices.IndexFunc(columns, func(x column) bool { return x.name == c.Column })].kind
	}
	if len(model.Comparisons) < 2 {
		return nil, nil, nil, habeas.Refused("accept more claims about people, or import a list", "too little is known of the people in the record to compare them")
	}
	if model.Rules = linkage.ChooseRules(t, model.Comparisons); len(model.Rules) == 0 {
		return nil, nil, nil, habeas.Refused("there is nothing to link yet", "no two mentions in the record agree on anything that tells people apart")
	}
	how := linkage.Training{Labels: map[[2]int32]bool{}}
	for _, l := range in.labels {
		a, b := at[l.a], at[l.b]
		how.Labels[[2]int32{min(a, b), max(a, b)}] = l.same
	}
	if warnings, err = model.Learn(t, how, true); err != nil {
		return nil, nil, nil, err
	}
	edges, err := model.Score(t, true)
	if err != nil {
		return nil, nil, nil, err
	}
	of := map[habeas.ID]record{}
	for _, r := range in.records {
		of[r.id] = r
	}
	for _, e := range edges {
		if e.Probability() < Asked {
			continue
		}
		a, b := habeas.ID(t.IDs[e.A]), habeas.ID(t.IDs[e.B])
		p := habeas.LinkPair{ID: habeas.PairOf(a, b), A: min(a, b), B: max(a, b), Weight: rounded(e.Weight), Said: said(of[min(a, b)], of[max(a, b)])}
		for _, x := range model.Explain(e.A, e.B) {
			if x.Weight != 0 { // what is missing weighs nothing
				p.Reasons = append(p.Reasons, habeas.LinkReason{Column: x.Column, Level: level(x.Column, x.Level), Weight: rounded(x.Weight)})
			}
		}
		pairs = append(pairs, p)
	}
	return pairs, model, warnings, nil
}

// level is the condition of a level in words that name the two values.
func level(column, condition string) string {
	if condition == "ELSE" {
		return "none of these"
	}
	return strings.NewReplacer(`"`+column+`_l"`, "one", `"`+column+`_r"`, "other").Replace(condition)
}

// rounded leaves six digits of a weight: more would differ by the machine.
func rounded(bits float64) float64 { return math.Round(bits*1e6) / 1e6 }

// Run has the machine compare the mentions of the record and keeps what it
// proposes. Of a record that is as it was it returns the run there is; kept tells
// which. Pairs that come out as before are left as they are.
func (d *Desk) Run(ctx context.Context, a habeas.Actor) (_ habeas.LinkRun, kept bool, err error) {
	if err := d.authorise(a, habeas.LinkMentions); err != nil {
		return habeas.LinkRun{}, false, err
	}
	d.turn.Lock()
	defer d.turn.Unlock()
	return d.run(ctx, a)
}

func (d *Desk) run(ctx context.Context, a habeas.Actor) (r habeas.LinkRun, kept bool, err error) {
	var in input
	err = d.store.View(ctx, func(tx desk.Tx) (err error) {
		if in, err = d.read(tx); err != nil {
			return err
		}
		r, err = tx.LastLinkRun()
		if errors.Is(err, habeas.ErrNotFound) {
			return nil
		}
		return err
	})
	if err != nil || r.Inputs == in.sum {
		return r, err == nil, err
	}
	pairs, model, warnings, err := d.compare(in)
	if err != nil {
		return r, false, err
	}
	raw, err := json.Marshal(model)
	if err != nil {
		return r, false, fmt.Errorf("writing the model: %w", err)
	}
	r = habeas.LinkRun{ID: d.newID(habeas.KindRun), By: a.ID, At: d.now(), Inputs: in.sum, Mentions: len(in.records), Learned: len(in.labels), Pairs: len(pairs), Model: raw, Warnings: warnings}
	err = d.store.Update(ctx, func(tx desk.Tx) error {
		tx.Doing(habeas.LinkMentions)
		before, err := tx.WholeLinkPairs()
		if err != nil {
			return err
		}
		put, gone := merge(&r, before, pairs)
		return tx.AddLinkRun(r, put, gone)
	})
	return r, false, err
}

// merge tells what a run changes of the pairs before it, and counts it. A pair
// that comes out as it was is left to the run that proposed it.
func merge(r *habeas.LinkRun, before, pairs []habeas.LinkPair) (put []habeas.LinkPair, gone []habeas.ID) {
	had := map[habeas.ID]habeas.LinkPair{}
	for _, p := range before {
		had[p.ID] = p
	}
	r.New, r.Changed = 0, 0
	now := make([]habeas.LinkPair, len(pairs))
	for i, p := range pairs {
		old, ok := had[p.ID]
		delete(had, p.ID)
		switch {
		case !ok:
			r.New++
		case old.Weight == p.Weight && old.Said == p.Said && slices.Equal(old.Reasons, p.Reasons):
			now[i] = old
			continue
		default:
			r.Changed++
		}
		p.Run = r.ID
		now[i] = p
		put = append(put, p)
	}
	for _, p := range before {
		if _, left := had[p.ID]; left {
			gone = append(gone, p.ID)
		}
	}
	r.Gone, r.Sum = len(gone), habeas.SumPairs(now)
	return put, gone
}

// Running is a run that is going on beside the page.
type Running struct {
	By    habeas.ID
	Began time.Time
	Fault string // why it came to nothing
}

// Start has the machine run beside the page, unless it does.
func (d *Desk) Start(ctx context.Context, a habeas.Actor) error {
	if err := d.authorise(a, habeas.LinkMentions); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.busy != nil && d.busy.Fault == "" {
		return nil // it goes on
	}
	x := &Running{By: a.ID, Began: d.now()}
	d.busy = x
	d.done.Add(1)
	go func() {
		defer d.done.Done()
		// Whoever asked may close the page; what they asked is still done.
		_, _, err := d.Run(context.WithoutCancel(ctx), a)
		d.mu.Lock()
		defer d.mu.Unlock()
		var ours *habeas.Error
		switch {
		case err == nil:
			d.busy = nil
		case errors.As(err, &ours):
			x.Fault = ours.Error()
		default:
			x.Fault = "what the machine proposes could not be kept"
		}
	}()
	return nil
}

// Wait waits for a run that is going on.
func (d *Desk) Wait() { d.done.Wait() }
