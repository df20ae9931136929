package web

import (
	"bytes"
	"database/sql"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
)

// outcome is how a route answers, as far as the matrix tells answers apart.
type outcome string

const (
	shows    outcome = "a page"
	acts     outcome = "an answer to what was sent"
	signIn   outcome = "the way to the sign-in page"
	onward   outcome = "the way to the desk"
	notFound outcome = "not found"
	refused  outcome = "refused"
)

// outcomeOf reads it off an answer; what is none of these fails the test.
func outcomeOf(method string, res *http.Response) outcome {
	to := res.Header.Get("Location")
	switch code := res.StatusCode; {
	case code == http.StatusSeeOther && strings.HasPrefix(to, "/desk/login"):
		return signIn
	case method == get && code == http.StatusSeeOther && to == "/desk":
		return onward
	case code == http.StatusNotFound:
		return notFound
	case code == http.StatusForbidden:
		return refused
	case method == get && code == http.StatusOK:
		return shows
	case method == post && slices.Contains([]int{200, 204, 303, 409, 422}, code):
		return acts
	}
	return outcome(res.Status + " " + to)
}

// expected is what the rules say, from the doors and the state of the item.
func expected(rt route, d door, role habeas.Role, s state) outcome {
	through := map[string]outcome{get: shows, post: acts}[rt.Method]
	if !rt.Desk {
		if rt.Item == "" || s == published {
			return through
		}
		return notFound
	}
	switch {
	case d.may != nil && len(d.may) == 0:
		return d.denied
	case rt.Pattern == "/desk/login" && rt.Method == get && role != habeas.RolePublic:
		return onward
	case !d.open(role) && role == habeas.RolePublic:
		if d.out != "" {
			return d.out
		}
		return signIn
	case !d.open(role):
		return d.denied
	case rt.Item == "" || d.free || mayRead(role, s) || rt.Item == habeas.KindSource && s != missing && s != malformed:
		return through
	}
	return notFound
}

// mayRead is the rule of the house for what is inside it, in the words of the
// design: sealed is for those who handle it, and reviewers.
func mayRead(role habeas.Role, s state) bool {
	switch s {
	case published:
		return true
	case accepted, proposed, team:
		return slices.Contains(staff, role)
	case sealedOther:
		return slices.Contains(reviewers, role)
	case sealedOwn:
		return slices.Contains(documenters, role) // the one there is handles it
	case "staff":
		return slices.Contains(knowers, role)
	}
	return false
}

// asker is somebody with a session, or without.
type asker struct {
	name  string
	role  habeas.Role // what the session is good for
	token string
	*client
}

// askers signs everybody in: nobody, each role, and somebody whose account was
// closed since.
func (g *guarded) askers() []asker {
	out := []asker{{name: "public", client: g.visitor()}}
	for _, role := range habeas.Roles {
		out = append(out, asker{name: string(role), role: role, client: g.as(role)})
	}
	gone := g.addUser("goes away", habeas.RoleDocumenter)
	out = append(out, asker{name: "disabled", client: g.signIn(gone.Name)})
	for i := range out {
		out[i].token = out[i].get("/desk").form("form").Get("token")
		out[i].CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	}
	closed := true
	if err := g.desk.ChangeUser(g.ctx, g.actors[habeas.RoleAdmin], gone.ID, desk.UserChange{Disabled: &closed, Version: 1}); err != nil {
		g.t.Fatal(err)
	}
	return out
}

