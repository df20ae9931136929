package view

import (
	"fmt"
	"strings"
	"time"

	"github.com/boombuler/barcode/qr"

	"github.com/habeas-record/habeas"
)

// AccountPage is one's own account.
type AccountPage struct {
	Account habeas.Account
	Ends    time.Time  // of the session
	New     *NewFactor // a second factor being set up, nil for none
	Codes   []string   // recovery codes, shown once
	Passkey string     // what a browser is asked to make one, "" where it cannot
	Faults  Faults
}

// NewFactor is a second factor as it is handed to an app.
type NewFactor struct {
	Groups string // the secret, in groups of four letters
	URL    string
	Side   int    // of the picture, in squares
	Path   string // its dark squares, as an SVG path
}

// FactorOf draws the secret for the camera of an app (ISO/IEC 18004), here:
// nobody else draws what must stay secret.
func FactorOf(secret, url string) (*NewFactor, error) {
	code, err := qr.Encode(url, qr.M, qr.Auto)
	if err != nil {
		return nil, fmt.Errorf("draw the secret of a second factor: %w", err)
	}
	const quiet = 4 // light squares around it
	side := code.Bounds().Dx()
	var path, groups strings.Builder
	for y := range side {
		for x := range side {
			if r, _, _, _ := code.At(x, y).RGBA(); r == 0 {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x+quiet, y+quiet)
			}
		}
	}
	for i, r := range secret {
		if i > 0 && i%4 == 0 {
			groups.WriteByte(' ')
		}
		groups.WriteRune(r)
	}
	return &NewFactor{Groups: groups.String(), URL: url, Side: side + 2*quiet, Path: path.String()}, nil
}
