package edtf

// noYear stands for a year nobody named.
const noYear = -1

// point is a date as words give it, before an anchor settles the rest.
type point struct {
	year       int // or noYear
	month, day int // 0 when not named
	season     int // 21 to 24, or 0
	part       int // of the month, year, season or decade: see parts
	weekday    int // 1 Monday to 7 Sunday, or 0
	decade     bool

	shift     bool // counted in whole units from the publication
	shiftUnit unit
	shiftBy   int

	which   bool // last, this, next
	whichBy int

	ago *amount

	sameYear bool // of the year of something told, which no anchor can supply

	alt       *point // the other reading of figures
	ambiguous bool
	weak      bool // needs a preposition in running text
	bareYear  bool
}

// possible reports whether some year has such a day.
func (p point) possible() bool {
	if p.day != 0 && p.month != 0 {
		year := p.year
		if year == noYear {
			year = 2000
		}
		return p.day <= daysIn(year, p.month)
	}
	return true
}

// resolve works the point out against the anchor. It is false for a point that
// means nothing; one whose anchor is missing resolves to an empty date that
// says what it is relative to.
func (p point) resolve(a Anchor) (Reading, bool) {
	r := Reading{Kind: KindDate, Ambiguous: p.ambiguous}
	switch {
	case p.ago != nil:
		r.Relative, r.Duration = RelativeToPublication, p.ago.String()
		if d, ok := p.ago.before(a.Publication); ok {
			r.Date, r.Inferred, r.Within = d, true, d.IsInterval()
		}
		return r, true
	case p.shift:
		return p.resolveShift(a, r)
	case p.alt != nil:
		r.Date = Date{form: formOneOf, set: []member{{from: p.value()}, {from: p.alt.value()}}}
		return r, true
	case p.weekday != 0 && p.day == 0:
		return p.resolveWeekday(a, r)
	case p.which:
		return p.resolveWhich(a, r)
	case p.sameYear:
		r.Relative = RelativeToEvent
	case p.day != 0 && p.month == 0:
		p.inferMonth(a, &r)
	case p.year == noYear:
		p.infer(a, &r)
	}
	if p.weekday != 0 && p.day != 0 && p.year != noYear && weekdayOf(Day{p.year, p.month, p.day}) != p.weekday {
		r.Ambiguous = true
	}
	r.Date = p.date()
	r.Within = r.Date.IsInterval()
	return r, p.possible()
}

func weekdayOf(d Day) int { return (int(d.Weekday())+6)%7 + 1 }

// infer supplies the year: that of the latest such date that begins no later
// than the publication. Where the publication itself is only known to a month
// or year and its days would give different years, the later is taken and the
// reading marked ambiguous.
func (p *point) infer(a Anchor, r *Reading) bool {
	b := a.Publication.Bounds()
	if b.BeginEarliest.IsZero() || b.EndLatest.IsZero() {
		return false
	}
	late, ok := p.latestYear(b.EndLatest)
	if !ok {
		return false
	}
	if early, _ := p.latestYear(b.BeginEarliest); early != late {
		r.Ambiguous = true
	}
	p.year = late
	r.Inferred = true
	return true
}

// inferMonth supplies year and month of a day named alone: the latest such day
// not after the publication.
func (p *point) inferMonth(a Anchor, r *Reading) {
	b := a.Publication.Bounds()
	if !b.Known() || b.BeginEarliest.IsZero() || b.EndLatest.IsZero() {
		return
	}
	at := func(by Day) Day {
		d := Day{by.Year, by.Month, p.day}
		for !d.Valid() || d.After(by) {
			first := Day{d.Year, d.Month, 1}.AddMonths(-1)
			d = Day{first.Year, first.Month, p.day}
		}
		return d
	}
	late := at(b.EndLatest)
	r.Ambiguous = r.Ambiguous || at(b.BeginEarliest) != late
	p.year, p.month, r.Inferred = late.Year, late.Month, true
}

func (p point) latestYear(by Day) (int, bool) {
	for y := by.Year; y >= max(0, by.Year-8); y-- {
		p.year = y
		if !p.possible() {
			continue
		}
		if first := p.date().Bounds().BeginEarliest; !first.After(by) {
			return y, true
		}
	}
	return 0, false
}

// value writes the point without its part.
func (p point) value() value {
	v := value{year: "XXXX"}
	switch {
	case p.decade:
		v.year = Year(p.year).from.year[:3] + "X"
	case p.year != noYear:
		v.year = Year(p.year).from.year
	}
	switch {
	case p.season != 0:
		v.month = twoDigits(p.season)
	case p.month != 0:
		v.month = twoDigits(p.month)
	case p.day != 0:
		v.month = "XX"
	}
	if p.day != 0 {
		v.day = twoDigits(p.day)
	}
	return v
}

func twoDigits(n int) string { return string([]byte{byte('0' + n/10), byte('0' + n%10)}) }

