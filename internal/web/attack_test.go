package web

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/browser"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/web/htmlcheck"
)

// sent posts a form with headers of the attacker's choice.
func (c *client) sent(path string, fields url.Values, headers ...string) (*http.Response, page) {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), post, c.base+path, strings.NewReader(fields.Encode()))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return c.raw(req)
}

// A form sent from another site, or without the token of the session it was
// opened in, does nothing, on any route.
func TestFormsOfOtherSites(t *testing.T) {
	g := guard(t)
	me, other := g.as(habeas.RoleAdmin), g.as(habeas.RoleAdmin)
	token, theirs := me.get("/desk").form("form").Get("token"), other.get("/desk").form("form").Get("token")
	if token == theirs || len(token) < 20 {
		t.Fatalf("the tokens are %q and %q", token, theirs)
	}
	before := g.dump()
	for _, rt := range routes {
		if rt.Method != post {
			continue
		}
		id := g.ids[rt.Item][published]
		if rt.Item == habeas.KindDraft || rt.Item == habeas.KindSent {
			id = g.ids[rt.Item][sealedOther] // there is no other
		}
		path := strings.NewReplacer("{id}", string(id), "{token}", "zzzz").Replace(rt.Pattern)
		form := doors["POST "+rt.Pattern].form(g, id, true)
		for _, x := range []struct {
			what, token string
			headers     []string
		}{
			{"another origin", token, []string{"Origin", "https://evil.example"}},
			{"no origin that counts", token, []string{"Origin", "null"}},
			{"a browser that says so", token, []string{"Sec-Fetch-Site", "cross-site"}},
			{"a neighbour's site", token, []string{"Sec-Fetch-Site", "same-site"}},
			{"no token", "", nil},
			{"a wrong token", "_" + token[1:] + "_", nil},
			{"the token of another session", theirs, nil},
		} {
			res, p := me.sent(path, with(form, "token", x.token), x.headers...)
			if !rt.Desk && x.headers == nil {
				continue // readers have no session that a form could ride on
			}
			if res.StatusCode != http.StatusForbidden || !p.has("main") {
				t.Errorf("POST %s with %s: %s, want 403", rt.Pattern, x.what, res.Status)
			}
		}
	}
	if after := g.dump(); !slices.Equal(before, after) {
		t.Error("a forged form changed the record")
	}
}

// The sign-in leads on to this site only.
func TestSignInLeadsNowhereElse(t *testing.T) {
	rec := newRecord(t)
	for _, next := range []string{"//evil.example", "https://evil.example/", "/\\evil.example", "\\\\evil.example", "/%5cevil.example/%2e%2e", "javascript:alert(1)", "data:text/html,x", " //evil.example", "/\t/evil.example",
		"/desk\r\nLocation: https://evil.example", "///evil.example", "http:evil.example", "/desk@evil.example", "?x", "#x", "", "//", "/\u200b/evil.example"} {
		c := rec.visitor()
		p := c.get("/desk/login?next=" + url.QueryEscape(next))
		res, _ := c.sent(p.action("main form"), with(p.form("main form"), "name", "reader", "password", testPassword, "next", next))
		to, err := url.Parse(res.Header.Get("Location"))
		if res.StatusCode != http.StatusSeeOther || err != nil || to.Host != "" || to.Scheme != "" || !strings.HasPrefix(to.Path, "/") || strings.HasPrefix(to.Path, "//") || strings.Contains(res.Header.Get("Location"), "\\") {
			t.Errorf("next=%q: %s to %q", next, res.Status, res.Header.Get("Location"))
		}
		if v := p.form("main form").Get("next"); strings.Contains(v, "evil") && !strings.HasPrefix(v, "/desk") && !strings.HasPrefix(v, "/%5c") && !strings.HasPrefix(v, "/\u200b") {
			t.Errorf("next=%q: the form carries %q on", next, v)
		}
	}
}

