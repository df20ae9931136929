package desk

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk/leaving"
)

// Proposal of terms: what publishing a claim would say of it, worked out from
// the claim; a reviewer confirms or changes it.
func (d *Desk) ProposeTerms(ctx context.Context, a habeas.Actor, claim habeas.ID) (habeas.Terms, error) {
	var t habeas.Terms
	err := d.view(ctx, a, habeas.Submit, func(tx Tx) error {
		c, err := d.readClaim(tx, a, claim)
		if err != nil {
			return err
		}
		t, err = d.terms(tx, c)
		return err
	})
	return t, err
}

func (d *Desk) terms(tx Tx, c habeas.Claim) (habeas.Terms, error) {
	s, err := tx.Source(c.Source)
	if err != nil {
		return habeas.Terms{}, err
	}
	ts, err := tx.TensionsOf(c.ID)
	if err != nil {
		return habeas.Terms{}, err
	}
	return habeas.Terms{Grade: habeas.ProposeGrade(c, s), Flags: habeas.ProposeFlags(c, ts), Label: s.Label}, nil
}

// Submit hands accepted claims over for publication. Nil terms take what the
// claims themselves propose.
func (d *Desk) Submit(ctx context.Context, a habeas.Actor, claims []habeas.ID, terms *habeas.Terms) error {
	return d.update(ctx, a, habeas.Submit, func(tx Tx) error {
		for _, id := range claims {
			if err := d.submit(tx, a, id, terms); err != nil {
				return err
			}
		}
		return nil
	})
}

func (d *Desk) submit(tx Tx, a habeas.Actor, id habeas.ID, terms *habeas.Terms) error {
	c, err := d.readClaim(tx, a, id)
	if err != nil {
		return err
	}
	if terms == nil {
		t, err := d.terms(tx, c)
		if err != nil {
			return err
		}
		terms = &t
	}
	if err := checkTerms(*terms); err != nil {
		return err
	}
	if terms, err = labelled(tx, c, *terms); err != nil {
		return err
	}
	if err := d.mayLeave(tx, c, *terms); err != nil {
		return err
	}
	set, err := tx.Settings()
	if err != nil {
		return err
	}
	if _, _, err := d.check(tx, set, c, *terms); err != nil {
		return err
	}
	return tx.AddStep(habeas.Step{Claim: id, Act: habeas.ActSubmit, By: a.ID, At: d.now(), Terms: terms})
}

// labelled are the terms with the words that stand for the source: those of now,
// so that no others stand there later which nobody checked.
func labelled(tx Tx, c habeas.Claim, t habeas.Terms) (*habeas.Terms, error) {
	if strings.TrimSpace(t.Label) != "" {
		return &t, nil
	}
	s, err := tx.Source(c.Source)
	t.Label = s.Label
	return &t, err
}

func checkTerms(t habeas.Terms) error {
	known := false
	for _, g := range habeas.Grades {
		known = known || g == t.Grade
	}
	if !known {
		return habeas.Invalid("choose one of the five grades", "%q is not a grade", t.Grade)
	}
	for _, f := range t.Flags {
		if !slices.Contains(habeas.Flags, f) {
			return habeas.Invalid("choose from those offered", "%q is not a flag", f)
		}
	}
	if t.Embargo != "" {
		if _, err := time.Parse(time.DateOnly, t.Embargo); err != nil {
			return habeas.Invalid("write it as 2017-11-30", "%q is not the first day it may be shown", t.Embargo)
		}
	}
	return nil
}

// mayLeave says, before anybody spends a second person's time, why Release
// would hold the claim back.
func (d *Desk) mayLeave(tx Tx, c habeas.Claim, t habeas.Terms) error {
	rs, err := tx.Releasables([]habeas.Claim{c})
	if err != nil {
		return err
	}
	r := rs[0]
	p, _ := habeas.PropertyOf(c.Property)
	published := r.Report != nil && r.Report.Access == habeas.AccessPublic
	switch {
	case c.Status != habeas.Accepted:
		return habeas.Invalid("accept it first", "the claim is %s", c.Status)
	case p.Identity:
		return habeas.Invalid("", "a claim of this kind identifies somebody and is never published")
	case c.Subject.Kind() == habeas.KindSource, c.Subject.Kind() == habeas.KindReport && (!published || c.Subject != c.Report):
		return habeas.Invalid("say which person, group, event or place it is about", "what the claim is about cannot be shown outside")
	case c.Access == habeas.AccessTeam || c.Access == habeas.AccessSealed:
		return habeas.Invalid("change its access first, if it may be shown", "the claim is for the desk only")
	case !r.Source.Public() && !published && !r.Allowed(habeas.ToPublic).Allows(habeas.ConsentAnonymised):
		return habeas.Invalid("ask the source, and record what it allowed", "the source has not agreed to publication")
	case r.Source.Protection != habeas.ProtectionOpen && strings.TrimSpace(t.Label) == "" && r.Source.Label == "":
		return habeas.Invalid("write how the source may be described", "a protected source needs a label")
	case !published && !r.Nameable(habeas.ToPublic) && !c.Statable():
		return habeas.Invalid("write the value in the desk's own words", "the words of a protected source stay inside, and the claim says nothing without them")
	}
	return nil
}

