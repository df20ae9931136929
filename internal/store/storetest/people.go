package storetest

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/store"
)

// picture is everything the read model says of some people.
func (f *fixture) picture(ms ...habeas.Mention) string {
	f.Helper()
	var b strings.Builder
	f.view(func(tx *store.Tx) {
		for _, m := range ms {
			of, current, err := tx.Mentions(habeas.PersonOf(m.ID))
			f.no(err)
			s, err := tx.Summary(habeas.PersonOf(m.ID), habeas.ScopeDesk)
			f.no(err)
			for _, v := range []any{of, current, s} {
				text, err := json.Marshal(v)
				f.no(err)
				b.Write(append(text, '\n'))
			}
		}
		found, err := tx.SearchPeople(habeas.PeopleQuery{Scope: habeas.ScopeDesk})
		f.no(err)
		text, err := json.Marshal(found)
		f.no(err)
		b.Write(text)
	})
	return b.String()
}

func testLinks(_ *testing.T, f *fixture) {
	var a, b, c habeas.Mention
	f.update(func(tx *store.Tx) {
		a, b, c = f.person(tx, "Ali Sample"), f.person(tx, "Aly Sampel"), f.person(tx, "Alim Somebody")
		f.accept(tx, f.claim(b.ID, "occupation", "baker"))
	})
	alone := f.picture(a, b, c)
	link := func(a, b habeas.Mention, v habeas.Verdict) habeas.Link {
		l := habeas.Link{ID: habeas.NewID(habeas.KindLink), A: a.ID, B: b.ID, Verdict: v, Reason: "same village", By: f.documenter, At: f.clock()}
		f.update(func(tx *store.Tx) { f.no(tx.AddLink(l)) })
		return l
	}
	undo := func(l habeas.Link) {
		f.update(func(tx *store.Tx) { f.no(tx.UndoLink(l.ID, f.reviewer, f.clock(), "not the same")) })
	}
	ab := link(a, b, habeas.SamePerson)
	pair := f.picture(a, b, c)
	f.view(func(tx *store.Tx) {
		ofA, current, err := tx.Mentions(habeas.PersonOf(a.ID))
		f.no(err)
		ofB, other, err := tx.Mentions(habeas.PersonOf(b.ID))
		f.no(err)
		f.same("one person by either address", ofA, ofB)
		f.same("one id", current, other)
		f.same("two mentions", 2, len(ofA))
		s := got[habeas.Summary](f)(tx.Summary(habeas.PersonOf(b.ID), habeas.ScopeDesk))
		f.same("who", current, s.Person)
		f.same("claims of both", 3, s.Claims)
		f.same("people", 2, got[habeas.PeopleFound](f)(tx.SearchPeople(habeas.PeopleQuery{Scope: habeas.ScopeDesk})).Total)
		f.same("links", 1, len(got[[]habeas.Link](f)(tx.Links(a.ID, b.ID, c.ID))))
		f.same("link", "same village", got[habeas.Link](f)(tx.Link(ab.ID)).Reason)
	})
	bc := link(b, c, habeas.SamePerson)
	f.view(func(tx *store.Tx) {
		ms, _, err := tx.Mentions(habeas.PersonOf(c.ID))
		f.no(err)
		f.same("three mentions", 3, len(ms))
	})
	undo(bc)
	f.same("undone gives back the pair", pair, f.picture(a, b, c))
	other := link(a, b, habeas.OtherPerson)
	f.same("the newest decision about a pair counts", alone, f.picture(a, b, c))
	undo(other)
	f.same("and when undone, the one before", pair, f.picture(a, b, c))
	undo(ab)
	f.same("undone gives back what was before", alone, f.picture(a, b, c))
	f.view(func(tx *store.Tx) {
		f.same("decisions are kept", 3, len(got[[]habeas.Link](f)(tx.Links(b.ID))))
		f.same("undone by", f.reviewer, got[habeas.Link](f)(tx.Link(ab.ID)).UndoneBy)
		f.same("mentions of the report", 3, len(got[[]habeas.Mention](f)(tx.MentionsIn(f.article.ID))))
		_, _, err := tx.Mentions(habeas.NewID(habeas.KindPerson))
		f.is(err, habeas.ErrNotFound)
	})
	err := f.s.Update(context.Background(), func(tx *store.Tx) error { return tx.UndoLink(ab.ID, f.reviewer, f.clock(), "again") })
	f.is(err, habeas.ErrConflict)
	err = f.s.Update(context.Background(), func(tx *store.Tx) error {
		return tx.AddLink(habeas.Link{ID: habeas.NewID(habeas.KindLink), A: a.ID, B: a.ID, Verdict: habeas.SamePerson})
	})
	f.is(err, habeas.ErrInvalid)
}

