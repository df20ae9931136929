package web

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/habeas-record/habeas"
)

var marks = regexp.MustCompile(`zq([a-z]+?)x(published|accepted|proposed|team|sealedown|sealed|staff)`)

// scan fails if an answer holds, in any byte of it, a mark that the role may
// not read.
func scan(t *testing.T, what string, role habeas.Role, res *http.Response, p page) {
	t.Helper()
	all := string(p.body) + " " + html.UnescapeString(string(p.body))
	for name, values := range res.Header {
		all += " " + name + ": " + strings.Join(values, " ")
	}
	if plain, err := url.QueryUnescape(all); err == nil {
		all += plain
	}
	told := map[string]bool{}
	for _, m := range marks.FindAllStringSubmatch(strings.ToLower(all), -1) {
		if !mayRead(role, state(m[2])) && !told[m[0]] {
			told[m[0]] = true
			t.Errorf("%s: the answer holds %s", what, m[0])
		}
	}
}

// What is private is in no answer to the public: not under the address of
// another thing, not in a listing, a search, a facet or an error.
func TestNothingPrivateGetsOut(t *testing.T) {
	g := guard(t)
	c := g.visitor()
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	asked := 0
	look := func(path string) (*http.Response, page) {
		asked++
		req, err := http.NewRequestWithContext(g.ctx, http.MethodGet, g.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		res, p := c.raw(req)
		if res.StatusCode >= 500 {
			t.Errorf("%s answers %d", path, res.StatusCode)
		}
		return res, p
	}
	ask := func(path string) page {
		res, p := look(path)
		scan(t, path, habeas.RolePublic, res, p)
		said := string(p.body) + fmt.Sprint(res.Header)
		for _, id := range g.hidden {
			if strings.Contains(said, string(id)) && !strings.Contains(path, string(id)) {
				t.Errorf("%s: the answer holds the id %s", path, id)
			}
		}
		return p
	}
	var every []habeas.ID
	for _, by := range g.ids {
		for _, id := range by {
			every = append(every, id)
		}
	}
	every = append(every, g.hidden...)
	for _, rt := range routes {
		switch {
		case rt.Method != get:
		case rt.Item == "":
			ask(strings.NewReplacer("{$}", "", "{token}", "zzzz").Replace(rt.Pattern))
		default:
			for _, id := range every {
				ask(strings.ReplaceAll(rt.Pattern, "{id}", string(id)))
			}
		}
	}
	reached := g.crawl("")
	for path := range reached.pages {
		ask(path)
	}
	for _, rt := range routes {
		if !rt.Desk && rt.Method == get && !slices.Contains(laterFiles, rt.Pattern) && len(reached.by[rt.Pattern]) == 0 {
			t.Errorf("no link leads to %s", rt.Pattern)
		}
	}
	// A search for what is private finds as much as one for what there is not,
	// in every parameter of every listing.
	const nothing = "qqnosuchwordqq"
	said := func(path, word string) string {
		_, p := look(path + url.QueryEscape(word))
		return strings.ReplaceAll(strings.ReplaceAll(string(p.body), word, "WORD"), url.QueryEscape(word), "WORD")
	}
	for path, params := range map[string][]string{
		"/people":     {"q", "place", "list", "sex", "year", "grade", "standing", "sort", "page"},
		"/events":     {"kind", "from", "to", "page"},
		"/groups":     {"q", "in", "page"},
		"/places":     {"q", "in", "page"},
		"/facilities": {"q", "in", "page"},
		"/reports":    {"q", "page"},
	} {
		for _, param := range params {
			at := path + "?" + param + "="
			want := said(at, nothing)
			for _, s := range made {
				if s == published {
					continue
				}
				for _, what := range []string{"person", "twin", "title", "place", "facility", "group", "event", "occupation", "row", "list", "words", "policy", "outlet"} {
					if got := said(at, mark(what, s)); got != want {
						t.Errorf("%s%s answers otherwise than for a word there is not", at, mark(what, s))
					}
				}
			}
			for _, word := range []string{mark("sourcename", "staff"), mark("toldname", team), mark("toldwords", team), mark("embargoed", team), mark("number", sealedOwn),
				mark("residence", team), g.actors[habeas.RoleDocumenter].Name, string(g.ids[habeas.KindList][sealedOther]), string(g.ids[habeas.KindList][team])} {
				if got := said(at, word); got != want {
					t.Errorf("%s%s answers otherwise than for a word there is not", at, word)
				}
			}
		}
	}
	if asked < 1500 {
		t.Errorf("only %d answers were looked at", asked)
	}
	// The scan sees what it should see: the public part of the same record.
	found := false
	for _, m := range marks.FindAllStringSubmatch(string(ask("/person/"+string(g.ids[habeas.KindPerson][published])).body), -1) {
		found = found || m[2] == string(published)
	}
	if !found {
		t.Error("the marks of what is published are on no page: the scan looks for nothing")
	}
	t.Logf("%d answers", asked)
}

// Inside the desk, a role reads what it may and no more, wherever it looks.
func TestDeskShowsARoleNoMore(t *testing.T) {
	g := guard(t)
	var every []habeas.ID
	for _, by := range g.ids {
		for s, id := range by {
			if s != missing && s != malformed {
				every = append(every, id)
			}
		}
	}
	seen := map[string]bool{}
	for _, a := range g.askers() {
		if a.role == habeas.RolePublic {
			continue // see the matrix
		}
		for _, rt := range routes {
			if rt.Method != get || !rt.Desk {
				continue
			}
			paths := []string{rt.Pattern}
			if rt.Item != "" {
				paths = nil
				for _, id := range every {
					paths = append(paths, strings.ReplaceAll(rt.Pattern, "{id}", string(id)))
				}
			} else {
				for _, query := range []string{"q=zq&name=zq&text=zq", "undecided=1&mine=1", "page=2&sort=news", "list=" + string(g.ids[habeas.KindList][sealedOther]),
					"draft=" + string(g.ids[habeas.KindDraft][sealedOther]), "person=" + string(g.ids[habeas.KindPerson][sealedOther])} {
					paths = append(paths, rt.Pattern+"?"+query)
				}
			}
			for _, path := range paths {
				req, err := http.NewRequestWithContext(g.ctx, http.MethodGet, g.URL+strings.ReplaceAll(path, "{token}", "zzzz"), nil)
				if err != nil {
					t.Fatal(err)
				}
				res, p := a.raw(req)
				if res.StatusCode >= 500 {
					t.Errorf("%s as %s answers %d", path, a.name, res.StatusCode)
				}
				scan(t, path+" as "+a.name, a.role, res, p)
				for _, m := range marks.FindAllStringSubmatch(string(p.body), -1) {
					seen[a.name+" "+m[2]] = true
				}
			}
		}
	}
	for _, must := range []string{"reader team", "documenter staff", "documenter sealedown", "reviewer sealed", "admin sealed"} {
		if !seen[must] {
			t.Errorf("nothing was seen as %s: the scan looks for nothing", must)
		}
	}
}
