package habeas

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var (
	toWGAD   = Audience{WGAD, Complaint}
	toLawyer = Audience{Lawyer, Complaint}
)

func TestAllowed(t *testing.T) {
	s := Source{Consent: ConsentAnonymised, Grants: []Grant{
		{Audience: toWGAD, Level: ConsentNamed},
		{Audience: toWGAD, Item: "r1", Level: ConsentAnonymised},
		{Audience: toWGAD, Item: "c1", Level: ConsentTracing},
		{Audience: ToPublic, Item: "c2", Level: ConsentNone},
		{Audience: toLawyer, Item: "c3", Level: ConsentNamed},
		{Audience: toLawyer, Item: "c3", Level: ConsentAggregate},
	}}
	for _, c := range []struct {
		to    Audience
		items []ID
		want  Consent
	}{
		{ToPublic, nil, ConsentAnonymised},
		{ToPublic, []ID{"c1", "r1"}, ConsentAnonymised},
		{ToPublic, []ID{"c2", "r1"}, ConsentNone},
		{toWGAD, nil, ConsentNamed},
		{toWGAD, []ID{"c9", "r9"}, ConsentNamed},
		{toWGAD, []ID{"c9", "r1"}, ConsentAnonymised},
		{toWGAD, []ID{"c1", "r1"}, ConsentTracing},
		{toLawyer, nil, ConsentNone},
		{toLawyer, []ID{"c3"}, ConsentAggregate}, // the least of two
		{Audience{WGEID, Tracing}, []ID{"c1"}, ConsentNone},
	} {
		if got := s.Allowed(c.to, c.items...); got != c.want {
			t.Errorf("%v of %v: %s, want %s", c.to, c.items, got, c.want)
		}
	}
}

