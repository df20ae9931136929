package linkage

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// Key is what two records must share: a column, whole or in part.
type Key struct {
	Column string `json:"column"`
	Part   string `json:"part,omitempty"` // "" whole, "start" three first letters, "year" four first digits
}

// Rule asks that all its keys agree. A pair belongs to the first rule it meets;
// an empty key meets nothing.
type Rule struct {
	Keys  []Key `json:"keys"`
	Pairs int64 `json:"pairs"` // pairs that agree on it, those of earlier rules included
}

func (r Rule) String() string {
	var s []string
	for _, k := range r.Keys {
		s = append(s, strings.TrimSpace(k.Column+" "+k.Part))
	}
	return strings.Join(s, " and ")
}

// largestBlock is how many records may share a key before the key is narrowed.
const largestBlock = 2000

type block struct {
	rule   int
	keys   []uint64 // per row, 0 = none
	order  []int32  // rows with a key, by key
	ranges [][2]int32
}

func partHash(c *Column, part string) []uint64 {
	out := make([]uint64, len(c.Values))
	for i, v := range c.Values {
		switch part {
		case "start":
			if r := []rune(v); len(r) > 3 {
				v = string(r[:3])
			}
		case "year":
			if v = digits(v); len(v) > 4 {
				v = v[:4]
			}
		}
		if v == "" {
			continue
		}
		h := fnv.New64a()
		h.Write([]byte(v))
		out[i] = mix(h.Sum64()) | 1
	}
	return out
}

// keyHashes gives per row the hash of a key, or 0 where it is empty.
func keyHashes(t *Table, k Key) []uint64 {
	c := t.Column(k.Column)
	of := partHash(c, k.Part)
	out := make([]uint64, t.Len())
	for r, code := range c.Codes {
		if code >= 0 {
			out[r] = of[code]
		}
	}
	return out
}

func ruleHashes(t *Table, r Rule) []uint64 {
	var keys []uint64
	for i, k := range r.Keys {
		h := keyHashes(t, k)
		if i == 0 {
			keys = h
			continue
		}
		for row := range keys {
			if keys[row] == 0 || h[row] == 0 {
				keys[row] = 0
			} else {
				keys[row] = mix(keys[row]*31+h[row]) | 1
			}
		}
	}
	return keys
}

// sortBlocks puts the rows in the order of their keys. Rows of a block beyond
// largestBlock must share a further column as well; it says how many rows have
// no such column and are left out.
func sortBlocks(t *Table, rule int, r Rule, keys []uint64) (block, string) {
	b := block{rule: rule, keys: keys}
	narrowed, left := 0, 0
	for pass := 0; ; pass++ {
		b.order, b.ranges = b.order[:0], nil
		for row, k := range keys {
			if k != 0 {
				b.order = append(b.order, int32(row))
			}
		}
		slices.SortFunc(b.order, func(x, y int32) int { return cmp.Or(cmp.Compare(keys[x], keys[y]), cmp.Compare(x, y)) })
		big := false
		for i := 0; i < len(b.order); {
			j := i + 1
			for j < len(b.order) && keys[b.order[j]] == keys[b.order[i]] {
				j++
			}
			switch {
			case j-i > largestBlock && pass < len(t.Columns):
				big = true
				narrowed += j - i
				c := &t.Columns[pass]
				for _, row := range b.order[i:j] {
					if code := c.Codes[row]; code >= 0 {
						keys[row] = mix(keys[row]+uint64(code)*0x9e3779b97f4a7c15+uint64(pass)) | 1
					}
				}
			case j-i > largestBlock:
				left += j - i
				for _, row := range b.order[i:j] {
					keys[row] = 0
				}
			case j-i > 1:
				b.ranges = append(b.ranges, [2]int32{int32(i), int32(j)})
			}
			i = j
		}
		if !big {
			break
		}
	}
	if narrowed == 0 {
		return b, ""
	}
	return b, fmt.Sprintf("blocking on %s: some values stand in more than %d rows, which were compared only where further columns agree; %d rows were left out", r, largestBlock, left)
}

// pairs calls visit for every pair that the blocks bring, from several
// goroutines, each with its worker number. A pair that several rules bring is
// first in the first of them; again says whether the others see it too.
func pairs(t *Table, blocks []block, within, again bool, visit func(worker, rule int, a, b int32, first bool)) {
	workers := runtime.GOMAXPROCS(0)
	for i := range blocks {
		bl := &blocks[i]
		var wg sync.WaitGroup
		for w := range workers {
			wg.Go(func() {
				for x := w; x < len(bl.ranges); x += workers {
					rows := bl.order[bl.ranges[x][0]:bl.ranges[x][1]]
					for p, a := range rows {
						for _, b := range rows[p+1:] {
							if !within && t.Sources[a] == t.Sources[b] {
								continue
							}
							first := true
							for e := 0; e < i && first; e++ {
								k := blocks[e].keys[a]
								first = k == 0 || k != blocks[e].keys[b]
							}
							if first || again {
								visit(w, i, a, b, first)
							}
						}
					}
				}
			})
		}
		wg.Wait()
	}
}
