package web

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/blobs"
	"github.com/habeas-record/habeas/internal/browser"
	"github.com/habeas-record/habeas/internal/demo"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/desk/estimating"
	"github.com/habeas-record/habeas/internal/desk/linking"
	"github.com/habeas-record/habeas/internal/desk/submissions"
	"github.com/habeas-record/habeas/internal/foldertest"
	"github.com/habeas-record/habeas/internal/ledger"
	"github.com/habeas-record/habeas/internal/publish"
	"github.com/habeas-record/habeas/internal/store"
	"github.com/habeas-record/habeas/internal/web/htmlcheck"
)

const testPassword = "a long enough password"

// record is a record in a folder of its own, served, with one account for each
// role, named after it.
type record struct {
	*httptest.Server
	t         testing.TB
	ctx       context.Context
	file      string // the database
	desk      *desk.Desk
	store     desk.Store
	blobs     *blobs.Store
	inbox     *submissions.Inbox
	web       *Server
	public    *publish.Public
	estimates *estimating.Desk
	links     *linking.Desk
	actors    map[habeas.Role]habeas.Actor
	shut      func()
}

// newRecord serves an empty record whose page "who runs this" is written.
func newRecord(t testing.TB) *record {
	t.Helper()
	dir := t.TempDir()
	staffed.Copy(t, dir, func(dir string) {
		rec := serve(t, dir, nil)
		defer rec.shut()
		token, err := rec.desk.SetupToken(rec.ctx)
		if err != nil {
			t.Fatal(err)
		}
		u, err := rec.desk.SetUp(rec.ctx, token, string(habeas.RoleAdmin), testPassword)
		if err != nil {
			t.Fatal(err)
		}
		admin := habeas.Actor{ID: u.ID, Name: u.Name, Role: u.Role}
		rec.actors[habeas.RoleAdmin] = admin
		for _, role := range habeas.Roles[:len(habeas.Roles)-1] {
			rec.addUser(string(role), role)
		}
		if err := rec.desk.ChangeSettings(rec.ctx, admin, habeas.Settings{DeskName: "A desk", WhoRuns: "Two people run this.", Contact: "desk at example", PasswordAlone: true}); err != nil {
			t.Fatal(err)
		}
	})
	rec := serve(t, dir, nil)
	if err := rec.store.View(rec.ctx, func(tx desk.Tx) error {
		users, err := tx.Users()
		for _, u := range users {
			rec.actors[u.Role] = habeas.Actor{ID: u.ID, Name: u.Name, Role: u.Role}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return rec
}

// emptyRecord serves a record that has no account yet.
func emptyRecord(t testing.TB) *record {
	t.Helper()
	return serve(t, t.TempDir(), nil)
}

// serve serves the record in the folder, made if there is none; with a maker it
// is the demonstration's, in the demonstration's time.
func serve(t testing.TB, dir string, m *demo.Maker) *record {
	t.Helper()
	rec := &record{t: t, ctx: t.Context(), file: filepath.Join(dir, "habeas.db"), actors: map[habeas.Role]habeas.Actor{}}
	key, err := ledger.OpenKey(dir)
	if err != nil {
		t.Fatal(err)
	}
	rec.blobs, err = blobs.Open(filepath.Join(dir, "evidence"))
	if err != nil {
		t.Fatal(err)
	}
	stored := []store.Option{store.Signed(key)}
	o := Options{Pseudo: true, Log: slog.New(slog.NewTextHandler(t.Output(), nil))}
	desks, estimates, links := desk.Options{FactorKey: bytes.Repeat([]byte{7}, 32)}, estimating.Options{}, linking.Options{}
	if m != nil {
		stored, o.Now = append(stored, store.Clock(m.Now)), m.Now
		desks, estimates, links = m.Options(), m.EstimateOptions(), m.LinkOptions()
	}
	s, err := store.Open(t.Context(), rec.file, stored...)
	if err != nil {
		t.Fatal(err)
	}
	rec.store = desk.Over(s)
	rec.desk, rec.public = desk.New(rec.store, rec.blobs, desks), publish.New(rec.store.View, o.Now)
	rec.estimates, rec.links = estimating.New(rec.store, estimates), linking.New(rec.store, links)
	rec.inbox = submissions.New(rec.desk, rec.store, rec.blobs, key, o.Now)
	o.Desk, o.Public, o.Estimates, o.Links, o.Store, o.Inbox = rec.desk, rec.public, rec.estimates, rec.links, rec.store, rec.inbox
	if rec.web, err = New(o); err != nil {
		t.Fatal(err)
	}
	rec.Server = httptest.NewServer(rec.web)
	rec.shut = func() {
		rec.Close()
		rec.estimates.Wait()
		rec.links.Wait()
		if err := s.Close(); err != nil {
			t.Errorf("closing the record: %v", err)
		}
	}
	t.Cleanup(rec.shut)
	return rec
}

// staffed has an account of each role and a page "who runs this"; rehearsed is
// the demonstration.
var staffed, rehearsed foldertest.Model

// addUser makes one account more; the first of its role is the one that
// "as" signs in.
func (rec *record) addUser(name string, role habeas.Role) habeas.Actor {
	rec.t.Helper()
	u, err := rec.desk.AddUser(rec.ctx, rec.actors[habeas.RoleAdmin], name, testPassword, role)
	if err != nil {
		rec.t.Fatal(err)
	}
	a := habeas.Actor{ID: u.ID, Name: u.Name, Role: u.Role}
	if _, ok := rec.actors[role]; !ok {
		rec.actors[role] = a
	}
	return a
}

// enter takes a telling about a person down, as the documenter: facts are
// pairs of a property and the words.
func (rec *record) enter(name string, facts ...string) desk.Entered {
	rec.t.Helper()
	t := desk.Telling{NewSource: &habeas.Source{Kind: habeas.SourcePerson, Name: "The sister of " + name, Label: "a relative abroad",
		Protection: habeas.ProtectionTeam, Consent: habeas.ConsentAnonymised}, Proximity: habeas.FirstHand, Name: name, Lang: "en", Told: "2018-01-10"}
	t.Facts = append(t.Facts, desk.Fact{Property: "name", Words: name})
	for i := 0; i+1 < len(facts); i += 2 {
		f := desk.Fact{Property: facts[i], Words: facts[i+1]}
		p, _ := habeas.PropertyOf(f.Property)
		switch {
		case p.Event():
			f.When, f.Slots = "August 2017", map[string]string{"place": "Korgan county"}
		case p.Value == habeas.ValueEnquiry:
			f.When, f.Slots = "November 2017", map[string]string{"to": "the county police", "outcome": string(habeas.OutcomeUnanswered)}
		case p.Value == habeas.ValueText || p.Value == habeas.ValuePlace:
			f.Value = f.Words // as it may be shown, in our words
		}
		t.Facts = append(t.Facts, f)
	}
	done, err := rec.desk.Enter(rec.ctx, rec.actors[habeas.RoleDocumenter], t, "")
	if err != nil {
		rec.t.Fatal(err)
	}
	return done
}

// importList imports rows of a list, as the documenter, and returns the list.
func (rec *record) importList(name, csv string) habeas.ID {
	rec.t.Helper()
	done, err := rec.desk.Import(rec.ctx, rec.actors[habeas.RoleDocumenter], desk.ListFile{Name: "list.csv", Body: strings.NewReader(csv), Size: int64(len(csv)), List: name})
	if err != nil {
		rec.t.Fatal(err)
	}
	return done.List
}

// client is somebody with a browser that runs no script.
type client struct {
	*http.Client
	t    testing.TB
	base string
}

// visitor is a client that has not signed in.
func (rec *record) visitor() *client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		rec.t.Fatal(err)
	}
	return &client{Client: &http.Client{Jar: jar}, t: rec.t, base: rec.URL}
}

// as signs the account of the role in, by the form a person would use.
func (rec *record) as(role habeas.Role) *client {
	rec.t.Helper()
	return rec.signIn(rec.actors[role].Name)
}

func (rec *record) signIn(name string) *client {
	rec.t.Helper()
	c := rec.visitor()
	p := c.get("/desk/login")
	fields := p.form("main form")
	fields.Set("name", name)
	fields.Set("password", testPassword)
	if p = c.post(p.action("main form"), fields); p.status != http.StatusOK || strings.Contains(p.path, "/login") {
		rec.t.Fatalf("signing in as %s: %d at %s", name, p.status, p.path)
	}
	return c
}

// lend gives a browser the session of the client.
func (c *client) lend(b *browser.Browser) {
	c.t.Helper()
	u, err := url.Parse(c.base)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, cookie := range c.Jar.Cookies(u) {
		cookie.Path = "/"
		b.SetCookie(c.base, cookie)
	}
}

// page is an answer, after redirections.
type page struct {
	t      testing.TB
	status int
	path   string // with its query
	body   []byte
	doc    *html.Node
}

func (c *client) get(path string) page {
	c.t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, c.base+path, nil)
	return c.do(req, err)
}

