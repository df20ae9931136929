package capture

import (
	"bytes"
	"context"
	"mime"
	"net/mail"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/jhillyerd/enmime/v2"

	"github.com/habeas-record/habeas/internal/intake/capture/page"
)

const extractorMail = "enmime 2.3.0"

// unread stands before the media types of text while enmime takes a mail
// apart. Left to itself it would turn the letters of attached text files into
// UTF-8; evidence keeps its bytes, so that letters are decoded here.
const unread = "x-unread-"

const (
	// maxMail bounds a mail in bytes; the servers of most carry no larger ones.
	maxMail = 25 << 20
	// maxMailParts and maxMultiparts bound what a hostile mail costs: enmime's
	// time grows with the square of the parts and doubles with every level of
	// nesting. Mail programs nest three levels.
	maxMailParts  = 5_000
	maxMultiparts = 12
)

// readMail reads the letter and sets the attachments out. The names and
// addresses in the header are the identity of a source: they enter neither the
// text nor the credits. Of the date only the day is kept.
func readMail(_ context.Context, c *Captured, in original, o Options) error {
	// A byte order mark would make the first field part of the body.
	data, err := in.bytes(maxMail, "save its attachments and add them one by one")
	if err != nil {
		return err
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if n := bytes.Count(data, []byte("\n--")); n > maxMailParts {
		return fail(ErrTooLarge, "save its attachments and add them one by one", "this mail has more than %d parts", maxMailParts)
	}
	fields := mailFields{}
	root, err := enmime.NewParser(
		enmime.SetCustomParseMediaType(fields.parse),
		enmime.SkipMalformedParts(true),
		enmime.MultipartWOBoundaryAsSinglePart(true),
		enmime.MaxStoredPartErrors(20),
	).ReadParts(bytes.NewReader(data))
	if err != nil {
		return fail(ErrUnsupported, "export it again as .eml, or copy its text and add that", "this mail is damaged and cannot be taken apart")
	}
	c.Title = decodeField(root.Header.Get("Subject"))
	if date, err := mail.ParseDate(root.Header.Get("Date")); err == nil && date.Year() >= 1970 {
		c.Published = date.Format("2006-01-02") // as the sender's clock had it
	}

	l := letter{c: c}
	l.part(root)
	for _, p := range root.DepthMatchAll(func(p *enmime.Part) bool { return len(p.Errors) > 0 }) {
		for _, e := range p.Errors {
			if e.Severe {
				c.warn("a part of this mail is damaged and was left out: keep the original at hand")
			}
		}
	}
	if strings.HasPrefix(root.ContentType, "multipart/encrypted") || strings.HasPrefix(root.ContentType, "application/pkcs7-mime") {
		c.warn("this mail is encrypted: its text cannot be read; add the decrypted text too")
	}
	body, extractor := strings.Join(l.plain, "\n\n"), extractorMail+" (text/plain)"
	if strings.TrimSpace(body) == "" {
		body, extractor = strings.Join(l.html, "\n\n"), extractorMail+" (text/html, "+extractorVisible+")"
	}
	if strings.TrimSpace(body) == "" {
		if len(c.Attachments) == 0 {
			return fail(ErrEmpty, "export it again as .eml, or copy its text and add that", "this mail holds neither text nor attachments")
		}
		c.warn("this mail holds no text, only attachments")
		return nil
	}
	if len(body) > maxText {
		return fail(ErrTooLarge, "split it", "the text of this mail is longer than one report may be (%s)", sizeWords(maxText))
	}
	t := newText(extractor, strings.Trim(tidy(body), "\n"), o)
	t.Note = strings.Join(l.notes, "; ")
	c.Texts = []Text{t}
	return nil
}

// letter gathers the bodies while walking the parts of a mail.
type letter struct {
	c           *Captured
	plain, html []string
	notes       []string
}

func (l *letter) part(p *enmime.Part) {
	media, isText := strings.CutPrefix(p.ContentType, unread)
	body := isText && p.Disposition != "attachment" && p.FileName == ""
	switch {
	case p.FirstChild != nil:
	case body && (media == "text/plain" || media == "text/html"), p.ContentType == "":
		l.body(p, media)
	case len(p.Content) > 0:
		name := p.FileName
		if name == "" && media == "message/rfc822" {
			name = "mail.eml"
		}
		l.c.Attachments = append(l.c.Attachments, Part{Name: oneLine(name), MediaType: media, Data: p.Content})
	}
	for child := p.FirstChild; child != nil; child = child.NextSibling {
		l.part(child)
	}
}

func (l *letter) body(p *enmime.Part, media string) {
	declared := p.Charset
	if declared == "" && media == "text/html" {
		declared = declaredCharset(p.Content)
	}
	d, err := decode(p.Content, declared)
	if err != nil {
		l.c.warn("a part of this mail is kept without its text: %v", err)
		l.c.Attachments = append(l.c.Attachments, Part{Name: "unread text", MediaType: media, Data: p.Content})
		return
	}
	if strings.TrimSpace(d.Text) == "" {
		return
	}
	if d.Note != "" {
		l.c.warn("%s", d.Note)
		l.notes = append(l.notes, d.Note)
	}
	if media != "text/html" {
		l.plain = append(l.plain, strings.TrimRight(lineEnds.Replace(d.Text), "\n"))
		return
	}
	doc, err := parseHTML(d.Text)
	if err != nil {
		l.c.warn("a part of this mail is kept without its text: %v", err)
		return
	}
	l.html = append(l.html, page.Visible(doc))
}

// mailFields parses the fields of one mail and counts what may be nested.
type mailFields struct{ multiparts int }

// parse parses a Content-Type or Content-Disposition. Beyond maxMultiparts a
// multipart is handed on whole, as an attachment. Enmime looks inside whatever
// has a boundary, so that others must not have one.
func (f *mailFields) parse(field string) (media string, params map[string]string, invalid []string, err error) {
	media, params = mailMediaType(field)
	if strings.HasPrefix(media, "multipart/") {
		if f.multiparts++; f.multiparts <= maxMultiparts {
			return media, params, nil, nil
		}
		media = "application/octet-stream"
	}
	delete(params, "boundary")
	return media, params, nil, nil
}

// mailMediaType parses a field as leniently as mail needs, and marks text as
// unread.
func mailMediaType(field string) (media string, params map[string]string) {
	media, params, err := mime.ParseMediaType(field)
	if err != nil || media == "" {
		media, _, _ = strings.Cut(field, ";")
		media = strings.ToLower(strings.TrimSpace(media))
		params = map[string]string{}
		for _, m := range fieldParam.FindAllStringSubmatch(field, -1) {
			params[strings.ToLower(m[1])] = m[2] + m[3]
		}
	}
	if media == "" {
		media = "text/plain"
	}
	if strings.HasPrefix(media, "text/") {
		media = unread + media
	}
	return media, params
}

var fieldParam = regexp.MustCompile(`;\s*([\w*-]+)\s*=\s*(?:"([^"]*)"|([^\s;"]+))`)

// decodeField decodes a header field: encoded words as they should be, or raw
// letters as some programs send them.
func decodeField(s string) string {
	if utf8.ValidString(s) {
		return enmime.DecodeRFC2047(s)
	}
	d, err := decode([]byte(s), "")
	if err != nil {
		return ""
	}
	return d.Text
}
