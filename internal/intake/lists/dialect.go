package lists

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/habeas-record/habeas/internal/intake/lists/charset"
)

// The formats read.
const (
	FormatCSV   = "csv" // any delimiter but the tab
	FormatTSV   = "tsv"
	FormatXLSX  = "xlsx"
	FormatJSONL = "jsonl"
)

// LineEndCR is the LineEnd of files whose lines end with a carriage return
// alone; all others have "".
const LineEndCR = "cr"

// Dialect says how a file is to be read. A person sees it before anything is
// written, and may set any of it otherwise.
type Dialect struct {
	Format     string   `json:"format"`
	Encoding   string   `json:"encoding"`            // one of Encodings; "utf-8" for a worksheet
	Delimiter  string   `json:"delimiter,omitempty"` // "comma", "tab", "semicolon" or "pipe"
	BOM        bool     `json:"bom,omitempty"`       // a byte order mark told the encoding
	LineEnd    string   `json:"lineEnd,omitempty"`
	Sheet      string   `json:"sheet,omitempty"`
	Header     []string `json:"header"`     // names of the columns as they stand
	HeaderLine int      `json:"headerLine"` // the line of the header; 0 where the file has none
	// Examples are cells with letters beyond ASCII: whether the encoding is
	// right shows in them.
	Examples []string `json:"examples,omitempty"`
	// Notes say in sentences what was found that a person should know.
	Notes []string `json:"notes,omitempty"`
}

// Options overrule what Detect would find; zero values leave it to find out.
type Options struct {
	Format     string
	Encoding   string
	Delimiter  string // a name, or the character itself
	Sheet      string
	HeaderLine int // the line of the header
	NoHeader   bool
}

var delimiters = []struct {
	name string
	char byte
}{{"tab", '\t'}, {"comma", ','}, {"semicolon", ';'}, {"pipe", '|'}}

func delimiterOf(name string) (string, byte, error) {
	for _, d := range delimiters {
		if strings.EqualFold(name, d.name) || name == string(d.char) || d.char == '\t' && name == `\t` {
			return d.name, d.char, nil
		}
	}
	return "", 0, refuse(0, "the delimiter %q is not known: choose comma, tab, semicolon or pipe", name)
}

const (
	headSize      = 64 << 10
	sampleBytes   = 256 << 10
	sampleRecords = 500
)

// Detect finds out how the file is written. It reads the head of the file,
// and for its encoding as much as it takes to meet enough letters beyond
// ASCII, at the most once all of it. The name is used for notes and to decide
// what the content leaves open: endings lie. A file that is no list gets a
// *Refusal.
func Detect(r io.ReaderAt, size int64, name string, o Options) (Dialect, error) {
	if size == 0 {
		return Dialect{}, refuse(0, "the file is empty")
	}
	head := make([]byte, min(size, headSize))
	if n, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return Dialect{}, fmt.Errorf("read the head of the list: %w", err)
	} else {
		head = head[:n]
	}
	if o.Format == FormatXLSX || bytes.HasPrefix(head, []byte("PK\x03\x04")) {
		return detectSheet(r, size, o)
	}
	if what := foreign(head); what != "" {
		return Dialect{}, refuse(0, "%s", what)
	}
	if err := firstLineEnds(r, size); err != nil {
		return Dialect{}, err
	}
	d, enc, err := detectEncoding(r, size, head, o)
	if err != nil {
		return Dialect{}, err
	}
	sample := enc.Bytes(head)
	if controls(sample) {
		return Dialect{}, refuse(0, "the file is not text: bring the list as CSV, TSV, XLSX or JSON lines")
	}
	if bytes.Contains(sample, []byte{'\r'}) && !bytes.Contains(sample, []byte{'\n'}) {
		d.LineEnd = LineEndCR
	}
	text := bytes.TrimSpace(bytes.TrimPrefix(sample, []byte("\uFEFF")))
	switch {
	case o.Format == FormatJSONL, o.Format == "" && bytes.HasPrefix(text, []byte("{")):
		err = d.detectJSON(r, size)
	case o.Format == "" && bytes.HasPrefix(text, []byte("[")) && strings.EqualFold(filepath.Ext(name), ".json"):
		err = refuse(0, "the file is one JSON array: write one object a line instead (jq -c '.[]' does it)")
	case o.Format == "", o.Format == FormatCSV, o.Format == FormatTSV:
		err = d.detectCells(r, size, name, o)
	default:
		err = refuse(0, "the format %q is not known: choose csv, tsv, xlsx or jsonl", o.Format)
	}
	return d, err
}

// firstLineEnds refuses a file of one endless line before all of it is searched
// for letters. UTF-16 takes up to twice the bytes of UTF-8.
func firstLineEnds(r io.ReaderAt, size int64) error {
	if size <= 2*MaxRecord {
		return nil
	}
	buf := make([]byte, 256<<10)
	for at := int64(0); at < 2*MaxRecord; at += int64(len(buf)) {
		n, err := r.ReadAt(buf, at)
		if err != nil && err != io.EOF {
			return fmt.Errorf("read the head of the list: %w", err)
		}
		if bytes.IndexByte(buf[:n], '\n') >= 0 || bytes.IndexByte(buf[:n], '\r') >= 0 {
			return nil
		}
	}
	return tooLong(1)
}

