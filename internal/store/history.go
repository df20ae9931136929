package store

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/habeas-record/habeas"
)

// AddClaim keeps a new claim and its first step. What a claim says can never
// be changed afterwards, which the tables enforce too.
func (t *Tx) AddClaim(c habeas.Claim, first habeas.Step) error {
	if c.Root == "" {
		c.Root = c.ID
	}
	if _, err := t.Claim(c.ID); err == nil {
		return &habeas.Error{Kind: habeas.ErrConflict, Msg: "the claim " + string(c.ID) + " is kept already"}
	} else if !errors.Is(err, habeas.ErrNotFound) {
		return err
	}
	first.Claim, first.N = c.ID, 1
	return t.keepClaim(c, []habeas.Step{first})
}

func (t *Tx) keepClaim(c habeas.Claim, steps []habeas.Step) error {
	c.State = habeas.Fold(steps)
	released, err := t.isReleased(c)
	if err != nil {
		return fmt.Errorf("keeping claim %s: %w", c.ID, err)
	}
	place := -1
	if len(c.Quotes) > 0 {
		place = c.Quotes[0].Start
	}
	from, to := claimDays(c)
	_, err = t.exec(`INSERT INTO claims (id, root, subject, property, source, report, place, from_day, to_day, body,
		state, status, submitted, public, embargo, released, touched, steps)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		c.ID, c.Root, c.Subject, c.Property, null(c.Source), null(c.Report), place, from, to, bodyOf(c),
		docOf(c.State), c.Status, truth(c.SubmitBy != ""), truth(c.Public), c.Terms.Embargo, truth(released),
		nanos(steps[len(steps)-1].At), len(steps))
	if err != nil {
		return fmt.Errorf("keeping claim %s: %w", c.ID, err)
	}
	t.Record("claim", c.ID)
	for role, id := range claimRefs(c) {
		if _, err := t.exec("INSERT INTO claim_refs (subject, claim, role) VALUES ($1, $2, $3)", id, c.ID, role); err != nil {
			return fmt.Errorf("keeping the roles of claim %s: %w", c.ID, err)
		}
	}
	for _, s := range steps {
		if err := t.writeStep(s); err != nil {
			return err
		}
	}
	if err := t.count(c, c.Status == habeas.Accepted, released, 1); err != nil {
		return err
	}
	return t.touch(c)
}

func (t *Tx) writeStep(s habeas.Step) error {
	terms := ""
	if s.Terms != nil {
		terms = encode(s.Terms)
	}
	_, err := t.exec(`INSERT INTO claim_steps (claim, n, act, by_user, at, reason, other, terms)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, s.Claim, s.N, s.Act, s.By, nanos(s.At), s.Reason, s.Other, terms)
	if err != nil {
		return fmt.Errorf("adding to the history of claim %s: %w", s.Claim, err)
	}
	t.Record("step", s.Claim, s.N)
	return nil
}

// claimRefs are the subjects in a claim's roles, its object among them.
func claimRefs(c habeas.Claim) map[string]habeas.ID {
	refs := make(map[string]habeas.ID, len(c.Refs)+1)
	for role, id := range c.Refs {
		if id != "" {
			refs[role] = id
		}
	}
	if c.Object != "" {
		refs["object of the claim"] = c.Object
	}
	return refs
}

func claimDays(c habeas.Claim) (from, to string) {
	if c.When != nil {
		return c.When.Days()
	}
	if p, ok := habeas.PropertyOf(c.Property); ok && p.Value == habeas.ValueDate {
		return habeas.When{EDTF: c.Value}.Days()
	}
	return "", ""
}

// AddStep appends to a claim's history. A step about a row's claim first keeps
// that claim, with what its list's state says of it as the beginning of its
// history.
func (t *Tx) AddStep(s habeas.Step) error {
	kept, err := t.keptClaim(s.Claim)
	if errors.Is(err, habeas.ErrNotFound) {
		if err := t.keepRowClaim(s.Claim); err != nil {
			return err
		}
		kept, err = t.keptClaim(s.Claim)
	}
	if err != nil {
		return err
	}
	if err := kept.Allowed(s.Act); err != nil {
		return err
	}
	steps, err := t.Steps(s.Claim)
	if err != nil {
		return err
	}
	s.N = len(steps) + 1
	if err := t.writeStep(s); err != nil {
		return err
	}
	if err := t.count(kept.Claim, kept.Status == habeas.Accepted, kept.released, -1); err != nil {
		return err
	}
	was := kept.State
	kept.State = habeas.Fold(append(steps, s))
	if err := t.NoteStep(s.Claim, was, kept.State); err != nil {
		return err
	}
	if err := t.keepState(kept.Claim, append(steps, s)); err != nil {
		return err
	}
	return t.touch(kept.Claim)
}

// keepState keeps what a stored claim's history comes to, and counts it.
func (t *Tx) keepState(c habeas.Claim, steps []habeas.Step) error {
	released, err := t.isReleased(c)
	if err != nil {
		return err
	}
	_, err = t.exec(`UPDATE claims SET state = $1, status = $2, submitted = $3, public = $4, embargo = $5, released = $6,
		touched = $7, steps = $8 WHERE id = $9`,
		docOf(c.State), c.Status, truth(c.SubmitBy != ""), truth(c.Public), c.Terms.Embargo, truth(released),
		nanos(steps[len(steps)-1].At), len(steps), c.ID)
	if err != nil {
		return fmt.Errorf("keeping the state of claim %s: %w", c.ID, err)
	}
	return t.count(c, c.Status == habeas.Accepted, released, 1)
}

// count keeps how many stored claims speak of each subject.
func (t *Tx) count(c habeas.Claim, accepted, released bool, by int64) error {
	if !accepted && !released {
		return nil
	}
	for _, id := range c.Subjects() {
		if id.Kind() == habeas.KindMention {
			continue // a person's own summary counts
		}
		_, err := t.exec(`INSERT INTO subject_counts (subject, desk, public) VALUES ($1, $2, $3) ON CONFLICT (subject)
			DO UPDATE SET desk = subject_counts.desk + excluded.desk, public = subject_counts.public + excluded.public`,
			id, by*truth(accepted), by*truth(released))
		if err != nil {
			return fmt.Errorf("counting claims about %s: %w", id, err)
		}
	}
	return nil
}

// Steps returns a claim's history.
func (t *Tx) Steps(claim habeas.ID) ([]habeas.Step, error) {
	steps, err := all(t, scanStep, `SELECT claim, n, act, by_user, at, reason, other, terms
		FROM claim_steps WHERE claim = $1 ORDER BY n`, claim)
	if err != nil || len(steps) > 0 {
		return steps, err
	}
	l, r, err := t.rowOfClaim(claim)
	if err != nil {
		return nil, err
	}
	if _, err := rowClaim(l, r, claim); err != nil {
		return nil, err
	}
	return rowSteps(l, claim, l.Covers(r)), nil
}

func scanStep(s scanner) (st habeas.Step, err error) {
	var at int64
	var terms string
	if err := s.Scan(&st.Claim, &st.N, &st.Act, &st.By, &at, &st.Reason, &st.Other, &terms); err != nil {
		return st, err
	}
	st.At = moment(at)
	if terms != "" {
		st.Terms = new(habeas.Terms)
		err = json.Unmarshal([]byte(terms), st.Terms)
	}
	return st, err
}
