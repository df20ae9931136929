package web

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/web/view"
)

// decisionActs are the decisions of the review page.
var decisionActs = map[string]habeas.Act{"accept": habeas.ActAccept, "reject": habeas.ActReject, "unsure": habeas.ActUnsure}

// reviewSend takes one decision, or those of the whole page at once. Each
// stands for itself: where one fails, those before it stay decided and the
// page says which did not go through.
func reviewSend(s *Server, w http.ResponseWriter, r *request) error {
	do, claim, _ := strings.Cut(r.PostFormValue("do"), " ")
	if do == "all" {
		return s.decideAll(w, r)
	}
	if err := s.decideOne(r, do, habeas.ID(claim)); err != nil {
		faults, status, ok := mendable(err)
		if !ok {
			return err
		}
		r.PostForm.Set("choice."+claim, do)
		return s.showReview(w, r, status, reviewAgain{top: faults, claims: map[habeas.ID]view.Faults{habeas.ID(claim): faults}, values: r.PostForm})
	}
	return s.onToNext(w, r, habeas.ID(claim))
}

func (s *Server) decideOne(r *request, do string, claim habeas.ID) error {
	seen := number(r.PostFormValue("seen." + string(claim)))
	if do == "undo" {
		return s.desk.Undo(r.Context(), r.Actor, claim, seen)
	}
	act, known := decisionActs[do]
	if !known {
		return habeas.Invalid("press one of the buttons of the page", "%q is not a decision on a claim", do)
	}
	dec := desk.Decision{Claim: claim, Seen: seen, Act: act}
	switch act {
	case habeas.ActAccept:
		dec.Source = habeas.ID(r.PostFormValue("source." + string(claim)))
	case habeas.ActReject:
		dec.Reason = r.PostFormValue("reason." + string(claim))
	}
	return s.desk.Decide(r.Context(), r.Actor, dec)
}

// decideAll takes every decision chosen on the page.
func (s *Server) decideAll(w http.ResponseWriter, r *request) error {
	again := reviewAgain{claims: map[habeas.ID]view.Faults{}, values: r.PostForm}
	n, worst := 0, 0
	for _, field := range slices.Sorted(maps.Keys(r.PostForm)) {
		id, is := strings.CutPrefix(field, "choice.")
		choice := r.PostForm.Get(field)
		if !is || choice == "" {
			continue
		}
		err := s.decideOne(r, choice, habeas.ID(id))
		if err == nil {
			n++
			continue
		}
		faults, status, ok := mendable(err)
		if !ok {
			return err
		}
		worst = max(worst, status)
		again.claims[habeas.ID(id)] = faults
	}
	if len(again.claims) > 0 {
		again.top.Fields = map[string]string{"choice": r.Page.T("review.not-all", "failed", len(again.claims), "done", n)}
		return s.showReview(w, r, worst, again)
	}
	s.flash(r, r.Page.N("review.saved", n))
	return s.redirect(w, r, s.reviewPath(r, "", -1))
}

// reviewPath is the address of the review page, in the text version the form
// was sent from and at the part of it, from 0, that is named; -1 for the one
// the form was sent from.
func (s *Server) reviewPath(r *request, last habeas.ID, part int) string {
	q := url.Values{}
	if t := r.URL.Query().Get("text"); t != "" {
		q.Set("text", t)
	}
	if part < 0 {
		part = pageNumber(r.URL.Query()) - 1
	}
	if part > 0 || last != "" && r.URL.Query().Has("page") {
		q.Set("page", strconv.Itoa(part+1))
	}
	if last != "" {
		q.Set("last", string(last))
	}
	path := view.DeskPath(reportID(r))
	if len(q) > 0 {
		path += "?" + q.Encode()
	}
	return path
}

// onToNext goes on to the first claim after this one that waits for a
// decision; a decision taken back is shown again itself.
func (s *Server) onToNext(w http.ResponseWriter, r *request, claim habeas.ID) error {
	rv, err := s.desk.Review(r.Context(), r.Actor, reportID(r))
	if err != nil {
		return err
	}
	next := nextOf(rv.Entries, claim)
	if next == "" {
		return s.redirect(w, r, s.reviewPath(r, claim, -1))
	}
	if t := habeas.ID(r.URL.Query().Get("text")); t != "" {
		rv.Turn(t)
	}
	d := &reviewSheet{rv: rv, parts: partsOf(rv)}
	path := s.reviewPath(r, claim, d.partOfClaim(next)) + "#p-" + string(next)
	return s.redirect(w, r, path)
}

