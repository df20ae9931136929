package edtf

import (
	"fmt"
	"testing"
)

func TestBounds(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		{"2017", "begin 2017-01-01..2017-12-31 end 2017-01-01..2017-12-31"},
		{"2017-02", "begin 2017-02-01..2017-02-28 end 2017-02-01..2017-02-28"},
		{"2017-11-06", "begin 2017-11-06..2017-11-06 end 2017-11-06..2017-11-06"},
		{"2017-21", "begin 2017-03-01..2017-05-31 end 2017-03-01..2017-05-31"},
		{"2017-24", "begin 2016-12-01..2018-02-28 end 2016-12-01..2018-02-28"},
		{"199X", "begin 1990-01-01..1999-12-31 end 1990-01-01..1999-12-31"},
		{"2017-XX", "begin 2017-01-01..2017-12-31 end 2017-01-01..2017-12-31"},
		{"2017-XX-31", "begin 2017-01-31..2017-12-31 end 2017-01-31..2017-12-31"},
		{"2017-1X-06", "begin 2017-10-06..2017-12-06 end 2017-10-06..2017-12-06"},
		{"2017-09~", "begin 2017-08-01..2017-10-31 end 2017-08-01..2017-10-31"},
		{"2017~", "begin 2016-01-01..2018-12-31 end 2016-01-01..2018-12-31"},
		{"2017-11-06~", "begin 2017-11-03..2017-11-09 end 2017-11-03..2017-11-09"},
		{"2017-09?", "begin 2017-09-01..2017-09-30 end 2017-09-01..2017-09-30"},
		{"2017-11-06/2017-11-11", "begin 2017-11-06..2017-11-06 end 2017-11-11..2017-11-11"},
		{"2017-11/2017", "begin 2017-11-01..2017-11-30 end 2017-11-01..2017-12-31"},
		{"2016/..", "begin 2016-01-01..2016-12-31 end 2016-01-01.. openEnd"},
		{"../2016", "begin ..2016-12-31 end 2016-01-01..2016-12-31 openBegin"},
		{"2016/", "begin 2016-01-01..2016-12-31 end 2016-01-01.. unknownEnd"},
		{"/2016", "begin ..2016-12-31 end 2016-01-01..2016-12-31 unknownBegin"},
		{"XXXX-11-06", "begin .. end .. unknownYear"},
		{"XXXX-11-06/XXXX-11-11", "begin .. end .. unknownYear"},
		{"[2017-05-06,2017-06-05]", "begin 2017-05-06..2017-06-05 end 2017-05-06..2017-06-05"},
		{"[..2016-03]", "begin ..2016-03-31 end ..2016-03-31 openBegin"},
		{"0000~", "begin -0001-01-01..0001-12-31 end -0001-01-01..0001-12-31"},
		{"-0044-03", "begin -0044-03-01..-0044-03-31 end -0044-03-01..-0044-03-31"},
		{"-0004-02", "begin -0004-02-01..-0004-02-29 end -0004-02-01..-0004-02-29"},
		{"Y17000", "begin Y17000-01-01..Y17000-12-31 end Y17000-01-01..Y17000-12-31"},
	} {
		if got := boundsText(MustParse(tc.in).Bounds()); got != tc.want {
			t.Errorf("%s:\n got %s\nwant %s", tc.in, got, tc.want)
		}
	}
	if (Date{}).Bounds().Known() || MustParse("XXXX-11").Bounds().Known() || !MustParse("../2016").Bounds().Known() {
		t.Error("Known is wrong")
	}
}

func boundsText(b Bounds) string {
	s := fmt.Sprintf("begin %s..%s end %s..%s", b.BeginEarliest, b.BeginLatest, b.EndEarliest, b.EndLatest)
	for _, f := range []struct {
		on   bool
		name string
	}{
		{b.OpenBegin, "openBegin"}, {b.OpenEnd, "openEnd"},
		{b.UnknownBegin, "unknownBegin"}, {b.UnknownEnd, "unknownEnd"}, {b.UnknownYear, "unknownYear"},
	} {
		if f.on {
			s += " " + f.name
		}
	}
	return s
}

func TestRelation(t *testing.T) {
	for _, tc := range []struct {
		a, b string
		want Rel
		gap  int
		meet string
	}{
		{"2017", "2017-11", RelContains, 0, "2017-11"},
		{"2017-11-06", "2017-11", RelWithin, 0, "2017-11-06"},
		{"2017", "2017-01/2017-12", RelEqual, 0, "2017"},
		{"2017-11-06/2017-11-11", "2017-11-10/2017-11-20", RelOverlaps, 0, "2017-11-10/2017-11-11"},
		{"2016-06/2017-03", "2017-02/2018", RelOverlaps, 0, "2017-02/2017-03"},
		{"2017-10-31", "2017-11", RelBefore, 1, ""},
		{"2017-11-13", "2017-10", RelAfter, -13, ""},
		{"2016/..", "2017-05", RelContains, 0, "2017-05"},
		{"../2016", "2017", RelBefore, 1, ""},
		{"2016/..", "../2017-03", RelOverlaps, 0, "2016-01/2017-03"},
		{"2016/", "2014/2017", RelOverlaps, 0, "2016/2017"},
		{"2017-09~", "2017-10-15", RelContains, 0, "2017-10-15"},
		{"XXXX-11-06", "2017", RelUnknown, 0, ""},
		{"XXXX-11-06", "XXXX-11-06", RelEqual, 0, "XXXX-11-06"},
		{"[2017-05-06,2017-06-05]", "2017-05-20", RelApart, 0, ""},
		{"[2017-05-06,2017-06-05]", "2017-06", RelOverlaps, 0, "2017-06-05"},
		{"[2016,2017]", "2016/2017", RelEqual, 0, "[2016,2017]"},
		{"{2017-05-06,2017-06-05,2018}", "2017-06/2019", RelOverlaps, 0, "[2017-06-05,2018]"},
	} {
		a, b := MustParse(tc.a), MustParse(tc.b)
		if got := Relation(a, b); got != tc.want {
			t.Errorf("Relation(%s, %s) = %s, want %s", a, b, got, tc.want)
		}
		gap, known := Gap(a, b)
		if gap != tc.gap || known == (tc.want == RelUnknown) && tc.a != tc.b {
			t.Errorf("Gap(%s, %s) = %d, %v, want %d", a, b, gap, known, tc.gap)
		}
		meet, ok := Intersect(a, b)
		if meet.String() != tc.meet || ok != (tc.meet != "") {
			t.Errorf("Intersect(%s, %s) = %s, %v, want %s", a, b, meet, ok, tc.meet)
		}
	}
	if Relation(Date{}, Date{}) != RelUnknown {
		t.Error("two missing dates have a known relation")
	}
}
