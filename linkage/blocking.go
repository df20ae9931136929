package linkage

import (
	"cmp"
	"fmt"
	"runtime"
	"slices"
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
	// Matches is about how many pairs of one person it was chosen to bring that no
	// earlier rule brings: see LearnBlocking.
	Matches float64 `json:"matches,omitempty"`
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

// blocking is a table put in blocks by rules.
type blocking struct {
	blocks []block
	// Row by row, under each rule that gives a record one key, the number of its
	// block: what tells whether an earlier rule brings a pair lies together in
	// memory. 0 where the row is in no block.
	numbers []int32
}

// ofRow gives the numbers of a row under each rule.
func (b *blocking) ofRow(row int32) []int32 {
	n := len(b.blocks)
	return b.numbers[int(row)*n : int(row)*n+n]
}

// block is the blocks of one rule, whose rows are found in one of three ways.
type block struct {
	filter *program
	pairs  int64

	// Where a record has one key: how many rows stand in each block, by number.
	sizes []int32

	// Where it may have several.
	several *severalKeys

	// Where the key of the left record is read otherwise than that of the right.
	left, right []uint64     // per row
	across      [][2][]int32 // rows of each key as left and as right records
}

// severalKeys are the blocks of a rule that may give a record several keys.
type severalKeys struct {
	keys keySet
	runs runs
	key  []uint64 // of each block
}

// runs are rows, those of one block side by side and in their order.
type runs struct {
	rows   []int32
	starts []int32 // where in rows each block begins, and where the last ends
}

// meets tells whether a rule that does not give one key to each record brings a
// pair; a is the left record.
func (b *block) meets(a, c int32) bool {
	if b.several != nil {
		return b.several.keys.shared(a, c) != 0
	}
	return b.left[a] != 0 && b.left[a] == b.right[c]
}

// narrow puts the rows with a key in the order of their keys. Rows of a key of
// more than largest must share a further column as well; it says how many rows
// have no such column and are left out.
func narrow(t *Table, r Rule, set keySet) (order []int32, warning string) {
	keys := set.of
	largest := largestBlock
	if r.When != "" {
		largest = largestDeclared
	}
	narrowed, left := 0, 0
	for pass := 0; ; pass++ {
		order = byKey(keys)
		big := false
		eachRun(keys, order, func(run []int32) {
			switch {
			case len(run) <= largest:
			case pass < len(t.Columns):
				big = true
				narrowed += len(run)
				c := &t.Columns[pass]
				for _, entry := range run {
					if code := c.Codes[set.row(entry)]; code >= 0 {
						keys[entry] = mix(keys[entry]+uint64(code)*0x9e3779b97f4a7c15+uint64(pass)) | 1
					}
				}
			default:
				left += len(run)
				for _, entry := range run {
					keys[entry] = 0
				}
			}
		})
		if !big {
			break
		}
	}
	if narrowed == 0 {
		return order, ""
	}
	return order, fmt.Sprintf("blocking on %s: some values stand in more than %d rows, which were compared only where further columns agree; %d rows were left out", r, largest, left)
}

// eachRun calls do for the entries of each key, which are in the order of byKey;
// do may change the keys of those it is given.
func eachRun(keys []uint64, order []int32, do func(run []int32)) {
	for i := 0; i < len(order); {
		j := i + 1
		for j < len(order) && keys[order[j]] == keys[order[i]] {
			j++
		}
		do(order[i:j])
		i = j
	}
}

// number gives the rows of each key that more than one has a number, and puts
// these at the rule's place among the numbers of the table.
func (b *blocking) number(rule int, keys []uint64, order []int32) {
	bl := &b.blocks[rule]
	bl.sizes = []int32{0}
	width := len(b.blocks)
	eachRun(keys, order, func(run []int32) {
		if len(run) < 2 || keys[run[0]] == 0 {
			return
		}
		for _, row := range run {
			b.numbers[int(row)*width+rule] = int32(len(bl.sizes))
		}
		bl.sizes = append(bl.sizes, int32(len(run)))
		bl.pairs += int64(len(run)) * int64(len(run)-1) / 2
	})
}

// severally makes blocks of a set in which rows may have several keys.
func severally(set keySet, order []int32) (s severalKeys, pairs int64) {
	s.keys, s.runs.starts = set, []int32{0}
	eachRun(set.of, order, func(run []int32) {
		if len(run) < 2 || set.of[run[0]] == 0 {
			return
		}
		for _, entry := range run {
			s.runs.rows = append(s.runs.rows, set.row(entry))
		}
		s.runs.starts = append(s.runs.starts, int32(len(s.runs.rows)))
		s.key = append(s.key, set.of[run[0]])
		pairs += int64(len(run)) * int64(len(run)-1) / 2
	})
	return s, pairs
}

// runs gives the rows of a rule's blocks. Where records have one key they are
// put in order anew, which costs less than keeping them.
func (b *blocking) runs(rule int) runs {
	bl := &b.blocks[rule]
	if bl.sizes == nil {
		if bl.several != nil {
			return bl.several.runs
		}
		return runs{}
	}
	r := runs{starts: make([]int32, len(bl.sizes))}
	next := make([]int32, len(bl.sizes))
	for i := 1; i < len(bl.sizes); i++ {
		r.starts[i] = r.starts[i-1] + bl.sizes[i]
		next[i] = r.starts[i-1]
	}
	r.rows = make([]int32, r.starts[len(r.starts)-1])
	width := len(b.blocks)
	for row, i := int32(0), rule; i < len(b.numbers); row, i = row+1, i+width {
		if n := b.numbers[i]; n > 0 {
			r.rows[next[n]] = row
			next[n]++
		}
	}
	return r
}

// blockingOf puts a table in blocks by rules, and says what it narrowed.
func blockingOf(t *Table, rules []Rule) (*blocking, []string, error) {
	b := &blocking{blocks: make([]block, len(rules)), numbers: make([]int32, len(rules)*t.Len())}
	said := make([]string, len(rules))
	bound := make([]*boundRule, len(rules))
	for i, r := range rules {
		if r.When == "" {
			continue
		}
		var err error
		if bound[i], err = bindRule(t, r.When); err != nil {
			return nil, nil, err
		}
	}
	failed := make([]error, len(rules))
	var wg sync.WaitGroup
	limit := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, r := range rules {
		wg.Go(func() {
			limit <- struct{}{}
			defer func() { <-limit }()
			said[i], failed[i] = b.fill(t, i, r, bound[i])
		})
	}
	wg.Wait()
	if err := cmp.Or(failed...); err != nil {
		return nil, nil, err
	}
	if err := b.tooMany(rules); err != nil {
		return nil, nil, err
	}
	return b, slices.DeleteFunc(said, func(s string) bool { return s == "" }), nil
}

// fill makes the blocks of one rule, which is bound where it is declared.
func (b *blocking) fill(t *Table, i int, r Rule, bound *boundRule) (warning string, err error) {
	bl := &b.blocks[i]
	var set keySet
	switch {
	case bound == nil:
		if set, err = ruleKeys(t, r); err != nil {
			return "", err
		}
	case &bound.left[0] != &bound.right[0]:
		bl.filter = bound.filter
		return "", bl.acrossBlocks(r, bound)
	default:
		bl.filter, set.of = bound.filter, bound.left
	}
	order, warning := narrow(t, r, set)
	if set.start == nil {
		b.number(i, set.of, order)
		return warning, nil
	}
	several, pairs := severally(set, order)
	bl.several, bl.pairs = &several, pairs
	return warning, nil
}
