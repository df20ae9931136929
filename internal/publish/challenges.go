package publish

import (
	"context"
	"errors"

	"github.com/habeas-record/habeas"
)

// challenges collects what came of the challenges to a line of claims. Junk is
// counted with all of them, and not here.
func (d *door) challenges(root habeas.ID, out *Claim) error {
	line, err := d.Line(root)
	if err != nil {
		return err
	}
	ids := make([]habeas.ID, len(line))
	for i, c := range line {
		ids[i] = c.ID
	}
	all, err := d.ChallengesTo(ids...)
	if err != nil {
		return err
	}
	for _, s := range all {
		c, err := habeas.ReleaseChallenge(s, d.now)
		if errors.Is(err, habeas.ErrNotFound) || c.Why == habeas.ClosedJunk {
			continue
		}
		if err != nil {
			return err
		}
		if c, err = d.answer(c, out); err != nil {
			return err
		}
		out.Challenges = append(out.Challenges, c)
	}
	return nil
}

// answer looks up the claim that a challenge became. One that is no longer
// public is not told of.
func (d *door) answer(c habeas.ReleasedChallenge, out *Claim) (habeas.ReleasedChallenge, error) {
	if c.Answer == "" {
		return c, nil
	}
	made, err := d.Claim(c.Answer)
	if err != nil {
		return c, err
	}
	line, err := d.Line(made.Root)
	if err != nil {
		return c, err
	}
	rel, err := d.release(line)
	if err != nil {
		return c, err
	}
	c.Answer = ""
	if len(rel) > 0 {
		now := rel[len(rel)-1]
		c.Answer = now.Claim.ID
		if out.Answers == nil {
			out.Answers = map[habeas.ID]habeas.Released{}
		}
		out.Answers[now.Claim.ID] = now
	}
	return c, nil
}

// Challengeable returns a public claim, which can be challenged; ErrNotFound
// where there is none.
func (p *Public) Challengeable(ctx context.Context, id habeas.ID) (out habeas.Released, err error) {
	err = p.open(ctx, func(d *door) error {
		c, err := d.Claim(id)
		if err != nil {
			return err
		}
		rel, err := d.release([]habeas.Claim{c})
		if err == nil && len(rel) == 0 {
			err = habeas.ErrNotFound
		}
		if err == nil {
			out = rel[0]
		}
		return err
	})
	return out, err
}

// Challenges is what became of all challenges, counted.
type Challenges struct {
	Counts  []habeas.ChallengeCount    // of those that came before today, as they stood at its beginning
	Decided []habeas.ReleasedChallenge // a page of them, newest first; Claim is "" where the claim has no page
	Total   int
	Answers map[habeas.ID]habeas.Released // the public claims that some became
}

// Challenges counts the challenges to the record and lists those decided.
func (p *Public) Challenges(ctx context.Context, limit, offset int) (out Challenges, err error) {
	err = p.open(ctx, func(d *door) (err error) {
		out = Challenges{}
		if out.Counts, err = d.CountChallenges(d.today()); err != nil {
			return err
		}
		all, total, err := d.DecidedChallenges(d.today(), limit, offset)
		if err != nil {
			return err
		}
		out.Total = total
		var at Claim
		for _, s := range all {
			c, err := habeas.ReleaseChallenge(s, d.now)
			if err != nil {
				return err
			}
			if c, err = d.answer(c, &at); err != nil {
				return err
			}
			has, err := d.hasPage(c.Claim)
			if err != nil {
				return err
			}
			if !has {
				c.Claim = ""
			}
			out.Decided = append(out.Decided, c)
		}
		out.Answers = at.Answers
		return nil
	})
	return out, err
}

// hasPage reports whether a claim has a public page, or had one.
func (d *door) hasPage(id habeas.ID) (bool, error) {
	c, err := d.Claim(id)
	if err != nil {
		return false, hideMissing(err)
	}
	changes, err := d.changes(c.Root)
	if err != nil {
		return false, err
	}
	for _, ch := range changes {
		if ch.Claim == id {
			return true, nil
		}
	}
	return false, nil
}
