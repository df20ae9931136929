package publish_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
)

// bakery is an article with a person taken and an event.
func bakery(w *world) (desk.Reviewing, habeas.Claim, habeas.Claim) {
	w.t.Helper()
	rv := w.article(desk.Given{Pasted: "Officers raided the bakery. Ali Sample was taken.", Title: "Raid on a bakery", Access: habeas.AccessPublic, Lang: "en"})
	name := w.add(rv, "Ali Sample", desk.Edit{Property: "name", Value: "Ali Sample", New: desk.NewSubject{Kind: habeas.KindMention, Label: "the baker"}})
	taken := w.add(rv, "Ali Sample was taken", desk.Edit{Property: "event.detention", Subject: name.Subject, When: "2026-10"})
	return rv, name, taken
}

func (w *world) seen(id habeas.ID) int {
	w.t.Helper()
	h, err := w.ClaimHistory(w.ctx, w.rev, id)
	w.ok(err)
	return h.Entry.Steps
}

// trail prints what the public reads of a claim's past.
func (w *world) trail(id habeas.ID) (string, habeas.ID) {
	w.t.Helper()
	c, err := w.public.Claim(w.ctx, id)
	if err != nil {
		w.absent(err)
		return "nothing", ""
	}
	var out []string
	for _, ch := range c.Changes {
		out = append(out, string(ch.Act)+" "+ch.Day.Format("01-02"))
	}
	if c.Shown.Claim.ID != "" {
		out = append(out, "shown")
	}
	return strings.Join(out, ", "), c.Now
}

func (w *world) reads(id habeas.ID, want string) {
	w.t.Helper()
	if got, _ := w.trail(id); got != want {
		w.t.Errorf("the page of the claim tells %q, want %q", got, want)
	}
}

func TestThePageOfAClaimTellsItsPublicPast(t *testing.T) {
	w := newWorld(t)
	_, name, taken := bakery(w)
	w.reads(taken.ID, "nothing")
	w.publish(name.ID, taken.ID)
	w.reads(taken.ID, "published 11-22, shown")
	w.clock = w.clock.AddDate(0, 0, 1)
	better, err := w.Supersede(w.ctx, w.doc, taken.ID, w.seen(taken.ID), desk.Edit{Property: "event.detention", Subject: name.Subject, Source: taken.Source, When: "2026-09"}, "misread")
	w.ok(err)
	// The correction has not been seen by a second person.
	w.reads(taken.ID, "published 11-22, superseded 11-23")
	w.reads(better.ID, "nothing")
	if _, now := w.trail(taken.ID); now != "" {
		t.Error("the page points to a correction nobody published")
	}
	w.clock = w.clock.AddDate(0, 0, 1)
	w.publish(better.ID)
	w.reads(better.ID, "published 11-22, superseded 11-23, published 11-24, shown")
	if got, now := w.trail(taken.ID); now != better.ID || strings.Contains(got, "shown") {
		t.Errorf("the old page tells %q and points to %q, want %q", got, now, better.ID)
	}
	w.ok(w.Unpublish(w.ctx, w.doc, []habeas.ID{better.ID}, "asked to"))
	w.reads(better.ID, "published 11-22, superseded 11-23, published 11-24, taken off the public record 11-24")
}

// Under embargo a claim is nowhere; taken off before the day it was never
// public, whatever day it is asked for.
func TestAnEmbargo(t *testing.T) {
	w := newWorld(t)
	_, name, taken := bakery(w)
	terms := habeas.Terms{Grade: habeas.GradeSingle, Embargo: "2026-12-01"}
	w.ok(w.Publish(w.ctx, w.rev, []habeas.ID{name.ID, taken.ID}, &terms))
	nowhere := func() {
		t.Helper()
		w.reads(taken.ID, "nothing")
		_, err := w.public.Person(w.ctx, habeas.PersonOf(name.Subject))
		w.absent(err)
		es, n, err := w.public.Events(w.ctx, "", "", "", 10, 0)
		w.ok(err)
		f, err := w.public.SearchPeople(w.ctx, habeas.PeopleQuery{})
		w.ok(err)
		if len(es)+n+f.Total > 0 {
			t.Errorf("listings show %d events and %d people", n, f.Total)
		}
	}
	nowhere()
	w.ok(w.Unpublish(w.ctx, w.doc, []habeas.ID{name.ID}, "too early"))
	w.clock = w.clock.AddDate(0, 0, 8)
	nowhere()
	w.clock = w.clock.AddDate(0, 0, 1)
	w.ok(w.ReleaseDue(w.ctx))
	w.reads(taken.ID, "published 12-01, shown")
	w.reads(name.ID, "nothing")
	f, err := w.public.SearchPeople(w.ctx, habeas.PeopleQuery{})
	w.ok(err)
	if f.Total != 1 || f.People[0].Name != "" {
		t.Errorf("the search shows %+v", f.People)
	}
}

