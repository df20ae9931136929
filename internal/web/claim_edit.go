package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/web/view"
)

// secondPart begins the names of the second claim's fields where one is split.
const secondPart = "two."

// claimEdit asks what a claim should say, or the two it is split into.
func claimEdit(s *Server, w http.ResponseWriter, r *request) error {
	id := habeas.ID(r.PathValue("id"))
	h, err := s.desk.ClaimHistory(r.Context(), r.Actor, id)
	if err != nil {
		return err
	}
	if err := h.Entry.Claim.Allowed(habeas.ActSupersede); err != nil {
		return err
	}
	forms := []url.Values{claimValues(h.Entry.Claim)}
	if r.URL.Query().Get("split") != "" {
		forms = append(forms, claimValues(h.Entry.Claim))
	}
	back := localPath(r.URL.Query().Get("back"), "/desk/claim/"+string(id))
	return s.showEdit(w, r, http.StatusOK, h, forms, view.ClaimEditPage{Back: back}, make([]view.Faults, len(forms)))
}

// showEdit draws the form over the claim as h has it.
func (s *Server) showEdit(w http.ResponseWriter, r *request, status int, h desk.ClaimHistory, forms []url.Values, v view.ClaimEditPage, faults []view.Faults) error {
	c := h.Entry.Claim
	d := &reviewSheet{p: r.Page}
	var err error
	if c.Report != "" {
		if d.rv, err = s.desk.Review(r.Context(), r.Actor, c.Report); err != nil {
			return err
		}
	}
	known := false
	for _, x := range d.rv.Voices {
		known = known || x.ID == c.Source
	}
	if !known {
		d.rv.Voices = append(d.rv.Voices, h.Entry.Source)
	}
	if d.titles, err = s.versionTitles(r, h); err != nil {
		return err
	}
	shown := view.ClaimOf(r.Page, habeas.Released{Claim: c}, view.Context{Name: d.titles[c.Subject]})
	v.ID, v.Seen, v.Heading = c.ID, h.Entry.Steps, shown.Heading
	if len(shown.Quotes) > 0 && c.Quotes[0].Text != "" {
		v.Quote, v.Context = shown.Quotes[0], [2]string{c.Quotes[0].Prefix, c.Quotes[0].Suffix}
	}
	for i, values := range forms {
		prefix := ""
		if i > 0 {
			prefix = secondPart
		}
		f := d.fields(values, "", prefix)
		f.Faults, f.Focus = faults[i], i == 0
		v.Forms = append(v.Forms, f)
		v.Faults.Fields = mergeFields(v.Faults.Fields, faults[i].Fields, len(forms) == 1)
	}
	return s.render(w, r, status, view.ClaimEdit(r.Page, v))
}

// mergeFields lists the faults of the one form in the summary of the page; of
// two forms each has its own summary.
func mergeFields(to, from map[string]string, one bool) map[string]string {
	if one && len(from) > 0 {
		return from
	}
	return to
}

// claimEditSend saves the form as a new claim that supersedes the old, or as
// two.
func claimEditSend(s *Server, w http.ResponseWriter, r *request) error {
	id := habeas.ID(r.PathValue("id"))
	back := localPath(r.PostFormValue("back"), "/desk/claim/"+string(id))
	forms := []url.Values{r.PostForm}
	if r.PostFormValue("split") != "" {
		forms = append(forms, part(r.PostForm, secondPart))
	}
	edits := make([]desk.Edit, len(forms))
	faults := make([]view.Faults, len(forms))
	wrong := false
	for i, values := range forms {
		edits[i], faults[i] = editOf(r.Page, values)
		wrong = wrong || faults[i].Any()
	}
	v := view.ClaimEditPage{Back: back, Reason: r.PostFormValue("reason")}
	if wrong {
		h, err := s.desk.ClaimHistory(r.Context(), r.Actor, id)
		if err != nil {
			return err
		}
		return s.showEdit(w, r, http.StatusUnprocessableEntity, h, forms, v, faults)
	}
	seen := number(r.PostFormValue("seen"))
	saved := id
	var err error
	if len(edits) > 1 {
		err = s.desk.Split(r.Context(), r.Actor, id, seen, edits[0], edits[1])
	} else {
		var c habeas.Claim
		c, err = s.desk.Supersede(r.Context(), r.Actor, id, seen, edits[0], firstOf(strings.TrimSpace(v.Reason), "edited"))
		saved = c.ID
	}
	if err != nil {
		return s.editAgain(w, r, id, forms, edits, v, faults, err)
	}
	s.flash(r, r.Page.T("message.saved"))
	return s.afterEdit(w, r, back, id, saved)
}

