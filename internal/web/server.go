// Package web serves the public record and the desk: one file a page, one
// line a route. Handlers read what they show through desk or publish, which
// hold the two doors; nothing here decides who may see what.
package web

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/a-h/templ"
	"github.com/alexedwards/scs/v2"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/desk/estimating"
	"github.com/habeas-record/habeas/internal/desk/linking"
	"github.com/habeas-record/habeas/internal/desk/submissions"
	"github.com/habeas-record/habeas/internal/i18n"
	"github.com/habeas-record/habeas/internal/publish"
	"github.com/habeas-record/habeas/internal/web/assets"
	"github.com/habeas-record/habeas/internal/web/view"
)

// Options are what a server is started with.
type Options struct {
	Desk   *desk.Desk
	Public *publish.Public
	// Estimates are the use cases about estimates.
	Estimates *estimating.Desk
	// Links are the use cases about proposed links.
	Links *linking.Desk
	Store desk.Store // sessions only
	Inbox *submissions.Inbox
	Log   *slog.Logger
	// HTTPS says that readers reach the server by TLS, so that the desk's
	// cookie is never sent without.
	HTTPS bool
	// Pseudo offers the right-to-left pseudo-language, for tests of layouts.
	Pseudo bool
	// BrowserKey signs the cookies of browsers that are remembered; nil: one
	// of this process, so that a restart forgets them.
	BrowserKey []byte
	Now        func() time.Time
}

// Server answers for every page.
type Server struct {
	desk      *desk.Desk
	public    *publish.Public
	estimates *estimating.Desk
	links     *linking.Desk
	inbox     *submissions.Inbox
	langs     *i18n.Set
	quiet     []*i18n.Catalog // languages of the pages that people write to the desk on
	sessions  *scs.SessionManager
	log       *slog.Logger
	limit     *throttle
	stamps    *stamper
	now       func() time.Time
	https     bool
	// browserKey signs the cookies of known browsers.
	browserKey []byte
	mux        *http.ServeMux
}

// New returns the server of one record.
func New(o Options) (*Server, error) {
	langs, err := i18n.Load()
	if err != nil {
		return nil, err
	}
	if o.Pseudo {
		langs = langs.WithPseudo()
	}
	s := &Server{desk: o.Desk, public: o.Public, estimates: o.Estimates, links: o.Links, inbox: o.Inbox, langs: langs, quiet: langs.With("submit."), log: o.Log, now: o.Now, https: o.HTTPS, browserKey: o.BrowserKey, mux: http.NewServeMux()}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.now == nil {
		s.now = func() time.Time { return time.Now().UTC() }
	}
	if s.browserKey == nil {
		s.browserKey = make([]byte, 32)
		rand.Read(s.browserKey)
	}
	s.limit = newThrottle(s.now)
	if s.stamps, err = newStamper(s.now); err != nil {
		return nil, err
	}
	s.sessions = newSessions(o.Store, o.HTTPS, s.now)
	for _, rt := range routes {
		s.mux.Handle(rt.Method+" "+rt.Pattern, s.serve(rt))
	}
	s.mux.Handle("GET "+assets.Path, assets.Handler())
	s.mux.Handle("/", s.serve(route{handle: func(*Server, http.ResponseWriter, *request) error { return habeas.ErrNotFound }}))
	return s, nil
}

// ServeHTTP answers one request: the language is taken off the path first
// (/ug/people), then the route is found.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	secureHeaders(w.Header())
	if s.https && !strings.HasSuffix(r.Host, ".onion") {
		w.Header().Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
	}
	cat := s.langs.English()
	if first, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/"); first != "" && first != "en" {
		if c := s.offered(first, "/"+rest); c != nil {
			cat = c
			r2 := r.Clone(r.Context())
			r2.URL.Path, r2.URL.RawPath = "/"+rest, ""
			r = r2
		}
	}
	// What a source takes back leaves every page in the same moment: nobody
	// between shows an old one. The desk's are not even kept.
	w.Header().Set("Cache-Control", "no-cache")
	if strings.HasPrefix(r.URL.Path+"/", "/desk/") {
		w.Header().Set("Cache-Control", "no-store")
	}
	s.mux.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), catKey{}, cat)))
}

