package web

import (
	"net/http"
	"strings"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/web/view"
)

// sourcesShown is how many sources a picker offers at once.
const sourcesShown = 12

// captureForm asks for a report; with a search, for a source of the record
// first.
func captureForm(s *Server, w http.ResponseWriter, r *request) error {
	return s.showCapture(w, r, http.StatusOK, view.CapturePage{Values: r.URL.Query(), Search: r.URL.Query().Get("q")})
}

func (s *Server) showCapture(w http.ResponseWriter, r *request, status int, v view.CapturePage) error {
	var found []habeas.Source
	if r.Actor.Role.May(habeas.ReadSource) { // a contributor describes who made it anew
		var err error
		if found, err = s.desk.FindSources(r.Context(), r.Actor, v.Search, sourcesShown); err != nil {
			return err
		}
	}
	seen := map[string]bool{}
	for _, x := range found {
		v.Sources = append(v.Sources, sourceOption(r.Page, x))
		seen[string(x.ID)] = true
	}
	// The one chosen before an error may not be among those found.
	if id := habeas.ID(v.Values.Get("source")); id.Kind() == habeas.KindSource && !seen[string(id)] {
		if x, err := s.desk.Source(r.Context(), r.Actor, id); err == nil {
			v.Sources = append(v.Sources, sourceOption(r.Page, x))
		}
	}
	v.Langs = view.TextLanguages(r.Page)
	return s.render(w, r, status, view.Capture(r.Page, v))
}

func sourceOption(p view.Page, x habeas.Source) view.Option {
	out := view.Option{Value: string(x.ID), Label: firstOf(x.Name, x.Label)}
	if x.Protection != habeas.ProtectionOpen {
		out.Note = p.Cat.Word("protection", string(x.Protection))
	}
	return out
}

// captureSend keeps a report and what it is proposed to say.
func captureSend(s *Server, w http.ResponseWriter, r *request) error {
	if r.Sent == nil {
		return habeas.Invalid("send the form again", "the form did not arrive whole")
	}
	g := given(r)
	taken, err := s.desk.Capture(r.Context(), r.Actor, g)
	if err != nil {
		faults, status, ok := mendable(err)
		if !ok {
			return err
		}
		return s.showCapture(w, r, status, view.CapturePage{Values: r.PostForm, Faults: faults, Lost: g.Body != nil || g.Transcript != nil})
	}
	path := view.DeskPath(taken.Report.ID)
	switch {
	case len(taken.Attached) > 0 || len(taken.Warnings) > 0 && !taken.Again:
		return s.render(w, r, http.StatusOK, view.Taken(r.Page, takenPage(r.Page, taken)))
	case taken.Again:
		s.flash(r, r.Page.T("capture.duplicate"))
	default:
		s.flash(r, r.Page.T("capture.done", "proposals", r.Page.N("review.count", taken.Proposals)))
	}
	return s.redirect(w, r, path)
}

// given reads the form.
func given(r *request) desk.Given {
	v := r.PostForm
	g := desk.Given{Pasted: strings.ReplaceAll(v.Get("pasted"), "\r\n", "\n"), Title: strings.TrimSpace(v.Get("title")), Lang: v.Get("lang"),
		Published: strings.TrimSpace(v.Get("published")), OCR: v.Get("ocr") != ""}
	g.Access, g.Circle = accessOf(v)
	switch source := v.Get("source"); source {
	case "", "new":
		g.NewSource = sourceOf(v)
	default:
		g.Source = habeas.ID(source)
	}
	if f, is := r.Sent["file"]; is {
		g.Name, g.Body = f.name, f.body
	}
	if f, is := r.Sent["transcript"]; is {
		g.TransName, g.Transcript = f.name, f.body
	}
	return g
}

func takenPage(p view.Page, t desk.Taken) view.TakenPage {
	out := view.TakenPage{Report: view.Link{URL: p.URL(view.DeskPath(t.Report.ID)), Text: t.Report.Title}, Proposals: t.Proposals, Again: t.Again, Warnings: t.Warnings}
	for _, a := range t.Attached {
		out.Attached = append(out.Attached, takenPage(p, a))
	}
	return out
}
