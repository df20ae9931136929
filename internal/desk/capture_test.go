package desk_test

import (
	"io"
	"strings"
	"testing"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
)

func TestTheSameBytesAreOneReport(t *testing.T) {
	w := newWorld(t)
	g := desk.Given{Pasted: bakeryText, Lang: "en", Published: "2026-11-01", NewSource: &outlet}
	one, err := w.Capture(w.ctx, w.doc, g)
	w.ok(err)
	two, err := w.Capture(w.ctx, w.doc2, g)
	w.ok(err)
	if !two.Again || two.Report.ID != one.Report.ID || two.Proposals != 0 || one.Again {
		t.Errorf("captured twice: %+v, then %+v", one, two)
	}
	ss, err := w.FindSources(w.ctx, w.doc, "gazette", 10)
	w.ok(err)
	_, n, err := w.FindReports(w.ctx, w.doc, habeas.ReportFilter{})
	w.ok(err)
	if n != 1 || len(ss) != 1 {
		t.Errorf("there are %d reports and %d sources", n, len(ss))
	}
	_, b, err := w.Original(w.ctx, w.doc, one.Report.ID)
	w.ok(err)
	defer b.Close()
	if raw, err := io.ReadAll(b); err != nil || string(raw) != bakeryText {
		t.Errorf("the bytes came back as %q (%v)", raw, err)
	}
	if one.Report.Access != habeas.AccessTeam || one.Report.Captured.Hour() != 0 || one.Report.Assigned != w.doc.ID {
		t.Errorf("kept as %+v", one.Report)
	}
}

// A sealed report tells nobody that it is there, not even whoever brings the
// same bytes.
func TestASealedReport(t *testing.T) {
	w := newWorld(t)
	shut := w.article(w.doc, habeas.AccessSealed, bakeryText)
	for _, e := range shut.Entries {
		if e.Claim.Access != habeas.AccessSealed {
			t.Errorf("a proposal from a sealed report is %s", e.Claim.Access)
		}
	}
	if len(shut.Entries) == 0 {
		t.Fatal("nothing was proposed")
	}
	again, err := w.Capture(w.ctx, w.doc2, desk.Given{Pasted: bakeryText, Lang: "en", NewSource: &outlet, Access: habeas.AccessTeam})
	w.ok(err)
	if again.Again || again.Report.ID == shut.Report.ID {
		t.Error("whoever brought the same bytes was told of the sealed report")
	}
	rows, n, err := w.FindReports(w.ctx, w.doc2, habeas.ReportFilter{})
	w.ok(err)
	if n != 1 || len(rows) != 1 || rows[0].Report.ID != again.Report.ID {
		t.Errorf("%d reports of %d are listed", len(rows), n)
	}
	for _, s := range shut.Subjects {
		_, err := w.Dossier(w.ctx, w.doc2, s.ID)
		w.is(err, habeas.ErrNotFound)
		if s.Label == "" {
			t.Error("whoever handles the report reads no label")
		}
	}
}

// Nor does what is read out of the same bytes: the day on which the sealed one
// came out is not concluded for the other.
func TestASealedReportLendsNoDay(t *testing.T) {
	w := newWorld(t)
	g := desk.Given{Pasted: bakeryText, Lang: "en", NewSource: &outlet}
	open, err := newWorld(t).Capture(w.ctx, w.doc, g)
	w.ok(err)
	g.Access, g.Published = habeas.AccessSealed, "1999-12-31"
	_, err = w.Capture(w.ctx, w.doc, g)
	w.ok(err)
	g.Access, g.Published = habeas.AccessTeam, ""
	again, err := w.Capture(w.ctx, w.doc2, g)
	w.ok(err)
	if again.Report.Published != open.Report.Published || again.Proposals != open.Proposals {
		t.Errorf("published %q with %d proposals, want %q with %d, as where there is no sealed one", again.Report.Published, again.Proposals, open.Report.Published, open.Proposals)
	}
}

// Whatever a claim says of its own access, it is no more open than its report.
func TestAClaimIsNoMoreOpenThanItsReport(t *testing.T) {
	w := newWorld(t)
	shut := w.article(w.doc, habeas.AccessSealed, bakeryText)
	c := habeas.Claim{ID: habeas.NewID(habeas.KindClaim), Subject: shut.Report.ID, Property: "policy", Words: "x", Source: shut.Report.Source, Report: shut.Report.ID,
		NoQuote: "none", Access: habeas.AccessPublic, By: w.admin.ID, At: w.clock}
	c.Root = c.ID
	w.update(func(tx desk.Tx) error {
		return tx.AddClaim(c, habeas.Step{Claim: c.ID, Act: habeas.ActPropose, By: w.admin.ID, At: w.clock})
	})
	for _, tt := range []struct {
		who   habeas.Actor
		reads bool
	}{{w.reader, false}, {w.doc2, false}, {w.doc, true}, {w.rev, true}} {
		if _, err := w.ClaimHistory(w.ctx, tt.who, c.ID); (err == nil) != tt.reads {
			t.Errorf("%s reads it: %v", tt.who.Name, err == nil)
		}
	}
}

