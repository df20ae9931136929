package publish

import (
	"context"
	"errors"

	"github.com/habeas-record/habeas"
)

// Titles names the subjects of claims, for listings; those that are not public
// have no name.
func (p *Public) Titles(ctx context.Context, claims []habeas.Released) (map[habeas.ID]Title, error) {
	out := map[habeas.ID]Title{}
	err := p.view(ctx, func(r Reader) error {
		for _, c := range claims {
			for _, id := range c.Claim.Subjects() {
				if _, ok := out[id]; ok {
					continue
				}
				t, err := p.title(r, id)
				if err != nil && !errors.Is(err, habeas.ErrNotFound) {
					return err
				}
				out[id] = t
			}
		}
		return nil
	})
	return out, err
}

// SearchPeople searches the public record.
func (p *Public) SearchPeople(ctx context.Context, q habeas.PeopleQuery) (habeas.PeopleFound, error) {
	var f habeas.PeopleFound
	q.Scope = habeas.ScopePublic
	err := p.view(ctx, func(r Reader) (err error) {
		f, err = r.SearchPeople(q)
		return err
	})
	return f, err
}

// SearchSubjects searches the public groups, events, places, facilities and
// authorities.
func (p *Public) SearchSubjects(ctx context.Context, q habeas.SubjectQuery) (habeas.SubjectsFound, error) {
	var f habeas.SubjectsFound
	q.Scope = habeas.ScopePublic
	err := p.view(ctx, func(r Reader) (err error) {
		f, err = r.SearchSubjects(q)
		return err
	})
	return f, err
}

// Events lists the public claims of events, latest first; kind "" lists all
// kinds, otherwise a property key such as event.raid.
func (p *Public) Events(ctx context.Context, kind, from, to string, limit, offset int) ([]habeas.Released, int, error) {
	var out []habeas.Released
	var total int
	if kind == "" {
		kind = "event."
	}
	err := p.view(ctx, func(r Reader) error {
		cs, n, err := r.FindClaims(habeas.ClaimFilter{Released: true, Property: kind, From: from, To: to, Limit: limit, Offset: offset})
		if err != nil {
			return err
		}
		total = n
		out, err = p.release(r, cs)
		return err
	})
	return out, total, err
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
	err := p.view(ctx, func(r Reader) error {
		rep, err := r.Report(id)
		if err != nil {
			return err
		}
		cs, err := r.ClaimsIn(id)
		if err != nil {
			return err
		}
		out = Report{}
		if out.Claims, err = p.release(r, cs); err != nil {
			return err
		}
		if rep.Access != habeas.AccessPublic || len(out.Claims) == 0 {
			return habeas.ErrNotFound
		}
		out.Report = publicReport(rep)
		if out.Source, err = r.Source(rep.Source); err != nil {
			return err
		}
		if !out.Source.Public() {
			out.Source = habeas.Source{Kind: out.Source.Kind, Name: out.Source.Label, Label: out.Source.Label}
		}
		out.Source.By, out.Source.Note = "", ""
		out.Tensions, err = p.tensions(r, out.Claims)
		return err
	})
	return out, err
}

// publicReport keeps of a report what its maker published anyway.
func publicReport(r habeas.Report) habeas.Report {
	return habeas.Report{ID: r.ID, Title: r.Title, Kind: r.Kind, SHA256: r.SHA256, MediaType: r.MediaType,
		Published: r.Published, Inferred: r.Inferred, Credits: r.Credits, Access: r.Access}
}

// Reports lists the public reports, newest first.
func (p *Public) Reports(ctx context.Context, text string, limit, offset int) ([]habeas.ReportRow, int, error) {
	var rows []habeas.ReportRow
	var total int
	err := p.view(ctx, func(r Reader) (err error) {
		rows, total, err = r.FindReports(habeas.ReportFilter{PublicOnly: true, Text: text, Limit: limit, Offset: offset})
		for i := range rows {
			rows[i] = habeas.ReportRow{Report: publicReport(rows[i].Report), Released: rows[i].Released}
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
	err := p.view(ctx, func(r Reader) error {
		l, err := r.List(id)
		if err != nil {
			return err
		}
		if !l.Public || l.Access == habeas.AccessTeam || l.Access == habeas.AccessSealed {
			return habeas.ErrNotFound
		}
		out = List{List: l}
		if out.Source, err = r.Source(l.Source); err != nil {
			return err
		}
		if out.Source.Protection != habeas.ProtectionOpen {
			out.Source = habeas.Source{Kind: out.Source.Kind, Name: out.Source.Label, Label: out.Source.Label}
		}
		out.Source.By, out.Source.Note = "", ""
		out.Editions, err = r.Editions(id)
		for i := range out.Editions {
			out.Editions[i].By, out.Editions[i].FileName, out.Editions[i].Errors = "", "", nil
		}
		return err
	})
	return out, err
}

// Lists returns the published lists, by name.
func (p *Public) Lists(ctx context.Context) ([]habeas.List, error) {
	var out []habeas.List
	err := p.view(ctx, func(r Reader) error {
		ls, err := r.Lists()
		out = nil
		for _, l := range ls {
			if l.Public && (l.Access == habeas.AccessPublic || l.Access == "") {
				out = append(out, l)
			}
		}
		return err
	})
	return out, err
}

// Home is what the first page counts and shows.
type Home struct {
	People, Events, Places, Reports int
	Lists                           []habeas.List
	Newest                          []habeas.Released
	Settings                        habeas.Settings
}

// Home counts the public record.
func (p *Public) Home(ctx context.Context) (Home, error) {
	var h Home
	err := p.view(ctx, func(r Reader) error {
		h = Home{}
		f, err := r.SearchPeople(habeas.PeopleQuery{Scope: habeas.ScopePublic, Limit: 1})
		if err != nil {
			return err
		}
		h.People = f.Total
		cs, n, err := r.FindClaims(habeas.ClaimFilter{Released: true, Property: "event.", Newest: true, Limit: 6})
		if err != nil {
			return err
		}
		h.Events = n
		if h.Newest, err = p.release(r, cs); err != nil {
			return err
		}
		for _, k := range []habeas.Kind{habeas.KindPlace, habeas.KindFacility} {
			s, err := r.SearchSubjects(habeas.SubjectQuery{Scope: habeas.ScopePublic, Kind: k, Limit: 1})
			if err != nil {
				return err
			}
			h.Places += s.Total
		}
		if _, h.Reports, err = r.FindReports(habeas.ReportFilter{PublicOnly: true, Limit: 1}); err != nil {
			return err
		}
		h.Settings, err = r.Settings()
		return err
	})
	if err != nil {
		return h, err
	}
	h.Lists, err = p.Lists(ctx)
	return h, err
}

// Settings returns what the page "who runs this" shows.
func (p *Public) Settings(ctx context.Context) (habeas.Settings, error) {
	var s habeas.Settings
	err := p.view(ctx, func(r Reader) (err error) {
		s, err = r.Settings()
		return err
	})
	return s, err
}
