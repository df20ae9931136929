package chart

import (
	"cmp"
	"slices"
	"time"
)

// Timeline is what is claimed about one person, and when. Days are YYYY-MM-DD;
// "" is open or not known. It is drawn for wide pages; on a narrow one the page
// prints Sorted as a list.
type Timeline struct {
	Title   string // names the picture for those who do not see it
	Desc    string
	Dir     string // "rtl" runs from right to left
	Entries []Entry

	// The person is said to be held from HeldFrom to HeldTo, the last news: a
	// solid line. From SilentFrom to Until nothing is known: a dotted line.
	HeldFrom, HeldTo string
	SilentFrom       string
	SilentLabel      string
	Until            string // the day the record was read; the picture ends there

	// Tick names a month on the scale, or a year where month is 0.
	Tick func(year, month int) string
}

// Entry is one dated claim or enquiry.
type Entry struct {
	Label    string // short: "taken from home"
	When     string // the date in words
	Href     string // of the claim, for the list and the table
	From, To string // first and last day it can have been
	Approx   bool   // the bounds themselves are vague
	Enquiry  bool   // somebody asked: drawn below the line
}

// Sorted returns the entries in order of time, those without a date last.
func (t Timeline) Sorted() []Entry {
	sorted := slices.Clone(t.Entries)
	slices.SortStableFunc(sorted, func(a, b Entry) int {
		af, at, aok := a.bounds()
		bf, bt, bok := b.bounds()
		switch {
		case aok != bok:
			if aok {
				return -1
			}
			return 1
		case !af.Equal(bf):
			return af.Compare(bf)
		}
		return cmp.Or(at.Compare(bt), cmp.Compare(a.Label, b.Label))
	})
	return sorted
}

// bounds returns the first and last day as far as they are known; an open end
// takes the other's place. ok is false when neither is known.
func (e Entry) bounds() (from, to time.Time, ok bool) {
	f, fok := parseDay(e.From)
	l, lok := parseDay(e.To)
	switch {
	case fok && lok && l.Before(f):
		return l, f, true
	case fok && lok:
		return f, l, true
	case fok:
		return f, f, true
	case lok:
		return l, l, true
	}
	return f, l, false
}

func parseDay(s string) (time.Time, bool) {
	d, err := time.Parse(time.DateOnly, s)
	return d, err == nil
}

const (
	timelineWidth = 840.0
	margin        = 8.0
	laneHeight    = 38.0 // a line of label, a line of date
	labelGap      = 14.0
	labelMax      = 320.0
	axisGap       = 16.0 // between the line and the nearest lane
	scaleHeight   = 24.0
	wing          = 9.0 // how far a vague bound fades
)

// SVG draws the timeline, or returns "" when no entry has a date.
func (t Timeline) SVG() string {
	s, ok := t.scale()
	if !ok {
		return ""
	}
	d := &drawing{width: timelineWidth, rtl: t.Dir == "rtl"}
	var above, below []*pennant
	if f := t.silence(s); f != nil {
		above = append(above, f)
	}
	for _, e := range t.Sorted() {
		from, to, ok := e.bounds()
		if !ok {
			continue
		}
		f := &pennant{entry: e, from: s.at(from), to: s.at(to)}
		f.layOut()
		if e.Enquiry {
			below = append(below, f)
		} else {
			above = append(above, f)
		}
	}
	lanesUp, lanesDown := assignLanes(above), assignLanes(below)
	axis := axisGap + float64(lanesUp)*laneHeight
	bottom := axis + axisGap + float64(lanesDown)*laneHeight
	d.open(t.Title, t.Desc, "chart timeline", bottom+scaleHeight)
	for _, tick := range s.ticks(t.Tick) {
		d.line("l g", tick.x, 0, tick.x, bottom+4)
		d.text("q", tick.anchor, tick.x, bottom+18, tick.label)
	}
	d.line("l", margin, axis, timelineWidth-margin, axis)
	t.drawState(d, s, axis)
	for _, f := range above {
		f.draw(d, axis, -1)
	}
	for _, f := range below {
		f.draw(d, axis, 1)
	}
	return d.close()
}

// drawState draws what is said of the whole time: held, then silence.
func (t Timeline) drawState(d *drawing, s scale, axis float64) {
	from, fok := parseDay(t.HeldFrom)
	to, tok := parseDay(t.HeldTo)
	if fok && tok && to.After(from) {
		d.line("as held", s.at(from), axis, s.at(to), axis)
	}
	silent, ok := parseDay(t.SilentFrom)
	if !ok || !silent.Before(s.last) {
		return
	}
	d.line("as d", s.at(silent)+8, axis, timelineWidth-margin, axis)
}

// silence is the words over the dotted line, nil where they find no room.
func (t Timeline) silence(s scale) *pennant {
	silent, ok := parseDay(t.SilentFrom)
	if !ok || t.SilentLabel == "" {
		return nil
	}
	right := timelineWidth - margin
	w := textWidth(t.SilentLabel)
	if right-w < s.at(silent)+24 {
		return nil
	}
	return &pennant{bare: true, when: t.SilentLabel, left: right - w, right: right, turned: true}
}