// send asks one cell of the matrix.
func (a asker) send(g *guarded, rt route, d door, id habeas.ID, fresh bool) (*http.Response, page) {
	g.t.Helper()
	path := strings.NewReplacer("{$}", "", "{id}", string(id), "{token}", "zzzz", "{account}", "uzzzzzzzzzzzzzzzz").Replace(rt.Pattern)
	var body *strings.Reader = strings.NewReader("")
	if rt.Method == post {
		f := d.form(g, id, fresh)
		f.Set("token", a.token)
		body = strings.NewReader(f.Encode())
	}
	req, err := http.NewRequestWithContext(g.ctx, rt.Method, g.URL+path, body)
	if err != nil {
		g.t.Fatal(err)
	}
	if rt.Method == post {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return a.raw(req)
}

// raw is an answer with its headers.
func (c *client) raw(req *http.Request) (*http.Response, page) {
	c.t.Helper()
	var res *http.Response
	keep := c.Transport
	defer func() { c.Transport = keep }()
	c.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
		var err error
		res, err = http.DefaultTransport.RoundTrip(r)
		return res, err
	})
	p := c.do(req, nil)
	return res, p
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestMatrix asks every route as everybody about every item, in two rounds:
// first whatever must be denied, with forms that would take effect, after which
// the record has to be what it was; then the rest.
func TestMatrix(t *testing.T) {
	g := guard(t)
	for _, rt := range routes {
		d, ok := doors[rt.Method+" "+rt.Pattern]
		if !ok {
			t.Errorf("%s %s is missing from the table of doors", rt.Method, rt.Pattern)
		}
		if rt.Method == post && d.form == nil {
			t.Errorf("POST %s has no form to send", rt.Pattern)
		}
		if strings.Contains(rt.Pattern, "{id}") != (rt.Item != "") || rt.Item != "" && len(g.ids[rt.Item]) < 4 {
			t.Errorf("%s %s names no item that there is a fixture for", rt.Method, rt.Pattern)
		}
	}
	if len(doors) != len(routes) {
		t.Errorf("the table of doors has %d lines, the table of routes %d", len(doors), len(routes))
	}
	if t.Failed() {
		return
	}
	everybody := g.askers()
	before := g.dump()
	cells := 0
	for _, round := range []string{"denied", "let through"} {
		for _, rt := range routes {
			d := doors[rt.Method+" "+rt.Pattern]
			for _, a := range everybody {
				denials := map[string][]string{} // what a denial says, and to what
				for _, s := range states {
					id, exists := g.ids[rt.Item][s]
					if rt.Item != "" && !exists || rt.Item == "" && s != published {
						continue
					}
					want := expected(rt, d, a.role, s)
					if a.name == "disabled" && rt.Method == post && rt.Desk && (d.may == nil || len(d.may) == 0) {
						want = refused // the forms of that session ended with it
					}
					denied := want == notFound || want == refused || want == signIn
					if denied != (round == "denied") || rt.Pattern == "/desk/logout" && !denied {
						continue
					}
					cells++
					res, p := a.send(g, rt, d, id, denied)
					cell := fmt.Sprintf("%s %s as %s, %s", rt.Method, rt.Pattern, a.name, s)
					if got := outcomeOf(rt.Method, res); got != want {
						t.Errorf("%s: %s, want %s", cell, got, want)
					}
					if denied {
						said := told(res, p, a.token, id)
						denials[said] = append(denials[said], string(s))
					}
					scan(t, cell, a.role, res, p)
				}
				if len(denials) > 1 {
					t.Errorf("%s %s as %s: denials differ: %s", rt.Method, rt.Pattern, a.name, differ(denials))
				}
			}
		}
		if round == "denied" {
			if diff := cmp.Diff(before, g.dump()); diff != "" {
				t.Errorf("what was denied changed the record:\n%s", diff)
			}
		}
	}
	if cells < 1500 {
		t.Errorf("only %d cells were asked", cells)
	}
	t.Logf("%d cells", cells)
}

// told is all an answer tells, but for the form's token and what was asked.
func told(res *http.Response, p page, token string, id habeas.ID) string {
	var b strings.Builder
	fmt.Fprintln(&b, res.StatusCode)
	for _, h := range slices.Sorted(maps.Keys(res.Header)) {
		if h != "Date" && h != "Set-Cookie" && h != "Content-Length" {
			fmt.Fprintln(&b, h, res.Header[h])
		}
	}
	b.Write(p.body)
	said := b.String()
	if token != "" {
		said = strings.ReplaceAll(said, token, "TOKEN")
	}
	if id != "" {
		said = strings.ReplaceAll(said, string(id), "ID")
	}
	return said
}

func differ(denials map[string][]string) string {
	var said []string
	for words, which := range denials {
		said = append(said, fmt.Sprintf("to %s it says\n%s", strings.Join(which, ", "), words))
	}
	return strings.Join(said, "\n")
}

// dump is every row of every table but the sessions, sorted.
func (rec *record) dump() []string {
	rec.t.Helper()
	db, err := sql.Open("sqlite", "file:"+rec.file+"?mode=ro")
	if err != nil {
		rec.t.Fatal(err)
	}
	defer db.Close()
	var out []string
	read := func(query string, each func(values []any)) {
		rows, err := db.Query(query)
		if err != nil {
			rec.t.Fatal(err)
		}
		defer rows.Close()
		columns, err := rows.Columns()
		for err == nil && rows.Next() {
			values := make([]any, len(columns))
			for i := range values {
				values[i] = new(any)
			}
			if err = rows.Scan(values...); err == nil {
				each(values)
			}
		}
		if err == nil {
			err = rows.Err()
		}
		if err != nil {
			rec.t.Fatal(err)
		}
	}
	var tables []string
	read("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%' AND name NOT LIKE 'sqlite%' AND name <> 'sessions' ORDER BY name", func(v []any) {
		tables = append(tables, fmt.Sprint(*v[0].(*any)))
	})
	for _, table := range tables {
		read(`SELECT * FROM "`+table+`"`, func(values []any) {
			var line bytes.Buffer
			line.WriteString(table)
			for _, v := range values {
				fmt.Fprintf(&line, "|%v", *v.(*any))
			}
			out = append(out, line.String())
		})
	}
	if len(out) < 20 {
		rec.t.Fatalf("the record has only %d rows", len(out))
	}
	slices.Sort(out)
	return out
}
