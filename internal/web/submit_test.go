package web

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"golang.org/x/net/html"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/protect/receipt"
	"github.com/habeas-record/habeas/internal/web/htmlcheck"
)

// sealing gives the record two custodians, and returns their keys.
func (rec *record) sealing() (keys []age.Identity) {
	rec.t.Helper()
	for i := range 2 {
		k, err := age.GenerateHybridIdentity()
		if err != nil {
			rec.t.Fatal(err)
		}
		if err := rec.desk.AddCustodian(rec.ctx, rec.actors[habeas.RoleCustodian], fmt.Sprint("keeper ", i), k.Recipient().String()); err != nil {
			rec.t.Fatal(err)
		}
		keys = append(keys, k)
	}
	return keys
}

// typed makes a form look as if it had been open for a while.
func (rec *record) typed(f url.Values) url.Values {
	s := *rec.web.stamps
	s.now = func() time.Time { return time.Now().Add(-time.Minute) }
	return with(f, "stamp", s.stamp())
}

// only is the one submission there is.
func (rec *record) only() (habeas.Submission, habeas.SubmissionContent) {
	rec.t.Helper()
	adm := rec.actors[habeas.RoleAdmin]
	for _, state := range habeas.SubmissionStates {
		all, _, err := rec.inbox.List(rec.ctx, adm, habeas.SubmissionFilter{State: state})
		if err != nil {
			rec.t.Fatal(err)
		}
		for _, s := range all {
			_, c, err := rec.inbox.Read(rec.ctx, adm, s.ID)
			if err != nil {
				rec.t.Fatal(err)
			}
			return s, c
		}
	}
	rec.t.Fatal("there is no submission")
	panic("unreachable")
}

// From the first page to the reply, as somebody does it without an account, a
// cookie or a script; whatever is wrong on the way, nothing that was typed or
// chosen is lost.
func TestWritingToTheDesk(t *testing.T) {
	rec := newRecord(t)
	rec.sealing()
	c := rec.visitor()
	const words = "My brother Ali Sample was taken in March 2018."
	p := c.get("/submit").check(http.StatusOK, htmlcheck.In("h2#cannot", htmlcheck.HasText("What we cannot protect")))
	f := with(rec.typed(p.form("form.send")), "text", words+" See https://yadi.sk/d/x", "who.name", "Aray Bekturkyzy", "keep", "code")
	p = c.upload("/submit", f, "file1", "photo.jpg", []byte("a photograph")).check(http.StatusUnprocessableEntity)
	if fault := p.text("#fault .err"); !strings.Contains(fault, "link") {
		t.Errorf("the fault is %q", fault)
	}
	f = p.form("form.send")
	if f.Get("text") != words+" See https://yadi.sk/d/x" || f.Get("who.name") != "Aray Bekturkyzy" || f.Get("keep") != "code" || f.Get("held") == "" || !strings.Contains(p.text("form.send"), "photo.jpg") {
		t.Errorf("lost on the way: %v", f)
	}
	f.Set("text", words)
	p = c.post("/submit", f).check(http.StatusUnprocessableEntity) // at once: a machine would
	f = rec.typed(p.form("form.send"))
	p = c.post("/submit", with(f, "website", "x")).check(http.StatusUnprocessableEntity)
	p = c.post("/submit", with(f, "keep", "")).check(http.StatusUnprocessableEntity)
	p = c.post("/submit", with(f, "text", words+"\xff")).check(http.StatusUnprocessableEntity)
	if got := p.form("form.send").Get("text"); got != words {
		t.Errorf("of odd letters came back %q", got)
	}
	p = c.post("/submit", f).check(http.StatusOK)
	code, err := receipt.Parse(p.text("p.code"))
	if err != nil {
		t.Fatalf("the code is shown as %q: %v", p.text("p.code"), err)
	}
	s, content := rec.only()
	if content.Text != words || len(content.Files) != 1 || content.Files[0].Name != "photo.jpg" || content.Files[0].Size != 12 || s.Code != code.Hash() {
		t.Errorf("kept as %+v %+v", s, content)
	}
	other := must(receipt.New(zeros{}))(t).String()
	for typed, status := range map[string]int{code.String(): http.StatusOK, other: http.StatusNotFound, "12": http.StatusUnprocessableEntity, "\xff": http.StatusUnprocessableEntity} {
		p = c.post("/submit/code", fields("code", typed)).check(status)
		if bytes.Contains(p.body, []byte(typed)) && typed != "12" {
			t.Errorf("the page has the code %q again", typed)
		}
	}
	open := func() page { t.Helper(); return c.post("/submit/reply", fields("code", code.String())) }
	p = open().check(http.StatusOK, htmlcheck.In("p.none", htmlcheck.HasText("no reply yet")))
	if bytes.Contains(p.body, []byte("Ali Sample")) || bytes.Contains(p.body, []byte(string(s.ID))) {
		t.Error("the code opens what was sent")
	}
	if err := rec.inbox.Reply(rec.ctx, rec.actors[habeas.RoleAdmin], s.ID, s.Version, "en", "Thank you, we have it."); err != nil {
		t.Fatal(err)
	}
	p = open().check(http.StatusOK, htmlcheck.In("article p.words", htmlcheck.HasText("Thank you, we have it.")))
	more := rec.typed(p.form("form.send"))
	p = c.post("/submit/more", with(more, "act", "add", "text", "my code "+code.String())).check(http.StatusUnprocessableEntity)
	p = c.upload("/submit/more", with(more, "act", "add", "text", "He was a tailor."), "file1", "b.txt", []byte("words")).check(http.StatusOK)
	if _, content = rec.only(); len(content.Said) != 2 || len(content.Files) != 2 {
		t.Errorf("added: %+v", content)
	}
	p = c.post("/submit/more", with(more, "act", "back")).check(http.StatusUnprocessableEntity) // not sure
	p = c.post("/submit/more", with(more, "act", "back", "sure", "1")).check(http.StatusOK)
	if s, content = rec.only(); s.State != habeas.SubmissionWithdrawn || !content.Empty() || content.Box != "" {
		t.Errorf("taken back: %+v %+v", s, content)
	}
	c.post("/submit/more", with(more, "open", "AAAA", "act", "back", "sure", "1")).check(http.StatusUnprocessableEntity)
	u, err := url.Parse(rec.URL)
	if err != nil || len(c.Jar.Cookies(u)) > 0 {
		t.Errorf("the browser holds cookies: %v, %v", c.Jar.Cookies(u), err)
	}
}

