package habeas

import (
	"testing"
)

func TestFindTensions(t *testing.T) {
	num := func(words string, min, max float64, approx bool, unit string) *Quantity {
		return &Quantity{Words: words, Min: &min, Max: &max, Approx: approx, Unit: unit}
	}
	open := func(words string) *Quantity {
		m := 200.0
		return &Quantity{Words: words, Min: &m, Approx: true, Unit: "persons"}
	}
	claim := func(id ID, property, value string, change func(*Claim)) Claim {
		c := Claim{ID: id, Subject: "e1", Property: property, Value: value, Source: "s1", State: State{Status: Accepted}}
		if change != nil {
			change(&c)
		}
		return c
	}
	count := func(id ID, q *Quantity) Claim { return claim(id, "quantity", "", func(c *Claim) { c.Quantity = q }) }
	when := func(id ID, property, edtf string) Claim {
		return claim(id, property, "", func(c *Claim) { c.When = &When{EDTF: edtf} })
	}
	for _, tt := range []struct {
		name   string
		claims []Claim
		want   TensionKind // "" for none
	}{
		{"one claim", []Claim{claim("c1", "sex", "female", nil)}, ""},
		{"same value", []Claim{claim("c1", "sex", "female", nil), claim("c2", "sex", "female", nil)}, ""},
		{"two values", []Claim{claim("c1", "sex", "female", nil), claim("c2", "sex", "male", nil)}, TensionValue},
		{"many may be true", []Claim{claim("c1", "occupation", "baker", nil), claim("c2", "occupation", "trader", nil)}, ""},
		{"rejected", []Claim{claim("c1", "sex", "female", nil), claim("c2", "sex", "male", func(c *Claim) { c.Status = Rejected })}, ""},
		{"hundreds and an estimated 60", []Claim{count("c1", open("hundreds")), count("c2", num("an estimated 60", 60, 60, true, "traders"))}, TensionCount},
		{"60 and an estimated 60", []Claim{count("c1", num("60", 60, 60, false, "persons")), count("c2", num("an estimated 60", 60, 60, true, "persons"))}, TensionCount},
		{"60 twice", []Claim{count("c1", num("60", 60, 60, false, "persons")), count("c2", num("sixty", 60, 60, false, "persons"))}, TensionSameFigure},
		{"money is no count", []Claim{count("c1", num("10,000 yuan", 10000, 10000, false, "CNY")), count("c2", num("60", 60, 60, false, "persons"))}, ""},
		{"days apart", []Claim{when("c1", "event.raid", "2017-03-03"), when("c2", "event.raid", "2017-03-09")}, TensionWhen},
		{"vague and exact", []Claim{when("c1", "event.raid", "2017-03"), when("c2", "event.raid", "2017-03-03/2017-03-05")}, TensionPrecision},
		{"about", []Claim{when("c1", "event.raid", "2017-03~"), when("c2", "event.raid", "2017-05")}, ""},
		{"denied", []Claim{when("c1", "event.raid", "2017-03"), claim("c2", "event.raid", "", func(c *Claim) { c.Polarity = Denied })}, TensionPolarity},
		{"born twice", []Claim{claim("c1", "birth.date", "1985", nil), claim("c2", "birth.date", "1987", nil)}, TensionWhen},
	} {
		got := FindTensions("e1", tt.claims)
		switch {
		case tt.want == "" && len(got) > 0:
			t.Errorf("%s: found %s", tt.name, got[0].Kind)
		case tt.want != "" && (len(got) != 1 || got[0].Kind != tt.want || len(got[0].Claims) != 2):
			t.Errorf("%s: found %v, want one %s", tt.name, got, tt.want)
		}
	}
}
