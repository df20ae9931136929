package habeas

import "time"

// Scope says whose eyes a read model is for.
type Scope string

// The scopes.
const (
	ScopeDesk   Scope = "desk"   // everything accepted
	ScopePublic Scope = "public" // only what Release let out
)

// ReportFilter narrows a list of reports.
type ReportFilter struct {
	Undecided  bool   // with proposals nobody has decided
	Assigned   ID     // to this user
	PublicOnly bool   // reports with at least one released claim, access public
	Text       string // in the title, folded
	Limit      int
	Offset     int
}

// ReportRow is a report with its counts of claims.
type ReportRow struct {
	Report                       Report
	Proposed, Accepted, Released int
}

// ClaimFilter narrows a list of claims; zero fields do not filter.
type ClaimFilter struct {
	Status    Status
	Submitted bool   // waiting for publication
	Released  bool   // on the public record
	Property  string // exact, or "event." for a family
	Report    ID
	Place     ID     // in any role
	From, To  string // days its time may overlap
	Newest    bool   // by time of last step, newest first; otherwise by when it happened, latest first
	Limit     int
	Offset    int
}

// PeopleQuery asks for people.
type PeopleQuery struct {
	Scope    Scope
	Text     string // names, folded, every word must match the beginning of a name's word
	Standing Standing
	Place    string // folded words of the place
	List     ID
	Sex      string
	Year     string // year the standing began
	Grade    Grade
	Sort     string // "" by relevance or name; "news" longest without news first
	Limit    int
	Offset   int
}

// PeopleFound is one page of people, with how many more there are by facet.
type PeopleFound struct {
	People []Summary
	Total  int
	Facets []Facet
	Alike  []Alike // on the first page of a search for words, the likeliest first
}

// Alike is somebody not found by the words asked for, whose name may be those
// words written otherwise.
type Alike struct {
	Summary
	As  string   // the one of their names that was compared
	Why []string // what was found, a phrase for each word, in English
}

// Facet counts the values of one field among all that the query found.
type Facet struct {
	Field  string // standing, list, sex, year, grade
	Values []FacetValue
}

// FacetValue is one value and its count.
type FacetValue struct {
	Value string
	Label string // where the value is an id
	Count int
}

// SubjectQuery asks for groups, events, places, facilities or authorities.
type SubjectQuery struct {
	Scope  Scope
	Kind   Kind
	Text   string
	List   ID
	Parent string // folded words of the parent's name
	Limit  int
	Offset int
}

// SubjectsFound is one page of subjects.
type SubjectsFound struct {
	Subjects []SubjectRow
	Total    int
}

// SubjectRow is a subject with what a listing shows of it.
type SubjectRow struct {
	Subject Subject
	Names   []Named
	Type    string // facility type or kind of place
	Parent  string // its place in words
	Claims  int
}

// RowQuery narrows the rows of a list.
type RowQuery struct {
	Text      string // in any cell, folded
	Withdrawn bool   // only those the source dropped
	Limit     int
	Offset    int
}

// RowKey is what a next edition is compared with.
type RowKey struct {
	ID        ID
	Key       [16]byte
	Hash      [16]byte
	Withdrawn bool
}

// RowWrite is one row to add (ID new to the list) or to change.
type RowWrite struct {
	Row  Row
	Hash [16]byte
	New  bool
}

// RowVersion is a row's cells as one edition had them.
type RowVersion struct {
	Edition int
	Cells   []string
}

// Settings are the desk's own, shown on its public page.
type Settings struct {
	DeskName   string `json:"deskName"`
	WhoRuns    string `json:"whoRuns"` // text of the public page; required before publishing
	Contact    string `json:"contact"`
	SoloReason string `json:"soloReason"` // why one person may publish what they accepted; "" when two are needed
	Demo       bool   `json:"demo"`       // every page says that the people are invented
	// PasswordAlone lets accounts work without a second factor. It is off until
	// somebody turns it on.
	PasswordAlone bool  `json:"passwordAlone,omitempty"`
	Crowd         Crowd `json:"crowd,omitzero"` // how few people a source may stand among
	// TwoForLinks asks two people about each pair that the machine proposes.
	TwoForLinks bool `json:"twoForLinks,omitempty"`
	// Custodians are those to whom sources are sealed; they alone change it.
	Custodians []Custodian `json:"custodians,omitempty"`
	// Canary is the last signed statement that nobody else controls the server.
	Canary Canary `json:"canary,omitzero"`
}

// SettingsChange is one entry of the settings' history.
type SettingsChange struct {
	Settings Settings
	By       ID
	At       time.Time
}

// Draft is a form half filled: kept until it is sent, whatever happens to the
// browser or the session.
type Draft struct {
	ID      ID
	User    ID
	Form    string // which form
	Title   string
	Body    []byte // the form's own encoding
	Updated time.Time
}

// ImportJournal is the journal of one import: written before it starts and with its
// end, so that after a crash the record can say what became of it.
type ImportJournal struct {
	ID       ID // of the edition it makes
	List     ID
	File     string
	SHA256   string
	State    string // running, done, failed, interrupted
	Message  string
	Started  time.Time
	Finished time.Time
	By       ID
}
