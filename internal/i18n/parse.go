package i18n

import (
	"bufio"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// A catalog file is read line by line:
//
//	# a note to the translator
//	person.born = Born
//	person.enquiries[one] = {n} approach to the authorities
//	person.enquiries[other] = {n} approaches to the authorities
//	nav.search ~= Іздеу
//	comment.terms = A long text goes on
//	    in lines that begin with a space.
//
// "=" says that a native reader has passed the text, "~=" that it is a draft.
// What stands in braces is filled in by the page and keeps its name in every
// language. A plural string has one line for each CLDR category.
var entryLine = regexp.MustCompile(`^([a-z0-9]+(?:[._-][a-z0-9]+)*)(?:\[([a-z]+)\])?\s*(~?=)\s*(.*)$`)

// entry is one key of a catalog: its text by plural category ("" where the
// text does not count anything).
type entry struct {
	forms map[string]template
	draft bool
	line  int
}

func parse(r io.Reader) (map[string]*entry, error) {
	entries := map[string]*entry{}
	type open struct {
		e    *entry
		form string
		text string
	}
	var last *open
	flush := func() error {
		if last == nil {
			return nil
		}
		t, err := parseTemplate(last.text)
		if err != nil {
			return fmt.Errorf("line %d: %w", last.e.line, err)
		}
		last.e.forms[last.form] = t
		last = nil
		return nil
	}
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimRight(lines.Text(), " \t\r")
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
			if err := flush(); err != nil {
				return nil, err
			}
			continue
		case line[0] == ' ' || line[0] == '\t':
			if last == nil {
				return nil, fmt.Errorf("line %d: goes on with a text that was not begun", n)
			}
			last.text += " " + strings.TrimSpace(line)
			continue
		}
		if err := flush(); err != nil {
			return nil, err
		}
		m := entryLine.FindStringSubmatch(line)
		if m == nil {
			return nil, fmt.Errorf("line %d: write KEY = TEXT, or KEY[CATEGORY] = TEXT", n)
		}
		key, form, draft, text := m[1], m[2], m[3] == "~=", m[4]
		if text == "" {
			return nil, fmt.Errorf("line %d: %s has no text; leave the line out until there is one", n, key)
		}
		e := entries[key]
		if e == nil {
			e = &entry{forms: map[string]template{}, line: n}
			entries[key] = e
		}
		if _, twice := e.forms[form]; twice {
			return nil, fmt.Errorf("line %d: %s stands here a second time", n, line[:strings.IndexAny(line, " ~=")])
		}
		e.forms[form] = nil
		e.draft = e.draft || draft
		last = &open{e, form, text}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("reading the catalog: %w", err)
	}
	return entries, flush()
}

// Part is a stretch of a text: either words, or the name of what the page puts
// there.
type Part struct {
	Text string
	Name string // placeholder, "" for words
}

type template []Part

var placeholder = regexp.MustCompile(`\{([a-z0-9]+(?:-[a-z0-9]+)*)\}`)

func parseTemplate(s string) (template, error) {
	var t template
	rest := s
	words := func(w string) error {
		if strings.ContainsAny(w, "{}") {
			return fmt.Errorf("a brace in %q holds no placeholder; write {name}", s)
		}
		if w != "" {
			t = append(t, Part{Text: w})
		}
		return nil
	}
	for {
		at := placeholder.FindStringSubmatchIndex(rest)
		if at == nil {
			return t, words(rest)
		}
		if err := words(rest[:at[0]]); err != nil {
			return nil, err
		}
		t = append(t, Part{Name: rest[at[2]:at[3]]})
		rest = rest[at[1]:]
	}
}

// names returns the placeholders of t.
func (t template) names() map[string]bool {
	names := map[string]bool{}
	for _, p := range t {
		if p.Name != "" {
			names[p.Name] = true
		}
	}
	return names
}
