package desk_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/intake/lists"
)

// bring imports a CSV of people with the mapping proposed for it.
func (w *world) bring(by habeas.Actor, name, edition, csv string) desk.Imported {
	w.t.Helper()
	f := file(csv)
	f.List, f.Edition, f.Kind = name, edition, "person"
	done, err := w.Import(w.ctx, by, f)
	w.ok(err)
	return done
}

func counts(i desk.Imported) string {
	return fmt.Sprintf("%d: +%d ~%d =%d -%d", i.Rows, i.Added, i.Changed, i.Unchanged, i.Withdrawn)
}

// keyed is a mapping by the first column.
func keyed(columns ...string) *lists.Mapping {
	m := &lists.Mapping{Kind: "person", Key: columns[:1]}
	properties := map[string]string{"No": "list.id", "Name": "name", "Trade": "occupation", "Card": "id.number", "Faith": "religion"}
	for _, c := range columns {
		m.Columns = append(m.Columns, lists.Column{Name: c, Property: properties[c]})
	}
	return m
}

// rows prints the cells of a list's rows, each with the edition that dropped it.
func (w *world) rows(a habeas.Actor, list habeas.ID) string {
	w.t.Helper()
	l, err := w.List(w.ctx, a, list, habeas.RowQuery{Limit: 100})
	w.ok(err)
	var out []string
	for _, r := range l.Rows {
		s := strings.Join(r.Cells, ",")
		if r.Withdrawn > 0 {
			s += fmt.Sprintf(" dropped by %d", r.Withdrawn)
		}
		out = append(out, s)
	}
	return strings.Join(out, "\n")
}

func TestEditions(t *testing.T) {
	w := newWorld(t)
	var id habeas.ID
	for _, tt := range []struct {
		name, edition, csv string
		columns            []string
		want, rows         string
	}{
		{"the first", "2026-01", "No,Name,Trade\n1,Ali Sample,baker\n2,Vali Sample,weaver\n3,Zor Sample,judge\n", []string{"No", "Name", "Trade"},
			"3: +3 ~0 =0 -0", "1,Ali Sample,baker\n2,Vali Sample,weaver\n3,Zor Sample,judge"},
		{"the same file", "2026-01", "No,Name,Trade\n1,Ali Sample,baker\n2,Vali Sample,weaver\n3,Zor Sample,judge\n", []string{"No", "Name", "Trade"},
			"3: +0 ~0 =3 -0", "1,Ali Sample,baker\n2,Vali Sample,weaver\n3,Zor Sample,judge"},
		{"the same in other bytes", "2026-01", "No;Name;Trade\r\n1;Ali Sample;baker\r\n2;Vali Sample;weaver\r\n3;Zor Sample;judge\r\n", []string{"No", "Name", "Trade"},
			"3: +0 ~0 =3 -0", "1,Ali Sample,baker\n2,Vali Sample,weaver\n3,Zor Sample,judge"},
		{"one added, one changed, one gone", "2026-02", "No,Name,Trade\n1,Ali Sample,cook\n2,Vali Sample,weaver\n4,Gul Sample,nurse\n", []string{"No", "Name", "Trade"},
			"3: +1 ~1 =1 -1", "1,Ali Sample,cook\n2,Vali Sample,weaver\n3,Zor Sample,judge dropped by 3\n4,Gul Sample,nurse"},
		{"the order of columns and rows", "2026-03", "Trade,No,Name\nnurse,4,Gul Sample\nweaver,2,Vali Sample\ncook,1,Ali Sample\n", []string{"No", "Trade", "Name"},
			"3: +0 ~0 =3 -0", "1,Ali Sample,cook\n2,Vali Sample,weaver\n3,Zor Sample,judge dropped by 3\n4,Gul Sample,nurse"},
		{"listed again", "2026-04", "No,Name,Trade\n1,Ali Sample,cook\n2,Vali Sample,weaver\n3,Zor Sample,judge\n4,Gul Sample,nurse\n", []string{"No", "Name", "Trade"},
			"4: +0 ~1 =3 -0", "1,Ali Sample,cook\n2,Vali Sample,weaver\n3,Zor Sample,judge\n4,Gul Sample,nurse"},
		{"a new column", "2026-05", "No,Name,Trade,Faith\n1,Ali Sample,cook,\n2,Vali Sample,weaver,x\n3,Zor Sample,judge,\n4,Gul Sample,nurse,\n", []string{"No", "Name", "Trade", "Faith"},
			"4: +0 ~1 =3 -0", "1,Ali Sample,cook\n2,Vali Sample,weaver,x\n3,Zor Sample,judge\n4,Gul Sample,nurse"},
	} {
		f := file(tt.csv)
		f.List, f.Edition, f.Mapping = "Register", tt.edition, keyed(tt.columns...)
		dry := f
		dry.DryRun = true
		would, err := w.Import(w.ctx, w.doc, dry)
		w.ok(err)
		if id != "" && w.rows(w.rev, id) == tt.rows && would.Added+would.Changed+would.Withdrawn > 0 {
			t.Errorf("%s: a dry run wrote something", tt.name)
		}
		done, err := w.Import(w.ctx, w.doc, f)
		w.ok(err)
		id = done.List
		got := strings.TrimRight(strings.ReplaceAll(w.rows(w.rev, id), ",\n", "\n"), ",")
		if counts(done) != tt.want || counts(would) != tt.want || got != tt.rows {
			t.Errorf("%s: did %s, would do %s, want %s\n%s", tt.name, counts(done), counts(would), tt.want, got)
		}
	}
	// Nothing is overwritten: a row has the cells of every edition.
	_, vs, err := w.RowHistory(w.ctx, w.rev, habeas.RowID(id, habeas.KindMention, 0))
	w.ok(err)
	if len(vs) < 2 || vs[0].Cells[2] != "baker" || vs[len(vs)-1].Cells[2] != "cook" {
		t.Errorf("the row's past is %+v", vs)
	}
	l, err := w.List(w.ctx, w.doc, id, habeas.RowQuery{})
	w.ok(err)
	if n := len(l.Editions); n != 6 || l.Editions[5].N != 6 { // the same file twice is one
		t.Errorf("there are %d editions", n)
	}
}

