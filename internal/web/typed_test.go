package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/desk/submissions"
	statements "github.com/habeas-record/habeas/internal/protect/canary"
	"github.com/habeas-record/habeas/internal/protect/redact"
	"github.com/habeas-record/habeas/internal/web/htmlcheck"
)

// attacks are what people put into fields to get out of them. Each carries
// "xqz", so that what became of it can be found again.
var attacks = []string{
	`<xqz-a onclick=alert(1)>`, `"><xqz-a onmouseover=alert(1) x="`, `'><xqz-a>`, `<script>xqz()</script>`, `</title><script>xqz()</script>`, `<img src=x onerror=xqz()>`,
	`<svg/onload=xqz()>`, `javascript:xqz()`, `<!--xqz--><xqz-a>`, `]]><xqz-a>`, `&lt;xqz-a&gt;&#60;xqz-a&#62;`, `<xqz-a`, `</main><xqz-a>`, `</textarea><xqz-a>`, `</style><xqz-a>`, `{{xqz}} ${xqz} <%= xqz %>`,
	"<a href=\"javascript:xqz()\">xqz</a>", "<base href=//xqz.example>", "<meta http-equiv=refresh content=0;url=//xqz.example>", "<form action=//xqz.example><input name=xqz>", "＜xqz-a＞", "\u2028<xqz-a>\u2029",
}

// vectors are the attacks and every way into markup there is: what may run, what
// it has to break out of first, and how it may be written so that a filter of
// some words does not see it. There is no such filter here: all is escaped where
// it is shown, so that none of them may become anything.
func vectors() []string {
	out := slices.Clone(attacks)
	runs := []string{
		"<script>xqz()</script>", "<script src=//xqz.example></script>", "<img src=x onerror=xqz()>", "<svg onload=xqz()>", "<svg><script>xqz()</script></svg>", "<svg><animate onbegin=xqz() attributeName=x>",
		"<math><xqz-m onclick=xqz()></math>", "<iframe srcdoc=xqz>", "<object data=//xqz.example>", "<embed src=//xqz.example>", "<details open ontoggle=xqz()>", "<video><source onerror=xqz()></video>", "<audio src=x onerror=xqz()>",
		"<body onload=xqz()>", "<input autofocus onfocus=xqz()>", "<select autofocus onfocus=xqz()>", "<marquee onstart=xqz()>", "<link rel=stylesheet href=//xqz.example>", "<style onload=xqz()>@import '//xqz.example'</style>", "<template><xqz-t></template>", "<a href=javascript:xqz()>a</a>",
		"<button formaction=javascript:xqz()>b</button>", "<div style=background:url(javascript:xqz())>", "<table background=javascript:xqz()>", "<xqz-e contenteditable onblur=xqz()>", "<noscript><p title=\"</noscript><xqz-n>\">", "<plaintext><xqz-p>",
	}
	for _, run := range runs {
		for _, breaks := range []string{"\"", "'", "\">", "'>", "`", "-->", "]]>", "</title>", "</textarea>", "</script>", "</style>", "</select>", "</template>", "</svg>", "\" autofocus onfocus=xqz() x=\"", "&quot;>"} {
			out = append(out, breaks+run)
		}
		out = append(out, strings.ToUpper(run), strings.Replace(run, "<", "<\t", 1), strings.Replace(run, "<", "<\f", 1), strings.Replace(run, " ", "/", 1), strings.Replace(run, " ", "\n", 1), strings.ReplaceAll(strings.ReplaceAll(run, "<", "&lt;"), ">", "&gt;"),
			strings.ReplaceAll(run, "<", "&#x3c;"), url.QueryEscape(run), strings.ReplaceAll(run, "<", "\\u003c"), strings.ReplaceAll(run, "<", "\u02c2"), strings.TrimSuffix(run, ">"), "<"+run)
	}
	for _, scheme := range []string{"javascript:", "JaVaScRiPt:", "java\tscript:", " javascript:", "\u0001javascript:", "javascript&colon;", "vbscript:", "data:text/html,", "data:text/html;base64,", "//xqz.example/", "https:\\\\xqz.example\\"} {
		out = append(out, scheme+"xqz()", scheme+"<xqz-u>")
	}
	return out
}

// Whatever is typed anywhere is shown as it was typed, and is nothing else, on
// every page that shows it.
func TestWhatIsTypedStaysText(t *testing.T) {
	tried := vectors()
	if len(tried) < 500 {
		t.Fatalf("only %d vectors", len(tried))
	}
	for chunk := range slices.Chunk(tried, 160) {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			staysText(t, chunk)
		})
	}
}

