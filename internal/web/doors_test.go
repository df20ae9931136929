package web

import (
	"errors"
	"net/url"
	"slices"
	"strconv"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
)

// door says who gets through a route, without asking the table of routes.
type door struct {
	may    []habeas.Role // who may try, nil for anybody
	denied outcome       // what any other role is told, whatever the item
	out    outcome       // what somebody not signed in is told, "" for the way to the sign-in page
	// free marks what asks for an item of the actor's own and changes nothing
	// of anybody else's: every id is answered the same way.
	free bool
	// form is what a POST sends. With fresh set it would take effect if it
	// were let through; otherwise it is stopped behind the door.
	form func(g *guarded, id habeas.ID, fresh bool) url.Values
}

// Who may try what, written out a second time.
var (
	staff       = []habeas.Role{"reader", "contributor", "documenter", "reviewer", "moderator", "statistician", "custodian", "admin"}
	bringers    = []habeas.Role{"contributor", "documenter", "reviewer", "admin"}
	documenters = []habeas.Role{"documenter", "reviewer", "admin"}
	reviewers   = []habeas.Role{"reviewer", "admin"}
	moderators  = []habeas.Role{"moderator", "reviewer", "admin"}
	knowers     = []habeas.Role{"documenter", "reviewer", "custodian", "admin"}
	counters    = []habeas.Role{"statistician", "admin"}
	keepers     = []habeas.Role{"custodian"}
	admins      = []habeas.Role{"admin"}
	nobody      = []habeas.Role{}
)

