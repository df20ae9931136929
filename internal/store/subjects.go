package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/names"
)

// PutSubject adds or saves a subject.
func (t *Tx) PutSubject(s habeas.Subject) error {
	_, err := t.exec(`INSERT INTO subjects (id, parent, doc) VALUES ($1, $2, $3)
		ON CONFLICT (id) DO UPDATE SET parent = excluded.parent, doc = excluded.doc`, s.ID, s.Parent, encode(s))
	if err != nil {
		return fmt.Errorf("saving %s %s: %w", s.Kind(), s.ID, err)
	}
	t.Record("subject", s.ID)
	return t.touchSubject(s.ID)
}

// Subject returns a subject, which may be a list's row.
func (t *Tx) Subject(id habeas.ID) (habeas.Subject, error) {
	s, err := doc[habeas.Subject](t, "SELECT doc FROM subjects WHERE id = $1", id)
	if err == nil {
		return s, nil
	}
	if !errors.Is(err, habeas.ErrNotFound) {
		return s, fmt.Errorf("reading %s: %w", id, err)
	}
	l, r, err := t.row(id)
	if err != nil {
		return s, fmt.Errorf("%s %s: %w", id.Kind(), id, err)
	}
	return rowSubject(l, r), nil
}

// subjectDoc is what the read model keeps of a subject.
type subjectDoc struct {
	ID     habeas.ID      `json:"id"`
	Names  []habeas.Named `json:"names,omitempty"`
	Type   string         `json:"type,omitempty"`
	Parent string         `json:"parent,omitempty"`
	Claims int            `json:"claims"`
}

func (d subjectDoc) name() string {
	if len(d.Names) == 0 {
		return ""
	}
	return d.Names[0].Text
}

// refreshSubject makes the entries of a subject anew from the claims that say
// something of it, and those of its children where its name changed.
func (t *Tx) refreshSubject(id habeas.ID) error {
	s, err := t.Subject(id)
	if errors.Is(err, habeas.ErrNotFound) {
		return nil // claims may speak of what is not described yet
	}
	if err != nil {
		return err
	}
	var desk, public int
	if err := t.one(into(&desk, &public), "SELECT desk, public FROM subject_counts WHERE subject = $1", id); err != nil && !errors.Is(err, habeas.ErrNotFound) {
		return err
	}
	stored, err := all(t, scanClaim, "SELECT "+keptColumns+" FROM claims c WHERE c.subject = $1 AND c.status <> 'proposed' ORDER BY c.id", id)
	if err != nil {
		return err
	}
	unfolded, err := t.unfolded(id)
	if err != nil {
		return err
	}
	claims := append(stored, unfolded...)
	slices.SortFunc(claims, byClaimID)
	accepted := slices.DeleteFunc(slices.Clone(claims), func(c habeas.Claim) bool { return c.Status != habeas.Accepted })
	if err := t.putSubject(s, habeas.ScopeDesk, accepted, desk+len(unfolded), true); err != nil {
		return err
	}
	released, err := t.released(claims)
	if err != nil {
		return err
	}
	shown, err := t.released(unfolded)
	if err != nil {
		return err
	}
	public += len(shown)
	// The label is the desk's own word until a released claim says it: a
	// search outside must not find by it before.
	said, err := t.labelReleased(s, released)
	if err != nil {
		return err
	}
	if !said {
		s.Label = ""
	}
	return t.putSubject(s, habeas.ScopePublic, released, public, habeas.ReleaseSubject(s, public) == nil)
}

// enoughClaims bounds how many claims of others are read for a label; one that
// many claims do not say stays the desk's.
const enoughClaims = 200

// labelReleased reports whether a claim that may be shown says the label: one
// of the subject's own, handed in, or one that speaks of it in a role.
func (t *Tx) labelReleased(s habeas.Subject, own []habeas.Claim) (bool, error) {
	if s.Label == "" {
		return false, nil
	}
	says := func(c habeas.Claim) bool { return c.Says(s.Label) }
	if slices.ContainsFunc(own, says) {
		return true, nil
	}
	others, err := all(t, scanClaim, "SELECT "+keptColumns+` FROM claim_refs r JOIN claims c ON c.id = r.claim
		WHERE r.subject = $1 AND c.released = 1 ORDER BY c.id LIMIT $2`, s.ID, enoughClaims)
	if err != nil {
		return false, fmt.Errorf("reading what speaks of subject %s: %w", s.ID, err)
	}
	if others, err = t.released(others); err != nil {
		return false, err
	}
	return slices.ContainsFunc(others, says), nil
}

// unfolded returns a row's claims that were not stored.
func (t *Tx) unfolded(id habeas.ID) ([]habeas.Claim, error) {
	ids, err := all(t, scanID, "SELECT id FROM claims WHERE subject = $1", id)
	if err != nil {
		return nil, err
	}
	stored := map[habeas.ID]habeas.Claim{}
	for _, id := range ids {
		stored[id] = habeas.Claim{}
	}
	return t.virtualClaims([]habeas.ID{id}, stored)
}

