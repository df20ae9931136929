package htmlcheck

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/bidi"
)

// languages checks that the page says its language and direction, that every
// language tag is one (BCP 47), and that the direction fits the script.
func languages(doc *html.Node) (errs []error) {
	for _, page := range find(doc, "html") {
		if _, has := attr(page, "lang"); !has {
			errs = append(errs, errors.New("<html> has no lang"))
		}
		if dir, _ := attr(page, "dir"); dir != "ltr" && dir != "rtl" {
			errs = append(errs, errors.New("<html> has neither dir=\"ltr\" nor dir=\"rtl\""))
		}
	}
	for n := range doc.Descendants() {
		lang, has := attr(n, "lang")
		if !has {
			continue
		}
		tag, err := language.Parse(lang)
		if err != nil {
			errs = append(errs, fmt.Errorf("the language of %s is none: %w", describe(n), err))
			continue
		}
		dir, says := attr(n, "dir")
		if !says && n.Data == "bdi" {
			dir = "auto" // as HTML has it (4.5.24)
		}
		// The script is inferred from the language where the tag names none.
		script, _ := tag.Script()
		turned := rightToLeft(script)
		if region, _ := tag.Region(); region.String() == "XB" {
			turned = true // the pseudo-language for testing layouts (CLDR)
		}
		if turned && dir != "rtl" && dir != "auto" {
			errs = append(errs, fmt.Errorf("%s is written from right to left and does not say dir=\"rtl\"", describe(n)))
		}
		if !turned && script.String() != "Zzzz" && dir == "rtl" {
			errs = append(errs, fmt.Errorf("%s is written from left to right and says dir=\"rtl\"", describe(n)))
		}
	}
	return errs
}

func rightToLeft(script language.Script) bool {
	return slices.Contains([]string{"Arab", "Hebr", "Syrc", "Thaa"}, script.String())
}

// quotes checks that somebody's words say their language and direction,
// themselves or by an element around them: the language of the page is ours,
// not theirs.
func quotes(doc *html.Node) (errs []error) {
	for _, q := range find(doc, "blockquote", "q") {
		for _, name := range []string{"lang", "dir"} {
			says := func(n *html.Node) bool {
				_, has := attr(n, name)
				return has && n.Data != "html" && n.Data != "body"
			}
			if !says(q) && ancestor(q, says) == nil {
				errs = append(errs, fmt.Errorf("%s does not say its %s", describe(q), name))
			}
		}
	}
	return errs
}

// Patterns of left-to-right text without a strong letter, or with digits that
// join a neighbour: the bidirectional algorithm (UAX 9) reorders them in
// right-to-left text, "2017-09-01" to "01-09-2017", "6–11" to "11–6" and
// "+7" to "7+".
var (
	withDash = regexp.MustCompile(`[0-9X]\s?[-‐‑‒–—―−]\s?[0-9X]`) // ISO dates, EDTF with X, ranges
	signed   = regexp.MustCompile(`(?:^|[\s(])[-+−±]\s?[0-9]`)
	token    = regexp.MustCompile(`[0-9A-Za-z][0-9A-Za-z_-]{9,}`)
)

// reversible returns the first part of s that must be isolated: a date, a
// range, a signed number or an id (10 or more letters and digits mixed, with
// two digits at least).
func reversible(s string) string {
	for _, at := range withDash.FindAllStringIndex(s, -1) {
		if strings.ContainsAny(s[at[0]:at[1]], "0123456789") {
			return around(s, at)
		}
	}
	if found := signed.FindString(s); found != "" {
		return strings.TrimSpace(found)
	}
	for _, found := range token.FindAllString(s, -1) {
		digits := 0
		for _, r := range found {
			if unicode.IsDigit(r) {
				digits++
			}
		}
		if digits >= 2 && strings.ContainsFunc(found, unicode.IsLetter) {
			return found
		}
	}
	return ""
}

// around widens a match to the white space on its sides.
func around(s string, at []int) string {
	start := strings.LastIndexFunc(s[:at[0]], unicode.IsSpace) + 1
	end := strings.IndexFunc(s[at[1]:], unicode.IsSpace)
	if end < 0 {
		return s[start:]
	}
	return s[start : at[1]+end]
}

// direction checks that dates, ranges and ids are isolated: in <bdi>, or in
// an element with dir="ltr" (direction="ltr" in a drawing). The direction of
// the page itself does not count, since the same template serves both.
func direction(doc *html.Node) (errs []error) {
	for n := range doc.Descendants() {
		if n.Type != html.TextNode || ancestor(n, verbatim) != nil {
			continue
		}
		if part := reversible(outside(n.Data)); part != "" && !isolated(n) {
			errs = append(errs, fmt.Errorf("%q in %s would be displayed reversed inside right-to-left text: put it into <bdi> or <time dir=\"ltr\">",
				part, describe(n.Parent)))
		}
	}
	return errs
}

// isolates are runs between U+2068 and U+2069, which the bidirectional algorithm
// sets apart as <bdi> does.
var isolates = regexp.MustCompile("\u2068[^\u2068\u2069]*\u2069")

// outside is the text without what is isolated in it and begins left to right.
func outside(s string) string {
	return isolates.ReplaceAllStringFunc(s, func(run string) string {
		if beginsRightToLeft(run) {
			return run
		}
		return "\u2068\u2069"
	})
}

// verbatim tells whether an element holds words that are not ours to mark up,
// or that take no markup.
func verbatim(n *html.Node) bool {
	return slices.Contains([]string{"blockquote", "q", "pre", "title", "textarea", "script", "style"}, n.Data)
}

// isolated tells whether the nearest element that sets a direction sets it
// from left to right.
func isolated(n *html.Node) bool {
	for p := range n.Ancestors() {
		if p.Type != html.ElementNode || p.Data == "html" || p.Data == "body" {
			continue
		}
		dir, has := attr(p, "dir")
		if inDrawing, set := attr(p, "direction"); set && p.Namespace == "svg" {
			dir, has = inDrawing, true
		}
		switch {
		case dir == "ltr":
			return true
		case dir == "auto" || p.Data == "bdi" && !has:
			return !beginsRightToLeft(text(p))
		case dir == "rtl":
			return false
		}
	}
	return false
}

// beginsRightToLeft tells the direction that dir="auto" finds: that of the
// first strong letter.
func beginsRightToLeft(s string) bool {
	for _, r := range s {
		properties, _ := bidi.LookupRune(r)
		switch properties.Class() {
		case bidi.L:
			return false
		case bidi.R, bidi.AL:
			return true
		}
	}
	return false
}
