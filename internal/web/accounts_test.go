package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/web/htmlcheck"
)

func TestAccounts(t *testing.T) {
	rec := newRecord(t)
	c := rec.as(habeas.RoleAdmin)
	p := c.get("/desk/accounts").check(http.StatusOK, htmlcheck.Count("tbody tr", 8))
	add := "main > form"
	fields := p.form(add)
	c.post("/desk/accounts", with(fields, "name", "Dina", "role", "documenter", "password", "short")).check(http.StatusUnprocessableEntity,
		htmlcheck.In(".errors", htmlcheck.HasText("too short")), htmlcheck.In("#name", htmlcheck.HasAttr("value", "Dina")), htmlcheck.NotIn("input[type=password][value]"))
	c.post("/desk/accounts", with(fields, "name", "READER", "role", "reader", "password", testPassword)).check(http.StatusUnprocessableEntity, htmlcheck.In(".errors", htmlcheck.HasText("taken")))
	c.post("/desk/accounts", with(fields, "name", "Dina", "role", "documenter", "password", testPassword)).check(http.StatusOK, htmlcheck.Count("tbody tr", 9))
	dina := rec.signIn("Dina")
	dina.get("/desk/enter").check(http.StatusOK)

	// A role that changes counts at the next request, and ends the session.
	row := "tr:contains('Dina') form"
	p = c.get("/desk/accounts")
	c.post("/desk/accounts", with(p.form(row), "role", "reader")).check(http.StatusOK)
	if got := dina.get("/desk/enter"); !strings.Contains(got.path, "/login") {
		t.Errorf("after the change of role the old session answers at %s", got.path)
	}
	// Whoever saves second is told.
	c.post("/desk/accounts", with(p.form(row), "role", "admin")).check(http.StatusConflict)
	p = c.get("/desk/accounts")
	c.post("/desk/accounts", with(p.form(row), "closed", "1")).check(http.StatusOK, htmlcheck.In("tbody", htmlcheck.HasText("closed")))
	v := rec.visitor()
	login := v.get("/desk/login")
	if got := v.post("/desk/login", with(login.form("main form"), "name", "Dina", "password", testPassword)); got.status != http.StatusUnprocessableEntity {
		t.Errorf("a closed account signs in: %d at %s", got.status, got.path)
	}
	p = c.get("/desk/accounts")
	c.post("/desk/accounts", with(p.form("tr:contains('Admin') form"), "role", "reader")).check(http.StatusUnprocessableEntity, htmlcheck.In(".errors", htmlcheck.HasText("last administrator")))
	for _, role := range habeas.Roles[:len(habeas.Roles)-1] {
		if got := rec.as(role).get("/desk/accounts").status; got != http.StatusForbidden {
			t.Errorf("a %s is answered %d", role, got)
		}
	}
}

func TestSettings(t *testing.T) {
	rec := newRecord(t)
	c := rec.as(habeas.RoleAdmin)
	p := c.get("/desk/settings").check(http.StatusOK, htmlcheck.In("#desk", htmlcheck.HasAttr("value", "A desk")))
	first, second := p.form("main form"), c.get("/desk/settings").form("main form")
	p = c.post("/desk/settings", with(first, "desk", "Another desk")).check(http.StatusOK, htmlcheck.In(".results", htmlcheck.HasText("Another desk")), htmlcheck.In("footer", htmlcheck.HasText("Another desk")))
	if text := p.text(".results li:first-child"); !strings.Contains(text, "A desk") || !strings.Contains(text, "admin") {
		t.Errorf("the history says %s", text)
	}
	p = c.post("/desk/settings", with(second, "desk", "My desk", "contact", "a letter")).check(http.StatusConflict)
	if text := p.text("table"); !strings.Contains(text, "Another desk") || !strings.Contains(text, "My desk") {
		t.Errorf("both are not shown: %s", text)
	}
	c.post("/desk/settings", p.form("main form")).check(http.StatusOK, htmlcheck.In("footer", htmlcheck.HasText("My desk")))
	rec.visitor().get("/about").check(http.StatusOK, htmlcheck.In("main", htmlcheck.HasText("a letter")))
	if got := rec.as(habeas.RoleReviewer).get("/desk/settings").status; got != http.StatusForbidden {
		t.Errorf("a reviewer is answered %d", got)
	}
}

