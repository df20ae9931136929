package view

import (
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"
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
	Start    int // rune it begins at
	Text     string
	ID       string // of the element, where marks cover it or the sentence is open
	Href     string // of the shortest mark over it, "" where it is blank
	Class    string // "" while a mark over it is undecided, else "done" or "no"
	Marked   bool
	Open     bool
	Sentence int // number of the sentence that begins here, 0 for none
}

// Parts are the runes at which the parts of a text begin, each shown on a page of
// its own: some seven pages of print, up to the end of a line, or as many
// sentences, of which the runes they begin at are given. Every sentence may bring
// forms with it, and a page of thousands of them opens on no old machine.
func Parts(body string, sentences []int) []int {
	starts := []int{0}
	at, from, said := 0, 0, 0
	cut := func() { starts, from, said = append(starts, at), at, 0 }
	for _, r := range body {
		for len(sentences) > 0 && sentences[0] <= at {
			if sentences = sentences[1:]; said == partSentences {
				cut()
			}
			said++
		}
		at++
		if n := at - from; n >= partRunes && r == '\n' || n >= 2*partRunes {
			cut()
		}
	}
	if len(starts) > 1 && from == at {
		starts = starts[:len(starts)-1]
	}
	return starts
}

const (
	partRunes     = 20_000
	partSentences = 200
)

// Paragraphs cuts runes [from, till) of a text into lines and those into
// segments, so that the text can be shown letter for letter with its marks and
// numbered sentences. Lines of blanks are left out. The sentences are in order.
func Paragraphs(body string, from, till int, marks []Mark, sentences []Sentence) []Paragraph {
	runes := []rune(body)
	till = min(till, len(runes))
	over := newOverlay(marks, sentences)
	var out []Paragraph
	for start := from; start < till; {
		end := start
		for end < till && runes[end] != '\n' {
			end++
		}
		if strings.TrimSpace(string(runes[start:end])) != "" {
			out = append(out, over.paragraph(runes, start, end))
		}
		start = end + 1
	}
	return out
}

// overlay is what lies over a text, in its order, so that each stretch looks at
// what lies over it alone.
type overlay struct {
	marks     []Mark // by where they begin; of one place, as they came
	reach     []int  // how far the marks up to here go
	order     []int  // where each mark came
	sentences []Sentence
}

func newOverlay(marks []Mark, sentences []Sentence) *overlay {
	o := &overlay{sentences: sentences, order: make([]int, len(marks))}
	for i := range marks {
		o.order[i] = i
	}
	slices.SortStableFunc(o.order, func(a, b int) int { return marks[a].Start - marks[b].Start })
	far := 0
	for _, i := range o.order {
		far = max(far, marks[i].End)
		o.marks, o.reach = append(o.marks, marks[i]), append(o.reach, far)
	}
	return o
}

// over are the indexes of the marks over [from, till), in their order.
func (o *overlay) over(from, till int) []int {
	last := sort.Search(len(o.marks), func(i int) bool { return o.marks[i].Start >= till })
	first := last
	for first > 0 && o.reach[first-1] > from {
		first--
	}
	var out []int
	for i := first; i < last; i++ {
		if o.marks[i].End > from {
			out = append(out, i)
		}
	}
	return out
}

// near is the range of the sentences that touch [from, till].
func (o *overlay) near(from, till int) (first, last int) {
	first = sort.Search(len(o.sentences), func(i int) bool { return o.sentences[i].End >= from })
	last = sort.Search(len(o.sentences), func(i int) bool { return o.sentences[i].Start > till })
	return first, max(first, last)
}

func (o *overlay) paragraph(runes []rune, start, end int) Paragraph {
	cuts := []int{start, end}
	cut := func(at int) {
		if at > start && at < end {
			cuts = append(cuts, at)
		}
	}
	for _, i := range o.over(start, end) {
		cut(o.marks[i].Start)
		cut(o.marks[i].End)
	}
	first, last := o.near(start, end)
	for _, s := range o.sentences[first:last] {
		cut(s.Start)
		cut(s.End)
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	p := Paragraph{Start: start}
	for i, from := range cuts[:len(cuts)-1] {
		p.Segments = append(p.Segments, o.segment(runes, from, cuts[i+1]))
	}
	return p
}

func (o *overlay) segment(runes []rune, from, till int) Segment {
	s := Segment{Start: from, Text: string(runes[from:till]), Class: "no"}
	shortest, came := 0, 0
	for _, i := range o.over(from, till) {
		m := o.marks[i]
		if n := m.End - m.Start; !s.Marked || n < shortest || n == shortest && o.order[i] < came {
			s.Href, shortest, came = m.Href, n, o.order[i]
		}
		s.Marked = true
		switch {
		case !m.Done:
			s.Class = ""
		case !m.No && s.Class == "no":
			s.Class = "done"
		}
	}
	first, last := o.near(from, till)
	for i := first; i < last; i++ {
		x := o.sentences[i]
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
	p := sort.Search(len(ps), func(i int) bool { return ps[i].Start > start })
	for p = max(0, p-1); p < len(ps) && ps[p].Start < end; p++ {
		segments := ps[p].Segments
		i := sort.Search(len(segments), func(i int) bool { return segments[i].Start > start })
		for i = max(0, i-1); i < len(segments) && segments[i].Start < end; i++ {
			if s := segments[i]; s.ID != "" && s.Start+utf8.RuneCountInString(s.Text) > start {
				ids = append(ids, s.ID)
			}
		}
	}
	return strings.Join(ids, " ")
}

func segmentID(start int) string { return "w" + strconv.Itoa(start) }
