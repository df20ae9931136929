package web

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/alexedwards/scs/v2"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
)

// Sessions of the desk end after two hours of nothing, and after a day in any
// case: every page asked for puts the first limit off, the password typed again
// the second. What somebody was writing is kept (NIST SP 800-63B-4 asks for a
// limit of a day at its second level of assurance).
const (
	sessionIdle = 2 * time.Hour
	sessionLife = 24 * time.Hour
	// sessionWarn is how long before the second limit pages say so.
	sessionWarn = time.Hour
)

func newSessions(store desk.Store, https bool, now func() time.Time) *scs.SessionManager {
	m := scs.New()
	m.IdleTimeout, m.Lifetime = sessionIdle, sessionLife
	m.Cookie.Name, m.Cookie.Path = "habeas", "/"
	if https {
		m.Cookie.Name = "__Host-habeas"
	}
	m.Cookie.HttpOnly, m.Cookie.Secure, m.Cookie.SameSite, m.Cookie.Persist = true, https, http.SameSiteStrictMode, false
	m.Store = sessionStore{store: store, now: now, codec: m.Codec}
	return m
}

// sessionStore keeps sessions in the record's own store, under the hash of
// their token: a copy of the database signs nobody in.
type sessionStore struct {
	store desk.Store
	now   func() time.Time
	codec scs.Codec
}

func hashOf(token string) string {
	h := sha256.Sum256([]byte(token))
	return hex.EncodeToString(h[:])
}

func (s sessionStore) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	var data []byte
	err := s.store.View(ctx, func(tx desk.Tx) (err error) {
		data, err = tx.Session(hashOf(token), s.now())
		return err
	})
	if errors.Is(err, habeas.ErrNotFound) {
		return nil, false, nil
	}
	return data, err == nil, err
}

func (s sessionStore) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	_, values, err := s.codec.Decode(data)
	if err != nil {
		return err
	}
	user, _ := values["user"].(string)
	return s.store.Update(ctx, func(tx desk.Tx) error {
		return tx.PutSession(hashOf(token), habeas.ID(user), data, expiry)
	})
}

func (s sessionStore) DeleteCtx(ctx context.Context, token string) error {
	return s.store.Update(ctx, func(tx desk.Tx) error { return tx.DeleteSession(hashOf(token)) })
}

// The methods without a context are asked for by the interface and never used.
func (s sessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

func (s sessionStore) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

func (s sessionStore) Delete(token string) error {
	return s.DeleteCtx(context.Background(), token)
}

// actor is who the session belongs to, as their account stands now.
func (s *Server) actor(r *request) (habeas.Actor, error) {
	id := s.sessions.GetString(r.Context(), "user")
	if id == "" {
		return habeas.Anybody, nil
	}
	a, err := s.desk.Who(r.Context(), habeas.ID(id))
	if err == nil && a.Version != s.sessions.GetInt(r.Context(), "version") {
		// The account was changed since, or its sessions were ended: a request
		// that was under way then may have kept this one.
		err = habeas.ErrNotFound
	}
	if errors.Is(err, habeas.ErrNotFound) {
		return habeas.Anybody, s.sessions.Destroy(r.Context())
	}
	return a, err
}

// token is the form token of the session: the second wall beside the origin
// check, for old browsers that send no origin.
func (s *Server) token(r *request) string {
	t := s.sessions.GetString(r.Context(), "token")
	if t == "" && (r.Actor.ID != "" || r.Method == http.MethodGet) {
		raw := make([]byte, 18)
		rand.Read(raw)
		t = base64.RawURLEncoding.EncodeToString(raw)
		s.sessions.Put(r.Context(), "token", t)
	}
	return t
}

func (s *Server) checkToken(r *request) error {
	want := s.sessions.GetString(r.Context(), "token")
	got := r.Header.Get("X-Form-Token")
	if got == "" {
		if err := r.ParseForm(); err != nil {
			return formError(err)
		}
		got = r.PostForm.Get("token")
	}
	if want == "" || subtle.ConstantTimeCompare([]byte(want), []byte(got)) != 1 {
		return habeas.Refused("open the page again and send the form once more; what you typed is kept by your browser's back button", "this form is too old, or your session has ended")
	}
	return nil
}

func formError(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return err
	}
	return habeas.Invalid("send the form again", "the form did not arrive whole")
}

func urlQuery(s string) string { return url.QueryEscape(s) }
