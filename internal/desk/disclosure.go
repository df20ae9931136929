package desk

import (
	"fmt"
	"strings"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk/leaving"
	"github.com/habeas-record/habeas/internal/protect/disclosure"
)

// Assessment is what the disclosure check found.
type Assessment = disclosure.Assessment

// assess asks what a claim, published on these terms, and everything already
// published from the same source tell together about the source. needed is
// false where the source is no person: nobody is to be given away. A source
// that may be named is assessed as if it might not, so that it is known what
// may stay when that changes.
func (d *Desk) assess(tx Tx, set habeas.Settings, c habeas.Claim, t habeas.Terms) (a Assessment, needed bool, err error) {
	s, err := tx.Source(c.Source)
	if err != nil || s.Public() {
		return a, false, err
	}
	c.Terms, c.Public, c.Status = t, true, habeas.Accepted
	texts, err := leaving.Texts(tx, c, habeas.ToPublic, d.now())
	if err != nil {
		return a, true, err
	}
	past, err := leaving.Published(tx, s, d.now(), c.ID)
	if err != nil {
		return a, true, err
	}
	a = d.disclosure.Assess(d.disclosure.Find(append(texts, past...)), set.Crowd.InForce())
	if a.Verdict == habeas.CheckStop && (habeas.Releasable{Claim: c, Source: s}).Allowed(habeas.ToPublic).Allows(habeas.ConsentNamed) {
		a.Verdict = habeas.CheckSecond // who agreed to be named may be recognised
	}
	return a, true, nil
}

// stopped is the refusal of a claim that would give its source away.
func stopped(a Assessment) error {
	var told []string
	for i, f := range a.Findings {
		if i == 6 {
			told = append(told, "…")
			break
		}
		told = append(told, fmt.Sprintf("%s (%s)", f.Kind, f.Words))
	}
	hint := "publish less of what it told, in wider words, or ask the source whether it may be named"
	return habeas.Refused(hint, "together with what is published of the same source this would point to the source: %s", strings.Join(told, ", "))
}
