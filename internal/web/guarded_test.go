package web

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/desk/submissions"
)

// state is how far an item of the matrix is from the public.
type state string

const (
	published   state = "published"
	accepted    state = "accepted"  // and not published, out of a public report
	proposed    state = "proposed"  // nobody has decided
	team        state = "team"      // out of a report the desk keeps to itself
	sealedOther state = "sealed"    // handled by another documenter than the one who asks
	sealedOwn   state = "sealedown" // handled by the documenter who asks
	missing     state = "missing"
	malformed   state = "malformed"
)

// made are the states an item can be in; the others are of no item.
var made = []state{published, accepted, proposed, team, sealedOther, sealedOwn}

var states = append(made[:len(made):len(made)], missing, malformed)

// guarded is a record with one item of every kind in every state. Whatever it
// holds bears a mark that says how private it is, so that a scan of any answer
// finds what should not be in it: "zq" + what + "x" + its state.
type guarded struct {
	*record
	other  habeas.Actor // a second documenter
	ids    map[habeas.Kind]map[state]habeas.ID
	twins  map[state]habeas.ID // a second mention out of each report
	far    map[state]habeas.ID // a place that a public claim points to, named in a report in each state
	hidden []habeas.ID         // what has no page for the public, and whose id tells something
}

func mark(what string, s state) string { return "zq" + what + "x" + string(s) }

// guard builds it, all through the desk.
func guard(t *testing.T) *guarded {
	g := &guarded{record: newRecord(t), ids: map[habeas.Kind]map[state]habeas.ID{}, far: map[state]habeas.ID{}, twins: map[state]habeas.ID{}}
	for role := range g.actors {
		if role != habeas.RoleAdmin {
			g.actors[role] = g.addUser(mark("user"+string(role), team), role)
		}
	}
	g.other = g.addUser(mark("userother", team), habeas.RoleDocumenter)
	for _, s := range made {
		g.wing(s)
	}
	g.lists()
	g.drafts()
	g.protected()
	g.comments()
	g.estimated()
	g.submissions()
	g.proposed()
	for kind, letter := range map[habeas.Kind]string{habeas.KindPerson: "p", habeas.KindClaim: "c", habeas.KindEvent: "e", habeas.KindGroup: "g", habeas.KindPlace: "l",
		habeas.KindFacility: "f", habeas.KindAuthority: "a", habeas.KindReport: "r", habeas.KindList: "i", habeas.KindLink: "k", habeas.KindDraft: "n",
		habeas.KindSource: "s", habeas.KindTension: "x", habeas.KindComment: "w", habeas.KindEstimate: "h", habeas.KindSent: "y", habeas.KindPair: "b"} {
		g.put(kind, missing, habeas.ID(letter+"zzzzzzzzzzzzzzzz"))
		g.put(kind, malformed, habeas.ID("-"+letter+"-no-such-id----"))
	}
	for _, a := range append([]habeas.Actor{g.other}, slices.Collect(maps.Values(g.actors))...) {
		g.hidden = append(g.hidden, a.ID)
	}
	for kind, by := range g.ids {
		for s, id := range by {
			if s != published && s != missing && s != malformed || kind == habeas.KindSource || kind == habeas.KindLink || kind == habeas.KindDraft || kind == habeas.KindEstimate {
				g.hidden = append(g.hidden, id)
			}
		}
	}
	return g
}

// comments are one that is out and one that waits, whose words nobody outside
// may see.
func (g *guarded) comments() {
	for _, s := range []state{published, team} {
		code := must(g.desk.Comment(g.ctx, desk.CommentForm{About: g.ids[habeas.KindPerson][published], Text: mark("comment", s)}))(g.t)
		var c habeas.Comment
		if err := g.store.View(g.ctx, func(tx desk.Tx) (err error) { c, err = tx.CommentByCode(code.Hash()); return err }); err != nil {
			g.t.Fatal(err)
		}
		g.put(habeas.KindComment, s, c.ID)
		if s == published {
			x := desk.CommentDecision{Comment: c.ID, Seen: desk.TextSum(c.Text), Act: "approve"}
			if err := g.desk.DecideComment(g.ctx, g.actors[habeas.RoleReviewer], x); err != nil {
				g.t.Fatal(err)
			}
			must(g.desk.PublishComments(g.ctx))(g.t)
		}
	}
}

