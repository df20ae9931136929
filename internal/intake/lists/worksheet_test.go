package lists

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// book builds a workbook as Excel would.
func book(t testing.TB, build func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	build(f)
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func detectBytes(raw []byte, o Options) (Dialect, error) {
	return Detect(bytes.NewReader(raw), int64(len(raw)), "list.csv", o)
}

func TestSheet(t *testing.T) {
	raw := book(t, func(f *excelize.File) {
		_, err := f.NewSheet("People")
		must(t, err)
		_, err = f.NewSheet("Sources")
		must(t, err)
		must(t, f.SetCellStr("Sources", "A1", "x"))
		style := func(code string) int {
			s, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
			must(t, err)
			return s
		}
		short, err := f.NewStyle(&excelize.Style{NumFmt: 14})
		must(t, err)
		day := time.Date(2017, 11, 6, 0, 0, 0, 0, time.UTC)
		set := func(cell string, v any, s int) {
			must(t, f.SetCellValue("People", cell, v))
			must(t, f.SetCellStyle("People", cell, cell, s))
		}
		must(t, f.SetSheetRow("People", "A3", &[]any{"village", "id", "name", "seized", "age", "lat", "here", "card"}))
		set("A4", "Exampletown", 0)
		set("B4", 7, style("0000"))
		set("C4", "Айгүл\nSample", 0)
		set("D4", day, short)
		set("E4", 32, style("#,##0"))
		set("F4", 39.3591944444444, style("0.00"))
		set("G4", true, 0)
		set("H4", 654123199001011234.0, style("0"))
		set("D5", day.AddDate(0, 0, -5), style("mmm yyyy"))
		set("B5", 8, style("0000"))
		set("D7", day.Add(14*time.Hour+30*time.Minute), style(`dd/mm/yyyy hh:mm`))
		set("B7", 9, style("0000"))
		set("D8", day, style("d mmm"))
		set("D9", time.Date(2017, 1, 1, 0, 0, 0, 0, time.UTC), style("yyyy"))
		set("D10", day, style(`yyyy"年"m"月"d"日";@`))
		must(t, f.SetCellStr("People", "D11", "autumn 2017"))
		must(t, f.SetCellRichText("People", "C11", []excelize.RichTextRun{{Text: "Rich "}, {Text: "Text", Font: &excelize.Font{Bold: true}}}))
		must(t, f.MergeCell("People", "A4", "A9"))
		set("A2000", "", style("0")) // formatting only
	})
	d, err := detectBytes(raw, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if d.Format != FormatXLSX || d.Sheet != "People" || d.HeaderLine != 3 || d.Encoding != "utf-8" {
		t.Errorf("%+v", d)
	}
	notes := strings.Join(d.Notes, "\n")
	for _, want := range []string{`sheet "People" is read; there is content on "Sources" too`, "merged cells"} {
		if !strings.Contains(notes, want) {
			t.Errorf("notes %q", d.Notes)
		}
	}
	rows, stats, err := readAll(raw, d)
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"Exampletown", "0007", "Айгүл\nSample", "2017-11-06", "32", "39.3591944444444", "TRUE", "654123199001011000"},
		{"Exampletown", "0008", "", "2017-11", "", "", "", ""},
		{"Exampletown", "0009", "", "2017-11-06T14:30", "", "", "", ""},
		{"Exampletown", "", "", "2017-11-06", "", "", "", ""},
		{"Exampletown", "", "", "2017", "", "", "", ""},
		{"", "", "", "2017-11-06", "", "", "", ""},
		{"", "", "Rich Text", "autumn 2017", "", "", "", ""},
	}
	if diff := cmp.Diff(want, cellsOf(rows)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int{6}, stats.BlankLines); diff != "" {
		t.Error(diff)
	}
	var faults []string
	for _, r := range rows {
		for _, e := range r.Errors {
			faults = append(faults, fmt.Sprint(e.Line, " ", e.Message))
		}
	}
	if len(faults) != 2 || !strings.Contains(faults[0], "4 cell H4: the number has more than 15 digits") || !strings.Contains(faults[1], "8 cell D8: the sheet shows the date without its year") {
		t.Errorf("faults %q", faults)
	}

	if d, err = detectBytes(raw, Options{Sheet: "Sources"}); err == nil || !strings.Contains(err.Error(), "a header (line 1) and no rows") {
		t.Errorf("%+v, %v", d, err)
	}
	if _, err = detectBytes(raw, Options{Sheet: "Peopel"}); err == nil || !strings.Contains(err.Error(), `the workbook has no sheet "Peopel": it has "Sheet1", "People", "Sources"`) {
		t.Error(err)
	}
}

