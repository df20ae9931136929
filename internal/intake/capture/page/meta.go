package page

import (
	"cmp"
	"encoding/json"
	"regexp"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Meta is what a page says about itself outside its text.
type Meta struct {
	Title, Author, Site string
	Published           string // EDTF, "" where not stated in a form without doubt
	Lang, Dir           string
}

// metaFields are the names under which pages state a thing, most telling first.
var (
	metaPublished = []string{"article:published_time", "datepublished", "citation_publication_date", "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date", "parsely-pub-date", "pubdate", "publishdate", "date"}
	metaAuthor    = []string{"author", "dc.creator", "citation_author", "parsely-author"}
	metaSite      = []string{"og:site_name", "application-name", "dc.publisher"}
	metaTitle     = []string{"og:title", "dc.title", "citation_title"}
)

// ReadMeta walks the page once. Nothing in it is followed.
func ReadMeta(doc *html.Node) Meta {
	var m Meta
	named := map[string]string{}
	var title, inTime, inScript string
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.DataAtom {
		case atom.Html, atom.Body:
			m.Lang = cmp.Or(m.Lang, cmp.Or(attr(n, "lang"), attr(n, "xml:lang")))
			m.Dir = cmp.Or(m.Dir, strings.ToLower(attr(n, "dir")))
		case atom.Meta:
			for _, key := range []string{"property", "name", "itemprop"} {
				k := strings.ToLower(attr(n, key))
				if _, have := named[k]; k != "" && !have {
					named[k] = attr(n, "content")
				}
			}
		case atom.Title:
			title = cmp.Or(title, content(n))
		case atom.Time:
			_, pubdate := attrOf(n, "pubdate")
			if pubdate || strings.EqualFold(attr(n, "itemprop"), "datePublished") {
				inTime = cmp.Or(inTime, attr(n, "datetime"))
			}
		case atom.Script:
			if strings.EqualFold(attr(n, "type"), "application/ld+json") {
				inScript = cmp.Or(inScript, publishedLD(content(n)))
			}
		}
	}
	m.Title = cmp.Or(pick(named, metaTitle), title)
	m.Author, m.Site = pick(named, metaAuthor), pick(named, metaSite)
	for _, v := range append(values(named, metaPublished), inScript, inTime) {
		if m.Published = statedDate(v); m.Published != "" {
			break
		}
	}
	return m
}

// publishedLD finds datePublished in JSON-LD, however deep.
func publishedLD(script string) string {
	var v any
	if json.Unmarshal([]byte(script), &v) != nil {
		return ""
	}
	return datePublished(v)
}

func datePublished(v any) string {
	switch v := v.(type) {
	case map[string]any:
		if s, ok := v["datePublished"].(string); ok {
			return s
		}
		// @graph holds the items of a page; other keys hold other works.
		return datePublished(v["@graph"])
	case []any:
		for _, item := range v {
			if s := datePublished(item); s != "" {
				return s
			}
		}
	}
	return ""
}

// isoDate is a year, month or day at the beginning of a machine-written date.
var isoDate = regexp.MustCompile(`^\s*(\d{4})(?:([-/])(\d{2})(?:[-/](\d{2}))?)?(?:[T ].*)?\s*$`)

// statedDate returns the EDTF date of what a page states, with the precision
// stated and never an hour. Any other form ("03/04/2017") is left to a person.
func statedDate(s string) string {
	m := isoDate.FindStringSubmatch(s)
	if m == nil {
		return ""
	}
	date, layout := m[1], "2006"
	if m[3] != "" {
		date, layout = date+"-"+m[3], layout+"-01"
	}
	if m[4] != "" {
		date, layout = date+"-"+m[4], layout+"-02"
	}
	if _, err := time.Parse(layout, date); err != nil || m[1] < "1400" {
		return ""
	}
	return date
}

func values(named map[string]string, keys []string) []string {
	var vs []string
	for _, k := range keys {
		vs = append(vs, named[k])
	}
	return vs
}

func pick(named map[string]string, keys []string) string {
	for _, v := range values(named, keys) {
		if strings.TrimSpace(v) != "" {
			return v
		}
	}
	return ""
}

func attr(n *html.Node, key string) string {
	v, _ := attrOf(n, key)
	return v
}

func attrOf(n *html.Node, key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

// content returns the text directly inside an element.
func content(n *html.Node) string {
	var b strings.Builder
	for child := range n.ChildNodes() {
		if child.Type == html.TextNode {
			b.WriteString(child.Data)
		}
	}
	return b.String()
}
