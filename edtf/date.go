package edtf

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Date is a value of the Extended Date/Time Format: a year, month, season or
// day with its qualifiers, an interval of two of them, or a set. The zero Date
// is no date at all, which is less than an unknown one ("XXXX").
type Date struct {
	form form
	from value // the value itself, or the start of an interval
	to   value
	// fromEnd and toEnd say what stands where an interval has no value.
	fromEnd, toEnd end
	set            []member
}

type form uint8

const (
	formNone form = iota
	formSingle
	formInterval
	formOneOf // [a,b]
	formAllOf // {a,b}
)

type end uint8

const (
	endGiven   end = iota
	endOpen        // ..: no end, or no bound known to hold
	endUnknown     // empty: there is an end, and nobody said when
)

// member is one element of a set: a value, or with span a range from..to with
// an absent value for an open end.
type member struct {
	from, to value
	span     bool
}

// value is a single EDTF value. Components are kept as their digits, since any
// digit may be X; an absent component is "".
type value struct {
	year       string // 2017, 201X, -0044, Y17000
	month, day string
	q          [3]qualifier // of year, month, day
	clock      string       // time of day of a full date: 10:20:30Z, or ""
}

type qualifier uint8

const (
	uncertain   qualifier = 1 // ?
	approximate qualifier = 2 // ~
)

func (q qualifier) String() string { return [4]string{"", "?", "~", "%"}[q&3] }

// Precision is the finest component a value states.
type Precision uint8

// The precisions, coarsest first. A set or interval has that of its finest
// member.
const (
	PrecisionNone Precision = iota
	PrecisionCentury
	PrecisionDecade
	PrecisionYear
	PrecisionSeason
	PrecisionMonth
	PrecisionDay
)

// FromDay returns the date that is exactly the day. It panics on a day outside
// the calendar or the years 0 to 9999.
func FromDay(d Day) Date {
	if !d.Valid() {
		panic(fmt.Sprintf("edtf: no such day: %d-%d-%d", d.Year, d.Month, d.Day))
	}
	return single(dayValue(d))
}

// Year returns the date that is the whole year, counted as astronomers do: 0
// is 1 BC.
func Year(y int) Date { return single(value{year: yearDigits(y)}) }

// Month returns the date that is the whole month m, 1 to 12, of a year. Years
// beyond four digits have no months in EDTF: the year is returned.
func Month(y, m int) Date { return single(monthValue(y, m)) }

// Interval returns the interval from the start of a to the end of b, keeping
// open and unknown ends. A zero Date makes its end open, and so does a set,
// which has no one start or end.
func Interval(a, b Date) Date {
	d := Date{form: formInterval, fromEnd: endOpen, toEnd: endOpen}
	switch a.form {
	case formSingle, formInterval:
		d.from, d.fromEnd = a.from, a.fromEnd
	}
	switch b.form {
	case formSingle:
		d.to, d.toEnd = b.from, endGiven
	case formInterval:
		d.to, d.toEnd = b.to, b.toEnd
	}
	return d
}

func single(v value) Date { return Date{form: formSingle, from: v} }

func span(a, b value) Date { return Date{form: formInterval, from: a, to: b} }

func dayValue(d Day) value {
	v := monthValue(d.Year, d.Month)
	if v.month != "" {
		v.day = twoDigits(d.Day)
	}
	return v
}

func monthValue(y, m int) value {
	if y < -9999 || y > 9999 {
		return value{year: yearDigits(y)}
	}
	return value{year: yearDigits(y), month: twoDigits(m)}
}

// yearDigits writes a year as EDTF does: in four digits, with a minus sign
// before year 0, with Y before more digits than four.
func yearDigits(y int) string {
	switch {
	case y < -9999 || y > 9999:
		return fmt.Sprintf("Y%d", y)
	case y < 0:
		return fmt.Sprintf("-%04d", -y)
	}
	return fmt.Sprintf("%04d", y)
}

// farYear returns the year of digits that begin with a minus sign or Y, which
// hold no X.
func farYear(digits string) (int, bool) {
	if digits == "" || digits[0] != '-' && digits[0] != 'Y' {
		return 0, false
	}
	n, err := strconv.Atoi(strings.TrimPrefix(digits, "Y"))
	return n, err == nil
}

// marked returns the value with every component marked, and without its time
// of day, which the standard gives no mark.
func (v value) marked(q qualifier) value {
	v.clock = ""
	v.q[0] |= q
	if v.month != "" {
		v.q[1] |= q
	}
	if v.day != "" {
		v.q[2] |= q
	}
	return v
}

// alike reports whether all components have the same mark.
func (v value) alike() bool {
	return (v.month == "" || v.q[1] == v.q[0]) && (v.day == "" || v.q[2] == v.q[0])
}

func (v value) isZero() bool { return v == value{} }

