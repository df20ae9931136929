package chart

import (
	"cmp"
	"math"
	"slices"
)

// Curves are posteriors on one axis, one below the other, each to its own height:
// where it gathers, the interval it gives, and those who are on a list.
type Curves struct {
	Frame
	Documented float64 // 0 for none
	Known      string  // the label at Documented
	Panels     []Curve
}

// Curve is one posterior.
type Curve struct {
	Label, Value   string
	Points         [][2]float64 // the number, and how dense the posterior is there
	Low, Mid, High float64      // 0 where it gives no number: the whole curve is then pale
	Peaks          []Peak
}

// points are those that can be drawn, in order, with the densest.
func (c Curve) points() (out [][2]float64, most float64) {
	for _, p := range c.Points {
		if drawable(p[0], p[1]) && p[1] >= 0 {
			out = append(out, p)
			most = math.Max(most, p[1])
		}
	}
	slices.SortStableFunc(out, func(a, b [2]float64) int { return cmp.Compare(a[0], b[0]) })
	return out, most
}

func (c Curves) axis(left, right float64) (axis, bool) {
	low, high := math.Inf(1), math.Inf(-1)
	add := func(v float64) {
		if drawable(v) {
			low, high = math.Min(low, v), math.Max(high, v)
		}
	}
	for _, p := range c.Panels {
		points, most := p.points()
		if most == 0 {
			continue
		}
		add(points[0][0])
		add(points[len(points)-1][0])
		for _, m := range p.Peaks {
			add(m.At)
		}
	}
	if math.IsInf(low, 0) {
		return axis{}, false
	}
	if c.Documented > 0 {
		add(c.Documented)
	}
	pad := 0.02 * (high - low)
	return newAxis(math.Max(0, low-pad), high+pad, left, right), true
}

// SVG draws the curves, or returns "" where there are none.
func (c Curves) SVG() string {
	a, ok := c.axis(margin, c.width()-margin)
	if !ok {
		return ""
	}
	tall := c.pick(132, 104)
	const head = 28.0
	var flags [][]pennant // of the peaks, panel by panel
	bottom := 0.0
	if c.Documented > 0 && c.Known != "" {
		bottom = 18
	}
	first := bottom
	bases := make([]float64, len(c.Panels))
	for i, p := range c.Panels {
		flags = append(flags, p.flags(a, c.width()))
		lanes := 0
		for _, f := range flags[i] {
			lanes = max(lanes, f.lane+1)
		}
		bottom += head + float64(lanes)*17 + 6 + tall
		bases[i] = bottom
		bottom += 6
	}
	d := c.begin(bottom + scaleHeight)
	d.scaled(a.ticks(c.number, d.width), first, bottom)
	if c.Documented > 0 && drawable(c.Documented) {
		x := a.at(c.Documented)
		d.line("ks thin", x, math.Max(0, first-4), x, bottom)
		if c.Known != "" {
			known := fit(c.Known, d.width-2*margin)
			anchor := "start"
			if x+textWidth(known) > d.width {
				anchor, x = "end", math.Max(x, textWidth(known))
			}
			d.text("q", anchor, x, first-7, known)
		}
	}
	top := first
	beside := a.left + 6 // the line of those on a list, where it stands at the edge
	if x := a.at(c.Documented); c.Documented > 0 && x < d.width/4 {
		beside = x + 7
	}
	for i, p := range c.Panels {
		d.group("")
		value := fit(p.Value, d.width*0.5)
		label := fit(p.Label, math.Max(0, a.right-beside-labelGap-textWidth(value)))
		d.text("b halo", "start", beside, top+19, label)
		d.text("q halo", "end", a.right, top+19, value)
		p.draw(d, a, top+head, bases[i], tall, flags[i])
		d.line("l", a.left, bases[i], a.right, bases[i])
		d.end()
		top = bases[i] + 6
	}
	return d.close()
}

// flags are the labels of the peaks, in as many lanes as keep them apart.
func (c Curve) flags(a axis, width float64) []pennant {
	var out []pennant
	for _, p := range c.Peaks {
		if !drawable(p.At) || p.Label == "" {
			continue
		}
		f := pennant{from: a.at(p.At), label: fit(p.Label, width/2-2*margin)}
		w := textWidth(f.label)
		f.left = math.Min(math.Max(margin, f.from-w/2), width-margin-w)
		f.right = f.left + w
		out = append(out, f)
	}
	slices.SortStableFunc(out, func(a, b pennant) int { return cmp.Compare(a.from, b.from) })
	for i := range out {
		f := &out[i]
		f.lane = firstLane(len(out), func(lane int) bool {
			for _, o := range out[:i] {
				if o.lane == lane && f.left < o.right+labelGap && o.left < f.right+labelGap {
					return false
				}
			}
			return true
		})
	}
	return out
}

func (c Curve) draw(d *drawing, a axis, top, base, tall float64, flags []pennant) {
	points, most := c.points()
	if most == 0 {
		return
	}
	var line spots
	for _, p := range points {
		line = append(line, [2]float64{a.at(p[0]), base - tall*p[1]/most})
	}
	area := func(class string, s spots) {
		if len(s) > 1 {
			closed := append(slices.Clone(s), [2]float64{s[len(s)-1][0], base}, [2]float64{s[0][0], base})
			d.path(class, closed, true)
		}
	}
	area("a pale", line)
	number := drawable(c.Low, c.Mid, c.High) && c.Mid > 0
	if number {
		from, to := a.at(c.Low), a.right
		if c.High > 0 {
			to = a.at(c.High)
		}
		area("a mid", between(line, from, to))
	}
	d.path("as thin hollow", line, false)
	if number {
		x := a.at(c.Mid)
		d.line("as", x, height(line, x), x, base)
	}
	for _, f := range flags {
		y := top + 13 + 17*float64(f.lane)
		d.line("ks thin g", f.from, y+4, f.from, base)
		d.text("halo", "start", f.left, y, f.label)
	}
}

// between is the part of a line from one place to another.
func between(line spots, from, to float64) (out spots) {
	if len(line) == 0 || to <= from || to < line[0][0] || from > line[len(line)-1][0] {
		return nil
	}
	from, to = math.Max(from, line[0][0]), math.Min(to, line[len(line)-1][0])
	out = append(out, [2]float64{from, height(line, from)})
	for _, p := range line {
		if p[0] > from && p[0] < to {
			out = append(out, p)
		}
	}
	return append(out, [2]float64{to, height(line, to)})
}

// height is how high a line stands at x, its nearest end beyond it.
func height(line spots, x float64) float64 {
	for i, p := range line {
		if p[0] < x {
			continue
		}
		if i == 0 || p[0] == x {
			return p[1]
		}
		before := line[i-1]
		return before[1] + (p[1]-before[1])*(x-before[0])/(p[0]-before[0])
	}
	return line[len(line)-1][1]
}
