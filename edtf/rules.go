package edtf

import "strings"

// date resolves the k-th date of the match.
func (m *match) date(k int) (Reading, bool) {
	h, ok := m.get("date", k)
	if !ok {
		return Reading{}, false
	}
	return h.point.resolve(m.s.anchor)
}

func plainRule(m *match) (Reading, bool) {
	h, ok := m.get("date", 0)
	if !ok || h.point.weak && !m.has("in") && !m.s.typed {
		return Reading{}, false
	}
	return m.date(0)
}

func aboutRule(m *match) (Reading, bool) {
	h, ok := m.get("date", 0)
	if !ok || m.loose(h.point) {
		return Reading{}, false
	}
	r, ok := m.date(0)
	r.Date = r.Date.About()
	return r, ok
}

// loose reports whether a bare year stands before a word it may count:
// "about 2000 Kazakhs".
func (m *match) loose(p *point) bool {
	next, more := m.follows()
	return p.bareYear && more && next.kind == tokenWord && !m.s.typed
}

// bounded resolves the date of a rule that makes it an end of an interval.
func (m *match) bounded() (Reading, bool) {
	r, ok := m.date(0)
	return r, ok && !r.Date.IsSet()
}

func sinceRule(m *match) (Reading, bool) {
	r, ok := m.bounded()
	if !ok || r.Date.IsZero() {
		return r, ok
	}
	r.Within = false
	r.Date = Interval(r.Date, Date{})
	return r, r.Date.fromEnd == endGiven
}

// untilRule gives an interval whose start is unknown: what ended then had
// begun, and nobody said when.
func untilRule(m *match) (Reading, bool) {
	r, ok := m.bounded()
	if !ok || r.Date.IsZero() {
		return r, ok
	}
	r.Within = false
	r.Date = Interval(Date{}, r.Date)
	r.Date.fromEnd = endUnknown
	return r, r.Date.toEnd == endGiven
}

func beforeRule(m *match) (Reading, bool) {
	return m.side(func(d Date) Date { return Interval(Date{}, next(d.Start(), -1)) })
}

func byRule(m *match) (Reading, bool) {
	return m.side(func(d Date) Date { return Interval(Date{}, d.End()) })
}

func afterRule(m *match) (Reading, bool) {
	return m.side(func(d Date) Date { return Interval(next(d.End(), 1), Date{}) })
}

// side makes a date the limit of days that lie all on one side of it.
func (m *match) side(limit func(Date) Date) (Reading, bool) {
	r, ok := m.bounded()
	if !ok || r.Date.IsZero() {
		return r, ok
	}
	r.Date, r.Within = limit(r.Date), true
	return r, len(r.Date.values()) > 0
}

// next returns the day, month or year before or after an exact one; what is
// not exact is its own limit.
func next(d Date, by int) Date {
	v := d.from
	if d.form != formSingle || v.q != [3]qualifier{} || v.isSeason() || strings.Contains(v.month+v.day, "X") {
		return d
	}
	year, known := number(v.year)
	if !known && v.year != "XXXX" {
		return d
	}
	if !known {
		year = 2000 // any year will do, as long as the step stays inside it
	}
	month, _ := number(v.month)
	day, _ := number(v.day)
	to := Day{year, max(month, 1), max(day, 1)}
	switch {
	case day != 0:
		to = to.AddDays(by)
		v = dayValue(to)
	case month != 0:
		to = to.AddMonths(by)
		v = monthValue(to.Year, to.Month)
	default:
		to = to.AddYears(by)
		v = Year(to.Year).from
	}
	switch {
	case !known && to.Year != year, !to.Valid():
		return d
	case !known:
		v.year = "XXXX"
	}
	return single(v)
}

// spanRule joins two dates, each lending the other what it leaves unsaid.
func spanRule(m *match) (Reading, bool) {
	a, okA := m.get("date", 0)
	b, okB := m.get("date", 1)
	if !okA || !okB {
		return Reading{}, false
	}
	return spanOf(*a.point, *b.point, m.s.anchor)
}

// fromToRule joins two dates where the first has the ending for "from" and the
// second that for "up to", or a word for it behind.
func fromToRule(m *match) (Reading, bool) {
	a, okA := m.get("date", 0)
	b, okB := m.get("date", 1)
	if !okA || !okB || !m.ends(m.from+a.n-1, m.s.g.from) {
		return Reading{}, false
	}
	if last := m.from + a.n + b.n; last == m.to && !m.ends(last-1, m.s.g.upTo) {
		return Reading{}, false
	}
	return spanOf(*a.point, *b.point, m.s.anchor)
}

