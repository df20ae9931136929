package web

import (
	"database/sql"
	"net/http"
	"testing"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/web/htmlcheck"
)

// backed keeps that the record was restored from a backup, and backed up nine
// days ago.
func (rec *record) backed() {
	rec.t.Helper()
	adm := rec.actors[habeas.RoleAdmin]
	now := time.Now().UTC()
	for _, b := range []habeas.Backup{
		{At: now.AddDate(0, 0, -20), Restored: true, Made: now.AddDate(0, 0, -22), Evidence: 3, Withdrawn: 1},
		{At: now.AddDate(0, 0, -9), Bytes: 2_345_678, Evidence: 3, Recipients: 2},
	} {
		if err := rec.desk.Backed(rec.ctx, adm, b); err != nil {
			rec.t.Fatal(err)
		}
	}
}

// pasted captures a report.
func (rec *record) pasted() habeas.ID {
	rec.t.Helper()
	outlet := habeas.Source{Kind: habeas.SourceOutlet, Name: "The Gazette", Label: "The Gazette", Protection: habeas.ProtectionOpen, Consent: habeas.ConsentNamed}
	taken, err := rec.desk.Capture(rec.ctx, rec.actors[habeas.RoleDocumenter], desk.Given{Pasted: "Somebody was held in Sampletown.", Title: "A report",
		Lang: "en", Published: "2026-11-01", Access: habeas.AccessPublic, NewSource: &outlet})
	if err != nil {
		rec.t.Fatal(err)
	}
	return taken.Report.ID
}

// anotherDay has the last change of the record lie in the past.
func (rec *record) anotherDay() {
	rec.t.Helper()
	db, err := sql.Open("sqlite", rec.file)
	if err != nil {
		rec.t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("UPDATE ledger_head SET day = '2026-01-02'"); err != nil {
		rec.t.Fatal(err)
	}
}

// The head of the ledger is shown outside once its day is over, and not before.
func TestPublishedHead(t *testing.T) {
	rec := newRecord(t)
	c := rec.as(habeas.RoleReader)
	c.get("/methods").check(http.StatusOK, htmlcheck.NotIn("pre"))
	rec.anotherDay()
	c.get("/methods").check(http.StatusOK, htmlcheck.In("pre[dir=ltr]", htmlcheck.HasText("habeas-")))
}

// The desk sees how old the last backup is, and what the ledger has.
func TestSafety(t *testing.T) {
	rec := newRecord(t)
	c := rec.as(habeas.RoleAdmin)
	c.get("/desk/safety").check(http.StatusOK, htmlcheck.In(".note.look", htmlcheck.HasText("never backed up")), htmlcheck.NotIn("table"))
	rec.backed()
	report := rec.pasted()
	if got := rec.as(habeas.RoleDocumenter).get("/desk/report/" + string(report) + "/original").status; got != http.StatusOK {
		t.Fatalf("the original answers %d", got)
	}
	c.get("/desk/safety").check(http.StatusOK, htmlcheck.In("table:last-of-type tbody", htmlcheck.HasText("The original of report"), htmlcheck.HasText(string(report)), htmlcheck.HasText("documenter")))
	c.get("/desk/safety").check(http.StatusOK, htmlcheck.In(".note.look", htmlcheck.HasText("9 days ago")), htmlcheck.Count("tbody tr", 3),
		htmlcheck.In("tbody", htmlcheck.HasText("Backup for 2 recipients"), htmlcheck.HasText("1 thing taken back since"), htmlcheck.HasText("2.3 MB")))
}
