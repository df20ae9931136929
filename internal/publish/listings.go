package publish

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/habeas-record/habeas"
)

// hideMissing takes what is not there for nothing.
func hideMissing(err error) error {
	if errors.Is(err, habeas.ErrNotFound) {
		return nil
	}
	return err
}

// SearchPeople searches the public record.
func (p *Public) SearchPeople(ctx context.Context, q habeas.PeopleQuery) (habeas.PeopleFound, error) {
	var f habeas.PeopleFound
	q.Scope = habeas.ScopePublic
	err := p.open(ctx, func(d *door) (err error) {
		if f, err = d.SearchPeople(q); err != nil {
			return err
		}
		for i, s := range f.People {
			if f.People[i], err = d.summary(s); err != nil {
				return err
			}
		}
		for i, a := range f.Alike {
			if f.Alike[i].Summary, err = d.summary(a.Summary); err != nil {
				return err
			}
		}
		for i := range f.Facets {
			if f.Facets[i].Field != "list" {
				continue
			}
			var values []habeas.FacetValue
			for _, v := range f.Facets[i].Values {
				l, _, err := d.list(habeas.ID(v.Value))
				switch {
				case err == nil:
					v.Label = l.Name
					values = append(values, v)
				case !errors.Is(err, habeas.ErrNotFound):
					return err
				}
			}
			f.Facets[i].Values = values
		}
		return nil
	})
	return f, err
}

// enoughClaims is how many released claims of a subject are read to see
// whether its label is among their words.
const enoughClaims = 50

// SearchSubjects searches the public groups, events, places, facilities and
// authorities.
func (p *Public) SearchSubjects(ctx context.Context, q habeas.SubjectQuery) (habeas.SubjectsFound, error) {
	var f habeas.SubjectsFound
	q.Scope = habeas.ScopePublic
	err := p.open(ctx, func(d *door) (err error) {
		if f, err = d.SearchSubjects(q); err != nil {
			return err
		}
		rows := f.Subjects
		f.Subjects = nil
		for _, row := range rows {
			found, err := d.row(&row)
			if err != nil {
				return err
			}
			// A search must not tell that it met words nobody released.
			if !found && strings.TrimSpace(q.Text) != "" {
				f.Total--
				continue
			}
			f.Subjects = append(f.Subjects, row)
		}
		return nil
	})
	return f, err
}

// row makes a subject's row public, and reports whether its names are words a
// search may find.
func (d *door) row(row *habeas.SubjectRow) (bool, error) {
	s := row.Subject
	label := strings.TrimSpace(s.Label)
	found := true
	name := ""
	switch {
	case len(row.Names) > 1, len(row.Names) == 1 && row.Names[0].Text != label:
		name = row.Names[0].Text
	default:
		// Its only name is its label: a claim's, or only the desk's?
		rel, err := d.naming(s)
		if err != nil {
			return false, err
		}
		if len(rel) == 0 {
			cs, _, err := d.FindClaims(habeas.ClaimFilter{Released: true, Place: s.ID, Limit: enoughClaims})
			if err != nil {
				return false, err
			}
			if rel, err = d.release(cs); err != nil {
				return false, err
			}
		}
		name, found = nameIn(s, rel)
		row.Names = nil
		if name != "" {
			row.Names = []habeas.Named{{Text: name}}
		}
	}
	var err error
	row.Subject, err = d.subject(s, name)
	return found, err
}

// Events lists the public claims of events, latest first; kind "" lists all
// kinds, otherwise a property key such as event.raid.
func (p *Public) Events(ctx context.Context, kind, from, to string, limit, offset int) ([]habeas.Released, int, error) {
	var out []habeas.Released
	var total int
	if kind == "" {
		kind = "event."
	}
	err := p.open(ctx, func(d *door) error {
		cs, n, err := d.FindClaims(habeas.ClaimFilter{Released: true, Property: kind, From: from, To: to, Limit: limit, Offset: offset})
		if err != nil {
			return err
		}
		out, err = d.release(cs)
		total = n - (len(cs) - len(out))
		return err
	})
	return out, total, err
}

// Reports lists the public reports, newest first.
func (p *Public) Reports(ctx context.Context, text string, limit, offset int) ([]habeas.ReportRow, int, error) {
	var rows []habeas.ReportRow
	var total int
	err := p.open(ctx, func(d *door) (err error) {
		rows, total, err = d.FindReports(habeas.ReportFilter{PublicOnly: true, Text: text, Limit: limit, Offset: offset})
		for i := range rows {
			maker, err := d.source(rows[i].Report.Source)
			if err != nil {
				return err
			}
			rows[i] = habeas.ReportRow{Report: publicReport(rows[i].Report, maker), Released: rows[i].Released}
		}
		return err
	})
	return rows, total, err
}

// List is the public page of a list: its editions and what changed in each.
type List struct {
	List     habeas.List
	Source   habeas.Source
	Editions []habeas.Edition
}