func (d door) open(role habeas.Role) bool { return d.may == nil || slices.Contains(d.may, role) }

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
	"GET /lists":            {}, "GET /list/{id}": {}, "GET /methods": {}, "GET /about": {}, "GET /canary": {}, "GET /canary.txt": {},

	"GET /submit": {}, "GET /submit/reply": {}, "GET /submit/keys": {}, "GET /submit/keys.txt": {},
	"POST /submit":               {form: sends("text", "", "keep", "code")},
	"GET /submit/challenge/{id}": {}, "GET /challenges": {},
	"POST /submit/challenge/{id}": {form: sends("text", "", "keep", "code", "by", "anybody")},
	"POST /submit/code":           {form: sends("code", "1")},
	"POST /submit/reply":          {form: sends("code", "1")},
	"POST /submit/more":           {form: sends("open", "", "act", "back", "sure", "1")},

	"GET /desk/login": {},
	"POST /desk/login": {form: func(*guarded, habeas.ID, bool) url.Values {
		return fields("name", string(habeas.NewID(habeas.KindUser)), "password", "") // another each time, as tries are counted
	}},
	"GET /desk/setup/{token}":           {denied: notFound, may: nobody, out: notFound},
	"POST /desk/setup/{token}":          {denied: notFound, may: nobody, out: notFound, form: sends("name", "x", "password", testPassword, "again", testPassword)},
	"GET /desk/link/{account}/{token}":  {},
	"POST /desk/link/{account}/{token}": {may: nobody, denied: notFound, out: notFound, form: sends("password", testPassword, "again", testPassword)},
	"GET /desk/account":                 {may: staff},
	"POST /desk/account":                {may: staff, form: sends("act", "extend", "password", "not it")},
	"POST /desk/logout":                 {may: staff, form: sends()},

	"GET /desk":                   {may: staff},
	"GET /desk/people":            {may: staff},
	"GET /desk/reports":           {may: staff},
	"GET /desk/tensions":          {may: staff},
	"GET /desk/lists":             {may: staff},
	"GET /desk/links":             {may: staff},
	"POST /desk/links":            {may: documenters, denied: refused, form: sends()},
	"GET /desk/links/pair":        {may: documenters, denied: refused},
	"GET /desk/links/pair/{id}":   {may: documenters, denied: refused},
	"POST /desk/links/pair/{id}":  {may: documenters, denied: refused, form: sends("verdict", "unsure", "reason", "a test")},
	"GET /desk/person/{id}/links": {may: staff},
	"GET /desk/estimates":         {may: staff},
	"GET /desk/estimates/new":     {may: counters, denied: refused},
	"POST /desk/estimates": {may: counters, denied: refused, form: func(g *guarded, id habeas.ID, fresh bool) url.Values {
		f := fields("place", mark("estimateasked", team), "window", "2017", "list", string(g.ids[habeas.KindList][published]), "assumption", mark("assumption", team))
		if fresh {
			f.Set("method", "dga")
		}
		return f
	}},
	"GET /desk/estimate/{id}":  {may: staff, denied: notFound},
	"POST /desk/estimate/{id}": {may: counters, denied: refused, form: sends()},
	"GET /desk/person/{id}":    {may: staff},
	"GET /desk/subject/{id}":   {may: staff},
	"GET /desk/claim/{id}":     {may: staff},
	"GET /desk/report/{id}":    {may: staff},
	"GET /desk/list/{id}":      {may: staff},

	"POST /desk/person/{id}/link": {may: documenters, denied: refused, form: func(g *guarded, id habeas.ID, fresh bool) url.Values {
		f := fields("decide", "1", "person", string(g.ids[habeas.KindPerson][published]), "verdict", string(habeas.OtherPerson), "reason", "they differ")
		if !fresh {
			f.Del("reason")
		}
		return f
	}},
	"POST /desk/link/{id}/undo": {may: documenters, denied: refused, form: func(g *guarded, id habeas.ID, fresh bool) url.Values {
		f := fields("back", string(g.ids[habeas.KindPerson][published]), "reason", "mistaken")
		if !fresh {
			f.Del("reason")
		}
		return f
	}},
	"POST /desk/claim/{id}": {may: documenters, denied: refused, form: func(g *guarded, id habeas.ID, fresh bool) url.Values {
		return fields("act", "reject", "reason", "not so", "seen", g.seen(id, fresh))
	}},
	"GET /desk/claim/{id}/edit": {may: documenters, denied: refused},
	"POST /desk/claim/{id}/edit": {may: documenters, denied: refused, form: func(g *guarded, id habeas.ID, fresh bool) url.Values {
		return fields("property", "occupation", "subject", string(habeas.MentionOf(g.ids[habeas.KindPerson][published])), "words", "something else", "value", "teacher",
			"source", string(g.ids[habeas.KindSource][published]), "access", "public", "seen", g.seen(id, fresh))
	}},
	"GET /desk/capture":  {may: bringers, denied: refused},
	"POST /desk/capture": {may: bringers, denied: refused, form: sends()},
	"POST /desk/report/{id}": {may: documenters, denied: refused, form: func(g *guarded, id habeas.ID, fresh bool) url.Values {
		for s, report := range g.ids[habeas.KindReport] {
			if c := string(g.ids[habeas.KindClaim][s]); report == id {
				return fields("do", "reject "+c, "seen."+c, g.seen(habeas.ID(c), fresh), "reason."+c, "not so")
			}
		}
		return fields("do", "reject "+string(g.ids[habeas.KindClaim][missing]))
	}},
	"POST /desk/report/{id}/add": {may: documenters, denied: refused, form: func(g *guarded, id habeas.ID, fresh bool) url.Values {
		f := fields("type", "policy", "source", string(g.ids[habeas.KindSource][published]), "start", "0", "end", "6")
		if !fresh {
			f.Set("type", "")
		}
		return f
	}},
	"POST /desk/report/{id}/assign": {may: documenters, denied: refused, form: func(g *guarded, id habeas.ID, fresh bool) url.Values {
		return fields("version", map[bool]string{true: "1", false: "-1"}[fresh], "assigned", string(g.actors[habeas.RoleDocumenter].ID))
	}},
	"GET /desk/report/{id}/original": {may: documenters, denied: notFound},

	"GET /desk/enter":                  {may: documenters, denied: refused},
	"POST /desk/enter":                 {may: documenters, denied: refused, out: refused, form: sends("finish", "1")},
	"POST /desk/draft":                 {may: documenters, denied: refused, form: sends()},
	"POST /desk/draft/{id}/drop":       {may: documenters, denied: refused, free: true, form: sends()},
	"GET /desk/alike":                  {may: documenters, denied: refused},
	"GET /desk/sources":                {may: knowers, denied: notFound},
	"GET /desk/sources/alike":          {may: knowers, denied: notFound},
	"GET /desk/source/{id}":            {may: knowers, denied: notFound},
	"GET /desk/person/{id}/hand-over":  {may: reviewers, denied: refused},
	"POST /desk/person/{id}/hand-over": {may: reviewers, denied: refused, form: sends("to", "lawyer/complaint", "who", "Counsel", "why", "a complaint")},
	"POST /desk/source/{id}/consent":   {may: documenters, denied: refused, form: sends("audience", "lawyer/tracing", "level", "tracing", "how", "said so")},
	"POST /desk/source/{id}/take-back": {may: knowers, denied: refused, form: sends()},
	"POST /desk/source/{id}/seal":      {may: documenters, denied: refused, form: sends("name", "somebody")},
	"GET /desk/custodians":             {may: keepers, denied: refused},
	"POST /desk/custodians":            {may: keepers, denied: refused, form: sends("act", "remove", "custodian", "none")},
	"POST /desk/source/{id}":           {may: documenters, denied: refused, form: sends("version", "-1", "name", "x", "label", "y", "kind", "person", "protection", "open", "consent", "none")},
	"GET /desk/submissions":            {may: documenters, denied: refused},
	"GET /desk/submissions/{id}":       {may: documenters, denied: refused},
	"GET /desk/submissions/{id}/file":  {may: documenters, denied: refused},
	"POST /desk/submissions/{id}": {may: documenters, denied: refused, form: func(g *guarded, id habeas.ID, fresh bool) url.Values {
		return fields("act", "close", "seen", map[bool]string{true: "2", false: "-1"}[fresh], "why", string(habeas.ClosedJunk))
	}},
	"POST /desk/tension/{id}": {may: documenters, denied: refused, form: func(g *guarded, id habeas.ID, fresh bool) url.Values {
		return fields("resolution", map[bool]string{true: string(habeas.TensionDistinct)}[fresh])
	}},
	"POST /desk/list/{id}/publish": {may: documenters, denied: refused, form: func(g *guarded, id habeas.ID, fresh bool) url.Values {
		return fields("act", "off", "version", map[bool]string{true: "2", false: "-1"}[fresh], "grade", "single")
	}},
	"GET /desk/import":        {may: documenters, denied: refused},
	"POST /desk/import":       {may: documenters, denied: refused, form: sends()},
	"GET /desk/publish":       {may: documenters, denied: refused},
	"POST /desk/publish":      {may: documenters, denied: refused, form: sends("back", "c-none")},
	"GET /desk/comments":      {may: moderators, denied: refused},
	"GET /desk/comments/{id}": {may: moderators, denied: refused},
	"POST /desk/comments/{id}": {may: moderators, denied: refused, form: func(g *guarded, id habeas.ID, fresh bool) url.Values {
		return fields("act", "leave")
	}},
	"GET /desk/accounts":         {may: admins, denied: refused},
	"POST /desk/accounts":        {may: admins, denied: refused, form: sends("name", "", "password", "short", "role", "reader")},
	"GET /desk/settings":         {may: admins, denied: refused},
	"GET /desk/safety":           {may: admins, denied: refused},
	"POST /desk/settings/canary": {may: admins, denied: refused, form: sends("signed", "x", "key", "y")},
	"POST /desk/settings":        {may: admins, denied: refused, form: sends("desk", "x", "who", "y", "seen", "-1")},
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
