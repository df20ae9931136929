package web

import (
	"net/http"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/web/view"
)

// tensions lists what does not sit together and is not settled.
func tensions(s *Server, w http.ResponseWriter, r *request) error {
	return s.showTensions(w, r, http.StatusOK, view.Faults{})
}

func (s *Server) showTensions(w http.ResponseWriter, r *request, status int, faults view.Faults) error {
	page := pageNumber(r.URL.Query())
	ts, entries, total, err := s.desk.Tensions(r.Context(), r.Actor, perPage, (page-1)*perPage)
	if err != nil {
		return err
	}
	names, err := s.desk.Names(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	var ids []habeas.ID
	for _, t := range ts {
		ids = append(ids, t.Subject)
	}
	for _, e := range entries {
		ids = append(ids, e.Claim.Report, e.Claim.Subject)
	}
	titles, err := s.desk.Titles(r.Context(), r.Actor, ids...)
	if err != nil {
		return err
	}
	claims := map[habeas.ID]view.DeskClaim{}
	for id, e := range entries {
		claims[id] = view.DeskClaimOf(r.Page, e.Claim, e.Source, e.Steps, view.Context{Titles: titles, Name: titles[e.Claim.Subject]})
	}
	v := view.TensionsPage{Total: total, Pages: view.PagesOf("/desk/tensions", r.URL.Query(), page, perPage, total), Faults: faults}
	for _, t := range ts {
		x, whole := view.DeskTensionOf(r.Page, t, claims, names)
		if !whole {
			continue
		}
		if name := titles[t.Subject]; name != "" {
			x.About = view.Link{URL: r.Page.URL(view.DeskPath(t.Subject)), Text: name}
		}
		v.Tensions = append(v.Tensions, x)
	}
	return s.render(w, r, status, view.Tensions(r.Page, v))
}

// tensionSend records what was decided about a tension.
func tensionSend(s *Server, w http.ResponseWriter, r *request) error {
	f := r.PostForm
	id := habeas.ID(r.PathValue("id"))
	err := s.desk.SettleTension(r.Context(), r.Actor, id, habeas.Resolution(f.Get("resolution")), f.Get("why"))
	back := habeas.ID(f.Get("back"))
	switch {
	case err != nil && back.Kind() != "":
		return s.dossierAgain(w, r, back, err)
	case err != nil:
		faults, status, ok := mendable(err)
		if !ok {
			return err
		}
		return s.showTensions(w, r, status, faults)
	}
	s.flash(r, r.Page.T("message.saved"))
	if back.Kind() != "" {
		return s.redirect(w, r, view.DeskPath(back)+"#"+string(id))
	}
	return s.redirect(w, r, "/desk/tensions")
}
