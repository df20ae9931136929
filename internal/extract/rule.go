package extract

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/habeas-record/habeas/internal/extract/lexicon"
)

// A rule file is read with the lexicon: one claim a line,
//
//	type(slot=value): element element …
//
// where an element is
//
//	word|word        these words
//	<concept|concept.ing>  a form of a concept, maybe of one verb form
//	{PERSON|PLACE}   a mention
//	( … )            a group;  ( … | … ) one of several
//	~n               at most n words, as few as do
//	slot=element     keep the words as the slot
//	element?         perhaps
//	!element         not followed by
//	[ ]              where the claim's quotation begins and ends
//	<< >>            stretch the quotation to the ends of its clause
//	^                at the start of a clause
//
// The first rule to claim a stretch for a type keeps it.
type rule struct {
	kind     string
	line     int
	constant map[string]string
	elements []element
	left     bool // <<
	right    bool // >>
	// words, concepts and kinds that can begin a match: the index.
	first []element
}

type elementKind uint8

const (
	elAtom elementKind = iota // words, concepts and mentions
	elGroup
	elGap
	elOpen
	elClose
	elClauseStart
)

type element struct {
	kind     elementKind
	words    map[string]bool
	concepts []conceptForm
	mentions []kind
	numeric  bool // {NUM}
	groups   [][]element
	gap      int
	slot     string
	optional bool
	not      bool
}

type conceptForm struct {
	name string
	form lexicon.Form // 0 any
}

var formNames = map[string]lexicon.Form{
	"base": lexicon.Base, "third": lexicon.Third, "past": lexicon.Past, "part": lexicon.Part,
	"ing": lexicon.Ing, "plural": lexicon.Plural, "noun": lexicon.Noun,
}

// readRules reads a rule file. Errors name the line.
func readRules(r io.Reader, name string) ([]rule, error) {
	var out []rule
	scan := bufio.NewScanner(r)
	for n := 1; scan.Scan(); n++ {
		line := strings.TrimSpace(scan.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		rl, err := parseRule(line)
		if err != nil {
			return nil, fmt.Errorf("rules %s line %d: %w", name, n, err)
		}
		rl.line = n
		out = append(out, rl)
	}
	return out, scan.Err()
}

func parseRule(line string) (rule, error) {
	head, body, ok := strings.Cut(line, ": ")
	if !ok {
		return rule{}, fmt.Errorf("%q has no colon and blank after its type", line)
	}
	r := rule{constant: map[string]string{}}
	r.kind, head, ok = strings.Cut(head, "(")
	if ok {
		for _, kv := range strings.Split(strings.TrimSuffix(head, ")"), ",") {
			k, v, _ := strings.Cut(strings.TrimSpace(kv), "=")
			r.constant[k] = v
		}
	}
	r.kind = strings.TrimSpace(r.kind)
	if r.kind == "untyped" {
		r.kind = ""
	}
	fields := strings.Fields(body)
	if len(fields) > 0 && fields[0] == "<<" {
		r.left, fields = true, fields[1:]
	}
	if n := len(fields); n > 0 && fields[n-1] == ">>" {
		r.right, fields = true, fields[:n-1]
	}
	elements, rest, err := parseElements(fields)
	if err != nil {
		return rule{}, err
	}
	if len(rest) > 0 {
		return rule{}, fmt.Errorf("unmatched %q", rest[0])
	}
	r.elements = elements
	r.first = firsts(elements)
	if len(r.first) == 0 {
		return rule{}, fmt.Errorf("%q has nothing it must begin with", line)
	}
	return r, nil
}

// parseElements reads up to a closing bracket or bar.
func parseElements(fields []string) (out []element, rest []string, err error) {
	for len(fields) > 0 {
		f := fields[0]
		if f == ")" || f == ")?" || f == "|" {
			return out, fields, nil
		}
		fields = fields[1:]
		e := element{}
		if strings.HasPrefix(f, "!") && len(f) > 1 {
			e.not, f = true, f[1:]
		}
		if i := strings.Index(f, "="); i > 0 && !strings.HasPrefix(f, "<") && !strings.HasPrefix(f, "{") {
			e.slot, f = f[:i], f[i+1:]
		}
		if strings.HasSuffix(f, "?") && len(f) > 1 {
			e.optional, f = true, f[:len(f)-1]
		}
		switch {
		case f == "(":
			e.kind = elGroup
			for {
				var alt []element
				alt, fields, err = parseElements(fields)
				if err != nil {
					return nil, nil, err
				}
				e.groups = append(e.groups, alt)
				if len(fields) == 0 {
					return nil, nil, fmt.Errorf("a bracket is not closed")
				}
				end := fields[0]
				fields = fields[1:]
				if end != "|" {
					e.optional = e.optional || end == ")?"
					break
				}
			}
		case f == "[":
			e.kind = elOpen
		case f == "]":
			e.kind = elClose
		case f == "^":
			e.kind = elClauseStart
		case f[0] == '~':
			n, err := strconv.Atoi(f[1:])
			if err != nil || n < 1 || n > 40 {
				return nil, nil, fmt.Errorf("gap %q: write ~ and a number from 1 to 40", f)
			}
			e.kind, e.gap = elGap, n
		default:
			if err := e.atoms(f); err != nil {
				return nil, nil, err
			}
		}
		out = append(out, e)
	}
	return out, nil, nil
}

// atoms reads alternatives parted by bars: words, <concepts> and {MENTIONS}.
// Quotation marks around a bracket or bar make it a word.
func (e *element) atoms(f string) error {
	for len(f) > 0 {
		end := strings.IndexByte(f, '|')
		switch {
		case f[0] == '<' && strings.Contains(f, ">"):
			end = strings.IndexByte(f, '>') + 1
			e.concept(f[1 : end-1])
		case f[0] == '{' && strings.Contains(f, "}"):
			end = strings.IndexByte(f, '}') + 1
			if err := e.mention(f[1 : end-1]); err != nil {
				return err
			}
		default:
			if end <= 0 {
				end = len(f)
			}
			if e.words == nil {
				e.words = map[string]bool{}
			}
			word := f[:end]
			if len(word) > 2 && word[0] == '"' {
				word = strings.Trim(word, `"`)
			}
			e.words[strings.ToLower(word)] = true
		}
		f = strings.TrimPrefix(f[end:], "|")
	}
	return nil
}

func (e *element) concept(names string) {
	for _, c := range strings.Split(names, "|") {
		cf := conceptForm{name: c}
		if i := strings.LastIndex(c, "."); i > 0 {
			if form, ok := formNames[c[i+1:]]; ok {
				cf = conceptForm{c[:i], form}
			}
		}
		e.concepts = append(e.concepts, cf)
	}
}

func (e *element) mention(kinds string) error {
	for _, k := range strings.Split(kinds, "|") {
		if k == "NUM" {
			e.numeric = true
			continue
		}
		if kindNames[k] == kindNone {
			return fmt.Errorf("unknown mention {%s}", k)
		}
		e.mentions = append(e.mentions, kindNames[k])
	}
	return nil
}

// firsts are the elements one of which must stand at the start of any match.
func firsts(elements []element) []element {
	var out []element
	for _, e := range elements {
		switch e.kind {
		case elOpen, elClose, elClauseStart:
			continue
		case elGap:
			return nil
		case elGroup:
			for _, g := range e.groups {
				out = append(out, firsts(g)...)
			}
		default:
			if e.not {
				continue
			}
			out = append(out, e)
		}
		if !e.optional {
			return out
		}
	}
	return nil
}
