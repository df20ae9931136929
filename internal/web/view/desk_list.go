package view

import (
	"github.com/a-h/templ"

	"github.com/habeas-record/habeas"
)

// DeskListsPage is all lists and what became of the latest imports.
type DeskListsPage struct {
	Lists   []habeas.List
	Imports []JournalLine
}

// JournalLine is one import in the journal.
type JournalLine struct {
	Day, File, State, Message, By string
	List                          templ.SafeURL
	Bad                           bool // failed or interrupted
}

// DeskListPage is one list inside the desk.
type DeskListPage struct {
	List      habeas.List
	Source    Link
	By        string
	Editions  []EditionLine
	Imports   []JournalLine
	Text      string
	Withdrawn bool // only rows the source dropped
	Rows      []RowLine
	Total     int
	Pages     Pages
	History   *RowHistory // of one row, where asked for
	Terms     habeas.Terms
	Submitted string // who handed it over
	Published string // who published it
	Own       bool   // the actor imported it, so another must publish it
	Solo      string
	Faults    Faults
}

// EditionLine is one publication of a list.
type EditionLine struct {
	habeas.Edition
	By  string
	Day string
}

// title is the number of an edition with the day its publisher gives it.
func (e EditionLine) title(p Page) string {
	if e.Date == "" {
		return num(e.N)
	}
	return num(e.N) + ", " + habeas.PrintDate(e.Date, p.Cat.Lang())
}

// RowLine is one row of a list.
type RowLine struct {
	ID        habeas.ID
	URL       templ.SafeURL
	Name      string
	Lang      string
	Line      int
	Withdrawn int // edition that dropped it, 0 while listed
	Cells     []Cell
}

// Cell is one cell of a row under its column.
type Cell struct{ Column, Text, Lang string }

// RowHistory is a row as each edition had it.
type RowHistory struct {
	Row      RowLine
	Editions []int
	Lines    []CellHistory
}

// CellHistory is one cell as each edition had it.
type CellHistory struct {
	Column string
	Lang   string
	Cells  []string
}

// changed reports whether edition i of the row has another cell than the one
// before.
func (c CellHistory) changed(i int) bool { return i > 0 && c.Cells[i] != c.Cells[i-1] }

// listStanding says where a list stands on its way out.
func listStanding(p Page, l habeas.List) string {
	switch {
	case l.Public && l.Terms.Embargo != "":
		return p.T("dossier.embargoed", "date", habeas.PrintDate(l.Terms.Embargo, p.Cat.Lang()))
	case l.Public:
		return p.T("status.published")
	case l.SubmitBy != "":
		return p.T("dossier.waiting")
	}
	return p.T("status.not-published")
}

func (v DeskListPage) flagged(f habeas.Flag) bool {
	for _, x := range v.Terms.Flags {
		if x == f {
			return true
		}
	}
	return false
}

// rowPath is the address of a row's history on its list's page.
func (v DeskListPage) rowPath(p Page, row habeas.ID) templ.SafeURL {
	return p.URL(with(DeskPath(v.List.ID), v.Pages.Query, "row", string(row)) + "#history")
}

// ImportPage is the way of a list's file into the record.
type ImportPage struct {
	Values map[string][]string
	Faults Faults
	Lists  []string // names of the lists there are
	Kinds  []habeas.ListKind

	// What was found in the file; nil before it was sent.
	Found *FoundList
}

// FoundList is how a file is read, before anything is written.
type FoundList struct {
	Draft      string
	File       string
	Format     string
	Encoding   string
	Delimiter  string
	HeaderLine int
	Sheet      string
	Examples   []string
	Notes      []string
	Kind       habeas.ListKind
	New        bool // the list is not in the record yet
	Columns    []FoundColumn
	Properties []string // what a column can mean
	Encodings  []string
	Like       []habeas.Source
	Looked     bool
	Counts     *FoundCounts // nil where it could not be compared
}

// FoundColumn is one column of the file with what it is proposed to mean.
type FoundColumn struct {
	Name     string
	Property string
	Lang     string
	Note     string
	Key      bool
	Cells    []string // of the first rows
}

// FoundCounts is what importing would change.
type FoundCounts struct {
	Rows, Blank, Added, Changed, Unchanged, Withdrawn, Errors int
	Faults                                                    []habeas.RowError // the first of them
}

// delimiterWords are the separators a list can have.
var delimiterWords = []string{"comma", "tab", "semicolon", "pipe"}

// kind is what the rows are: as chosen, else as found.
func (v ImportPage) kind() string {
	if v.Found != nil && v.Found.Kind != "" {
		return string(v.Found.Kind)
	}
	return got(v.Values, "kind")
}

// clip shortens a cell to what tells its column.
func clip(s string) string {
	const most = 60
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
