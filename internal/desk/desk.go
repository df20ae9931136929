// Package desk holds the use cases of the people who keep the record: capture,
// review, enter, link, import, publish. It is the only place that changes the
// record's state, and everything in it passes authorise.
package desk

import (
	"context"
	"crypto/rand"
	"io"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/blobs"
	"github.com/habeas-record/habeas/internal/desk/together"
	"github.com/habeas-record/habeas/internal/extract"
	"github.com/habeas-record/habeas/internal/protect/disclosure"
)

// Blobs keeps evidence by the SHA-256 of its bytes.
type Blobs interface {
	Put(ctx context.Context, r io.Reader) (sha string, size int64, err error)
	Get(sha string) (io.ReadSeekCloser, error)
	// Scratch is a file without a name, gone when it is closed.
	Scratch() (*blobs.Scratch, error)
	// Private is a folder that no other account of the machine may enter.
	Private() (dir string, remove func(), err error)
	// Verify compares a piece with its name.
	Verify(sha string) error
	// Walk calls do for every piece that is kept.
	Walk(ctx context.Context, do func(sha string, size int64) error) error
}

// Desk is the use cases over one record.
type Desk struct {
	store      Store
	blobs      Blobs
	now        func() time.Time
	newID      func(habeas.Kind) habeas.ID
	extraction extract.Options
	// disclosure finds what published words tell together about their source.
	disclosure *disclosure.Rules
	withdrawn  func(list string) error
	comments   together.Queue[arrivedComment]
	captures   *semaphore.Weighted
	random     io.Reader
	factorKey  []byte
}

// Options are the parts of a desk that a demonstration, a test or the one who
// runs it replaces.
type Options struct {
	Now   func() time.Time            // nil: the system's clock
	NewID func(habeas.Kind) habeas.ID // nil: random ids
	// Random is what codes are drawn from; nil: the system's random source.
	Random io.Reader
	// Withdrawn keeps the list of what was taken back where it outlives the
	// record; nil keeps none.
	Withdrawn func(list string) error
	// FactorKey encrypts the secrets of second factors, 32 bytes kept apart
	// from the database, so that a copy of it makes nobody's codes. Without one
	// no second factor can be set up.
	FactorKey []byte
	// Extraction is what reports are read with, such as a gazetteer of one's own;
	// what each report says of itself is filled in.
	Extraction extract.Options
	// Disclosure are the rules of the disclosure check; nil: those that come
	// with the program.
	Disclosure *disclosure.Rules
}

// New returns the desk over a store and its evidence.
func New(s Store, b Blobs, o Options) *Desk {
	d := &Desk{store: s, blobs: b, now: o.Now, newID: o.NewID, extraction: o.Extraction, disclosure: o.Disclosure, withdrawn: o.Withdrawn, factorKey: o.FactorKey,
		captures: semaphore.NewWeighted(capturesAtOnce)}
	if d.disclosure == nil {
		d.disclosure = disclosure.Default()
	}
	if d.random = o.Random; d.random == nil {
		d.random = rand.Reader
	}
	if d.now == nil {
		d.now = func() time.Time { return time.Now().UTC().Truncate(time.Second) }
	}
	if d.newID == nil {
		d.newID = habeas.NewID
	}
	return d
}

// authorise is the one door in: every use case asks it before it reads or
// changes anything for a person.
func (d *Desk) authorise(a habeas.Actor, act habeas.Action, it habeas.Item) error {
	return habeas.Authorise(a, act, it)
}

// today is the day without its time, as everything about sources is kept.
func (d *Desk) today() time.Time { return dateOnly(d.now()) }

func dateOnly(t time.Time) time.Time {
	y, m, day := t.UTC().Date()
	return time.Date(y, m, day, 0, 0, 0, 0, time.UTC)
}

// view authorises the actor for the desk as a whole and reads.
func (d *Desk) view(ctx context.Context, a habeas.Actor, act habeas.Action, fn func(Tx) error) error {
	if err := d.authorise(a, act, habeas.Item{}); err != nil {
		return err
	}
	return hidden(d.store.View(ctx, fn))
}

// update authorises the actor for the desk as a whole and changes; what is
// done to one item is authorised again inside, with that item.
func (d *Desk) update(ctx context.Context, a habeas.Actor, act habeas.Action, fn func(Tx) error) error {
	if err := d.authorise(a, act, habeas.Item{}); err != nil {
		return err
	}
	tookBack := false
	err := d.store.Update(ctx, func(tx Tx) error {
		tx.Doing(act)
		err := fn(tx)
		tookBack = tx.TookBack()
		return err
	})
	if err == nil && tookBack {
		d.followWithdrawals(ctx)
	}
	return hidden(err)
}
