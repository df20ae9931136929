package linking_test

import (
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
	"github.com/habeas-record/habeas/internal/desk/linking"
	"github.com/habeas-record/habeas/internal/store"
)

// world is a record with its people, and the use cases about proposed links
// beside those of the desk. Its people are invented.
type world struct {
	*linking.Desk
	t     testing.TB
	ctx   context.Context
	desk  *desk.Desk
	store desk.Store
	clock time.Time
	by    map[habeas.Role]habeas.Actor
}

func newWorld(t testing.TB) *world {
	t.Helper()
	ctx := context.Background()
	dir := t.TempDir()
	w := &world{t: t, ctx: ctx, clock: time.Date(2026, 11, 22, 9, 17, 42, 0, time.UTC), by: map[habeas.Role]habeas.Actor{habeas.RolePublic: habeas.Anybody}}
	now := func() time.Time { w.clock = w.clock.Add(time.Second); return w.clock }
	s, err := store.Open(ctx, filepath.Join(dir, "habeas.db"), store.Clock(now))
	w.ok(err)
	t.Cleanup(func() { w.ok(s.Close()) })
	b, err := blobs.Open(filepath.Join(dir, "evidence"))
	w.ok(err)
	w.store = desk.Over(s)
	w.desk = desk.New(w.store, b, desk.Options{Now: now})
	w.Desk = linking.New(w.store, linking.Options{Now: now})
	for _, role := range habeas.Roles {
		w.by[role] = w.user("the "+string(role), role)
	}
	return w
}

func (w *world) user(name string, role habeas.Role) habeas.Actor {
	w.t.Helper()
	u := habeas.User{ID: habeas.NewID(habeas.KindUser), Name: name, Role: role, Password: "none", Created: w.clock}
	w.ok(w.store.Update(w.ctx, func(tx desk.Tx) error { return tx.PutUser(u) }))
	return habeas.Actor{ID: u.ID, Name: u.Name, Role: role}
}

func (w *world) doc() habeas.Actor { return w.by[habeas.RoleDocumenter] }

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

var properties = map[string]string{"Name": "name", "Sex": "sex", "Born": "birth.date", "Home": "residence", "Trade": "occupation", "Detained": "detention.date"}

// bring imports a list: lines of a CSV.
func (w *world) bring(name string, lines ...string) habeas.ID {
	w.t.Helper()
	csv := "Name,Sex,Born,Home,Trade,Detained\n" + strings.Join(lines, "\n") + "\n"
	f := desk.ListFile{Name: "list.csv", Body: strings.NewReader(csv), Size: int64(len(csv)), List: name, Kind: "person"}
	seen, _, err := w.desk.LookAt(w.ctx, w.doc(), f)
	w.ok(err)
	m := seen.Mapping
	for i, c := range m.Columns {
		m.Columns[i].Property = properties[c.Name]
	}
	f.Mapping = &m
	done, err := w.desk.Import(w.ctx, w.doc(), f)
	w.ok(err)
	return done.List
}

// row is the nth mention of a list, from 1.
func row(list habeas.ID, n int) habeas.ID { return habeas.RowID(list, habeas.KindMention, n-1) }

var (
	given   = []string{"Aigul", "Bekzat", "Dinara", "Ermek", "Gulnar", "Kanat", "Madina", "Nurlan", "Raushan", "Talgat", "Zhanar", "Yerlan"}
	parents = []string{"Seitkali", "Omarbek", "Zhumabay", "Tolegen", "Akhmet", "Sadyk", "Iskak", "Mukan", "Kasym", "Dauren"}
	towns   = []string{"Toli", "Emin", "Gulja", "Nilka", "Korgas", "Tacheng"}
	trades  = []string{"teacher", "herder", "driver", "nurse", "beekeeper", "trader", "mason"}
)

// person is the line of the nth invented person.
func person(n int) string {
	return fmt.Sprintf("%s %s,%s,19%02d-%02d-%02d,%s,%s,2017-%02d", given[n%len(given)], parents[n/len(given)%len(parents)], []string{"female", "male"}[n%2],
		50+n*7%45, 1+n*5%12, 1+n*11%28, towns[n*3%len(towns)], trades[n*5%len(trades)], 1+n*7%12)
}

// lists brings two lists of 40 that have 20 people in common: the last 20 of the
// first are the first 20 of the second, with the day and the month of birth
// missing in each fourth.
func (w *world) lists() (one, two habeas.ID) {
	w.t.Helper()
	var a, b []string
	for n := range 60 {
		if n < 40 {
			a = append(a, person(n))
		}
		if n >= 20 {
			p := person(n)
			if n%4 == 0 {
				cells := strings.Split(p, ",")
				cells[2] = cells[2][:4]
				p = strings.Join(cells, ",")
			}
			b = append(b, p)
		}
	}
	return w.bring("One", a...), w.bring("Two", b...)
}

func (w *world) run() habeas.LinkRun {
	w.t.Helper()
	r, _, err := w.Run(w.ctx, w.doc())
	w.ok(err)
	return r
}

func (w *world) pairs() map[habeas.ID]habeas.LinkPair {
	w.t.Helper()
	out := map[habeas.ID]habeas.LinkPair{}
	w.ok(w.store.View(w.ctx, func(tx desk.Tx) error {
		ps, err := tx.WholeLinkPairs()
		for _, p := range ps {
			out[p.ID] = p
		}
		return err
	}))
	return out
}

func (w *world) overview() linking.Overview {
	w.t.Helper()
	o, err := w.Overview(w.ctx, w.doc())
	w.ok(err)
	return o
}
