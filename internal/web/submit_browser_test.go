package web

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/browser"
	"github.com/habeas-record/habeas/internal/desk/submissions"
	"github.com/habeas-record/habeas/internal/web/htmlcheck"
)

// quiets are the views in which people who write to the desk are looked over
// the shoulder of: none runs a script.
var quiets = []struct {
	prefix string
	view   browser.View
}{
	{"", browser.View{Width: 400, NoScript: true}},
	{"", browser.View{Width: 1280, NoScript: true, Dark: true}},
	{"/ug", browser.View{Width: 400, NoScript: true}},
	{"/en-XB", browser.View{Width: 1280, NoScript: true}},
}

// In a real browser without scripts somebody writes, attaches a file, reads the
// code and types it back, and reads the reply; every page passes what pages must.
func TestWritingInTheBrowser(t *testing.T) {
	b := browser.New(t)
	rec := newRecord(t)
	rec.sealing()
	letter := filepath.Join(t.TempDir(), "letter.txt")
	if err := os.WriteFile(letter, []byte("a letter"), 0o600); err != nil {
		t.Fatal(err)
	}
	earlier := rec.web.stamps.now
	for _, v := range quiets {
		name := "submit" + strings.ReplaceAll(v.prefix, "/", "-")
		p := b.Open(rec.URL+v.prefix+"/submit", v.view)
		p.Check()
		p.Shot(name)
		p.Fill("#text", "My brother Ali Sample was taken. See https://yadi.sk/d/x")
		p.Attach("[name=file1]", letter)
		p.Fill("#who-name", "Aray Bekturkyzy")
		p.Click("[name=keep][value=code]")
		p.Submit("form.send button")
		p.Check()
		p.Shot(name + "-fault")
		p.Fill("#text", "My brother Ali Sample was taken.")
		rec.web.stamps.now = func() time.Time { return time.Now().Add(youngest) } // as if the form had been open a while
		p.Submit("form.send button")
		rec.web.stamps.now = earlier
		p.Check()
		p.Shot(name + "-code")
		code := p.Text("p.code")
		p.Fill("#code", code)
		p.Submit("main form button")
		p.Check()
		if !p.Has("p[role=status]") {
			t.Errorf("%s: the code typed back is answered %q", name, p.Text("main"))
		}
		p = b.Open(rec.URL+v.prefix+"/submit/reply", v.view)
		p.Check()
		p.Fill("#code", code)
		p.Submit("main form button")
		p.Check()
		p.Shot(name + "-opened")
		p = b.Open(rec.URL+v.prefix+"/submit/keys", v.view)
		p.Check()
		p.Shot(name + "-keys")
	}
}

// Every page on which people write to the desk passes what every page must, in
// each language it is offered in: the record itself is offered in English, and
// looked at in it and in the mirrored pseudo-language.
func TestQuietPagesInTheBrowser(t *testing.T) {
	b := browser.New(t)
	rec := newRecord(t)
	rec.sealing()
	told := rec.enter("Ali Sample", "occupation", "tailor")
	rec.publish(told.Claims...)
	s := newSigner(t)
	rec.put(habeas.Canary{Key: s.public, Since: "2026-01-01", Signed: s.sign(time.Now().UTC().AddDate(0, 0, -40), 31)}) // late: said on the first page
	pages := map[string]bool{"/submit/no-such-page": true}
	for _, rt := range routes {
		if rt.Method == get && quietPath(rt.Pattern) && !strings.HasSuffix(rt.Pattern, ".txt") {
			pages[strings.Replace(rt.Pattern, "{id}", string(told.Claims[0]), 1)] = true
		}
	}
	if len(pages) < 5 {
		t.Errorf("only %d pages", len(pages))
	}
	for _, l := range rec.web.quiet {
		prefix := "/" + l.Lang()
		if l.Lang() == "en" {
			prefix = ""
		}
		for path := range pages {
			p := b.Open(rec.URL+prefix+path, browser.View{Width: 400, NoScript: true})
			p.Check()
			p.CheckWeight(2, htmlcheck.PublicWeight)
			p.Shot("quiet" + strings.ReplaceAll(strings.Replace(path, string(told.Claims[0]), "claim", 1), "/", "-") + "-in-" + l.Lang())
		}
		p := b.Open(rec.URL+prefix+"/submit/reply", browser.View{Width: 400, NoScript: true})
		p.Fill("#code", "12")
		p.Submit("main form button")
		p.Check()
		p = b.Open(rec.URL+prefix+"/submit", browser.View{Width: 1280, NoScript: true})
		p.Click("[name=keep][value=code]")
		p.Submit("form.send button") // with nothing in it
		p.Check()
	}
}

