package edtf

import "strings"

// The marks that make a number part of something that is no date: money,
// references, shares, addresses.
const (
	marksBefore = "$€£¥₸₽₺￥#№+@_&=%"
	marksAfter  = "%‰°$€£¥₸₽₺￥@_&="
)

// plainNumber reports whether the token is a number that stands for itself:
// not part of 2,000 or 10:30, no money, no reference.
func (s *scan) plainNumber(i int) bool {
	t := s.tokens[i]
	if t.kind != tokenNumber || !s.g.suffixes[t.suffix] {
		return false
	}
	return s.freeBefore(i) && s.freeAfter(i)
}

func (s *scan) freeBefore(i int) bool {
	if s.joined(i, -1, ".,:/") {
		return false
	}
	if i == 0 {
		return true
	}
	before := s.tokens[i-1]
	if before.kind == tokenMark && strings.Contains(marksBefore, before.fold) {
		return false
	}
	return s.tokens[i].gap != gapNone || before.kind != tokenWord && before.kind != tokenNumber
}

func (s *scan) freeAfter(i int) bool {
	if s.joined(i, 1, ".,:/") {
		return false
	}
	if i+1 >= len(s.tokens) {
		return true
	}
	after := s.tokens[i+1]
	if after.kind == tokenMark && strings.Contains(marksAfter, after.fold) {
		return false
	}
	return after.gap != gapNone || after.kind != tokenWord
}

// numbersAt returns the number from lo to hi at token i, in digits or, in
// Chinese, in numerals.
func (s *scan) numbersAt(i, lo, hi, digits int) []hit {
	t := s.tokens[i]
	n, value := 1, t.num
	switch {
	case t.kind == tokenHan && s.g.lang == "zh":
		if value, n = s.numeral(i); n == 0 {
			return nil
		}
	case t.kind != tokenNumber || t.digits > digits || !s.plainNumber(i):
		return nil
	}
	if value < lo || value > hi {
		return nil
	}
	return []hit{{n: n, val: val{value, value}}}
}

// yearsAt returns a year that something beside it shows to be one.
func (s *scan) yearsAt(i int) []hit {
	t := s.tokens[i]
	if t.kind == tokenHan && s.g.lang == "zh" {
		return s.yearNumeral(i)
	}
	if t.digits != 4 || t.num < 1000 || t.num > 2199 {
		return nil
	}
	return s.numbersAt(i, 1000, 2199, 4)
}

// lonesAt returns a year with no month or day beside it, which must not be
// the count of something.
func (s *scan) lonesAt(i int) []hit {
	t := s.tokens[i]
	if t.digits != 4 || t.num < 1800 || t.num > 2099 {
		return nil
	}
	if j := i + 1; j < len(s.tokens) && s.g.notYear[s.tokens[j].fold] {
		return nil
	}
	return s.numbersAt(i, 1800, 2099, 4)
}

// decadesAt returns the first year of a decade: 1990 in 1990s, or in the
// nineties where those are written with two figures.
func (s *scan) decadesAt(i int) []hit {
	t := s.tokens[i]
	n, year, digits := 1, t.num, t.digits
	switch {
	case t.kind == tokenHan && s.g.lang == "zh":
		year, n = s.numeral(i)
		digits = 2
	case t.kind != tokenNumber || !s.freeBefore(i):
		return nil
	}
	switch {
	case n == 0 || year%10 != 0:
		return nil
	case digits == 2 && year >= 20 && year <= 90:
		year += 1900
	case digits != 4 || year < 1800 || year > 2090:
		return nil
	}
	return []hit{{n: n, val: val{year, year}}}
}

// numericAt returns a date written in figures alone: 2017-11-22, 22.11.2017,
// 11/22/2017, 2017-11, and 20171122 inside a file name.
func (s *scan) numericAt(i int) []hit {
	t := s.tokens[i]
	if t.kind != tokenNumber || s.joined(i, -1, ".,:/-") {
		return nil
	}
	if t.digits == 8 {
		return s.compactAt(i)
	}
	if t.suffix != "" || i > 0 && t.gap == gapNone && strings.Contains(marksBefore, s.tokens[i-1].fold) && s.tokens[i-1].fold != "_" {
		return nil
	}
	j := i
	for j < i+4 && s.joined(j, 1, ".-/") && (j == i || s.tokens[j+1].fold == s.tokens[i+1].fold) {
		j += 2
	}
	parts := (j-i)/2 + 1
	if last := s.tokens[j]; parts < 2 || last.suffix != "" && last.suffix != "t" && !s.g.suffixes[last.suffix] {
		return nil
	}
	if s.joined(j, 1, ".,:/-") {
		return nil
	}
	var p *point
	if parts == 2 {
		p = yearMonth(s.tokens[i], s.tokens[j], s.tokens[i+1].fold)
	} else {
		p = s.figures(s.tokens[i], s.tokens[i+2], s.tokens[i+4], s.tokens[i+1].fold)
	}
	if p == nil {
		return nil
	}
	if s.tokens[j].suffix == "t" { // the time of day behind an ISO date
		for j+1 < len(s.tokens) && s.tokens[j+1].gap == gapNone && (s.tokens[j+1].kind == tokenNumber || s.tokens[j+1].fold == ":") {
			j++
		}
	}
	return []hit{{n: j - i + 1, point: p}}
}