func TestALinkedPersonAnswersForWhomIsPublic(t *testing.T) {
	w := newWorld(t)
	_, name, _ := bakery(w)
	wit := w.source(witness)
	one, two := w.tell(wit, "Ali S.", desk.Fact{Property: "occupation", Words: "baker", Value: "baker"}), w.tell(wit, "A. Sample", desk.Fact{Property: "residence", Words: "Exampletown", Value: "Exampletown"})
	for _, m := range []habeas.ID{one.Mention, two.Mention} {
		_, err := w.Link(w.ctx, w.doc, name.Subject, m, habeas.SamePerson, "same trade")
		w.ok(err)
	}
	w.publish(name.ID)
	trade := one.Claims[slices.IndexFunc(one.Claims, func(id habeas.ID) bool {
		h, err := w.ClaimHistory(w.ctx, w.doc, id)
		w.ok(err)
		return h.Entry.Claim.Property == "occupation"
	})]
	d, err := w.Dossier(w.ctx, w.rev, habeas.PersonOf(name.Subject))
	w.ok(err)
	current := d.ID
	page, err := w.public.Person(w.ctx, current)
	w.ok(err)
	if page.ID != current || len(page.Claims) != 1 {
		t.Fatalf("the person's page shows %d claims under %s", len(page.Claims), page.ID)
	}
	for _, m := range []habeas.ID{one.Mention, two.Mention} {
		if habeas.PersonOf(m) != current {
			_, err := w.public.Person(w.ctx, habeas.PersonOf(m))
			w.absent(err)
		}
	}
	w.publish(trade)
	page, err = w.public.Person(w.ctx, habeas.PersonOf(one.Mention))
	w.ok(err)
	if page.ID != current || len(page.Claims) != 2 {
		t.Errorf("the address of before shows %d claims under %s", len(page.Claims), page.ID)
	}
}

// What a source changes its mind about counts at every door in the same
// request, and not before.
func TestASourceChangesItsMind(t *testing.T) {
	w := newWorld(t)
	s := w.source(habeas.Source{Kind: habeas.SourcePerson, Name: "Named Witness", Label: "a neighbour", Protection: habeas.ProtectionOpen, Consent: habeas.ConsentNamed})
	e := w.tell(s, "Ali Sample", desk.Fact{Property: "event.detention", Words: "he was taken", When: "2026-03"})
	w.publish(e.Claims...)
	shows := func(name string, n int) {
		t.Helper()
		p, err := w.public.Person(w.ctx, e.Person)
		if n == 0 {
			w.absent(err)
			return
		}
		w.ok(err)
		raw, _ := json.Marshal(p)
		if len(p.Claims) != n || !strings.Contains(string(raw), name) {
			t.Errorf("%d claims by somebody else than %q: %s", len(p.Claims), name, raw)
		}
		if name != s.Name && strings.Contains(string(raw), s.Name) {
			t.Errorf("the source is still named: %s", raw)
		}
	}
	shows("Named Witness", 2)
	change := func(p habeas.Protection, c habeas.Consent) {
		t.Helper()
		now, err := w.Source(w.ctx, w.doc, s.ID)
		w.ok(err)
		now.Protection, now.Consent = p, c
		w.ok(w.ChangeSource(w.ctx, w.doc, now))
	}
	change(habeas.ProtectionTeam, habeas.ConsentNamed)
	shows("a neighbour", 2)
	change(habeas.ProtectionOpen, habeas.ConsentAnonymised)
	shows("a neighbour", 2)
	change(habeas.ProtectionOpen, habeas.ConsentAggregate)
	shows("", 0)
	f, err := w.public.SearchPeople(w.ctx, habeas.PeopleQuery{})
	w.ok(err)
	_, n, err := w.public.Events(w.ctx, "", "", "", 10, 0)
	w.ok(err)
	if f.Total+n > 0 {
		t.Errorf("listings still show %d people and %d events", f.Total, n)
	}
	change(habeas.ProtectionOpen, habeas.ConsentNamed)
	shows("Named Witness", 2)
}

