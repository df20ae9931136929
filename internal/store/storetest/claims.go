package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/store"
)

func testSources(_ *testing.T, f *fixture) {
	f.view(func(tx *store.Tx) {
		f.same("source", f.outlet, got[habeas.Source](f)(tx.Source(f.outlet.ID)))
		_, err := tx.Source(habeas.NewID(habeas.KindSource))
		f.is(err, habeas.ErrNotFound)
		f.same("found by the beginnings of two words", []habeas.Source{f.outlet}, got[[]habeas.Source](f)(tx.FindSources("gaz INV", 10)))
		f.same("found by label", []habeas.Source{f.witness}, got[[]habeas.Source](f)(tx.FindSources("relative", 10)))
		f.same("all by name", []habeas.Source{f.witness, f.outlet}, got[[]habeas.Source](f)(tx.FindSources("", 10)))
		f.same("at most one", 1, len(got[[]habeas.Source](f)(tx.FindSources("", 1))))
		f.same("nothing", 0, len(got[[]habeas.Source](f)(tx.FindSources("nobody", 10))))
	})
	renamed := f.outlet
	renamed.Name = "Ünlü Haber"
	f.update(func(tx *store.Tx) { f.no(tx.PutSource(renamed)) })
	renamed.Version++
	f.view(func(tx *store.Tx) {
		f.same("saved", renamed, got[habeas.Source](f)(tx.Source(renamed.ID)))
		f.same("found by its new name", []habeas.Source{renamed}, got[[]habeas.Source](f)(tx.FindSources("unlu", 10)))
		f.same("not found by its old name", 0, len(got[[]habeas.Source](f)(tx.FindSources("invented", 10))))
	})
}

func testReports(_ *testing.T, f *fixture) {
	other := habeas.Report{ID: habeas.NewID(habeas.KindReport), Title: "A letter", SHA256: "aa11", Access: habeas.AccessTeam,
		Captured: today.AddDate(0, 0, -3), Assigned: f.reviewer}
	text := habeas.Text{ID: habeas.NewID(habeas.KindText), Report: f.article.ID, N: 1, Lang: "ug", Dir: "rtl", Body: "ئۇ تۇتۇلدى",
		Pages: []int{0, 4}, Cues: []habeas.Cue{{Start: time.Second, End: 2 * time.Second, RuneEnd: 4}}}
	second := habeas.Text{ID: habeas.NewID(habeas.KindText), Report: f.article.ID, N: 2, Lang: "en", Dir: "ltr", Body: "he was held"}
	var c habeas.Claim
	f.update(func(tx *store.Tx) {
		f.no(tx.PutReport(other))
		f.no(tx.PutText(second))
		f.no(tx.PutText(text))
		m := f.person(tx, "Ali Sample")
		c = f.propose(tx, f.claim(m.ID, "occupation", "baker"))
		f.publish(tx, f.claim(m.ID, "residence", "Exampletown"))
	})
	other.Version = 1
	f.view(func(tx *store.Tx) {
		f.same("report", other, got[habeas.Report](f)(tx.Report(other.ID)))
		f.same("by its bytes", other, got[habeas.Report](f)(tx.ReportBySHA("aa11")))
		_, err := tx.ReportBySHA("bb22")
		f.is(err, habeas.ErrNotFound)
		f.same("texts in order", []habeas.Text{text, second}, got[[]habeas.Text](f)(tx.Texts(f.article.ID)))
		f.same("text", text, got[habeas.Text](f)(tx.Text(text.ID)))
		f.same("claims by place", c.ID, got[[]habeas.Claim](f)(tx.ClaimsIn(f.article.ID))[1].ID)
		for _, tt := range []struct {
			name string
			f    habeas.ReportFilter
			want []habeas.ID
		}{
			{"all, last captured first", habeas.ReportFilter{}, []habeas.ID{f.article.ID, other.ID}},
			{"undecided", habeas.ReportFilter{Undecided: true}, []habeas.ID{f.article.ID}},
			{"assigned", habeas.ReportFilter{Assigned: f.reviewer}, []habeas.ID{other.ID}},
			{"public", habeas.ReportFilter{PublicOnly: true}, []habeas.ID{f.article.ID}},
			{"by title", habeas.ReportFilter{Text: "LETT"}, []habeas.ID{other.ID}},
			{"by title and assigned to nobody known", habeas.ReportFilter{Text: "lett", Assigned: f.documenter}, nil},
			{"second page", habeas.ReportFilter{Limit: 1, Offset: 1}, []habeas.ID{other.ID}},
		} {
			rows, total, err := tx.FindReports(tt.f)
			f.no(err)
			var ids []habeas.ID
			for _, r := range rows {
				ids = append(ids, r.Report.ID)
				if r.Report.ID == f.article.ID {
					f.same(tt.name+": counts", habeas.ReportRow{Report: f.article, Proposed: 1, Accepted: 2, Released: 1}, r)
				}
			}
			f.same(tt.name, tt.want, ids)
			if tt.f.Limit == 0 {
				f.same(tt.name+": total", len(tt.want), total)
			} else {
				f.same(tt.name+": total", 2, total)
			}
		}
	})
}