// afterEdit goes back to where the form was opened: on a review page to the
// next claim that waits, elsewhere to the new version.
func (s *Server) afterEdit(w http.ResponseWriter, r *request, back string, old, saved habeas.ID) error {
	report, is := strings.CutPrefix(back, "/desk/report/")
	if !is {
		if back == "/desk/claim/"+string(old) {
			back = "/desk/claim/" + string(saved)
		}
		return s.redirect(w, r, back)
	}
	report, _, _ = strings.Cut(report, "?")
	rv, err := s.desk.Review(r.Context(), r.Actor, habeas.ID(report))
	if err != nil {
		return err
	}
	if next := nextOf(rv.Entries, old); next != "" {
		back += "#p-" + string(next)
	}
	return s.redirect(w, r, back)
}

// editAgain shows the form as typed with what is wrong. Where somebody else
// saved meanwhile, it shows what they saved beside it, and saving once more
// makes a version that supersedes theirs.
func (s *Server) editAgain(w http.ResponseWriter, r *request, id habeas.ID, forms []url.Values, edits []desk.Edit, v view.ClaimEditPage, faults []view.Faults, wrong error) error {
	top, status, ok := mendable(wrong)
	if !ok {
		return wrong
	}
	v.Faults = top
	h, err := s.desk.ClaimHistory(r.Context(), r.Actor, id)
	if err != nil {
		return err
	}
	if errors.Is(wrong, habeas.ErrConflict) {
		for h.Entry.Claim.Status == habeas.Superseded && h.Entry.Claim.Successor != "" {
			if h, err = s.desk.ClaimHistory(r.Context(), r.Actor, h.Entry.Claim.Successor); err != nil {
				return err
			}
		}
		if v.Theirs, v.Rows, err = s.theirs(r, h, edits[0]); err != nil {
			return err
		}
	}
	return s.showEdit(w, r, status, h, forms, v, faults)
}

// theirs lays what somebody else saved beside what was typed.
func (s *Server) theirs(r *request, h desk.ClaimHistory, e desk.Edit) (*view.Proposal, []view.VersionRow, error) {
	names, err := s.desk.Names(r.Context(), r.Actor)
	if err != nil {
		return nil, nil, err
	}
	titles, err := s.versionTitles(r, h)
	if err != nil {
		return nil, nil, err
	}
	c := h.Entry.Claim
	mine := c
	mine.Property, mine.Subject, mine.Value, mine.Object, mine.Words, mine.Slots = e.Property, e.Subject, e.Value, e.Object, e.Words, e.Slots
	mine.Quantity, mine.Hedge, mine.Source, mine.Proximity, mine.Access, mine.Note = e.Quantity, e.Hedge, e.Source, e.Proximity, e.Access, e.Note
	mine.When, mine.Polarity = &habeas.When{Words: e.When, EDTF: e.EDTF}, habeas.Affirmed
	if e.Denied {
		mine.Polarity = habeas.Denied
	}
	x := proposalOf(r.Page, r.Actor, h.Entry, names, titles)
	x.State = r.Page.T("conflict.theirs", "name", names[c.StatusBy], "date", view.Day(c.StatusAt))
	return &x, view.VersionRows(r.Page, []habeas.Claim{c, mine}, titles), nil
}
