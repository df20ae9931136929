package edtf

import (
	"embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"unicode"
)

//go:embed lang/*.txt
var tables embed.FS

// grammar is one language's table, compiled. Patterns are expanded into plain
// sequences and kept in three tries, each a layer above the last: amounts
// ("two weeks"), points ("6 November", "last month", "two weeks ago") and
// rules ("since 6 November"). Matching walks a trie along the tokens, so it
// costs what the text offers and never more.
type grammar struct {
	lang     string
	fold     func(string) string
	lexicon  map[string][]entry // by first word of the form
	stems    map[string][]entry // by stem, for one-word forms that take endings
	maxStem  int                // bytes of the longest stem
	endings  map[string]bool
	decades  map[string]bool // letters that make a number a decade
	suffixes map[string]bool // letters that may be written onto a number
	from     map[string]bool // endings that say "from" a date
	upTo     map[string]bool // endings that say "up to" a date
	notYear  map[string]bool // words that make a number before them a count
	anyDay   map[string]bool // words before a weekday that name no one day: every, a
	capitals bool            // names of months are capitalised
	order    string          // of numeric dates: dmy, or "" where it differs by country

	amounts, points, rules *node
}

// entry is one form of the lexicon.
type entry struct {
	rest  []string // the words after the first
	stem  bool     // the last word takes endings
	class string
	val   val
	weak  bool // the word has another use: it counts only beside a preposition, a day or a year
}

// val is what a word stands for: a number, a range of them, a unit and a
// count, or a sign, according to its class.
type val struct{ a, b int }

// node is a place in a trie of token patterns.
type node struct {
	words   map[string]*node
	symbols []branch
	done    []string // names of the builders that accept here
}

type branch struct {
	symbol string
	to     *node
}

var (
	grammarsMu sync.Mutex
	grammars   = map[string]*grammar{}
)

// Languages are those Read and Find know, by BCP 47 tag.
var Languages = []string{"en", "es", "kk", "ru", "tr", "ug", "zh"}

// grammarFor returns the grammar of a BCP 47 tag's language and the order its
// country writes numeric dates in; an unknown language gets numeric dates only.
func grammarFor(tag string) (*grammar, string) {
	base, rest, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(tag), "_", "-"), "-")
	g := load(base)
	switch {
	case g.order != "" || rest == "":
		return g, g.order
	case rest == "us":
		return g, "mdy"
	}
	return g, "dmy"
}

func load(base string) *grammar {
	grammarsMu.Lock()
	defer grammarsMu.Unlock()
	if g := grammars[base]; g != nil {
		return g
	}
	table, err := tables.ReadFile("lang/" + base + ".txt")
	if err != nil {
		base = "und"
		if g := grammars[base]; g != nil {
			return g
		}
		table, err = tables.ReadFile("lang/und.txt")
	}
	if err != nil {
		panic(fmt.Sprintf("edtf: table lost from the build: %v", err))
	}
	g, err := compile(base, string(table))
	if err != nil {
		panic(fmt.Sprintf("edtf: table of %s: %v", base, err))
	}
	grammars[base] = g
	return g
}

