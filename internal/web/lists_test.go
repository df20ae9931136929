package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/web/htmlcheck"
)

const (
	firstEdition  = "ID,Name,Born,County,Status\n1,Aray Bekkyzy,1985,Korgan,detained\n2,Serik Omaruly,1970,Korgan,detained\n3,Dina Saparkyzy,1990,Altyn,missing\n"
	secondEdition = "ID,Name,Born,County,Status\n1,Aray Bekkyzy,1985,Korgan,released\n2,Serik Omaruly,1970,Korgan,detained\n4,Murat Aliuly,1964,Altyn,detained\n"
)

// sendList goes through both pages of an import as a person would.
func (c *client) sendList(name, content string, pairs ...string) page {
	c.t.Helper()
	fields := with(c.get("/desk/import").form("main form"), "list", name)
	p := c.upload("/desk/import", fields, "file", "register.csv", []byte(content)).check(http.StatusOK)
	if !strings.HasPrefix(p.path, "/desk/import?draft=") {
		c.t.Fatalf("the file was not kept: %s: %s", p.path, p.text("main"))
	}
	return c.post("/desk/import", with(with(p.form("main form"), pairs...), "act", "write"))
}

func TestImportInTwoSteps(t *testing.T) {
	rec := newRecord(t)
	c := rec.as(habeas.RoleDocumenter)
	c.get("/desk/lists").check(http.StatusOK, htmlcheck.In(".none", htmlcheck.HasText("No list")))
	fields := with(c.get("/desk/import").check(http.StatusOK).form("main form"), "list", "Register")
	look := c.upload("/desk/import", fields, "file", "register.csv", []byte(firstEdition)).check(http.StatusOK,
		htmlcheck.In("#encoding [selected]", htmlcheck.HasAttr("value", "utf-8")), htmlcheck.In("#delimiter [selected]", htmlcheck.HasAttr("value", "comma")),
		htmlcheck.Count("tbody tr", 5), htmlcheck.In("[name='map.1'] [selected]", htmlcheck.HasAttr("value", "name")), htmlcheck.In(".status", htmlcheck.HasText("3 added")))
	if text := look.text("tbody"); !strings.Contains(text, "Serik Omaruly") {
		t.Errorf("the first rows are not shown: %s", text)
	}
	// Nothing is written yet, and the file waits in the inbox.
	if ls, err := rec.desk.Lists(rec.ctx, rec.actors[habeas.RoleReader]); err != nil || len(ls) != 0 {
		t.Fatalf("%d lists before anybody said so: %v", len(ls), err)
	}
	if !strings.Contains(string(c.get("/desk").body), look.path) {
		t.Error("the kept file is not in the inbox")
	}
	// A mapping changed by hand is what is written.
	form := look.form("main form")
	p := c.post("/desk/import", with(form, "map.3", "residence", "act", "write")).check(http.StatusOK, htmlcheck.In("h1", htmlcheck.HasText("Register")), htmlcheck.In(".flash", htmlcheck.HasText("3 added")))
	list := strings.TrimPrefix(p.path, "/desk/list/")
	d, err := rec.desk.List(rec.ctx, rec.actors[habeas.RoleReader], habeas.ID(list), habeas.RowQuery{})
	if err != nil || d.Total != 3 || d.List.Columns[3].Property != "residence" {
		t.Fatalf("imported %d rows, %+v: %v", d.Total, d.List.Columns, err)
	}
	// The draft went with it.
	c.get(look.path).check(http.StatusNotFound)
}

