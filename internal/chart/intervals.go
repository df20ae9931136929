package chart

import "math"

// Intervals are numbers with their limits, one below the other. With Documented
// they are bars that begin at zero: those who are on a list, and, paler, how many
// more each number says. Without it they are only compared with each other, and
// with the Band.
type Intervals struct {
	Frame
	Documented float64 // 0 for none, or for rows that say their own
	Band       Band
	Rows       []Interval
}

// Band is the interval others are held against; the zero Band is none.
type Band struct{ Low, Mid, High float64 }

// Interval is one number.
type Interval struct {
	Label, Value   string // Value is the number in words
	Low, Mid, High float64
	Documented     float64 // of this row, where rows are of different people
	Open           bool    // there is no upper limit
	Bound          bool    // Mid is the least there can be; Low and High say nothing
	Peaks          []Peak  // in place of a number that may not be given
	Mark           bool    // drawn in the accent: look here
	Head           bool    // a heading of the rows that follow; it has a label only
}

// Peak is where a posterior gathers.
type Peak struct {
	At    float64
	Share float64 // of the draws around it
	Label string
}

// documented is how many of the row's people are on a list, and 0 where that is not
// drawn.
func (c Intervals) documented(r Interval) float64 {
	for _, v := range []float64{r.Documented, c.Documented} {
		if !r.Head && drawable(v) && v > 0 {
			return v
		}
	}
	return 0
}

func (r Interval) number() bool { return !r.Head && len(r.Peaks) == 0 && drawable(r.Mid) && r.Mid > 0 }

// limits reports whether the row has an interval to be drawn.
func (r Interval) limits() bool {
	return r.number() && !r.Bound && drawable(r.Low) && (r.Open || drawable(r.High)) && r.Low > 0
}

// peaks are those that can be drawn.
func (r Interval) peaks() (out []Peak) {
	for _, p := range r.Peaks {
		if drawable(p.At, p.Share) {
			out = append(out, p)
		}
	}
	return out
}

// The columns beside the numbers: labels as wide as they need, within limits.
const (
	leastLabels    = 170.0
	mostLabels     = 350.0
	intervalValues = 235.0
)

func (c Intervals) labels() float64 {
	w := leastLabels
	for _, r := range c.Rows {
		if !r.Head {
			w = math.Max(w, textWidth(r.Label)+labelGap)
		}
	}
	return math.Min(w, mostLabels)
}

// axis leaves out what lies far beyond the numbers themselves: a limit there is an
// arrow, and the table says it.
func (c Intervals) axis(left, right float64) (axis, bool) {
	low, mid, high := math.Inf(1), math.Inf(-1), math.Inf(-1)
	add := func(l, m, h float64) {
		low, mid, high = math.Min(low, l), math.Max(mid, m), math.Max(high, h)
	}
	documented := false
	for _, r := range c.Rows {
		if v := c.documented(r); v > 0 {
			documented = true
			add(0, v, v)
		}
		if r.number() {
			add(r.Mid, r.Mid, r.Mid)
		}
		if r.limits() {
			add(r.Low, r.Mid, r.Mid)
			if !r.Open {
				add(r.Low, r.Mid, r.High)
			}
		}
		for _, p := range r.peaks() {
			add(p.At, p.At, p.At)
		}
	}
	if drawable(c.Band.Low, c.Band.Mid, c.Band.High) && c.Band.Mid > 0 {
		add(c.Band.Low, c.Band.Mid, c.Band.Mid)
		if c.Band.High > 0 {
			add(c.Band.Low, math.Max(c.Band.Mid, c.Band.High), c.Band.High)
		}
	}
	if math.IsInf(mid, 0) {
		return axis{}, false
	}
	high = math.Min(high, 2.5*mid)
	if low = math.Max(0, low-0.06*(high-low)); documented {
		low = 0
	}
	return newAxis(low, high+0.03*(high-low), left, right), true
}

