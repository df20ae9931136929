// Package together keeps what arrives at once in one step, because a step waits
// for the disk: whoever comes first writes for all who came meanwhile. Each is
// told only once theirs is kept.
package together

import (
	"context"
	"sync"
)

// Queue is what waits to be kept. The zero Queue is empty.
type Queue[T any] struct {
	mu      sync.Mutex
	waiting []*arriving[T]
	busy    bool
}

type arriving[T any] struct {
	what T
	done chan error
	lead chan struct{}
}

// mostAtOnce is how many are kept in one step.
const mostAtOnce = 256

// Put keeps x by write, with whatever else came meanwhile. The context of one
// must not undo what others sent, so write is given one that does not end.
func (q *Queue[T]) Put(ctx context.Context, x T, write func(context.Context, []T) error) error {
	me := &arriving[T]{what: x, done: make(chan error, 1), lead: make(chan struct{}, 1)}
	q.mu.Lock()
	q.waiting = append(q.waiting, me)
	leads := !q.busy
	q.busy = true
	q.mu.Unlock()
	if !leads {
		select {
		case err := <-me.done:
			return err
		case <-me.lead:
		}
	}
	q.mu.Lock()
	n := min(len(q.waiting), mostAtOnce)
	batch := append([]*arriving[T](nil), q.waiting[:n]...)
	q.waiting = append([]*arriving[T](nil), q.waiting[n:]...)
	q.mu.Unlock()
	all := make([]T, n)
	for i, each := range batch {
		all[i] = each.what
	}
	err := write(context.WithoutCancel(ctx), all)
	q.mu.Lock()
	if len(q.waiting) > 0 {
		q.waiting[0].lead <- struct{}{}
	} else {
		q.busy = false
	}
	q.mu.Unlock()
	for _, each := range batch {
		each.done <- err
	}
	return <-me.done
}
