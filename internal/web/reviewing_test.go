package web

import (
	"bytes"
	"strconv"
	"strings"
	"testing"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
)

// article is an invented report; nobody in it lives.
const article = `Traders held after market raids

Police in Korgan county detained an estimated 60 traders between March 3 and 5, 2018, a resident who asked not to be named said.

“They took them all to the city,” he said. The county’s offices did not answer repeated calls on Tuesday.

One of those held is Bolat Serikuly, 41, whose wife is expecting their third child. Another resident said that 60 people were detained.

The market has stood empty since.
`

// capture keeps a report of an invented newspaper, as the documenter.
func (rec *record) capture(text string) desk.Taken {
	rec.t.Helper()
	return rec.captured(desk.Given{Pasted: text, Published: "2018-03-08", Lang: "en", Access: habeas.AccessPublic,
		NewSource: &habeas.Source{Kind: habeas.SourceOutlet, Name: "The Steppe Courier", Label: "The Steppe Courier", Protection: habeas.ProtectionOpen}})
}

func (rec *record) captured(g desk.Given) desk.Taken {
	rec.t.Helper()
	taken, err := rec.desk.Capture(rec.ctx, rec.actors[habeas.RoleDocumenter], g)
	if err != nil {
		rec.t.Fatal(err)
	}
	return taken
}

// reviewing reads the report as the documenter.
func (rec *record) reviewing(id habeas.ID) desk.Reviewing {
	rec.t.Helper()
	rv, err := rec.desk.Review(rec.ctx, rec.actors[habeas.RoleDocumenter], id)
	if err != nil {
		rec.t.Fatal(err)
	}
	return rv
}

// open is the first proposal nobody has decided.
func (rec *record) open(id habeas.ID) desk.Entry {
	rec.t.Helper()
	for _, e := range rec.reviewing(id).Entries {
		if e.Claim.Status == habeas.Proposed {
			return e
		}
	}
	rec.t.Fatal("every proposal is decided")
	return desk.Entry{}
}

func (rec *record) claim(id habeas.ID) habeas.Claim {
	rec.t.Helper()
	h, err := rec.desk.ClaimHistory(rec.ctx, rec.actors[habeas.RoleDocumenter], id)
	if err != nil {
		rec.t.Fatal(err)
	}
	return h.Entry.Claim
}

func TestReviewTakesOneDecisionAtATime(t *testing.T) {
	rec := newRecord(t)
	taken := rec.capture(article)
	if taken.Proposals < 3 {
		t.Fatalf("%d proposals, too few to test with", taken.Proposals)
	}
	c := rec.as(habeas.RoleDocumenter)
	path := "/desk/report/" + string(taken.Report.ID)
	for _, x := range []struct {
		do   string
		want habeas.Status
	}{{"accept", habeas.Accepted}, {"reject", habeas.Rejected}, {"unsure", habeas.Unsure}} {
		e := rec.open(taken.Report.ID)
		p := c.get(path).check(200)
		fields := p.form("form:has([name='choice." + string(e.Claim.ID) + "'])")
		p = c.post(path, with(fields, "do", x.do+" "+string(e.Claim.ID))).check(200)
		if got := rec.claim(e.Claim.ID); got.Status != x.want {
			t.Errorf("%s leaves the claim %s, want %s", x.do, got.Status, x.want)
		}
		// The way back stands at the top of the page.
		if !p.has("form button[data-key=u][value='undo " + string(e.Claim.ID) + "']") {
			t.Errorf("the page after %s offers no way back", x.do)
		}
		if x.do != "reject" {
			continue
		}
		p = c.post(p.action("main form"), with(p.form("main form"), "do", "undo "+string(e.Claim.ID))).check(200)
		if got := rec.claim(e.Claim.ID); got.Status != habeas.Proposed {
			t.Errorf("taken back, the claim is %s, want proposed", got.Status)
		}
	}
}

