package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/web/view"
)

// foundSources is how many sources a search shows.
const foundSources = 50

// sources looks sources up by name or description.
func sources(s *Server, w http.ResponseWriter, r *request) error {
	q := r.URL.Query().Get("q")
	found, err := s.desk.FindSources(r.Context(), r.Actor, q, foundSources)
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, view.Sources(r.Page, view.SourcesPage{Text: q, Sources: found, Full: len(found) == foundSources}))
}

// sourcesAlike answers, while a name is typed, with the sources it may mean.
func sourcesAlike(s *Server, w http.ResponseWriter, r *request) error {
	found, err := s.likeSources(r, r.URL.Query().Get("q"))
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, view.SourcesAlike(r.Page, found, "", true))
}

// likeSources is the few sources a name being typed may mean.
func (s *Server) likeSources(r *request, name string) ([]habeas.Source, error) {
	if len([]rune(name)) < 2 {
		return nil, nil
	}
	return s.desk.FindSources(r.Context(), r.Actor, name, 6)
}

// source is who a source is, how it is protected and what it said.
func source(s *Server, w http.ResponseWriter, r *request) error {
	src, err := s.desk.Source(r.Context(), r.Actor, habeas.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	return s.showSource(w, r, http.StatusOK, view.SourcePage{Source: src, Values: sourceValues(src)})
}

// showSource draws a source with what it said; v carries the form as it stands.
func (s *Server) showSource(w http.ResponseWriter, r *request, status int, v view.SourcePage) error {
	page := pageNumber(r.URL.Query())
	cs, err := s.desk.ClaimsFrom(r.Context(), r.Actor, v.Source.ID, perPage+1, (page-1)*perPage)
	if err != nil {
		return err
	}
	v.At, v.More = page, len(cs) > perPage
	if v.More {
		cs = cs[:perPage]
	}
	var ids []habeas.ID
	for _, c := range cs {
		ids = append(ids, c.Subject, c.Report)
	}
	titles, err := s.desk.Titles(r.Context(), r.Actor, ids...)
	if err != nil {
		return err
	}
	for _, c := range cs {
		ctx := view.Context{Titles: titles, Name: titles[c.Subject]}
		dc := view.DeskClaimOf(r.Page, c, v.Source, 0, ctx)
		v.Claims = append(v.Claims, view.SourceClaim{DeskClaim: dc, About: view.Link{URL: r.Page.URL(view.DeskPath(c.Subject)), Text: titles[c.Subject]}})
	}
	names, err := s.desk.Names(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	v.By = names[v.Source.By]
	if err := s.showConsents(r, &v, cs, names); err != nil {
		return err
	}
	return s.render(w, r, status, view.Source(r.Page, v))
}

// showConsents fills in what a source allowed whom, and for what it may allow
// something by itself: the claims shown and where they stand.
func (s *Server) showConsents(r *request, v *view.SourcePage, cs []habeas.Claim, names map[habeas.ID]string) error {
	var ids []habeas.ID
	for _, g := range v.Source.Grants {
		if g.Item != "" {
			ids = append(ids, g.Item)
		}
	}
	for _, c := range cs {
		if c.Report != "" && !slices.Contains(ids, c.Report) {
			ids = append(ids, c.Report)
		}
	}
	titles, err := s.desk.Titles(r.Context(), r.Actor, ids...)
	if err != nil {
		return err
	}
	var told []habeas.ID
	for _, c := range v.Claims {
		titles[c.ID] = c.Heading
		told = append(told, c.ID)
	}
	ids = append(ids, told...)
	handed, err := s.desk.HandedOver(r.Context(), r.Actor, told...)
	if err != nil {
		return err
	}
	for _, c := range handed {
		audience, who, _ := strings.Cut(c.Reason, ", ")
		x := view.Went{Audience: audience, Who: who, Day: view.Day(c.At)}
		at := slices.IndexFunc(v.Went, func(y view.Went) bool { y.N = 0; return x == y })
		if at < 0 {
			at, v.Went = len(v.Went), append(v.Went, x)
		}
		v.Went[at].N++
	}
	for _, g := range v.Source.Grants {
		about := ""
		if g.Item != "" {
			about = firstOf(titles[g.Item], string(g.Item))
		}
		v.Grants = append(v.Grants, view.GrantShown{Audience: g.Audience.String(), Item: string(g.Item), Level: string(g.Level), About: about, How: g.How, Day: g.Day, By: names[g.By]})
	}
	for _, id := range ids {
		o := view.Option{Value: string(id), Label: firstOf(titles[id], string(id))}
		if !slices.ContainsFunc(v.Items, func(x view.Option) bool { return x.Value == o.Value }) {
			v.Items = append(v.Items, o)
		}
	}
	return nil
}

// sourceConsent notes what a source allowed one audience.
func sourceConsent(s *Server, w http.ResponseWriter, r *request) error {
	f := r.PostForm
	id := habeas.ID(r.PathValue("id"))
	to, err := habeas.AudienceOf(f.Get("audience"))
	if err == nil {
		err = s.desk.GrantConsent(r.Context(), r.Actor, id, habeas.Grant{Item: habeas.ID(f.Get("item")), Audience: to, Level: habeas.Consent(f.Get("level")), How: f.Get("how")})
	}
	return s.afterSource(w, r, id, err, "message.saved")
}

// sourceTakeBack ends all that a source allowed anybody.
func sourceTakeBack(s *Server, w http.ResponseWriter, r *request) error {
	id := habeas.ID(r.PathValue("id"))
	return s.afterSource(w, r, id, s.desk.TakeBackConsent(r.Context(), r.Actor, id), "consent.taken-back")
}

// afterSource answers a form of a source's page.
func (s *Server) afterSource(w http.ResponseWriter, r *request, id habeas.ID, err error, done string) error {
	if err != nil {
		faults, status, ok := mendable(err)
		if !ok {
			return err
		}
		now, err := s.desk.Source(r.Context(), r.Actor, id)
		if err != nil {
			return err
		}
		return s.showSource(w, r, status, view.SourcePage{Source: now, Values: sourceValues(now), Faults: faults})
	}
	s.flash(r, r.Page.T(done))
	return s.redirect(w, r, view.DeskPath(id))
}

// sourceSend saves what was changed about a source. Whoever saves second is
// shown both versions and chooses.
func sourceSend(s *Server, w http.ResponseWriter, r *request) error {
	id := habeas.ID(r.PathValue("id"))
	now, err := s.desk.Source(r.Context(), r.Actor, id)
	if err != nil {
		return err
	}
	changed := describedSource(r.PostForm)
	changed.ID = id
	if changed.Version, err = strconv.Atoi(r.PostForm.Get("version")); err != nil {
		return habeas.Invalid("open the page again and send the form once more", "the form did not arrive whole")
	}
	err = s.desk.ChangeSource(r.Context(), r.Actor, changed)
	if err == nil {
		s.flash(r, r.Page.T("message.saved"))
		return s.redirect(w, r, view.DeskPath(id))
	}
	faults, status, ok := mendable(err)
	if !ok && !errors.Is(err, habeas.ErrConflict) {
		return err
	}
	v := view.SourcePage{Source: now, Values: r.PostForm, Faults: faults}
	if errors.Is(err, habeas.ErrConflict) {
		status, v.Faults = http.StatusConflict, view.Faults{}
		v.Theirs, v.Mine = &now, &changed
	}
	return s.showSource(w, r, status, v)
}

// describedSource reads the form of a source.
func describedSource(f url.Values) habeas.Source {
	s := habeas.Source{Kind: habeas.SourceKind(f.Get("kind")), Name: strings.TrimSpace(f.Get("name")), Label: strings.TrimSpace(f.Get("label")),
		Protection: habeas.Protection(f.Get("protection")), Consent: habeas.Consent(f.Get("consent")), Lang: f.Get("lang"), Note: strings.TrimSpace(f.Get("note"))}
	s.Access, s.Circle = accessOf(f)
	return s
}

// sourceValues fills the form of a source.
func sourceValues(s habeas.Source) url.Values {
	return url.Values{"kind": {string(s.Kind)}, "name": {s.Name}, "label": {s.Label}, "protection": {string(s.Protection)},
		"consent": {string(s.Consent)}, "access": {view.AccessValue(s.Access, s.Circle)}, "lang": {s.Lang}, "note": {s.Note}, "version": {strconv.Itoa(s.Version)}}
}
