package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/web/view"
)

// entryRows is how many rows of facts a form has to begin with, and how many
// are added at once where no script adds them one by one.
const entryRows = 6

// draftForm begins the name of the form under which drafts of entry are kept:
// each draft has a form of its own, so that one telephone call can interrupt
// another.
const draftForm = "enter "

// enterForm is direct entry: a new form, or a draft where it was left.
func enterForm(s *Server, w http.ResponseWriter, r *request) error {
	q := r.URL.Query()
	if id := habeas.ID(q.Get("draft")); id != "" {
		d, err := s.desk.Draft(r.Context(), r.Actor, id)
		if err != nil {
			return err
		}
		v := url.Values{}
		if !strings.HasPrefix(d.Form, draftForm) || json.Unmarshal(d.Body, &v) != nil {
			return habeas.ErrNotFound
		}
		v.Set("draft", string(d.ID))
		return s.showEntry(w, r, http.StatusOK, v, view.EntryPage{Saved: true})
	}
	v := url.Values{"draft": {string(habeas.NewID(habeas.KindDraft))}, "told": {s.now().Format("2006-01-02")}, "access": {string(habeas.AccessTeam)},
		"person": {q.Get("person")}, "lang": {s.sessions.GetString(r.Context(), "told in")}}
	if v.Get("lang") == "" {
		v.Set("lang", s.langs.English().Lang())
	}
	return s.showEntry(w, r, http.StatusOK, v, view.EntryPage{})
}

// showEntry draws the form as it stands.
func (s *Server) showEntry(w http.ResponseWriter, r *request, status int, v url.Values, page view.EntryPage) error {
	if habeas.ID(v.Get("draft")).Kind() != habeas.KindDraft {
		v.Set("draft", string(habeas.NewID(habeas.KindDraft)))
	}
	page.Values, page.Draft = v, v.Get("draft")
	page.LookedS, page.LookedP = v.Get("who") != "", v.Get("name") != ""
	if r.Actor.Role.May(habeas.Enter) {
		if err := s.suggest(r, &page); err != nil {
			return err
		}
	} else {
		// The session has ended: what was chosen stays chosen, unnamed.
		page.LookedS, page.LookedP = false, false
		if id := habeas.ID(v.Get("source")); id != "" {
			page.Sources = []habeas.Source{{ID: id, Name: r.Page.T("entry.chosen")}}
		}
		if id := habeas.ID(v.Get("person")); id != "" {
			page.People = []habeas.Summary{{Person: id, Name: r.Page.T("entry.chosen")}}
		}
	}
	page.Rows = entryRowsOf(v)
	for len(page.Rows) < entryRows {
		page.Rows = append(page.Rows, view.EntryRow{N: len(page.Rows)})
	}
	for i := range page.Rows {
		page.Rows[i].Fault = page.Faults.Fields["row."+strconv.Itoa(i)]
	}
	return s.render(w, r, status, view.Entry(r.Page, page))
}

// suggest looks up the sources and persons the names typed may mean; who was
// chosen already is always among them.
func (s *Server) suggest(r *request, page *view.EntryPage) error {
	var err error
	if page.Sources, err = s.likeSources(r, page.Values.Get("who")); err != nil {
		return err
	}
	if id := habeas.ID(page.Values.Get("source")); id != "" && !slices.ContainsFunc(page.Sources, func(x habeas.Source) bool { return x.ID == id }) {
		src, err := s.desk.Source(r.Context(), r.Actor, id)
		if err != nil {
			return err
		}
		page.Sources = append(page.Sources, src)
	}
	if page.People, err = s.desk.Alike(r.Context(), r.Actor, page.Values.Get("name")); err != nil {
		return err
	}
	if id := habeas.ID(page.Values.Get("person")); id != "" && !slices.ContainsFunc(page.People, func(x habeas.Summary) bool { return x.Person == id }) {
		do, err := s.desk.Dossier(r.Context(), r.Actor, id)
		if err != nil {
			return err
		}
		page.People = append(page.People, do.Summary)
		page.Values.Set("person", string(do.ID))
	}
	return nil
}

