package edtf

// maxAge is the greatest age in years taken for one.
const maxAge = 125

// Born returns the years in which somebody was born who was lo to hi whole
// years old on some day of at: aged 41 on 13 November 2017 is 1975/1976, since
// the birthday may lie on either side of the day. It is false when at has an
// end that is open or not known, or the ages are not 0 to 125 in order.
func Born(lo, hi int, at Date) (Date, bool) {
	first, last, ok := agedSpan(lo, hi, at)
	if !ok {
		return Date{}, false
	}
	from, to := first.AddYears(-hi-1).AddDays(1), last.AddYears(-lo)
	return yearsOf(from.Year, to.Year)
}

// BornNominal is Born for nominal ages (虚岁), which count one at birth and
// one more at each lunar new year. The new year falls between 21 January and
// 20 February, so a year of the count reaches into two years of the calendar:
// 41 on 13 November 2017 is 1977/1978.
func BornNominal(lo, hi int, at Date) (Date, bool) {
	first, last, ok := agedSpan(lo, hi, at)
	if !ok || lo < 1 {
		return Date{}, false
	}
	earliest, latest := first.Year, last.Year
	if first.Before(Day{first.Year, 2, 21}) {
		earliest-- // the new year may not have come yet
	}
	if last.Before(Day{last.Year, 1, 21}) {
		latest-- // nor can it have
	}
	return yearsOf(earliest-hi+1, latest-lo+2)
}

// AgeAt returns how old in whole years somebody born on some day of born was
// on some day of at, at least and at most. It is false when either has an end
// that is open or not known, or when all of at lies before the birth.
func AgeAt(born, at Date) (least, most int, ok bool) {
	b, a := born.Bounds(), at.Bounds()
	if b.BeginEarliest.IsZero() || b.EndLatest.IsZero() || a.BeginEarliest.IsZero() || a.EndLatest.IsZero() || a.EndLatest.Before(b.BeginEarliest) {
		return 0, 0, false
	}
	return max(0, wholeYears(b.EndLatest, a.BeginEarliest)), wholeYears(b.BeginEarliest, a.EndLatest), true
}

// wholeYears is how many birthdays lie between two days. Who was born on 29
// February has one on the 28th of a common year.
func wholeYears(born, at Day) int {
	n := at.Year - born.Year
	if born.AddYears(n).After(at) {
		n--
	}
	return n
}

// agedSpan returns the days of at, if ages can be counted back from them.
func agedSpan(lo, hi int, at Date) (first, last Day, ok bool) {
	b := at.Bounds()
	return b.BeginEarliest, b.EndLatest, 0 <= lo && lo <= hi && hi <= maxAge && !b.BeginEarliest.IsZero() && !b.EndLatest.IsZero()
}

func yearsOf(from, to int) (Date, bool) {
	if from < 0 {
		return Date{}, false
	}
	return Interval(Year(from), Year(to)), true
}

// ageRule reads an age. With an anchor the date is the years of birth, for an
// age in months or less the months.
func ageRule(m *match) (Reading, bool) {
	lo, hi, ok := agesOf(m)
	u := unitYear
	if h, named := m.get("unit", 0); named {
		u = unit(h.val.a)
	}
	if !ok || u == unitHour || u == unitMinute || u == unitSecond || u == unitYear && hi > maxAge {
		return Reading{}, false
	}
	r := Reading{
		Kind: KindAge, Relative: RelativeToPublication,
		Duration: amount{parts: []part{{lo, hi, u}}}.String(),
	}
	at := m.s.anchor.Publication
	if first, last, known := agedSpan(0, 0, at); u == unitYear {
		r.Date, known = Born(lo, hi, at)
		r.Inferred = known
	} else if known {
		old := amount{parts: []part{{lo, hi + 1, u}}}
		from, to := old.back(first, true).AddDays(1), old.back(last, false)
		if r.Inferred = from.Year >= 0; r.Inferred {
			r.Date = Interval(Month(from.Year, from.Month), Month(to.Year, to.Month))
		}
	}
	r.Within = r.Inferred
	if m.has("about") {
		r.Duration += "~"
		r.Date = r.Date.About()
	}
	return r, true
}

// nominalAgeRule reads a nominal age: 虚岁41.
func nominalAgeRule(m *match) (Reading, bool) {
	lo, hi, ok := agesOf(m)
	if !ok || lo < 1 || hi > maxAge {
		return Reading{}, false
	}
	r := Reading{
		Kind: KindAge, Nominal: true, Relative: RelativeToPublication,
		Duration: amount{parts: []part{{lo, hi, unitYear}}}.String(),
	}
	r.Date, r.Inferred = BornNominal(lo, hi, m.s.anchor.Publication)
	r.Within = r.Inferred
	return r, true
}

// agesOf returns the least and the greatest number of an age.
func agesOf(m *match) (lo, hi int, ok bool) {
	lo = m.value("num", 0, -1)
	hi = m.value("num", 1, lo)
	if tens, named := m.either("tens", "decs", 0); named { // in her forties, in her early 40s
		lo = tens.val.a % 100
		hi = lo + 9
		if from, to, part := decadePart(m.value("part", 0, 0)); part {
			lo, hi = lo+from, lo+to
		}
	}
	if m.has("more") && lo%10 == 0 { // thirty-odd
		hi = lo + 9
	}
	if m.has("littleover") && lo%10 == 0 { // 五十出头
		hi = lo + 3
	}
	return lo, hi, 0 <= lo && lo <= hi
}
