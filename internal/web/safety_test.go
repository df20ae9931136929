package web

import (
	"database/sql"
	"net/http"
	"testing"
	"time"

	"github.com/habeas-record/habeas"
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
	c.get("/desk/safety").check(http.StatusOK, htmlcheck.In(".note.look", htmlcheck.HasText("9 days ago")), htmlcheck.Count("tbody tr", 2),
		htmlcheck.In("tbody", htmlcheck.HasText("Backup for 2 recipients"), htmlcheck.HasText("1 thing taken back since"), htmlcheck.HasText("2.3 MB")))
}
