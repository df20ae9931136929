package web

import (
	"net/http"
	"strings"
	"testing"

	"filippo.io/age"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/browser"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/protect/seal"
	"github.com/habeas-record/habeas/internal/web/htmlcheck"
)

// Keys are added, who a source is is sealed on its page and comes back on none,
// and the boxes are handed out with a reason that all custodians see.
func TestCustodiansOnThePage(t *testing.T) {
	rec := newRecord(t)
	b := browser.New(t)
	c := rec.as(habeas.RoleCustodian)
	c.lend(b)
	p := c.get("/desk/custodians").check(http.StatusOK)
	c.post("/desk/custodians", with(p.form("#add"), "name", "Keeper", "recipient", "age1nonsense", "act", "add")).check(http.StatusUnprocessableEntity, htmlcheck.In(".errors", htmlcheck.HasText("no key of a custodian")))
	c.post("/desk/custodians", with(p.form("#take"), "reason", "no boxes yet", "act", "take")).check(http.StatusUnprocessableEntity)
	var keys []age.Identity
	for _, name := range []string{"Keeper one", "Keeper two"} {
		k, err := age.GenerateHybridIdentity()
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, k)
		c.post("/desk/custodians", with(p.form("#add"), "name", name, "recipient", k.Recipient().String()+"\r\n", "act", "add")).check(http.StatusOK, htmlcheck.In("tbody", htmlcheck.HasText(name)))
	}
	told := rec.enter("Aigul Bekturkyzy", "occupation", "shopkeeper")
	source := rec.claim(told.Claims[0]).Source
	d := rec.as(habeas.RoleDocumenter)
	path := "/desk/source/" + string(source)
	p = d.get(path).check(http.StatusOK)
	p = d.post(path+"/seal", with(p.form("#seal"), "name", "zqwho", "contact", "zqhow", "note", "line\r\nline")).check(http.StatusOK)
	if body := string(p.body); strings.Contains(body, "zqwho") || strings.Contains(body, "zqhow") { // ids may hold "zq" by chance
		t.Error("what was sealed comes back on the page")
	}
	p = d.post(path+"/seal", with(p.form("#seal"), "name", strings.Repeat("zqwho ", 2000))).check(http.StatusUnprocessableEntity)
	if strings.Contains(string(p.body), "zqwho") {
		t.Error("what could not be sealed comes back on the page")
	}
	got := c.post("/desk/custodians", with(c.get("/desk/custodians").form("#take"), "reason", "to call back", "act", "take"))
	line := strings.Split(strings.TrimSpace(string(got.body)), "\t")
	if got.status != http.StatusOK || len(line) != 3 || line[0] != string(source) {
		t.Fatalf("%d: %.200s", got.status, got.body)
	}
	box, err := seal.FromText(line[2])
	if err != nil {
		t.Fatal(err)
	}
	if id, err := seal.Open(box, keys...); err != nil || id != (desk.Identity{Name: "zqwho", Contact: "zqhow", Note: "line\r\nline"}) {
		t.Errorf("%+v, %v", id, err)
	}
	c.get("/desk/custodians").check(http.StatusOK, htmlcheck.In("main", htmlcheck.HasText("to call back")))
	rec.look(b, "custodians", "/desk/custodians")
	d.lend(b)
	rec.look(b, "source-seal", path)
	for _, role := range []habeas.Role{habeas.RoleAdmin, habeas.RoleReviewer, habeas.RoleReader} {
		if got := rec.as(role).get("/desk/custodians").status; got != http.StatusForbidden {
			t.Errorf("a %s is answered %d", role, got)
		}
	}
}
