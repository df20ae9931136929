package htmlcheck

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// forms checks that forms say their method and post to our own site.
func forms(doc *html.Node) (errs []error) {
	for _, f := range find(doc, "form") {
		method, _ := attr(f, "method")
		method = strings.ToLower(method)
		if method != "get" && method != "post" {
			errs = append(errs, fmt.Errorf("%s says neither method get nor post", describe(f)))
		}
		action, has := attr(f, "action")
		if !has || action == "" {
			errs = append(errs, fmt.Errorf("%s does not say where it goes (action)", describe(f)))
		}
		if elsewhere(action) {
			errs = append(errs, fmt.Errorf("%s goes to another site", describe(f)))
		}
		encoding, _ := attr(f, "enctype")
		for _, in := range find(f, "input") {
			if kind, _ := attr(in, "type"); kind == "file" && (encoding != "multipart/form-data" || method != "post") {
				errs = append(errs, fmt.Errorf("%s takes a file and is not posted as multipart/form-data", describe(f)))
			}
			if kind, _ := attr(in, "type"); kind == "password" && method != "post" {
				errs = append(errs, fmt.Errorf("%s would put a password into the address", describe(f)))
			}
		}
		if len(submitters(f)) == 0 {
			errs = append(errs, fmt.Errorf("%s has no button to send it without a script", describe(f)))
		}
	}
	for n := range doc.Descendants() {
		if action, has := attr(n, "formaction"); has && elsewhere(action) {
			errs = append(errs, fmt.Errorf("%s sends to another site", describe(n)))
		}
	}
	return errs
}

// submitters lists the buttons that send the form, those outside it that name
// it included.
func submitters(form *html.Node) []*html.Node {
	id, _ := attr(form, "id")
	root := form
	for root.Parent != nil {
		root = root.Parent
	}
	var found []*html.Node
	for _, b := range find(root, "button", "input") {
		kind, has := attr(b, "type")
		sends := kind == "submit" || kind == "image" || b.Data == "button" && !has
		owner, names := attr(b, "form")
		if sends && (names && owner == id || !names && ancestor(b, func(n *html.Node) bool { return n == form }) != nil) {
			found = append(found, b)
		}
	}
	return found
}

// labels checks that whoever does not see the page is told what to put into
// each field.
func labels(doc *html.Node) (errs []error) {
	for _, field := range find(doc, "input", "select", "textarea") {
		kind, _ := attr(field, "type")
		if field.Data == "input" && slices.Contains([]string{"hidden", "submit", "button", "image", "reset"}, kind) {
			continue
		}
		if fieldLabel(doc, field) == "" {
			errs = append(errs, fmt.Errorf("%s has no label", describe(field)))
		}
	}
	for _, set := range find(doc, "fieldset") {
		if legends := find(set, "legend"); len(legends) == 0 || text(legends[0]) == "" {
			errs = append(errs, fmt.Errorf("%s has no legend", describe(set)))
		}
	}
	return errs
}

func fieldLabel(doc, field *html.Node) string {
	if name := ariaName(doc, field); name != "" {
		return name
	}
	if around := ancestor(field, func(n *html.Node) bool { return n.Data == "label" }); around != nil {
		return text(around)
	}
	id, has := attr(field, "id")
	for _, label := range find(doc, "label") {
		if target, _ := attr(label, "for"); has && target == id {
			return text(label)
		}
	}
	return ""
}

// buttons checks that each button says what it does.
func buttons(doc *html.Node) (errs []error) {
	for _, b := range find(doc, "button", "summary") {
		if accessibleName(doc, b) == "" {
			errs = append(errs, fmt.Errorf("%s has no text", describe(b)))
		}
	}
	for _, in := range find(doc, "input") {
		kind, _ := attr(in, "type")
		says, alternative := "value", kind == "image"
		if alternative {
			says = "alt"
		}
		value, _ := attr(in, says)
		if slices.Contains([]string{"submit", "button", "reset", "image"}, kind) && value == "" && ariaName(doc, in) == "" {
			errs = append(errs, fmt.Errorf("%s has no %s", describe(in), says))
		}
	}
	return errs
}

// pictures checks that images have a text in their place, if only an empty
// one, and that drawings have a name or are hidden from who cannot see them.
func pictures(doc *html.Node) (errs []error) {
	for _, img := range find(doc, "img") {
		if _, has := attr(img, "alt"); !has {
			errs = append(errs, fmt.Errorf("%s has no alt", describe(img)))
		}
	}
	for _, svg := range find(doc, "svg") {
		role, _ := attr(svg, "role")
		hidden, _ := attr(svg, "aria-hidden")
		if hidden != "true" && (role != "img" || accessibleName(doc, svg) == "") {
			errs = append(errs, fmt.Errorf("%s is neither role=\"img\" with a name nor aria-hidden", describe(svg)))
		}
	}
	return errs
}

// tables checks that the cells of each table have headers.
func tables(doc *html.Node) (errs []error) {
	for _, t := range find(doc, "table") {
		if len(find(t, "th")) == 0 {
			errs = append(errs, fmt.Errorf("%s has no th", describe(t)))
		}
	}
	return errs
}

// accessibleName is what a screen reader calls the element: a part of
// "Accessible Name and Description Computation" (W3C) that covers what our
// pages use.
func accessibleName(doc, n *html.Node) string {
	if name := ariaName(doc, n); name != "" {
		return name
	}
	if n.Data == "svg" {
		for c := range n.ChildNodes() {
			if c.Data == "title" {
				return text(c)
			}
		}
		return ""
	}
	name := text(n)
	for _, img := range find(n, "img") {
		alt, _ := attr(img, "alt")
		name += alt
	}
	for _, svg := range find(n, "svg") {
		name += ariaName(doc, svg)
	}
	return strings.TrimSpace(name)
}

func ariaName(doc, n *html.Node) string {
	if label, _ := attr(n, "aria-label"); strings.TrimSpace(label) != "" {
		return label
	}
	var name []string
	by, _ := attr(n, "aria-labelledby")
	for id := range strings.FieldsSeq(by) {
		if target := byID(doc)[id]; target != nil {
			name = append(name, text(target))
		}
	}
	return strings.Join(name, " ")
}

// ancestor returns the nearest element around n for which match holds, or nil.
func ancestor(n *html.Node, match func(*html.Node) bool) *html.Node {
	for p := range n.Ancestors() {
		if p.Type == html.ElementNode && match(p) {
			return p
		}
	}
	return nil
}
