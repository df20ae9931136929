package capture

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// needs skips a test aloud where a program is missing, or fails it where
// HABEAS_REQUIRE asks for the programs.
func needs(t *testing.T, tools ...tool) {
	t.Helper()
	for _, tool := range tools {
		if tool.installed() {
			continue
		}
		if slices.Contains(strings.Split(os.Getenv("HABEAS_REQUIRE"), ","), "tools") {
			t.Fatalf("HABEAS_REQUIRE asks for tools: %v", tool.missing())
		}
		t.Skipf("this test needs a program: %v", tool.missing())
	}
}

// TestGolden captures every file of testdata and compares what was found with
// the golden file beside it.
func TestGolden(t *testing.T) {
	tools := map[string][]tool{"pdf": {pdftotext, pdftoppm, tesseract}, "image": {tesseract}}
	files, err := filepath.Glob("testdata/*/*")
	if err != nil {
		t.Fatal(err)
	}
	captured := 0
	for _, file := range files {
		dir := filepath.Base(filepath.Dir(file))
		if dir == "fuzz" || strings.HasSuffix(file, ".golden") {
			continue
		}
		captured++
		t.Run(dir+"/"+filepath.Base(file), func(t *testing.T) {
			needs(t, tools[dir]...)
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			c, err := Capture(t.Context(), filepath.Base(file), bytes.NewReader(data), Options{Folder: inFolder(t.TempDir())})
			if dir == "refused" && err == nil {
				t.Error("it was captured, and should be refused")
			}
			if dir != "refused" && err != nil {
				t.Error(err)
			}
			got := render(c, err)
			golden := file + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("captured otherwise than %s says (-want +got):\n%s", golden, diff)
			}
		})
	}
	if captured == 0 {
		t.Error("there is nothing in testdata")
	}
}

var toolVersion = regexp.MustCompile(`(pdftotext|tesseract) [\d.]+`)

// render writes what was captured for people to read. Versions of programs and
// letters read from pictures differ between machines and are left out.
func render(c Captured, err error) string {
	var b strings.Builder
	if err != nil {
		fmt.Fprintf(&b, "error: %v\nkind: %v\n", err, errors.Unwrap(err))
		return b.String()
	}
	fmt.Fprintf(&b, "%s, %s, %d bytes\n", c.Kind, c.MediaType, c.Size)
	for _, f := range [][2]string{{"title", c.Title}, {"byline", c.Byline}, {"site", c.Site}, {"published", c.Published}} {
		if f[1] != "" {
			fmt.Fprintf(&b, "%s: %s\n", f[0], f[1])
		}
	}
	for _, credit := range c.Credits {
		fmt.Fprintf(&b, "%s: %s\n", credit.Role, credit.Name)
	}
	for _, a := range c.Attachments {
		fmt.Fprintf(&b, "attachment: %q, %s, %d bytes\n", a.Name, a.MediaType, len(a.Data))
	}
	for _, w := range c.Warnings {
		fmt.Fprintf(&b, "warning: %s\n", w)
	}
	if c.ScanOffer {
		b.WriteString("OCR is offered\n")
	}
	for _, t := range c.Texts {
		fmt.Fprintf(&b, "\ntext by %s, %s, %s", toolVersion.ReplaceAllString(t.Extractor, "$1 (version)"), t.Lang, t.Dir)
		for _, f := range []struct {
			is   bool
			word string
		}{{!t.Confident, "language to confirm"}, {t.OCR, "OCR"}, {t.Unverified, "unverified"}} {
			if f.is {
				b.WriteString(", " + f.word)
			}
		}
		b.WriteString("\n")
		if t.Note != "" {
			fmt.Fprintf(&b, "note: %s\n", t.Note)
		}
		runes := []rune(t.Body)
		for i, p := range t.Pages {
			if !t.OCR {
				fmt.Fprintf(&b, "page %d at %d: %q\n", i+1, p, string(runes[p:min(len(runes), int(p)+20)]))
			}
		}
		for _, cue := range t.Cues {
			fmt.Fprintf(&b, "clip %v to %v: %q\n", cue.Start, cue.End, string(runes[cue.RuneStart:cue.RuneEnd]))
		}
		if t.OCR {
			b.WriteString("(letters read by OCR)\n")
			continue
		}
		b.WriteString("----\n" + t.Body + "\n----\n")
	}
	return b.String()
}

