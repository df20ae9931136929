package workbook

import (
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Row is one row of a worksheet that has content.
type Row struct {
	Number   int      // from 1
	Cells    []string // overwritten by the next call of Next; the strings are not
	Problems []string // what could not be read as meant, with the cell's name
}

// Rows streams the rows of one worksheet.
type Rows struct {
	book   *Book
	part   string
	body   io.ReadCloser
	budget rowBudget
	dec    *xml.Decoder
	number int // of the row last read
	row    Row
	done   bool
	merges []merge
	down   map[int]merge // areas being repeated, by column
	merged bool
}

// rowBudget bounds what one row may hold.
type rowBudget struct {
	r    io.Reader
	left int
}

func (b *rowBudget) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, refuse(0, "a row of the worksheet is longer than %d MB: this does not look like a list", maxRow>>20)
	}
	n, err := b.r.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

// Rows starts reading a worksheet, which must be one of Sheets. Close it.
func (w *Book) Rows(name string) (*Rows, error) {
	i := slices.IndexFunc(w.sheets, func(s Sheet) bool { return s.Name == name })
	if i < 0 {
		return nil, refuse(0, "the workbook has no sheet %q", name)
	}
	part := w.sheets[i].part
	merges, err := w.mergesOf(part)
	if err != nil {
		return nil, err
	}
	body, err := w.open(part, maxSheet)
	if err != nil {
		return nil, err
	}
	s := &Rows{book: w, part: part, body: body, merges: merges, merged: len(merges) > 0, down: map[int]merge{}}
	s.budget = rowBudget{r: body, left: maxRow}
	s.dec = xml.NewDecoder(&s.budget)
	return s, nil
}

// Close releases the worksheet.
func (s *Rows) Close() error { return s.body.Close() }

// Merged reports whether cells of the sheet are merged over several rows.
func (s *Rows) Merged() bool { return s.merged }

// reference reads a cell's name, B12, as column from 0 and row from 1.
func reference(s string) (column, row int, ok bool) {
	i := 0
	for ; i < len(s) && s[i] >= 'A' && s[i] <= 'Z' && i < 4; i++ {
		column = column*26 + int(s[i]-'A') + 1
	}
	row, err := strconv.Atoi(s[i:])
	return column - 1, row, i > 0 && err == nil && row > 0 && row <= maxRows
}

// Next returns the next row with content, io.EOF after the last; a *Fault
// where the sheet cannot be read on.
func (s *Rows) Next() (Row, error) {
	row := &s.row
	for !s.done {
		t, err := s.dec.RawToken()
		if err == io.EOF {
			err = io.ErrUnexpectedEOF // a whole sheet ends its rows with a tag
		}
		if err != nil {
			return Row{}, damaged(s.part, err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			if t.Name.Local != "row" {
				continue
			}
			s.budget.left = maxRow
			s.number++
			if n, err := strconv.Atoi(attribute(t, "r")); err == nil {
				if n < s.number {
					return Row{}, refuse(n, "the rows of the worksheet are out of order: save the list as CSV")
				}
				s.number = n
			}
			if s.number > maxRows {
				return Row{}, refuse(s.number, "a worksheet ends at row %d: the workbook is damaged", maxRows)
			}
			row.Number, row.Problems, row.Cells = s.number, nil, row.Cells[:0]
			if err := s.cells(row); err != nil {
				return Row{}, damaged(s.part, err)
			}
			if !blank(row.Cells) {
				s.fillDown(row)
				return *row, nil
			}
		case xml.EndElement:
			s.done = t.Name.Local == "sheetData" || t.Name.Local == "worksheet"
		}
	}
	return Row{}, io.EOF
}

func blank(cells []string) bool {
	return !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" })
}

// cells reads the cells of a row up to its end tag.
func (s *Rows) cells(row *Row) error {
	column := -1
	for {
		t, err := s.dec.RawToken()
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if t.Name.Local != "c" {
				continue
			}
			column++
			if c, _, ok := reference(attribute(t, "r")); ok {
				column = c
			}
			value, problem, err := s.cell(t)
			if err != nil {
				return err
			}
			if value == "" {
				continue
			}
			if column >= MaxColumns {
				return refuse(row.Number, "the row has more than %d cells", MaxColumns)
			}
			for len(row.Cells) <= column {
				row.Cells = append(row.Cells, "")
			}
			row.Cells[column] = value
			if problem != "" {
				row.Problems = append(row.Problems, fmt.Sprintf("cell %s: %s", attribute(t, "r"), problem))
			}
		case xml.EndElement:
			if t.Name.Local == "row" {
				return nil
			}
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// cell reads one cell up to its end tag.
func (s *Rows) cell(start xml.StartElement) (value, problem string, err error) {
	var v, inline []byte
	inValue := false
	for {
		t, err := s.dec.RawToken()
		if err != nil {
			return "", "", err
		}
		switch t := t.(type) {
		case xml.StartElement:
			inValue = t.Name.Local == "v"
			if t.Name.Local == "is" {
				if inline, err = appendRich(nil, s.dec, "is"); err != nil {
					return "", "", err
				}
			}
		case xml.CharData:
			if inValue {
				v = append(v, t...)
			}
		case xml.EndElement:
			inValue = false
			if t.Name.Local == "c" {
				value, problem = s.value(start, string(v), string(inline))
				return value, problem, nil
			}
		}
	}
}

func (s *Rows) value(c xml.StartElement, v, inline string) (value, problem string) {
	switch attribute(c, "t") {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(v))
		text, ok := s.book.strings.at(i)
		if err != nil || !ok {
			return "", "its text is missing from the workbook"
		}
		return unescape(text), ""
	case "inlineStr":
		return unescape(inline), ""
	case "str":
		return unescape(v), ""
	case "b":
		return map[string]string{"1": "TRUE", "0": "FALSE"}[v], ""
	case "d":
		return v, ""
	case "e":
		return v, "the cell holds an error of a formula"
	}
	if v == "" {
		return "", ""
	}
	var f cellFormat
	if i, err := strconv.Atoi(attribute(c, "s")); err == nil && i >= 0 && i < len(s.book.formats) {
		f = s.book.formats[i]
	}
	return number(strings.TrimSpace(v), f, s.book.date1904)
}
