package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
	"sync"
	"time"
)

// throttle slows guessing down by what is guessed at, never by who asks, since
// no address is kept. A stranger's tries count against the account and against
// the way in as a whole; those from a browser that signed into the account
// before, and was told to be remembered, count against that browser alone. So
// whoever floods the way in holds up strangers, and nobody at their own desk.
type throttle struct {
	mu   sync.Mutex
	now  func() time.Time
	fail map[string]failures
	// What is left of the strangers' tries, and when it was counted.
	left float64
	at   time.Time
}

type failures struct {
	n    int
	last time.Time
}

// strangersBurst tries of strangers are let through at once, and one a second
// from then on: 86,400 guesses a day over all accounts, of passwords of twelve
// letters and more. It bounds what the guesses cost in work too.
const strangersBurst = 60

func newThrottle(now func() time.Time) *throttle {
	return &throttle{now: now, fail: map[string]failures{}, left: strangersBurst, at: now()}
}

// wait says how long the key must rest before the next try: nothing for the
// first five, then doubling from one second to a minute.
func (t *throttle) wait(key string) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	f := t.fail[key]
	if f.n < 5 {
		return 0
	}
	rest := min(time.Minute, time.Second<<min(f.n-5, 6))
	return max(0, rest-t.now().Sub(f.last))
}

func (t *throttle) failed(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for k, f := range t.fail {
		if t.now().Sub(f.last) > time.Hour {
			delete(t.fail, k)
		}
	}
	f := t.fail[key]
	t.fail[key] = failures{n: f.n + 1, last: t.now()}
}

func (t *throttle) passed(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.fail, key)
}

// stranger takes one try of a browser that is not known, and says how long to
// wait where none is left.
func (t *throttle) stranger() time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	t.left = min(strangersBurst, t.left+max(0, now.Sub(t.at).Seconds()))
	t.at = now
	if t.left < 1 {
		return time.Second
	}
	t.left--
	return 0
}

// rememberFor is how long a browser stays known.
const rememberFor = 180 * 24 * time.Hour

// remember makes the browser known as one that signed the account in. It is
// set where its owner asks for it only, since the cookie is a trace.
func (s *Server) remember(w http.ResponseWriter, account string) {
	nonce := make([]byte, 18)
	rand.Read(nonce)
	said := base64.RawURLEncoding.EncodeToString(nonce)
	http.SetCookie(w, &http.Cookie{Name: s.knownCookie(), Value: said + "." + s.browserMAC(account, said), Path: "/", MaxAge: int(rememberFor / time.Second),
		HttpOnly: true, Secure: s.https, SameSite: http.SameSiteStrictMode})
}

// known is the browser's own key of the throttle, "" for a stranger to the
// account.
func (s *Server) known(r *request, account string) string {
	c, err := r.Cookie(s.knownCookie())
	if err != nil {
		return ""
	}
	said, mac, _ := strings.Cut(c.Value, ".")
	if !hmac.Equal([]byte(mac), []byte(s.browserMAC(account, said))) {
		return ""
	}
	return "browser " + c.Value
}

func (s *Server) browserMAC(account, said string) string {
	m := hmac.New(sha256.New, s.browserKey)
	m.Write([]byte("known browser " + said + " " + account))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil))
}

func (s *Server) knownCookie() string {
	if s.https {
		return "__Host-habeas-known"
	}
	return "habeas-known"
}
