package desk

import (
	"context"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/ledger"
)

// backing is a store whose transactions are of type T.
type backing[T Tx] interface {
	View(ctx context.Context, fn func(T) error) error
	Update(ctx context.Context, fn func(T) error) error
	Rebuild(ctx context.Context) error
	Verify(ctx context.Context, o ledger.Against, report func(habeas.Fault) error) (habeas.Verified, error)
	Dump(ctx context.Context, begin func(t T, version int64) error, row func(table string, columns []string, values []any) error) error
	RefreshDue(ctx context.Context, day time.Time) error
	Close() error
}

// Over fits a store whose transactions are of its own type T to the desk: the
// store package knows nothing of the desk's interfaces, and need not.
func Over[T Tx](s backing[T]) Store { return over[T]{s} }

type over[T Tx] struct{ backing[T] }

func (o over[T]) View(ctx context.Context, fn func(Tx) error) error {
	return o.backing.View(ctx, func(t T) error { return fn(t) })
}

func (o over[T]) Update(ctx context.Context, fn func(Tx) error) error {
	return o.backing.Update(ctx, func(t T) error { return fn(t) })
}

func (o over[T]) Dump(ctx context.Context, begin func(tx Tx, version int64) error, row func(table string, columns []string, values []any) error) error {
	return o.backing.Dump(ctx, func(t T, version int64) error { return begin(t, version) }, row)
}
