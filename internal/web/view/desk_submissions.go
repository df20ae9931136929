package view

import (
	"path"
	"strconv"
	"strings"

	"github.com/habeas-record/habeas"
)

// CannedReplies are beginnings of replies, which are edited before they go.
var CannedReplies = []string{"received", "more", "careful", "closed"}

// SubmissionsPage is a listing of what was sent.
type SubmissionsPage struct {
	State habeas.SubmissionState
	Mine  bool
	Into  bool // only where a translation is asked for
	Only  bool // only challenges
	Items []habeas.Submission
	Names map[habeas.ID]string
	Total int
	Today string
	Pages Pages
}

// SubmissionPage is one of them.
type SubmissionPage struct {
	S           habeas.Submission
	C           habeas.SubmissionContent
	Text        string                   // as it came, what cannot be seen written out
	Said        []habeas.SubmissionWords // likewise
	Names       map[habeas.ID]string
	Handlers    []habeas.User
	Langs       []Lang
	Canned      string
	ReplyLang   string
	Reply       string // in the field
	Translation string
	Label       string
	As          string   // who may read the report, as chosen
	Ways        []string // to choose from
	About       string   // what the challenged claim says
	Answers     []Option // claims that a challenge may have become
	Faults      Faults
}

// fileOf is where a file of a submission is got, or looked at.
func fileOf(id habeas.ID, n int, look bool) string {
	out := "/desk/submissions/" + string(id) + "/file?n=" + strconv.Itoa(n)
	if look {
		out += "&look=1"
	}
	return out
}

// pictureName reports whether a file says that it is a picture.
func pictureName(name string) bool {
	return oneOf(strings.ToLower(path.Ext(name)), ".jpg", ".jpeg", ".png", ".gif", ".webp")
}

// closingReasons are those the desk is offered to end it with.
func closingReasons(s habeas.Submission) []habeas.ClosingReason {
	if s.Challenge != nil {
		return habeas.DecliningReasons
	}
	return habeas.ClosingReasons
}

// closes says what ending it means.
func closes(p Page, s habeas.Submission) string {
	if s.Challenge != nil {
		return p.T("sent.decline")
	}
	return p.T("sent.close")
}
