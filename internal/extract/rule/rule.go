// Package rule reads the rules by which claims are recognised in an annotated
// text. It knows their grammar only; what a mention or a clause is, the text
// that is matched must say.
//
// A rule is one line,
//
//	type(slot=value): element element …
//
// where an element is
//
//	word|word              one of these words
//	<concept|concept.ing>  a form of a concept, maybe of one verb form
//	{PERSON|PLACE}         a mention
//	( … )                  a group;  ( … | … ) one of several
//	~n                     at most n words, as few as do
//	slot=element           keep the words as the slot
//	element?               perhaps
//	!element               not followed by
//	[ ]                    where the claim's quotation begins and ends
//	<< >>                  stretch the quotation to the ends of its clause
//	^                      at the start of a clause
//
// The first rule to claim a stretch for a type keeps it.
package rule

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/habeas-record/habeas/internal/extract/lexicon"
)

// Rule is one line of a rule file.
type Rule struct {
	Kind     string // type of the claim, "" for untyped
	Line     int
	Constant map[string]string
	Elements []Element
	Left     bool      // <<
	Right    bool      // >>
	First    []Element // one of these begins every match
	Own      bool      // an organisation's, not one that comes with Habeas
}

// Kind tells elements apart.
type Kind uint8

// The kinds of element.
const (
	Atom  Kind = iota // words, concepts and mentions
	Group             // one of several sequences
	Gap               // up to so many words
	Open              // the quotation begins
	Close             // the quotation ends
	ClauseStart
)

// Element is one part of a rule. Mentions are kinds as given to Read.
type Element struct {
	Kind     Kind
	Words    map[string]bool
	Concepts []Form
	Mentions []uint8
	Numeric  bool // {NUM}
	Groups   [][]Element
	Gap      int
	Slot     string
	Optional bool
	Not      bool
}

// Form is a concept and, unless 0, the forms of it that will do.
type Form struct {
	Name string
	Form lexicon.Form
}

var formNames = map[string]lexicon.Form{
	"base": lexicon.Base, "third": lexicon.Third, "past": lexicon.Past, "part": lexicon.Part,
	"ing": lexicon.Ing, "plural": lexicon.Plural, "noun": lexicon.Noun,
}

