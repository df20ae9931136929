package view

import (
	"github.com/a-h/templ"

	"github.com/habeas-record/habeas"
)

// InboxPage is what waits for the person who signed in.
type InboxPage struct {
	Mine, Undecided []ReportLine
	MineN           int
	Reports         int
	Submitted       []Waiting
	SubmitN         int
	Tensions        []Waiting
	TensionN        int
	Drafts          []Waiting
	Imports         []ImportLine
	NewsOld         []habeas.Summary
	Sent            []SentLine // to the desk, what is due first
	SentN           int
	CommentN        int // wait for a moderator
}

// SentLine is something that was sent to the desk and waits.
type SentLine struct {
	URL     templ.SafeURL
	Text    string
	Due     string
	Overdue bool
	Who     string
}

// Empty reports whether nothing waits.
func (v InboxPage) Empty() bool {
	return len(v.Mine)+len(v.Undecided)+len(v.Submitted)+len(v.Tensions)+len(v.Drafts)+len(v.Imports)+len(v.NewsOld)+len(v.Sent)+v.CommentN == 0
}

// ReportLine is a report in a table of the desk.
type ReportLine struct {
	URL      templ.SafeURL
	Title    string
	Kind     string
	Decided  string // "3 of 5 decided"
	Assigned string
	Captured string
	Private  string // access, where it is not public
}

// Waiting is something with a name and a place to go to.
type Waiting struct {
	URL   templ.SafeURL
	Text  string
	More  string
	Day   string
	Drop  templ.SafeURL // where a draft is thrown away
	Sides []string
}

// ImportLine is one import and, where it did not end well, what to do.
type ImportLine struct {
	List    templ.SafeURL
	File    string
	State   string
	Message string
	Day     string
	Failed  bool
	Again   templ.SafeURL
}

// DeskReportsPage is the desk's listing of reports.
type DeskReportsPage struct {
	Text      string
	Undecided bool
	Mine      bool
	Total     int
	Rows      []ReportLine
	Pages     Pages
}
