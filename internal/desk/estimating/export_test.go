package estimating

import (
	"context"
	"testing"

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

// LinkedOf counts what a question asks about, and returns what makes the estimates
// under all linkages of it, and how many tables that takes.
func LinkedOf(t testing.TB, d *Desk, ctx context.Context, a habeas.Actor, q habeas.EstimateQuestion) func() ([]Linked, int) {
	t.Helper()
	q, c, err := d.prepare(ctx, a, q)
	if err != nil {
		t.Fatal(err)
	}
	return func() ([]Linked, int) {
		return c.linked(estimate.Options{Seed: q.Seed}, nil), 3 + len(c.Draws)
	}
}
