package web

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/web/view"
)

// deskLists lists the lists and what became of the latest imports.
func deskLists(s *Server, w http.ResponseWriter, r *request) error {
	ls, err := s.desk.Lists(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	imports, err := s.desk.Imports(r.Context(), r.Actor, 10)
	if err != nil {
		return err
	}
	names, err := s.desk.Names(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	v := view.DeskListsPage{Lists: ls, Imports: importLines(r.Page, imports, names)}
	return s.render(w, r, http.StatusOK, view.DeskLists(r.Page, v))
}

// importLines are the journal of imports as a table.
func importLines(p view.Page, imports []habeas.ImportJournal, names map[habeas.ID]string) []view.JournalLine {
	var out []view.JournalLine
	for _, i := range imports {
		x := view.JournalLine{Day: view.Day(i.Started), File: i.File, State: p.Cat.Word("import-state", i.State), Message: i.Message, By: names[i.By],
			Bad: i.State == "failed" || i.State == "interrupted"}
		if i.List != "" {
			x.List = p.URL(view.DeskPath(i.List))
		}
		out = append(out, x)
	}
	return out
}

// deskList is one list: its editions and what changed, what its columns mean,
// its rows, and how it stands on its way out.
func deskList(s *Server, w http.ResponseWriter, r *request) error {
	return s.showList(w, r, http.StatusOK, habeas.ID(r.PathValue("id")), nil, view.Faults{})
}

func (s *Server) showList(w http.ResponseWriter, r *request, status int, id habeas.ID, typed *habeas.Terms, faults view.Faults) error {
	q := r.URL.Query()
	page := pageNumber(q)
	d, err := s.desk.List(r.Context(), r.Actor, id, habeas.RowQuery{Text: q.Get("q"), Withdrawn: q.Get("withdrawn") != "", Limit: perPage, Offset: (page - 1) * perPage})
	if err != nil {
		return err
	}
	names, err := s.desk.Names(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	set, err := s.desk.Settings(r.Context())
	if err != nil {
		return err
	}
	v := view.DeskListPage{List: d.List, Source: view.Link{Text: view.SourceName(d.Source)}, Text: q.Get("q"), Withdrawn: q.Get("withdrawn") != "", Total: d.Total,
		Pages: view.PagesOf(view.DeskPath(id), q, page, perPage, d.Total), Imports: importLines(r.Page, d.Imports, names), By: names[d.List.By],
		Submitted: names[d.List.SubmitBy], Published: names[d.List.PublishBy], Terms: d.List.Terms, Own: d.List.By == r.Actor.ID && set.SoloReason == "",
		Solo: set.SoloReason, Faults: faults}
	if r.Page.May(habeas.Decide) {
		v.Source.URL = r.Page.URL(view.DeskPath(d.Source.ID))
	}
	if v.Terms.Grade == "" {
		v.Terms = habeas.Terms{Grade: habeas.GradeSingle, Label: d.Source.Label}
	}
	if typed != nil {
		v.Terms = *typed
	}
	for _, e := range d.Editions {
		v.Editions = append(v.Editions, view.EditionLine{Edition: e, By: names[e.By], Day: view.Day(e.At)})
	}
	for _, row := range d.Rows {
		v.Rows = append(v.Rows, rowLine(r.Page, d.List, row))
	}
	if row := habeas.ID(q.Get("row")); row != "" {
		if v.History, err = s.rowHistory(r, d, row); err != nil {
			return err
		}
	}
	return s.render(w, r, status, view.DeskList(r.Page, v))
}

// rowLine is one row of a list: what it calls the person or place, then its
// other cells under their columns.
func rowLine(p view.Page, l habeas.List, row habeas.Row) view.RowLine {
	out := view.RowLine{ID: row.ID, URL: p.URL(view.DeskPath(row.ID)), Line: row.Line, Withdrawn: row.Withdrawn}
	for i, c := range l.Columns {
		if i >= len(row.Cells) || row.Cells[i] == "" {
			continue
		}
		if out.Name == "" && c.Property == "name" {
			out.Name, out.Lang = row.Cells[i], c.Lang
			continue
		}
		out.Cells = append(out.Cells, view.Cell{Column: c.Name, Text: row.Cells[i], Lang: c.Lang})
	}
	if out.Name == "" && len(out.Cells) > 0 {
		out.Name, out.Lang, out.Cells = out.Cells[0].Text, out.Cells[0].Lang, out.Cells[1:]
	}
	return out
}

// rowHistory is a row as each edition had it.
func (s *Server) rowHistory(r *request, d desk.ListDetail, id habeas.ID) (*view.RowHistory, error) {
	row, versions, err := s.desk.RowHistory(r.Context(), r.Actor, id)
	if err != nil {
		return nil, err
	}
	if row.List != d.List.ID {
		return nil, habeas.ErrNotFound
	}
	h := &view.RowHistory{Row: rowLine(r.Page, d.List, row)}
	for _, x := range versions {
		h.Editions = append(h.Editions, x.Edition)
	}
	for i, c := range d.List.Columns {
		line := view.CellHistory{Column: c.Name, Lang: c.Lang}
		any := false
		for _, x := range versions {
			cell := ""
			if i < len(x.Cells) {
				cell = x.Cells[i]
			}
			any = any || cell != ""
			line.Cells = append(line.Cells, cell)
		}
		if any {
			h.Lines = append(h.Lines, line)
		}
	}
	return h, nil
}

// listPublish hands a list over for publication, publishes it, or takes it off
// the public record.
func listPublish(s *Server, w http.ResponseWriter, r *request) error {
	id := habeas.ID(r.PathValue("id"))
	f := r.PostForm
	terms := listTerms(f)
	version, err := strconv.Atoi(f.Get("version"))
	if err != nil {
		return habeas.Invalid("open the page again and send the form once more", "the form did not arrive whole")
	}
	if f.Get("act") == "off" {
		err = s.desk.UnpublishList(r.Context(), r.Actor, id, version)
	} else {
		err = s.desk.PublishList(r.Context(), r.Actor, id, version, terms)
	}
	if err != nil {
		faults, status, ok := mendable(err)
		if !ok {
			return err
		}
		return s.showList(w, r, status, id, &terms, faults)
	}
	s.flash(r, r.Page.T("message.saved"))
	return s.redirect(w, r, view.DeskPath(id))
}

func listTerms(f url.Values) habeas.Terms {
	t := habeas.Terms{Grade: habeas.Grade(f.Get("grade")), Label: f.Get("label"), Embargo: f.Get("embargo")}
	for _, x := range f["flag"] {
		t.Flags = append(t.Flags, habeas.Flag(x))
	}
	return t
}
