package capture

import (
	"errors"
	"fmt"
)

// Kinds of error, for errors.Is.
var (
	ErrEmpty       = errors.New("empty report")
	ErrUnsupported = errors.New("not a kind of report that is read")
	ErrTooLarge    = errors.New("report too large")
	ErrEncoding    = errors.New("text encoding not recognised")
	ErrTranscript  = errors.New("broken transcript")
	ErrToolMissing = errors.New("program not installed")
)

// Error carries a kind, a sentence for the person adding the report, and what
// they can do about it.
type Error struct {
	Kind error  // one of the Err values above
	Msg  string // what is wrong: lower case, no period
	Hint string // what to do
}

func (e *Error) Error() string { return e.Msg + ": " + e.Hint }

// Unwrap returns the kind, for errors.Is.
func (e *Error) Unwrap() error { return e.Kind }

func fail(kind error, hint, format string, args ...any) error {
	return &Error{Kind: kind, Msg: fmt.Sprintf(format, args...), Hint: hint}
}
