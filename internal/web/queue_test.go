package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/web/htmlcheck"
)

// submitted is a record with one person's claims handed over for publication
// by the documenter, and the ids of a detention and an occupation among them.
func submitted(t *testing.T) (rec *record, person, detention, occupation habeas.ID) {
	t.Helper()
	rec = newRecord(t)
	told := rec.enter("Aray Bekkyzy", "event.detention", "taken from home", "occupation", "teacher")
	if err := rec.desk.Submit(rec.ctx, rec.actors[habeas.RoleDocumenter], told.Claims, nil); err != nil {
		t.Fatal(err)
	}
	for _, id := range told.Claims {
		switch rec.claim(id).Property {
		case "event.detention":
			detention = id
		case "occupation":
			occupation = id
		}
	}
	return rec, told.Person, detention, occupation
}

func TestQueueShowsBothSides(t *testing.T) {
	rec, _, detention, _ := submitted(t)
	p := rec.as(habeas.RoleReviewer).get("/desk/publish").check(http.StatusOK, htmlcheck.Count("section.prop", 3))
	section := "#" + string(detention)
	inside, outside := p.text(section+" .diff > div:first-child"), p.text(section+" .diff > div:last-child")
	if !strings.Contains(inside, "The sister of Aray") || !strings.Contains(inside, "taken from home") {
		t.Errorf("inside the desk: %s", inside)
	}
	if strings.Contains(outside, "The sister of") || strings.Contains(outside, "taken from home") || !strings.Contains(outside, "a relative abroad") {
		t.Errorf("what readers will see: %s", outside)
	}
	// A documenter sees the queue and can send back, not publish.
	rec.as(habeas.RoleDocumenter).get("/desk/publish").check(http.StatusOK, htmlcheck.NotIn("button[name=publish]"), htmlcheck.Count("button[name=back]", 3))
	if got := rec.as(habeas.RoleReader).get("/desk/publish"); got.status != http.StatusForbidden {
		t.Errorf("a reader is answered %d", got.status)
	}
}

func TestPublishingUnderTerms(t *testing.T) {
	rec, person, detention, occupation := submitted(t)
	c := rec.as(habeas.RoleReviewer)
	p := c.get("/desk/publish")
	fields := p.form("main form")
	grade, embargo := "grade."+string(detention), "embargo."+string(detention)

	// What cannot be stays on the form with what is wrong.
	bad := with(fields, grade, "certain", "publish", string(detention))
	c.post("/desk/publish", bad).check(http.StatusUnprocessableEntity, htmlcheck.In("#"+string(detention)+" .err", htmlcheck.HasText("grade")))
	odd := with(fields, embargo, "tomorrow", "publish", string(detention))
	c.post("/desk/publish", odd).check(http.StatusUnprocessableEntity, htmlcheck.In("#"+string(detention)+" .err", htmlcheck.HasText("tomorrow")))
	// Enter in a field decides nothing and loses nothing.
	c.post("/desk/publish", with(fields, "label."+string(detention), "a neighbour", "stay", "1")).check(http.StatusOK,
		htmlcheck.In("[id='label."+string(detention)+"']", htmlcheck.HasAttr("value", "a neighbour")))

	c.post("/desk/publish", with(fields, grade, "corroborated", "flag."+string(detention), "contested", "label."+string(detention), "a neighbour", "publish", string(detention))).check(http.StatusOK, htmlcheck.Count("section.prop", 2))
	got := rec.claim(detention)
	if !got.Public || got.Terms.Grade != habeas.GradeCorroborated || got.Terms.Label != "a neighbour" || len(got.Terms.Flags) != 1 {
		t.Errorf("published under %+v, public %v", got.Terms, got.Public)
	}
	pub := rec.visitor().get("/person/" + string(person)).check(http.StatusOK)
	if text := pub.text("main"); !strings.Contains(text, "a neighbour") || !strings.Contains(text, "Corroborated") || strings.Contains(text, "teacher") {
		t.Errorf("the public page says %s", text)
	}

	// Sending back needs a reason and takes it out of the queue.
	c.post("/desk/publish", with(fields, "back", string(occupation))).check(http.StatusUnprocessableEntity, htmlcheck.In("#"+string(occupation)+" .err", htmlcheck.HasText("reason")))
	c.post("/desk/publish", with(fields, "back", string(occupation), "reason."+string(occupation), "ask her again")).check(http.StatusOK, htmlcheck.Count("section.prop", 1))
	if got := rec.claim(occupation); got.SubmitBy != "" || got.Public || got.Reason != "ask her again" {
		t.Errorf("sent back: %+v", got.State)
	}
}

