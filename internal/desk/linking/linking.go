// Package linking has the machine propose which mentions are one person, lays
// the pairs before people who do not see what it holds of them, and learns from
// their answers. Who is who changes by their decisions alone, which no run
// touches.
//
// It holds the desk's use cases about proposed links. Like those of package desk
// they pass authorise, and what they keep goes into the ledger with them.
package linking

import (
	"sync"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/places"
)

// Options are the parts that a demonstration, a test or the one who runs the
// desk replaces.
type Options struct {
	Now    func() time.Time            // nil: the system's clock
	NewID  func(habeas.Kind) habeas.ID // nil: random ids
	Places *places.Gazetteer           // nil: the one that comes with the program
}

// Desk is the use cases about proposed links over one record.
type Desk struct {
	store  desk.Store
	now    func() time.Time
	newID  func(habeas.Kind) habeas.ID
	places *places.Gazetteer

	turn sync.Mutex // a run takes all cores: one at a time
	mu   sync.Mutex
	busy *Running
	done sync.WaitGroup

	known sync.Map // "queue" → what was worked out of one state of the record
}

// New returns the use cases over a store.
func New(s desk.Store, o Options) *Desk {
	d := &Desk{store: s, now: o.Now, newID: o.NewID, places: o.Places}
	if d.now == nil {
		d.now = func() time.Time { return time.Now().UTC().Truncate(time.Second) }
	}
	if d.newID == nil {
		d.newID = habeas.NewID
	}
	if d.places == nil {
		d.places = places.Embedded()
	}
	return d
}

// authorise is the one door in, as in package desk.
func (d *Desk) authorise(a habeas.Actor, act habeas.Action) error {
	return habeas.Authorise(a, act, habeas.Item{})
}