// Somebody without a second factor gets no further than their own account on a
// desk that asks for one; with it, the whole way in works without a script.
func TestSecondFactorOnThePage(t *testing.T) {
	rec := newRecord(t)
	admin := rec.as(habeas.RoleAdmin)
	p := admin.get("/desk/settings")
	f := p.form("main form")
	f.Del("alone")
	if p = admin.post("/desk/settings", f); p.path != "/desk/account" {
		t.Fatalf("an administrator without a second factor, on a desk that asks for one, is at %s", p.path)
	}
	c := rec.signIn("documenter")
	for _, path := range []string{"/desk", "/desk/people", "/desk/capture"} {
		if p = c.get(path).check(http.StatusOK); p.path != "/desk/account" {
			t.Errorf("%s is open without a second factor", p.path)
		}
	}
	p = c.post("/desk/account", c.get("/desk/account").form("#begin")).check(http.StatusOK, htmlcheck.In(".qr svg", htmlcheck.HasAttr("role", "img")))
	secret := strings.ReplaceAll(p.text("#factor ~ p code"), " ", "")
	code, err := totp.GenerateCode(secret, time.Now())
	if err != nil {
		t.Fatalf("%q: %v", secret, err)
	}
	c.post("/desk/account", with(p.form("#keep"), "password", "not the password", "code", code)).check(http.StatusUnprocessableEntity, htmlcheck.In(".errors", htmlcheck.HasText("password is wrong")))
	p = c.post("/desk/account", with(p.form("#keep"), "password", testPassword, "code", code)).check(http.StatusOK, htmlcheck.Count(".codes li", 10))
	recovery := p.text(".codes li:first-child")
	c.get("/desk").check(http.StatusOK)
	if p = c.get("/desk/account"); p.has(".codes") {
		t.Error("the recovery codes are shown again")
	}
	v := rec.visitor()
	p = v.get("/desk/login")
	v.post("/desk/login", with(p.form("main form"), "name", "documenter", "password", testPassword)).check(http.StatusUnprocessableEntity)
	v.post("/desk/login", with(p.form("main form"), "name", "documenter", "password", testPassword, "code", code)).check(http.StatusUnprocessableEntity)
	if p = v.post("/desk/login", with(p.form("main form"), "name", "documenter", "password", testPassword, "code", recovery)).check(http.StatusOK); p.path != "/desk" {
		t.Errorf("the recovery code leads to %s", p.path)
	}
	// Logging out everywhere else ends the other session at once.
	v.post("/desk/account", v.get("/desk/account").form("#end")).check(http.StatusOK)
	if p = c.get("/desk"); !strings.Contains(p.path, "/login") {
		t.Errorf("the other session still answers at %s", p.path)
	}
	v.get("/desk").check(http.StatusOK)
}

func TestLinkOnThePage(t *testing.T) {
	rec := newRecord(t)
	c := rec.as(habeas.RoleAdmin)
	p := c.post("/desk/accounts", with(c.get("/desk/accounts").form("main > form"), "name", "Dina", "role", "custodian", "password", "")).check(http.StatusOK)
	link := p.text(".note code")
	v := rec.visitor()
	p = v.get(link).check(http.StatusOK)
	v.post(link, with(p.form("main form"), "password", testPassword, "again", "another long password")).check(http.StatusUnprocessableEntity)
	if p = v.post(link, with(p.form("main form"), "password", testPassword, "again", testPassword)).check(http.StatusOK); p.path != "/desk" {
		t.Errorf("the link leads to %s", p.path)
	}
	if got := rec.visitor().post(link, with(rec.visitor().get(link).form("main form"), "password", testPassword, "again", testPassword)).status; got != http.StatusForbidden && got != http.StatusNotFound {
		t.Errorf("the link works twice: %d", got)
	}
}

// A stranger who tries again and again holds up strangers, and nobody at a
// browser that is known.
func TestFloodOfStrangers(t *testing.T) {
	rec := newRecord(t)
	known := rec.visitor()
	p := known.get("/desk/login")
	known.post("/desk/login", with(p.form("main form"), "name", "reader", "password", testPassword, "remember", "1")).check(http.StatusOK)
	known.post("/desk/logout", known.get("/desk").form("form.who"))
	v := rec.visitor()
	f := v.get("/desk/login").form("main form")
	for range 6 {
		v.post("/desk/login", with(f, "name", "reader", "password", "wrong password"))
	}
	v.post("/desk/login", with(f, "name", "READER ", "password", testPassword)).check(http.StatusTooManyRequests)
	p = known.get("/desk/login")
	if p = known.post("/desk/login", with(p.form("main form"), "name", "reader", "password", testPassword)).check(http.StatusOK); p.path != "/desk" {
		t.Errorf("the known browser is held up too, at %s", p.path)
	}
}
