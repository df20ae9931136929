package i18n

import (
	"strconv"
	"strings"
)

// Number writes a whole number with the language's marks between thousands.
func (c *Catalog) Number(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if digits[0] == '-' {
		sign, digits = "−", digits[1:]
	}
	return sign + group(digits, c.lang.Group)
}

// Decimal writes x with the given number of places after the mark, 0 or more.
func (c *Catalog) Decimal(x float64, places int) string {
	s := strconv.FormatFloat(x, 'f', places, 64)
	sign := ""
	if s[0] == '-' {
		sign, s = "−", s[1:]
	}
	whole, fraction, found := strings.Cut(s, ".")
	s = sign + group(whole, c.lang.Group)
	if found {
		s += c.lang.Decimal + fraction
	}
	return s
}

// Percent writes the share (1 is the whole) in whole percent.
func (c *Catalog) Percent(share float64) string {
	return strings.Replace(c.lang.Percent, "{n}", c.Decimal(share*100, 0), 1)
}

func group(digits, mark string) string {
	var b strings.Builder
	for i := range len(digits) {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(mark)
		}
		b.WriteByte(digits[i])
	}
	return b.String()
}

// Date is a day, a month (Day 0) or a year (Month 0 too) of the Gregorian
// calendar.
type Date struct{ Year, Month, Day int }

// Date writes d as a sentence would: "6 November 2017", "November 2017",
// "2017". No sentence may put an ending to it: in Turkish and Kazakh the ending
// depends on the month.
func (c *Catalog) Date(d Date) string {
	key := "date.day"
	month := "month." // the form that follows a day: genitive in Russian
	switch {
	case d.Month == 0:
		return c.filled("date.year", "year", strconv.Itoa(d.Year))
	case d.Day == 0:
		key, month = "date.month", "month-alone."
	}
	return c.filled(key, "year", strconv.Itoa(d.Year), "m", strconv.Itoa(d.Month),
		"month", c.T(month+strconv.Itoa(d.Month)), "day", strconv.Itoa(d.Day))
}

// Dates writes the span from a to b, both included, and leaves out what both
// share: "6–11 November 2017". Both have the same precision.
func (c *Catalog) Dates(a, b Date) string {
	if a == b {
		return c.Date(a)
	}
	if a.Year != b.Year || a.Month != b.Month || a.Day == 0 {
		return c.filled("date.range", "from", c.Date(a), "to", c.Date(b))
	}
	return c.filled("date.days", "from", strconv.Itoa(a.Day), "to", strconv.Itoa(b.Day),
		"month", c.T("month."+strconv.Itoa(a.Month)), "m", strconv.Itoa(a.Month), "year", strconv.Itoa(a.Year))
}

// filled is T without the isolation of each value: a date is isolated whole,
// by the element it stands in.
func (c *Catalog) filled(key string, pairs ...string) string {
	t, ok := c.find(key, "")
	if !ok {
		return missing(key)
	}
	var b strings.Builder
	for _, p := range t {
		if p.Name == "" {
			b.WriteString(p.Text)
			continue
		}
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == p.Name {
				b.WriteString(pairs[i+1])
			}
		}
	}
	return b.String()
}

// List joins items as a sentence would: "a", "a and b", "a, b and c".
func (c *Catalog) List(items []string) string {
	if len(items) == 0 {
		return ""
	}
	s := c.isolate(items[0])
	for i, item := range items[1:] {
		key := "list.middle"
		if i == len(items)-2 {
			key = "list.last"
		}
		s = c.filled(key, "a", s, "b", c.isolate(item))
	}
	return s
}
