package habeas

import "strings"

// SubmissionState is where something sent to the desk is on its way.
type SubmissionState string

// The states of a submission.
const (
	SubmissionWaiting   SubmissionState = "waiting"   // the desk has to do something about it
	SubmissionAnswered  SubmissionState = "answered"  // the desk waits for whoever sent it
	SubmissionCaptured  SubmissionState = "captured"  // its words are a report of the record
	SubmissionClosed    SubmissionState = "closed"    // the desk does nothing with it, and its words are gone
	SubmissionWithdrawn SubmissionState = "withdrawn" // taken back by whoever sent it: its words are gone
)

// SubmissionStates lists them in the order the desk is offered them.
var SubmissionStates = []SubmissionState{SubmissionWaiting, SubmissionAnswered, SubmissionCaptured, SubmissionClosed, SubmissionWithdrawn}

// ClosingReason is why the desk does nothing with a submission.
type ClosingReason string

// The reasons.
const (
	ClosedJunk      ClosingReason = "junk"
	ClosedElsewhere ClosingReason = "elsewhere" // not what this record is for
	ClosedKnown     ClosingReason = "known"     // sent before
	ClosedSafety    ClosingReason = "safety"    // keeping it would endanger somebody
)

// ClosingReasons lists them in the order the desk is offered them.
var ClosingReasons = []ClosingReason{ClosedJunk, ClosedElsewhere, ClosedKnown, ClosedSafety}

// Bounds of what is typed, in letters, and of files.
const (
	MaxTestimony = 20_000
	MaxReply     = 4_000
	MaxFiles     = 4 // in one form
)

// Submission is something sent to the desk, as far as lists of them need it. Its
// words are apart, in SubmissionContent, and who sent it is sealed there.
type Submission struct {
	ID       ID
	State    SubmissionState
	Day      string        // YYYY-MM-DD it came; the time is not kept
	Lang     string        // of the page it was written on, which is the language to answer in
	Assigned ID            `json:",omitempty"` // who deals with it
	Due      string        `json:",omitempty"` // YYYY-MM-DD by which somebody should have
	Code     string        `json:",omitempty"` // hash of the code whoever sent it keeps; "" where they keep nothing
	Until    string        `json:",omitempty"` // last day on which the code opens anything
	Into     string        `json:",omitempty"` // language that a translation is asked for in
	Why      ClosingReason `json:",omitempty"`
	News     bool          `json:",omitempty"` // something was added since somebody of the desk read it
	// Challenge says which claim it challenges, nil for testimony.
	Challenge *Challenge `json:",omitempty"`
	// What the store knows its content by.
	Pieces  int
	Sum     string
	Version int
}

// Item returns what Authorise needs to know of a submission: it is sealed to
// whoever deals with it, and to those who read what is sealed.
func (s Submission) Item() Item { return Item{Access: AccessSealed, Handlers: []ID{s.Assigned}} }

// Gone reports whether its words were erased.
func (s Submission) Gone() bool {
	return s.State == SubmissionClosed || s.State == SubmissionWithdrawn
}

// SubmissionContent is what was sent, and what was said since.
type SubmissionContent struct {
	Text    string            `json:",omitempty"` // as it came; gone once it is a report
	Files   []SubmittedFile   `json:",omitempty"`
	Box     string            `json:",omitempty"` // who sent it, sealed to custodians; see internal/protect/seal
	Said    []SubmissionWords `json:",omitempty"`
	Reports []ID              `json:",omitempty"` // made of it
	Source  ID                `json:",omitempty"` // of those reports, which has the box then
	Note    string            `json:",omitempty"` // for the desk only
}

// SubmittedFile is a file that came with it. What is kept are its bytes sealed
// under a key that stands here alone, so that erasing this erases the file.
type SubmittedFile struct {
	Name   string
	Size   int64
	SHA256 string // of the sealed bytes
	Key    string
}

// WordsKind says whose words are in a submission beside the first ones.
type WordsKind string

// The kinds of words.
const (
	WordsAdded       WordsKind = "added"       // by whoever sent it
	WordsReply       WordsKind = "reply"       // of the desk, to whoever sent it
	WordsTranslation WordsKind = "translation" // made by the desk
)

// SubmissionWords is something said after the first words.
type SubmissionWords struct {
	Kind WordsKind
	Day  string
	By   ID     `json:",omitempty"` // of the desk; "" for whoever sent it
	Lang string `json:",omitempty"`
	Text string
}

// Replies are what the code opens: the desk's answers, and nothing that was sent.
func (c SubmissionContent) Replies() []SubmissionWords {
	var out []SubmissionWords
	for _, w := range c.Said {
		if w.Kind == WordsReply {
			out = append(out, w)
		}
	}
	return out
}

// Left is what stays of the content in a state: all of it while there is
// something to do, of what was closed the replies, of what was taken back nothing.
func (c SubmissionContent) Left(s SubmissionState) SubmissionContent {
	switch s {
	case SubmissionClosed:
		return SubmissionContent{Said: c.Replies()}
	case SubmissionWithdrawn:
		return SubmissionContent{}
	}
	return c
}

// Empty reports whether nothing was sent.
func (c SubmissionContent) Empty() bool {
	return strings.TrimSpace(c.Text) == "" && len(c.Files) == 0
}

// SubmissionFilter chooses what is listed.
type SubmissionFilter struct {
	State         SubmissionState // "" for waiting
	Assigned      ID              // to whom, "" for anybody
	Into          bool            // only where a translation is asked for
	Challenges    bool            // only those that challenge a claim
	Limit, Offset int
}
