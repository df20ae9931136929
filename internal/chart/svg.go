// Package chart draws the pictures of the pages as SVG: a person's timeline,
// counts as bars, who is on which lists; and of estimates, numbers with their
// limits, posteriors, the draws of chains and how often intervals hold. Every
// picture is drawn from the rows the page also prints as a table, is the same for
// the same rows, takes its colours from the style sheet by class, and runs from
// right to left where the page does.
//
// Classes: text is ink, "q" is quiet, "b" bold, "halo" rimmed with paper; "l" a
// hairline, "a" filled with the accent, "as" drawn in it, "k" and "ks" the same in
// ink, "e" filled with a grey, "d" the dotted line of what is not known, "pale" and
// "mid" how much of a colour, "thin" a thin line, "hollow" one without an area.
package chart

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// drawing collects the elements of one SVG picture. Coordinates are given
// from the side reading starts on; in a right-to-left picture they are
// mirrored here, once, so that no chart thinks of direction.
type drawing struct {
	b     strings.Builder
	width float64
	rtl   bool
}

func (d *drawing) x(x float64) float64 {
	if d.rtl {
		return d.width - x
	}
	return x
}

func (d *drawing) open(title, desc, class string, height float64) {
	fmt.Fprintf(&d.b, `<svg class="%s" viewBox="0 0 %s %s" role="img"`, class, num(d.width), num(height))
	if d.rtl {
		d.b.WriteString(` direction="rtl"`)
	}
	fmt.Fprintf(&d.b, "><title>%s</title>", escape(title))
	if desc != "" {
		fmt.Fprintf(&d.b, "<desc>%s</desc>", escape(desc))
	}
	d.b.WriteByte('\n')
}

func (d *drawing) close() string {
	d.b.WriteString("</svg>")
	return d.b.String()
}

func (d *drawing) group(title string) {
	d.b.WriteString("<g>")
	if title != "" {
		fmt.Fprintf(&d.b, "<title>%s</title>", escape(title))
	}
}

func (d *drawing) end() { d.b.WriteString("</g>\n") }

func (d *drawing) line(class string, x1, y1, x2, y2 float64) {
	fmt.Fprintf(&d.b, `<line class="%s" x1="%s" y1="%s" x2="%s" y2="%s"/>`, class, num(d.x(x1)), num(y1), num(d.x(x2)), num(y2))
}

func (d *drawing) rect(class string, x, y, w, h, opacity float64) {
	if d.rtl {
		x = d.width - x - w
	}
	fmt.Fprintf(&d.b, `<rect class="%s" x="%s" y="%s" width="%s" height="%s"`, class, num(x), num(y), num(w), num(h))
	if opacity < 1 {
		fmt.Fprintf(&d.b, ` opacity="%s"`, num(opacity))
	}
	d.b.WriteString("/>")
}

func (d *drawing) dot(class string, x, y, r float64) {
	fmt.Fprintf(&d.b, `<circle class="%s" cx="%s" cy="%s" r="%s"/>`, class, num(d.x(x)), num(y), num(r))
}

// text sets s with the anchor "start", "middle" or "end"; start is the side
// reading starts on. Words that could be drawn in another order in a picture
// of the other direction ("13 November 2017") are isolated.
func (d *drawing) text(class, anchor string, x, y float64, s string) {
	d.b.WriteString("<text")
	if class != "" {
		fmt.Fprintf(&d.b, ` class="%s"`, class)
	}
	if anchor != "start" {
		fmt.Fprintf(&d.b, ` text-anchor="%s"`, anchor)
	}
	if s != "" && (d.rtl || strings.ContainsFunc(s, rightToLeft)) {
		open := "\u2068"
		if d.rtl && strings.Contains(s, open) {
			open = "\u2067" // a sentence of the page, its parts isolated already
		}
		s = open + s + "\u2069"
	}
	fmt.Fprintf(&d.b, ` x="%s" y="%s">%s</text>`, num(d.x(x)), num(y), escape(s))
}

func rightToLeft(r rune) bool { return unicode.In(r, unicode.Arabic, unicode.Hebrew) }

// num writes a coordinate with one decimal at most.
func num(x float64) string {
	s := strconv.FormatFloat(x, 'f', 1, 64)
	s = strings.TrimSuffix(s, ".0")
	if s == "-0" {
		return "0"
	}
	return s
}

// escape makes s safe in text and in a quoted attribute, and drops what XML
// has no place for.
func escape(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '&':
			b.WriteString("&amp;")
		case r == '"':
			b.WriteString("&#34;")
		case r == '\n', r == '\t', r == '\r':
			b.WriteByte(' ')
		case r < 0x20, r == 0xfffe, r == 0xffff, r == unicode.ReplacementChar:
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// fontSize is the size of text in the pictures; the style sheet sets the same.
const fontSize = 13

// textWidth estimates how wide s is drawn, on the wide side: the server knows
// no fonts, and a gap too many is better than two words in one place.
func textWidth(s string) float64 {
	w := 0.0
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Cf, r):
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul), r >= 0x3000 && r <= 0x303f, r >= 0xff00 && r <= 0xffef:
			w += 1.02
		case unicode.IsSpace(r), strings.ContainsRune(".,:;'’|!ijlI()", r):
			w += 0.36
		case unicode.IsUpper(r), strings.ContainsRune("mwMW—–…%@", r):
			w += 0.86
		case unicode.Is(unicode.Arabic, r):
			w += 0.62
		case r > 0xffff:
			w += 1.3
		default:
			w += 0.59
		}
	}
	return w * fontSize
}

// fit shortens s to the width with an ellipsis; the table has the whole text.
func fit(s string, width float64) string {
	if textWidth(s) <= width {
		return s
	}
	runes := []rune(s)
	for n := len(runes) - 1; n > 0; n-- {
		if t := strings.TrimSpace(string(runes[:n])) + "…"; textWidth(t) <= width {
			return t
		}
	}
	return "…"
}
