// Package habeas holds the words of the record of the detained: who said what
// about whom, when, in which words, and what may be done with it. It is the
// domain alone: types, rules and the property table. It knows no database, no
// page and no network.
package habeas

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"syscall"
)

// ID names one thing in the record. It is random text behind one letter that
// says the kind, so that it tells nothing about when or in which order things
// were entered, and needs no sequence in any database.
type ID string

// Kind is the kind of a thing in the record; its value is the letter its ids
// begin with.
type Kind string

// The kinds of the record.
const (
	KindSource    Kind = "s"
	KindReport    Kind = "r"
	KindText      Kind = "t"
	KindClaim     Kind = "c"
	KindMention   Kind = "m"
	KindPerson    Kind = "p"
	KindGroup     Kind = "g"
	KindEvent     Kind = "e"
	KindPlace     Kind = "l"
	KindFacility  Kind = "f"
	KindAuthority Kind = "a"
	KindList      Kind = "i"
	KindEdition   Kind = "d"
	KindLink      Kind = "k"
	KindTension   Kind = "x"
	KindUser      Kind = "u"
	KindDraft     Kind = "n"
	KindComment   Kind = "w" // words of a reader
	KindEstimate  Kind = "h" // how many there are
	KindSent      Kind = "y" // what somebody sent to the desk
	KindRun       Kind = "q" // of the machine, that compares mentions
	KindPair      Kind = "b" // of mentions
	KindAnswer    Kind = "j" // about a pair
)

var kindNames = map[Kind]string{
	KindSource: "source", KindReport: "report", KindText: "text version", KindClaim: "claim",
	KindMention: "mention", KindPerson: "person", KindGroup: "group", KindEvent: "event",
	KindPlace: "place", KindFacility: "facility", KindAuthority: "authority", KindList: "list",
	KindEdition: "edition", KindLink: "link decision", KindTension: "tension", KindUser: "user",
	KindDraft: "draft", KindComment: "comment", KindEstimate: "estimate", KindSent: "submission",
	KindRun: "run", KindPair: "pair of mentions", KindAnswer: "answer about a pair",
}

// String returns the word for the kind, as DESIGN and the pages use it.
func (k Kind) String() string { return kindNames[k] }

// Kind returns the kind of the thing the id names, or "" for a malformed id.
func (id ID) Kind() Kind {
	if len(id) < 2 {
		return ""
	}
	if k := Kind(id[:1]); kindNames[k] != "" {
		return k
	}
	return ""
}

// idLetters is Crockford's base 32: no letter is mistaken for a digit when an
// id is read over the telephone.
const idLetters = "0123456789abcdefghjkmnpqrstvwxyz"

// idSize is the number of letters behind the kind: 16 × 5 = 80 random bits.
const idSize = 16

// NewID draws an id of the kind from the system's random source.
func NewID(k Kind) ID { return NewIDFrom(rand.Reader, k) }

// NewIDFrom draws an id from r, so that a demonstration record built from one
// seed is the same every time. It panics when r fails, since a record without
// unique names cannot go on.
func NewIDFrom(r io.Reader, k Kind) ID {
	var raw [idSize]byte
	if _, err := io.ReadFull(r, raw[:]); err != nil {
		panic(fmt.Sprintf("habeas: no randomness for a new id: %v", err))
	}
	b := make([]byte, 0, idSize+1)
	b = append(b, k[0])
	for _, c := range raw {
		b = append(b, idLetters[c&31])
	}
	return ID(b)
}

// PersonOf returns the id of the person that a mention is by itself, before
// any link decision joins it to another. The two ids share their letters, so
// undoing a link gives every mention its own page back at its old address.
func PersonOf(mention ID) ID {
	if len(mention) < 2 {
		return ""
	}
	return ID(string(KindPerson) + string(mention[1:]))
}

// MentionOf is the inverse of PersonOf.
func MentionOf(person ID) ID {
	if len(person) < 2 {
		return ""
	}
	return ID(string(KindMention) + string(person[1:]))
}

// Kinds of error. Every error that reaches a person wraps one of them, and the
// page or the command line picks status and words by it.
var (
	// ErrNotFound also answers for what the actor may not know of: a denial
	// says nothing about existence.
	ErrNotFound = errors.New("not found")
	// ErrConflict says somebody else saved first; nothing was overwritten.
	ErrConflict = errors.New("somebody else saved first")
	// ErrRefused says the actor is known but may not do this.
	ErrRefused = errors.New("not allowed")
	// ErrInvalid says what was given cannot be used; the message says what to do.
	ErrInvalid = errors.New("invalid")
	// ErrAway says a part outside the record (a tool, a disk) is missing.
	ErrAway = errors.New("not available")
)

// Error carries a kind, a sentence for the person at the page or terminal, and
// what they can do about it.
type Error struct {
	Kind error  // one of the Err values above
	Msg  string // what is wrong: lower case, no period
	Hint string // what to do, or ""
}

func (e *Error) Error() string {
	if e.Hint == "" {
		return e.Msg
	}
	return e.Msg + ": " + e.Hint
}

// Unwrap returns the kind, for errors.Is.
func (e *Error) Unwrap() error { return e.Kind }

// Invalid returns an ErrInvalid with its sentence and hint.
func Invalid(hint, format string, args ...any) error {
	return &Error{Kind: ErrInvalid, Msg: fmt.Sprintf(format, args...), Hint: hint}
}

// The two ways in which a disk takes nothing more.
var (
	ErrFull     = &Error{Kind: ErrAway, Msg: "the disk of the record is full: nothing was changed", Hint: "free some space, then do it again"}
	ErrReadOnly = &Error{Kind: ErrAway, Msg: "the disk of the record cannot be written to: nothing was changed", Hint: "see what is wrong with the disk, then do it again"}
)

// DiskFault says so where what went wrong is that a disk is full or cannot be
// written to; any other error is left as it is.
func DiskFault(err error) error {
	for _, full := range []error{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG} {
		if errors.Is(err, full) {
			return fmt.Errorf("%w (%w)", ErrFull, err)
		}
	}
	if errors.Is(err, syscall.EROFS) {
		return fmt.Errorf("%w (%w)", ErrReadOnly, err)
	}
	return err
}

// Refused returns an ErrRefused with its sentence and hint.
func Refused(hint, format string, args ...any) error {
	return &Error{Kind: ErrRefused, Msg: fmt.Sprintf(format, args...), Hint: hint}
}
