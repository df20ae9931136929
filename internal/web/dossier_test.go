package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/web/htmlcheck"
)

func TestDeskPeople(t *testing.T) {
	rec := newRecord(t)
	rec.enter("Aray Bekkyzy", "event.detention", "taken from home", "sex", "female")
	rec.enter("Serik Omaruly", "occupation", "herder")
	c := rec.as(habeas.RoleReader)
	c.get("/desk/people").check(http.StatusOK, htmlcheck.Count(".results li", 2), htmlcheck.In(".facets", htmlcheck.HasText("Held")))
	p := c.get("/desk/people?q=serik").check(http.StatusOK, htmlcheck.Count(".results li", 1))
	if !strings.HasPrefix(attribute(p.find(".results a"), "href"), "/desk/person/p") {
		t.Errorf("a person of the desk's search leads to %s", attribute(p.find(".results a"), "href"))
	}
	c.get("/desk/people?q=nobody").check(http.StatusOK, htmlcheck.Count(".results li", 0))
	if found := rec.visitor().get("/people"); strings.Contains(string(found.body), "Serik") {
		t.Error("what only the desk knows is on the public search")
	}
}

func TestDossier(t *testing.T) {
	rec := newRecord(t)
	told := rec.enter("Aray Bekkyzy", "event.detention", "taken from home", "occupation", "teacher")
	path := "/desk/person/" + string(told.Person)
	p := rec.as(habeas.RoleDocumenter).get(path).check(http.StatusOK,
		htmlcheck.In("h1", htmlcheck.HasText("Aray Bekkyzy")), htmlcheck.In(".status", htmlcheck.HasText("Held")),
		htmlcheck.Count("article.claim", 3), htmlcheck.In("article.claim blockquote", htmlcheck.HasText("taken from home")),
		htmlcheck.In("#mentions + table", htmlcheck.HasText("Aray Bekkyzy")))
	if !strings.Contains(p.text("main"), "The sister of Aray Bekkyzy") {
		t.Error("the documenter does not see who the source is")
	}

	// A reader sees the label only, and no button that would be refused.
	r := rec.as(habeas.RoleReader).get(path).check(http.StatusOK, htmlcheck.NotIn("main form"), htmlcheck.NotIn("main input"))
	if text := r.text("main"); strings.Contains(text, "The sister of") || !strings.Contains(text, "a relative abroad") {
		t.Errorf("what a reader sees of the source: %s", text)
	}
	for _, missing := range []string{"/desk/person/p0000000000000000", "/desk/subject/" + string(told.Person), "/desk/person/" + string(told.Report), "/desk/subject/x"} {
		rec.as(habeas.RoleReader).get(missing).check(http.StatusNotFound)
	}
	rec.visitor().get(path).check(http.StatusOK, htmlcheck.In("h1", htmlcheck.HasText("Log in")))
}

func TestDossierOfAnotherSubject(t *testing.T) {
	rec := newRecord(t)
	rec.importList("Sites", "Name,Type,County,Lat,Lon\nNorth yard,prison,Korgan,43.1,81.2\nSouth yard,camp,Korgan,43.2,81.3\n")
	found, err := rec.desk.SearchSubjects(rec.ctx, rec.actors[habeas.RoleReader], habeas.SubjectQuery{Kind: habeas.KindFacility})
	if err != nil || len(found.Subjects) != 2 {
		t.Fatalf("%d facilities: %v", len(found.Subjects), err)
	}
	id := found.Subjects[0].Subject.ID
	rec.as(habeas.RoleReader).get("/desk/subject/"+string(id)).check(http.StatusOK, htmlcheck.In("article.claim", htmlcheck.HasText("yard")))
	rec.as(habeas.RoleReader).get("/desk/person/" + string(id)).check(http.StatusNotFound)
}

// The page of a place shows what the gazetteer has under its name, and picks
// nothing.
func TestDossierOfAKnownPlace(t *testing.T) {
	rec := newRecord(t)
	rec.importList("Towns", "place,kind,latitude,longitude\nGhulja,town,43.9,81.3\nDorbiljin,county,46.5,83.6\nNowhere Hollow,village,46.5,83.6\nTarbagatay,prefecture,46.5,83.6\n")
	found, err := rec.desk.SearchSubjects(rec.ctx, rec.actors[habeas.RoleReader], habeas.SubjectQuery{Kind: habeas.KindPlace})
	if err != nil || len(found.Subjects) != 4 {
		t.Fatalf("%d places: %v", len(found.Subjects), err)
	}
	for _, s := range found.Subjects {
		page := rec.as(habeas.RoleReader).get("/desk/subject/" + string(s.Subject.ID))
		switch s.Subject.Label {
		case "Ghulja":
			page.check(http.StatusOK, htmlcheck.Count("article.known", 2), htmlcheck.In("main", htmlcheck.HasText("More than one place has this name")))
		case "Dorbiljin":
			page.check(http.StatusOK, htmlcheck.Count("article.known", 1), htmlcheck.In("article.known", htmlcheck.HasText("Tacheng")), htmlcheck.In("article.known", htmlcheck.HasText("额敏县")),
				htmlcheck.In("article.known", htmlcheck.HasText("gb 652522 until 1984")), htmlcheck.NotIn("main article.known form"))
		case "Tarbagatay":
			page.check(http.StatusOK, htmlcheck.In("article.known", htmlcheck.HasText("Xinjiang (by its code) · Ili (which runs it)")))
		default:
			page.check(http.StatusOK, htmlcheck.Count("article.known", 0))
		}
	}
}

