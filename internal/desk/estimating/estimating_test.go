package estimating_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/estimate"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/desk/estimating"
)

// Who is on which list, held there and then, by what the claims of all mentions
// of a person say.
func TestWhoIsCounted(t *testing.T) {
	w := newWorld(t)
	one := w.bring("One", "No,Name,Held in,Detained,Released,Home",
		"1,Inside Example,Toli,2017-08,,",
		"2,Toolate Example,Toli,2019-02,,",
		"3,Longheld Example,Toli,2015-03,2018-04,",
		"4,Freedearly Example,Toli,2015-03,2016-04,",
		"5,Noend Example,Toli,2015-03,,",
		"6,Elsewhere Example,Nilka,2017-08,,",
		"7,Noplace Example,,2017-08,,Toli",
		"8,Notime Example,Toli,,,",
		"9,,Toli,2017-08,,",
		"10,Vague Example,a camp in the hills,2017,,Nilka",
		"11,Whole Example,China,2017-08,,Toli")
	two := w.bring("Two", "No,Name,Held in,Detained,Home", "1,Notime Example,,2018-01,", "2,Inside Example,,,Nilka")
	w.link(row(one, 8), row(two, 1), habeas.SamePerson)
	w.link(row(one, 1), row(two, 2), habeas.SamePerson)
	q := question(one, two)
	counts := func(o estimating.Outcome, name string) estimating.List {
		l := listOf(o, name)
		l.IDs, l.Stated = nil, 0
		return l
	}
	// Fewer than ten: the numbers are not shown.
	r := w.ask(q).Result
	if !r.Report.Refused || r.Report.N != 0 || len(r.Table.Cells) != 0 || counts(r, "One").Held != 0 {
		t.Errorf("a handful of people is shown: %+v", r)
	}
	// With more of them they are.
	lines := []string{"No,Name,Held in,Detained,Home"}
	for i := range 10 {
		lines = append(lines, fmt.Sprintf("%d,Further N%02d Example,Toli,2017-08,", i, i))
	}
	three := w.bring("Three", lines...)
	q = question(one, two, three)
	r = w.count(q)
	want := estimating.List{Name: "One", Named: 10, Blank: 1, Held: 3, Out: 4, Where: 3} // Noend is out: nobody says that it went on so long
	if diff := cmp.Diff(want, counts(r, "One")); diff != "" {
		t.Errorf("of list One (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(estimating.List{Name: "Two", Named: 2, Held: 2}, counts(r, "Two")); diff != "" {
		t.Errorf("of list Two (-want +got):\n%s", diff)
	}
	if r.Report.N != 13 {
		t.Errorf("%d people were held there and then, want 13", r.Report.N)
	}
	// Where they lived, where nobody says where they were held.
	q.Lived = true
	want = estimating.List{Name: "One", Named: 10, Blank: 1, Held: 5, Out: 5}
	if diff := cmp.Diff(want, counts(w.count(q), "One")); diff != "" {
		t.Errorf("of list One, with where they lived (-want +got):\n%s", diff)
	}
	// A county lies in its prefecture and region.
	q.Lived, q.Place = false, "Xinjiang"
	if l := counts(w.count(q), "One"); l.Held != 4 {
		t.Errorf("%d of list One were held in Xinjiang, want 4", l.Held)
	}
}

// A facility of the record lies where the claims about it say.
func TestFacilitiesOfTheRecord(t *testing.T) {
	w := newWorld(t)
	csv := "name,type,county\nWillow Example centre,study centre,Toli\nPoplar Example centre,study centre,Nilka\n"
	f := desk.ListFile{Name: "f.csv", Body: strings.NewReader(csv), Size: int64(len(csv)), List: "Facilities", Kind: "facility"}
	done, err := w.desk.Import(w.ctx, w.by[habeas.RoleDocumenter], f)
	w.ok(err)
	lines := []string{"No,Name,Held in,Detained"}
	for i := range 24 {
		lines = append(lines, fmt.Sprintf("%d,Person N%02d Example,%s Example centre,2017-08", i, i, []string{"Willow", "Poplar"}[i%2]))
	}
	list := w.bring("One", lines...)
	q := question(list)
	if n := w.count(q).Report.N; n != 12 {
		t.Errorf("%d are held in Toli, want the 12 of the centre there", n)
	}
	q.Place = string(habeas.RowID(done.List, habeas.KindFacility, 0))
	if n := w.count(q).Report.N; n != 12 {
		t.Errorf("%d are held in the centre, want 12", n)
	}
}

// The table is that of the pattern counts the lists were made with, and the number
// the one that the method gives for it.
func TestTheNumber(t *testing.T) {
	w := newWorld(t)
	ids := w.three(overlapping)
	q := question(ids[:]...)
	r := w.ask(q)
	at := map[string]int{} // in the order of the question
	for i, id := range ids {
		at[string(id)] = i
	}
	var want []string
	for pattern, n := range overlapping {
		word := ""
		for _, l := range r.Result.Lists {
			word += pattern[at[string(l.IDs[0])]:][:1]
		}
		want = append(want, fmt.Sprintf("%s %d", word, n))
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, patterns(r.Result)); diff != "" {
		t.Fatalf("the patterns (-want +got):\n%s", diff)
	}
	number, ok := r.Result.Number("dga")
	direct := estimate.Graphs{}.Run(r.Result.Table)
	if !ok || number.Median != direct.Median || number.Q975 != direct.Q975 || number.Median < 203 {
		t.Errorf("%v: %.0f (to %.0f), and of the table itself %.0f (to %.0f)", ok, number.Median, number.Q975, direct.Median, direct.Q975)
	}
	if e := r.Result.Report.Estimand; e == nil || e.By != "the statistician" || e.Window != "2017/2018" || e.Assumption != q.Assumption {
		t.Errorf("it says of itself %+v", e)
	}
	s, err := w.Samples(w.ctx, w.by[habeas.RoleReader], r.ID)
	w.ok(err)
	if s["dga"] == nil || len(s["dga"].Curve) < 20 || s["lcmcr"] == nil || len(s["lcmcr"].Chains) < 4 {
		t.Error("the draws and curves behind it were not kept")
	}
	if len(r.Result.Report.Sensitivity) == 0 {
		t.Error("it was not made otherwise")
	}
	// The ledger knows who asked, when and with which seed: its entry commits to
	// the whole answer.
	w.ok(w.store.View(w.ctx, func(tx desk.Tx) error {
		e, err := tx.Estimate(r.ID)
		if e.By != w.by[habeas.RoleStatistician].ID || e.Question.Seed != 7 || !e.At.Equal(w.clock) {
			t.Errorf("it was kept as asked by %s at %s with seed %d", e.By, e.At, e.Question.Seed)
		}
		return err
	}))
}

// Asked again of the same people, the answer is the one there is; of a record
// that has changed it is another, and the old one says that it is out of date.
func TestOutOfDate(t *testing.T) {
	w := newWorld(t)
	ids := w.three(overlapping)
	q := question(ids[:]...)
	first, kept, err := w.Ask(w.ctx, w.by[habeas.RoleStatistician], q, nil)
	w.ok(err)
	if kept {
		t.Error("the first answer was there before it was asked")
	}
	again, kept, err := w.Ask(w.ctx, w.by[habeas.RoleStatistician], q, nil)
	w.ok(err)
	if !kept || again.ID != first.ID {
		t.Error("the same question of the same people was answered twice")
	}
	other, kept, err := w.Ask(w.ctx, w.by[habeas.RoleAdmin], q, nil)
	w.ok(err)
	if kept || other.ID == first.ID {
		t.Error("one signed for what another assumes")
	}
	// A change that touches nobody of them changes nothing.
	w.bring("Another", "No,Name\n1,Somebody Else")
	if w.read(first.ID).Stale {
		t.Error("another list put it out of date")
	}
	l := w.link(row(ids[0], 1), row(ids[1], 1), habeas.SamePerson)
	if !w.read(first.ID).Stale {
		t.Fatal("two of its people became one, and it is not out of date")
	}
	rs, n, err := w.Estimates(w.ctx, w.by[habeas.RoleReader], 10, 0)
	w.ok(err)
	if n != 2 || !rs[0].Stale || !rs[1].Stale {
		t.Errorf("the list shows %d estimates, which it holds for up to date", n)
	}
	id, err := w.Again(w.ctx, w.by[habeas.RoleStatistician], first.ID)
	w.ok(err)
	w.Wait()
	if id != "" {
		t.Error("a record that has changed gave the old answer")
	}
	rs, n, err = w.Estimates(w.ctx, w.by[habeas.RoleReader], 10, 0)
	w.ok(err)
	if n != 2 || rs[0].ID == first.ID || rs[0].Stale || rs[0].Result.Report.N != 202 {
		t.Errorf("asked again it has %d people, out of date: %v", rs[0].Result.Report.N, rs[0].Stale)
	}
	if h := w.read(first.ID).History; len(h) != 2 || h[0].ID != rs[0].ID {
		t.Errorf("its history has %d answers", len(h))
	}
	// The link undone, the old answer holds again, and is not calculated anew.
	w.ok(w.desk.UndoLink(w.ctx, w.by[habeas.RoleDocumenter], l.ID, "a mistake"))
	if w.read(first.ID).Stale {
		t.Error("the record is as it was, and the answer is out of date")
	}
	if id, err = w.Again(w.ctx, w.by[habeas.RoleStatistician], first.ID); err != nil || id != first.ID {
		t.Errorf("asked again it is %q (%v)", id, err)
	}
}

func TestSameQuestionSameBytes(t *testing.T) {
	w := newWorld(t)
	ids := w.three(overlapping)
	q := question(ids[:]...)
	q.Strata = habeas.StrataSex
	q.Method = "lcmcr"
	w.link(row(ids[0], 2), row(ids[1], 2), habeas.UnsureLink)
	first := w.ask(q)
	q.Assumption += "." // another question, of the same people
	second := w.ask(q)
	a, b := first.Result, second.Result
	a.Report.Estimand, b.Report.Estimand = nil, nil
	x, err := json.Marshal(a)
	w.ok(err)
	y, err := json.Marshal(b)
	w.ok(err)
	if first.ID == second.ID || string(x) != string(y) {
		t.Errorf("the same seed of the same people gives something else:\n%s\n%s", x, y)
	}
	if len(a.Strata) != 2 || a.Strata[0].Name != "female" || a.Strata[0].Observed+a.Strata[1].Observed != 203 {
		t.Errorf("the strata are %+v", a.Strata)
	}
	if a.Total == nil || a.Total.Result.Median < float64(a.Report.N) {
		t.Errorf("their sum is %+v", a.Total)
	}
}

// Pairs that could be either are shown apart, taken for one, and drawn.
func TestUnsureLinks(t *testing.T) {
	w := newWorld(t)
	ids := w.three(overlapping)
	for n := 1; n <= 20; n++ {
		w.link(row(ids[0], n), row(ids[1], n), habeas.UnsureLink)
	}
	// A contradiction: one is the other's, and both are decided to be two.
	w.link(row(ids[0], 30), row(ids[1], 30), habeas.SamePerson)
	w.link(row(ids[2], 1), row(ids[1], 30), habeas.SamePerson)
	w.link(row(ids[0], 30), row(ids[2], 1), habeas.OtherPerson)
	r := w.ask(question(ids[:]...))
	if l := r.Result.Linking; l.Unsure != 20 || l.Against != 1 || l.Draws != 50 {
		t.Errorf("the links are %+v", l)
	}
	by := map[string]estimating.Linked{}
	for _, x := range r.Result.Linked {
		by[x.Name] = x
	}
	if by[estimating.LinkStrict].N != 203 || by[estimating.LinkBest].N != 201 || by[estimating.LinkLoose].N != 181 {
		t.Errorf("strict, best and loose linking leave %d, %d and %d people", by["strict"].N, by["best"].N, by["loose"].N)
	}
	strict, loose, pooled := by["strict"].Result, by["loose"].Result, by["pooled"].Result
	if !(loose.Median < pooled.Median && pooled.Median < strict.Median && pooled.Q025 < loose.Median && pooled.Q975 > strict.Median) {
		t.Errorf("loose %.0f, pooled %.0f (%.0f to %.0f), strict %.0f", loose.Median, pooled.Median, pooled.Q025, pooled.Q975, strict.Median)
	}
	// Without a pair that could be either, the reader is told that nobody looked.
	w2 := newWorld(t)
	ids = w2.three(overlapping)
	r = w2.ask(question(ids[:]...))
	if !slices.ContainsFunc(r.Result.Report.Findings, func(f estimate.Finding) bool { return f.Rule == "links not reviewed" }) || len(r.Result.Linked) != 3 {
		t.Error("nobody reviewed the links, and it does not say so")
	}
}

// Persons by the decisions are the persons of the record.
func TestPersonsAreThoseOfTheRecord(t *testing.T) {
	w := newWorld(t)
	ids := w.three(overlapping)
	persons := map[habeas.ID]bool{}
	w.ok(w.store.View(w.ctx, func(tx desk.Tx) error {
		for _, id := range ids {
			rows, _, err := tx.FindRows(id, habeas.RowQuery{})
			if err != nil {
				return err
			}
			for _, r := range rows {
				m, err := tx.Mention(r.ID)
				if err != nil {
					return err
				}
				persons[m.Person] = true
			}
		}
		return nil
	}))
	if n := w.count(question(ids[:]...)).Report.N; n != len(persons) {
		t.Errorf("%d people, and the record has %d", n, len(persons))
	}
}

// Lists that share an origin are merged or excused, or there is no number.
func TestSharedOrigin(t *testing.T) {
	w := newWorld(t)
	lists := func(see, suffix string) (ids []habeas.ID) {
		for _, name := range []string{"The First Register", "The Second Register", "The Third Register"} {
			lines := []string{"No,Name,Held in,Detained,See"}
			for i := range 20 {
				note := ""
				if name == "The Second Register" && i < 4 {
					note = see
				}
				if name == "The Third Register" && i < 4 && strings.HasPrefix(see, "http") {
					note = strings.ToUpper(see[:4]) + see[4:]
				}
				lines = append(lines, fmt.Sprintf("%d,Person N%02d Example,Toli,2017-08,%s", i, i, note))
			}
			ids = append(ids, w.bring(name+suffix, lines...))
		}
		for i := 1; i <= 15; i++ {
			w.link(row(ids[0], i), row(ids[1], i), habeas.SamePerson)
			if i > 8 {
				w.link(row(ids[1], i), row(ids[2], i), habeas.SamePerson)
			}
		}
		return ids
	}
	ids := lists("as in The First Register", "")
	q := question(ids...)
	r := w.ask(q).Result
	refusedFor := func(o estimating.Outcome, rule string) bool {
		return slices.ContainsFunc(o.Report.Findings, func(f estimate.Finding) bool { return f.Rule == rule && f.Action == estimate.Refuse })
	}
	if !refusedFor(r, "shared origin") || len(r.Report.Methods) != 0 {
		t.Errorf("a list made from another stands beside it: %+v", r.Report.Findings)
	}
	if _, ok := r.Number("dga"); ok {
		t.Error("a number may be printed")
	}
	q.Excused = []habeas.EstimateExcuse{{A: ids[1], B: ids[0], Why: "only four rows"}}
	r = w.count(q)
	if refusedFor(r, "shared origin") || !strings.Contains(strings.Join(r.Report.Warnings, "\n"), "only four rows") {
		t.Errorf("the excuse is not taken, or not shown: %q", r.Report.Warnings)
	}
	q.Excused = nil
	q.Lists = [][]habeas.ID{{ids[0], ids[1]}, {ids[2]}}
	if r = w.count(q); refusedFor(r, "shared origin") || !refusedFor(r, "few lists") || len(r.Lists) != 2 {
		t.Errorf("two that were merged: %+v", r.Report.Findings)
	}
	// Two that cite one site.
	ids = lists("http://www.example.org/people/1", " again")
	r = w.count(question(ids...))
	if !refusedFor(r, "shared origin") || !strings.Contains(strings.Join(r.Report.Reasons, "\n"), "example.org, as") {
		t.Errorf("both cite one site: %q", r.Report.Reasons)
	}
}

// The reports of an outlet are a list of those they name; a number in them is none.
func TestReportsAsAList(t *testing.T) {
	w := newWorld(t)
	doc := w.by[habeas.RoleDocumenter]
	outlet := habeas.Source{Kind: habeas.SourceOutlet, Name: "The Invented Gazette", Label: "The Invented Gazette", Protection: habeas.ProtectionOpen, Consent: habeas.ConsentNamed}
	witness := habeas.Source{Kind: habeas.SourcePerson, Name: "Witness Realname", Label: "a relative", Protection: habeas.ProtectionTeam, Consent: habeas.ConsentAnonymised}
	text := "An estimated 500 people are held in Toli. "
	for i := range 12 {
		text += fmt.Sprintf("Person N%02d Example was taken. ", i)
	}
	taken, err := w.desk.Capture(w.ctx, doc, desk.Given{Pasted: text, Title: "Held", Lang: "en", Published: "2017-11-01", Access: habeas.AccessPublic, NewSource: &outlet})
	w.ok(err)
	rv, err := w.desk.Review(w.ctx, doc, taken.Report.ID)
	w.ok(err)
	add := func(words string, e desk.Edit) habeas.Claim {
		at := strings.Index(rv.Text.Body, words)
		c, err := w.desk.AddMissed(w.ctx, doc, rv.Text.ID, at, at+len(words), e)
		w.ok(err)
		return c
	}
	list := w.bring("Register", "No,Name,Held in,Detained", "1,Person N00 Example,Toli,2017-08")
	q := question(list, taken.Report.Source)
	five := 500.0
	add("An estimated 500 people", desk.Edit{Property: "quantity", Source: taken.Report.Source, New: desk.NewSubject{Kind: habeas.KindGroup, Label: "people of Toli"}, Quantity: &habeas.Quantity{Words: "An estimated 500 people", Min: &five, Max: &five, Unit: "persons"}})
	r := w.count(q)
	if !slices.ContainsFunc(r.Report.Findings, func(f estimate.Finding) bool {
		return f.Rule == "single figure" && f.Action == estimate.Refuse && strings.Contains(f.Says, "500")
	}) {
		t.Errorf("a figure stands as a list: %+v", r.Report.Findings)
	}
	src, err := w.desk.AddSource(w.ctx, doc, witness)
	w.ok(err)
	for i := range 12 {
		words := fmt.Sprintf("Person N%02d Example", i)
		c := add(words, desk.Edit{Property: "name", Source: taken.Report.Source, New: desk.NewSubject{Kind: habeas.KindMention, Label: words}, Value: words})
		add(words+" was taken", desk.Edit{Property: "event.detention", Source: src.ID, Subject: c.Subject, When: "August 2017", EDTF: "2017-08", Slots: map[string]string{"place": "Toli"}})
	}
	read := w.ask(q)
	r = w.count(q)
	if l := listOf(r, outlet.Name); l.Named != 12 || l.Held != 12 || l.Stated != 0 {
		t.Errorf("the Gazette's list is %+v", l)
	}
	// What the witness did not allow to be counted is not, from that moment on.
	src.Consent = habeas.ConsentTracing
	src.Version = 1
	w.ok(w.desk.ChangeSource(w.ctx, doc, src))
	if !w.read(read.ID).Stale {
		t.Error("the witness withdrew the consent to be counted, and the answer is not out of date")
	}
	r = w.count(q)
	if l := listOf(r, outlet.Name); l.Held != 0 || r.Withheld != 12 {
		t.Errorf("without the consent of the witness it is %+v, %d claims withheld", l, r.Withheld)
	}
	if raw, _ := json.Marshal(read.Result); strings.Contains(string(raw), witness.Name) {
		t.Error("the name of a witness is in what every account reads")
	}
	// Whoever is no outlet that may be named is no list.
	for _, id := range []habeas.ID{src.ID, habeas.NewID(habeas.KindSource), habeas.NewID(habeas.KindList)} {
		_, _, err := w.Ask(w.ctx, w.by[habeas.RoleStatistician], question(list, id), nil)
		w.is(err, habeas.ErrInvalid)
		if want := "a list that was chosen is not in the record"; !strings.Contains(err.Error(), want) {
			t.Errorf("of %s it says %q", id, err)
		}
	}
}

// Sealed lists are none to choose or to ask of, for anybody.
func TestSealedIsNotCounted(t *testing.T) {
	w := newWorld(t)
	list := w.bring("Register", "No,Name,Held in,Detained", "1,Person N00 Example,Toli,2017-08")
	w.update(func(tx desk.Tx) error {
		l, err := tx.List(list)
		l.Access = habeas.AccessSealed
		return firstOf(err, func() error { return tx.PutList(l) })
	})
	lists, _, err := w.Choices(w.ctx, w.by[habeas.RoleAdmin])
	w.ok(err)
	if len(lists) != 0 {
		t.Errorf("a sealed list is offered: %v", lists)
	}
	_, _, err = w.Ask(w.ctx, w.by[habeas.RoleAdmin], question(list), nil)
	w.is(err, habeas.ErrInvalid)
}

func firstOf(err error, fn func() error) error {
	if err != nil {
		return err
	}
	return fn()
}

// A stratum of a few people is not shown, and nor is what would tell how many
// they are.
func TestSmallStrata(t *testing.T) {
	w := newWorld(t)
	w.sex = func(n int) string {
		switch {
		case n <= 5:
			return "other"
		case n%3 == 0:
			return "male"
		}
		return "female"
	}
	ids := w.three(overlapping)
	q := question(ids[:]...)
	q.Strata = habeas.StrataSex
	o := w.ask(q).Result
	shown := map[string]int{}
	for _, s := range o.Strata {
		shown[s.Name] = s.Observed
		if s.Suppressed != (s.Name != "female") || s.Suppressed && !s.Documented {
			t.Errorf("%s: %+v", s.Name, s)
		}
	}
	if want := map[string]int{"female": 132, "male": 0, "other": 0}; !maps.Equal(shown, want) {
		t.Errorf("the strata show %v, want %v", shown, want)
	}
}

// Every use case, for every role.
func TestEveryUseCaseAuthorises(t *testing.T) {
	w := newWorld(t)
	ids := w.three(map[string]int{"100": 12, "110": 3, "001": 1})
	q := question(ids[:]...)
	e, _, err := w.Ask(w.ctx, w.by[habeas.RoleStatistician], q, nil)
	w.ok(err)
	missing := habeas.ID("h000000000000000")
	cases := map[string]struct {
		act   habeas.Action
		about bool
		call  func(a habeas.Actor, id habeas.ID) error
	}{
		"Choices":      {habeas.Estimate, false, func(a habeas.Actor, _ habeas.ID) error { _, _, err := w.Choices(w.ctx, a); return err }},
		"Ask":          {habeas.Estimate, false, func(a habeas.Actor, _ habeas.ID) error { _, _, err := w.Ask(w.ctx, a, q, nil); return err }},
		"Start":        {habeas.Estimate, false, func(a habeas.Actor, _ habeas.ID) error { _, err := w.Start(w.ctx, a, q); w.Wait(); return err }},
		"Again":        {habeas.Estimate, true, func(a habeas.Actor, id habeas.ID) error { _, err := w.Again(w.ctx, a, id); w.Wait(); return err }},
		"Estimate":     {habeas.ReadItem, true, func(a habeas.Actor, id habeas.ID) error { _, err := w.Estimate(w.ctx, a, id); return err }},
		"Samples":      {habeas.ReadItem, true, func(a habeas.Actor, id habeas.ID) error { _, err := w.Samples(w.ctx, a, id); return err }},
		"Estimates":    {habeas.ReadDesk, false, func(a habeas.Actor, _ habeas.ID) error { _, _, err := w.Estimates(w.ctx, a, 10, 0); return err }},
		"Calculations": {habeas.ReadDesk, false, func(a habeas.Actor, _ habeas.ID) error { _, err := w.Calculations(w.ctx, a); return err }},
	}
	for i := range methods.NumMethod() {
		name := methods.Method(i).Name
		if _, ok := cases[name]; !ok && name != "Wait" {
			t.Errorf("%s is in no line of the table", name)
		}
	}
	for name, uc := range cases {
		for role, a := range w.by {
			err := uc.call(a, e.ID)
			want := habeas.Authorise(a, uc.act, habeas.Item{})
			if (err == nil) != (want == nil) || err != nil && err.Error() != want.Error() {
				t.Errorf("%s by %q: %v, want %v", name, role, err, want)
			}
			if uc.about {
				if gone := uc.call(a, missing); want == nil && !isNotFound(gone) || want != nil && gone.Error() != err.Error() {
					t.Errorf("%s by %q of what is not there: %v", name, role, gone)
				}
			}
		}
	}
}

func TestQuestionsThatCannotBeAsked(t *testing.T) {
	w := newWorld(t)
	list := w.bring("Register", "No,Name,Held in,Detained", "1,Person N00 Example,Toli,2017-08")
	for _, tt := range []struct {
		change func(*habeas.EstimateQuestion)
		says   string
	}{
		{func(q *habeas.EstimateQuestion) { q.Place = " " }, "for which place"},
		{func(q *habeas.EstimateQuestion) { q.Place = "؟" }, "no name of a place"},
		{func(q *habeas.EstimateQuestion) { q.Place = string(habeas.NewID(habeas.KindFacility)) }, "not in the record"},
		{func(q *habeas.EstimateQuestion) { q.Window = "" }, "for which time"},
		{func(q *habeas.EstimateQuestion) { q.Window = "2017/.." }, "for which time"},
		{func(q *habeas.EstimateQuestion) { q.Window = "two years" }, "for which time"},
		{func(q *habeas.EstimateQuestion) { q.Assumption = "" }, "what makes those on no list"},
		{func(q *habeas.EstimateQuestion) { q.Assumption = strings.Repeat("long ", 1000) }, "longer than"},
		{func(q *habeas.EstimateQuestion) { q.Method = "guess" }, "no method"},
		{func(q *habeas.EstimateQuestion) { q.Method = "chao" }, "no method"},
		{func(q *habeas.EstimateQuestion) { q.Lists = nil }, "no list is chosen"},
		{func(q *habeas.EstimateQuestion) { q.Lists = append(q.Lists, []habeas.ID{list}) }, "chosen twice"},
		{func(q *habeas.EstimateQuestion) { q.Lists = append(q.Lists, []habeas.ID{"p123"}) }, "is no list"},
		{func(q *habeas.EstimateQuestion) { q.Strata = "faith" }, "cannot be parted"},
	} {
		q := question(list)
		tt.change(&q)
		_, _, err := w.Ask(w.ctx, w.by[habeas.RoleStatistician], q, nil)
		w.is(err, habeas.ErrInvalid)
		if !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%q, want %q", err, tt.says)
		}
	}
	if _, n, err := w.Estimates(w.ctx, w.by[habeas.RoleReader], 10, 0); err != nil || n != 0 {
		t.Errorf("a question that was refused is kept: %d (%v)", n, err)
	}
}

