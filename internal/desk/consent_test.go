package desk_test

import (
	"testing"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
)

// What a source allowed for one thing alone counts for that, and what it takes
// back is gone in the same step: for everything, for one claim, and where it
// said so to a custodian.
func TestConsentTakenBack(t *testing.T) {
	w := newWorld(t)
	wit := w.source(witness)
	one := w.told(w.doc, wit, "Ali Sample", desk.Fact{Property: "event.detention", When: "2026-03"}).Claims
	two := w.told(w.doc, wit, "Vali Sample", desk.Fact{Property: "event.detention", When: "2026-04"}).Claims
	w.publish(append(one[:len(one):len(one)], two...)...)
	shown := func(name string, first, second bool) {
		t.Helper()
		if w.out(one[1]) != first || w.out(two[1]) != second {
			t.Fatalf("%s: shown are %v and %v, want %v and %v", name, w.out(one[1]), w.out(two[1]), first, second)
		}
	}
	grant := func(item habeas.ID, level habeas.Consent) error {
		return w.GrantConsent(w.ctx, w.doc, wit.ID, habeas.Grant{Item: item, Audience: habeas.ToPublic, Level: level, How: "by telephone, read back"})
	}
	shown("published", true, true)
	w.ok(grant(one[1], habeas.ConsentNone))
	shown("one thing taken back", false, true)
	w.ok(grant(one[1], habeas.ConsentAnonymised))
	shown("and given again", true, true)
	now := func() habeas.Source {
		s, err := w.Source(w.ctx, w.doc, wit.ID)
		w.ok(err)
		return s
	}
	s := now()
	s.Consent = habeas.ConsentAggregate
	w.ok(w.ChangeSource(w.ctx, w.doc, s))
	shown("all of it, and what was given alone with it", false, false)
	w.ok(grant(two[1], habeas.ConsentAnonymised))
	shown("one of them anew", false, true)
	w.ok(w.TakeBackConsent(w.ctx, w.user("custodian", habeas.RoleCustodian), wit.ID))
	shown("all taken back", false, false)
	if s := now(); s.Consent != habeas.ConsentNone || len(s.Grants) != 0 {
		t.Errorf("what is left: %s, %+v", s.Consent, s.Grants)
	}

	w.is(grant("", habeas.ConsentNamed), habeas.ErrInvalid)
	w.is(w.GrantConsent(w.ctx, w.doc, wit.ID, habeas.Grant{Audience: habeas.Audience{To: habeas.Lawyer, For: habeas.Complaint}, Level: habeas.ConsentNamed}), habeas.ErrInvalid)
	w.is(grant(habeas.NewID(habeas.KindClaim), habeas.ConsentNamed), habeas.ErrInvalid)
	other := w.told(w.doc, w.source(outlet), "Bali Sample", desk.Fact{Property: "event.detention", When: "2026-04"}).Claims
	w.is(grant(other[1], habeas.ConsentNamed), habeas.ErrInvalid)
}
