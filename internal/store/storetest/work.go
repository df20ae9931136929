package storetest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/store"
)

func testAccounts(_ *testing.T, f *fixture) {
	u := habeas.User{ID: f.documenter, Name: "Zoë", Role: habeas.RoleDocumenter, Password: "$argon2id$", Created: today}
	v := habeas.User{ID: f.reviewer, Name: "Bob", Role: habeas.RoleReviewer, Created: today}
	f.update(func(tx *store.Tx) { f.no(tx.PutUser(u)); f.no(tx.PutUser(v)) })
	u.Version, v.Version = 1, 1
	f.view(func(tx *store.Tx) {
		f.same("user", u, got[habeas.User](f)(tx.User(u.ID)))
		f.same("by folded name", u, got[habeas.User](f)(tx.UserByName("ZOE")))
		f.same("all", []habeas.User{v, u}, got[[]habeas.User](f)(tx.Users()))
		_, err := tx.UserByName("nobody")
		f.is(err, habeas.ErrNotFound)
	})
	err := f.s.Update(context.Background(), func(tx *store.Tx) error {
		return tx.PutUser(habeas.User{ID: habeas.NewID(habeas.KindUser), Name: "zoe"})
	})
	f.is(err, habeas.ErrConflict)
	u.Disabled = true
	f.update(func(tx *store.Tx) { f.no(tx.PutUser(u)) })
	err = f.s.Update(context.Background(), func(tx *store.Tx) error { return tx.PutUser(u) })
	f.is(err, habeas.ErrConflict)
}

func testSettings(_ *testing.T, f *fixture) {
	first, second := habeas.Settings{DeskName: "A desk"}, habeas.Settings{DeskName: "The desk", Demo: true}
	f.update(func(tx *store.Tx) {
		f.same("at first", habeas.Settings{}, got[habeas.Settings](f)(tx.Settings()))
		f.no(tx.PutSettings(first, f.documenter, today))
		f.no(tx.PutSettings(second, f.reviewer, today.Add(time.Second)))
	})
	f.view(func(tx *store.Tx) {
		f.same("settings", second, got[habeas.Settings](f)(tx.Settings()))
		f.same("history", []habeas.SettingsChange{{Settings: second, By: f.reviewer, At: today.Add(time.Second)}, {Settings: first, By: f.documenter, At: today}},
			got[[]habeas.SettingsChange](f)(tx.SettingsHistory()))
	})
}

func testSessions(_ *testing.T, f *fixture) {
	later := today.Add(time.Hour)
	f.update(func(tx *store.Tx) {
		f.no(tx.PutSession("a", f.documenter, []byte("one"), later))
		f.no(tx.PutSession("b", f.documenter, nil, later))
		f.no(tx.PutSession("c", f.reviewer, []byte("three"), later))
		f.no(tx.PutSession("c", f.reviewer, []byte("four"), later))
	})
	session := func(hash string, now time.Time) string {
		data := "nothing"
		f.view(func(tx *store.Tx) {
			raw, err := tx.Session(hash, now)
			if err == nil {
				data = string(raw)
			} else {
				f.is(err, habeas.ErrNotFound)
			}
		})
		return data
	}
	f.same("kept", "one", session("a", today))
	f.same("past its time", "nothing", session("a", later))
	f.same("saved again", "four", session("c", today))
	f.update(func(tx *store.Tx) { f.no(tx.DeleteSession("a")); f.no(tx.DeleteSession("never there")) })
	f.same("ended", "nothing", session("a", today))
	f.update(func(tx *store.Tx) { f.no(tx.DeleteSessionsOf(f.documenter)) })
	f.same("ended with all of the user's", "nothing", session("b", today))
	f.same("another's", "four", session("c", today))
}

