package habeas

import (
	"crypto/sha256"
	"strings"
	"time"
)

// ListKind says what the rows of a list are.
type ListKind string

// The kinds of list.
const (
	ListPeople     ListKind = "person"
	ListFacilities ListKind = "facility"
	ListPlaces     ListKind = "place"
)

// SubjectKind returns the kind of subject one row of the list is.
func (k ListKind) SubjectKind() Kind {
	switch k {
	case ListFacilities:
		return KindFacility
	case ListPlaces:
		return KindPlace
	}
	return KindMention
}

// Column says what one column of a list means. Property "" keeps the column
// without making claims of it.
type Column struct {
	Name     string `json:"name"`
	Property string `json:"property,omitempty"`
	Lang     string `json:"lang,omitempty"`
}

// List is a list of people, facilities or places as somebody publishes it.
type List struct {
	ID      ID
	Name    string
	Kind    ListKind
	Source  ID
	Columns []Column
	Key     []string // columns that tell rows apart; none: the row's whole content
	Access  Access
	By      ID
	At      time.Time // date only
	Version int

	// Publication of its rows' claims as a whole; a claim of one row can
	// still be rejected or withdrawn by itself.
	Public    bool
	Terms     Terms
	SubmitBy  ID
	PublishBy ID
	PublishAt time.Time
	// Unseen is the first edition since then that no second person has seen:
	// the rows it added or changed wait. 0 where there is none.
	Unseen int
}

// Covers reports whether the list's publication takes in the row as it is now.
func (l List) Covers(r Row) bool { return l.Public && (l.Unseen == 0 || r.Since < l.Unseen) }

// Edition is one publication of a list.
type Edition struct {
	ID        ID
	List      ID
	N         int    // 1 for the first we hold
	Date      string // EDTF as the publisher dates it, "" when not known
	SHA256    string // of the file
	FileName  string
	Encoding  string
	Delimiter string
	Rows      int
	Blank     int
	Added     int
	Changed   int
	Unchanged int
	Withdrawn int // dropped by the source; nobody is deleted
	Errors    []RowError
	By        ID
	At        time.Time // date only
}

// RowError is what could not be read as meant in one line; the row is kept
// with the cell as given wherever there is a row at all.
type RowError struct {
	Line    int    `json:"line"`
	Column  string `json:"column,omitempty"`
	Message string `json:"message"`
}

// Row is one line of a list across its editions. Its id is the id of the
// mention or place it is; its claims are folded in its cells and unfolded by
// Claims, so that a million rows cost a million rows.
type Row struct {
	ID        ID
	List      ID
	Key       string
	Line      int // in the file of edition Last
	First     int // edition N in which it first appeared
	Since     int // edition N its present cells came with
	Last      int // newest edition N that lists it
	Withdrawn int // edition N that dropped it, 0 while listed
	Cells     []string
	When      string // date of edition Last
}

// RowID names the row with the ordinal (from 0, in the order in which the list
// grew) of a list, as the mention, facility or place it is. The ids of one
// list share their first half and follow each other in order, so that a
// million of them are added at the end of an index and not all over it; they
// tell which rows a list has, which is public with the list, and nothing more.
func RowID(list ID, k Kind, ordinal int) ID {
	const half = idSize / 2
	b := make([]byte, 0, idSize+1)
	b = append(b, k[0])
	b = append(b, list[1:1+half]...)
	for i := half - 1; i >= 0; i-- {
		b = append(b, idLetters[ordinal>>(5*i)&31])
	}
	return ID(b)
}

// KeyHash is what rows of two editions are matched by: the beginning of the
// SHA-256 of the row's key.
func KeyHash(key string) [16]byte {
	sum := sha256.Sum256([]byte(key))
	return [16]byte(sum[:16])
}

// RowClaimID names the claim that one column of a row makes.
func RowClaimID(row ID, column int) ID {
	const letters = idLetters
	return ID("c" + string(row[1:]) + "." + string(letters[column/32%32]) + string(letters[column%32]))
}

// SplitRowClaim is the inverse of RowClaimID.
func SplitRowClaim(id ID, k ListKind) (row ID, column int, ok bool) {
	body, col, found := strings.Cut(string(id), ".")
	if !found || len(col) != 2 || len(body) < 2 || body[0] != 'c' {
		return "", 0, false
	}
	hi, lo := strings.IndexByte(idLetters, col[0]), strings.IndexByte(idLetters, col[1])
	if hi < 0 || lo < 0 {
		return "", 0, false
	}
	return ID(string(k.SubjectKind()) + body[1:]), hi*32 + lo, true
}

// Claims unfolds a row into what it claims, each with its cell as quote. The
// claims are accepted as what the list says: capturing a list faithfully is
// the decision. A row dropped by its source says so in one claim more.
func (l List) Claims(r Row) []Claim { return l.AppendClaims(nil, r) }

// AppendClaims adds the row's claims to out, for reading many rows through
// without making room for the claims of each.
func (l List) AppendClaims(out []Claim, r Row) []Claim {
	if out == nil {
		out = make([]Claim, 0, len(l.Columns)+1)
	}
	quotes := make([]Quote, 0, len(l.Columns)) // all at once: a million rows have many
	at := l.At
	state := State{Status: Accepted, StatusAt: at, StatusBy: l.By, AcceptBy: l.By,
		Public: l.Covers(r), Terms: l.Terms, SubmitBy: l.SubmitBy, PublishBy: l.PublishBy, PublishAt: l.PublishAt}
	for i, col := range l.Columns {
		if col.Property == "" || i >= len(r.Cells) || strings.TrimSpace(r.Cells[i]) == "" {
			continue
		}
		p, ok := PropertyOf(col.Property)
		if !ok {
			continue
		}
		id := RowClaimID(r.ID, i)
		words := strings.TrimSpace(r.Cells[i])
		quotes = append(quotes, Quote{Cell: col.Name, Exact: words, Lang: col.Lang, Page: r.Line})
		c := Claim{ID: id, Root: id, Subject: r.ID, Property: p.Key, Words: words, Lang: col.Lang,
			Source: l.Source, Proximity: SecondHand, Access: stricter(p.Access, l.Access), By: l.By, At: at, State: state,
			Quotes: quotes[len(quotes)-1 : len(quotes) : len(quotes)]}
		c.Value, c.When = readCell(p, words, col.Lang)
		if p.Key == "note" {
			c.Slots = map[string]string{"column": col.Name}
		}
		out = append(out, c)
	}
	if r.Withdrawn > 0 {
		id := RowClaimID(r.ID, len(l.Columns))
		out = append(out, Claim{ID: id, Root: id, Subject: r.ID, Property: "note", Type: "withdrawn_by_source",
			Words: "withdrawn by source", Value: "withdrawn by source", Source: l.Source, Proximity: FirstHand,
			Access: l.Access, By: l.By, At: at, NoQuote: "the row is missing from a later edition of the list", State: state})
	}
	return out
}

// stricter returns the stricter of two levels of access.
func stricter(a, b Access) Access {
	rank := func(x Access) int {
		for i, y := range Accesses {
			if x == y {
				return i
			}
		}
		return 0
	}
	if rank(a) >= rank(b) && a != "" {
		return a
	}
	if b == "" {
		return AccessPublic
	}
	return b
}
