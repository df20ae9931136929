package web

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/web/htmlcheck"
)

// attacks are what people put into fields to get out of them. Each carries
// "xqz", so that what became of it can be found again.
var attacks = []string{
	`<xqz-a onclick=alert(1)>`, `"><xqz-a onmouseover=alert(1) x="`, `'><xqz-a>`, `<script>xqz()</script>`, `</title><script>xqz()</script>`, `<img src=x onerror=xqz()>`,
	`<svg/onload=xqz()>`, `javascript:xqz()`, `<!--xqz--><xqz-a>`, `]]><xqz-a>`, `&lt;xqz-a&gt;&#60;xqz-a&#62;`, `<xqz-a`, `</main><xqz-a>`, `</textarea><xqz-a>`, `</style><xqz-a>`, `{{xqz}} ${xqz} <%= xqz %>`,
	"<a href=\"javascript:xqz()\">xqz</a>", "<base href=//xqz.example>", "<meta http-equiv=refresh content=0;url=//xqz.example>", "<form action=//xqz.example><input name=xqz>", "＜xqz-a＞", "\u2028<xqz-a>\u2029",
}

// Whatever is typed anywhere is shown as it was typed, and is nothing else, on
// every page that shows it.
func TestWhatIsTypedStaysText(t *testing.T) {
	rec := newRecord(t)
	all := strings.Join(attacks, " ")
	hostile := &habeas.Source{Kind: habeas.SourceOutlet, Name: all, Label: all, Note: all, Lang: "en", Protection: habeas.ProtectionOpen, Consent: habeas.ConsentNamed}
	told := rec.tell(hostile, all, "name", all, "name.other", all, "occupation", all+"|"+all, "event.detention", all+"|"+all, "health", all, "residence", all, "reason.official", all)
	rec.publish(told.Claims...)
	taken := rec.captured(desk.Given{Pasted: article + all, Title: all, Lang: "en", Published: "2018-03-08", Access: habeas.AccessPublic, Name: "x.txt", NewSource: hostile})
	rv := rec.reviewing(taken.Report.ID)
	for _, kind := range []habeas.Kind{habeas.KindGroup, habeas.KindEvent, habeas.KindPlace, habeas.KindFacility, habeas.KindAuthority} {
		c := must(rec.desk.AddMissed(rec.ctx, rec.actors[habeas.RoleDocumenter], rv.Text.ID, 0, 20, desk.Edit{Property: map[bool]string{true: "event.raid", false: "policy"}[kind == habeas.KindEvent],
			New: desk.NewSubject{Kind: kind, Label: all}, Value: all, Words: all, Hedge: all, When: all, Note: all, Slots: map[string]string{"place": all, "actor": all, "by": all, "where": all},
			Quantity: &habeas.Quantity{Words: all, Unit: all, Scope: all, Verb: all}, Source: rv.Source.ID}))(t)
		rec.publish(c.ID)
	}
	list := rec.importList(all, "name,"+`"`+strings.ReplaceAll(all, `"`, `""`)+`"`+"\n\""+strings.ReplaceAll(all, `"`, `""`)+"\",x\n")
	rec.addUser(attacks[0], habeas.RoleReader)
	if err := rec.desk.ChangeSettings(rec.ctx, rec.actors[habeas.RoleAdmin], habeas.Settings{DeskName: all, WhoRuns: all, Contact: all, PasswordAlone: true, SoloReason: all}); err != nil {
		t.Fatal(err)
	}
	other := rec.enter("Somebody Else", "occupation", all)
	must(rec.desk.Link(rec.ctx, rec.actors[habeas.RoleDocumenter], told.Person, other.Person, habeas.UnsureLink, all))(t)
	must(rec.desk.SaveDraft(rec.ctx, rec.actors[habeas.RoleAdmin], habeas.Draft{ID: habeas.NewID(habeas.KindDraft), Form: "enter x", Title: all, Body: []byte("{}")}))(t)

	pages := map[string]page{}
	for path, p := range rec.crawl("").pages {
		pages[path] = p
	}
	c := rec.as(habeas.RoleAdmin)
	q := url.QueryEscape(all)
	for _, path := range []string{"/desk", "/desk/people", "/desk/people?q=" + q, "/desk/person/" + string(told.Person), "/desk/reports?q=" + q, "/desk/report/" + string(taken.Report.ID), "/desk/sources?q=" + q,
		"/desk/source/" + string(taken.Report.Source), "/desk/lists", "/desk/list/" + string(list), "/desk/list/" + string(list) + "?q=" + q, "/desk/tensions", "/desk/publish", "/desk/accounts", "/desk/settings", "/desk/import?list=" + string(list),
		"/desk/claim/" + string(told.Claims[0]), "/desk/claim/" + string(told.Claims[0]) + "/edit", "/desk/enter?person=" + string(told.Person), "/desk/alike?q=" + q, "/desk/sources/alike?q=" + q,
		"/people?q=" + q, "/people?standing=" + q + "&place=" + q + "&list=" + q + "&sex=" + q + "&year=" + q + "&grade=" + q + "&sort=" + q + "&page=" + q, "/events?kind=" + q + "&from=" + q + "&to=" + q, "/places?q=" + q + "&in=" + q,
		"/reports?q=" + q, "/desk/login?next=" + q, "/desk/claim/" + string(told.Claims[0]) + "?at=" + q, "/person/" + url.PathEscape(all), "/desk/person/" + url.PathEscape(all)} {
		pages[path] = c.get(path)
	}
	// And what comes back on a form.
	login := rec.visitor()
	p := login.get("/desk/login")
	pages["a failed sign-in"] = login.post("/desk/login", with(p.form("main form"), "name", all, "password", all))
	p = c.get("/desk/enter")
	pages["an unfinished entry"] = c.post("/desk/enter", with(p.form("main form"), "name", all, "who", all, "words.0", all, "when.0", all, "value.0", all, "property.0", all, "told", all, "lang", all, "source.label", all, "source.name", all, "finish", "1"))

	shown := 0
	for path, p := range pages {
		if p.status >= 500 {
			t.Errorf("%.60s answers %d", path, p.status)
		}
		if err := htmlcheck.Check(p.body, alive); err != nil {
			t.Errorf("%.80s: %v", path, err)
		}
		if strings.Contains(p.text("body"), attacks[0]) {
			shown++
		}
	}
	if shown < 20 {
		t.Errorf("what was typed is on %d pages only, of %d: nothing was tried", shown, len(pages))
	}
}