// resolveShift counts whole units from the publication: last month, this
// year, yesterday; and what is named inside one, as in "November last year".
func (p point) resolveShift(a Anchor, r Reading) (Reading, bool) {
	r.Relative = RelativeToPublication
	switch p.shiftUnit {
	case unitDay, unitWeek:
		day, ok := dayOf(a.Publication)
		if !ok {
			if p.shiftUnit == unitDay && p.shiftBy == 0 && !a.Publication.IsZero() {
				r.Date, r.Inferred = a.Publication, true
			}
			return r, true
		}
		r.Inferred = true
		if p.shiftUnit == unitDay {
			r.Date = FromDay(day.AddDays(p.shiftBy))
			return r, true
		}
		monday := day.AddDays(1 - weekdayOf(day) + 7*p.shiftBy)
		if p.weekday != 0 {
			to := monday.AddDays(p.weekday - 1)
			r.Date, r.Ambiguous = FromDay(to), p.day != 0 && p.day != to.Day
			return r, true
		}
		r.Date, r.Within = Interval(FromDay(monday), FromDay(monday.AddDays(6))), true
		return r, true
	case unitMonth:
		y, m, ok := monthOf(a.Publication)
		if !ok {
			return r, true
		}
		to := Day{y, m, 1}.AddMonths(p.shiftBy)
		p.year, p.month = to.Year, to.Month
	case unitYear:
		y, ok := yearOf(a.Publication)
		if !ok {
			return r, true
		}
		p.year = y + p.shiftBy
	default:
		return r, false
	}
	r.Date, r.Inferred = p.date(), true
	r.Within = r.Date.IsInterval()
	return r, p.possible()
}

// resolveWeekday takes the latest such day not after the publication, the one
// before that for "last", the first after it for "next".
func (p point) resolveWeekday(a Anchor, r Reading) (Reading, bool) {
	r.Relative = RelativeToPublication
	day, ok := dayOf(a.Publication)
	if !ok {
		return r, true
	}
	back := (weekdayOf(day) - p.weekday + 7) % 7
	switch {
	case p.which && p.whichBy < 0 && back == 0:
		back = 7
	case p.which && p.whichBy > 0:
		back -= 7
	}
	r.Date, r.Inferred = FromDay(day.AddDays(-back)), true
	return r, true
}

// resolveWhich reads "last November" as the latest one that was over before
// the publication, "this" as that of the publication's year, "next" as the
// first still to begin. "Last" is ambiguous while the month is of the same
// year, since some writers then mean the year before.
func (p point) resolveWhich(a Anchor, r Reading) (Reading, bool) {
	r.Relative = RelativeToPublication
	b := a.Publication.Bounds()
	if b.BeginEarliest.IsZero() || b.EndLatest.IsZero() {
		return r, true
	}
	at := func(y int) Bounds {
		p.year = y
		return p.date().Bounds()
	}
	y := b.EndLatest.Year
	switch {
	case p.whichBy < 0:
		for y > 0 && !at(y).EndLatest.Before(b.BeginEarliest) {
			y--
		}
		r.Ambiguous = y == b.EndLatest.Year
	case p.whichBy > 0:
		for !at(y).BeginEarliest.After(b.EndLatest) {
			y++
		}
	}
	p.year = y
	r.Date, r.Inferred = p.date(), true
	r.Within = r.Date.IsInterval()
	return r, p.possible()
}

// spanOf joins two points into an interval, each lending the other what it
// leaves unsaid.
func spanOf(a, b point, anchor Anchor) (Reading, bool) {
	r := Reading{Kind: KindDate}
	// A day with no month lies in the month of the other: 11月6日至11日.
	switch {
	case a.month != 0 && b.month == 0 && b.day != 0:
		b.month, b.year = a.month, a.year
	case b.month != 0 && a.month == 0 && a.day != 0:
		a.month, a.year = b.month, b.year
	}
	dated := func(p point) bool { return p.month != 0 || p.season != 0 }
	if dated(a) && dated(b) {
		later := a.month > b.month || a.season > b.season
		switch {
		case a.year == noYear && b.year != noYear:
			a.year = b.year
			if later {
				a.year--
			}
		case a.year != noYear && b.year == noYear:
			b.year = a.year
			if later {
				b.year++
			}
		case a.year == noYear && a.infer(anchor, &r):
			b.year = a.year
			if later {
				b.year++
			}
		}
	}
	from, okA := a.resolve(anchor)
	to, okB := b.resolve(anchor)
	if !okA || !okB || from.Date.IsSet() || to.Date.IsSet() {
		return r, false
	}
	r.Inferred = r.Inferred || from.Inferred || to.Inferred
	r.Ambiguous = r.Ambiguous || from.Ambiguous || to.Ambiguous
	r.Relative = from.Relative
	if r.Relative == "" {
		r.Relative = to.Relative
	}
	if from.Date.IsZero() || to.Date.IsZero() {
		return r, true
	}
	start, end := from.Date.Start(), to.Date.End()
	if a.weekday != 0 && b.weekday != 0 && a.day == 0 && b.day == 0 && end.from.precision() == PrecisionDay {
		// From Monday to Wednesday: the Monday before that Wednesday.
		last := end.Bounds().EndLatest
		start = FromDay(last.AddDays(-((b.weekday - a.weekday + 7) % 7)))
	}
	if reversed(start.from, end.from) {
		return r, false
	}
	r.Date = Interval(start, end)
	return r, true
}

// dayOf returns the one day a date is, if it is one.
func dayOf(d Date) (Day, bool) {
	b := d.Bounds()
	return b.EndLatest, b.Known() && b.BeginEarliest == b.EndLatest
}

// monthOf returns the one month all days of a date lie in.
func monthOf(d Date) (year, month int, ok bool) {
	b := d.Bounds()
	f, l := b.BeginEarliest, b.EndLatest
	return l.Year, l.Month, !f.IsZero() && f.Year == l.Year && f.Month == l.Month
}

// yearOf returns the one year all days of a date lie in.
func yearOf(d Date) (int, bool) {
	b := d.Bounds()
	return b.EndLatest.Year, !b.BeginEarliest.IsZero() && b.BeginEarliest.Year == b.EndLatest.Year
}