func testClaimsRoundTrip(_ *testing.T, f *fixture) {
	five := 5.0
	subject, place := habeas.NewID(habeas.KindEvent), habeas.NewID(habeas.KindPlace)
	c := habeas.Claim{
		ID: habeas.NewID(habeas.KindClaim), Subject: subject, Type: "event.detention", Property: "event.detention", Value: "v", Object: place,
		Slots: map[string]string{"target": "five traders"}, Refs: map[string]habeas.ID{"place": place},
		When:     &habeas.When{Words: "in November", EDTF: "2017-11", Anchor: "publication", Inferred: true},
		Quantity: &habeas.Quantity{Words: "at least five", Min: &five, Approx: true, Unit: "persons", Verb: "detained"},
		Words:    "слова · سۆز", Lang: "ru", Hedge: "is thought to", Polarity: habeas.Denied, Source: f.witness.ID, Proximity: habeas.SecondHand,
		Chain: []habeas.Hop{{Name: "A Reporter", Role: "reporter", From: "ug", To: "en"}}, Report: f.article.ID,
		Quotes: []habeas.Quote{{Text: "", Start: 3, End: 9, ByteStart: 3, ByteEnd: 12, Exact: "слова", Prefix: "a", Suffix: "b", Lang: "ru", Dir: "ltr", Clip: time.Second, Till: 2 * time.Second}},
		Access: habeas.AccessSealed, ProposedBy: "rule 7", Note: "ours", By: f.documenter, At: today,
	}
	c.Root = c.ID
	f.update(func(tx *store.Tx) { f.propose(tx, c) })
	step := habeas.Step{Claim: c.ID, N: 1, Act: habeas.ActPropose, By: f.documenter, At: f.clock().Add(-time.Minute)}
	f.n--
	f.view(func(tx *store.Tx) {
		steps := got[[]habeas.Step](f)(tx.Steps(c.ID))
		f.same("its first step", 1, len(steps))
		step.At = steps[0].At
		f.same("its first step", step, steps[0])
		c.State = habeas.Fold(steps)
		f.same("claim", c, got[habeas.Claim](f)(tx.Claim(c.ID)))
		_, err := tx.Claim(habeas.NewID(habeas.KindClaim))
		f.is(err, habeas.ErrNotFound)
		_, err = tx.Steps(habeas.NewID(habeas.KindClaim))
		f.is(err, habeas.ErrNotFound)
		for _, about := range [][]habeas.ID{{subject}, {place}, {place, subject}} {
			f.same("about", []habeas.Claim{c}, got[[]habeas.Claim](f)(tx.ClaimsAbout(about...)))
		}
		f.same("about nothing", 0, len(got[[]habeas.Claim](f)(tx.ClaimsAbout())))
		f.same("from its source", []habeas.Claim{c}, got[[]habeas.Claim](f)(tx.ClaimsFrom(f.witness.ID, 10, 0)))
		f.same("from its source, second page", 0, len(got[[]habeas.Claim](f)(tx.ClaimsFrom(f.witness.ID, 10, 1))))
	})
	err := f.s.Update(context.Background(), func(tx *store.Tx) error {
		return tx.AddClaim(c, f.step(c.ID, habeas.ActPropose, f.documenter))
	})
	f.is(err, habeas.ErrConflict)
	orphan := f.claim(subject, "note", "from nobody")
	orphan.Source = habeas.NewID(habeas.KindSource)
	err = f.s.Update(context.Background(), func(tx *store.Tx) error {
		return tx.AddClaim(orphan, f.step(orphan.ID, habeas.ActPropose, f.documenter))
	})
	if err == nil {
		f.Fatal("a claim of a source that is not kept was kept")
	}
}

