package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/desk/submissions"
	"github.com/habeas-record/habeas/internal/protect/receipt"
	"github.com/habeas-record/habeas/internal/web/htmlcheck"
)

// challenge writes from the page of a claim, and returns the code and what the
// desk has of it.
func (rec *record) challenge(claim habeas.ID, by habeas.Challenger, words string) (receipt.Code, habeas.Submission) {
	rec.t.Helper()
	c := rec.visitor()
	p := c.get("/claim/"+string(claim)).check(http.StatusOK, htmlcheck.In(`a[href="/submit/challenge/`+string(claim)+`"]`))
	p = c.get("/submit/challenge/"+string(claim)).check(http.StatusOK, htmlcheck.In("h1", htmlcheck.HasText("Challenge")), htmlcheck.NotIn("form.comment"))
	f := with(rec.typed(p.form("form.send")), "text", words, "keep", "code")
	p = c.post(p.action("form.send"), f).check(http.StatusUnprocessableEntity, htmlcheck.In("#fault .err", htmlcheck.HasText("Choose who writes")))
	if got := p.form("form.send").Get("text"); got != words {
		rec.t.Errorf("what was typed came back as %q", got)
	}
	p = c.post(p.action("form.send"), with(rec.typed(p.form("form.send")), "by", string(by))).check(http.StatusOK)
	code, err := receipt.Parse(p.text("p.code"))
	if err != nil {
		rec.t.Fatal(err)
	}
	all, _, err := rec.inbox.List(rec.ctx, rec.actors[habeas.RoleReviewer], habeas.SubmissionFilter{Challenges: true})
	if err != nil {
		rec.t.Fatal(err)
	}
	for _, s := range all {
		if s.Code == code.Hash() {
			return code, s
		}
	}
	rec.t.Fatal("the challenge is in no list")
	panic("unreachable")
}

// dayAfter has a challenge decided the day before it was.
func (rec *record) dayAfter(id habeas.ID) {
	rec.t.Helper()
	err := rec.store.Update(rec.ctx, func(tx desk.Tx) error {
		tx.Doing(habeas.HandleSent)
		s, err := tx.Submission(id)
		if err != nil {
			return err
		}
		c, err := tx.SubmissionContent(s)
		if err != nil {
			return err
		}
		s.Day, s.Challenge.Decided = "2026-01-01", "2026-01-02"
		return tx.PutSubmission(s, c)
	})
	if err != nil {
		rec.t.Fatal(err)
	}
}

