package edtf

import (
	"fmt"
	"strings"
)

// unit is a unit of time, as its letter in the tables.
type unit byte

const (
	unitYear   unit = 'Y'
	unitMonth  unit = 'M'
	unitWeek   unit = 'W'
	unitDay    unit = 'D'
	unitHour   unit = 'H'
	unitMinute unit = 'I'
	unitSecond unit = 'S'
)

// amount is a length of time as people give it: parts with a least and a
// greatest count, and how it is bounded.
type amount struct {
	parts []part
	// sign is "", "<", "<=", ">", ">=" or "~".
	sign string
	weak bool // "a week", which may be part of "once a week"
}

type part struct {
	lo, hi int
	unit   unit
}

// String writes the amount in ISO 8601 letters as Reading.Duration says.
func (a amount) String() string {
	lo := a.iso(func(p part) int { return p.lo })
	s := lo
	if hi := a.iso(func(p part) int { return p.hi }); hi != lo {
		s += "/" + hi
	}
	if a.sign == "~" {
		return s + "~"
	}
	return a.sign + s
}

func (a amount) iso(count func(part) int) string {
	date, clock := strings.Builder{}, strings.Builder{}
	for _, p := range a.parts {
		n := count(p)
		switch p.unit {
		case unitWeek:
			fmt.Fprintf(&date, "%dD", 7*n)
		case unitYear, unitMonth, unitDay:
			fmt.Fprintf(&date, "%d%c", n, p.unit)
		case unitMinute:
			fmt.Fprintf(&clock, "%dM", n)
		default:
			fmt.Fprintf(&clock, "%d%c", n, p.unit)
		}
	}
	if clock.Len() > 0 {
		return "P" + date.String() + "T" + clock.String()
	}
	return "P" + date.String()
}

func countAmount(m *match) (amount, bool) {
	var a amount
	a.sign = m.sign()
	for k := 0; ; k++ {
		u, ok := m.either("unit", "moon", k)
		if !ok {
			break
		}
		n, ok := m.either("num", "vague", k)
		if !ok {
			return a, false
		}
		if n.val.a >= 1000 && unit(u.val.a) == unitYear {
			return a, false // a year, not a number of them
		}
		if k > 0 && rank(unit(u.val.a)) <= rank(a.parts[k-1].unit) {
			return a, false // "a few days, 10 years" are two amounts
		}
		a.parts = append(a.parts, part{n.val.a, max(n.val.a, n.val.b), unit(u.val.a)})
	}
	if len(a.parts) == 0 {
		return a, false
	}
	// A further number than units is the upper end: two to three weeks.
	if more, ok := m.get("num", len(a.parts)); ok {
		if more.val.b <= a.parts[0].lo || len(a.parts) > 1 {
			return a, false
		}
		a.parts[0].hi = more.val.b
	}
	if m.has("half") {
		return a.addHalf()
	}
	return a, true
}

// rank orders the units, the longest first.
func rank(u unit) int { return strings.IndexByte("YMWDHIS", byte(u)) }

// either returns the k-th of a class, or of another that stands for it only in
// some patterns: in Chinese 月 is the unit behind 个多 and 数, else a month's name.
func (m *match) either(class, other string, k int) (hit, bool) {
	if h, ok := m.get(class, k); ok {
		return h, true
	}
	return m.get(other, k)
}

// addHalf adds half a unit: two and a half years.
func (a amount) addHalf() (amount, bool) {
	if len(a.parts) != 1 {
		return a, false
	}
	switch n := a.parts[0]; n.unit {
	case unitYear:
		a.parts = append(a.parts, part{6, 6, unitMonth})
	case unitMonth:
		a.parts = append(a.parts, part{15, 15, unitDay})
	case unitHour:
		a.parts = append(a.parts, part{30, 30, unitMinute})
	default:
		return a, false
	}
	return a, true
}

func (m *match) sign() string {
	h, ok := m.get("cmp", 0)
	if !ok {
		return ""
	}
	if h.val.b == 2 {
		return string(rune(h.val.a)) + "="
	}
	return string(rune(h.val.a))
}

func termAmount(m *match) (amount, bool) {
	h, ok := m.get("term", 0)
	return amount{parts: []part{{h.val.b, h.val.b, unit(h.val.a)}}, sign: m.sign()}, ok
}

func oneAmount(m *match) (amount, bool) {
	h, ok := m.get("unit", 0)
	a := amount{parts: []part{{1, 1, unit(h.val.a)}}, sign: m.sign(), weak: true}
	if ok && m.has("half") {
		return a.addHalf()
	}
	return a, ok
}

// invertedAmount reads a number that stands behind its unit, which in Russian
// says "about": лет пять. Elsewhere than before "ago" it needs context.
func invertedAmount(m *match) (amount, bool) {
	u, okU := m.get("unit", 0)
	n, okN := m.get("num", 0)
	return amount{parts: []part{{n.val.a, n.val.b, unit(u.val.a)}}, sign: "~", weak: true}, okU && okN && n.val.a < 100
}

// back returns the day so much before d, counting the greater or the lesser
// number of each part.
func (a amount) back(d Day, greatest bool) Day {
	for _, p := range a.parts {
		n := p.lo
		if greatest {
			n = p.hi
		}
		switch p.unit {
		case unitYear:
			d = d.AddYears(-n)
		case unitMonth:
			d = d.AddMonths(-n)
		case unitWeek:
			d = d.AddDays(-7 * n)
		case unitDay:
			d = d.AddDays(-n)
		}
	}
	return d
}

// before returns the date so long before the publication, as precise as the
// smallest unit named and marked approximate; false when the publication is
// not known well enough to count from.
func (a amount) before(publication Date) (Date, bool) {
	finest := a.parts[len(a.parts)-1].unit
	b := publication.Bounds()
	if publication.form != formSingle || !b.Known() {
		return Date{}, false
	}
	at := func(greatest bool) (Date, bool) {
		first, last := a.back(b.BeginEarliest, greatest), a.back(b.EndLatest, greatest)
		switch {
		case first.Year < 0:
			return Date{}, false
		case finest == unitYear:
			return Year(last.Year).About(), first.Year == last.Year
		case finest == unitMonth:
			return Month(last.Year, last.Month).About(), first.Year == last.Year && first.Month == last.Month
		}
		return FromDay(last).About(), first == last
	}
	late, ok := at(false)
	early, ok2 := at(true)
	if !ok || !ok2 {
		return Date{}, false
	}
	switch a.sign {
	case "<", "<=":
		return Interval(late, publication), true
	case ">", ">=":
		return Interval(Date{}, early), true
	}
	if early.Equal(late) {
		return late, true
	}
	return Interval(early, late), true
}