// Publish lets submitted claims out. What touches a living victim, accuses
// somebody or shows a face needs another person than the one who accepted it,
// unless the desk of one waived that in its settings.
func (d *Desk) Publish(ctx context.Context, a habeas.Actor, claims []habeas.ID, terms *habeas.Terms) error {
	return d.update(ctx, a, habeas.Publish, func(tx Tx) error {
		set, err := d.mayPublish(tx)
		if err != nil {
			return err
		}
		for _, id := range claims {
			if err := d.publish(tx, a, set, id, terms); err != nil {
				return err
			}
		}
		return nil
	})
}

// mayPublish asks for the page that says who runs this.
func (d *Desk) mayPublish(tx Tx) (habeas.Settings, error) {
	set, err := tx.Settings()
	if err != nil {
		return set, err
	}
	if strings.TrimSpace(set.DeskName) == "" || strings.TrimSpace(set.WhoRuns) == "" {
		return set, habeas.Invalid("an administrator writes it under Settings", "nothing can be published before the page \"who runs this\" is written")
	}
	return set, nil
}

func (d *Desk) publish(tx Tx, a habeas.Actor, set habeas.Settings, id habeas.ID, terms *habeas.Terms) error {
	c, err := d.readClaim(tx, a, id)
	if err != nil {
		return err
	}
	if c.SubmitBy == "" {
		if err := d.submit(tx, a, id, terms); err != nil {
			return err
		}
		if c, err = tx.Claim(id); err != nil {
			return err
		}
	}
	t := c.Terms
	if terms != nil {
		labelled, err := labelled(tx, c, *terms)
		if err != nil {
			return err
		}
		t = *labelled
	}
	if err := checkTerms(t); err != nil {
		return err
	}
	if err := d.mayLeave(tx, c, t); err != nil {
		return err
	}
	check, second, err := d.check(tx, set, c, t)
	if err != nil {
		return err
	}
	t.Check, t.Waived = check, ""
	if second && c.AcceptBy == a.ID {
		if strings.TrimSpace(set.SoloReason) == "" {
			return habeas.Refused("ask another reviewer, or let an administrator waive the rule for a desk of one",
				"a claim about a living victim, an accusation, or one that tells much of its source needs a second person, and you accepted this one")
		}
		t.Waived = set.SoloReason
	}
	if err := tx.AddStep(habeas.Step{Claim: id, Act: habeas.ActPublish, By: a.ID, At: d.now(), Terms: &t}); err != nil {
		return err
	}
	return nil
}

// check makes the disclosure check of a claim on its terms, and refuses what
// it stops. second reports whether the one who accepted the claim may not
// publish it.
func (d *Desk) check(tx Tx, set habeas.Settings, c habeas.Claim, t habeas.Terms) (check habeas.Check, second bool, err error) {
	p, _ := habeas.PropertyOf(c.Property)
	a, needed, err := d.assess(tx, set, c, t)
	switch {
	case err != nil:
		return "", false, err
	case !needed:
		return habeas.CheckNamed, p.TwoEyes, nil
	}
	s, err := tx.Source(c.Source)
	named := habeas.Releasable{Claim: c, Source: s}.Nameable(habeas.ToPublic)
	switch {
	case err != nil:
		return "", false, err
	case a.Verdict == habeas.CheckStop && named:
		return habeas.CheckNamed, p.TwoEyes, nil
	case a.Verdict == habeas.CheckStop:
		return "", false, stopped(a)
	}
	return a.Verdict, p.TwoEyes || a.Verdict == habeas.CheckSecond && !named, nil
}

// Unpublish takes claims off the public record at once, with the reason.
func (d *Desk) Unpublish(ctx context.Context, a habeas.Actor, claims []habeas.ID, reason string) error {
	return d.update(ctx, a, habeas.Submit, func(tx Tx) error {
		if strings.TrimSpace(reason) == "" {
			return habeas.Invalid("write a few words why", "the reason is missing")
		}
		for _, id := range claims {
			if _, err := d.readClaim(tx, a, id); err != nil {
				return err
			}
			if err := tx.AddStep(habeas.Step{Claim: id, Act: habeas.ActUnpublish, By: a.ID, At: d.now(), Reason: strings.TrimSpace(reason)}); err != nil {
				return err
			}
		}
		return nil
	})
}

// Leaving is one submitted claim and the form in which it would leave.
type Leaving struct {
	Entry  Entry
	Shown  habeas.Released
	Public string // why it cannot leave as it is, "" when it can
	Own    bool   // the actor accepted it, so another must publish it
	// Tells is what it would tell of its source together with what is
	// published of it, nil where the source is named.
	Tells *Assessment
}

