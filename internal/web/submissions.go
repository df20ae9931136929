package web

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk/submissions"
	"github.com/habeas-record/habeas/internal/i18n"
	"github.com/habeas-record/habeas/internal/web/view"
)

// deskSubmissions lists what was sent to the desk.
func deskSubmissions(s *Server, w http.ResponseWriter, r *request) error {
	q := r.URL.Query()
	page := pageNumber(q)
	f := habeas.SubmissionFilter{State: habeas.SubmissionState(q.Get("state")), Into: q.Get("into") != "", Challenges: q.Get("challenges") != "", Limit: perPage, Offset: (page - 1) * perPage}
	if f.State == "" {
		f.State = habeas.SubmissionWaiting
	}
	if q.Get("mine") != "" {
		f.Assigned = r.Actor.ID
	}
	all, total, err := s.inbox.List(r.Context(), r.Actor, f)
	if err != nil {
		return err
	}
	names, err := s.desk.Names(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	v := view.SubmissionsPage{State: f.State, Mine: q.Get("mine") != "", Into: f.Into, Only: f.Challenges, Items: all, Names: names, Total: total, Today: s.now().UTC().Format(time.DateOnly),
		Pages: view.PagesOf("/desk/submissions", q, page, perPage, total)}
	return s.render(w, r, http.StatusOK, view.Submissions(r.Page, v))
}

// deskSubmission is one of them.
func deskSubmission(s *Server, w http.ResponseWriter, r *request) error {
	return s.showSubmission(w, r, http.StatusOK, view.SubmissionPage{})
}

func (s *Server) showSubmission(w http.ResponseWriter, r *request, status int, v view.SubmissionPage) (err error) {
	if v.S, v.C, err = s.inbox.Read(r.Context(), r.Actor, habeas.ID(r.PathValue("id"))); err != nil {
		return err
	}
	if v.Handlers, err = s.inbox.Handlers(r.Context(), r.Actor); err != nil {
		return err
	}
	if v.Names, err = s.desk.Names(r.Context(), r.Actor); err != nil {
		return err
	}
	if v.S.Challenge != nil {
		if err := s.challengeOf(r, &v); err != nil {
			return err
		}
	}
	v.Text = submissions.Marked(v.C.Text)
	for _, said := range v.C.Said {
		said.Text = submissions.Marked(said.Text)
		v.Said = append(v.Said, said)
	}
	for _, as := range submissions.CaptureWays(v.S) {
		v.Ways = append(v.Ways, string(as))
	}
	for _, c := range s.langs.All() {
		v.Langs = append(v.Langs, view.Lang{Tag: c.Lang(), Name: c.Name(), Dir: c.Dir()})
	}
	q := r.URL.Query()
	v.Canned, v.ReplyLang = q.Get("canned"), firstOf(q.Get("lang"), v.S.Lang)
	if v.Reply == "" && s.langs.English().HasWord("submit.canned", v.Canned) {
		v.Reply = s.catalog(v.ReplyLang).Word("submit.canned", v.Canned)
	}
	return s.render(w, r, status, view.Submission(r.Page, v))
}

// challengeOf says what the claim in question says, and which claims the challenge
// may have become.
func (s *Server) challengeOf(r *request, v *view.SubmissionPage) error {
	h, err := s.desk.ClaimHistory(r.Context(), r.Actor, v.S.Challenge.Claim)
	if err != nil && !errors.Is(err, habeas.ErrNotFound) {
		return err
	}
	if err == nil {
		v.About = view.Heading(r.Page, h.Entry.Claim, view.Context{})
	}
	made, err := s.inbox.Answers(r.Context(), r.Actor, v.S.ID)
	for _, c := range made {
		v.Answers = append(v.Answers, view.Option{Value: string(c.ID), Label: view.Heading(r.Page, c, view.Context{})})
	}
	return err
}

// catalog is that of a language, whether it is offered to readers or not;
// English where there is none.
func (s *Server) catalog(lang string) *i18n.Catalog {
	for _, c := range s.langs.All() {
		if c.Lang() == lang {
			return c
		}
	}
	return s.langs.English()
}

// deskSubmissionSend does what somebody decided.
func deskSubmissionSend(s *Server, w http.ResponseWriter, r *request) error {
	f, ctx, id, seen := r.PostForm, r.Context(), habeas.ID(r.PathValue("id")), number(r.PostForm.Get("seen"))
	v := view.SubmissionPage{Label: f.Get("label"), As: f.Get("as")}
	said, to := r.Page.T("message.saved"), "/desk/submissions/"+string(id)
	var err error
	switch f.Get("act") {
	case "assign":
		err = s.inbox.Assign(ctx, r.Actor, id, seen, habeas.ID(f.Get("to")), f.Get("due"), f.Get("note"))
	case "reply":
		v.Reply = f.Get("text")
		err = s.inbox.Reply(ctx, r.Actor, id, seen, f.Get("lang"), f.Get("text"))
	case "ask":
		err = s.inbox.AskTranslation(ctx, r.Actor, id, seen, f.Get("into"))
	case "translate":
		v.Translation = f.Get("text")
		err = s.inbox.Translate(ctx, r.Actor, id, seen, f.Get("text"))
	case "capture":
		var report habeas.ID
		var warnings []string
		if report, warnings, err = s.inbox.Capture(ctx, r.Actor, id, seen, submissions.CapturedAs(f.Get("as")), f.Get("label")); err == nil && len(warnings) > 0 {
			said = strings.Join(warnings, " · ")
		} else if err == nil {
			to = view.DeskPath(report)
		}
	case "became":
		err = s.inbox.Settle(ctx, r.Actor, id, seen, habeas.BecameClaim, habeas.ID(f.Get("answer")))
	case "corrected":
		err = s.inbox.Settle(ctx, r.Actor, id, seen, habeas.LedToChange, "")
	case "close":
		err = s.inbox.Close(ctx, r.Actor, id, seen, habeas.ClosingReason(f.Get("why")))
	default:
		err = habeas.Invalid("open the page again", "the form did not arrive whole")
	}
	if err != nil {
		faults, status, ok := mendable(err)
		if !ok {
			return err
		}
		v.Faults = faults
		return s.showSubmission(w, r, status, v)
	}
	s.flash(r, said)
	return s.redirect(w, r, to)
}

// deskSubmissionFile hands out a file as it came, to be kept and not opened
// here, or a picture of it made anew.
func deskSubmissionFile(s *Server, w http.ResponseWriter, r *request) error {
	id, n := habeas.ID(r.PathValue("id")), number(r.URL.Query().Get("n"))
	h := w.Header()
	if r.URL.Query().Get("look") != "" {
		data, kind, err := s.inbox.Picture(r.Context(), r.Actor, id, n)
		if err != nil {
			return err
		}
		sandboxed(h)
		h.Set("Content-Type", kind)
		h.Set("Content-Disposition", "inline")
		_, err = w.Write(data)
		return err
	}
	f, body, done, err := s.inbox.File(r.Context(), r.Actor, id, n)
	if err != nil {
		return err
	}
	defer done.Close()
	sandboxed(h)
	h.Set("Content-Type", "application/octet-stream")
	name := path.Base(strings.ReplaceAll(firstOf(f.Name, string(id)), "\\", "/"))
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	if b, ok := w.(*bufferedResponse); ok {
		b.straight()
	}
	_, err = io.Copy(w, body)
	return err
}