func TestAMailBringsItsAttachments(t *testing.T) {
	w := newWorld(t)
	mail := strings.ReplaceAll(`From: Someone <someone@example.org>
To: desk@example.org
Subject: A list of the taken
Date: Mon, 02 Nov 2026 10:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="cut"

--cut
Content-Type: text/plain; charset=utf-8

Ali Sample was taken in October.
--cut
Content-Type: text/plain; charset=utf-8
Content-Disposition: attachment; filename="names.txt"

Vali Sample was taken in September.
--cut
Content-Type: application/octet-stream
Content-Disposition: attachment; filename="odd.bin"
Content-Transfer-Encoding: base64

AAECAwQFBgcICQ==
--cut--
`, "\n", "\r\n")
	taken, err := w.Capture(w.ctx, w.doc, desk.Given{Name: "mail.eml", Body: strings.NewReader(mail), Access: habeas.AccessSealed,
		NewSource: &habeas.Source{Kind: habeas.SourcePerson, Name: "Someone", Label: "a letter writer"}})
	w.ok(err)
	if taken.Report.Kind != "mail" || len(taken.Attached) != 1 || len(taken.Warnings) == 0 {
		t.Fatalf("the mail came as %+v", taken)
	}
	at := taken.Attached[0].Report
	if at.Source != taken.Report.Source || at.Access != habeas.AccessSealed || at.Title != "names.txt" {
		t.Errorf("the attachment is kept as %+v", at)
	}
	s, err := w.Source(w.ctx, w.doc, at.Source)
	w.ok(err)
	if s.Protection != habeas.ProtectionTeam || s.Consent != habeas.ConsentNone {
		t.Errorf("a new source starts %s, with consent to %s", s.Protection, s.Consent)
	}
}

// Words of a recording are quoted with the clip they are said in.
func TestATranscriptIsQuotedByClips(t *testing.T) {
	w := newWorld(t)
	wav := "RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x44\xac\x00\x00\x88\x58\x01\x00\x02\x00\x10\x00data\x00\x00\x00\x00"
	srt := "1\n00:00:01,000 --> 00:00:04,000\nAli Sample was taken in October.\n\n2\n00:00:05,000 --> 00:00:09,500\nHis brother saw it.\n"
	taken, err := w.Capture(w.ctx, w.doc, desk.Given{Name: "call.wav", Body: strings.NewReader(wav), Transcript: strings.NewReader(srt), TransName: "call.srt", Lang: "en", NewSource: &outlet})
	w.ok(err)
	rv, err := w.Review(w.ctx, w.doc, taken.Report.ID)
	w.ok(err)
	c := w.missed(w.doc, rv, "brother saw", desk.Edit{Property: "policy", Subject: rv.Report.ID})
	if q := c.Quotes[0]; q.Clip != 5*time.Second || q.Till != 9500*time.Millisecond || rv.Report.Kind != "audio" {
		t.Errorf("the clip is %s to %s of %s", q.Clip, q.Till, rv.Report.Kind)
	}
}

func TestWhatCannotBeCaptured(t *testing.T) {
	w := newWorld(t)
	for name, g := range map[string]desk.Given{
		"nothing":           {NewSource: &outlet},
		"no source":         {Pasted: "A text."},
		"an unknown source": {Pasted: "A text.", Source: habeas.NewID(habeas.KindSource)},
		"no day":            {Pasted: "A text.", NewSource: &outlet, Published: "the other day"},
		"open to a friend":  {Pasted: "A text.", NewSource: &outlet, Access: "friend"},
		"a nameless source": {Pasted: "A text.", NewSource: &habeas.Source{Kind: habeas.SourcePerson}},
	} {
		if _, err := w.Capture(w.ctx, w.doc, g); err == nil {
			t.Errorf("%s was captured", name)
		}
	}
	_, n, err := w.FindReports(w.ctx, w.rev, habeas.ReportFilter{})
	w.ok(err)
	if n != 0 {
		t.Errorf("%d reports were left behind", n)
	}
}