// SVG draws the numbers, or returns "" where there are none.
func (c Intervals) SVG() string {
	left, right := c.pick(c.labels(), margin), c.pick(timelineWidth-intervalValues, narrowWidth-margin)
	a, ok := c.axis(left, right)
	if !ok {
		return ""
	}
	row, mark := c.pick(31, 45), c.pick(16, 31)
	tops := make([]float64, len(c.Rows)) // of the rows
	bottom := 4.0
	for i, r := range c.Rows {
		tops[i] = bottom
		if r.Head {
			bottom += 32
		} else {
			bottom += row
		}
	}
	bottom += 2
	d := c.begin(bottom + scaleHeight)
	d.scaled(a.ticks(c.number, d.width), 0, bottom)
	c.drawBand(d, a, bottom)
	for i, r := range c.Rows {
		y := tops[i]
		if r.Head {
			d.text("b", "start", c.pick(0, margin), y+21, fit(r.Label, d.width-2*margin))
			continue
		}
		d.group(r.Label + ": " + r.Value)
		if c.Narrow {
			value := fit(r.Value, d.width*0.6)
			d.text("", "start", margin, y+15, fit(r.Label, d.width-2*margin-labelGap-textWidth(value)))
			d.text("q", "end", d.width-margin, y+15, value)
		} else {
			d.text("", "start", 0, y+mark+4.5, fit(r.Label, left-labelGap))
			d.text("q", "end", d.width, y+mark+4.5, fit(r.Value, intervalValues-labelGap))
		}
		c.drawRow(d, a, r, y+mark)
		d.end()
	}
	return d.close()
}

func (c Intervals) drawBand(d *drawing, a axis, bottom float64) {
	b := c.Band
	if !drawable(b.Low, b.Mid, b.High) || b.Mid <= 0 {
		return
	}
	from, to := a.at(b.Low), a.right
	if b.High > 0 {
		to = a.at(b.High)
	}
	d.rect("a", from, 0, math.Max(0, to-from), bottom, 0.1)
	d.line("as thin", a.at(b.Mid), 0, a.at(b.Mid), bottom)
}

// drawRow sets the marks of a row on the line y.
func (c Intervals) drawRow(d *drawing, a axis, r Interval, y float64) {
	fill, stroke := "k", "ks"
	if r.Mark {
		fill, stroke = "a", "as"
	}
	if on := c.documented(r); on > 0 {
		end := a.at(on)
		if r.number() && r.Mid > on {
			d.rect("a", end, y-6, a.at(r.Mid)-end, 12, 0.24)
		}
		d.rect("e", a.left, y-6, end-a.left, 12, 1)
	}
	for _, p := range r.peaks() {
		d.dot("ring", a.at(p.At), y, 3+5*math.Sqrt(math.Min(1, math.Max(0, p.Share))))
	}
	if !r.number() {
		return
	}
	x := a.at(r.Mid)
	switch {
	case r.Bound:
		end := math.Min(x+22, a.right)
		d.line(stroke, x, y-8, x, y+8)
		d.line(stroke, x, y, end, y)
		d.onwards(stroke, end, y, 1)
		return
	case r.limits():
		c.drawLimits(d, a, r, y, stroke)
	}
	d.dot(fill, x, y, 4.6)
}

func (c Intervals) drawLimits(d *drawing, a axis, r Interval, y float64, stroke string) {
	from := a.at(r.Low)
	d.line(stroke, from, y-4, from, y+4)
	switch {
	case r.Open: // nothing says where it ends
		d.line(stroke, from, y, a.at(r.Mid), y)
		d.line(stroke+" d", a.at(r.Mid), y, a.right-4, y)
		d.onwards(stroke, a.right, y, 1)
	case r.High > a.hi:
		d.line(stroke, from, y, a.right, y)
		d.onwards(stroke, a.right, y, 1)
	default:
		to := a.at(r.High)
		d.line(stroke, from, y, to, y)
		d.line(stroke, to, y-4, to, y+4)
	}
}