func TestSheetRefusals(t *testing.T) {
	empty := book(t, func(*excelize.File) {})
	if _, err := detectBytes(empty, Options{}); err == nil || !strings.Contains(err.Error(), "no sheet with content") {
		t.Errorf("empty: %v", err)
	}
	full := book(t, func(f *excelize.File) {
		for i := range 3000 {
			must(t, f.SetSheetRow("Sheet1", fmt.Sprint("A", i+1), &[]any{"a", i, "some text " + fmt.Sprint(i)}))
		}
	})
	var no *Refusal
	for _, n := range []int{4, 100, len(full) / 2, len(full) - 30} {
		if _, err := detectBytes(full[:n], Options{}); !errors.As(err, &no) {
			t.Errorf("cut at %d: %v", n, err)
		}
	}
	// A worksheet that ends in the middle must not pass for a shorter list.
	cut := rebuild(t, full, func(name string, content []byte) []byte {
		if strings.HasSuffix(name, "sheet1.xml") {
			return content[:len(content)*2/3]
		}
		return content
	})
	d, err := detectBytes(cut, Options{})
	if err == nil {
		_, _, err = readAll(cut, d)
	}
	if !errors.As(err, &no) || !strings.Contains(err.Error(), "damaged in sheet1.xml") {
		t.Errorf("damaged sheet: %v", err)
	}
	for name, part := range map[string]string{
		"one cell of 40 MB":  `<worksheet><sheetData><row r="1"><c t="inlineStr"><is><t>` + strings.Repeat("x", 40<<20) + `</t></is></c></row></sheetData></worksheet>`,
		"rows out of order":  `<worksheet><sheetData><row r="5"><c t="str"><v>a</v></c></row><row r="2"><c t="str"><v>a</v></c></row></sheetData></worksheet>`,
		"row beyond the end": `<worksheet><sheetData><row r="99999999"><c t="str"><v>a</v></c></row></sheetData></worksheet>`,
		"cell far right":     `<worksheet><sheetData><row r="1"><c r="XFD1" t="str"><v>a</v></c></row></sheetData></worksheet>`,
		"no XML":             "\x00\x01\x02",
	} {
		raw := rebuild(t, full, func(p string, content []byte) []byte {
			if strings.HasSuffix(p, "sheet1.xml") {
				return []byte(part)
			}
			return content
		})
		if _, err := detectBytes(raw, Options{}); !errors.As(err, &no) {
			t.Errorf("%s: %v", name, err)
		}
	}
	bomb := rebuild(t, full, func(p string, content []byte) []byte {
		if strings.HasSuffix(p, "styles.xml") {
			return bytes.Repeat([]byte(" "), 16<<20+1)
		}
		return content
	})
	if _, err := detectBytes(bomb, Options{}); !errors.As(err, &no) || !strings.Contains(err.Error(), "styles.xml in the workbook has 16 MB") {
		t.Errorf("bomb: %v", err)
	}
	var other bytes.Buffer
	z := zip.NewWriter(&other)
	w, err := z.Create("content.xml")
	must(t, err)
	_, err = io.WriteString(w, "<x/>")
	must(t, err)
	must(t, z.Close())
	if _, err := detectBytes(other.Bytes(), Options{}); err == nil || !strings.Contains(err.Error(), "OpenDocument") {
		t.Error(err)
	}
}

// rebuild writes the workbook again with some parts changed.
func rebuild(t *testing.T, raw []byte, change func(name string, content []byte) []byte) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	must(t, err)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range z.File {
		r, err := f.Open()
		must(t, err)
		content, err := io.ReadAll(r)
		must(t, err)
		part, err := w.Create(f.Name)
		must(t, err)
		_, err = part.Write(change(f.Name, content))
		must(t, err)
	}
	must(t, w.Close())
	return out.Bytes()
}
