// Package publish makes what leaves the house: the public pages' content now,
// exports and feeds when they come. Everything in it passes release.
package publish

import (
	"context"
	"errors"
	"sort"
	"time"

	"github.com/habeas-record/habeas"
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

// release is the one door out: it keeps, in their order, the claims that may
// leave today, in the form in which they may.
func (p *Public) release(r Reader, claims []habeas.Claim) ([]habeas.Released, error) {
	rs, err := r.Releasables(claims)
	if err != nil {
		return nil, err
	}
	out := make([]habeas.Released, 0, len(rs))
	for _, x := range rs {
		if rel, err := habeas.Release(x, habeas.ToPublic, p.now()); err == nil {
			out = append(out, rel)
		}
	}
	return out, nil
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
// or that of any person it was linked from; ErrNotFound when nothing is.
func (p *Public) Person(ctx context.Context, id habeas.ID) (Person, error) {
	var out Person
	err := p.view(ctx, func(r Reader) error {
		ms, current, err := r.Mentions(id)
		if err != nil {
			return err
		}
		out = Person{ID: current}
		if out.Summary, err = r.Summary(current, habeas.ScopePublic); err != nil {
			return err
		}
		ids := make([]habeas.ID, len(ms))
		for i, m := range ms {
			ids[i] = m.ID
		}
		if out.Claims, out.Tensions, err = p.about(r, ids...); err != nil {
			return err
		}
		if len(out.Claims) == 0 {
			return habeas.ErrNotFound
		}
		for _, l := range out.Summary.Lists {
			list, err := r.List(l)
			if err != nil {
				return err
			}
			if list.Public {
				out.Lists = append(out.Lists, list)
			}
		}
		return nil
	})
	return out, err
}

// about releases the claims about the subjects and the tensions between them.
// A tension is shown only when every claim in it is.
func (p *Public) about(r Reader, ids ...habeas.ID) ([]habeas.Released, []habeas.Tension, error) {
	cs, err := r.ClaimsAbout(ids...)
	if err != nil {
		return nil, nil, err
	}
	rel, err := p.release(r, cs)
	if err != nil {
		return nil, nil, err
	}
	ts, err := p.tensions(r, rel)
	return rel, ts, err
}

func (p *Public) tensions(r Reader, rel []habeas.Released) ([]habeas.Tension, error) {
	shown := map[habeas.ID]bool{}
	ids := make([]habeas.ID, len(rel))
	for i, c := range rel {
		shown[c.Claim.ID], ids[i] = true, c.Claim.ID
	}
	ts, err := r.TensionsOf(ids...)
	if err != nil {
		return nil, err
	}
	out := ts[:0]
	for _, t := range ts {
		whole := true
		for _, c := range t.Claims {
			whole = whole && shown[c]
		}
		if whole {
			t.By, t.Why = "", ""
			out = append(out, t)
		}
	}
	return out, nil
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
	err := p.view(ctx, func(r Reader) error {
		s, err := r.Subject(id)
		if err != nil {
			return err
		}
		out = Subject{Subject: s}
		if out.Claims, out.Tensions, err = p.about(r, id); err != nil {
			return err
		}
		if err := habeas.ReleaseSubject(s, len(out.Claims)); err != nil {
			return err
		}
		out.Subject.By, out.Subject.At = "", time.Time{}
		out.People, err = p.people(r, out.Claims)
		return err
	})
	return out, err
}

// people returns the public persons that claims speak of, each once, by name.
func (p *Public) people(r Reader, rel []habeas.Released) ([]habeas.Summary, error) {
	seen := map[habeas.ID]bool{}
	var out []habeas.Summary
	for _, c := range rel {
		for _, id := range c.Claim.Subjects() {
			if id.Kind() != habeas.KindMention {
				continue
			}
			_, person, err := r.Mentions(habeas.PersonOf(id))
			if err != nil {
				return nil, err
			}
			if seen[person] {
				continue
			}
			seen[person] = true
			s, err := r.Summary(person, habeas.ScopePublic)
			if errors.Is(err, habeas.ErrNotFound) {
				continue
			}
			if err != nil {
				return nil, err
			}
			out = append(out, s)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out, nil
}

// Claim is the permalink of one claim.
type Claim struct {
	Shown    habeas.Released
	About    Title
	Tensions []habeas.Tension
	Others   map[habeas.ID]habeas.Released // the claims it stands in tension with
	Changes  []Change                      // what the public saw of this line, oldest first
	Now      habeas.ID                     // the public claim of this line today, when it is not the one asked for
}

// Title names what a claim is about.
type Title struct {
	ID   habeas.ID // of the page to link to
	Name string
}

// Change is one public change of a claim, by day.
type Change struct {
	Claim  habeas.ID
	Act    habeas.Act
	Day    time.Time
	Reason string
}

// Claim returns one claim of the public record. A claim that was public and is
// not any more answers with its changes alone, so that a link in somebody's
// article does not lie: Shown is empty then, and Changes says what happened.
func (p *Public) Claim(ctx context.Context, id habeas.ID) (Claim, error) {
	var out Claim
	err := p.view(ctx, func(r Reader) error {
		out = Claim{Others: map[habeas.ID]habeas.Released{}}
		c, err := r.Claim(id)
		if err != nil {
			return err
		}
		if out.Changes, err = p.changes(r, c.Root); err != nil {
			return err
		}
		rel, err := p.release(r, []habeas.Claim{c})
		if err != nil {
			return err
		}
		if len(rel) == 0 {
			return p.gone(r, c, &out)
		}
		out.Shown = rel[0]
		if out.About, err = p.title(r, c.Subject); err != nil {
			return err
		}
		// Tensions are read with the subject's other claims beside.
		all, ts, err := p.about(r, c.Subject)
		if err != nil {
			return err
		}
		byID := map[habeas.ID]habeas.Released{}
		for _, x := range all {
			byID[x.Claim.ID] = x
		}
		for _, t := range ts {
			with := false
			for _, x := range t.Claims {
				with = with || x == id
			}
			if !with {
				continue
			}
			out.Tensions = append(out.Tensions, t)
			for _, x := range t.Claims {
				if x != id {
					out.Others[x] = byID[x]
				}
			}
		}
		return nil
	})
	return out, err
}

// gone answers for a claim that was on the public record once.
func (p *Public) gone(r Reader, c habeas.Claim, out *Claim) error {
	if len(out.Changes) == 0 {
		return habeas.ErrNotFound
	}
	line, err := r.Line(c.Root)
	if err != nil {
		return err
	}
	rel, err := p.release(r, line)
	if err != nil {
		return err
	}
	if len(rel) > 0 {
		out.Now = rel[len(rel)-1].Claim.ID
	}
	return nil
}

// changes returns what happened on the public record to the claims of a line:
// days and reasons, never names.
func (p *Public) changes(r Reader, root habeas.ID) ([]Change, error) {
	line, err := r.Line(root)
	if err != nil {
		return nil, err
	}
	var out []Change
	for _, c := range line {
		steps, err := r.Steps(c.ID)
		if err != nil {
			return nil, err
		}
		public := false
		for _, s := range steps {
			switch s.Act {
			case habeas.ActPublish:
				// Under embargo nobody has seen it yet.
				if s.Terms != nil && s.Terms.Embargo > p.now().UTC().Format(time.DateOnly) {
					continue
				}
				public = true
			case habeas.ActUnpublish, habeas.ActSupersede, habeas.ActWithdraw, habeas.ActReject:
				if !public {
					continue
				}
				public = false
			default:
				continue
			}
			ch := Change{Claim: c.ID, Act: s.Act, Day: dateOnly(s.At)}
			out = append(out, ch)
		}
	}
	return out, nil
}

func dateOnly(t time.Time) time.Time {
	y, m, d := t.UTC().Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// title names a subject as the public may know it.
func (p *Public) title(r Reader, id habeas.ID) (Title, error) {
	switch id.Kind() {
	case habeas.KindMention:
		_, person, err := r.Mentions(habeas.PersonOf(id))
		if err != nil {
			return Title{}, err
		}
		s, err := r.Summary(person, habeas.ScopePublic)
		if errors.Is(err, habeas.ErrNotFound) {
			return Title{}, nil
		}
		return Title{ID: person, Name: s.Name}, err
	case habeas.KindReport:
		rep, err := r.Report(id)
		if err != nil || rep.Access != habeas.AccessPublic {
			return Title{}, err
		}
		return Title{ID: id, Name: rep.Title}, nil
	case habeas.KindSource:
		return Title{}, nil
	}
	s, err := r.Subject(id)
	if err != nil {
		return Title{}, err
	}
	return Title{ID: id, Name: s.Label}, nil
}