func testClaimHistory(_ *testing.T, f *fixture) {
	acts := []habeas.Act{habeas.ActUnsure, habeas.ActReject, habeas.ActAccept, habeas.ActSubmit, habeas.ActPublish, habeas.ActUnpublish, habeas.ActWithdraw}
	var c habeas.Claim
	f.update(func(tx *store.Tx) { c = f.propose(tx, f.claim(habeas.NewID(habeas.KindGroup), "note", "a fact")) })
	for i, act := range acts {
		f.update(func(tx *store.Tx) {
			s := f.step(c.ID, act, f.reviewer)
			s.N, s.Reason = 99, "because" // the store counts
			if act == habeas.ActSubmit || act == habeas.ActPublish {
				s.Terms = &habeas.Terms{Grade: habeas.GradeSingle, Flags: []habeas.Flag{habeas.FlagDenied}, Embargo: "2026-02-01"}
			}
			f.no(tx.AddStep(s))
		})
		f.view(func(tx *store.Tx) {
			steps := got[[]habeas.Step](f)(tx.Steps(c.ID))
			f.same("number of steps", i+2, len(steps))
			f.same("last step", act, steps[i+1].Act)
			f.same("its number", i+2, steps[i+1].N)
			f.same("state", habeas.Fold(steps), got[habeas.Claim](f)(tx.Claim(c.ID)).State)
			// Any past state can be read off the history.
			for n := range steps {
				past, ok := habeas.FoldAt(steps, steps[n].At)
				f.same("a past state", habeas.Fold(steps[:n+1]), past)
				f.same("a past state is known", true, ok)
			}
		})
	}
	err := f.s.Update(context.Background(), func(tx *store.Tx) error { return tx.AddStep(f.step(c.ID, habeas.ActPublish, f.reviewer)) })
	f.is(err, habeas.ErrConflict)
	err = f.s.Update(context.Background(), func(tx *store.Tx) error {
		return tx.AddStep(f.step(habeas.NewID(habeas.KindClaim), habeas.ActAccept, f.reviewer))
	})
	f.is(err, habeas.ErrNotFound)
}

// testClaimsAreFixed tries to go past the store.
func testClaimsAreFixed(_ *testing.T, f *fixture) {
	var c habeas.Claim
	f.update(func(tx *store.Tx) { c = f.propose(tx, f.claim(habeas.NewID(habeas.KindGroup), "note", "a fact")) })
	for _, q := range []string{
		"UPDATE claims SET body = '{}'", "UPDATE claims SET source = NULL", "UPDATE claims SET subject = 'x'", "DELETE FROM claims",
		"UPDATE claim_steps SET reason = 'other'", "DELETE FROM claim_steps",
	} {
		if err := f.exec(f.address, q); err == nil {
			f.Errorf("%s was let through", q)
		}
	}
	f.view(func(tx *store.Tx) { f.same("claim", c.Words, got[habeas.Claim](f)(tx.Claim(c.ID)).Words) })
}

