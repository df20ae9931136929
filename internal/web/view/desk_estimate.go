package view

import (
	"net/url"

	"github.com/a-h/templ"

	"github.com/habeas-record/habeas"
)

// EstimatesPage is the estimates that are kept, and those being calculated.
type EstimatesPage struct {
	Estimates []EstimateLine
	Running   []EstimateRunning
	Pages     Pages
}

// EstimateLine is the newest answer to one question.
type EstimateLine struct {
	ID            habeas.ID
	Place, Window string
	Number        EstimateNumber
	By, Day       string
	Stale         bool
}

// EstimateRunning is a question that is being answered, or could not be.
type EstimateRunning struct {
	Place, Window, Since string
	Step                 string // "" while it waits
	Done, Most           string
	Fault                string
}

// EstimateNumber is a number with its interval, in the figures of the page's
// language.
type EstimateNumber struct {
	Refused           bool
	Median, Low, High string // High "" where there is no upper limit
	Bound             bool   // the least there can be
}

// EstimateForm is the form that asks.
type EstimateForm struct {
	Values  url.Values
	Faults  Faults
	Lists   []EstimateChoice
	Sources []EstimateChoice
	Methods []string
	Shared  []EstimateShared
}

// EstimateChoice is a list that may be taken.
type EstimateChoice struct {
	ID   habeas.ID
	Name string
	// Field names the fields about it, and With is the letter of those it is taken
	// for one with.
	Chosen bool
	With   string
}

// EstimateLetters mark lists that are taken for one.
var EstimateLetters = []string{"A", "B", "C", "D"}

// EstimateShared is what two lists share, and why they may stand apart.
type EstimateShared struct {
	Field, List, From, Why string
}

// EstimatePage is one answer.
type EstimatePage struct {
	ID            habeas.ID
	Place, Window string
	Lived         bool
	Method        string
	Assumption    string
	Signed        string
	By, Day       string
	Seed, Inputs  string
	Stale         bool
	Why           string
	N             string // people on a list; "" where they are too few to be shown
	Number        EstimateNumber
	Reasons       []string
	Warnings      []string
	Figures       templ.Component // what the methods say, each picture with its table
	Made          templ.Component // with what they were run, and which rules spoke
	Lists         []EstimateList
	Shared        []EstimateShared
	Withheld      int
	Linked        []EstimateMethod // Name is that of the linkage
	LinkedFigure  templ.Component  // nil for none
	Unpooled      int              // most lists that linkages are drawn for, where these are more
	Same          int
	Different     int
	Unsure        int
	Against       int
	Draws         int
	Likely        int  // pairs drawn by their probability
	Chance        bool // of other pairs it is left to chance what part are one
	Strata        []EstimateStratum
	PartsFigure   templ.Component // nil for none
	Total         *EstimateNumber
	TotalLeaves   string // the strata it leaves out
	History       []EstimateLine
}

// EstimateMethod is what a method says under one linkage.
type EstimateMethod struct {
	Name    string
	Says    string // the method
	N       string
	Number  EstimateNumber
	Reasons []string
}

// EstimateList is one list as it was counted.
type EstimateList struct {
	Name                                 string
	Named, Held, Out, Where, When, Blank string
}

// EstimateStratum is a part of the people.
type EstimateStratum struct {
	Name       string
	N          string
	Suppressed bool
	Documented bool
	Number     EstimateNumber
	Why        []string
}
