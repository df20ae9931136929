package linkage

// tally counts patterns: in a plain array where there are few that can be, else
// in a table that grows.
type tally struct {
	dense  []tallied
	keys   []uint64 // pattern + 1
	counts []tallied
	used   int
}

// tallied are the pairs of one rule and pattern: all, those that no earlier
// rule brought, and of these those that one rule or two bring.
type tallied struct{ n, first, once, twice int64 }

func (t *tallied) add(o tallied) {
	t.n += o.n
	t.first += o.first
	t.once += o.once
	t.twice += o.twice
}

const densest = 1 << 18

func newTally(patterns uint64) *tally {
	if patterns <= densest {
		return &tally{dense: make([]tallied, patterns)}
	}
	return &tally{keys: make([]uint64, 1<<10), counts: make([]tallied, 1<<10)}
}

func (t *tally) add(pattern uint64, n tallied) {
	if t.dense != nil {
		t.dense[pattern].add(n)
		return
	}
	mask := uint64(len(t.keys) - 1)
	for i := mix(pattern) & mask; ; i = (i + 1) & mask {
		switch t.keys[i] {
		case 0:
			t.keys[i] = pattern + 1
			t.counts[i] = n
			if t.used++; 2*t.used > len(t.keys) {
				t.grow()
			}
			return
		case pattern + 1:
			t.counts[i].add(n)
			return
		}
	}
}

func (t *tally) grow() {
	old := *t
	t.keys, t.counts, t.used = make([]uint64, 2*len(old.keys)), make([]tallied, 2*len(old.keys)), 0
	old.each(t.add)
}

func (t *tally) each(f func(pattern uint64, n tallied)) {
	for p, c := range t.dense {
		if c.n > 0 {
			f(uint64(p), c)
		}
	}
	for i, k := range t.keys {
		if k != 0 {
			f(k-1, t.counts[i])
		}
	}
}