// A session somebody else chose is nobody's, before signing in and after.
func TestSessionsAreNotChosenByOthers(t *testing.T) {
	rec := newRecord(t)
	c := rec.visitor()
	const chosen = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	u, err := url.Parse(rec.URL)
	if err != nil {
		t.Fatal(err)
	}
	c.Jar.SetCookies(u, []*http.Cookie{{Name: "habeas", Value: chosen, Path: "/"}})
	p := c.get("/desk/login")
	if cookie(t, c) == chosen {
		t.Fatal("a token of another's choice begins a session")
	}
	before := cookie(t, c)
	form := p.form("main form").Get("token")
	p = c.post("/desk/login", with(p.form("main form"), "name", "reader", "password", testPassword)).check(http.StatusOK)
	if form == "" || p.form("form.who").Get("token") == form {
		t.Error("the forms kept their token when somebody signed in")
	}
	after := cookie(t, c)
	if after == before || after == chosen {
		t.Error("the session kept its token when somebody signed in")
	}
	for _, old := range []string{before, chosen, after[:len(after)-1], after + "A", "", strings.Repeat("x", 10_000)} {
		thief := rec.visitor()
		thief.Jar.SetCookies(u, []*http.Cookie{{Name: "habeas", Value: old, Path: "/"}})
		if got := thief.get("/desk"); !strings.HasPrefix(got.path, "/desk/login") {
			t.Errorf("with the token %.20q the desk is open", old)
		}
	}
	// Signed out is signed out, for whoever kept the token too.
	p = c.get("/desk")
	c.post(p.action("form.who"), p.form("form.who"))
	thief := rec.visitor()
	thief.Jar.SetCookies(u, []*http.Cookie{{Name: "habeas", Value: after, Path: "/"}})
	if got := thief.get("/desk"); !strings.HasPrefix(got.path, "/desk/login") {
		t.Error("after signing out the token still opens the desk")
	}
}

// Whether there is an account of a name, and whether it is closed, cannot be
// told from the answers, in any byte.
func TestSignInTellsNoNames(t *testing.T) {
	rec := newRecord(t)
	gone := rec.addUser("somebody", habeas.RoleReader)
	closed := true
	if err := rec.desk.ChangeUser(rec.ctx, rec.actors[habeas.RoleAdmin], gone.ID, desk.UserChange{Disabled: &closed, Version: 1}); err != nil {
		t.Fatal(err)
	}
	var first string
	for i, x := range []struct{ name, password string }{{"documenter", "not the password at all"}, {"nobodyhere", "not the password at all"}, {"somebody", testPassword}} {
		c := rec.visitor()
		p := c.get("/desk/login")
		res, p := c.sent("/desk/login", with(p.form("main form"), "name", x.name, "password", x.password))
		said := strings.ReplaceAll(told(res, p, p.form("main form").Get("token"), ""), x.name, "NAME")
		if i == 0 {
			first = said
		}
		if res.StatusCode != http.StatusUnprocessableEntity || said != first {
			t.Errorf("as %s: %d,\n%s\nwant\n%s", x.name, res.StatusCode, said, first)
		}
	}
}

// Marks that turn writing around end where the words end that hold them: ours,
// beside them, stand as they are.
func TestHiddenMarksTurnNothingOfOurs(t *testing.T) {
	b := browser.New(t)
	rec := newRecord(t)
	for _, marks := range []string{"\u202e", "\u202b", "\u2067", "\u2069\u202e", "\u2069\u2069\u2069\u202e\u2067", "\u202c\u202e\u200f"} {
		all := "Aigul" + marks + "lugiA"
		src := &habeas.Source{Kind: habeas.SourcePerson, Name: all, Label: all, Protection: habeas.ProtectionOpen, Consent: habeas.ConsentNamed}
		told := rec.tell(src, all, "name", all, "occupation", all+"|"+all, "event.detention", all+"|"+all, "residence", all)
		rec.publish(told.Claims...)
		for _, path := range []string{"/person/" + string(told.Person), "/claim/" + string(told.Claims[0]), "/claim/" + string(told.Claims[2]), "/people", "/events", "/people?q=" + url.QueryEscape(all)} {
			p := b.Open(rec.URL+path, browser.View{NoScript: true})
			var turned []string
			p.Eval(`(() => {
				const out = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
				for (let n = walk.nextNode(); n; n = walk.nextNode()) {
					const at = n.data.search(/[A-Za-z][A-Za-z]/);
					if (at < 0 || /[\u200e-\u202e\u2066-\u2069]/.test(n.data) || n.parentElement.closest("[dir=rtl]")) continue;
					const box = i => { const r = document.createRange(); r.setStart(n, at + i); r.setEnd(n, at + i + 1); return r.getBoundingClientRect(); };
					const a = box(0), b = box(1);
					if (a.width && b.width && Math.abs(a.top - b.top) < 2 && b.left < a.left) out.push(n.data.trim());
				}
				return out;
			})()`, &turned)
			if len(turned) > 0 {
				t.Errorf("%s with %+q: written backwards: %q", path, marks, turned)
			}
		}
	}
}