func TestLinkAndUndo(t *testing.T) {
	rec := newRecord(t)
	one, two := rec.enter("Aray Bekkyzy", "occupation", "teacher"), rec.enter("Araj Bekkyzy", "residence", "Korgan")
	c := rec.as(habeas.RoleDocumenter)
	path := "/desk/person/" + string(one.Person)
	form := "form[action$='/link#link']"
	fields := c.get(path).form(form)

	// Looking up offers the other, never the person itself.
	looked := c.post(path+"/link", with(fields, "name", "bekkyzy", "look", "person")).check(http.StatusOK, htmlcheck.Count("#like input", 1))
	if v := attribute(looked.find("#like input"), "value"); v != string(two.Person) {
		t.Errorf("%s is offered, want %s", v, two.Person)
	}
	// Without a choice or a reason nothing is decided, and what was typed stays.
	c.post(path+"/link", with(fields, "name", "bekkyzy", "reason", "same voice", "decide", "1")).check(http.StatusUnprocessableEntity,
		htmlcheck.In(".bad .err", htmlcheck.HasText("choose the person")), htmlcheck.In("#link-reason", htmlcheck.HasAttr("value", "same voice")))
	chosen := with(fields, "name", "bekkyzy", "person", string(two.Person), "verdict", "same", "decide", "1")
	c.post(path+"/link", chosen).check(http.StatusUnprocessableEntity, htmlcheck.In(".errors", htmlcheck.HasText("reason")), htmlcheck.In("#like [checked]", htmlcheck.HasAttr("value", string(two.Person))))

	p := c.post(path+"/link", with(chosen, "reason", "same father and county")).check(http.StatusOK, htmlcheck.In("#mentions", htmlcheck.HasText("2 mentions")))
	for _, words := range []string{"same father and county", "documenter", "The same person"} {
		if !strings.Contains(p.text("main"), words) {
			t.Errorf("the decision does not say %q", words)
		}
	}
	// Both ids lead to the one person now.
	if a, b := c.get("/desk/person/"+string(one.Person)).path, c.get("/desk/person/"+string(two.Person)).path; a != b {
		t.Errorf("the two ids lead to %s and %s", a, b)
	}

	undo := "form[action$='/undo']"
	c.post(p.action(undo), p.form(undo)).check(http.StatusUnprocessableEntity, htmlcheck.In(".errors", htmlcheck.HasText("reason")))
	p = c.post(p.action(undo), with(p.form(undo), "reason", "another birth year")).check(http.StatusOK, htmlcheck.In("#mentions", htmlcheck.HasText("1 mention")))
	if !strings.Contains(p.text("main"), "another birth year") || !strings.Contains(p.text("main"), "Undone by documenter") {
		t.Error("the undone decision is not shown with who and why")
	}
	if a, b := c.get("/desk/person/"+string(one.Person)).path, c.get("/desk/person/"+string(two.Person)).path; a == b {
		t.Errorf("after undoing both ids still lead to %s", a)
	}
	r := rec.as(habeas.RoleReader)
	token := r.get("/desk").form("form.who").Get("token")
	if got := r.post(path+"/link", url.Values{"token": {token}, "decide": {"1"}, "person": {string(two.Person)}, "verdict": {"same"}, "reason": {"x"}}); got.status != http.StatusForbidden {
		t.Errorf("a reader's link answers %d", got.status)
	}
}

func TestContradictionIsShown(t *testing.T) {
	rec := newRecord(t)
	a, b, c := rec.enter("Aray One"), rec.enter("Aray Two"), rec.enter("Aray Three")
	doc := rec.actors[habeas.RoleDocumenter]
	for _, l := range []struct {
		x, y habeas.ID
		v    habeas.Verdict
	}{{a.Mention, b.Mention, habeas.SamePerson}, {b.Mention, c.Mention, habeas.SamePerson}, {a.Mention, c.Mention, habeas.OtherPerson}} {
		if _, err := rec.desk.Link(rec.ctx, doc, l.x, l.y, l.v, "a test"); err != nil {
			t.Fatal(err)
		}
	}
	rec.as(habeas.RoleReader).get("/desk/person/"+string(a.Person)).check(http.StatusOK, htmlcheck.Count(".results .flag", 1), htmlcheck.In(".results .flag", htmlcheck.HasText("two people")))
}

