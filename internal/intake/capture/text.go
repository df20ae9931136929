package capture

import (
	"context"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/habeas-record/habeas/internal/intake/capture/letters"
)

// readPlain reads plain text, as given.
func readPlain(_ context.Context, c *Captured, in original, o Options) error {
	d, err := decodeReport(in, "")
	if err != nil {
		return err
	}
	t := newText("as given", d.Text, o)
	t.Note = d.Note
	if d.Note != "" {
		c.warn("%s", d.Note)
	}
	c.Texts = []Text{t}
	c.Title = headline(t.Body)
	c.creditsFrom(t.Body)
	return nil
}

// decodeReport decodes the bytes of a text and refuses what no one can review.
func decodeReport(in original, declared string) (letters.Decoded, error) {
	data, err := in.bytes(maxText, splitText)
	if err != nil {
		return letters.Decoded{}, err
	}
	return decodeWords(data, declared)
}

const splitText = "import a list as a list, or split the text"

// decodeWords decodes the bytes of a text that must hold some.
func decodeWords(data []byte, declared string) (letters.Decoded, error) {
	d, err := decode(data, declared)
	if err != nil {
		return letters.Decoded{}, err
	}
	if strings.TrimSpace(d.Text) == "" {
		return letters.Decoded{}, fail(ErrEmpty, "choose the file again, or paste the text", "the report holds no letters")
	}
	return d, nil
}

// decode turns the bytes of a text into letters.
func decode(data []byte, declared string) (letters.Decoded, error) {
	d, err := letters.Decode(data, declared)
	if err != nil {
		return d, fail(ErrEncoding, "open it where its letters show rightly, save it as UTF-8 and add that", "the encoding of this text was not recognised")
	}
	return d, nil
}

// newText makes a text version of body, with its language and direction.
func newText(extractor, body string, o Options) Text {
	t := Text{Extractor: extractor, Body: tidy(body)}
	t.Dir = letters.Direction(t.Body)
	if o.Lang != "" {
		t.Lang, t.Confident = o.Lang, true
	} else {
		t.Lang, t.Confident = letters.Language(t.Body)
	}
	return t
}

// headline takes the first line for the title where it stands alone, as a
// headline does: short, no full stop, a blank line and a text below it.
func headline(body string) string {
	first, rest, _ := strings.Cut(strings.TrimLeft(body, " \t\n\uFEFF"), "\n")
	first = strings.TrimSpace(first)
	n := utf8.RuneCountInString(first)
	if n < 3 || n > 200 || !strings.HasPrefix(rest, "\n") || strings.TrimSpace(rest) == "" || stops.MatchString(first) {
		return ""
	}
	return first
}

// stops ends a sentence, or promises that the line goes on.
var stops = regexp.MustCompile(`[.:;,。،؛]$`)
