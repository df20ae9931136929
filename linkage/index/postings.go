package index

import (
	"slices"

	"github.com/habeas-record/habeas/linkage"
)

// rule holds the rows by their keys under one rule of blocking: as the list began
// with them sorted, those of keys that changed in a map.
type rule struct {
	linkage.RuleKeys
	sides []side // one, or the left and the right where the rule is across
}

type side struct {
	first   linkage.Postings
	changed map[uint64][]int32 // all rows of the keys that are not as they were at first
	large   map[uint64]*branch // keys of more rows than are compared
}

func newRule(k *linkage.RuleKeys, t *linkage.Table) rule {
	left, right := k.Postings()
	r := rule{RuleKeys: linkage.RuleKeys{Largest: k.Largest, Filtered: k.Filtered, Across: k.Across}}
	r.sides = []side{newSide(left)}
	if k.Across {
		r.sides = append(r.sides, newSide(right))
		return r
	}
	s := &r.sides[0]
	s.first.Each(func(key uint64, rows []int32) {
		if len(rows) > k.Largest {
			s.large[key] = grown(t, rows, 0, k.Largest)
		}
	})
	return r
}

func newSide(p linkage.Postings) side {
	return side{first: p, changed: map[uint64][]int32{}, large: map[uint64]*branch{}}
}

// rows gives those of a key that is not large; they are not to be written to
// where the key has not changed.
func (s *side) rows(key uint64) (rows []int32, changed bool) {
	if rows, changed = s.changed[key]; changed {
		return rows, true
	}
	return s.first.Rows(key), false
}

// add puts a row under a key.
func (s *side) add(t *linkage.Table, key uint64, row int32, largest int) {
	if b := s.large[key]; b != nil {
		b.add(t, row, 0, largest)
		return
	}
	rows, changed := s.rows(key)
	if !changed {
		rows = slices.Clone(rows)
	}
	s.changed[key] = append(rows, row)
	if largest > 0 && len(rows)+1 > largest {
		s.large[key] = grown(t, s.changed[key], 0, largest)
		delete(s.changed, key)
	}
}

// remove takes a row, whose values the table has still, from under a key.
func (s *side) remove(t *linkage.Table, key uint64, row int32, largest int) {
	if b := s.large[key]; b != nil {
		b.remove(t, row, 0, largest)
		if b.kids == nil && b.n <= largest {
			s.changed[key] = b.rows
			delete(s.large, key)
		}
		return
	}
	rows, changed := s.rows(key)
	if !changed {
		rows = slices.Clone(rows)
	}
	s.changed[key] = without(rows, row)
}

func without(rows []int32, row int32) []int32 {
	i := slices.Index(rows, row)
	rows[i] = rows[len(rows)-1]
	return rows[:len(rows)-1]
}

// each calls do for the rows that are compared with one that has the key.
func (s *side) each(t *linkage.Table, key uint64, row int32, largest int, do func(int32)) {
	rows, _ := s.rows(key)
	if b := s.large[key]; b != nil {
		rows = b.of(t, row, largest)
	}
	for _, r := range rows {
		do(r)
	}
}

// branch holds rows of one key; where there are more than are compared it parts
// them by the column of its depth, those without a value together, as blocking
// does for a whole list.
type branch struct {
	n    int
	rows []int32
	kids map[int32]*branch // by code, -1 for none; nil at a leaf
}

func grown(t *linkage.Table, rows []int32, depth, largest int) *branch {
	b := &branch{n: len(rows)}
	if len(rows) <= largest || depth == len(t.Columns) {
		b.rows = append(b.rows, rows...)
		return b
	}
	of := map[int32][]int32{}
	for _, r := range rows {
		code := t.Columns[depth].Codes[r]
		of[code] = append(of[code], r)
	}
	b.kids = map[int32]*branch{}
	for code, rows := range of {
		b.kids[code] = grown(t, rows, depth+1, largest)
	}
	return b
}

func (b *branch) add(t *linkage.Table, row int32, depth, largest int) {
	b.n++
	if b.kids == nil {
		if b.rows = append(b.rows, row); len(b.rows) > largest && depth < len(t.Columns) {
			*b = *grown(t, b.rows, depth, largest)
		}
		return
	}
	code := t.Columns[depth].Codes[row]
	if b.kids[code] == nil {
		b.kids[code] = &branch{}
	}
	b.kids[code].add(t, row, depth+1, largest)
}

// remove takes a row out; a branch of no more rows than are compared parts them
// no longer.
func (b *branch) remove(t *linkage.Table, row int32, depth, largest int) {
	b.n--
	if b.kids == nil {
		b.rows = without(b.rows, row)
		return
	}
	b.kids[t.Columns[depth].Codes[row]].remove(t, row, depth+1, largest)
	if b.n <= largest {
		b.rows = b.all(nil)
		b.kids = nil
	}
}

func (b *branch) all(rows []int32) []int32 {
	for _, k := range b.kids {
		rows = k.all(rows)
	}
	return append(rows, b.rows...)
}

// of gives the rows that a row of the branch is compared with: none where not
// even all columns part them enough.
func (b *branch) of(t *linkage.Table, row int32, largest int) []int32 {
	for depth := 0; b.kids != nil; depth++ {
		b = b.kids[t.Columns[depth].Codes[row]]
	}
	if len(b.rows) > largest {
		return nil
	}
	return b.rows
}
