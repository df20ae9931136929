package habeas

import "time"

// Challenge is what makes of a submission a challenge to one claim of the
// record: a correction that is asked for, or a reply. Anybody may send one.
type Challenge struct {
	Claim   ID               // as it stood on the page
	By      Challenger       // who they say they are
	Outcome ChallengeOutcome `json:",omitempty"` // "" until the desk decided
	Answer  ID               `json:",omitempty"` // the claim it became
	Why     ClosingReason    `json:",omitempty"` // it was declined
	Decided string           `json:",omitempty"` // YYYY-MM-DD
}

// Challenger is who somebody says they are who challenges a claim.
type Challenger string

// The challengers.
const (
	ByAnybody   Challenger = "anybody"
	ByFamily    Challenger = "family"    // of the person the claim is about, or that person
	ByAuthority Challenger = "authority" // one the claim speaks of
)

// Challengers lists them in the order the form offers them.
var Challengers = []Challenger{ByAnybody, ByFamily, ByAuthority}

// ChallengeOutcome is what the desk made of a challenge.
type ChallengeOutcome string

// The outcomes.
const (
	BecameClaim  ChallengeOutcome = "claim"      // it stands in the record as what somebody says
	LedToChange  ChallengeOutcome = "correction" // the claim was corrected or taken off
	WasDeclined  ChallengeOutcome = "declined"
	WasTakenBack ChallengeOutcome = "withdrawn" // taken back by whoever sent it, before it was decided
)

// ClosedUnsupported declines a challenge that nothing supports.
const ClosedUnsupported ClosingReason = "unsupported"

// DecliningReasons lists why a challenge is declined, in the order the desk is
// offered them; they are said in public.
var DecliningReasons = []ClosingReason{ClosedUnsupported, ClosedKnown, ClosedElsewhere, ClosedSafety, ClosedJunk}

// ReleasedChallenge is a decided challenge as readers see it: never what was
// sent, and of who sent it only that it was an authority.
type ReleasedChallenge struct {
	Claim     ID
	Authority bool
	Outcome   ChallengeOutcome
	Answer    ID // "" where it became no claim; whether that one may be shown is for Release
	Why       ClosingReason
	Decided   string
}

// ReleaseChallenge is the one door out for challenges. One that was decided is
// seen from the next day on, so that nobody who sent one can watch when the desk
// is at work; ErrNotFound answers for all else. A family is not told from
// anybody else: that somebody's family wrote can be enough to be asked about it.
func ReleaseChallenge(s Submission, today time.Time) (ReleasedChallenge, error) {
	c := s.Challenge
	if c == nil || c.Outcome == "" || c.Outcome == WasTakenBack || c.Decided == "" || c.Decided >= today.UTC().Format(time.DateOnly) {
		return ReleasedChallenge{}, ErrNotFound
	}
	return ReleasedChallenge{Claim: c.Claim, Authority: c.By == ByAuthority, Outcome: c.Outcome, Answer: c.Answer, Why: c.Why, Decided: c.Decided}, nil
}

// ChallengeCount is how many challenges of a year came to one end.
type ChallengeCount struct {
	Year      string // YYYY they came in
	Authority bool
	Outcome   ChallengeOutcome // "" for those that wait
	Why       ClosingReason
	N         int
}
