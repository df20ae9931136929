package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"strings"
	"testing"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/store"
	"pgregory.net/rapid"
)

// whole is everything derived that the store can be asked for.
func (f *fixture) whole() string {
	f.Helper()
	var b strings.Builder
	f.view(func(tx *store.Tx) {
		add := func(v any, err error) {
			f.Helper()
			f.no(err)
			text, err := json.Marshal(v)
			f.no(err)
			b.Write(append(text, '\n'))
		}
		for _, scope := range []habeas.Scope{habeas.ScopeDesk, habeas.ScopePublic} {
			for _, text := range []string{"", "a", "person", "zz"} {
				for _, sort := range []string{"", "news"} {
					add(tx.SearchPeople(habeas.PeopleQuery{Scope: scope, Text: text, Sort: sort}))
				}
			}
			add(tx.SearchPeople(habeas.PeopleQuery{Scope: scope, Place: "exampletown"}))
			for _, k := range []habeas.Kind{habeas.KindPlace, habeas.KindFacility, habeas.KindEvent} {
				add(tx.SearchSubjects(habeas.SubjectQuery{Scope: scope, Kind: k}))
			}
		}
		add(tx.FindSources("", 0))
		for _, filter := range []habeas.ClaimFilter{{}, {Released: true}, {Submitted: true}} {
			cs, total, err := tx.FindClaims(filter)
			add(cs, err)
			add(total, nil)
		}
		reports, _, err := tx.FindReports(habeas.ReportFilter{})
		add(reports, err)
	})
	return b.String()
}

// machine does things to a record at random.
type machine struct {
	*fixture
	r        *rapid.T
	mentions []habeas.ID
	subjects []habeas.ID
	claims   []habeas.ID
	links    []habeas.ID
	lists    []habeas.List
	rows     map[habeas.ID]int // in the list
	sources  []habeas.Source
}

func (m *machine) pick(ids []habeas.ID) habeas.ID { return rapid.SampledFrom(ids).Draw(m.r, "which") }

// try does one thing; what the record refuses as a conflict is fine.
func (m *machine) try(fn func(tx *store.Tx) error) {
	err := m.s.Update(context.Background(), fn)
	if err != nil && !errors.Is(err, habeas.ErrConflict) && !errors.Is(err, habeas.ErrNotFound) {
		m.r.Fatal(err)
	}
}

func (m *machine) addPerson() {
	m.update(func(tx *store.Tx) { m.mentions = append(m.mentions, m.person(tx, m.name()).ID) })
}

func (m *machine) name() string {
	return rapid.SampledFrom([]string{"Ali Sample", "Person A", "Zz Zz", "示例", "Ünal", "Person B"}).Draw(m.r, "name")
}

func (m *machine) addSubject() {
	s := habeas.Subject{ID: habeas.NewID(rapid.SampledFrom([]habeas.Kind{habeas.KindPlace, habeas.KindFacility}).Draw(m.r, "kind")), Label: m.name()}
	if rapid.Bool().Draw(m.r, "has parent") {
		s.Parent = m.pick(m.subjects)
	}
	m.update(func(tx *store.Tx) { m.no(tx.PutSubject(s)) })
	m.subjects = append(m.subjects, s.ID)
}

func (m *machine) addClaim() {
	about := m.pick(append(append([]habeas.ID{}, m.mentions...), m.subjects...))
	if l := m.lists[0]; m.rows[l.ID] > 0 && rapid.Bool().Draw(m.r, "about a row") {
		about = habeas.RowID(l.ID, habeas.KindMention, rapid.IntRange(0, m.rows[l.ID]-1).Draw(m.r, "row"))
	}
	value := m.name()
	property := rapid.SampledFrom([]string{"name", "sex", "residence", "status", "event.detention", "name.other"}).Draw(m.r, "property")
	if property == "sex" {
		value = rapid.SampledFrom([]string{"male", "female"}).Draw(m.r, "sex")
	}
	if property == "residence" {
		value = "Exampletown"
	}
	c := m.claim(about, property, value)
	c.Source = rapid.SampledFrom(m.sources).Draw(m.r, "source").ID
	if rapid.Bool().Draw(m.r, "told in private") {
		c.Report = ""
	}
	c.When = &habeas.When{EDTF: rapid.SampledFrom([]string{"2017", "2018-03", ""}).Draw(m.r, "when")}
	c.Refs = map[string]habeas.ID{rapid.SampledFrom([]string{"target", "place"}).Draw(m.r, "role"): m.pick(append(m.mentions, m.subjects...))}
	m.try(func(tx *store.Tx) error { return tx.AddClaim(c, m.step(c.ID, habeas.ActPropose, m.documenter)) })
	m.claims = append(m.claims, c.ID)
}

func (m *machine) addStep() {
	if len(m.claims) == 0 {
		return
	}
	id := m.pick(m.claims)
	if l := m.lists[0]; m.rows[l.ID] > 0 && rapid.Bool().Draw(m.r, "of a row") {
		row := habeas.RowID(l.ID, habeas.KindMention, rapid.IntRange(0, m.rows[l.ID]-1).Draw(m.r, "row"))
		id = habeas.RowClaimID(row, rapid.IntRange(0, 3).Draw(m.r, "column"))
	}
	s := m.step(id, rapid.SampledFrom([]habeas.Act{habeas.ActAccept, habeas.ActAccept, habeas.ActPublish, habeas.ActPublish, habeas.ActReject,
		habeas.ActUnsure, habeas.ActWithdraw, habeas.ActUnpublish, habeas.ActSubmit}).Draw(m.r, "act"), m.documenter)
	if s.Act == habeas.ActPublish {
		s.By, s.Terms = m.reviewer, &terms
	}
	m.try(func(tx *store.Tx) error { return tx.AddStep(s) })
}

