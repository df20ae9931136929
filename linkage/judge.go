package linkage

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// program is the levels of one comparison, bound to the columns of a table.
type program struct {
	bases     []*Column
	values    []*derived
	rules     []*node
	codes     []uint8 // of each rule its level; 0 is missing
	likes     []likeness
	quick     *ladder // or nil
	plain     bool    // one column; missing where either is, and equal is level 1
	simple    bool    // one column: the level depends on the two codes alone
	bytes     bool    // measures are over bytes
	dear      bool    // a measure is asked for that costs much
	symmetric bool    // which of the two codes is left does not matter
}

type reference struct {
	value int
	right bool
}

// node is a condition bound to values.
type node struct {
	op    string
	kids  []*node
	l, r  reference
	same  bool    // both sides are one value: codes are compared
	cross []int32 // per code of l the code of the same text in r, or -1
	like  int
	order string
	limit float64
	lit   int32 // the code of the literal, or -2 where it stands nowhere
}

// likeness is one measure of one pair of values, asked for by several levels
// and computed at most once for a pair of records.
type likeness struct {
	name string
	l, r reference
}

type binder struct {
	t     *Table
	p     *program
	index map[string]int
}

func (b *binder) ref(v value, right bool) (reference, error) {
	if read, ok := b.t.reading(v.column); ok {
		read.steps = append(read.steps, v.steps...)
		v = read
	}
	k := v.key()
	if i, ok := b.index[k]; ok {
		return reference{i, right}, nil
	}
	c, err := b.t.resolve(v.column)
	if err != nil {
		return reference{}, err
	}
	base := slices.Index(b.p.bases, c)
	if base < 0 {
		base = len(b.p.bases)
		b.p.bases = append(b.p.bases, c)
	}
	d, err := derive(v, base, c)
	if err != nil {
		return reference{}, err
	}
	b.p.values = append(b.p.values, d)
	b.index[k] = len(b.p.values) - 1
	return reference{len(b.p.values) - 1, right}, nil
}

func (b *binder) bind(c *condition) (*node, error) {
	n := &node{op: c.op, order: c.order, limit: c.limit}
	for _, k := range c.kids {
		kid, err := b.bind(k)
		if err != nil {
			return nil, err
		}
		n.kids = append(n.kids, kid)
	}
	var err error
	switch c.op {
	case "AND", "OR", "NOT", "unmeasured":
		return n, nil
	case "null", "literal":
		if n.l, err = b.ref(c.l, c.right); err != nil {
			return nil, err
		}
		n.lit = int32(slices.Index(b.p.values[n.l.value].texts, c.text))
		if n.lit < 0 {
			n.lit = -2
		}
		return n, nil
	}
	if n.l, err = b.ref(c.l, c.swap); err != nil {
		return nil, err
	}
	if n.r, err = b.ref(c.r, !c.swap); err != nil {
		return nil, err
	}
	x, y := b.p.values[n.l.value], b.p.values[n.r.value]
	switch c.op {
	case "equal":
		if n.same = n.l.value == n.r.value; !n.same {
			at := make(map[string]int32, len(y.texts))
			for i, s := range y.texts {
				at[s] = int32(i)
			}
			n.cross = make([]int32, len(x.texts))
			for i, s := range x.texts {
				code, ok := at[s]
				if !ok {
					code = -2
				}
				n.cross[i] = code
			}
		}
	case "metric":
		l := likeness{c.name, n.l, n.r}
		if n.like = slices.Index(b.p.likes, l); n.like < 0 {
			n.like = len(b.p.likes)
			b.p.likes = append(b.p.likes, l)
		}
		b.p.dear = b.p.dear || dear(c.name)
		x.ready(c.name, b.t.gazetteer())
		y.ready(c.name, b.t.gazetteer())
	case "difference":
		x.asNumbers()
		y.asNumbers()
	case "shared", "half":
		x.asSets()
		y.asSets()
	}
	return n, nil
}

// compile binds the levels of a declared comparison to a table.
func compile(t *Table, c *Comparison) (*program, error) {
	p := &program{}
	b := &binder{t: t, p: p, index: map[string]int{}}
	next := uint8(1)
	if err := c.understand(); err != nil {
		return nil, err
	}
	levels := c.asked
	for i := range levels {
		l := &levels[i]
		code := uint8(null)
		if !l.Null {
			code = next
			next++
		}
		p.codes = append(p.codes, code)
		if l.isElse() {
			p.rules = append(p.rules, nil)
			continue
		}
		n, err := b.bind(c.read[i])
		if err != nil {
			return nil, fmt.Errorf("%s, level %q: %w", c.Column, l.When, err)
		}
		p.rules = append(p.rules, n)
	}
	p.simple = len(p.bases) == 1
	if p.simple && len(p.rules) > 1 {
		first, second := p.rules[0], p.rules[1]
		isNull := func(n *node, right bool) bool {
			return n.op == "null" && n.l.right == right && p.values[n.l.value].of == nil
		}
		p.plain = levels[0].Null && first != nil && first.op == "OR" && len(first.kids) == 2 &&
			(isNull(first.kids[0], false) && isNull(first.kids[1], true)) &&
			second != nil && second.op == "equal" && second.same && p.values[second.l.value].of == nil
		p.symmetric = true
		for _, n := range p.rules {
			p.symmetric = p.symmetric && (n == nil || n.symmetric(p))
		}
		p.quick = p.ladder(levels)
	}
	return p, nil
}

