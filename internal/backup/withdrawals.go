package backup

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/habeas-record/habeas"
)

// The list of what was taken back is kept beside the record and outlives it,
// since no backup can know what was taken back after it was made. It is text:
// a first line that says what it is and of which day, then an item a line, and
// the signature of the record's key below (see ledger.Key.SignText). It holds
// ids and days and no content.
const withdrawalsTitle = "what was taken back, as of "

// FormatWithdrawals writes the list as it is signed.
func FormatWithdrawals(day time.Time, ws []habeas.Withdrawal) string {
	var b strings.Builder
	b.WriteString(withdrawalsTitle + day.UTC().Format(time.DateOnly) + "\n")
	for _, w := range ws {
		value := w.Value
		if value == "" {
			value = "-"
		}
		fmt.Fprintf(&b, "%s %s %s %s\n", w.Item, w.Day, value, w.Act)
	}
	return b.String()
}

// ErrWithdrawals says that a text is not such a list.
var ErrWithdrawals = errors.New("it is not a list of what was taken back from a record")

// ParseWithdrawals is the inverse of FormatWithdrawals.
func ParseWithdrawals(text string) (day string, ws []habeas.Withdrawal, err error) {
	lines := strings.Split(text, "\n")
	day, ok := strings.CutPrefix(lines[0], withdrawalsTitle)
	if !ok || lines[len(lines)-1] != "" {
		return "", nil, ErrWithdrawals
	}
	acts := []string{habeas.WithdrawnClaim, habeas.WithdrawnPublic, habeas.WithdrawnLevel, habeas.WithdrawnShield, habeas.WithdrawnAccess, habeas.WithdrawnWords}
	for _, line := range lines[1 : len(lines)-1] {
		f := strings.SplitN(line, " ", 4)
		if len(f) != 4 {
			return "", nil, ErrWithdrawals
		}
		if _, grant := habeas.WithdrawnGrant(f[3]); !grant && !slices.Contains(acts, f[3]) {
			return "", nil, ErrWithdrawals
		}
		w := habeas.Withdrawal{Item: habeas.ID(f[0]), Day: f[1], Value: f[2], Act: f[3]}
		if w.Value == "-" {
			w.Value = ""
		}
		ws = append(ws, w)
	}
	return day, ws, nil
}
