package habeas

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var day = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

// publishable returns a claim that Release lets out, from a relative who
// agreed to be published without their name.
func publishable() Releasable {
	return Releasable{
		Claim: Claim{ID: "c1", Root: "c1", Subject: "m1", Property: "event.detention", Words: "two officers took her", Source: "s1",
			Quotes: []Quote{{Text: "t1", Start: 0, End: 21, Exact: "two officers took her", Prefix: "in the evening ", Suffix: " away"}},
			Chain:  []Hop{{Name: "Marker Identity", Role: "witness", Source: "s1"}, {Name: "The Desk", Role: "translator"}},
			Access: AccessPublic, Note: "rang from Marker Street", By: "u1", ProposedBy: "rule",
			State: State{Status: Accepted, Public: true, AcceptBy: "u1", PublishBy: "u2", PublishAt: day.Add(17*time.Hour + 3*time.Minute), Terms: Terms{Grade: GradeSingle, Check: CheckPass}}},
		Source: Source{ID: "s1", Kind: SourcePerson, Name: "Marker Identity", Label: "a relative abroad", Protection: ProtectionTeam, Consent: ConsentAnonymised, Note: "Marker note"},
	}
}

func TestRelease(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*Releasable)
		out    bool
	}{
		{"as it is", func(r *Releasable) {}, true},
		{"proposed", func(r *Releasable) { r.Claim.Status = Proposed }, false},
		{"rejected", func(r *Releasable) { r.Claim.Status = Rejected }, false},
		{"superseded", func(r *Releasable) { r.Claim.Status = Superseded }, false},
		{"withdrawn", func(r *Releasable) { r.Claim.Status = Withdrawn }, false},
		{"not published", func(r *Releasable) { r.Claim.Public = false }, false},
		{"desk only", func(r *Releasable) { r.Claim.Access = AccessTeam }, false},
		{"sealed", func(r *Releasable) { r.Claim.Access = AccessSealed }, false},
		{"no consent", func(r *Releasable) { r.Source.Consent = ConsentNone }, false},
		{"consent to tracing", func(r *Releasable) { r.Source.Consent = ConsentTracing }, false},
		{"consent to counts", func(r *Releasable) { r.Source.Consent = ConsentAggregate }, false},
		{"consent with the name", func(r *Releasable) { r.Source.Consent = ConsentNamed }, true},
		{"embargo to come", func(r *Releasable) { r.Claim.Terms.Embargo = "2026-11-23" }, false},
		{"embargo until who knows", func(r *Releasable) { r.Claim.Terms.Embargo = "22.11.2026" }, false},
		{"consent taken back for this alone", func(r *Releasable) { r.Source.Grants = []Grant{{Audience: ToPublic, Item: "c1", Level: ConsentNone}} }, false},
		{"consent to this alone", func(r *Releasable) {
			r.Source.Consent, r.Source.Grants = ConsentNone, []Grant{{Audience: ToPublic, Item: "c1", Level: ConsentAnonymised}}
		}, true},
		{"consent to a lawyer alone", func(r *Releasable) {
			r.Source.Consent, r.Source.Grants = ConsentNone, []Grant{{Audience: Audience{Lawyer, Complaint}, Level: ConsentNamed}}
		}, false},
		{"embargo ends today", func(r *Releasable) { r.Claim.Terms.Embargo = "2026-11-22" }, true},
		{"machine translation", func(r *Releasable) { r.Claim.Terms.Flags = []Flag{FlagTranslated} }, false},
		{"one person for a living victim", func(r *Releasable) { r.Claim.PublishBy = "u1" }, false},
		{"one person, waived", func(r *Releasable) { r.Claim.PublishBy = "u1"; r.Claim.Terms.Waived = "a desk of one" }, true},
		{"one person for a nationality", func(r *Releasable) {
			r.Claim.PublishBy, r.Claim.Property, r.Claim.Value = "u1", "nationality", "Kazakhstan"
		}, true},
		{"nothing left without their words", func(r *Releasable) { r.Claim.Property, r.Claim.Slots = "occupation", nil }, false},
		{"never checked for what it tells of the source", func(r *Releasable) { r.Claim.Terms.Check = "" }, false},
		{"published under the name, which may not be shown any more", func(r *Releasable) { r.Claim.Terms.Check = CheckNamed }, false},
		{"never checked, the source named", func(r *Releasable) {
			r.Claim.Terms.Check, r.Source.Protection, r.Source.Consent = CheckNamed, ProtectionOpen, ConsentNamed
		}, true},
		{"stopped", func(r *Releasable) { r.Claim.Terms.Check = CheckStop }, false},
		{"an identity", func(r *Releasable) { r.Claim.Property = "contact" }, false},
		{"unknown property", func(r *Releasable) { r.Claim.Property = "horoscope" }, false},
		{"name in the value", func(r *Releasable) { r.Claim.Value = "told to marker identity" }, false},
		{"name in a role", func(r *Releasable) { r.Claim.Slots = map[string]string{"actor": "not Marker Identity"} }, false},
		{"report sealed", func(r *Releasable) { r.Report = &Report{Access: AccessSealed} }, false},
		{"already published by its maker, no consent", func(r *Releasable) {
			r.Report = &Report{ID: "r1", Access: AccessPublic}
			r.Claim.Report = "r1"
			r.Source.Consent = ConsentNone
		}, true},
	} {
		r := publishable()
		tt.change(&r)
		_, err := Release(r, ToPublic, day)
		if (err == nil) != tt.out {
			t.Errorf("%s: released is %v, want %v", tt.name, err == nil, tt.out)
		}
		if err != nil && !errors.Is(err, ErrNotFound) {
			t.Errorf("%s: refused with %v, want ErrNotFound, which says nothing about existence", tt.name, err)
		}
	}
	if _, err := Release(publishable(), Audience{"a friend", Publication}, day); err == nil {
		t.Error("a recipient nobody named got the claim")
	}
}

