package capture

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/image/tiff"

	"github.com/habeas-record/habeas/internal/protect/picture"
)

// letter and russian are what is printed in testdata/image.
const (
	letterWords  = "Aylin Example was taken from her shop in Tal Bazaar on 4 May 2019. Her brother Bakyt asked at the county post three times. They told him that no one of this name was held there. No letter and no call has come since that day in the spring."
	russianWords = "Торговку забрали из лавки на базаре четвёртого мая. Брат трижды спрашивал о ней в районном отделении. Ему ответили, что никого с таким именем там не держат. С того весеннего дня не было ни письма, ни звонка."
)

// wordsRead returns the share of want's words that stand in got.
func wordsRead(got, want string) float64 {
	split := func(s string) []string {
		return strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	}
	have := map[string]int{}
	for _, w := range split(got) {
		have[w]++
	}
	words, found := split(want), 0
	for _, w := range words {
		if have[w] > 0 {
			have[w]--
			found++
		}
	}
	return float64(found) / float64(len(words))
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// inFolder makes private folders inside one of the test.
func inFolder(in string) func() (string, func(), error) {
	return func() (string, func(), error) {
		dir, err := os.MkdirTemp(in, "private-")
		return dir, func() { os.RemoveAll(dir) }, err
	}
}

func captureBytes(t *testing.T, name string, data []byte, o Options) Captured {
	t.Helper()
	private := t.TempDir()
	o.Folder = inFolder(private)
	c, err := Capture(t.Context(), name, bytes.NewReader(data), o)
	if err != nil {
		t.Fatal(err)
	}
	checkSound(t, c)
	left, err := os.ReadDir(private)
	if err != nil {
		t.Fatal(err)
	}
	if len(left) != 0 {
		t.Errorf("%d files or folders are left behind in the temporary folder", len(left))
	}
	return c
}

func onlyText(t *testing.T, c Captured) Text {
	t.Helper()
	if len(c.Texts) != 1 {
		t.Fatalf("%d text versions, want 1; warnings: %q", len(c.Texts), c.Warnings)
	}
	return c.Texts[0]
}

func encode(t *testing.T, f func(*bytes.Buffer, image.Image) error) []byte {
	t.Helper()
	picture, err := png.Decode(bytes.NewReader(read(t, "image/letter.png")))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f(&b, picture); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// onItsSide turns a picture a quarter, as a telephone held upright does.
type onItsSide struct{ image.Image }

func (s onItsSide) Bounds() image.Rectangle {
	b := s.Image.Bounds()
	return image.Rect(0, 0, b.Dy(), b.Dx())
}

func (s onItsSide) At(x, y int) color.Color {
	b := s.Image.Bounds()
	return s.Image.At(b.Min.X+y, b.Max.Y-1-x)
}

func TestEveryKindOfPictureIsRead(t *testing.T) {
	needs(t, tesseract)
	for _, c := range []struct {
		name, want string
		data       []byte
	}{
		{"letter.png", letterWords, read(t, "image/letter.png")},
		{"letter.webp", letterWords, read(t, "image/letter.webp")},
		{"russian.png", russianWords, read(t, "image/russian.png")},
		{"letter.jpg", letterWords, encode(t, func(b *bytes.Buffer, m image.Image) error { return jpeg.Encode(b, m, nil) })},
		{"letter.gif", letterWords, encode(t, func(b *bytes.Buffer, m image.Image) error { return gif.Encode(b, m, nil) })},
		{"letter.tif", letterWords, encode(t, func(b *bytes.Buffer, m image.Image) error { return tiff.Encode(b, m, nil) })},
		{"side.png", letterWords, encode(t, func(b *bytes.Buffer, m image.Image) error { return png.Encode(b, onItsSide{m}) })},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := onlyText(t, captureBytes(t, c.name, c.data, Options{}))
			if share := wordsRead(text.Body, c.want); share < 0.9 {
				t.Errorf("%.0f %% of the words were read:\n%s", 100*share, text.Body)
			}
			if !text.OCR || text.Note == "" || !strings.HasPrefix(text.Extractor, "tesseract ") {
				t.Errorf("not marked as read by machine: %+v", text)
			}
		})
	}
}

