package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/browser"
)

// A passkey is made, signs its owner in alone, and no longer does once it is
// taken away.
func TestPasskey(t *testing.T) {
	rec := newRecord(t)
	b := browser.New(t)
	at := strings.Replace(rec.URL, "127.0.0.1", "localhost", 1)
	p := b.Open(at+"/desk/login?next=/desk/account", browser.View{})
	p.Passkeys()
	goTo := func(path string) { p.Follow(func() { p.Eval("void (location = '"+path+"')", nil) }) }
	signIn := func() {
		p.Fill("#name", "documenter")
		p.Fill("#password", testPassword)
		p.Submit("form:not([hidden]) .row button")
	}
	signIn()
	p.Fill("#passkey-name", "my phone")
	p.Fill("#password-passkey", testPassword)
	p.Submit("#passkey button")
	if codes := p.Text(".codes"); len(strings.Fields(codes)) != 10 {
		t.Fatalf("the first passkey comes with the recovery codes %q, at %s: %s", codes, p.URL(), p.Text("main"))
	}
	goTo("/desk")
	p.Submit("form.who button")
	signIn() // the password alone opens no account with a passkey
	if u := p.URL(); !strings.Contains(u, "/login") {
		t.Fatalf("the password alone leads to %s", u)
	}
	p.Submit("#passkey button")
	if u, err := url.Parse(p.URL()); err != nil || u.Path != "/desk" {
		t.Fatalf("the passkey leads to %s: %s", u, p.Text("main"))
	}
	goTo("/desk/account")
	p.Check()
	p.Click("details:has([value=passkey-drop]) summary")
	p.Fill("#password-passkey-0", testPassword)
	p.Submit("details:has([value=passkey-drop]) button")
	p.Submit("form.who button")
	p.Submit("#passkey button")
	if u := p.URL(); !strings.Contains(u, "/login") || !strings.Contains(p.Text("main"), "belongs to no account") {
		t.Errorf("a passkey that was taken away leads to %s: %s", u, p.Text("main"))
	}
}

// What is not a browser's answer signs nobody in.
func TestPasskeyForged(t *testing.T) {
	rec := newRecord(t)
	c := rec.visitor()
	for _, answer := range []string{"x", "{}", `{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"AA","authenticatorData":"AA","signature":"AA","userHandle":"AA"}}`, strings.Repeat("a", 10_000)} {
		p := c.get("/desk/login")
		c.post("/desk/login", with(p.form("main form"), "answer", answer)).check(http.StatusUnprocessableEntity)
		k := rec.as(habeas.RoleReader)
		k.post("/desk/account", with(k.get("/desk/account").form("#begin"), "act", "passkey", "name", "phone", "answer", answer, "password", testPassword)).check(http.StatusUnprocessableEntity)
	}
}

// The page of one's own account, bare, while a second factor is set up, and
// with its recovery codes.
func TestAccountPages(t *testing.T) {
	rec := newRecord(t)
	b := browser.New(t)
	c := rec.as(habeas.RoleAdmin)
	c.lend(b)
	rec.look(b, "account", "/desk/account")
	c.post("/desk/account", c.get("/desk/account").form("#begin"))
	rec.look(b, "account-factor", "/desk/account")
	rec.look(b, "accounts", "/desk/accounts")
	p := b.Open(strings.Replace(rec.URL, "127.0.0.1", "localhost", 1)+"/desk/login", browser.View{Width: 400})
	p.Check()
	p.Shot("login-passkey")
}
