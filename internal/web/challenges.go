package web

import (
	"maps"
	"net/http"
	"slices"

	"github.com/habeas-record/habeas/internal/web/view"
)

// challenges counts what became of the challenges to the record.
func challenges(s *Server, w http.ResponseWriter, r *request) error {
	q := r.URL.Query()
	page := pageNumber(q)
	c, err := s.public.Challenges(r.Context(), perPage, (page-1)*perPage)
	if err != nil {
		return err
	}
	known, err := s.context(r, slices.Collect(maps.Values(c.Answers)))
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, view.Challenges(r.Page, view.ChallengesOf(r.Page, c.Counts, c.Decided, c.Answers, known, view.PagesOf("/challenges", q, page, perPage, c.Total))))
}
