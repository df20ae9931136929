package habeas

import (
	"testing"

	"pgregory.net/rapid"
)

func accepted(id ID, property, value string, when string) Claim {
	c := Claim{ID: id, Subject: "m1", Property: property, Value: value, Source: "s1", State: State{Status: Accepted}}
	if when != "" {
		c.When = &When{EDTF: when}
	}
	return c
}

func from(mention ID, c Claim) Claim {
	c.Subject = mention
	return c
}

func at(role, place string, c Claim) Claim {
	c.Slots = map[string]string{role: place}
	return c
}

func TestSummarise(t *testing.T) {
	for _, tt := range []struct {
		name   string
		claims []Claim
		want   Summary // standing, since, news, place
	}{
		{"nothing", nil, Summary{Standing: NotKnown}},
		{"detained", []Claim{accepted("c1", "event.detention", "", "2017-08")}, Summary{Standing: HeldUnknown, Since: "2017-08", News: "2017-08"}},
		{"seen since", []Claim{accepted("c1", "event.detention", "", "2017-08"), accepted("c2", "event.sighting", "", "2018-02")},
			Summary{Standing: HeldUnknown, Since: "2017-08", News: "2018-02"}},
		{"a place is claimed", []Claim{accepted("c1", "detention.facility", "a school", ""), accepted("c2", "detention.date", "2017-08", "")},
			Summary{Standing: HeldClaimed, Since: "2017-08", News: "2017-08", Place: "a school"}},
		{"released", []Claim{accepted("c1", "event.detention", "", "2017-08"), accepted("c2", "event.release", "", "2018-12")},
			Summary{Standing: ReleasedFree, Since: "2018-12", News: "2018-12"}},
		{"taken again", []Claim{accepted("c1", "event.release", "", "2018-12"), accepted("c2", "event.detention", "", "2019-03")},
			Summary{Standing: HeldUnknown, Since: "2019-03", News: "2019-03"}},
		{"died", []Claim{accepted("c1", "event.detention", "", "2017-08"), accepted("c2", "event.death", "", "2019")},
			Summary{Standing: Died, Since: "2019", News: "2019"}},
		{"sentenced, says the list that dates the detention", []Claim{accepted("c1", "detention.date", "2017-05", ""), accepted("c2", "status", "sentenced", "")},
			Summary{Standing: Sentenced, News: "2017-05"}},
		{"released, says one; taken later, says another", []Claim{accepted("c1", "status", "released", ""), from("m2", accepted("c2", "event.detention", "", "2019"))},
			Summary{Standing: HeldUnknown, Since: "2019", News: "2019"}},
		{"died on a day nobody knows", []Claim{from("m2", accepted("c1", "event.death", "", "")), accepted("c2", "event.detention", "", "2019")},
			Summary{Standing: Died, News: "2019"}},
		{"where they were taken", []Claim{at("place", "a market", accepted("c1", "event.detention", "", "2017"))},
			Summary{Standing: HeldUnknown, Since: "2017", News: "2017", Place: "a market"}},
		{"where they were seen last", []Claim{at("place", "a market", accepted("c1", "event.detention", "", "2017")), at("place", "a camp", accepted("c2", "event.sighting", "", "2018")),
			accepted("c3", "detention.place", "a school", "")},
			Summary{Standing: HeldClaimed, Since: "2017", News: "2018", Place: "a camp"}},
		{"sentenced by a list", []Claim{accepted("c1", "status", "Sentenced, 12 years", "")}, Summary{Standing: Sentenced}},
		{"held by a list in Russian", []Claim{accepted("c1", "status", "задержан", "")}, Summary{Standing: HeldUnknown}},
		{"a word within a word", []Claim{accepted("c1", "status", "campaigner", "")}, Summary{Standing: NotKnown}},
		{"denied", []Claim{{ID: "c1", Subject: "m1", Property: "event.death", Polarity: Denied, State: State{Status: Accepted}}},
			Summary{Standing: NotKnown, Contested: true}},
		{"proposed only", []Claim{{ID: "c1", Subject: "m1", Property: "event.death", State: State{Status: Proposed}}}, Summary{Standing: NotKnown}},
	} {
		got := Summarise("p1", tt.claims, nil)
		if got.Standing != tt.want.Standing || got.Since != tt.want.Since || got.News != tt.want.News || got.Place != tt.want.Place || got.Contested != tt.want.Contested {
			t.Errorf("%s: %s since %q, news %q, at %q, contested %v; want %+v", tt.name, got.Standing, got.Since, got.News, got.Place, got.Contested, tt.want)
		}
	}
}

func TestSummaryNames(t *testing.T) {
	s := Summarise("p1", []Claim{
		{ID: "c1", Subject: "m1", Property: "name", Value: "Айгүл Бектұр", Lang: "kk", State: State{Status: Accepted}},
		{ID: "c2", Subject: "m1", Property: "name", Value: "Aigul Bektur", State: State{Status: Accepted}},
		{ID: "c3", Subject: "m1", Property: "name.other", Value: "阿依古丽", Lang: "zh", State: State{Status: Accepted}},
		{ID: "c4", Subject: "m1", Property: "name", Value: "Aigul Bektur", State: State{Status: Accepted}},
	}, nil)
	if s.Name != "Aigul Bektur" || len(s.OtherNames) != 2 || s.OtherNames[0].Lang != "kk" {
		t.Errorf("named %q, also %v", s.Name, s.OtherNames)
	}
}

// The summary is derived: the order in which claims are read changes nothing.
func TestSummaryKnowsNoOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dates := []string{"", "2016", "2017-08", "2017-08-21/2017-08-31", "2018-02~", "2019-03-04"}
		n := rapid.IntRange(0, 8).Draw(t, "claims")
		claims := make([]Claim, n)
		for i := range claims {
			claims[i] = accepted(ID("c"+string(rune('a'+i))), rapid.SampledFrom([]string{"event.detention", "event.release", "event.death", "event.sighting",
				"event.sentence", "status", "name", "detention.place", "enquiry"}).Draw(t, "property"), rapid.SampledFrom([]string{"", "held", "Ürümqi"}).Draw(t, "value"),
				rapid.SampledFrom(dates).Draw(t, "date"))
		}
		a := Summarise("p1", claims, nil)
		b := Summarise("p1", rapid.Permutation(claims).Draw(t, "order"), nil)
		if a.Standing != b.Standing || a.Since != b.Since || a.News != b.News || a.Place != b.Place || a.Name != b.Name {
			t.Fatalf("%+v\n%+v", a, b)
		}
	})
}

func TestSummaryKnowsNothingSealed(t *testing.T) {
	sealed := accepted("c1", "name", "Marker", "")
	sealed.Access = AccessSealed
	s := Summarise("p1", []Claim{sealed, accepted("c2", "sex", "female", "")}, nil)
	if s.Name != "" || s.Claims != 1 || s.Sex != "female" {
		t.Errorf("summed up as %+v", s)
	}
}

func TestAPublishedListWaitsWithWhatNobodySaw(t *testing.T) {
	l := List{ID: "i0123456789abcdef", Kind: ListPeople, Source: "s1", Public: true, Unseen: 3, Columns: []Column{{Name: "Name", Property: "name"}}}
	for since, want := range map[int]bool{1: true, 2: true, 3: false, 4: false} {
		c := l.Claims(Row{ID: "m0123456789abcdef", Since: since, Last: 4, Cells: []string{"Ali Sample"}})
		if len(c) != 1 || c[0].Public != want {
			t.Errorf("a row of edition %d is public: %v, want %v", since, c[0].Public, want)
		}
	}
}
