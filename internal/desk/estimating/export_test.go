package estimating

import (
	"context"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/estimate"
)

// CountOnly counts what a question asks about and asks no method: what is said of
// it before any is.
func CountOnly(ctx context.Context, d *Desk, a habeas.Actor, q habeas.EstimateQuestion) (Outcome, error) {
	q, c, err := d.prepare(ctx, a, q)
	if err != nil {
		return Outcome{}, err
	}
	out := Outcome{Lists: c.Lists, Linking: c.Linking, Origins: c.Origins, Withheld: c.Withheld, Table: c.Best}
	out.Report = refusal(c.Best, estimate.Options{}, c.checks(q))
	return out, nil
}