// A reply of an authority becomes a claim beside the one it answers, a wrong
// claim is corrected, and what nothing supports is declined with the reason. No
// end can be counted that did not come about, and it is shown from the next day
// on, without whose family it was.
func TestChallengeAndReply(t *testing.T) {
	rec := newRecord(t)
	rec.sealing()
	told := rec.tell(&habeas.Source{Kind: habeas.SourceOutlet, Name: "The Steppe Courier", Label: "The Steppe Courier", Protection: habeas.ProtectionOpen, Consent: habeas.ConsentNamed},
		"Ali Sample", "occupation", "tailor", "event.detention", "taken")
	rec.publish(told.Claims...)
	claim := told.Claims[1]
	public, rev := rec.visitor(), rec.as(habeas.RoleReviewer)
	public.get("/submit/challenge/" + string(habeas.NewID(habeas.KindClaim))).check(http.StatusNotFound)
	public.get("/challenges").check(http.StatusOK, htmlcheck.In("p.none"))
	at := func(s habeas.Submission) string { return "/desk/submissions/" + string(s.ID) }
	act := func(s habeas.Submission, act string, status int, more ...string) page {
		t.Helper()
		form := rev.get(at(s)).check(http.StatusOK).form("form#assign")
		return rev.post(at(s), with(form, append([]string{"act", act}, more...)...)).check(status)
	}

	// Declined.
	code, s := rec.challenge(claim, habeas.ByFamily, "He is a baker.")
	rev.get("/desk/submissions?challenges=1").check(http.StatusOK, htmlcheck.In("table", htmlcheck.HasText("the person or their family")))
	act(s, "corrected", http.StatusUnprocessableEntity)
	act(s, "became", http.StatusUnprocessableEntity, "answer", string(claim)) // made of something else
	act(s, "close", http.StatusUnprocessableEntity, "why", "sent")
	act(s, "close", http.StatusOK, "why", "unsupported")
	public.post("/submit/reply", fields("code", code.String())).check(http.StatusOK, htmlcheck.In("p.status", htmlcheck.HasText("Nothing that we have shows it")))
	public.get("/claim/"+string(claim)).check(http.StatusOK, htmlcheck.NotIn("li time[datetime='2026-01-02']"))
	rec.dayAfter(s.ID)
	p := public.get("/claim/"+string(claim)).check(http.StatusOK, htmlcheck.In("ul.waiting", htmlcheck.HasText("Somebody: declined: nothing that we have shows it")))
	if strings.Contains(string(p.body), "baker") || strings.Contains(string(p.body), "family") {
		t.Error("the page tells what was written, or by whom")
	}

	// It became a claim.
	_, s = rec.challenge(claim, habeas.ByAuthority, "Ali Sample was never detained, the office of Korgan county says.")
	report, _, err := rec.inbox.Capture(rec.ctx, rec.actors[habeas.RoleReviewer], s.ID, s.Version, submissions.AsAuthority, "the office of Korgan county")
	if err != nil {
		t.Fatal(err)
	}
	act(s, "became", http.StatusUnprocessableEntity, "answer", "")
	rv, err := rec.desk.Review(rec.ctx, rec.actors[habeas.RoleReviewer], report)
	if err != nil {
		t.Fatal(err)
	}
	if len(rv.Entries) == 0 {
		t.Fatal("nothing is proposed of the reply")
	}
	made := rv.Entries[0].Claim
	act(s, "became", http.StatusUnprocessableEntity, "answer", string(made.ID)) // not accepted yet
	if err := rec.desk.Decide(rec.ctx, rec.actors[habeas.RoleDocumenter], desk.Decision{Claim: made.ID, Seen: 1, Act: habeas.ActAccept, Source: made.Source}); err != nil {
		t.Fatal(err)
	}
	act(s, "became", http.StatusOK, "answer", string(made.ID))
	rec.dayAfter(s.ID)
	p = public.get("/claim/"+string(claim)).check(http.StatusOK, htmlcheck.In("ul.waiting", htmlcheck.HasText("An authority: became a claim of the record")))
	if p.has(`a[href="/claim/` + string(made.ID) + `"]`) {
		t.Error("a claim that may not be shown is linked")
	}
	rec.publish(made.ID)
	public.get("/claim/"+string(claim)).check(http.StatusOK, htmlcheck.In(`ul.waiting a[href="/claim/`+string(made.ID)+`"]`, htmlcheck.HasText("the office of Korgan county")))
	public.get("/claim/" + string(made.ID)).check(http.StatusOK)

	// It led to a correction.
	_, s = rec.challenge(claim, habeas.ByAnybody, "It was his brother.")
	if err := rec.desk.Unpublish(rec.ctx, rec.actors[habeas.RoleReviewer], []habeas.ID{claim}, "it was his brother"); err != nil {
		t.Fatal(err)
	}
	act(s, "corrected", http.StatusOK)
	rec.dayAfter(s.ID)
	public.get("/claim/"+string(claim)).check(http.StatusGone, htmlcheck.In("ul.waiting", htmlcheck.HasText("led to a correction")))
	public.get("/submit/challenge/" + string(claim)).check(http.StatusNotFound)

	p = public.get("/challenges").check(http.StatusOK, htmlcheck.Count("tbody tr", 3), htmlcheck.In("tfoot", htmlcheck.HasText("3")), htmlcheck.Count("ul.waiting li", 3))
	if strings.Contains(string(p.body), "y0") && strings.Contains(string(p.body), string(s.ID)) {
		t.Error("the page tells the id of a submission")
	}
}
