package storetest

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/store"
)

var columns = []habeas.Column{{Name: "No", Property: "list.id"}, {Name: "Name", Property: "name", Lang: "en"}, {Name: "Sex", Property: "sex"},
	{Name: "Held", Property: "detention.date"}, {Name: "Note", Property: "note"}}

func (f *fixture) list(tx *store.Tx, name string) habeas.List {
	f.Helper()
	source := habeas.Source{ID: habeas.NewID(habeas.KindSource), Kind: habeas.SourceList, Name: name, Protection: habeas.ProtectionOpen}
	f.no(tx.PutSource(source))
	l := habeas.List{ID: habeas.NewID(habeas.KindList), Name: name, Kind: habeas.ListPeople, Source: source.ID, Columns: columns,
		Key: []string{"No"}, Access: habeas.AccessPublic, By: f.documenter, At: today}
	f.no(tx.PutList(l))
	l.Version = 1
	return l
}

func rowOf(l habeas.List, n int, cells ...string) habeas.RowWrite {
	sum := sha256.Sum256([]byte(strings.Join(cells, "\x00")))
	return habeas.RowWrite{New: true, Hash: [16]byte(sum[:16]),
		Row: habeas.Row{ID: habeas.RowID(l.ID, l.Kind.SubjectKind(), n), List: l.ID, Key: cells[0], Line: n + 2, First: 1, Since: 1, Last: 1, Cells: cells}}
}

func people(l habeas.List, n int) (rows []habeas.RowWrite) {
	for i := range n {
		rows = append(rows, rowOf(l, i, fmt.Sprint(i), fmt.Sprintf("Person %03d", i), []string{"male", "female"}[i%2], fmt.Sprintf("2017-%02d", i%12+1), ""))
	}
	return rows
}

func (f *fixture) edition(l habeas.List, n int) habeas.Edition {
	return habeas.Edition{ID: habeas.NewID(habeas.KindEdition), List: l.ID, N: n, Date: fmt.Sprint(2017 + n), FileName: "list.csv", By: f.documenter, At: today,
		Errors: []habeas.RowError{{Line: 3, Message: "odd"}}}
}

