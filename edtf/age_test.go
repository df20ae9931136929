package edtf

import (
	"testing"

	"pgregory.net/rapid"
)

func TestReadAges(t *testing.T) {
	for _, tc := range []struct{ lang, words, want string }{
		{"en", "aged 41", "1976/1977 age P41Y publication within inferred"},
		{"en", "about 40 years old", "1977~/1978~ age P40Y~ publication within inferred"},
		{"en", "41 y.o.", "1976/1977 age P41Y publication within inferred"},
		{"en", "in her early 30s", "1984/1988 age P30Y/P33Y publication within inferred"},
		{"en", "in his late forties", "1968/1971 age P47Y/P49Y publication within inferred"},
		{"en", "nominal age 41", "1978/1979 age P41Y publication within inferred"},
		{"zh", "虚岁四十一", "1978/1979 age P41Y publication within inferred"},
		{"zh", "41虚岁", "1978/1979 age P41Y publication within inferred"},
		{"zh", "周岁40", "1977/1978 age P40Y publication within inferred"},
		{"zh", "60岁左右", "1957~/1958~ age P60Y~ publication within inferred"},
		{"zh", "30至40岁", "1977/1988 age P30Y/P40Y publication within inferred"},
		{"zh", "五十出头", "1964/1968 age P50Y/P53Y publication within inferred"},
		{"zh", "六个月大", "2017-08/2017-09 age P6M publication within inferred"},
		{"ru", "в возрасте около 40 лет", "1977~/1978~ age P40Y~ publication within inferred"},
		{"kk", "жасы 41-де", "1976/1977 age P41Y publication within inferred"},
		{"ug", "41 ياش", "1976/1977 age P41Y publication within inferred"},
	} {
		r, err := Read(tc.words, tc.lang, published)
		if err != nil || r.line() != tc.want {
			t.Errorf("Read(%q, %s) = %s, %v, want %s", tc.words, tc.lang, r.line(), err, tc.want)
		}
	}
	r, _ := Read("虚岁41", "zh", published)
	if !r.Nominal {
		t.Error("虚岁 is not marked nominal")
	}
	r, err := Read("虚岁41", "zh", Anchor{})
	if err != nil || !r.Date.IsZero() || r.Duration != "P41Y" {
		t.Errorf("without an anchor: %+v, %v", r, err)
	}
	for _, words := range []string{"虚岁0", "虚岁200", "虚岁"} {
		if r, err := Read(words, "zh", published); err == nil {
			t.Errorf("Read(%q) = %s", words, r.line())
		}
	}
}

func TestBorn(t *testing.T) {
	for _, tc := range []struct {
		lo, hi           int
		at, own, nominal string
	}{
		{41, 41, "2017-11-13", "1975/1976", "1977/1978"},
		{41, 41, "2017-12-31", "1976/1976", "1977/1978"}, // no birthday is left
		{41, 41, "2018-01-10", "1976/1977", "1977/1978"}, // before the lunar new year
		{41, 41, "2018-02-05", "1976/1977", "1977/1979"}, // perhaps before it
		{30, 40, "2018-03-05", "1977/1988", "1979/1990"},
		{41, 41, "2017", "1975/1976", "1976/1978"},
		{0, 0, "2017-11-13", "2016/2017", ""},
		{1, 1, "2017-11-13", "2015/2016", "2017/2018"},
		{41, 40, "2017", "", ""},
		{126, 126, "2017", "", ""},
		{41, 41, "2017/..", "", ""},
		{41, 41, "XXXX-03", "", ""},
		{100, 100, "0050", "", ""},
	} {
		at := MustParse(tc.at)
		own, _ := Born(tc.lo, tc.hi, at)
		nominal, _ := BornNominal(tc.lo, tc.hi, at)
		if own.String() != tc.own || nominal.String() != tc.nominal {
			t.Errorf("%d to %d in %s: %s and %s, want %s and %s", tc.lo, tc.hi, tc.at, own, nominal, tc.own, tc.nominal)
		}
	}
}

func TestAgeAt(t *testing.T) {
	for _, tc := range []struct {
		born, at    string
		least, most int
		ok          bool
	}{
		{"1976-03-06", "2017-11-13", 41, 41, true},
		{"1976", "2017-11-13", 40, 41, true},
		{"1976", "2017", 40, 41, true},
		{"1976-02-29", "2017-02-28", 41, 41, true},
		{"2017-11-13", "2017-11-13", 0, 0, true},
		{"2017", "2017", 0, 0, true},
		{"2018", "2017", 0, 0, false},
		{"1976/..", "2017", 0, 0, false},
	} {
		least, most, ok := AgeAt(MustParse(tc.born), MustParse(tc.at))
		if least != tc.least || most != tc.most || ok != tc.ok {
			t.Errorf("born %s, in %s: %d to %d, %v", tc.born, tc.at, least, most, ok)
		}
	}
}

// Whoever was of an age on a day was born in one of the years Born gives, and
// whoever was born in one of them may have been.
func TestBornAndAgeAtAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := func(label string, from, to int) Day {
			y, m := rapid.IntRange(from, to).Draw(t, label+" year"), rapid.IntRange(1, 12).Draw(t, label+" month")
			return Day{y, m, rapid.IntRange(1, daysIn(y, m)).Draw(t, label+" day")}
		}
		born := day("born", 1900, 1989)
		at := FromDay(day("at", 1990, 2020))
		least, most, ok := AgeAt(FromDay(born), at)
		if !ok || least != most {
			t.Fatalf("born %s, on %s: %d to %d, %v", born, at, least, most, ok)
		}
		years, ok := Born(least, most, at)
		if rel := Relation(FromDay(born), years); !ok || rel != RelWithin {
			t.Fatalf("born %s and %d on %s, so born %s", born, least, at, years)
		}
		lo, hi, _ := AgeAt(years, at)
		if lo > least || hi < least {
			t.Fatalf("born %s, so %d to %d on %s", years, lo, hi, at)
		}
	})
}