// offered is the catalog of a language that a page is offered in, nil for none.
func (s *Server) offered(lang, path string) *i18n.Catalog {
	for _, c := range s.offers(path) {
		if strings.EqualFold(c.Lang(), lang) {
			return c
		}
	}
	return nil
}

// offers are the languages of a page.
func (s *Server) offers(path string) []*i18n.Catalog {
	if quietPath(path) {
		return s.quiet
	}
	return s.langs.Offered()
}

type catKey struct{}

// request is what a handler gets: who asks, in which language, and the page
// frame that goes with it.
type request struct {
	*http.Request
	Actor habeas.Actor
	Cat   *i18n.Catalog
	Page  view.Page
	Sent  map[string]sent // files of the form, by field
}

// handler answers one route. The errors it returns carry a kind; serve turns
// them into a status and a page.
type handler func(s *Server, w http.ResponseWriter, r *request) error

// maxForm bounds what a form may send, in bytes; uploads have their own bound.
const maxForm = 1 << 20

// serve wraps a route: session and actor, the least role, the form's token,
// errors as pages.
func (s *Server) serve(rt route) http.Handler {
	origin := http.NewCrossOriginProtection()
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		req := &request{Request: r, Cat: r.Context().Value(catKey{}).(*i18n.Catalog)}
		buffered := &bufferedResponse{ResponseWriter: w}
		err := s.answer(rt, origin, buffered, req)
		if err != nil {
			buffered.drop()
			s.fail(buffered, req, rt, err)
		}
		buffered.flush()
	})
	if rt.Desk {
		return s.sessions.LoadAndSave(h)
	}
	return h
}

func (s *Server) answer(rt route, origin *http.CrossOriginProtection, w http.ResponseWriter, req *request) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	settings, err := s.public.Settings(req.Context())
	if err != nil {
		return err
	}
	if rt.Desk {
		w.Header().Set("Content-Security-Policy", deskPolicy)
		if req.Actor, err = s.actor(req); err != nil {
			return err
		}
	}
	req.Page = s.page(req, rt, settings)
	if err := readable(req); err != nil {
		req.Page.Query = ""
		return err
	}
	if rt.Method == http.MethodPost {
		limit := int64(maxForm)
		if rt.MaxBody > 0 {
			limit = rt.MaxBody
		}
		req.Body = http.MaxBytesReader(w, req.Body, limit)
		if err := origin.Check(req.Request); err != nil {
			return habeas.Refused("open the page here and send the form again", "this form was sent from another site")
		}
	}
	if rt.Action != "" && !req.Actor.Role.May(rt.Action) {
		if req.Actor.Role == habeas.RolePublic {
			if rt.again != nil {
				return rt.again(s, w, req)
			}
			return errSignIn
		}
		return habeas.Authorise(req.Actor, rt.Action, habeas.Item{})
	}
	if rt.Action != "" && !rt.Alone && req.Actor.PasswordAlone && !settings.PasswordAlone {
		return errFactor
	}
	if rt.Method == http.MethodPost && rt.MaxBody > maxForm {
		defer req.forget()
		if err := s.readUpload(w, req); err != nil {
			return err
		}
	}
	if rt.Desk && rt.Method == http.MethodPost {
		if err := s.checkToken(req); err != nil {
			if rt.again != nil && errors.Is(err, habeas.ErrRefused) {
				return rt.again(s, w, req)
			}
			return err
		}
		if !isText(req.PostForm) {
			return habeas.Invalid("take the odd letters out and send the form again", "the form holds bytes that are no letters")
		}
	}
	if err := s.withComments(req, rt); err != nil {
		return err
	}
	return rt.handle(s, w, req)
}

// maxQuery bounds what may stand behind the ? of an address, in bytes: a search
// costs the square of its words.
const maxQuery = 4 << 10