func testLists(_ *testing.T, f *fixture) {
	var l habeas.List
	var e habeas.Edition
	f.update(func(tx *store.Tx) {
		l = f.list(tx, "A list")
		e = f.edition(l, 1)
		f.no(tx.AddEdition(e))
		rows := people(l, 120)
		f.no(tx.PutRows(l, e, rows[:70]))
		f.no(tx.PutRows(l, e, rows[70:]))
		f.same("seen at once", 120, got[habeas.PeopleFound](f)(tx.SearchPeople(habeas.PeopleQuery{Scope: habeas.ScopeDesk})).Total)
	})
	f.view(func(tx *store.Tx) {
		f.same("list", l, got[habeas.List](f)(tx.List(l.ID)))
		f.same("by name", l, got[habeas.List](f)(tx.ListByName("A list")))
		f.same("all", []habeas.List{l}, got[[]habeas.List](f)(tx.Lists()))
		f.same("editions", []habeas.Edition{e}, got[[]habeas.Edition](f)(tx.Editions(l.ID)))
		_, err := tx.ListByName("no list")
		f.is(err, habeas.ErrNotFound)
		want := rowOf(l, 7, "7", "Person 007", "female", "2017-08", "").Row
		want.When = "2018"
		row := got[habeas.Row](f)(tx.Row(want.ID))
		f.same("row", want, row)
		rows, total, err := tx.FindRows(l.ID, habeas.RowQuery{Limit: 2, Offset: 7})
		f.no(err)
		f.same("rows", 120, total)
		f.same("a page of rows", []habeas.ID{want.ID, habeas.RowID(l.ID, habeas.KindMention, 8)}, []habeas.ID{rows[0].ID, rows[1].ID})
		rows, total, err = tx.FindRows(l.ID, habeas.RowQuery{Text: "PERSON 2017 female 007"})
		f.no(err)
		f.same("rows by words in any cell", []habeas.Row{want}, rows)
		f.same("one", 1, total)
		n := 0
		f.no(tx.EachRowKey(l.ID, func(k habeas.RowKey) error {
			w := rowOf(l, n, fmt.Sprint(n), fmt.Sprintf("Person %03d", n), []string{"male", "female"}[n%2], fmt.Sprintf("2017-%02d", n%12+1), "")
			f.same("key", habeas.RowKey{ID: w.Row.ID, Key: habeas.KeyHash(fmt.Sprint(n)), Hash: w.Hash}, k)
			n++
			return nil
		}))
		f.same("keys", 120, n)
		stop := errors.New("stop")
		f.is(tx.EachRowKey(l.ID, func(habeas.RowKey) error { return stop }), stop)

		m := got[habeas.Mention](f)(tx.Mention(want.ID))
		f.same("a row is a mention", habeas.Mention{ID: want.ID, Person: habeas.PersonOf(want.ID), List: l.ID, Label: "Person 007", By: f.documenter, At: today}, m)
		claims := got[[]habeas.Claim](f)(tx.ClaimsAbout(want.ID))
		f.same("its claims", l.Claims(row), claims)
		f.same("one of its claims", claims[1], got[habeas.Claim](f)(tx.Claim(claims[1].ID)))
		steps := got[[]habeas.Step](f)(tx.Steps(claims[1].ID))
		f.same("its history", claims[1].State, habeas.Fold(steps))
		f.same("its line", []habeas.Claim{claims[1]}, got[[]habeas.Claim](f)(tx.Line(claims[1].ID)))
		f.same("its summary", habeas.Summarise(m.Person, claims, []habeas.ID{l.ID}), got[habeas.Summary](f)(tx.Summary(m.Person, habeas.ScopeDesk)))
		f.same("from its source", 480, len(got[[]habeas.Claim](f)(tx.ClaimsFrom(l.Source, 0, 0))))
		f.same("from its source, a page", claims[1].ID, got[[]habeas.Claim](f)(tx.ClaimsFrom(l.Source, 1, 7*4+1))[0].ID)

		found := got[habeas.PeopleFound](f)(tx.SearchPeople(habeas.PeopleQuery{Scope: habeas.ScopeDesk, Text: "person 007"}))
		f.same("found", []string{"Person 007"}, peopleNames(found))
		f.same("in the list", map[string]int{string(l.ID): 1}, facetCounts(found, "list"))
		found = got[habeas.PeopleFound](f)(tx.SearchPeople(habeas.PeopleQuery{Scope: habeas.ScopeDesk, List: l.ID, Sex: "female"}))
		f.same("women of the list", 60, found.Total)
		f.same("a label for the list", "A list", found.Facets[1].Values[0].Label)
	})
}

func testRowClaims(_ *testing.T, f *fixture) {
	var l habeas.List
	f.update(func(tx *store.Tx) {
		l = f.list(tx, "A list")
		f.no(tx.PutRows(l, f.edition(l, 1), people(l, 3)))
	})
	row := habeas.RowID(l.ID, habeas.KindMention, 1)
	sex := habeas.RowClaimID(row, 2)
	f.update(func(tx *store.Tx) {
		s := f.step(sex, habeas.ActReject, f.reviewer)
		f.no(tx.AddStep(s))
		_, err := tx.Claim(habeas.RowClaimID(row, 4))
		f.is(err, habeas.ErrNotFound) // an empty cell says nothing
		f.is(tx.AddStep(f.step(habeas.RowClaimID(row, 4), habeas.ActReject, f.reviewer)), habeas.ErrNotFound)
	})
	f.view(func(tx *store.Tx) {
		c := got[habeas.Claim](f)(tx.Claim(sex))
		f.same("rejected", habeas.Rejected, c.Status)
		var acts []habeas.Act
		for _, s := range got[[]habeas.Step](f)(tx.Steps(sex)) {
			acts = append(acts, s.Act)
		}
		f.same("history", []habeas.Act{habeas.ActPropose, habeas.ActAccept, habeas.ActReject}, acts)
		claims := got[[]habeas.Claim](f)(tx.ClaimsAbout(row))
		f.same("stands in for the row's own", 4, len(claims))
		f.same("once", 12, len(got[[]habeas.Claim](f)(tx.ClaimsFrom(l.Source, 0, 0))))
		s := got[habeas.Summary](f)(tx.Summary(habeas.PersonOf(row), habeas.ScopeDesk))
		f.same("summary", "", s.Sex)
		found := got[habeas.PeopleFound](f)(tx.SearchPeople(habeas.PeopleQuery{Scope: habeas.ScopeDesk}))
		f.same("facet", map[string]int{"male": 2}, facetCounts(found, "sex"))
	})
	// Two rows of lists joined into one person, and parted.
	before := f.picture()
	link := habeas.Link{ID: habeas.NewID(habeas.KindLink), A: row, B: habeas.RowID(l.ID, habeas.KindMention, 2), Verdict: habeas.SamePerson, At: today}
	f.update(func(tx *store.Tx) { f.no(tx.AddLink(link)) })
	f.view(func(tx *store.Tx) {
		f.same("people", 2, got[habeas.PeopleFound](f)(tx.SearchPeople(habeas.PeopleQuery{Scope: habeas.ScopeDesk})).Total)
		s := got[habeas.Summary](f)(tx.Summary(habeas.PersonOf(link.B), habeas.ScopeDesk))
		f.same("claims of both", 7, s.Claims)
		f.same("in one list once", []habeas.ID{l.ID}, s.Lists)
	})
	f.update(func(tx *store.Tx) { f.no(tx.UndoLink(link.ID, f.documenter, f.clock(), "no")) })
	f.same("as before", before, f.picture())
}

