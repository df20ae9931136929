package store

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/habeas-record/habeas"
)

// PutMention adds a mention as a person of its own, or saves its label.
func (t *Tx) PutMention(m habeas.Mention) error {
	_, err := t.exec(`INSERT INTO mentions (id, person, report, list, doc) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (id) DO UPDATE SET report = excluded.report, doc = excluded.doc`,
		m.ID, habeas.PersonOf(m.ID), null(m.Report), m.List, encode(m))
	if err != nil {
		return fmt.Errorf("saving mention %s: %w", m.ID, err)
	}
	t.Record("mention", m.ID)
	return t.touchSubject(m.ID)
}

func scanMention(s scanner) (m habeas.Mention, err error) {
	var person habeas.ID
	var doc []byte
	if err := s.Scan(&person, &doc); err != nil {
		return m, err
	}
	if m, err = decode[habeas.Mention](doc); err != nil {
		return m, err
	}
	m.Person = person
	return m, nil
}

// Mention returns a mention, which may be a list's row.
func (t *Tx) Mention(id habeas.ID) (habeas.Mention, error) {
	ms, err := all(t, scanMention, "SELECT person, doc FROM mentions WHERE id = $1", id)
	if err != nil {
		return habeas.Mention{}, fmt.Errorf("reading mention %s: %w", id, err)
	}
	if len(ms) == 1 {
		return ms[0], nil
	}
	l, r, err := t.row(id)
	if err != nil {
		return habeas.Mention{}, fmt.Errorf("mention %s: %w", id, err)
	}
	return rowMention(l, r), nil
}

// Mentions returns the mentions that are the person now.
func (t *Tx) Mentions(person habeas.ID) (ms []habeas.Mention, current habeas.ID, err error) {
	m, err := t.Mention(habeas.MentionOf(person))
	if err != nil {
		return nil, "", fmt.Errorf("person %s: %w", person, err)
	}
	ms, err = t.mentionsOf(m.Person)
	if err != nil {
		return nil, "", err
	}
	if len(ms) == 0 {
		ms = []habeas.Mention{m}
	}
	return ms, m.Person, nil
}

// mentionsOf returns the kept mentions of a person: none for a row that took
// part in no link decision.
func (t *Tx) mentionsOf(person habeas.ID) ([]habeas.Mention, error) {
	ms, err := all(t, scanMention, "SELECT person, doc FROM mentions WHERE person = $1 ORDER BY id", person)
	if err != nil {
		return nil, fmt.Errorf("reading the mentions of %s: %w", person, err)
	}
	return ms, nil
}

// MentionsIn returns the mentions of a report.
func (t *Tx) MentionsIn(report habeas.ID) ([]habeas.Mention, error) {
	ms, err := all(t, scanMention, "SELECT person, doc FROM mentions WHERE report = $1 ORDER BY id", report)
	if err != nil {
		return nil, fmt.Errorf("reading the mentions in report %s: %w", report, err)
	}
	return ms, nil
}

// AddLink keeps a decision about two mentions and joins or parts what it asks.
func (t *Tx) AddLink(l habeas.Link) error {
	if l.A > l.B {
		l.A, l.B = l.B, l.A
	}
	if l.A == l.B {
		return habeas.Invalid("choose two", "a mention cannot be linked to itself")
	}
	var persons []habeas.ID
	for _, id := range []habeas.ID{l.A, l.B} {
		m, err := t.Mention(id)
		if err != nil {
			return fmt.Errorf("linking: %w", err)
		}
		// A row becomes a mention in its own right with its first decision.
		added, err := t.exec(`INSERT INTO mentions (id, person, report, list, doc) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (id) DO NOTHING`, m.ID, m.Person, null(m.Report), m.List, encode(m))
		if err != nil {
			return fmt.Errorf("keeping mention %s: %w", id, err)
		}
		if added > 0 {
			t.Record("mention", m.ID)
		}
		persons = append(persons, m.Person)
	}
	_, err := t.exec("INSERT INTO links (id, a, b, at, doc) VALUES ($1, $2, $3, $4, $5)", l.ID, l.A, l.B, nanos(l.At), encode(l))
	if err != nil {
		return fmt.Errorf("keeping link decision %s: %w", l.ID, err)
	}
	t.Record("link", l.ID)
	return t.rejoin(persons)
}

// UndoLink closes a decision: the mentions stand as if it had never been made.
func (t *Tx) UndoLink(id, by habeas.ID, at time.Time, reason string) error {
	l, err := t.Link(id)
	if err != nil {
		return err
	}
	if !l.Live() {
		return &habeas.Error{Kind: habeas.ErrConflict, Msg: "the decision is undone already"}
	}
	l.UndoneBy, l.UndoneAt, l.Undo = by, at, reason
	if _, err := t.exec("UPDATE links SET doc = $1 WHERE id = $2", encode(l), id); err != nil {
		return fmt.Errorf("undoing link decision %s: %w", id, err)
	}
	t.Record("link", id)
	var persons []habeas.ID
	for _, m := range []habeas.ID{l.A, l.B} {
		m, err := t.Mention(m)
		if err != nil {
			return err
		}
		persons = append(persons, m.Person)
	}
	return t.rejoin(persons)
}