// What no browser sends is answered like anything else that is not there, in
// one clear sentence and never by a failure.
func TestOddRequests(t *testing.T) {
	rec := newRecord(t)
	told := rec.enter("Aigul Bekturkyzy", "occupation", "shopkeeper|shopkeeper")
	c := rec.as(habeas.RoleAdmin)
	long := strings.Repeat("a", 200_000)
	words := strings.Repeat("a ", 50_000)
	for _, path := range []string{
		"/person/..%2f..%2fetc%2fpasswd", "/person/%2e%2e", "/claim/%00", "/report/p%00x", "/person/%ff%fe", "/person/" + strings.Repeat("p", 5_000), "/person/p'%20OR%201=1--", "/list/%F0%9F%A7%BF",
		"/assets/..%2f..%2fgo.mod", "/assets/%2e%2e/style.css", "/desk/report/..%2f..%2fx/original", "/desk/claim/%00", "/desk/source/%ff", "/desk/person/%ff%fe",
		"/people?q=" + long, "/people?q=" + url.QueryEscape(words), "/people?q=%00", "/people?q=%ff%fe", "/people?q=%zz", "/people?q=%22%20OR%20*", "/people?q=" + url.QueryEscape(`" OR 1=1 -- (a* NEAR b) ^`),
		"/people?page=999999999999999999999", "/people?page=-1", "/people?page=1000000", "/people?page=x", "/people?standing=%00", "/people?year=%ff", "/people?list=%00", "/people?sort=%00", "/people?grade=" + long,
		"/events?from=%00", "/events?from=9999-99-99&to=-1", "/events?kind=%ff", "/events?page=1000000", "/places?in=%00", "/places?q=" + url.QueryEscape(words), "/reports?q=%ff", "/reports?q=" + url.QueryEscape(words),
		"/desk/people?q=%00", "/desk/reports?q=%ff", "/desk/sources?q=%00", "/desk/sources?q=" + url.QueryEscape(words), "/desk/alike?q=" + url.QueryEscape(words), "/desk/alike?q=%ff", "/desk/claim/" + string(told.Claims[0]) + "?at=%00",
		"/desk/login?next=%00", "/desk/import?list=%00", "/desk/enter?person=%ff", "/desk/enter?draft=%00", "/people?" + strings.Repeat("q=a&", 20_000), "/people?a;b=c",
	} {
		res, p := c.ask(get, path)
		if res.StatusCode >= 500 && res.StatusCode != http.StatusHTTPVersionNotSupported {
			t.Errorf("%.60s answers %d", path, res.StatusCode)
		}
		if res.StatusCode != http.StatusSeeOther && res.Header.Get("Content-Type") == "text/html; charset=utf-8" && !strings.Contains(path, "alike") {
			htmlcheck.Run(t, p.body, htmlcheck.Page())
			if !bytes.Equal(bytes.ToValidUTF8(p.body, nil), p.body) || bytes.ContainsRune(p.body, 0) {
				t.Errorf("%.60s: the page holds bytes that are no text", path)
			}
		}
	}
}

