package edtf

import (
	"encoding/json"
	"errors"
	"testing"
	"time"
)

func TestParseCanonical(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		{"2017", "2017"},
		{"0000", "0000"},
		{"2017-11", "2017-11"},
		{"2017-11-06", "2017-11-06"},
		{"2016-02-29", "2016-02-29"},
		{"2017-21", "2017-21"},
		{"2017-24?", "2017-24?"},
		{"201X", "201X"},
		{"20XX", "20XX"},
		{"XXXX", "XXXX"},
		{"2017-XX", "2017-XX"},
		{"2017-11-XX", "2017-11-XX"},
		{"2017-XX-XX", "2017-XX-XX"},
		{"2017-1X", "2017-1X"},
		{"XXXX-11-06", "XXXX-11-06"},
		{"XXXX-02-29", "XXXX-02-29"},
		{"2017-09~", "2017-09~"},
		{"2017-11-06%", "2017-11-06%"},
		{"2017~-11", "~2017-11"},
		{"2017-11~-06", "~2017-~11-06"},
		{"2017-~11", "2017-~11"},
		{"?2017-~11-06", "?2017-~11-06"},
		{"~2017-~11", "2017-11~"},
		{"2017?-11~", "%2017-~11"},
		{"2017-11-06/2017-11-11", "2017-11-06/2017-11-11"},
		{"2014/2016", "2014/2016"},
		{"2016/..", "2016/.."},
		{"../2016", "../2016"},
		{"2016/", "2016/"},
		{"/2016", "/2016"},
		{"2016~/2017-03?", "2016~/2017-03?"},
		{"XXXX-11-06/XXXX-11-11", "XXXX-11-06/XXXX-11-11"},
		{"[2017-05-06,2017-06-05]", "[2017-05-06,2017-06-05]"},
		{"{2017-11-06, 2017-11-08}", "{2017-11-06,2017-11-08}"},
		{"[..2016-03]", "[..2016-03]"},
		{"[2016-03..]", "[2016-03..]"},
		{"[2014..2016,2018]", "[2014..2016,2018]"},
		{"-0044", "-0044"}, {"-0044-03-15?", "-0044-03-15?"}, {"-0044/0014", "-0044/0014"}, {"-0044-21~", "-0044-21~"},
		{"Y170000002", "Y170000002"}, {"Y-170000002~", "Y-170000002~"}, {"Y-17000/-0044", "Y-17000/-0044"},
	} {
		d, err := Parse(tc.in)
		if err != nil {
			t.Errorf("Parse(%q): %v", tc.in, err)
			continue
		}
		if got := d.String(); got != tc.want {
			t.Errorf("Parse(%q) = %s, want %s", tc.in, got, tc.want)
		}
		again, err := Parse(d.String())
		if err != nil || !again.Equal(d) {
			t.Errorf("Parse(%q) read its own string back as %v, %v", tc.in, again, err)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, in := range []string{
		"", " ", "17", "20170", "2017-13", "2017-00", "2017-11-31", "2017-02-29", "2017-11-00",
		"2017-21-05", "2017-25", "2017/2016", "2017-11-11/2017-11-06", "/", "../..", "..", "2017/2018/2019",
		"[]", "{", "[2017", "[2017..2016]", "[..]", "2017-11-06T10:00", "-0000", "-044", "-20170", "-004X", "-~0044-03", "--0044", "Y2017", "Y02017", "Y20170-01", "Y1234567890", "Y-", "Y+20170", "Y20170X", "2017-1", "2017-11-6",
		"x017", "2017-XX-32", "2017 ", "２０１７", "2017-11-06-01",
	} {
		if d, err := Parse(in); err == nil {
			t.Errorf("Parse(%q) = %s, want an error", in, d)
		} else if !errors.Is(err, ErrSyntax) {
			t.Errorf("Parse(%q): %v does not wrap ErrSyntax", in, err)
		}
	}
}

func TestQualifiersAndPrecision(t *testing.T) {
	for _, tc := range []struct {
		in                     string
		approximate, uncertain bool
		precision              Precision
	}{
		{"2017", false, false, PrecisionYear},
		{"201X", false, false, PrecisionDecade},
		{"20XX", false, false, PrecisionCentury},
		{"XXXX", false, false, PrecisionNone},
		{"XXXX-11", false, false, PrecisionMonth},
		{"2017-XX", false, false, PrecisionYear},
		{"2017-11-XX", false, false, PrecisionMonth},
		{"2017-22", false, false, PrecisionSeason},
		{"2017-09~", true, false, PrecisionMonth},
		{"2017-09-01?", false, true, PrecisionDay},
		{"2017%/..", true, true, PrecisionYear},
		{"[2016,2017-~03]", true, false, PrecisionMonth},
	} {
		d := MustParse(tc.in)
		if d.Approximate() != tc.approximate || d.Uncertain() != tc.uncertain || d.Precision() != tc.precision {
			t.Errorf("%s: approximate %v, uncertain %v, precision %d", tc.in, d.Approximate(), d.Uncertain(), d.Precision())
		}
	}
	if got := MustParse("2017/2018?").About().String(); got != "2017~/2018%" {
		t.Errorf("About = %s", got)
	}
}

func TestMakers(t *testing.T) {
	day := FromDay(Day{2017, 11, 6})
	for _, tc := range []struct {
		got  Date
		want string
	}{
		{day, "2017-11-06"},
		{Year(476), "0476"},
		{Month(2017, 3), "2017-03"},
		{Interval(Month(2017, 3), day), "2017-03/2017-11-06"},
		{Interval(day, Date{}), "2017-11-06/.."},
		{Interval(MustParse("2014/2016"), MustParse("2017/")), "2014/"},
		{MustParse("2014/2016").Start(), "2014"},
		{MustParse("2014/2016").End(), "2016"},
		{MustParse("2014/..").End(), ""},
	} {
		if got := tc.got.String(); got != tc.want {
			t.Errorf("got %s, want %s", got, tc.want)
		}
	}
}

func TestDateInJSON(t *testing.T) {
	type row struct {
		When  Date `json:"when"`
		Until Date `json:"until,omitzero"`
	}
	in := row{When: MustParse("2017-09~")}
	b, err := json.Marshal(in)
	if err != nil || string(b) != `{"when":"2017-09~"}` {
		t.Fatalf("marshalled to %s, %v", b, err)
	}
	var out row
	if err := json.Unmarshal(b, &out); err != nil || !out.When.Equal(in.When) || !out.Until.IsZero() {
		t.Errorf("read back as %+v, %v", out, err)
	}
	if err := json.Unmarshal([]byte(`{"when":"soon"}`), &out); !errors.Is(err, ErrSyntax) {
		t.Errorf("a word was read as a date: %v", err)
	}
}

func TestDay(t *testing.T) {
	d := Day{2016, 2, 29}
	for _, tc := range []struct{ got, want string }{
		{d.AddDays(1).String(), "2016-03-01"},
		{d.AddDays(-29).String(), "2016-01-31"},
		{d.AddYears(1).String(), "2017-02-28"},
		{Day{2017, 1, 31}.AddMonths(-2).String(), "2016-11-30"},
		{Day{2017, 3, 15}.AddMonths(10).String(), "2018-01-15"},
		{Day{}.String(), ""},
		{DayOf(time.Date(2017, 11, 13, 23, 0, 0, 0, time.UTC)).String(), "2017-11-13"},
		{Day{2017, 11, 13}.Weekday().String(), "Monday"},
	} {
		if tc.got != tc.want {
			t.Errorf("got %s, want %s", tc.got, tc.want)
		}
	}
	if n := (Day{2017, 3, 1}).Sub(Day{2017, 2, 1}); n != 28 {
		t.Errorf("February 2017 has %d days", n)
	}
	if !(Day{2017, 1, 2}).After(Day{2016, 12, 31}) || !(Day{2016, 12, 31}).Before(Day{2017, 1, 2}) {
		t.Error("days are out of order across the new year")
	}
	if (Day{2017, 2, 29}).Valid() || !d.Valid() {
		t.Error("29 February is wrong")
	}
}