func TestRowsWithOneKey(t *testing.T) {
	w := newWorld(t)
	csv := "No,Name\n1,Ali Sample\n1,Vali Sample\n,Zor Sample\n"
	f := file(csv)
	f.List, f.Mapping = "Register", keyed("No", "Name")
	done, err := w.Import(w.ctx, w.doc, f)
	w.ok(err)
	if done.Added != 3 || done.ErrorsN != 2 {
		t.Errorf("a key used twice and one left out: %s, %d faults", counts(done), done.ErrorsN)
	}
	f = file(csv + "2,Gul Sample\n")
	f.List, f.Mapping = "Register", keyed("No", "Name")
	if done, err = w.Import(w.ctx, w.doc, f); err != nil || counts(done) != "4: +1 ~0 =3 -0" {
		t.Errorf("told apart again: %s (%v)", counts(done), err)
	}
}

// What is wrong with a file is said in a sentence, and leaves nothing behind.
func TestAListThatCannotBeRead(t *testing.T) {
	w := newWorld(t)
	w.bring(w.doc, "Register", "2026-01", "Name\nAli Sample\n")
	for name, change := range map[string]func(*desk.ListFile){
		"no name":               func(f *desk.ListFile) { f.List = " " },
		"no rows":               func(f *desk.ListFile) { *f = file("Name,Trade\n"); f.List = "Other" },
		"nothing":               func(f *desk.ListFile) { *f = file(""); f.List = "Other" },
		"no day":                func(f *desk.ListFile) { f.Edition = "last spring or so" },
		"a source nobody knows": func(f *desk.ListFile) { f.Source = habeas.NewID(habeas.KindSource) },
		"an unknown column":     func(f *desk.ListFile) { f.Mapping = keyed("No", "Name") },
		"another kind": func(f *desk.ListFile) {
			f.List, f.Mapping = "Register", &lists.Mapping{Kind: "facility", Columns: []lists.Column{{Name: "Name", Property: "name"}}}
		},
	} {
		f := file("Name,Trade\nVali Sample,weaver\n")
		f.List = "Other"
		change(&f)
		if _, err := w.Import(w.ctx, w.doc, f); err == nil {
			t.Errorf("%s was imported", name)
		} else {
			w.is(err, habeas.ErrInvalid)
		}
	}
	ls, err := w.Lists(w.ctx, w.doc)
	w.ok(err)
	js, err := w.Imports(w.ctx, w.doc, 50)
	w.ok(err)
	if len(ls) != 1 || len(js) != 1 {
		t.Errorf("they left %d lists and %d journals", len(ls), len(js))
	}
}

// Columns that identify somebody are sealed cell by cell, and no search finds
// what it may not show.
func TestSealedColumns(t *testing.T) {
	w := newWorld(t)
	f := file("Card,Name,Trade\nAB12345,Ali Sample,baker\nAB12345,Vali Sample,weaver\n")
	f.List, f.Mapping = "Register", keyed("Card", "Name", "Trade")
	done, err := w.Import(w.ctx, w.doc, f)
	w.ok(err)
	for _, tt := range []struct {
		who   habeas.Actor
		reads bool
	}{{w.reader, false}, {w.doc2, false}, {w.doc, true}, {w.rev, true}} {
		l, err := w.List(w.ctx, tt.who, done.List, habeas.RowQuery{Limit: 10})
		w.ok(err)
		r, vs, err := w.RowHistory(w.ctx, tt.who, l.Rows[0].ID)
		w.ok(err)
		if got := strings.Contains(fmt.Sprint(l, r, vs), "AB12345"); got != tt.reads || l.Rows[0].Cells[1] != "Ali Sample" {
			t.Errorf("%s reads the cards: %v", tt.who.Name, got)
		}
		for text, n := range map[string]int{"ab12345": 2, "sample": 2, "baker": 1} {
			if text == "ab12345" && !tt.reads {
				n = 0
			}
			if l, err = w.List(w.ctx, tt.who, done.List, habeas.RowQuery{Text: text, Limit: 10}); err != nil || l.Total != n || len(l.Rows) != n {
				t.Errorf("%s finds %q %d times, want %d (%v)", tt.who.Name, text, l.Total, n, err)
			}
		}
		d, err := w.Dossier(w.ctx, tt.who, habeas.PersonOf(habeas.RowID(done.List, habeas.KindMention, 0)))
		w.ok(err)
		if got := slices.ContainsFunc(d.Entries, func(e desk.Entry) bool { return e.Claim.Property == "id.number" }); got != tt.reads {
			t.Errorf("%s reads the claim of a card: %v", tt.who.Name, got)
		}
	}
}

