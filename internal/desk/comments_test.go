package desk_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/protect/receipt"
)

// commented is a published person somebody wrote a comment about.
func (w *world) commented(text string) (person habeas.ID, c habeas.Comment, code receipt.Code) {
	w.t.Helper()
	e := w.told(w.doc, w.source(outlet), "Ali Sample", desk.Fact{Property: "occupation", Value: "tailor"})
	w.publish(e.Claims...)
	code, err := w.Comment(w.ctx, desk.CommentForm{About: e.Person, Title: "Ali Sample", Nickname: "a reader", Text: text})
	w.ok(err)
	w.view(func(tx desk.Tx) (err error) { c, err = tx.CommentByCode(code.Hash()); return err })
	return e.Person, c, code
}

// shownUnder are the comments a reader sees.
func (w *world) shownUnder(person habeas.ID) []habeas.ReleasedComment {
	w.t.Helper()
	c, err := w.public.Comments(w.ctx, person)
	w.ok(err)
	return c.Comments
}

func (w *world) comment(id habeas.ID) (c habeas.Comment) {
	w.view(func(tx desk.Tx) (err error) { c, err = tx.Comment(id); return err })
	return c
}

func (w *world) decide(a habeas.Actor, c habeas.Comment, act string, more ...func(*desk.CommentDecision)) error {
	x := desk.CommentDecision{Comment: c.ID, Seen: desk.TextSum(c.Text), Act: act}
	for _, m := range more {
		m(&x)
	}
	return w.DecideComment(w.ctx, a, x)
}

func because(r habeas.CommentReason) func(*desk.CommentDecision) {
	return func(x *desk.CommentDecision) { x.Reason = r }
}

