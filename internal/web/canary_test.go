package web

import (
	"bytes"
	"net/http"
	"testing"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/browser"
	"github.com/habeas-record/habeas/internal/desk"
	statements "github.com/habeas-record/habeas/internal/protect/canary"
	"github.com/habeas-record/habeas/internal/web/htmlcheck"
)

// signer is a person with the key of the statement, on a machine of their own.
type signer struct {
	t               *testing.T
	private, public string
}

func newSigner(t *testing.T) signer {
	t.Helper()
	private, public, err := statements.NewKey("desk")
	if err != nil {
		t.Fatal(err)
	}
	return signer{t, private, public}
}

func (s signer) sign(day time.Time, days int) string {
	s.t.Helper()
	signed, err := statements.Sign(statements.Statement{Day: day.Format(time.DateOnly), Due: day.AddDate(0, 0, days).Format(time.DateOnly), Words: statements.Words}, s.private)
	if err != nil {
		s.t.Fatal(err)
	}
	return signed
}

// put writes a statement into the settings past the desk: as one grows old, or as
// whoever took the server would.
func (rec *record) put(c habeas.Canary) {
	rec.t.Helper()
	err := rec.store.Update(rec.ctx, func(tx desk.Tx) error {
		set, err := tx.Settings()
		if err != nil {
			return err
		}
		set.Canary = c
		return tx.PutSettings(set, "", time.Now())
	})
	if err != nil {
		rec.t.Fatal(err)
	}
}

// A statement is uploaded at the desk and checked by a reader. When nobody signs
// the next one, its page and the page where people write say so by themselves, in
// every language; what was signed by another key is not taken, and where somebody
// put it there past the desk, the page says that it is not signed.
func TestCanary(t *testing.T) {
	rec := newRecord(t)
	rec.sealing()
	reader, admin := rec.visitor(), rec.as(habeas.RoleAdmin)
	ours, theirs := newSigner(t), newSigner(t)
	reader.get("/canary").check(http.StatusOK, htmlcheck.In("p.none", htmlcheck.HasText("says nothing")))
	today := time.Now().UTC()
	form := admin.get("/desk/settings").check(http.StatusOK).form("#canary-form")
	admin.post("/desk/settings/canary", with(form, "signed", ours.sign(today, 31))).check(http.StatusUnprocessableEntity)
	admin.post("/desk/settings/canary", with(form, "signed", theirs.sign(today, 31), "key", ours.public)).check(http.StatusUnprocessableEntity)
	reader.get("/canary").check(http.StatusOK, htmlcheck.In("p.none", htmlcheck.HasText("says nothing")))
	signed := ours.sign(today, 31)
	admin.post("/desk/settings/canary", with(form, "signed", signed, "key", ours.public)).check(http.StatusOK)
	p := reader.get("/canary").check(http.StatusOK, htmlcheck.In("blockquote", htmlcheck.HasText("We alone hold the keys")), htmlcheck.NotIn("[role=alert]"))
	if p.text("pre") != ours.public {
		t.Errorf("the line is shown as %q", p.text("pre"))
	}
	if file := reader.get("/canary.txt"); string(file.body) != signed {
		t.Errorf("the file holds %q", file.body)
	}
	// The form of the settings does not touch it.
	if err := rec.desk.ChangeSettings(rec.ctx, rec.actors[habeas.RoleAdmin], habeas.Settings{DeskName: "A desk", WhoRuns: "Two people.", PasswordAlone: true}); err != nil {
		t.Fatal(err)
	}
	reader.get("/canary").check(http.StatusOK, htmlcheck.In("blockquote", htmlcheck.HasText("We alone hold the keys")))

	late := func(what, says string) {
		t.Helper()
		p := reader.get("/canary").check(http.StatusOK, htmlcheck.In("[role=alert]", htmlcheck.HasText(says)))
		if p.has("blockquote") && what == "broken" {
			t.Error("words that are not signed are shown as a statement")
		}
		for _, l := range rec.web.quiet {
			prefix := ""
			if l.Lang() != "en" {
				prefix = "/" + l.Lang()
			}
			p := reader.get(prefix + "/submit").check(http.StatusOK)
			at, form := bytes.Index(p.body, []byte(`id="late"`)), bytes.Index(p.body, []byte("<form"))
			if at < 0 || form < at {
				t.Errorf("%s: where people write in %s, nothing says so before the form", what, l.Lang())
				continue
			}
			if to := attribute(p.find("#late a"), "href"); reader.get(to).status != http.StatusOK {
				t.Errorf("%s: %s leads to %s, which is not there", what, l.Lang(), to)
			}
		}
	}
	// Forty days on, nobody having signed: it was signed forty days ago.
	rec.put(habeas.Canary{Key: ours.public, Since: "2026-01-01", Signed: ours.sign(today.AddDate(0, 0, -40), 31)})
	late("overdue", "overdue by 9 days")
	// Whoever took the server cannot make the next one, only put something there.
	rec.put(habeas.Canary{Key: ours.public, Since: "2026-01-01", Signed: theirs.sign(today, 31)})
	late("broken", "not signed by the key")
	admin.get("/desk/settings").check(http.StatusOK, htmlcheck.In("main p.look", htmlcheck.HasText("not signed by the key")), htmlcheck.NotIn(`time[datetime=""]`))
	// The desk signs again.
	rec.put(habeas.Canary{Key: ours.public, Since: "2026-01-01", Signed: ours.sign(today.AddDate(0, 0, -31), 31)})
	reader.get("/submit").check(http.StatusOK, htmlcheck.NotIn("#late"))
	// Another key is seen by its day.
	form = admin.get("/desk/settings").form("#canary-form")
	admin.post("/desk/settings/canary", with(form, "signed", theirs.sign(today, 31), "key", theirs.public)).check(http.StatusOK)
	reader.get("/canary").check(http.StatusOK, htmlcheck.In("main", htmlcheck.HasText("in use since "+today.Format(time.DateOnly))))
}

// Its page, signed, late and broken, passes what every page must.
func TestCanaryInTheBrowser(t *testing.T) {
	b := browser.New(t)
	rec := newRecord(t)
	ours := newSigner(t)
	today := time.Now().UTC()
	for name, c := range map[string]habeas.Canary{
		"none": {}, "signed": {Key: ours.public, Since: "2026-01-01", Signed: ours.sign(today, 31)}, "late": {Key: ours.public, Since: "2026-01-01", Signed: ours.sign(today.AddDate(0, 0, -40), 31)},
		"broken": {Key: ours.public, Since: "2026-01-01", Signed: "nothing\n"},
	} {
		rec.put(c)
		for _, v := range quiets {
			if v.prefix == "/ug" {
				continue // not offered in it
			}
			p := b.Open(rec.URL+v.prefix+"/canary", v.view)
			p.Check()
			p.CheckWeight(2, 60_000)
			p.Shot("canary-" + name)
			p = b.Open(rec.URL+v.prefix+"/submit", v.view)
			p.Check()
			p.Shot("canary-submit-" + name)
		}
	}
	rec.as(habeas.RoleAdmin).lend(b)
	rec.look(b, "desk-settings-canary", "/desk/settings")
}