func TestImportRefusesBeforeAnythingIsKept(t *testing.T) {
	rec := newRecord(t)
	c := rec.as(habeas.RoleDocumenter)
	fields := with(c.get("/desk/import").form("main form"), "list", "Register", "edition", "2018-01")
	for name, content := range map[string]string{"empty": "", "header only": "Name,Born\n", "binary": "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x00\x01\x02", "picture": "\x89PNG\r\n\x1a\n0000"} {
		p := c.upload("/desk/import", fields, "file", "x.csv", []byte(content)).check(http.StatusUnprocessableEntity, htmlcheck.Count(".errors li", 1), htmlcheck.In("#edition", htmlcheck.HasAttr("value", "2018-01")))
		if p.has("[name=draft]") {
			t.Errorf("%s: a draft was kept", name)
		}
	}
	c.upload("/desk/import", with(fields, "edition", "someday"), "file", "x.csv", []byte(firstEdition)).check(http.StatusUnprocessableEntity, htmlcheck.In(".errors", htmlcheck.HasText("someday")))
	c.upload("/desk/import", with(fields, "list", " "), "file", "x.csv", []byte(firstEdition)).check(http.StatusUnprocessableEntity, htmlcheck.In(".errors", htmlcheck.HasText("no name")))
	c.post("/desk/import", fields).check(http.StatusUnprocessableEntity, htmlcheck.In(".bad .err", htmlcheck.HasText("Choose a file")))
	if drafts, err := rec.desk.Inbox(rec.ctx, rec.actors[habeas.RoleDocumenter]); err != nil || len(drafts.Drafts) != 0 {
		t.Errorf("%d drafts were left behind: %v", len(drafts.Drafts), err)
	}
	if got := rec.as(habeas.RoleReader).get("/desk/import").status; got != http.StatusForbidden {
		t.Errorf("a reader is answered %d", got)
	}
}

// Changing how the file is read shows its columns anew; nothing is written by
// the same press of a button.
func TestReadingAFileOtherwise(t *testing.T) {
	rec := newRecord(t)
	c := rec.as(habeas.RoleDocumenter)
	fields := with(c.get("/desk/import").form("main form"), "list", "Register")
	look := c.upload("/desk/import", fields, "file", "register.csv", []byte("Name;County\nA, B;Korgan\nC, D;Altyn\n")).check(http.StatusOK, htmlcheck.In("#delimiter [selected]", htmlcheck.HasAttr("value", "semicolon")))
	p := c.post("/desk/import", with(look.form("main form"), "delimiter", "comma", "act", "write")).check(http.StatusOK, htmlcheck.In("#delimiter [selected]", htmlcheck.HasAttr("value", "comma")))
	if !strings.HasPrefix(p.path, "/desk/import") {
		t.Fatalf("written at once: %s", p.path)
	}
	// A mapping of nothing is refused and can be mended on the same form.
	form := look.form("main form")
	for name := range form {
		if strings.HasPrefix(name, "map.") {
			form.Set(name, "")
		}
	}
	c.post("/desk/import", with(form, "act", "write")).check(http.StatusUnprocessableEntity, htmlcheck.In(".errors", htmlcheck.HasText("map at least one")), htmlcheck.Count("tbody tr", 2), htmlcheck.NotIn("button[value=write]"))
	// The kept file belongs to whoever sent it, and its hash opens nothing.
	other := rec.signIn(rec.addUser("Dina", habeas.RoleDocumenter).Name)
	other.get(look.path).check(http.StatusNotFound)
	q, err := url.Parse(look.path)
	if err != nil {
		t.Fatal(err)
	}
	stolen := with(other.get("/desk/import").form("main form"), "draft", q.Query().Get("draft"), "list", "Mine", "act", "write")
	other.post("/desk/import", stolen).check(http.StatusNotFound)
}

func TestEditionsOfAList(t *testing.T) {
	rec := newRecord(t)
	c := rec.as(habeas.RoleDocumenter)
	c.sendList("Register", firstEdition).check(http.StatusOK)
	p := c.sendList("Register", secondEdition, "edition", "2018-02").check(http.StatusOK, htmlcheck.In(".flash", htmlcheck.HasText("1 withdrawn by the source")), htmlcheck.In("main", htmlcheck.HasText("2 editions")))
	path := p.path
	// A row that changed shows every edition of it, one that was dropped says so.
	c.get(path+"?withdrawn=1").check(http.StatusOK, htmlcheck.Count(".results > li", 1), htmlcheck.In(".results li", htmlcheck.HasText("Dina Saparkyzy")), htmlcheck.In(".results .flag", htmlcheck.HasText("edition 2")))
	found := c.get(path+"?q=aray").check(http.StatusOK, htmlcheck.Count(".results > li", 1))
	history := attribute(found.find(".results small a"), "href")
	h := c.get(strings.Split(history, "#")[0]).check(http.StatusOK, htmlcheck.In("#history ins", htmlcheck.HasText("released")))
	if text := h.text("#history"); !strings.Contains(text, "detained") || !strings.Contains(text, "Edition 2") {
		t.Errorf("the row's history says %s", text)
	}
	// The same file again changes nothing.
	c.sendList("Register", secondEdition, "edition", "2018-02").check(http.StatusOK, htmlcheck.In(".flash", htmlcheck.HasText("0 added")))
	c.get("/desk/lists").check(http.StatusOK, htmlcheck.In("main", htmlcheck.HasText("Register")), htmlcheck.In("main", htmlcheck.HasText("register.csv")))
	rec.as(habeas.RoleReader).get(path).check(http.StatusOK, htmlcheck.NotIn("#publish"))
	rec.as(habeas.RoleReader).get(path + "?row=m0000000000000000").check(http.StatusNotFound)
	rec.as(habeas.RoleReader).get("/desk/list/i0000000000000000").check(http.StatusNotFound)
}

