package web

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/web/view"
)

// importForm takes a list's file, and shows how one that was kept would be
// read.
func importForm(s *Server, w http.ResponseWriter, r *request) error {
	q := r.URL.Query()
	if draft := habeas.ID(q.Get("draft")); draft != "" {
		return s.showKept(w, r, http.StatusOK, draft, nil, view.Faults{})
	}
	typed := url.Values{}
	if id := habeas.ID(q.Get("list")); id != "" {
		d, err := s.desk.List(r.Context(), r.Actor, id, habeas.RowQuery{Limit: 1})
		if err != nil {
			return err
		}
		typed.Set("list", d.List.Name)
		typed.Set("kind", string(d.List.Kind))
	}
	return s.showImport(w, r, http.StatusOK, typed, view.Faults{})
}

var listKinds = []habeas.ListKind{habeas.ListPeople, habeas.ListFacilities, habeas.ListPlaces}

func (s *Server) showImport(w http.ResponseWriter, r *request, status int, typed url.Values, faults view.Faults) error {
	names, err := s.listNames(r)
	if err != nil {
		return err
	}
	return s.render(w, r, status, view.Import(r.Page, view.ImportPage{Values: typed, Faults: faults, Lists: names, Kinds: listKinds}))
}

func (s *Server) listNames(r *request) ([]string, error) {
	ls, err := s.desk.Lists(r.Context(), r.Actor)
	names := make([]string, len(ls))
	for i, l := range ls {
		names[i] = l.Name
	}
	return names, err
}

// importSend is both steps: the file is kept and shown as it would be read;
// then, once the person has looked, it is written.
func importSend(s *Server, w http.ResponseWriter, r *request) error {
	f := r.PostForm
	if f.Get("draft") == "" {
		return s.importFile(w, r)
	}
	draft := habeas.ID(f.Get("draft"))
	if f.Get("act") != "write" || rereads(f) {
		return s.showKept(w, r, http.StatusOK, draft, f, view.Faults{})
	}
	kept, _, file, err := s.desk.KeptFile(r.Context(), r.Actor, draft)
	if err != nil {
		return err
	}
	defer file.Close()
	done, err := s.desk.Import(r.Context(), r.Actor, listFile(kept, f))
	if err != nil {
		faults, status, ok := mendable(err)
		if !ok {
			return err
		}
		return s.showKept(w, r, status, draft, f, faults)
	}
	if err := s.desk.DropDraft(r.Context(), r.Actor, draft); err != nil {
		return err
	}
	p := r.Page
	s.flash(r, p.Cat.List([]string{p.N("roster.added", done.Added), p.N("roster.changed", done.Changed), p.N("roster.unchanged", done.Unchanged),
		p.N("roster.withdrawn", done.Withdrawn)}))
	return s.redirect(w, r, view.DeskPath(done.List))
}

// importFile is the first step. What cannot be read as a list is refused
// before anything is kept.
func (s *Server) importFile(w http.ResponseWriter, r *request) error {
	f := r.PostForm
	given, is := r.Sent["file"]
	if !is {
		return s.showImport(w, r, http.StatusUnprocessableEntity, f, view.Faults{Fields: map[string]string{"file": r.Page.T("import.no-file")}})
	}
	draft, err := s.keepList(r, given)
	if err != nil {
		faults, status, ok := mendable(err)
		if !ok {
			return err
		}
		return s.showImport(w, r, status, f, faults)
	}
	return s.redirect(w, r, "/desk/import?draft="+string(draft))
}

func (s *Server) keepList(r *request, given sent) (habeas.ID, error) {
	f := r.PostForm
	file := listFile(desk.ListFile{Name: given.name, Body: given.body, Size: given.size}, f)
	if _, _, err := s.desk.LookAt(r.Context(), r.Actor, file); err != nil {
		return "", err
	}
	return s.desk.KeepFile(r.Context(), r.Actor, file, map[string]string{"list": f.Get("list"), "edition": f.Get("edition"), "kind": f.Get("kind")})
}

// listFile fills in what the form says of a file.
func listFile(file desk.ListFile, f url.Values) desk.ListFile {
	file.List, file.Edition, file.Kind, file.Source = f.Get("list"), f.Get("edition"), f.Get("kind"), habeas.ID(f.Get("source"))
	file.Read = desk.ListOptions{Encoding: f.Get("encoding"), Delimiter: f.Get("delimiter")}
	if line := number(f.Get("header")); line > 0 {
		file.Read.HeaderLine = line
	}
	file.Mapping = mapping(f)
	return file
}