// A cell somebody corrected or withdrew follows the next edition.
func TestACellWithItsOwnHistory(t *testing.T) {
	w := newWorld(t)
	edition := func(date, csv string) habeas.ID {
		f := file(csv)
		f.List, f.Edition, f.Mapping = "Register", date, keyed("No", "Name", "Trade")
		done, err := w.Import(w.ctx, w.doc, f)
		w.ok(err)
		return done.List
	}
	id := edition("2026-01", "No,Name,Trade\n1,Ali Sample,baker\n2,Vali Sample,weaver\n")
	trade := habeas.RowClaimID(habeas.RowID(id, habeas.KindMention, 0), 2)
	if c := w.claim(trade); c.Status != habeas.Accepted || c.Words != "baker" || c.Quotes[0].Cell != "Trade" {
		t.Fatalf("the cell is %+v", c)
	}
	better, err := w.Supersede(w.ctx, w.doc, trade, w.seen(trade), desk.Edit{Property: "occupation", Value: "Baker", Subject: habeas.RowID(id, habeas.KindMention, 0), Source: w.claim(trade).Source}, "spelled out")
	w.ok(err)
	other := habeas.RowClaimID(habeas.RowID(id, habeas.KindMention, 1), 2)
	w.ok(w.Decide(w.ctx, w.doc, act(other, w.seen(other), habeas.ActWithdraw)))
	edition("2026-02", "No,Name,Trade\n1,Ali Sample,baker\n2,Vali Sample,tailor\n")
	if c := w.claim(better.ID); c.Status != habeas.Accepted {
		t.Errorf("an edition that changed nothing left the correction %s", c.Status)
	}
	edition("2026-03", "No,Name,Trade\n1,Ali Sample,cook\n2,Vali Sample,tailor\n")
	if c := w.claim(better.ID); c.Status != habeas.Superseded {
		t.Errorf("the source says otherwise now, and the correction of what it said before is %s", c.Status)
	}
	h := w.history(trade)
	if last := h.Line[len(h.Line)-1]; last.Words != "cook" || last.Status != habeas.Accepted {
		t.Errorf("the line ends in %q, %s", last.Words, last.Status)
	}
}

// What an edition changes in a published list waits for a second person, also
// where the cell has a history of its own.
func TestAChangedCellOfAPublishedListWaits(t *testing.T) {
	w := newWorld(t)
	edition := func(date, csv string) habeas.ID {
		f := file(csv)
		f.List, f.Edition, f.Mapping = "Register", date, keyed("No", "Name", "Trade")
		done, err := w.Import(w.ctx, w.doc, f)
		w.ok(err)
		return done.List
	}
	publish := func(id habeas.ID, by habeas.Actor) {
		l, err := w.List(w.ctx, w.admin, id, habeas.RowQuery{})
		w.ok(err)
		w.ok(w.PublishList(w.ctx, by, id, l.List.Version, habeas.Terms{Grade: habeas.GradeSingle}))
	}
	id := edition("2026-01", "No,Name,Trade\n1,Ali Sample,baker\n")
	publish(id, w.doc)
	publish(id, w.rev)
	trade := habeas.RowClaimID(habeas.RowID(id, habeas.KindMention, 0), 2)
	w.ok(w.Unpublish(w.ctx, w.doc, []habeas.ID{trade}, "to be looked at"))
	w.ok(w.Publish(w.ctx, w.rev, []habeas.ID{trade}, nil))
	if !w.out(trade) {
		t.Fatal("the cell is not out to begin with")
	}
	edition("2026-02", "No,Name,Trade\n1,Ali Sample,judge\n")
	line := w.history(trade).Line
	now := line[len(line)-1]
	if now.Words != "judge" || now.Public || w.out(now.ID) || w.out(trade) {
		t.Fatalf("unseen, %q is out: %v", now.Words, w.out(now.ID))
	}
	publish(id, w.rev)
	if !w.out(now.ID) {
		t.Error("seen by a second person, the cell is not out")
	}
}