// rejoin works out anew who is who among the mentions of the persons.
func (t *Tx) rejoin(persons []habeas.ID) error {
	var ms []habeas.Mention
	var ids []habeas.ID
	seen := map[habeas.ID]bool{}
	for _, p := range persons {
		if seen[p] {
			continue
		}
		seen[p] = true
		some, err := t.mentionsOf(p)
		if err != nil {
			return err
		}
		ms = append(ms, some...)
	}
	for _, m := range ms {
		ids = append(ids, m.ID)
	}
	links, err := t.Links(ids...)
	if err != nil {
		return err
	}
	person := habeas.Components(ms, links)
	for _, m := range ms {
		t.stalePerson(m.Person)
		t.stalePerson(person[m.ID])
		if person[m.ID] == m.Person {
			continue
		}
		if _, err := t.exec("UPDATE mentions SET person = $1 WHERE id = $2", person[m.ID], m.ID); err != nil {
			return fmt.Errorf("joining mention %s: %w", m.ID, err)
		}
	}
	return nil
}

// Link returns a decision.
func (t *Tx) Link(id habeas.ID) (habeas.Link, error) {
	l, err := doc[habeas.Link](t, "SELECT doc FROM links WHERE id = $1", id)
	if err != nil {
		return l, fmt.Errorf("link decision %s: %w", id, err)
	}
	return l, nil
}

// Links returns the decisions about any of the mentions, undone ones too, by
// time.
func (t *Tx) Links(mentions ...habeas.ID) ([]habeas.Link, error) {
	var out []habeas.Link
	seen := map[habeas.ID]bool{}
	err := chunks(mentions, func(some []habeas.ID) error {
		list, args := in(1, some)
		ls, err := all(t, scanDoc[habeas.Link], "SELECT doc FROM links WHERE a IN "+list+" UNION SELECT doc FROM links WHERE b IN "+list, args...)
		for _, l := range ls {
			if !seen[l.ID] {
				seen[l.ID] = true
				out = append(out, l)
			}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading link decisions: %w", err)
	}
	sortLinks(out)
	return out, nil
}

// Summary returns a person's summary in one scope.
func (t *Tx) Summary(person habeas.ID, scope habeas.Scope) (habeas.Summary, error) {
	if err := t.refresh(); err != nil {
		return habeas.Summary{}, err
	}
	m, err := t.Mention(habeas.MentionOf(person))
	if err != nil {
		return habeas.Summary{}, fmt.Errorf("person %s: %w", person, err)
	}
	found, err := all(t, scanFound, "SELECT n, doc FROM entries WHERE n = $1", number(m.Person, scope))
	if err != nil {
		return habeas.Summary{}, fmt.Errorf("reading the summary of %s: %w", person, err)
	}
	if len(found) == 0 {
		return habeas.Summary{}, fmt.Errorf("person %s: %w", person, habeas.ErrNotFound)
	}
	ss, err := t.summaries(found, scope)
	if err != nil {
		return habeas.Summary{}, err
	}
	return ss[0], nil
}

// summarise makes a person's summary from the claims; ok is false where the
// scope shows nothing of them. plain says that the person is a list's row and
// nothing else, so that the row's cells say it all.
func (t *Tx) summarise(person habeas.ID, scope habeas.Scope) (s habeas.Summary, plain, ok bool, err error) {
	ms, err := t.mentionsOf(person)
	if err == nil && len(ms) == 0 {
		var m habeas.Mention
		if m, err = t.Mention(habeas.MentionOf(person)); errors.Is(err, habeas.ErrNotFound) || err == nil && m.Person != person {
			return s, false, false, nil
		}
		ms, plain = []habeas.Mention{m}, true
	}
	if err != nil {
		return s, false, false, err
	}
	ids := make([]habeas.ID, len(ms))
	for i, m := range ms {
		ids[i] = m.ID
	}
	about, stored, err := t.claimsAbout(ids)
	if err != nil {
		return s, false, false, err
	}
	claims := concerning(about, ids)
	if scope == habeas.ScopePublic {
		if claims, err = t.released(claims); err != nil || len(claims) == 0 {
			return s, false, false, err
		}
	}
	s = habeas.Summarise(person, claims, listsOf(ms, claims, scope))
	if s.Claims == 0 && !plain {
		// Proposed only: nobody has yet said that there is such a person.
		return s, false, false, nil
	}
	if s.Name == "" && scope == habeas.ScopeDesk {
		// Inside the desk a person goes by the label of a mention until a
		// name is accepted.
		s.Name = strings.TrimSpace(ms[0].Label)
	}
	return s, plain && stored == 0, true, nil
}
