package submissions

import (
	"context"
	"slices"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
)

// Settle says what came of a challenge, which is counted in public. It is
// refused where it is not so: that it became a claim needs an accepted claim
// that was made of its words, and that it led to a correction a change of the
// claim since it came. A challenge that led to a correction and is no report is
// erased.
func (x *Inbox) Settle(ctx context.Context, a habeas.Actor, id habeas.ID, seen int, outcome habeas.ChallengeOutcome, answer habeas.ID) error {
	var files []habeas.SubmittedFile
	err := x.change(ctx, a, id, seen, func(tx desk.Tx, s *habeas.Submission, c *habeas.SubmissionContent) error {
		if err := gone(*s); err != nil {
			return err
		}
		if s.Challenge == nil {
			return habeas.Invalid("make a report of it, or close it", "it challenges no claim")
		}
		switch outcome {
		case habeas.BecameClaim:
			made, err := tx.Claim(answer)
			if err != nil || !slices.Contains(c.Reports, made.Report) || made.Status != habeas.Accepted {
				return habeas.Invalid("make a report of it, accept the claim in it, and choose that one", "no accepted claim was made of this challenge")
			}
			s.Challenge.Answer = answer
		case habeas.LedToChange:
			changed, err := changedSince(tx, s.Challenge.Claim, s.Day)
			if err != nil {
				return err
			}
			if !changed {
				return habeas.Invalid("edit, withdraw or unpublish the claim first", "the claim was not changed since the challenge came")
			}
			if s.State != habeas.SubmissionCaptured {
				files, s.State, s.News, s.Into, s.Due = c.Files, habeas.SubmissionClosed, false, "", ""
			}
		default:
			return habeas.Invalid("choose what came of it", "the outcome is missing")
		}
		s.Challenge.Outcome, s.Challenge.Why, s.Challenge.Decided = outcome, "", x.day(0)
		return nil
	})
	if err != nil {
		return err
	}
	return x.forget(files)
}

// changedSince reports whether a claim was corrected or taken off since a day.
func changedSince(tx desk.Tx, claim habeas.ID, day string) (bool, error) {
	steps, err := tx.Steps(claim)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(steps, func(s habeas.Step) bool {
		return s.At.UTC().Format(time.DateOnly) >= day &&
			slices.Contains([]habeas.Act{habeas.ActSupersede, habeas.ActWithdraw, habeas.ActUnpublish, habeas.ActReject}, s.Act)
	}), nil
}

// Answers are the accepted claims made of a challenge, one of which it may have
// become.
func (x *Inbox) Answers(ctx context.Context, a habeas.Actor, id habeas.ID) (out []habeas.Claim, err error) {
	err = x.view(ctx, a, func(tx desk.Tx) error {
		_, c, err := x.read(tx, a, id)
		if err != nil {
			return err
		}
		for _, r := range c.Reports {
			made, err := tx.ClaimsIn(r)
			if err != nil {
				return err
			}
			for _, m := range made {
				if m.Status == habeas.Accepted && habeas.Authorise(a, habeas.ReadItem, m.Item()) == nil {
					out = append(out, m)
				}
			}
		}
		return nil
	})
	return out, err
}
