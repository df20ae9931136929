package web

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/web/view"
)

// claimHistory is one claim inside the desk: what it says, every version of
// it, who did what to it, and how it stood at any time.
func claimHistory(s *Server, w http.ResponseWriter, r *request) error {
	return s.showHistory(w, r, http.StatusOK, view.Faults{})
}

func (s *Server) showHistory(w http.ResponseWriter, r *request, status int, faults view.Faults) error {
	h, err := s.desk.ClaimHistory(r.Context(), r.Actor, habeas.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	names, err := s.desk.Names(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	titles, err := s.versionTitles(r, h)
	if err != nil {
		return err
	}
	p, c := r.Page, h.Entry.Claim
	v := view.ClaimHistoryPage{Claim: proposalOf(p, r.Actor, h.Entry, names, titles), Note: c.Note, Faults: faults, Reason: r.PostFormValue("reason"),
		How: view.ClaimOf(p, habeas.Released{Claim: c}, view.Context{}).How}
	v.Claim.Open = false // who says so is text here; deciding has a form of its own
	if v.Claim.State == "" {
		v.Claim.State = p.Cat.Word("status", string(c.Status))
	}
	if c.Report != "" && titles[c.Report] != "" {
		v.Report = view.Link{URL: p.URL(view.DeskPath(c.Report) + "#p-" + string(c.ID)), Text: titles[c.Report]}
	}
	if c.Public {
		v.PublicAt = p.URL("/claim/" + string(c.ID))
	}
	if p.May(habeas.Decide) {
		v.Acts = claimActs(c, v.Claim.CanUndo)
		v.Claim.Sources = []view.Option{{Value: string(c.Source), Label: firstOf(h.Entry.Source.Name, h.Entry.Source.Label)}}
		if c.Allowed(habeas.ActSupersede) == nil {
			edit := "/desk/claim/" + string(c.ID) + "/edit"
			v.Claim.Edit, v.Claim.Split = p.URL(edit), p.URL(edit+"?split=1")
		}
	}
	version := map[habeas.ID]string{}
	for i, x := range h.Line {
		version[x.ID] = p.T("claim.version", "n", i+1)
		v.Columns = append(v.Columns, view.VersionColumn{URL: p.URL("/desk/claim/" + string(x.ID)), Label: version[x.ID],
			State: p.Cat.Word("status", string(x.Status)), Here: x.ID == c.ID})
		for _, st := range h.All[x.ID] {
			v.Steps = append(v.Steps, stepLine(p, c.ID, version[x.ID], st, names))
		}
	}
	v.Rows = view.VersionRows(p, h.Line, titles)
	v.At = strings.TrimSpace(r.URL.Query().Get("at"))
	if v.At != "" {
		at, ok := momentOf(v.At)
		if !ok {
			v.Faults.Fields = map[string]string{"at": p.T("claim.at-unread", "words", v.At)}
			status = http.StatusUnprocessableEntity
		} else {
			v.Then = then(p, h, at, version, titles)
		}
	}
	return s.render(w, r, status, view.ClaimHistory(p, v))
}

// versionTitles names all that any version of the claim points to.
func (s *Server) versionTitles(r *request, h desk.ClaimHistory) (map[habeas.ID]string, error) {
	ids := []habeas.ID{h.Entry.Claim.Report}
	for _, c := range h.Line {
		ids = append(ids, c.Subjects()...)
	}
	titles, err := s.desk.Titles(r.Context(), r.Actor, ids...)
	if err != nil {
		return nil, err
	}
	titles[h.Entry.Claim.Source] = firstOf(h.Entry.Source.Name, h.Entry.Source.Label)
	for _, c := range h.Line {
		if _, known := titles[c.Source]; known || !r.Page.May(habeas.Decide) {
			continue
		}
		x, err := s.desk.Source(r.Context(), r.Actor, c.Source)
		if err != nil {
			return nil, err
		}
		titles[c.Source] = firstOf(x.Name, x.Label)
	}
	return titles, nil
}

func stepLine(p view.Page, shown habeas.ID, version string, st habeas.Step, names map[habeas.ID]string) view.StepLine {
	at := st.At.UTC()
	out := view.StepLine{Version: version, Act: p.Cat.Word("act", string(st.Act)), Who: names[st.By], Time: at.Format("2006-01-02 15:04"), Reason: st.Reason,
		Then: p.URL("/desk/claim/" + string(shown) + "?at=" + url.QueryEscape(at.Format(time.RFC3339)))}
	if st.Other != "" {
		out.Other = view.Link{URL: p.URL("/desk/claim/" + string(st.Other)), Text: p.T("claim.successor")}
	}
	if t := st.Terms; t != nil {
		out.Terms = append(out.Terms, p.Cat.Word("grade", string(t.Grade)))
		for _, f := range t.Flags {
			out.Terms = append(out.Terms, p.Cat.Word("flag", string(f)))
		}
		if t.Label != "" {
			out.Terms = append(out.Terms, t.Label)
		}
	}
	return out
}

// momentOf reads a time as histories print it; a day means its end.
func momentOf(s string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04:05", "2006-01-02T15:04"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	if t, err := time.Parse("2006-01-02 15:04", s); err == nil {
		return t.Add(time.Minute - time.Nanosecond), true
	}
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return t.AddDate(0, 0, 1).Add(-time.Nanosecond), true
	}
	return time.Time{}, false
}

