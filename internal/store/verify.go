package store

import (
	"slices"
	"strings"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/store/audit"
)

// derived works out again what stands beside the record in its own tables:
// what each claim's history comes to, the roles of claims, who is who among
// mentions, and which claims stand in tensions.
func (v *verifier) derived() error {
	if err := v.claimStates(); err != nil {
		return err
	}
	return audit.VerifyDerived(auditTx{v.Tx}, v.report)
}

const stateColumns = "c.state, c.status, c.submitted, c.public, c.embargo, c.touched, c.steps"

// claimStates reads claims with their steps, some hundred at a time.
func (v *verifier) claimStates() error {
	refs := map[string]bool{}
	last := habeas.ID("")
	for {
		var states [][]any
		ks, err := all(v.Tx, func(s scanner) (habeas.Claim, error) {
			var values [7]any
			var dest []any
			for i := range values {
				dest = append(dest, &values[i])
			}
			var body, state []byte
			var released int64
			// What the body says of its id is what may have been changed.
			err := s.Scan(append(dest, &last, &body, &state, &released)...)
			if err != nil {
				return habeas.Claim{}, err
			}
			states = append(states, append(values[:], released))
			c, err := claimOf(body, []byte("{}"))
			c.ID = last
			return c, err
		}, "SELECT "+stateColumns+", c.id, c.body, c.state, c.released FROM claims c WHERE c.id > $1 ORDER BY c.id LIMIT 500", last)
		if err != nil {
			return v.fault("the claims", "they cannot be read: %v", err)
		}
		if len(ks) == 0 {
			break
		}
		steps, err := v.stepsBetween(ks[0].ID, ks[len(ks)-1].ID)
		if err != nil {
			return v.fault("the steps of claims", "they cannot be read: %v", err)
		}
		for i, c := range ks {
			if err := v.claimState(c, steps[c.ID], states[i]); err != nil {
				return err
			}
			for role, id := range claimRefs(c) {
				refs[string(id)+"/"+string(c.ID)+"/"+role] = true
			}
		}
	}
	return audit.Pairs(auditTx{v.Tx}, v.report, "the roles of claims", refs, "SELECT subject || '/' || claim || '/' || role FROM claim_refs")
}

func (v *verifier) stepsBetween(first, last habeas.ID) (map[habeas.ID][]habeas.Step, error) {
	out := map[habeas.ID][]habeas.Step{}
	steps, err := all(v.Tx, scanStep, `SELECT claim, n, act, by_user, at, reason, other, terms
		FROM claim_steps WHERE claim >= $1 AND claim <= $2 ORDER BY claim, n`, first, last)
	for _, s := range steps {
		out[s.Claim] = append(out[s.Claim], s)
	}
	return out, err
}

func (v *verifier) claimState(c habeas.Claim, steps []habeas.Step, kept []any) error {
	item := "claim/" + string(c.ID)
	if len(steps) == 0 {
		return v.fault(item, "it has no history")
	}
	c.State = habeas.Fold(steps)
	want := []any{docOf(c.State), string(c.Status), truth(c.SubmitBy != ""), truth(c.Public), c.Terms.Embargo,
		nanos(steps[len(steps)-1].At), int64(len(steps))}
	columns := strings.Split(stateColumns, ", ")
	for i, w := range want {
		if w != kept[i] {
			return v.fault(item, "its %s is not what its history comes to", strings.TrimPrefix(columns[i], "c."))
		}
	}
	// What an embargo ends is let out once a day, which may still be to come.
	if c.Terms.Embargo != "" {
		return nil
	}
	released, err := v.isReleased(c)
	if err != nil {
		return v.fault(item, "whether it may be shown cannot be told: %v", err)
	}
	if truth(released) != kept[len(kept)-1] {
		return v.fault(item, "whether it is shown is not what its history, source and report come to")
	}
	return nil
}

// quotes looks every quote up in the text it is from.
func (v *verifier) quotes() (n int, err error) {
	reports, err := all(v.Tx, scanID, "SELECT DISTINCT report FROM texts ORDER BY report")
	if err != nil {
		return 0, v.fault("the texts", "they cannot be read: %v", err)
	}
	for _, report := range reports {
		texts, err := v.Texts(report)
		if err != nil {
			return n, v.fault("the texts of report "+string(report), "they cannot be read: %v", err)
		}
		claims, err := v.ClaimsIn(report)
		if err != nil {
			return n, v.fault("the claims of report "+string(report), "they cannot be read: %v", err)
		}
		for _, c := range claims {
			for _, q := range c.Quotes {
				if q.Text == "" {
					continue
				}
				n++
				i := slices.IndexFunc(texts, func(t habeas.Text) bool { return t.ID == q.Text })
				if i < 0 || !texts[i].Holds(q) {
					if err := v.fault("claim/"+string(c.ID), "its quote does not stand where it should in text %s of report %s", q.Text, report); err != nil {
						return n, err
					}
				}
			}
		}
	}
	return n, nil
}
