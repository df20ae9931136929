// Package workbook streams the rows of XLSX files (ECMA-376 part 1,
// SpreadsheetML) as text: dates as exact as the sheet shows them, numbers in
// full, merged cells repeated in each row they cover.
//
// It is used rather than excelize, which ends a damaged worksheet without a
// word, holds the whole file in memory, and unpacks larger parts into the
// system's folder for temporary files, where names of the detained must not lie
// in the clear. Here a worksheet is read from the archive as it goes; only the
// texts that cells share are held. What a workbook claims about its own size is
// not believed.
package workbook

import "fmt"

// Limits that keep memory bounded whatever the file says.
const (
	MaxColumns = 1000 // cells of one row

	maxRow     = 16 << 20  // bytes of one row as XML
	maxRows    = 1 << 20   // rows of a worksheet
	maxSheet   = 2 << 30   // bytes of one worksheet unpacked; it is streamed
	maxStrings = 160 << 20 // bytes of text shared between the cells; it is held
	maxPart    = 16 << 20  // bytes of any other part
	maxMerges  = 200_000   // merged areas of a sheet
)

// Fault says in one sentence why a workbook cannot be read, and what to do.
type Fault struct {
	Row    int // 0 for the workbook as a whole
	Reason string
}

func (f *Fault) Error() string {
	if f.Row > 0 {
		return fmt.Sprintf("row %d: %s", f.Row, f.Reason)
	}
	return f.Reason
}

func refuse(row int, format string, args ...any) error {
	return &Fault{Row: row, Reason: fmt.Sprintf(format, args...)}
}