// What touches a living victim is published by another person than the one
// who accepted it, whoever submitted it and whatever the form says.
func TestTwoPersonRule(t *testing.T) {
	rec := newRecord(t)
	rev := rec.actors[habeas.RoleReviewer]
	doc := rec.actors[habeas.RoleDocumenter]
	// The reviewer takes the call, so the reviewer accepted it.
	rec.actors[habeas.RoleDocumenter] = rev
	told := rec.enter("Aray Bekkyzy", "event.detention", "taken from home")
	rec.actors[habeas.RoleDocumenter] = doc
	if err := rec.desk.Submit(rec.ctx, doc, told.Claims, nil); err != nil {
		t.Fatal(err)
	}
	var detention habeas.ID
	for _, id := range told.Claims {
		if rec.claim(id).Property == "event.detention" {
			detention = id
		}
	}
	c := rec.as(habeas.RoleReviewer)
	section := "#" + string(detention)
	p := c.get("/desk/publish").check(http.StatusOK, htmlcheck.In(section+" .note", htmlcheck.HasText("You accepted this claim")), htmlcheck.NotIn(section+" button[name=publish]"),
		htmlcheck.NotIn("button[name=publish]")) // a relative of somebody named said the name: that tells much of a source
	forced := with(p.form("main form"), "publish", string(detention))
	c.post("/desk/publish", forced).check(http.StatusUnprocessableEntity, htmlcheck.In(section+" .err", htmlcheck.HasText("second person")))
	if rec.claim(detention).Public {
		t.Fatal("one person published what they accepted")
	}
	// The administrator is the second person here.
	adm := rec.as(habeas.RoleAdmin)
	q := adm.get("/desk/publish").check(http.StatusOK, htmlcheck.In(section, htmlcheck.HasText("second person")))
	adm.post("/desk/publish", with(q.form("main form"), "publish", string(detention))).check(http.StatusOK)
	if got := rec.claim(detention); !got.Public || got.Terms.Waived != "" {
		t.Errorf("published: %v, waived %q", got.Public, got.Terms.Waived)
	}
}

// A desk of one waives the rule in its settings; the waiver is on the claim,
// on the public page and in the history.
func TestDeskOfOne(t *testing.T) {
	rec := newRecord(t)
	adm := rec.as(habeas.RoleAdmin)
	doc := rec.actors[habeas.RoleDocumenter]
	rec.actors[habeas.RoleDocumenter] = rec.actors[habeas.RoleAdmin]
	told := rec.enter("Aray Bekkyzy", "event.detention", "taken from home")
	rec.actors[habeas.RoleDocumenter] = doc
	path := "/desk/person/" + string(told.Person)
	fields := adm.get(path).form("#chosen")
	for _, id := range told.Claims {
		if rec.claim(id).Property == "event.detention" {
			fields.Add("claim", string(id))
		}
	}
	adm.post("/desk/publish", with(fields, "act", "publish")).check(http.StatusForbidden, htmlcheck.In(".errors", htmlcheck.HasText("second person")))

	set := adm.get("/desk/settings").check(http.StatusOK)
	adm.post("/desk/settings", with(set.form("main form"), "solo", "I am alone here")).check(http.StatusOK, htmlcheck.In(".results ins", htmlcheck.HasText("I am alone here")))
	rec.visitor().get("/about").check(http.StatusOK, htmlcheck.In("main", htmlcheck.HasText("I am alone here")))
	adm.post("/desk/publish", with(fields, "act", "publish")).check(http.StatusOK)
	for _, id := range told.Claims {
		got := rec.claim(id)
		if p, _ := habeas.PropertyOf(got.Property); p.TwoEyes && got.Terms.Waived != "I am alone here" {
			t.Errorf("%s is published with the waiver %q", got.Property, got.Terms.Waived)
		}
	}
}

func TestQueueSaysWhyAClaimIsHeldBack(t *testing.T) {
	rec, _, detention, _ := submitted(t)
	src := rec.sourceOfClaim(detention)
	src.Consent = habeas.ConsentNone
	if err := rec.desk.ChangeSource(rec.ctx, rec.actors[habeas.RoleDocumenter], src); err != nil {
		t.Fatal(err)
	}
	section := "#" + string(detention)
	rec.as(habeas.RoleReviewer).get("/desk/publish").check(http.StatusOK, htmlcheck.In(section+" .diff > div:last-child", htmlcheck.HasText("has not agreed to publication")),
		htmlcheck.NotIn("button[name=publish]"))
}

func TestPublishingSeveralAtOnce(t *testing.T) {
	rec, _, detention, occupation := submitted(t)
	c := rec.as(habeas.RoleReviewer)
	fields := c.get("/desk/publish").form("main form")
	fields["claim"] = []string{string(detention), string(occupation)}
	// One that may not leave holds no other back.
	both := with(fields, "chosen", "1", "grade."+string(occupation), "certain")
	c.post("/desk/publish", both).check(http.StatusUnprocessableEntity, htmlcheck.In(".flash", htmlcheck.HasText("1 claim")), htmlcheck.Count(".err", 1))
	if !rec.claim(detention).Public || rec.claim(occupation).Public {
		t.Error("the wrong claim was published")
	}
}
