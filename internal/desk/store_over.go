package desk

import "context"

// Over fits a store whose transactions are of its own type T to the desk: the
// store package knows nothing of the desk's interfaces, and need not.
func Over[T Tx](s interface {
	View(ctx context.Context, fn func(T) error) error
	Update(ctx context.Context, fn func(T) error) error
	Rebuild(ctx context.Context) error
	Close() error
}) Store {
	return over[T]{s}
}

type over[T Tx] struct {
	s interface {
		View(ctx context.Context, fn func(T) error) error
		Update(ctx context.Context, fn func(T) error) error
		Rebuild(ctx context.Context) error
		Close() error
	}
}

func (o over[T]) View(ctx context.Context, fn func(Tx) error) error {
	return o.s.View(ctx, func(t T) error { return fn(t) })
}

func (o over[T]) Update(ctx context.Context, fn func(Tx) error) error {
	return o.s.Update(ctx, func(t T) error { return fn(t) })
}

func (o over[T]) Rebuild(ctx context.Context) error { return o.s.Rebuild(ctx) }
func (o over[T]) Close() error                      { return o.s.Close() }
