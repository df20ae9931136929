package chart

import (
	"fmt"
	"strings"
)

// Plane is a square of two shares, each from 0 to 1, with lines in it.
type Plane struct {
	Title, Desc string
	Dir         string // "ltr" or "rtl"
	X, Y        string // what the axes are
	Lines       []PlaneLine
	Diagonal    bool // draw where both are the same
}

// PlaneLine joins points in their order.
type PlaneLine struct {
	Label  string
	Points [][2]float64
	Dots   bool // draw each point as well
	Dotted bool
}

const (
	planeSide = 300
	planeLeft = 44
)

// SVG draws the lines, or returns "" where there is none.
func (c Plane) SVG() string {
	any := false
	for _, l := range c.Lines {
		any = any || len(l.Points) > 0
	}
	if !any {
		return ""
	}
	const top = 8.0
	d := &drawing{width: planeLeft + planeSide + 160, rtl: c.Dir == "rtl"}
	d.open(c.Title, c.Desc, "plane", top+planeSide+44)
	at := func(p [2]float64) (x, y float64) {
		return planeLeft + min(max(p[0], 0), 1)*planeSide, top + (1-min(max(p[1], 0), 1))*planeSide
	}
	for _, share := range []float64{0, .25, .5, .75, 1} {
		x, y := at([2]float64{share, share})
		d.line("l", planeLeft, y, planeLeft+planeSide, y)
		d.line("l", x, top, x, top+planeSide)
		label := strings.TrimPrefix(fmt.Sprint(share), "0")
		if share == 0 {
			label = "0"
		}
		d.text("q", "end", planeLeft-6, y+4, label)
		d.text("q", "middle", x, top+planeSide+18, label)
	}
	if c.Diagonal {
		d.line("d", planeLeft, top+planeSide, planeLeft+planeSide, top)
	}
	for i, l := range c.Lines {
		var points []string
		d.group(l.Label)
		for _, p := range l.Points {
			x, y := at(p)
			points = append(points, num(d.x(x))+","+num(y))
			if l.Dots {
				d.dot("a", x, y, 3.5)
			}
		}
		class := "as"
		if l.Dotted {
			class = "d"
		}
		fmt.Fprintf(&d.b, `<polyline class="%s" fill="none" points="%s"/>`, class, strings.Join(points, " "))
		d.end()
		if l.Label != "" {
			y := top + 16 + 20*float64(i)
			d.line(class, planeLeft+planeSide+12, y-4, planeLeft+planeSide+34, y-4)
			d.text("q", "start", planeLeft+planeSide+40, y, fit(l.Label, 116))
		}
	}
	d.text("q", "end", planeLeft+planeSide, top+planeSide+36, c.X)
	d.text("q", "start", planeLeft+planeSide+12, top+planeSide, c.Y)
	return d.close()
}