// twoSheets writes a TIFF of two pages, as scanners do: grey, uncompressed.
func twoSheets(t *testing.T, order binary.AppendByteOrder, mark string, pages ...[]byte) []byte {
	t.Helper()
	file := append([]byte(mark), 0, 0, 0, 0)
	pointer := 4
	for _, page := range pages {
		picture, err := png.Decode(bytes.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		b := picture.Bounds()
		strip := len(file)
		for y := b.Min.Y; y < b.Max.Y; y++ {
			for x := b.Min.X; x < b.Max.X; x++ {
				file = append(file, color.GrayModel.Convert(picture.At(x, y)).(color.Gray).Y)
			}
		}
		if len(file)%2 != 0 {
			file = append(file, 0)
		}
		directory := len(file)
		order.(binary.ByteOrder).PutUint32(file[pointer:], uint32(directory))
		entries := [][2]int{ // tag, value; all as LONG
			{256, b.Dx()}, {257, b.Dy()}, {258, 8}, {259, 1}, {262, 1}, {273, strip}, {277, 1}, {278, b.Dy()}, {279, b.Dx() * b.Dy()},
		}
		file = order.AppendUint16(file, uint16(len(entries)))
		for _, e := range entries {
			file = order.AppendUint16(file, uint16(e[0]))
			file = order.AppendUint16(file, 4)
			file = order.AppendUint32(file, 1)
			file = order.AppendUint32(file, uint32(e[1]))
		}
		pointer = len(file)
		file = append(file, 0, 0, 0, 0)
	}
	return file
}

func TestEverySheetOfATIFFIsRead(t *testing.T) {
	needs(t, tesseract)
	for mark, order := range map[string]binary.AppendByteOrder{"II*\x00": binary.LittleEndian, "MM\x00*": binary.BigEndian} {
		data := twoSheets(t, order, mark, read(t, "image/letter.png"), read(t, "image/russian.png"))
		text := onlyText(t, captureBytes(t, "scan.tif", data, Options{}))
		if len(text.Pages) != 2 {
			t.Fatalf("%d pages, want 2:\n%s", len(text.Pages), text.Body)
		}
		runes := []rune(text.Body)
		for i, want := range []string{letterWords, russianWords} {
			page := runes[text.Pages[i]:]
			if i == 0 {
				page = runes[:text.Pages[1]]
			}
			if share := wordsRead(string(page), want); share < 0.9 {
				t.Errorf("%s: %.0f %% of the words of sheet %d were read:\n%s", mark, 100*share, i+1, string(page))
			}
		}
	}
}

func TestSheetsOfABrokenTIFF(t *testing.T) {
	loop := []byte("II*\x00\x08\x00\x00\x00\x00\x00\x08\x00\x00\x00") // a directory that points at itself
	for _, data := range [][]byte{loop, []byte("II*\x00"), []byte("MM\x00*\xff\xff\xff\xff"), []byte("II*\x00\x08\x00\x00\x00\xff\xff")} {
		if n := len(tiffSheets(data)); n != 1 {
			t.Errorf("tiffSheets(%q) = %d sheets, want the file itself", data, n)
		}
	}
}

func TestScannedPDF(t *testing.T) {
	needs(t, pdftotext, pdftoppm, tesseract)
	data := read(t, "pdf/scan.pdf")
	if c := captureBytes(t, "scan.pdf", data, Options{}); len(c.Texts) != 0 || !c.ScanOffer {
		t.Errorf("without asking for OCR: %d texts, OCR offered %v", len(c.Texts), c.ScanOffer)
	}
	c := captureBytes(t, "scan.pdf", data, Options{OCR: true, Lang: "en"})
	text := onlyText(t, c)
	if share := wordsRead(text.Body, letterWords); share < 0.9 || !text.OCR {
		t.Errorf("OCR %v, %.0f %% of the words were read:\n%s", text.OCR, 100*share, text.Body)
	}
	if c.ScanOffer {
		t.Error("OCR is offered again after it was done")
	}
}

func TestOCRBesideATextLayer(t *testing.T) {
	needs(t, pdftotext, pdftoppm, tesseract)
	c := captureBytes(t, "two-pages.pdf", read(t, "pdf/two-pages.pdf"), Options{OCR: true, Lang: "en"})
	if len(c.Texts) != 2 || c.Texts[0].OCR || !c.Texts[1].OCR {
		t.Fatalf("%d text versions, want the text layer and then OCR", len(c.Texts))
	}
	if share := wordsRead(c.Texts[1].Body, c.Texts[0].Body); share < 0.9 {
		t.Errorf("OCR and text layer share %.0f %% of the words:\n%s", 100*share, c.Texts[1].Body)
	}
	if len(c.Texts[1].Pages) != 2 {
		t.Errorf("%d pages were read by OCR, want 2", len(c.Texts[1].Pages))
	}
}

func TestPicturesBeyondTheBoundsAreKeptUnread(t *testing.T) {
	needs(t, tesseract)
	var wide bytes.Buffer
	if err := png.Encode(&wide, image.NewGray(image.Rect(0, 0, 5000, 3300))); err != nil {
		t.Fatal(err)
	}
	long := append(read(t, "image/letter.png"), make([]byte, picture.MostBytes)...)
	for name, c := range map[string]struct {
		data []byte
		says string
	}{
		"wide.png": {wide.Bytes(), "16 million pixels"},
		"long.png": {long, "10 MB"},
	} {
		got := captureBytes(t, name, c.data, Options{})
		if len(got.Texts) != 0 || len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0], c.says) {
			t.Errorf("%s: %d texts, warnings %q; want none, and one that says %q", name, len(got.Texts), got.Warnings, c.says)
		}
	}
}

