package chart

import "math"

// Bar draws the one bar of a row of counts: the share of the longest, from 0
// to 1, in a box of 100 by 10 that the style sheet stretches. The row's label
// and count stand beside it as text, so the table is the picture.
func Bar(share float64, dir string) string {
	if math.IsNaN(share) {
		share = 0
	}
	share = min(max(share, 0), 1)
	d := &drawing{width: 100, rtl: dir == "rtl"}
	d.b.WriteString(`<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">`)
	if share > 0 {
		d.rect("a", 0, 0, max(share*100, 0.6), 10, 1)
	}
	return d.close()
}

// Count is one row of counts: documented people of a month, a list, a grade.
type Count struct {
	Label string
	Href  string
	N     int
}

// Bars returns a bar for each row, all against the largest.
func Bars(rows []Count, dir string) []string {
	most := 0
	for _, r := range rows {
		most = max(most, r.N)
	}
	bars := make([]string, len(rows))
	for i, r := range rows {
		share := 0.0
		if most > 0 {
			share = float64(r.N) / float64(most)
		}
		bars[i] = Bar(share, dir)
	}
	return bars
}