func testEditions(_ *testing.T, f *fixture) {
	var l habeas.List
	id := func(n int) habeas.ID { return habeas.RowID(l.ID, habeas.KindMention, n) }
	f.update(func(tx *store.Tx) {
		l = f.list(tx, "A list")
		f.no(tx.PutRows(l, f.edition(l, 1), people(l, 10)))
		f.no(tx.AddEdition(f.edition(l, 1)))
		f.no(tx.AddStep(f.step(habeas.RowClaimID(id(4), 1), habeas.ActUnsure, f.reviewer)))
		f.no(tx.AddStep(f.step(habeas.RowClaimID(id(4), 2), habeas.ActUnsure, f.reviewer)))
	})
	second := f.edition(l, 2)
	f.update(func(tx *store.Tx) {
		three := rowOf(l, 3, "3", "Changed Name", "female", "2017-04", "a note")
		four := rowOf(l, 4, "4", "Other Name", "", "2017-05", "")
		three.New, four.New = false, false
		f.no(tx.AddEdition(second))
		f.no(tx.PutRows(l, second, []habeas.RowWrite{three, four, rowOf(l, 10, "10", "Person 010", "male", "", "")}))
		f.no(tx.WithdrawRows(l, second, []habeas.ID{id(0), id(1), id(2)}))
	})
	f.view(func(tx *store.Tx) {
		gone := got[habeas.Row](f)(tx.Row(id(0)))
		f.same("withdrawn", []int{2, 1}, []int{gone.Withdrawn, gone.Last})
		there := got[habeas.Row](f)(tx.Row(id(9)))
		f.same("still there", []any{0, 1, 2, "2019"}, []any{there.Withdrawn, there.First, there.Last, there.When})
		_, total, err := tx.FindRows(l.ID, habeas.RowQuery{Withdrawn: true})
		f.no(err)
		f.same("withdrawn", 3, total)
		people := got[habeas.PeopleFound](f)(tx.SearchPeople(habeas.PeopleQuery{Scope: habeas.ScopeDesk}))
		f.same("nobody is deleted", 11, people.Total)
		var said int
		for _, c := range got[[]habeas.Claim](f)(tx.ClaimsFrom(l.Source, 0, 0)) {
			if c.Type == "withdrawn_by_source" {
				said++
			}
		}
		f.same("withdrawn by source", 3, said)
		f.same("history", []habeas.RowVersion{
			{Edition: 1, Cells: []string{"3", "Person 003", "female", "2017-04", ""}},
			{Edition: 2, Cells: []string{"3", "Changed Name", "female", "2017-04", "a note"}},
		}, got[[]habeas.RowVersion](f)(tx.RowHistory(id(3))))
		f.same("found by the new name", 1, got[habeas.PeopleFound](f)(tx.SearchPeople(habeas.PeopleQuery{Scope: habeas.ScopeDesk, Text: "changed"})).Total)
		f.same("not by the old one", 0, got[habeas.PeopleFound](f)(tx.SearchPeople(habeas.PeopleQuery{Scope: habeas.ScopeDesk, Text: "003"})).Total)
		// The claim that had a history keeps it and gives way to the new cell.
		line := got[[]habeas.Claim](f)(tx.Line(habeas.RowClaimID(id(4), 1)))
		f.same("line", []string{"Person 004", "Other Name"}, []string{line[0].Words, line[1].Words})
		f.same("statuses", []habeas.Status{habeas.Superseded, habeas.Accepted}, []habeas.Status{line[0].Status, line[1].Status})
		f.same("an emptied cell", habeas.Withdrawn, got[habeas.Claim](f)(tx.Claim(habeas.RowClaimID(id(4), 2))).Status)
		s := got[habeas.Summary](f)(tx.Summary(habeas.PersonOf(id(4)), habeas.ScopeDesk))
		f.same("summary", []any{"Other Name", ""}, []any{s.Name, s.Sex})
	})
	f.update(func(tx *store.Tx) {
		again := rowOf(l, 0, "0", "Person 000", "male", "2017-01", "")
		again.New = false
		f.no(tx.PutRows(l, f.edition(l, 3), []habeas.RowWrite{again}))
		f.same("listed again", 0, got[habeas.Row](f)(tx.Row(id(0))).Withdrawn)
	})
	err := f.s.Update(context.Background(), func(tx *store.Tx) error {
		w := rowOf(l, 0, "x", "y")
		w.Row.ID = habeas.NewID(habeas.KindMention)
		return tx.PutRows(l, second, []habeas.RowWrite{w})
	})
	if err == nil {
		f.Fatal("a row with an id that is not its list's was kept")
	}
}

