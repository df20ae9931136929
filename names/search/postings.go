package search

import (
	"encoding/binary"
	"math/bits"
)

// A postings list holds the names that have a token: their ordinals, rising,
// each as a varint of the step from the one before.
type postings struct {
	steps []byte
	last  uint32
	n     uint32
}

func (p *postings) add(name uint32) {
	if p.n > 0 && p.last == name {
		return // a name that says a token twice
	}
	step := name - p.last
	if p.n == 0 {
		step = name
	}
	// A list read from a file shares its memory with those beside it: its
	// capacity ends where it does, so that append copies.
	p.steps = binary.AppendUvarint(p.steps, uint64(step))
	p.last = name
	p.n++
}

// mark sets the bit of every name of the list.
func (p *postings) mark(set []uint64) {
	at := uint32(0)
	steps := p.steps
	for i := 0; i < len(steps); {
		step := uint32(steps[i])
		i++
		if step >= 0x80 {
			step &= 0x7f
			for shift := 7; i < len(steps); shift += 7 {
				c := steps[i]
				i++
				step |= uint32(c&0x7f) << shift
				if c < 0x80 {
					break
				}
			}
		}
		at += step
		if w := int(at >> 6); w < len(set) {
			set[w] |= 1 << (at & 63)
		}
	}
}

// each calls f with every name of the list until f is false.
func (p *postings) each(f func(uint32) bool) bool {
	at := uint64(0)
	for steps := p.steps; len(steps) > 0; {
		step, n := binary.Uvarint(steps)
		if at += step; n <= 0 || !f(uint32(at)) {
			return false
		}
		steps = steps[n:]
	}
	return true
}

// sound reports whether the list is what add makes, of names below n.
func (p *postings) sound(n int) bool {
	var q postings
	rising := p.each(func(name uint32) bool {
		before := q.last
		q.last = name
		q.n++
		return int(name) < n && (q.n == 1 || name > before)
	})
	return rising && q.n == p.n && q.last == p.last
}

// A tally counts, for every name, in how many sets it is, up to 15: bit i of
// the count of name n is bit n of plane i.
type tally struct {
	planes [4][]uint64
	union  []uint64
}

func (t *tally) reset(words int) {
	for i := range t.planes {
		t.planes[i] = grown(t.planes[i], words)
	}
	t.union = grown(t.union, words)
}

func grown(s []uint64, n int) []uint64 {
	if cap(s) < n {
		return make([]uint64, n, n+n/8)
	}
	s = s[:n]
	clear(s)
	return s
}

func (t *tally) add(set []uint64) {
	for w, carry := range set {
		if carry == 0 {
			continue
		}
		t.union[w] |= carry
		for i := range t.planes {
			p := t.planes[i][w]
			t.planes[i][w] = p ^ carry
			if carry &= p; carry == 0 {
				break
			}
		}
	}
}

// exactly returns, of the 64 names of a word, those that are in count sets.
func (t *tally) exactly(w, count int) uint64 {
	m := t.union[w]
	if m == 0 {
		return 0
	}
	for i := range t.planes {
		if count>>i&1 == 1 {
			m &= t.planes[i][w]
		} else {
			m &^= t.planes[i][w]
		}
	}
	return m
}

// each calls f with the ordinal of every bit of m, of word w, until f is false.
func each(m uint64, w int, f func(uint32) bool) bool {
	for m != 0 {
		if !f(uint32(w<<6 + bits.TrailingZeros64(m))) {
			return false
		}
		m &= m - 1
	}
	return true
}
