package edtf

import (
	"cmp"
	"math"
	"slices"
)

// Rel is how the days of one date lie to those of another.
type Rel string

// The relations. Contains and Within are proper: equal days are Equal.
const (
	RelUnknown  Rel = "unknown" // a year is XXXX, or a date is missing
	RelEqual    Rel = "equal"
	RelContains Rel = "contains"
	RelWithin   Rel = "within"
	RelOverlaps Rel = "overlaps" // some days shared, and each has days of its own
	RelBefore   Rel = "before"
	RelAfter    Rel = "after"
	RelApart    Rel = "apart" // no day shared, yet neither is before the other: sets
)

// Inverse returns the relation seen from the other date.
func (r Rel) Inverse() Rel {
	switch r {
	case RelContains:
		return RelWithin
	case RelWithin:
		return RelContains
	case RelBefore:
		return RelAfter
	case RelAfter:
		return RelBefore
	}
	return r
}

// Disjoint reports whether the two share no day.
func (r Rel) Disjoint() bool { return r == RelBefore || r == RelAfter || r == RelApart }

// Relation says how the days of a lie to those of b: "contains" when a holds
// every day of b and more. All days a value may stand for count, widened where
// it is approximate, so "before" and "after" are certain while "equal" only
// says that the two cannot be told apart. An open or unknown end of an
// interval reaches without limit. Digits X inside a value count as the whole
// stretch from the first to the last day that fits.
func Relation(a, b Date) Rel {
	if !a.IsZero() && a.Equal(b) {
		return RelEqual
	}
	as, okA := a.stretches()
	bs, okB := b.stretches()
	if !okA || !okB {
		return RelUnknown
	}
	shared := meet(as, bs)
	switch {
	case len(shared) == 0 && as[len(as)-1].last < bs[0].first:
		return RelBefore
	case len(shared) == 0 && bs[len(bs)-1].last < as[0].first:
		return RelAfter
	case len(shared) == 0:
		return RelApart
	}
	allOfA, allOfB := slices.Equal(shared, as), slices.Equal(shared, bs)
	switch {
	case allOfA && allOfB:
		return RelEqual
	case allOfB:
		return RelContains
	case allOfA:
		return RelWithin
	}
	return RelOverlaps
}

// Gap returns the number of days from the last day of the earlier date to the
// first day of the later one: 1 for consecutive days, 0 when they share a day
// or lie apart as sets can. It is negative when b is the earlier. It is false
// when the relation is not known.
func Gap(a, b Date) (int, bool) {
	as, okA := a.stretches()
	bs, okB := b.stretches()
	if !okA || !okB {
		return 0, false
	}
	switch Relation(a, b) {
	case RelBefore:
		return bs[0].first - as[len(as)-1].last, true
	case RelAfter:
		return bs[len(bs)-1].last - as[0].first, true
	}
	return 0, true
}

// Intersect returns the days a and b may share, or false when they share none
// or that is not known. When one lies within the other it is returned as it
// is, with its qualifiers; otherwise the result is an interval of days, or of
// months or years where it is made of whole ones. Where only sets would do, the result
// is the set of its stretches.
func Intersect(a, b Date) (Date, bool) {
	switch Relation(a, b) {
	case RelEqual, RelWithin:
		return a, true
	case RelContains:
		return b, true
	case RelOverlaps:
	default:
		return Date{}, false
	}
	as, _ := a.stretches()
	bs, _ := b.stretches()
	shared := meet(as, bs)
	if len(shared) == 1 {
		return shared[0].date(), true
	}
	d := Date{form: formOneOf}
	for _, s := range shared {
		d.set = append(d.set, s.member())
	}
	return d, true
}

// stretch is a run of days, counted from 1 January 1970, both ends included.
type stretch struct{ first, last int }

const (
	never   = math.MinInt // before every day
	forever = math.MaxInt // after every day
)

var epoch = Day{1970, 1, 1}

func stretchOf(r days) stretch { return stretch{r.first.Sub(epoch), r.last.Sub(epoch)} }

// stretches returns the days of d as runs in order, none touching another; it
// is false when they cannot be known.
func (d Date) stretches() ([]stretch, bool) {
	var all []stretch
	add := func(from, to value, fromOpen, toOpen bool) bool {
		s := stretch{never, forever}
		if !fromOpen {
			r, ok := from.days()
			if !ok {
				return false
			}
			s.first = stretchOf(r).first
		}
		if !toOpen {
			r, ok := to.days()
			if !ok {
				return false
			}
			s.last = stretchOf(r).last
		}
		all = append(all, s)
		return true
	}
	switch d.form {
	case formNone:
		return nil, false
	case formSingle:
		ok := add(d.from, d.from, false, false)
		return all, ok
	case formInterval:
		if !add(d.from, d.to, d.fromEnd != endGiven, d.toEnd != endGiven) {
			return nil, false
		}
		return all, true
	}
	for _, m := range d.set {
		to := m.to
		if !m.span {
			to = m.from
		}
		if !add(m.from, to, m.from.isZero(), m.span && m.to.isZero()) {
			return nil, false
		}
	}
	return join(all), true
}

// join sorts stretches and merges those that touch.
func join(all []stretch) []stretch {
	slices.SortFunc(all, func(a, b stretch) int {
		if a.first != b.first {
			return cmp.Compare(a.first, b.first)
		}
		return cmp.Compare(a.last, b.last)
	})
	joined := all[:1]
	for _, s := range all[1:] {
		last := &joined[len(joined)-1]
		if last.last == forever || s.first <= last.last+1 {
			last.last = max(last.last, s.last)
			continue
		}
		joined = append(joined, s)
	}
	return joined
}

// meet returns the runs of days two lists of stretches share.
func meet(as, bs []stretch) []stretch {
	var shared []stretch
	for i, j := 0, 0; i < len(as) && j < len(bs); {
		s := stretch{max(as[i].first, bs[j].first), min(as[i].last, bs[j].last)}
		if s.first <= s.last {
			shared = append(shared, s)
		}
		if as[i].last < bs[j].last {
			i++
		} else {
			j++
		}
	}
	return shared
}

// date writes the stretch as coarsely as it can be said exactly.
func (s stretch) date() Date {
	m := s.member()
	if !m.span {
		return single(m.from)
	}
	d := span(m.from, m.to)
	if m.from.isZero() {
		d.fromEnd = endOpen
	}
	if m.to.isZero() {
		d.toEnd = endOpen
	}
	return d
}

func (s stretch) member() member {
	switch {
	case s.first == never:
		return member{to: dayValue(epoch.AddDays(s.last)), span: true}
	case s.last == forever:
		return member{from: dayValue(epoch.AddDays(s.first)), span: true}
	}
	return wholes(epoch.AddDays(s.first), epoch.AddDays(s.last))
}

// wholes says first to last in years if both ends are ends of years, in months
// if they are ends of months, else in days.
func wholes(first, last Day) member {
	from, to := dayValue(first), dayValue(last)
	if first.Day == 1 && last == lastOfMonth(last) {
		from.day, to.day = "", ""
		if first.Month == 1 && last.Month == 12 {
			from.month, to.month = "", ""
		}
	}
	if from == to {
		return member{from: from}
	}
	return member{from: from, to: to, span: true}
}
