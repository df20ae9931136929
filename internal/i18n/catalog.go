// Package i18n holds every word the pages say, in the languages they are
// offered in: catalogs a translator can edit, plural rules, numbers, dates,
// quotation marks and direction.
package i18n

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Catalog is the words of the pages in one language. It is read-only and safe
// for use from many goroutines.
type Catalog struct {
	lang    Language
	entries map[string]*entry
	english *Catalog // the catalog whose keys this one must have; nil for English
}

// Lang returns the BCP 47 tag for the lang attribute.
func (c *Catalog) Lang() string { return c.lang.Tag }

// Dir returns "ltr" or "rtl" for the dir attribute.
func (c *Catalog) Dir() string { return c.lang.Dir }

// Name returns the language's own name.
func (c *Catalog) Name() string { return c.lang.Name }

// Quotes returns the opening and the closing quotation mark, in logical order.
func (c *Catalog) Quotes() (open, shut string) { return c.lang.Open, c.lang.Close }

// T returns the text of the key with its placeholders filled from pairs of
// name and value: T("person.since", "date", d). A whole number is written as
// the language writes numbers. A value of the other direction is isolated with
// U+2068 and U+2069, so that it cannot turn its neighbours around.
//
// A key this language has no text for is given in English. A key no catalog
// has, or a placeholder without value, stays visible in ⟦ ⟧ or braces, where
// the checks of the pages find it.
func (c *Catalog) T(key string, args ...any) string {
	t, ok := c.find(key, "")
	if !ok {
		return missing(key)
	}
	return c.fill(t, args)
}

// N is T for a text that counts: it chooses the plural form for n and fills
// {n} with it.
func (c *Catalog) N(key string, n int, args ...any) string {
	t, ok := c.find(key, c.lang.plural(n))
	if !ok {
		return missing(key)
	}
	return c.fill(t, append([]any{"n", n}, args...))
}

// Parts returns the text of the key cut at its placeholders, for a page that
// puts a link, a <time> or a <bdi> there.
func (c *Catalog) Parts(key string) []Part {
	t, ok := c.find(key, "")
	if !ok {
		return []Part{{Text: missing(key)}}
	}
	return slices.Clone(t)
}

// NParts is Parts for a text that counts.
func (c *Catalog) NParts(key string, n int) []Part {
	t, ok := c.find(key, c.lang.plural(n))
	if !ok {
		return []Part{{Text: missing(key)}}
	}
	return slices.Clone(t)
}

// Word returns the word for a code of the domain, such as Word("grade",
// "corroborated"). The family is a constant, so that the check of the pages'
// keys can read it; the code is data, and "left open" is looked up as
// "left-open". No code has no word: Word("sex", "") is "".
func (c *Catalog) Word(family, code string) string {
	if code == "" {
		return ""
	}
	return c.T(family + "." + codeKey(code))
}

func codeKey(code string) string {
	return strings.ReplaceAll(strings.ToLower(code), " ", "-")
}

// HasWord reports whether the pages have a word for the code: a role or a
// channel may also be free text, which is then shown as it is.
func (c *Catalog) HasWord(family, code string) bool {
	root := c
	if c.english != nil {
		root = c.english
	}
	return root.entries[family+"."+codeKey(code)] != nil
}

// Missing returns the keys this language has no text for yet, sorted.
func (c *Catalog) Missing() []string {
	if c.english == nil {
		return nil
	}
	var keys []string
	for key := range c.english.entries {
		if c.entries[key] == nil {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// IsDraft reports whether no native reader has passed the text of the key.
func (c *Catalog) IsDraft(key string) bool {
	e := c.entries[key]
	return e != nil && e.draft
}

// Draft reports whether any text of the language still waits for a native
// reader; its pages say so.
func (c *Catalog) Draft() bool {
	for _, e := range c.entries {
		if e.draft {
			return true
		}
	}
	return false
}

// find returns the text in this language or in English. A plural form asked of
// the English text is chosen by this language's rule, so "other" stands in for
// forms English does not have.
func (c *Catalog) find(key, form string) (template, bool) {
	if e := c.entries[key]; e != nil {
		t, ok := e.forms[form]
		return t, ok
	}
	if c.english == nil {
		return nil, false
	}
	if t, ok := c.english.find(key, form); ok || form == "" {
		return t, ok
	}
	return c.english.find(key, "other")
}

func (c *Catalog) fill(t template, args []any) string {
	if len(t) == 1 && t[0].Name == "" {
		return t[0].Text
	}
	var b strings.Builder
	for _, p := range t {
		if p.Name == "" {
			b.WriteString(p.Text)
			continue
		}
		b.WriteString(c.value(p.Name, args))
	}
	return b.String()
}

func (c *Catalog) value(name string, args []any) string {
	for i := 0; i+1 < len(args); i += 2 {
		if args[i] != name {
			continue
		}
		switch v := args[i+1].(type) {
		case int:
			return c.isolate(c.Number(int64(v)))
		case int64:
			return c.isolate(c.Number(v))
		case string:
			return c.isolate(v)
		default:
			return c.isolate(fmt.Sprint(v))
		}
	}
	return "{" + name + "}"
}

// isolate wraps what could reorder its surroundings: anything in a
// right-to-left sentence, and right-to-left letters in any other. A sentence
// put together before reads as the language does: U+2068 would not see the
// letters in its parts, and take it for left to right.
func (c *Catalog) isolate(s string) string {
	s = Settle(s)
	if c.lang.Dir == "rtl" && strings.Contains(s, "\u2068") {
		return "\u2067" + s + "\u2069"
	}
	if c.lang.Dir == "rtl" || strings.ContainsFunc(s, rightToLeft) {
		return "\u2068" + s + "\u2069"
	}
	return s
}

func rightToLeft(r rune) bool {
	return unicode.In(r, unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Thaana)
}

func missing(key string) string { return "⟦" + key + "⟧" }
