package edtf

// typedRule reads what is a date when somebody types it alone, into a form or
// a cell: "born 6 March 1976", "6 November at 10:20", "1976 г.р.". The time of
// day is dropped and the words are kept by whoever asked. In running text such
// words are no part of the date.
func typedRule(m *match) (Reading, bool) {
	if !m.s.typed {
		return Reading{}, false
	}
	return m.date(0)
}

// unsureRule reads "probably March 2017".
func unsureRule(m *match) (Reading, bool) {
	r, ok := typedRule(m)
	r.Date = r.Date.Unsure()
	return r, ok
}

// clockAt returns the tokens of a time of day at token i: 10:20, 23:59:30,
// 10am, 10 p.m., 上午10点半 after its first two characters.
func (s *scan) clockAt(i int) []hit {
	t := s.tokens[i]
	if !s.typed || t.kind != tokenNumber || t.digits > 2 || t.num > 24 {
		return nil
	}
	n := 1
	for n < 5 && s.joined(i+n-1, 1, ":") && s.tokens[i+n+1].digits == 2 && s.tokens[i+n+1].num < 60 {
		n += 2
	}
	minutes := n > 1
	word := func(k int, words ...string) bool {
		if i+k >= len(s.tokens) {
			return false
		}
		for _, w := range words {
			if s.tokens[i+k].fold == w {
				return true
			}
		}
		return false
	}
	switch {
	case t.suffix == "am" || t.suffix == "pm" || t.suffix == "h":
		return []hit{{n: 1}}
	case s.tokens[i+n-1].suffix == "am" || s.tokens[i+n-1].suffix == "pm":
	case word(n, "am", "pm"):
		n++
	case word(n, "a", "p") && word(n+1, ".") && word(n+2, "m"):
		n += 3
		if word(n, ".") {
			n++
		}
	case word(n, "点", "點", "时", "時"):
		n++
		switch {
		case word(n, "半"):
			n++
		case i+n+1 < len(s.tokens) && s.tokens[i+n].kind == tokenNumber && word(n+1, "分"):
			n += 2
		}
	case !minutes:
		return nil
	}
	return []hit{{n: n}}
}

// shortYearAt returns a year of two figures: 17 for 2017, where it is typed
// alone with a month or, in Chinese, has the word for a year behind it.
func (s *scan) shortYearAt(i int) []hit {
	t := s.tokens[i]
	if t.kind != tokenNumber || t.digits != 2 || t.suffix != "" {
		return nil
	}
	named := i+1 < len(s.tokens) && s.tokens[i+1].fold == "年"
	if !s.typed && !named || s.joined(i, 1, ".,:/-") || s.joined(i, -1, ".,:/-") {
		return nil
	}
	y := s.shortYear(t.num)
	return []hit{{n: 1, val: val{y, y}}}
}

// orRule reads two dates of which one is meant: March or April 2017.
func orRule(m *match) (Reading, bool) {
	var a, b point
	if first, ok := m.get("date", 0); ok {
		second, ok := m.get("date", 1)
		if !ok {
			return Reading{}, false
		}
		a, b = *first.point, *second.point
	} else {
		a = point{year: m.value("year", 0, noYear), month: m.value("month", 0, 0)}
		b = point{year: a.year, month: m.value("month", 1, 0)}
	}
	r := Reading{}
	if a.month != 0 && b.month != 0 && a.year == noYear && (b.year != noYear || b.infer(m.s.anchor, &r)) {
		// One year for both, or the new year between them.
		a.year = b.year
		if a.month > b.month {
			a.year--
		}
	}
	from, okA := a.resolve(m.s.anchor)
	to, okB := b.resolve(m.s.anchor)
	if !okA || !okB || from.Date.form != formSingle || to.Date.form != formSingle || from.Date.Equal(to.Date) {
		return Reading{}, false
	}
	from.Inferred = from.Inferred || to.Inferred || r.Inferred
	from.Ambiguous = from.Ambiguous || to.Ambiguous || r.Ambiguous
	if from.Relative == "" {
		from.Relative = to.Relative
	}
	from.Date = Date{form: formOneOf, set: []member{{from: from.Date.from}, {from: to.Date.from}}}
	return from, true
}

// winterRule reads a winter named by both its years: winter 2016-17 is
// December 2016 to February 2017. No other season has two.
func winterRule(m *match) (Reading, bool) {
	year, last := m.value("lone", 0, 0), m.value("lone", 1, 0)
	if last == 0 {
		last = year - year%100 + m.value("num", 0, 0)
		if last < year {
			last += 100
		}
	}
	if m.value("season", 0, 0) != 24 || last != year+1 {
		return Reading{}, false
	}
	return Reading{Kind: KindDate, Date: Interval(Month(year, 12), Month(last, 2)), Within: true}, true
}

// weekRule reads "the week of November 6" as the days from Monday to Sunday
// around it.
func weekRule(m *match) (Reading, bool) {
	r, ok := m.date(0)
	day, one := dayOf(r.Date)
	if !ok || !one || r.Date.Approximate() {
		return Reading{}, false
	}
	monday := day.AddDays(1 - weekdayOf(day))
	r.Date, r.Within = Interval(FromDay(monday), FromDay(monday.AddDays(6))), true
	return r, true
}
