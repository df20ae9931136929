package lists

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/habeas-record/habeas/internal/intake/lists/workbook"
)

// worksheet reads the rows of a worksheet as records. The empty rows between
// others count as blank; those at the end are formatting.
type worksheet struct {
	rows   *workbook.Rows
	ahead  workbook.Row // delivered once line has come to its number
	loaded bool
	line   int
}

func openWorksheet(r io.ReaderAt, size int64, name string) (*worksheet, error) {
	book, err := workbook.Open(r, size)
	if err != nil {
		return nil, faultOf(err)
	}
	rows, err := book.Rows(name)
	if err != nil {
		return nil, faultOf(err)
	}
	return &worksheet{rows: rows}, nil
}

// faultOf turns a fault of a workbook into a refusal of the list.
func faultOf(err error) error {
	var f *workbook.Fault
	if errors.As(err, &f) {
		return &Refusal{Line: f.Row, Reason: f.Reason}
	}
	return err
}

func (s *worksheet) Close() error { return s.rows.Close() }

func (s *worksheet) next(rec *record) error {
	if !s.loaded {
		row, err := s.rows.Next()
		if err != nil {
			return faultOf(err)
		}
		s.ahead, s.loaded = row, true
	}
	s.line++
	rec.line, rec.problems, rec.cells = s.line, nil, rec.cells[:0]
	if rec.blank = s.line < s.ahead.Number; rec.blank {
		return nil
	}
	s.loaded = false
	rec.cells = append(rec.cells, s.ahead.Cells...)
	for _, p := range s.ahead.Problems {
		rec.problem("", p)
	}
	return nil
}

// detectSheet chooses the worksheet, the first with a table unless one is
// named, and finds its header.
func detectSheet(r io.ReaderAt, size int64, o Options) (Dialect, error) {
	book, err := workbook.Open(r, size)
	if err != nil {
		return Dialect{}, faultOf(err)
	}
	d := Dialect{Format: FormatXLSX, Encoding: "utf-8"}
	var chosen head
	var others, names []string
	for _, sheet := range book.Sheets() {
		names = append(names, strconv.Quote(sheet.Name))
		if o.Sheet != "" && sheet.Name != o.Sheet {
			continue
		}
		h, err := headOf(book, sheet.Name)
		if err != nil {
			return Dialect{}, faultOf(err)
		}
		switch {
		case len(h.records) == 0:
		case chosen.records == nil && (!sheet.Hidden || o.Sheet != ""), !chosen.isTable() && h.isTable() && !sheet.Hidden:
			if chosen.records != nil {
				others = append(others, strconv.Quote(d.Sheet))
			}
			d.Sheet, chosen = sheet.Name, h
		default:
			others = append(others, strconv.Quote(sheet.Name))
		}
	}
	switch {
	case chosen.records == nil && o.Sheet != "" && !slices.Contains(names, strconv.Quote(o.Sheet)):
		return Dialect{}, refuse(0, "the workbook has no sheet %q: it has %s", o.Sheet, strings.Join(names, ", "))
	case chosen.records == nil:
		return Dialect{}, refuse(0, "the workbook has no sheet with content")
	}
	if chosen.merged {
		d.Notes = append(d.Notes, "the sheet has merged cells: their value is repeated in each row they cover")
	}
	if len(others) > 0 {
		d.Notes = append(d.Notes, fmt.Sprintf("sheet %q is read; there is content on %s too", d.Sheet, strings.Join(others, ", ")))
	}
	return d, d.setHeader(chosen.records, chosen.whole, o)
}

// head is the beginning of a worksheet.
type head struct {
	records []record
	whole   bool // it is all of the sheet
	merged  bool
}

func headOf(book *workbook.Book, name string) (head, error) {
	rows, err := book.Rows(name)
	if err != nil {
		return head{}, err
	}
	defer rows.Close()
	h := head{merged: rows.Merged()}
	for len(h.records) < sampleRecords {
		row, err := rows.Next()
		if err == io.EOF {
			h.whole = true
			break
		}
		if err != nil {
			return head{}, err
		}
		h.records = append(h.records, record{line: row.Number, cells: slices.Clone(row.Cells)})
	}
	return h, nil
}

// isTable reports whether the sheet has a header and something below it, and
// is no title page.
func (h head) isTable() bool {
	return len(h.records) > 1 && slices.ContainsFunc(h.records[1:], func(r record) bool { return filled(r.cells) > 1 })
}
