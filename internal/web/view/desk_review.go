package view

import (
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/habeas-record/habeas"
)

// ReviewPage is a report with what it says beside its text.
type ReviewPage struct {
	ID       habeas.ID
	Here     string // path of the page, with the text version it shows
	AddTo    string // path that takes missed claims of that version
	Title    string
	Facts    []string // language, letters, how much is decided …
	Source   Voice
	Notices  []string // the desk's own sentences, in English
	Text     TextShown
	Texts    []TextLink
	Original Original
	Entries  []Proposal
	Missed   []MissedSentence
	Add      AddForm
	Edit     *EditForm // of the entry that is open
	Undo     *Proposal // decided a moment ago
	Tensions []DeskTension
	Voices   []Voice
	Assign   AssignForm
	Faults   Faults
	Decided  int // of the whole text
	Total    int
	Pages    Pages // the parts of a long text
}

// TextShown is the text version under review.
type TextShown struct {
	ID         habeas.ID
	Lang, Dir  string
	OCR        bool
	Unverified bool
	Note       string
	Paragraphs []Paragraph
}

// TextLink leads to another text version.
type TextLink struct {
	URL  templ.SafeURL
	Text string
	Here bool
}

// Original is the door to the bytes of the report; what a browser can show
// safely is shown beside the text.
type Original struct {
	URL    templ.SafeURL // "" where the actor may not open it
	Inline templ.SafeURL // of what can be shown in place
	Show   string        // image, audio, video or ""
	Name   string
}

// Voice is a source as the review page shows it.
type Voice struct {
	ID         habeas.ID
	Name       string
	Label      string // how it is described outside, where that differs
	Kind       string
	Protection string
	Consent    string
	Protected  bool
	Identifies string // what in the text could tell who it is
	URL        templ.SafeURL
	Claims     int
}

// Proposal is one claim on the review page, decided or not.
type Proposal struct {
	ID       habeas.ID
	Seen     int // steps of its history when the page was made
	Done     bool
	No       bool
	Open     bool // offers the decisions: undecided, or two people decided at once
	State    string
	Kind     string
	Rule     string
	Heading  string
	About    Link
	Quote    Quote
	Clip     templ.SafeURL
	Marks    string
	Details  []string
	When     When
	Hedge    string
	Source   habeas.ID
	Name     string // of the source
	Sources  []Option
	Protect  bool
	Private  string // access, where it is not public
	Choice   string // decision kept from a form that came back
	Reason   string
	Faults   Faults
	CanUndo  bool
	Tensions int
	Edit     templ.SafeURL
	Split    templ.SafeURL
	History  templ.SafeURL
	Editing  bool
}

// Anchor is the id of the proposal on the page.
func (v Proposal) Anchor() string { return "p-" + string(v.ID) }

func (v Proposal) name(field string) string { return field + "." + string(v.ID) }

// MissedSentence is a sentence no claim rests on.
type MissedSentence struct {
	N          int
	Start, End int
	Text       string
	Lang, Dir  string
	Mark       string
	More       templ.SafeURL
}

// AddForm adds a claim the proposals did not have.
type AddForm struct {
	Text    habeas.ID
	Values  map[string]string
	Sources []Option
	Exact   string
	Open    bool
	Faults  Faults
}

// EditForm is the form of the entry that is open for editing.
type EditForm struct {
	Claim  habeas.ID
	Seen   int
	Back   string
	Fields ClaimForm
}

// AssignForm says who reviews a report.
type AssignForm struct {
	Version          int
	Assigned, Second string // ids
	Names            [2]string
	People           []Option
}

// RejectReasons are the usual reasons for rejecting a proposal, in the words
// that are kept.
var RejectReasons = []string{"the text does not say so", "not a claim", "said already", "wrong words marked"}

// SlotLines are the parts of a claim its heading does not say.
func SlotLines(p Page, c habeas.Claim) []string {
	prop, _ := habeas.PropertyOf(c.Property)
	var out []string
	if !prop.Event() {
		for _, role := range Roles(prop, nil) {
			if v := c.Slots[role]; v != "" && v != c.Value {
				out = append(out, slotWord(p, role)+": "+v)
			}
		}
	}
	if q := c.Quantity; q != nil && (q.Min != nil || q.Max != nil) {
		bare := *q
		bare.Words = ""
		line := QuantityText(p, bare)
		if q.Words != "" {
			line = strings.TrimSpace(p.T("quantity.words", "words", q.Words) + " = " + line)
		}
		out = append(out, line)
	}
	return out
}

// choiceWord is the catalog's word for a decision of a whole page.
func choiceWord(choice string) string {
	switch choice {
	case "":
		return "later"
	case "unsure":
		return "not-sure"
	}
	return choice
}

// dotted joins what there is with middle dots.
func dotted(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " · ")
}
