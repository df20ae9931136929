package linkage

// tally counts patterns: in a plain array where there are few that can be, else
// in a table that grows.
type tally struct {
	dense  [][2]int64
	keys   []uint64 // pattern + 1
	counts [][2]int64
	used   int
}

const densest = 1 << 18

func newTally(patterns uint64) *tally {
	if patterns <= densest {
		return &tally{dense: make([][2]int64, patterns)}
	}
	return &tally{keys: make([]uint64, 1<<10), counts: make([][2]int64, 1<<10)}
}

func (t *tally) add(pattern uint64, n, first int64) {
	if t.dense != nil {
		t.dense[pattern][0] += n
		t.dense[pattern][1] += first
		return
	}
	mask := uint64(len(t.keys) - 1)
	for i := mix(pattern) & mask; ; i = (i + 1) & mask {
		switch t.keys[i] {
		case 0:
			t.keys[i] = pattern + 1
			t.counts[i] = [2]int64{n, first}
			if t.used++; 2*t.used > len(t.keys) {
				t.grow()
			}
			return
		case pattern + 1:
			t.counts[i][0] += n
			t.counts[i][1] += first
			return
		}
	}
}

func (t *tally) grow() {
	old := *t
	t.keys, t.counts, t.used = make([]uint64, 2*len(old.keys)), make([][2]int64, 2*len(old.keys)), 0
	old.each(t.add)
}

func (t *tally) each(f func(pattern uint64, n, first int64)) {
	for p, c := range t.dense {
		if c[0] > 0 {
			f(uint64(p), c[0], c[1])
		}
	}
	for i, k := range t.keys {
		if k != 0 {
			f(k-1, t.counts[i][0], t.counts[i][1])
		}
	}
}
