package edtf

import "strings"

// scan matches one text against a grammar. What a token can mean is worked out
// once and kept, so each layer of the grammar looks at a token once.
type scan struct {
	g      *grammar
	anchor Anchor
	order  string // of numeric dates: dmy, mdy, or "" where both are usual
	typed  bool   // one expression typed alone: it needs no context
	tokens []token

	senses  []memo[hit]
	amounts []memo[hit]
	points  []memo[hit]
}

type memo[T any] struct {
	done bool
	all  []T
}

// hit is one thing the tokens from some place can be.
type hit struct {
	class  string
	n      int // tokens covered
	val    val
	weak   bool
	amount *amount
	point  *point
}

// match is a pattern met in the text: what its symbols stood for, in order.
type match struct {
	s        *scan
	caps     []hit
	from, to int // tokens
}

func newScan(text, lang string, a Anchor, typed bool) *scan {
	g, order := grammarFor(lang)
	s := &scan{g: g, anchor: a, order: order, typed: typed, tokens: tokenize(text, g.fold)}
	n := len(s.tokens)
	s.senses, s.amounts, s.points = make([]memo[hit], n), make([]memo[hit], n), make([]memo[hit], n)
	return s
}

// get returns the k-th thing a symbol stood for.
func (m *match) get(class string, k int) (hit, bool) {
	for _, c := range m.caps {
		if c.class != class {
			continue
		}
		if k == 0 {
			return c, true
		}
		k--
	}
	return hit{}, false
}

// value returns the number the k-th of a symbol stood for, or absent.
func (m *match) value(class string, k, absent int) int {
	if c, ok := m.get(class, k); ok {
		return c.val.a
	}
	return absent
}

func (m *match) has(class string) bool {
	_, ok := m.get(class, 0)
	return ok
}

// follows returns the token right behind the match, within the paragraph.
func (m *match) follows() (token, bool) {
	if m.to >= len(m.s.tokens) || m.s.tokens[m.to].gap == gapParagraph {
		return token{}, false
	}
	return m.s.tokens[m.to], true
}

// walk calls accept for every pattern of the trie that fits from token i on.
func (s *scan) walk(root *node, i int, accept func(name string, m *match)) {
	m := match{s: s, from: i, to: i}
	s.step(root, &m, accept)
}

func (s *scan) step(n *node, m *match, accept func(string, *match)) {
	for _, name := range n.done {
		accept(name, m)
	}
	j := m.to
	if j >= len(s.tokens) || j > m.from && s.tokens[j].gap == gapParagraph {
		return
	}
	if next := n.words[s.tokens[j].fold]; next != nil {
		m.to = j + 1
		s.step(next, m, accept)
		m.to = j
	}
	for _, b := range n.symbols {
		for _, h := range s.builtIn(b.symbol, j) {
			s.take(h, b, m, accept)
		}
		for _, h := range s.sensesAt(j) {
			if h.class == b.symbol {
				s.take(h, b, m, accept)
			}
		}
	}
}

// take goes on along a branch with one thing its symbol can stand for.
func (s *scan) take(h hit, b branch, m *match, accept func(string, *match)) {
	h.class = b.symbol
	j := m.to
	m.caps, m.to = append(m.caps, h), j+h.n
	s.step(b.to, m, accept)
	m.caps, m.to = m.caps[:len(m.caps)-1], j
}

// builtIn returns what a symbol of the grammar itself can stand for at token i;
// other symbols are classes of words.
func (s *scan) builtIn(name string, i int) []hit {
	switch name {
	case "date":
		return s.pointsAt(i)
	case "amount":
		return s.amountsAt(i)
	case "day":
		return s.numbersAt(i, 1, 31, 2)
	case "mon":
		return s.numbersAt(i, 1, 12, 2)
	case "num":
		return s.numbersAt(i, 1, 9999, 4)
	case "year":
		return s.yearsAt(i)
	case "lone":
		return s.lonesAt(i)
	case "dec":
		return s.decadesAt(i)
	case "decs":
		if s.g.decades[s.tokens[i].suffix] {
			return s.decadesAt(i)
		}
	case "numdate":
		return s.numericAt(i)
	case "yy":
		return s.shortYearAt(i)
	case "clock":
		return s.clockAt(i)
	}
	return nil
}