// nextOf is the first entry from the claim on that nobody has decided, the
// first of all where there is none behind it, "" where none is left.
func nextOf(entries []desk.Entry, claim habeas.ID) habeas.ID {
	var before habeas.ID
	passed := false
	for _, e := range entries {
		passed = passed || e.Claim.ID == claim
		if decided(e.Claim) {
			continue
		}
		if passed {
			return e.Claim.ID
		}
		if before == "" {
			before = e.Claim.ID
		}
	}
	return before
}

// addMissed adds a claim the proposals did not have, from marked letters, a
// sentence, or words that stand in the text once.
func addMissed(s *Server, w http.ResponseWriter, r *request) error {
	d, err := s.sheet(r, reviewAgain{})
	if err != nil {
		return err
	}
	v := r.PostForm
	c, err := s.add(r, d, v)
	if err != nil {
		faults, status, ok := mendable(err)
		if !ok {
			return err
		}
		typed := map[string]string{}
		for field := range v {
			typed[field] = v.Get(field)
		}
		return s.showReview(w, r, status, reviewAgain{add: typed, wrong: faults})
	}
	who := ""
	for _, x := range d.rv.Voices {
		if x.ID == c.Source {
			who = firstOf(x.Name, x.Label)
		}
	}
	s.flash(r, r.Page.T("review.added", "what", r.Page.Cat.Word("property", c.Property), "who", who))
	if n := number(v.Get("sentence")); n > 0 {
		for i := n; i < len(d.rv.Sentences); i++ {
			if x := d.rv.Sentences[i]; !x.Claimed {
				return s.redirect(w, r, s.reviewPath(r, c.ID, d.partOf(x.Start))+"#n-"+strconv.Itoa(i+1))
			}
		}
	}
	return s.redirect(w, r, s.reviewPath(r, c.ID, -1)+"#p-"+string(c.ID))
}

func (s *Server) add(r *request, d *reviewSheet, v url.Values) (habeas.Claim, error) {
	start, end, err := d.place(v)
	if err != nil {
		return habeas.Claim{}, err
	}
	e := desk.Edit{Property: v.Get("type"), Source: habeas.ID(v.Get("source"))}
	if v.Get("private") != "" {
		e.Access = habeas.AccessTeam
	}
	return s.desk.AddMissed(r.Context(), r.Actor, d.rv.Text.ID, start, end, e)
}

// place finds where in the text the form points.
func (d *reviewSheet) place(v url.Values) (start, end int, err error) {
	body := d.rv.Text.Body
	quote, n := strings.TrimSpace(v.Get("quote")), strings.TrimSpace(v.Get("sentence"))
	switch {
	case strings.TrimSpace(v.Get("start")+v.Get("end")) != "":
		start, err1 := strconv.Atoi(strings.TrimSpace(v.Get("start")))
		end, err2 := strconv.Atoi(strings.TrimSpace(v.Get("end")))
		if err1 != nil || err2 != nil {
			return 0, 0, habeas.Invalid("write two whole numbers, counted from 0", "the first and last letter are not numbers")
		}
		return start, end, nil
	case quote != "":
		at := strings.Index(body, quote)
		if times := strings.Count(body, quote); times != 1 {
			return 0, 0, habeas.Invalid("copy some more words around them, or give the sentence", "these words stand in the text %d times", times)
		}
		start = len([]rune(body[:at]))
		return start, start + len([]rune(quote)), nil
	case n != "":
		i := number(n)
		if i < 1 || i > len(d.rv.Sentences) {
			return 0, 0, habeas.Invalid("see the small numbers in the text", "the text has no sentence %q", n)
		}
		return d.rv.Sentences[i-1].Start, d.rv.Sentences[i-1].End, nil
	}
	return 0, 0, habeas.Invalid("mark the words in the text, or give the number of their sentence", "nobody has said which words it rests on")
}

// assign says who reviews the report.
func assign(s *Server, w http.ResponseWriter, r *request) error {
	v := r.PostForm
	err := s.desk.Assign(r.Context(), r.Actor, reportID(r), number(v.Get("version")), habeas.ID(v.Get("assigned")), habeas.ID(v.Get("second")))
	if err != nil {
		faults, status, ok := mendable(err)
		if !ok {
			return err
		}
		return s.showReview(w, r, status, reviewAgain{top: faults})
	}
	s.flash(r, r.Page.T("message.saved"))
	return s.redirect(w, r, view.DeskPath(reportID(r)))
}