func (m *machine) addLink() {
	all := m.mentions
	if l := m.lists[0]; m.rows[l.ID] > 0 {
		all = append(append([]habeas.ID{}, all...), habeas.RowID(l.ID, habeas.KindMention, 0), habeas.RowID(l.ID, habeas.KindMention, m.rows[l.ID]-1))
	}
	a, b := m.pick(all), m.pick(all)
	if a == b {
		return
	}
	l := habeas.Link{ID: habeas.NewID(habeas.KindLink), A: a, B: b, Verdict: rapid.SampledFrom(habeas.Verdicts).Draw(m.r, "verdict"), At: m.clock()}
	m.try(func(tx *store.Tx) error { return tx.AddLink(l) })
	m.links = append(m.links, l.ID)
}

func (m *machine) undoLink() {
	if len(m.links) == 0 {
		return
	}
	id := m.pick(m.links)
	m.try(func(tx *store.Tx) error { return tx.UndoLink(id, m.reviewer, m.clock(), "no") })
}

func (m *machine) changeSource() {
	i := rapid.IntRange(0, len(m.sources)-1).Draw(m.r, "source")
	s := &m.sources[i]
	s.Consent = rapid.SampledFrom(habeas.Consents).Draw(m.r, "consent")
	s.Protection = rapid.SampledFrom(habeas.Protections).Draw(m.r, "protection")
	m.update(func(tx *store.Tx) { m.no(tx.PutSource(*s)) })
	s.Version++
}

func (m *machine) putRows() {
	l := m.lists[rapid.IntRange(0, len(m.lists)-1).Draw(m.r, "list")]
	n := m.rows[l.ID]
	rows := people(l, n+3)[n:]
	if n > 0 {
		w := rowOf(l, n-1, "k", m.name(), "male", "2019", "")
		w.New = false
		rows = append(rows, w)
	}
	m.update(func(tx *store.Tx) {
		e := m.edition(l, 1+n)
		m.no(tx.PutRows(l, e, rows))
		if n > 1 {
			m.no(tx.WithdrawRows(l, e, []habeas.ID{habeas.RowID(l.ID, l.Kind.SubjectKind(), n-2)}))
		}
	})
	m.rows[l.ID] = n + 3
}

func (m *machine) changeList() {
	l := &m.lists[rapid.IntRange(0, len(m.lists)-1).Draw(m.r, "list")]
	l.Public = !l.Public
	l.Terms, l.PublishBy, l.PublishAt = terms, m.reviewer, m.clock()
	m.update(func(tx *store.Tx) { m.no(tx.PutList(*l)) })
	l.Version++
}

func (m *machine) changeSettings() {
	s := habeas.Settings{SoloReason: rapid.SampledFrom([]string{"", "one person"}).Draw(m.r, "solo")}
	m.update(func(tx *store.Tx) { m.no(tx.PutSettings(s, m.documenter, m.clock())) })
}

// newMachine begins with two lists, two persons and a place.
func newMachine(f *fixture) *machine {
	m := &machine{fixture: f, rows: map[habeas.ID]int{}, sources: []habeas.Source{f.outlet, f.witness}}
	f.update(func(tx *store.Tx) {
		m.lists = []habeas.List{f.list(tx, "One list"), f.list(tx, "Another list")}
		place := habeas.Subject{ID: habeas.NewID(habeas.KindPlace), Label: "Exampletown"}
		f.no(tx.PutSubject(place))
		m.subjects = []habeas.ID{place.ID}
		for i := range m.lists {
			s, err := tx.Source(m.lists[i].Source)
			f.no(err)
			m.sources = append(m.sources, s)
		}
	})
	f.update(func(tx *store.Tx) {
		m.mentions = []habeas.ID{f.person(tx, "Ali Sample").ID, f.person(tx, "Person A").ID}
	})
	return m
}

// something does one to twelve things at random.
func (m *machine) something(r *rapid.T) {
	m.r = r
	for range rapid.IntRange(1, 12).Draw(r, "steps") {
		rapid.SampledFrom([]func(){m.addPerson, m.addSubject, m.addClaim, m.addClaim, m.addStep, m.addStep, m.addStep, m.addLink,
			m.undoLink, m.changeSource, m.putRows, m.changeList, m.changeSettings}).Draw(r, "what")()
	}
}

// testRebuild holds that what is kept up to date change by change is what
// would be made of the claims anew.
func testRebuild(t *testing.T, f *fixture) {
	m := newMachine(f)
	// The record grows from check to check, so a few find as much as many.
	f.no(flag.Set("rapid.checks", "25"))
	rapid.Check(t, func(r *rapid.T) {
		m.something(r)
		live := f.whole()
		if err := f.s.Rebuild(context.Background()); err != nil {
			r.Fatal(err)
		}
		f.same("rebuilt", strings.Split(live, "\n"), strings.Split(f.whole(), "\n"))
	})
}