// understand reads the levels, once.
func (c *Comparison) understand() error {
	if c.asked != nil {
		return nil
	}
	levels := c.asDeclared()
	c.read = make([]*condition, len(levels))
	for i, l := range levels {
		if l.isElse() {
			continue
		}
		var err error
		if c.read[i], err = understand(l.When); err != nil {
			return fmt.Errorf("%s, level %q: %w", c.Column, l.When, err)
		}
	}
	c.asked = levels
	return nil
}

// isElse tells whether the level takes what no level before it took.
func (l *Level) isElse() bool { return strings.EqualFold(strings.TrimSpace(l.When), "else") }

// judge answers the conditions of one program for one pair after another; each
// worker has its own.
type judge struct {
	p     *program
	l, r  []int32 // codes of the left and the right record in the columns of the program
	state []uint8 // of each likeness: 0 not asked, 1 a bound, 2 known
	found []float64
	work  scratch
}

func newJudge(p *program) *judge {
	return &judge{p: p, work: scratch{bytes: p.bytes}, l: make([]int32, len(p.bases)), r: make([]int32, len(p.bases)),
		state: make([]uint8, len(p.likes)), found: make([]float64, len(p.likes))}
}

// level of the pair whose codes are in l and r; the last when no rule holds.
func (j *judge) level() uint8 {
	clear(j.state)
	for i, n := range j.p.rules {
		if n == nil || j.ask(n) == yes {
			return j.p.codes[i]
		}
	}
	return j.p.codes[len(j.p.codes)-1]
}

func (j *judge) code(r reference) int32 {
	d := j.p.values[r.value]
	if r.right {
		return d.code(j.r[d.base])
	}
	return d.code(j.l[d.base])
}

func answer(b bool) truth {
	if b {
		return yes
	}
	return no
}

func (j *judge) ask(n *node) truth {
	switch n.op {
	case "AND":
		all := yes
		for _, k := range n.kids {
			switch j.ask(k) {
			case no:
				return no
			case unknown:
				all = unknown
			}
		}
		return all
	case "OR":
		any := no
		for _, k := range n.kids {
			switch j.ask(k) {
			case yes:
				return yes
			case unknown:
				any = unknown
			}
		}
		return any
	case "NOT":
		switch j.ask(n.kids[0]) {
		case yes:
			return no
		case no:
			return yes
		}
		return unknown
	case "null":
		return answer(j.code(n.l) < 0)
	case "unmeasured":
		return answer(j.ask(n.kids[0]) == unknown)
	case "literal":
		c := j.code(n.l)
		if c < 0 {
			return unknown
		}
		return answer(c == n.lit)
	}
	a, b := j.code(n.l), j.code(n.r)
	if a < 0 || b < 0 {
		return unknown
	}
	x, y := j.p.values[n.l.value], j.p.values[n.r.value]
	switch n.op {
	case "equal":
		if n.same {
			return answer(a == b)
		}
		return answer(n.cross[a] == b)
	case "difference":
		d := math.Abs(x.numbers[a] - y.numbers[b])
		if math.IsNaN(d) {
			return unknown
		}
		return answer(ordered(d, n.order, n.limit))
	case "shared", "half":
		if x.members[a]&y.members[b] == 0 && n.op == "half" {
			return no
		}
		shared := 0
		for _, w := range x.sets[a] {
			if _, ok := slices.BinarySearch(y.sets[b], w); ok {
				shared++
			}
		}
		if n.op == "half" {
			return answer(2*shared >= max(len(x.sets[a]), len(y.sets[b])))
		}
		return answer(ordered(float64(shared), n.order, n.limit))
	}
	return j.askLikeness(n, x, y, a, b)
}

// askLikeness looks at the letters first: often they alone show that the limit
// cannot be met.
func (j *judge) askLikeness(n *node, x, y *derived, a, b int32) truth {
	name := j.p.likes[n.like].name
	if family := familyOf(name); j.state[n.like] == 0 && family != unbound {
		j.state[n.like] = 1
		j.found[n.like] = boundOf(family, &x.shapes[a], &y.shapes[b])
	}
	if j.state[n.like] == 1 {
		best := j.found[n.like]
		if (n.order == ">=" || n.order == ">") && best < n.limit || (n.order == "<=" || n.order == "<") && best > n.limit {
			return no
		}
	}
	if j.state[n.like] != 2 {
		j.state[n.like] = 2
		j.found[n.like] = j.measure(name, x, y, a, b)
	}
	if math.IsNaN(j.found[n.like]) {
		return unknown
	}
	return answer(ordered(j.found[n.like], n.order, n.limit))
}

func ordered(v float64, order string, limit float64) bool {
	switch order {
	case "<=":
		return v <= limit
	case ">=":
		return v >= limit
	case "<":
		return v < limit
	case ">":
		return v > limit
	}
	return v == limit
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// holds tells whether the filter of a rule holds for two rows.
func (j *judge) holds(a, b int32) bool {
	for k, c := range j.p.bases {
		j.l[k], j.r[k] = c.Codes[a], c.Codes[b]
	}
	return j.level() == 1
}

// symmetric tells whether a condition is sure to say the same with left and
// right changed over.
func (n *node) symmetric(p *program) bool {
	switch n.op {
	case "null", "literal":
		return false
	case "OR":
		if len(n.kids) == 2 && n.kids[0].op == "null" && n.kids[1].op == "null" && n.kids[0].l.value == n.kids[1].l.value {
			return n.kids[0].l.right != n.kids[1].l.right
		}
	}
	for _, k := range n.kids {
		if !k.symmetric(p) {
			return false
		}
	}
	return n.l.value == n.r.value
}
