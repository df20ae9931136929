package lists

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func detect(t testing.TB, name, text string, o Options) (Dialect, error) {
	t.Helper()
	return Detect(strings.NewReader(text), int64(len(text)), name, o)
}

// readAll returns the rows of a file, in the form they can be kept.
func readAll(raw []byte, d Dialect) (rows []Row, stats Stats, err error) {
	rd, err := Open(bytes.NewReader(raw), int64(len(raw)), d)
	if err != nil {
		return nil, Stats{}, err
	}
	defer rd.Close()
	for {
		row, err := rd.Next()
		if err == io.EOF {
			return rows, rd.Stats(), nil
		}
		if err != nil {
			return rows, rd.Stats(), err
		}
		row.Cells = slices.Clone(row.Cells)
		rows = append(rows, row)
	}
}

func cellsOf(rows []Row) [][]string {
	var out [][]string
	for _, r := range rows {
		out = append(out, r.Cells)
	}
	return out
}

func TestReadDelimited(t *testing.T) {
	tests := []struct {
		name, text string
		want       [][]string
		lines      []int
		blank      int
		faults     []string // line and the beginning of the message
	}{
		{"plain", "a,b\n1,2\n3,4\n", [][]string{{"1", "2"}, {"3", "4"}}, []int{2, 3}, 0, nil},
		{"no line end at the end", "a,b\n1,2", [][]string{{"1", "2"}}, []int{2}, 0, nil},
		{"Windows line ends", "a,b\r\n1,2\r\n\"3\",4\r\n", [][]string{{"1", "2"}, {"3", "4"}}, []int{2, 3}, 0, nil},
		{"old Macintosh line ends", "a,b\r1,2\r3,4\r", [][]string{{"1", "2"}, {"3", "4"}}, []int{2, 3}, 0, nil},
		{"quoted newline", "a,b\n\"1\r\n2\",3\n4,5\n", [][]string{{"1\n2", "3"}, {"4", "5"}}, []int{2, 4}, 0, nil},
		{"doubled marks", "a,b\n\"say \"\"so\"\"\",3\n", [][]string{{`say "so"`, "3"}}, []int{2}, 0, nil},
		{"blank lines and blank rows", "a,b\n\n1,2\n , \n,\n\n3,4\n", [][]string{{"1", "2"}, {"3", "4"}}, []int{3, 7}, 4, nil},
		{"short row", "a,b,c\n1,2,3\n1\n", [][]string{{"1", "2", "3"}, {"1", "", ""}}, []int{2, 3}, 0, []string{"3: the line has 1 cell, the header 3"}},
		{"long row", "a,b\n1,2,3\n1,2,,\n", [][]string{{"1", "2", "3"}, {"1", "2"}}, []int{2, 3}, 0, []string{"2: the line has 3 cells, the header 2"}},
		{"a mark inside", "a,b\n\"the \"Big\" camp\",2\n", [][]string{{`the "Big" camp`, "2"}}, []int{2}, 0, []string{"2: a quotation mark inside"}},
		{"a mark at the start of text", "a,b\n\"Big\" camp,2\n3,4\n", [][]string{{`"Big" camp`, "2"}, {"3", "4"}}, []int{2, 3}, 0, []string{"2: a quotation mark inside"}},
		{"a mark in the middle of text", "a,b\n5\" pipe,2\n", [][]string{{`5" pipe`, "2"}}, []int{2}, 0, nil},
		{"a mark never closed", "a,b\n\"open,2\n3,4\n5,6\n", [][]string{{`"open`, "2"}, {"3", "4"}, {"5", "6"}}, []int{2, 3, 4}, 0, []string{"2: a quotation mark is opened and never closed"}},
		{"two marks never closed", "a,b\n\"open,\"2\n3,4\n", [][]string{{`"open`, `"2`}, {"3", "4"}}, []int{2, 3}, 0, []string{"2: a quotation mark"}},
		{"a mark closed by chance", "a,b\n\"open,2\n3,\"4\"\n5,6\n", [][]string{{`"open`, "2"}, {"3", "4"}, {"5", "6"}}, []int{2, 3, 4}, 0, []string{"2: a quotation mark"}},
		{"zero bytes", "a,b\n1\x00,2\n", [][]string{{"1", "2"}}, []int{2}, 0, []string{"2: the line holds zero bytes"}},
		{"end of a DOS file", "a,b\n1,2\n\x1a", [][]string{{"1", "2"}}, []int{2}, 0, nil},
		{"byte order mark", "\uFEFFa,b\n1,2\n", [][]string{{"1", "2"}}, []int{2}, 0, nil},
		{"a line of Excel's", "sep=;\na;b\n1;2\n", [][]string{{"1", "2"}}, []int{3}, 0, nil},
		{"a title above", "List of the missing,,\n,,\nid,name,place\n1,x,y\n2,x,y\n", [][]string{{"1", "x", "y"}, {"2", "x", "y"}}, []int{4, 5}, 0, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, err := detect(t, "list.csv", tt.text, Options{})
			if err != nil {
				t.Fatal(err)
			}
			rows, stats, err := readAll([]byte(tt.text), d)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, cellsOf(rows)); diff != "" {
				t.Error(diff)
			}
			var lines []int
			var faults []string
			for _, r := range rows {
				lines = append(lines, r.Line)
				for _, e := range r.Errors {
					faults = append(faults, fmt.Sprintf("%d: %s", e.Line, e.Message))
				}
			}
			if diff := cmp.Diff(tt.lines, lines); diff != "" {
				t.Error("lines", diff)
			}
			if stats.Blank != tt.blank || stats.Rows != len(tt.want) || stats.Errors != len(faults) {
				t.Errorf("stats %+v", stats)
			}
			if !slices.EqualFunc(faults, tt.faults, strings.HasPrefix) {
				t.Errorf("faults %q, want %q", faults, tt.faults)
			}
		})
	}
}

