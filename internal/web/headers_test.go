package web

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/web/assets"
)

// ask sends one request as it is and follows nothing.
func (c *client) ask(method, path string, more ...string) (*http.Response, page) {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.base+path, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	for i := 0; i+1 < len(more); i += 2 {
		req.Header.Set(more[i], more[i+1])
	}
	keep := c.CheckRedirect
	defer func() { c.CheckRedirect = keep }()
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return c.raw(req)
}

// every path a test of headers asks: each route, items there are and are not,
// files, and what is no route.
func everyPath(g *guarded) []string {
	paths := []string{"/no/such/page", "/desk/no/such", "/assets/none.css", assets.Style.Path, assets.Script.Path, "/favicon.ico", "/en-XB/people", "/xx/people"}
	for _, rt := range routes {
		if rt.Method != get {
			continue
		}
		for _, s := range []state{published, missing} {
			if rt.Item == habeas.KindSent && s == published {
				s = sealedOther // none is published
			}
			paths = append(paths, strings.NewReplacer("{$}", "", "{token}", "zzzz", "{id}", string(g.ids[rt.Item][s])).Replace(rt.Pattern))
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// What every answer says, whatever it is an answer to.
func TestHeadersOfEveryAnswer(t *testing.T) {
	g := guard(t)
	for _, a := range []asker{{name: "nobody", client: g.visitor()}, {name: "admin", client: g.as(habeas.RoleAdmin)}} {
		for _, path := range everyPath(g) {
			for _, method := range []string{get, http.MethodHead, http.MethodOptions, http.MethodPut, http.MethodDelete, http.MethodTrace, "PROPFIND"} {
				res, p := a.ask(method, path)
				what := method + " " + path + " as " + a.name
				h := res.Header
				for name, want := range map[string]string{
					"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
					"Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
				} {
					if got := h.Values(name); !slices.Equal(got, []string{want}) {
						t.Errorf("%s: %s is %q, want %q", what, name, got, want)
					}
				}
				for _, name := range []string{"Server", "X-Powered-By", "Via", "Access-Control-Allow-Origin", "Last-Modified"} {
					if h.Get(name) != "" {
						t.Errorf("%s: says %s: %s", what, name, h.Get(name))
					}
				}
				csp := policy(h.Get("Content-Security-Policy"))
				desk := path == "/desk" || strings.HasPrefix(path, "/desk/")
				if (strings.HasSuffix(path, "/original") || strings.HasSuffix(path, "/file")) && res.StatusCode == http.StatusOK {
					if _, alone := csp["sandbox"]; !alone || csp["default-src"] != "'none'" || !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") {
						t.Errorf("%s: an original may act in this site: %q, %q", what, h.Get("Content-Security-Policy"), h.Get("Content-Disposition"))
					}
				} else {
					for directive, want := range map[string]string{"default-src": "'none'", "base-uri": "'none'", "frame-ancestors": "'none'", "form-action": "'self'", "style-src": "'self'", "img-src": "'self'"} {
						if csp[directive] != want {
							t.Errorf("%s: %s is %q, want %s", what, directive, csp[directive], want)
						}
					}
					if s := csp["script-src"]; s != "" && (s != "'self'" || !desk) {
						t.Errorf("%s: scripts may run from %q", what, s)
					}
				}
				if desk && !strings.Contains(strings.Join(h.Values("Cache-Control"), ","), "no-store") {
					t.Errorf("%s: may be kept by a cache: %q", what, h.Values("Cache-Control"))
				}
				// What is written to the desk in confidence is not even kept.
				if kept := h.Get("Cache-Control"); !desk && kept != "no-cache" && (kept != "no-store" || !quietPath(path)) && !strings.HasPrefix(path, assets.Path) {
					t.Errorf("%s: may be shown old by a cache: %q", what, kept)
				}
				if !desk && (h.Get("Set-Cookie") != "" || slices.Contains(h.Values("Vary"), "Cookie")) {
					t.Errorf("%s: a public page knows of cookies", what)
				}
				if to := h.Get("Location"); to != "" && (!strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//")) {
					t.Errorf("%s: leads away to %q", what, to)
				}
				switch {
				case res.StatusCode >= 500:
					t.Errorf("%s: answers %d", what, res.StatusCode)
				case method == http.MethodHead && len(p.body) > 0:
					t.Errorf("%s: has a body", what)
				case method != get && method != http.MethodHead && (res.StatusCode < 400 || marks.Match(p.body)):
					t.Errorf("%s: is answered %d", what, res.StatusCode)
				}
				if method == http.MethodHead {
					if full, _ := a.ask(get, path); full.StatusCode != res.StatusCode || full.Header.Get("Content-Type") != h.Get("Content-Type") {
						t.Errorf("%s: %d %s, a GET answers %d %s", what, res.StatusCode, h.Get("Content-Type"), full.StatusCode, full.Header.Get("Content-Type"))
					}
				}
			}
		}
	}
}

// policy reads a Content-Security-Policy.
func policy(s string) map[string]string {
	out := map[string]string{}
	for _, d := range strings.Split(s, ";") {
		name, sources, _ := strings.Cut(strings.TrimSpace(d), " ")
		out[name] = sources
	}
	return out
}

// The session's cookie is for this site alone, for no script and, where the
// site is reached by TLS, for no connection without.
func TestCookieOfTheDesk(t *testing.T) {
	rec := newRecord(t)
	secure, err := New(Options{Desk: rec.desk, Public: rec.public, Estimates: rec.estimates, Links: rec.links, Store: rec.store, HTTPS: true})
	if err != nil {
		t.Fatal(err)
	}
	behind := httptest.NewTLSServer(secure)
	defer behind.Close()
	for _, x := range []struct {
		site   string
		client *http.Client
		name   string
		secure bool
	}{{rec.URL, rec.Client(), "habeas", false}, {behind.URL, behind.Client(), "__Host-habeas", true}} {
		res, err := x.client.Get(x.site + "/desk/login")
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, res.Body)
		res.Body.Close()
		if got := res.Header.Get("Strict-Transport-Security"); (got == "max-age=63072000; includeSubDomains") != x.secure {
			t.Errorf("%s asks for TLS with %q", x.site, got)
		}
		cookies := res.Cookies()
		if len(cookies) != 1 {
			t.Fatalf("%s sets %d cookies, want one", x.site, len(cookies))
		}
		c := cookies[0]
		if c.Name != x.name || !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Secure != x.secure || c.Path != "/" || c.Domain != "" || c.MaxAge != 0 || !c.Expires.IsZero() {
			t.Errorf("the cookie is %s", c)
		}
		if len(c.Value) < 40 {
			t.Errorf("the token has %d characters only", len(c.Value))
		}
	}
}

// A page has the language of its address and leads on in it; a language that
// is not offered has no pages.
func TestLanguagesInAddresses(t *testing.T) {
	rec := rich(t)
	c := rec.visitor()
	for path, want := range map[string]int{
		"/en-XB/people": 200, "/en-XB/": 200, "/en-XB": 200, "/people": 200, "/xx/people": 404, "/en/people": 404, "/EN-XB/people": 200, "/ug/people": 404, "/en-XB/en-XB/people": 404,
		"/en-XB/nothing": 404, "/enXB/people": 404, "/en_XB/people": 404,
	} {
		res, p := c.ask(get, path)
		if res.StatusCode != want {
			t.Errorf("%s answers %d, want %d", path, res.StatusCode, want)
		}
		lang, dir := "en", "ltr"
		if strings.HasPrefix(strings.ToLower(path), "/en-xb") {
			lang, dir = "en-XB", "rtl"
		}
		if n := p.find("html"); attribute(n, "lang") != lang || attribute(n, "dir") != dir {
			t.Errorf("%s is in %q, %q", path, attribute(n, "lang"), attribute(n, "dir"))
		}
	}
	// The same page in another language, its query kept where it has one.
	_, p := c.ask(get, "/people?q=a")
	if n := p.find(".langs a"); n == nil || attribute(n, "href") != "/en-XB/people?q=a" {
		t.Error("the page in the other language is not where the menu says")
	}
	// The desk asks for a sign-in in the language it was asked in.
	res, _ := c.ask(get, "/en-XB/desk/reports")
	if to := res.Header.Get("Location"); to != "/en-XB/desk/login?next="+url.QueryEscape("/en-XB/desk/reports") {
		t.Errorf("the way to the sign-in page is %s", to)
	}
}

// A path that only looks like one of this site leads nowhere else, and an odd
// one is cleaned within its language.
func TestRedirectsStayOnTheSite(t *testing.T) {
	rec := newRecord(t)
	c := rec.visitor()
	for _, path := range []string{"//evil.example/", "/%2Fevil.example", "/\\evil.example", "/en-XB//evil.example", "/en-XB/%2Fevil.example/..", "/%2e%2e//evil.example", "/people//", "/desk//evil.example",
		"/desk?next=//evil.example", "/./people", "/en-XB/../people", "/desk/login/..//evil.example"} {
		req := httptest.NewRequestWithContext(t.Context(), get, "/", nil)
		u, err := url.Parse(rec.URL)
		if err != nil {
			t.Fatal(err)
		}
		req.RequestURI, req.Host = "", u.Host
		req.URL = &url.URL{Scheme: "http", Host: u.Host, Opaque: "//" + u.Host + path}
		c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		res, p := c.raw(req)
		to, err := url.Parse(res.Header.Get("Location"))
		if err != nil || to.Host != "" || strings.HasPrefix(res.Header.Get("Location"), "//") {
			t.Errorf("%s leads to %s", path, res.Header.Get("Location"))
		}
		for n := range p.doc.Descendants() {
			if href := attribute(n, "href"); strings.HasPrefix(href, "//") || strings.Contains(href, "://") {
				t.Errorf("%s: the page links to %s", path, href)
			}
		}
		if res.StatusCode >= 500 {
			t.Errorf("%s answers %d", path, res.StatusCode)
		}
	}
}

// Requests as proxies and scanners send them: nothing of the inside is served,
// no header of theirs gets into a page, and what two readers of HTTP would read
// differently is refused or ends the connection.
func TestTricksOfTheProtocol(t *testing.T) {
	rec := newRecord(t)
	host := strings.TrimPrefix(rec.URL, "http://")
	for _, path := range []string{"/debug/pprof/", "/debug/pprof/heap", "/debug/vars", "/metrics", "/.git/config", "/.env", "/server-status", "/assets/", "/robots.txt/../desk"} {
		res, err := http.Get(rec.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode == http.StatusOK && !strings.HasSuffix(res.Request.URL.Path, "/desk/login") {
			t.Errorf("%s is served", path)
		}
	}
	answered := func(request string) string {
		t.Helper()
		c, err := net.Dial("tcp", host)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		io.WriteString(c, request)
		got, _ := io.ReadAll(c)
		return string(got)
	}
	page := answered("GET / HTTP/1.1\r\nHost: xqz.example\r\nX-Forwarded-Host: xqz.example\r\nForwarded: host=xqz.example\r\nX-Original-URL: /xqz\r\nX-Forwarded-Prefix: /xqz\r\nConnection: close\r\n\r\n")
	if !strings.HasPrefix(page, "HTTP/1.1 200") || strings.Contains(page, "xqz") {
		t.Errorf("the page repeats a header of the request:\n%.300s", page)
	}
	// The second request, hidden in the body of the first, must not be answered.
	const hidden = "GET /methods HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
	for name, request := range map[string]string{
		"two lengths":             "POST /comment HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 60\r\n\r\n" + hidden,
		"a length that is none":   "POST /comment HTTP/1.1\r\nHost: x\r\nContent-Length: +0\r\n\r\n" + hidden,
		"an encoding that is odd": "POST /comment HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n" + hidden,
		"a blank before a colon":  "POST /comment HTTP/1.1\r\nHost : x\r\nContent-Length: 0\r\n\r\n" + hidden,
		"a folded header":         "POST /comment HTTP/1.1\r\nHost: x\r\nX: a\r\n\x0bTransfer-Encoding: chunked\r\n\r\n" + hidden,
		"no host":                 "GET / HTTP/1.1\r\n\r\n" + hidden,
		"a line end in the path":  "GET /people?q=a\nX: b HTTP/1.1\r\nHost: x\r\n\r\n" + hidden,
	} {
		got := answered(request)
		if !strings.HasPrefix(got, "HTTP/1.1 4") && !strings.HasPrefix(got, "HTTP/1.1 5") || strings.Count(got, "HTTP/1.1 ") != 1 {
			t.Errorf("%s is answered %d times:\n%.200s", name, strings.Count(got, "HTTP/1.1 "), got)
		}
	}
	trace, err := http.NewRequest("TRACE", rec.URL+"/", nil)
	if err != nil {
		t.Fatal(err)
	}
	trace.Header.Set("Xqz", "xqz")
	res, err := http.DefaultClient.Do(trace)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if b, _ := io.ReadAll(res.Body); res.StatusCode == http.StatusOK || bytes.Contains(b, []byte("xqz")) {
		t.Errorf("TRACE answers %d: %.200s", res.StatusCode, b)
	}
}
