package storetest

import (
	"testing"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/store"
)

func testSubjects(_ *testing.T, f *fixture) {
	facility := habeas.Subject{ID: habeas.NewID(habeas.KindFacility), Label: "the big building", Lat: 43.5, Lon: 87.5, Point: true, By: f.documenter, At: today}
	secret := habeas.Subject{ID: habeas.NewID(habeas.KindFacility), Label: "Marker Secret", Access: habeas.AccessTeam, At: today}
	f.update(func(tx *store.Tx) {
		f.no(tx.PutSubject(facility))
		f.no(tx.PutSubject(secret))
		f.publish(tx, f.claim(secret.ID, "name", "Marker Secretname"))
		f.accept(tx, f.claim(facility.ID, "name", "Exampletown No. 3"))
		f.accept(tx, f.claim(facility.ID, "facility.type", "prison"))
		m := f.person(tx, "Ali Sample")
		held := f.claim(m.ID, "event.detention", "")
		held.Refs, held.Words = map[string]habeas.ID{"facility": facility.ID}, "held there"
		f.accept(tx, held)
	})
	search := func(q habeas.SubjectQuery) (found habeas.SubjectsFound) {
		q.Kind = habeas.KindFacility
		f.view(func(tx *store.Tx) { found = got[habeas.SubjectsFound](f)(tx.SearchSubjects(q)) })
		return found
	}
	f.view(func(tx *store.Tx) {
		f.same("subject", facility, got[habeas.Subject](f)(tx.Subject(facility.ID)))
		_, err := tx.Subject(habeas.NewID(habeas.KindPlace))
		f.is(err, habeas.ErrNotFound)
	})
	f.same("inside", habeas.SubjectsFound{Total: 1, Subjects: []habeas.SubjectRow{{Subject: facility,
		Names: []habeas.Named{{Text: "Exampletown No. 3", Lang: "en"}}, Type: "prison", Claims: 3}}},
		search(habeas.SubjectQuery{Scope: habeas.ScopeDesk, Text: "3 example"}))
	f.same("both inside", 2, search(habeas.SubjectQuery{Scope: habeas.ScopeDesk}).Total)
	f.same("not by a label that a name replaced", 0, search(habeas.SubjectQuery{Scope: habeas.ScopeDesk, Text: "building"}).Total)
	f.same("outside", 0, search(habeas.SubjectQuery{Scope: habeas.ScopePublic}).Total)
	f.update(func(tx *store.Tx) { f.publish(tx, f.claim(facility.ID, "name", "Exampletown Prison")) })
	outside := search(habeas.SubjectQuery{Scope: habeas.ScopePublic})
	facility.By = ""
	f.same("outside once something is released", habeas.SubjectsFound{Total: 1, Subjects: []habeas.SubjectRow{{Subject: facility,
		Names: []habeas.Named{{Text: "Exampletown Prison", Lang: "en"}}, Claims: 1}}}, outside)
}