func testSummary(_ *testing.T, f *fixture) {
	var m habeas.Mention
	var rejected habeas.Claim
	f.update(func(tx *store.Tx) {
		m = habeas.Mention{ID: habeas.NewID(habeas.KindMention), Report: f.article.ID, Label: "a baker of Exampletown", At: today}
		f.no(tx.PutMention(m))
		// Nobody has said yet that there is such a person.
		_, err := tx.Summary(habeas.PersonOf(m.ID), habeas.ScopeDesk)
		f.is(err, habeas.ErrNotFound)
		rejected = f.accept(tx, f.claim(m.ID, "sex", "male"))
		// Inside one transaction the read model is never behind.
		f.same("goes by the label", "a baker of Exampletown", got[habeas.Summary](f)(tx.Summary(habeas.PersonOf(m.ID), habeas.ScopeDesk)).Name)
		f.accept(tx, f.claim(m.ID, "name", "Ali Sample"))
		f.same("goes by the name", "Ali Sample", got[habeas.Summary](f)(tx.Summary(habeas.PersonOf(m.ID), habeas.ScopeDesk)).Name)
		f.propose(tx, f.claim(m.ID, "occupation", "baker"))
		event := f.claim(habeas.NewID(habeas.KindEvent), "event.detention", "")
		event.Refs, event.When = map[string]habeas.ID{"target": m.ID}, &habeas.When{EDTF: "2017-11"}
		f.accept(tx, event)
		kin := f.claim(m.ID, "kin", "brother")
		f.accept(tx, kin)
	})
	f.view(func(tx *store.Tx) {
		s := got[habeas.Summary](f)(tx.Summary(habeas.PersonOf(m.ID), habeas.ScopeDesk))
		f.same("sex", "male", s.Sex)
		f.same("a proposal says nothing yet", "", s.Occupation)
		f.same("held by an event that names them as target", habeas.HeldUnknown, s.Standing)
		f.same("news", "2017-11-30", s.NewsTill)
		f.same("claims", 4, s.Claims)
		_, err := tx.Summary(habeas.PersonOf(m.ID), habeas.ScopePublic)
		f.is(err, habeas.ErrNotFound)
	})
	f.update(func(tx *store.Tx) { f.no(tx.AddStep(f.step(rejected.ID, habeas.ActReject, f.documenter))) })
	f.view(func(tx *store.Tx) {
		f.same("no more", "", got[habeas.Summary](f)(tx.Summary(habeas.PersonOf(m.ID), habeas.ScopeDesk)).Sex)
	})
}