func upToRule(m *match) (Reading, bool) {
	if !m.ends(m.to-1, m.s.g.upTo) {
		return Reading{}, false
	}
	return untilRule(m)
}

// ends reports whether token i is a word, or a number with letters, that ends
// in one of the endings.
func (m *match) ends(i int, endings map[string]bool) bool {
	word := m.s.tokens[i].fold
	if m.s.tokens[i].kind == tokenNumber {
		word = m.s.tokens[i].suffix
	}
	for e := range endings {
		if strings.HasSuffix(word, e) {
			return true
		}
	}
	return false
}

// daysRule reads several days of one month as a range: Nov. 6-11.
func daysRule(m *match) (Reading, bool) {
	a, ok := calendarAt(m)
	b := a
	b.day = m.value("day", 1, 0)
	if !ok || b.day <= a.day || !b.possible() {
		return Reading{}, false
	}
	return spanOf(a, b, m.s.anchor)
}

// yearsRule reads 2014-2016 and 2014-16.
func yearsRule(m *match) (Reading, bool) {
	a, b := m.value("lone", 0, 0), m.value("lone", 1, 0)
	if b == 0 {
		b = a - a%100 + m.value("num", 0, 0)
	}
	if b <= a || b-a >= 100 {
		return Reading{}, false
	}
	return Reading{Kind: KindDate, Date: Interval(Year(a), Year(b))}, true
}

// bothRule reads several days of one month named one by one, of which all are
// meant or, after "or", one.
func bothRule(m *match) (Reading, bool) {
	p, ok := calendarAt(m)
	if !ok {
		return Reading{}, false
	}
	all := Reading{Kind: KindDate}
	all.Date.form = formAllOf
	if m.has("either") {
		all.Date.form = formOneOf
	}
	for k := 0; ; k++ {
		p.day = m.value("day", k, 0)
		if p.day == 0 {
			return all, k > 1
		}
		r, ok := p.resolve(m.s.anchor)
		if !ok || !p.possible() || r.Date.form != formSingle {
			return Reading{}, false
		}
		all.Inferred = all.Inferred || r.Inferred
		all.Ambiguous = all.Ambiguous || r.Ambiguous
		all.Date.set = append(all.Date.set, member{from: r.Date.from})
	}
}

// pastRule reads "in the past two months" and "over the past year": the time from
// so long ago up to publication.
func pastRule(m *match) (Reading, bool) {
	var long amount
	if h, ok := m.get("amount", 0); ok {
		long = *h.amount
	} else if h, ok = m.get("single", 0); ok {
		long.parts = []part{{h.val.b, h.val.b, unit(h.val.a)}}
	} else {
		return Reading{}, false
	}
	r := Reading{Kind: KindDate, Relative: RelativeToPublication, Duration: long.String(), Within: true}
	if from, known := long.before(m.s.anchor.Publication); known {
		r.Date, r.Inferred = Interval(from, m.s.anchor.Publication), true
	}
	return r, true
}

// eventRule reads an amount of time counted from something told, which only a
// reader can point to.
func eventRule(m *match) (Reading, bool) {
	r := Reading{Kind: KindDuration, Relative: RelativeToEvent}
	if h, ok := m.get("amount", 0); ok {
		a := *h.amount
		if sign := m.sign(); sign != "" {
			a.sign = sign
		}
		r.Duration = a.String()
		return r, true
	}
	for _, class := range []string{"step", "stepback", "samestep"} {
		if h, ok := m.get(class, 0); ok {
			r.Duration = amount{parts: []part{{h.val.b, h.val.b, unit(h.val.a)}}}.String()
			return r, true
		}
	}
	return r, false
}

func durationRule(m *match) (Reading, bool) {
	h, ok := m.get("amount", 0)
	if !ok || h.amount.weak && !m.has("for") && !m.s.typed {
		return Reading{}, false
	}
	return Reading{Kind: KindDuration, Duration: h.amount.String()}, true
}

func asOfRule(m *match) (Reading, bool) {
	r := Reading{Kind: KindAsOf}
	if m.has("date") {
		d, ok := m.bounded()
		d.Kind = KindAsOf
		return d, ok
	}
	r.Relative = RelativeToPublication
	if y, mo, ok := monthOf(m.s.anchor.Publication); ok {
		r.Date, r.Inferred = Month(y, mo), true
	} else if y, ok := yearOf(m.s.anchor.Publication); ok {
		r.Date, r.Inferred = Year(y), true
	}
	return r, true
}
