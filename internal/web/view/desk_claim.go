package view

import (
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/habeas-record/habeas"
)

// ClaimHistoryPage is one claim as the desk sees it: what it says, every
// version of it, and all that was done to it.
type ClaimHistoryPage struct {
	Claim    Proposal
	Report   Link
	How      []string
	Note     string
	Public   string // "published", "submitted for publication" or ""
	Acts     []string
	Columns  []VersionColumn
	Rows     []VersionRow
	Steps    []StepLine
	At       string // moment asked for, as typed
	Then     *Moment
	Reason   string // typed before an error
	PublicAt templ.SafeURL
	Faults   Faults
}

// VersionColumn is one version of a claim.
type VersionColumn struct {
	URL   templ.SafeURL
	Label string // "Version 2"
	State string
	Here  bool
}

// VersionRow is one part of the claim in each version.
type VersionRow struct {
	Label string
	Cells []VersionCell
}

// VersionCell is what a version says; Changed where the one before said
// something else.
type VersionCell struct {
	Text    string
	Lang    string
	Changed bool
}

// StepLine is one thing done to a claim.
type StepLine struct {
	Version string
	Act     string
	Who     string
	Time    string // as printed
	Then    templ.SafeURL
	Reason  string
	Other   Link
	Terms   []string
}

// Moment is what the claim was at a time.
type Moment struct {
	Time    string
	None    bool // the claim did not exist yet
	Version string
	State   string
	Heading string
	Quote   Quote
}

// versionParts are the parts of a claim as its versions are compared.
func versionParts(p Page, c habeas.Claim, names map[habeas.ID]string) [][2]string {
	parts := [][2]string{
		{p.T("review.type"), p.Cat.Word("property", c.Property)},
		{p.T("review.about"), names[c.Subject]},
		{p.T("entry.value"), c.Value},
		{p.T("review.object"), names[c.Object]},
		{p.T("claim.words"), c.Words},
	}
	if c.When != nil {
		parts = append(parts, [2]string{p.T("entry.when"), c.When.Words}, [2]string{p.T("review.edtf"), c.When.EDTF})
	}
	if c.Quantity != nil {
		parts = append(parts, [2]string{p.Cat.Word("property", "quantity"), strings.Join(SlotLines(p, habeas.Claim{Quantity: c.Quantity}), ", ")})
	}
	var roles []string
	for role := range c.Slots {
		roles = append(roles, role)
	}
	slices.Sort(roles)
	for _, role := range roles {
		parts = append(parts, [2]string{slotWord(p, role), c.Slots[role]})
	}
	denied := ""
	if c.Polarity == habeas.Denied {
		denied = p.T("word.yes")
	}
	return append(parts,
		[2]string{p.T("slot.hedge"), c.Hedge},
		[2]string{p.T("review.denied"), denied},
		[2]string{p.T("claim.who"), names[c.Source]},
		[2]string{p.T("review.proximity"), proximityWord(p, c.Proximity)},
		[2]string{p.T("review.access"), p.Cat.Word("access", string(c.Access))},
		[2]string{p.T("review.note"), c.Note})
}

func proximityWord(p Page, x habeas.Proximity) string { return p.Cat.Word("proximity", string(x)) }

// VersionRows lays the versions of a claim side by side, one row a part; parts
// no version has are left out.
func VersionRows(p Page, line []habeas.Claim, names map[habeas.ID]string) []VersionRow {
	var labels []string
	values := make([]map[string]string, len(line))
	for i, c := range line {
		values[i] = map[string]string{}
		for _, part := range versionParts(p, c, names) {
			if part[1] == "" {
				continue
			}
			values[i][part[0]] = part[1]
			if !slices.Contains(labels, part[0]) {
				labels = append(labels, part[0])
			}
		}
	}
	rows := make([]VersionRow, len(labels))
	for i, label := range labels {
		rows[i].Label = label
		for j, c := range line {
			cell := VersionCell{Text: values[j][label], Changed: j > 0 && values[j][label] != values[j-1][label]}
			if label == p.T("claim.words") {
				cell.Lang = c.Lang
			}
			rows[i].Cells = append(rows[i].Cells, cell)
		}
	}
	return rows
}

// ClaimEditPage is the form that says what a claim should say, or the two it
// is split into.
type ClaimEditPage struct {
	ID      habeas.ID
	Seen    int
	Back    string
	Heading string
	Quote   Quote
	Context [2]string // text before and after the quote
	Forms   []ClaimForm
	Split   templ.SafeURL
	Reason  string
	// Theirs is what somebody else saved meanwhile, beside what was typed.
	Theirs *Proposal
	Rows   []VersionRow
	Faults Faults
}
