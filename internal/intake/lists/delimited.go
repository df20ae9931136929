package lists

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"
)

// record is one record of a file before its cells are set against a header.
type record struct {
	line     int // the line it starts in, from 1
	cells    []string
	raw      string
	problems []RowError
	blank    bool // it has no content
	broken   bool // it could not be taken apart
}

// records is a file of one format. next returns io.EOF after the last record;
// the cells of the record are overwritten by the following call.
type records interface {
	next(*record) error
	Close() error
}

// delimited reads comma separated text and its relatives (RFC 4180, with the
// liberties people take). It differs from encoding/csv in what matters for
// evidence: empty lines are records, memory is bounded, and a quotation mark
// that is never closed costs one line, not the rest of the file.
type delimited struct {
	r      io.Reader
	delim  byte
	buf    []byte
	start  int // of the record at hand in buf
	end    int // of what was read
	eof    bool
	line   int
	cell   []byte // the cells of a quoted record, one after the other
	ends   []int
	strays int // quotation marks of the record taken as text
}

func newDelimited(r io.Reader, delim byte) *delimited {
	return &delimited{r: r, delim: delim, buf: make([]byte, 64<<10), line: 1}
}

// dosEnd ended the text files of CP/M and DOS, and is no part of the text.
const dosEnd = 0x1A

func (d *delimited) Close() error { return nil }

// fill reads on, and reports whether there is more than before.
func (d *delimited) fill() (bool, error) {
	if d.eof {
		return false, nil
	}
	if d.start > 0 {
		d.end = copy(d.buf, d.buf[d.start:d.end])
		d.start = 0
	}
	if d.end == len(d.buf) {
		if len(d.buf) >= MaxRecord {
			return false, nil
		}
		d.buf = append(d.buf, make([]byte, min(len(d.buf), MaxRecord-len(d.buf)))...)
	}
	got, idle := 0, 0
	for got < 64<<10 && d.end < len(d.buf) && !d.eof {
		n, err := d.r.Read(d.buf[d.end:])
		d.end += n
		got += n
		if err == io.EOF {
			d.eof = true
			if d.end > d.start && d.buf[d.end-1] == dosEnd {
				d.end--
			}
		} else if err != nil {
			return got > 0, err
		}
		if n > 0 {
			idle = 0
		} else if idle++; idle == 100 {
			return false, io.ErrNoProgress
		}
	}
	return got > 0, nil
}

// length returns how many bytes the line at hand has with its line end,
// io.EOF after the last.
func (d *delimited) length() (int, error) {
	for searched := 0; ; {
		have := d.buf[d.start:d.end]
		if n := bytes.IndexByte(have[searched:], '\n'); n >= 0 {
			return searched + n + 1, nil
		}
		searched = len(have)
		more, err := d.fill()
		switch {
		case err != nil:
			return 0, err
		case more:
		case !d.eof:
			return 0, tooLong(d.line)
		case searched == 0:
			return 0, io.EOF
		default:
			return searched, nil
		}
	}
}

func (d *delimited) next(rec *record) error {
	rec.line, rec.problems = d.line, nil
	n, err := d.length()
	if err != nil {
		return err
	}
	if bytes.IndexByte(d.buf[d.start:d.start+n], '"') < 0 {
		err = d.plain(rec, n)
	} else {
		err = d.quoted(rec)
	}
	rec.blank = blank(rec.cells)
	return err
}

// whole reads one line as it is, without taking it apart.
func (d *delimited) whole(rec *record) error {
	rec.line, rec.problems = d.line, nil
	n, err := d.length()
	if err != nil {
		return err
	}
	rec.raw = d.text(rec, trimEnd(d.buf[d.start:d.start+n]))
	d.start += n
	d.line++
	return nil
}

// plain splits a record without quotation marks, which are n bytes.
func (d *delimited) plain(rec *record, n int) error {
	b := trimEnd(d.buf[d.start : d.start+n])
	d.start += n
	d.line++
	rec.raw = d.text(rec, b)
	rec.cells = rec.cells[:0]
	rest := rec.raw
	for {
		i := strings.IndexByte(rest, d.delim)
		if i < 0 || len(rec.cells) == MaxColumns {
			break
		}
		rec.cells = append(rec.cells, rest[:i])
		rest = rest[i+1:]
	}
	rec.cells = append(rec.cells, rest)
	return d.checkWidth(rec)
}

func tooLong(line int) error {
	return refuse(line, "the line is longer than %d MB: this does not look like a list; check that it is the right file and that its lines end", MaxRecord>>20)
}

func (d *delimited) checkWidth(rec *record) error {
	if len(rec.cells) > MaxColumns {
		return refuse(rec.line, "the line has more than %d cells: check the delimiter", MaxColumns)
	}
	return nil
}

func trimEnd(b []byte) []byte {
	if n := len(b); n > 0 && b[n-1] == '\n' {
		b = b[:n-1]
	}
	if n := len(b); n > 0 && b[n-1] == '\r' {
		b = b[:n-1]
	}
	return b
}

// text turns the bytes of a record into a string fit to be kept: zero bytes,
// which no database takes as text, are left out, and what is no letter is
// marked. Both are reported.
func (d *delimited) text(rec *record, b []byte) string {
	if bytes.IndexByte(b, 0) >= 0 {
		b = bytes.ReplaceAll(b, []byte{0}, nil)
		rec.problem("", "the line holds zero bytes: they are left out")
	}
	if !utf8.Valid(b) || bytes.IndexByte(b, 0xEF) >= 0 && bytes.Contains(b, []byte("\uFFFD")) {
		b = bytes.ToValidUTF8(b, []byte("\uFFFD"))
		rec.problem("", "some bytes are no letters in the encoding chosen: they stand as \uFFFD")
	}
	return string(b)
}

