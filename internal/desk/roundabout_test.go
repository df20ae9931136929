package desk_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/desk/leaving"
	"github.com/habeas-record/habeas/internal/protect/disclosure"
)

// telling is one invented testimony of the disclosure check that must be
// stopped: what its source is called, and what it said.
type telling struct {
	name, label, lang, words string
	named                    bool
}

func tellings(t *testing.T) (out []telling) {
	t.Helper()
	for _, file := range []string{"thirty.txt", "ten.txt", "last.txt"} {
		b, err := os.ReadFile(filepath.Join("..", "protect", "disclosure", "testdata", file))
		if err != nil {
			t.Fatal(err)
		}
		stop := false
		for line := range strings.Lines(string(b)) {
			word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
			switch word {
			case "case":
				f := strings.Fields(rest)
				if stop = f[1] == "stop"; stop {
					out = append(out, telling{name: f[0], named: len(f) > 2})
				}
			case "label":
				if stop {
					out[len(out)-1].label = rest
				}
			case "quote":
				if stop {
					x := &out[len(out)-1]
					x.lang, x.words, _ = strings.Cut(rest, " ")
				}
			}
		}
	}
	return out
}

// caught are the testimonies that the check itself stops: the rest is counted
// where the check is tested.
func caught(all []telling) (out []telling) {
	for _, x := range all {
		r := disclosure.Default()
		a := r.Assess(r.Find([]disclosure.Text{{Words: x.label, OfSource: true, Named: x.named}, {Lang: x.lang, Words: x.words, Named: x.named}}), habeas.DefaultCrowd)
		if a.Verdict == habeas.CheckStop {
			out = append(out, x)
		}
	}
	return out
}

// Of what must be stopped nothing comes out by another way than the form: not as
// an edit of something harmless that is public, not under another mark of
// language, not from a list and not in a packet.
func TestNoWayRoundTheCheck(t *testing.T) {
	w := newWorld(t)
	all := caught(tellings(t))
	if len(all) < 25 {
		t.Fatalf("only %d testimonies", len(all))
	}
	tried, out := 0, 0
	for _, x := range all {
		src := w.source(habeas.Source{Kind: habeas.SourcePerson, Name: "Realname of " + x.name, Label: x.label, Protection: habeas.ProtectionTeam, Consent: habeas.ConsentAnonymised})
		w.ok(w.GrantConsent(w.ctx, w.doc, src.ID, habeas.Grant{Audience: toWGAD, Level: habeas.ConsentAnonymised, How: "by telephone"}))
		about := "name not known"
		if x.named {
			about = "Ali Sample"
		}
		try := func(way string, ids []habeas.ID, err error) {
			tried++
			if errors.Is(err, habeas.ErrRefused) && strings.Contains(err.Error(), "point to the source") {
				return
			}
			for _, id := range ids {
				if w.out(id) {
					out++
					t.Errorf("%s comes out by %s: %v", x.name, way, err)
				}
			}
		}
		enter := func(lang string, facts ...desk.Fact) desk.Entered {
			e, err := w.Enter(w.ctx, w.doc, desk.Telling{Source: src.ID, Name: about, Lang: lang, Facts: facts}, "")
			w.ok(err)
			return e
		}
		fact := desk.Fact{Property: "education", Value: x.words}
		for _, lang := range []string{x.lang, "en", "zh", ""} {
			e := enter(lang, fact)
			try("the form, as "+lang, e.Claims, w.Publish(w.ctx, w.rev, e.Claims, nil))
			try("a false check", e.Claims, w.Publish(w.ctx, w.rev, e.Claims, &habeas.Terms{Grade: habeas.GradeSingle, Check: habeas.CheckPass}))
		}
		e := enter(x.lang, fact)
		packet, err := w.PreparePacket(w.ctx, w.rev, e.Person, toWGAD)
		w.ok(err)
		tried++
		for _, c := range packet.Claims {
			if c.Claim.Property == fact.Property {
				out++
				t.Errorf("%s comes out in a packet; kept: %d", x.name, packet.Kept[leaving.KeptCheck])
			}
		}
		// Something harmless is public, and is then edited.
		other := w.source(habeas.Source{Kind: habeas.SourcePerson, Name: "Another name of " + x.name, Label: "somebody", Protection: habeas.ProtectionTeam, Consent: habeas.ConsentAnonymised})
		src = other
		e = enter("en", desk.Fact{Property: "education", Value: "four years of school"})
		var harmless habeas.Claim
		for _, id := range e.Claims {
			if c := w.claim(id); c.Property == "education" {
				harmless = c
			}
		}
		w.publish(harmless.ID)
		if !w.out(harmless.ID) {
			t.Fatalf("%s: what is harmless is not out", x.name)
		}
		edit := desk.Edit{Property: "education", Subject: harmless.Subject, Value: x.label + ": " + x.words, Lang: x.lang, Source: src.ID}
		edited, err := w.Supersede(w.ctx, w.doc, harmless.ID, w.seen(harmless.ID), edit, "a better reading")
		w.ok(err)
		try("an edit", []habeas.ID{edited.ID}, nil)
		try("an edit that is published", []habeas.ID{edited.ID}, w.Publish(w.ctx, w.rev, []habeas.ID{edited.ID}, nil))
		// It is brought as a list.
		csv := file("Name,Education\n" + about + ",\"" + strings.ReplaceAll(x.label+": "+x.words, `"`, `""`) + "\"\n")
		csv.List, csv.Kind, csv.Source = "A list of "+x.name, "person", src.ID
		done, err := w.Import(w.ctx, w.doc, csv)
		w.ok(err)
		l, err := w.List(w.ctx, w.rev, done.List, habeas.RowQuery{Limit: 5})
		w.ok(err)
		err = w.PublishList(w.ctx, w.rev, done.List, l.List.Version, habeas.Terms{Grade: habeas.GradeSingle, Label: "a list"})
		w.is(err, habeas.ErrRefused)
		tried++
	}
	t.Logf("%d ways were tried with %d testimonies; %d came out", tried, len(all), out)
}

// A label that is written after the publication is not shown with what was
// published under another.
func TestALabelIsThatOfThePublication(t *testing.T) {
	w := newWorld(t)
	src := w.source(habeas.Source{Kind: habeas.SourcePerson, Name: "Realname", Label: "somebody", Protection: habeas.ProtectionTeam, Consent: habeas.ConsentAnonymised})
	e := w.told(w.doc, src, "Ali Sample", desk.Fact{Property: "education", Value: "four years of school"})
	w.ok(w.Publish(w.ctx, w.rev, e.Claims, &habeas.Terms{Grade: habeas.GradeSingle}))
	src.Label = "his wife, a nurse from Dorbiljin"
	w.ok(w.ChangeSource(w.ctx, w.doc, src))
	for _, id := range e.Claims {
		page, err := w.public.Claim(w.ctx, id)
		w.ok(err)
		if page.Shown.SourceWords != "somebody" {
			t.Errorf("it is shown as said by %q", page.Shown.SourceWords)
		}
	}
}
