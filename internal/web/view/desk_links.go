package view

import (
	"net/url"

	"github.com/habeas-record/habeas"
)

// LinksPage is what the machine proposes about who is who, and what came of it.
type LinksPage struct {
	Persons   string // how many there are, "" before anything was compared
	Mentions  int
	Undecided int
	Unsure    int
	Two       bool // people are asked about each pair
	Stale     bool
	Since     string // a run is going on, since this time
	Fault     string // why the last one came to nothing
	Precision LinkPrecision
	Runs      []LinkRun // the newest first
	Levels    []LinkLevel
	Done      bool // the reader asked for a pair, and none waits for them
}

// LinkPrecision is how often the machine is right; Share is "" before anybody was
// asked.
type LinkPrecision struct {
	Share, Low, High string
	Answered, Unsure int
	Pairs            int
	Threshold        string
}

// LinkRun is a line of the runs.
type LinkRun struct {
	Day, By                   string
	Mentions, Learned         int
	Pairs, New, Changed, Gone int
	Warnings                  []string
	ID, Inputs, Proposed      string // of what was compared and proposed: SHA-256
}

// LinkLevel is a line of the model.
type LinkLevel struct{ Column, Level, M, U, Weight string }

// PairPage is two mentions side by side.
type PairPage struct {
	ID       habeas.ID
	Labels   [2]string
	From     [2]Link
	Rows     []PairRow
	Faults   Faults
	Values   url.Values
	Mine     string // what the reader answered, "" before
	Decided  bool
	Decision DeskLink
	Back     habeas.ID // the person to come back to when the decision is undone
	Shown    bool
	Third    bool
	Split    bool
	Answers  []PairAnswer
	Proposed bool
	Stale    bool
	Share    string // probability
	Reasons  []PairReason
}

// PairRow is what is said of both under one heading.
type PairRow struct {
	Heading string
	Said    [2][]PairSaid
}

// PairSaid is one claim, and where it comes from.
type PairSaid struct {
	Text, Lang string
	URL        Link // the claim
	Status     string
	Source     string
	Place      Link // report or list
	Cell       string
	Quote      Quote
}

// PairReason is one line of the waterfall.
type PairReason struct{ Heading, Level, Weight, Sum string }

// PairAnswer is what somebody said of the pair.
type PairAnswer struct{ Verdict, By, Day, Reason, Undone string }

// HeldPage is why some mentions are one person.
type HeldPage struct {
	ID    habeas.ID
	Name  string
	Edges []HeldEdge
	Paths []HeldPath
	Open  int
	Alone bool // one mention, which nothing has to hold
}

// HeldEdge is a decision that holds the person together.
type HeldEdge struct {
	DeskLink
	Weight string // bits, "" where the machine did not weigh the pair
	Fewer  int    // mentions on the smaller side were it taken back; 0 where others hold
	Weak   bool
	Pair   Link
}

// HeldPath leads from the first mention to another.
type HeldPath struct {
	To    string
	Steps []HeldStep
}

// HeldStep is one decision on it.
type HeldStep struct {
	To, Reason string
	Link       string // anchor of the decision
}
