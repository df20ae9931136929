package storetest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/ledger"
	"github.com/habeas-record/habeas/internal/store"
)

func testSubmissions(_ *testing.T, f *fixture) {
	const day = "2026-03-01"
	s := habeas.Submission{ID: habeas.NewID(habeas.KindSent), State: habeas.SubmissionWaiting, Day: day, Lang: "ru", Code: "hash", Until: "2026-08-28", Due: "2026-03-15"}
	long := habeas.SubmissionContent{Text: strings.Repeat("слово ", 3000), Box: strings.Repeat("b", 9000), Files: []habeas.SubmittedFile{{Name: "a.jpg", SHA256: "ff00"}}}
	later := habeas.Submission{ID: habeas.NewID(habeas.KindSent), State: habeas.SubmissionWaiting, Day: day, Lang: "kk", Assigned: f.reviewer, Into: "en"}
	f.update(func(tx *store.Tx) {
		f.no(tx.PutSubmission(s, long))
		f.no(tx.PutSubmission(later, habeas.SubmissionContent{Text: "short"}))
	})
	content := func(tx *store.Tx, id habeas.ID) habeas.SubmissionContent {
		f.Helper()
		return got[habeas.SubmissionContent](f)(tx.SubmissionContent(got[habeas.Submission](f)(tx.Submission(id))))
	}
	f.view(func(tx *store.Tx) {
		f.same("the words", long, content(tx, s.ID))
		f.same("of its code", s.ID, got[habeas.Submission](f)(tx.SubmissionByCode("hash", "2026-08-28")).ID)
		for _, no := range [][2]string{{"hash", "2026-08-29"}, {"other", day}, {"", day}} {
			_, err := tx.SubmissionByCode(no[0], no[1])
			f.is(err, habeas.ErrNotFound)
		}
		list := func(x habeas.SubmissionFilter) (ids []habeas.ID) {
			all, n, err := tx.FindSubmissions(x)
			f.no(err)
			f.same("count", n, len(all))
			for _, s := range all {
				ids = append(ids, s.ID)
			}
			return ids
		}
		f.same("what is due is first", []habeas.ID{s.ID, later.ID}, list(habeas.SubmissionFilter{}))
		f.same("of one", []habeas.ID{later.ID}, list(habeas.SubmissionFilter{Assigned: f.reviewer}))
		f.same("to translate", []habeas.ID{later.ID}, list(habeas.SubmissionFilter{Into: true}))
		f.same("answered", []habeas.ID(nil), list(habeas.SubmissionFilter{State: habeas.SubmissionAnswered}))
		f.same("expired", 1, len(got[[]habeas.Submission](f)(tx.ExpiredCodes("2026-08-29"))))
		f.same("files", map[string]habeas.ID{"ff00": s.ID}, got[map[string]habeas.ID](f)(tx.SubmittedFiles()))
	})
	// Shorter words leave nothing of the longer ones, and none are left of what
	// was taken back.
	f.update(func(tx *store.Tx) {
		s := got[habeas.Submission](f)(tx.Submission(s.ID))
		s.State = habeas.SubmissionAnswered
		f.no(tx.PutSubmission(s, habeas.SubmissionContent{Text: "less"}))
		f.is(tx.PutSubmission(s, habeas.SubmissionContent{}), habeas.ErrConflict)
	})
	f.update(func(tx *store.Tx) {
		f.same("the words", habeas.SubmissionContent{Text: "less"}, content(tx, s.ID))
		s := got[habeas.Submission](f)(tx.Submission(s.ID))
		s.State = habeas.SubmissionWithdrawn
		f.no(tx.PutSubmission(s, habeas.SubmissionContent{Text: "less"}))
	})
	f.view(func(tx *store.Tx) {
		f.same("what is left", habeas.SubmissionContent{}, content(tx, s.ID))
		f.same("taken back", []habeas.Withdrawal{{Item: s.ID, Act: habeas.WithdrawnWords, Value: "withdrawn", Day: day}}, got[[]habeas.Withdrawal](f)(tx.Withdrawals()))
		f.is(f.s.View(f.Context(), func(tx *store.Tx) error { _, err := tx.Submission("y0000000000000009"); return err }), habeas.ErrNotFound)
	})
	// Words changed past the store are found.
	f.update(func(tx *store.Tx) { f.no(tx.PutSubmission(habeas.Submission{ID: "y0000000000000001"}, long)) })
	f.no(f.exec(f.address, "DELETE FROM submission_pieces WHERE id = (SELECT max(id) FROM submission_pieces)"))
	if faults, _ := f.faults(ledger.Against{}); len(faults) != 1 || !strings.Contains(fmt.Sprint(faults), "its words are not those that were kept") {
		f.Errorf("the faults are %v", faults)
	}
	f.update(func(tx *store.Tx) {
		for _, id := range []habeas.ID{"y0000000000000001", later.ID, s.ID} { // whose piece it was
			s := got[habeas.Submission](f)(tx.Submission(id))
			f.no(tx.PutSubmission(s, habeas.SubmissionContent{}))
		}
	})
}