// yearMonth reads 2017-11 and 11/2017.
func yearMonth(a, b token, sep string) *point {
	if sep == "-" && a.digits == 4 && b.digits == 2 && century(a.num) && b.num >= 1 && b.num <= 12 {
		// 2010-12 may as well be the years 2010 to 2012.
		return &point{year: a.num, month: b.num, ambiguous: b.num > a.num%100}
	}
	if sep != "-" && a.digits <= 2 && b.digits == 4 && century(b.num) && a.num >= 1 && a.num <= 12 {
		return &point{year: b.num, month: a.num}
	}
	return nil
}

func century(y int) bool { return y >= 1800 && y <= 2099 }

// figures reads three numbers as a date in whatever order can be meant.
func (s *scan) figures(a, b, c token, sep string) *point {
	if a.digits == 4 && b.digits <= 2 && c.digits <= 2 {
		return calendarPoint(a.num, b.num, c.num)
	}
	if a.digits > 2 || b.digits > 2 {
		return nil
	}
	year := c.num
	switch {
	case c.digits == 4 && century(year):
	case c.digits == 2 && a.digits == 2 && b.digits == 2 && sep != "-" && (sep != "." || s.order == "dmy"):
		year = s.shortYear(year)
	default:
		return nil
	}
	return s.dayMonth(year, a.num, b.num, sep == ".")
}

// dayMonth settles which of two numbers is the month: a point between them
// or the custom of the language means day first, and where custom differs a
// number above 12 decides. What stays open keeps both readings.
func (s *scan) dayMonth(year, a, b int, dotted bool) *point {
	dmy, mdy := calendarPoint(year, b, a), calendarPoint(year, a, b)
	switch {
	case dmy == nil:
		return mdy
	case mdy == nil || a == b || dotted || s.order == "dmy":
		return dmy
	case s.order == "mdy":
		return mdy
	}
	dmy.alt, dmy.ambiguous = mdy, true
	return dmy
}

// shortYear widens a year of two digits to the last such year not after the
// publication, or without one to 1970-2069.
func (s *scan) shortYear(yy int) int {
	last := 2069
	if b := s.anchor.Publication.Bounds(); !b.EndLatest.IsZero() {
		last = b.EndLatest.Year
	}
	y := last - last%100 + yy
	if y > last {
		y -= 100
	}
	return y
}

func calendarPoint(y, m, d int) *point {
	if !century(y) || !(Day{y, m, d}).Valid() {
		return nil
	}
	return &point{year: y, month: m, day: d}
}

// compactAt reads eight digits as a date when they are part of a file name, or
// typed alone: a telephone number looks the same.
func (s *scan) compactAt(i int) []hit {
	t := s.tokens[i]
	if t.suffix != "" || !s.inFileName(i) && !s.typed {
		return nil
	}
	p := calendarPoint(t.num/10000, t.num/100%100, t.num%100)
	if q := s.dayMonth(t.num%10000, t.num/1000000, t.num/10000%100, false); p == nil {
		p = q
	} else if q != nil {
		p.alt, p.ambiguous = q, true
	}
	if p == nil {
		return nil
	}
	return []hit{{n: 1, point: p}}
}

// inFileName reports whether the number touches, over one of _ - and a point,
// a word before it or a file name's ending behind it.
func (s *scan) inFileName(i int) bool {
	linked := func(mark, word int) bool {
		if min(mark, word) < 0 || max(mark, word) >= len(s.tokens) {
			return false
		}
		return s.tokens[max(i, mark)].gap == gapNone && s.tokens[max(mark, word)].gap == gapNone &&
			strings.Contains("_-.", s.tokens[mark].fold) && s.tokens[word].kind == tokenWord
	}
	return linked(i-1, i-2) || linked(i+1, i+2)
}

var numerals = map[string]int{
	"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "兩": 2, "三": 3, "四": 4, "五": 5,
	"六": 6, "七": 7, "八": 8, "九": 9, "十": 10, "百": 100,
}

// maxNumeral is the length of the longest number below 1000: 九百九十九.
const maxNumeral = 5

// numeral reads a Chinese number below 1000 and returns the tokens it covers.
func (s *scan) numeral(i int) (value, n int) {
	unit, j := 0, i
	for ; j < min(len(s.tokens), i+maxNumeral) && (j == i || s.tokens[j].gap == gapNone); j++ {
		d, ok := numerals[s.tokens[j].fold]
		if !ok {
			break
		}
		switch {
		case d < 10 && unit != 0: // digits in a row are no number below 1000
			return 0, 0
		case d < 10:
			unit = d
		default:
			value += max(unit, 1) * d
			unit = 0
		}
	}
	return value + unit, j - i
}

// yearNumeral reads a year written digit by digit, such as 二〇一七.
func (s *scan) yearNumeral(i int) []hit {
	year := 0
	for k := range 4 {
		if i+k >= len(s.tokens) {
			return nil
		}
		d, ok := numerals[s.tokens[i+k].fold]
		if !ok || d > 9 {
			return nil
		}
		year = year*10 + d
	}
	if !century(year) {
		return nil
	}
	return []hit{{n: 4, val: val{year, year}}}
}