func (t *Tx) putSubject(s habeas.Subject, scope habeas.Scope, claims []habeas.Claim, n int, seen bool) error {
	old, err := t.entry(number(s.ID, scope))
	if err != nil {
		return err
	}
	was := ""
	if old != nil {
		d, err := decode[subjectDoc]([]byte(old.doc))
		if err != nil {
			return err
		}
		was = d.name()
	}
	d := describe(s, claims)
	d.Claims = n
	if !seen {
		err = t.dropEntry(old)
		d.Names = nil
	} else {
		if d.Parent == "" && s.Parent != "" {
			if d.Parent, err = t.subjectName(s.Parent, scope); err != nil {
				return err
			}
		}
		all := make([]string, len(d.Names))
		for i, n := range d.Names {
			all[i] = n.Text
		}
		e := entry{n: number(s.ID, scope), part: part(s.Kind(), scope), words: indexWords(all, d.Parent), doc: encode(d)}
		if s.List != "" {
			set, err := t.listset([]habeas.ID{s.List})
			if err != nil {
				return err
			}
			e.facet = set << listsShift
		}
		err = t.putEntry(e)
	}
	if err != nil || d.name() == was {
		return err
	}
	children, err := all(t, scanID, "SELECT id FROM subjects WHERE parent = $1 ORDER BY id", s.ID)
	for _, c := range children {
		mark(&t.stale.subjects, c)
	}
	return err
}

// subjectName is the name a subject goes by in a scope, "" where the scope
// does not show it.
func (t *Tx) subjectName(id habeas.ID, scope habeas.Scope) (string, error) {
	e, err := t.entry(number(id, scope))
	if err != nil || e == nil {
		return "", err
	}
	d, err := decode[subjectDoc]([]byte(e.doc))
	return d.name(), err
}

// describe reads a subject's names, type and place off the claims about it.
// Its label leads until a claim names it.
func describe(s habeas.Subject, claims []habeas.Claim) subjectDoc {
	d := subjectDoc{ID: s.ID}
	seen := map[string]bool{}
	name := func(text, lang string) {
		if text = strings.TrimSpace(text); text != "" && !seen[text] {
			seen[text] = true
			d.Names = append(d.Names, habeas.Named{Text: text, Lang: lang})
		}
	}
	said := map[string]string{}
	for _, property := range []string{"name", "name.other"} {
		for _, c := range claims {
			if c.Property == property && c.Polarity == habeas.Affirmed {
				name(c.Statement(), c.Lang)
			}
		}
	}
	if len(d.Names) == 0 {
		name(s.Label, "")
	}
	for _, c := range claims {
		if said[c.Property] == "" && c.Polarity == habeas.Affirmed {
			said[c.Property] = c.Statement()
		}
	}
	d.Type = said["facility.type"]
	if d.Type == "" {
		d.Type = said["place.kind"]
	}
	d.Parent = said["place.parent"]
	if d.Parent == "" {
		var parts []string
		for _, p := range []string{"place.town", "place.county", "place.prefecture", "place.country"} {
			if said[p] != "" {
				parts = append(parts, said[p])
			}
		}
		d.Parent = strings.Join(parts, ", ")
	}
	return d
}

// SearchSubjects returns a page of the subjects a query finds, by name.
func (t *Tx) SearchSubjects(q habeas.SubjectQuery) (habeas.SubjectsFound, error) {
	tokens := names.Tokens(q.Text)
	for _, w := range names.Tokens(q.Parent) {
		tokens = append(tokens, placeMark+w)
	}
	if err := t.settle(); err != nil {
		return habeas.SubjectsFound{}, err
	}
	var f facetFilter
	if q.List != "" {
		sets, err := t.listsets()
		if err != nil {
			return habeas.SubjectsFound{}, fmt.Errorf("reading the sets of lists: %w", err)
		}
		f.inList(q.List, sets)
	}
	page, _, total, err := t.search(q.Kind, q.Scope, tokens, f, byWords, q.Limit, q.Offset)
	if err != nil {
		return habeas.SubjectsFound{}, err
	}
	out := habeas.SubjectsFound{Total: total}
	for _, f := range page {
		d, err := decode[subjectDoc](f.doc)
		if err != nil {
			return habeas.SubjectsFound{}, fmt.Errorf("reading what is known of a subject: %w", err)
		}
		s, err := t.Subject(d.ID)
		if err != nil {
			return habeas.SubjectsFound{}, err
		}
		if q.Scope == habeas.ScopePublic {
			s.By = ""
		}
		out.Subjects = append(out.Subjects, habeas.SubjectRow{Subject: s, Names: d.Names, Type: d.Type, Parent: d.Parent, Claims: d.Claims})
	}
	return out, nil
}
