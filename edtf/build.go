package edtf

// builder makes meaning of a match. Each pattern names one; the layer the
// pattern is in says which of the three functions is called.
type builder struct {
	amount func(*match) (amount, bool)
	point  func(*match) (point, bool)
	rule   func(*match) (Reading, bool)
}

// builders are the names a language's table may use, kept here so that a new
// language needs no Go.
var builders map[string]builder

func init() {
	builders = map[string]builder{
		// amounts
		"count":    {amount: countAmount},    // <cmp> <num> <unit>, several of them
		"term":     {amount: termAmount},     // half a year
		"one":      {amount: oneAmount},      // a week, which needs context
		"inverted": {amount: invertedAmount}, // Russian: the number behind its unit says "about"

		// points
		"calendar":  {point: calendarAt},   // year, month, day, part, season, weekday
		"alone":     {point: aloneAt},      // a month or weekday with nothing beside it
		"season":    {point: bareSeason},   // a season with nothing beside it
		"day":       {point: bareDay},      // a day of a month nobody named
		"year":      {point: bareYear},     // a year with no word for it
		"decade":    {point: decadeAt},     // the 1990s
		"same-year": {point: sameYearAt},   // October of that year
		"shift":     {point: shiftAt},      // last month, and what is named in it
		"which":     {point: whichAt},      // last November, this spring
		"ago":       {point: agoAt},        // two months ago
		"figures":   {point: figuresPoint}, // 2017-11-22

		// rules
		"date":        {rule: plainRule},
		"about":       {rule: aboutRule},
		"since":       {rule: sinceRule},
		"until":       {rule: untilRule},
		"before":      {rule: beforeRule},
		"by":          {rule: byRule},
		"after":       {rule: afterRule},
		"span":        {rule: spanRule},
		"from-to":     {rule: fromToRule}, // two dates, told to be ends by their endings
		"up-to":       {rule: upToRule},   // a date with the ending for "until"
		"days":        {rule: daysRule},
		"years":       {rule: yearsRule},
		"both":        {rule: bothRule},
		"past":        {rule: pastRule},
		"later":       {rule: eventRule},
		"earlier":     {rule: eventRule},
		"same":        {rule: eventRule},
		"duration":    {rule: durationRule},
		"age":         {rule: ageRule},
		"or":          {rule: orRule},
		"winter":      {rule: winterRule},
		"week":        {rule: weekRule},
		"typed":       {rule: typedRule},  // a date only when it stands alone
		"unsure":      {rule: unsureRule}, // likewise, and the writer is not sure
		"nominal-age": {rule: nominalAgeRule},
		"as-of":       {rule: asOfRule},
	}
}

// calendarAt builds a point from whatever of a date the pattern holds.
func calendarAt(m *match) (point, bool) {
	p := point{
		year:    m.value("year", 0, noYear),
		month:   m.value("month", 0, m.value("mon", 0, 0)),
		day:     m.value("day", 0, 0),
		season:  m.value("season", 0, m.value("sureseason", 0, 0)),
		part:    m.value("part", 0, 0),
		weekday: m.value("weekday", 0, m.value("inweek", 0, 0)),
	}
	if p.year == noYear {
		p.year = m.value("lone", 0, m.value("yy", 0, noYear))
	}
	return p, p.possible()
}

// aloneAt builds a month or weekday named alone. One whose name has another
// use is refused before a capitalised word, as in "April Smith"; "a Monday" is
// no one day.
func aloneAt(m *match) (point, bool) {
	p, ok := calendarAt(m)
	if m.from > 0 && m.s.g.anyDay[m.s.tokens[m.from-1].fold] {
		return p, false
	}
	p.weak = m.caps[0].weak
	next, more := m.follows()
	if p.weak && more && !m.s.typed && m.s.g.capitals && next.kind == tokenWord && next.upper {
		return p, false
	}
	return p, ok
}

// bareSeason builds a season that only a preposition shows to be a date.
func bareSeason(m *match) (point, bool) {
	p, ok := calendarAt(m)
	p.weak = true
	return p, ok
}

// bareDay builds a day with no month beside it, unless it numbers a thing: the
// fifth house, house 5.
func bareDay(m *match) (point, bool) {
	p, ok := calendarAt(m)
	if next, more := m.follows(); more && m.s.g.notYear[next.fold] {
		return p, false
	}
	if i := m.from; i > 0 && m.s.tokens[i].gap == gapNone && m.s.g.notYear[m.s.tokens[i-1].fold] {
		return p, false
	}
	return p, ok
}

// sameYearAt builds a date in a year that was told before.
func sameYearAt(m *match) (point, bool) {
	p, ok := calendarAt(m)
	p.sameYear = true
	return p, ok
}

// bareYear builds a year that only a preposition shows to be one.
func bareYear(m *match) (point, bool) {
	p, ok := calendarAt(m)
	// An ending on the figures, as in Turkish, is as good as a preposition.
	p.weak = m.s.tokens[m.from].suffix == ""
	p.bareYear = p.weak
	return p, ok
}

func decadeAt(m *match) (point, bool) {
	h, ok := m.either("dec", "decs", 0)
	return point{year: h.val.a, decade: true, part: m.value("part", 0, 0)}, ok
}

func shiftAt(m *match) (point, bool) {
	p, ok := calendarAt(m)
	h, _ := m.get("shift", 0)
	p.shift, p.shiftUnit, p.shiftBy = true, unit(h.val.a), h.val.b
	// A weekday is named in a week, a day in a month, a month in a year.
	switch {
	case p.weekday != 0:
		ok = ok && p.shiftUnit == unitWeek
	case p.month != 0 || p.season != 0:
		ok = ok && p.shiftUnit == unitYear
	case p.day != 0:
		ok = ok && p.shiftUnit == unitMonth
	}
	return p, ok
}

func whichAt(m *match) (point, bool) {
	p, ok := calendarAt(m)
	p.which, p.whichBy = true, m.value("which", 0, 0)
	return p, ok
}

func agoAt(m *match) (point, bool) {
	h, ok := m.get("amount", 0)
	return point{year: noYear, ago: h.amount}, ok
}

func figuresPoint(m *match) (point, bool) {
	h, ok := m.get("numdate", 0)
	if !ok {
		return point{}, false
	}
	return *h.point, true
}
