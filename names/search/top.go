package search

import (
	"cmp"
	"container/heap"
	"slices"
)

// top keeps the best of the candidates it is offered; the least is on top.
type top struct {
	index *Index
	most  int
	heap  []candidate
}

func newTop(x *Index, most int) *top { return &top{index: x, most: most} }

// order puts the better first: more worth, then the earlier id.
func (t *top) order(a, b candidate) int {
	if c := cmp.Compare(b.worth, a.worth); c != 0 {
		return c
	}
	return cmp.Or(
		cmp.Compare(t.index.ids.shared(a.name), t.index.ids.shared(b.name)),
		cmp.Compare(t.index.texts.shared(a.name), t.index.texts.shared(b.name)),
		cmp.Compare(a.name, b.name))
}

func (t *top) offer(c candidate) {
	if len(t.heap) < t.most {
		heap.Push(t, c)
	} else if t.order(c, t.heap[0]) < 0 {
		t.heap[0] = c
		heap.Fix(t, 0)
	}
}

// beats reports whether nothing of that worth would still be kept.
func (t *top) beats(worth float32) bool {
	return len(t.heap) == t.most && t.heap[0].worth > worth
}

func (t *top) sorted() []candidate {
	slices.SortFunc(t.heap, t.order)
	return t.heap
}

func (t *top) Len() int           { return len(t.heap) }
func (t *top) Less(i, j int) bool { return t.order(t.heap[i], t.heap[j]) > 0 }
func (t *top) Swap(i, j int)      { t.heap[i], t.heap[j] = t.heap[j], t.heap[i] }
func (t *top) Push(c any)         { t.heap = append(t.heap, c.(candidate)) }

func (t *top) Pop() any {
	last := t.heap[len(t.heap)-1]
	t.heap = t.heap[:len(t.heap)-1]
	return last
}