func testSubjectParents(_ *testing.T, f *fixture) {
	county := habeas.Subject{ID: habeas.NewID(habeas.KindPlace), Label: "Old Name County"}
	town := habeas.Subject{ID: habeas.NewID(habeas.KindPlace), Label: "Exampletown", Parent: county.ID}
	f.update(func(tx *store.Tx) { f.no(tx.PutSubject(town)); f.no(tx.PutSubject(county)) })
	parent := func(scope habeas.Scope, words string) (out []string) {
		f.view(func(tx *store.Tx) {
			for _, s := range got[habeas.SubjectsFound](f)(tx.SearchSubjects(habeas.SubjectQuery{Scope: scope, Kind: habeas.KindPlace, Parent: words})).Subjects {
				name := ""
				if len(s.Names) > 0 {
					name = s.Names[0].Text
				}
				out = append(out, name+" in "+s.Parent)
			}
		})
		return out
	}
	f.same("by the parent's label", []string{"Exampletown in Old Name County"}, parent(habeas.ScopeDesk, "old"))
	f.update(func(tx *store.Tx) {
		f.accept(tx, f.claim(county.ID, "name", "New Name County"))
		f.publish(tx, f.claim(town.ID, "note", "a town"))
	})
	f.same("by the parent's new name", []string{"Exampletown in New Name County"}, parent(habeas.ScopeDesk, "new"))
	f.same("not by the old one", 0, len(parent(habeas.ScopeDesk, "old")))
	f.same("outside without the parent that is not public", 0, len(parent(habeas.ScopePublic, "new")))
	f.update(func(tx *store.Tx) {
		c := f.claim(county.ID, "name.other", "Public County")
		f.publish(tx, c)
	})
	f.same("outside, with no label that nothing released says", []string{" in Public County"}, parent(habeas.ScopePublic, "public"))
	outside := func(words string) int {
		var found habeas.SubjectsFound
		f.view(func(tx *store.Tx) {
			found = got[habeas.SubjectsFound](f)(tx.SearchSubjects(habeas.SubjectQuery{Scope: habeas.ScopePublic, Kind: habeas.KindPlace, Text: words}))
		})
		return found.Total
	}
	f.same("not to be found by its label", 0, outside("exampletown"))
	var held habeas.Claim
	f.update(func(tx *store.Tx) {
		m := f.person(tx, "Ali Sample")
		held = f.claim(m.ID, "event.detention", "")
		held.Slots, held.Refs = map[string]string{"place": "Exampletown"}, map[string]habeas.ID{"place": town.ID}
		f.publish(tx, held)
	})
	f.same("found once a released claim says it", 1, outside("exampletown"))
	f.same("outside", []string{"Exampletown in Public County"}, parent(habeas.ScopePublic, "public"))
	f.update(func(tx *store.Tx) { f.no(tx.AddStep(f.step(held.ID, habeas.ActUnpublish, f.documenter))) })
	f.same("and not once it is taken off", 0, outside("exampletown"))
}

func testTensions(_ *testing.T, f *fixture) {
	var a, b habeas.Claim
	var m habeas.Mention
	f.update(func(tx *store.Tx) {
		m = f.person(tx, "Ali Sample")
		a, b = f.accept(tx, f.claim(m.ID, "sex", "male")), f.accept(tx, f.claim(m.ID, "sex", "female"))
		f.no(tx.RefreshTensions(m.ID))
		f.no(tx.RefreshTensions(habeas.PersonOf(m.ID))) // found again: the same one
	})
	var found habeas.Tension
	open := func() int {
		var total int
		f.view(func(tx *store.Tx) {
			ts, n, err := tx.OpenTensions(10, 0)
			f.no(err)
			f.same("page and total", n, len(ts))
			if total = n; n > 0 {
				found = ts[0]
			}
		})
		return total
	}
	f.same("open", 1, open())
	f.view(func(tx *store.Tx) {
		f.same("tension", found, got[habeas.Tension](f)(tx.Tension(found.ID)))
		f.same("of either claim", []habeas.Tension{found}, got[[]habeas.Tension](f)(tx.TensionsOf(b.ID, a.ID)))
	})
	settled := found
	settled.Resolution, settled.By, settled.Why = habeas.TensionMistake, f.reviewer, "a slip"
	f.update(func(tx *store.Tx) {
		f.no(tx.PutTension(settled))
		f.no(tx.RefreshTensions(m.ID))
	})
	f.same("settled stays settled", 0, open())
	f.view(func(tx *store.Tx) { f.same("why", settled, got[habeas.Tension](f)(tx.Tension(found.ID))) })
	f.update(func(tx *store.Tx) {
		c := f.accept(tx, f.claim(m.ID, "sex", "other"))
		f.no(tx.RefreshTensions(m.ID))
		_, n, err := tx.OpenTensions(10, 0)
		f.no(err)
		f.same("two more", 2, n)
		f.no(tx.AddStep(f.step(c.ID, habeas.ActWithdraw, f.documenter)))
		f.no(tx.RefreshTensions(m.ID))
	})
	f.same("gone with the claim", 0, open())
}
