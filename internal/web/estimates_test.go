package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/browser"
	"github.com/habeas-record/habeas/internal/demo"
	"github.com/habeas-record/habeas/internal/web/htmlcheck"
)

// counter signs the demonstration's statistician in.
func (rec *record) counter() *client { return rec.demonstrator(habeas.RoleStatistician) }

// demonstrator signs in the first of a role in the demonstration.
func (rec *record) demonstrator(role habeas.Role) *client {
	for _, l := range demo.Logins {
		if l.Role == role {
			c := rec.visitor()
			p := c.get("/desk/login")
			c.post("/desk/login", with(p.form("main form"), "name", l.Name, "password", l.Password)).check(http.StatusOK)
			return c
		}
	}
	rec.t.Fatalf("the demonstration has no %s", role)
	return nil
}

// The number stands beside what it is of, what is assumed and who signs; a refusal
// is a sentence; and a form asks, by pages alone.
func TestEstimatesOnThePage(t *testing.T) {
	rec := rich(t)
	b := browser.New(t)
	c := rec.counter()
	list := c.get("/desk/estimates").check(http.StatusOK, htmlcheck.In("main", htmlcheck.HasText("Xinjiang")), htmlcheck.In("main", htmlcheck.HasText("no number")))
	var paths []string
	for _, m := range regexp.MustCompile(`/desk/estimate/h[0-9a-z]+`).FindAllString(string(list.body), -1) {
		paths = append(paths, m)
	}
	if len(paths) != 2 {
		t.Fatalf("the list leads to %v", paths)
	}
	whole, county := paths[0], paths[1]
	c.get(whole).check(http.StatusOK, htmlcheck.In("#number", htmlcheck.HasText(" to ")),
		htmlcheck.In("dl", htmlcheck.HasText("Everybody ever held in")), htmlcheck.In("dl", htmlcheck.HasText("three groups of relatives")), htmlcheck.In("dl", htmlcheck.HasText("Noor")),
		htmlcheck.In("#overlap", htmlcheck.HasText("not shown")), htmlcheck.In("main", htmlcheck.HasText("inside the desk only")), htmlcheck.NotIn("#refused"),
		htmlcheck.In("main", htmlcheck.HasText("seed 1")), htmlcheck.In("main", htmlcheck.HasText("pooled over")),
		htmlcheck.In("main", htmlcheck.HasText("How often such intervals hold")), htmlcheck.In("main", htmlcheck.HasText("A · Decomposable graphs")))
	c.get(county).check(http.StatusOK, htmlcheck.In("#refused", htmlcheck.HasText("fewer than 10 people are on a list")), htmlcheck.NotIn("#number"), htmlcheck.NotIn("#overlap"), htmlcheck.NotIn("svg"), htmlcheck.In("#lists", htmlcheck.HasText("fewer than 10")))

	// Asked otherwise, from the question there is.
	form := c.get("/desk/estimates/new?from=" + strings.TrimPrefix(whole, "/desk/estimate/")).check(http.StatusOK)
	f := form.form("#ask")
	if f.Get("place") != "Xinjiang" || f.Get("method") != "dga" || len(f["list"]) != 3 || f.Get("lived") == "" {
		t.Errorf("the form does not hold the question: %v", f)
	}
	c.post("/desk/estimates", with(f, "window", "")).check(http.StatusUnprocessableEntity, htmlcheck.In(".errors", htmlcheck.HasText("for which time")), htmlcheck.In("#ask", htmlcheck.HasText("Register of the Absent")))
	c.post("/desk/estimates", with(f, "seed", "x")).check(http.StatusUnprocessableEntity, htmlcheck.In(".errors", htmlcheck.HasText("no seed")))
	c.post("/desk/estimates", with(f, "assumption", " ")).check(http.StatusUnprocessableEntity, htmlcheck.In(".errors", htmlcheck.HasText("on no list like those on some")))
	// The same question of the same people: the answer there is.
	got := c.post("/desk/estimates", f).check(http.StatusOK, htmlcheck.In("main", htmlcheck.HasText("asked before")))
	if got.path != whole {
		t.Errorf("the same question leads to %s, want %s", got.path, whole)
	}
	// Two of them taken for one: too few lists. And parted by sex.
	merged := with(f)
	for _, id := range f["list"][:2] {
		merged.Set("with."+id, "A")
	}
	c.post("/desk/estimates", merged).check(http.StatusOK, htmlcheck.In("main", htmlcheck.HasText("being calculated")))
	rec.estimates.Wait()
	c.post("/desk/estimates", with(f, "strata", "sex")).check(http.StatusOK)
	rec.estimates.Wait()
	list = c.get("/desk/estimates").check(http.StatusOK)
	paths = regexp.MustCompile(`/desk/estimate/h[0-9a-z]+`).FindAllString(string(list.body), -1)
	if len(paths) != 4 {
		t.Fatalf("the list leads to %v", paths)
	}
	c.get(paths[1]).check(http.StatusOK, htmlcheck.In("#refused", htmlcheck.HasText("two lists give a number only if")))
	c.get(paths[0]).check(http.StatusOK, htmlcheck.In("#strata-table", htmlcheck.HasText("Female")))

	// Readers see it, and cannot ask.
	for _, l := range demo.Logins {
		if l.Role != habeas.RoleReader {
			continue
		}
		r := rec.visitor()
		r.post("/desk/login", with(r.get("/desk/login").form("main form"), "name", l.Name, "password", l.Password))
		r.get(whole).check(http.StatusOK, htmlcheck.In("#number"), htmlcheck.NotIn("main form"), htmlcheck.NotIn("main .button"))
		r.get("/desk/estimates/new").check(http.StatusForbidden)
	}
	c.lend(b)
	rec.look(b, "estimates", "/desk/estimates")
	rec.look(b, "estimate", whole)
	rec.look(b, "estimate-strata", paths[0])
	rec.look(b, "estimate-refused", county)
	rec.look(b, "estimate-form", "/desk/estimates/new?from="+strings.TrimPrefix(whole, "/desk/estimate/"))
}
