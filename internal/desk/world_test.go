package desk_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/blobs"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/publish"
	"github.com/habeas-record/habeas/internal/store"
)

// world is a desk over a fresh record with its people, and the public record
// beside it. Its clock stands still until a test moves it.
type world struct {
	*desk.Desk
	t                             testing.TB
	ctx                           context.Context
	store                         desk.Store
	public                        *publish.Public
	clock                         time.Time
	reader, doc, doc2, rev, admin habeas.Actor
	chief                         habeas.Actor // another administrator, who made nothing
	outlet, nobody                habeas.ID
	sha                           string        // of bytes in the evidence
	shared                        habeas.Report // of the outlet, where a test asks for no report of its own
	n                             int           // of things made, so that each has words of its own
}

func newWorld(t testing.TB) *world {
	t.Helper()
	ctx := context.Background()
	dir := t.TempDir()
	w := &world{t: t, ctx: ctx, clock: time.Date(2026, 11, 22, 9, 17, 42, 0, time.UTC)}
	now := func() time.Time { return w.clock }
	s, err := store.Open(ctx, filepath.Join(dir, "habeas.db"), store.Clock(now))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	b, err := blobs.Open(filepath.Join(dir, "evidence"))
	if err != nil {
		t.Fatal(err)
	}
	w.store = desk.Over(s)
	w.Desk = desk.New(w.store, b, desk.Options{Now: now, FactorKey: bytes.Repeat([]byte{7}, 32)})
	w.public = publish.New(w.store.View, now)
	w.reader, w.doc, w.doc2 = w.user("reader", habeas.RoleReader), w.user("documenter", habeas.RoleDocumenter), w.user("second documenter", habeas.RoleDocumenter)
	w.rev, w.admin = w.user("reviewer", habeas.RoleReviewer), w.user("administrator", habeas.RoleAdmin)
	w.ok(w.ChangeSettings(ctx, w.admin, habeas.Settings{DeskName: "Test desk", WhoRuns: "A test."}))
	return w
}

// user makes an account without the time a password takes.
func (w *world) user(name string, role habeas.Role) habeas.Actor {
	u := habeas.User{ID: habeas.NewID(habeas.KindUser), Name: name, Role: role, Password: "none", Created: w.clock}
	w.update(func(tx desk.Tx) error { return tx.PutUser(u) })
	return habeas.Actor{ID: u.ID, Name: name, Role: role}
}

func (w *world) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) is(err, kind error) {
	w.t.Helper()
	if !errors.Is(err, kind) {
		w.t.Fatalf("answered %v, want %v", err, kind)
	}
}

func (w *world) update(fn func(desk.Tx) error) {
	w.t.Helper()
	w.ok(w.store.Update(w.ctx, fn))
}

func (w *world) view(fn func(desk.Tx) error) {
	w.t.Helper()
	w.ok(w.store.View(w.ctx, fn))
}

// word is a word no other thing of this world holds.
func (w *world) word() string {
	w.n++
	return fmt.Sprintf("Zq%05dx", w.n)
}

// The sources tests speak with.
var (
	outlet  = habeas.Source{Kind: habeas.SourceOutlet, Name: "The Gazette", Label: "The Gazette", Protection: habeas.ProtectionOpen, Consent: habeas.ConsentNamed}
	witness = habeas.Source{Kind: habeas.SourcePerson, Name: "Witness Realname", Label: "a relative abroad", Protection: habeas.ProtectionTeam, Consent: habeas.ConsentAnonymised}
)

func (w *world) source(s habeas.Source) habeas.Source {
	w.t.Helper()
	s, err := w.AddSource(w.ctx, w.doc, s)
	w.ok(err)
	return s
}

// article captures a text that its maker published, or the desk holds.
func (w *world) article(by habeas.Actor, access habeas.Access, text string) desk.Reviewing {
	w.t.Helper()
	taken, err := w.Capture(w.ctx, by, desk.Given{Pasted: text, Title: "An article", Lang: "en", Published: "2026-11-01", Access: access, NewSource: &outlet})
	w.ok(err)
	rv, err := w.Review(w.ctx, by, taken.Report.ID)
	w.ok(err)
	return rv
}

// missed adds a claim that quotes the words of the article.
func (w *world) missed(by habeas.Actor, rv desk.Reviewing, words string, e desk.Edit) habeas.Claim {
	w.t.Helper()
	i := strings.Index(rv.Text.Body, words)
	if i < 0 {
		w.t.Fatalf("%q does not stand in the text", words)
	}
	at := len([]rune(rv.Text.Body[:i]))
	if e.Source == "" {
		e.Source = rv.Report.Source
	}
	c, err := w.AddMissed(w.ctx, by, rv.Text.ID, at, at+len([]rune(words)), e)
	w.ok(err)
	return c
}

// told enters facts about a person a witness rang about.
func (w *world) told(by habeas.Actor, s habeas.Source, name string, facts ...desk.Fact) desk.Entered {
	w.t.Helper()
	e, err := w.Enter(w.ctx, by, desk.Telling{Source: s.ID, Name: name, Lang: "en", Facts: facts}, "")
	w.ok(err)
	return e
}

// history is a claim as the reviewer reads it.
func (w *world) history(id habeas.ID) desk.ClaimHistory {
	w.t.Helper()
	h, err := w.ClaimHistory(w.ctx, w.rev, id)
	w.ok(err)
	return h
}

// claim is a claim as it stands.
func (w *world) claim(id habeas.ID) habeas.Claim {
	w.t.Helper()
	return w.history(id).Entry.Claim
}

// seen is how many steps a claim has.
func (w *world) seen(id habeas.ID) int { w.t.Helper(); return w.history(id).Entry.Steps }

func (w *world) publish(ids ...habeas.ID) {
	w.t.Helper()
	w.ok(w.Publish(w.ctx, w.rev, ids, nil))
}

// out reports whether the public can read a claim, at every door that could
// show it.
func (w *world) out(id habeas.ID) bool {
	w.t.Helper()
	c := w.claim(id)
	page, err := w.public.Claim(w.ctx, id)
	shown := err == nil && page.Shown.Claim.ID == id
	doors := map[string]bool{}
	has := func(door string, rel []habeas.Released, err error) {
		if err != nil && !errors.Is(err, habeas.ErrNotFound) {
			w.t.Fatal(err)
		}
		doors[door] = false
		for _, r := range rel {
			doors[door] = doors[door] || r.Claim.ID == id
		}
	}
	switch c.Subject.Kind() {
	case habeas.KindMention:
		p, err := w.public.Person(w.ctx, habeas.PersonOf(c.Subject))
		has("person", p.Claims, err)
	case habeas.KindReport:
	default:
		s, err := w.public.Subject(w.ctx, c.Subject)
		has("subject", s.Claims, err)
	}
	if p, _ := habeas.PropertyOf(c.Property); p.Event() {
		es, _, err := w.public.Events(w.ctx, c.Property, "", "", 1000, 0)
		has("events", es, err)
	}
	if c.Report != "" {
		if r, err := w.public.Report(w.ctx, c.Report); err == nil {
			has("report", r.Claims, nil)
		}
	}
	for door, through := range doors {
		if through != shown {
			w.t.Errorf("claim %s stands on its own page: %v, on that of the %s: %v", id, shown, door, through)
		}
	}
	return shown
}
