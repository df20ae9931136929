package habeas

import "time"

// Fault is something in the record that is not as the ledger has it.
type Fault struct {
	Where string `json:"where"` // what: "ledger entry 17", "claim/c…", "evidence 00ff…"
	What  string `json:"what"`  // is wrong with it
}

// Verified says what was read through.
type Verified struct {
	Entries  int64 `json:"entries"`  // of the ledger
	Waiting  int   `json:"waiting"`  // entries about sources that go in when their day is over
	Items    int   `json:"items"`    // things of the record held against it
	Evidence int   `json:"evidence"` // pieces of evidence held against their names
	Quotes   int   `json:"quotes"`   // quotes held against the texts they are from
}

// LedgerHead is the signed head of the log at the end of a day.
type LedgerHead struct {
	Day    string // YYYY-MM-DD
	Size   int64  // entries
	Signed string // the checkpoint with its signature
}

// Custody is one time somebody opened what is kept closed: the bytes of a
// report, who a source is.
type Custody struct {
	Item   ID
	N      int // 1 for the first time
	Act    Action
	By     ID
	At     time.Time // the day alone where it is about a source
	Reason string
}

// The ways of taking something back.
const (
	WithdrawnClaim  = "withdrawn"  // of a claim
	WithdrawnPublic = "taken off"  // of a claim or list that was published
	WithdrawnLevel  = "consent"    // of a source, to the value
	WithdrawnShield = "protection" // of a source, to the value
	WithdrawnAccess = "access"     // of a report or list, to the value
	WithdrawnWords  = "words"      // of a submission, to the state it was brought to
)

// Withdrawal is something taken back, which no backup may bring back: the
// newest word on it.
type Withdrawal struct {
	Item  ID
	Act   string // one of the Withdrawn constants
	Value string // the level it was brought to, where there are levels
	Day   string // YYYY-MM-DD
}

// Backup is one backup or restore of the record.
type Backup struct {
	Restored   bool      `json:"restored,omitempty"` // or made
	At         time.Time `json:"at"`
	Made       time.Time `json:"made,omitzero"` // of one restored: when it was made
	Bytes      int64     `json:"bytes,omitempty"`
	Evidence   int       `json:"evidence"` // pieces of it
	Recipients int       `json:"recipients,omitempty"`
	Withdrawn  int       `json:"withdrawn,omitempty"` // of one restored: what was taken back since
}