func TestLanguageWithoutDataIsNotReadWithAnother(t *testing.T) {
	needs(t, tesseract)
	// Tesseract has data for Uyghur; for Kazakh in Arabic letters nobody does.
	c := captureBytes(t, "letter.png", read(t, "image/letter.png"), Options{Lang: "kk-Arab"})
	if len(c.Texts) != 0 || len(c.Warnings) != 1 || !strings.Contains(c.Warnings[0], "Kazakh (Arabic)") {
		t.Errorf("%d texts, warnings %q", len(c.Texts), c.Warnings)
	}
}

func TestDataFor(t *testing.T) {
	for tag, want := range map[string]string{
		"en": "eng", "kk": "kaz", "kk-Cyrl": "kaz", "kk-KZ": "kaz", "kk-Arab": "", "zh": "chi_sim", "zh-TW": "chi_tra",
		"zh-Hant": "chi_tra", "zh-CN": "chi_sim", "uz": "uzb", "uz-Cyrl": "uzb_cyrl", "ug": "uig", "xx-!": "", "is": "",
	} {
		if got, name := dataFor(tag); got != want || name == "" {
			t.Errorf("dataFor(%q) = %q, %q; want %q and a name", tag, got, name, want)
		}
	}
}

func TestMissingProgramsAreNamed(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := Capture(t.Context(), "a.pdf", bytes.NewReader(read(t, "pdf/two-pages.pdf")), Options{})
	if !errors.Is(err, ErrToolMissing) || err.Error() != "pdftotext is not installed: install the package poppler-utils, then add the file again" {
		t.Errorf("a PDF without pdftotext: %v", err)
	}
	c := captureBytes(t, "letter.png", read(t, "image/letter.png"), Options{})
	if len(c.Texts) != 0 || len(c.Warnings) != 1 || !strings.Contains(c.Warnings[0], "tesseract-ocr") {
		t.Errorf("a picture without tesseract: %d texts, warnings %q", len(c.Texts), c.Warnings)
	}
}

// fakeTool puts a script of that name first in the path.
func fakeTool(t *testing.T, name, script string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir)
}

func TestProgramsSeeNothingOfOurs(t *testing.T) {
	t.Setenv("HABEAS_SECRET", "a key")
	fakeTool(t, "pdftotext", `
if [ "$1" = -v ]; then echo pdftotext version 99.1 >&2; exit 0; fi
export -p
echo "arguments $*"
`)
	c := captureBytes(t, "-o; rm -rf $HOME.pdf", []byte("%PDF-1.4 nothing"), Options{})
	text := onlyText(t, c)
	if strings.Contains(text.Body, "HABEAS_SECRET") {
		t.Errorf("the environment reached the program:\n%s", text.Body)
	}
	if !strings.Contains(text.Body, "arguments -enc UTF-8 -eol unix ./report.pdf -") {
		t.Errorf("the arguments are not the fixed ones:\n%s", text.Body)
	}
	if text.Extractor != "pdftotext 99.1" {
		t.Errorf("extractor %q, want the version that is printed as a complaint", text.Extractor)
	}
}

func TestOutputOfProgramsIsBounded(t *testing.T) {
	fakeTool(t, "pdftotext", `
if [ "$1" = -v ]; then exit 0; fi
page="words and words"
for i in 1 2 3 4 5 6 7 8 9 10 11 12; do page="$page and $page"; done
while :; do printf '%s\f' "$page"; done
`)
	text := onlyText(t, captureBytes(t, "endless.pdf", []byte("%PDF-1.4 nothing"), Options{}))
	if len(text.Body) > maxText+2*len(text.Pages) {
		t.Errorf("a body of %d bytes", len(text.Body))
	}
	if !strings.HasSuffix(text.Body, "and words") {
		t.Errorf("it was cut inside a page: …%q", text.Body[len(text.Body)-30:])
	}
}

func TestTroubleWithAPDFIsSaid(t *testing.T) {
	for _, c := range []struct{ script, says string }{
		{`echo "Command Line Error: Incorrect password" >&2; exit 1`, "locked with a password"},
		{`echo "Syntax Error" >&2; exit 1`, "damaged and its text cannot be read"},
		{`printf 'half a page\f'; exit 1`, "damaged: compare"},
	} {
		t.Run(c.says, func(t *testing.T) {
			fakeTool(t, "pdftotext", c.script)
			got := captureBytes(t, "a.pdf", []byte("%PDF-1.4 nothing"), Options{})
			if len(got.Warnings) != 1 || !strings.Contains(got.Warnings[0], c.says) {
				t.Errorf("warnings %q, want one that says %q", got.Warnings, c.says)
			}
		})
	}
}

// TestEndedRequestEndsTheProgram ends the request once a program that would run
// for ever has started to read.
func TestEndedRequestEndsTheProgram(t *testing.T) {
	fakeTool(t, "pdftotext", "while :; do :; done\n")
	ctx, end := context.WithCancel(t.Context())
	_, err := pdftotext.run(ctx, t.TempDir(), ending{end}, 100, "-")
	if !errors.Is(err, context.Canceled) {
		t.Errorf("run = %v, want context.Canceled", err)
	}
}

// ending ends the request when it is read.
type ending struct{ end func() }

func (e ending) Read([]byte) (int, error) {
	e.end()
	return 0, io.EOF
}
