package web

import (
	"strings"
	"testing"

	"github.com/go-rod/rod/lib/input"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/browser"
	"github.com/habeas-record/habeas/internal/desk"
)

// keyboard counts the keys pressed, and waits after each for the page it
// leads to.
type keyboard struct {
	p *browser.Page
	n int
}

func (k *keyboard) follow(keys ...input.Key) {
	k.n += len(keys)
	k.p.Press(keys[:len(keys)-1]...)
	k.p.Follow(func() { k.p.Press(keys[len(keys)-1]) })
}

func (k *keyboard) press(keys ...input.Key) {
	k.n += len(keys)
	k.p.Press(keys...)
}

// The keyboard alone reviews a report: one key accepts, rejects or leaves
// open, one takes it back, and a claim that was missed is added with a digit
// and a key.
func TestReviewingByKeyboard(t *testing.T) {
	b := browser.New(t)
	rec := newRecord(t)
	taken := rec.capture(article)
	rec.as(habeas.RoleDocumenter).lend(b)
	p := b.Open(rec.URL+"/desk/report/"+string(taken.Report.ID), browser.View{})
	p.WaitFor(`document.querySelector(".prop.on")`)
	for _, x := range []struct {
		key  input.Key
		want habeas.Status
	}{{input.KeyA, habeas.Accepted}, {input.KeyR, habeas.Rejected}, {input.KeyS, habeas.Unsure}, {input.KeyA, habeas.Accepted}} {
		e := rec.open(taken.Report.ID)
		p.WaitFor(`document.querySelector(".prop.on").id === "p-` + string(e.Claim.ID) + `"`)
		k := keyboard{p: p}
		k.follow(x.key)
		if got := rec.claim(e.Claim.ID).Status; got != x.want {
			t.Errorf("one key left the claim %s, want %s", got, x.want)
		}
		if x.want == habeas.Rejected {
			k = keyboard{p: p}
			k.follow(input.KeyU)
			if got := rec.claim(e.Claim.ID).Status; got != habeas.Proposed || k.n != 1 {
				t.Errorf("u left the claim %s", got)
			}
			p.WaitFor(`document.querySelector(".prop.on").id === "p-` + string(e.Claim.ID) + `"`)
			k.follow(input.KeyR)
		}
	}

	// Editing: e opens the fields with the keyboard in the first of them,
	// Enter in any of them saves.
	e := rec.open(taken.Report.ID)
	k := keyboard{p: p}
	k.follow(input.KeyE)
	p.WaitFor(`document.activeElement.name === "property"`)
	p.Fill("[name=hedge]", "is said to")
	k.follow(input.Enter)
	old := rec.claim(e.Claim.ID)
	if old.Status != habeas.Superseded || rec.claim(old.Successor).Hedge != "is said to" {
		t.Errorf("edited, the claim is %s", old.Status)
	}

	// A missed claim: the sentences without a claim follow the proposals.
	before := len(rec.reviewing(taken.Report.ID).Entries)
	var discard any
	p.Eval(`document.querySelector(".missed").focus(), document.querySelector(".missed button").focus(), document.activeElement.blur(), 0`, &discard)
	k = keyboard{p: p}
	k.follow(input.Digit2, input.KeyA)
	es := rec.reviewing(taken.Report.ID).Entries
	if len(es) != before+1 {
		t.Fatalf("%d claims, want one more than %d", len(es), before)
	}
	t.Logf("a missed claim from a sentence takes %d keys", k.n)
	// A missed claim: words marked in the text.
	p.Eval(`(() => {
		const block = [...document.querySelectorAll("[data-start]")].find(x => x.textContent.includes("third child")), r = new Range();
		const walk = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
		for (let n; n = walk.nextNode();) {
			const i = n.data.indexOf("third child");
			if (i < 0) continue;
			r.setStart(n, i);
			r.setEnd(n, i + "third child".length);
		}
		getSelection().removeAllRanges();
		getSelection().addRange(r);
	})(), 0`, &discard)
	k = keyboard{p: p}
	k.follow(input.KeyN, input.Digit6, input.Enter)
	found := false
	for _, e := range rec.reviewing(taken.Report.ID).Entries {
		found = found || e.Claim.Quotes[0].Exact == "third child" && e.Claim.Property == "status" && e.Claim.Status == habeas.Accepted
	}
	if !found {
		t.Error("the marked words are in no claim")
	}
	t.Logf("a missed claim from marked words takes %d keys", k.n)
	k.press(input.Slash)
}

