package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/browser"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/web/htmlcheck"
)

// Pairs are laid side by side, blind; an answer shows what the machine holds,
// decides, and is taken back; by pages alone.
func TestLinksOnThePage(t *testing.T) {
	rec := rich(t)
	b := browser.New(t)
	c := rec.demonstrator(habeas.RoleDocumenter)
	c.get("/desk/links").check(http.StatusOK, htmlcheck.In("main .status", htmlcheck.HasText("between")), htmlcheck.In("main", htmlcheck.HasText("wait for an answer")),
		htmlcheck.In("main table", htmlcheck.HasText("Dina")), htmlcheck.In("main", htmlcheck.HasText("binary logarithm")))
	next := c.get("/desk/links/pair").check(http.StatusOK, htmlcheck.In("main table", htmlcheck.HasText("Name")), htmlcheck.In("main form", htmlcheck.HasText("Not sure")))
	blind := string(next.body)
	for _, told := range []string{"probability", " bits", "What the machine holds</h2>"} {
		if strings.Contains(blind, told) {
			t.Errorf("before an answer the page says %q", told)
		}
	}
	path := regexp.MustCompile(`/desk/links/pair/b[0-9a-z]{16}`).FindString(blind)
	f := next.form("main form")
	c.post(path, with(f, "verdict", "perhaps")).check(http.StatusUnprocessableEntity, htmlcheck.In(".errors", htmlcheck.HasText("is not an answer")))
	c.post(path, with(f, "verdict", "same", "reason", "the same county")).check(http.StatusOK, htmlcheck.In("main", htmlcheck.HasText("with probability")), htmlcheck.In("main .look", htmlcheck.HasText("The same person")),
		htmlcheck.In("main .results", htmlcheck.HasText("the same county")), htmlcheck.In("main", htmlcheck.HasText("Any two mentions")))
	c.post(path, with(f, "verdict", "different")).check(http.StatusConflict, htmlcheck.In(".errors", htmlcheck.HasText("answered this already")))
	if other := c.get("/desk/links/pair"); strings.Contains(string(other.body), path) {
		t.Error("the pair that was answered is asked about again")
	}
	// A second person sees the decision, what was said, and what holds the person.
	r := rec.demonstrator(habeas.RoleReviewer)
	seen := r.get(path).check(http.StatusOK, htmlcheck.In("main .results", htmlcheck.HasText("Dina")))
	person := regexp.MustCompile(`/desk/person/p[0-9a-z]{16}`).FindString(string(seen.body))
	held := r.get(person+"/links").check(http.StatusOK, htmlcheck.In("main .results", htmlcheck.HasText("laid side by side: the same county")))
	c.post(path, with(f, "back", "1")).check(http.StatusOK, htmlcheck.NotIn("main .results"))
	c.lend(b)
	rec.look(b, "pair", path)
	c.post(path, with(f, "verdict", "same")).check(http.StatusOK)

	reader := rec.demonstrator(habeas.RoleReader)
	reader.get("/desk/links").check(http.StatusOK, htmlcheck.NotIn("main form"), htmlcheck.NotIn("main .button"))
	reader.get("/desk/links/pair").check(http.StatusForbidden)
	reader.get(path).check(http.StatusForbidden)
	reader.get(held.path).check(http.StatusOK, htmlcheck.NotIn("main form"))

	// The comparison is asked for by a button, and follows what was answered.
	c.post("/desk/links", c.get("/desk/links").form("main form")).check(http.StatusOK, htmlcheck.In("main", htmlcheck.HasText("being compared")))
	rec.links.Wait()
	c.get("/desk/links").check(http.StatusOK, htmlcheck.NotIn("main .look"))
	c.lend(b)
	rec.look(b, "links", "/desk/links")
	rec.look(b, "pair-answered", path)
	long := rec.longest(c)
	rec.look(b, "held", long)

	// Where two are asked, the first answer decides nothing.
	if err := rec.store.Update(rec.ctx, func(tx desk.Tx) error {
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		s.TwoForLinks = true
		users, err := tx.Users()
		if err != nil {
			return err
		}
		return tx.PutSettings(s, users[0].ID, time.Now())
	}); err != nil {
		t.Fatal(err)
	}
	next = c.get("/desk/links/pair").check(http.StatusOK)
	path = regexp.MustCompile(`/desk/links/pair/b[0-9a-z]{16}`).FindString(string(next.body))
	c.post(path, with(next.form("main form"), "verdict", "same")).check(http.StatusOK, htmlcheck.In("main", htmlcheck.HasText("A second person is asked")), htmlcheck.In("main", htmlcheck.HasText("with probability")))
	second := r.get(path).check(http.StatusOK)
	if strings.Contains(string(second.body), "probability") || strings.Contains(string(second.body), "Dina") {
		t.Error("the second person is told what the machine holds, or who answered, before they did")
	}
	r.post(path, with(second.form("main form"), "verdict", "different")).check(http.StatusOK, htmlcheck.In("main .flag", htmlcheck.HasText("a third person decides")))
	rec.look(b, "pair-split", path)
}

// longest is the page of the person whom the most decisions hold together.
func (rec *record) longest(c *client) (path string) {
	most := 0
	for _, m := range regexp.MustCompile(`/desk/person/p[0-9a-z]{16}`).FindAllString(string(c.get("/desk/people?q=Aigul").body), -1) {
		if n := strings.Count(string(c.get(m+"/links").body), "/undo"); n > most {
			most, path = n, m+"/links"
		}
	}
	if most < 2 {
		rec.t.Fatalf("the demonstration has nobody whom two decisions hold together; the most is %d", most)
	}
	return path
}
