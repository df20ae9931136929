package linking

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
)

// Next is the pair to lay before somebody: one that others disagree about, then
// those of the sample each fourth time, then the one that tells most. ErrNotFound
// where nothing waits for them.
func (d *Desk) Next(ctx context.Context, a habeas.Actor) (next habeas.ID, err error) {
	if err := d.authorise(a, habeas.LinkMentions); err != nil {
		return "", err
	}
	err = d.store.View(ctx, func(tx desk.Tx) error {
		q, err := d.queueOf(tx)
		if err != nil {
			return err
		}
		answered := 0
		for _, as := range q.answers {
			answered += len(live(as, a.ID))
		}
		lines := [][]habeas.LinkPair{q.split(), q.open, q.drawn}
		if answered%4 == 3 {
			lines[1], lines[2] = lines[2], lines[1]
		}
		for _, p := range slices.Concat(lines...) {
			if len(live(q.answers[p.ID], a.ID)) > 0 {
				continue
			}
			ok, err := mayRead(tx, a, p)
			if err != nil {
				return err
			}
			if ok {
				next = p.ID
				return nil
			}
		}
		return habeas.ErrNotFound
	})
	return next, err
}

// live are the answers that stand, of one person where by is not "".
func live(as []habeas.LinkAnswer, by habeas.ID) (out []habeas.LinkAnswer) {
	for _, x := range as {
		if x.Live() && (by == "" || x.By == by) {
			out = append(out, x)
		}
	}
	return out
}

// split are the open pairs that people disagree about.
func (q *queue) split() (out []habeas.LinkPair) {
	for _, p := range slices.Concat(q.open, q.drawn) {
		if v, split := habeas.Settle(q.answers[p.ID], q.two); split && v == "" {
			out = append(out, p)
		}
	}
	return out
}

// mayRead reports whether somebody may read both mentions of a pair.
func mayRead(tx desk.Tx, a habeas.Actor, p habeas.LinkPair) (bool, error) {
	for _, m := range []habeas.ID{p.A, p.B} {
		if _, err := desk.Pictured(tx, a, m); errors.Is(err, habeas.ErrNotFound) {
			return false, nil
		} else if err != nil {
			return false, err
		}
	}
	return true, nil
}

// Pair is a pair as somebody sees it.
type Pair struct {
	ID       habeas.ID
	Pictures [2]desk.Picture
	Mine     habeas.LinkAnswer // that stands; the zero answer before
	// What others said and what the machine holds is shown to whoever has said
	// something, and to all once it is decided.
	Shown    bool
	Answers  []habeas.LinkAnswer // undone ones too
	Split    bool                // people disagree, or did
	Third    bool                // it takes a third person
	Decision habeas.Link         // that stands; the zero link where none does
	Proposed bool                // the machine proposes it still
	Stale    bool                // of other words than there are now
	habeas.LinkPair
	Prior float64 // bits
}

// Pair reads a pair.
func (d *Desk) Pair(ctx context.Context, a habeas.Actor, id habeas.ID) (out Pair, err error) {
	if err := d.authorise(a, habeas.LinkMentions); err != nil {
		return out, err
	}
	err = d.store.View(ctx, func(tx desk.Tx) error {
		x, err := d.pair(tx, a, id)
		if err != nil {
			return err
		}
		out = x
		if !out.Shown {
			out.Answers, out.Split, out.Third, out.LinkPair = nil, false, false, habeas.LinkPair{A: x.A, B: x.B}
			return nil
		}
		if out.Stale {
			out.Reasons = nil // they are of words that may not be read any more
			return nil
		}
		out.Prior = out.Weight
		for _, r := range out.Reasons {
			out.Prior -= r.Weight
		}
		return nil
	})
	return out, err
}

// pair reads a pair with all that is known of it.
func (d *Desk) pair(tx desk.Tx, a habeas.Actor, id habeas.ID) (out Pair, err error) {
	out.ID = id
	if out.Answers, err = tx.LinkAnswers(id); err != nil {
		return out, err
	}
	out.LinkPair, err = tx.LinkPair(id)
	switch {
	case err == nil:
		out.Proposed = true
	case errors.Is(err, habeas.ErrNotFound) && len(out.Answers) > 0: // not proposed any more
		out.A, out.B = out.Answers[0].A, out.Answers[0].B
	default:
		return out, notFound(err)
	}
	for i, m := range []habeas.ID{out.A, out.B} {
		if out.Pictures[i], err = desk.Pictured(tx, a, m); err != nil {
			return out, err
		}
	}
	if mine := live(out.Answers, a.ID); len(mine) > 0 {
		out.Mine = mine[0]
	}
	settings, err := tx.Settings()
	if err != nil {
		return out, err
	}
	var v habeas.Verdict
	v, out.Split = habeas.Settle(out.Answers, settings.TwoForLinks)
	out.Third = out.Split && v == ""
	if out.Decision, err = standing(tx, out.A, out.B); err != nil {
		return out, err
	}
	out.Shown = out.Mine.ID != "" || out.Decision.ID != ""
	now := []record{{id: out.A}, {id: out.B}}
	if err := newReader(tx).fill(now); err != nil {
		return out, err
	}
	out.Stale = out.Proposed && said(now[0], now[1]) != out.Said
	return out, nil
}