// List returns a published list.
func (p *Public) List(ctx context.Context, id habeas.ID) (List, error) {
	var out List
	err := p.open(ctx, func(d *door) error {
		l, err := d.List(id)
		if err != nil {
			return err
		}
		out = List{}
		if out.List, out.Source, err = d.list(id); err != nil {
			return err
		}
		es, err := d.Editions(id)
		for _, e := range es {
			if l.Unseen > 0 && e.N >= l.Unseen {
				break
			}
			shown := habeas.Edition{ID: e.ID, List: e.List, N: e.N, Date: e.Date, Rows: e.Rows, Blank: e.Blank, Added: e.Added,
				Changed: e.Changed, Unchanged: e.Unchanged, Withdrawn: e.Withdrawn, At: e.At}
			if out.Source.ID != "" {
				shown.SHA256 = e.SHA256
			}
			out.Editions = append(out.Editions, shown)
		}
		return err
	})
	if err != nil {
		return List{}, err
	}
	return out, nil
}

// list is a list as pages may show it, and who publishes it; ErrNotFound where
// it is not to be shown today.
func (d *door) list(id habeas.ID) (habeas.List, habeas.Source, error) {
	l, err := d.List(id)
	if err != nil {
		return habeas.List{}, habeas.Source{}, err
	}
	s, err := d.source(l.Source)
	if err != nil {
		return habeas.List{}, habeas.Source{}, err
	}
	switch {
	case !l.Public, l.Access != habeas.AccessPublic && l.Access != "", !l.Terms.ShownOn(d.now),
		!s.Public() && !s.Consent.Allows(habeas.ConsentAnonymised):
		return habeas.List{}, habeas.Source{}, habeas.ErrNotFound
	}
	shown := publicSource(s, l.Terms.Label)
	out := habeas.List{ID: l.ID, Name: l.Name, Kind: l.Kind, Source: shown.ID, Access: l.Access, At: l.At, Public: true,
		Terms: habeas.Terms{Grade: l.Terms.Grade, Flags: l.Terms.Flags, Waived: l.Terms.Waived}, PublishAt: dateOnly(l.PublishAt)}
	if shown.ID == "" && strings.Contains(strings.ToLower(l.Name), strings.ToLower(strings.TrimSpace(s.Name))) {
		// A list goes by the name of whoever publishes it until it is given
		// another.
		out.Name = shown.Name
	}
	for _, c := range l.Columns {
		if p, ok := habeas.PropertyOf(c.Property); ok && !p.Identity && (p.Access == habeas.AccessPublic || p.Access == "") {
			out.Columns = append(out.Columns, c)
		}
	}
	return out, shown, nil
}

// Lists returns the published lists, by name.
func (p *Public) Lists(ctx context.Context) ([]habeas.List, error) {
	var out []habeas.List
	err := p.open(ctx, func(d *door) (err error) {
		out, err = d.lists()
		return err
	})
	return out, err
}

func (d *door) lists() ([]habeas.List, error) {
	ls, err := d.Lists()
	if err != nil {
		return nil, err
	}
	var out []habeas.List
	for _, l := range ls {
		shown, _, err := d.list(l.ID)
		switch {
		case err == nil:
			out = append(out, shown)
		case !errors.Is(err, habeas.ErrNotFound):
			return nil, err
		}
	}
	slices.SortStableFunc(out, func(a, b habeas.List) int { return strings.Compare(a.Name, b.Name) })
	return out, nil
}

// Home is what the first page counts and shows.
type Home struct {
	People, Groups, Events, Places, Facilities, Reports int

	Lists    []habeas.List
	Newest   []habeas.Released
	Settings habeas.Settings
}

// Home counts the public record.
func (p *Public) Home(ctx context.Context) (Home, error) {
	var h Home
	err := p.open(ctx, func(d *door) error {
		h = Home{}
		f, err := d.SearchPeople(habeas.PeopleQuery{Scope: habeas.ScopePublic, Limit: 1})
		if err != nil {
			return err
		}
		h.People = f.Total
		cs, n, err := d.FindClaims(habeas.ClaimFilter{Released: true, Property: "event.", Newest: true, Limit: 6})
		if err != nil {
			return err
		}
		h.Events = n
		if h.Newest, err = d.release(cs); err != nil {
			return err
		}
		for k, n := range map[habeas.Kind]*int{habeas.KindGroup: &h.Groups, habeas.KindPlace: &h.Places, habeas.KindFacility: &h.Facilities} {
			s, err := d.SearchSubjects(habeas.SubjectQuery{Scope: habeas.ScopePublic, Kind: k, Limit: 1})
			if err != nil {
				return err
			}
			*n = s.Total
		}
		if _, h.Reports, err = d.FindReports(habeas.ReportFilter{PublicOnly: true, Limit: 1}); err != nil {
			return err
		}
		if h.Lists, err = d.lists(); err != nil {
			return err
		}
		h.Settings, err = d.Settings()
		return err
	})
	return h, err
}