// sensesAt looks the words from token i up in the lexicon.
func (s *scan) sensesAt(i int) []hit {
	m := &s.senses[i]
	if m.done {
		return m.all
	}
	m.done = true
	t := s.tokens[i]
	add := func(e entry, n int) {
		if !e.weak || s.typed || !s.g.capitals || t.upper {
			m.all = append(m.all, hit{class: e.class, n: n, val: e.val, weak: e.weak})
		}
	}
	for _, e := range s.g.lexicon[t.fold] {
		if s.phrase(e, i) {
			add(e, 1+len(e.rest))
		}
	}
	if t.kind == tokenWord {
		for n := 1; n <= min(len(t.fold), s.g.maxStem); n++ {
			for _, e := range s.g.stems[t.fold[:n]] {
				if s.g.takesEnding(t.fold[:n], t.fold) {
					add(e, 1)
				}
			}
		}
	}
	return m.all
}

// phrase reports whether the words after the first of a form stand behind
// token i.
func (s *scan) phrase(e entry, i int) bool {
	if i+len(e.rest) >= len(s.tokens) {
		return len(e.rest) == 0
	}
	for k, w := range e.rest {
		t := s.tokens[i+1+k]
		last := k == len(e.rest)-1
		if t.gap == gapParagraph || t.fold != w && !(last && e.stem && s.g.takesEnding(w, t.fold)) {
			return false
		}
	}
	return true
}

func (s *scan) amountsAt(i int) []hit {
	m := &s.amounts[i]
	if !m.done {
		m.done = true
		s.walk(s.g.amounts, i, func(name string, k *match) {
			if a, ok := builders[name].amount(k); ok {
				m.all = append(m.all, hit{n: k.to - i, amount: &a})
			}
		})
	}
	return m.all
}

func (s *scan) pointsAt(i int) []hit {
	m := &s.points[i]
	if !m.done {
		m.done = true
		s.walk(s.g.points, i, func(name string, k *match) {
			if p, ok := builders[name].point(k); ok {
				m.all = append(m.all, hit{n: k.to - i, point: &p})
			}
		})
	}
	return m.all
}

// longest returns the reading of the longest expression at token i and the
// number of tokens it covers. Of equal length the first in the table wins; an
// expression that makes no sense gives way to a shorter one.
func (s *scan) longest(i int) (Reading, int) {
	var best Reading
	n := 0
	s.walk(s.g.rules, i, func(name string, m *match) {
		if m.to-i <= n || !s.whole(m) {
			return
		}
		if r, ok := builders[name].rule(m); ok {
			r.Rule = s.g.lang + "/" + name
			best, n = r, m.to-i
		}
	})
	return best, n
}

// whole reports whether the match neither starts nor ends inside a number
// that goes on over a hyphen.
func (s *scan) whole(m *match) bool {
	first, last := s.tokens[m.from], s.tokens[m.to-1]
	return (first.kind != tokenNumber || !s.joined(m.from, -1, "-")) && (last.kind != tokenNumber || !s.joined(m.to-1, 1, "-"))
}

// joined reports whether the number at token i is written without a space to
// one of the marks and, beyond it, another number. dir is -1 for before it.
func (s *scan) joined(i, dir int, marks string) bool {
	j, k := i+dir, i+2*dir
	if k < 0 || k >= len(s.tokens) {
		return false
	}
	touching := s.tokens[max(i, j)].gap == gapNone && s.tokens[max(j, k)].gap == gapNone
	return touching && s.tokens[j].kind == tokenMark && strings.Contains(marks, s.tokens[j].fold) && s.tokens[k].kind == tokenNumber
}
