// Package htmlcheck holds the checks that tests make on pages: small
// assertions that compose ([In], [HasText], …) and the rules that every page
// must pass ([Page], [Public]). It is imported from tests only.
//
//	htmlcheck.Run(t, body, htmlcheck.Public(),
//		htmlcheck.In("h1", htmlcheck.HasText("Aigul")),
//		htmlcheck.In("#claims article:first-child a.permalink", htmlcheck.HasHref("/claim/abc")),
//		htmlcheck.NotIn(".sealed"))
package htmlcheck

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
)

// A Checker looks at a node and what is under it and says what is wrong, or
// returns nil.
type Checker func(*html.Node) error

// Run reports every check that the page fails as an error of the test.
func Run(t testing.TB, page []byte, checks ...Checker) {
	t.Helper()
	if err := Check(page, checks...); err != nil {
		t.Errorf("the page fails these checks:\n%v", err)
	}
}

// Check parses the page and applies the checks to its document node. The
// error joins all failures.
func Check(page []byte, checks ...Checker) error {
	doc, err := Parse(page)
	if err != nil {
		return err
	}
	return all(doc, checks)
}

func all(n *html.Node, checks []Checker) error {
	var errs []error
	for _, check := range checks {
		errs = append(errs, check(n))
	}
	return errors.Join(errs...)
}

// Parse reads a whole page as a browser without scripting does. It fails if
// the parser had to mend the page: a <p> closed by the <div> inside it, a
// form in a form, a cell outside a row.
func Parse(page []byte) (*html.Node, error) {
	doc, err := html.ParseWithOptions(bytes.NewReader(page), html.ParseOptionEnableScripting(false))
	if err != nil {
		return nil, fmt.Errorf("parsing the page: %w", err)
	}
	balance := map[string]int{} // elements in the tree less start tags in the source
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode {
			balance[strings.ToLower(n.Data)]++
		}
	}
	for source := html.NewTokenizer(bytes.NewReader(page)); ; {
		kind := source.Next()
		if kind == html.ErrorToken {
			break
		}
		if kind == html.StartTagToken || kind == html.SelfClosingTagToken {
			name, _ := source.TagName()
			balance[string(name)]--
			if string(name) == "noscript" {
				source.NextIsNotRawText() // scripting is off: its content is markup
			}
		}
	}
	var errs []error
	for name, n := range balance {
		// The standard lets a page leave these out.
		if n != 0 && !slices.Contains([]string{"html", "head", "body", "tbody", "colgroup"}, name) {
			errs = append(errs, fmt.Errorf("the tags do not nest: a browser makes %+d <%s> of the source", n, name))
		}
	}
	slices.SortFunc(errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return doc, errors.Join(errs...)
}

// In applies the checks to the first element under the node that the CSS
// selector matches; it fails if none does.
func In(selector string, checks ...Checker) Checker {
	match := compile(selector)
	return func(n *html.Node) error {
		found := cascadia.Query(n, match)
		if found == nil {
			return fmt.Errorf("nothing matches %q", selector)
		}
		return within(selector, all(found, checks))
	}
}

// Each applies the checks to every element the selector matches; it fails if
// none does.
func Each(selector string, checks ...Checker) Checker {
	match := compile(selector)
	return func(n *html.Node) error {
		found := cascadia.QueryAll(n, match)
		if len(found) == 0 {
			return fmt.Errorf("nothing matches %q", selector)
		}
		var errs []error
		for i, element := range found {
			errs = append(errs, within(fmt.Sprintf("%s, match %d", selector, i+1), all(element, checks)))
		}
		return errors.Join(errs...)
	}
}

// NotIn fails if the selector matches anything.
func NotIn(selector string) Checker {
	match := compile(selector)
	return func(n *html.Node) error {
		if found := cascadia.Query(n, match); found != nil {
			return fmt.Errorf("%q should match nothing, and matches %s", selector, describe(found))
		}
		return nil
	}
}

// Count fails unless the selector matches exactly want elements.
func Count(selector string, want int) Checker {
	match := compile(selector)
	return func(n *html.Node) error {
		if got := len(cascadia.QueryAll(n, match)); got != want {
			return fmt.Errorf("%q matches %d elements, want %d", selector, got, want)
		}
		return nil
	}
}

// HasText fails unless the node's text, with white space folded to single
// spaces, contains want.
func HasText(want string) Checker {
	return func(n *html.Node) error {
		if got := text(n); !strings.Contains(got, want) {
			return fmt.Errorf("text is %q, which does not contain %q", got, want)
		}
		return nil
	}
}

// Says fails if there are no words under the node.
func Says() Checker {
	return func(n *html.Node) error {
		if strings.TrimSpace(text(n)) == "" {
			return fmt.Errorf("%s says nothing", describe(n))
		}
		return nil
	}
}

// HasExactText fails unless the node's text, with white space folded to
// single spaces, is want.
func HasExactText(want string) Checker {
	return func(n *html.Node) error {
		if got := text(n); got != want {
			return fmt.Errorf("text is %q, want %q", got, want)
		}
		return nil
	}
}

// HasHref fails unless the element's href is exactly want.
func HasHref(want string) Checker { return HasAttr("href", want) }

// HasAttr fails unless the element has the attribute with exactly this value.
func HasAttr(name, want string) Checker {
	return func(n *html.Node) error {
		got, has := attr(n, name)
		if !has {
			return fmt.Errorf("%s has no attribute %s", describe(n), name)
		}
		if got != want {
			return fmt.Errorf("%s is %q, want %q", name, got, want)
		}
		return nil
	}
}

// PublicWeight is the most that a public page may weigh, in bytes.
const PublicWeight = 60_000

// Weight returns an error if the page has more than limit bytes.
func Weight(page []byte, limit int) error {
	if len(page) > limit {
		return fmt.Errorf("the page weighs %d bytes, more than the %d it may", len(page), limit)
	}
	return nil
}

// compile panics on a selector that is none: it is a literal in a test.
func compile(selector string) cascadia.Matcher {
	match, err := cascadia.ParseGroup(selector)
	if err != nil {
		panic(fmt.Sprintf("htmlcheck: reading the selector %q: %v", selector, err))
	}
	return match
}

// within puts where something went wrong before each line that says what.
func within(where string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("in %s: %s", where, strings.ReplaceAll(err.Error(), "\n", "\nin "+where+": "))
}

// text returns the text under a node, white space folded.
func text(n *html.Node) string {
	var b strings.Builder
	if n.Type == html.TextNode {
		b.WriteString(n.Data)
	}
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func attr(n *html.Node, name string) (value string, has bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// find lists the elements with one of the names, in document order.
func find(n *html.Node, names ...string) []*html.Node {
	var found []*html.Node
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && slices.Contains(names, d.Data) {
			found = append(found, d)
		}
	}
	return found
}

// describe shows an element so that one finds it in the template: its opening
// tag and the beginning of its text.
func describe(n *html.Node) string {
	var b strings.Builder
	b.WriteString("<" + n.Data)
	for _, a := range n.Attr {
		fmt.Fprintf(&b, " %s=%q", a.Key, shorten(a.Val))
	}
	b.WriteString(">")
	if words := text(n); words != "" {
		b.WriteString(" “" + shorten(words) + "”")
	}
	return b.String()
}

func shorten(s string) string {
	const limit = 60
	if runes := []rune(s); len(runes) > limit {
		return string(runes[:limit]) + "…"
	}
	return s
}