func TestReleaseKeepsTheSourceInside(t *testing.T) {
	out, err := Release(publishable(), ToPublic, day)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, marker := range []string{"Marker", `"s1"`, `"u1"`, `"u2"`, "two officers", "17:03", "in the evening"} {
		if strings.Contains(string(raw), marker) {
			t.Errorf("%q left the house in %s", marker, raw)
		}
	}
	if out.SourceWords != "a relative abroad" || out.Named {
		t.Errorf("the source is shown as %q, named %v", out.SourceWords, out.Named)
	}
}

func TestReleaseNamesAnOpenSource(t *testing.T) {
	r := publishable()
	r.Source = Source{ID: "s2", Kind: SourceOutlet, Name: "The Gazette", Label: "The Gazette", Protection: ProtectionOpen, Consent: ConsentNone}
	out, err := Release(r, ToPublic, day)
	if err != nil {
		t.Fatal(err)
	}
	if !out.Named || out.SourceID != "s2" || out.SourceWords != "The Gazette" {
		t.Errorf("an outlet is shown as %+v", out)
	}
	if len(out.Claim.Quotes) != 1 {
		t.Error("the outlet's own words were kept back")
	}
}

// Whatever a claim, source and report look like, what gets out is accepted,
// published and consented, and names nobody who may not be named.
func TestReleaseNeverLeaks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pick := func(name string, all ...string) string { return rapid.SampledFrom(all).Draw(t, name) }
		r := publishable()
		r.Claim.Status = Status(pick("status", "proposed", "accepted", "rejected", "superseded", "withdrawn"))
		r.Claim.Public = rapid.Bool().Draw(t, "public")
		r.Claim.Access = rapid.SampledFrom(Accesses).Draw(t, "access")
		r.Claim.Property = rapid.SampledFrom(Properties).Draw(t, "property").Key
		r.Claim.PublishBy = ID(pick("publisher", "u1", "u2"))
		r.Source.Protection = rapid.SampledFrom(Protections).Draw(t, "protection")
		r.Source.Consent = rapid.SampledFrom(Consents).Draw(t, "consent")
		r.Source.Kind = rapid.SampledFrom(SourceKinds).Draw(t, "kind")
		if rapid.Bool().Draw(t, "report") {
			r.Report = &Report{ID: "r1", Access: rapid.SampledFrom(Accesses).Draw(t, "report access")}
			r.Claim.Report = "r1"
		}
		out, err := Release(r, ToPublic, day)
		if err != nil {
			return
		}
		p, _ := PropertyOf(r.Claim.Property)
		switch {
		case r.Claim.Status != Accepted, !r.Claim.Public, r.Claim.Access != AccessPublic, p.Identity:
			t.Fatalf("released %+v", r.Claim)
		case p.TwoEyes && r.Claim.PublishBy == "u1":
			t.Fatal("released what one person alone had seen")
		}
		raw, _ := json.Marshal(out)
		mayName := r.Source.Protection == ProtectionOpen && (r.Source.Public() || r.Source.Consent == ConsentNamed)
		if !mayName && strings.Contains(string(raw), "Marker") {
			t.Fatalf("a protected source is named in %s", raw)
		}
		if strings.Contains(string(raw), "Marker Street") {
			t.Fatal("a note of the desk left the house")
		}
	})
}

