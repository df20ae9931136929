package linkage

import (
	"cmp"
	"fmt"
	"slices"
)

// byKey gives the rows that have a key, those of one key side by side and in
// their order: a radix sort by the low 22 bits of the keys, which are hashes,
// then the few that share these in the order of the whole key.
func byKey(keys []uint64) []int32 {
	const digit = 11
	n := 0
	var low, high [1 << digit]int32
	for _, k := range keys {
		if k != 0 {
			n++
			low[k>>1&(1<<digit-1)]++
			high[k>>(1+digit)&(1<<digit-1)]++
		}
	}
	if n == 0 {
		return nil
	}
	for _, counts := range []*[1 << digit]int32{&low, &high} {
		var sum int32
		for i, c := range counts {
			counts[i] = sum
			sum += c
		}
	}
	half, out := make([]int32, n), make([]int32, n)
	for row, k := range keys {
		if k != 0 {
			d := k >> 1 & (1<<digit - 1)
			half[low[d]] = int32(row)
			low[d]++
		}
	}
	for _, row := range half {
		d := keys[row] >> (1 + digit) & (1<<digit - 1)
		out[high[d]] = row
		high[d]++
	}
	const mask = 1<<(2*digit) - 1 // as in byKeyOrder
	for i := 0; i < n; {
		j, first, mixed := i+1, keys[out[i]], false
		for j < n && keys[out[j]]>>1&mask == first>>1&mask {
			mixed = mixed || keys[out[j]] != first
			j++
		}
		if mixed {
			slices.SortFunc(out[i:j], func(x, y int32) int { return cmp.Or(cmp.Compare(keys[x], keys[y]), cmp.Compare(x, y)) })
		}
		i = j
	}
	return out
}

// byKeyOrder compares two keys in the order that byKey puts them in.
func byKeyOrder(x, y uint64) int {
	const mask = 1<<22 - 1
	return cmp.Or(cmp.Compare(x>>1&mask, y>>1&mask), cmp.Compare(x, y))
}

// acrossBlocks pairs the rows of each left key with those of the same right key.
func (b *block) acrossBlocks(r Rule, bound *boundRule) (err error) {
	b.left, b.right, b.across = bound.left, bound.right, [][2][]int32{}
	groups := map[uint64][]int32{}
	eachRun(b.right, byKey(b.right), func(run []int32) { groups[b.right[run[0]]] = run })
	eachRun(b.left, byKey(b.left), func(run []int32) {
		g := groups[b.left[run[0]]]
		n := int64(len(g)) * int64(len(run))
		switch {
		case n > largestAcross:
			err = fmt.Errorf("the rule %q brings %d × %d pairs of one key: add a column to it", r.When, len(run), len(g))
		case n > 0:
			b.across = append(b.across, [2][]int32{run, g})
			b.pairs += n
		}
	})
	return err
}

// mostPairs is how many pairs are compared at most; more would take a machine
// of this kind many minutes for each thousand million.
const mostPairs = 5_000_000_000

// tooMany refuses rules that bring more pairs than can be compared.
func (b *blocking) tooMany(rules []Rule) error {
	var all int64
	worst := 0
	for i := range b.blocks {
		all += b.blocks[i].pairs
		if b.blocks[i].pairs > b.blocks[worst].pairs {
			worst = i
		}
	}
	if all > mostPairs {
		return fmt.Errorf("the rules bring %d pairs, more than the %d that are compared at most; %s brings %d of them: add a column to it", all, int64(mostPairs), rules[worst], b.blocks[worst].pairs)
	}
	return nil
}