// Without a script the same page decides by its buttons, and a whole page of
// decisions goes in one form.
func TestReviewingWithoutScript(t *testing.T) {
	b := browser.New(t)
	rec := newRecord(t)
	taken := rec.capture(article)
	rec.as(habeas.RoleDocumenter).lend(b)
	p := b.Open(rec.URL+"/desk/report/"+string(taken.Report.ID), browser.View{NoScript: true})
	first := rec.open(taken.Report.ID)
	p.Submit("#p-" + string(first.Claim.ID) + " button[data-key=a]")
	if got := rec.claim(first.Claim.ID).Status; got != habeas.Accepted {
		t.Errorf("the button left the claim %s", got)
	}
	es := rec.reviewing(taken.Report.ID).Entries
	for _, e := range es {
		if e.Claim.Status == habeas.Proposed {
			p.Click("[name='choice." + string(e.Claim.ID) + "'][value=reject]")
		}
	}
	p.Submit("p.batch button")
	for _, e := range rec.reviewing(taken.Report.ID).Entries {
		if e.Claim.Status == habeas.Proposed {
			t.Errorf("%q is still open", e.Claim.Words)
		}
	}
	if !strings.Contains(p.Text("[role=status]"), "saved") {
		t.Errorf("the page says %q", p.Text("[role=status]"))
	}
}

// uyghur is an invented report written from right to left.
const uyghur = "قورغان ناھىيەسىدە ساقچىلار 2018-يىلى 3-مارتتا 60 سودىگەرنى تۇتقۇن قىلدى.\n\nئۇلارنىڭ بىرى بولات ئىسىملىك 41 ياشلىق ئادەم.\n"

func TestPagesOfReviewingInChromium(t *testing.T) {
	b := browser.New(t)
	rec := newRecord(t)
	taken := rec.capture(article)
	right := rec.captured(desk.Given{Pasted: uyghur, Lang: "ug", Title: "بازاردىكى تۇتقۇن", NewSource: &habeas.Source{Kind: habeas.SourcePerson, Label: "a relative abroad",
		Protection: habeas.ProtectionSealed, Consent: habeas.ConsentNone}})
	rec.look(b, "login", "/desk/login")
	rec.as(habeas.RoleDocumenter).lend(b)
	c := rec.as(habeas.RoleDocumenter)
	report := "/desk/report/" + string(taken.Report.ID)
	es := rec.reviewing(taken.Report.ID).Entries
	fields := c.get(report).form("form:has([name='choice." + string(es[0].Claim.ID) + "'])")
	c.post(report, with(fields, "do", "accept "+string(es[0].Claim.ID)))
	edited := c.post("/desk/claim/"+string(es[1].Claim.ID)+"/edit", with(c.get("/desk/claim/"+string(es[1].Claim.ID)+"/edit").form("main form"), "words", "words that were mended", "reason", "closer to the text"))
	rec.look(b, "inbox", "/desk")
	rec.look(b, "reports", "/desk/reports")
	rec.look(b, "capture", "/desk/capture")
	rec.look(b, "review", report+"?last="+string(es[0].Claim.ID))
	rec.look(b, "review-edit", report+"?edit="+string(es[2].Claim.ID))
	rec.look(b, "review-ug", "/desk/report/"+string(right.Report.ID))
	long := rec.captured(desk.Given{Pasted: strings.Repeat("The steppe is wide and nothing happens there.\n", 1306) + article, Lang: "en",
		NewSource: &habeas.Source{Kind: habeas.SourceOutlet, Name: "The Long Courier", Label: "The Long Courier", Protection: habeas.ProtectionOpen}})
	rec.look(b, "review-part", "/desk/report/"+string(long.Report.ID)+"?page=2")
	rec.look(b, "claim", edited.path)
	rec.look(b, "claim-edit", "/desk/claim/"+string(es[2].Claim.ID)+"/edit?split=1")
}
