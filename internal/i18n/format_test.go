package i18n

import "testing"

func byTag(t *testing.T, tag string) *Catalog {
	t.Helper()
	for _, c := range load1(t).All() {
		if c.Lang() == tag {
			return c
		}
	}
	t.Fatalf("no catalog %s", tag)
	return nil
}

func TestNumbers(t *testing.T) {
	for _, tt := range []struct {
		tag                    string
		whole, decimal, share  string
		negative, small, point string
	}{
		{"en", "1,234,567", "1,234.50", "5%", "−42", "999", "0.3"},
		{"kk", "1\u00a0234\u00a0567", "1\u00a0234,50", "5%", "−42", "999", "0,3"},
		{"ug", "1,234,567", "1,234.50", "5%", "−42", "999", "0.3"},
		{"zh", "1,234,567", "1,234.50", "5%", "−42", "999", "0.3"},
		{"ru", "1\u00a0234\u00a0567", "1\u00a0234,50", "5\u00a0%", "−42", "999", "0,3"},
		{"tr", "1.234.567", "1.234,50", "%5", "−42", "999", "0,3"},
	} {
		c := byTag(t, tt.tag)
		for _, x := range []struct{ got, want string }{
			{c.Number(1234567), tt.whole}, {c.Decimal(1234.5, 2), tt.decimal}, {c.Percent(0.05), tt.share},
			{c.Number(-42), tt.negative}, {c.Number(999), tt.small}, {c.Decimal(0.3, 1), tt.point},
		} {
			if x.got != x.want {
				t.Errorf("%s: got %q, want %q", tt.tag, x.got, x.want)
			}
		}
	}
}

func TestPluralForms(t *testing.T) {
	for _, tt := range []struct {
		tag  string
		n    int
		want string
	}{
		{"en", 0, "other"}, {"en", 1, "one"}, {"en", 2, "other"},
		{"kk", 1, "one"}, {"kk", 5, "other"}, {"ug", 1, "one"}, {"tr", 1, "one"}, {"zh", 1, "other"},
		{"ru", 0, "many"}, {"ru", 1, "one"}, {"ru", 2, "few"}, {"ru", 4, "few"}, {"ru", 5, "many"},
		{"ru", 11, "many"}, {"ru", 12, "many"}, {"ru", 14, "many"}, {"ru", 21, "one"}, {"ru", 22, "few"},
		{"ru", 101, "one"}, {"ru", 111, "many"}, {"ru", 500, "many"}, {"ru", -1, "one"},
	} {
		if got := byTag(t, tt.tag).lang.plural(tt.n); got != tt.want {
			t.Errorf("%s %d: got %s, want %s", tt.tag, tt.n, got, tt.want)
		}
	}
}

func TestDates(t *testing.T) {
	day, month, year := Date{2017, 11, 6}, Date{2017, 11, 0}, Date{2017, 0, 0}
	for _, tt := range []struct{ tag, day, month, year, days, range_ string }{
		{"en", "6 November 2017", "November 2017", "2017", "6–11 November 2017", "6 November 2017 – 3 December 2017"},
		{"kk", "2017 ж. 6 қараша", "2017 ж. Қараша", "2017 ж.", "2017 ж. 6–11 қараша", "2017 ж. 6 қараша – 2017 ж. 3 желтоқсан"},
		{"zh", "2017年11月6日", "2017年11月", "2017年", "2017年11月6日 – 11日", "2017年11月6日 – 2017年12月3日"},
		{"ru", "6 ноября 2017 г.", "ноябрь 2017 г.", "2017 г.", "6–11 ноября 2017 г.", "6 ноября 2017 г. – 3 декабря 2017 г."},
		{"tr", "6 Kasım 2017", "Kasım 2017", "2017", "6–11 Kasım 2017", "6 Kasım 2017 – 3 Aralık 2017"},
	} {
		c := byTag(t, tt.tag)
		for _, x := range []struct{ got, want string }{
			{c.Date(day), tt.day}, {c.Date(month), tt.month}, {c.Date(year), tt.year},
			{c.Dates(day, Date{2017, 11, 11}), tt.days}, {c.Dates(day, Date{2017, 12, 3}), tt.range_},
			{c.Dates(day, day), tt.day},
		} {
			if x.got != x.want {
				t.Errorf("%s: got %q, want %q", tt.tag, x.got, x.want)
			}
		}
	}
}

func TestQuotes(t *testing.T) {
	for tag, want := range map[string]string{"en": "“x”", "kk": "«x»", "ug": "«x»", "zh": "“x”", "ru": "«x»", "tr": "“x”"} {
		open, shut := byTag(t, tag).Quotes()
		if got := open + "x" + shut; got != want {
			t.Errorf("%s: got %s, want %s", tag, got, want)
		}
	}
}
