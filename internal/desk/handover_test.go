package desk_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/desk/leaving"
)

var (
	toWGAD  = habeas.Audience{To: habeas.WGAD, For: habeas.Complaint}
	handing = desk.Handing{Who: "The Working Group", Why: "an urgent appeal"}
)

// What is handed to a UN body is what each source agreed to hand to it; the
// rest is counted with the reason, and whom it went to stands with each claim.
func TestHandOver(t *testing.T) {
	w := newWorld(t)
	aunt, uncle := w.source(witness), w.source(habeas.Source{Kind: habeas.SourcePerson, Name: "Uncle Realname", Label: "another relative", Protection: habeas.ProtectionTeam, Consent: habeas.ConsentNamed})
	e := w.told(w.doc, aunt, "Ali Sample", desk.Fact{Property: "event.detention", When: "2026-03"})
	u := w.told(w.doc, uncle, "Ali Sample", desk.Fact{Property: "event.transfer", When: "2026-04"})
	_, err := w.Link(w.ctx, w.doc, e.Person, u.Person, habeas.SamePerson, "the same man")
	w.ok(err)
	_, err = w.HandOver(w.ctx, w.rev, e.Person, toWGAD, handing)
	w.is(err, habeas.ErrInvalid)

	w.ok(w.GrantConsent(w.ctx, w.doc, aunt.ID, habeas.Grant{Audience: toWGAD, Level: habeas.ConsentAnonymised, How: "by telephone"}))
	_, err = w.HandOver(w.ctx, w.rev, e.Person, toWGAD, desk.Handing{Who: "The Working Group"})
	w.is(err, habeas.ErrInvalid)
	_, err = w.HandOver(w.ctx, w.rev, e.Person, habeas.ToPublic, handing)
	w.is(err, habeas.ErrInvalid)
	_, err = w.HandOver(w.ctx, w.doc, e.Person, toWGAD, handing)
	w.is(err, habeas.ErrRefused) // a documenter hands nothing over
	raw, err := w.HandOver(w.ctx, w.rev, e.Person, toWGAD, handing)
	w.ok(err)
	var got struct {
		Claims []struct {
			ID       habeas.ID
			Property string
			Source   string
			Named    bool
		}
		KeptBack int `json:"kept_back"`
	}
	w.ok(json.Unmarshal(raw, &got))
	if len(got.Claims) != len(e.Claims) || got.KeptBack != len(u.Claims) {
		t.Fatalf("%d claims and %d kept back, want %d and %d:\n%s", len(got.Claims), got.KeptBack, len(e.Claims), len(u.Claims), raw)
	}
	for _, c := range got.Claims {
		if !slices.Contains(e.Claims, c.ID) || c.Named || c.Source != "a relative abroad" {
			t.Errorf("handed over: %+v", c)
		}
	}
	for _, marker := range []string{"Realname", string(aunt.ID), "Exact place"} {
		if strings.Contains(string(raw), marker) {
			t.Errorf("%q left in the packet", marker)
		}
	}
	to, err := w.HandedOver(w.ctx, w.doc, e.Claims[0])
	w.ok(err)
	if len(to) != 1 || !strings.Contains(to[0].Reason, "wgad/complaint, The Working Group") {
		t.Errorf("with the claim stands %+v", to)
	}
	// Named to them alone.
	w.ok(w.GrantConsent(w.ctx, w.doc, aunt.ID, habeas.Grant{Audience: toWGAD, Level: habeas.ConsentNamed, How: "by telephone"}))
	raw, err = w.HandOver(w.ctx, w.rev, e.Person, toWGAD, handing)
	w.ok(err)
	if !strings.Contains(string(raw), witness.Name) {
		t.Error("who agreed to be named to them is not")
	}
	w.ok(w.TakeBackConsent(w.ctx, w.doc, aunt.ID))
	_, err = w.HandOver(w.ctx, w.rev, e.Person, toWGAD, handing)
	w.is(err, habeas.ErrInvalid)
}

// Whatever a source allowed whom, no packet holds a claim of one that did not
// agree to that very recipient and purpose, and names none that did not agree
// to be named to it.
func TestNoWayRoundConsent(t *testing.T) {
	w := newWorld(t)
	src := w.source(witness)
	e := w.told(w.doc, src, "Ali Sample", desk.Fact{Property: "event.detention", When: "2026-03"})
	rapid.Check(t, func(r *rapid.T) {
		s, err := w.Source(w.ctx, w.doc, src.ID)
		w.ok(err)
		s.Consent, s.Protection = rapid.SampledFrom(habeas.Consents).Draw(r, "consent"), habeas.ProtectionTeam
		w.ok(w.ChangeSource(w.ctx, w.doc, s))
		for range rapid.IntRange(1, 4).Draw(r, "grants") {
			g := habeas.Grant{Item: rapid.SampledFrom(append([]habeas.ID{""}, e.Claims...)).Draw(r, "item"),
				Audience: rapid.SampledFrom(habeas.Audiences).Draw(r, "audience"), Level: rapid.SampledFrom(habeas.Consents).Draw(r, "level"), How: "said so"}
			if g.Item != "" || g.Audience != habeas.ToPublic {
				w.ok(w.GrantConsent(w.ctx, w.doc, src.ID, g))
			}
		}
		if s, err = w.Source(w.ctx, w.doc, src.ID); err != nil {
			r.Fatal(err)
		}
		for _, to := range habeas.Audiences[1:] {
			p, err := w.PreparePacket(w.ctx, w.rev, e.Person, to)
			w.ok(err)
			for _, c := range p.Claims {
				level := s.Allowed(to, c.Claim.ID)
				if !level.Allows(habeas.ConsentAnonymised) || c.Named && !level.Allows(habeas.ConsentNamed) {
					r.Fatalf("%s got %s, named %v, with consent %s", to, c.Claim.ID, c.Named, level)
				}
			}
		}
	})
}

// The check looks at a packet as a whole: each thing alone fits many, and
// together they point to who told them.
func TestAPacketIsCheckedAsAWhole(t *testing.T) {
	w := newWorld(t)
	src := w.source(habeas.Source{Kind: habeas.SourcePerson, Name: "N.", Label: "a resident of Dorbiljin", Protection: habeas.ProtectionTeam, Consent: habeas.ConsentNone})
	w.ok(w.GrantConsent(w.ctx, w.doc, src.ID, habeas.Grant{Audience: toWGAD, Level: habeas.ConsentAnonymised, How: "by telephone"}))
	alone := w.told(w.doc, src, "name not known", desk.Fact{Property: "education", Value: "I am a Kazakh"})
	packet, err := w.PreparePacket(w.ctx, w.rev, alone.Person, toWGAD)
	w.ok(err)
	if len(packet.Claims) == 0 {
		t.Fatalf("of one thing alone nothing is let out: %v", packet.Kept)
	}
	var facts []desk.Fact
	for _, words := range []string{"I am a Kazakh", "I am a nurse", "my brother is 31 years old", "I had surgery that spring"} {
		facts = append(facts, desk.Fact{Property: "education", Value: words})
	}
	e := w.told(w.doc, src, "name not known either", facts...)
	packet, err = w.PreparePacket(w.ctx, w.rev, e.Person, toWGAD)
	w.ok(err)
	if len(packet.Claims) != 0 || packet.Kept[leaving.KeptCheck] != len(e.Claims) {
		t.Errorf("together %d are let out, and %v kept", len(packet.Claims), packet.Kept)
	}
}
