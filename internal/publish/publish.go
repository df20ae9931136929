// Package publish makes what leaves the house: the public pages' content now,
// exports and feeds when they come. Everything in it passes release.
package publish

import (
	"context"
	"errors"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/protect/canary"
)

// Reader is what publish reads of the record; the store's transactions are
// wider and fit it.
type Reader interface {
	Claim(id habeas.ID) (habeas.Claim, error)
	Line(root habeas.ID) ([]habeas.Claim, error)
	Steps(claim habeas.ID) ([]habeas.Step, error)
	ClaimsAbout(subjects ...habeas.ID) ([]habeas.Claim, error)
	ClaimsIn(report habeas.ID) ([]habeas.Claim, error)
	FindClaims(f habeas.ClaimFilter) ([]habeas.Claim, int, error)
	Releasables(claims []habeas.Claim) ([]habeas.Releasable, error)
	Mentions(person habeas.ID) ([]habeas.Mention, habeas.ID, error)
	Summary(person habeas.ID, scope habeas.Scope) (habeas.Summary, error)
	SearchPeople(q habeas.PeopleQuery) (habeas.PeopleFound, error)
	Subject(id habeas.ID) (habeas.Subject, error)
	SearchSubjects(q habeas.SubjectQuery) (habeas.SubjectsFound, error)
	Report(id habeas.ID) (habeas.Report, error)
	FindReports(f habeas.ReportFilter) ([]habeas.ReportRow, int, error)
	Source(id habeas.ID) (habeas.Source, error)
	List(id habeas.ID) (habeas.List, error)
	Lists() ([]habeas.List, error)
	Editions(list habeas.ID) ([]habeas.Edition, error)
	TensionsOf(claims ...habeas.ID) ([]habeas.Tension, error)
	Settings() (habeas.Settings, error)
	PublishedHead() (habeas.LedgerHead, error)
	CommentsAbout(state habeas.CommentState, about ...habeas.ID) ([]habeas.Comment, error)
	ChallengesTo(claims ...habeas.ID) ([]habeas.Submission, error)
	DecidedChallenges(before string, limit, offset int) ([]habeas.Submission, int, error)
	CountChallenges(before string) ([]habeas.ChallengeCount, error)
}

// Public is the public record.
type Public struct {
	view func(ctx context.Context, fn func(Reader) error) error
	now  func() time.Time
}

// New returns the public record over view, which runs a function on one
// consistent state of the store. A nil clock is the system's.
func New[T Reader](view func(ctx context.Context, fn func(T) error) error, now func() time.Time) *Public {
	if now == nil {
		now = func() time.Time { return time.Now().UTC() }
	}
	return &Public{now: now, view: func(ctx context.Context, fn func(Reader) error) error {
		return view(ctx, func(t T) error { return fn(t) })
	}}
}

// open runs fn on one state of the record, seen through the one door out. What
// is not there and what may not be known of get one answer, down to its words.
func (p *Public) open(ctx context.Context, fn func(*door) error) error {
	err := p.view(ctx, func(r Reader) error { return fn(newDoor(r, p.now())) })
	if errors.Is(err, habeas.ErrNotFound) {
		return habeas.ErrNotFound
	}
	return err
}

// Person is the public page of a person.
type Person struct {
	ID       habeas.ID // the id the person goes by now; another one asked for redirects here
	Summary  habeas.Summary
	Claims   []habeas.Released
	Tensions []habeas.Tension
	Lists    []habeas.List
}

// Person returns what is public about a person, asked for by the person's id
// or that of any person it was linked from; ErrNotFound when nothing is, and
// for one linked from of whom nothing is public.
func (p *Public) Person(ctx context.Context, id habeas.ID) (Person, error) {
	var out Person
	err := p.open(ctx, func(d *door) error {
		ms, current, err := d.Mentions(id)
		if err != nil {
			return err
		}
		out = Person{ID: current}
		ids := make([]habeas.ID, len(ms))
		for i, m := range ms {
			ids[i] = m.ID
		}
		if out.Claims, out.Tensions, err = d.about(ids...); err != nil {
			return err
		}
		if id != current && !speaksOf(out.Claims, habeas.MentionOf(id)) {
			return habeas.ErrNotFound
		}
		if out.Summary, err = d.person(current); err != nil {
			return err
		}
		for _, l := range out.Summary.Lists {
			list, _, err := d.list(l)
			if err != nil {
				return err
			}
			out.Lists = append(out.Lists, list)
		}
		return nil
	})
	if err != nil {
		return Person{}, err
	}
	return out, nil
}