// Who keeps nothing is shown no code.
func TestKeepingNothing(t *testing.T) {
	rec := newRecord(t)
	c := rec.visitor()
	f := with(rec.typed(c.get("/submit").form("form.send")), "text", "Words.", "keep", "none")
	c.post("/submit", f).check(http.StatusOK, htmlcheck.NotIn("p.code"), htmlcheck.NotIn("form"))
	if s, content := rec.only(); s.Code != "" || content.Box != "" {
		t.Errorf("kept as %+v", s)
	}
	// Without custodians who sends it cannot be sealed, and is not asked.
	p := c.post("/submit", with(f, "who.name", "Aray")).check(http.StatusUnprocessableEntity, htmlcheck.NotIn("#who-name"))
	if p.form("form.send").Get("text") != "Words." {
		t.Error("the text is lost")
	}
}

// Every page of those who write to the desk is there in each language that is
// offered, and links the limits before the form.
func TestQuietPagesInEveryLanguage(t *testing.T) {
	rec := newRecord(t)
	rec.sealing()
	c := rec.visitor()
	if n := len(rec.web.quiet); n != 7 { // six, and the pseudo-language
		t.Errorf("%d languages are offered", n)
	}
	for _, l := range rec.web.quiet {
		prefix := ""
		if l.Lang() != "en" {
			prefix = "/" + l.Lang()
		}
		p := c.get(prefix + "/submit").check(http.StatusOK)
		if at, form := bytes.Index(p.body, []byte(`id="cannot"`)), bytes.Index(p.body, []byte("<form")); at < 0 || form < at {
			t.Errorf("%s: the limits do not stand before the form", l.Lang())
		}
		for n := range 4 {
			if limit := p.text(fmt.Sprintf("#cannot + ul > li:nth-child(%d)", n+1)); len(limit) < 30 {
				t.Errorf("%s: limit %d is %q", l.Lang(), n+1, limit)
			}
		}
		c.get(prefix + "/submit/reply").check(http.StatusOK)
		c.get(prefix+"/submit/keys").check(http.StatusOK, htmlcheck.In("code", htmlcheck.HasText("habeas seal")))
	}
}

// An error in a language that only some pages are offered in is said in that
// language, or marked as English, and leads to pages that are there.
func TestErrorsInEveryLanguage(t *testing.T) {
	rec := newRecord(t)
	rec.sealing()
	c := rec.visitor()
	english := c.get("/submit/nothing").text("h1")
	for _, l := range rec.web.quiet {
		prefix := ""
		if l.Lang() != "en" {
			prefix = "/" + l.Lang()
		}
		large := fields("code", strings.Repeat("1", maxCommentForm+1))
		for what, p := range map[string]page{
			"no page": c.get(prefix + "/submit/nothing").check(http.StatusNotFound), "no code": c.post(prefix+"/submit/code", large).check(http.StatusRequestEntityTooLarge),
			"no claim": c.get(prefix + "/submit/challenge/c-none").check(http.StatusNotFound), "": c.get(prefix + "/submit").check(http.StatusOK),
		} {
			links := 0
			for n := range p.doc.Descendants() {
				to := attribute(n, "href")
				if n.Type != html.ElementNode || n.Data != "a" || to == "" || to[0] == '#' {
					continue
				}
				links++
				if got := c.get(to); got.status != http.StatusOK {
					t.Errorf("%s, %s: a link leads to %s, which answers %d", l.Lang(), what, to, got.status)
				}
			}
			if links < 2 {
				t.Errorf("%s, %s: leads to %d pages", l.Lang(), what, links)
			}
			if title := p.text("h1"); what == "no page" && l.Lang() != "en" && title == english {
				t.Errorf("%s: the title is English: %q", l.Lang(), title)
			}
		}
	}
}
