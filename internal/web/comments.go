package web

import (
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"net/http"
	"strings"
	"time"

	"golang.org/x/crypto/chacha20poly1305"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/web/view"
)

// maxCommentForm bounds a comment's form, in bytes: four thousand letters of
// any script, escaped.
const maxCommentForm = 64 << 10

// Forms for readers carry a stamp: when the page was made, signed with a key
// that lives as long as the process. It needs no cookie and names nobody. A
// form sent within three seconds was not typed; one older than a day is made
// anew.
const (
	youngest = 3 * time.Second
	oldest   = 24 * time.Hour
)

// stamper makes and reads stamps.
type stamper struct {
	key [32]byte
	now func() time.Time
}

func newStamper(now func() time.Time) (*stamper, error) {
	s := &stamper{now: now}
	_, err := rand.Read(s.key[:])
	return s, err
}

// box locks what only this process reads again.
func (s *stamper) box() cipher.AEAD {
	key := sha256.Sum256(append([]byte("lock "), s.key[:]...))
	box, err := chacha20poly1305.NewX(key[:])
	if err != nil {
		panic(err) // a key of 32 bytes fits
	}
	return box
}

func (s *stamper) sign(raw []byte) []byte {
	mac := hmac.New(sha256.New, s.key[:])
	mac.Write(raw)
	return mac.Sum(nil)[:16]
}

// stamp is for the form of a page made now.
func (s *stamper) stamp() string {
	raw := binary.BigEndian.AppendUint64(nil, uint64(s.now().Unix()))
	return base64.RawURLEncoding.EncodeToString(append(raw, s.sign(raw)...))
}

// errStamp says that a form has to be sent once more; what was typed stands in
// it again.
var errStamp = habeas.Invalid("look at what you wrote and send it once more", "this form was open too long, or sent too soon")

func (s *stamper) check(stamp string) error {
	raw, err := base64.RawURLEncoding.DecodeString(stamp)
	if err != nil || len(raw) != 24 || !hmac.Equal(raw[8:], s.sign(raw[:8])) {
		return errStamp
	}
	age := s.now().Sub(time.Unix(int64(binary.BigEndian.Uint64(raw)), 0))
	if age < youngest || age > oldest {
		return errStamp
	}
	return nil
}

// withComments puts what readers wrote under the page, and the form, into the
// frame of a page about one thing.
func (s *Server) withComments(r *request, rt route) error {
	if rt.Desk || rt.Item == "" || rt.Method != http.MethodGet || strings.HasPrefix(rt.Pattern, "/comments/") || quietPath(rt.Pattern) {
		return nil
	}
	c, err := s.public.Comments(r.Context(), habeas.ID(r.PathValue("id")))
	if errors.Is(err, habeas.ErrNotFound) {
		return nil // the page itself will say so
	}
	if err != nil {
		return err
	}
	r.Page.Comments = view.CommentsOf(c.About, c.Comments, s.stamps.stamp(), view.CommentsOnPage)
	return nil
}

// commentsAll is every comment under one page.
func commentsAll(s *Server, w http.ResponseWriter, r *request) error {
	id := habeas.ID(r.PathValue("id"))
	title, err := s.public.Commentable(r.Context(), id)
	if err != nil {
		return err
	}
	c, err := s.public.Comments(r.Context(), id)
	if err != nil {
		return err
	}
	page := pageNumber(r.URL.Query())
	from, to := min(len(c.Comments), (page-1)*perPage), min(len(c.Comments), page*perPage)
	v := view.CommentsOf(c.About, c.Comments[from:to], s.stamps.stamp(), perPage)
	v.Total = len(c.Comments)
	return s.render(w, r, http.StatusOK, view.AllComments(r.Page, *v, title, view.PagesOf("/comments/"+string(id), r.URL.Query(), page, perPage, len(c.Comments))))
}

// commentSend keeps a comment and shows the code by which its writer can ask
// for it. The answer is the page itself: a code must not stand in an address.
func commentSend(s *Server, w http.ResponseWriter, r *request) error {
	if err := readForm(r); err != nil {
		return err
	}
	f := r.PostForm
	about := habeas.ID(f.Get("about"))
	title, err := s.public.Commentable(r.Context(), about)
	if err != nil {
		return err
	}
	again := func(why error) error {
		fault, status, ok := mendable(why)
		if !ok {
			return why
		}
		v := view.CommentsOf(about, nil, s.stamps.stamp(), 0)
		v.Nickname, v.Text, v.Fault = f.Get("nickname"), f.Get("text"), fault.Sentences[0]
		return s.render(w, r, status, view.CommentAgain(r.Page, *v, title))
	}
	if !isText(f) {
		return habeas.Invalid("take the odd letters out and send the form again", "the form holds bytes that are no letters")
	}
	if f.Get("website") != "" {
		return again(habeas.Invalid("empty the field \"leave this empty\"", "something was typed where nothing belongs"))
	}
	if err := s.stamps.check(f.Get("stamp")); err != nil {
		return again(err)
	}
	code, err := s.desk.Comment(r.Context(), desk.CommentForm{About: about, Title: title, Nickname: f.Get("nickname"), Text: f.Get("text")})
	if err != nil {
		return again(err)
	}
	w.Header().Set("Cache-Control", "no-store")
	return s.render(w, r, http.StatusOK, view.CommentKept(r.Page, about, code.Groups()))
}