// entryRowsOf reads the rows of facts off the form, in the order of their
// numbers, and numbers them anew from 0.
func entryRowsOf(v url.Values) []view.EntryRow {
	byNumber := map[int]url.Values{}
	var numbers []int
	for name, values := range v {
		kind, rest, _ := strings.Cut(name, ".")
		if !slices.Contains([]string{"property", "words", "when", "value", "shown", "hedge", "near", "denied", "slot"}, kind) {
			continue
		}
		digits, role, _ := strings.Cut(rest, ".")
		n, err := strconv.Atoi(digits)
		if err != nil || n < 0 || n > 10_000 {
			continue
		}
		if byNumber[n] == nil {
			byNumber[n] = url.Values{}
			numbers = append(numbers, n)
		}
		if kind == "slot" {
			kind += "." + role
		}
		byNumber[n][kind] = values
	}
	slices.Sort(numbers)
	rows := make([]view.EntryRow, len(numbers))
	for i, n := range numbers {
		rows[i] = view.EntryRow{N: i, Values: byNumber[n]}
	}
	return rows
}

// withRows writes rows back into a form, in place of those it has.
func withRows(v url.Values, rows []view.EntryRow) {
	for _, old := range fieldsOfRows(v) {
		v.Del(old)
	}
	for i, row := range rows {
		n := strconv.Itoa(i)
		for field, values := range row.Values {
			if role, is := strings.CutPrefix(field, "slot."); is {
				v["slot."+n+"."+role] = values
			} else {
				v[field+"."+n] = values
			}
		}
	}
}

func fieldsOfRows(v url.Values) []string {
	var out []string
	for name := range v {
		if one := (url.Values{name: v[name]}); len(entryRowsOf(one)) > 0 {
			out = append(out, name)
		}
	}
	return out
}

// enterSend keeps what was told, or does what a button of the form asks: look
// a name up, show the fields of a fact, add or remove rows. Whatever it is,
// what was typed is kept as a draft until it is part of the record.
func enterSend(s *Server, w http.ResponseWriter, r *request) error {
	v := typed(r.PostForm)
	rows := entryRowsOf(v)
	switch f := r.PostForm; {
	case f.Get("finish") != "":
		return s.finishEntry(w, r, v, rows)
	case f.Get("add") != "":
		for range entryRows {
			rows = append(rows, view.EntryRow{Values: url.Values{"property": {""}}})
		}
	case f.Has("remove"):
		// The button has the number the row had on the page.
		delete := f.Get("remove")
		for _, name := range fieldsOfRows(v) {
			if _, rest, _ := strings.Cut(name, "."); rest == delete || strings.HasPrefix(rest, delete+".") {
				v.Del(name)
			}
		}
		rows = entryRowsOf(v)
	}
	withRows(v, rows)
	if err := s.keepDraft(r, v); err != nil {
		return err
	}
	return s.showEntry(w, r, http.StatusOK, v, view.EntryPage{Saved: true})
}

// typed is what a person filled in: the form without its buttons and token.
func typed(f url.Values) url.Values {
	v := url.Values{}
	for name, values := range f {
		if !slices.Contains([]string{"token", "look", "fields", "add", "remove", "finish"}, name) {
			v[name] = values
		}
	}
	return v
}

func (s *Server) finishEntry(w http.ResponseWriter, r *request, v url.Values, rows []view.EntryRow) error {
	withRows(v, rows)
	telling, faults := tellingOf(r.Page, v, rows)
	if !faults.Any() {
		done, err := s.desk.Enter(r.Context(), r.Actor, telling, habeas.ID(v.Get("draft")))
		if err == nil {
			s.sessions.Put(r.Context(), "told in", telling.Lang)
			s.flash(r, r.Page.N("entry.rows", len(done.Claims))+" · "+r.Page.T("message.saved"))
			return s.redirect(w, r, view.DeskPath(done.Person))
		}
		why, _, ok := mendable(err)
		if !ok {
			return err
		}
		faults = why
	}
	if err := s.keepDraft(r, v); err != nil {
		return err
	}
	return s.showEntry(w, r, http.StatusUnprocessableEntity, v, view.EntryPage{Faults: faults, Saved: true})
}

