package edtf

import (
	"strconv"
	"strings"
)

// Bounds says between which days a thing of some date may have begun and may
// have ended. A zero Day says there is no such limit.
type Bounds struct {
	BeginEarliest, BeginLatest Day
	EndEarliest, EndLatest     Day
	// OpenBegin and OpenEnd stand for ".." in an interval.
	OpenBegin, OpenEnd bool
	// UnknownBegin and UnknownEnd stand for an empty end of an interval: there
	// is a day, and nobody said which.
	UnknownBegin, UnknownEnd bool
	// UnknownYear says that the year is XXXX, so that no day can be given.
	UnknownYear bool
}

// Known reports whether any limit is known at all.
func (b Bounds) Known() bool { return !b.BeginEarliest.IsZero() || !b.EndLatest.IsZero() }

// days is the stretch of days a value may stand for, both included.
type days struct{ first, last Day }

// Bounds works out the limits of d. A single value may have begun and ended on
// any of its days; an interval begins on a day of its start and ends on a day
// of its end; a set reaches from its first member to its last. Approximate
// values are widened as the package documentation says.
func (d Date) Bounds() Bounds {
	var b Bounds
	switch d.form {
	case formSingle:
		r, ok := d.from.days()
		if !ok {
			b.UnknownYear = true
			break
		}
		b = Bounds{BeginEarliest: r.first, BeginLatest: r.last, EndEarliest: r.first, EndLatest: r.last}
	case formInterval:
		b = d.intervalBounds()
	case formOneOf, formAllOf:
		b = d.setBounds()
	}
	return b
}

func (d Date) intervalBounds() Bounds {
	b := Bounds{
		OpenBegin: d.fromEnd == endOpen, OpenEnd: d.toEnd == endOpen,
		UnknownBegin: d.fromEnd == endUnknown, UnknownEnd: d.toEnd == endUnknown,
	}
	from, okFrom := d.from.days()
	to, okTo := d.to.days()
	b.UnknownYear = d.fromEnd == endGiven && !okFrom || d.toEnd == endGiven && !okTo
	if okFrom {
		b.BeginEarliest, b.BeginLatest, b.EndEarliest = from.first, from.last, from.first
	}
	if okTo {
		b.EndEarliest, b.EndLatest = to.first, to.last
		// It cannot have begun after it ended, nor ended before it began.
		if !okFrom || to.last.Before(b.BeginLatest) {
			b.BeginLatest = to.last
		}
		if okFrom && from.first.After(b.EndEarliest) {
			b.EndEarliest = from.first
		}
	}
	return b
}

func (d Date) setBounds() Bounds {
	var b Bounds
	first, last := Day{}, Day{}
	for i, m := range d.set {
		from, okFrom := m.from.days()
		to, okTo := m.to.days()
		if !m.span {
			to, okTo = from, okFrom
		}
		b.OpenBegin = b.OpenBegin || m.span && m.from.isZero()
		b.OpenEnd = b.OpenEnd || m.span && m.to.isZero()
		b.UnknownYear = b.UnknownYear || !m.from.isZero() && !okFrom || !m.to.isZero() && !okTo
		if okFrom && (i == 0 || first.IsZero() || from.first.Before(first)) {
			first = from.first
		}
		if okTo && to.last.After(last) {
			last = to.last
		}
	}
	if b.UnknownYear {
		return Bounds{UnknownYear: true}
	}
	if b.OpenBegin {
		first = Day{}
	}
	if b.OpenEnd {
		last = Day{}
	}
	b.BeginEarliest, b.EndEarliest, b.BeginLatest, b.EndLatest = first, first, last, last
	return b
}

