package capture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/intake/capture/letters"
)

const (
	// maxScanPages are read by OCR in one go; a page takes some ten seconds.
	maxScanPages = 100
	// maxPageBytes bounds the picture of a drawn page.
	maxPageBytes = 20 << 20
	// scanPixels is the longer side of a page drawn for OCR: 205 dpi of an A4
	// page. A page is scaled to it, so that a page said to be a kilometre wide
	// costs no more than a letter.
	scanPixels = "2400"
)

// readPDF reads the text layer, and the pages as pictures where asked. A PDF
// whose text cannot be read is still evidence: it is kept with a warning.
func readPDF(ctx context.Context, c *Captured, in original, o Options) error {
	if !pdftotext.installed() {
		return pdftotext.missing()
	}
	dir, remove, err := privateDir(o)
	if err != nil {
		return err
	}
	defer remove()
	file := filepath.Join(dir, "report.pdf")
	if err := in.save(file); err != nil {
		return fmt.Errorf("writing the PDF for pdftotext: %w", habeas.DiskFault(err))
	}

	out, err := pdftotext.run(ctx, dir, nil, maxText, "-enc", "UTF-8", "-eol", "unix", "./report.pdf", "-")
	if err := c.pdfTrouble(err, &out); err != nil {
		return err
	}
	pages := splitPages(string(out))
	blank := blankPages(pages)
	// An unreadable file has neither pages nor anything to draw.
	readable := len(pages) > 0
	canScan := readable && pdftoppm.installed() && tesseract.installed()
	if len(blank) < len(pages) {
		c.textLayer(pages, pdftotext.label(ctx, dir, "-v"), o)
	}
	if readable && !o.OCR {
		c.pdfBlank(pages, blank, canScan)
	}
	c.ScanOffer = canScan && !o.OCR && (len(blank) > 0 || len(c.Texts) > 0 && c.Texts[0].Unverified)
	if o.OCR && readable {
		return c.scanPDF(ctx, dir, len(pages), o)
	}
	return nil
}

// pdfTrouble turns a failure of pdftotext into what the documenter is told. An
// error it returns ends the capture.
func (c *Captured) pdfTrouble(err error, out *[]byte) error {
	var failed *toolError
	if err == nil {
		return nil
	}
	if !errors.As(err, &failed) {
		return err
	}
	switch {
	case errors.Is(err, errToolOutput):
		*out = (*out)[:bytes.LastIndexByte(*out, '\f')+1]
		c.warn("the text of this PDF is longer than %s: it was cut after the last whole page that fits", sizeWords(maxText))
	case errors.Is(err, errToolTime):
		*out = nil
		c.warn("pdftotext did not finish within %s: the PDF is kept without its text", toolTime)
	case strings.Contains(failed.stderr, "Incorrect password"):
		c.warn("this PDF is locked with a password: it is kept without its text; unlock it and add the unlocked copy too")
	case len(*out) > 0:
		c.warn("this PDF is damaged: compare the text with the pages")
	default:
		c.warn("this PDF is damaged and its text cannot be read: it is kept as evidence")
	}
	return nil
}

// textLayer adds the text version of the text layer.
func (c *Captured) textLayer(pages []string, extractor string, o Options) {
	body, anchors := joinPages(pages)
	t := newText(extractor, body, o)
	t.Pages = anchors
	if ltr, rtl, _ := letters.Strong(t.Body); rtl*5 > ltr+rtl {
		t.Unverified = true
		t.Note = "more than a fifth of the letters run right to left: text layers of PDF often hold them in the wrong order; compare with the page"
		c.warn("the text layer of this PDF is unverified: %s", t.Note)
	}
	c.Texts = append(c.Texts, t)
	c.Title = headline(strings.TrimSpace(pages[0]))
	c.creditsFrom(brokenLine.ReplaceAllString(t.Body, "$1 $2"))
}

// brokenLine is a line end inside a paragraph: pages of print have lines
// where sentences do not end.
var brokenLine = regexp.MustCompile(`([^\n])\n([^\n])`)

// pdfBlank says which pages hold no text, and what can be done.
func (c *Captured) pdfBlank(pages []string, blank []int, canScan bool) {
	what := "install the packages poppler-utils and tesseract-ocr to read it from the picture"
	if canScan {
		what = "it can be read from the picture by OCR"
	}
	switch {
	case len(blank) == 0:
	case len(blank) == len(pages):
		c.warn("this PDF is a scan without a text layer: %s", what)
	default:
		c.warn("%d of %d pages hold no text and may be scans (the first is page %d): %s", len(blank), len(pages), blank[0], what)
	}
}

// scanPDF draws each page and reads it by OCR.
func (c *Captured) scanPDF(ctx context.Context, dir string, n int, o Options) error {
	if !pdftoppm.installed() {
		return pdftoppm.missing()
	}
	reader, err := newOCR(ctx, dir, o)
	if err != nil {
		return err
	}
	if n > maxScanPages {
		c.warn("this PDF has %d pages: OCR read the first %d; split the file to read the rest", n, maxScanPages)
		n = maxScanPages
	}
	pages := make([]string, n)
	for i := range pages {
		page := strconv.Itoa(i + 1)
		picture, err := pdftoppm.run(ctx, dir, nil, maxPageBytes, "-f", page, "-l", page, "-scale-to", scanPixels, "-gray", "-png", "./report.pdf")
		var failed *toolError
		if errors.As(err, &failed) {
			c.warn("page %d could not be drawn: %v", i+1, failed.err)
			continue
		}
		if err != nil {
			return err
		}
		if pages[i], err = reader.read(ctx, c, picture); err != nil {
			return err
		}
	}
	reader.add(c, pages, o)
	return nil
}

// splitPages cuts the output of pdftotext, which ends every page with a form feed.
func splitPages(out string) []string {
	if out == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(out, "\f"), "\f")
}

// blankPages returns the numbers, from 1, of the pages without a letter.
func blankPages(pages []string) []int {
	var blank []int
	for i, p := range pages {
		if !strings.ContainsFunc(p, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			blank = append(blank, i+1)
		}
	}
	return blank
}

// joinPages puts a blank line between pages and anchors where each starts.
func joinPages(pages []string) (body string, anchors []Anchor) {
	var b strings.Builder
	runes := 0
	for i, p := range pages {
		p = tidy(strings.TrimRight(p, "\n "))
		if i > 0 {
			b.WriteString("\n\n")
			runes += 2
		}
		anchors = append(anchors, Anchor(runes))
		b.WriteString(p)
		runes += utf8.RuneCountInString(p)
	}
	return b.String(), anchors
}
