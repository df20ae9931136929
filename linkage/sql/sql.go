// Package sql reads the conditions in SQL that levels and rules of blocking are
// written in, as Splink writes them: of two records, whose columns are name_l and
// name_r or l.name and r.name.
package sql

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Expression is the tree of an expression.
type Expression struct {
	Kind  string // "column", "text", "number", "call", or an operator in capitals
	Name  string // of a column or a function; the words of a text
	Right bool   // a column of the right record (name_r or r.name)
	Value float64
	Args  []*Expression
}

type token struct {
	kind byte // 'w' word, 'q' quoted name, 's' text, 'n' number, 'o' operator, 0 end
	text string
}

func tokens(s string) ([]token, error) {
	var out []token
	word := func(c byte) bool {
		return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 0x80
	}
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c == ' ' || c == '\n' || c == '\t' || c == '\r':
			i++
		case c == '\'' || c == '"' || c == '`':
			var b strings.Builder
			j := i + 1
			for ; j < len(s); j++ {
				if s[j] == c {
					if j+1 < len(s) && s[j+1] == c {
						j++
					} else {
						break
					}
				}
				b.WriteByte(s[j])
			}
			if j >= len(s) {
				return nil, fmt.Errorf("a quotation mark (%c) is not closed", c)
			}
			kind := byte('q')
			if c == '\'' {
				kind = 's'
			}
			out = append(out, token{kind, b.String()})
			i = j + 1
		case c >= '0' && c <= '9' || c == '.' && i+1 < len(s) && s[i+1] >= '0' && s[i+1] <= '9':
			j := i
			for j < len(s) && (s[j] >= '0' && s[j] <= '9' || s[j] == '.' || (s[j] == 'e' || s[j] == 'E') || (s[j] == '-' || s[j] == '+') && (s[j-1] == 'e' || s[j-1] == 'E')) {
				j++
			}
			out = append(out, token{'n', s[i:j]})
			i = j
		case word(c):
			j := i
			for j < len(s) && word(s[j]) {
				j++
			}
			out = append(out, token{'w', s[i:j]})
			i = j
		default:
			n := 1
			if i+1 < len(s) && slices.Contains([]string{"<=", ">=", "<>", "!=", "==", "::", "||"}, s[i:i+2]) {
				n = 2
			}
			out = append(out, token{'o', s[i : i+n]})
			i += n
		}
	}
	return append(out, token{}), nil
}

// reader of one expression by recursive descent.
type parser struct {
	tokens []token
	at     int
}

// Parse reads one expression, or says what in it is not understood.
func Parse(s string) (*Expression, error) {
	t, err := tokens(s)
	if err != nil {
		return nil, err
	}
	deep, deepest := 0, 0
	for _, k := range t {
		switch k {
		case token{'o', "("}:
			deep++
			deepest = max(deepest, deep)
		case token{'o', ")"}:
			deep--
		}
	}
	if deepest > 12 { // each opening bracket may be read twice
		return nil, fmt.Errorf("brackets are %d deep, more than 12", deepest)
	}
	p := &parser{tokens: t}
	e, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.tokens[p.at].kind != 0 {
		return nil, fmt.Errorf("%q is not understood here", p.tokens[p.at].text)
	}
	return e, nil
}

func (p *parser) word(w string) bool {
	if t := p.tokens[p.at]; t.kind == 'w' && strings.EqualFold(t.text, w) {
		p.at++
		return true
	}
	return false
}

func (p *parser) operator(o string) bool {
	if t := p.tokens[p.at]; t.kind == 'o' && t.text == o {
		p.at++
		return true
	}
	return false
}

func (p *parser) or() (*Expression, error) { return p.chain("OR", p.and) }

func (p *parser) and() (*Expression, error) { return p.chain("AND", p.not) }

func (p *parser) chain(word string, next func() (*Expression, error)) (*Expression, error) {
	e, err := next()
	if err != nil {
		return nil, err
	}
	for p.word(word) {
		o, err := next()
		if err != nil {
			return nil, err
		}
		if e.Kind == word {
			e.Args = append(e.Args, o)
		} else {
			e = &Expression{Kind: word, Args: []*Expression{e, o}}
		}
	}
	return e, nil
}

func (p *parser) not() (*Expression, error) {
	if p.word("NOT") {
		e, err := p.not()
		if err != nil {
			return nil, err
		}
		return &Expression{Kind: "NOT", Args: []*Expression{e}}, nil
	}
	if p.tokens[p.at] == (token{'o', "("}) {
		// A bracket holds a condition or the left side of one.
		from := p.at
		p.at++
		if e, err := p.or(); err == nil && p.operator(")") {
			if t := p.tokens[p.at]; t.kind == 0 || t.text == ")" || t.kind == 'w' && !strings.EqualFold(t.text, "IS") {
				return e, nil
			}
		}
		p.at = from
	}
	return p.comparison()
}