func TestGrantValidate(t *testing.T) {
	good := Grant{Item: NewID(KindClaim), Audience: toWGAD, Level: ConsentAnonymised, How: "by letter"}
	for name, c := range map[string]struct {
		change func(*Grant)
		says   string
	}{
		"good":            {func(g *Grant) {}, ""},
		"for all":         {func(g *Grant) { g.Item = "" }, ""},
		"nobody":          {func(g *Grant) { g.Audience.To = "a friend" }, "is nobody"},
		"another purpose": {func(g *Grant) { g.Audience.For = Publication }, "is nobody"},
		"no level":        {func(g *Grant) { g.Level = "some" }, "not known"},
		"a person":        {func(g *Grant) { g.Item = NewID(KindPerson) }, "nothing a source allows"},
		"all to everybody": {func(g *Grant) {
			g.Item, g.Audience = "", ToPublic
		}, "description of the source"},
		"nothing said how":      {func(g *Grant) { g.How = " " }, "how the consent was given"},
		"nothing, without how":  {func(g *Grant) { g.How, g.Level = "", ConsentNone }, ""},
		"one thing, everybody":  {func(g *Grant) { g.Audience = ToPublic }, ""},
		"a list":                {func(g *Grant) { g.Item, g.Audience = NewID(KindList), toLawyer }, "nothing a source allows"},
		"an id that is no id":   {func(g *Grant) { g.Item = "all of it" }, "nothing a source allows"},
		"a report to everybody": {func(g *Grant) { g.Item, g.Audience = NewID(KindReport), ToPublic }, ""},
	} {
		g := good
		c.change(&g)
		err := g.Validate()
		if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
}

// Whatever was granted, less is never more: lowering and taking back leave
// nobody anything they had not, and the list of what was taken back names each
// grant so that it is found again.
func TestConsentOnlyFalls(t *testing.T) {
	items := []ID{"", "c1", "r1"}
	rapid.Check(t, func(t *rapid.T) {
		s := Source{Consent: rapid.SampledFrom(Consents).Draw(t, "consent")}
		for range rapid.IntRange(0, 6).Draw(t, "grants") {
			g := Grant{Item: rapid.SampledFrom(items).Draw(t, "item"), Audience: rapid.SampledFrom(Audiences).Draw(t, "audience"), Level: rapid.SampledFrom(Consents).Draw(t, "level")}
			if g.Item != "" || g.Audience != ToPublic {
				before := slices.Clone(s.Grants)
				if s = s.Granted(g); s.Allowed(g.Audience, g.Item) != g.Level {
					t.Fatalf("granted %+v, allowed %s", g, s.Allowed(g.Audience, g.Item))
				}
				if len(s.Grants) > len(before)+1 {
					t.Fatal("a grant replaced none and stands twice")
				}
			}
			if back, ok := WithdrawnGrant(g.Withdrawn()); !ok || !back.about(g) {
				t.Fatalf("%q is read as %+v", g.Withdrawn(), back)
			}
		}
		most := rapid.SampledFrom(Consents).Draw(t, "most")
		low, none := s.Lowered(most), s.TakenBack()
		for _, to := range Audiences {
			for _, of := range [][]ID{nil, {"c1"}, {"c1", "r1"}, {"c2", "r1"}} {
				was, is := s.Allowed(to, of...), low.Allowed(to, of...)
				if !was.Allows(is) || to == ToPublic && !most.Allows(is) || to != ToPublic && is != was {
					t.Fatalf("lowered to %s, %v of %v went from %s to %s", most, to, of, was, is)
				}
				if none.Allowed(to, of...) != ConsentNone {
					t.Fatalf("%v may still have %v", to, of)
				}
			}
		}
	})
}

// What is handed to one audience is consented to by the source for that one,
// and seen by a second person.
func TestReleaseToOthers(t *testing.T) {
	handed := func(change func(*Releasable)) (Released, error) {
		r := publishable()
		r.Claim.Public, r.Claim.Access, r.Source.Consent = false, AccessTeam, ConsentNone
		r.Source.Grants = []Grant{{Audience: toWGAD, Level: ConsentAnonymised}}
		r.By, r.Check = "u2", CheckPass
		change(&r)
		return Release(r, toWGAD, day)
	}
	for name, c := range map[string]struct {
		change func(*Releasable)
		out    bool
	}{
		"consented, to the desk and them":   {func(r *Releasable) {}, true},
		"published, to everybody else":      {func(r *Releasable) { r.Source.Consent, r.Source.Grants = ConsentNamed, nil }, false},
		"to a lawyer only":                  {func(r *Releasable) { r.Source.Grants[0].Audience = toLawyer }, false},
		"to the same, for tracing":          {func(r *Releasable) { r.Source.Grants[0].Audience.For = Tracing }, false},
		"in numbers only":                   {func(r *Releasable) { r.Source.Grants[0].Level = ConsentAggregate }, false},
		"not this":                          {func(r *Releasable) { r.Source.Grants = append(r.Source.Grants, Grant{Audience: toWGAD, Item: "c1"}) }, false},
		"sealed":                            {func(r *Releasable) { r.Claim.Access = AccessSealed }, false},
		"never checked":                     {func(r *Releasable) { r.Check = "" }, false},
		"stopped":                           {func(r *Releasable) { r.Check = CheckStop }, false},
		"by who accepted it":                {func(r *Releasable) { r.By = "u1" }, false},
		"by who accepted it, a desk of one": {func(r *Releasable) { r.By, r.Solo = "u1", "a desk of one" }, true},
		"by nobody":                         {func(r *Releasable) { r.By = "" }, false},
		"proposed":                          {func(r *Releasable) { r.Claim.Status = Proposed }, false},
		"embargoed":                         {func(r *Releasable) { r.Claim.Terms.Embargo = "2026-11-23" }, false},
		"embargoed until who knows":         {func(r *Releasable) { r.Claim.Terms.Embargo = "20/11/2026" }, false},
		"an identity":                       {func(r *Releasable) { r.Claim.Property = "contact" }, false},
	} {
		if out, err := handed(c.change); (err == nil) != c.out || err == nil && (out.Named || out.SourceWords != "a relative abroad") {
			t.Errorf("%s: released is %v as %q, want %v", name, err == nil, out.SourceWords, c.out)
		}
	}
	// Who agreed to be named to them is, though nobody else may know.
	out, err := handed(func(r *Releasable) { r.Source.Grants[0].Level, r.Check = ConsentNamed, CheckStop })
	if err != nil || !out.Named || out.SourceWords != "Marker Identity" || out.SourceID != "" || out.Claim.Source != "" {
		t.Errorf("named to them: %v %+v", err, out)
	}
	out, err = handed(func(r *Releasable) {
		r.Source.Grants[0].Level, r.Source.Protection, r.Source.Name = ConsentNamed, ProtectionSealed, ""
	})
	if err == nil && out.Named {
		t.Error("a sealed source was named")
	}
}
