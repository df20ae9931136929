package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/web/htmlcheck"
)

func TestAccounts(t *testing.T) {
	rec := newRecord(t)
	c := rec.as(habeas.RoleAdmin)
	p := c.get("/desk/accounts").check(http.StatusOK, htmlcheck.Count("tbody tr", 4))
	add := "main > form"
	fields := p.form(add)
	c.post("/desk/accounts", with(fields, "name", "Dina", "role", "documenter", "password", "short")).check(http.StatusUnprocessableEntity,
		htmlcheck.In(".errors", htmlcheck.HasText("too short")), htmlcheck.In("#name", htmlcheck.HasAttr("value", "Dina")), htmlcheck.NotIn("input[type=password][value]"))
	c.post("/desk/accounts", with(fields, "name", "READER", "role", "reader", "password", testPassword)).check(http.StatusUnprocessableEntity, htmlcheck.In(".errors", htmlcheck.HasText("taken")))
	c.post("/desk/accounts", with(fields, "name", "Dina", "role", "documenter", "password", testPassword)).check(http.StatusOK, htmlcheck.Count("tbody tr", 5))
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
	for _, role := range habeas.Roles[:3] {
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