func TestDelimiters(t *testing.T) {
	for want, text := range map[string]string{
		"comma":     "id,name,note\n1,Somebody,\"a; b; c\"\n2,Somebody,d\n",
		"semicolon": "id;lat;lon\n1;39,35;75,86\n2;37,91;77,35\n",
		"tab":       "id\tname\tsources\n1\tSomebody\tRFA, BBC, Reuters\n2\tSomebody\tRFA, BBC, Reuters\n",
		"pipe":      "id|name|place\n1|a, b|c\n2|d, e|f\n",
	} {
		d, err := detect(t, "list.csv", text, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if d.Delimiter != want || len(d.Header) != 3 {
			t.Errorf("delimiter %q, header %q, want %s", d.Delimiter, d.Header, want)
		}
		if lies := strings.Contains(strings.Join(d.Notes, " "), "the file is named .csv"); lies != (want == "tab") {
			t.Errorf("%s: notes %q", want, d.Notes)
		}
	}
	d, err := detect(t, "list.csv", "a,b;c\n1,2;3\n", Options{Delimiter: ";"})
	if err != nil || d.Delimiter != "semicolon" || len(d.Header) != 2 {
		t.Errorf("overruled: %+v, %v", d, err)
	}
}

func TestNoHeader(t *testing.T) {
	text := "Somebody,1985-01-02,Ghulja\nAnother,1990-03-04,Hotan\n"
	d, err := detect(t, "list.csv", text, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if d.HeaderLine != 0 || !slices.Equal(d.Header, []string{"column 1", "column 2", "column 3"}) {
		t.Fatalf("header %q in line %d", d.Header, d.HeaderLine)
	}
	rows, _, err := readAll([]byte(text), d)
	if err != nil || len(rows) != 2 || rows[0].Cells[0] != "Somebody" {
		t.Errorf("rows %v, %v", rows, err)
	}
	if d, err = detect(t, "list.csv", text, Options{HeaderLine: 1}); err != nil || d.Header[0] != "Somebody" {
		t.Errorf("overruled: %q, %v", d.Header, err)
	}
}

// TestRefusals: bad input gets one clear sentence.
func TestRefusals(t *testing.T) {
	zeros := strings.Repeat("\x00", 100)
	tests := []struct {
		name, file, text string
		o                Options
		want             string
	}{
		{"empty", "a.csv", "", Options{}, "the file is empty"},
		{"only blank lines", "a.csv", "\n\n \n", Options{}, "no lines with content"},
		{"only a byte order mark", "a.csv", "\uFEFF", Options{}, "no lines with content"},
		{"header without rows", "a.csv", "id,name\n\n\n", Options{}, "the file has a header (line 1) and no rows"},
		{"binary", "a.csv", "\x7fELF\x01\x02\x03\x04\x05\x06" + zeros, Options{}, "the file is not text"},
		{"picture", "a.csv", "\x89PNG\r\n\x1a\n" + zeros, Options{}, "picture"},
		{"old workbook", "a.csv", "\xD0\xCF\x11\xE0" + zeros, Options{}, "old Excel"},
		{"web page", "a.xls", "<html><table><tr><td>1", Options{}, "web page"},
		{"archive", "a.xlsx", "PK\x03\x04" + zeros, Options{}, "damaged"},
		{"JSON array", "a.json", `[{"name":"x"}]`, Options{}, "one object a line"},
		{"broken JSON", "a.jsonl", "{name: x}\n", Options{}, "no line of it is a JSON object"},
		{"wrong encoding named", "a.csv", "id,place\n1,\x9ar\x81mqi\n", Options{Encoding: "utf-8"}, "the file is not in utf-8: leave the encoding to be found (it looks like cp850)"},
		{"unknown encoding", "a.csv", "id,place\n1,x\n", Options{Encoding: "ebcdic"}, `the encoding "ebcdic" is not known`},
		{"unknown delimiter", "a.csv", "id,place\n1,x\n", Options{Delimiter: "#"}, `the delimiter "#" is not known`},
		{"unknown format", "a.csv", "id,place\n1,x\n", Options{Format: "ods"}, `the format "ods" is not known`},
		{"header line beyond", "a.csv", "id,place\n1,x\n", Options{HeaderLine: 9}, "line 9 cannot be the header"},
		{"too many cells", "a.csv", strings.Repeat(",", MaxColumns+5) + "\n", Options{Delimiter: ","}, "more than 1000 cells"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, err := detect(t, tt.file, tt.text, tt.o)
			var no *Refusal
			if !errors.As(err, &no) {
				t.Fatalf("no refusal, but %v and %+v", err, d)
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%q, want %q", err, tt.want)
			}
		})
	}
}

// endless is a file of one line, of a size that would not fit in memory.
type endless struct{ size int64 }

func (e endless) ReadAt(p []byte, at int64) (int, error) {
	n := min(int64(len(p)), e.size-at)
	for i := range n {
		p[i] = 'x'
	}
	if n < int64(len(p)) {
		return int(n), io.EOF
	}
	return int(n), nil
}

func TestOneLongLine(t *testing.T) {
	for _, o := range []Options{{}, {Delimiter: ","}, {Encoding: "cp850", Delimiter: ","}} {
		_, err := Detect(endless{1 << 30}, 1<<30, "list.csv", o)
		if err == nil || !strings.Contains(err.Error(), "line 1: the line is longer than 4 MB") {
			t.Errorf("%+v: %v", o, err)
		}
	}
	// The same in the middle of a list, and inside a quoted cell.
	for _, start := range []string{"", `"`, `1,"`} {
		text := "a,b\n1,2\n" + start + strings.Repeat("x", MaxRecord+10) + "\n3,4\n"
		d := Dialect{Format: FormatCSV, Encoding: "utf-8", Delimiter: "comma", Header: []string{"a", "b"}, HeaderLine: 1}
		rows, _, err := readAll([]byte(text), d)
		var no *Refusal
		if len(rows) != 1 || !errors.As(err, &no) || no.Line != 3 {
			t.Errorf("start %q: %d rows, %v", start, len(rows), err)
		}
	}
}

func TestFaultyBytesAreReported(t *testing.T) {
	var text strings.Builder
	text.WriteString("name,place\n")
	for range 40 {
		text.WriteString("Айгүл,Құлжа\n")
	}
	text.WriteString("A\xffB,Құлжа\n")
	d, err := detect(t, "list.csv", text.String(), Options{})
	if err != nil || d.Encoding != "utf-8" {
		t.Fatalf("%+v, %v", d, err)
	}
	rows, _, err := readAll([]byte(text.String()), d)
	if err != nil {
		t.Fatal(err)
	}
	last := rows[len(rows)-1]
	if last.Cells[0] != "A\uFFFDB" || len(last.Errors) != 1 || last.Errors[0].Line != 42 {
		t.Errorf("%q, %v", last.Cells, last.Errors)
	}
}

// TestRoundTrip writes any table as CSV in any encoding and reads it back
// cell for cell.
func TestRoundTrip(t *testing.T) {
	alphabets := map[string]string{
		"windows-1252": "äöüéèñçßÄÖ", "windows-1250": "łżśćŘěů", "windows-1251": "абвгдежАБВ", "windows-1254": "ğışİçö", "windows-1256": "ابتثجحخ",
		"cp850": "äöüéèñÄÖ", "cp437": "äöüéèñ", "cp866": "абвгдежАБВ", "koi8-r": "абвгдежАБВ", "gb18030": "王李张刘新疆维", "big5": "王李張劉新疆維",
		"utf-8": "ағқңұابج王é", "utf-16le": "ағқңұابج王é", "utf-16be": "ағқңұابج王é",
	}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(Encodings()).Draw(t, "encoding")
		delimiter := rapid.SampledFrom(delimiters).Draw(t, "delimiter")
		cell := rapid.StringOfN(rapid.SampledFrom([]rune("ab 1,;|\t\"\n"+alphabets[name])), 0, 12, -1)
		width := rapid.IntRange(1, 5).Draw(t, "width")
		rows := rapid.SliceOfN(rapid.SliceOfN(cell, width, width), 1, 8).Draw(t, "rows")
		var text bytes.Buffer
		w := csv.NewWriter(&text)
		w.Comma = rune(delimiter.char)
		w.UseCRLF = rapid.Bool().Draw(t, "crlf")
		header := make([]string, width)
		for i := range header {
			header[i] = fmt.Sprint("h", i)
		}
		if err := w.WriteAll(append([][]string{header}, rows...)); err != nil {
			t.Fatal(err)
		}
		raw, err := coders[name].NewEncoder().Bytes(text.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		d := Dialect{Encoding: name, Format: FormatCSV, Delimiter: delimiter.name, Header: header, HeaderLine: 1}
		got, _, err := readAll(raw, d)
		if err != nil {
			t.Fatal(err)
		}
		var want [][]string
		for _, r := range rows {
			if !blank(r) {
				want = append(want, r)
			}
		}
		if diff := cmp.Diff(want, cellsOf(got)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestAsEncodingCSV compares with the standard library on what both take.
func TestAsEncodingCSV(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom([]rune("ab,,\"\"\n\n\r")), 0, 60, -1).Draw(t, "text")
		if strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\r") {
			return // a lone carriage return is a line end here or nothing
		}
		std := csv.NewReader(strings.NewReader(text))
		std.FieldsPerRecord = -1
		want, err := std.ReadAll()
		if err != nil {
			return
		}
		src := newDelimited(strings.NewReader(text), ',')
		var got [][]string
		for {
			var rec record
			if err := src.next(&rec); err == io.EOF {
				break
			} else if err != nil {
				t.Fatal(err)
			}
			if rec.raw != "" || len(rec.cells) > 1 {
				got = append(got, rec.cells)
			}
			if len(rec.problems) > 0 {
				t.Fatalf("%q: %v", text, rec.problems)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%q: %s", text, diff)
		}
	})
}

func TestJSONLines(t *testing.T) {
	text := `{"id": 7, "name": "Айгүл", "aliases": ["A", "B"], "sex": null}` + "\n\n" +
		`{"name": "x", "id": 12345678901234567890, "released": true, "more": {"a": [1]}}` + "\n" +
		"not json\n" + `["no object"]` + "\n" + `{"id": 9, "id": 10}` + "\n"
	d, err := detect(t, "list.json", text, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"id", "name", "aliases", "sex", "released", "more"}, d.Header); diff != "" || d.Format != FormatJSONL {
		t.Fatal(d.Format, diff)
	}
	rows, stats, err := readAll([]byte(text), d)
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"7", "Айгүл", "A; B", "", "", ""},
		{"12345678901234567890", "x", "", "", "true", `{"a": [1]}`},
		{"", "", "", "", "", ""},
		{"", "", "", "", "", ""},
		{"9", "", "", "", "", ""},
	}
	if diff := cmp.Diff(want, cellsOf(rows)); diff != "" {
		t.Error(diff)
	}
	if stats.Rows != 3 || stats.Blank != 1 || stats.Errors != 3 || !rows[2].Broken || rows[4].Broken || rows[2].Errors[0].Line != 4 || rows[2].Raw != "not json" {
		t.Errorf("%+v, %v", stats, rows[2])
	}
}

func TestJSONKeyMetLate(t *testing.T) {
	var text strings.Builder
	for i := range sampleRecords + 5 {
		fmt.Fprintf(&text, "{\"id\": %d}\n", i)
	}
	text.WriteString("{\"id\": 1, \"fate\": \"released\"}\n")
	d, err := detect(t, "list.jsonl", text.String(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	rows, _, err := readAll([]byte(text.String()), d)
	if err != nil {
		t.Fatal(err)
	}
	last := rows[len(rows)-1]
	if len(last.Errors) != 1 || last.Errors[0].Column != "fate" || !strings.Contains(last.Raw, "released") {
		t.Errorf("%+v", last)
	}
}
