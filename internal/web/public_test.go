package web

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/browser"
	"github.com/habeas-record/habeas/internal/demo"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/web/htmlcheck"
)

// rehearsal is the maker of the demonstration that the tests serve; its clock
// and its identifiers go on from one of them to the next.
var rehearsal = demo.New()

// rich serves the demonstration: a record with every kind of claim, list,
// report and subject in several scripts.
func rich(t testing.TB) *record {
	t.Helper()
	dir := t.TempDir()
	rehearsed.Copy(t, dir, func(dir string) {
		rec := serve(t, dir, rehearsal)
		defer rec.shut()
		if err := rehearsal.Build(rec.ctx, rec.desk, rec.estimates, rec.links, rehearsal.Inbox(rec.desk, rec.store, rec.blobs)); err != nil {
			t.Fatal(err)
		}
	})
	return serve(t, dir, rehearsal)
}

// tell takes down what a source told about a person, as the documenter: facts
// are pairs of a property and the words, behind which "|" may bring a value.
func (rec *record) tell(src *habeas.Source, name string, facts ...string) desk.Entered {
	rec.t.Helper()
	t := desk.Telling{NewSource: src, Proximity: habeas.FirstHand, Name: name, Lang: "en", Told: "2018-01-10", Access: habeas.AccessTeam,
		Facts: []desk.Fact{{Property: "name", Words: name}}}
	for i := 0; i+1 < len(facts); i += 2 {
		f := desk.Fact{Property: facts[i]}
		f.Words, f.Value, _ = strings.Cut(facts[i+1], "|")
		if p, ok := habeas.PropertyOf(f.Property); ok && p.Event() {
			f.When, f.Slots = "August 2017", map[string]string{"place": "Korgan county"}
		}
		t.Facts = append(t.Facts, f)
	}
	told, err := rec.desk.Enter(rec.ctx, rec.actors[habeas.RoleDocumenter], t, "")
	if err != nil {
		rec.t.Fatal(err)
	}
	return told
}

// publish lets claims out: the documenter hands them over, the reviewer
// publishes them.
func (rec *record) publish(claims ...habeas.ID) {
	rec.t.Helper()
	err := rec.desk.Submit(rec.ctx, rec.actors[habeas.RoleDocumenter], claims, nil)
	if err == nil {
		err = rec.desk.Publish(rec.ctx, rec.actors[habeas.RoleReviewer], claims, nil)
	}
	if err != nil {
		rec.t.Fatal(err)
	}
}

// visited is what a reader reaches from the first page by links alone.
type visited struct {
	pages map[string]page     // by address
	by    map[string][]string // addresses by pattern of the route, in the order they were found
}

// laterFiles are offered once the desk has keys to seal to, and has signed a
// statement.
var laterFiles = []string{"/submit/keys.txt", "/canary.txt"}

// otherLanguage begins the address of a page in another language than English.
var otherLanguage = regexp.MustCompile("^/(en-XB|kk|ru|tr|ug|zh)(/|$)")

// crawl follows every link from the first page on, outside the desk and in one
// language. Of
// addresses with a query it follows those that differ from the path alone by
// one parameter: the others are combinations of them.
func (rec *record) crawl(prefix string) visited {
	rec.t.Helper()
	c := rec.visitor()
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	out := visited{pages: map[string]page{}, by: map[string][]string{}}
	queue, seen := []string{prefix + "/"}, map[string]bool{prefix + "/": true}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		p := c.get(path)
		out.pages[path] = p
		pattern := patternOf(rec.t, strings.TrimPrefix(path, prefix))
		out.by[pattern] = append(out.by[pattern], path)
		for n := range p.doc.Descendants() {
			href := attribute(n, "href")
			if n.Type != html.ElementNode || n.Data != "a" || href == "" || href[0] == '#' {
				continue
			}
			href, _, _ = strings.Cut(href, "#")
			if seen[href] || strings.HasPrefix(href, prefix+"/desk") || strings.Count(href, "=") > 1 || !strings.HasPrefix(href, prefix+"/") || prefix == "" && otherLanguage.MatchString(href) {
				continue
			}
			seen[href] = true
			queue = append(queue, href)
		}
	}
	return out
}

