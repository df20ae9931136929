package capture

import (
	"bytes"
	"cmp"
	"context"
	"regexp"
	"strings"
	"unicode/utf8"

	"codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
	"golang.org/x/text/language"

	"github.com/habeas-record/habeas/internal/intake/capture/letters"
	"github.com/habeas-record/habeas/internal/intake/capture/page"
)

const (
	// extractorHTML names the library and the version go.mod pins; a test
	// holds the two together.
	extractorHTML = "readability 2.1.3"
	// extractorVisible is every word a reader of the page sees, menus too.
	extractorVisible = "visible text"
	// maxPage bounds a saved page in bytes, pictures inside it included, and
	// maxMarks what it is made of: a mark costs a hundred times its letters.
	maxPage  = 8 << 20
	maxMarks = 100_000
	// maxElements bounds readability, whose time grows faster than the page.
	maxElements = 50_000
)

// readHTML reads a saved page: its main text where there is one, else all that
// is visible, and what its head says about it.
func readHTML(_ context.Context, c *Captured, in original, o Options) error {
	data, err := in.bytes(maxPage, "save it without its pictures, or copy its text and add that")
	if err != nil {
		return err
	}
	if n := bytes.Count(data, []byte("<")); n > maxMarks {
		return fail(ErrTooLarge, "print it to PDF or copy its text and add that", "this page is made of more than %d parts", maxMarks)
	}
	d, err := decodeWords(data, declaredCharset(data))
	if err != nil {
		return err
	}
	doc, err := parseHTML(d.Text)
	if err != nil {
		return err
	}
	m := page.ReadMeta(doc)
	all := page.Visible(doc)
	if strings.TrimSpace(all) == "" {
		return fail(ErrEmpty, "save the page again once it shows, or print it to PDF", "the page holds no visible text; it may have been drawn by a script")
	}

	body, extractor := "", extractorHTML
	article, err := mainText(doc)
	if err == nil && article.Node != nil {
		body = strings.TrimSpace(page.Visible(article.Node))
		c.Title, c.Byline, c.Site = oneLine(article.Title()), oneLine(article.Byline()), oneLine(article.SiteName())
	}
	if !isMain(body, all, doc) {
		body, extractor = all, extractorVisible
		c.warn("no main text was found in this page: all visible text was taken, menus too")
	}
	c.Title = cmp.Or(c.Title, m.Title)
	c.Byline = cmp.Or(c.Byline, m.Author)
	c.Site = cmp.Or(c.Site, m.Site)
	c.Published = m.Published
	if extractor == extractorHTML {
		body = withHeadline(c.Title, body)
	}

	if len(body) > maxText {
		return fail(ErrTooLarge, "copy the part that matters and add that", "the text of this page is longer than one report may be (%s)", sizeWords(maxText))
	}
	t := newText(extractor, body, o)
	t.Note = d.Note
	if d.Note != "" {
		c.warn("%s", d.Note)
	}
	if o.Lang == "" {
		c.declareLang(&t, m.Lang)
	}
	t.Dir = declaredDir(t, m.Dir)
	c.Texts = []Text{t}

	c.creditNames(leadingBy.ReplaceAllString(c.Byline, ""), "reporter")
	c.credit(c.Site, "publisher")
	c.creditsFrom(t.Body)
	return nil
}

// isMain reports whether body is the main text. Of a page without an article
// readability still returns some corner, or everything.
func isMain(body, all string, doc *html.Node) bool {
	switch n := utf8.RuneCountInString(body); {
	case n == 0:
		return false
	case n < 200 && 2*n < utf8.RuneCountInString(all):
		return false
	}
	return oneLine(body) != oneLine(all) || readability.CheckDocument(doc)
}

// parseHTML parses a page. Of deep nesting, which the parser refuses, a person
// can still print the page.
func parseHTML(text string) (*html.Node, error) {
	doc, err := html.Parse(strings.NewReader(text))
	if err != nil {
		return nil, fail(ErrUnsupported, "print it to PDF or copy its text and add that", "this page is nested too deeply to be read")
	}
	return doc, nil
}

// mainText asks readability, which works on its own copy of the page and is
// given no address, so that it resolves nothing.
func mainText(doc *html.Node) (readability.Article, error) {
	p := readability.NewParser()
	p.MaxElemsToParse = maxElements
	return p.ParseDocument(doc, nil)
}

// withHeadline puts the title before the main text, where readability takes it
// away: a headline makes claims too, and these need a place to be quoted from.
func withHeadline(title, body string) string {
	title = oneLine(title)
	if title == "" || strings.Contains(oneLine(body[:letters.Cut(body, len(title)+400)]), title) {
		return body
	}
	return title + "\n\n" + body
}

// declareLang takes the language the page states, unless its letters say
// otherwise: templates often keep the language of the site for every page.
func (c *Captured) declareLang(t *Text, declared string) {
	tag, err := language.Parse(declared)
	if err != nil || tag == language.Und {
		return
	}
	found := language.Make(t.Lang)
	foundBase, _ := found.Base()
	base, _ := tag.Base()
	foundScript, _ := found.Script()
	script, _ := tag.Script()
	switch {
	case base == foundBase && script == foundScript:
		t.Lang, t.Confident = tag.String(), true
	case t.Lang == "und", script == foundScript && !t.Confident:
		t.Lang, t.Confident = tag.String(), t.Lang != "und"
	default:
		c.warn("the page says its language is %s, its letters read as %s: confirm the language", tag, t.Lang)
	}
}

// declaredDir settles the direction of a text of both kinds of letters by what
// the page states; a text mostly of one kind is decided by its letters.
func declaredDir(t Text, declared string) string {
	ltr, rtl, _ := letters.Strong(t.Body)
	mixed := rtl*10 > 3*(ltr+rtl) && ltr*10 > 3*(ltr+rtl) || ltr+rtl == 0
	if mixed && (declared == "rtl" || declared == "ltr") {
		return declared
	}
	return t.Dir
}

// charsetName finds the encoding a page declares. Only the beginning counts,
// as in browsers.
var charsetName = regexp.MustCompile(`(?i)<(?:meta[^<>]*\bcharset\s*=\s*["']?|\?xml[^<>]*\bencoding\s*=\s*["'])([\w:-]+)`)

func declaredCharset(data []byte) string {
	if m := charsetName.FindSubmatch(data[:min(len(data), sniffLen)]); m != nil {
		return string(m[1])
	}
	return ""
}

// leadingBy is what stands before the name in a byline.
var leadingBy = regexp.MustCompile(`(?i)^(?:by|von|par|por|автор:?|作者[::]?|记者[::]?)\s+`)
