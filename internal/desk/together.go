package desk

import (
	"context"
	"sync"

	"github.com/habeas-record/habeas"
)

// together keeps comments that arrive at once in one step, because a step
// waits for the disk: whoever comes first writes for all who came meanwhile.
// Each is told only once it is kept.
type together struct {
	mu      sync.Mutex
	waiting []*arriving
	busy    bool
}

type arriving struct {
	comment habeas.Comment
	weight  int
	done    chan error
	lead    chan struct{}
}

// mostAtOnce is how many are kept in one step.
const mostAtOnce = 256

func (t *together) put(ctx context.Context, s Store, c habeas.Comment, weight int) error {
	me := &arriving{comment: c, weight: weight, done: make(chan error, 1), lead: make(chan struct{}, 1)}
	t.mu.Lock()
	t.waiting = append(t.waiting, me)
	leads := !t.busy
	t.busy = true
	t.mu.Unlock()
	if !leads {
		select {
		case err := <-me.done:
			return err
		case <-me.lead:
		}
	}
	t.mu.Lock()
	n := min(len(t.waiting), mostAtOnce)
	batch := append([]*arriving(nil), t.waiting[:n]...)
	t.waiting = append([]*arriving(nil), t.waiting[n:]...)
	t.mu.Unlock()
	// The context of one reader must not undo what others wrote.
	err := s.Update(context.WithoutCancel(ctx), func(tx Tx) error {
		tx.Doing(habeas.WriteComment)
		for _, x := range batch {
			if err := tx.PutComment(x.comment, x.weight); err != nil {
				return err
			}
		}
		return nil
	})
	t.mu.Lock()
	if len(t.waiting) > 0 {
		t.waiting[0].lead <- struct{}{}
	} else {
		t.busy = false
	}
	t.mu.Unlock()
	for _, x := range batch {
		x.done <- err
	}
	return <-me.done
}