// then is how the claim stood: the newest version there was that none had
// replaced.
func then(p view.Page, h desk.ClaimHistory, at time.Time, version, titles map[habeas.ID]string) *view.Moment {
	out := &view.Moment{Time: at.UTC().Format("2006-01-02 15:04:05"), None: true}
	for _, c := range h.Line {
		st, there := habeas.FoldAt(h.All[c.ID], at)
		if !there || !out.None && st.Status == habeas.Superseded {
			continue
		}
		c.State = st
		ctx := view.Context{Titles: titles}
		if k := c.Subject.Kind(); k == habeas.KindMention || k == habeas.KindGroup {
			ctx.Name = titles[c.Subject]
		}
		shown := view.ClaimOf(p, habeas.Released{Claim: c}, ctx)
		out.None, out.Version, out.Heading = false, version[c.ID], shown.Heading
		out.State = p.Cat.Word("status", string(st.Status))
		if st.Public {
			out.State += " · " + p.Cat.Word("status", "published")
		}
		if len(shown.Quotes) > 0 {
			out.Quote = shown.Quotes[0]
		}
	}
	return out
}

// claimActs are what can be done to a claim as it stands.
func claimActs(c habeas.Claim, undo bool) []string {
	var out []string
	add := func(act string, fits bool) {
		if fits {
			out = append(out, act)
		}
	}
	open := c.Status == habeas.Proposed || c.Status == habeas.Unsure
	add("accept", open || c.Status == habeas.Rejected)
	add("reject", open)
	add("unsure", c.Status == habeas.Proposed)
	add("submit", c.Status == habeas.Accepted && !c.Public && c.SubmitBy == "")
	add("unpublish", c.Public || c.SubmitBy != "")
	add("withdraw", c.Status == habeas.Accepted)
	add("undo", undo)
	return out
}

// claimSend does one of them.
func claimSend(s *Server, w http.ResponseWriter, r *request) error {
	id := habeas.ID(r.PathValue("id"))
	seen, reason := number(r.PostFormValue("seen")), r.PostFormValue("reason")
	var err error
	switch act := r.PostFormValue("act"); act {
	case "accept", "reject", "unsure":
		err = s.desk.Decide(r.Context(), r.Actor, desk.Decision{Claim: id, Seen: seen, Act: decisionActs[act], Reason: reason, Source: habeas.ID(r.PostFormValue("source"))})
	case "withdraw":
		err = s.desk.Decide(r.Context(), r.Actor, desk.Decision{Claim: id, Seen: seen, Act: habeas.ActWithdraw, Reason: reason})
	case "undo":
		err = s.desk.Undo(r.Context(), r.Actor, id, seen)
	case "submit":
		err = s.desk.Submit(r.Context(), r.Actor, []habeas.ID{id}, nil)
	case "unpublish":
		err = s.desk.Unpublish(r.Context(), r.Actor, []habeas.ID{id}, reason)
	default:
		err = habeas.Invalid("press one of the buttons of the page", "%q is nothing that can be done to a claim", act)
	}
	if err != nil {
		faults, status, ok := mendable(err)
		if !ok {
			return err
		}
		return s.showHistory(w, r, status, faults)
	}
	s.flash(r, r.Page.T("message.saved"))
	return s.redirect(w, r, "/desk/claim/"+string(id))
}