// The desk's pages of what was sent.
func TestSubmissionsInTheBrowser(t *testing.T) {
	b := browser.New(t)
	rec := newRecord(t)
	rec.sealing()
	f, err := rec.inbox.Hold(rec.ctx, "photo.jpg", strings.NewReader("no picture"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := rec.inbox.Send(rec.ctx, submissions.Form{Text: "My brother Ali Sample was taken.\n\nئاكام تۇتۇپ كېتىلدى.", Lang: "ug", Files: []habeas.SubmittedFile{f}, Code: true}); err != nil {
		t.Fatal(err)
	}
	s, _ := rec.only()
	rec.as(habeas.RoleReviewer).lend(b)
	rec.look(b, "desk-submissions", "/desk/submissions")
	rec.look(b, "desk-submission", "/desk/submissions/"+string(s.ID)+"?canned=received")
	if err := rec.inbox.AskTranslation(rec.ctx, rec.actors[habeas.RoleAdmin], s.ID, s.Version, "en"); err != nil {
		t.Fatal(err)
	}
	rec.look(b, "desk-submission-asked", "/desk/submissions/"+string(s.ID))
}

// In a real browser without scripts somebody challenges a claim, and the desk
// says what came of it.
func TestChallengingInTheBrowser(t *testing.T) {
	b := browser.New(t)
	rec := newRecord(t)
	rec.sealing()
	told := rec.tell(&habeas.Source{Kind: habeas.SourceOutlet, Name: "The Steppe Courier", Label: "The Steppe Courier", Protection: habeas.ProtectionOpen, Consent: habeas.ConsentNamed},
		"Ali Sample", "occupation", "tailor", "event.detention", "taken")
	rec.publish(told.Claims...)
	claim := string(told.Claims[1])
	earlier := rec.web.stamps.now
	for _, v := range quiets {
		name := "challenge" + strings.ReplaceAll(v.prefix, "/", "-")
		p := b.Open(rec.URL+v.prefix+"/submit/challenge/"+claim, v.view)
		p.Check()
		p.Shot(name)
		p.Click("[name=by][value=family]")
		p.Fill("#text", "He is a baker.")
		p.Click("[name=keep][value=code]")
		rec.web.stamps.now = func() time.Time { return time.Now().Add(youngest) }
		p.Submit("form.send button")
		rec.web.stamps.now = earlier
		p.Check()
		if !p.Has("p.code") {
			t.Errorf("%s: sending is answered %q", name, p.Text("main"))
		}
	}
	all, _, err := rec.inbox.List(rec.ctx, rec.actors[habeas.RoleAdmin], habeas.SubmissionFilter{Challenges: true})
	if err != nil || len(all) != len(quiets) {
		t.Fatalf("%d challenges, %v", len(all), err)
	}
	rec.as(habeas.RoleReviewer).lend(b)
	rec.look(b, "desk-challenges", "/desk/submissions?challenges=1")
	rec.look(b, "desk-challenge", "/desk/submissions/"+string(all[0].ID))
	for i, why := range []habeas.ClosingReason{habeas.ClosedUnsupported, habeas.ClosedKnown} {
		if err := rec.inbox.Close(rec.ctx, rec.actors[habeas.RoleAdmin], all[i].ID, all[i].Version, why); err != nil {
			t.Fatal(err)
		}
		rec.dayAfter(all[i].ID)
	}
	rec.look(b, "challenges", "/challenges")
	rec.look(b, "claim-challenged", "/claim/"+claim)
}
