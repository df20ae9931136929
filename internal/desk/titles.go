package desk

import (
	"context"
	"errors"
	"slices"

	"github.com/habeas-record/habeas"
)

// Titles names the things the ids stand for, as the desk knows them: a person
// by their name, a report by its title. What the actor may not read, or is not
// there, has none.
func (d *Desk) Titles(ctx context.Context, a habeas.Actor, ids ...habeas.ID) (map[habeas.ID]string, error) {
	titles := map[habeas.ID]string{}
	err := d.view(ctx, a, habeas.ReadItem, func(tx Tx) error {
		see := d.sight(tx, a)
		for _, id := range ids {
			if _, known := titles[id]; known || id == "" {
				continue
			}
			name, ok, err := see.title(id)
			if errors.Is(err, habeas.ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			if ok {
				titles[id] = name
			}
		}
		return nil
	})
	return titles, err
}

// title names one thing, and says whether the actor may read it.
func (s *sight) title(id habeas.ID) (string, bool, error) {
	switch id.Kind() {
	case habeas.KindMention, habeas.KindPerson:
		person := id
		if id.Kind() == habeas.KindMention {
			person = habeas.PersonOf(id)
		}
		ms, current, err := s.tx.Mentions(person)
		if err != nil {
			return "", false, err
		}
		if ms, err = s.mentions(ms); err != nil || len(ms) == 0 {
			return "", false, err
		}
		if id.Kind() == habeas.KindMention && !slices.ContainsFunc(ms, func(m habeas.Mention) bool { return m.ID == id }) {
			return "", false, nil
		}
		sum, err := s.tx.Summary(current, habeas.ScopeDesk)
		if err != nil && !errors.Is(err, habeas.ErrNotFound) {
			return "", false, err
		}
		return firstOf(sum.Name, ms[0].Label), true, nil
	case habeas.KindReport:
		r, err := s.tx.Report(id)
		return r.Title, s.may(r.Item()), err
	case habeas.KindList:
		l, err := s.tx.List(id)
		return l.Name, s.may(l.Item()), err
	case habeas.KindGroup, habeas.KindEvent, habeas.KindPlace, habeas.KindFacility, habeas.KindAuthority:
		x, err := s.tx.Subject(id)
		if err != nil {
			return "", false, err
		}
		ok, err := s.subject(x)
		return shownSubject(x).Label, ok, err
	}
	return "", false, habeas.ErrNotFound
}
