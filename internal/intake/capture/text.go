package capture

import (
	"context"
	"regexp"
	"strings"
	"unicode/utf8"
)

// readPlain reads plain text, as given.
func readPlain(_ context.Context, c *Captured, in original, o Options) error {
	d, err := decodeReport(in.data, "")
	if err != nil {
		return err
	}
	t := newText("as given", d.text, o)
	t.Note = d.note
	if d.note != "" {
		c.warn("%s", d.note)
	}
	c.Texts = []Text{t}
	c.Title = headline(t.Body)
	c.creditsFrom(t.Body)
	return nil
}

// decodeReport decodes the bytes of a text and refuses what no one can review.
func decodeReport(data []byte, declared string) (decoded, error) {
	if len(data) > maxText {
		return decoded{}, fail(ErrTooLarge, "import a list as a list, or split the text",
			"this text of %s is longer than one report may be (%s)", sizeWords(int64(len(data))), sizeWords(maxText))
	}
	d, err := decodeText(data, declared)
	if err != nil {
		return decoded{}, err
	}
	if strings.TrimSpace(d.text) == "" {
		return decoded{}, fail(ErrEmpty, "choose the file again, or paste the text", "the report holds no letters")
	}
	return d, nil
}

// newText makes a text version of body, with its language and direction.
func newText(extractor, body string, o Options) Text {
	t := Text{Extractor: extractor, Body: tidy(body)}
	t.Dir = Direction(t.Body)
	if o.Lang != "" {
		t.Lang, t.Confident = o.Lang, true
	} else {
		t.Lang, t.Confident = Language(t.Body)
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
