package desk_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
)

// A source that must not be known is not given away by what it told, whatever
// door is tried.
func TestWhatASourceToldDoesNotPointToIt(t *testing.T) {
	w := newWorld(t)
	wit := w.source(witness)
	e := w.told(w.doc, wit, "Ali Sample",
		desk.Fact{Property: "occupation", Value: "tailor"},
		desk.Fact{Property: "education", Value: "I am his doctor; my sister sent 10,000 yuan and lost her passport"})
	var told habeas.ID
	for _, id := range e.Claims {
		h, err := w.ClaimHistory(w.ctx, w.doc, id)
		w.ok(err)
		if h.Entry.Claim.Property == "education" {
			told = id
		}
	}
	if told == "" {
		t.Fatal("what was told became no claim")
	}
	for door, do := range map[string]error{
		"submit":              w.Submit(w.ctx, w.doc, []habeas.ID{told}, nil),
		"publish":             w.Publish(w.ctx, w.rev, []habeas.ID{told}, nil),
		"under a false check": w.Publish(w.ctx, w.rev, []habeas.ID{told}, &habeas.Terms{Grade: habeas.GradeSingle, Label: "a friend", Check: habeas.CheckPass}),
	} {
		if !errors.Is(do, habeas.ErrRefused) || !strings.Contains(do.Error(), "point to the source") {
			t.Errorf("%s: %v", door, do)
		}
	}
	if w.out(told) {
		t.Error("it is out")
	}
	// The same in another language, and marked as a third.
	for _, words := range []string{"Я его врач; моя сестра перевела 10 000 юаней и потеряла паспорт", "我是他的医生，我的姐姐汇款后护照被没收"} {
		e := w.told(w.doc, wit, "Ali Sample", desk.Fact{Property: "education", Value: words})
		if err := w.Publish(w.ctx, w.rev, e.Claims, nil); err == nil {
			t.Errorf("%q is out", words)
		}
	}
	// Asked, it agrees to be named: a second person may let it out.
	wit.Consent = habeas.ConsentNamed
	w.ok(w.ChangeSource(w.ctx, w.doc, wit))
	w.ok(w.Publish(w.ctx, w.rev, []habeas.ID{told}, nil))
	if !w.out(told) {
		t.Error("what a source that may be named told is not out")
	}
}

// Each thing alone fits many; a reader puts them side by side.
func TestTheMosaicIsSeen(t *testing.T) {
	w := newWorld(t)
	wit := w.source(habeas.Source{Kind: habeas.SourcePerson, Name: "N.", Label: "a resident of Dorbiljin", Protection: habeas.ProtectionTeam, Consent: habeas.ConsentAnonymised})
	var refused error
	for i, words := range []string{"I am a Kazakh", "I am a nurse", "my brother is 31 years old", "I had surgery that spring"} {
		e := w.told(w.doc, wit, "name not known", desk.Fact{Property: "education", Value: words})
		if refused = w.Publish(w.ctx, w.rev, e.Claims, nil); refused != nil {
			if i == 0 {
				t.Fatalf("one thing alone is stopped: %v", refused)
			}
			break
		}
	}
	if !errors.Is(refused, habeas.ErrRefused) {
		t.Errorf("together they were let out: %v", refused)
	}
}

// The real report: its unnamed resident takes a second person, with the four
// things told of him named; its doctor, were her name withheld, is stopped.
func TestTheReportsSources(t *testing.T) {
	data := os.Getenv("HABEAS_DATA")
	if data == "" {
		t.Skip("HABEAS_DATA is not set: it names the folder with report/, whose sources this test would publish")
	}
	text, err := os.ReadFile(filepath.Join(data, "report", "rfa-kazakhs-2017.txt"))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(data, "report", "rfa-kazakhs-2017.gold.json"))
	if err != nil {
		t.Fatal(err)
	}
	var gold struct{ Claims []goldClaim }
	if err := json.Unmarshal(raw, &gold); err != nil {
		t.Fatal(err)
	}
	w := newWorld(t)
	taken, err := w.Capture(w.ctx, w.doc, desk.Given{Pasted: string(text), Title: "The report", Access: habeas.AccessPublic,
		NewSource: &habeas.Source{Kind: habeas.SourceOutlet, Name: "The outlet", Label: "The outlet", Protection: habeas.ProtectionOpen, Consent: habeas.ConsentNamed}})
	w.ok(err)
	rv, err := w.Review(w.ctx, w.doc, taken.Report.ID)
	w.ok(err)
	// waiting hands over what a source of the report said and returns how the
	// queue judges it.
	waiting := func(label string, sources ...string) (worst *desk.Assessment, stopped int) {
		s := w.source(habeas.Source{Kind: habeas.SourcePerson, Name: "withheld " + label, Label: label, Protection: habeas.ProtectionTeam, Consent: habeas.ConsentAnonymised})
		var last habeas.ID
		for _, g := range gold.Claims {
			p, ok := habeas.PropertyOfType(g.Type)
			if !ok || !slices.Contains(sources, g.Source) || p.Identity {
				continue
			}
			e := desk.Edit{Property: p.Key, Slots: map[string]string{}, Source: s.ID, Lang: "en", Words: g.Quote.Exact}
			if p.Fits(habeas.KindReport) {
				e.Subject = taken.Report.ID
			} else {
				e.New = desk.NewSubject{Kind: p.Kinds[0], Label: g.Quote.Exact}
			}
			c, err := w.AddMissed(w.ctx, w.doc, rv.Text.ID, g.Quote.Start, g.Quote.End, e)
			if err != nil {
				continue // kept by another test
			}
			if err := w.Publish(w.ctx, w.rev, []habeas.ID{c.ID}, nil); errors.Is(err, habeas.ErrRefused) {
				stopped++
				continue
			}
			last = c.ID
		}
		if last == "" {
			return nil, stopped
		}
		w.ok(w.Unpublish(w.ctx, w.rev, []habeas.ID{last}, "to see it in the queue, beside what is out"))
		w.ok(w.Submit(w.ctx, w.doc, []habeas.ID{last}, nil))
		q, _, err := w.Queue(w.ctx, w.rev, 500, 0)
		w.ok(err)
		for _, l := range q {
			if l.Entry.Source.ID == s.ID && l.Tells != nil && (worst == nil || l.Tells.K < worst.K) {
				worst = l.Tells
			}
		}
		return worst, stopped
	}
	a, stopped := waiting("a resident of Dorbiljin", "S1", "S2")
	if a == nil {
		t.Fatal("nothing of the resident waits")
	}
	var told []string
	for _, f := range a.Findings {
		told = append(told, string(f.Kind))
	}
	slices.Sort(told)
	if want := []string{"ethnicity", "gender", "inside", "place"}; stopped > 0 || a.Verdict != habeas.CheckSecond || !slices.Equal(slices.Compact(told), want) {
		t.Errorf("of the resident is told %v (%s, %d stopped), want %v and a second person", told, a.Verdict, stopped, want)
	}
	t.Logf("resident: %d stopped, %s with a crowd of %.0f: %v", stopped, a.Verdict, a.K, a.Findings)
	_, stopped = waiting("a relative abroad", "S4")
	t.Logf("doctor: %d stopped", stopped)
	if stopped == 0 {
		t.Error("nothing of the doctor's story is stopped")
	}
}
