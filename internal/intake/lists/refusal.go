package lists

import (
	"fmt"

	"github.com/habeas-record/habeas/internal/intake/lists/workbook"
)

// Limits that keep the memory of a reading bounded whatever the file says.
const (
	MaxRecord  = 4 << 20             // bytes of one record, as UTF-8
	MaxColumns = workbook.MaxColumns // cells of one record
)

// Refusal says why a file cannot be read as a list, in one sentence for the
// person who brought it: what is wrong, and what to do. Nothing was read or
// written where one is returned. Other errors are faults of the reading itself
// (a disk, a closed file).
type Refusal struct {
	Line   int // line of the file at fault, 0 for the file as a whole
	Reason string
}

func (r *Refusal) Error() string {
	if r.Line > 0 {
		return fmt.Sprintf("line %d: %s", r.Line, r.Reason)
	}
	return r.Reason
}

func refuse(line int, format string, args ...any) error {
	return &Refusal{Line: line, Reason: fmt.Sprintf(format, args...)}
}
