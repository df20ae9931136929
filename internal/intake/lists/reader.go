package lists

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// RowError is what could not be read as meant in one line. The row is
// delivered all the same, with the cell as given.
type RowError struct {
	Line    int    `json:"line"`
	Column  string `json:"column,omitempty"`
	Message string `json:"message"`
}

func (e RowError) Error() string {
	if e.Column != "" {
		return fmt.Sprintf("line %d, column %q: %s", e.Line, e.Column, e.Message)
	}
	return fmt.Sprintf("line %d: %s", e.Line, e.Message)
}

// Row is one row of a list.
type Row struct {
	Line int // the line, or row of the sheet, it starts in, from 1
	// Cells are as many as the header has columns, or more where the line has
	// more. The slice is overwritten by the next call of Next; its strings are
	// not.
	Cells []string
	// Raw is the row as it stands in the file, decoded; "" for a worksheet.
	Raw string
	// Errors say what is wrong with the row as a row: too few or too many
	// cells, broken quotation marks, bytes that are no letters.
	Errors []RowError
	// Broken says that the line could not be taken apart at all: Cells are
	// empty, Raw has it. It is to be reported, not taken for a row.
	Broken bool
}

// Stats counts what a Reader has met.
type Stats struct {
	Rows       int   `json:"rows"`
	Blank      int   `json:"blank"`      // lines without any content below the header
	BlankLines []int `json:"blankLines"` // the first 100 of them
	Errors     int   `json:"errors"`     // row errors, broken lines among them
}

const keptBlankLines = 100

// Reader reads the rows of a list, one at a time, in bounded memory.
type Reader struct {
	src    records
	header []string
	rec    record
	stats  Stats
}

// Open starts reading a list of size bytes in the dialect d, which Detect
// found or a person set. A worksheet keeps r open until Close.
func Open(r io.ReaderAt, size int64, d Dialect) (*Reader, error) {
	src, err := d.open(r, size)
	if err != nil {
		return nil, err
	}
	rd := &Reader{src: src, header: d.Header, stats: Stats{BlankLines: []int{}}}
	for rd.rec.line < d.HeaderLine {
		switch err := src.next(&rd.rec); {
		case err == io.EOF:
			src.Close()
			return nil, refuse(0, "the file ends before line %d, where its header should be", d.HeaderLine)
		case err != nil:
			src.Close()
			return nil, err
		}
	}
	return rd, nil
}

// Next returns the next row, io.EOF after the last, a *Refusal where the file
// cannot be read on. Lines without content are counted and passed over.
func (rd *Reader) Next() (Row, error) {
	for {
		if err := rd.src.next(&rd.rec); err != nil {
			return Row{}, err
		}
		if rd.rec.blank {
			rd.stats.Blank++
			if len(rd.stats.BlankLines) < keptBlankLines {
				rd.stats.BlankLines = append(rd.stats.BlankLines, rd.rec.line)
			}
			continue
		}
		rd.fit()
		if !rd.rec.broken {
			rd.stats.Rows++
		}
		rd.stats.Errors += len(rd.rec.problems)
		return Row{Line: rd.rec.line, Cells: rd.rec.cells, Raw: rd.rec.raw, Errors: rd.rec.problems, Broken: rd.rec.broken}, nil
	}
}

// fit brings the cells to the width of the header. Empty cells too many are
// the habit of spreadsheets and no fault.
func (rd *Reader) fit() {
	rec, want := &rd.rec, len(rd.header)
	for len(rec.cells) > want && strings.TrimSpace(rec.cells[len(rec.cells)-1]) == "" {
		rec.cells = rec.cells[:len(rec.cells)-1]
	}
	got := len(rec.cells)
	switch {
	case got > want:
		rec.problem("", fmt.Sprintf("the line has %s, the header %d: what is beyond belongs to no column", counted(got, "cell"), want))
	case got < want && rd.ragged():
		rec.problem("", fmt.Sprintf("the line has %s, the header %d: the rest is taken as empty", counted(got, "cell"), want))
	}
	for len(rec.cells) < want {
		rec.cells = append(rec.cells, "")
	}
}

// ragged reports whether a short record is a fault: worksheets and JSON leave
// out what is empty.
func (rd *Reader) ragged() bool {
	_, ok := rd.src.(*delimited)
	return ok
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func blank(cells []string) bool {
	for _, c := range cells {
		if c != "" && strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// Stats returns the counts so far.
func (rd *Reader) Stats() Stats {
	s := rd.stats
	s.BlankLines = slices.Clone(s.BlankLines)
	return s
}

// Header returns the names of the columns.
func (rd *Reader) Header() []string { return rd.header }

// Close releases what the reader holds; the file itself is the caller's.
func (rd *Reader) Close() error { return rd.src.Close() }