func testOneTime(_ *testing.T, f *fixture) {
	use := func(purpose, hash string, now time.Time) (ok bool) {
		f.update(func(tx *store.Tx) { ok = got[bool](f)(tx.UseOneTime(purpose, hash, now)) })
		return ok
	}
	f.update(func(tx *store.Tx) {
		f.no(tx.OneTime("setup", "h1", today.Add(time.Hour)))
		f.no(tx.OneTime("setup", "h2", today.Add(time.Hour)))
	})
	f.same("for another purpose", false, use("reset", "h1", today))
	f.same("once", true, use("setup", "h1", today))
	f.same("twice", false, use("setup", "h1", today))
	f.same("too late", false, use("setup", "h2", today.Add(2*time.Hour)))
	f.same("and gone then", false, use("setup", "h2", today))
}

func testWork(_ *testing.T, f *fixture) {
	d := habeas.Draft{ID: habeas.NewID(habeas.KindDraft), User: f.documenter, Form: "entry", Title: "a call", Body: []byte("half"), Updated: today}
	other := habeas.Draft{ID: habeas.NewID(habeas.KindDraft), User: f.documenter, Form: "capture", Updated: today.Add(time.Second)}
	f.update(func(tx *store.Tx) { f.no(tx.PutDraft(d)); f.no(tx.PutDraft(other)) })
	old := d
	d.Body, d.Updated = []byte("nearly whole"), today.Add(time.Minute)
	f.update(func(tx *store.Tx) { f.no(tx.PutDraft(d)) })
	f.update(func(tx *store.Tx) { f.no(tx.PutDraft(old)) })
	f.view(func(tx *store.Tx) {
		f.same("the newest wins", d, got[habeas.Draft](f)(tx.Draft(f.documenter, d.ID)))
		f.same("all", 2, len(got[[]habeas.Draft](f)(tx.Drafts(f.documenter))))
		_, err := tx.Draft(f.reviewer, d.ID)
		f.is(err, habeas.ErrNotFound)
	})
	f.update(func(tx *store.Tx) {
		f.no(tx.DeleteDraft(f.reviewer, d.ID))
		f.no(tx.DeleteDraft(f.documenter, other.ID))
	})
	f.view(func(tx *store.Tx) {
		f.same("left", []habeas.Draft{d}, got[[]habeas.Draft](f)(tx.Drafts(f.documenter)))
	})
}

func testInterrupted(_ *testing.T, f *fixture) {
	list := habeas.NewID(habeas.KindList)
	running := habeas.ImportJournal{ID: habeas.NewID(habeas.KindEdition), List: list, File: "a.csv", State: "running", Started: today}
	done := running
	done.ID, done.State, done.Started = habeas.NewID(habeas.KindEdition), "done", today.Add(time.Second)
	f.update(func(tx *store.Tx) { f.no(tx.PutImport(running)); f.no(tx.PutImport(done)) })
	f.no(f.s.Close())
	f.open()
	running.State, running.Message = "interrupted", "interrupted: nothing of this edition was kept; run the import again"
	f.view(func(tx *store.Tx) {
		f.same("journal", []habeas.ImportJournal{done, running}, got[[]habeas.ImportJournal](f)(tx.Imports(list, 10)))
		f.same("of all lists, the newest", []habeas.ImportJournal{done}, got[[]habeas.ImportJournal](f)(tx.Imports("", 1)))
		f.same("of another list", 0, len(got[[]habeas.ImportJournal](f)(tx.Imports(habeas.NewID(habeas.KindList), 10))))
	})
}

