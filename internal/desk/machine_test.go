package desk_test

import (
	"errors"
	"flag"
	"os"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
)

// expected is what the machine knows of one claim without asking the record.
type expected struct {
	status              habeas.Status
	public              bool
	acceptBy, publishBy habeas.ID
	embargo             string
	twoEyes             bool
	steps               []habeas.Status // after each step
}

// TestAnyOrderOfDecisions does what people do in any order, over the real
// store, and holds after every act that a claim stands as the plain rules say,
// that the public reads exactly what it may, and that no step was lost.
func TestAnyOrderOfDecisions(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		w := newWorld(t)
		one := witness
		one.Label = "somebody who was there" // who tells nothing of themselves
		src := w.source(one)
		reviewers := []habeas.Actor{w.rev, w.admin}
		people := []habeas.Actor{w.doc, w.doc2, w.rev, w.admin}
		e := w.told(w.doc, src, "Ali Sample", desk.Fact{Property: "event.detention", Words: "he was taken", When: "2026-03"}, desk.Fact{Property: "occupation", Words: "baker", Value: "baker"})
		claims := map[habeas.ID]*expected{}
		var ids []habeas.ID
		add := func(id, by habeas.ID) {
			p, _ := habeas.PropertyOf(w.claim(id).Property)
			claims[id] = &expected{status: habeas.Accepted, acceptBy: by, twoEyes: p.TwoEyes, steps: []habeas.Status{habeas.Proposed, habeas.Accepted}}
			ids = append(ids, id)
		}
		for _, id := range e.Claims {
			add(id, w.doc.ID)
		}
		consent := true
		pick := func() (habeas.ID, *expected) {
			id := rapid.SampledFrom(ids).Draw(r, "claim")
			return id, claims[id]
		}
		live := func(x *expected) bool { return x.status != habeas.Superseded && x.status != habeas.Withdrawn }
		// answers compares an answer with what the rules say.
		answers := func(err error, want bool) bool {
			if (err == nil) != want {
				r.Fatalf("answered %v, allowed is %v", err, want)
			}
			return want
		}
		did := func(x *expected, s habeas.Status) {
			x.status = s
			x.steps = append(x.steps, s)
		}
		r.Repeat(map[string]func(*rapid.T){
			"accept": func(r *rapid.T) {
				id, x := pick()
				by := rapid.SampledFrom(people).Draw(r, "by")
				err := w.Decide(w.ctx, by, desk.Decision{Claim: id, Seen: w.seen(id), Act: habeas.ActAccept, Source: src.ID})
				if answers(err, live(x) && !x.public) {
					did(x, habeas.Accepted)
					x.acceptBy = by.ID
				}
			},
			"unsettle": func(r *rapid.T) {
				id, x := pick()
				a := rapid.SampledFrom([]habeas.Act{habeas.ActReject, habeas.ActUnsure, habeas.ActWithdraw}).Draw(r, "act")
				if answers(w.Decide(w.ctx, w.doc2, act(id, w.seen(id), a)), live(x)) {
					did(x, map[habeas.Act]habeas.Status{habeas.ActReject: habeas.Rejected, habeas.ActUnsure: habeas.Unsure, habeas.ActWithdraw: habeas.Withdrawn}[a])
					x.public = false
				}
			},
			"correct": func(r *rapid.T) {
				id, x := pick()
				c := w.claim(id)
				now, err := w.Supersede(w.ctx, w.doc2, id, w.seen(id), desk.Edit{Property: c.Property, Words: "corrected", Value: "corrected", Subject: c.Subject, Source: src.ID}, "x")
				if answers(err, live(x)) {
					did(x, habeas.Superseded)
					x.public = false
					add(now.ID, w.doc2.ID)
				}
			},
			"publish": func(r *rapid.T) {
				id, x := pick()
				by := rapid.SampledFrom(reviewers).Draw(r, "by")
				terms := habeas.Terms{Grade: habeas.GradeSingle, Embargo: rapid.SampledFrom([]string{"", "2026-11-24"}).Draw(r, "embargo")}
				submitted := w.claim(id).SubmitBy != ""
				err := w.Publish(w.ctx, by, []habeas.ID{id}, &terms)
				if answers(err, x.status == habeas.Accepted && consent && (!x.twoEyes || x.acceptBy != by.ID) && (submitted || !x.public)) {
					if !submitted {
						did(x, x.status)
					}
					did(x, x.status)
					x.public, x.publishBy, x.embargo = true, by.ID, terms.Embargo
				}
			},
			"hand over": func(r *rapid.T) {
				id, x := pick()
				if answers(w.Submit(w.ctx, w.doc, []habeas.ID{id}, nil), x.status == habeas.Accepted && consent && !x.public) {
					did(x, x.status)
				}
			},
			"take off": func(r *rapid.T) {
				id, x := pick()
				waits := w.claim(id).SubmitBy != ""
				if answers(w.Unpublish(w.ctx, w.doc, []habeas.ID{id}, "x"), x.public || waits) {
					did(x, x.status)
					x.public = false
				}
			},
			"stale": func(r *rapid.T) {
				id, _ := pick()
				if err := w.Decide(w.ctx, w.doc2, act(id, w.seen(id)-1, habeas.ActWithdraw)); !errors.Is(err, habeas.ErrConflict) {
					r.Fatalf("a form made before the last step: %v", err)
				}
			},
			"consent": func(r *rapid.T) {
				s, err := w.Source(w.ctx, w.doc, src.ID)
				w.ok(err)
				consent = !consent
				s.Consent = habeas.ConsentNone
				if consent {
					s.Consent = habeas.ConsentAnonymised
				}
				w.ok(w.ChangeSource(w.ctx, w.doc, s))
			},
			"a day": func(r *rapid.T) {
				w.clock = w.clock.Add(24 * time.Hour)
				w.ok(w.ReleaseDue(w.ctx))
			},
			"": func(r *rapid.T) {
				n := 0
				for _, id := range ids {
					x, h := claims[id], w.history(id)
					c := h.Entry.Claim
					if c.Status != x.status || c.Public != x.public || len(h.Steps) != len(x.steps) {
						r.Fatalf("%s is %s, public %v after %d steps; want %s, %v, %d", c.Property, c.Status, c.Public, len(h.Steps), x.status, x.public, len(x.steps))
					}
					for i, want := range x.steps {
						if got := habeas.Fold(h.Steps[:i+1]).Status; got != want {
							r.Fatalf("after step %d it was %s, want %s", i+1, got, want)
						}
					}
					want := x.public && consent && x.embargo <= w.clock.Format(time.DateOnly) && (!x.twoEyes || x.publishBy != x.acceptBy)
					if w.out(id) != want {
						r.Fatalf("%s is out: %v, want %v (%+v, consent %v)", c.Property, !want, want, x, consent)
					}
					if want {
						n++
					}
				}
				f, err := w.public.SearchPeople(w.ctx, habeas.PeopleQuery{})
				w.ok(err)
				if f.Total != min(n, 1) || n > 0 && f.People[0].Claims != n {
					r.Fatalf("the search shows %+v, and %d claims are out", f.People, n)
				}
			},
		})
	})
}