func detectEncoding(r io.ReaderAt, size int64, head []byte, o Options) (Dialect, *charset.Charset, error) {
	if o.Encoding == "" && !maybeText(head) {
		return Dialect{}, nil, refuse(0, "the file is not text: bring the list as CSV, TSV, XLSX or JSON lines")
	}
	g, err := charset.Find(r, size, head)
	if err != nil {
		return Dialect{}, nil, fmt.Errorf("find the encoding of the list: %w", err)
	}
	d := Dialect{Encoding: g.Charset.Name(), BOM: g.BOM, Examples: g.Examples, Notes: g.Notes}
	if o.Encoding == "" {
		return d, g.Charset, nil
	}
	chosen, err := encodingOf(o.Encoding)
	if err != nil || chosen == g.Charset {
		return d, chosen, err
	}
	cells, err := charset.Evidence(r, size)
	if err != nil {
		return Dialect{}, nil, fmt.Errorf("try the encoding of the list: %w", err)
	}
	bad, all := 0, 0
	for _, c := range cells {
		all += len(c)
		bad += bytes.Count(chosen.Bytes(c), []byte("\uFFFD"))
	}
	if bad*20 > all || g.BOM || g.Charset.UTF16() {
		return Dialect{}, nil, refuse(0, "the file is not in %s: leave the encoding to be found (it looks like %s)", chosen.Name(), g.Charset.Name())
	}
	return Dialect{Encoding: chosen.Name(), Examples: charset.Examples(chosen, cells)}, chosen, nil
}

// Encodings returns the names of the encodings that are read.
func Encodings() []string { return charset.Names() }

func encodingOf(name string) (*charset.Charset, error) {
	if c, ok := charset.Named(name); ok {
		return c, nil
	}
	return nil, refuse(0, "the encoding %q is not known: choose one of %s", name, strings.Join(charset.Names(), ", "))
}

// foreign recognises files that are brought for lists and are none.
func foreign(head []byte) string {
	text := strings.ToLower(string(bytes.TrimSpace(bytes.TrimPrefix(head[:min(len(head), 512)], []byte("\xEF\xBB\xBF")))))
	for _, f := range []struct{ magic, what string }{
		{"\xD0\xCF\x11\xE0", "the file is an old Excel or Word file, or has a password: open it and save the list as .xlsx or .csv"},
		{"%PDF", "the file is a PDF: capture it as a report, or bring the list as CSV, TSV, XLSX or JSON lines"},
		{"\x1F\x8B", "the file is compressed: unpack it and bring the list itself"},
		{"7z\xBC\xAF", "the file is compressed: unpack it and bring the list itself"},
		{"Rar!", "the file is compressed: unpack it and bring the list itself"},
		{"SQLite format 3\x00", "the file is a database: export the list as CSV"},
		{"{\\rtf", "the file is a text document: save the list as .xlsx or .csv"},
		{"\x89PNG", "the file is a picture: capture it as a report"},
		{"\xFF\xD8\xFF", "the file is a picture: capture it as a report"},
		{"PAR1", "the file is a Parquet table: export the list as CSV"},
	} {
		if bytes.HasPrefix(head, []byte(f.magic)) {
			return f.what
		}
	}
	if strings.HasPrefix(text, "<!doctype html") || strings.HasPrefix(text, "<html") || strings.HasPrefix(text, "<?xml") {
		return "the file is a web page or XML: save the list as .xlsx or .csv"
	}
	return ""
}

// maybeText reports whether the bytes can be text of any kind: UTF-16 is full
// of zeros, but only on one side.
func maybeText(head []byte) bool {
	if bytes.HasPrefix(head, []byte("\xFF\xFE")) || bytes.HasPrefix(head, []byte("\xFE\xFF")) || charset.UTF16WithoutMark(head) != nil {
		return true
	}
	return !controls(head)
}

// controls reports whether more than one character in a hundred, and more than
// a stray few, are control characters that text does not use.
func controls(text []byte) bool {
	n := 0
	for i, b := range text {
		if b < ' ' && !strings.ContainsRune("\t\n\r\v\f", rune(b)) && (b != dosEnd || i+1 < len(text)) {
			n++
		}
	}
	return n > 3 && n*100 > len(text)
}

func (d *Dialect) detectJSON(r io.ReaderAt, size int64) error {
	d.Format = FormatJSONL
	text, err := d.text(r, size)
	if err != nil {
		return err
	}
	header, line, err := jsonHeader(text)
	if err != nil {
		return err
	}
	if line == 0 {
		return refuse(0, "the file begins like JSON, but no line of it is a JSON object: write one object a line")
	}
	d.Header = header
	return nil
}

// text returns the decoded text of the file from its beginning.
func (d *Dialect) text(r io.ReaderAt, size int64) (io.Reader, error) {
	enc, err := encodingOf(d.Encoding)
	if err != nil {
		return nil, err
	}
	text := enc.Decode(io.NewSectionReader(r, 0, size))
	if d.LineEnd == LineEndCR {
		text = lineEnds{text}
	}
	return text, nil
}

// open starts reading the records of the file.
func (d *Dialect) open(r io.ReaderAt, size int64) (records, error) {
	if d.Format == FormatXLSX {
		return openWorksheet(r, size, d.Sheet)
	}
	text, err := d.text(r, size)
	if err != nil {
		return nil, err
	}
	if d.Format == FormatJSONL {
		return newJSONLines(text, d.Header), nil
	}
	_, char, err := delimiterOf(d.Delimiter)
	if err != nil {
		return nil, err
	}
	return newDelimited(text, char), nil
}

// Sample reads up to n rows from the head of the list; they may be kept.
func Sample(r io.ReaderAt, size int64, d Dialect, n int) ([]Row, error) {
	rd, err := Open(r, size, d)
	if err != nil {
		return nil, err
	}
	defer rd.Close()
	var rows []Row
	for len(rows) < n {
		row, err := rd.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return rows, err
		}
		if row.Broken {
			continue
		}
		row.Cells = slices.Clone(row.Cells)
		rows = append(rows, row)
	}
	return rows, nil
}

// letterless reports whether a cell has no letter at all.
func letterless(s string) bool { return strings.IndexFunc(s, unicode.IsLetter) < 0 }
