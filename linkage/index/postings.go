package index

import "github.com/habeas-record/habeas/linkage"

// rule holds the rows by their keys under one rule of blocking: those that the
// list began with sorted, the others in a map.
type rule struct {
	linkage.RuleKeys
	sides []side // one, or the left and the right where the rule is across
}

type side struct {
	first linkage.Postings
	added map[uint64][]int32
	large map[uint64]*branch // keys of more rows than are compared
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
	return side{first: p, added: map[uint64][]int32{}, large: map[uint64]*branch{}}
}

// add puts a row under a key.
func (s *side) add(t *linkage.Table, key uint64, row int32, largest int) {
	if b := s.large[key]; b != nil {
		b.add(t, row, 0, largest)
		return
	}
	s.added[key] = append(s.added[key], row)
	if first := s.first.Rows(key); largest > 0 && len(first)+len(s.added[key]) > largest {
		s.large[key] = grown(t, append(append([]int32{}, first...), s.added[key]...), 0, largest)
		delete(s.added, key)
	}
}

// each calls do for the rows that are compared with one that has the key.
func (s *side) each(t *linkage.Table, key uint64, row int32, largest int, do func(int32)) {
	if b := s.large[key]; b != nil {
		for _, r := range b.of(t, row, largest) {
			do(r)
		}
		return
	}
	for _, rows := range [][]int32{s.first.Rows(key), s.added[key]} {
		for _, r := range rows {
			do(r)
		}
	}
}

// branch holds rows of one key; where there are more than are compared it parts
// them by the column of its depth, those without a value together, as blocking
// does for a whole list.
type branch struct {
	rows []int32
	kids map[int32]*branch // by code, -1 for none; nil at a leaf
}

func grown(t *linkage.Table, rows []int32, depth, largest int) *branch {
	b := &branch{}
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
