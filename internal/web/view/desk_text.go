package view

import (
	"slices"
	"strconv"
	"strings"
)

// Mark is a stretch of a text that a claim quotes, in runes.
type Mark struct {
	Start, End int
	Href       string // of the claim
	Done       bool   // decided
	No         bool   // rejected
}

// Sentence is a stretch of a text, in runes; Open says that no claim quotes it.
type Sentence struct {
	Start, End int
	Open       bool
}

// Paragraph is one line of a text as the review page shows it.
type Paragraph struct {
	Start    int // rune the line begins at
	Segments []Segment
}

// Segment is a stretch of a paragraph under the same marks. Overlapping marks
// share segments, so that nothing nests.
type Segment struct {
	Text     string
	ID       string // of the element, where marks cover it or the sentence is open
	Href     string // of the shortest mark over it, "" where it is blank
	Class    string // "" while a mark over it is undecided, else "done" or "no"
	Marked   bool
	Open     bool
	Sentence int // number of the sentence that begins here, 0 for none
}

// Paragraphs cuts a text into lines and those into segments, so that the text
// can be shown letter for letter with its marks and numbered sentences. Lines
// of blanks are left out.
func Paragraphs(body string, marks []Mark, sentences []Sentence) []Paragraph {
	runes := []rune(body)
	var out []Paragraph
	for start := 0; start < len(runes); {
		end := start
		for end < len(runes) && runes[end] != '\n' {
			end++
		}
		if strings.TrimSpace(string(runes[start:end])) != "" {
			out = append(out, paragraph(runes, start, end, marks, sentences))
		}
		start = end + 1
	}
	return out
}

func paragraph(runes []rune, start, end int, marks []Mark, sentences []Sentence) Paragraph {
	cuts := []int{start, end}
	cut := func(at int) {
		if at > start && at < end {
			cuts = append(cuts, at)
		}
	}
	var here []Mark
	for _, m := range marks {
		if m.Start < end && m.End > start {
			here = append(here, m)
			cut(m.Start)
			cut(m.End)
		}
	}
	for _, s := range sentences {
		cut(s.Start)
		cut(s.End)
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	p := Paragraph{Start: start}
	for i, from := range cuts[:len(cuts)-1] {
		p.Segments = append(p.Segments, segment(runes, from, cuts[i+1], here, sentences))
	}
	return p
}

func segment(runes []rune, from, till int, marks []Mark, sentences []Sentence) Segment {
	s := Segment{Text: string(runes[from:till]), Class: "no"}
	shortest := 0
	for _, m := range marks {
		if m.Start >= till || m.End <= from {
			continue
		}
		if n := m.End - m.Start; !s.Marked || n < shortest {
			s.Href, shortest = m.Href, n
		}
		s.Marked = true
		switch {
		case !m.Done:
			s.Class = ""
		case !m.No && s.Class == "no":
			s.Class = "done"
		}
	}
	for i, x := range sentences {
		if x.Start == from {
			s.Sentence = i + 1
		}
		s.Open = s.Open || x.Open && x.Start <= from && till <= x.End
	}
	if s.Marked || s.Open {
		s.ID = segmentID(from)
	}
	if strings.TrimSpace(s.Text) == "" {
		s.Href = "" // the blank between two marks is nothing to follow
	}
	return s
}

// MarkIDs are the ids of the segments that a mark or an open sentence over the
// runes [start, end) is shown in.
func MarkIDs(ps []Paragraph, start, end int) string {
	var ids []string
	for _, p := range ps {
		at := p.Start
		for _, s := range p.Segments {
			n := len([]rune(s.Text))
			if s.ID != "" && at < end && at+n > start {
				ids = append(ids, s.ID)
			}
			at += n
		}
	}
	return strings.Join(ids, " ")
}

func segmentID(start int) string { return "w" + strconv.Itoa(start) }
