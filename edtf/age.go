package edtf

// maxAge is the greatest age in years taken for one.
const maxAge = 125

// ageRule reads an age. With an anchor the date is the years in which somebody
// of that age was born: aged 41 on 13 November 2017 is 1975/1976, since the
// birthday may lie on either side of the day.
func ageRule(m *match) (Reading, bool) {
	lo := m.value("num", 0, -1)
	hi := m.value("num", 1, lo)
	if tens, ok := m.get("tens", 0); ok { // in her forties
		lo, hi = tens.val.a, tens.val.a+9
	}
	if m.has("more") && lo%10 == 0 { // thirty-odd
		hi = lo + 9
	}
	if lo < 0 {
		return Reading{}, false
	}
	return ageReading(lo, hi, ageUnit(m), m.s.anchor)
}

func ageUnit(m *match) unit {
	if h, ok := m.get("unit", 0); ok {
		return unit(h.val.a)
	}
	return unitYear
}

func ageReading(lo, hi int, u unit, a Anchor) (Reading, bool) {
	if hi < lo || u == unitYear && hi > maxAge || u == unitHour || u == unitMinute || u == unitSecond {
		return Reading{}, false
	}
	r := Reading{
		Kind: KindAge, Relative: RelativeToPublication,
		Duration: amount{parts: []part{{lo, hi, u}}}.String(),
	}
	b := a.Publication.Bounds()
	if b.BeginEarliest.IsZero() || b.EndLatest.IsZero() {
		return r, true
	}
	old := amount{parts: []part{{lo, hi + 1, u}}}
	first, last := old.back(b.BeginEarliest, true).AddDays(1), old.back(b.EndLatest, false)
	if first.Year < 0 {
		return r, false
	}
	r.Inferred, r.Within = true, true
	if u == unitYear {
		r.Date = Interval(Year(first.Year), Year(last.Year))
		return r, true
	}
	r.Date = Interval(Month(first.Year, first.Month), Month(last.Year, last.Month))
	return r, true
}