func TestAReportDoesNotNameAMakerWhoMayNotBeNamed(t *testing.T) {
	w := newWorld(t)
	rv, name, _ := bakery(w)
	w.publish(name.ID)
	maker, err := w.Source(w.ctx, w.doc, rv.Report.Source)
	w.ok(err)
	maker.Protection, maker.Label = habeas.ProtectionTeam, "a newspaper"
	w.ok(w.ChangeSource(w.ctx, w.doc, maker))
	r, err := w.public.Report(w.ctx, rv.Report.ID)
	w.ok(err)
	raw, _ := json.Marshal(r)
	if r.Source.Name != "a newspaper" || strings.Contains(string(raw), maker.Name) || strings.Contains(string(raw), string(maker.ID)) {
		t.Errorf("the report's page: %s", raw)
	}
}

// A tension is shown when all its claims are, in words of the rules.
func TestATensionIsShownWhole(t *testing.T) {
	w := newWorld(t)
	rv, name, _ := bakery(w)
	man := w.add(rv, "Ali", desk.Edit{Property: "sex", Value: "male", Subject: name.Subject})
	woman := w.add(rv, "Sample", desk.Edit{Property: "sex", Value: "female", Subject: name.Subject})
	w.publish(name.ID, man.ID)
	person := func() []habeas.Tension {
		t.Helper()
		p, err := w.public.Person(w.ctx, habeas.PersonOf(name.Subject))
		w.ok(err)
		return p.Tensions
	}
	if ts := person(); len(ts) != 0 {
		t.Errorf("half a tension is shown: %+v", ts)
	}
	w.publish(woman.ID)
	ts := person()
	if len(ts) != 1 || !strings.Contains(ts[0].Note, "female") || ts[0].Subject != "" {
		t.Fatalf("the tension is shown as %+v", ts)
	}
	w.ok(w.SettleTension(w.ctx, w.doc, ts[0].ID, habeas.TensionLeftOpen, "our reasons"))
	c, err := w.public.Claim(w.ctx, man.ID)
	w.ok(err)
	if len(c.Tensions) != 1 || c.Tensions[0].Why != "" || c.Tensions[0].By != "" || c.Tensions[0].Resolution != habeas.TensionLeftOpen || c.Others[woman.ID].Claim.Value != "female" {
		t.Errorf("the claim stands against %+v, %+v", c.Tensions, c.Others)
	}
	w.ok(w.NoteTension(w.ctx, w.doc, []habeas.ID{man.ID, name.ID}, "what we think"))
	for _, x := range person() {
		if x.Note == "what we think" {
			t.Error("the desk's own words left")
		}
	}
}

func TestSubjectsGoByReleasedNames(t *testing.T) {
	w := newWorld(t)
	rv := w.article(desk.Given{Pasted: "People are held at Willow House near the river. A camp opened.", Title: "A camp", Access: habeas.AccessPublic, Lang: "en"})
	place := w.add(rv, "Willow House", desk.Edit{Property: "place.kind", Words: "Willow House", New: desk.NewSubject{Kind: habeas.KindFacility, Label: "Willow House"}})
	secret := w.add(rv, "A camp opened", desk.Edit{Property: "place.kind", Value: "camp", New: desk.NewSubject{Kind: habeas.KindFacility, Label: "cousin's workplace"}})
	named := w.add(rv, "near the river", desk.Edit{Property: "name", Value: "River House", New: desk.NewSubject{Kind: habeas.KindFacility, Label: "our third place"}})
	find := func(text string) []string {
		t.Helper()
		f, err := w.public.SearchSubjects(w.ctx, habeas.SubjectQuery{Kind: habeas.KindFacility, Text: text, Limit: 10})
		w.ok(err)
		var out []string
		for _, s := range f.Subjects {
			out = append(out, s.Subject.Label)
		}
		if f.Total != len(out) {
			t.Errorf("%q finds %d and shows %d", text, f.Total, len(out))
		}
		slices.Sort(out)
		return out
	}
	if got := find(""); len(got) != 0 {
		t.Errorf("before publication there is %q", got)
	}
	w.publish(place.ID, secret.ID, named.ID)
	for text, want := range map[string]string{"": "River House|Willow House|camp", "willow": "Willow House", "river": "River House", "cousin": "", "third": ""} {
		if got := strings.Join(find(text), "|"); got != want {
			t.Errorf("%q finds %q, want %q", text, got, want)
		}
	}
	for c, want := range map[habeas.ID]string{place.ID: "Willow House", secret.ID: "camp", named.ID: "River House"} {
		p, err := w.public.Claim(w.ctx, c)
		w.ok(err)
		s, err := w.public.Subject(w.ctx, p.Shown.Claim.Subject)
		w.ok(err)
		ts, err := w.public.Titles(w.ctx, s.Claims)
		w.ok(err)
		if p.About.Name != want || s.Subject.Label != want || ts[p.About.ID].Name != want || ts[rv.Report.ID].Name != "A camp" {
			t.Errorf("it goes by %q, %q and %q, want %q", p.About.Name, s.Subject.Label, ts[p.About.ID].Name, want)
		}
	}
}

