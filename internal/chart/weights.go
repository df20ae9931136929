package chart

import (
	"math"
	"strconv"
)

// Weights are numbers for and against, each a bar from a line at nought: to the
// side reading goes to where it is above, to the other where below. Where they
// are Running each bar begins where the last one ended, and one more shows the
// sum.
type Weights struct {
	Title, Desc string
	Dir         string // "ltr" or "rtl"
	Rows        []Weight
	Running     bool
	Sum         string // label of the sum
}

// Weight is one bar. Group is written above the first of those that share it.
type Weight struct {
	Group, Label string
	Value        float64
}

const (
	weightsWidth  = 640
	weightsLabels = 250
	weightsNumber = 56
	weightsRow    = 22
)

// SVG draws the bars, or returns "" where there is none.
func (c Weights) SVG() string {
	rows := make([]Weight, 0, len(c.Rows)+1)
	low, high, sum := 0.0, 0.0, 0.0
	for _, r := range c.Rows {
		if math.IsNaN(r.Value) || math.IsInf(r.Value, 0) {
			continue
		}
		rows = append(rows, r)
		if sum += r.Value; !c.Running {
			sum = r.Value
		}
		low, high = min(low, sum), max(high, sum)
	}
	if len(rows) == 0 {
		return ""
	}
	if c.Running {
		rows = append(rows, Weight{Label: c.Sum, Value: sum})
	}
	span := max(high-low, 1)
	left, right := float64(weightsLabels+weightsNumber), float64(weightsWidth-weightsNumber)
	at := func(v float64) float64 { return left + (v-low)/span*(right-left) }
	heads, group := 0, ""
	for _, r := range rows {
		if r.Group != group {
			heads, group = heads+1, r.Group
		}
	}
	height := float64(weightsRow*(len(rows)+heads) + 8)
	d := &drawing{width: weightsWidth, rtl: c.Dir == "rtl"}
	d.open(c.Title, c.Desc, "weights", height)
	d.line("l", at(0), 0, at(0), height)
	y, from := 4.0, 0.0
	group = ""
	for i, r := range rows {
		if r.Group != group {
			group = r.Group
			d.text("", "start", 0, y+15, fit(group, weightsLabels))
			y += weightsRow
		}
		start, end := 0.0, r.Value
		if c.Running && i < len(rows)-1 {
			start, end = from, from+r.Value
			from = end
		}
		number := strconv.FormatFloat(math.Round(10*r.Value)/10+0, 'f', 1, 64) // no -0.0
		d.group(r.Label + ": " + number)
		d.text("q", "start", 12, y+15, fit(r.Label, weightsLabels-12))
		class := "a"
		if r.Value < 0 {
			class = "n"
		}
		d.rect(class, at(min(start, end)), y+4, max(at(max(start, end))-at(min(start, end)), 1), weightsRow-8, 1)
		if r.Value < 0 {
			d.text("q", "end", at(min(start, end))-4, y+15, number)
		} else {
			d.text("q", "start", at(max(start, end))+4, y+15, number)
		}
		d.end()
		y += weightsRow
	}
	return d.close()
}