func (p *parser) comparison() (*Expression, error) {
	left, err := p.sum()
	if err != nil {
		return nil, err
	}
	if p.word("IS") {
		kind := "IS NULL"
		if p.word("NOT") {
			kind = "IS NOT NULL"
		}
		if !p.word("NULL") {
			return nil, fmt.Errorf("IS is not followed by NULL")
		}
		return &Expression{Kind: kind, Args: []*Expression{left}}, nil
	}
	for _, o := range []string{"=", "==", "<>", "!=", "<=", ">=", "<", ">"} {
		if p.operator(o) {
			right, err := p.sum()
			if err != nil {
				return nil, err
			}
			switch o {
			case "==":
				o = "="
			case "!=":
				o = "<>"
			}
			return &Expression{Kind: o, Args: []*Expression{left, right}}, nil
		}
	}
	return left, nil
}

func (p *parser) sum() (*Expression, error) {
	e, err := p.atom()
	if err != nil {
		return nil, err
	}
	for {
		var kind string
		switch {
		case p.operator("-"):
			kind = "-"
		case p.operator("||"):
			kind = "||"
		case p.operator("*"):
			kind = "*"
		case p.operator("::"): // a cast does not change the text
			if p.tokens[p.at].kind != 'w' {
				return nil, fmt.Errorf(":: is not followed by a type")
			}
			p.at++
			continue
		default:
			return e, nil
		}
		o, err := p.atom()
		if err != nil {
			return nil, err
		}
		e = &Expression{Kind: kind, Args: []*Expression{e, o}}
	}
}

func (p *parser) atom() (*Expression, error) {
	t := p.tokens[p.at]
	p.at++
	switch {
	case t == token{'o', "("}:
		e, err := p.sum()
		if err == nil && !p.operator(")") {
			err = fmt.Errorf("a bracket is not closed")
		}
		return e, err
	case t == token{'o', "-"}:
		e, err := p.atom()
		if err == nil && e.Kind != "number" {
			err = fmt.Errorf("a minus before what is not a number")
		}
		if err == nil {
			e.Value = -e.Value
		}
		return e, err
	case t.kind == 's':
		return &Expression{Kind: "text", Name: t.text}, nil
	case t.kind == 'n':
		v, err := strconv.ParseFloat(t.text, 64)
		if err != nil {
			return nil, fmt.Errorf("%q is no number", t.text)
		}
		return &Expression{Kind: "number", Value: v}, nil
	case t.kind == 'w' && p.operator("("):
		return p.call(strings.ToLower(t.text))
	case t.kind == 'q' || t.kind == 'w':
		return p.column(t)
	case t.kind == 0:
		return nil, fmt.Errorf("the expression ends too soon")
	}
	return nil, fmt.Errorf("%q is not understood here", t.text)
}

func (p *parser) call(name string) (*Expression, error) {
	e := &Expression{Kind: "call", Name: name}
	if p.operator(")") {
		return e, nil
	}
	for {
		a, err := p.or()
		if err != nil {
			return nil, err
		}
		if name == "cast" || name == "try_cast" {
			if !p.word("AS") || p.tokens[p.at].kind != 'w' {
				return nil, fmt.Errorf("CAST has no type")
			}
			p.at++
			if !p.operator(")") {
				return nil, fmt.Errorf("CAST has no end")
			}
			return a, nil
		}
		e.Args = append(e.Args, a)
		if p.operator(")") {
			return e, nil
		}
		if !p.operator(",") {
			return nil, fmt.Errorf("the arguments of %s have no end", name)
		}
	}
}

// column reads name_l, name_r, l.name or r.name.
func (p *parser) column(t token) (*Expression, error) {
	if p.operator(".") {
		n := p.tokens[p.at]
		if n.kind != 'q' && n.kind != 'w' {
			return nil, fmt.Errorf("%s. is not followed by a column", t.text)
		}
		p.at++
		switch strings.ToLower(t.text) {
		case "l":
			return &Expression{Kind: "column", Name: n.text}, nil
		case "r":
			return &Expression{Kind: "column", Name: n.text, Right: true}, nil
		}
		return nil, fmt.Errorf("%s.%s belongs to neither record: write l.%s or r.%s", t.text, n.text, n.text, n.text)
	}
	low := strings.ToLower(t.text)
	switch {
	case strings.HasSuffix(low, "_l"):
		return &Expression{Kind: "column", Name: t.text[:len(t.text)-2]}, nil
	case strings.HasSuffix(low, "_r"):
		return &Expression{Kind: "column", Name: t.text[:len(t.text)-2], Right: true}, nil
	}
	return nil, fmt.Errorf("the column %s belongs to neither record: write %s_l or %s_r", t.text, t.text, t.text)
}

// String writes the expression for a message.
func (e *Expression) String() string {
	switch e.Kind {
	case "column":
		if e.Right {
			return e.Name + "_r"
		}
		return e.Name + "_l"
	case "text":
		return "'" + e.Name + "'"
	case "number":
		return fmt.Sprint(e.Value)
	case "call":
		var a []string
		for _, x := range e.Args {
			a = append(a, x.String())
		}
		return e.Name + "(" + strings.Join(a, ", ") + ")"
	}
	var a []string
	for _, x := range e.Args {
		a = append(a, x.String())
	}
	if len(a) == 1 {
		return e.Kind + " " + a[0]
	}
	return strings.Join(a, " "+e.Kind+" ")
}
