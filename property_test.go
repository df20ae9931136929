package habeas

import (
	"strings"
	"testing"
)

func TestPropertyTable(t *testing.T) {
	keys, types := map[string]bool{}, map[string]string{}
	for _, p := range Properties {
		if keys[p.Key] {
			t.Errorf("%s has two rows", p.Key)
		}
		keys[p.Key] = true
		if len(p.Kinds) == 0 || p.Value == "" || p.Section == "" {
			t.Errorf("%s lacks subjects, value or section", p.Key)
		}
		for _, typ := range p.Types {
			if other, taken := types[typ]; taken {
				t.Errorf("%s and %s both take in %s", p.Key, other, typ)
			}
			types[typ] = p.Key
		}
		if (p.Value == ValueCode) != (len(p.Codes) > 0) {
			t.Errorf("%s: a code has codes, nothing else has", p.Key)
		}
		if p.Identity && p.Access != AccessSealed && p.Access != AccessTeam {
			t.Errorf("%s identifies somebody and starts with access %q", p.Key, p.Access)
		}
	}
}

func TestPropertyOfType(t *testing.T) {
	for typ, want := range map[string]string{
		"event.mass_detention": "event.mass_detention", "event.rendition": "event.transfer", "event.detention.sequence": "event.detention",
		"event.visit": "event.other", "person.name": "name", "person.occupation": "occupation", "place.alias": "name.other",
		"place.part_of": "place.parent", "quantity.money": "quantity", "enquiry": "enquiry", "enquiry.outcome": "enquiry.outcome",
		"reason.alleged": "reason.alleged", "health.dependant": "health", "risk.medical": "risk", "denominator.distribution": "denominator",
		"byline.org": "credit", "photo.caption": "photo", "policy.comments": "policy", "source.anonymous": "source.described",
		"family.notification": "family.notification", "relation": "kin", "status": "status",
	} {
		if p, ok := PropertyOfType(typ); !ok || p.Key != want {
			t.Errorf("%s is taken in by %q, want %q", typ, p.Key, want)
		}
	}
	if p, ok := PropertyOfType("horoscope"); ok {
		t.Errorf("a type nobody knows is taken in by %q", p.Key)
	}
}

func TestNothingHereProfilesPeople(t *testing.T) {
	// The line: no property holds a score of a person or what was guessed of
	// them; ethnicity and faith stay inside unless somebody decides otherwise.
	for _, p := range Properties {
		for _, w := range []string{"score", "risk.level", "predict", "threat", "loyal"} {
			if strings.Contains(p.Key, w) {
				t.Errorf("property %s crosses the line", p.Key)
			}
		}
		if (p.Key == "ethnicity" || p.Key == "religion") && p.Access != AccessTeam {
			t.Errorf("%s starts with access %q", p.Key, p.Access)
		}
	}
}

func TestValidate(t *testing.T) {
	good := Claim{Subject: "m1", Property: "occupation", Value: "baker", Source: "s1", NoQuote: "told by telephone"}
	for _, tt := range []struct {
		name   string
		change func(*Claim)
		has    string // part of the sentence; "" when valid
	}{
		{"good", func(c *Claim) {}, ""},
		{"no source", func(c *Claim) { c.Source = "" }, "no source"},
		{"no quote, no reason", func(c *Claim) { c.NoQuote = " " }, "no quote"},
		{"no subject", func(c *Claim) { c.Subject = "" }, "no subject"},
		{"unknown property", func(c *Claim) { c.Property = "shoe" }, "not known"},
		{"wrong subject", func(c *Claim) { c.Subject = "f1" }, "says nothing about a facility"},
		{"empty", func(c *Claim) { c.Value = "" }, "says nothing"},
		{"date that is none", func(c *Claim) { c.When = &When{EDTF: "sometime"} }, "not a date"},
		{"date value that is none", func(c *Claim) { c.Property, c.Value = "birth.date", "in spring" }, "not a date"},
		{"code that is none", func(c *Claim) { c.Property, c.Value = "sex", "baker" }, "choose one of"},
	} {
		c := good
		tt.change(&c)
		err := c.Validate()
		if (err == nil) != (tt.has == "") || err != nil && !strings.Contains(err.Error(), tt.has) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.has)
		}
	}
}