func (c *client) post(path string, fields url.Values) page {
	c.t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, c.base+path, strings.NewReader(fields.Encode()))
	if err == nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return c.do(req, err)
}

// upload posts a form with one file.
func (c *client) upload(path string, fields url.Values, field, name string, content []byte) page {
	c.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for k, vs := range fields {
		for _, v := range vs {
			if err := w.WriteField(k, v); err != nil {
				c.t.Fatal(err)
			}
		}
	}
	part, err := w.CreateFormFile(field, name)
	if err == nil {
		_, err = part.Write(content)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		c.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, c.base+path, &b)
	if err == nil {
		req.Header.Set("Content-Type", w.FormDataContentType())
	}
	return c.do(req, err)
}

func (c *client) do(req *http.Request, err error) page {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
	res, err := c.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	if path := res.Request.URL.String(); !strings.Contains(path, "/desk") && len(res.Cookies()) > 0 {
		c.t.Errorf("%s sets a cookie in the browser of a reader", path)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	doc, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	return page{t: c.t, status: res.StatusCode, path: res.Request.URL.RequestURI(), body: body, doc: doc}
}

// check holds the page to its status and to the rules of every page.
func (p page) check(status int, more ...htmlcheck.Checker) page {
	p.t.Helper()
	if p.status != status {
		p.t.Fatalf("%s answers %d, want %d:\n%s", p.path, p.status, status, p.text("main"))
	}
	htmlcheck.Run(p.t, p.body, append([]htmlcheck.Checker{htmlcheck.Page()}, more...)...)
	return p
}

// find returns the first element the selector matches, nil for none.
func (p page) find(selector string) *html.Node {
	p.t.Helper()
	sel, err := cascadia.Parse(selector)
	if err != nil {
		p.t.Fatalf("%q: %v", selector, err)
	}
	return cascadia.Query(p.doc, sel)
}

func (p page) has(selector string) bool { p.t.Helper(); return p.find(selector) != nil }

// text is what the first element the selector matches says.
func (p page) text(selector string) string {
	p.t.Helper()
	n := p.find(selector)
	if n == nil {
		return ""
	}
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// action is where a form goes.
func (p page) action(selector string) string {
	p.t.Helper()
	n := p.find(selector)
	if n == nil {
		p.t.Fatalf("no %s on %s", selector, p.path)
	}
	return attribute(n, "action")
}

// form reads the fields of a form as a browser would send them, its buttons
// left out.
func (p page) form(selector string) url.Values {
	p.t.Helper()
	form := p.find(selector)
	if form == nil {
		p.t.Fatalf("no %s on %s", selector, p.path)
	}
	fields := url.Values{}
	id := attribute(form, "id")
	for n := range p.doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		owner, named := attribute(n, "form"), hasAttribute(n, "form")
		if named && owner != id || !named && !under(n, form) {
			continue
		}
		name := attribute(n, "name")
		switch {
		case name == "" || hasAttribute(n, "disabled"):
		case n.Data == "textarea" && n.FirstChild != nil:
			fields.Add(name, n.FirstChild.Data)
		case n.Data == "textarea":
			fields.Add(name, "")
		case n.Data == "select":
			fields.Add(name, chosen(n))
		case n.Data == "input":
			switch attribute(n, "type") {
			case "submit", "button", "file", "image":
			case "checkbox", "radio":
				if hasAttribute(n, "checked") {
					fields.Add(name, attribute(n, "value"))
				}
			default:
				fields.Add(name, attribute(n, "value"))
			}
		}
	}
	return fields
}

func chosen(sel *html.Node) string {
	first, set := "", false
	for o := range sel.Descendants() {
		if o.Type != html.ElementNode || o.Data != "option" {
			continue
		}
		if hasAttribute(o, "selected") {
			return attribute(o, "value")
		}
		if !set {
			first, set = attribute(o, "value"), true
		}
	}
	return first
}

func under(n, parent *html.Node) bool {
	for p := range n.Ancestors() {
		if p == parent {
			return true
		}
		if p.Type == html.ElementNode && p.Data == "template" {
			return false
		}
	}
	return false
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func hasAttribute(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

// with is the fields with some set otherwise: pairs of name and value.
func with(fields url.Values, pairs ...string) url.Values {
	out := maps.Clone(fields)
	for i := 0; i+1 < len(pairs); i += 2 {
		out[pairs[i]] = []string{pairs[i+1]}
	}
	return out
}

// desks are the views every page of the desk is looked at in.
var desks = []struct {
	prefix string
	view   browser.View
}{
	{"", browser.View{Width: 1280}},
	{"", browser.View{Width: 400, NoScript: true}},
	{"/en-XB", browser.View{Width: 1280, NoScript: true}},
	{"/en-XB", browser.View{Width: 400, Dark: true}},
}

// look opens a page of the desk in every view and holds it to what every page
// must pass; with HABEAS_SHOTS set it leaves pictures.
func (rec *record) look(b *browser.Browser, name, path string) {
	rec.t.Helper()
	for _, d := range desks {
		p := b.Open(rec.URL+d.prefix+path, d.view)
		p.Check()
		if p.Status() >= 500 {
			rec.t.Errorf("%s answers %d", path, p.Status())
		}
		dir := "ltr"
		if d.prefix != "" {
			dir = "rtl"
		}
		p.Shot(name + "-" + dir)
		b.Close(p)
	}
}
