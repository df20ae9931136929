package edtf

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

// Relation compares all the days a and b may stand for.
func Relation(a, b Date) Rel { return RelUnknown }

// Gap returns the days from the end of the earlier date to the start of the
// later.
func Gap(a, b Date) (int, bool) { return 0, false }

// Intersect returns the days a and b share.
func Intersect(a, b Date) (Date, bool) { return Date{}, false }