// Where the methods disagree there is no one number, and where all is refused none.
func TestNoOneNumber(t *testing.T) {
	o := estimating.Outcome{Report: estimate.Report{Methods: map[string]estimate.Result{"dga": {Median: 300, Q025: 200, Q975: 400}, "lcmcr": {Refused: true}}}}
	if r, ok := o.Number("dga"); !ok || r.Median != 300 {
		t.Error("the number of dga is not given")
	}
	for what, change := range map[string]func(*estimating.Outcome){"disagreeing": func(o *estimating.Outcome) { o.Report.Headline = "methods disagree" },
		"refused": func(o *estimating.Outcome) { o.Report.Refused = true }} {
		x := o
		change(&x)
		if _, ok := x.Number("dga"); ok {
			t.Errorf("%s, a number is given", what)
		}
	}
	if _, ok := o.Number("lcmcr"); ok {
		t.Error("the number of a method that refused is given")
	}
}

// Bar B12: an estimate of four lists under fifty linkages, those of the three that
// are shown included.
func BenchmarkLinkages(b *testing.B) {
	w := newWorld(b)
	linked := estimating.LinkedOf(b, w.Desk, w.ctx, w.by[habeas.RoleStatistician], question(w.four()...))
	tables := 0
	for b.Loop() {
		xs, n := linked()
		if len(xs) != 4 || xs[3].Result.Refused {
			b.Fatal("no pooled estimate")
		}
		tables = n
	}
	b.ReportMetric(float64(tables), "tables")
}

