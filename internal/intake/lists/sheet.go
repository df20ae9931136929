package lists

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// sheet streams the rows of one worksheet.
type sheet struct {
	book *workbook
	part string
	body io.ReadCloser
	left rowBudget
	dec  *xml.Decoder
	line int // of the row last delivered
	// ahead is the next row with content; the empty ones before it are
	// delivered first. Empty rows at the end are formatting, and not.
	ahead  record
	loaded bool
	done   bool
	merges []merge
	down   map[int]merge // areas being repeated, by column
	lines  int           // rows seen, for sheets that do not number them
}

// merge is an area of merged cells that spans rows.
type merge struct {
	from, to, column int
	value            string
}

// rowBudget bounds what one row may hold.
type rowBudget struct {
	r    io.Reader
	left int
}

func (b *rowBudget) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, refuse(0, "a row of the worksheet is longer than %d MB: this does not look like a list", 4*MaxRecord>>20)
	}
	n, err := b.r.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

// openSheet starts reading the named worksheet, or the only one that Detect
// would choose.
func openSheet(r io.ReaderAt, size int64, name string) (*sheet, error) {
	book, err := openWorkbook(r, size)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, s := range book.sheets {
		if s.name == name {
			return book.sheet(s)
		}
		names = append(names, strconv.Quote(s.name))
	}
	return nil, refuse(0, "the workbook has no sheet %q: it has %s", name, strings.Join(names, ", "))
}

func (w *workbook) sheet(p sheetPart) (*sheet, error) {
	merges, err := w.mergesOf(p.part)
	if err != nil {
		return nil, err
	}
	body, err := w.open(p.part, maxSheet)
	if err != nil {
		return nil, err
	}
	s := &sheet{book: w, part: p.part, body: body, merges: merges, down: map[int]merge{}}
	s.left = rowBudget{r: body, left: 4 * MaxRecord}
	s.dec = xml.NewDecoder(&s.left)
	return s, nil
}

func (s *sheet) Close() error { return s.body.Close() }

// mergesOf finds the merged areas of a worksheet that span rows, which stand
// behind its rows.
func (w *workbook) mergesOf(part string) ([]merge, error) {
	body, err := w.open(part, maxSheet)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	const tag = `mergeCell ref="`
	var merges []merge
	buf := make([]byte, 0, 64<<10)
	for {
		n, err := body.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		rest := buf
		for {
			i := bytes.Index(rest, []byte(tag))
			if i < 0 {
				break
			}
			area := rest[i+len(tag):]
			end := bytes.IndexByte(area[:min(len(area), 40)], '"')
			if end < 0 {
				if len(area) >= 40 {
					rest = area
					continue
				}
				rest = rest[i:]
				break
			}
			if m, ok := mergeOf(string(area[:end])); ok && len(merges) < maxMerges {
				merges = append(merges, m)
			}
			rest = area[end:]
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, damaged(part, err)
		}
		// What may be the beginning of a tag is kept for the next round.
		if keep := len(tag) + 40; len(rest) > keep {
			rest = rest[len(rest)-keep:]
		}
		buf = buf[:copy(buf[:cap(buf)], rest)]
	}
	slices.SortFunc(merges, func(a, b merge) int { return a.from - b.from })
	return merges, nil
}

func mergeOf(area string) (merge, bool) {
	a, b, ok := strings.Cut(area, ":")
	column, from, ok1 := reference(a)
	_, to, ok2 := reference(b)
	return merge{from: from, to: to, column: column}, ok && ok1 && ok2 && to > from && column < MaxColumns
}

// reference reads a cell's name, B12, as column from 0 and row from 1.
func reference(s string) (column, row int, ok bool) {
	i := 0
	for ; i < len(s) && s[i] >= 'A' && s[i] <= 'Z' && i < 4; i++ {
		column = column*26 + int(s[i]-'A') + 1
	}
	row, err := strconv.Atoi(s[i:])
	return column - 1, row, i > 0 && err == nil && row > 0 && row <= maxRows
}

const maxRows = 1 << 20 // of a worksheet

func (s *sheet) next(rec *record) error {
	if !s.loaded {
		if s.done {
			return io.EOF
		}
		if err := s.load(); err != nil {
			if err == io.EOF {
				s.done = true
			}
			return err
		}
		s.loaded = true
	}
	s.line++
	rec.line, rec.raw, rec.problems, rec.cells = s.line, "", nil, rec.cells[:0]
	if rec.blank = s.line < s.ahead.line; rec.blank {
		return nil
	}
	s.loaded = false
	rec.cells = append(rec.cells, s.ahead.cells...)
	rec.problems = s.ahead.problems
	return nil
}