func (v value) precision() Precision {
	switch {
	case v.day != "" && v.day != "XX":
		return PrecisionDay
	case v.month != "" && v.month != "XX" && v.month[0] != '2':
		return PrecisionMonth
	case v.month != "" && v.month[0] == '2':
		return PrecisionSeason
	case v.year == "" || strings.HasPrefix(v.year, "XX"):
		return PrecisionNone
	case strings.HasSuffix(v.year, "XX"):
		return PrecisionCentury
	case strings.HasSuffix(v.year, "X"):
		return PrecisionDecade
	}
	return PrecisionYear
}

// String writes the value in canonical form: one qualifier behind the whole
// when all components share it, else one before each component it belongs to.
func (v value) String() string {
	parts := []string{v.year}
	if v.month != "" {
		parts = append(parts, v.month)
	}
	if v.day != "" {
		parts = append(parts, v.day)
	}
	if v.clock != "" {
		return strings.Join(parts, "-") + "T" + v.clock
	}
	if v.alike() {
		return strings.Join(parts, "-") + v.q[0].String()
	}
	for i := range parts {
		parts[i] = v.q[i].String() + parts[i]
	}
	return strings.Join(parts, "-")
}

func (m member) String() string {
	if !m.span {
		return m.from.String()
	}
	var b strings.Builder
	if !m.from.isZero() {
		b.WriteString(m.from.String())
	}
	b.WriteString("..")
	if !m.to.isZero() {
		b.WriteString(m.to.String())
	}
	return b.String()
}

// IsZero reports whether d is no date.
func (d Date) IsZero() bool { return d.form == formNone }

// IsInterval reports whether d is an interval.
func (d Date) IsInterval() bool { return d.form == formInterval }

// IsSet reports whether d is a set, of which either one or all are meant.
func (d Date) IsSet() bool { return d.form == formOneOf || d.form == formAllOf }

// Equal reports whether d and e are the same value, written the same way.
func (d Date) Equal(e Date) bool {
	return d.form == e.form && d.from == e.from && d.to == e.to &&
		d.fromEnd == e.fromEnd && d.toEnd == e.toEnd && slices.Equal(d.set, e.set)
}

// String returns the canonical EDTF string, which Parse reads back to the same
// value; "" for the zero Date.
func (d Date) String() string {
	switch d.form {
	case formSingle:
		return d.from.String()
	case formInterval:
		return endString(d.from, d.fromEnd) + "/" + endString(d.to, d.toEnd)
	case formOneOf, formAllOf:
		parts := make([]string, len(d.set))
		for i, m := range d.set {
			parts[i] = m.String()
		}
		if d.form == formOneOf {
			return "[" + strings.Join(parts, ",") + "]"
		}
		return "{" + strings.Join(parts, ",") + "}"
	}
	return ""
}

func endString(v value, e end) string {
	switch e {
	case endOpen:
		return ".."
	case endUnknown:
		return ""
	}
	return v.String()
}

// MarshalText writes the canonical string, so a Date is text in JSON.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads a string as Parse does; empty text is the zero Date.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	p, err := Parse(string(b))
	if err != nil {
		return err
	}
	*d = p
	return nil
}

// Start returns the date an interval starts with, and any other date itself.
// An open or unknown start gives the zero Date.
func (d Date) Start() Date {
	if d.form != formInterval {
		return d
	}
	if d.fromEnd != endGiven {
		return Date{}
	}
	return single(d.from)
}

// End returns the date an interval ends with, and any other date itself. An
// open or unknown end gives the zero Date.
func (d Date) End() Date {
	if d.form != formInterval {
		return d
	}
	if d.toEnd != endGiven {
		return Date{}
	}
	return single(d.to)
}

func (d Date) values() []value {
	var vs []value
	for _, v := range []value{d.from, d.to} {
		if !v.isZero() {
			vs = append(vs, v)
		}
	}
	for _, m := range d.set {
		for _, v := range []value{m.from, m.to} {
			if !v.isZero() {
				vs = append(vs, v)
			}
		}
	}
	return vs
}

// Approximate reports whether any part of d is marked ~ or %.
func (d Date) Approximate() bool { return d.has(approximate) }

// Uncertain reports whether any part of d is marked ? or %.
func (d Date) Uncertain() bool { return d.has(uncertain) }

func (d Date) has(q qualifier) bool {
	for _, v := range d.values() {
		if (v.q[0]|v.q[1]|v.q[2])&q != 0 {
			return true
		}
	}
	return false
}

// About returns d with every part marked approximate.
func (d Date) About() Date { return d.mark(approximate) }

// Unsure returns d with every part marked uncertain.
func (d Date) Unsure() Date { return d.mark(uncertain) }

func (d Date) mark(q qualifier) Date {
	if !d.from.isZero() {
		d.from = d.from.marked(q)
	}
	if !d.to.isZero() {
		d.to = d.to.marked(q)
	}
	d.set = slices.Clone(d.set)
	for i, m := range d.set {
		if !m.from.isZero() {
			d.set[i].from = m.from.marked(q)
		}
		if !m.to.isZero() {
			d.set[i].to = m.to.marked(q)
		}
	}
	return d
}

// Precision returns the finest precision of any part of d.
func (d Date) Precision() Precision {
	p := PrecisionNone
	for _, v := range d.values() {
		p = max(p, v.precision())
	}
	return p
}