// tellingOf reads the form; what is missing is a fault of its field.
func tellingOf(p view.Page, v url.Values, rows []view.EntryRow) (desk.Telling, view.Faults) {
	faults := view.Faults{Fields: map[string]string{}}
	t := desk.Telling{Source: habeas.ID(v.Get("source")), Proximity: habeas.Proximity(v.Get("proximity")), Person: habeas.ID(v.Get("person")),
		Name: strings.TrimSpace(v.Get("name")), Lang: v.Get("lang"), Told: strings.TrimSpace(v.Get("told"))}
	t.Access, t.Circle = accessOf(v)
	if t.Source == "" {
		if t.NewSource = sourceOf(v); t.NewSource == nil {
			faults.Fields["source"] = p.T("entry.no-source")
		} else {
			t.NewSource.Lang = t.Lang
		}
	}
	if t.Person == "" && t.Name == "" {
		faults.Fields["name"] = p.T("entry.no-name")
	}
	for i, row := range rows {
		get := row.Values.Get
		f := desk.Fact{Property: get("property"), Words: get("words"), Value: get("value"), When: get("when"), Hedge: get("hedge"),
			Denied: get("denied") != "", Proximity: habeas.Proximity(get("near")), Slots: map[string]string{}}
		said := f.Words + f.Value + f.When
		for field, values := range row.Values {
			if role, is := strings.CutPrefix(field, "slot."); is && strings.TrimSpace(values[0]) != "" {
				f.Slots[role] = values[0]
				said += values[0]
			}
		}
		if strings.TrimSpace(said) == "" {
			continue
		}
		for _, value := range []string{codeOf(p, f), strings.TrimSpace(get("shown"))} {
			if f.Value == "" {
				f.Value = value
			}
		}
		switch {
		case f.Property == "":
			faults.Fields["row."+strconv.Itoa(i)] = p.T("entry.no-property")
		case len(row.Stray()) > 0:
			faults.Fields["row."+strconv.Itoa(i)] = p.T("entry.stray", "field", view.SlotWord(p, row.Stray()[0]))
		}
		t.Facts = append(t.Facts, f)
	}
	if len(t.Facts) == 0 {
		faults.Fields["facts"] = p.T("entry.no-facts")
	}
	// The name somebody was told of by is a fact like the others.
	named := func(f desk.Fact) bool {
		return (f.Property == "name" || f.Property == "name.other") && strings.TrimSpace(f.Words) == t.Name
	}
	if t.Name != "" && !slices.ContainsFunc(t.Facts, named) {
		t.Facts = append([]desk.Fact{{Property: "name", Words: t.Name}}, t.Facts...)
	}
	return t, faults
}

// codeOf is the code that the words of a fact are, where its kind has codes:
// "Female" typed is as good as chosen.
func codeOf(p view.Page, f desk.Fact) string {
	prop, _ := habeas.PropertyOf(f.Property)
	words := strings.TrimSpace(f.Words)
	for _, code := range prop.Codes {
		if strings.EqualFold(words, code) || strings.EqualFold(words, p.Cat.Word("sex", code)) {
			return code
		}
	}
	return ""
}

// enterAgain shows the form as it was typed where the session it was opened in
// has ended: nothing of it is lost, and it can be sent again.
func enterAgain(s *Server, w http.ResponseWriter, r *request) error {
	if err := r.ParseForm(); err != nil {
		return formError(err)
	}
	return s.showEntry(w, r, http.StatusForbidden, typed(r.PostForm), view.EntryPage{Ended: true})
}

// draftSave keeps the form as it stands while one types.
func draftSave(s *Server, w http.ResponseWriter, r *request) error {
	if err := s.keepDraft(r, typed(r.PostForm)); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (s *Server) keepDraft(r *request, v url.Values) error {
	id := habeas.ID(v.Get("draft"))
	if id.Kind() != habeas.KindDraft {
		return habeas.Invalid("open the page again", "the form has no draft")
	}
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	title := firstOf(v.Get("name"), v.Get("source.label"), v.Get("who"), r.Page.T("entry.untitled"))
	_, err = s.desk.SaveDraft(r.Context(), r.Actor, habeas.Draft{ID: id, Form: draftForm + string(id), Title: title, Body: body})
	return err
}

// draftDrop throws a draft away.
func draftDrop(s *Server, w http.ResponseWriter, r *request) error {
	if err := s.desk.DropDraft(r.Context(), r.Actor, habeas.ID(r.PathValue("id"))); err != nil {
		return err
	}
	s.flash(r, r.Page.T("entry.dropped"))
	return s.redirect(w, r, "/desk")
}
