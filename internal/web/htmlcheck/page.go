package htmlcheck

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// A rule is a check with the name that its failures carry.
type rule struct {
	name  string
	check func(doc *html.Node) []error
}

// rules hold for every page of the site, the desk's included.
var rules = []rule{
	{"doctype", doctype},
	{"head", head},
	{"language", languages},
	{"headings", headings},
	{"ids", ids},
	{"inline code", inlineCode},
	{"foreign address", foreign},
	{"links", links},
	{"forms", forms},
	{"labels", labels},
	{"buttons", buttons},
	{"pictures", pictures},
	{"tables", tables},
	{"quotes", quotes},
	{"direction", direction},
}

// Page returns the check of the rules that every page must pass: it is whole
// and says its language and direction; its headings, forms, pictures and
// tables can be used by someone who does not see them; nothing on it is code
// that the content security policy would block, and nothing loads from
// elsewhere; quotes say their language; and dates, ranges and ids cannot be
// displayed reversed inside right-to-left text.
func Page() Checker {
	return func(doc *html.Node) error {
		var errs []error
		for _, r := range rules {
			for _, err := range r.check(doc) {
				errs = append(errs, fmt.Errorf("%s: %w", r.name, err))
			}
		}
		return errors.Join(errs...)
	}
}

// Public returns the check for pages that sources, relatives and readers see:
// the rules of [Page], no script at all and nothing embedded. What such a
// page weighs is checked by [Weight].
func Public() Checker {
	page, bare := Page(), NotIn("script, iframe, frame, object, embed")
	return func(doc *html.Node) error {
		return errors.Join(page(doc), within("a public page", bare(doc)))
	}
}

func doctype(doc *html.Node) []error {
	for n := range doc.ChildNodes() {
		if n.Type == html.DoctypeNode && n.Data == "html" && len(n.Attr) == 0 {
			return nil
		}
	}
	return []error{errors.New("the page does not begin with <!doctype html>")}
}

func head(doc *html.Node) (errs []error) {
	var title, charset, viewport bool
	for _, n := range find(doc, "head") {
		for _, t := range find(n, "title") {
			title = title || text(t) != ""
		}
		for _, m := range find(n, "meta") {
			set, _ := attr(m, "charset")
			name, _ := attr(m, "name")
			charset = charset || strings.EqualFold(set, "utf-8")
			viewport = viewport || name == "viewport"
		}
	}
	if !title {
		errs = append(errs, errors.New("the page has no title"))
	}
	if !charset {
		errs = append(errs, errors.New("the page does not say <meta charset=\"utf-8\">"))
	}
	if !viewport {
		errs = append(errs, errors.New("the page has no <meta name=\"viewport\">: telephones would shrink it"))
	}
	return errs
}

// headings checks that the page has one h1, that it comes first and that no
// level is left out on the way down; and that there is one main.
func headings(doc *html.Node) (errs []error) {
	if n := len(find(doc, "main")); n != 1 {
		errs = append(errs, fmt.Errorf("the page has %d <main>, want one", n))
	}
	found := find(doc, "h1", "h2", "h3", "h4", "h5", "h6")
	level, ones := 0, 0
	for _, h := range found {
		next := int(h.Data[1] - '0')
		if next == 1 {
			ones++
		}
		if next > level+1 {
			errs = append(errs, fmt.Errorf("%s follows level %d: a level is left out", describe(h), level))
		}
		if text(h) == "" {
			errs = append(errs, fmt.Errorf("%s is empty", describe(h)))
		}
		level = next
	}
	if ones != 1 {
		errs = append(errs, fmt.Errorf("the page has %d <h1>, want one", ones))
	}
	return errs
}

// ids checks that ids are unique and that what points to one finds it.
func ids(doc *html.Node) (errs []error) {
	scopes := map[*html.Node]map[string]*html.Node{}
	for n := range doc.Descendants() {
		// What stands in a template is no part of the page.
		scope := doc
		if t := ancestor(n, func(n *html.Node) bool { return n.Data == "template" }); t != nil {
			scope = t
		}
		if scopes[scope] == nil {
			scopes[scope] = byID(scope)
		}
		seen := scopes[scope]
		if id, has := attr(n, "id"); has {
			switch {
			case id == "":
				errs = append(errs, fmt.Errorf("%s has an empty id", describe(n)))
			case seen[id] != n:
				errs = append(errs, fmt.Errorf("the id %q is on %s and again on %s", id, describe(seen[id]), describe(n)))
			}
		}
		for _, name := range []string{"for", "list", "form", "headers", "aria-labelledby", "aria-describedby", "aria-controls"} {
			value, _ := attr(n, name)
			for id := range strings.FieldsSeq(value) {
				if seen[id] == nil {
					errs = append(errs, fmt.Errorf("%s of %s points to %q, which is not on the page", name, describe(n), id))
				}
			}
		}
	}
	return errs
}