func speaksOf(rel []habeas.Released, id habeas.ID) bool {
	for _, c := range rel {
		for _, s := range c.Claim.Subjects() {
			if s == id {
				return true
			}
		}
	}
	return false
}

// Subject is the public page of a group, event, place, facility or authority.
type Subject struct {
	Subject  habeas.Subject
	Claims   []habeas.Released
	Tensions []habeas.Tension
	People   []habeas.Summary // public persons the claims speak of
}

// Subject returns what is public about it; ErrNotFound when nothing is.
func (p *Public) Subject(ctx context.Context, id habeas.ID) (Subject, error) {
	var out Subject
	err := p.open(ctx, func(d *door) error {
		s, err := d.Subject(id)
		if err != nil {
			return err
		}
		out = Subject{}
		if out.Claims, out.Tensions, err = d.about(id); err != nil {
			return err
		}
		if err := habeas.ReleaseSubject(s, len(out.Claims)); err != nil {
			return err
		}
		name, _ := nameIn(s, out.Claims)
		if out.Subject, err = d.subject(s, name); err != nil {
			return err
		}
		out.People, err = d.people(out.Claims)
		return err
	})
	if err != nil {
		return Subject{}, err
	}
	return out, nil
}

// Report is the public page of a report: who made it, and what the record
// took from it. Its text stays inside; each claim carries its own quote.
type Report struct {
	Report   habeas.Report
	Source   habeas.Source
	Claims   []habeas.Released
	Tensions []habeas.Tension
}

// Report returns a report its maker published, with the claims taken from it.
func (p *Public) Report(ctx context.Context, id habeas.ID) (Report, error) {
	var out Report
	err := p.open(ctx, func(d *door) error {
		rep, err := d.Report(id)
		if err != nil {
			return err
		}
		if rep.Access != habeas.AccessPublic {
			return habeas.ErrNotFound
		}
		cs, err := d.ClaimsIn(id)
		if err != nil {
			return err
		}
		out = Report{}
		if out.Claims, err = d.release(cs); err != nil {
			return err
		}
		if len(out.Claims) == 0 {
			return habeas.ErrNotFound
		}
		maker, err := d.source(rep.Source)
		if err != nil {
			return err
		}
		out.Report, out.Source = publicReport(rep, maker), publicSource(maker, "")
		out.Tensions, err = d.tensions(out.Claims)
		return err
	})
	if err != nil {
		return Report{}, err
	}
	return out, nil
}

// Settings returns what the page "who runs this" shows.
func (p *Public) Settings(ctx context.Context) (habeas.Settings, error) {
	var s habeas.Settings
	err := p.open(ctx, func(d *door) (err error) {
		s, err = d.Settings()
		return err
	})
	return s, err
}

// Canary is the last statement of the desk that nobody else controls the server.
type Canary struct {
	habeas.Canary
	canary.Statement
	Overdue int  // days the next one is late
	Broken  bool // its key did not sign it, which no statement kept by the desk can be
}

// Canary returns it; ErrNotFound where none was ever signed.
func (p *Public) Canary(ctx context.Context) (c Canary, err error) {
	set, err := p.Settings(ctx)
	if err != nil {
		return c, err
	}
	if set.Canary.Signed == "" {
		return c, habeas.ErrNotFound
	}
	c.Canary = set.Canary
	c.Statement, err = canary.Open(c.Signed, c.Key)
	if c.Broken = err != nil; !c.Broken {
		c.Overdue = c.Statement.Overdue(p.now())
	}
	return c, nil
}

// Head returns the signed head of the ledger at the end of the last day that is
// over, by which anybody can tell later whether the record was changed;
// ErrNotFound before the first day is. It counts entries and names none.
func (p *Public) Head(ctx context.Context) (habeas.LedgerHead, error) {
	var h habeas.LedgerHead
	err := p.open(ctx, func(d *door) (err error) {
		h, err = d.head()
		return err
	})
	return h, err
}
