package capture

import (
	"bytes"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/habeas-record/habeas/internal/intake/capture/letters"
)

// signature says which media type begins with which bytes at which offset.
type signature struct {
	at    int
	bytes string
	media string
}

var signatures = []signature{
	{0, "%PDF-", "application/pdf"},
	{0, "\x89PNG\r\n\x1a\n", "image/png"},
	{0, "\xff\xd8\xff", "image/jpeg"},
	{0, "GIF87a", "image/gif"},
	{0, "GIF89a", "image/gif"},
	{0, "II*\x00", "image/tiff"},
	{0, "MM\x00*", "image/tiff"},
	{8, "WEBPVP8", "image/webp"},
	{8, "WAVEfmt", "audio/wav"},
	{8, "AVI LIST", "video/x-msvideo"},
	{8, "AIFF", "audio/aiff"},
	{0, "ID3", "audio/mpeg"},
	{0, "\xff\xfb", "audio/mpeg"},
	{0, "\xff\xf3", "audio/mpeg"},
	{0, "\xff\xf2", "audio/mpeg"},
	{0, "\xff\xf1", "audio/aac"},
	{0, "\xff\xf9", "audio/aac"},
	{0, "fLaC", "audio/flac"},
	{0, "#!AMR", "audio/amr"},
	{0, "OggS", "audio/ogg"},
	{0, "\x1aE\xdf\xa3", "video/webm"},
	{0, "\x00\x00\x01\xba", "video/mpeg"},
	{0, "\x30\x26\xb2\x75\x8e\x66\xcf\x11", "video/x-ms-asf"},
}

// brands are the kinds of ISO base media file ("ftyp") that are not video/mp4.
var brands = map[string]string{
	"heic": "image/heic", "heix": "image/heic", "hevc": "image/heic", "mif1": "image/heic", "msf1": "image/heic", "avif": "image/heic",
	"M4A ": "audio/mp4", "M4B ": "audio/mp4",
	"qt  ": "video/quicktime",
	"3gp4": "video/3gpp", "3gp5": "video/3gpp", "3gp6": "video/3gpp", "3g2a": "video/3gpp2",
}

// refused are bytes that are known and not read, with what to do instead.
var refused = []struct{ bytes, msg, hint string }{
	{"PK\x03\x04", "this is a ZIP archive or an Office file", "unpack it, or save the document as PDF or text; import a spreadsheet as a list"},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "this is an old Office file or an Outlook message", "save it as PDF, text or .eml and add that"},
	{`{\rtf`, "this is a rich text document", "save it as PDF or text and add that"},
	{"\x1f\x8b", "this is a packed file", "unpack it and add what is inside"},
	{"7z\xbc\xaf\x27\x1c", "this is a packed file", "unpack it and add what is inside"},
	{"Rar!\x1a\x07", "this is a packed file", "unpack it and add what is inside"},
	{"\x7fELF", "this is a program", "add the document itself"},
}

// sniff finds the media type from the beginning of the bytes. The name decides
// only between kinds of text.
func sniff(name string, head []byte) (string, error) {
	for _, s := range signatures {
		if len(head) >= s.at && bytes.HasPrefix(head[s.at:], []byte(s.bytes)) {
			if s.media == "audio/ogg" && bytes.Contains(head, []byte("theora")) {
				return "video/ogg", nil
			}
			return s.media, nil
		}
	}
	if len(head) >= 12 && string(head[4:8]) == "ftyp" {
		if media := brands[string(head[8:12])]; media != "" {
			return media, nil
		}
		return "video/mp4", nil
	}
	for _, r := range refused {
		if bytes.HasPrefix(head, []byte(r.bytes)) {
			return "", fail(ErrUnsupported, r.hint, "%s", r.msg)
		}
	}
	// Mailers and printers put a line or two before the PDF itself.
	if i := bytes.Index(head[:min(len(head), 1024)], []byte("%PDF-")); i > 0 {
		return "application/pdf", nil
	}
	text, ok := letters.Peek(head)
	if !ok {
		return "", fail(ErrUnsupported, "save it as text, PDF or a picture and add that", "this is a binary file of an unknown kind")
	}
	return sniffText(strings.ToLower(filepath.Ext(name)), text), nil
}

var (
	htmlStart = regexp.MustCompile(`(?i)^(?:<\?xml[^>]*>\s*|<!--(?s:.*?)-->\s*)*<(?:!doctype html|html|head|body|title|meta|script|style|div|article|p|h1|table)\b`)
	htmlTag   = regexp.MustCompile(`(?i)<(?:html|head|body|title|meta|div|p|br|span|article|h[1-6]|table|a)\b[^<>]*>`)
	mailLine  = regexp.MustCompile(`(?i)^(from|to|cc|date|subject|message-id|mime-version|received|return-path|delivered-to|content-type|reply-to|x-[a-z0-9-]+|dkim-signature|authentication-results|arc-[a-z-]+):[ \t]?`)
	srtStart  = regexp.MustCompile(`^\s*(?:\d+[ \t]*\n)?[ \t]*[\d:.,]+[ \t]*-->`)
)

// sniffText tells the kinds of text apart. ext is the file's extension.
func sniffText(ext, text string) string {
	text = strings.TrimPrefix(text, "\uFEFF")
	start := strings.TrimLeft(text, " \t\n")
	switch {
	case strings.HasPrefix(text, "WEBVTT"):
		return "text/vtt"
	case srtStart.MatchString(text), ext == ".srt":
		return "application/x-subrip"
	case ext == ".vtt":
		return "text/vtt"
	case mailHeaders(text) >= 3, ext == ".eml" && mailHeaders(text) >= 1:
		return "message/rfc822"
	case htmlStart.MatchString(start):
		return "text/html"
	case (ext == ".html" || ext == ".htm" || ext == ".xhtml") && htmlTag.MatchString(text):
		return "text/html"
	}
	return "text/plain"
}

// mailHeaders counts the known header fields before the first blank line, or
// returns 0 where some line there is neither a field nor its continuation.
func mailHeaders(text string) int {
	n := 0
	for i, line := range strings.Split(text, "\n") {
		switch {
		case line == "":
			return n
		case mailLine.MatchString(line):
			n++
		case i > 0 && (line[0] == ' ' || line[0] == '\t'):
		case !fieldLine.MatchString(line):
			return 0
		}
	}
	return n
}

var fieldLine = regexp.MustCompile(`^[!-9;-~]+:`)

// isVTT reports whether the bytes begin as WebVTT does.
func isVTT(head []byte) bool {
	text, _ := letters.Peek(head)
	return strings.HasPrefix(strings.TrimPrefix(text, "\uFEFF"), "WEBVTT")
}