// The same inside forms: nothing is kept, and the form says what is wrong.
func TestOddForms(t *testing.T) {
	rec := newRecord(t)
	told := rec.enter("Aigul Bekturkyzy", "occupation", "shopkeeper|shopkeeper")
	c := rec.as(habeas.RoleAdmin)
	token := c.get("/desk").form("form").Get("token")
	before := rec.dump()
	source := rec.sourceOfClaim(told.Claims[0])
	for _, bad := range []string{"\xff\xfe", "a\x00b", "\xed\xa0\x80"} {
		for path, fields := range map[string]url.Values{
			"/desk/enter":                                   fields("finish", "1", "name", bad, "property.0", "occupation", "words.0", bad, "source", string(source.ID), "told", "2018-01-10", "lang", "en", "access", "team"),
			"/desk/draft":                                   fields("draft", string(habeas.NewID(habeas.KindDraft)), "name", bad),
			"/desk/source/" + string(source.ID):             fields("version", "1", "name", bad, "label", bad, "kind", "person", "protection", "team", "consent", "none"),
			"/desk/settings":                                fields("desk", bad, "who", bad, "seen", "1"),
			"/desk/accounts":                                fields("name", bad, "password", testPassword, "role", "reader"),
			"/desk/claim/" + string(told.Claims[0]):         fields("act", "withdraw", "seen", "1", "reason", bad),
			"/desk/person/" + string(told.Person) + "/link": fields("name", bad),
		} {
			res, p := c.sent(path, with(fields, "token", token))
			if res.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(p.text("main"), "letters") {
				t.Errorf("POST %s with %q answers %d: %s", path, bad, res.StatusCode, p.text("main"))
			}
		}
	}
	if !slices.Equal(before, rec.dump()) {
		t.Error("what is no text was kept")
	}
}

// zeros is a body without end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// What is too large is refused in one sentence, before it is read to its end.
func TestBodiesThatAreTooLarge(t *testing.T) {
	rec := newRecord(t)
	admin, custodian := rec.as(habeas.RoleAdmin), rec.as(habeas.RoleCustodian)
	for _, rt := range routes {
		if rt.Method != post {
			continue
		}
		c := admin
		if rt.Action != "" && !habeas.RoleAdmin.May(rt.Action) {
			c = custodian
		}
		token := c.get("/desk").form("form").Get("token")
		limit := int64(maxForm)
		if rt.MaxBody > 0 {
			limit = rt.MaxBody
		}
		for _, kind := range []string{"application/x-www-form-urlencoded", "multipart/form-data; boundary=xxxx"} {
			head := "token=" + token + "&x="
			if strings.HasPrefix(kind, "multipart") {
				head = "--xxxx\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n" + token + "\r\n--xxxx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\n"
				if rt.MaxBody == 0 {
					continue // read as a form without fields: no token
				}
			} else if rt.MaxBody > 0 {
				continue // ParseForm has a bound of its own, smaller than ours
			}
			body := io.MultiReader(strings.NewReader(head), io.LimitReader(zeros{}, limit+1))
			req, err := http.NewRequestWithContext(t.Context(), post, c.base+strings.NewReplacer("{id}", "xzzzzzzzzzzzzzzzz", "{token}", "zzzz").Replace(rt.Pattern), body)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", kind)
			res, p := c.raw(req)
			if res.StatusCode != http.StatusRequestEntityTooLarge || !strings.Contains(p.text("main"), "larger than") {
				t.Errorf("POST %s: %d %s", rt.Pattern, res.StatusCode, p.text("main"))
			}
		}
	}
}

// Two people save at the same moment: one is told, nothing is lost.
func TestSavesAtTheSameMoment(t *testing.T) {
	rec := newRecord(t)
	taken := rec.capture(article)
	told := rec.enter("Aigul Bekturkyzy", "occupation", "shopkeeper|shopkeeper")
	source := rec.sourceOfClaim(told.Claims[0])
	edit := "/desk/claim/" + string(rec.open(taken.Report.ID).Claim.ID) + "/edit"
	for path, form := range map[string]string{edit: edit, "/desk/source/" + string(source.ID): "/desk/source/" + string(source.ID), "/desk/settings": "/desk/settings"} {
		const n = 6
		codes := make([]int, n)
		var forms []url.Values
		var clients []*client
		for range n {
			c := rec.as(habeas.RoleAdmin)
			forms = append(forms, c.get(form).form("main form[method=post]"))
			clients = append(clients, c)
		}
		var all sync.WaitGroup
		for i := range n {
			all.Go(func() {
				word := "version " + string(rune('a'+i))
				res, _ := clients[i].sent(path, with(forms[i], "note", word, "who", word, "words", word))
				codes[i] = res.StatusCode
			})
		}
		all.Wait()
		slices.Sort(codes)
		if want := []int{303, 409, 409, 409, 409, 409}; !slices.Equal(codes, want) {
			t.Errorf("%s: %d saves at once were answered %v, want %v", path, n, codes, want)
		}
	}
}