// The pooled interval holds what strict and loose linking say.
func TestPooledHoldsStrictAndLoose(t *testing.T) {
	w := newWorld(t)
	xs, _ := estimating.LinkedOf(t, w.Desk, w.ctx, w.by[habeas.RoleStatistician], question(w.four()...))()
	strict, loose, pooled := xs[0].Result, xs[2].Result, xs[3].Result
	if xs[3].Name != estimating.LinkPooled || !(pooled.Q025 < loose.Median && loose.Median < strict.Median && strict.Median < pooled.Q975) {
		t.Errorf("strict %.0f, loose %.0f, pooled %.0f (%.0f to %.0f)", strict.Median, loose.Median, pooled.Median, pooled.Q025, pooled.Q975)
	}
}

// Counting reads whole lists: 30,000 rows on three.
func BenchmarkCounting(b *testing.B) {
	w := newWorld(b)
	var ids []habeas.ID
	for k := range 3 {
		lines := []string{"No,Name,Sex,Held in,Detained"}
		for i := range 10_000 {
			lines = append(lines, fmt.Sprintf("%d,Person N%05d Example,male,Toli,2017-08", i, 10_000*k+i))
		}
		ids = append(ids, w.bring(fmt.Sprintf("Register %d", k), lines...))
	}
	for b.Loop() {
		if n := w.count(question(ids...)).Report.N; n != 30_000 {
			b.Fatalf("%d people", n)
		}
	}
}

// Linkages are drawn for as many lists as the average over graphs takes, and not for
// more.
func TestLinkagesOfManyLists(t *testing.T) {
	w := newWorld(t)
	var ids []habeas.ID
	for k := range estimating.PooledLists + 1 {
		lines := []string{"No,Name,Sex,Held in,Detained"}
		for i := range 12 {
			lines = append(lines, fmt.Sprintf("%d,Person L%d%02d Example,male,Toli,2017-08", i, k, i))
		}
		ids = append(ids, w.bring(fmt.Sprintf("Register %d", k), lines...))
	}
	w.link(row(ids[0], 1), row(ids[1], 1), habeas.UnsureLink)
	if n := w.count(question(ids[:estimating.PooledLists]...)).Linking.Draws; n != 50 {
		t.Errorf("of %d lists %d linkages are drawn", estimating.PooledLists, n)
	}
	if n := w.count(question(ids...)).Linking.Draws; n != 0 {
		t.Errorf("of %d lists %d linkages are drawn", len(ids), n)
	}
}
