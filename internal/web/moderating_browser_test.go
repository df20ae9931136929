package web

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-rod/rod/lib/input"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/browser"
	"github.com/habeas-record/habeas/internal/desk"
)

// waiting puts so many comments, each of its own words, before the moderators.
func (rec *record) waiting(n int) {
	rec.t.Helper()
	told := rec.enter("Ali Sample", "occupation", "tailor")
	rec.publish(told.Claims...)
	for i := range n {
		// Words without digits, so that none is a copy of another.
		word := strings.Map(func(r rune) rune { return 'a' + r - '0' }, fmt.Sprintf("%04d", i))
		must(rec.desk.Comment(rec.ctx, desk.CommentForm{About: told.Person, Text: "He mended the coat of " + word + " and of " + word + word + "."}))(rec.t)
	}
}

// decided counts the comments of a state.
func (rec *record) decided(s habeas.CommentState) int {
	rec.t.Helper()
	_, _, n, err := rec.desk.CommentQueue(rec.ctx, rec.actors[habeas.RoleAdmin], habeas.CommentQueue{State: s, Limit: 1})
	if err != nil {
		rec.t.Fatal(err)
	}
	return n
}

// A moderator decides with keys alone, and is led to the next comment each time:
// one chord to approve, and to refuse three chords and the first letter of a
// reason.
func TestModeratingByKeyboard(t *testing.T) {
	b := browser.New(t)
	rec := newRecord(t)
	const approved, refused = 40, 20
	rec.waiting(approved + refused + 1)
	rec.as(habeas.RoleModerator).lend(b)
	p := b.Open(rec.URL+"/desk/comments", browser.View{Width: 1280})
	// Into the queue: Tab to the first comment, which Enter opens.
	for range 60 {
		p.Press(input.Tab)
		var href string
		if p.Eval(`document.activeElement.getAttribute("href") || ""`, &href); strings.HasPrefix(href, "/desk/comments/w") {
			break
		}
	}
	p.Follow(func() { p.Press(input.Enter) })
	begun, keys := time.Now(), 0
	seen := map[string]bool{}
	chord := func(k input.Key) { p.Chord(input.AltLeft, k); keys += 2 }
	for i := range approved + refused {
		if at := p.URL(); seen[at] || !strings.Contains(at, "/desk/comments/w") {
			t.Fatalf("after %d decisions the moderator is led to %s", i, at)
		} else {
			seen[at] = true
		}
		if i < approved {
			p.Follow(func() { chord(input.KeyA) })
			continue
		}
		chord(input.KeyR)
		p.Press(input.ArrowDown)
		keys++
		p.Follow(func() { chord(input.KeyX) })
	}
	took := time.Since(begun)
	t.Logf("%d decisions with %d keys in %s: %.0f a minute, as fast as the pages come", approved+refused, keys, took.Round(time.Millisecond), (approved+refused)/took.Minutes())
	if a, r := rec.decided(habeas.CommentApproved), rec.decided(habeas.CommentRefused); a != approved || r != refused {
		t.Errorf("%d are approved and %d refused, want %d and %d", a, r, approved, refused)
	}
	if most := 2*approved + 5*refused; keys != most {
		t.Errorf("it took %d keys, want %d", keys, most)
	}
}

// Two moderators who take the next one each time are never at the same comment,
// and each comment is decided once.
func TestTwoModeratorsNeverAtOneComment(t *testing.T) {
	rec := newRecord(t)
	const many = 30
	rec.waiting(many)
	second := rec.addUser("a second moderator", habeas.RoleModerator)
	var mu sync.Mutex
	at := map[string]string{} // comment to moderator, while they are at it
	done := map[string]int{}
	var wg sync.WaitGroup
	for _, name := range []string{rec.actors[habeas.RoleModerator].Name, second.Name} {
		c := rec.signIn(name)
		wg.Go(func() {
			p := c.get("/desk/comments")
			for range 20 * many {
				// The first that nobody is at, as the queue shows it.
				if !strings.Contains(p.path, "/desk/comments/w") {
					to := p.find(`a[href^="/desk/comments/w"]`)
					if to == nil {
						return
					}
					p = c.get(attribute(to, "href"))
				}
				path := p.path
				if !p.has("button[value=approve]") { // another is at it, or it is decided
					p = c.get("/desk/comments")
					if rec.decided(habeas.CommentHeld) == 0 {
						return
					}
					continue
				}
				mu.Lock()
				if other := at[path]; other != "" && other != name {
					t.Errorf("%s and %s are both at %s", name, other, path)
				}
				at[path] = name
				mu.Unlock()
				f := p.form("form[action^='/desk/comments/w']")
				f.Set("act", "approve")
				next := c.post(path, f)
				if next.status != 200 {
					t.Errorf("%s: a decision is answered %d: %s", name, next.status, next.text("[role=alert]"))
					return
				}
				mu.Lock()
				if delete(at, path); next.status == 200 {
					done[path]++
				}
				mu.Unlock()
				p = next
			}
		})
	}
	wg.Wait()
	for path, n := range done {
		if n != 1 {
			t.Errorf("%s was decided %d times", path, n)
		}
	}
	if n := rec.decided(habeas.CommentApproved); n != many || len(done) != many {
		t.Errorf("%d are approved, by %d decisions, of %d", n, len(done), many)
	}
}
