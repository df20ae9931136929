package linkage

import "math/bits"

// ladder is the levels of a declared comparison of one column in a form that
// settles most pairs without comparing a text: equality by codes, dates and
// numbers by their difference, and likeness by the letters alone where these
// show that the limit cannot be met. What it does not settle the judge does.
type ladder struct {
	program *program
	missing *derived // a pair is missing where this is
	steps   []rung
	last    uint8
}

type rung struct {
	op     byte  // of 'e'qual, 'd'ifference, 'm'etric; 'x' for anything else
	node   *node // of an x
	of     *derived
	like   family
	order  string
	limit  float64
	atMost bool
	level  uint8
}

// shape is what bounds a likeness without reading the text.
type shape struct {
	letters uint64 // see lettersOf
	head    uint32 // the first four bytes
	size    uint8  // bytes; 0 where the text is long, or a letter is not a byte
}

const longestShape = 64

// family tells which bound a measure has.
type family uint8

const (
	unbound family = iota
	distances
	jaros
	winklers
)

func familyOf(name string) family {
	switch name {
	case "levenshtein", "damerau_levenshtein":
		return distances
	case "jaro":
		return jaros
	case "jaro_winkler":
		return winklers
	}
	return unbound
}

// part[n] is 1/n.
var part = func() (p [longestShape + 1]float64) {
	for i := 1; i < len(p); i++ {
		p[i] = 1 / float64(i)
	}
	return p
}()

func (d *derived) shapesOf() {
	if d.shapes != nil {
		return
	}
	d.lettersOf()
	d.shapes = make([]shape, len(d.texts))
	for i, s := range d.texts {
		sh := shape{letters: d.letters[i]}
		if len(s) <= longestShape && ascii(s) {
			sh.size = uint8(len(s))
			for k := range min(4, len(s)) {
				sh.head |= uint32(s[k]) << (8 * k)
			}
		}
		d.shapes[i] = sh
	}
}

// ladder makes one of the program, or nil where its levels ask for more than a
// ladder can answer.
func (p *program) ladder(levels []Level) *ladder {
	if !p.simple || len(p.rules) < 2 || p.codes[0] != null || p.rules[len(p.rules)-1] != nil {
		return nil
	}
	first := p.rules[0]
	if first == nil || first.op != "OR" || len(first.kids) != 2 || !first.symmetric(p) {
		return nil
	}
	for _, k := range first.kids {
		if k.op != "null" {
			return nil
		}
	}
	l := &ladder{program: p, missing: p.values[first.kids[0].l.value], last: p.codes[len(p.codes)-1]}
	for i, n := range p.rules[1 : len(p.rules)-1] {
		if n == nil || levels[i+1].Null {
			return nil
		}
		bound := n.op == "metric" && familyOf(p.likes[n.like].name) != unbound
		if n.op != "equal" && n.op != "difference" && !bound || !n.symmetric(p) {
			l.steps = append(l.steps, rung{op: 'x', node: n})
			continue
		}
		r := rung{op: n.op[0], of: p.values[n.l.value], order: n.order, limit: n.limit, level: p.codes[i+1]}
		r.atMost = r.order == "<=" || r.order == "<" && n.op == "metric"
		if n.op == "metric" {
			r.like = familyOf(p.likes[n.like].name)
			r.of.shapesOf()
		}
		l.steps = append(l.steps, r)
	}
	return l
}

// climb gives the level of two codes, or false where a text must be read.
func (l *ladder) climb(a, b int32) (uint8, bool) {
	if l.missing.code(a) < 0 || l.missing.code(b) < 0 {
		return null, true
	}
	best, of := 0.0, (*derived)(nil)
	like := unbound
	for i := range l.steps {
		s := &l.steps[i]
		if s.op == 'x' {
			if l.program.impossible(s.node, a, b) {
				continue
			}
			return 0, false
		}
		x, y := s.of.code(a), s.of.code(b)
		if x < 0 || y < 0 {
			continue
		}
		switch s.op {
		case 'e':
			if x == y {
				return s.level, true
			}
		case 'd':
			d := s.of.numbers[x] - s.of.numbers[y]
			if d < 0 {
				d = -d
			}
			if s.atMost && d <= s.limit || !s.atMost && d == d && ordered(d, s.order, s.limit) {
				return s.level, true
			}
		default:
			if of != s.of || like != s.like {
				of, like = s.of, s.like
				best = boundOf(s.like, &s.of.shapes[x], &s.of.shapes[y])
			}
			if s.atMost && best <= s.limit || !s.atMost && best >= s.limit {
				return 0, false
			}
		}
	}
	return l.last, true
}

// impossible tells whether a condition is seen not to hold for two codes
// without reading a text. False says nothing.
func (p *program) impossible(n *node, a, b int32) bool {
	switch n.op {
	case "AND":
		for _, k := range n.kids {
			if p.impossible(k, a, b) {
				return true
			}
		}
		return false
	case "OR":
		for _, k := range n.kids {
			if !p.impossible(k, a, b) {
				return false
			}
		}
		return true
	case "NOT", "null", "literal", "unmeasured":
		return false
	}
	of := func(r reference) (*derived, int32) {
		d, code := p.values[r.value], a
		if r.right {
			code = b
		}
		return d, d.code(code)
	}
	dx, x := of(n.l)
	dy, y := of(n.r)
	if x < 0 || y < 0 {
		return true // unknown, which is not yes
	}
	switch n.op {
	case "equal":
		return n.same && x != y || !n.same && n.cross[x] != y
	case "half":
		return dx.members[x]&dy.members[y] == 0
	case "metric":
		family := familyOf(p.likes[n.like].name)
		if family == unbound {
			return false
		}
		best := boundOf(family, &dx.shapes[x], &dy.shapes[y])
		switch n.order {
		case "<=", "<":
			return best > n.limit
		case ">=", ">":
			return best < n.limit
		}
	}
	return false
}

// boundOf is the best that a measure can say of two texts of these shapes.
func boundOf(like family, x, y *shape) float64 {
	if x.size == 0 || y.size == 0 {
		if like == distances {
			return 0
		}
		return 1
	}
	lackX, lackY := bits.OnesCount64(x.letters&^y.letters), bits.OnesCount64(y.letters&^x.letters)
	if like == distances {
		return float64(max(lackX, lackY, int(x.size)-int(y.size), int(y.size)-int(x.size)))
	}
	common := min(int(x.size)-lackX, int(y.size)-lackY)
	if common <= 0 {
		return 0
	}
	s := (float64(common)*(part[x.size]+part[y.size])+1)/3 + 1e-9
	if like == winklers && s > .7 {
		p := min(bits.TrailingZeros32(x.head^y.head)/8, 4, int(x.size), int(y.size))
		s += float64(p) * .1 * (1 - s)
	}
	return s
}
