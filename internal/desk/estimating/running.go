package estimating

import (
	"context"
	"errors"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
)

// Calculation is a question that is being answered, or that could not be. It is
// kept by the process alone: a record holds answers, and whoever asked may ask
// again.
type Calculation struct {
	Question habeas.EstimateQuestion
	By       habeas.ID
	Began    time.Time
	Step     string // what is being done: sweeps, variants, linkages; "" while it waits
	Done     int
	Most     int
	Fault    string // why it was not answered
	sum      string
}

// mostWaiting is how many questions may be asked at once: each takes all cores.
const mostWaiting = 5

// Start answers a question beside the caller, who reads it by Estimates when it
// is there. A question whose answer is there already gives its id; one that is
// being answered already is not begun twice.
func (d *Desk) Start(ctx context.Context, a habeas.Actor, q habeas.EstimateQuestion) (habeas.ID, error) {
	q, c, err := d.prepare(ctx, a, q)
	if err != nil {
		return "", err
	}
	inputs := c.sum(q)
	var known habeas.EstimateAnswer
	err = d.store.View(ctx, func(tx desk.Tx) (err error) {
		known, err = tx.EstimateOf(inputs)
		return err
	})
	if !errors.Is(err, habeas.ErrNotFound) {
		return known.ID, err
	}
	x := &Calculation{Question: q, By: a.ID, Began: d.now(), sum: inputs}
	if err := d.enter(x); err != nil {
		return "", err
	}
	d.done.Add(1)
	go func() {
		defer d.done.Done()
		// Whoever asked may close the page; what they asked is still answered.
		_, _, err := d.answer(context.WithoutCancel(ctx), a, q, c, func(step string, done, most int) {
			d.mu.Lock()
			defer d.mu.Unlock()
			x.Step, x.Done, x.Most = step, done, most
		})
		d.leave(x, err)
	}()
	return "", nil
}

func (d *Desk) enter(x *Calculation) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	going := 0
	kept := d.busy[:0:0]
	for _, y := range d.busy {
		switch {
		case y.Fault == "" && y.sum == x.sum:
			return habeas.Refused("wait for it", "this is being calculated already")
		case y.Fault == "":
			going++
		case y.By == x.By:
			continue // asked again, or given up
		}
		kept = append(kept, y)
	}
	if going >= mostWaiting {
		return habeas.Refused("wait until one is done", "%d estimates are being calculated already", going)
	}
	d.busy = append(kept, x)
	return nil
}

func (d *Desk) leave(x *Calculation, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err == nil {
		kept := d.busy[:0:0]
		for _, y := range d.busy {
			if y != x {
				kept = append(kept, y)
			}
		}
		d.busy = kept
		return
	}
	x.Fault = "it could not be kept"
	var ours *habeas.Error
	if errors.As(err, &ours) {
		x.Fault = ours.Error()
	}
}

// Calculations are what is being answered now, and what could not be.
func (d *Desk) Calculations(ctx context.Context, a habeas.Actor) ([]Calculation, error) {
	if err := d.authorise(a, habeas.ReadDesk); err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []Calculation
	for _, x := range d.busy {
		out = append(out, *x)
	}
	return out, nil
}

// Again asks the question of an answer again, in the name of whoever asks now.
func (d *Desk) Again(ctx context.Context, a habeas.Actor, id habeas.ID) (habeas.ID, error) {
	if err := d.authorise(a, habeas.Estimate); err != nil {
		return "", err
	}
	var e habeas.EstimateAnswer
	err := d.store.View(ctx, func(tx desk.Tx) (err error) {
		e, err = tx.Estimate(id)
		return err
	})
	if err != nil {
		return "", err
	}
	e.Question.Signed = ""
	return d.Start(ctx, a, e.Question)
}

// Wait waits until nothing is being answered any more.
func (d *Desk) Wait() { d.done.Wait() }