// compile reads a language's table. Its lines are
//
//	set NAME = WORDS                 endings, suffixes, decades, from, upto, notyear, anyday, capitals, order
//	word CLASS VALUE = FORM, FORM    VALUE may be absent; "!" before a form marks
//	                                 it weak, "*" behind lets it take endings
//	amount|point|rule NAME = PATTERN
//
// where a pattern is made of words, <symbols>, (groups|with|choices) and ? for
// what may be absent. A symbol is a class of words, or one built in.
func compile(lang, table string) (*grammar, error) {
	g := &grammar{
		lang: lang, fold: folder(strings.ToLower),
		lexicon: map[string][]entry{}, stems: map[string][]entry{},
		endings: map[string]bool{"": true}, suffixes: map[string]bool{"": true}, notYear: map[string]bool{},
		from: map[string]bool{}, upTo: map[string]bool{}, decades: map[string]bool{}, anyDay: map[string]bool{},
		amounts: &node{}, points: &node{}, rules: &node{},
	}
	if lang == "tr" {
		g.fold = folder(func(s string) string { return strings.ToLowerSpecial(unicode.TurkishCase, s) })
	}
	for i, line := range strings.Split(table, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if err := g.line(line); err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	return g, nil
}

func (g *grammar) line(line string) error {
	head, body, ok := strings.Cut(line, " = ")
	fields := strings.Fields(head)
	if !ok || len(fields) < 2 || len(fields) > 3 {
		return fmt.Errorf("cannot read %q", line)
	}
	switch fields[0] {
	case "set":
		return g.set(fields[1], strings.Fields(body))
	case "word":
		value := ""
		if len(fields) == 3 {
			value = fields[2]
		}
		v, err := parseVal(value)
		if err != nil {
			return err
		}
		for _, form := range strings.Split(body, ",") {
			g.addWord(fields[1], v, strings.TrimSpace(form))
		}
		return nil
	case "amount":
		return g.addPattern(g.amounts, fields[1], body)
	case "point":
		return g.addPattern(g.points, fields[1], body)
	case "rule":
		return g.addPattern(g.rules, fields[1], body)
	}
	return fmt.Errorf("%q is neither set, word, amount, point nor rule", fields[0])
}

func (g *grammar) set(name string, words []string) error {
	into := map[string]map[string]bool{"endings": g.endings, "suffixes": g.suffixes, "notyear": g.notYear, "from": g.from, "upto": g.upTo, "decades": g.decades, "anyday": g.anyDay}[name]
	switch {
	case into != nil:
		for _, w := range words {
			into[g.fold(w)] = true
		}
	case name == "capitals":
		g.capitals = true
	case name == "order" && len(words) == 1:
		g.order = words[0]
	default:
		return fmt.Errorf("nothing is set by %q", name)
	}
	return nil
}

// parseVal reads the value of a word: a number, a range 2-7, a unit and count
// such as M-1 or D14, or a sign or letter kept as its code.
func parseVal(s string) (val, error) {
	if s == "" {
		return val{}, nil
	}
	if n, err := strconv.Atoi(s); err == nil {
		return val{n, n}, nil
	}
	if lo, hi, ok := strings.Cut(s, "-"); ok {
		a, errA := strconv.Atoi(lo)
		b, errB := strconv.Atoi(hi)
		if errA == nil && errB == nil {
			return val{a, b}, nil
		}
	}
	if n, err := strconv.Atoi(s[1:]); err == nil {
		return val{int(s[0]), n}, nil
	}
	if len(s) == 1 || s == "<=" || s == ">=" {
		return val{int(s[0]), len(s)}, nil
	}
	return val{}, fmt.Errorf("%q is no value of a word", s)
}

func (g *grammar) addWord(class string, v val, form string) {
	e := entry{class: class, val: v}
	form, e.weak = strings.CutPrefix(form, "!")
	form, e.stem = strings.CutSuffix(form, "*")
	var parts []string
	for _, t := range tokenize(form, g.fold) {
		parts = append(parts, t.fold)
	}
	if len(parts) == 0 {
		return
	}
	e.rest = parts[1:]
	if e.stem && len(e.rest) == 0 {
		g.stems[parts[0]] = append(g.stems[parts[0]], e)
		g.maxStem = max(g.maxStem, len(parts[0]))
		return
	}
	g.lexicon[parts[0]] = append(g.lexicon[parts[0]], e)
}

// takesEnding reports whether word is stem with an ending of the language.
func (g *grammar) takesEnding(stem, word string) bool {
	rest, ok := strings.CutPrefix(word, stem)
	return ok && g.endings[strings.TrimPrefix(rest, "'")]
}

func (g *grammar) addPattern(root *node, name, pattern string) error {
	if _, ok := builders[name]; !ok {
		return fmt.Errorf("no builder is called %q", name)
	}
	p := patternParser{in: pattern, fold: g.fold}
	sequences, err := p.choices()
	if err == nil && p.in != "" {
		err = fmt.Errorf("%q is left over", p.in)
	}
	if err != nil {
		return fmt.Errorf("pattern %q: %w", pattern, err)
	}
	for _, seq := range sequences {
		if len(seq) > 0 {
			root.add(seq, name)
		}
	}
	return nil
}

func (n *node) add(seq []string, name string) {
	for _, s := range seq {
		n = n.child(s)
	}
	for _, d := range n.done {
		if d == name {
			return
		}
	}
	n.done = append(n.done, name)
}

func (n *node) child(s string) *node {
	if symbol, ok := strings.CutPrefix(s, "<"); ok && symbol != "" {
		for _, b := range n.symbols {
			if b.symbol == symbol {
				return b.to
			}
		}
		to := &node{}
		n.symbols = append(n.symbols, branch{symbol, to})
		return to
	}
	if n.words == nil {
		n.words = map[string]*node{}
	}
	if n.words[s] == nil {
		n.words[s] = &node{}
	}
	return n.words[s]
}

// patternParser expands a pattern into all the sequences it stands for, each
// element a folded word or "<" and a symbol.
type patternParser struct {
	in   string
	fold func(string) string
}

func (p *patternParser) choices() ([][]string, error) {
	var all [][]string
	for {
		seqs, err := p.sequence()
		if err != nil {
			return nil, err
		}
		all = append(all, seqs...)
		if !strings.HasPrefix(p.in, "|") {
			return all, nil
		}
		p.in = p.in[1:]
	}
}

func (p *patternParser) sequence() ([][]string, error) {
	seqs := [][]string{nil}
	for {
		p.in = strings.TrimLeft(p.in, " ")
		if p.in == "" || p.in[0] == '|' || p.in[0] == ')' {
			return seqs, nil
		}
		part, err := p.element()
		if err != nil {
			return nil, err
		}
		var longer [][]string
		for _, s := range seqs {
			for _, q := range part {
				longer = append(longer, append(append([]string(nil), s...), q...))
			}
		}
		seqs = longer
	}
}

func (p *patternParser) element() ([][]string, error) {
	var part [][]string
	switch {
	case p.in[0] == '(':
		p.in = p.in[1:]
		inner, err := p.choices()
		if err != nil {
			return nil, err
		}
		if !strings.HasPrefix(p.in, ")") {
			return nil, fmt.Errorf("a bracket is not closed before %q", p.in)
		}
		p.in, part = p.in[1:], inner
	case p.in[0] == '<':
		symbol, rest, ok := strings.Cut(p.in[1:], ">")
		if !ok {
			return nil, fmt.Errorf("a symbol is not closed in %q", p.in)
		}
		p.in, part = rest, [][]string{{"<" + symbol}}
	default:
		end := strings.IndexAny(p.in, " |()?<")
		if end < 0 {
			end = len(p.in)
		}
		var words []string
		for _, t := range tokenize(p.in[:end], p.fold) {
			words = append(words, t.fold)
		}
		p.in, part = p.in[end:], [][]string{words}
	}
	if strings.HasPrefix(p.in, "?") {
		p.in = p.in[1:]
		part = append(part, nil)
	}
	return part, nil
}