// checkSound holds for whatever is captured, from whichever bytes.
func checkSound(t testing.TB, c Captured) {
	t.Helper()
	if len(c.SHA256) != 64 || c.Kind == "" || c.MediaType == "" {
		t.Errorf("not identified: %q, %q, %q", c.SHA256, c.Kind, c.MediaType)
	}
	for _, s := range append([]string{c.Title, c.Byline, c.Site, c.Published}, c.Warnings...) {
		if !utf8.ValidString(s) || strings.ContainsAny(s, "\x00\n\r") {
			t.Errorf("%q is not one line of text", s)
		}
	}
	for _, text := range c.Texts {
		n := utf8.RuneCountInString(text.Body)
		if !utf8.ValidString(text.Body) || strings.ContainsAny(text.Body, "\x00\r") || strings.TrimSpace(text.Body) == "" {
			t.Errorf("the body is not storable text: %q", text.Body)
		}
		if text.Extractor == "" || text.Lang == "" || text.Dir != "ltr" && text.Dir != "rtl" {
			t.Errorf("text version without extractor, language or direction: %q, %q, %q", text.Extractor, text.Lang, text.Dir)
		}
		last := 0
		for _, cue := range text.Cues {
			if cue.RuneStart < last || cue.RuneEnd <= cue.RuneStart || cue.RuneEnd > n || cue.End < cue.Start {
				t.Errorf("cue %+v does not fit after %d in a body of %d", cue, last, n)
			}
			last = cue.RuneEnd
		}
	}
}

func TestPaste(t *testing.T) {
	c, err := Paste("They took him\r\nat night\u00a0.", Options{})
	if err != nil {
		t.Fatal(err)
	}
	checkSound(t, c)
	if got, want := c.Texts[0].Body, "They took him\nat night\u00a0."; got != want {
		t.Errorf("body = %q, want %q: line ends made one kind, all else kept", got, want)
	}
	if c.Kind != KindText || c.Texts[0].Extractor != "as given" {
		t.Errorf("kind %q, extractor %q", c.Kind, c.Texts[0].Extractor)
	}
	// What looks like a page or a mail is still the text that was pasted.
	c, err = Paste("<p>From: here</p>", Options{Lang: "kk"})
	if err != nil {
		t.Fatal(err)
	}
	if c.Texts[0].Body != "<p>From: here</p>" || c.Texts[0].Lang != "kk" || !c.Texts[0].Confident {
		t.Errorf("captured as %+v", c.Texts[0])
	}
	if _, err := Paste("\xff", Options{}); !errors.Is(err, ErrEncoding) {
		t.Errorf("broken UTF-8: %v, want ErrEncoding", err)
	}
	if _, err := Paste(" \n", Options{}); !errors.Is(err, ErrEmpty) {
		t.Errorf("spaces: %v, want ErrEmpty", err)
	}
}

func TestErrorsHaveAKindAndAHint(t *testing.T) {
	_, err := Paste("", Options{})
	var e *Error
	if !errors.As(err, &e) || e.Kind != ErrEmpty || e.Msg == "" || e.Hint == "" {
		t.Errorf("%#v is no *Error of kind ErrEmpty with a hint", err)
	}
}

// endless gives one line without end.
type endless struct{ read int64 }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	e.read += int64(len(p))
	return len(p), nil
}

func TestTooLargeStopsReading(t *testing.T) {
	e := &endless{}
	_, err := Capture(t.Context(), "line.txt", e, Options{MaxBytes: 1 << 20})
	if !errors.Is(err, ErrTooLarge) {
		t.Fatalf("an endless line: %v, want ErrTooLarge", err)
	}
	if e.read > 2<<20 {
		t.Errorf("%d bytes were read of a report that may have %d", e.read, 1<<20)
	}
	if _, err := Capture(t.Context(), "line.txt", bytes.NewReader(bytes.Repeat([]byte("word "), maxText/5+1)), Options{}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a text no one can review: %v, want ErrTooLarge", err)
	}
}

func TestEndedRequestEndsTheCapture(t *testing.T) {
	ctx, end := context.WithCancel(context.Background())
	end()
	if _, err := Capture(ctx, "a.txt", strings.NewReader("words"), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Capture = %v, want context.Canceled", err)
	}
}

func TestNameNeverDecidesAgainstTheBytes(t *testing.T) {
	for _, c := range []struct{ name, data, media string }{
		{"page.html", "Only words, no tags.", "text/plain"},
		{"note.txt", "<!doctype html><p>words</p>", "text/html"},
		{"photo.jpg", "words", "text/plain"},
		{"letter.eml", "words without a header", "text/plain"},
		{"a.txt", "\x89PNG\r\n\x1a\n", "image/png"},
		{"from.txt", "From: her\n\nwords", "text/plain"},
		{"talk.txt", "Date: 4 May\nTo: the desk\nfrom: nobody\nbut this line is none\n\nwords", "text/plain"},
		{"a.xhtml", `<?xml version="1.0"?><!-- c --><html><body>words</body></html>`, "text/html"},
		{"a.tif", "II*\x00\x08\x00\x00\x00", "image/tiff"},
	} {
		media, err := sniff(c.name, []byte(c.data))
		if err != nil || media != c.media {
			t.Errorf("sniff(%q, %q) = %q, %v; want %q", c.name, c.data, media, err, c.media)
		}
	}
}