// pennant is an entry with its place in the picture: a staff at the mark and the
// label flying from it.
type pennant struct {
	entry       Entry
	from, to    float64
	label, when string
	left, right float64 // of the label
	turned      bool    // flies backwards, at the far edge
	bare        bool    // words alone: no staff, no mark
	lane        int
}

func (f *pennant) layOut() {
	f.label, f.when = fit(f.entry.Label, labelMax), fit(f.entry.When, labelMax)
	w := max(textWidth(f.label), textWidth(f.when))
	f.left = f.from + 6
	f.right = f.left + w
	if f.right > timelineWidth-margin {
		f.turned = true
		f.right = f.from - 6
		f.left = f.right - w
		if f.left < margin { // cannot happen while labelMax is under half the width
			f.left, f.right = margin, margin+w
		}
	}
}

// assignLanes gives every pennant the lane nearest the line in which its label
// touches no other and its staff crosses none, and returns the number of lanes.
// Going from the last label to the first, a staff stands before the labels
// already placed, so the lanes stay few. Where no lane is free of crossings,
// the staff passes behind a label: the style sheet gives labels a rim of paper.
func assignLanes(flags []*pennant) int {
	order := slices.Clone(flags)
	slices.SortStableFunc(order, func(a, b *pennant) int { return cmp.Compare(b.left, a.left) })
	lanes := 0
	for i, f := range order {
		placed := order[:i]
		f.lane = firstLane(lanes, func(lane int) bool { return f.fits(lane, placed) && !f.crosses(lane, placed) })
		if f.lane < 0 {
			f.lane = firstLane(lanes, func(lane int) bool { return f.fits(lane, placed) })
		}
		lanes = max(lanes, f.lane+1)
	}
	return lanes
}

// firstLane returns the first of the lanes 0 to n, n being a new one, that is
// free, or −1.
func firstLane(n int, free func(lane int) bool) int {
	for lane := range n + 1 {
		if free(lane) {
			return lane
		}
	}
	return -1
}

func (f *pennant) fits(lane int, placed []*pennant) bool {
	for _, o := range placed {
		if o.lane == lane && f.left < o.right+labelGap && o.left < f.right+labelGap {
			return false
		}
	}
	return true
}

func (f *pennant) crosses(lane int, placed []*pennant) bool {
	for _, o := range placed {
		if o.lane < lane && f.staffIn(o) || o.lane > lane && o.staffIn(f) {
			return true
		}
	}
	return false
}

func (f *pennant) staffIn(o *pennant) bool { return !f.bare && o.left-2 < f.from && f.from < o.right+2 }

// draw sets the mark on the line and the label away from it: side −1 is above,
// 1 below.
func (f *pennant) draw(d *drawing, axis, side float64) {
	if f.bare {
		d.text("q", "end", f.right, axis+side*(axisGap-4+float64(f.lane)*laneHeight), f.when)
		return
	}
	title := f.entry.Label
	if f.entry.When != "" {
		title += ", " + f.entry.When
	}
	d.group(title)
	near := axis + side*(axisGap-8+float64(f.lane)*laneHeight)
	far := near + side*laneHeight
	d.line("l", f.from, axis, f.from, far-side*6)
	f.drawMark(d, axis)
	top := min(near, far)
	x, anchor := f.from+6, "start"
	if f.turned {
		x, anchor = f.right, "end"
	}
	d.text("", anchor, x, top+17, f.label)
	if f.when != "" {
		d.text("q", anchor, x, top+32, f.when)
	}
	d.end()
}

// drawMark shows how exact the date is: a dot for a day, a pale bar as wide as
// the days it may have been, fading where the bounds are vague or open.
func (f *pennant) drawMark(d *drawing, axis float64) {
	e := f.entry
	openStart, openEnd := e.From == "", e.To == ""
	if f.to-f.from < 4 && !e.Approx && !openStart && !openEnd {
		class := "a"
		if e.Enquiry {
			class = "ring"
		}
		d.dot(class, f.from, axis, 5)
		return
	}
	b := bar{class: "a", x: f.from, y: axis - 6, w: max(f.to-f.from, 4), h: 12}
	if e.Enquiry {
		b.class, b.y, b.h = "e", axis+7, 4 // beside the person's line, not over it
	}
	d.rect(b.class, b.x, b.y, b.w, b.h, 0.45)
	if e.Approx || openStart {
		b.fade(d, b.x, -1)
	}
	if e.Approx || openEnd {
		b.fade(d, b.x+b.w, 1)
	}
}

type bar struct {
	class      string
	x, y, w, h float64
}

// fade lets a bar run out from x to the given side, as far as the picture goes.
func (b bar) fade(d *drawing, x, side float64) {
	for i, opacity := range []float64{0.3, 0.2, 0.1} {
		left := x + side*float64(i)*wing/2
		if side < 0 {
			left -= wing / 2
		}
		if left >= 0 && left+wing/2 <= timelineWidth {
			d.rect(b.class, left, b.y, wing/2, b.h, opacity)
		}
	}
}