func (rec *record) problem(column, message string) {
	rec.problems = append(rec.problems, RowError{Line: rec.line, Column: column, Message: message})
}

// quoted splits a record that has quotation marks, and may go on over several
// lines.
func (d *delimited) quoted(rec *record) error {
	hopeless := -1 // where a quotation mark opens that is never closed
	for {
		n, lines, open := d.split(rec, hopeless)
		if n < 0 && hopeless >= 0 {
			return tooLong(rec.line)
		}
		if n >= 0 {
			raw := d.text(rec, trimEnd(d.buf[d.start:d.start+n]))
			cells := d.cell
			rec.cells = rec.cells[:0]
			if len(rec.problems) == 0 {
				all, from := string(cells), 0
				for _, to := range d.ends {
					rec.cells = append(rec.cells, all[from:to])
					from = to
				}
			} else { // the offsets hold for the bytes before they were mended
				from := 0
				scratch := record{line: rec.line}
				for _, to := range d.ends {
					rec.cells = append(rec.cells, d.text(&scratch, cells[from:to]))
					from = to
				}
			}
			if hopeless >= 0 {
				rec.problem("", "a quotation mark is opened and never closed: the line is read as it stands")
			} else if d.strays > 0 {
				rec.problem("", "a quotation mark inside a quoted cell is not doubled: it is kept as text")
			}
			rec.raw = raw
			d.start += n
			d.line += lines
			return d.checkWidth(rec)
		}
		more, err := d.fill()
		if err != nil {
			return err
		}
		if !more {
			hopeless = open
		}
	}
}

// split takes the record at hand apart into d.cell and d.ends. It returns the
// length of the record and the number of its lines, or -1 and the offset of
// the open quotation mark where the record goes on beyond what was read. A
// quotation mark at offset hopeless is an ordinary character.
func (d *delimited) split(rec *record, hopeless int) (n, lines, open int) {
	b := d.buf[d.start:d.end]
	d.cell, d.ends, d.strays = d.cell[:0], d.ends[:0], 0
	for pos := 0; ; {
		end := -1
		if pos < len(b) && b[pos] == '"' && pos != hopeless {
			kept := len(d.cell)
			var verdict quoteVerdict
			end, verdict = d.unquote(b, pos)
			switch verdict {
			case quoteOpen:
				if hopeless < 0 || pos < hopeless {
					return -1, 0, pos
				}
				end = -1
			case quoteStray:
				d.strays++
				end = -1
			}
			if end < 0 {
				d.cell = d.cell[:kept]
			} else {
				lines += bytes.Count(b[pos:end], []byte{'\n'})
			}
		}
		if end < 0 {
			end = pos
			for end < len(b) && b[end] != d.delim && b[end] != '\n' {
				end++
			}
			cell := b[pos:end]
			if end == len(b) || b[end] == '\n' {
				cell = bytes.TrimSuffix(cell, []byte{'\r'})
			}
			d.cell = append(d.cell, cell...)
		}
		d.ends = append(d.ends, len(d.cell))
		if end < len(b) && b[end] == '\r' {
			end++
		}
		if end >= len(b) {
			if !d.eof {
				return -1, 0, pos
			}
			return end, lines + 1, 0
		}
		if b[end] == '\n' {
			return end + 1, lines + 1, 0
		}
		if len(d.ends) > MaxColumns {
			return len(b), lines, 0
		}
		pos = end + 1
	}
}

type quoteVerdict int

const (
	quoteClosed quoteVerdict = iota
	quoteOpen                // not closed in what was read
	quoteStray               // no quoted cell: the mark is part of the text
)

// unquote reads the quoted cell at b[pos:] into d.cell and returns where it
// ends. A mark inside it that is not doubled is taken as text as long as the
// cell closes in the same line ("the "Big" camp",12).
func (d *delimited) unquote(b []byte, pos int) (end int, v quoteVerdict) {
	stray := false
	from := len(d.cell)
	for q := pos + 1; ; {
		i := bytes.IndexByte(b[q:], '"')
		if i < 0 {
			if stray {
				return -1, quoteStray
			}
			return -1, quoteOpen
		}
		d.cell = appendLines(d.cell, b[q:q+i])
		if stray && bytes.IndexByte(d.cell[from:], '\n') >= 0 {
			return -1, quoteStray
		}
		q += i + 1
		rest := b[q:]
		switch {
		case len(rest) == 0 && !d.eof:
			return -1, quoteOpen
		case len(rest) == 0, rest[0] == d.delim, rest[0] == '\n', rest[0] == '\r' && (len(rest) == 1 || rest[1] == '\n'):
			return q, quoteClosed
		case rest[0] == '"':
			d.cell = append(d.cell, '"')
			q++
		default:
			if bytes.IndexByte(d.cell[from:], '\n') >= 0 {
				return -1, quoteStray
			}
			stray = true
			d.strays++
			d.cell = append(d.cell, '"')
		}
	}
}

// appendLines appends b with the line ends of Windows made plain, so that two
// editions of a list do not differ by them.
func appendLines(dst, b []byte) []byte {
	for {
		i := bytes.Index(b, []byte("\r\n"))
		if i < 0 {
			return append(dst, b...)
		}
		dst = append(append(dst, b[:i]...), '\n')
		b = b[i+2:]
	}
}

// lineEnds makes the lone carriage returns of old Macintosh files line ends.
type lineEnds struct{ r io.Reader }

func (l lineEnds) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	for i, b := range p[:n] {
		if b == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}