// readable refuses an address that no page of ours leads to: one that is no
// text, which no database would take, or without end.
func readable(r *request) error {
	switch {
	case !isText(url.Values{"": {r.URL.Path}}):
		return habeas.ErrNotFound
	case len(r.URL.RawQuery) > maxQuery:
		return habeas.Invalid("search for fewer words", "what was asked for is too long")
	case !isText(r.URL.Query()):
		return habeas.Invalid("type it again", "what was asked for holds bytes that are no letters")
	}
	return nil
}

func isText(v url.Values) bool {
	for name, values := range v {
		for _, s := range append([]string{name}, values...) {
			if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
				return false
			}
		}
	}
	return true
}

// errSignIn sends to the sign-in page.
var errSignIn = errors.New("sign in first")

// errFactor sends to the account's own page, to set a second factor up.
var errFactor = errors.New("set a second factor up first")

// page is the frame of the answer.
func (s *Server) page(r *request, rt route, settings habeas.Settings) view.Page {
	p := view.Page{Cat: r.Cat, Path: shownAt(r.URL.Path), Query: r.URL.Query().Encode(), Demo: settings.Demo, DeskName: settings.DeskName, Desk: rt.Desk, Actor: r.Actor,
		Style: assets.Style.Path, Sheet: assets.DeskStyle.Path, Script: assets.Script.Path}
	if r.Cat != s.langs.English() {
		p.Prefix = "/" + r.Cat.Lang()
		p.Partly = !slices.Contains(s.langs.Offered(), r.Cat)
	}
	for _, c := range s.offers(r.URL.Path) {
		p.Langs = append(p.Langs, view.Lang{Tag: c.Lang(), Name: c.Name(), Dir: c.Dir()})
	}
	if rt.Desk {
		p.Token = s.token(r)
		p.Flash = s.sessions.PopString(r.Context(), "flash")
		if ends := s.sessions.Deadline(r.Context()); r.Actor.ID != "" && ends.Sub(s.now()) < sessionWarn {
			p.Ends = ends.UTC().Format("15:04")
		}
	}
	return p
}

// shownAt is the page that stands for an address only forms are sent to, where the
// answer is offered in other languages.
func shownAt(path string) string {
	switch path {
	case "/submit/code", "/submit/more":
		return "/submit/reply"
	case "/comment/outcome":
		return "/comment"
	}
	return path
}