// alive finds what a typed text made of the page.
func alive(doc *html.Node) error {
	for n := range doc.Descendants() {
		if n.Type == html.CommentNode && strings.Contains(n.Data, "xqz") {
			return errAlive("a comment", n.Data)
		}
		if n.Type != html.ElementNode {
			continue
		}
		if strings.HasPrefix(n.Data, "xqz") || slices.Contains([]string{"base", "iframe", "object", "embed"}, n.Data) || n.Data == "meta" && attribute(n, "http-equiv") != "" {
			return errAlive("an element", n.Data)
		}
		if n.Data == "script" && !strings.HasPrefix(attribute(n, "src"), "/assets/") {
			return errAlive("a script", attribute(n, "src"))
		}
		for _, a := range n.Attr {
			v := strings.ToLower(strings.TrimSpace(a.Val))
			switch {
			case strings.HasPrefix(a.Key, "on"), strings.Contains(a.Key, "xqz"):
				return errAlive("an attribute", a.Key)
			case (a.Key == "href" || a.Key == "src" || a.Key == "action" || a.Key == "formaction") && (strings.HasPrefix(v, "javascript:") || strings.HasPrefix(v, "data:") || strings.HasPrefix(v, "//")):
				return errAlive("an address", v)
			}
		}
	}
	return nil
}

type alivePart struct{ what, it string }

func errAlive(what, it string) error { return alivePart{what, it} }

func (a alivePart) Error() string { return "a typed text became " + a.what + ": " + a.it }