// What no rule proposed says how sure the second reading is of it.
func TestReviewSaysHowSureTheSecondReadingIs(t *testing.T) {
	rec := newRecord(t)
	taken := rec.capture("Herders taken in Velno\n\nPolice in Velno detained Bayar Orlu on Monday, his wife said. \"I have not been told where he is,\" she said. \"He has a stent in his heart.\"\n")
	page := rec.as(habeas.RoleDocumenter).get("/desk/report/" + string(taken.Report.ID)).check(200)
	for _, e := range rec.reviewing(taken.Report.ID).Entries {
		percent, second := strings.CutPrefix(e.Claim.ProposedBy, "second/")
		want := "rule " + e.Claim.ProposedBy
		if second {
			want = "second reading, " + percent + " % sure"
		}
		if second != (e.Claim.Quotes[0].Exact == "He has a stent in his heart") {
			t.Errorf("%q was proposed by %s", e.Claim.Quotes[0].Exact, e.Claim.ProposedBy)
		}
		if !bytes.Contains(page.body, []byte(want)) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

// A long text is reviewed part by part; the last decision of a part goes on to
// the next one, with the way back at its top.
func TestReviewOfALongText(t *testing.T) {
	rec := newRecord(t)
	taken := rec.capture(article + strings.Repeat("\nThe steppe is wide and nothing happens there.", 250) + "\n" + strings.Replace(article, "market", "station", 1))
	entries := rec.reviewing(taken.Report.ID).Entries
	c := rec.as(habeas.RoleDocumenter)
	path := "/desk/report/" + string(taken.Report.ID)
	one, two := c.get(path).check(200), c.get(path+"?page=2").check(200)
	if one.has("[data-start='0']") == two.has("[data-start='0']") || !one.has("a[rel=next][href$='page=2']") || !two.has("a[rel=prev]") {
		t.Fatal("the parts of the text do not lead to each other")
	}
	var here []desk.Entry
	for _, e := range entries {
		on := "form [name='choice." + string(e.Claim.ID) + "']"
		if one.has(on) == two.has(on) {
			t.Fatalf("the proposal %q is on both parts or on none", e.Claim.Words)
		}
		if one.has(on) {
			here = append(here, e)
		}
	}
	if len(here) == 0 || len(here) == len(entries) {
		t.Fatalf("%d of %d proposals are on the first part", len(here), len(entries))
	}
	for i, e := range here {
		p := c.get(path).check(200)
		p = c.post(path, with(p.form("form:has([name='choice."+string(e.Claim.ID)+"'])"), "do", "reject "+string(e.Claim.ID))).check(200)
		if last := i == len(here)-1; p.has("[data-start='0']") == last {
			t.Errorf("after decision %d of %d the first part is shown: %v", i+1, len(here), !last)
		}
		if !p.has("form button[data-key=u][value='undo " + string(e.Claim.ID) + "']") {
			t.Errorf("after decision %d there is no way back", i+1)
		}
	}
}

// Accepting says who says so: without a source nothing is accepted.
func TestAcceptingNeedsASource(t *testing.T) {
	rec := newRecord(t)
	taken := rec.capture(article)
	e := rec.open(taken.Report.ID)
	c := rec.as(habeas.RoleDocumenter)
	path := "/desk/report/" + string(taken.Report.ID)
	fields := c.get(path).form("form:has([name='choice." + string(e.Claim.ID) + "'])")
	p := c.post(path, with(fields, "do", "accept "+string(e.Claim.ID), "source."+string(e.Claim.ID), "")).check(422)
	if !strings.Contains(p.text("#p-"+string(e.Claim.ID)), "nobody has said who says so") {
		t.Errorf("the proposal does not say what is wrong: %s", p.text("#p-"+string(e.Claim.ID)))
	}
	if got := rec.claim(e.Claim.ID); got.Status != habeas.Proposed {
		t.Errorf("the claim is %s, want proposed", got.Status)
	}
	// Another source than the proposed one makes a new version.
	other := rec.reviewing(taken.Report.ID).Voices
	for _, x := range other {
		if x.ID != e.Source.ID {
			c.post(path, with(fields, "do", "accept "+string(e.Claim.ID), "source."+string(e.Claim.ID), string(x.ID))).check(200)
			old := rec.claim(e.Claim.ID)
			if old.Status != habeas.Superseded || rec.claim(old.Successor).Source != x.ID {
				t.Errorf("the claim is %s, said by %s", old.Status, rec.claim(old.Successor).Source)
			}
			return
		}
	}
	t.Fatal("the report quotes one voice only, too few to test with")
}

func TestReviewTakesAWholePageOfDecisions(t *testing.T) {
	rec := newRecord(t)
	taken := rec.capture(article)
	c := rec.as(habeas.RoleDocumenter)
	path := "/desk/report/" + string(taken.Report.ID)
	es := rec.reviewing(taken.Report.ID).Entries
	fields := c.get(path).form("form:has([name='choice." + string(es[0].Claim.ID) + "'])")
	choices := []string{"accept", "reject", "unsure"}
	want := []habeas.Status{habeas.Accepted, habeas.Rejected, habeas.Unsure}
	for i, e := range es {
		fields.Set("choice."+string(e.Claim.ID), choices[i%3])
	}
	// One of them was decided by somebody else meanwhile.
	late := es[1].Claim.ID
	if err := rec.desk.Decide(rec.ctx, rec.actors[habeas.RoleReviewer], desk.Decision{Claim: late, Seen: es[1].Steps, Act: habeas.ActAccept, Source: es[1].Source.ID}); err != nil {
		t.Fatal(err)
	}
	p := c.post(path, with(fields, "do", "all")).check(409)
	for i, e := range es {
		got := rec.claim(e.Claim.ID).Status
		if e.Claim.ID == late {
			if got != habeas.Accepted {
				t.Errorf("the reviewer's decision was overwritten: %s", got)
			}
			if s := p.text("#p-" + string(late)); !strings.Contains(s, "somebody else decided") || !strings.Contains(s, "Reject") {
				t.Errorf("the conflict shows neither theirs nor ours: %s", s)
			}
			continue
		}
		if got != want[i%3] {
			t.Errorf("%s left claim %d %s", choices[i%3], i, got)
		}
	}
	// Choosing again, with theirs in sight, goes through.
	again := p.form("form:has([name='seen." + string(late) + "'])")
	c.post(path, with(again, "do", "reject "+string(late))).check(200)
	if got := rec.claim(late).Status; got != habeas.Rejected {
		t.Errorf("chosen again, the claim is %s", got)
	}
}

func TestAddingAMissedClaim(t *testing.T) {
	rec := newRecord(t)
	taken := rec.capture(article)
	c := rec.as(habeas.RoleDocumenter)
	path := "/desk/report/" + string(taken.Report.ID)
	rv := rec.reviewing(taken.Report.ID)
	body := []rune(rv.Text.Body)
	market := strings.Index(rv.Text.Body, "The market")
	start := len([]rune(rv.Text.Body[:market]))
	last := len(rv.Sentences)
	if got := string(body[rv.Sentences[last-1].Start:rv.Sentences[last-1].End]); got != "The market has stood empty since." {
		t.Fatalf("the last sentence is %q", got)
	}
	for _, x := range []struct {
		name   string
		fields []string
		exact  string
		status int
	}{
		{"from a sentence", []string{"type", "event.other", "sentence", strconv.Itoa(last)}, "The market has stood empty since.", 200},
		{"from marked letters", []string{"type", "status", "start", strconv.Itoa(start + 4), "end", strconv.Itoa(start + 10)}, "market", 200},
		{"from words", []string{"type", "event.transfer", "quote", "took them all to the city"}, "took them all to the city", 200},
		{"from words that stand twice", []string{"type", "quantity", "quote", "resident"}, "", 422},
		{"from words that are not there", []string{"type", "quantity", "quote", "nobody"}, "", 422},
		{"from no sentence", []string{"type", "quantity", "sentence", "99"}, "", 422},
		{"from letters outside", []string{"type", "quantity", "start", "5", "end", "100000"}, "", 422},
		{"from letters turned round", []string{"type", "quantity", "start", "5", "end", "2"}, "", 422},
		{"from no letters", []string{"type", "quantity", "start", "one", "end", "two"}, "", 422},
		{"from nothing", []string{"type", "quantity"}, "", 422},
		{"without a type", []string{"type", "", "sentence", "1"}, "", 422},
	} {
		t.Run(x.name, func(t *testing.T) {
			before := len(rec.reviewing(taken.Report.ID).Entries)
			p := c.get(path)
			fields := with(p.form("[data-add] form"), append([]string{"sentence", ""}, x.fields...)...)
			p = c.post(p.action("[data-add] form"), fields).check(x.status)
			es := rec.reviewing(taken.Report.ID).Entries
			if x.status != 200 {
				if len(es) != before {
					t.Error("a claim was added all the same")
				}
				kept := p.form("[data-add] form")
				for i := 0; i+1 < len(x.fields); i += 2 {
					if x.fields[i+1] != "" && kept.Get(x.fields[i]) != x.fields[i+1] {
						t.Errorf("%s was %q and came back as %q", x.fields[i], x.fields[i+1], kept.Get(x.fields[i]))
					}
				}
				return
			}
			for _, e := range es {
				if len(e.Claim.Quotes) > 0 && e.Claim.Quotes[0].Exact == x.exact && e.Claim.ProposedBy == "" {
					if e.Claim.Status != habeas.Accepted || e.Claim.Source == "" || e.Claim.Subject == "" {
						t.Errorf("the claim is %s, about %q, said by %q", e.Claim.Status, e.Claim.Subject, e.Claim.Source)
					}
					return
				}
			}
			t.Errorf("no claim quotes %q", x.exact)
		})
	}
}

// A reader sees the report and what was decided, and can decide nothing; the
// words that describe a protected source are not for them.
func TestReaderOfTheReviewPage(t *testing.T) {
	rec := newRecord(t)
	taken := rec.captured(desk.Given{Pasted: article, Lang: "en", NewSource: &habeas.Source{Kind: habeas.SourcePerson, Name: "Dana of the north gate", Label: "a visitor",
		Protection: habeas.ProtectionTeam, Consent: habeas.ConsentNone}})
	c := rec.as(habeas.RoleReader)
	path := "/desk/report/" + string(taken.Report.ID)
	p := c.get(path).check(200)
	for _, sel := range []string{"main form", "[data-add]", "a[href$='/original']", "[data-key]"} {
		if p.has(sel) {
			t.Errorf("a reader is shown %s", sel)
		}
	}
	if strings.Contains(string(p.body), "Dana of the north gate") {
		t.Error("a reader is told who a protected source is")
	}
	if got := c.get(path + "/original").status; got != 404 {
		t.Errorf("a reader gets %d for the original, want 404", got)
	}
}
