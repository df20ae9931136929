package i18n

import "strings"

// The marks of direction in plain text (UAX 9, 2.): what they open reaches to
// what closes it, or else beyond the words it stands in.
const (
	lre, rle, pdf, lro, rlo = '\u202a', '\u202b', '\u202c', '\u202d', '\u202e'
	lri, rli, fsi, pdi      = '\u2066', '\u2067', '\u2068', '\u2069'
)

// Settle returns s without the marks of direction that would turn around what
// stands beside it: those that open or close nothing within s, and the
// overrides, which set words backwards and serve only to deceive. Marks that
// belong together stay.
func Settle(s string) string {
	if !strings.ContainsFunc(s, isMark) {
		return s
	}
	type opened struct {
		at   int
		mark rune
	}
	var open []opened
	drop := map[int]bool{}
	for at, r := range s {
		switch r {
		case lre, rle, lro, rlo, lri, rli, fsi:
			open = append(open, opened{at, r})
		case pdf:
			n := len(open)
			if n == 0 || open[n-1].mark >= lri {
				drop[at] = true
				continue
			}
			if m := open[n-1]; m.mark == lro || m.mark == rlo {
				drop[m.at], drop[at] = true, true
			}
			open = open[:n-1]
		case pdi:
			n := len(open) - 1
			for n >= 0 && open[n].mark < lri {
				n--
			}
			if n < 0 {
				drop[at] = true
				continue
			}
			for _, m := range open[n+1:] {
				drop[m.at] = true // it closes what was left open inside
			}
			open = open[:n]
		}
	}
	for _, m := range open {
		drop[m.at] = true
	}
	var b strings.Builder
	for at, r := range s {
		if !drop[at] {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func isMark(r rune) bool { return r >= lre && r <= rlo || r >= lri && r <= pdi }