// mapping reads what the columns mean; nil, so that it is proposed, before
// anybody was shown the columns and after the reading of the file was changed.
func mapping(f url.Values) *desk.ListMapping {
	if f.Get("col.0") == "" || rereads(f) {
		return nil
	}
	m := &desk.ListMapping{Kind: f.Get("kind")}
	for i := 0; f.Has("col." + strconv.Itoa(i)); i++ {
		n := strconv.Itoa(i)
		m.Columns = append(m.Columns, desk.ListColumn{Name: f.Get("col." + n), Property: f.Get("map." + n), Lang: f.Get("lang." + n)})
		if f.Get("key."+n) != "" {
			m.Key = append(m.Key, f.Get("col."+n))
		}
	}
	return m
}

// rereads reports whether the form changes how the file is read: the columns
// are shown anew then, before anything is written.
func rereads(f url.Values) bool {
	for _, field := range []string{"list", "kind", "encoding", "delimiter", "header"} {
		if f.Get(field) != f.Get("was."+field) {
			return true
		}
	}
	return false
}

// showKept shows how a kept file would be read and what that would change;
// typed is the form as it came, nil before there was one.
func (s *Server) showKept(w http.ResponseWriter, r *request, status int, draft habeas.ID, typed url.Values, faults view.Faults) error {
	kept, fields, opened, err := s.desk.KeptFile(r.Context(), r.Actor, draft)
	if err != nil {
		return err
	}
	defer opened.Close()
	if typed == nil {
		typed = url.Values{}
		for k, v := range fields {
			typed.Set(k, v)
		}
	}
	names, err := s.listNames(r)
	if err != nil {
		return err
	}
	v := view.ImportPage{Values: typed, Faults: faults, Lists: names, Kinds: listKinds,
		Found: &view.FoundList{Draft: string(draft), File: kept.Name, New: true, Encodings: desk.ListEncodings(), Looked: typed.Get("name") != ""}}
	for _, n := range names {
		v.Found.New = v.Found.New && n != typed.Get("list")
	}
	if v.Found.Like, err = s.likeSources(r, typed.Get("name")); err != nil {
		return err
	}
	if err := s.readKept(r, listFile(kept, typed), &v); err != nil {
		why, code, ok := mendable(err)
		if !ok {
			return err
		}
		if !v.Faults.Any() {
			status, v.Faults = code, why
		}
	}
	return s.render(w, r, status, view.Import(r.Page, v))
}

// readKept looks at the file and counts what importing it would change.
func (s *Server) readKept(r *request, file desk.ListFile, v *view.ImportPage) error {
	look, rows, err := s.desk.LookAt(r.Context(), r.Actor, file)
	if err != nil && file.Mapping != nil {
		// The columns can still be shown as they stand, to be mapped anew.
		again := file
		again.Mapping = nil
		var other error
		if look, rows, other = s.desk.LookAt(r.Context(), r.Actor, again); other != nil {
			return err
		}
		look.Columns = file.Mapping.Columns
		look.Mapping = *file.Mapping
	} else if err != nil {
		return err
	}
	f := v.Found
	f.Format, f.Encoding, f.Delimiter, f.Sheet, f.HeaderLine = look.Dialect.Format, look.Dialect.Encoding, look.Dialect.Delimiter, look.Dialect.Sheet, look.Dialect.HeaderLine
	f.Examples, f.Notes, f.Kind = look.Dialect.Examples, look.Dialect.Notes, habeas.ListKind(look.Mapping.Kind)
	f.Properties = desk.ListProperties(f.Kind)
	for i, c := range look.Columns {
		col := view.FoundColumn{Name: c.Name, Property: c.Property, Lang: c.Lang, Note: c.Note}
		for _, k := range look.Mapping.Key {
			col.Key = col.Key || k == c.Name
		}
		for _, row := range rows[:min(3, len(rows))] {
			if i < len(row.Cells) && row.Cells[i] != "" {
				col.Cells = append(col.Cells, row.Cells[i])
			}
		}
		f.Columns = append(f.Columns, col)
	}
	if err != nil {
		return err
	}
	file.DryRun = true
	would, err := s.desk.Import(r.Context(), r.Actor, file)
	if err != nil {
		return err
	}
	f.Counts = &view.FoundCounts{Rows: would.Rows, Blank: would.Blank, Added: would.Added, Changed: would.Changed, Unchanged: would.Unchanged,
		Withdrawn: would.Withdrawn, Errors: would.ErrorsN, Faults: would.Errors[:min(20, len(would.Errors))]}
	return nil
}