// load reads up to the next row with content.
func (s *sheet) load() error {
	rec := &s.ahead
	for {
		t, err := s.dec.RawToken()
		if err == io.EOF {
			err = io.ErrUnexpectedEOF // a whole sheet ends its rows with a tag
		}
		if err != nil {
			return damaged(s.part, err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			if t.Name.Local != "row" {
				continue
			}
			s.left.left = 4 * MaxRecord
			s.lines++
			if n, err := strconv.Atoi(attribute(t, "r")); err == nil {
				if n < s.lines || n > maxRows {
					return refuse(0, "the rows of the worksheet are out of order at row %d: save the list as CSV", n)
				}
				s.lines = n
			}
			rec.line, rec.problems, rec.cells = s.lines, nil, rec.cells[:0]
			if err := s.row(rec); err != nil {
				return damaged(s.part, err)
			}
			if !blank(rec.cells) {
				s.fillDown(rec)
				return nil
			}
		case xml.EndElement:
			if t.Name.Local == "sheetData" || t.Name.Local == "worksheet" {
				return io.EOF
			}
		}
	}
}

// row reads the cells of a row up to its end tag.
func (s *sheet) row(rec *record) error {
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
				return refuse(rec.line, "the row has more than %d cells", MaxColumns)
			}
			for len(rec.cells) <= column {
				rec.cells = append(rec.cells, "")
			}
			rec.cells[column] = value
			if problem != "" {
				rec.problem("", fmt.Sprintf("cell %s: %s", attribute(t, "r"), problem))
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
func (s *sheet) cell(start xml.StartElement) (value, problem string, err error) {
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

func (s *sheet) value(c xml.StartElement, v, inline string) (value, problem string) {
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

// fillDown repeats the value of a merged area in every row it covers.
func (s *sheet) fillDown(rec *record) {
	for len(s.merges) > 0 && s.merges[0].from <= rec.line {
		m := s.merges[0]
		s.merges = s.merges[1:]
		if m.from == rec.line && m.column < len(rec.cells) {
			m.value = rec.cells[m.column]
			s.down[m.column] = m
		}
	}
	for column, m := range s.down {
		if rec.line > m.to {
			delete(s.down, column)
			continue
		}
		for len(rec.cells) <= column {
			rec.cells = append(rec.cells, "")
		}
		if rec.cells[column] == "" {
			rec.cells[column] = m.value
		}
	}
}

// detectSheet chooses the worksheet, the first with a table unless one is
// named, and finds its header.
func detectSheet(r io.ReaderAt, size int64, o Options) (Dialect, error) {
	book, err := openWorkbook(r, size)
	if err != nil {
		return Dialect{}, err
	}
	d := Dialect{Format: FormatXLSX, Encoding: "utf-8"}
	var records []record
	var whole, mergedCells bool
	var others, names []string
	for _, p := range book.sheets {
		names = append(names, strconv.Quote(p.name))
		if o.Sheet != "" && p.name != o.Sheet {
			continue
		}
		s, err := book.sheet(p)
		if err != nil {
			return Dialect{}, err
		}
		merged := len(s.merges)
		rows, all, err := s.sample()
		s.Close()
		if err != nil {
			return Dialect{}, err
		}
		switch {
		case len(rows) == 0:
		case records == nil && (!p.hidden || o.Sheet != ""), !isTable(records) && isTable(rows) && !p.hidden:
			if records != nil {
				others = append(others, strconv.Quote(d.Sheet))
			}
			d.Sheet, records, whole, mergedCells = p.name, rows, all, merged > 0
		default:
			others = append(others, strconv.Quote(p.name))
		}
	}
	if mergedCells {
		d.Notes = append(d.Notes, "the sheet has merged cells: their value is repeated in each row they cover")
	}
	if records == nil {
		if o.Sheet != "" && !slices.Contains(names, strconv.Quote(o.Sheet)) {
			return Dialect{}, refuse(0, "the workbook has no sheet %q: it has %s", o.Sheet, strings.Join(names, ", "))
		}
		return Dialect{}, refuse(0, "the workbook has no sheet with content")
	}
	if len(others) > 0 {
		d.Notes = append(d.Notes, fmt.Sprintf("sheet %q is read; there is content on %s too", d.Sheet, strings.Join(others, ", ")))
	}
	return d, d.setHeader(records, whole, o)
}

// isTable reports whether the rows have a header and something below it, and
// are no title page.
func isTable(rows []record) bool {
	return len(rows) > 1 && slices.ContainsFunc(rows[1:], func(r record) bool { return filled(r.cells) > 1 })
}

func (s *sheet) sample() (rows []record, whole bool, err error) {
	for len(rows) < sampleRecords {
		var rec record
		if err := s.next(&rec); err == io.EOF {
			return rows, true, nil
		} else if err != nil {
			return nil, false, err
		}
		if !rec.blank {
			rows = append(rows, rec)
		}
	}
	return rows, false, nil
}