// estimated are two answers that every account reads, and nobody outside.
func (g *guarded) estimated() {
	for _, s := range []state{published, team} {
		q := habeas.EstimateQuestion{Place: mark("estimate"+string(s), team), Window: "2017/2018", Lists: [][]habeas.ID{{g.ids[habeas.KindList][published]}},
			Method: "dga", Assumption: mark("assumption", team)}
		e, _, err := g.record.estimates.Ask(g.ctx, g.actors[habeas.RoleStatistician], q, nil)
		if err != nil {
			g.t.Fatal(err)
		}
		g.put(habeas.KindEstimate, s, e.ID)
	}
}

// proposed are pairs of which one mention is in each state and the other one is
// public, as a run before the one was sealed would have left them.
func (g *guarded) proposed() {
	var pairs []habeas.LinkPair
	for _, s := range made {
		a, b := habeas.MentionOf(g.ids[habeas.KindPerson][s]), g.twins[published]
		p := habeas.LinkPair{ID: habeas.PairOf(a, b), A: min(a, b), B: max(a, b), Weight: 1, Said: mark("pairsaid", s), Reasons: []habeas.LinkReason{{Column: "name", Level: mark("pairlevel", s), Weight: 1}}}
		g.put(habeas.KindPair, s, p.ID)
		pairs = append(pairs, p)
	}
	r := habeas.LinkRun{ID: habeas.NewID(habeas.KindRun), By: g.actors[habeas.RoleDocumenter].ID, At: time.Now(), Model: []byte(`{"prior":0.1,"comparisons":[{"column":"name","kind":"exact","m":[0,0.9,0.1],"u":[0,0.1,0.9]}],"rules":[{"keys":[{"column":"name"}]}]}`), Pairs: len(pairs), Sum: habeas.SumPairs(pairs)}
	if err := g.store.Update(g.ctx, func(tx desk.Tx) error { return tx.AddLinkRun(r, pairs, nil) }); err != nil {
		g.t.Fatal(err)
	}
}

// submissions are one that the documenter who asks deals with, one that another
// does, and one that nobody does yet.
func (g *guarded) submissions() {
	for _, x := range []struct {
		s  state
		by habeas.ID
	}{{sealedOwn, g.actors[habeas.RoleDocumenter].ID}, {sealedOther, g.other.ID}, {sealedOther, ""}} {
		f := must(g.inbox.Hold(g.ctx, mark("sentfile", x.s), strings.NewReader(mark("sentbytes", x.s))))(g.t)
		must(g.inbox.Send(g.ctx, submissions.Form{Text: mark("sent", x.s), Lang: "en", Files: []habeas.SubmittedFile{f}, Code: true}))(g.t)
		all, _, err := g.inbox.List(g.ctx, g.actors[habeas.RoleAdmin], habeas.SubmissionFilter{})
		if err != nil {
			g.t.Fatal(err)
		}
		for _, s := range all {
			if s.Version != 1 || x.by == "" {
				continue
			}
			if err := g.inbox.Assign(g.ctx, g.actors[habeas.RoleAdmin], s.ID, 1, x.by, "", ""); err != nil {
				g.t.Fatal(err)
			}
			g.put(habeas.KindSent, x.s, s.ID)
		}
	}
}

func (g *guarded) put(kind habeas.Kind, s state, id habeas.ID) {
	if g.ids[kind] == nil {
		g.ids[kind] = map[state]habeas.ID{}
	}
	g.ids[kind][s] = id
}

