package main

import (
	"context"
	"errors"
	"strings"
	"testing"
)

// A calculation that is interrupted is left at once, and one that is not gives its
// own answer.
func TestUntilInterrupted(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	stop()
	never := make(chan struct{})
	defer close(never)
	if err := untilInterrupted(ctx, func() error { <-never; return nil }); err == nil || !strings.Contains(err.Error(), "nothing was written") {
		t.Errorf("interrupted: %v", err)
	}
	want := errors.New("no")
	if err := untilInterrupted(context.Background(), func() error { return want }); err != want {
		t.Errorf("%v, want %v", err, want)
	}
}