// A comment appears once a moderator approved it and its batch is out, and
// leaves every door in the request in which its writer takes it back.
func TestTheWayOfAComment(t *testing.T) {
	w := newWorld(t)
	person, c, code := w.commented("A tailor known to \u202eall\u202c of the street.")
	if got := w.shownUnder(person); len(got) > 0 {
		t.Fatalf("shown before anybody read it: %+v", got)
	}
	w.ok(w.decide(w.rev, c, "approve"))
	if got := w.shownUnder(person); len(got) > 0 {
		t.Fatal("shown at once")
	}
	n, err := w.PublishComments(w.ctx)
	w.ok(err)
	got := w.shownUnder(person)
	if n != 1 || len(got) != 1 || got[0].Text != "A tailor known to all of the street." || got[0].Nickname != "a reader" || got[0].Edited {
		t.Fatalf("%d came out: %+v", n, got)
	}
	if c = w.comment(c.ID); c.Original != "A tailor known to \u202eall\u202c of the street." {
		t.Errorf("what came is kept as %q", c.Original)
	}
	state, _, err := w.CommentOutcome(w.ctx, code)
	w.ok(err)
	if state != habeas.CommentPublished {
		t.Errorf("its writer is told %s", state)
	}
	w.ok(w.TakeBackComment(w.ctx, code))
	w.ok(w.TakeBackComment(w.ctx, code)) // again changes nothing
	if got := w.shownUnder(person); len(got) > 0 {
		t.Errorf("still shown: %+v", got)
	}
	if c = w.comment(c.ID); c.Original+c.Text+c.Nickname != "" {
		t.Errorf("its words are left: %+v", c)
	}
	// Unknown codes are not found, whatever is asked.
	other, err := receipt.New(zeros{})
	w.ok(err)
	_, _, err = w.CommentOutcome(w.ctx, other)
	w.is(err, habeas.ErrNotFound)
	w.is(w.TakeBackComment(w.ctx, other), habeas.ErrNotFound)
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// A moderator approves the words that were on the screen and no others.
func TestApproveThenSwap(t *testing.T) {
	w := newWorld(t)
	person, c, _ := w.commented("A first text.")
	seen := c
	w.ok(w.decide(w.rev, c, "edit", because(habeas.ReasonInsults), func(x *desk.CommentDecision) { x.Text, x.Changes = "Another text.", true }))
	w.is(w.decide(w.admin, seen, "approve"), habeas.ErrConflict)
	c = w.comment(c.ID)
	// Who changed what it says does not approve it; another one does.
	w.is(w.decide(w.rev, c, "approve"), habeas.ErrRefused)
	w.ok(w.decide(w.admin, c, "approve"))
	_, err := w.PublishComments(w.ctx)
	w.ok(err)
	got := w.shownUnder(person)
	if len(got) != 1 || got[0].Text != "Another text." || !got[0].Edited {
		t.Errorf("%+v", got)
	}
	// Nothing but taking it off can be done to it then.
	c = w.comment(c.ID)
	for _, act := range []string{"approve", "edit", "refuse", "refer", "", "publish"} {
		w.is(w.decide(w.admin, c, act, because(habeas.ReasonJunk), func(x *desk.CommentDecision) { x.Text = "swapped" }), habeas.ErrInvalid)
	}
	w.ok(w.decide(w.admin, c, "withdraw", because(habeas.ReasonEndangers)))
	if got := w.shownUnder(person); len(got) > 0 {
		t.Errorf("still shown: %+v", got)
	}
}

// One moderator is at a comment at a time; an hour later it is anybody's.
func TestOneModeratorAtAComment(t *testing.T) {
	w := newWorld(t)
	_, c, _ := w.commented("A text.")
	_, err := w.TakeComment(w.ctx, w.rev, c.ID)
	w.ok(err)
	other, err := w.TakeComment(w.ctx, w.admin, c.ID)
	w.ok(err)
	if other.With != w.rev.Name {
		t.Errorf("the other is told that %q is at it", other.With)
	}
	w.is(w.decide(w.admin, c, "approve"), habeas.ErrConflict)
	q, _, _, err := w.CommentQueue(w.ctx, w.admin, habeas.CommentQueue{Limit: 10})
	w.ok(err)
	if len(q) != 1 || q[0].Holder != w.rev.Name {
		t.Errorf("the queue says %+v", q)
	}
	w.ok(w.decide(w.rev, c, "leave"))
	taken, err := w.TakeComment(w.ctx, w.admin, c.ID)
	w.ok(err)
	w.ok(w.decide(w.admin, taken.Comment, "refuse", because(habeas.ReasonOffTopic)))
}

// What is testimony becomes a report under seal in one act; nothing of it is
// left where comments are, and no page ever showed it.
func TestTestimonyIsMovedUnderSeal(t *testing.T) {
	w := newWorld(t)
	person, c, code := w.commented("Police took my brother from the market in May, and he is held in the county jail.")
	if !c.Testimony {
		t.Error("nobody is told that it may be testimony")
	}
	w.ok(w.decide(w.rev, c, "refer"))
	_, err := w.PublishComments(w.ctx)
	w.ok(err)
	if got := w.shownUnder(person); len(got) > 0 {
		t.Fatalf("shown: %+v", got)
	}
	raw, err := json.Marshal(w.comment(c.ID))
	w.ok(err)
	if strings.Contains(string(raw), "brother") || strings.Contains(string(raw), "a reader") {
		t.Errorf("left among the comments: %s", raw)
	}
	rows, n, err := w.FindReports(w.ctx, w.rev, habeas.ReportFilter{Limit: 10})
	w.ok(err)
	var sealed []habeas.Report
	for _, r := range rows {
		if r.Report.Access == habeas.AccessSealed {
			sealed = append(sealed, r.Report)
		}
	}
	if len(sealed) != 1 {
		t.Fatalf("%d reports, %d of them sealed", n, len(sealed))
	}
	if _, less, err := w.FindReports(w.ctx, w.reader, habeas.ReportFilter{Limit: 10}); err != nil || less != n-1 {
		t.Errorf("a reader sees %d of %d reports: %v", less, n, err)
	}
	rv, err := w.Review(w.ctx, w.rev, sealed[0].ID)
	w.ok(err)
	if !strings.Contains(rv.Text.Body, "my brother") {
		t.Errorf("the report holds %q", rv.Text.Body)
	}
	state, _, err := w.CommentOutcome(w.ctx, code)
	w.ok(err)
	if state != habeas.CommentReferred {
		t.Errorf("its writer is told %s", state)
	}
}

func TestWhatACommentMayNotBe(t *testing.T) {
	w := newWorld(t)
	person, _, _ := w.commented("A text.")
	for name, f := range map[string]desk.CommentForm{
		"empty":             {Text: " \u200b\n"},
		"too long":          {Text: strings.Repeat("long ", 1000)},
		"long name":         {Text: "x", Nickname: strings.Repeat("n", 41)},
		"a moderator":       {Text: "x", Nickname: "Moderator"},
		"nearly one":        {Text: "x", Nickname: "mоderаtor"},
		"an account's name": {Text: "x", Nickname: w.admin.Name},
		"no letters":        {Text: "a\x00b"},
		"broken":            {Text: "a\xffb"},
	} {
		f.About = person
		if _, err := w.Comment(w.ctx, f); !errors.Is(err, habeas.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, nick := range []string{"Әлия", "ئايگۇل", "Қуаныш", "阿依古丽", "Іңкәр", ""} {
		if _, err := w.Comment(w.ctx, desk.CommentForm{About: person, Text: "x", Nickname: nick}); err != nil {
			t.Errorf("%s: %v", nick, err)
		}
	}
}

// A flood of junk, copied or not, lies behind what somebody wrote.
func TestAFloodHidesNothing(t *testing.T) {
	w := newWorld(t)
	person, real, _ := w.commented("Ali Sample mended my coat in the year before; his shop was beside the mill.")
	var wg sync.WaitGroup
	for i := range 400 {
		wg.Go(func() {
			text := "cheap watches and bags, best price, free delivery"
			if i%2 == 0 {
				text = fmt.Sprintf("zq%d xw%d kv%d", i, i*7, i*13)
			}
			if _, err := w.Comment(w.ctx, desk.CommentForm{About: person, Title: "Ali Sample", Text: text}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	q, groups, n, err := w.CommentQueue(w.ctx, w.rev, habeas.CommentQueue{Limit: 5})
	w.ok(err)
	if n != 401 || q[0].Comment.ID != real.ID {
		t.Fatalf("%d comments in %d groups, the first is %q", n, groups, q[0].Comment.Text)
	}
	// The copies are refused in one decision.
	var copied habeas.Comment
	w.view(func(tx desk.Tx) error {
		cs, err := tx.CommentsIn(habeas.CommentHeld, 1000)
		for _, c := range cs {
			if strings.HasPrefix(c.Text, "cheap") {
				copied = c
			}
		}
		return err
	})
	w.ok(w.decide(w.rev, copied, "refuse", because(habeas.ReasonJunk), func(x *desk.CommentDecision) { x.Alike = true }))
	if _, _, n, err = w.CommentQueue(w.ctx, w.rev, habeas.CommentQueue{Limit: 5}); err != nil || n != 201 {
		t.Errorf("%d wait: %v", n, err)
	}
}
