package edtf

import (
	"cmp"
	"fmt"
	"time"
)

// Day is one day of the proleptic Gregorian calendar. The zero Day is no day:
// functions that return it say what its absence means.
type Day struct{ Year, Month, Day int }

// DayOf returns the day t falls on in its own location.
func DayOf(t time.Time) Day {
	y, m, d := t.Date()
	return Day{y, int(m), d}
}

// IsZero reports whether d is no day.
func (d Day) IsZero() bool { return d == Day{} }

// Valid reports whether d is a day of the calendar in the years 0 to 9999.
func (d Day) Valid() bool {
	return d.Year >= 0 && d.Year <= 9999 && d.Month >= 1 && d.Month <= 12 &&
		d.Day >= 1 && d.Day <= daysIn(d.Year, d.Month)
}

// Compare returns -1, 0 or +1 as d is before, the same as or after e.
func (d Day) Compare(e Day) int {
	return cmp.Or(cmp.Compare(d.Year, e.Year), cmp.Compare(d.Month, e.Month), cmp.Compare(d.Day, e.Day))
}

// Before reports whether d is earlier than e.
func (d Day) Before(e Day) bool { return d.Compare(e) < 0 }

// After reports whether d is later than e.
func (d Day) After(e Day) bool { return d.Compare(e) > 0 }

// Time returns midnight UTC at the start of the day.
func (d Day) Time() time.Time {
	return time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
}

// AddDays returns the day n days after d, or before it for a negative n.
func (d Day) AddDays(n int) Day { return DayOf(d.Time().AddDate(0, 0, n)) }

// AddMonths returns the same day of the month n months on, or the last day of
// that month when it is shorter.
func (d Day) AddMonths(n int) Day {
	m := d.Year*12 + d.Month - 1 + n
	y := m / 12
	if m < 0 && m%12 != 0 {
		y--
	}
	m = m - y*12 + 1
	return Day{y, m, min(d.Day, daysIn(y, m))}
}

// AddYears returns the same day n years on; 29 February becomes the 28th in a
// common year.
func (d Day) AddYears(n int) Day { return d.AddMonths(12 * n) }

// Sub returns the number of days from e to d: positive when d is later.
func (d Day) Sub(e Day) int { return int(d.Time().Unix()/86400 - e.Time().Unix()/86400) }

// Weekday returns the day of the week.
func (d Day) Weekday() time.Weekday { return d.Time().Weekday() }

// String returns the day as YYYY-MM-DD, or "" for no day.
func (d Day) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%s-%02d-%02d", yearDigits(d.Year), d.Month, d.Day)
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}