// must takes the result of a call to the desk.
func must[T any](v T, err error) func(t testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// wing makes one report and everything said in it, in one state.
func (g *guarded) wing(s state) {
	by, access := g.actors[habeas.RoleDocumenter], habeas.AccessPublic
	switch s {
	case team:
		access = habeas.AccessTeam
	case sealedOwn:
		access = habeas.AccessSealed
	case sealedOther:
		by, access = g.other, habeas.AccessSealed
	}
	// Who a source is every documenter may know, whatever it said.
	named := s
	if s == sealedOther || s == sealedOwn {
		named = "staff"
	}
	words := map[string]string{}
	body := "A note. "
	for _, what := range []string{"person", "twin", "event", "group", "place", "facility", "authority", "report", "far"} {
		words[what] = "The words of " + mark(what+"words", s)
		body += words[what] + ". "
	}
	taken := must(g.desk.Capture(g.ctx, by, desk.Given{Pasted: body, Title: mark("title", s), Published: "2018-03-08", Lang: "en", Access: access,
		NewSource: &habeas.Source{Kind: habeas.SourceOutlet, Name: mark("outlet", named), Label: mark("outletlabel", named), Protection: habeas.ProtectionOpen,
			Consent: habeas.ConsentNamed, Note: mark("sourcenote", "staff")}}))(g.t)
	g.put(habeas.KindReport, s, taken.Report.ID)
	g.put(habeas.KindSource, s, taken.Report.Source)
	rv := must(g.desk.Review(g.ctx, by, taken.Report.ID))(g.t)
	var claims []habeas.ID
	add := func(what, property string, e desk.Edit) habeas.Claim {
		at := strings.Index(rv.Text.Body, words[what])
		if at < 0 {
			g.t.Fatalf("the report does not have %q", words[what])
		}
		e.Property, e.Source, e.Words, e.Note = property, taken.Report.Source, words[what], mark("note", deskOnly(s))
		start := utf8.RuneCountInString(rv.Text.Body[:at])
		c := must(g.desk.AddMissed(g.ctx, by, rv.Text.ID, start, start+utf8.RuneCountInString(words[what]), e))(g.t)
		claims = append(claims, c.ID)
		return c
	}
	one := add("person", "birth.date", desk.Edit{New: desk.NewSubject{Kind: habeas.KindMention, Label: mark("person", s)}, Value: "1980", When: "1980", EDTF: "1980"})
	two := add("person", "birth.date", desk.Edit{Subject: one.Subject, Value: "1990", When: "1990", EDTF: "1990"})
	g.put(habeas.KindClaim, s, one.ID)
	g.put(habeas.KindPerson, s, habeas.PersonOf(one.Subject))
	twin := add("twin", "occupation", desk.Edit{New: desk.NewSubject{Kind: habeas.KindMention, Label: mark("twin", s)}, Value: mark("occupation", s)})
	for what, x := range map[string]struct {
		kind     habeas.Kind
		property string
	}{"event": {habeas.KindEvent, "event.raid"}, "group": {habeas.KindGroup, "attribute"}, "place": {habeas.KindPlace, "place.kind"},
		"facility": {habeas.KindFacility, "facility.type"}, "authority": {habeas.KindAuthority, "policy"}} {
		c := add(what, x.property, desk.Edit{New: desk.NewSubject{Kind: x.kind, Label: mark(what, s)}, Value: mark(what+"value", s)})
		g.put(x.kind, s, c.Subject)
	}
	g.far[s] = add("far", "place.kind", desk.Edit{New: desk.NewSubject{Kind: habeas.KindPlace, Label: mark("far", s)}, Value: mark("farvalue", s)}).Subject
	add("report", "policy", desk.Edit{Subject: taken.Report.ID, Value: mark("policy", s)})
	link := must(g.desk.Link(g.ctx, by, one.Subject, twin.Subject, habeas.UnsureLink, mark("linkreason", deskOnly(s))))(g.t)
	g.put(habeas.KindLink, s, link.ID)
	g.twins[s] = twin.Subject
	if s == published {
		g.publish(claims...)
	}
	if s == proposed {
		for _, id := range claims {
			if err := g.desk.Decide(g.ctx, by, desk.Decision{Claim: id, Seen: len(must(g.desk.ClaimHistory(g.ctx, by, id))(g.t).Steps), Act: habeas.ActUnsure, Reason: mark("unsure", team)}); err != nil {
				g.t.Fatal(err)
			}
		}
	}
	if err := g.store.View(g.ctx, func(tx desk.Tx) error {
		ts, err := tx.TensionsOf(one.ID, two.ID)
		if err == nil && len(ts) == 0 {
			g.t.Fatalf("%s: two years of birth are no tension", s)
		}
		g.put(habeas.KindTension, s, ts[0].ID)
		return err
	}); err != nil {
		g.t.Fatal(err)
	}
}

// deskOnly is the state of what the desk writes about an item: never more open
// than the desk, and sealed with what is sealed.
func deskOnly(s state) state {
	if s == sealedOther || s == sealedOwn {
		return s
	}
	return team
}

// lists makes one list for each state; the desk has no way yet to keep one to
// itself, so its access is set in the store.
func (g *guarded) lists() {
	for _, s := range made {
		by, access := g.actors[habeas.RoleDocumenter], habeas.AccessPublic
		switch s {
		case team:
			access = habeas.AccessTeam
		case sealedOther:
			by, access = g.other, habeas.AccessSealed
		case sealedOwn:
			access = habeas.AccessSealed
		}
		csv := "name,occupation\n" + mark("row", s) + "," + mark("cell", s) + "\n"
		done := must(g.desk.Import(g.ctx, by, desk.ListFile{Name: mark("file", deskOnly(s)) + ".csv", Body: strings.NewReader(csv), Size: int64(len(csv)), List: mark("list", s),
			Source: g.ids[habeas.KindSource][s]}))(g.t)
		g.put(habeas.KindList, s, done.List)
		if err := g.store.Update(g.ctx, func(tx desk.Tx) error {
			l, err := tx.List(done.List)
			if err != nil {
				return err
			}
			l.Access = access
			return tx.PutList(l)
		}); err != nil {
			g.t.Fatal(err)
		}
		if s == published {
			for _, a := range []habeas.Actor{by, g.actors[habeas.RoleReviewer]} {
				l := must(g.desk.List(g.ctx, a, done.List, habeas.RowQuery{Limit: 1}))(g.t)
				if err := g.desk.PublishList(g.ctx, a, done.List, l.List.Version, habeas.Terms{Grade: habeas.GradeSingle}); err != nil {
					g.t.Fatal(err)
				}
			}
		}
	}
}

// drafts are read by who typed them and by nobody else.
func (g *guarded) drafts() {
	for s, by := range map[state]habeas.Actor{sealedOwn: g.actors[habeas.RoleDocumenter], sealedOther: g.other} {
		d := must(g.desk.SaveDraft(g.ctx, by, habeas.Draft{ID: habeas.NewID(habeas.KindDraft), Form: draftForm + string(s), Title: mark("drafttitle", s),
			Body: []byte(`{"name":["` + mark("draftbody", s) + `"]}`)}))(g.t)
		g.put(habeas.KindDraft, s, d.ID)
	}
}

// protected plants what a source who may not be named, and the desk about it,
// leave in a claim that is public: name, words, note, identity, embargo, and
// what a public claim points to that is not public itself.
func (g *guarded) protected() {
	told := g.tell(&habeas.Source{Kind: habeas.SourcePerson, Name: mark("sourcename", "staff"), Label: mark("label", published), Protection: habeas.ProtectionTeam,
		Consent: habeas.ConsentAnonymised, Note: mark("sourcenote", "staff")}, mark("toldname", team),
		"occupation", mark("toldwords", team)+"|"+mark("toldvalue", published), "health", mark("embargoed", team)+"|"+mark("embargoedvalue", team), "id.number", mark("number", sealedOwn), "event.detention", mark("detention", team),
		"residence", mark("residence", team))
	by := map[string]habeas.ID{}
	for _, id := range told.Claims {
		c := g.claim(id)
		by[c.Property] = id
		if c.Source != "" {
			g.hidden = append(g.hidden, c.Source)
		}
	}
	reviewer := g.actors[habeas.RoleReviewer]
	terms := must(g.desk.ProposeTerms(g.ctx, reviewer, by["health"]))(g.t)
	terms.Embargo = "2999-01-01"
	for _, err := range []error{
		g.desk.Submit(g.ctx, g.actors[habeas.RoleDocumenter], []habeas.ID{by["occupation"], by["event.detention"]}, nil),
		g.desk.Publish(g.ctx, reviewer, []habeas.ID{by["occupation"], by["event.detention"]}, nil),
		g.desk.Publish(g.ctx, reviewer, []habeas.ID{by["health"]}, &terms),
	} {
		if err != nil {
			g.t.Fatal(err)
		}
	}
	g.hidden = append(g.hidden, told.Report, by["health"], by["name"], by["id.number"], by["residence"])

	// Places that only what is not public speaks of, in the object of claims
	// that are: these may name them, in their own words.
	rv := must(g.desk.Review(g.ctx, reviewer, g.ids[habeas.KindReport][published]))(g.t)
	person := habeas.MentionOf(g.ids[habeas.KindPerson][published])
	for _, s := range []state{accepted, proposed, team, sealedOther, sealedOwn} {
		c := must(g.desk.AddMissed(g.ctx, reviewer, rv.Text.ID, 0, 6, desk.Edit{Property: "birth.place", Subject: person, Value: "a village", Words: "a village",
			Object: g.far[s], Source: rv.Source.ID}))(g.t)
		if err := g.desk.Publish(g.ctx, reviewer, []habeas.ID{c.ID}, nil); err != nil {
			g.t.Fatal(err)
		}
	}
}
