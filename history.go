package habeas

import "time"

// Status is where a claim stands.
type Status string

// The statuses of a claim.
const (
	Proposed   Status = "proposed"
	Unsure     Status = "unsure" // looked at, left open
	Accepted   Status = "accepted"
	Rejected   Status = "rejected"
	Superseded Status = "superseded"
	Withdrawn  Status = "withdrawn"
)

// Act is one thing done to a claim.
type Act string

// The acts of a claim's history. Nothing is overwritten: what a claim's state
// is, or was on any day, is read off the acts done up to then.
const (
	ActPropose   Act = "proposed"
	ActAccept    Act = "accepted"
	ActReject    Act = "rejected"
	ActUnsure    Act = "left open"
	ActSupersede Act = "superseded"
	ActWithdraw  Act = "withdrawn"
	ActSubmit    Act = "submitted for publication"
	ActPublish   Act = "published"
	ActUnpublish Act = "taken off the public record"
)

// Step is one entry of a claim's history; N counts from 1.
type Step struct {
	Claim  ID
	N      int
	Act    Act
	By     ID
	At     time.Time
	Reason string
	Other  ID // the claim that supersedes this one

	// Terms of publication, with ActSubmit and ActPublish.
	Terms *Terms
}

// Terms are what a claim is published under.
type Terms struct {
	Grade   Grade  `json:"grade"`
	Flags   []Flag `json:"flags,omitempty"`
	Label   string `json:"label,omitempty"`   // how the source is described, where it may not be named
	Embargo string `json:"embargo,omitempty"` // first day it may be shown, YYYY-MM-DD
	Waived  string `json:"waived,omitempty"`  // why no second person saw it
	// Check is what the disclosure check asked for when it was published.
	Check Check `json:"check,omitempty"`
}

// State is what the history comes to.
type State struct {
	Status    Status
	Public    bool // published; release decides whether it may be shown today
	Terms     Terms
	AcceptBy  ID
	SubmitBy  ID
	PublishBy ID
	PublishAt time.Time
	StatusAt  time.Time
	StatusBy  ID
	Reason    string
	Successor ID
}

// Fold reads the state off the steps, which must be in order of N.
func Fold(steps []Step) State {
	s := State{Status: Proposed}
	for _, st := range steps {
		switch st.Act {
		case ActPropose:
			s.set(Proposed, st)
			s.Public, s.SubmitBy = false, ""
		case ActAccept:
			s.set(Accepted, st)
			s.AcceptBy = st.By
		case ActReject:
			s.set(Rejected, st)
			s.Public, s.SubmitBy = false, ""
		case ActUnsure:
			s.set(Unsure, st)
			s.Public, s.SubmitBy = false, ""
		case ActSupersede:
			s.set(Superseded, st)
			s.Successor, s.Public, s.SubmitBy = st.Other, false, ""
		case ActWithdraw:
			s.set(Withdrawn, st)
			s.Public, s.SubmitBy = false, ""
		case ActSubmit:
			s.SubmitBy = st.By
			if st.Terms != nil {
				s.Terms = *st.Terms
			}
		case ActPublish:
			s.Public, s.PublishBy, s.PublishAt = true, st.By, st.At
			s.SubmitBy, s.Reason = "", st.Reason
			if st.Terms != nil {
				s.Terms = *st.Terms
			}
		case ActUnpublish:
			s.Public, s.SubmitBy, s.Reason = false, "", st.Reason
		}
	}
	return s
}

func (s *State) set(status Status, st Step) {
	s.Status, s.StatusAt, s.StatusBy, s.Reason = status, st.At, st.By, st.Reason
}

// FoldAt reads the state as it stood at t.
func FoldAt(steps []Step, t time.Time) (State, bool) {
	n := 0
	for n < len(steps) && !steps[n].At.After(t) {
		n++
	}
	return Fold(steps[:n]), n > 0
}

// Allowed reports whether the act may follow the state, so that two people's
// acts cannot leave a claim both withdrawn and published.
func (s State) Allowed(a Act) error {
	live := s.Status == Proposed || s.Status == Unsure || s.Status == Accepted || s.Status == Rejected
	no := func() error {
		return &Error{Kind: ErrConflict, Msg: "the claim is " + string(s.Status), Hint: "read its history before going on"}
	}
	isPublic := func() error {
		return &Error{Kind: ErrConflict, Msg: "the claim is published", Hint: "take it off the public record first"}
	}
	switch a {
	case ActPropose:
		if !live || s.Public {
			return no()
		}
	case ActAccept:
		if !live {
			return no()
		}
		// Whoever accepts last is the first of the two pairs of eyes: a
		// published claim has had both.
		if s.Public {
			return isPublic()
		}
	case ActReject, ActUnsure, ActSupersede, ActWithdraw:
		if !live {
			return no()
		}
	case ActSubmit:
		if s.Status != Accepted {
			return no()
		}
		// Submitting brings terms along; those of a published claim change
		// only by publishing it again.
		if s.Public {
			return isPublic()
		}
	case ActPublish:
		if s.Status != Accepted {
			return no()
		}
	case ActUnpublish:
		if !s.Public && s.SubmitBy == "" {
			return &Error{Kind: ErrConflict, Msg: "the claim is not on the public record"}
		}
	}
	return nil
}
