package chart

import (
	"cmp"
	"slices"
	"strconv"
)

// Overlap is who is on which lists, after UpSet (Lex and others, IEEE TVCG
// 2014): one column for each combination of lists, the count above it, the
// lists marked below it.
type Overlap struct {
	Title, Desc string
	Dir         string
	Narrow      bool     // for a telephone
	Lists       []string // names, in the order drawn
	Sizes       []int    // people on each list, or Withheld
	Cells       []Cell
	Number      func(int) string // writes a count; nil writes plain digits
	Unsaid      string           // stands where a count would that is withheld
}

// Withheld in place of a count says that there are people and not how many. Such
// a combination stands after all others, and its mark is the same whatever it
// counts.
const Withheld = -1

// Cell counts the people who are on exactly the lists of On (indexes into
// Lists).
type Cell struct {
	On []int
	N  int // Withheld where it may not be shown
}

// Sorted returns the combinations with the largest first; the fewer lists
// come first among equals.
func (o Overlap) Sorted() []Cell {
	cells := slices.Clone(o.Cells)
	slices.SortStableFunc(cells, func(a, b Cell) int {
		return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(len(a.On), len(b.On)), slices.Compare(a.On, b.On))
	})
	return cells
}

func (o Overlap) say(n int) string {
	switch {
	case n == Withheld:
		return o.Unsaid
	case o.Number == nil:
		return strconv.Itoa(n)
	}
	return o.Number(n)
}

const (
	overlapRow  = 26.0
	overlapTall = 150.0
	// withheldTall is how tall the mark of a withheld count is: it says nothing.
	withheldTall = 14.0
)

// MaxOverlapColumns is how many combinations are drawn, half as many on a
// telephone; the table has all.
const MaxOverlapColumns = 16

// measures are the width of the picture, that of the names of the lists, and the
// most combinations.
func (o Overlap) measures() (width, names float64, columns int) {
	if o.Narrow {
		return narrowWidth, 132, MaxOverlapColumns / 2
	}
	return timelineWidth, 270, MaxOverlapColumns
}

// SVG draws the overlaps, or returns "" when nobody is on any list.
func (o Overlap) SVG() string {
	cells := o.Sorted()
	cells = slices.DeleteFunc(cells, func(c Cell) bool { return c.N <= 0 && c.N != Withheld || len(c.On) == 0 })
	if len(cells) == 0 {
		return ""
	}
	width, names, columns := o.measures()
	// The counts above the columns stand apart.
	widest := textWidth(o.say(cells[0].N))
	if cells[len(cells)-1].N == Withheld {
		widest = max(widest, textWidth(o.Unsaid))
	}
	columns = min(columns, max(1, int((width-margin-names)/(widest+6))))
	cells = cells[:min(len(cells), columns)]
	most := float64(max(1, cells[0].N))
	d := &drawing{width: width, rtl: o.Dir == "rtl"}
	tall := overlapTall
	if cells[0].N == Withheld {
		tall = withheldTall // no column is to be compared with another
	}
	top := tall + 24
	column := min((width-margin-names)/float64(len(cells)), 56)
	right := names + column*float64(len(cells))
	d.open(o.Title, o.Desc, "chart", top+12+overlapRow*float64(len(o.Lists))+4)
	d.line("l", names, top, right, top)
	for i, name := range o.Lists {
		y := top + 12 + overlapRow*(float64(i)+0.5)
		if i%2 == 0 {
			d.rect("tint", margin, y-overlapRow/2, right-margin, overlapRow, 1)
		}
		size := ""
		if i < len(o.Sizes) {
			size = o.say(o.Sizes[i])
		}
		room := names - margin - 24
		d.text("", "start", margin+6, y+4.5, fit(name, room-textWidth(size)))
		d.text("q", "end", names-10, y+4.5, size)
	}
	for k, c := range cells {
		o.drawColumn(d, c, names+column*(float64(k)+0.5), top, float64(c.N)/most, o.say(c.N))
	}
	return d.close()
}

func (o Overlap) drawColumn(d *drawing, c Cell, x, top, share float64, count string) {
	h := max(share*overlapTall, 1)
	d.group("")
	if c.N == Withheld {
		h = withheldTall
		d.path("as thin g", spots{{x - 9, top}, {x - 9, top - h}, {x + 9, top - h}, {x + 9, top}}, false)
	} else {
		d.rect("a", x-9, top-h, 18, h, 1)
	}
	d.text("q", "middle", x, top-h-6, count)
	y := func(i int) float64 { return top + 12 + overlapRow*(float64(i)+0.5) }
	first, last := -1, -1
	for i := range o.Lists {
		if !slices.Contains(c.On, i) {
			d.dot("l", x, y(i), 3)
			continue
		}
		if first < 0 {
			first = i
		}
		last = i
	}
	if first >= 0 && last > first {
		d.line("as", x, y(first), x, y(last))
	}
	for i := range o.Lists {
		if slices.Contains(c.On, i) {
			d.dot("a", x, y(i), 5.5)
		}
	}
	d.end()
}
