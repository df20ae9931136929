package chart

import "strconv"

// Columns are counts side by side, as of a histogram.
type Columns struct {
	Title, Desc string
	Dir         string // "ltr" or "rtl"
	Labels      []string
	Counts      []int
	X           string // what the labels count
}

const (
	columnsWidth  = 640
	columnsHeight = 160
)

// SVG draws the columns, or returns "" where nothing is counted. The highest is
// labelled with its count, the table has all.
func (c Columns) SVG() string {
	most, highest := 0, 0
	for i, n := range c.Counts {
		if n > most {
			most, highest = n, i
		}
	}
	if most == 0 {
		return ""
	}
	d := &drawing{width: columnsWidth, rtl: c.Dir == "rtl"}
	d.open(c.Title, c.Desc, "columns", columnsHeight+60)
	wide := float64(columnsWidth) / float64(len(c.Counts))
	d.line("l", 0, columnsHeight+20, columnsWidth, columnsHeight+20)
	free := 0.0 // where the next label may begin
	for i, n := range c.Counts {
		x := float64(i) * wide
		if n > 0 {
			h := max(float64(n)/float64(most)*columnsHeight, 1)
			d.group(c.Labels[i] + ": " + strconv.Itoa(n))
			d.rect("a", x+wide*.08, columnsHeight+20-h, wide*.84, h, 1)
			d.end()
		}
		if half := textWidth(c.Labels[i]) / 2; x+wide/2-half >= free && x+wide/2+half <= columnsWidth {
			d.text("q", "middle", x+wide/2, columnsHeight+36, c.Labels[i])
			free = x + wide/2 + half + 12
		}
	}
	x, anchor := (float64(highest)+.5)*wide, "middle"
	switch half := textWidth(strconv.Itoa(most)) / 2; {
	case x < half:
		x, anchor = 0, "start"
	case x > columnsWidth-half:
		x, anchor = columnsWidth, "end"
	}
	d.text("", anchor, x, 14, strconv.Itoa(most))
	d.text("q", "end", columnsWidth, columnsHeight+54, c.X)
	return d.close()
}
