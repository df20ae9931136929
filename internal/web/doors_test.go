package web

import (
	"errors"
	"net/url"
	"strconv"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
)

// door says who gets through a route, without asking the table of routes.
type door struct {
	least  habeas.Role // who may try; the public pages are for anybody
	denied outcome     // what a lesser role is told, whatever the item
	out    outcome     // what somebody not signed in is told, "" for the way to the sign-in page
	// free marks what asks for an item of the actor's own and changes nothing
	// of anybody else's: every id is answered the same way.
	free bool
	// form is what a POST sends. With fresh set it would take effect if it
	// were let through; otherwise it is stopped behind the door.
	form func(g *guarded, id habeas.ID, fresh bool) url.Values
}

func fields(pairs ...string) url.Values { return with(url.Values{}, pairs...) }

func sends(pairs ...string) func(*guarded, habeas.ID, bool) url.Values {
	return func(*guarded, habeas.ID, bool) url.Values { return fields(pairs...) }
}

// doors is what the matrix expects: one line a route.
var doors = map[string]door{
	"GET /{$}": {}, "GET /people": {}, "GET /person/{id}": {}, "GET /claim/{id}": {}, "GET /events": {}, "GET /event/{id}": {}, "GET /groups": {}, "GET /group/{id}": {},
	"GET /places": {}, "GET /place/{id}": {}, "GET /facilities": {}, "GET /facility/{id}": {}, "GET /authority/{id}": {}, "GET /reports": {}, "GET /report/{id}": {},
	"GET /comments/{id}": {}, "GET /comment": {}, "GET /terms": {},
	"POST /comment": {form: func(g *guarded, id habeas.ID, fresh bool) url.Values {
		return fields("about", string(g.ids[habeas.KindPerson][published]), "text", "")
	}},
	"POST /comment/outcome": {form: sends("code", "1")},
	"GET /lists":            {}, "GET /list/{id}": {}, "GET /methods": {}, "GET /about": {},

	"GET /desk/login":          {},
	"POST /desk/login":         {form: sends("name", "", "password", "")},
	"GET /desk/setup/{token}":  {denied: notFound, least: "nobody", out: notFound},
	"POST /desk/setup/{token}": {denied: notFound, least: "nobody", out: notFound, form: sends("name", "x", "password", testPassword, "again", testPassword)},
	"POST /desk/logout":        {least: reader, form: sends()},

	"GET /desk":              {least: reader},
	"GET /desk/people":       {least: reader},
	"GET /desk/reports":      {least: reader},
	"GET /desk/tensions":     {least: reader},
	"GET /desk/lists":        {least: reader},
	"GET /desk/person/{id}":  {least: reader},
	"GET /desk/subject/{id}": {least: reader},
	"GET /desk/claim/{id}":   {least: reader},
	"GET /desk/report/{id}":  {least: reader},
	"GET /desk/list/{id}":    {least: reader},

	"POST /desk/person/{id}/link": {least: documenter, denied: refused, form: func(g *guarded, id habeas.ID, fresh bool) url.Values {
		f := fields("decide", "1", "person", string(g.ids[habeas.KindPerson][published]), "verdict", string(habeas.OtherPerson), "reason", "they differ")
		if !fresh {
			f.Del("reason")
		}
		return f
	}},
	"POST /desk/link/{id}/undo": {least: documenter, denied: refused, form: func(g *guarded, id habeas.ID, fresh bool) url.Values {
		f := fields("back", string(g.ids[habeas.KindPerson][published]), "reason", "mistaken")
		if !fresh {
			f.Del("reason")
		}
		return f
	}},
	"POST /desk/claim/{id}": {least: documenter, denied: refused, form: func(g *guarded, id habeas.ID, fresh bool) url.Values {
		return fields("act", "reject", "reason", "not so", "seen", g.seen(id, fresh))
	}},
	"GET /desk/claim/{id}/edit": {least: documenter, denied: refused},
	"POST /desk/claim/{id}/edit": {least: documenter, denied: refused, form: func(g *guarded, id habeas.ID, fresh bool) url.Values {
		return fields("property", "occupation", "subject", string(habeas.MentionOf(g.ids[habeas.KindPerson][published])), "words", "something else", "value", "teacher",
			"source", string(g.ids[habeas.KindSource][published]), "access", "public", "seen", g.seen(id, fresh))
	}},
	"GET /desk/capture":  {least: documenter, denied: refused},
	"POST /desk/capture": {least: documenter, denied: refused, form: sends()},
	"POST /desk/report/{id}": {least: documenter, denied: refused, form: func(g *guarded, id habeas.ID, fresh bool) url.Values {
		for s, report := range g.ids[habeas.KindReport] {
			if c := string(g.ids[habeas.KindClaim][s]); report == id {
				return fields("do", "reject "+c, "seen."+c, g.seen(habeas.ID(c), fresh), "reason."+c, "not so")
			}
		}
		return fields("do", "reject "+string(g.ids[habeas.KindClaim][missing]))
	}},
	"POST /desk/report/{id}/add": {least: documenter, denied: refused, form: func(g *guarded, id habeas.ID, fresh bool) url.Values {
		f := fields("type", "policy", "source", string(g.ids[habeas.KindSource][published]), "start", "0", "end", "6")
		if !fresh {
			f.Set("type", "")
		}
		return f
	}},
	"POST /desk/report/{id}/assign": {least: documenter, denied: refused, form: func(g *guarded, id habeas.ID, fresh bool) url.Values {
		return fields("version", map[bool]string{true: "1", false: "-1"}[fresh], "assigned", string(g.actors[documenter].ID))
	}},
	"GET /desk/report/{id}/original": {least: documenter, denied: notFound},

	"GET /desk/enter":            {least: documenter, denied: refused},
	"POST /desk/enter":           {least: documenter, denied: refused, out: refused, form: sends("finish", "1")},
	"POST /desk/draft":           {least: documenter, denied: refused, form: sends()},
	"POST /desk/draft/{id}/drop": {least: documenter, denied: refused, free: true, form: sends()},
	"GET /desk/alike":            {least: documenter, denied: refused},
	"GET /desk/sources":          {least: documenter, denied: notFound},
	"GET /desk/sources/alike":    {least: documenter, denied: notFound},
	"GET /desk/source/{id}":      {least: documenter, denied: notFound},
	"POST /desk/source/{id}":     {least: documenter, denied: refused, form: sends("version", "-1", "name", "x", "label", "y", "kind", "person", "protection", "open", "consent", "none")},
	"POST /desk/tension/{id}": {least: documenter, denied: refused, form: func(g *guarded, id habeas.ID, fresh bool) url.Values {
		return fields("resolution", map[bool]string{true: string(habeas.TensionDistinct)}[fresh])
	}},
	"POST /desk/list/{id}/publish": {least: documenter, denied: refused, form: func(g *guarded, id habeas.ID, fresh bool) url.Values {
		return fields("act", "off", "version", map[bool]string{true: "2", false: "-1"}[fresh], "grade", "single")
	}},
	"GET /desk/import":        {least: documenter, denied: refused},
	"POST /desk/import":       {least: documenter, denied: refused, form: sends()},
	"GET /desk/publish":       {least: documenter, denied: refused},
	"POST /desk/publish":      {least: documenter, denied: refused, form: sends("back", "c-none")},
	"GET /desk/comments":      {least: reviewer, denied: refused},
	"GET /desk/comments/{id}": {least: reviewer, denied: refused},
	"POST /desk/comments/{id}": {least: reviewer, denied: refused, form: func(g *guarded, id habeas.ID, fresh bool) url.Values {
		return fields("act", "leave")
	}},
	"GET /desk/accounts":  {least: admin, denied: refused},
	"POST /desk/accounts": {least: admin, denied: refused, form: sends("name", "", "password", "short", "role", "reader")},
	"GET /desk/settings":  {least: admin, denied: refused},
	"GET /desk/safety":    {least: admin, denied: refused},
	"POST /desk/settings": {least: admin, denied: refused, form: sends("desk", "x", "who", "y", "seen", "-1")},
}

// seen is what a form says of a claim's history: its length, or a length it
// never had.
func (g *guarded) seen(claim habeas.ID, fresh bool) string {
	if !fresh {
		return "99"
	}
	n := 0
	if err := g.store.View(g.ctx, func(tx desk.Tx) error {
		steps, err := tx.Steps(claim)
		n = len(steps)
		if errors.Is(err, habeas.ErrNotFound) {
			return nil
		}
		return err
	}); err != nil {
		g.t.Fatal(err)
	}
	return strconv.Itoa(n)
}