// Queue lists what is submitted for publication, each as the public would see
// it.
func (d *Desk) Queue(ctx context.Context, a habeas.Actor, limit, offset int) ([]Leaving, int, error) {
	var out []Leaving
	var total int
	err := d.view(ctx, a, habeas.Submit, func(tx Tx) error {
		out = nil
		cs, n, err := tx.FindClaims(habeas.ClaimFilter{Submitted: true, Limit: limit, Offset: offset})
		if err != nil {
			return err
		}
		total = n
		es, _, err := d.entries(tx, a, cs)
		if err != nil {
			return err
		}
		set, err := tx.Settings()
		if err != nil {
			return err
		}
		for _, e := range es {
			rs, err := tx.Releasables([]habeas.Claim{e.Claim})
			if err != nil {
				return err
			}
			r := rs[0]
			l := Leaving{Entry: e}
			tells, needed, err := d.assess(tx, set, e.Claim, e.Claim.Terms)
			if err != nil {
				return err
			}
			if needed && !r.Nameable(habeas.ToPublic) {
				l.Tells = &tells
			}
			_, second, stop := d.check(tx, set, e.Claim, e.Claim.Terms)
			var why *habeas.Error
			if stop != nil && !errors.As(stop, &why) {
				return stop
			}
			l.Own = second && e.Claim.AcceptBy == a.ID && set.SoloReason == ""
			// As it would stand once another person published it, embargo past.
			r.Claim.Public, r.Claim.PublishBy, r.Claim.PublishAt = true, "", d.now()
			r.Claim.Terms.Embargo, r.Claim.Terms.Check = "", habeas.CheckPass
			if err := leaving.AddVoices(tx, &r); err != nil {
				return err
			}
			l.Shown, err = habeas.Release(r, habeas.ToPublic, d.now())
			if err != nil {
				l.Public = "the record does not let it out"
				if m := d.mayLeave(tx, e.Claim, e.Claim.Terms); errors.As(m, &why) {
					l.Public = why.Error()
				}
			} else if stop != nil {
				l.Public = stop.Error()
			}
			out = append(out, l)
		}
		return nil
	})
	return out, total, err
}

// PublishList lets the rows of a list out as a whole: first one person hands
// it over, then another publishes it.
func (d *Desk) PublishList(ctx context.Context, a habeas.Actor, id habeas.ID, version int, terms habeas.Terms) error {
	return d.update(ctx, a, habeas.Submit, func(tx Tx) error {
		l, err := tx.List(id)
		if err != nil {
			return err
		}
		if err := d.authorise(a, habeas.ReadItem, l.Item()); err != nil {
			return err
		}
		if err := checkTerms(terms); err != nil {
			return err
		}
		if s, err := tx.Source(l.Source); err != nil {
			return err
		} else if !s.Public() && !s.Nameable() {
			// What a whole list tells of whoever brought it nobody can look over.
			return habeas.Refused("publish its claims one by one, or ask the source whether it may be named",
				"a list of a source that may not be named is not published as a whole")
		}
		terms.Check = habeas.CheckNamed
		l.Version = version
		if l.SubmitBy == "" {
			l.SubmitBy, l.Terms = a.ID, terms
			return tx.PutList(l)
		}
		if err := d.authorise(a, habeas.Publish, l.Item()); err != nil {
			return err
		}
		set, err := d.mayPublish(tx)
		if err != nil {
			return err
		}
		l.Terms = terms
		l.Terms.Waived = ""
		own, err := broughtBy(tx, l, a.ID)
		if err != nil {
			return err
		}
		if own {
			if strings.TrimSpace(set.SoloReason) == "" {
				return habeas.Refused("ask another reviewer, or let an administrator waive the rule for a desk of one",
					"a list needs a second person, and you imported this one")
			}
			l.Terms.Waived = set.SoloReason
		}
		l.Public, l.PublishBy, l.PublishAt, l.Unseen = true, a.ID, d.now(), 0
		return tx.PutList(l)
	})
}

// broughtBy reports whether a person made the list or brought an edition of it
// that nobody else has seen yet.
func broughtBy(tx Tx, l habeas.List, user habeas.ID) (bool, error) {
	if l.By == user {
		return true, nil
	}
	es, err := tx.Editions(l.ID)
	for _, e := range es {
		if e.By == user && (!l.Public || l.Unseen > 0 && e.N >= l.Unseen) {
			return true, err
		}
	}
	return false, err
}

// UnpublishList takes a list's rows off the public record at once.
func (d *Desk) UnpublishList(ctx context.Context, a habeas.Actor, id habeas.ID, version int) error {
	return d.update(ctx, a, habeas.Submit, func(tx Tx) error {
		l, err := tx.List(id)
		if err != nil {
			return err
		}
		if err := d.authorise(a, habeas.ReadItem, l.Item()); err != nil {
			return err
		}
		l.Public, l.SubmitBy, l.Unseen, l.Version = false, "", 0, version
		return tx.PutList(l)
	})
}

// ReleaseDue brings the read models up to what may be shown today: what an
// embargo held back until now joins them. It changes no claim.
func (d *Desk) ReleaseDue(ctx context.Context) error {
	return d.store.RefreshDue(ctx, d.today())
}
