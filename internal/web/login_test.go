package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/habeas-record/habeas"
)

func TestSigningIn(t *testing.T) {
	rec := newRecord(t)
	c := rec.visitor()
	p := c.get("/desk").check(200)
	if !strings.HasPrefix(p.path, "/desk/login?next=%2Fdesk") {
		t.Fatalf("somebody not signed in is sent to %s", p.path)
	}
	before := cookie(t, c)
	wrongs := map[string]string{}
	for _, x := range []struct{ what, name, password string }{
		{"a wrong password", "reader", "not the password at all"},
		{"an account there is not", "nobodyhere", testPassword},
	} {
		p = c.get("/desk/login")
		p = c.post("/desk/login", with(p.form("main form"), "name", x.name, "password", x.password)).check(422)
		wrongs[x.what] = strings.ReplaceAll(p.text("main"), x.name, "")
		if got := p.form("main form").Get("name"); got != x.name {
			t.Errorf("%s: the name came back as %q", x.what, got)
		}
		if strings.Contains(string(p.body), x.password) {
			t.Errorf("%s: the password came back", x.what)
		}
	}
	if wrongs["a wrong password"] != wrongs["an account there is not"] {
		t.Errorf("the answers tell whether there is an account: %q", wrongs)
	}
	p = c.get("/desk/login?next=/desk/reports")
	p = c.post("/desk/login", with(p.form("main form"), "name", "Reader", "password", testPassword)).check(200)
	if p.path != "/desk/reports" {
		t.Errorf("the way on leads to %s", p.path)
	}
	if cookie(t, c) == before {
		t.Error("the session kept its token when somebody signed in")
	}
	p = c.post(p.action("form.who"), p.form("form.who")).check(200)
	if !strings.HasPrefix(p.path, "/desk/login") {
		t.Errorf("logging out leads to %s", p.path)
	}
	if p = c.get("/desk"); !strings.HasPrefix(p.path, "/desk/login") {
		t.Error("after logging out the desk is still open")
	}
}

func cookie(t *testing.T, c *client) string {
	t.Helper()
	u, err := url.Parse(c.base)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range c.Jar.Cookies(u) {
		if x.Name == "habeas" {
			return x.Value
		}
	}
	t.Fatal("no session")
	return ""
}

func TestGuessingIsSlowedDown(t *testing.T) {
	rec := newRecord(t)
	c := rec.visitor()
	fields := with(c.get("/desk/login").form("main form"), "name", "reader", "password", "a wrong password")
	for i := range 5 {
		if p := c.post("/desk/login", fields); p.status != 422 {
			t.Fatalf("try %d answers %d, want 422", i+1, p.status)
		}
	}
	// Neither another spelling of the name nor the right password gets through now.
	for _, f := range []url.Values{fields, with(fields, "name", " READER"), with(fields, "password", testPassword)} {
		if p := c.post("/desk/login", f).check(429); !strings.Contains(p.text("main"), "Wait") {
			t.Errorf("the page does not say to wait: %s", p.text("main"))
		}
	}
	// Guessing at many names is bounded too, for whoever is not known.
	for i := 0; ; i++ {
		if p := c.post("/desk/login", with(fields, "name", fmt.Sprint("somebody", i))); p.status == 429 {
			break
		}
		if i > 2*strangersBurst {
			t.Fatal("a stranger may try every name there is")
		}
	}
}

func TestLocalPath(t *testing.T) {
	for path, want := range map[string]string{
		"/desk/report/r1?text=t2#p-c3": "/desk/report/r1?text=t2#p-c3", "/ug/desk": "/ug/desk", "": "/x", "desk": "/x",
		"//evil.example/": "/x", "/\\evil.example": "/x", "https://evil.example/": "/x", "javascript:alert(1)": "/x", "/desk\r\nSet-Cookie: a=b": "/x", "/\t/evil.example": "/x",
	} {
		if got := localPath(path, "/x"); got != want {
			t.Errorf("localPath(%q) = %q, want %q", path, got, want)
		}
	}
}

func TestSettingUp(t *testing.T) {
	rec := emptyRecord(t)
	token, err := rec.desk.SetupToken(rec.ctx)
	if err != nil {
		t.Fatal(err)
	}
	c := rec.visitor()
	path := "/desk/setup/" + token
	p := c.get(path).check(200)
	for _, x := range []struct{ what, name, password, again string }{
		{"a short password", "Aray", "short", "short"},
		{"two passwords", "Aray", testPassword, testPassword + "x"},
		{"no name", " ", testPassword, testPassword},
	} {
		p = c.post(path, with(p.form("main form"), "name", x.name, "password", x.password, "again", x.again)).check(422)
		if !p.has(".errors [lang=en]") {
			t.Errorf("%s: the page does not say what is wrong", x.what)
		}
	}
	other := rec.visitor()
	f := other.get("/desk/setup/not-the-token").form("main form")
	other.post("/desk/setup/not-the-token", with(f, "name", "Aray", "password", testPassword, "again", testPassword)).check(404)
	p = c.post(path, with(p.form("main form"), "name", "Aray", "password", testPassword, "again", testPassword)).check(200)
	if p.path != "/desk/account" || !strings.Contains(p.text(".who"), "Aray") {
		t.Errorf("after setting up, %s shows %q", p.path, p.text(".who"))
	}
	if got := rec.visitor().get(path).status; got != http.StatusNotFound {
		t.Errorf("the link can be used again: %d", got)
	}
	u, err := rec.desk.SignIn(rec.ctx, "Aray", testPassword, "")
	if err != nil || u.Role != habeas.RoleAdmin {
		t.Errorf("the first account is %s, %v", u.Role, err)
	}
}