// notFound answers for what is not there as for what may not be read.
func notFound(err error) error {
	if errors.Is(err, habeas.ErrNotFound) {
		return habeas.ErrNotFound
	}
	return err
}

// standing is the decision about two mentions that counts, the zero link where
// there is none.
func standing(tx desk.Tx, a, b habeas.ID) (habeas.Link, error) {
	links, err := tx.Links(a)
	if err != nil {
		return habeas.Link{}, err
	}
	for _, l := range habeas.StandingLinks(links) {
		if habeas.PairOf(l.A, l.B) == habeas.PairOf(a, b) {
			return l, nil
		}
	}
	return habeas.Link{}, nil
}

// mostReason bounds the reason of an answer, in bytes.
const mostReason = 2000

// Answer keeps what somebody says of a pair, and decides it where that settles
// it.
func (d *Desk) Answer(ctx context.Context, a habeas.Actor, id habeas.ID, v habeas.Verdict, reason string) error {
	return d.change(ctx, a, id, func(tx desk.Tx, x Pair) error {
		reason = strings.TrimSpace(reason)
		switch {
		case !slices.Contains(habeas.Verdicts, v):
			return habeas.Invalid("choose same, different or not sure", "%q is not an answer", v)
		case len(reason) > mostReason:
			return habeas.Invalid("say it in fewer words", "the reason is longer than %d bytes", mostReason)
		case x.Mine.ID != "":
			return &habeas.Error{Kind: habeas.ErrConflict, Msg: "you have answered this already", Hint: "take your answer back first"}
		case x.Decision.ID != "" && x.Decision.Pair == "":
			return &habeas.Error{Kind: habeas.ErrConflict, Msg: "somebody has decided about these two meanwhile", Hint: "look at the decision; it can be undone"}
		}
		drawn := x.Proposed && x.HeldOut() && stratumOf(x.LinkPair) >= 0
		return tx.PutLinkAnswer(habeas.LinkAnswer{ID: d.newID(habeas.KindAnswer), Pair: id, A: x.A, B: x.B, Verdict: v, Reason: reason, By: a.ID, At: d.now(), Weight: x.Weight, Drawn: drawn})
	})
}

// TakeBack undoes what somebody said of a pair, and what it decided.
func (d *Desk) TakeBack(ctx context.Context, a habeas.Actor, id habeas.ID) error {
	return d.change(ctx, a, id, func(tx desk.Tx, x Pair) error {
		if x.Mine.ID == "" {
			return &habeas.Error{Kind: habeas.ErrConflict, Msg: "no answer of yours stands", Hint: "a decision can be undone on the page of the person"}
		}
		x.Mine.UndoneBy, x.Mine.UndoneAt = a.ID, d.now()
		return tx.PutLinkAnswer(x.Mine)
	})
}

// change changes the answers about a pair and brings the link decision in line.
func (d *Desk) change(ctx context.Context, a habeas.Actor, id habeas.ID, fn func(desk.Tx, Pair) error) error {
	if err := d.authorise(a, habeas.LinkMentions); err != nil {
		return err
	}
	return d.store.Update(ctx, func(tx desk.Tx) error {
		tx.Doing(habeas.LinkMentions)
		x, err := d.pair(tx, a, id)
		if err != nil {
			return err
		}
		if err := fn(tx, x); err != nil {
			return err
		}
		return d.decide(tx, a, x)
	})
}

// decide makes the link decision what the answers come to: one that was made of
// them before is undone where they come to something else.
func (d *Desk) decide(tx desk.Tx, a habeas.Actor, x Pair) error {
	settings, err := tx.Settings()
	if err != nil {
		return err
	}
	as, err := tx.LinkAnswers(x.ID)
	if err != nil {
		return err
	}
	v, split := habeas.Settle(as, settings.TwoForLinks)
	made := x.Decision.ID != "" && x.Decision.Pair == x.ID
	if made && x.Decision.Verdict == v || !made && v == "" {
		return nil
	}
	if made {
		why := "the answer was taken back"
		if split {
			why = "people disagree about the two"
		}
		if err := tx.UndoLink(x.Decision.ID, a.ID, d.now(), why); err != nil {
			return err
		}
	}
	if v != "" {
		l := habeas.Link{ID: d.newID(habeas.KindLink), A: x.A, B: x.B, Verdict: v, Reason: reasonOf(live(as, ""), v), Pair: x.ID, By: a.ID, At: d.now()}
		if err := tx.AddLink(l); err != nil {
			return err
		}
	}
	return errors.Join(tx.RefreshTensions(x.A), tx.RefreshTensions(x.B))
}

// reasonOf is why the answers decide: what those who agree wrote.
func reasonOf(as []habeas.LinkAnswer, v habeas.Verdict) string {
	why := []string{"laid side by side"}
	for _, x := range as {
		if x.Verdict == v && x.Reason != "" {
			why = append(why, x.Reason)
		}
	}
	return strings.Join(why, ": ")
}