func testRollback(_ *testing.T, f *fixture) {
	wrong := errors.New("something went wrong")
	var m habeas.Mention
	err := f.s.Update(context.Background(), func(tx *store.Tx) error {
		m = f.person(tx, "Ali Sample")
		got[habeas.Summary](f)(tx.Summary(habeas.PersonOf(m.ID), habeas.ScopeDesk))
		return wrong
	})
	f.is(err, wrong)
	func() {
		defer func() { f.same("panic", "at the disco", recover()) }()
		_ = f.s.Update(context.Background(), func(tx *store.Tx) error { f.person(tx, "Ali Sample"); panic("at the disco") })
	}()
	ended, end := context.WithCancel(context.Background())
	err = f.s.Update(ended, func(tx *store.Tx) error { f.person(tx, "Ali Sample"); end(); return tx.DeleteSession("x") })
	if err == nil {
		f.Fatal("an update that was called off was kept")
	}
	f.view(func(tx *store.Tx) {
		_, err := tx.Mention(m.ID)
		f.is(err, habeas.ErrNotFound)
		f.same("people", 0, got[habeas.PeopleFound](f)(tx.SearchPeople(habeas.PeopleQuery{Scope: habeas.ScopeDesk})).Total)
	})
	f.update(func(tx *store.Tx) { f.person(tx, "Ali Sample") })
	err = f.s.View(context.Background(), func(tx *store.Tx) error { return tx.DeleteSession("x") })
	if err == nil {
		f.Fatal("a view changed the record")
	}
}

// testConflicts has many people save the same things at once: of those who
// read the same version one is kept, and all others are told.
func testConflicts(_ *testing.T, f *fixture) {
	l := habeas.List{ID: habeas.NewID(habeas.KindList), Name: "A list", Kind: habeas.ListPeople, Source: f.outlet.ID}
	u := habeas.User{ID: f.documenter, Name: "Zoe"}
	var c habeas.Claim
	f.update(func(tx *store.Tx) {
		f.no(tx.PutList(l))
		f.no(tx.PutUser(u))
		c = f.propose(tx, f.claim(habeas.NewID(habeas.KindGroup), "note", "a fact"))
	})
	l.Version, u.Version = 1, 1
	for name, save := range map[string]func(*store.Tx) error{
		"source": func(tx *store.Tx) error { return tx.PutSource(f.outlet) },
		"report": func(tx *store.Tx) error { return tx.PutReport(f.article) },
		"list":   func(tx *store.Tx) error { return tx.PutList(l) },
		"user":   func(tx *store.Tx) error { return tx.PutUser(u) },
		"claim": func(tx *store.Tx) error {
			return tx.AddStep(habeas.Step{Claim: c.ID, Act: habeas.ActWithdraw, At: today})
		},
	} {
		const rivals = 4
		errs := make([]error, rivals)
		var wg sync.WaitGroup
		for i := range rivals {
			wg.Go(func() { errs[i] = f.s.Update(context.Background(), save) })
		}
		wg.Wait()
		kept := 0
		for _, err := range errs {
			if err == nil {
				kept++
				continue
			}
			f.is(err, habeas.ErrConflict)
		}
		f.same(name+": kept", 1, kept)
	}
}

// testViewIsConsistent looks at two things while both are changed together.
func testViewIsConsistent(_ *testing.T, f *fixture) {
	var m habeas.Mention
	f.update(func(tx *store.Tx) { m = f.person(tx, "Ali Sample") })
	var wg sync.WaitGroup
	wg.Go(func() {
		for range 20 {
			if err := f.s.Update(context.Background(), func(tx *store.Tx) error {
				c := habeas.Claim{ID: habeas.NewID(habeas.KindClaim), Subject: m.ID, Property: "education", Value: "school", Source: f.outlet.ID, NoQuote: "invented"}
				if err := tx.AddClaim(c, habeas.Step{Act: habeas.ActPropose, At: today}); err != nil {
					return err
				}
				return tx.AddStep(habeas.Step{Claim: c.ID, Act: habeas.ActAccept, At: today})
			}); err != nil {
				f.Error(err)
			}
		}
	})
	for range 20 {
		f.view(func(tx *store.Tx) {
			s := got[habeas.Summary](f)(tx.Summary(habeas.PersonOf(m.ID), habeas.ScopeDesk))
			cs := got[[]habeas.Claim](f)(tx.ClaimsAbout(m.ID))
			f.same("the summary and the claims", len(cs), s.Claims)
		})
	}
	wg.Wait()
}