func testSearchPeople(_ *testing.T, f *fixture) {
	f.update(func(tx *store.Tx) {
		for _, p := range []struct{ name, sex, place, held string }{
			{"Abdu'l-Aziz Ürümqili", "male", "Ghulja, Example County", "2017-11"},
			{"Қайрат Үлгі", "male", "", "2018"},
			{"示例名", "female", "", ""},
			{"Aliya Sample", "female", "Urumqi", "2017-05-02"},
			{"Ali Sample", "male", "Urumqi", ""},
		} {
			m := f.person(tx, p.name)
			f.accept(tx, f.claim(m.ID, "sex", p.sex))
			if p.place != "" {
				f.accept(tx, f.claim(m.ID, "residence", p.place))
			}
			if p.held != "" {
				c := f.claim(m.ID, "event.detention", "")
				c.When = &habeas.When{EDTF: p.held}
				f.accept(tx, c)
			}
		}
	})
	desk := func(q habeas.PeopleQuery) habeas.PeopleQuery { q.Scope = habeas.ScopeDesk; return q }
	f.view(func(tx *store.Tx) {
		for _, tt := range []struct {
			name string
			q    habeas.PeopleQuery
			want []string
		}{
			{"all by name", habeas.PeopleQuery{}, []string{"Abdu'l-Aziz Ürümqili", "Ali Sample", "Aliya Sample", "Қайрат Үлгі", "示例名"}},
			{"a beginning", habeas.PeopleQuery{Text: "Al"}, []string{"Ali Sample", "Aliya Sample"}},
			{"two beginnings in any order", habeas.PeopleQuery{Text: "sam aliy"}, []string{"Aliya Sample"}},
			{"without accents and apostrophes", habeas.PeopleQuery{Text: "urumqili abdul"}, []string{"Abdu'l-Aziz Ürümqili"}},
			{"on a Russian keyboard", habeas.PeopleQuery{Text: "кайрат улги"}, []string{"Қайрат Үлгі"}},
			{"Han", habeas.PeopleQuery{Text: "例名"}, []string{"示例名"}},
			{"a place is no name", habeas.PeopleQuery{Text: "ghulja"}, nil},
			{"in a place", habeas.PeopleQuery{Place: "URUM"}, []string{"Ali Sample", "Aliya Sample"}},
			{"in a place by a word of it", habeas.PeopleQuery{Place: "county"}, []string{"Abdu'l-Aziz Ürümqili"}},
			{"name and place", habeas.PeopleQuery{Text: "ali", Place: "urumqi", Sex: "male"}, []string{"Ali Sample"}},
			{"sex", habeas.PeopleQuery{Sex: "female"}, []string{"Aliya Sample", "示例名"}},
			{"year", habeas.PeopleQuery{Year: "2017"}, []string{"Abdu'l-Aziz Ürümqili", "Aliya Sample"}},
			{"no such year", habeas.PeopleQuery{Year: "soon"}, nil},
			{"standing", habeas.PeopleQuery{Standing: habeas.NotKnown}, []string{"Ali Sample", "示例名"}},
			{"longest without news", habeas.PeopleQuery{Sort: "news", Limit: 3}, []string{"Aliya Sample", "Abdu'l-Aziz Ürümqili", "Қайрат Үлгі"}},
			{"a page", habeas.PeopleQuery{Limit: 2, Offset: 1}, []string{"Ali Sample", "Aliya Sample"}},
			{"past the end", habeas.PeopleQuery{Offset: 9}, nil},
			{"syntax is no syntax", habeas.PeopleQuery{Text: `" OR a* -- ':*`}, nil},
			{"a list nobody is in", habeas.PeopleQuery{List: habeas.NewID(habeas.KindList)}, nil},
		} {
			found := got[habeas.PeopleFound](f)(tx.SearchPeople(desk(tt.q)))
			f.same(tt.name, tt.want, peopleNames(found))
			if tt.q.Limit == 0 && tt.q.Offset == 0 {
				f.same(tt.name+": total", len(tt.want), found.Total)
			}
		}
		found := got[habeas.PeopleFound](f)(tx.SearchPeople(desk(habeas.PeopleQuery{Limit: 1})))
		f.same("total", 5, found.Total)
		f.same("sex", map[string]int{"male": 3, "female": 2}, facetCounts(found, "sex"))
		f.same("year", map[string]int{"2017": 2, "2018": 1}, facetCounts(found, "year"))
		f.same("standing", map[string]int{"held": 3, "unknown": 2}, facetCounts(found, "standing"))
		found = got[habeas.PeopleFound](f)(tx.SearchPeople(desk(habeas.PeopleQuery{Text: "sample", Sex: "female"})))
		f.same("facets of what was found", map[string]int{"2017": 1}, facetCounts(found, "year"))
		f.same("outside", 0, got[habeas.PeopleFound](f)(tx.SearchPeople(habeas.PeopleQuery{Scope: habeas.ScopePublic})).Total)
		// Names written otherwise are found by their sound, beside what the words
		// find, and say how; a filter holds for them too.
		for _, tt := range []struct {
			name string
			q    habeas.PeopleQuery
			want []string
		}{
			{"another script", habeas.PeopleQuery{Text: "Kairat Ulgi", Limit: 9}, []string{"Қайрат Үлгі"}},
			{"another spelling, the likelier first", habeas.PeopleQuery{Text: "Alia Sampel", Limit: 9}, []string{"Aliya Sample", "Ali Sample"}},
			{"what the words find is not said twice", habeas.PeopleQuery{Text: "Aliya Sample", Limit: 9}, []string{"Ali Sample"}},
			{"a filter", habeas.PeopleQuery{Text: "Kairat Ulgi", Sex: "female", Limit: 9}, nil},
			{"a second page", habeas.PeopleQuery{Text: "Kairat Ulgi", Limit: 9, Offset: 9}, nil},
			{"nothing to listen to", habeas.PeopleQuery{Text: "· ☺", Limit: 9}, nil},
			{"syntax is no syntax", habeas.PeopleQuery{Text: "Kairat' | \" OR Ulgi*", Limit: 9}, []string{"Қайрат Үлгі"}},
			{"outside", habeas.PeopleQuery{Text: "Kairat Ulgi", Scope: habeas.ScopePublic, Limit: 9}, nil},
		} {
			if tt.q.Scope == "" {
				tt.q.Scope = habeas.ScopeDesk
			}
			var as []string
			for _, a := range got[habeas.PeopleFound](f)(tx.SearchPeople(tt.q)).Alike {
				as = append(as, a.As)
				if a.Name != a.As || len(a.Why) == 0 {
					f.Errorf("%s: %q is compared as %q, because %q", tt.name, a.Name, a.As, a.Why)
				}
			}
			f.same("alike: "+tt.name, tt.want, as)
		}
	})
}

