package habeas

import (
	"time"
	"unicode/utf8"
)

// Report is something captured whole: an article, a testimony, a letter, a
// file. Its bytes lie in the evidence store under SHA256 and are never altered.
type Report struct {
	ID        ID
	Title     string
	Kind      string // text, html, pdf, image, mail, audio, video, note
	SHA256    string // hex; of the bytes as they came
	Size      int64
	MediaType string // as found in the bytes
	FileName  string
	Source    ID     // the outlet, office or person that made it
	Published string // EDTF, "" when not known
	Inferred  bool   // Published was worked out, not printed
	Credits   []Credit
	Circle    string `json:",omitempty"` // the group of accounts a sealed one is open to
	Access    Access // public: its maker published it, so anybody can read it elsewhere
	Assigned  ID     // the documenter who reviews it
	Second    ID     // the second reviewer, where one is asked for
	Warnings  []string
	By        ID
	Captured  time.Time // date only
	Version   int
}

// Credit is one person's or body's part in how a report came to be; credits
// are the last hops of every claim's chain.
type Credit struct {
	Name string `json:"name"`
	Role string `json:"role"` // reporter, service, translator, editor, photographer, publisher
}

// Roles of a hop, in the order a claim usually passes through them.
var HopRoles = []string{"witness", "interviewer", "reporter", "service", "translator", "editor", "publisher", "photographer", "capture"}

// Hop is one step of the way from the voice to us.
type Hop struct {
	Name   string `json:"name,omitempty"`
	Source ID     `json:"source,omitempty"` // where the agent is a source of the record
	Role   string `json:"role"`
	From   string `json:"from,omitempty"` // language translated from
	To     string `json:"to,omitempty"`
}

// Text is one text version of a report: what one extractor read out of its
// bytes. It never changes; a better reading is a further version.
type Text struct {
	ID         ID
	Report     ID
	N          int // 1 for the first version
	Extractor  string
	Lang       string // BCP 47
	Dir        string // "ltr" or "rtl"
	Body       string
	OCR        bool // read from a picture by machine
	Unverified bool // order or letters of the text layer are not to be trusted
	Note       string
	Pages      []int `json:",omitempty"` // rune offset at which each page starts
	Cues       []Cue `json:",omitempty"` // for transcripts
}

// Cue is a stretch of a transcript and the clip of the recording it came from.
type Cue struct {
	Start, End         time.Duration
	RuneStart, RuneEnd int
}

// Quote anchors a claim in what was captured. Offsets count from 0, the end is
// exclusive; runes and bytes differ after the first letter outside ASCII, so
// both are kept (W3C TextQuoteSelector and TextPositionSelector).
type Quote struct {
	Text      ID     `json:"text,omitempty"`
	Start     int    `json:"start"`
	End       int    `json:"end"`
	ByteStart int    `json:"byteStart"`
	ByteEnd   int    `json:"byteEnd"`
	Exact     string `json:"exact"`
	Prefix    string `json:"prefix,omitempty"`
	Suffix    string `json:"suffix,omitempty"`
	Lang      string `json:"lang,omitempty"`
	Dir       string `json:"dir,omitempty"`

	// The other places a quote can stand in.
	Cell string        `json:"cell,omitempty"` // column of the list row that is the subject
	Page int           `json:"page,omitempty"` // 1 for the first page
	Clip time.Duration `json:"clip,omitempty"` // start of the clip in the recording
	Till time.Duration `json:"till,omitempty"` // end of the clip
}

// Holds reports whether the quote stands in the text where it says, counted in
// runes and in bytes.
func (t Text) Holds(q Quote) bool {
	if q.ByteStart < 0 || q.ByteStart > q.ByteEnd || q.ByteEnd > len(t.Body) || t.Body[q.ByteStart:q.ByteEnd] != q.Exact {
		return false
	}
	start := utf8.RuneCountInString(t.Body[:q.ByteStart])
	return q.Start == start && q.End == start+utf8.RuneCountInString(q.Exact)
}

// ContextRunes is how much text before and after a quote is kept to find it
// again in another text version.
const ContextRunes = 24

// Anchor makes the quote of runes [start, end) of t.
func (t Text) Anchor(start, end int) (Quote, error) {
	from, to, n := -1, -1, 0
	for at := range t.Body {
		if n == start {
			from = at
		}
		if n == end {
			to = at
			break
		}
		n++
	}
	if n == end && to < 0 {
		to = len(t.Body)
	}
	if from < 0 || to < 0 || start >= end {
		return Quote{}, Invalid("mark some words of the text", "a quote from %d to %d does not lie in a text of %d letters", start, end, utf8.RuneCountInString(t.Body))
	}
	return t.AnchorAt(start, from, to), nil
}

// AnchorAt makes the quote of bytes [from, to) of t, which begin at rune start:
// whoever knows all three need not count through a long text for each quote.
func (t Text) AnchorAt(start, from, to int) Quote {
	exact := t.Body[from:to]
	end := start + utf8.RuneCountInString(exact)
	before, after := from, to
	for n := 0; n < ContextRunes && before > 0; n++ {
		_, size := utf8.DecodeLastRuneInString(t.Body[:before])
		before -= size
	}
	for n := 0; n < ContextRunes && after < len(t.Body); n++ {
		_, size := utf8.DecodeRuneInString(t.Body[after:])
		after += size
	}
	q := Quote{Text: t.ID, Start: start, End: end, ByteStart: from, ByteEnd: to, Lang: t.Lang, Dir: t.Dir,
		Exact: exact, Prefix: t.Body[before:from], Suffix: t.Body[to:after]}
	for i, p := range t.Pages {
		if p <= start {
			q.Page = i + 1
		}
	}
	for _, c := range t.Cues {
		if c.RuneStart < end && c.RuneEnd > start {
			if q.Till == 0 {
				q.Clip = c.Start
			}
			q.Till = c.End
		}
	}
	return q
}

// Hops are the report's credits as the beginning of a claim's chain.
func (r Report) Hops() []Hop {
	var hops []Hop
	for _, c := range r.Credits {
		hops = append(hops, Hop{Name: c.Name, Role: c.Role})
	}
	return hops
}