// patternOf is the pattern of the public route that answers for the path, ""
// for none.
func patternOf(t testing.TB, path string) string {
	t.Helper()
	path, _, _ = strings.Cut(path, "?")
	for _, rt := range routes {
		if !rt.Desk && regexp.MustCompile("^"+strings.NewReplacer("{$}", "", "{id}", "[^/]+").Replace(rt.Pattern)+"$").MatchString(path) {
			return rt.Pattern
		}
	}
	t.Errorf("no route answers for %s", path)
	return ""
}

// Whatever a reader can reach by links is a page that keeps every rule, in both
// directions; and every public page can be reached.
func TestPublicPages(t *testing.T) {
	rec := rich(t)
	for _, prefix := range []string{"", "/en-XB"} {
		seen := rec.crawl(prefix)
		if len(seen.pages) < 300 {
			t.Fatalf("only %d pages can be reached from %s/", len(seen.pages), prefix)
		}
		for _, rt := range routes {
			// No claim of the demonstration is about an authority.
			if !rt.Desk && rt.Method == get && rt.Item != habeas.KindAuthority && !slices.Contains(laterFiles, rt.Pattern) && len(seen.by[rt.Pattern]) == 0 {
				t.Errorf("no link leads to %s%s", prefix, rt.Pattern)
			}
		}
		failures := 0
		for path, p := range seen.pages {
			if failures > 5 {
				t.Fatal("more pages fail")
			}
			// The history of a claim leads to its versions, those taken back too.
			if p.status != http.StatusOK && !(p.status == http.StatusGone && strings.HasPrefix(path, prefix+"/claim/")) {
				t.Errorf("a link leads to %s, which answers %d", path, p.status)
				failures++
				continue
			}
			if err := htmlcheck.Check(p.body, htmlcheck.Public()); err != nil {
				t.Errorf("%s:\n%v", path, err)
				failures++
			}
			if err := htmlcheck.Weight(p.body, htmlcheck.PublicWeight); err != nil {
				t.Errorf("%s: %v", path, err)
			}
		}
	}
}

// readers are the views every public page is looked at in: both widths in both
// directions, light and dark, and on paper.
var readers = []struct {
	prefix string
	view   browser.View
}{
	{"", browser.View{Width: 400, NoScript: true}},
	{"", browser.View{Width: 1280, Dark: true, NoScript: true}},
	{"", browser.View{Width: 1280, Print: true, NoScript: true}},
	{"/en-XB", browser.View{Width: 400, Dark: true, NoScript: true}},
	{"/en-XB", browser.View{Width: 1280, NoScript: true}},
}

// One page of each kind, the longest that can be reached, as a browser shows
// it. With HABEAS_SHOTS set it leaves pictures.
func TestPublicPagesInABrowser(t *testing.T) {
	b := browser.New(t) // or the test ends here, before a record is made
	rec := rich(t)
	shown := map[string]string{"not-found": "/person/p-no-such", "search-none": "/people?q=zzz", "search-name": "/people?q=%D8%A6", "search-alike": "/people?q=Aigul+Bekturkizi"}
	seen := rec.crawl("")
	for pattern, paths := range seen.by {
		if pattern == "" {
			continue
		}
		longest := slices.MaxFunc(paths, func(a, b string) int { return len(seen.pages[a].body) - len(seen.pages[b].body) })
		shown[strings.Trim(strings.NewReplacer("/{$}", "home", "/{id}", "").Replace(pattern), "/")] = longest
	}
	shown["claim-gone"] = rec.gone()
	for name, path := range shown {
		t.Run(name, func(t *testing.T) {
			b := b.For(t)
			for _, v := range readers {
				p := b.Open(rec.URL+v.prefix+path, v.view)
				p.Check()
				p.CheckWeight(2, htmlcheck.PublicWeight)
				var kept string
				if p.Eval("document.cookie", &kept); kept != "" {
					t.Errorf("%s leaves the cookie %s", path, kept)
				}
				dir := "ltr"
				if v.prefix != "" {
					dir = "rtl"
				}
				p.Shot("public-" + name + "-" + dir)
				b.Close(p)
			}
		})
	}
}