func staysText(t *testing.T, attacks []string) {
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
	nick := attacks[0][:min(len(attacks[0]), 60)]
	gone := rec.addUser(nick, habeas.RoleReader)
	if err := rec.desk.ChangeUser(rec.ctx, rec.actors[habeas.RoleAdmin], gone.ID, desk.UserChange{Circles: &[]string{nick}, Version: 1}); err != nil {
		t.Fatal(err)
	}
	for _, a := range slices.Collect(slices.Chunk(attacks, 20)) {
		code := must(rec.desk.Comment(rec.ctx, desk.CommentForm{About: told.Person, Nickname: "x" + a[0][:min(len(a[0]), 38)], Text: strings.Join(a, " ")}))(t)
		var c habeas.Comment
		if err := rec.store.View(rec.ctx, func(tx desk.Tx) (err error) { c, err = tx.CommentByCode(code.Hash()); return err }); err != nil {
			t.Fatal(err)
		}
		if err := rec.desk.DecideComment(rec.ctx, rec.actors[habeas.RoleModerator], desk.CommentDecision{Comment: c.ID, Seen: desk.TextSum(c.Text), Act: "approve"}); err != nil {
			t.Fatal(err)
		}
	}
	must(rec.desk.PublishComments(rec.ctx))(t)
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
		"/desk/source/" + string(taken.Report.Source), "/desk/lists", "/desk/list/" + string(list), "/desk/list/" + string(list) + "?q=" + q, "/desk/tensions", "/desk/publish", "/desk/accounts", "/desk/account", "/desk/settings", "/desk/safety", "/desk/comments", "/comments/" + string(told.Person), "/comment?about=" + q, "/desk/import?list=" + string(list),
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

	rec.sentToTheDesk(attacks, told.Claims[0], pages)
	// A packet for one recipient is data, and read as a page it is no page.
	reviewer, door := rec.as(habeas.RoleReviewer), "/desk/person/"+string(told.Person)+"/hand-over"
	packet := reviewer.post(door, with(reviewer.get(door+"?to=lawyer/complaint").form("main form"), "token", reviewer.get("/desk").form("form").Get("token"), "to", "lawyer/complaint", "who", all, "why", all))
	if packet.status != http.StatusOK || !json.Valid(packet.body) {
		t.Fatalf("the packet answers %d: %.300s", packet.status, packet.body)
	}
	pages["a packet"] = packet
	for n := range packet.doc.Descendants() {
		if n.Type == html.ElementNode && !slices.Contains([]string{"html", "head", "body"}, n.Data) {
			t.Errorf("in a packet stands an element %s", n.Data)
		}
	}
	// And what is logged.
	for _, a := range attacks {
		if line := redact.Words(a); strings.ContainsAny(line, "\r\n") || strings.Contains(line, "<xqz") || strings.Contains(line, "<script") {
			t.Errorf("in the log stands %q", line)
		}
	}

	shown := 0
	for path, p := range pages {
		if p.status >= 500 {
			t.Errorf("%.60s answers %d", path, p.status)
		}
		if err := htmlcheck.Check(p.body, alive); err != nil {
			t.Errorf("%.80s: %v", path, err)
		}
		if strings.Contains(p.text("body"), strings.Join(strings.Fields(attacks[0]), " ")) {
			shown++
		}
	}
	t.Logf("%d vectors on %d pages and answers; they stand on %d", len(attacks), len(pages), shown)
	if shown < 20 {
		t.Errorf("what was typed is on %d pages only, of %d: nothing was tried", shown, len(pages))
	}
}

// plainLines takes out what no statement may hold.
var plainLines = strings.NewReplacer("\t", " ", "\f", " ", "\r", " ", "\x01", " ", "\u2028", " ", "\u2029", " ")

// sentToTheDesk sends the attacks under seal, as a challenge and in a signed
// statement, answers with them, and adds the pages that show any of it.
func (rec *record) sentToTheDesk(attacks []string, claim habeas.ID, pages map[string]page) {
	t := rec.t
	rec.sealing()
	var fit []string // which hold letters alone, as those who write must
	for _, a := range attacks {
		if submissions.Check(a, habeas.MaxTestimony) == nil {
			fit = append(fit, a)
		}
	}
	if len(fit) < len(attacks)*9/10 {
		t.Errorf("only %d of %d attacks may be sent", len(fit), len(attacks))
	}
	text := strings.Join(fit, " ")
	reader, desk := rec.visitor(), rec.as(habeas.RoleAdmin)
	for _, about := range []habeas.ID{"", claim} { // testimony, and a challenge
		f, err := rec.inbox.Hold(rec.ctx, attacks[0]+attacks[1]+".txt", strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		form := submissions.Form{Text: text, Lang: "en", Files: []habeas.SubmittedFile{f}, Code: true, Claim: about}
		if about != "" {
			form.By = habeas.Challengers[0]
		}
		code := must(rec.inbox.Send(rec.ctx, form))(t)
		all, _, err := rec.inbox.List(rec.ctx, rec.actors[habeas.RoleAdmin], habeas.SubmissionFilter{State: habeas.SubmissionWaiting})
		if err != nil || len(all) != 1 {
			t.Fatalf("%d wait, %v", len(all), err)
		}
		path := "/desk/submissions/" + string(all[0].ID)
		pages["before "+path], pages["list before "+path] = desk.get(path), desk.get("/desk/submissions")
		version := all[0].Version
		for part := range slices.Chunk(fit, 30) { // as many as a reply holds
			if err := rec.inbox.Reply(rec.ctx, rec.actors[habeas.RoleAdmin], all[0].ID, version, "en", strings.Join(part, " ")); err != nil {
				t.Fatal(err)
			}
			version++
		}
		pages[path], pages["what the code of "+path+" opens"] = desk.get(path), reader.post("/submit/reply", fields("code", code.String()))
		pages["what comes back of "+path] = reader.post("/submit", with(rec.typed(reader.get("/submit").form("form.send")), "text", text, "keep", ""))
	}
	pages["challenges"], pages["a challenged claim"] = reader.get("/challenges"), reader.get("/claim/"+string(claim))
	s := newSigner(t.(*testing.T))
	signed, err := statements.Sign(statements.Statement{Day: time.Now().UTC().Format(time.DateOnly), Due: time.Now().UTC().AddDate(0, 0, 9).Format(time.DateOnly), Words: strings.TrimSpace(plainLines.Replace(strings.Join(fit, " ")))}, s.private)
	if err != nil {
		t.Fatal(err)
	}
	rec.put(habeas.Canary{Key: s.public, Since: "2026-01-01", Signed: signed})
	pages["a statement"] = reader.get("/canary")
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