func testListPublication(_ *testing.T, f *fixture) {
	var l habeas.List
	f.update(func(tx *store.Tx) {
		l = f.list(tx, "A list")
		rows := people(l, 20)
		rows[0].Row.Cells[4] = "Marker Note"
		f.no(tx.PutRows(l, f.edition(l, 1), rows))
	})
	rejected := habeas.RowClaimID(habeas.RowID(l.ID, habeas.KindMention, 5), 1)
	f.update(func(tx *store.Tx) { f.no(tx.AddStep(f.step(rejected, habeas.ActReject, f.reviewer))) })
	left := habeas.RowClaimID(habeas.RowID(l.ID, habeas.KindMention, 6), 2)
	f.update(func(tx *store.Tx) {
		f.no(tx.AddStep(f.step(left, habeas.ActUnsure, f.reviewer)))
		f.no(tx.AddStep(f.step(left, habeas.ActAccept, f.documenter)))
	})
	save := func(change func(*habeas.List)) {
		change(&l)
		f.update(func(tx *store.Tx) { f.no(tx.PutList(l)) })
		l.Version++
	}
	public := func(text string) (total int) {
		f.view(func(tx *store.Tx) {
			total = got[habeas.PeopleFound](f)(tx.SearchPeople(habeas.PeopleQuery{Scope: habeas.ScopePublic, Text: text})).Total
		})
		return total
	}
	f.same("outside before", 0, public(""))
	save(func(l *habeas.List) {
		l.Public, l.Terms, l.PublishBy, l.PublishAt = true, habeas.Terms{Grade: habeas.GradeSingle}, f.reviewer, today
	})
	f.same("outside", 20, public(""))
	f.same("outside by name, but for the rejected one", 19, public("person"))
	text := f.outside(habeas.PersonOf(habeas.RowID(l.ID, habeas.KindMention, 0)))
	f.same("a column for the desk stays inside", false, strings.Contains(text, "Marker"))
	f.view(func(tx *store.Tx) {
		f.same("carried over", true, got[habeas.Claim](f)(tx.Claim(left)).Public)
		f.same("graded inside", map[string]int{"single": 20}, facetCounts(got[habeas.PeopleFound](f)(tx.SearchPeople(habeas.PeopleQuery{Scope: habeas.ScopeDesk})), "grade"))
		f.same("public summary", "Person 001", got[habeas.Summary](f)(tx.Summary(habeas.PersonOf(habeas.RowID(l.ID, habeas.KindMention, 1)), habeas.ScopePublic)).Name)
	})
	save(func(l *habeas.List) {
		l.Columns = append([]habeas.Column{}, l.Columns...)
		l.Columns[1].Property = "name.father"
	})
	f.same("the column no longer names them", 0, public("person"))
	f.same("but they are there", 20, public(""))
	save(func(l *habeas.List) { l.Access = habeas.AccessTeam })
	f.same("kept inside", 1, public("")) // a stored claim has the access it was kept with
	save(func(l *habeas.List) { l.Access = habeas.AccessPublic })
	f.same("let out", 20, public(""))
	save(func(l *habeas.List) { l.Public, l.Terms = false, habeas.Terms{} })
	f.same("taken off", 0, public(""))
	f.view(func(tx *store.Tx) {
		f.same("with the claim that has a history", false, got[habeas.Claim](f)(tx.Claim(left)).Public)
	})
}