func TestAListIsShownAsFarAsItWasPublished(t *testing.T) {
	w := newWorld(t)
	columns := map[string]string{"Name": "name", "Faith": "religion", "Trade": "occupation"}
	done := w.bring("Register", "2026-10", "Name,Faith,Trade,Rest\nAli Sample,none,baker,x\nVali Sample,none,weaver,y\n", columns)
	_, err := w.public.List(w.ctx, done.List)
	w.absent(err)
	w.letOut(done.List, habeas.Terms{Embargo: "2026-12-01"})
	_, err = w.public.List(w.ctx, done.List)
	w.absent(err)
	if ls, err := w.public.Lists(w.ctx); err != nil || len(ls) > 0 {
		t.Errorf("before its day: %v %v", ls, err)
	}
	w.clock = w.clock.AddDate(0, 0, 9)
	w.ok(w.ReleaseDue(w.ctx))
	names := func() string {
		t.Helper()
		f, err := w.public.SearchPeople(w.ctx, habeas.PeopleQuery{List: done.List, Limit: 10})
		w.ok(err)
		var out []string
		for _, s := range f.People {
			out = append(out, s.Name+" "+s.Occupation)
		}
		slices.Sort(out)
		return strings.Join(out, ", ")
	}
	l, err := w.public.List(w.ctx, done.List)
	w.ok(err)
	if len(l.Editions) != 1 || len(l.List.Columns) != 2 || l.List.By != "" || l.List.SubmitBy != "" || names() != "Ali Sample baker, Vali Sample weaver" {
		t.Errorf("published: %+v with %q", l, names())
	}
	// What the next edition brings waits for the second person, what it
	// drops says so.
	w.bring("Register", "2026-12", "Name,Faith,Trade,Rest\nAli Sample,none,judge,x\nZor Sample,none,tailor,z\n", columns)
	if l, err = w.public.List(w.ctx, done.List); err != nil || len(l.Editions) != 1 || names() != "Vali Sample weaver" {
		t.Errorf("after an edition nobody saw: %d editions, %q (%v)", len(l.Editions), names(), err)
	}
	vali, err := w.public.Person(w.ctx, habeas.PersonOf(habeas.RowID(done.List, habeas.KindMention, 1)))
	w.ok(err)
	if !slices.ContainsFunc(vali.Claims, func(r habeas.Released) bool { return r.Claim.Type == "withdrawn_by_source" }) {
		t.Error("nothing tells that the source dropped a row")
	}
	w.letOut(done.List, habeas.Terms{})
	if l, err = w.public.List(w.ctx, done.List); err != nil || len(l.Editions) != 2 || names() != "Ali Sample judge, Vali Sample weaver, Zor Sample tailor" {
		t.Errorf("after it was published: %d editions, %q (%v)", len(l.Editions), names(), err)
	}
	// Who publishes it may not be named any more: nor may the list by their name.
	s, err := w.Source(w.ctx, w.doc, l.Source.ID)
	w.ok(err)
	s.Protection, s.Label = habeas.ProtectionTeam, "volunteers"
	w.ok(w.ChangeSource(w.ctx, w.doc, s))
	l, err = w.public.List(w.ctx, done.List)
	w.ok(err)
	f, err := w.public.SearchPeople(w.ctx, habeas.PeopleQuery{Limit: 10})
	w.ok(err)
	raw, _ := json.Marshal([]any{l, f})
	if l.List.Name != "volunteers" || strings.Contains(string(raw), "Register") || strings.Contains(string(raw), string(s.ID)) {
		t.Errorf("the list's source is named in %s", raw)
	}
	w.ok(w.UnpublishList(w.ctx, w.doc, done.List, func() int {
		x, err := w.List(w.ctx, w.rev, done.List, habeas.RowQuery{})
		w.ok(err)
		return x.List.Version
	}()))
	_, err = w.public.List(w.ctx, done.List)
	w.absent(err)
	if names() != "" {
		t.Errorf("taken off, it still shows %q", names())
	}
}
