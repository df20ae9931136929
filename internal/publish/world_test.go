package publish_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/blobs"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/intake/lists"
	"github.com/habeas-record/habeas/internal/publish"
	"github.com/habeas-record/habeas/internal/store"
)

// world is a desk and its public record; the clock stands until a test moves it.
type world struct {
	*desk.Desk
	t        *testing.T
	ctx      context.Context
	store    desk.Store
	public   *publish.Public
	clock    time.Time
	doc, rev habeas.Actor
}

func newWorld(t *testing.T) *world {
	t.Helper()
	ctx := t.Context()
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
	w.Desk, w.public = desk.New(w.store, b, desk.Options{Now: now}), publish.New(w.store.View, now)
	w.doc, w.rev = w.user("MarkerDocumenter", habeas.RoleDocumenter), w.user("MarkerReviewer", habeas.RoleAdmin)
	w.ok(w.ChangeSettings(ctx, w.rev, habeas.Settings{DeskName: "Test desk", WhoRuns: "A test."}))
	return w
}

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

func (w *world) absent(err error) {
	w.t.Helper()
	if !errors.Is(err, habeas.ErrNotFound) || err.Error() != habeas.ErrNotFound.Error() {
		w.t.Errorf("answered %v, want nothing but that it was not found", err)
	}
}

func (w *world) update(fn func(desk.Tx) error) { w.t.Helper(); w.ok(w.store.Update(w.ctx, fn)) }

var (
	outlet  = habeas.Source{Kind: habeas.SourceOutlet, Name: "The Gazette", Label: "The Gazette", Protection: habeas.ProtectionOpen, Consent: habeas.ConsentNamed, Note: "MarkerOutletNote"}
	witness = habeas.Source{Kind: habeas.SourcePerson, Name: "MarkerWitness", Label: "a relative abroad", Protection: habeas.ProtectionTeam, Consent: habeas.ConsentAnonymised, Note: "MarkerWitnessNote"}
)

func (w *world) source(s habeas.Source) habeas.Source {
	w.t.Helper()
	s, err := w.AddSource(w.ctx, w.doc, s)
	w.ok(err)
	return s
}

// article captures a text; the claims the extractor proposes stay proposed.
func (w *world) article(g desk.Given) desk.Reviewing {
	w.t.Helper()
	if g.Source == "" && g.NewSource == nil {
		g.NewSource = &outlet
	}
	if g.Published == "" {
		g.Published = "2026-11-01"
	}
	taken, err := w.Capture(w.ctx, w.doc, g)
	w.ok(err)
	rv, err := w.Review(w.ctx, w.doc, taken.Report.ID)
	w.ok(err)
	return rv
}

// add adds a claim that quotes words of an article.
func (w *world) add(rv desk.Reviewing, words string, e desk.Edit) habeas.Claim {
	w.t.Helper()
	before, _, ok := strings.Cut(rv.Text.Body, words)
	if !ok {
		w.t.Fatalf("%q does not stand in the text", words)
	}
	if e.Source == "" {
		e.Source = rv.Report.Source
	}
	at := len([]rune(before))
	c, err := w.AddMissed(w.ctx, w.doc, rv.Text.ID, at, at+len([]rune(words)), e)
	w.ok(err)
	return c
}

func (w *world) tell(s habeas.Source, name string, facts ...desk.Fact) desk.Entered {
	w.t.Helper()
	e, err := w.Enter(w.ctx, w.doc, desk.Telling{Source: s.ID, Name: name, Lang: "en", Facts: facts}, "")
	w.ok(err)
	return e
}

func (w *world) publish(ids ...habeas.ID) {
	w.t.Helper()
	w.ok(w.Publish(w.ctx, w.rev, ids, nil))
}

// bring imports an edition of a list.
func (w *world) bring(name, edition, csv string, columns map[string]string) desk.Imported {
	w.t.Helper()
	f := desk.ListFile{Name: "MarkerFile.csv", Body: strings.NewReader(csv), Size: int64(len(csv)), List: name, Edition: edition, Kind: "person"}
	if columns != nil {
		header, _, _ := strings.Cut(csv, "\n")
		m := lists.Mapping{Kind: "person"}
		for _, c := range strings.Split(header, ",") {
			m.Columns = append(m.Columns, lists.Column{Name: c, Property: columns[c]})
		}
		m.Key = []string{strings.Split(header, ",")[0]}
		f.Mapping = &m
	}
	done, err := w.Import(w.ctx, w.doc, f)
	w.ok(err)
	return done
}

// letOut publishes a list by two people.
func (w *world) letOut(id habeas.ID, t habeas.Terms) {
	w.t.Helper()
	if t.Grade == "" {
		t.Grade = habeas.GradeSingle
	}
	for range 2 {
		l, err := w.List(w.ctx, w.rev, id, habeas.RowQuery{})
		w.ok(err)
		w.ok(w.PublishList(w.ctx, w.rev, id, l.List.Version, t))
		if l.List.SubmitBy != "" {
			return
		}
	}
}
