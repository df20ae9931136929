package memory

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
)

func TestRoomIsNeverExceeded(t *testing.T) {
	var held, most atomic.Int64
	var all sync.WaitGroup
	for i := range 200 {
		all.Go(func() {
			want := int64(1+i%7) * Room / 5 // some ask for more than there is
			give, err := Take(context.Background(), want)
			if err != nil {
				t.Error(err)
				return
			}
			now := held.Add(min(want, Room))
			for was := most.Load(); now > was && !most.CompareAndSwap(was, now); was = most.Load() {
			}
			held.Add(-min(want, Room))
			give()
		})
	}
	all.Wait()
	if most.Load() > Room {
		t.Errorf("%d bytes were held at once, of %d", most.Load(), Room)
	}
}

func TestWhoLeavesTheLineTakesNothing(t *testing.T) {
	give, err := Take(context.Background(), Room)
	if err != nil {
		t.Fatal(err)
	}
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Take(gone, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("Take of one who left = %v, want context.Canceled", err)
	}
	give()
	if give, err = Take(context.Background(), Room); err != nil {
		t.Fatal(err)
	}
	give()
}
