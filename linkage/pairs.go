package linkage

import (
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// stretch is how many rows a worker takes at once, each with those behind it in
// its block.
const stretch = 256

// pairs calls visit for every pair that the rules bring, once, from several
// goroutines, each with its worker number; a stands before b. Rules are those
// that bring the pair: the first, and with all the others too.
func (b *blocking) pairs(t *Table, within, all bool, visit func(worker int, rules []int, x, y int32)) {
	var wg sync.WaitGroup
	ready := make(chan *task, 1) // the next rule's rows are put in order meanwhile
	go func() {
		for rule := range b.blocks {
			ready <- &task{rule: rule, runs: b.runs(rule)}
		}
		close(ready)
	}()
	workers := runtime.GOMAXPROCS(0)
	var mu sync.Mutex
	var current *task
	var open = true
	// following gives the task after one that is done, the same to all workers.
	following := func(done *task) *task {
		mu.Lock()
		defer mu.Unlock()
		if current == done && open {
			if current, open = <-ready; !open {
				current = nil
			}
		}
		return current
	}
	for w := range workers {
		wg.Go(func() {
			v := visitor{b: b, t: t, within: within, all: all, judges: filterJudges(b.blocks), visit: func(rules []int, x, y int32) { visit(w, rules, x, y) }}
			for k := following(nil); k != nil; k = following(k) {
				v.work(k)
			}
		})
	}
	wg.Wait()
}

// task is the pairs of one rule, which workers take in stretches.
type task struct {
	rule int
	runs runs
	next atomic.Int64
}

// visitor finds pairs for one worker.
type visitor struct {
	b           *blocking
	t           *Table
	within, all bool
	judges      []*judge
	visit       func(rules []int, x, y int32)
	met         []int
}

func (v *visitor) work(k *task) {
	bl := &v.b.blocks[k.rule]
	for {
		from := int(k.next.Add(stretch)) - stretch
		if bl.across != nil {
			if from >= len(bl.across)*stretch {
				return
			}
			for _, x := range bl.across[from/stretch][0] {
				for _, y := range bl.across[from/stretch][1] {
					if x < y {
						v.see(k.rule, x, y)
					}
				}
			}
			continue
		}
		rows := k.runs.rows
		if from >= len(rows) {
			return
		}
		// The block in which the stretch begins.
		at, found := slices.BinarySearch(k.runs.starts, int32(from))
		if !found {
			at--
		}
		for i := from; i < min(from+stretch, len(rows)); i++ {
			for int(k.runs.starts[at+1]) <= i {
				at++
			}
			others := rows[i+1 : k.runs.starts[at+1]]
			if s := bl.several; s != nil {
				for _, y := range others {
					if s.keys.shared(rows[i], y) == s.key[at] {
						v.see(k.rule, rows[i], y)
					}
				}
				continue
			}
			for _, y := range others {
				v.see(k.rule, rows[i], y)
			}
		}
	}
}

// see looks at a pair that a rule brings but for its filter.
func (v *visitor) see(rule int, x, y int32) {
	if !v.within && v.t.Sources[x] == v.t.Sources[y] || v.judges[rule] != nil && !v.judges[rule].holds(x, y) {
		return
	}
	own, other := v.b.ofRow(x), v.b.ofRow(y)
	for e := range rule {
		if own[e] == other[e] && v.meets(e, own[e], x, y) {
			return
		}
	}
	v.met = append(v.met[:0], rule)
	if v.all {
		for e := rule + 1; e < len(own); e++ {
			if own[e] == other[e] && v.meets(e, own[e], x, y) {
				v.met = append(v.met, e)
			}
		}
	}
	v.visit(v.met, x, y)
}

// meets tells whether a rule brings a pair whose numbers are the same.
func (v *visitor) meets(rule int, number, x, y int32) bool {
	if bl := &v.b.blocks[rule]; number == 0 && (bl.sizes != nil || !bl.meets(x, y)) {
		return false
	}
	return v.judges[rule] == nil || v.judges[rule].holds(x, y)
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