// outside is all that readers outside can be told of a record's people.
func (f *fixture) outside(persons ...habeas.ID) string {
	f.Helper()
	var b strings.Builder
	f.view(func(tx *store.Tx) {
		found := got[habeas.PeopleFound](f)(tx.SearchPeople(habeas.PeopleQuery{Scope: habeas.ScopePublic}))
		subjects := got[habeas.SubjectsFound](f)(tx.SearchSubjects(habeas.SubjectQuery{Scope: habeas.ScopePublic, Kind: habeas.KindPlace}))
		cs, _, err := tx.FindClaims(habeas.ClaimFilter{Released: true})
		f.no(err)
		shown := []any{found, subjects}
		for _, r := range got[[]habeas.Releasable](f)(tx.Releasables(cs)) {
			out, err := habeas.Release(r, habeas.ToPublic, today)
			f.no(err) // what is listed as released must be
			shown = append(shown, out)
		}
		for _, p := range persons {
			if s, err := tx.Summary(p, habeas.ScopePublic); err == nil {
				shown = append(shown, s)
			}
		}
		for _, v := range shown {
			text, err := json.Marshal(v)
			f.no(err)
			b.Write(append(text, '\n'))
		}
	})
	return b.String()
}

// markers are planted in everything that must stay inside.
func testRelease(_ *testing.T, f *fixture) {
	var m habeas.Mention
	f.update(func(tx *store.Tx) {
		m = f.person(tx, "Marker Onlyaccepted")
		f.publish(tx, f.claim(m.ID, "name", "Ali Shown"))
		f.propose(tx, f.claim(m.ID, "occupation", "Marker Proposed"))
		team := f.claim(m.ID, "residence", "Marker Team")
		team.Access = habeas.AccessTeam
		f.publish(tx, team)
		f.publish(tx, f.claim(m.ID, "id.number", "Marker Identity"))
		late := f.accept(tx, f.claim(m.ID, "name.other", "Marker Embargo"))
		s := f.step(late.ID, habeas.ActPublish, f.reviewer)
		s.Terms = &habeas.Terms{Grade: habeas.GradeSingle, Embargo: "2026-03-02"}
		f.no(tx.AddStep(s))
		off := f.publish(tx, f.claim(m.ID, "name.other", "Marker Takenoff"))
		f.no(tx.AddStep(f.step(off.ID, habeas.ActUnpublish, f.reviewer)))
		alone := f.accept(tx, f.claim(m.ID, "status", "Marker Oneperson"))
		s = f.step(alone.ID, habeas.ActPublish, f.documenter)
		s.Terms = &terms
		f.no(tx.AddStep(s))
		told := f.claim(m.ID, "education", "university")
		told.Source, told.Report, told.Words, told.Note = f.witness.ID, "", "Marker Words", "Marker Note"
		f.publish(tx, told)
		secret := habeas.Mention{ID: habeas.NewID(habeas.KindMention), Label: "Marker Label", At: today}
		f.no(tx.PutMention(secret))
		place := habeas.Subject{ID: habeas.NewID(habeas.KindPlace), Label: "Marker Place"}
		f.no(tx.PutSubject(place))
		f.accept(tx, f.claim(place.ID, "name", "Marker Placename"))
	})
	text := f.outside(habeas.PersonOf(m.ID))
	if !strings.Contains(text, "Ali Shown") || !strings.Contains(text, "university") {
		f.Fatalf("what was published is missing outside:\n%s", text)
	}
	if i := strings.Index(text, "Marker"); i >= 0 {
		f.Fatalf("outside stands %q", text[i:min(len(text), i+60)])
	}
	f.view(func(tx *store.Tx) {
		for _, word := range []string{"marker", "onlyaccepted", "embargo", "takenoff"} {
			f.same("found outside by "+word, 0, got[habeas.PeopleFound](f)(tx.SearchPeople(habeas.PeopleQuery{Scope: habeas.ScopePublic, Text: word})).Total)
		}
		for _, name := range []string{"Maarker Labl", "Маркер", "Markar Onliaccepted"} {
			f.same("found outside by the sound of "+name, 0, len(got[habeas.PeopleFound](f)(tx.SearchPeople(habeas.PeopleQuery{Scope: habeas.ScopePublic, Text: name, Limit: 9})).Alike))
		}
		f.same("found outside by sound", 1, len(got[habeas.PeopleFound](f)(tx.SearchPeople(habeas.PeopleQuery{Scope: habeas.ScopePublic, Text: "Alee Showen", Limit: 9})).Alike))
		f.same("found outside", 1, got[habeas.PeopleFound](f)(tx.SearchPeople(habeas.PeopleQuery{Scope: habeas.ScopePublic, Text: "shown"})).Total)
	})
}