// gone is the address of a claim of the demonstration that was public once.
func (rec *record) gone() string {
	rec.t.Helper()
	c := rec.visitor()
	var ids []habeas.ID
	if err := rec.store.View(rec.ctx, func(tx desk.Tx) error {
		for _, s := range []habeas.Status{habeas.Withdrawn, habeas.Superseded} {
			cs, _, err := tx.FindClaims(habeas.ClaimFilter{Status: s, Limit: 500})
			if err != nil {
				return err
			}
			for _, x := range cs {
				ids = append(ids, x.ID)
			}
		}
		return nil
	}); err != nil {
		rec.t.Fatal(err)
	}
	for _, id := range ids {
		if p := c.get("/claim/" + string(id)); p.status == http.StatusGone {
			htmlcheck.Run(rec.t, p.body, htmlcheck.Public(), htmlcheck.In("main time"), htmlcheck.NotIn("blockquote"))
			return "/claim/" + string(id)
		}
	}
	rec.t.Fatal("no claim of the demonstration was taken back")
	return ""
}

// A person with forty claims costs a reader two requests and 60 kB at most,
// the style sheet included and nothing compressed.
func TestPersonOfFortyClaims(t *testing.T) {
	b := browser.New(t)
	rec := newRecord(t)
	var facts []string
	for n := range 40 {
		words := "what she told of the " + strconv.Itoa(n) + "th year: " + strings.Repeat("they were taken in the evening and nobody said where to; ", 3)
		facts = append(facts, []string{"health", "event.detention", "reason.official", "occupation", "event.sighting"}[n%5], words)
	}
	told := rec.tell(&habeas.Source{Kind: habeas.SourcePerson, Name: "Gulnar Bekturkyzy, her sister", Label: "her sister", Protection: habeas.ProtectionOpen,
		Consent: habeas.ConsentNamed}, "Aigul Bekturkyzy", facts...)
	rec.publish(told.Claims...)
	path := "/person/" + string(told.Person)
	shown := rec.visitor().get(path).check(http.StatusOK, htmlcheck.Public())
	if n := strings.Count(string(shown.body), `class="claim"`); n < 40 {
		t.Fatalf("the page shows %d claims, want 40 at least", n)
	}
	for _, v := range readers {
		p := b.Open(rec.URL+v.prefix+path, v.view)
		p.Check()
		p.CheckWeight(2, htmlcheck.PublicWeight)
		if w := p.Traffic(); w.Requests != 2 {
			t.Errorf("%s takes %d requests, want the page and its style sheet", v.view, w.Requests)
		} else {
			t.Logf("%s%s: %d bytes", v.prefix, v.view, w.Bytes)
		}
	}
}

// BenchmarkPersonPage asks for the longest person page of the demonstration,
// through the whole handler.
func BenchmarkPersonPage(b *testing.B) {
	rec := rich(b)
	path, most := "", 0
	for _, s := range must(rec.public.SearchPeople(rec.ctx, habeas.PeopleQuery{Limit: 100}))(b).People {
		if s.Claims > most {
			path, most = "/person/"+string(s.Person), s.Claims
		}
	}
	var took []time.Duration
	for b.Loop() {
		w := httptest.NewRecorder()
		begun := time.Now()
		rec.Config.Handler.ServeHTTP(w, httptest.NewRequestWithContext(rec.ctx, get, path, nil))
		took = append(took, time.Since(begun))
		if w.Code != http.StatusOK {
			b.Fatalf("%s answers %d", path, w.Code)
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
	b.ReportMetric(float64(most), "claims")
}
