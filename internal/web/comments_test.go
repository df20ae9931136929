package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/web/htmlcheck"
)

// A reader writes under a page, keeps the code, asks for the comment with it,
// reads it once it is let out, and takes it back.
func TestCommentOnThePage(t *testing.T) {
	rec := newRecord(t)
	told := rec.enter("Aray Bekkyzy", "occupation", "teacher")
	rec.publish(told.Claims...)
	path := "/person/" + string(told.Person)
	c := rec.visitor()
	form := rec.typed(c.get(path).form("form[action$='/comment']"))

	c.post("/comment", with(form, "text", "")).check(http.StatusUnprocessableEntity, htmlcheck.In("#comment-fault", htmlcheck.Says()))
	c.post("/comment", with(form, "text", "I sat beside her.", "website", "x")).check(http.StatusUnprocessableEntity)
	c.post("/comment", with(form, "text", "I sat beside her.", "stamp", "made up")).check(http.StatusUnprocessableEntity)
	kept := c.post("/comment", with(form, "text", "She taught us to read. <b>All</b> of us.")).check(http.StatusOK)
	code := strings.Join(strings.Fields(kept.text(".code")), " ")
	if code == "" {
		t.Fatal("no code is shown")
	}
	if c.get(path).check(http.StatusOK); strings.Contains(c.get(path).text("body"), "She taught us") {
		t.Error("it is out before anybody read it")
	}
	ask := c.get("/comment").form("main form")
	c.post("/comment/outcome", with(ask, "code", code)).check(http.StatusOK)
	c.post("/comment/outcome", with(ask, "code", "11111 11111 11111 11111 11111 11111 11111 11111")).check(http.StatusUnprocessableEntity)

	boss := rec.as(habeas.RoleModerator)
	queue := boss.get("/desk/comments").check(http.StatusOK)
	one := queue.find("a[href*='/desk/comments/']")
	if one == nil {
		t.Fatal("the queue does not show it")
	}
	var href string
	for _, a := range one.Attr {
		if a.Key == "href" {
			href = a.Val
		}
	}
	boss.post(href, with(boss.get(href).form("form:has([value=approve])"), "act", "approve")).check(http.StatusOK)
	if _, err := rec.desk.PublishComments(rec.ctx); err != nil {
		t.Fatal(err)
	}
	shown := c.get(path).check(http.StatusOK)
	if !strings.Contains(string(shown.body), "&lt;b&gt;All&lt;/b&gt; of us.") {
		t.Errorf("what was approved is not shown as it was typed: %s", shown.text("body"))
	}
	c.post("/comment/outcome", with(ask, "code", code, "act", "take back")).check(http.StatusOK)
	if strings.Contains(c.get(path).text("body"), "She taught us") {
		t.Error("taken back, it is still there")
	}
}