func testWithdrawal(_ *testing.T, f *fixture) {
	var m habeas.Mention
	f.update(func(tx *store.Tx) {
		m = f.person(tx, "Ali Sample")
		told := f.claim(m.ID, "education", "university")
		told.Source, told.Report = f.witness.ID, ""
		f.publish(tx, told)
	})
	shown := func() bool { return strings.Contains(f.outside(habeas.PersonOf(m.ID)), string(habeas.PersonOf(m.ID))) }
	f.same("shown", true, shown())
	for _, consent := range []habeas.Consent{habeas.ConsentNone, habeas.ConsentAnonymised, habeas.ConsentAggregate} {
		f.witness.Consent = consent
		f.update(func(tx *store.Tx) { f.no(tx.PutSource(f.witness)) })
		f.witness.Version++
		f.same("shown with consent "+string(consent), consent == habeas.ConsentAnonymised, shown())
	}
	var c habeas.Claim
	f.update(func(tx *store.Tx) { c = f.publish(tx, f.claim(m.ID, "language", "an invented language")) })
	f.same("shown from the article", true, shown())
	f.article.Access = habeas.AccessSealed
	f.update(func(tx *store.Tx) { f.no(tx.PutReport(f.article)) })
	f.article.Version++
	f.same("shown while the article is sealed", false, shown())
	f.article.Access = habeas.AccessPublic
	f.update(func(tx *store.Tx) { f.no(tx.PutReport(f.article)) })
	f.same("shown again", true, shown())
	f.update(func(tx *store.Tx) { f.no(tx.AddStep(f.step(c.ID, habeas.ActWithdraw, f.documenter))) })
	f.same("shown after withdrawal", false, shown())
}

func testEmbargo(_ *testing.T, f *fixture) {
	var m habeas.Mention
	f.update(func(tx *store.Tx) {
		m = f.person(tx, "Ali Sample")
		c := f.accept(tx, f.claim(m.ID, "name", "Ali Later"))
		s := f.step(c.ID, habeas.ActPublish, f.reviewer)
		s.Terms = &habeas.Terms{Grade: habeas.GradeSingle, Embargo: "2026-03-10"}
		f.no(tx.AddStep(s))
	})
	public := func() (total int) {
		f.view(func(tx *store.Tx) {
			total = got[habeas.PeopleFound](f)(tx.SearchPeople(habeas.PeopleQuery{Scope: habeas.ScopePublic, Text: "later"})).Total
		})
		return total
	}
	f.no(f.s.RefreshDue(context.Background(), time.Date(2026, 3, 9, 23, 0, 0, 0, time.UTC)))
	f.same("before the day", 0, public())
	f.no(f.s.RefreshDue(context.Background(), time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)))
	f.same("on the day", 1, public())
}

func testSolo(_ *testing.T, f *fixture) {
	var m habeas.Mention
	f.update(func(tx *store.Tx) {
		m = f.person(tx, "Ali Sample")
		c := f.accept(tx, f.claim(m.ID, "status", "held"))
		s := f.step(c.ID, habeas.ActPublish, f.documenter)
		s.Terms = &terms
		f.no(tx.AddStep(s))
	})
	public := func() (total int) {
		f.view(func(tx *store.Tx) {
			total = got[habeas.PeopleFound](f)(tx.SearchPeople(habeas.PeopleQuery{Scope: habeas.ScopePublic})).Total
		})
		return total
	}
	f.same("two are needed", 0, public())
	f.update(func(tx *store.Tx) {
		f.no(tx.PutSettings(habeas.Settings{SoloReason: "a desk of one"}, f.documenter, f.clock()))
	})
	f.same("one is enough", 1, public())
	f.update(func(tx *store.Tx) { f.no(tx.PutSettings(habeas.Settings{}, f.documenter, f.clock())) })
	f.same("two are needed again", 0, public())
}