// days returns the days the value may stand for; false when its year is XXXX
// or it is absent.
func (v value) days() (days, bool) {
	if v.year == "" || v.year == "XXXX" {
		return days{}, false
	}
	var r days
	if v.isSeason() {
		r = v.seasonDays()
	} else {
		var ok bool
		if r, ok = v.calendarDays(); !ok {
			return days{}, false
		}
	}
	if (v.q[0]|v.q[1]|v.q[2])&approximate == 0 {
		return r, true
	}
	switch v.precision() {
	case PrecisionDay:
		r = days{r.first.AddDays(-3), r.last.AddDays(3)}
	case PrecisionMonth, PrecisionSeason:
		r = days{r.first.AddMonths(-1), lastOfMonth(r.last.AddMonths(1))}
	default:
		r = days{r.first.AddYears(-1), r.last.AddYears(1)}
	}
	return r, true
}

func lastOfMonth(d Day) Day { return Day{d.Year, d.Month, daysIn(d.Year, d.Month)} }

func (v value) seasonDays() days {
	y, z := yearRange(v.year)
	switch v.month {
	case "21":
		return days{Day{y, 3, 1}, Day{z, 5, 31}}
	case "22":
		return days{Day{y, 6, 1}, Day{z, 8, 31}}
	case "23":
		return days{Day{y, 9, 1}, Day{z, 11, 30}}
	}
	// Writers call both the months around the new year before and after "the
	// winter of" a year.
	r := days{Day{y - 1, 12, 1}, Day{z + 1, 2, 28}}
	r.last = lastOfMonth(r.last)
	return r
}

// calendarDays returns the first and the last day that match the digits.
func (v value) calendarDays() (days, bool) {
	y, z := yearRange(v.year)
	first, ok := v.firstFrom(y, z, 1)
	if !ok {
		return days{}, false
	}
	last, _ := v.firstFrom(z, y, -1)
	return days{first, last}, true
}

// firstFrom walks the years from y to z in steps of ±1 and returns the first
// day that matches, looking from the side it walks from.
func (v value) firstFrom(y, z, step int) (Day, bool) {
	for ; ; y += step {
		if matches(v.year, y) {
			for i := 1; i <= 12; i++ {
				m := i
				if step < 0 {
					m = 13 - i
				}
				if !matches(v.month, m) {
					continue
				}
				n := daysIn(y, m)
				for j := 1; j <= n; j++ {
					d := j
					if step < 0 {
						d = n + 1 - j
					}
					if matches(v.day, d) {
						return Day{y, m, d}, true
					}
				}
			}
		}
		if y == z {
			return Day{}, false
		}
	}
}

// yearRange returns the least and greatest year the digits allow.
func yearRange(digits string) (int, int) {
	if n, far := farYear(digits); far {
		return n, n
	}
	lo, hi := 0, 0
	for _, c := range []byte(digits) {
		lo, hi = lo*10, hi*10
		if c == 'X' {
			hi += 9
			continue
		}
		lo, hi = lo+int(c-'0'), hi+int(c-'0')
	}
	return lo, hi
}

// someYears returns years that stand for all the digits allow, as far as the
// length of February goes: a common and a leap one where both can be.
func (v value) someYears() []int {
	lo, hi := yearRange(v.year)
	if lo == hi {
		return []int{lo}
	}
	years := []int{lo}
	for y := lo; y <= hi; y++ {
		if matches(v.year, y) && daysIn(y, 2) == 29 {
			return append(years, y)
		}
	}
	return years
}

// matches reports whether n, written as wide as digits, agrees with all of
// them; absent digits agree with anything.
func matches(digits string, n int) bool {
	if digits == "" {
		return true
	}
	if year, far := farYear(digits); far {
		return n == year
	}
	for i := len(digits) - 1; i >= 0; i-- {
		if c := digits[i]; c != 'X' && int(c-'0') != n%10 {
			return false
		}
		n /= 10
	}
	return n == 0
}

// firstMatch returns the least n from lo to hi that agrees with digits, or 0.
func firstMatch(digits string, lo, hi int) int {
	for n := lo; n <= hi; n++ {
		if matches(digits, n) {
			return n
		}
	}
	return 0
}

// number returns a component without X as a number; false when it is absent or
// not fully known.
func number(digits string) (int, bool) {
	n, err := strconv.Atoi(strings.TrimPrefix(digits, "Y"))
	return n, err == nil
}
