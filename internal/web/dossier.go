package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/web/view"
)

// deskPeople is the search for people over everything the desk has accepted.
func deskPeople(s *Server, w http.ResponseWriter, r *request) error {
	q, page := peopleQuery(r)
	found, err := s.desk.SearchPeople(r.Context(), r.Actor, q)
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, view.People(r.Page, view.PeoplePage{Query: q, Found: found,
		Pages: view.PagesOf("/desk/people", r.URL.Query(), page, perPage, found.Total), Values: r.URL.Query(), Path: "/desk/people", Link: view.DeskPath}))
}

// dossier is all the actor may read about a person, a group, an event or a
// place.
func dossier(s *Server, w http.ResponseWriter, r *request) error {
	id := habeas.ID(r.PathValue("id"))
	if k := id.Kind(); (k == habeas.KindPerson || k == habeas.KindMention) != strings.HasPrefix(r.URL.Path, "/desk/person/") {
		return habeas.ErrNotFound
	}
	do, err := s.desk.Dossier(r.Context(), r.Actor, id)
	if err != nil {
		return err
	}
	if do.ID != id {
		// The person goes by another id since a link decision.
		return s.redirect(w, r, view.DeskPath(do.ID))
	}
	return s.showDossier(w, r, http.StatusOK, do, view.DossierPage{Values: url.Values{}})
}

// dossierAgain shows the dossier with a form as it came and what is wrong
// with it.
func (s *Server) dossierAgain(w http.ResponseWriter, r *request, id habeas.ID, wrong error) error {
	faults, status, ok := mendable(wrong)
	if !ok {
		return wrong
	}
	return s.dossierFaulty(w, r, id, status, faults)
}

func (s *Server) dossierFaulty(w http.ResponseWriter, r *request, id habeas.ID, status int, faults view.Faults) error {
	do, err := s.desk.Dossier(r.Context(), r.Actor, id)
	if err != nil {
		return err
	}
	return s.showDossier(w, r, status, do, view.DossierPage{Values: r.PostForm, Faults: faults})
}

