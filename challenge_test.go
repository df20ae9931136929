package habeas_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/habeas-record/habeas"
)

func TestReleaseChallenge(t *testing.T) {
	today := time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)
	of := func(by habeas.Challenger, o habeas.ChallengeOutcome, why habeas.ClosingReason, day string) habeas.Submission {
		return habeas.Submission{ID: "y1", Code: "hash", Lang: "kk", Assigned: "u1", Challenge: &habeas.Challenge{Claim: "c1", By: by, Outcome: o, Answer: "c2", Why: why, Decided: day}}
	}
	for what, x := range map[string]struct {
		s    habeas.Submission
		want habeas.ReleasedChallenge
	}{
		"testimony":         {s: habeas.Submission{ID: "y1"}},
		"one that waits":    {s: of(habeas.ByFamily, "", "", "")},
		"taken back":        {s: of(habeas.ByFamily, habeas.WasTakenBack, "", "2026-11-20")},
		"decided today":     {s: of(habeas.ByFamily, habeas.LedToChange, "", "2026-11-27")},
		"decided yesterday": {of(habeas.ByFamily, habeas.LedToChange, "", "2026-11-26"), habeas.ReleasedChallenge{Claim: "c1", Outcome: habeas.LedToChange, Answer: "c2", Decided: "2026-11-26"}},
		"of an authority":   {of(habeas.ByAuthority, habeas.BecameClaim, "", "2026-11-26"), habeas.ReleasedChallenge{Claim: "c1", Authority: true, Outcome: habeas.BecameClaim, Answer: "c2", Decided: "2026-11-26"}},
		"declined": {of(habeas.ByAnybody, habeas.WasDeclined, habeas.ClosedUnsupported, "2026-11-26"),
			habeas.ReleasedChallenge{Claim: "c1", Outcome: habeas.WasDeclined, Answer: "c2", Why: habeas.ClosedUnsupported, Decided: "2026-11-26"}},
	} {
		got, err := habeas.ReleaseChallenge(x.s, today)
		if (err == nil) != (x.want != habeas.ReleasedChallenge{}) {
			t.Errorf("%s: %v", what, err)
		}
		if d := cmp.Diff(x.want, got); d != "" {
			t.Errorf("%s: %s", what, d)
		}
	}
}
