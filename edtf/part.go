package edtf

// The parts of a longer time, as the tables number them.
const (
	partEarly      = 1
	partMid        = 2
	partLate       = 3
	partFirstHalf  = 4
	partSecondHalf = 5
	partFirstWeek  = 6 // to 9 for the fourth
	partLastWeek   = 10
	partQuarter    = 11 // to 14 for the fourth, of a year
)

// date writes the point, as the days of its part where it names one.
func (p point) date() Date {
	v := p.value()
	if p.part == 0 || p.day != 0 || p.season != 0 {
		return single(v)
	}
	switch {
	case p.decade:
		if lo, hi, ok := decadePart(p.part); ok {
			return Interval(Year(p.year+lo), Year(p.year+hi))
		}
	case p.month != 0:
		year := p.year
		if year == noYear {
			year = 2000 // long enough for any February
		}
		if lo, hi, ok := monthPart(p.part, daysIn(year, p.month)); ok {
			from, to := v, v
			from.day, to.day = twoDigits(lo), twoDigits(hi)
			return span(from, to)
		}
	default:
		if lo, hi, ok := yearPart(p.part); ok {
			from, to := v, v
			from.month, to.month = twoDigits(lo), twoDigits(hi)
			return span(from, to)
		}
	}
	return single(v)
}

// monthPart returns the days a part of a month of n days spans.
func monthPart(part, n int) (int, int, bool) {
	switch part {
	case partEarly:
		return 1, 10, true
	case partMid:
		return 11, 20, true
	case partLate:
		return 21, n, true
	case partFirstHalf:
		return 1, 15, true
	case partSecondHalf:
		return 16, n, true
	case partLastWeek:
		return n - 6, n, true
	case partFirstWeek, partFirstWeek + 1, partFirstWeek + 2, partFirstWeek + 3:
	default:
		return 0, 0, false
	}
	first := 1 + 7*(part-partFirstWeek)
	return first, first + 6, true
}

// yearPart returns the months a part of a year spans.
func yearPart(part int) (int, int, bool) {
	switch part {
	case partEarly:
		return 1, 4, true
	case partMid:
		return 5, 8, true
	case partLate:
		return 9, 12, true
	case partFirstHalf:
		return 1, 6, true
	case partSecondHalf:
		return 7, 12, true
	}
	if n := part - partQuarter; n >= 0 && n < 4 {
		return 1 + 3*n, 3 + 3*n, true
	}
	return 0, 0, false
}

// decadePart returns the years a part of a decade spans.
func decadePart(part int) (int, int, bool) {
	switch part {
	case partEarly:
		return 0, 3, true
	case partMid:
		return 4, 6, true
	case partLate:
		return 7, 9, true
	case partFirstHalf:
		return 0, 4, true
	case partSecondHalf:
		return 5, 9, true
	}
	return 0, 0, false
}