// showDossier draws the dossier; v carries the forms as they stand.
func (s *Server) showDossier(w http.ResponseWriter, r *request, status int, do desk.Dossier, v view.DossierPage) error {
	p := r.Page
	v.ID = do.ID
	names, err := s.desk.Names(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	ctx, err := s.deskContext(r, do)
	if err != nil {
		return err
	}
	if v.Person() {
		sum := do.Summary
		v.Kind, v.Name, v.NameLang, v.OtherNames = p.T("kind.person"), sum.Name, sum.NameLang, sum.OtherNames
		if v.Name == "" && len(do.Mentions) > 0 {
			v.Name = do.Mentions[0].Label
		}
		if v.Name == "" {
			v.Name = p.T("person.unnamed")
		}
		v.State, v.News, v.Asked = view.StateText(p, sum), view.NewsText(p, sum), view.AskedText(p, sum)
	} else {
		v.Kind, v.Name = view.KindWord(p, do.ID.Kind()), do.Subject.Label
		v.Known = knownPlaces(p, do.Known)
	}
	ctx.About, ctx.Name = do.ID, v.Name
	claims := s.dossierClaims(p, do, ctx, &v)
	for _, t := range do.Tensions {
		if x, whole := view.DeskTensionOf(p, t, claims, names); whole {
			v.Tensions = append(v.Tensions, x)
		}
	}
	dossierMentions(p, do, ctx, names, &v)
	return s.render(w, r, status, view.Dossier(p, v))
}

// knownPlaces writes what the gazetteer has under the name of a place.
func knownPlaces(p view.Page, known []desk.KnownPlace) []view.KnownPlace {
	var out []view.KnownPlace
	for _, k := range known {
		x := view.KnownPlace{Name: k.Place.Name, Kind: p.Cat.Word("place-kind", string(k.Place.Kind)), Likely: k.Band == "likely", Note: k.Place.Note}
		for _, n := range k.Place.Names {
			if n.Text != k.Place.Name {
				x.Names = append(x.Names, view.KnownName{Named: habeas.Named{Text: n.Text, Lang: n.Lang}, Unverified: n.Unverified})
			}
		}
		for _, up := range k.Above {
			x.Above = append(x.Above, view.KnownAbove{Name: up.Name, By: p.Cat.Word("gazetteer-by", up.By)})
		}
		for _, c := range k.Place.Codes {
			x.Codes = append(x.Codes, view.KnownCode{Code: c.Scheme + " " + c.Value, When: view.WhenOf(p, habeas.When{EDTF: c.Valid.String()}).Print})
		}
		out = append(out, x)
	}
	return out
}

// deskContext names what the claims of a dossier point to.
func (s *Server) deskContext(r *request, do desk.Dossier) (view.Context, error) {
	var ids []habeas.ID
	for _, e := range do.Entries {
		ids = append(ids, e.Claim.Report, e.Claim.Object)
	}
	for _, m := range do.Mentions {
		ids = append(ids, m.Report, m.List)
	}
	for _, l := range do.Links {
		ids = append(ids, l.A, l.B)
	}
	titles, err := s.desk.Titles(r.Context(), r.Actor, ids...)
	return view.Context{Titles: titles}, err
}

// dossierClaims sorts the claims into the sections of the page.
func (s *Server) dossierClaims(p view.Page, do desk.Dossier, ctx view.Context, v *view.DossierPage) map[habeas.ID]view.DeskClaim {
	listOf := map[habeas.ID]habeas.ID{}
	for _, m := range do.Mentions {
		listOf[m.ID] = m.List
	}
	all := map[habeas.ID]view.DeskClaim{}
	bySection := map[habeas.Section][]view.DeskClaim{}
	for _, e := range do.Entries {
		c := view.DeskClaimOf(p, e.Claim, e.Source, e.Steps, ctx)
		if l := listOf[e.Claim.Subject]; l != "" {
			c.List = view.Link{URL: p.URL(view.DeskPath(l)), Text: ctx.Titles[l]}
		}
		c.Ticked = slices.Contains(v.Values["claim"], string(c.ID))
		all[c.ID] = c
		v.Public = v.Public || c.Public
		if !c.Live {
			v.Past = append(v.Past, c)
			continue
		}
		prop, _ := habeas.PropertyOf(e.Claim.Property)
		bySection[prop.Section] = append(bySection[prop.Section], c)
	}
	for _, sec := range view.SectionOrder() {
		if cs := bySection[sec]; len(cs) > 0 {
			v.Sections = append(v.Sections, view.DeskSection{Title: p.Cat.Word("section", string(sec)), Claims: cs})
		}
	}
	return all
}

// dossierMentions lists what a person is put together from, and why.
func dossierMentions(p view.Page, do desk.Dossier, ctx view.Context, names map[habeas.ID]string, v *view.DossierPage) {
	count := map[habeas.ID]int{}
	for _, e := range do.Entries {
		count[e.Claim.Subject]++
	}
	label := map[habeas.ID]string{}
	for _, m := range do.Mentions {
		x := view.DeskMention{Label: m.Label, Day: view.Day(m.At), By: names[m.By], Claims: count[m.ID]}
		label[m.ID] = m.Label
		from := m.Report
		if from == "" {
			from = m.List
		}
		if t := ctx.Titles[from]; t != "" {
			x.From = view.Link{URL: p.URL(view.DeskPath(from)), Text: t}
		}
		v.Mentions = append(v.Mentions, x)
	}
	against := map[habeas.ID]bool{}
	for _, l := range do.Against {
		against[l.ID] = true
	}
	name := func(m habeas.ID) view.Link {
		text := label[m]
		if text == "" {
			text = ctx.Titles[m]
		}
		if text == "" {
			text = p.T("person.unnamed")
		}
		return view.Link{URL: p.URL(view.DeskPath(m)), Text: text}
	}
	for _, l := range do.Links {
		x := view.DeskLink{ID: l.ID, One: name(l.A), Two: name(l.B), Verdict: p.Cat.Word("verdict", string(l.Verdict)), Reason: l.Reason,
			By: names[l.By], Day: view.Day(l.At), Live: l.Live(), Against: against[l.ID]}
		if !l.Live() {
			x.Undone, x.Why = names[l.UndoneBy], l.Undo
		}
		v.Links = append(v.Links, x)
	}
}

// linkSend decides whether another person of the record is the same, or only
// looks the name up.
func linkSend(s *Server, w http.ResponseWriter, r *request) error {
	id := habeas.ID(r.PathValue("id"))
	do, err := s.desk.Dossier(r.Context(), r.Actor, id)
	if err != nil {
		return err
	}
	f := r.PostForm
	page := view.DossierPage{Values: f, Looked: f.Get("name") != ""}
	if page.Like, err = s.others(r, do, f.Get("name")); err != nil {
		return err
	}
	if f.Get("decide") == "" {
		return s.showDossier(w, r, http.StatusOK, do, page)
	}
	other := habeas.ID(f.Get("person"))
	if other == "" {
		page.Faults.Fields = map[string]string{"person": r.Page.T("dossier.choose")}
		return s.showDossier(w, r, http.StatusUnprocessableEntity, do, page)
	}
	l, err := s.desk.Link(r.Context(), r.Actor, do.ID, other, habeas.Verdict(f.Get("verdict")), f.Get("reason"))
	if err != nil {
		faults, status, ok := mendable(err)
		if !ok {
			return err
		}
		page.Faults = faults
		return s.showDossier(w, r, status, do, page)
	}
	s.flash(r, r.Page.Cat.Word("verdict", string(l.Verdict))+" · "+r.Page.T("message.saved"))
	return s.redirect(w, r, view.DeskPath(do.ID))
}

// others looks a name up among everybody but the person the page is about.
func (s *Server) others(r *request, do desk.Dossier, name string) ([]habeas.Summary, error) {
	found, err := s.desk.Alike(r.Context(), r.Actor, name)
	out := found[:0]
	for _, x := range found {
		if x.Person != do.ID {
			out = append(out, x)
		}
	}
	return out, err
}

// linkUndo takes a link decision back.
func linkUndo(s *Server, w http.ResponseWriter, r *request) error {
	back := habeas.ID(r.PostForm.Get("back"))
	if back.Kind() != habeas.KindPerson {
		return habeas.ErrNotFound
	}
	err := s.desk.UndoLink(r.Context(), r.Actor, habeas.ID(r.PathValue("id")), r.PostForm.Get("reason"))
	if err != nil {
		return s.dossierAgain(w, r, back, err)
	}
	s.flash(r, r.Page.T("message.saved"))
	return s.redirect(w, r, view.DeskPath(back))
}

// alike answers, while a name is typed, with the persons it may mean.
func alike(s *Server, w http.ResponseWriter, r *request) error {
	like, err := s.desk.Alike(r.Context(), r.Actor, r.URL.Query().Get("q"))
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, view.Alike(r.Page, like, "", true))
}