// Read reads a rule file. Kinds are the mentions a rule may ask for, by name.
// Errors name the line.
func Read(r io.Reader, name string, kinds map[string]uint8) ([]Rule, error) {
	var out []Rule
	scan := bufio.NewScanner(r)
	for n := 1; scan.Scan(); n++ {
		line := strings.TrimSpace(scan.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		rl, err := reader(kinds).rule(line)
		if err != nil {
			return nil, fmt.Errorf("rules %s line %d: %w", name, n, err)
		}
		rl.Line = n
		out = append(out, rl)
	}
	return out, scan.Err()
}

// reader knows the mentions a rule may ask for.
type reader map[string]uint8

func (read reader) rule(line string) (Rule, error) {
	head, body, ok := strings.Cut(line, ": ")
	if !ok {
		return Rule{}, fmt.Errorf("%q has no colon and blank after its type", line)
	}
	r := Rule{Constant: map[string]string{}}
	r.Kind, head, ok = strings.Cut(head, "(")
	if ok {
		for _, kv := range strings.Split(strings.TrimSuffix(head, ")"), ",") {
			k, v, _ := strings.Cut(strings.TrimSpace(kv), "=")
			r.Constant[k] = v
		}
	}
	r.Kind = strings.TrimSpace(r.Kind)
	if r.Kind == "untyped" {
		r.Kind = ""
	}
	fields := strings.Fields(body)
	if len(fields) > 0 && fields[0] == "<<" {
		r.Left, fields = true, fields[1:]
	}
	if n := len(fields); n > 0 && fields[n-1] == ">>" {
		r.Right, fields = true, fields[:n-1]
	}
	elements, rest, err := read.elements(fields)
	if err != nil {
		return Rule{}, err
	}
	if len(rest) > 0 {
		return Rule{}, fmt.Errorf("unmatched %q", rest[0])
	}
	r.Elements = elements
	r.First = firsts(elements)
	if len(r.First) == 0 {
		return Rule{}, fmt.Errorf("%q has nothing it must begin with", line)
	}
	return r, nil
}

// elements reads up to a closing bracket or bar.
func (read reader) elements(fields []string) (out []Element, rest []string, err error) {
	for len(fields) > 0 {
		f := fields[0]
		if f == ")" || f == ")?" || f == "|" {
			return out, fields, nil
		}
		fields = fields[1:]
		e := Element{}
		if strings.HasPrefix(f, "!") && len(f) > 1 {
			e.Not, f = true, f[1:]
		}
		if i := strings.Index(f, "="); i > 0 && !strings.HasPrefix(f, "<") && !strings.HasPrefix(f, "{") {
			e.Slot, f = f[:i], f[i+1:]
		}
		if strings.HasSuffix(f, "?") && len(f) > 1 {
			e.Optional, f = true, f[:len(f)-1]
		}
		switch {
		case f == "(":
			e.Kind = Group
			for {
				var alt []Element
				alt, fields, err = read.elements(fields)
				if err != nil {
					return nil, nil, err
				}
				e.Groups = append(e.Groups, alt)
				if len(fields) == 0 {
					return nil, nil, fmt.Errorf("a bracket is not closed")
				}
				end := fields[0]
				fields = fields[1:]
				if end != "|" {
					e.Optional = e.Optional || end == ")?"
					break
				}
			}
		case f == "[":
			e.Kind = Open
		case f == "]":
			e.Kind = Close
		case f == "^":
			e.Kind = ClauseStart
		case f[0] == '~':
			n, err := strconv.Atoi(f[1:])
			if err != nil || n < 1 || n > 40 {
				return nil, nil, fmt.Errorf("gap %q: write ~ and a number from 1 to 40", f)
			}
			e.Kind, e.Gap = Gap, n
		default:
			if err := read.atoms(&e, f); err != nil {
				return nil, nil, err
			}
		}
		out = append(out, e)
	}
	return out, nil, nil
}

// atoms reads alternatives parted by bars: words, <concepts> and {MENTIONS}.
// Quotation marks around a bracket or bar make it a word.
func (read reader) atoms(e *Element, f string) error {
	for len(f) > 0 {
		end := strings.IndexByte(f, '|')
		switch {
		case f[0] == '<' && strings.Contains(f, ">"):
			end = strings.IndexByte(f, '>') + 1
			e.concept(f[1 : end-1])
		case f[0] == '{' && strings.Contains(f, "}"):
			end = strings.IndexByte(f, '}') + 1
			if err := read.mention(e, f[1:end-1]); err != nil {
				return err
			}
		default:
			if end <= 0 {
				end = len(f)
			}
			if e.Words == nil {
				e.Words = map[string]bool{}
			}
			word := f[:end]
			if len(word) > 2 && word[0] == '"' {
				word = strings.Trim(word, `"`)
			}
			e.Words[strings.ToLower(word)] = true
		}
		f = strings.TrimPrefix(f[end:], "|")
	}
	return nil
}

func (e *Element) concept(names string) {
	for _, c := range strings.Split(names, "|") {
		cf := Form{Name: c}
		if i := strings.LastIndex(c, "."); i > 0 {
			if form, ok := formNames[c[i+1:]]; ok {
				cf = Form{c[:i], form}
			}
		}
		e.Concepts = append(e.Concepts, cf)
	}
}

func (read reader) mention(e *Element, names string) error {
	for _, k := range strings.Split(names, "|") {
		if k == "NUM" {
			e.Numeric = true
			continue
		}
		kind, ok := read[k]
		if !ok {
			return fmt.Errorf("unknown mention {%s}", k)
		}
		e.Mentions = append(e.Mentions, kind)
	}
	return nil
}

// firsts are the elements one of which must stand at the start of any match.
func firsts(elements []Element) []Element {
	var out []Element
	for _, e := range elements {
		switch e.Kind {
		case Open, Close, ClauseStart:
			continue
		case Gap:
			return nil
		case Group:
			for _, g := range e.Groups {
				out = append(out, firsts(g)...)
			}
		default:
			if e.Not {
				continue
			}
			out = append(out, e)
		}
		if !e.Optional {
			return out
		}
	}
	return nil
}
