// Package page reads a parsed HTML page as a person sees it, and what its head
// says about it. It follows no link and loads nothing.
package page

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// gap is the white space due before the next word, weakest first.
type gap int

const (
	gapNone gap = iota
	gapSpace
	gapTab
	gapLine
	gapParagraph
)

var gapText = [...]string{"", " ", "\t", "\n", "\n\n"}

// hidden elements hold nothing a reader of the page sees as text.
var hidden = map[atom.Atom]bool{
	atom.Head: true, atom.Script: true, atom.Style: true, atom.Template: true, atom.Noscript: true,
	atom.Iframe: true, atom.Object: true, atom.Embed: true, atom.Svg: true, atom.Math: true, atom.Canvas: true,
	atom.Audio: true, atom.Video: true, atom.Map: true, atom.Select: true, atom.Textarea: true, atom.Button: true,
	atom.Rt: true, atom.Rp: true,
}

// gaps are the breaks around an element.
var gaps = map[atom.Atom]gap{
	atom.P: gapParagraph, atom.Div: gapParagraph, atom.Article: gapParagraph, atom.Section: gapParagraph,
	atom.Main: gapParagraph, atom.Header: gapParagraph, atom.Footer: gapParagraph, atom.Aside: gapParagraph,
	atom.Nav: gapParagraph, atom.Address: gapParagraph, atom.Blockquote: gapParagraph, atom.Pre: gapParagraph,
	atom.H1: gapParagraph, atom.H2: gapParagraph, atom.H3: gapParagraph, atom.H4: gapParagraph, atom.H5: gapParagraph, atom.H6: gapParagraph,
	atom.Ul: gapParagraph, atom.Ol: gapParagraph, atom.Dl: gapParagraph, atom.Table: gapParagraph,
	atom.Figure: gapParagraph, atom.Figcaption: gapParagraph, atom.Form: gapParagraph, atom.Fieldset: gapParagraph, atom.Hr: gapParagraph,
	atom.Li: gapLine, atom.Dt: gapLine, atom.Dd: gapLine, atom.Tr: gapLine, atom.Caption: gapLine, atom.Summary: gapLine,
	atom.Td: gapTab, atom.Th: gapTab,
}

// Visible returns the text of a page as a reader sees it: paragraphs with
// a blank line between, rows and list items on lines of their own. No-break
// spaces stay, since offsets count them.
func Visible(n *html.Node) string {
	var v visible
	v.node(n, false)
	return v.out.String()
}

type visible struct {
	out strings.Builder
	due gap
}

func (v *visible) gap(g gap) { v.due = max(v.due, g) }

func (v *visible) node(n *html.Node, pre bool) {
	switch n.Type {
	case html.TextNode:
		if pre {
			v.verbatim(n.Data)
		} else {
			v.words(n.Data)
		}
		return
	case html.ElementNode:
		if hidden[n.DataAtom] || isHidden(n) {
			return
		}
	case html.CommentNode, html.DoctypeNode:
		return
	}
	if n.DataAtom == atom.Br {
		if v.due == gapLine {
			v.gap(gapParagraph)
		}
		v.gap(gapLine)
		return
	}
	around := gaps[n.DataAtom]
	v.gap(around)
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		v.node(child, pre || n.DataAtom == atom.Pre)
	}
	v.gap(around)
}

// words writes text with white space folded as a browser does.
func (v *visible) words(s string) {
	for s != "" {
		word := strings.IndexFunc(s, isHTMLSpace)
		switch {
		case word == 0:
			v.gap(gapSpace)
			s = strings.TrimLeftFunc(s, isHTMLSpace)
			continue
		case word < 0:
			word = len(s)
		}
		v.write(s[:word])
		s = s[word:]
	}
}

// verbatim writes preformatted text with its line ends.
func (v *visible) verbatim(s string) {
	if strings.TrimSpace(s) == "" {
		v.gap(gapParagraph)
		return
	}
	v.write(strings.TrimRight(s, "\n"))
	if strings.HasSuffix(s, "\n") {
		v.gap(gapLine)
	}
}

func (v *visible) write(s string) {
	if v.out.Len() > 0 {
		v.out.WriteString(gapText[v.due])
	}
	v.due = gapNone
	v.out.WriteString(s)
}

func isHTMLSpace(r rune) bool {
	return r == ' ' || r == '\n' || r == '\t' || r == '\r' || r == '\f'
}

func isHidden(n *html.Node) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return true
		case "style":
			style := strings.ToLower(strings.ReplaceAll(a.Val, " ", ""))
			if strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden") {
				return true
			}
		}
	}
	return false
}