// render writes a page.
func (s *Server) render(w http.ResponseWriter, r *request, status int, c templ.Component) error {
	var b bytes.Buffer
	if err := c.Render(r.Context(), &b); err != nil {
		return fmt.Errorf("render %s: %w", r.URL.Path, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, err := w.Write(settled(b.Bytes()))
	return err
}

// settled is a page in whose texts no mark of direction reaches beyond the text
// it stands in, an element's own isolation included. What is typed into a field
// goes back as it came.
func settled(page []byte) []byte {
	if !bytes.Contains(page, []byte("\u202a")[:2]) && !bytes.Contains(page, []byte("\u2066")[:2]) {
		return page
	}
	out := make([]byte, 0, len(page))
	field := false
	for len(page) > 0 {
		end := bytes.IndexByte(page, '<')
		if end < 0 {
			end = len(page)
		}
		if field {
			out = append(out, page[:end]...)
		} else {
			out = append(out, i18n.Settle(string(page[:end]))...)
		}
		page = page[end:]
		end = bytes.IndexByte(page, '>') + 1
		if end == 0 {
			end = len(page)
		}
		field = bytes.HasPrefix(page, []byte("<textarea"))
		out = append(out, page[:end]...)
		page = page[end:]
	}
	return out
}

// redirect sends on after a form, so that reloading does not send it twice.
func (s *Server) redirect(w http.ResponseWriter, r *request, path string) error {
	http.Redirect(w, r.Request, r.Page.Prefix+path, http.StatusSeeOther)
	return nil
}

// flash keeps a sentence for the next page of this session.
func (s *Server) flash(r *request, sentence string) {
	s.sessions.Put(r.Context(), "flash", sentence)
}

// fail answers an error with its status and a page that says what to do.
func (s *Server) fail(w http.ResponseWriter, r *request, rt route, err error) {
	if errors.Is(err, errSignIn) {
		// A form cannot be sent again from an address: its desk is where to go on.
		next := r.Page.Prefix + "/desk"
		if r.Method == http.MethodGet {
			next = r.Page.Prefix + r.URL.RequestURI()
		}
		http.Redirect(w, r.Request, r.Page.Prefix+"/desk/login?next="+urlQuery(next), http.StatusSeeOther)
		return
	}
	if errors.Is(err, errFactor) {
		http.Redirect(w, r.Request, r.Page.Prefix+"/desk/account", http.StatusSeeOther)
		return
	}
	if r.Page.Cat == nil {
		r.Page = view.Page{Cat: r.Cat, Style: assets.Style.Path, Sheet: assets.DeskStyle.Path, Script: assets.Script.Path, Desk: rt.Desk}
	}
	r.Page.Comments = nil
	status, sentence := http.StatusInternalServerError, ""
	var tooLarge *http.MaxBytesError
	var ours *habeas.Error
	switch {
	case errors.As(err, &tooLarge):
		status, sentence = http.StatusRequestEntityTooLarge, fmt.Sprintf("what was sent is larger than %d MB: send less at once", max(1, tooLarge.Limit>>20))
	case errors.Is(err, habeas.ErrNotFound):
		status = http.StatusNotFound
	case errors.Is(err, habeas.ErrConflict):
		status = http.StatusConflict
	case errors.Is(err, habeas.ErrRefused):
		status = http.StatusForbidden
	case errors.Is(err, habeas.ErrInvalid):
		status = http.StatusUnprocessableEntity
	case errors.Is(err, habeas.ErrAway):
		status = http.StatusServiceUnavailable
	default:
		// What went wrong inside is for the log; a reader sees that it did.
		// Errors name ids and never titles, files or what somebody typed.
		s.log.Error("page failed", "route", rt.Pattern, "err", err)
	}
	if sentence == "" && errors.As(err, &ours) {
		sentence = ours.Error()
	}
	if quietPath(r.URL.Path) { // where no page may be, in any language
		r.Page.Path, r.Page.Query = "/submit", ""
	}
	page := view.Failure(r.Page, status, sentence)
	if r.Page.Partly {
		page = view.QuietFailure(r.Page, status, sentence)
	}
	if err := s.render(w, r, status, page); err != nil {
		s.log.Error("error page failed", "route", rt.Pattern, "err", err)
		http.Error(w, "internal error", http.StatusInternalServerError)
	}
}

// secureHeaders are the headers of every answer. No page runs a script but
// the desk's own, and nothing comes from anywhere else.
func secureHeaders(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), browsing-topics=()")
}

// deskPolicy lets pages of the desk run the desk's script and save drafts.
const deskPolicy = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// bufferedResponse holds an answer back until it is whole, so that an error
// half-way leaves no half page. Files are streamed past it.
type bufferedResponse struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
	stream bool
}

func (b *bufferedResponse) WriteHeader(status int) {
	if b.stream {
		b.ResponseWriter.WriteHeader(status)
		return
	}
	b.status = status
}

func (b *bufferedResponse) Write(p []byte) (int, error) {
	if b.stream {
		return b.ResponseWriter.Write(p)
	}
	return b.body.Write(p)
}

// straight lets what follows go out unbuffered.
func (b *bufferedResponse) straight() { b.stream = true }

func (b *bufferedResponse) drop() {
	b.status = 0
	b.body.Reset()
}

func (b *bufferedResponse) flush() {
	if b.stream {
		return
	}
	if b.status != 0 {
		b.ResponseWriter.WriteHeader(b.status)
	}
	b.body.WriteTo(b.ResponseWriter)
}
