package linkage

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
)

// Key is what two records must share: a column, whole or in part.
type Key struct {
	Column string `json:"column"`
	Part   string `json:"part,omitempty"` // "" whole, or one of parts
}

// Rule asks that all its keys agree. A pair belongs to the first rule it meets;
// an empty key meets nothing.
type Rule struct {
	Keys  []Key  `json:"keys,omitempty"`
	When  string `json:"when,omitempty"` // SQL of l.name and r.name, in the place of Keys
	Pairs int64  `json:"pairs"`          // pairs that agree on it, those of earlier rules included
}

func (r Rule) String() string {
	if r.When != "" {
		return r.When
	}
	var s []string
	for _, k := range r.Keys {
		s = append(s, strings.TrimSpace(k.Column+" "+k.Part))
	}
	return strings.Join(s, " and ")
}

// How many records may share a key before the key is narrowed: of rules chosen
// by the program, and of those that somebody declared, who may mean it.
const (
	largestBlock    = 2000
	largestDeclared = 20_000
	largestAcross   = 400_000_000 // pairs of one key of a rule that compares two columns
)

type block struct {
	rule   int
	keys   keySet
	right  []uint64 // per row as the right record; nil where that is no other
	order  []int32  // rows with a key, by key
	ranges [][2]int32
	key    []uint64     // of each range, where rows have several keys
	across [][2][]int32 // rows of each key as left and as right records, where the two differ
	filter *program
}

// meets tells whether the rule brings a pair; a is the left record.
func (b *block) meets(j *judge, a, c int32) bool {
	var met bool
	switch {
	case b.right != nil:
		met = b.keys.of[a] != 0 && b.keys.of[a] == b.right[c]
	case b.keys.start == nil:
		met = b.keys.of[a] != 0 && b.keys.of[a] == b.keys.of[c]
	default:
		met = b.keys.shared(a, c) != 0
	}
	return met && (b.filter == nil || j.holds(a, c))
}

// sortBlocks puts the rows in the order of their keys. Rows of a block beyond
// largestBlock must share a further column as well; it says how many rows have
// no such column and are left out.
func sortBlocks(t *Table, rule int, r Rule, set keySet) (block, string) {
	b := block{rule: rule, keys: set}
	keys := set.of
	largest := largestBlock
	if r.When != "" {
		largest = largestDeclared
	}
	narrowed, left := 0, 0
	for pass := 0; ; pass++ {
		b.order, b.ranges, b.key = byKey(keys), nil, nil
		big := false
		for i := 0; i < len(b.order); {
			j := i + 1
			for j < len(b.order) && keys[b.order[j]] == keys[b.order[i]] {
				j++
			}
			switch {
			case j-i > largest && pass < len(t.Columns):
				big = true
				narrowed += j - i
				c := &t.Columns[pass]
				for _, entry := range b.order[i:j] {
					if code := c.Codes[set.row(entry)]; code >= 0 {
						keys[entry] = mix(keys[entry]+uint64(code)*0x9e3779b97f4a7c15+uint64(pass)) | 1
					}
				}
			case j-i > largest:
				left += j - i
				for _, entry := range b.order[i:j] {
					keys[entry] = 0
				}
			case j-i > 1:
				b.ranges = append(b.ranges, [2]int32{int32(i), int32(j)})
				if set.start != nil {
					b.key = append(b.key, keys[b.order[i]])
				}
			}
			i = j
		}
		if !big {
			break
		}
	}
	if set.start != nil {
		for i, entry := range b.order {
			b.order[i] = set.row(entry)
		}
	}
	if narrowed == 0 {
		return b, ""
	}
	return b, fmt.Sprintf("blocking on %s: some values stand in more than %d rows, which were compared only where further columns agree; %d rows were left out", r, largest, left)
}

// pairs calls visit for every pair that the blocks bring, from several
// goroutines, each with its worker number; a stands before b. A pair that
// several rules bring is seen in the first of them. With again the others see
// it too, and met is how many rules bring it in the first of them and 0 in the
// others.
func pairs(t *Table, blocks []block, within, again bool, visit func(worker, rule int, a, b int32, met int)) {
	workers := runtime.GOMAXPROCS(0)
	for i := range blocks {
		bl := &blocks[i]
		var wg sync.WaitGroup
		for w := range workers {
			wg.Go(func() {
				judges := filterJudges(blocks)
				see := func(a, b int32) {
					if !within && t.Sources[a] == t.Sources[b] || bl.filter != nil && !judges[i].holds(a, b) {
						return
					}
					first := true
					for e := 0; e < i && first; e++ {
						first = !blocks[e].meets(judges[e], a, b)
					}
					met := 0
					if first {
						met = 1
					}
					if first && again {
						for e := i + 1; e < len(blocks); e++ {
							if blocks[e].meets(judges[e], a, b) {
								met++
							}
						}
					}
					if first || again {
						visit(w, i, a, b, met)
					}
				}
				for x := w; x < len(bl.ranges); x += workers {
					rows := bl.order[bl.ranges[x][0]:bl.ranges[x][1]]
					for p, a := range rows {
						for _, b := range rows[p+1:] {
							if bl.key == nil || bl.keys.shared(a, b) == bl.key[x] {
								see(a, b)
							}
						}
					}
				}
				for x := w; x < len(bl.across); x += workers {
					for _, a := range bl.across[x][0] {
						for _, b := range bl.across[x][1] {
							if a < b {
								see(a, b)
							}
						}
					}
				}
			})
		}
		wg.Wait()
	}
}

func filterJudges(blocks []block) []*judge {
	out := make([]*judge, len(blocks))
	for i := range blocks {
		if blocks[i].filter != nil {
			out[i] = newJudge(blocks[i].filter)
		}
	}
	return out
}