// Challenges are counted by the year they came in, as they stood before a day;
// testimony is not among them.
func testChallenges(_ *testing.T, f *fixture) {
	add := func(id habeas.ID, came, claim string, by habeas.Challenger, o habeas.ChallengeOutcome, why habeas.ClosingReason, decided string) {
		s := habeas.Submission{ID: id, State: habeas.SubmissionWaiting, Day: came, Challenge: &habeas.Challenge{Claim: habeas.ID(claim), By: by, Outcome: o, Why: why, Decided: decided}}
		f.update(func(tx *store.Tx) { f.no(tx.PutSubmission(s, habeas.SubmissionContent{Text: "words"})) })
	}
	f.update(func(tx *store.Tx) {
		f.no(tx.PutSubmission(habeas.Submission{ID: "y0000000000000011", State: habeas.SubmissionWaiting, Day: "2026-03-01"}, habeas.SubmissionContent{Text: "testimony"}))
	})
	add("y0000000000000012", "2025-12-30", "c1", habeas.ByFamily, habeas.LedToChange, "", "2026-01-02")
	add("y0000000000000013", "2026-01-05", "c1", habeas.ByAuthority, habeas.WasDeclined, habeas.ClosedUnsupported, "2026-01-09")
	add("y0000000000000014", "2026-01-05", "c2", habeas.ByAnybody, habeas.WasDeclined, habeas.ClosedUnsupported, "2026-01-10")
	add("y0000000000000015", "2026-01-05", "c3", habeas.ByAnybody, "", "", "")
	add("y0000000000000016", "2026-01-06", "c3", habeas.ByAnybody, habeas.WasTakenBack, "", "2026-01-07")
	add("y0000000000000017", "2026-01-10", "c3", habeas.ByAnybody, "", "", "")
	f.view(func(tx *store.Tx) {
		ids := func(all []habeas.Submission) (out []habeas.ID) {
			for _, s := range all {
				out = append(out, s.ID)
			}
			return out
		}
		f.same("of one claim", []habeas.ID{"y0000000000000012", "y0000000000000013"}, ids(got[[]habeas.Submission](f)(tx.ChallengesTo("c1"))))
		f.same("of a line", []habeas.ID{"y0000000000000013", "y0000000000000014"}, ids(got[[]habeas.Submission](f)(tx.ChallengesTo("c1", "c2")))[1:])
		f.same("of none", 0, len(got[[]habeas.Submission](f)(tx.ChallengesTo())))
		all, n, err := tx.DecidedChallenges("2026-01-10", 1, 0)
		f.no(err)
		f.same("the newest decided", []habeas.ID{"y0000000000000013"}, ids(all))
		f.same("decided before the day", 2, n)
		f.same("counted", []habeas.ChallengeCount{
			{Year: "2025", Outcome: habeas.LedToChange, N: 1},
			{Year: "2026", N: 2}, // one that was decided on the day itself
			{Year: "2026", Outcome: habeas.WasTakenBack, N: 1},
			{Year: "2026", Authority: true, Outcome: habeas.WasDeclined, Why: habeas.ClosedUnsupported, N: 1},
		}, got[[]habeas.ChallengeCount](f)(tx.CountChallenges("2026-01-10")))
		only, n, err := tx.FindSubmissions(habeas.SubmissionFilter{Challenges: true})
		f.no(err)
		f.same("only challenges", 6, n)
		f.same("all of them", 6, len(only))
	})
	f.no(f.exec(f.address, "UPDATE submissions SET outcome = 'declined' WHERE id = 'y0000000000000015'"))
	if faults, _ := f.faults(ledger.Against{}); len(faults) != 1 || !strings.Contains(fmt.Sprint(faults), "what is counted of it is not what it says") {
		f.Errorf("the faults are %v", faults)
	}
	f.no(f.exec(f.address, "UPDATE submissions SET outcome = '' WHERE id = 'y0000000000000015'"))
}
