package workbook

import "testing"

func TestFormatOf(t *testing.T) {
	ymd := cellFormat{date: true, year: true, month: true, day: true}
	timed := ymd
	timed.clock = true
	for code, want := range map[string]cellFormat{
		"General": {}, "": {}, "0.00": {}, "#,##0": {}, "0.00E+00": {}, "@": {}, "[h]:mm:ss": {}, "0%": {},
		"000000": {digits: 6}, `yyyy\-mm\-dd;@`: ymd, "m/d/yy": ymd, `[$-F800]dddd\,\ mmmm\ dd\,\ yyyy`: ymd, `[$-409]d\-mmm\-yyyy;@`: ymd,
		`yyyy"年"m"月"`: {date: true, year: true, month: true}, "yyyy": {date: true, year: true}, "d-mmm": {date: true, month: true, day: true},
		"dd/mm/yyyy h:mm AM/PM": timed, "h:mm": {clock: true}, "mm:ss": {clock: true}, `"day "0`: {}, "[Red]0.0": {},
	} {
		if got := formatOf(code); got != want {
			t.Errorf("%q: %+v, want %+v", code, got, want)
		}
	}
}

func TestNumber(t *testing.T) {
	day := formatOf("yyyy-mm-dd")
	for _, tt := range []struct {
		v    string
		f    cellFormat
		mac  bool
		want string
	}{
		{"43045", day, false, "2017-11-06"}, {"41583", day, true, "2017-11-06"}, {"1", day, false, "1900-01-01"}, {"61", day, false, "1900-03-01"},
		{"43045.6041666667", formatOf("yyyy-mm-dd hh:mm"), false, "2017-11-06T14:30"},
		{"0.1", cellFormat{}, false, "0.1"}, {"0.30000000000000004", cellFormat{}, false, "0.3"}, {"1E-3", cellFormat{}, false, "0.001"},
		{"39.359194444444398", cellFormat{}, false, "39.3591944444444"}, {"6.5412319900101E17", cellFormat{}, false, "654123199001010000"},
		{"abc", day, false, "abc"}, {"-5", day, false, "-5"}, {"007", cellFormat{}, false, "007"},
	} {
		if got, _ := number(tt.v, tt.f, tt.mac); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.v, got, tt.want)
		}
	}
}

func TestUnescape(t *testing.T) {
	for in, want := range map[string]string{"a_x000D__x000A_b": "a\nb", "_x0041_x": "Ax", "snake_case_x": "snake_case_x", "_x00_": "_x00_", "a_x0000_b": "ab", "_x_x0042_": "_xB"} {
		if got := unescape(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