func testFindClaims(_ *testing.T, f *fixture) {
	place := habeas.NewID(habeas.KindPlace)
	var m habeas.Mention
	var job, event, status, submitted habeas.Claim
	f.update(func(tx *store.Tx) {
		m = f.person(tx, "Ali Sample")
		job = f.propose(tx, f.claim(m.ID, "occupation", "baker"))
		event = f.claim(m.ID, "event.detention", "")
		event.When = &habeas.When{EDTF: "2017-11"}
		event.Refs = map[string]habeas.ID{"place": place}
		f.publish(tx, event)
		status = f.claim(m.ID, "status", "held")
		status.When = &habeas.When{EDTF: "2018-03-05/.."}
		f.accept(tx, status)
		submitted = f.accept(tx, f.claim(m.ID, "residence", "Exampletown"))
		f.no(tx.AddStep(f.step(submitted.ID, habeas.ActSubmit, f.documenter)))
	})
	f.view(func(tx *store.Tx) {
		name := got[[]habeas.Claim](f)(tx.ClaimsIn(f.article.ID))[0]
		for _, tt := range []struct {
			name string
			f    habeas.ClaimFilter
			want []habeas.ID
		}{
			{"proposed", habeas.ClaimFilter{Status: habeas.Proposed}, []habeas.ID{job.ID}},
			{"submitted", habeas.ClaimFilter{Submitted: true}, []habeas.ID{submitted.ID}},
			{"released", habeas.ClaimFilter{Released: true}, []habeas.ID{event.ID}},
			{"a property", habeas.ClaimFilter{Property: "status"}, []habeas.ID{status.ID}},
			{"a family", habeas.ClaimFilter{Property: "event."}, []habeas.ID{event.ID}},
			{"a place", habeas.ClaimFilter{Place: place}, []habeas.ID{event.ID}},
			{"from a day", habeas.ClaimFilter{From: "2017-12-01"}, []habeas.ID{status.ID}},
			{"till a day", habeas.ClaimFilter{To: "2017-11-01"}, []habeas.ID{event.ID}},
			{"between days", habeas.ClaimFilter{From: "2017-11-30", To: "2018-03-05", Newest: true}, []habeas.ID{status.ID, event.ID}},
			{"newest first", habeas.ClaimFilter{Newest: true, Report: f.article.ID}, []habeas.ID{submitted.ID, status.ID, event.ID, job.ID, name.ID}},
			{"a page", habeas.ClaimFilter{Newest: true, Limit: 2, Offset: 1}, []habeas.ID{status.ID, event.ID}},
			{"nothing", habeas.ClaimFilter{Status: habeas.Withdrawn}, nil},
		} {
			cs, total, err := tx.FindClaims(tt.f)
			f.no(err)
			f.same(tt.name, tt.want, ids(cs))
			if tt.f.Limit > 0 {
				f.same(tt.name+": total", 5, total)
			} else {
				f.same(tt.name+": total", len(tt.want), total)
			}
		}
	})
}

func testLine(_ *testing.T, f *fixture) {
	group := habeas.NewID(habeas.KindGroup)
	var line []habeas.ID
	f.update(func(tx *store.Tx) {
		c := f.accept(tx, f.claim(group, "note", "first"))
		root := c.ID
		line = append(line, root)
		for range 3 {
			next := f.claim(group, "note", "corrected")
			next.Root, next.Supersedes = root, c.ID
			f.accept(tx, next)
			s := f.step(c.ID, habeas.ActSupersede, f.documenter)
			s.Other = next.ID
			f.no(tx.AddStep(s))
			c = next
			line = append(line, c.ID)
		}
	})
	f.view(func(tx *store.Tx) {
		cs := got[[]habeas.Claim](f)(tx.Line(line[0]))
		f.same("line", line, ids(cs))
		f.same("the first was superseded", habeas.Superseded, cs[0].Status)
		f.same("by the second", line[1], cs[0].Successor)
		f.same("the last stands", habeas.Accepted, cs[3].Status)
		_, err := tx.Line(habeas.NewID(habeas.KindClaim))
		f.is(err, habeas.ErrNotFound)
	})
}
