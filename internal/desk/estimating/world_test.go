package estimating_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/blobs"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/desk/estimating"
	"github.com/habeas-record/habeas/internal/store"
)

// world is a record with its people, and the use cases about estimates beside
// those of the desk. Its places are counties of Xinjiang; its people are invented.
type world struct {
	*estimating.Desk
	t     testing.TB
	ctx   context.Context
	desk  *desk.Desk
	store desk.Store
	clock time.Time
	by    map[habeas.Role]habeas.Actor
	sex   func(n int) string // of the nth person of three
}

func newWorld(t testing.TB) *world {
	t.Helper()
	ctx := context.Background()
	dir := t.TempDir()
	w := &world{t: t, ctx: ctx, clock: time.Date(2026, 11, 22, 9, 17, 42, 0, time.UTC), by: map[habeas.Role]habeas.Actor{habeas.RolePublic: habeas.Anybody},
		sex: func(n int) string { return []string{"female", "male"}[n%2] }}
	now := func() time.Time { return w.clock }
	s, err := store.Open(ctx, filepath.Join(dir, "habeas.db"), store.Clock(now))
	w.ok(err)
	t.Cleanup(func() { s.Close() })
	b, err := blobs.Open(filepath.Join(dir, "evidence"))
	w.ok(err)
	w.store = desk.Over(s)
	w.desk = desk.New(w.store, b, desk.Options{Now: now})
	w.Desk = estimating.New(w.store, estimating.Options{Now: now})
	for _, role := range habeas.Roles {
		u := habeas.User{ID: habeas.NewID(habeas.KindUser), Name: "the " + string(role), Role: role, Password: "none", Created: w.clock}
		w.update(func(tx desk.Tx) error { return tx.PutUser(u) })
		w.by[role] = habeas.Actor{ID: u.ID, Name: u.Name, Role: role}
	}
	return w
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

// bring imports a list: lines of a CSV.
func (w *world) bring(name string, lines ...string) habeas.ID {
	w.t.Helper()
	csv := strings.Join(lines, "\n") + "\n"
	f := desk.ListFile{Name: "list.csv", Body: strings.NewReader(csv), Size: int64(len(csv)), List: name, Kind: "person"}
	seen, _, err := w.desk.LookAt(w.ctx, w.by[habeas.RoleDocumenter], f)
	w.ok(err)
	m := seen.Mapping
	for i, c := range m.Columns {
		if p, ok := columns[c.Name]; ok {
			m.Columns[i].Property = p
		}
	}
	f.Mapping = &m
	done, err := w.desk.Import(w.ctx, w.by[habeas.RoleDocumenter], f)
	w.ok(err)
	return done.List
}

var columns = map[string]string{"Name": "name", "Sex": "sex", "Held in": "detention.place", "Detained": "detention.date", "Released": "release.date", "Home": "residence", "See": "source.note", "Born": "birth.date"}

// row is the nth mention of a list, from 1.
func row(list habeas.ID, n int) habeas.ID { return habeas.RowID(list, habeas.KindMention, n-1) }

func (w *world) link(a, b habeas.ID, v habeas.Verdict) habeas.Link {
	w.t.Helper()
	w.clock = w.clock.Add(time.Minute)
	l, err := w.desk.Link(w.ctx, w.by[habeas.RoleDocumenter], a, b, v, "a test")
	w.ok(err)
	return l
}

// question asks about Toli in two years.
func question(lists ...habeas.ID) habeas.EstimateQuestion {
	q := habeas.EstimateQuestion{Place: "Toli", Window: "2017/2018", Method: "dga", Assumption: "the lists were made apart", Seed: 7}
	for _, id := range lists {
		q.Lists = append(q.Lists, []habeas.ID{id})
	}
	return q
}

func (w *world) ask(q habeas.EstimateQuestion) estimating.Read {
	w.t.Helper()
	e, _, err := w.Ask(w.ctx, w.by[habeas.RoleStatistician], q, nil)
	w.ok(err)
	return w.read(e.ID)
}

func (w *world) read(id habeas.ID) estimating.Read {
	w.t.Helper()
	r, err := w.Estimate(w.ctx, w.by[habeas.RoleReader], id)
	w.ok(err)
	if o := r.Result; o.Report.Refused {
		// A refusal holds no number, but among the modes of a method.
		for m, x := range o.Report.Methods {
			if !x.Refused || x.Median != 0 || x.Q025 != 0 || x.Q975 != 0 || x.Mean != 0 {
				w.t.Errorf("what was refused holds a number of %s: %+v", m, x)
			}
		}
		if len(o.Linked)+len(o.Strata)+len(o.Report.Sensitivity) > 0 || o.Total != nil || o.Report.Publish {
			w.t.Errorf("what was refused holds numbers: %+v", o)
		}
	}
	return r
}

// patterns are the cells of an outcome, as "101 12", sorted.
func patterns(o estimating.Outcome) (out []string) {
	for _, c := range o.Table.Cells {
		out = append(out, fmt.Sprintf("%s %d", c.Pattern.Word(len(o.Table.Lists)), c.Count))
	}
	slices.Sort(out)
	return out
}

// count counts without asking any method.
func (w *world) count(q habeas.EstimateQuestion) estimating.Outcome {
	w.t.Helper()
	o, err := estimating.CountOnly(w.ctx, w.Desk, w.by[habeas.RoleStatistician], q)
	w.ok(err)
	return o
}

func listOf(o estimating.Outcome, name string) estimating.List {
	for _, l := range o.Lists {
		if l.Name == name {
			return l
		}
	}
	return estimating.List{}
}

// three brings three lists of people held in Toli that overlap as the counts say,
// by pattern as "101"; men and women take turns.
func (w *world) three(counts map[string]int) [3]habeas.ID {
	w.t.Helper()
	var lines [3][]string
	var pairs [][2][2]int // list and row, from 1
	for i := range lines {
		lines[i] = []string{"No,Name,Sex,Held in,Detained"}
	}
	n := 0
	for _, pattern := range []string{"100", "010", "001", "110", "101", "011", "111"} {
		for range counts[pattern] {
			n++
			last := [2]int{-1}
			for l := range lines {
				if pattern[l] != '1' {
					continue
				}
				lines[l] = append(lines[l], fmt.Sprintf("%d,Person N%03d Example,%s,Toli,2017-%02d", n, n, w.sex(n), 1+n%12))
				at := [2]int{l, len(lines[l]) - 1}
				if last[0] >= 0 {
					pairs = append(pairs, [2][2]int{last, at})
				}
				last = at
			}
		}
	}
	var ids [3]habeas.ID
	for i, name := range []string{"Register One", "Register Two", "Register Three"} {
		ids[i] = w.bring(name, lines[i]...)
	}
	var links []habeas.Link
	for _, p := range pairs {
		l := habeas.Link{ID: habeas.NewID(habeas.KindLink), A: row(ids[p[0][0]], p[0][1]), B: row(ids[p[1][0]], p[1][1]), Verdict: habeas.SamePerson, Reason: "the same number", At: w.clock}
		l.A, l.B = min(l.A, l.B), max(l.A, l.B)
		links = append(links, l)
	}
	w.update(func(tx desk.Tx) error {
		for _, l := range links {
			if err := tx.AddLink(l); err != nil {
				return err
			}
		}
		return nil
	})
	return ids
}

var overlapping = map[string]int{"100": 60, "010": 50, "001": 40, "110": 20, "101": 15, "011": 12, "111": 6}

var methods = reflect.TypeFor[*estimating.Desk]()

func isNotFound(err error) bool { return errors.Is(err, habeas.ErrNotFound) }

// four are the lists of three and a fourth, which shares people with each, with
// forty pairs that could be either.
func (w *world) four() []habeas.ID {
	w.t.Helper()
	ids := w.three(overlapping)
	lines := []string{"No,Name,Sex,Held in,Detained"}
	for i := range 90 {
		lines = append(lines, fmt.Sprintf("%d,Person M%03d Example,female,Toli,2017-09", i, i))
	}
	fourth := w.bring("Register Four", lines...)
	w.update(func(tx desk.Tx) error {
		for i := 1; i <= 90; i++ {
			l := habeas.Link{ID: habeas.NewID(habeas.KindLink), A: row(ids[i%3], i%60+1), B: row(fourth, i), Verdict: habeas.SamePerson, Reason: "a test", At: w.clock}
			switch {
			case i > 65:
				continue
			case i > 25:
				l.Verdict = habeas.UnsureLink
			}
			l.A, l.B = min(l.A, l.B), max(l.A, l.B)
			if err := tx.AddLink(l); err != nil {
				return err
			}
		}
		return nil
	})
	return append(ids[:], fourth)
}