// readForm reads a form of readers, within its bound and in memory alone.
func readForm(r *request) error {
	if err := r.ParseForm(); err != nil { // what is wrong with it the next would not say
		return formError(err)
	}
	if err := r.ParseMultipartForm(maxCommentForm); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return formError(err)
	}
	return nil
}

// commentAsk asks for the code of a comment.
func commentAsk(s *Server, w http.ResponseWriter, r *request) error {
	return s.render(w, r, http.StatusOK, view.CommentAsk(r.Page, ""))
}

// commentOutcome says what became of a comment, or takes it back. An unknown
// code and one that is mistyped beyond its check get the same answer.
func commentOutcome(s *Server, w http.ResponseWriter, r *request) error {
	if err := readForm(r); err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	code, err := desk.ReadCode(r.PostForm.Get("code"))
	var why *habeas.Error
	if errors.As(err, &why) {
		return s.render(w, r, http.StatusUnprocessableEntity, view.CommentAsk(r.Page, why.Error()))
	}
	if err != nil {
		return err
	}
	if r.PostForm.Get("act") == "take back" {
		err = s.desk.TakeBackComment(r.Context(), code)
	}
	if err == nil {
		var state habeas.CommentState
		var reason habeas.CommentReason
		if state, reason, err = s.desk.CommentOutcome(r.Context(), code); err == nil {
			return s.render(w, r, http.StatusOK, view.CommentOutcome(r.Page, state, reason))
		}
	}
	if errors.Is(err, habeas.ErrNotFound) {
		return s.render(w, r, http.StatusNotFound, view.CommentAsk(r.Page, r.Page.T("comment.no-code")))
	}
	return err
}

// terms are what is asked of those who comment.
func terms(s *Server, w http.ResponseWriter, r *request) error {
	return s.render(w, r, http.StatusOK, view.Terms(r.Page))
}

// deskComments is the queue of comments.
func deskComments(s *Server, w http.ResponseWriter, r *request) error {
	q := r.URL.Query()
	page := pageNumber(q)
	state := habeas.CommentState(q.Get("state"))
	if state == "" {
		state = habeas.CommentHeld
	}
	gs, groups, n, err := s.desk.CommentQueue(r.Context(), r.Actor, habeas.CommentQueue{State: state, Limit: perPage, Offset: (page - 1) * perPage})
	if err != nil {
		return err
	}
	var about []habeas.ID
	for _, g := range gs {
		about = append(about, g.Comment.About)
	}
	titles, err := s.desk.Titles(r.Context(), r.Actor, about...)
	if err != nil {
		return err
	}
	v := view.CommentQueue{State: state, Total: n, Groups: groups, Pages: view.PagesOf("/desk/comments", q, page, perPage, groups)}
	for _, g := range gs {
		v.Items = append(v.Items, view.QueuedOf(g.Comment, g.Alike, g.Holder, titles[g.Comment.About]))
	}
	return s.render(w, r, http.StatusOK, view.Comments(r.Page, v))
}

// deskComment is one comment in the hands of the moderator who opened it.
func deskComment(s *Server, w http.ResponseWriter, r *request) error {
	return s.showComment(w, r, http.StatusOK, "", "")
}

func (s *Server) showComment(w http.ResponseWriter, r *request, status int, typed, fault string) error {
	c, err := s.desk.TakeComment(r.Context(), r.Actor, habeas.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	titles, err := s.desk.Titles(r.Context(), r.Actor, c.About)
	if err != nil {
		return err
	}
	names, err := s.desk.Names(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	v := view.ModeratedOf(c.Comment, c.Marked, c.Clean, titles[c.About], names[c.EditedBy], names[c.Moderator], c.Sum)
	v.Own, v.With = c.EditedBy == r.Actor.ID, c.With
	v.Fault = fault
	if typed != "" {
		v.Typed = typed
	}
	return s.render(w, r, status, view.Moderate(r.Page, v))
}

// deskCommentSend does what the moderator decided and goes on to the next.
func deskCommentSend(s *Server, w http.ResponseWriter, r *request) error {
	f := r.PostForm
	id := habeas.ID(r.PathValue("id"))
	x := desk.CommentDecision{Comment: id, Seen: f.Get("seen"), Act: f.Get("act"), Text: f.Get("text"), Reason: habeas.CommentReason(f.Get("reason")),
		Note: f.Get("note"), Changes: f.Get("changes") != "", Alike: f.Get("alike") != ""}
	if err := s.desk.DecideComment(r.Context(), r.Actor, x); err != nil {
		fault, status, ok := mendable(err)
		if !ok {
			return err
		}
		return s.showComment(w, r, status, f.Get("text"), fault.Sentences[0])
	}
	s.flash(r, r.Page.T("message.saved"))
	if x.Act != "leave" {
		gs, _, _, err := s.desk.CommentQueue(r.Context(), r.Actor, habeas.CommentQueue{State: habeas.CommentHeld, Limit: 20})
		if err != nil {
			return err
		}
		for _, g := range gs {
			if g.Holder == "" && g.Comment.ID != id {
				return s.redirect(w, r, "/desk/comments/"+string(g.Comment.ID))
			}
		}
	}
	return s.redirect(w, r, "/desk/comments")
}
