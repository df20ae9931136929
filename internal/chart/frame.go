package chart

import (
	"math"
	"strconv"
)

// Frame is what every picture of numbers has: its name and what it shows in a
// sentence, for those who do not see it; the direction it runs in; and whether it
// is drawn for a telephone, where labels stand above what they name instead of
// beside it. A page prints both forms and shows the one that fits.
type Frame struct {
	Title, Desc string
	Dir         string // "rtl" runs from right to left
	Narrow      bool
	Number      func(float64) string // writes a number of people; nil writes plain digits
}

const narrowWidth = 360.0

func (f Frame) width() float64 {
	if f.Narrow {
		return narrowWidth
	}
	return timelineWidth
}

// pick is the measure of the wide form or of the narrow one.
func (f Frame) pick(wide, narrow float64) float64 {
	if f.Narrow {
		return narrow
	}
	return wide
}

func (f Frame) number(v float64) string {
	if f.Number == nil {
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return f.Number(v)
}

func (f Frame) begin(height float64) *drawing {
	d := &drawing{width: f.width(), rtl: f.Dir == "rtl"}
	d.open(f.Title, f.Desc, "chart", height)
	return d
}

// mostValue is the greatest number that is drawn: beyond it the arithmetic of
// places on the picture would lose its units.
const mostValue = 1e15

func drawable(vs ...float64) bool {
	for _, v := range vs {
		if math.IsNaN(v) || math.Abs(v) > mostValue {
			return false
		}
	}
	return true
}

// axis maps numbers to places between left and right.
type axis struct{ lo, hi, left, right float64 }

// newAxis makes room for a single number too, and for several so close that no
// steps fit between them.
func newAxis(lo, hi, left, right float64) axis {
	hi = math.Max(lo, hi)
	if !(hi-lo > 1e-9*math.Max(math.Abs(lo), math.Abs(hi))) {
		pad := math.Max(1, 0.05*math.Abs(lo))
		lo, hi = lo-pad, hi+pad
	}
	return axis{lo, hi, left, right}
}

// at is the place of v, at an end where v lies beyond it.
func (a axis) at(v float64) float64 {
	share := math.Min(1, math.Max(0, (v-a.lo)/(a.hi-a.lo)))
	return a.left + share*(a.right-a.left)
}

// ticks are round numbers on the axis: as many as their labels have room for in a
// picture of that width.
func (a axis) ticks(label func(float64) string, width float64) []tick {
	least := (a.hi - a.lo) / 8
	for size := math.Pow(10, math.Floor(math.Log10(least))); ; size *= 10 {
		for _, step := range []float64{size, 2 * size, 5 * size} {
			if step < least {
				continue
			}
			if ticks, ok := a.every(step, label, width); ok {
				return ticks
			}
		}
		if size > a.hi-a.lo {
			return nil
		}
	}
}

func (a axis) every(step float64, label func(float64) string, width float64) ([]tick, bool) {
	var ticks []tick
	end := -labelGap
	for i := math.Ceil(a.lo / step); i*step <= a.hi; i++ {
		v := i * step
		t := tick{x: a.at(v), label: label(v), anchor: "middle"}
		w := textWidth(t.label)
		left := t.x - w/2
		switch {
		case left < 0:
			t.anchor, left = "start", t.x
		case left+w > width:
			t.anchor, left = "end", t.x-w
		}
		if left < end+labelGap || left+w > width {
			return nil, false
		}
		end = left + w
		ticks = append(ticks, t)
	}
	return ticks, len(ticks) > 0
}

// scaled draws the lines of the ticks from top to bottom, and their labels under
// them.
func (d *drawing) scaled(ticks []tick, top, bottom float64) {
	for _, t := range ticks {
		d.line("l g", t.x, top, t.x, bottom)
		d.text("q", t.anchor, t.x, bottom+scaleHeight-8, t.label)
	}
}

// spots are the corners of a path, from the side reading starts on.
type spots [][2]float64

// path draws a line through the spots, closed to an area where asked.
func (d *drawing) path(class string, s spots, closed bool) {
	if len(s) == 0 {
		return
	}
	d.b.WriteString(`<path class="` + class + `" d="`)
	for i, p := range s {
		if i == 0 {
			d.b.WriteByte('M')
		} else {
			d.b.WriteByte('L')
		}
		d.b.WriteString(num(d.x(p[0])) + " " + num(p[1]))
	}
	if closed {
		d.b.WriteByte('Z')
	}
	d.b.WriteString(`"/>`)
}

// onwards is an arrow head at x: what it ends goes on.
func (d *drawing) onwards(class string, x, y, side float64) {
	d.path(class, spots{{x - side*7, y - 5}, {x, y}, {x - side*7, y + 5}}, false)
}
