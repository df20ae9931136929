package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/habeas-record/habeas"
)

// A row's claims are folded in its cells. Only when something happens to one
// of them is it stored, and then stands in for the row's claim of that id.

// rowOfClaim returns the row that may make the claim of that id.
func (t *Tx) rowOfClaim(id habeas.ID) (l habeas.List, r habeas.Row, err error) {
	body, _, found := strings.Cut(string(id), ".")
	if !found || len(body) < 2 {
		return l, r, habeas.ErrNotFound
	}
	for _, k := range []habeas.Kind{habeas.KindMention, habeas.KindFacility, habeas.KindPlace} {
		l, r, err = t.row(habeas.ID(string(k) + body[1:]))
		if !errors.Is(err, habeas.ErrNotFound) {
			return l, r, err
		}
	}
	return l, r, habeas.ErrNotFound
}

func rowClaim(l habeas.List, r habeas.Row, id habeas.ID) (habeas.Claim, error) {
	for _, c := range l.Claims(r) {
		if c.ID == id {
			return c, nil
		}
	}
	return habeas.Claim{}, fmt.Errorf("claim %s: %w", id, habeas.ErrNotFound)
}

// rowSteps is the history that a list's state comes from.
func rowSteps(l habeas.List, claim habeas.ID, covered bool) []habeas.Step {
	steps := []habeas.Step{
		{Claim: claim, Act: habeas.ActPropose, By: l.By, At: l.At},
		{Claim: claim, Act: habeas.ActAccept, By: l.By, At: l.At},
	}
	if covered {
		steps = append(steps, habeas.Step{Claim: claim, Act: habeas.ActPublish, By: l.PublishBy, At: l.PublishAt, Terms: &l.Terms})
	}
	if l.SubmitBy != "" {
		steps = append(steps, habeas.Step{Claim: claim, Act: habeas.ActSubmit, By: l.SubmitBy, At: l.At, Terms: &l.Terms})
	}
	for i := range steps {
		steps[i].N = i + 1
	}
	return steps
}

func (t *Tx) keepRowClaim(id habeas.ID) error {
	l, r, err := t.rowOfClaim(id)
	if err != nil {
		return fmt.Errorf("claim %s: %w", id, err)
	}
	c, err := rowClaim(l, r, id)
	if err != nil {
		return err
	}
	return t.keepClaim(c, rowSteps(l, id, l.Covers(r)))
}

// rowMention is the mention that a row is until something is decided about it.
func rowMention(l habeas.List, r habeas.Row) habeas.Mention {
	return habeas.Mention{ID: r.ID, Person: habeas.PersonOf(r.ID), List: l.ID, Label: rowLabel(l, r), By: l.By, At: l.At}
}

func rowSubject(l habeas.List, r habeas.Row) habeas.Subject {
	return habeas.Subject{ID: r.ID, Label: rowLabel(l, r), List: l.ID, Access: l.Access, By: l.By, At: l.At}
}

// rowLabel is the first name in a row.
func rowLabel(l habeas.List, r habeas.Row) string {
	for _, property := range []string{"name", "name.other"} {
		for i, c := range l.Columns {
			if c.Property == property && i < len(r.Cells) {
				if label := strings.TrimSpace(r.Cells[i]); label != "" {
					return label
				}
			}
		}
	}
	return ""
}

// rowSummary sums up a row that is a person by itself.
func rowSummary(l habeas.List, r habeas.Row, claims []habeas.Claim, scope habeas.Scope) habeas.Summary {
	s := habeas.Summarise(habeas.PersonOf(r.ID), claims, []habeas.ID{l.ID})
	if s.Name == "" && scope == habeas.ScopeDesk {
		s.Name = rowLabel(l, r)
	}
	return s
}