func TestAlikeFragment(t *testing.T) {
	rec := newRecord(t)
	told := rec.enter("Aray Bekkyzy", "birth.date", "1985")
	c := rec.as(habeas.RoleDocumenter)
	p := c.get("/desk/alike?q=aray")
	if p.status != http.StatusOK || strings.Contains(string(p.body), "<html") || attribute(p.find("input[name=person]"), "value") != string(told.Person) {
		t.Errorf("%d: %s", p.status, p.body)
	}
	if p = c.get("/desk/alike?q=zzz"); !strings.Contains(string(p.body), "Nobody") {
		t.Errorf("nobody alike answers %s", p.body)
	}
	if p = c.get("/desk/sources/alike?q=sister"); attribute(p.find("input[name=source]"), "value") == "" {
		t.Errorf("the source is not offered: %s", p.body)
	}
	if p = rec.as(habeas.RoleReader).get("/desk/alike?q=aray"); p.status != http.StatusForbidden {
		t.Errorf("a reader is answered %d", p.status)
	}
}

// One claim that may not leave holds no other back, and says which it is.
func TestOneOfTheChosenMayNotLeave(t *testing.T) {
	rec := newRecord(t)
	told := rec.enter("Aray Bekkyzy", "occupation", "teacher", "religion", "as her parents")
	c := rec.as(habeas.RoleDocumenter)
	fields := c.get("/desk/person/" + string(told.Person)).form("#chosen")
	for _, id := range told.Claims {
		fields.Add("claim", string(id))
	}
	p := c.post("/desk/publish", with(fields, "act", "submit")).check(http.StatusUnprocessableEntity, htmlcheck.Count(".errors li", 1),
		htmlcheck.In(".errors", htmlcheck.HasText("as her parents")), htmlcheck.In(".flash", htmlcheck.HasText("2 claims")), htmlcheck.Count("article input[checked]", 1))
	for _, id := range told.Claims {
		got := rec.claim(id)
		if held := got.Property == "religion"; held == (got.SubmitBy != "") {
			t.Errorf("%s: submitted by %q", got.Property, got.SubmitBy)
		}
	}
	if id := attribute(p.find("article input[checked]"), "value"); rec.claim(habeas.ID(id)).Property != "religion" {
		t.Errorf("%s is still ticked", id)
	}
}

// What is ticked on a dossier is withdrawn as a whole or not at all.
func TestChosenClaims(t *testing.T) {
	rec := newRecord(t)
	told := rec.enter("Aray Bekkyzy", "occupation", "teacher", "residence", "Korgan")
	c := rec.as(habeas.RoleDocumenter)
	path := "/desk/person/" + string(told.Person)
	fields := c.get(path).form("#chosen")
	ids := make([]string, len(told.Claims))
	for i, id := range told.Claims {
		ids[i] = string(id)
	}
	ticked := with(fields)
	ticked["claim"] = ids

	c.post("/desk/publish", fields).check(http.StatusUnprocessableEntity, htmlcheck.In(".errors", htmlcheck.HasText("no claim is chosen")))
	c.post("/desk/publish", with(ticked, "act", "withdraw")).check(http.StatusUnprocessableEntity,
		htmlcheck.In(".errors", htmlcheck.HasText("reason")), htmlcheck.Count("article input[checked]", len(ids)))

	c.post("/desk/publish", with(ticked, "act", "submit")).check(http.StatusOK)
	for _, id := range told.Claims {
		if got := rec.claim(id); got.SubmitBy != rec.actors[habeas.RoleDocumenter].ID {
			t.Errorf("%s is not submitted", got.Property)
		}
	}
	// A documenter cannot publish, whatever the form says.
	c.post("/desk/publish", with(ticked, "act", "publish")).check(http.StatusForbidden)
	rev := rec.as(habeas.RoleReviewer)
	mine := rev.get(path).form("#chosen")
	mine["claim"] = ids
	rev.post("/desk/publish", with(mine, "act", "publish")).check(http.StatusOK, htmlcheck.In(".acts a[href^='/person/']", htmlcheck.HasText("readers")))
	rec.visitor().get("/person/"+string(told.Person)).check(http.StatusOK, htmlcheck.In("h1", htmlcheck.HasText("Aray")))

	// The form made before somebody else decided is shown what they did.
	c.post("/desk/publish", with(ticked, "act", "withdraw", "reason", "she asked")).check(http.StatusConflict, htmlcheck.In(".errors", htmlcheck.HasText("first")))
	now := c.get(path).form("#chosen")
	now["claim"] = ids
	c.post("/desk/publish", with(now, "act", "withdraw", "reason", "she asked")).check(http.StatusOK)
	rec.visitor().get("/person/" + string(told.Person)).check(http.StatusNotFound)
}