func testFacilityList(_ *testing.T, f *fixture) {
	var l habeas.List
	f.update(func(tx *store.Tx) {
		source := habeas.Source{ID: habeas.NewID(habeas.KindSource), Kind: habeas.SourceList, Name: "Sites", Protection: habeas.ProtectionOpen}
		f.no(tx.PutSource(source))
		l = habeas.List{ID: habeas.NewID(habeas.KindList), Name: "Sites", Kind: habeas.ListFacilities, Source: source.ID, By: f.documenter, At: today,
			Columns: []habeas.Column{{Name: "Code", Property: "code"}, {Name: "Name", Property: "name"}, {Name: "County", Property: "place.county"}, {Name: "Type", Property: "facility.type"}}}
		f.no(tx.PutList(l))
		l.Version = 1
		f.no(tx.PutRows(l, f.edition(l, 1), []habeas.RowWrite{rowOf(l, 0, "a1", "Site Ünal", "Example County", "camp"), rowOf(l, 1, "a2", "Site Two", "Other County", "prison")}))
	})
	id := habeas.RowID(l.ID, habeas.KindFacility, 0)
	search := func(q habeas.SubjectQuery) (found habeas.SubjectsFound) {
		q.Kind = habeas.KindFacility
		f.view(func(tx *store.Tx) { found = got[habeas.SubjectsFound](f)(tx.SearchSubjects(q)) })
		return found
	}
	f.same("by name and place", habeas.SubjectsFound{Total: 1, Subjects: []habeas.SubjectRow{{Names: []habeas.Named{{Text: "Site Ünal"}}, Type: "camp", Parent: "Example County", Claims: 4,
		Subject: habeas.Subject{ID: id, Label: "Site Ünal", List: l.ID, By: f.documenter, At: today}}}},
		search(habeas.SubjectQuery{Scope: habeas.ScopeDesk, Text: "unal", Parent: "exam", List: l.ID}))
	f.same("all", 2, search(habeas.SubjectQuery{Scope: habeas.ScopeDesk}).Total)
	f.same("of another list", 0, search(habeas.SubjectQuery{Scope: habeas.ScopeDesk, List: habeas.NewID(habeas.KindList)}).Total)
	f.same("outside", 0, search(habeas.SubjectQuery{Scope: habeas.ScopePublic}).Total)
	l.Public, l.Terms.Grade, l.PublishBy = true, habeas.GradeSingle, f.reviewer
	f.update(func(tx *store.Tx) { f.no(tx.PutList(l)) })
	f.same("outside once published", 2, search(habeas.SubjectQuery{Scope: habeas.ScopePublic}).Total)
	f.update(func(tx *store.Tx) { f.no(tx.AddStep(f.step(habeas.RowClaimID(id, 1), habeas.ActReject, f.reviewer))) })
	f.same("one claim less", 3, search(habeas.SubjectQuery{Scope: habeas.ScopeDesk, Parent: "example"}).Subjects[0].Claims)
}

func testImportIsWhole(_ *testing.T, f *fixture) {
	var l habeas.List
	f.update(func(tx *store.Tx) { l = f.list(tx, "A list") })
	wrong := errors.New("the file broke off")
	err := f.s.Update(context.Background(), func(tx *store.Tx) error {
		if err := tx.PutRows(l, f.edition(l, 1), people(l, 3000)); err != nil {
			return err
		}
		return wrong
	})
	f.is(err, wrong)
	f.view(func(tx *store.Tx) {
		_, total, err := tx.FindRows(l.ID, habeas.RowQuery{})
		f.no(err)
		f.same("rows", 0, total)
		found := got[habeas.PeopleFound](f)(tx.SearchPeople(habeas.PeopleQuery{Scope: habeas.ScopeDesk, Text: "person"}))
		f.same("people", 0, found.Total)
		f.same("tallies", 0, got[habeas.PeopleFound](f)(tx.SearchPeople(habeas.PeopleQuery{Scope: habeas.ScopeDesk})).Total)
	})
	f.update(func(tx *store.Tx) { f.no(tx.PutRows(l, f.edition(l, 1), people(l, 3000))) })
	f.view(func(tx *store.Tx) {
		f.same("people", 3000, got[habeas.PeopleFound](f)(tx.SearchPeople(habeas.PeopleQuery{Scope: habeas.ScopeDesk, Text: "person"})).Total)
	})
}
