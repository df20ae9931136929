package web

import (
	"context"
	"net/http"
	"net/url"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/web/view"
)

// queue is what waits for publication: each claim as the desk has it beside
// what readers will see.
func queue(s *Server, w http.ResponseWriter, r *request) error {
	return s.showQueue(w, r, http.StatusOK, nil, nil)
}

// showQueue draws the queue; typed and faults are a form that came back.
func (s *Server) showQueue(w http.ResponseWriter, r *request, status int, typed url.Values, faults map[habeas.ID]string) error {
	page := pageNumber(r.URL.Query())
	waiting, total, err := s.desk.Queue(r.Context(), r.Actor, perPage, (page-1)*perPage)
	if err != nil {
		return err
	}
	names, err := s.desk.Names(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	settings, err := s.public.Settings(r.Context())
	if err != nil {
		return err
	}
	var ids []habeas.ID
	for _, l := range waiting {
		ids = append(ids, l.Entry.Claim.Subject, l.Entry.Claim.Report)
	}
	titles, err := s.desk.Titles(r.Context(), r.Actor, ids...)
	if err != nil {
		return err
	}
	v := view.QueuePage{Total: total, Pages: view.PagesOf("/desk/publish", r.URL.Query(), page, perPage, total), Solo: settings.SoloReason,
		Unwritten: settings.DeskName == "" || settings.WhoRuns == ""}
	for _, l := range waiting {
		v.Items = append(v.Items, queueItem(r.Page, l, titles, names, typed, faults[l.Entry.Claim.ID]))
	}
	return s.render(w, r, status, view.Queue(r.Page, v))
}

func queueItem(p view.Page, l desk.Leaving, titles, names map[habeas.ID]string, typed url.Values, fault string) view.QueueItem {
	c := l.Entry.Claim
	ctx := view.Context{Titles: titles, Name: titles[c.Subject]}
	item := view.QueueItem{Desk: view.DeskClaimOf(p, c, l.Entry.Source, l.Entry.Steps, ctx), Stopped: l.Public, Own: l.Own, By: names[c.SubmitBy], Fault: fault,
		About: view.Link{URL: p.URL(view.DeskPath(c.Subject)), Text: titles[c.Subject]}, Terms: c.Terms}
	if prop, ok := habeas.PropertyOf(c.Property); ok {
		item.TwoEyes = prop.TwoEyes
	}
	if l.Tells != nil {
		item.Tells = tellsOf(p, *l.Tells)
	}
	if l.Public == "" {
		shown := view.ClaimOf(p, l.Shown, view.Context{Titles: titles, Name: titles[c.Subject]})
		item.Shown = &shown
	}
	if typed != nil {
		item.Terms, item.Reason = termsOf(typed, c.ID), typed.Get("reason."+string(c.ID))
	}
	return item
}

// tellsOf is what the disclosure check found, for a page.
func tellsOf(p view.Page, a desk.Assessment) *view.Tells {
	t := &view.Tells{Check: a.Verdict, Crowd: a.K, From: a.Base.People, Of: a.Base.Of}
	for _, f := range a.Findings {
		t.Findings = append(t.Findings, view.Told{Kind: string(f.Kind), Words: f.Words, OneIn: f.OneIn, Past: f.Past})
	}
	for _, w := range a.Why {
		t.Why = append(t.Why, p.Cat.Word("tells.rule", w.Rule))
	}
	for _, c := range a.Coarsen[:min(4, len(a.Coarsen))] {
		t.Helps = append(t.Helps, view.Helps{Kind: string(c.Kind), To: c.To, Crowd: c.K})
	}
	return t
}

// termsOf reads the terms of one claim off the queue's form.
func termsOf(f url.Values, id habeas.ID) habeas.Terms {
	t := habeas.Terms{Grade: habeas.Grade(f.Get("grade." + string(id))), Label: f.Get("label." + string(id)), Embargo: f.Get("embargo." + string(id))}
	for _, x := range f["flag."+string(id)] {
		t.Flags = append(t.Flags, habeas.Flag(x))
	}
	return t
}

// queueSend publishes or sends back what waits, or does what was asked with
// the claims chosen on a dossier.
func queueSend(s *Server, w http.ResponseWriter, r *request) error {
	if about := habeas.ID(r.PostForm.Get("about")); about != "" {
		return s.chosenSend(w, r, about)
	}
	f := r.PostForm
	faults := map[habeas.ID]string{}
	done := 0
	try := func(id habeas.ID, err error) error {
		if err == nil {
			done++
			return nil
		}
		why, _, ok := mendable(err)
		if !ok {
			return err
		}
		faults[id] = why.Sentences[0]
		return nil
	}
	// Each claim stands by itself: one that may not leave holds no other back.
	said := r.Page.T("message.published")
	switch {
	case f.Get("publish") != "" || f.Get("chosen") != "":
		ids := f["claim"]
		if one := f.Get("publish"); one != "" {
			ids = []string{one}
		}
		for _, id := range ids {
			terms := termsOf(f, habeas.ID(id))
			if err := try(habeas.ID(id), s.desk.Publish(r.Context(), r.Actor, []habeas.ID{habeas.ID(id)}, &terms)); err != nil {
				return err
			}
		}
	case f.Get("back") != "":
		id := habeas.ID(f.Get("back"))
		said = r.Page.T("queue.sent-back")
		if err := try(id, s.desk.Unpublish(r.Context(), r.Actor, []habeas.ID{id}, f.Get("reason."+string(id)))); err != nil {
			return err
		}
	default:
		// Enter pressed in a field: nothing is decided and nothing typed lost.
		return s.showQueue(w, r, http.StatusOK, f, nil)
	}
	if done > 0 {
		s.flash(r, said+" "+r.Page.N("claim.count", done))
	}
	if len(faults) > 0 {
		r.Page.Flash = s.sessions.PopString(r.Context(), "flash")
		return s.showQueue(w, r, http.StatusUnprocessableEntity, f, faults)
	}
	return s.redirect(w, r, "/desk/publish")
}

// chosenSend does one thing with the claims ticked on a dossier.
func (s *Server) chosenSend(w http.ResponseWriter, r *request, about habeas.ID) error {
	var ids []habeas.ID
	for _, id := range r.PostForm["claim"] {
		ids = append(ids, habeas.ID(id))
	}
	if len(ids) == 0 {
		return s.dossierAgain(w, r, about, habeas.Invalid("tick the box before each claim you mean", "no claim is chosen"))
	}
	switch r.PostForm.Get("act") {
	case "submit":
		return s.chosenEach(w, r, about, ids, s.desk.Submit)
	case "publish":
		return s.chosenEach(w, r, about, ids, s.desk.Publish)
	}
	if err := s.chosenAct(r, ids); err != nil {
		return s.dossierAgain(w, r, about, err)
	}
	s.flash(r, r.Page.T("message.saved")+" "+r.Page.N("claim.count", len(ids)))
	return s.redirect(w, r, view.DeskPath(about))
}

// chosenEach hands claims over or lets them out one by one, so that one that
// may not leave holds no other back; those stay ticked, each with the reason.
func (s *Server) chosenEach(w http.ResponseWriter, r *request, about habeas.ID, ids []habeas.ID,
	do func(context.Context, habeas.Actor, []habeas.ID, *habeas.Terms) error) error {
	var faults view.Faults
	var left []string
	first := 0
	for _, id := range ids {
		err := do(r.Context(), r.Actor, []habeas.ID{id}, nil)
		if err == nil {
			continue
		}
		why, status, ok := mendable(err)
		if !ok {
			return err
		}
		if first == 0 {
			first = status
		}
		h, err := s.desk.ClaimHistory(r.Context(), r.Actor, id)
		if err != nil {
			return err
		}
		left = append(left, string(id))
		faults.Sentences = append(faults.Sentences, "“"+h.Entry.Claim.Statement()+"”: "+why.Sentences[0])
	}
	done := len(ids) - len(left)
	if done > 0 {
		s.flash(r, r.Page.T("message.saved")+" "+r.Page.N("claim.count", done))
	}
	if len(left) == 0 {
		return s.redirect(w, r, view.DeskPath(about))
	}
	r.Page.Flash = s.sessions.PopString(r.Context(), "flash")
	r.PostForm["claim"] = left
	return s.dossierFaulty(w, r, about, first, faults)
}

// chosenAct does with all the claims what cannot be done with some of them.
func (s *Server) chosenAct(r *request, ids []habeas.ID) error {
	f := r.PostForm
	reason := f.Get("reason")
	switch f.Get("act") {
	case "unpublish":
		return s.desk.Unpublish(r.Context(), r.Actor, ids, reason)
	case "tension":
		return s.desk.NoteTension(r.Context(), r.Actor, ids, reason)
	case "withdraw":
		return s.desk.DecideAll(r.Context(), r.Actor, decisions(f, ids, habeas.ActWithdraw, reason))
	}
	return habeas.Invalid("choose one from the list", "nothing was asked for")
}

// decisions are one decision about each claim, with what was seen of its
// history when the page was made.
func decisions(f url.Values, ids []habeas.ID, act habeas.Act, reason string) []desk.Decision {
	out := make([]desk.Decision, len(ids))
	for i, id := range ids {
		out[i] = desk.Decision{Claim: id, Seen: number(f.Get("seen." + string(id))), Act: act, Reason: reason}
	}
	return out
}