// byID maps each id under the node to the first element that has it; what
// stands in templates under it is left out.
func byID(root *html.Node) map[string]*html.Node {
	seen := map[string]*html.Node{}
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		for c := range n.ChildNodes() {
			if id, has := attr(c, "id"); has && seen[id] == nil {
				seen[id] = c
			}
			if c.Data != "template" {
				walk(c)
			}
		}
	}
	walk(root)
	return seen
}

// inlineCode checks for what "Content-Security-Policy: default-src 'none'"
// with style and script from our own files blocks: scripts and handlers in
// the page, and style attributes.
func inlineCode(doc *html.Node) (errs []error) {
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		for _, a := range n.Attr {
			switch {
			case a.Key == "style":
				errs = append(errs, fmt.Errorf("%s has a style attribute: use a class", describe(n)))
			case strings.HasPrefix(a.Key, "on"):
				errs = append(errs, fmt.Errorf("%s has the handler %s", describe(n), a.Key))
			case isAddress(a.Key) && scheme(a.Val) == "javascript":
				errs = append(errs, fmt.Errorf("%s has a javascript address", describe(n)))
			}
		}
		if _, outside := attr(n, "src"); n.Data == "script" && !outside {
			errs = append(errs, errors.New("a script stands in the page: load it from a file"))
		}
	}
	return errs
}

// foreign checks that a browser that opens the page asks no other site for
// anything. Links that a reader may follow are no such request.
func foreign(doc *html.Node) (errs []error) {
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode || n.Data == "a" || n.Data == "area" || n.Data == "form" {
			continue // forms have a rule of their own
		}
		for _, a := range n.Attr {
			addresses := []string{a.Val}
			if a.Key == "srcset" || a.Key == "imagesrcset" {
				addresses = strings.FieldsFunc(a.Val, func(r rune) bool { return r == ',' || r == ' ' })
			} else if !isAddress(a.Key) {
				continue
			}
			rel, _ := attr(n, "rel")
			if n.Data == "link" && slices.Contains([]string{"canonical", "alternate", "license", "author"}, rel) {
				continue // said, not loaded
			}
			for _, address := range addresses {
				if elsewhere(address) {
					errs = append(errs, fmt.Errorf("%s loads from another site", describe(n)))
				}
			}
		}
	}
	return errs
}

func isAddress(attribute string) bool {
	return slices.Contains([]string{"href", "src", "action", "formaction", "data", "poster", "ping", "background", "srcset", "imagesrcset"}, attribute)
}

// elsewhere tells whether an address names a host, ours included: pages name
// their own site by path alone, so that a mirror or an onion serves them
// unchanged.
func elsewhere(address string) bool {
	u, err := url.Parse(strings.TrimSpace(address))
	return err != nil || u.Host != "" || strings.HasPrefix(strings.TrimSpace(address), "//")
}

func scheme(address string) string {
	// Browsers drop white space and control characters in a scheme.
	bare := strings.Map(func(r rune) rune {
		if r <= ' ' {
			return -1
		}
		return r
	}, address)
	before, _, found := strings.Cut(bare, ":")
	if !found {
		return ""
	}
	return strings.ToLower(before)
}

// links checks that each link says and finds where it goes.
func links(doc *html.Node) (errs []error) {
	targets := byID(doc)
	for _, a := range find(doc, "a") {
		href, has := attr(a, "href")
		if !has {
			continue
		}
		if accessibleName(doc, a) == "" {
			errs = append(errs, fmt.Errorf("%s has no text", describe(a)))
		}
		fragment, inPage := strings.CutPrefix(href, "#")
		if inPage && targets[fragment] == nil && fragment != "top" {
			errs = append(errs, fmt.Errorf("%s leads nowhere on the page", describe(a)))
		}
	}
	return errs
}
