package desk

import (
	"context"
	"strings"

	"github.com/habeas-record/habeas"
)

// Link records a decision about two persons' mentions. It destroys nothing and
// can be undone.
func (d *Desk) Link(ctx context.Context, a habeas.Actor, x, y habeas.ID, v habeas.Verdict, reason string) (habeas.Link, error) {
	var l habeas.Link
	err := d.update(ctx, a, habeas.LinkMentions, func(tx Tx) (err error) {
		l, err = d.link(tx, a, x, y, v, reason)
		return err
	})
	return l, err
}

func (d *Desk) link(tx Tx, a habeas.Actor, x, y habeas.ID, v habeas.Verdict, reason string) (habeas.Link, error) {
	var l habeas.Link
	mx, err := d.readMention(tx, a, x)
	if err != nil {
		return l, err
	}
	my, err := d.readMention(tx, a, y)
	if err != nil {
		return l, err
	}
	switch {
	case mx.ID == my.ID:
		return l, habeas.Invalid("choose two", "this is one and the same mention")
	case strings.TrimSpace(reason) == "":
		return l, habeas.Invalid("write what speaks for it, such as the same father and county", "a link decision needs a reason")
	case v != habeas.SamePerson && v != habeas.OtherPerson && v != habeas.UnsureLink:
		return l, habeas.Invalid("choose same, different or unsure", "%q is not a verdict", v)
	}
	l = habeas.Link{ID: d.newID(habeas.KindLink), A: mx.ID, B: my.ID, Verdict: v, Reason: strings.TrimSpace(reason), By: a.ID, At: d.now()}
	if l.A > l.B {
		l.A, l.B = l.B, l.A
	}
	if err := tx.AddLink(l); err != nil {
		return l, err
	}
	return l, d.personTensions(tx, l.A, l.B)
}

// personTensions looks for tensions again on the persons the mentions are of.
func (d *Desk) personTensions(tx Tx, mentions ...habeas.ID) error {
	for _, id := range mentions {
		if err := tx.RefreshTensions(id); err != nil {
			return err
		}
	}
	return nil
}

// UndoLink takes a link decision back; both persons return to what they were.
func (d *Desk) UndoLink(ctx context.Context, a habeas.Actor, id habeas.ID, reason string) error {
	return d.update(ctx, a, habeas.LinkMentions, func(tx Tx) error {
		l, err := tx.Link(id)
		if err != nil {
			return err
		}
		if ok, err := d.sight(tx, a).link(l); !ok {
			return firstError(err, habeas.ErrNotFound)
		}
		if strings.TrimSpace(reason) == "" {
			return habeas.Invalid("write a few words why", "undoing a decision needs a reason")
		}
		if err := tx.UndoLink(id, a.ID, d.now(), strings.TrimSpace(reason)); err != nil {
			return err
		}
		return d.personTensions(tx, l.A, l.B)
	})
}

// SearchPeople searches everything the desk has accepted.
func (d *Desk) SearchPeople(ctx context.Context, a habeas.Actor, q habeas.PeopleQuery) (habeas.PeopleFound, error) {
	var f habeas.PeopleFound
	q.Scope = habeas.ScopeDesk
	err := d.view(ctx, a, habeas.ReadDesk, func(tx Tx) (err error) {
		if f, err = tx.SearchPeople(q); err != nil {
			return err
		}
		see, had := d.sight(tx, a), len(f.People)
		if f.People, err = see.people(f.People); err != nil {
			return err
		}
		f.Total -= had - len(f.People)
		if f.Alike, err = see.alike(f.Alike); err != nil {
			return err
		}
		for i, x := range f.Facets {
			if x.Field == "list" {
				if f.Facets[i].Values, err = see.listValues(x.Values); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return f, err
}

// SearchSubjects searches groups, events, places, facilities and authorities.
func (d *Desk) SearchSubjects(ctx context.Context, a habeas.Actor, q habeas.SubjectQuery) (habeas.SubjectsFound, error) {
	var f habeas.SubjectsFound
	q.Scope = habeas.ScopeDesk
	err := d.view(ctx, a, habeas.ReadDesk, func(tx Tx) (err error) {
		if f, err = tx.SearchSubjects(q); err != nil {
			return err
		}
		see := d.sight(tx, a)
		rows := f.Subjects
		f.Subjects = nil
		for _, row := range rows {
			ok, err := see.subject(row.Subject)
			if err != nil {
				return err
			}
			if !ok {
				f.Total--
				continue
			}
			row.Subject = shownSubject(row.Subject)
			f.Subjects = append(f.Subjects, row)
		}
		return nil
	})
	return f, err
}

// people keeps the persons the actor may read. One of whom there is a claim
// that is not sealed may be read by every account: summaries count only these.
func (s *sight) people(ps []habeas.Summary) ([]habeas.Summary, error) { return those(ps, s.person) }

func (s *sight) alike(as []habeas.Alike) ([]habeas.Alike, error) {
	return those(as, func(a habeas.Alike) (bool, error) { return s.person(a.Summary) })
}

// person reports whether the actor may read of somebody: of whom nothing is
// accepted yet, through one of the mentions.
func (s *sight) person(p habeas.Summary) (bool, error) {
	if p.Claims > 0 {
		return true, nil
	}
	ms, _, err := s.tx.Mentions(p.Person)
	if err != nil {
		return false, err
	}
	ms, err = s.mentions(ms)
	return len(ms) > 0, err
}

// listValues keeps the lists the actor may read of those people stand in.
func (s *sight) listValues(vs []habeas.FacetValue) ([]habeas.FacetValue, error) {
	var out []habeas.FacetValue
	for _, v := range vs {
		it, err := s.list(habeas.ID(v.Value))
		if err != nil {
			return nil, err
		}
		if s.may(it) {
			out = append(out, v)
		}
	}
	return out, nil
}

// Picture is one mention with what the actor may read that speaks of it.
type Picture struct {
	Mention habeas.Mention
	Entries []Entry
}

// Pictured reads a mention and what is said of it, for the use cases beside this
// package: ErrNotFound where the actor may not.
func Pictured(tx Tx, a habeas.Actor, id habeas.ID) (p Picture, err error) {
	d := &Desk{}
	if p.Mention, err = d.readMention(tx, a, id); err != nil {
		return p, hidden(err)
	}
	cs, err := tx.ClaimsAbout(p.Mention.ID)
	if err == nil {
		p.Entries, _, err = d.entries(tx, a, cs)
	}
	return p, err
}