// Linking and taking back, in any order, never loses a mention, and with every
// link taken back everybody is who they were.
func TestAnyOrderOfLinks(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		w := newWorld(t)
		src := w.source(witness)
		var mentions []habeas.ID
		trades := []string{"baker", "weaver", "judge", "tailor"}
		for _, trade := range trades {
			e := w.told(w.doc, src, "Person "+trade, desk.Fact{Property: "occupation", Words: trade, Value: trade})
			mentions = append(mentions, e.Mention)
			w.publish(e.Claims...)
		}
		type link struct {
			id   habeas.ID
			a, b int
			v    habeas.Verdict
		}
		var links []link
		r.Repeat(map[string]func(*rapid.T){
			"link": func(r *rapid.T) {
				a, b := rapid.IntRange(0, 3).Draw(r, "a"), rapid.IntRange(0, 3).Draw(r, "b")
				v := rapid.SampledFrom(habeas.Verdicts).Draw(r, "verdict")
				w.clock = w.clock.Add(time.Minute) // the newest decision about a pair counts
				l, err := w.Link(w.ctx, w.doc, mentions[a], habeas.PersonOf(mentions[b]), v, "x")
				if (err == nil) != (a != b) {
					r.Fatalf("linking %d and %d: %v", a, b, err)
				}
				if err == nil {
					links = append(links, link{l.ID, min(a, b), max(a, b), v})
				}
			},
			"undo": func(r *rapid.T) {
				if len(links) == 0 {
					r.Skip("nothing to take back")
				}
				i := rapid.IntRange(0, len(links)-1).Draw(r, "link")
				w.ok(w.UndoLink(w.ctx, w.doc2, links[i].id, "x"))
				if err := w.UndoLink(w.ctx, w.doc2, links[i].id, "x"); !errors.Is(err, habeas.ErrConflict) {
					r.Fatalf("taken back twice: %v", err)
				}
				links = slices.Delete(links, i, i+1)
			},
			"": func(r *rapid.T) {
				of := [4]int{0, 1, 2, 3}
				newest := map[[2]int]habeas.Verdict{}
				for _, l := range links {
					newest[[2]int{l.a, l.b}] = l.v
				}
				for range mentions {
					for pair, v := range newest {
						if v == habeas.SamePerson {
							low := min(of[pair[0]], of[pair[1]])
							of[pair[0]], of[pair[1]] = low, low
						}
					}
				}
				persons := map[int]habeas.ID{}
				for i, m := range mentions {
					d, err := w.Dossier(w.ctx, w.reader, m)
					w.ok(err)
					p, err := w.public.Person(w.ctx, habeas.PersonOf(m))
					w.ok(err)
					size := 0
					for _, x := range of {
						if x == of[i] {
							size++
						}
					}
					if len(d.Mentions) != size || len(d.Entries) != 2*size || len(p.Claims) != 2*size || p.ID != d.ID || d.Summary.Claims != 2*size {
						r.Fatalf("%s: %d mentions, %d claims inside and %d outside, want %d mentions", trades[i], len(d.Mentions), len(d.Entries), len(p.Claims), size)
					}
					if was, ok := persons[of[i]]; ok && was != d.ID {
						r.Fatalf("one person goes by %s and %s", was, d.ID)
					}
					if persons[of[i]] = d.ID; size == 1 && d.ID != habeas.PersonOf(m) {
						r.Fatalf("alone, %s goes by another id", trades[i])
					}
				}
				for _, a := range []habeas.PeopleQuery{{}, {Text: "person"}} {
					f, err := w.public.SearchPeople(w.ctx, a)
					w.ok(err)
					if f.Total != len(persons) {
						r.Fatalf("the search shows %d persons of %d", f.Total, len(persons))
					}
				}
			},
		})
	})
}

// TestMain makes the machines of this package short, since each check of them
// builds a record of its own; -rapid.checks and -rapid.steps make them longer.
func TestMain(m *testing.M) {
	flag.Parse()
	given := map[string]bool{}
	flag.Visit(func(f *flag.Flag) { given[f.Name] = true })
	for name, value := range map[string]string{"rapid.checks": "8", "rapid.steps": "14"} {
		if !given[name] {
			if err := flag.Set(name, value); err != nil {
				panic(err)
			}
		}
	}
	os.Exit(m.Run())
}