// changeCells follows up a row's new cells in the claims of it that were
// stored: those of changed cells are superseded by what the new cell says, or
// withdrawn where it is empty.
func (t *Tx) changeCells(l habeas.List, e habeas.Edition, r habeas.Row) error {
	stored, err := all(t, scanClaim, "SELECT "+keptColumns+" FROM claims c WHERE c.subject = $1 ORDER BY c.id", r.ID)
	if err != nil {
		return fmt.Errorf("reading the claims of row %s: %w", r.ID, err)
	}
	says := l.Claims(r)
	for _, c := range stored {
		_, column, ofRow := habeas.SplitRowClaim(c.Root, l.Kind)
		live := c.Status != habeas.Superseded && c.Status != habeas.Withdrawn
		if !ofRow || !live || column >= len(l.Columns) || len(c.Quotes) == 0 || c.Quotes[0].Cell != l.Columns[column].Name {
			continue
		}
		i := slices.IndexFunc(says, func(s habeas.Claim) bool { return s.ID == c.Root })
		step := habeas.Step{Claim: c.ID, By: e.By, At: e.At, Reason: fmt.Sprintf("edition %d of the list", e.N)}
		switch {
		case i < 0:
			step.Act = habeas.ActWithdraw
		case says[i].Words == c.Quotes[0].Exact:
			continue
		default:
			now := says[i]
			now.ID, now.Supersedes = habeas.ID(fmt.Sprintf("%s.%d", c.Root, e.N)), c.ID
			// What an edition brings waits for a second person, also where the
			// cell it replaces was public.
			if err := t.keepClaim(now, rowSteps(l, now.ID, false)); err != nil {
				return err
			}
			step.Act, step.Other = habeas.ActSupersede, now.ID
		}
		if err := t.AddStep(step); err != nil {
			return err
		}
	}
	return nil
}

// ClaimsFrom returns a source's claims: the stored ones by id, then those of
// the rows of its lists in their order.
func (t *Tx) ClaimsFrom(source habeas.ID, limit, offset int) ([]habeas.Claim, error) {
	l, o := page(limit, offset)
	out, err := all(t, scanClaim, "SELECT "+keptColumns+" FROM claims c WHERE c.source = $1 ORDER BY c.id LIMIT $2 OFFSET $3", source, l, o)
	if err != nil {
		return nil, fmt.Errorf("reading the claims of source %s: %w", source, err)
	}
	lists, err := all(t, scanDoc[habeas.List], "SELECT doc FROM lists WHERE source = $1 ORDER BY id", source)
	if err != nil || len(lists) == 0 || int64(len(out)) == l {
		return out, err
	}
	var stored int64
	if err := t.one(into(&stored), "SELECT count(*) FROM claims WHERE source = $1", source); err != nil {
		return nil, fmt.Errorf("counting the claims of source %s: %w", source, err)
	}
	skip := max(0, o-stored)
	full := errors.New("enough")
	for _, list := range lists {
		from, till := rowNumbers(list.ID)
		err := t.eachRow(from, till, false, func(rows []listRow) error {
			ids := make([]habeas.ID, len(rows))
			for i, r := range rows {
				ids[i] = r.ID
			}
			kept, err := t.storedAbout(ids)
			if err != nil {
				return err
			}
			for _, r := range rows {
				for _, c := range list.Claims(r.Row) {
					if kept[c.ID] {
						continue
					}
					if skip > 0 {
						skip--
						continue
					}
					if out = append(out, c); int64(len(out)) == l {
						return full
					}
				}
			}
			return nil
		})
		if errors.Is(err, full) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// storedAbout returns the ids of the stored claims whose subject is one of
// those given.
func (t *Tx) storedAbout(subjects []habeas.ID) (map[habeas.ID]bool, error) {
	out := map[habeas.ID]bool{}
	err := chunks(subjects, func(some []habeas.ID) error {
		list, args := in(1, some)
		ids, err := all(t, scanID, "SELECT id FROM claims WHERE subject IN "+list, args...)
		for _, id := range ids {
			out[id] = true
		}
		return err
	})
	return out, err
}
