package web

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/publish"
	"github.com/habeas-record/habeas/internal/web/view"
)

// perPage is how many rows a listing shows at once.
const perPage = 25

// people is the search with its facets.
func people(s *Server, w http.ResponseWriter, r *request) error {
	q, page := peopleQuery(r)
	found, err := s.public.SearchPeople(r.Context(), q)
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, view.People(r.Page, view.PeoplePage{Query: q, Found: found, Pages: view.PagesOf("/people", r.URL.Query(), page, perPage, found.Total),
		Values: r.URL.Query(), Path: "/people", Link: view.SubjectPath}))
}

// peopleQuery reads a search off the address.
func peopleQuery(r *request) (habeas.PeopleQuery, int) {
	v := r.URL.Query()
	page := pageNumber(v)
	return habeas.PeopleQuery{Text: v.Get("q"), Standing: habeas.Standing(v.Get("standing")), Place: v.Get("place"), List: habeas.ID(v.Get("list")),
		Sex: v.Get("sex"), Year: v.Get("year"), Grade: habeas.Grade(v.Get("grade")), Sort: v.Get("sort"), Limit: perPage, Offset: (page - 1) * perPage}, page
}

// pageNumber is the page of a listing, from 1; what is none is the first.
func pageNumber(v url.Values) int {
	n, err := strconv.Atoi(v.Get("page"))
	if err != nil || n < 1 || n > 1_000_000 {
		return 1
	}
	return n
}

// person is one person: who, since when, where, how we know.
func person(s *Server, w http.ResponseWriter, r *request) error {
	id := habeas.ID(r.PathValue("id"))
	p, err := s.public.Person(r.Context(), id)
	if err != nil {
		return err
	}
	if p.ID != id {
		// The person goes by another id since a link decision.
		http.Redirect(w, r.Request, r.Page.Prefix+view.SubjectPath(p.ID), http.StatusFound)
		return nil
	}
	ctx, err := s.context(r, p.Claims)
	if err != nil {
		return err
	}
	ctx.About = p.ID
	return s.render(w, r, http.StatusOK, view.Person(r.Page, view.PersonOf(r.Page, p.Summary, p.Claims, p.Tensions, p.Lists, ctx, s.now())))
}

// context collects the titles the claims are shown with.
func (s *Server) context(r *request, claims []habeas.Released) (view.Context, error) {
	ctx := view.Context{Titles: map[habeas.ID]string{}, Pages: map[habeas.ID]habeas.ID{}}
	titles, err := s.public.Titles(r.Context(), claims)
	if err != nil {
		return ctx, err
	}
	for id, t := range titles {
		ctx.Titles[id], ctx.Pages[id] = t.Name, t.ID
	}
	return ctx, nil
}

// claim is the permanent page of one claim.
func claim(s *Server, w http.ResponseWriter, r *request) error {
	id := habeas.ID(r.PathValue("id"))
	c, err := s.public.Claim(r.Context(), id)
	if err != nil {
		return err
	}
	var shown []habeas.Released
	if c.Shown.Claim.ID != "" {
		shown = append(shown, c.Shown)
	}
	for _, o := range c.Others {
		shown = append(shown, o)
	}
	for _, a := range c.Answers {
		shown = append(shown, a)
	}
	ctx, err := s.context(r, shown)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if c.Shown.Claim.ID == "" {
		status = http.StatusGone
	}
	return s.render(w, r, status, view.ClaimPage(r.Page, id, c.Shown, c.About.ID, c.About.Name, c.Tensions, c.Others, changesOf(r.Page, c.Changes),
		view.ChallengeLines(r.Page, id, c.Challenges, c.Answers, ctx), c.Now, ctx))
}

// changesOf gives a claim's public history its words.
func changesOf(p view.Page, changes []publish.Change) []view.Change {
	out := make([]view.Change, len(changes))
	for i, ch := range changes {
		out[i] = view.Change{Claim: ch.Claim, Act: p.Cat.Word("act", string(ch.Act)), Day: ch.Day.Format("2006-01-02")}
	}
	return out
}
