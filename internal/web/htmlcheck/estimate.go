package htmlcheck

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Estimate is a number that may not stand alone, in plain digits.
type Estimate struct {
	Middle string
	Low    string
	High   string   // "" where there is no upper limit, which must then be said
	Bound  bool     // the least there can be, which must be said; limits are not asked for
	Modes  []string // further numbers of it, which its limits stand for too
}

var (
	openEnd = regexp.MustCompile(`(no|without)( upper)? limit`)
	atLeast = regexp.MustCompile(`at least|\(LB\)`)
)

// Sure finds the estimates that stand in the text without their limits.
func Sure(text string, estimates []Estimate) error {
	var errs []error
	for _, e := range estimates {
		if !stands(text, e.Middle) {
			continue
		}
		// Another estimate with the same number may be the one that is meant, or one
		// that has it for a limit or a mode.
		if !slices.ContainsFunc(estimates, func(o Estimate) bool {
			return (o.Middle == e.Middle || o.Low == e.Middle || o.High == e.Middle || slices.Contains(o.Modes, e.Middle)) && stands(text, o.Middle) && o.limited(text)
		}) {
			errs = append(errs, fmt.Errorf("the estimate %s stands without its limits (%s to %s) in %q", e.Middle, e.Low, e.High, shorten(text)))
		}
	}
	return errors.Join(errs...)
}

func (e Estimate) limited(text string) bool {
	switch {
	case e.Bound:
		return atLeast.MatchString(text)
	case e.High == "":
		return stands(text, e.Low) && openEnd.MatchString(text)
	}
	return stands(text, e.Low) && stands(text, e.High)
}

// thousands are parted on pages and not in the sentences of the library.
var thousands = regexp.MustCompile(`([0-9]),([0-9]{3})\b`)

// stands reports whether the number is in the text, and not as a part of another.
func stands(text, number string) bool {
	whole := regexp.MustCompile(`(^|[^0-9.])` + regexp.QuoteMeta(number) + `($|[^0-9.]|\.($|[^0-9]))`)
	for thousands.MatchString(text) {
		text = thousands.ReplaceAllString(text, "$1$2")
	}
	return whole.MatchString(text)
}

// SureOf checks that wherever one of the estimates stands on a page, its limits
// stand in the same row, sentence, entry or mark of a picture. What a picture says
// outside its marks is looked at together.
func SureOf(estimates []Estimate) Checker {
	return func(doc *html.Node) error {
		blocks := map[*html.Node]*strings.Builder{}
		var order []*html.Node
		for n := range doc.Descendants() {
			if n.Type != html.TextNode {
				continue
			}
			b := blockOf(n)
			if blocks[b] == nil {
				blocks[b] = &strings.Builder{}
				order = append(order, b)
			}
			blocks[b].WriteString(n.Data + " ")
		}
		var errs []error
		for _, b := range order {
			if err := Sure(strings.Join(strings.Fields(blocks[b].String()), " "), estimates); err != nil {
				errs = append(errs, within(describe(b), err))
			}
		}
		return errors.Join(errs...)
	}
}

var saying = []string{"tr", "li", "p", "dd", "dt", "g", "svg", "figcaption", "summary", "title", "h1", "h2", "h3", "body"}

func blockOf(n *html.Node) *html.Node {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Type == html.ElementNode && slices.Contains(saying, p.Data) {
			// The name of a mark or of a picture is part of it.
			if p.Data == "title" && p.Parent != nil && (p.Parent.Data == "g" || p.Parent.Data == "svg") {
				continue
			}
			return p
		}
	}
	return n
}
