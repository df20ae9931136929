package search

import (
	"cmp"
	"slices"
)

// top keeps the best of the candidates it is offered; the least is on top.
type top struct {
	most int
	heap []candidate
}

// order puts the better first: more worth, then what was added earlier.
func order(a, b candidate) int {
	if a.worth != b.worth {
		return cmp.Compare(b.worth, a.worth)
	}
	return cmp.Compare(a.name, b.name)
}

func (t *top) offer(c candidate) {
	h := t.heap
	if len(h) < t.most {
		h = append(h, c)
		for i := len(h) - 1; i > 0; {
			up := (i - 1) / 2
			if order(h[i], h[up]) <= 0 {
				break
			}
			h[i], h[up] = h[up], h[i]
			i = up
		}
		t.heap = h
		return
	}
	if order(c, h[0]) >= 0 {
		return
	}
	h[0] = c
	for i := 0; ; {
		worst := i
		for down := 2*i + 1; down <= 2*i+2 && down < len(h); down++ {
			if order(h[down], h[worst]) > 0 {
				worst = down
			}
		}
		if worst == i {
			return
		}
		h[i], h[worst] = h[worst], h[i]
		i = worst
	}
}

// beats reports whether nothing of that worth would still be kept.
func (t *top) beats(worth float32) bool {
	return len(t.heap) == t.most && t.heap[0].worth > worth
}

// rising returns what is kept, the best last.
func (t *top) rising() []candidate {
	slices.SortFunc(t.heap, func(a, b candidate) int { return order(b, a) })
	return t.heap // which it is still
}
