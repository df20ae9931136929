package chart

import "math"

// Coverages are how often intervals held the truth where it was known: for each
// row, of all intervals, those too low, those that held it and those too high. An
// interval of 95 % misses a fortieth at each end, which the two lines mark.
type Coverages struct {
	Frame
	Percent func(float64) string // writes a part of 1
	Rows    []Coverage
}

// Coverage is one row.
type Coverage struct {
	Label, Under string // what was tried, and in what words
	Value        string // how many held it
	Below, Above float64
	Without      bool // no interval was given at all
}

const honestMiss = 0.025

// SVG draws the rows, or returns "" where there are none.
func (c Coverages) SVG() string {
	if len(c.Rows) == 0 {
		return ""
	}
	left, right := c.pick(mostLabels, margin), c.pick(timelineWidth-110, narrowWidth-margin)
	a := newAxis(0, 1, left, right)
	row, mark := c.pick(40, 62), c.pick(20, 47)
	bottom := 4 + row*float64(len(c.Rows))
	d := c.begin(bottom + scaleHeight)
	percent := c.Percent
	if percent == nil {
		percent = c.number
	}
	d.scaled(a.ticks(percent, d.width), 0, bottom)
	for i, r := range c.Rows {
		top := 2 + row*float64(i)
		y := top + mark
		d.group(r.Label + ": " + r.Value)
		room := c.pick(left-labelGap, d.width-2*margin)
		x := c.pick(0, margin)
		value := fit(r.Value, c.pick(110-labelGap, d.width*0.5))
		if c.Narrow {
			room -= textWidth(value) + labelGap
			d.text("q", "end", d.width-margin, top+15, value)
		} else {
			d.text("q", "end", d.width, y+4.5, value)
		}
		d.text("", "start", x, top+15, fit(r.Label, room))
		d.text("q", "start", x, top+31, fit(r.Under, c.pick(left-labelGap, d.width-2*margin)))
		r.draw(d, a, y)
		d.end()
	}
	for _, at := range []float64{honestMiss, 1 - honestMiss} {
		d.line("ks thin", a.at(at), 0, a.at(at), bottom)
	}
	return d.close()
}

func (r Coverage) draw(d *drawing, a axis, y float64) {
	if r.Without || !drawable(r.Below, r.Above) {
		return
	}
	below := math.Min(1, math.Max(0, r.Below))
	above := math.Min(1-below, math.Max(0, r.Above))
	from, to := a.at(below), a.at(1-above)
	d.rect("e", from, y-6, to-from, 12, 0.45)
	d.rect("a", a.left, y-6, from-a.left, 12, 1)
	d.rect("k", to, y-6, a.right-to, 12, 1)
}