// An import that a crash cut off is in the journal with what became of it.
func TestInterruptedImportIsShown(t *testing.T) {
	rec := newRecord(t)
	id := rec.importList("Register", firstEdition)
	err := rec.store.Update(rec.ctx, func(tx desk.Tx) error {
		return tx.PutImport(habeas.ImportJournal{ID: "d0000000000000001", List: id, File: "second.csv", State: "interrupted", Message: "interrupted: nothing of this edition was kept", By: rec.actors[habeas.RoleDocumenter].ID})
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/desk/lists", "/desk/list/" + string(id)} {
		rec.as(habeas.RoleReader).get(path).check(http.StatusOK, htmlcheck.In(".flag", htmlcheck.HasText("interrupted")))
	}
}

func TestPublishingAList(t *testing.T) {
	rec := newRecord(t)
	id := rec.importList("Register", firstEdition)
	path := "/desk/list/" + string(id)
	public := "/list/" + string(id)
	doc, rev := rec.as(habeas.RoleDocumenter), rec.as(habeas.RoleReviewer)
	form := "form[action$='/publish']"
	p := doc.get(path).check(http.StatusOK, htmlcheck.Count(form+" button", 1))
	stale := rev.get(path).form(form)
	doc.post(p.action(form), with(p.form(form), "grade", "certain", "act", "submit")).check(http.StatusUnprocessableEntity, htmlcheck.In(".errors", htmlcheck.HasText("grade")))
	p = doc.post(p.action(form), with(p.form(form), "act", "submit")).check(http.StatusOK, htmlcheck.In(".status", htmlcheck.HasText("Waiting")), htmlcheck.In(form+" .note", htmlcheck.HasText("You imported this list")),
		htmlcheck.NotIn("button[value=publish]"))
	// Whoever imported it does not publish it, whatever the form says.
	doc.post(p.action(form), with(p.form(form), "act", "publish")).check(http.StatusForbidden)
	if got := rec.visitor().get(public).status; got != http.StatusNotFound {
		t.Fatalf("published by one person: %d", got)
	}
	// A form from before it was submitted is told so.
	rev.post(p.action(form), with(stale, "act", "publish")).check(http.StatusConflict)
	p = rev.get(path)
	p = rev.post(p.action(form), with(p.form(form), "grade", "corroborated", "act", "publish")).check(http.StatusOK, htmlcheck.In(".status", htmlcheck.HasText("Published")))
	if got := rec.visitor().get(public).status; got != http.StatusOK {
		t.Errorf("the list is not public: %d", got)
	}
	if got := rec.visitor().get("/people?q=aray").text(".results"); !strings.Contains(got, "Aray") {
		t.Errorf("its people are not public: %s", got)
	}
	doc.post(p.action(form), with(doc.get(path).form(form), "act", "off")).check(http.StatusOK, htmlcheck.In(".status", htmlcheck.HasText("Not published")))
	if got := rec.visitor().get(public).status; got != http.StatusNotFound {
		t.Errorf("taken off, it answers %d", got)
	}
}

// Many rows come page by page.
func TestRowsByPage(t *testing.T) {
	rec := newRecord(t)
	var b strings.Builder
	b.WriteString("No,Name,County\n")
	for i := range 60 {
		fmt.Fprintf(&b, "%d,Person %d,Korgan\n", i+1, i+1)
	}
	id := rec.importList("Register", b.String())
	c := rec.as(habeas.RoleReader)
	c.get("/desk/list/"+string(id)+"?page=3").check(http.StatusOK, htmlcheck.Count(".results > li", 10), htmlcheck.In(".pages [aria-current]", htmlcheck.HasExactText("3")))
}
