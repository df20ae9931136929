package submissions

import (
	"context"
	"errors"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/protect/receipt"
)

// Opened is what a code opens: the replies, and nothing that was sent.
type Opened struct {
	ID      habeas.ID
	State   habeas.SubmissionState
	Replies []habeas.SubmissionWords
	Until   string // last day of the code
	Outcome habeas.ChallengeOutcome
	Why     habeas.ClosingReason
	Boxes   []string // days on which custodians took out the box that says who sent it
}

// Known reports whether a code opens anything, for whoever types it back.
func (x *Inbox) Known(ctx context.Context, code receipt.Code) error {
	return x.store.View(ctx, func(tx desk.Tx) error {
		_, err := tx.SubmissionByCode(code.Hash(), x.day(0))
		return hidden(err)
	})
}

// Open returns the replies to what was sent. Of an unknown code and one whose
// time is over the answer is the same ErrNotFound, found in the same way.
func (x *Inbox) Open(ctx context.Context, code receipt.Code) (out Opened, err error) {
	err = x.store.View(ctx, func(tx desk.Tx) error {
		s, err := tx.SubmissionByCode(code.Hash(), x.day(0))
		if err != nil {
			return hidden(err)
		}
		out, err = x.opened(tx, s)
		return err
	})
	return out, err
}

// OpenAgain is Open for a page that was opened by the code before.
func (x *Inbox) OpenAgain(ctx context.Context, id habeas.ID) (out Opened, err error) {
	err = x.store.View(ctx, func(tx desk.Tx) error {
		s, err := x.live(tx, id)
		if err != nil {
			return err
		}
		out, err = x.opened(tx, s)
		return err
	})
	return out, err
}

func (x *Inbox) opened(tx desk.Tx, s habeas.Submission) (Opened, error) {
	c, err := tx.SubmissionContent(s)
	if err != nil {
		return Opened{}, err
	}
	out := Opened{ID: s.ID, State: s.State, Replies: c.Replies(), Until: s.Until}
	if s.Challenge != nil {
		out.Outcome, out.Why = s.Challenge.Outcome, s.Challenge.Why
	}
	if c.Source == "" {
		return out, nil
	}
	taken, err := tx.Custody(c.Source)
	for _, t := range taken {
		if t.Act == habeas.OpenIdentity {
			out.Boxes = append(out.Boxes, t.At.Format(time.DateOnly))
		}
	}
	return out, err
}

// live is a submission whose code opens something still.
func (x *Inbox) live(tx desk.Tx, id habeas.ID) (habeas.Submission, error) {
	s, err := tx.Submission(id)
	if err == nil && (s.Code == "" || s.Until < x.day(0)) {
		return habeas.Submission{}, habeas.ErrNotFound
	}
	return s, hidden(err)
}

// mostSaid bounds how much is said in one conversation.
const mostSaid = 200

// Add keeps more from whoever sent something, whose page was opened by the code.
func (x *Inbox) Add(ctx context.Context, id habeas.ID, text string, files []habeas.SubmittedFile) error {
	if err := habeas.Authorise(habeas.Anybody, habeas.WriteToDesk, habeas.Item{}); err != nil {
		return err
	}
	if err := Check(text, habeas.MaxTestimony); err != nil {
		return err
	}
	if (habeas.SubmissionContent{Text: text, Files: files}).Empty() {
		return FaultEmpty
	}
	return x.store.Update(ctx, func(tx desk.Tx) error {
		tx.Doing(habeas.WriteToDesk)
		s, err := x.live(tx, id)
		if err != nil {
			return err
		}
		c, err := tx.SubmissionContent(s)
		if err != nil {
			return err
		}
		if len(c.Said) >= mostSaid {
			return FaultFull
		}
		if s.Gone() {
			return habeas.ErrNotFound
		}
		if text != "" {
			c.Said = append(c.Said, habeas.SubmissionWords{Kind: habeas.WordsAdded, Day: x.day(0), Lang: s.Lang, Text: text})
		}
		c.Files = append(c.Files, files...)
		s.State, s.News, s.Due, s.Until = habeas.SubmissionWaiting, true, x.day(answerIn), x.day(keepCode)
		return tx.PutSubmission(s, c)
	})
}

// TakeBack erases what was sent, in the request in which whoever sent it asks:
// words, files and box. What became a report is out of every public door then,
// since its source allows nothing any more.
func (x *Inbox) TakeBack(ctx context.Context, id habeas.ID) error {
	if err := habeas.Authorise(habeas.Anybody, habeas.WriteToDesk, habeas.Item{}); err != nil {
		return err
	}
	var gone []habeas.SubmittedFile
	err := x.update(ctx, habeas.WriteToDesk, func(tx desk.Tx) error {
		s, err := x.live(tx, id)
		if err != nil {
			return err
		}
		c, err := tx.SubmissionContent(s)
		if err != nil {
			return err
		}
		if c.Source != "" {
			source, err := tx.Source(c.Source)
			if err != nil {
				return err
			}
			if err := tx.PutSource(source.TakenBack()); err != nil {
				return err
			}
		}
		if s.Challenge != nil && s.Challenge.Outcome == "" {
			s.Challenge.Outcome, s.Challenge.Decided = habeas.WasTakenBack, x.day(0)
		}
		gone, s.State, s.News, s.Into, s.Due = c.Files, habeas.SubmissionWithdrawn, false, "", ""
		return tx.PutSubmission(s, habeas.SubmissionContent{})
	})
	if err != nil {
		return err
	}
	return x.forget(gone)
}

// update changes the record, and follows what was taken back with it.
func (x *Inbox) update(ctx context.Context, act habeas.Action, fn func(desk.Tx) error) error {
	tookBack := false
	err := x.store.Update(ctx, func(tx desk.Tx) error {
		tx.Doing(act)
		err := fn(tx)
		tookBack = tx.TookBack()
		return err
	})
	if err == nil && tookBack {
		err = x.desk.KeepWithdrawals(context.WithoutCancel(ctx))
	}
	return err
}

// hidden answers what is not there as what may not be known of.
func hidden(err error) error {
	if errors.Is(err, habeas.ErrNotFound) {
		return habeas.ErrNotFound
	}
	return err
}
