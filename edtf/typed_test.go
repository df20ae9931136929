package edtf

import "testing"

// What people type into a cell or a form, whole, read against Monday, 5 March
// 2018.
func TestReadTyped(t *testing.T) {
	for _, tc := range []struct{ lang, words, want string }{
		{"en", "born on 6 March 1976", "1976-03-06"},
		{"en", "b. 1976", "1976"},
		{"en", "6 November 2017 at 10:00", "2017-11-06"},
		{"en", "6 November 2017, 10:20 p.m.", "2017-11-06"},
		{"en", "10 am on 6 November 2017", "2017-11-06"},
		{"en", "06.11.2017 10:20", "2017-11-06"},
		{"en", "2017-11-06T10:20:30+08:00", "2017-11-06T10:20:30+08:00"},
		{"en", "6 Nov 17", "2017-11-06"},
		{"en", "Nov ’17", "2017-11"},
		{"en", "probably March 2017", "2017-03?"},
		{"en", "2014 to present", "2014/.."},
		{"en", "in March or April 2017", "[2017-03,2017-04]"},
		{"en", "December or January", "[2017-12,2018-01] inferred"},
		{"en", "6 or 8 November 2017", "[2017-11-06,2017-11-08]"},
		{"en", "6 and 8 November 2017", "{2017-11-06,2017-11-08}"},
		{"en", "Winter 2016-17", "2016-12/2017-02 within"},
		{"en", "Q1 2018", "2018-01/2018-03 within"},
		{"en", "the week of November 6", "2017-11-06/2017-11-12 within inferred"},
		{"en", "the early nineties", "1990/1993 within"},
		{"en", "over a year ago", "../2017~ >P1Y publication within inferred"},
		{"zh", "1976年生", "1976"},
		{"zh", "生于1976年3月6日", "1976-03-06"},
		{"zh", "17年7月9日", "2017-07-09"},
		{"zh", "2017年11月6日晚上10点半", "2017-11-06"},
		{"zh", "3月或4月", "[2017-03,2017-04] inferred"},
		{"zh", "2017年第一季度", "2017-01/2017-03 within"},
		{"zh", "上上个月", "2018-01 publication inferred"},
		{"ru", "12.03.1976 г.р.", "1976-03-12"},
		{"ru", "1976 года рождения", "1976"},
		{"ru", "6 ноября 2017 г., вечером", "2017-11-06"},
		{"ru", "зимой 2016-2017 годов", "2016-12/2017-02 within"},
		{"ru", "в первом квартале 2018 года", "2018-01/2018-03 within"},
		{"ru", "с 2014 по настоящее время", "2014/.."},
		{"kk", "1976 жылы туған", "1976"},
		{"kk", "12.03.1976 ж.т.", "1976-03-12"},
		{"kk", "наурыз немесе сәуір 2017", "[2017-03,2017-04]"},
		{"ug", "1976-يىلى تۇغۇلغان", "1976"},
		{"ug", "2017-Yili 23-aprél", "2017-04-23"},
		{"ug", "2017-yili 11-ayning 6-küni", "2017-11-06"},
		{"es", "nacido en 1976", "1976"},
		{"es", "el verano pasado", "2017-22 publication inferred"},
		{"es", "primer semestre de 2017", "2017-01/2017-06 within"},
		{"tr", "1976 doğumlu", "1976"},
	} {
		r, err := Read(tc.words, tc.lang, published)
		if err != nil || r.line() != tc.want {
			t.Errorf("Read(%q, %s) = %s, %v, want %s", tc.words, tc.lang, r.line(), err, tc.want)
		}
	}
}

// In running text the words around a date are no part of it.
func TestFindLeavesTypedFormsAlone(t *testing.T) {
	checkFind(t, "en", published, []sentence{
		{"She was born in 1976 and taught.", []string{"in 1976 = 1976"}},
		{"They came on 6 November 2017 at 10:00.", []string{"on 6 November 2017 = 2017-11-06"}},
		{"About 6 March 17 people left.", []string{"About 6 March = 2017-03-06~ inferred"}},
	})
	checkFind(t, "zh", published, []sentence{
		{"他生于1976年3月6日，17年7月被带走。", []string{"于1976年3月6日 = 1976-03-06", "17年7月 = 2017-07"}},
		{"判17年。", []string{"17年 = duration P17Y"}},
	})
}

// A winter of two years that do not follow, or another season of two, is none.
func TestReadTypedRefuses(t *testing.T) {
	for _, tc := range []struct{ lang, words string }{
		{"en", "summer 2016-17"}, {"en", "winter 2016-19"}, {"en", "6 November 2017 at 25:00"}, {"en", "6 November 2017 at 10:61"}, {"en", "6 Nov 17-18"}, {"en", "March or March 2017"},
	} {
		if r, err := Read(tc.words, tc.lang, published); err == nil {
			t.Errorf("Read(%q) = %s", tc.words, r.line())
		}
	}
}

func TestTimeOfDay(t *testing.T) {
	d := MustParse("2017-11-06T10:20:30Z")
	if d.String() != "2017-11-06T10:20:30Z" || d.Precision() != PrecisionDay || Relation(d, MustParse("2017-11-06")) != RelEqual || d.About().String() != "2017-11-06~" {
		t.Errorf("read as %s, about it %s", d, d.About())
	}
	if got := Format(d, "ru"); got != "6 ноября 2017 г., 10:20:30Z" {
		t.Errorf("printed as %s", got)
	}
	for _, bad := range []string{"2017-11-06T", "2017-11-06T24:00:01", "2017-11-06T1:20:30", "2017-11-06T10:20:30.5", "2017-11T10:20:30", "2017-11-06~T10:20:30", "2017-11-XXT10:20:30", "2017-11-06T10:20:30+8", "2017-11-06T10:20:30/2018", "2017-11-06T10:20:30ZZ"} {
		if d, err := Parse(bad); err == nil {
			t.Errorf("Parse(%q) = %s", bad, d)
		}
	}
}
