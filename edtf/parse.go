package edtf

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ErrSyntax is wrapped by every error of Parse.
var ErrSyntax = errors.New("not a date in EDTF")

// Parse reads an EDTF string: see the package documentation for what is kept
// of the standard. Days that are not in the calendar, and intervals that end
// before they start, are refused.
func Parse(s string) (Date, error) {
	d, err := parse(s)
	if err != nil {
		return Date{}, fmt.Errorf("%w: %q: %s", ErrSyntax, s, err)
	}
	return d, nil
}

// MustParse is Parse for dates written in code; it panics on an error.
func MustParse(s string) Date {
	d, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

func parse(s string) (Date, error) {
	if s == "" {
		return Date{}, errors.New("it is empty: write at least a year, such as 2017")
	}
	if open, close, found := s[0], s[len(s)-1], len(s) > 1; found && (open == '[' && close == ']' || open == '{' && close == '}') {
		return parseSet(s[1:len(s)-1], open)
	}
	from, to, isInterval := strings.Cut(s, "/")
	if !isInterval {
		v, err := parseTimed(s)
		return single(v), err
	}
	d := Date{form: formInterval}
	var err error
	if d.from, d.fromEnd, err = parseEnd(from); err != nil {
		return Date{}, err
	}
	if d.to, d.toEnd, err = parseEnd(to); err != nil {
		return Date{}, err
	}
	if d.fromEnd != endGiven && d.toEnd != endGiven {
		return Date{}, errors.New("an interval needs a date at one end at least")
	}
	if d.fromEnd == endGiven && d.toEnd == endGiven && reversed(d.from, d.to) {
		return Date{}, errors.New("it ends before it starts: swap the two dates")
	}
	return d, nil
}

// reversed reports whether no day of to is on or after the first day of from.
func reversed(from, to value) bool {
	a, ok := from.days()
	b, ok2 := to.days()
	return ok && ok2 && b.last.Before(a.first)
}

func parseEnd(s string) (value, end, error) {
	switch s {
	case "":
		return value{}, endUnknown, nil
	case "..":
		return value{}, endOpen, nil
	}
	v, err := parseValue(s)
	return v, endGiven, err
}

func parseSet(s string, open byte) (Date, error) {
	d := Date{form: formOneOf}
	if open == '{' {
		d.form = formAllOf
	}
	for _, part := range strings.Split(s, ",") {
		m, err := parseMember(strings.TrimSpace(part))
		if err != nil {
			return Date{}, err
		}
		d.set = append(d.set, m)
	}
	return d, nil
}

func parseMember(s string) (member, error) {
	from, to, isSpan := strings.Cut(s, "..")
	m := member{span: isSpan}
	var err error
	if !isSpan {
		m.from, err = parseValue(s)
		return m, err
	}
	if from == "" && to == "" {
		return m, errors.New("a range in a set needs a date at one end at least")
	}
	if from != "" {
		if m.from, err = parseValue(from); err != nil {
			return m, err
		}
	}
	if to != "" {
		if m.to, err = parseValue(to); err != nil {
			return m, err
		}
	}
	if from != "" && to != "" && reversed(m.from, m.to) {
		return m, errors.New("a range in the set ends before it starts")
	}
	return m, nil
}

// parseTimed reads one value, which may be a full date with a time of day
// (level 0): 2017-11-06T10:20:30, then nothing, Z, +08 or +08:00.
func parseTimed(s string) (value, error) {
	date, clock, timed := strings.Cut(s, "T")
	v, err := parseValue(date)
	if !timed || err != nil {
		return v, err
	}
	if v.day == "" || v.q != [3]qualifier{} || strings.Contains(date, "X") {
		return value{}, errors.New("a time of day needs a full date before it, without marks: 2017-11-06T10:20:30")
	}
	if !isClock(clock) {
		return value{}, fmt.Errorf("%q is no time of day: write 10:20:30, 10:20:30Z or 10:20:30+08:00", clock)
	}
	v.clock = clock
	return v, nil
}

func isClock(s string) bool {
	layouts := []string{"15:04:05", "15:04:05Z07:00", "15:04:05Z07"}
	for _, layout := range layouts {
		// Parse would also take seconds with a fraction, and one figure for
		// the hour.
		if _, err := time.Parse(layout, s); err == nil && len(s) >= 8 && s[2] == ':' && !strings.ContainsAny(s, ".,") {
			return true
		}
	}
	return false
}

// parseValue reads one value. A qualifier before a component marks it alone;
// one behind it marks it and all components to its left, so that one at the
// very end marks the whole (level 1).
func parseValue(s string) (value, error) {
	if digits, long := strings.CutPrefix(s, "Y"); long {
		return parseLongYear(digits)
	}
	s, before := strings.CutPrefix(s, "-")
	parts := strings.Split(s, "-")
	if len(parts) > 3 {
		return value{}, errors.New("a date has at most a year, a month and a day")
	}
	var v value
	for i, p := range parts {
		alone, rest := cutQualifier(p, true)
		whole, digits := cutQualifier(rest, false)
		v.q[i] |= alone | whole
		for j := range i {
			v.q[j] |= whole
		}
		width := 2
		if i == 0 {
			width = 4
		}
		if !digitsOrX(digits, width) {
			return value{}, fmt.Errorf("%q should be %d digits, or X where a digit is not known", p, width)
		}
		switch i {
		case 0:
			v.year = digits
		case 1:
			v.month = digits
		case 2:
			v.day = digits
		}
	}
	if before {
		if v.year == "0000" || strings.Contains(v.year, "X") || !v.alike() {
			return value{}, errors.New("a year before 0 has four digits, and a mark only behind the whole date: -0044-03?")
		}
		v.year = "-" + v.year
	}
	return v, v.check()
}

// parseLongYear reads what stands behind Y: a year of five to nine digits.
func parseLongYear(s string) (value, error) {
	q, digits := cutQualifier(s, false)
	bare := strings.TrimPrefix(digits, "-")
	if n, err := strconv.Atoi(digits); err != nil || len(bare) < 5 || len(bare) > 9 || bare[0] == '0' || yearDigits(n) != "Y"+digits {
		return value{}, fmt.Errorf("%q should be a year of five to nine digits, such as Y-17000", "Y"+s)
	}
	return value{year: "Y" + digits, q: [3]qualifier{q}}, nil
}

func cutQualifier(s string, front bool) (qualifier, string) {
	if s == "" {
		return 0, s
	}
	at, rest := s[len(s)-1], s[:len(s)-1]
	if front {
		at, rest = s[0], s[1:]
	}
	switch at {
	case '?':
		return uncertain, rest
	case '~':
		return approximate, rest
	case '%':
		return uncertain | approximate, rest
	}
	return 0, s
}

func digitsOrX(s string, width int) bool {
	if len(s) != width {
		return false
	}
	for i := range len(s) {
		if s[i] != 'X' && (s[i] < '0' || s[i] > '9') {
			return false
		}
	}
	return true
}

// check refuses values no day can have.
func (v value) check() error {
	if v.isSeason() {
		if v.day != "" {
			return errors.New("a season has no days: leave the day out")
		}
		return nil
	}
	if v.month != "" && firstMatch(v.month, 1, 12) == 0 {
		return fmt.Errorf("there is no month %s: write 01 to 12, or 21 to 24 for a season", v.month)
	}
	if v.day == "" {
		return nil
	}
	// A leap year stands in when the year is open, so that XXXX-02-29 is kept.
	for m := 1; m <= 12; m++ {
		if !matches(v.month, m) {
			continue
		}
		for _, y := range v.someYears() {
			if firstMatch(v.day, 1, daysIn(y, m)) != 0 {
				return nil
			}
		}
	}
	return fmt.Errorf("there is no such day: %s", v)
}

func (v value) isSeason() bool {
	return v.month == "21" || v.month == "22" || v.month == "23" || v.month == "24"
}