// What leads from a private document back to who is in it stays inside, even
// where the source itself may be named.
func TestReleaseOfAPrivateDocument(t *testing.T) {
	r := publishable()
	r.Source = Source{ID: "s1", Kind: SourcePerson, Name: "Named Witness", Protection: ProtectionOpen, Consent: ConsentNamed}
	r.Report = &Report{ID: "r1", Access: AccessTeam}
	r.Claim.Report, r.Claim.Root, r.Claim.Supersedes = "r1", "c0", "c0"
	r.Claim.Chain = []Hop{{Name: "Named Witness", Source: "s1", Role: "witness"}, {Name: "Marker Sender", Role: "reporter"}, {Name: "Marker Keeper", Source: "s9", Role: "publisher"}}
	r.Claim.Object, r.Claim.Refs = "s9", map[string]ID{"to": "s9", "by": "r1", "place": "l1"}
	r.Claim.When = &When{Words: "then", Anchor: "c0marker"}
	r.Voices = []Source{{ID: "s9", Kind: SourcePerson, Name: "Marker Keeper", Protection: ProtectionTeam}}
	out, err := Release(r, ToPublic, day)
	if err != nil {
		t.Fatal(err)
	}
	raw, _ := json.Marshal(out)
	for _, marker := range []string{"Marker", "s9", `"r1"`, `"t1"`, "c0", "in the evening"} {
		if strings.Contains(string(raw), marker) {
			t.Errorf("%q left the house in %s", marker, raw)
		}
	}
	if !out.Named || len(out.Claim.Quotes) != 1 || len(out.Claim.Chain) != 1 || out.Claim.Refs["place"] != "l1" || r.Claim.When.Anchor == "" {
		t.Errorf("too much was taken away: %+v", out)
	}
}

func TestReleaseKeepsPublishedCredits(t *testing.T) {
	r := publishable()
	r.Report = &Report{ID: "r1", Access: AccessPublic}
	r.Claim.Report = "r1"
	r.Claim.Chain = append(r.Claim.Chain, Hop{Name: "The Gazette", Source: "s2", Role: "publisher"})
	r.Voices = []Source{{ID: "s2", Kind: SourceOutlet, Name: "The Gazette", Protection: ProtectionOpen}}
	out, err := Release(r, ToPublic, day)
	if err != nil {
		t.Fatal(err)
	}
	if len(out.Claim.Chain) != 2 || out.Claim.Chain[0].Name != "The Desk" || out.Claim.Chain[1].Name != "The Gazette" {
		t.Errorf("the way is told as %+v", out.Claim.Chain)
	}
}

// A claim is about something everybody may be pointed to, and no short name
// passes for a part of a word.
func TestReleaseHoldsBack(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*Releasable)
		out    bool
	}{
		{"about a source", func(r *Releasable) { r.Claim.Property, r.Claim.Subject = "policy", "s1" }, false},
		{"about a private report", func(r *Releasable) {
			r.Report, r.Claim.Property, r.Claim.Report, r.Claim.Subject = &Report{ID: "r1", Access: AccessTeam}, "policy", "r1", "r1"
		}, false},
		{"about another report", func(r *Releasable) {
			r.Report, r.Claim.Property, r.Claim.Report, r.Claim.Subject = &Report{ID: "r1", Access: AccessPublic}, "policy", "r1", "r2"
		}, false},
		{"about its published report", func(r *Releasable) {
			r.Report, r.Claim.Property, r.Claim.Report, r.Claim.Subject = &Report{ID: "r1", Access: AccessPublic}, "policy", "r1", "r1"
		}, true},
		{"a Chinese name in the value", func(r *Releasable) { r.Source.Name, r.Claim.Value = "马云", "由马云告知" }, false},
		{"a short name in the value", func(r *Releasable) { r.Source.Name, r.Claim.Value = "Ли", "сказал Ли, сосед" }, false},
		{"letters of a short name in the value", func(r *Releasable) { r.Source.Name, r.Claim.Value = "Ли", "они были дома" }, true},
		{"an office's private words", func(r *Releasable) {
			r.Source.Kind, r.Source.Protection = SourceOthers, ProtectionTeam
		}, true},
	} {
		r := publishable()
		tt.change(&r)
		out, err := Release(r, ToPublic, day)
		if (err == nil) != tt.out {
			t.Errorf("%s: released is %v, want %v", tt.name, err == nil, tt.out)
		}
		if r.Report == nil && len(out.Claim.Quotes) > 0 {
			t.Errorf("%s: private words are quoted", tt.name)
		}
	}
}

func TestASealedSourceHasNoName(t *testing.T) {
	s := Source{Kind: SourcePerson, Label: "a former colleague", Protection: ProtectionSealed, Consent: ConsentNone}
	if err := s.Validate(); err != nil {
		t.Error(err)
	}
	if s.Name = "Witness Realname"; s.Validate() == nil {
		t.Error("the record would hold who a sealed source is")
	}
}
