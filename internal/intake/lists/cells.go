package lists

import (
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strings"
)

// detectCells finds the delimiter and the header of delimited text.
func (d *Dialect) detectCells(r io.ReaderAt, size int64, name string, o Options) error {
	given := o.Delimiter
	if given == "" && o.Format == FormatTSV {
		given = "tab"
	}
	var best layout
	if given != "" {
		_, char, err := delimiterOf(given)
		if err != nil {
			return err
		}
		if best, err = d.try(r, size, char); err != nil {
			return err
		}
	} else {
		var err error
		if best, err = d.bestLayout(r, size, name); err != nil {
			return err
		}
	}
	d.Delimiter, _, _ = delimiterOf(string(best.char))
	d.Format = FormatCSV
	if best.char == '\t' {
		d.Format = FormatTSV
	}
	if ext := strings.ToLower(filepath.Ext(name)); given == "" && best.width > 1 && (ext == ".csv" && best.char == '\t' || ext == ".tsv" && best.char != '\t') {
		d.Notes = append(d.Notes, fmt.Sprintf("the file is named %s, but its cells are separated by the %s", ext, d.Delimiter))
	}
	if best.width == 1 {
		d.Notes = append(d.Notes, "the list has a single column: name the delimiter if it should have more")
	}
	return d.setHeader(best.records, best.whole, o)
}

// layout is the head of a file as one delimiter divides it.
type layout struct {
	char    byte
	records []record
	width   int // cells that most records have
	score   float64
	whole   bool // the head is the whole file
}

func (d *Dialect) bestLayout(r io.ReaderAt, size int64, name string) (layout, error) {
	var (
		best    layout
		refused error
	)
	for _, del := range delimiters {
		l, err := d.try(r, size, del.char)
		var no *Refusal
		switch {
		case errors.As(err, &no):
			refused = err
			continue
		case err != nil:
			return layout{}, err
		}
		// "sep=;" in the first line is Excel's own word on the matter.
		if len(l.records) > 0 && l.records[0].raw == "sep="+string(del.char) {
			return l, nil
		}
		if best.records == nil || l.score > best.score {
			best = l
		}
	}
	if best.records == nil {
		if refused != nil {
			return layout{}, refused
		}
		return layout{}, refuse(0, "the file has no lines with content")
	}
	if best.width == 1 && !strings.EqualFold(filepath.Ext(name), ".tsv") {
		return d.try(r, size, ',')
	}
	return best, nil
}

// try divides the head of the file at one delimiter. A delimiter is the
// likelier, the more records have the same number of cells, and the more
// cells that is; the header must have as many.
func (d *Dialect) try(r io.ReaderAt, size int64, char byte) (layout, error) {
	text, err := d.text(r, size)
	if err != nil {
		return layout{}, err
	}
	l := layout{char: char}
	src := newDelimited(text, char)
	widths := map[int]int{}
	for read := 0; len(l.records) < sampleRecords && read < sampleBytes; {
		var rec record
		if err := src.next(&rec); err == io.EOF {
			l.whole = true
			break
		} else if err != nil {
			return layout{}, err
		}
		read += len(rec.raw) + 1
		if !rec.blank {
			l.records = append(l.records, rec)
			widths[len(rec.cells)]++
		}
	}
	for w, n := range widths {
		if n > widths[l.width] || n == widths[l.width] && w > l.width {
			l.width = w
		}
	}
	if l.width > 1 {
		share := float64(widths[l.width]) / float64(len(l.records))
		l.score = share * share * math.Log(float64(l.width))
		if len(l.records[0].cells) != l.width {
			l.score /= 2
		}
	}
	return l, nil
}

const preambleLines = 20

// setHeader finds the header among the first records: the first that fills at
// least half as many cells as the records after it, so that a title above the
// table is passed over.
func (d *Dialect) setHeader(records []record, whole bool, o Options) error {
	if len(records) > 0 && strings.HasPrefix(records[0].raw, "sep=") && len(records[0].raw) == len("sep=;") {
		records = records[1:]
	}
	if len(records) == 0 {
		return refuse(0, "the file has no lines with content")
	}
	at := 0
	switch {
	case o.HeaderLine > 0:
		if at = slices.IndexFunc(records, func(r record) bool { return r.line == o.HeaderLine }); at < 0 {
			return refuse(0, "line %d cannot be the header: it is empty, or not among the first lines", o.HeaderLine)
		}
	case !o.NoHeader:
		usual := usualFill(records)
		for at+1 < min(len(records), preambleLines) && filled(records[at].cells)*2 < usual {
			at++
		}
	}
	first := records[at]
	if o.NoHeader || o.HeaderLine == 0 && looksLikeRow(first.cells, records[at+1:]) {
		width := 0
		for _, r := range records {
			width = max(width, len(r.cells))
		}
		for i := range width {
			d.Header = append(d.Header, fmt.Sprintf("column %d", i+1))
		}
		if !o.NoHeader {
			d.Notes = append(d.Notes, "the first line looks like a row, not like names of columns: the columns are numbered")
		}
		return nil
	}
	d.HeaderLine = first.line
	for _, c := range first.cells {
		d.Header = append(d.Header, strings.TrimSpace(c))
	}
	for n := len(d.Header); n > 1 && d.Header[n-1] == "" && emptyColumn(records[at+1:], n-1); n = len(d.Header) {
		d.Header = d.Header[:n-1]
	}
	if at > 0 {
		d.Notes = append(d.Notes, fmt.Sprintf("the header was found in line %d: what stands above is not read", first.line))
	}
	if whole && at+1 == len(records) {
		return refuse(0, "the file has a header (line %d) and no rows", first.line)
	}
	return nil
}

func filled(cells []string) int {
	n := 0
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			n++
		}
	}
	return n
}

// usualFill returns the median number of filled cells.
func usualFill(records []record) int {
	fills := make([]int, len(records))
	for i, r := range records {
		fills[i] = filled(r.cells)
	}
	slices.Sort(fills)
	return fills[len(fills)/2]
}

func emptyColumn(records []record, i int) bool {
	for _, r := range records {
		if i < len(r.cells) && strings.TrimSpace(r.cells[i]) != "" {
			return false
		}
	}
	return true
}

// looksLikeRow reports whether the first record is a row of the list rather
// than its header: it has no name of a column we know, and values where a
// header has words.
func looksLikeRow(cells []string, rest []record) bool {
	values, words := 0, 0
	for _, c := range cells {
		switch c = strings.TrimSpace(c); {
		case c == "":
		case knownHeader(c):
			return false
		case letterless(c) || valueOf(c) != valueText:
			values++
		default:
			words++
		}
	}
	return values > 0 && values*3 >= words && len(rest) > 0
}
