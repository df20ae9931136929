package desk

import (
	"context"
	"errors"

	"github.com/habeas-record/habeas"
)

// Titles names the things the ids stand for, as the desk knows them: a person
// by their name, a report by its title. What the actor may not read, or is not
// there, has none.
func (d *Desk) Titles(ctx context.Context, a habeas.Actor, ids ...habeas.ID) (map[habeas.ID]string, error) {
	titles := map[habeas.ID]string{}
	err := d.view(ctx, a, habeas.ReadItem, func(tx Tx) error {
		for _, id := range ids {
			if _, known := titles[id]; known || id == "" {
				continue
			}
			name, it, err := title(tx, id)
			if errors.Is(err, habeas.ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			if d.authorise(a, habeas.ReadItem, it) == nil {
				titles[id] = name
			}
		}
		return nil
	})
	return titles, err
}

// title names one thing and says what authorise needs to know of it.
func title(tx Tx, id habeas.ID) (string, habeas.Item, error) {
	switch id.Kind() {
	case habeas.KindMention, habeas.KindPerson:
		person := id
		if id.Kind() == habeas.KindMention {
			person = habeas.PersonOf(id)
		}
		ms, current, err := tx.Mentions(person)
		if err != nil {
			return "", habeas.Item{}, err
		}
		s, err := tx.Summary(current, habeas.ScopeDesk)
		if err != nil && !errors.Is(err, habeas.ErrNotFound) {
			return "", habeas.Item{}, err
		}
		if s.Name == "" && len(ms) > 0 {
			s.Name = ms[0].Label
		}
		return s.Name, habeas.Item{}, nil
	case habeas.KindReport:
		r, err := tx.Report(id)
		return r.Title, r.Item(), err
	case habeas.KindList:
		l, err := tx.List(id)
		return l.Name, l.Item(), err
	case habeas.KindGroup, habeas.KindEvent, habeas.KindPlace, habeas.KindFacility, habeas.KindAuthority:
		s, err := tx.Subject(id)
		return s.Label, s.Item(), err
	}
	return "", habeas.Item{}, habeas.ErrNotFound
}
