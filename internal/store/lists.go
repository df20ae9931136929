package store

import (
	"fmt"
	"reflect"

	"github.com/habeas-record/habeas"
)

// List returns a list.
func (t *Tx) List(id habeas.ID) (habeas.List, error) {
	l, err := doc[habeas.List](t, "SELECT doc FROM lists WHERE id = $1", id)
	if err != nil {
		return l, fmt.Errorf("list %s: %w", id, err)
	}
	return l, nil
}

// ListByName returns the list of that name.
func (t *Tx) ListByName(name string) (habeas.List, error) {
	l, err := doc[habeas.List](t, "SELECT doc FROM lists WHERE name = $1", name)
	if err != nil {
		return l, fmt.Errorf("the list of that name: %w", err)
	}
	return l, nil
}

// Lists returns every list by name.
func (t *Tx) Lists() ([]habeas.List, error) {
	ls, err := all(t, scanDoc[habeas.List], "SELECT doc FROM lists ORDER BY name")
	if err != nil {
		return nil, fmt.Errorf("reading the lists: %w", err)
	}
	return ls, nil
}

// PutList adds or saves a list. Publishing it, taking it off, and changing
// what its columns mean change what is shown of all its rows at once; claims
// of single rows that have a history of their own get a step in it.
func (t *Tx) PutList(l habeas.List) error {
	if err := t.versioned("lists", "list", l.ID, l.Version); err != nil {
		return err
	}
	isNew := l.Version == 0
	var old habeas.List
	if !isNew {
		var err error
		if old, err = t.List(l.ID); err != nil {
			return err
		}
	}
	l.Version++
	_, err := t.exec(`INSERT INTO lists (id, version, name, prefix, source, embargo, doc) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (id) DO UPDATE SET version = excluded.version, name = excluded.name, source = excluded.source,
		embargo = excluded.embargo, doc = excluded.doc`,
		l.ID, l.Version, l.Name, prefixOf(l.ID), null(l.Source), l.Terms.Embargo, encode(l))
	if err != nil {
		return fmt.Errorf("saving list %s: %w", l.ID, err)
	}
	t.Record("list", l.ID)
	t.known.lists = nil
	if isNew {
		return nil
	}
	if err := t.carryOver(old, l); err != nil {
		return err
	}
	if err := t.NotePublic(l.ID, old.Public, l.Public); err != nil {
		return err
	}
	if err := t.NoteAccess(l.ID, old.Access, l.Access); err != nil {
		return err
	}
	old.Version, old.Name, old.Key = l.Version, l.Name, l.Key
	if reflect.DeepEqual(old, l) {
		return nil
	}
	return t.refreshList(l)
}

// carryOver gives the stored claims of a list's rows the step that the list as
// a whole took.
func (t *Tx) carryOver(old, now habeas.List) error {
	step := habeas.Step{By: now.PublishBy, At: now.PublishAt}
	var applies func(habeas.Claim) bool
	switch {
	case now.Public && (!old.Public || old.Unseen > 0 && now.Unseen == 0):
		step.Act, step.Terms, step.Reason = habeas.ActPublish, &now.Terms, "the list was published"
		applies = func(c habeas.Claim) bool { return c.Status == habeas.Accepted && !c.Public }
	case now.Public && !reflect.DeepEqual(old.Terms, now.Terms):
		step.Act, step.Terms, step.Reason = habeas.ActPublish, &now.Terms, "the list was published under other terms"
		applies = func(c habeas.Claim) bool { return c.Status == habeas.Accepted && c.Public }
	case !now.Public && (old.Public || old.SubmitBy != "" && now.SubmitBy == ""):
		step.Act, step.Reason = habeas.ActUnpublish, "the list was taken off"
		applies = func(c habeas.Claim) bool { return c.Public || c.SubmitBy != "" }
	default:
		return nil
	}
	if step.By == "" {
		step.By = old.PublishBy
	}
	if step.At.IsZero() || !now.Public {
		step.At = t.today
	}
	from, till := rowSubjects(now)
	cs, err := all(t, scanClaim, "SELECT "+keptColumns+" FROM claims c WHERE c.subject >= $1 AND c.subject < $2 ORDER BY c.id", from, till)
	if err != nil {
		return fmt.Errorf("reading the claims of rows of list %s: %w", now.ID, err)
	}
	for _, c := range cs {
		if _, _, ofRow := habeas.SplitRowClaim(c.Root, now.Kind); !ofRow || !applies(c) {
			continue
		}
		step.Claim = c.ID
		if err := t.AddStep(step); err != nil {
			return fmt.Errorf("carrying what list %s did over to claim %s: %w", now.ID, c.ID, err)
		}
	}
	return nil
}

// AddEdition keeps one publication of a list.
func (t *Tx) AddEdition(e habeas.Edition) error {
	_, err := t.exec("INSERT INTO editions (list, n, date, doc) VALUES ($1, $2, $3, $4)", e.List, e.N, e.Date, encode(e))
	if err != nil {
		return fmt.Errorf("adding edition %d of list %s: %w", e.N, e.List, err)
	}
	t.Record("edition", e.List, e.N)
	t.known.lists = nil
	return nil
}

// Editions returns the editions of a list in order.
func (t *Tx) Editions(list habeas.ID) ([]habeas.Edition, error) {
	es, err := all(t, scanDoc[habeas.Edition], "SELECT doc FROM editions WHERE list = $1 ORDER BY n", list)
	if err != nil {
		return nil, fmt.Errorf("reading the editions of list %s: %w", list, err)
	}
	return es, nil
}

// knownList is a list with what its rows need to know of its editions.
type knownList struct {
	habeas.List
	newest int
	dates  map[int]string
}

func prefixOf(list habeas.ID) int64 { return idNumber(list) >> rowBits }

// rowNumbers is the range of the numbers of a list's rows.
func rowNumbers(list habeas.ID) (from, till int64) {
	return prefixOf(list) << rowBits, (prefixOf(list) + 1) << rowBits
}

// rowSubjects is the range of the ids of a list's rows.
func rowSubjects(l habeas.List) (from, till habeas.ID) {
	first := string(habeas.RowID(l.ID, l.Kind.SubjectKind(), 0)[:9])
	return habeas.ID(first), habeas.ID(first + "~")
}

// listOf returns the list whose rows have numbers like n; nil where none has.
func (t *Tx) listOf(n int64) (*knownList, error) {
	if t.known.lists == nil {
		ls, err := t.Lists()
		if err != nil {
			return nil, err
		}
		known := make(map[int64]*knownList, len(ls))
		byID := make(map[habeas.ID]*knownList, len(ls))
		for _, l := range ls {
			k := &knownList{List: l, dates: map[int]string{}}
			known[prefixOf(l.ID)], byID[l.ID] = k, k
		}
		type edition struct {
			list habeas.ID
			n    int
			date string
		}
		es, err := all(t, func(s scanner) (e edition, err error) { return e, s.Scan(&e.list, &e.n, &e.date) },
			"SELECT list, n, date FROM editions")
		if err != nil {
			return nil, fmt.Errorf("reading the editions: %w", err)
		}
		for _, e := range es {
			k := byID[e.list]
			k.newest, k.dates[e.n] = max(k.newest, e.n), e.date
		}
		t.known.lists = known
	}
	return t.known.lists[n>>rowBits], nil
}
