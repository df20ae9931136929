package chart

import (
	"math"
	"slices"
)

// Traces are what each chain of a sampler drew, in the order it drew, all on the
// same axes: chains that have come to one number wander over the same heights.
type Traces struct {
	Frame
	Chains [][]float64
	Label  func(chain int) string // from 0
}

// MaxChains is how many chains are drawn; the table has all.
const MaxChains = 16

const (
	chainNumbers = 58.0 // room for the numbers beside the first column
	chainGap     = 14.0
	chainHead    = 20.0
)

// grid places small pictures in rows.
type grid struct {
	f            Frame
	n, columns   int
	left         float64
	w, h, bottom float64
}

func (f Frame) grid(n int, left, h float64) grid {
	g := grid{f: f, n: min(n, MaxChains), columns: int(f.pick(4, 2)), left: left, h: h}
	g.w = (f.width() - left - margin - chainGap*float64(g.columns-1)) / float64(g.columns)
	rows := (g.n + g.columns - 1) / g.columns
	g.bottom = float64(rows) * (chainHead + h + 8)
	return g
}

// place is the upper corner of the i-th picture.
func (g grid) place(i int) (x, y float64) {
	return g.left + float64(i%g.columns)*(g.w+chainGap), chainHead + float64(i/g.columns)*(chainHead+g.h+8)
}

func (f Frame) named(d *drawing, label func(int) string, i int, x, y, room float64) {
	if label != nil {
		d.text("q", "start", x, y-6, fit(label(i), room))
	}
}

// SVG draws the traces, or returns "" where nothing was drawn by chance.
func (c Traces) SVG() string {
	low, high := math.Inf(1), math.Inf(-1)
	var chains [][]float64
	for _, xs := range c.Chains {
		xs = slices.DeleteFunc(slices.Clone(xs), func(v float64) bool { return !drawable(v) })
		chains = append(chains, xs)
		for _, v := range xs {
			low, high = math.Min(low, v), math.Max(high, v)
		}
	}
	if math.IsInf(low, 0) {
		return ""
	}
	g := c.grid(len(chains), chainNumbers, 68)
	y := newAxis(low, high, 0, g.h)
	d := c.begin(g.bottom)
	for i, xs := range chains[:g.n] {
		left, top := g.place(i)
		d.group("")
		c.named(d, c.Label, i, left, top, g.w)
		for _, v := range levels(y, g.h) {
			at := top + g.h - y.at(v)
			d.line("l", left, at, left+g.w, at)
			if i%g.columns == 0 {
				d.text("q", "end", left-8, at+4.5, fit(c.number(v), chainNumbers-8))
			}
		}
		d.path("trace", trace(xs, left, g.w, func(v float64) float64 { return top + g.h - y.at(v) }), false)
		d.end()
	}
	return d.close()
}

// levels are two or three round numbers of an axis that stands upright.
func levels(a axis, tall float64) (out []float64) {
	span := a.hi - a.lo
	size := math.Pow(10, math.Floor(math.Log10(span/2)))
	for _, step := range []float64{size, 2 * size, 5 * size, 10 * size} {
		out = nil
		for i := math.Ceil(a.lo / step); i*step <= a.hi; i++ {
			out = append(out, i*step)
		}
		if len(out) <= max(2, int(tall/24)) {
			break
		}
	}
	return out
}

// trace is a line through draws: where several fall on one place it runs from the
// least to the most of them, so that the line shows all they reached.
func trace(xs []float64, left, width float64, at func(float64) float64) (out spots) {
	columns := int(width)
	if len(xs) <= 2*columns {
		for i, v := range xs {
			share := 0.5
			if len(xs) > 1 {
				share = float64(i) / float64(len(xs)-1)
			}
			out = append(out, [2]float64{left + share*width, at(v)})
		}
		return out
	}
	for k := range columns {
		part := xs[k*len(xs)/columns : (k+1)*len(xs)/columns]
		lo, hi := at(slices.Min(part)), at(slices.Max(part))
		if k%2 == 1 {
			lo, hi = hi, lo
		}
		x := left + (float64(k)+0.5)*width/float64(columns)
		out = append(out, [2]float64{x, lo}, [2]float64{x, hi})
	}
	return out
}

// Ranks are how many draws of each chain fall into each part of the ranks of all
// draws (Vehtari and others 2021): level where all chains explored the same numbers.
type Ranks struct {
	Frame
	Bins  [][]float64
	Label func(chain int) string
}

// SVG draws the ranks, or returns "" where there are none.
func (c Ranks) SVG() string {
	most, sum, bins := 0.0, 0.0, 0
	var chains [][]float64
	for _, xs := range c.Bins {
		xs = slices.Clone(xs)
		for i, v := range xs {
			if !drawable(v) || v < 0 {
				xs[i] = 0
			}
			most, sum, bins = math.Max(most, xs[i]), sum+xs[i], bins+1
		}
		chains = append(chains, xs)
	}
	if most == 0 {
		return ""
	}
	level := sum / float64(bins) // were they all level
	most = math.Max(most, 1.6*level)
	g := c.grid(len(chains), margin, 52)
	d := c.begin(g.bottom)
	for i, xs := range chains[:g.n] {
		left, top := g.place(i)
		d.group("")
		c.named(d, c.Label, i, left, top, g.w)
		base := top + g.h
		for b, v := range xs {
			w := g.w / float64(len(xs))
			h := v / most * g.h
			d.rect("e", left+float64(b)*w+0.5, base-h, math.Max(w-1, 0.4), h, 1)
		}
		d.line("as thin", left, base-level/most*g.h, left+g.w, base-level/most*g.h)
		d.line("l", left, base, left+g.w, base)
		d.end()
	}
	return d.close()
}
