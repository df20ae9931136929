package desk

import (
	"context"
	"errors"
	"slices"
	"sort"
	"strings"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk/propose"
)

// Edit is what a reviewer says a claim should say. It is whole: the form shows
// every part and sends every part back.
type Edit struct {
	Property  string
	Subject   habeas.ID // an existing subject, or "" for NewSubject
	New       NewSubject
	Value     string
	Object    habeas.ID
	Words     string
	Lang      string
	Slots     map[string]string
	When      string // words or EDTF; read with the report's date as anchor
	EDTF      string // given by hand, it outranks the reading of When
	Quantity  *habeas.Quantity
	Hedge     string
	Denied    bool
	Source    habeas.ID
	NewSource *habeas.Source
	Proximity habeas.Proximity
	Access    habeas.Access
	Note      string
}

// NewSubject names a subject that is not in the record yet.
type NewSubject struct {
	Kind  habeas.Kind // mention, group, event, place, facility, authority
	Label string
}

// Decision is a reviewer's answer to one proposal.
type Decision struct {
	Claim  habeas.ID
	Seen   int // number of steps of its history when the form was made
	Act    habeas.Act
	Reason string
	Source habeas.ID // confirmed when accepting: who says so
}

// conflict answers when somebody decided since the form was made.
func conflict(tx Tx, claim habeas.ID, seen int) error {
	steps, err := tx.Steps(claim)
	if err != nil {
		return err
	}
	if len(steps) == seen {
		return nil
	}
	last := steps[len(steps)-1]
	return &habeas.Error{Kind: habeas.ErrConflict, Msg: "somebody else decided on this claim first: it is now " + string(last.Act),
		Hint: "look at what they did, then decide again"}
}

// Decide accepts, rejects, leaves open or withdraws one claim. Accepting asks
// for the source to be confirmed; another source than the proposed one makes a
// new claim that supersedes it.
func (d *Desk) Decide(ctx context.Context, a habeas.Actor, dec Decision) error {
	return d.update(ctx, a, habeas.Decide, func(tx Tx) error { return d.decide(tx, a, dec) })
}

// DecideAll decides on several claims at once, on all of them or on none.
func (d *Desk) DecideAll(ctx context.Context, a habeas.Actor, decs []Decision) error {
	return d.update(ctx, a, habeas.Decide, func(tx Tx) error {
		for _, dec := range decs {
			if err := d.decide(tx, a, dec); err != nil {
				return err
			}
		}
		return nil
	})
}

func (d *Desk) decide(tx Tx, a habeas.Actor, dec Decision) error {
	c, err := d.readClaim(tx, a, dec.Claim)
	if err != nil {
		return err
	}
	if err := conflict(tx, c.ID, dec.Seen); err != nil {
		return err
	}
	switch dec.Act {
	case habeas.ActAccept:
		if dec.Source == "" {
			return habeas.Invalid("choose the source, or confirm the one proposed", "nobody has said who says so")
		}
		if dec.Source != c.Source {
			e := editOf(c)
			e.Source = dec.Source
			_, err := d.supersede(tx, a, c, e, "another source")
			return err
		}
	case habeas.ActReject, habeas.ActWithdraw:
		if strings.TrimSpace(dec.Reason) == "" {
			return habeas.Invalid("write a few words why", "the reason is missing")
		}
	case habeas.ActUnsure:
	default:
		return habeas.Invalid("", "%q is not a decision on a claim", dec.Act)
	}
	if err := tx.AddStep(habeas.Step{Claim: c.ID, Act: dec.Act, By: a.ID, At: d.now(), Reason: strings.TrimSpace(dec.Reason)}); err != nil {
		return err
	}
	return d.afterChange(tx, c)
}

// afterChange looks for tensions again wherever the claim could make one.
func (d *Desk) afterChange(tx Tx, c habeas.Claim) error {
	for _, id := range c.Subjects() {
		if err := tx.RefreshTensions(id); err != nil {
			return err
		}
	}
	return nil
}

// Supersede replaces a claim by what the edit says; the new claim is accepted
// and the old one stays readable in the history.
func (d *Desk) Supersede(ctx context.Context, a habeas.Actor, claim habeas.ID, seen int, e Edit, reason string) (habeas.Claim, error) {
	var out habeas.Claim
	err := d.update(ctx, a, habeas.Decide, func(tx Tx) error {
		c, err := d.readClaim(tx, a, claim)
		if err != nil {
			return err
		}
		if err := conflict(tx, claim, seen); err != nil {
			return err
		}
		out, err = d.supersede(tx, a, c, e, reason)
		return err
	})
	return out, err
}

func (d *Desk) supersede(tx Tx, a habeas.Actor, old habeas.Claim, e Edit, reason string) (habeas.Claim, error) {
	c := old
	c.ID, c.Supersedes, c.Root = d.newID(habeas.KindClaim), old.ID, old.Root
	if err := d.apply(tx, a, &c, e); err != nil {
		return c, err
	}
	if err := d.addAccepted(tx, a, c, reason); err != nil {
		return c, err
	}
	if err := tx.AddStep(habeas.Step{Claim: old.ID, Act: habeas.ActSupersede, By: a.ID, At: d.now(), Reason: reason, Other: c.ID}); err != nil {
		return c, err
	}
	if err := d.afterChange(tx, old); err != nil {
		return c, err
	}
	return c, d.afterChange(tx, c)
}

// addAccepted keeps a claim a person stands for: entered and accepted in one.
func (d *Desk) addAccepted(tx Tx, a habeas.Actor, c habeas.Claim, reason string) error {
	now := d.now()
	c.By, c.At = a.ID, now
	if c.Root == "" {
		c.Root = c.ID
	}
	if err := c.Validate(); err != nil {
		return err
	}
	if err := tx.AddClaim(c, habeas.Step{Claim: c.ID, Act: habeas.ActPropose, By: a.ID, At: now}); err != nil {
		return err
	}
	return tx.AddStep(habeas.Step{Claim: c.ID, Act: habeas.ActAccept, By: a.ID, At: now, Reason: reason})
}

// editOf is the edit that changes nothing.
func editOf(c habeas.Claim) Edit {
	e := Edit{Property: c.Property, Subject: c.Subject, Value: c.Value, Object: c.Object, Words: c.Words, Lang: c.Lang,
		Slots: c.Slots, Quantity: c.Quantity, Hedge: c.Hedge, Denied: c.Polarity == habeas.Denied, Source: c.Source,
		Proximity: c.Proximity, Access: c.Access, Note: c.Note}
	if c.When != nil {
		e.When, e.EDTF = c.When.Words, c.When.EDTF
	}
	return e
}

// apply writes the edit into the claim.
func (d *Desk) apply(tx Tx, a habeas.Actor, c *habeas.Claim, e Edit) error {
	p, ok := habeas.PropertyOf(e.Property)
	if !ok {
		return habeas.Invalid("choose one from the list", "property %q is not known", e.Property)
	}
	if e.Property != c.Property {
		c.Type = ""
	}
	c.Refs = refsOf(*c, propose.Slots(e.Slots))
	c.Property, c.Value, c.Object, c.Words, c.Lang = e.Property, strings.TrimSpace(e.Value), e.Object, strings.TrimSpace(e.Words), e.Lang
	c.Slots, c.Hedge, c.Proximity, c.Note, c.Quantity = propose.Slots(e.Slots), strings.TrimSpace(e.Hedge), e.Proximity, strings.TrimSpace(e.Note), e.Quantity
	c.Polarity = habeas.Affirmed
	if e.Denied {
		c.Polarity = habeas.Denied
	}
	c.Access = e.Access
	if c.Access == "" {
		c.Access = p.Access
	}
	if c.Access == "" {
		c.Access = habeas.AccessPublic
	}
	if c.Report != "" {
		r, err := tx.Report(c.Report)
		if err != nil {
			return err
		}
		if r.Access == habeas.AccessSealed {
			c.Access = habeas.AccessSealed
		}
	}
	if e.Source == "" && e.NewSource != nil {
		s, err := d.addSource(tx, a, *e.NewSource)
		if err != nil {
			return err
		}
		e.Source = s.ID
	}
	if e.Source != "" {
		if _, err := tx.Source(e.Source); err != nil {
			return habeas.Invalid("choose another", "the source is not in the record")
		}
	}
	c.Source = e.Source
	subject, err := d.subject(tx, a, c.Report, e.Subject, e.New)
	if err != nil {
		return err
	}
	if e.Object != "" {
		if err := d.subjectExists(tx, a, e.Object); err != nil {
			return err
		}
	}
	c.Subject = subject
	when, err := d.when(tx, *c, e)
	if err != nil {
		return err
	}
	c.When = when
	if p.Value == habeas.ValueDate && c.When != nil {
		c.Value = c.When.EDTF
	}
	return nil
}

// refsOf keeps what the roles pointed to where their words stay the same.
func refsOf(c habeas.Claim, slots map[string]string) map[string]habeas.ID {
	var out map[string]habeas.ID
	for role, id := range c.Refs {
		if c.Slots[role] == slots[role] {
			if out == nil {
				out = map[string]habeas.ID{}
			}
			out[role] = id
		}
	}
	return out
}

// when reads a time in the words given; the report it stands in is the anchor.
func (d *Desk) when(tx Tx, c habeas.Claim, e Edit) (*habeas.When, error) {
	words, given := strings.TrimSpace(e.When), strings.TrimSpace(e.EDTF)
	if words == "" && given == "" {
		return nil, nil
	}
	w := &habeas.When{Words: words}
	if given != "" {
		date, err := habeas.CheckDate(given)
		if err != nil {
			return nil, err
		}
		w.EDTF = date
		if c.When != nil && c.When.EDTF == w.EDTF {
			w.Anchor, w.Inferred = c.When.Anchor, c.When.Inferred
		}
		return w, nil
	}
	said := ""
	if c.Report != "" {
		r, err := tx.Report(c.Report)
		if err != nil {
			return nil, err
		}
		said = r.Published
	}
	return habeas.ReadWhen(words, c.Lang, said), nil
}

// subject returns the subject of a claim, adding a new one where asked.
func (d *Desk) subject(tx Tx, a habeas.Actor, report, id habeas.ID, n NewSubject) (habeas.ID, error) {
	if id != "" {
		return id, d.subjectExists(tx, a, id)
	}
	label := strings.TrimSpace(n.Label)
	if label == "" {
		return "", habeas.Invalid("choose one, or write the name of a new one", "nobody has said whom or what this is about")
	}
	var in habeas.Report
	if report != "" {
		var err error
		if in, err = tx.Report(report); err != nil {
			return "", err
		}
	}
	switch n.Kind {
	case habeas.KindMention:
		m, err := d.putMention(tx, a, in, label)
		return m.ID, err
	case habeas.KindGroup, habeas.KindEvent, habeas.KindPlace, habeas.KindFacility, habeas.KindAuthority:
		return d.putSubject(tx, a, in, n.Kind, label)
	}
	return "", habeas.Invalid("choose person, group, event, place, facility or authority", "%q cannot be what a claim is about", n.Kind)
}

// putMention adds a person as one report has them. Out of a sealed report the
// label goes where no listing reads it.
func (d *Desk) putMention(tx Tx, a habeas.Actor, in habeas.Report, label string) (habeas.Mention, error) {
	m := habeas.Mention{ID: d.newID(habeas.KindMention), Report: in.ID, Label: label, By: a.ID, At: d.today()}
	m.Person = habeas.PersonOf(m.ID)
	if in.Access == habeas.AccessSealed {
		m.Label, m.Sealed = "", label
	}
	return m, tx.PutMention(m)
}

// putSubject adds a subject a report speaks of; one a sealed report speaks of
// is sealed with it.
func (d *Desk) putSubject(tx Tx, a habeas.Actor, in habeas.Report, kind habeas.Kind, label string) (habeas.ID, error) {
	s := habeas.Subject{ID: d.newID(kind), Label: label, By: a.ID, At: d.today()}
	if in.Access == habeas.AccessSealed {
		s.Label, s.Sealed, s.Access = "", label, habeas.AccessSealed
	}
	return s.ID, tx.PutSubject(s)
}

// subjectExists answers the same for what is not there and for what the actor
// may not read.
func (d *Desk) subjectExists(tx Tx, a habeas.Actor, id habeas.ID) error {
	see, ok := d.sight(tx, a), false
	var err error
	switch id.Kind() {
	case habeas.KindMention:
		var m habeas.Mention
		if m, err = tx.Mention(id); err == nil {
			ok, err = see.mention(m)
		}
	case habeas.KindReport:
		var it habeas.Item
		if it, err = see.report(id); err == nil {
			ok = see.may(it)
		}
	case habeas.KindSource:
		_, err = tx.Source(id)
		ok = err == nil
	case habeas.KindGroup, habeas.KindEvent, habeas.KindPlace, habeas.KindFacility, habeas.KindAuthority:
		var s habeas.Subject
		if s, err = tx.Subject(id); err == nil {
			ok, err = see.subject(s)
		}
	}
	if err != nil && !errors.Is(err, habeas.ErrNotFound) {
		return err
	}
	if !ok {
		return habeas.Invalid("choose another", "what the claim is about is not in the record")
	}
	return nil
}

// Split makes two claims of one: the first edit supersedes it, the second
// stands beside with its own words.
func (d *Desk) Split(ctx context.Context, a habeas.Actor, claim habeas.ID, seen int, one, two Edit) error {
	return d.update(ctx, a, habeas.Decide, func(tx Tx) error {
		c, err := d.readClaim(tx, a, claim)
		if err != nil {
			return err
		}
		if err := conflict(tx, claim, seen); err != nil {
			return err
		}
		second := c
		second.ID, second.Root, second.Supersedes = d.newID(habeas.KindClaim), "", ""
		if err := d.apply(tx, a, &second, two); err != nil {
			return err
		}
		if err := d.addAccepted(tx, a, second, "split"); err != nil {
			return err
		}
		if _, err := d.supersede(tx, a, c, one, "split"); err != nil {
			return err
		}
		return d.afterChange(tx, second)
	})
}

// Undo takes back the actor's own last decision on a claim where nothing was
// built on it: the claim is proposed again.
func (d *Desk) Undo(ctx context.Context, a habeas.Actor, claim habeas.ID, seen int) error {
	return d.update(ctx, a, habeas.Decide, func(tx Tx) error {
		c, err := d.readClaim(tx, a, claim)
		if err != nil {
			return err
		}
		if err := conflict(tx, claim, seen); err != nil {
			return err
		}
		steps, err := tx.Steps(claim)
		if err != nil {
			return err
		}
		last := steps[len(steps)-1]
		switch {
		case last.By != a.ID:
			return habeas.Refused("ask them, or decide anew", "the last decision on this claim is somebody else's")
		case c.Public, last.Act != habeas.ActAccept && last.Act != habeas.ActReject && last.Act != habeas.ActUnsure:
			return habeas.Refused("decide anew instead", "this decision cannot be taken back")
		case last.Act == habeas.ActAccept && c.Supersedes != "":
			// The claim it stands for is superseded for good.
			return habeas.Refused("edit the claim again instead", "a correction cannot be taken back")
		}
		if err := tx.AddStep(habeas.Step{Claim: claim, Act: habeas.ActPropose, By: a.ID, At: d.now(), Reason: "taken back"}); err != nil {
			return err
		}
		return d.afterChange(tx, c)
	})
}

// Assign says who reviews a report, and who reads it a second time.
func (d *Desk) Assign(ctx context.Context, a habeas.Actor, report habeas.ID, version int, to, second habeas.ID) error {
	return d.update(ctx, a, habeas.Decide, func(tx Tx) error {
		r, err := tx.Report(report)
		if err != nil {
			return err
		}
		if err := d.authorise(a, habeas.ReadItem, r.Item()); err != nil {
			return err
		}
		for _, id := range []habeas.ID{to, second} {
			if id == "" {
				continue
			}
			if u, err := tx.User(id); err != nil || u.Disabled || !u.Role.May(habeas.Decide) {
				return habeas.Invalid("choose a documenter or reviewer", "this account cannot review")
			}
		}
		if to != "" && to == second {
			return habeas.Invalid("choose somebody else", "the second reviewer is the first one")
		}
		r.Assigned, r.Second, r.Version = to, second, version
		return tx.PutReport(r)
	})
}

// Reviewers lists the accounts a report can be assigned to, by name.
func (d *Desk) Reviewers(ctx context.Context, a habeas.Actor) ([]habeas.Actor, error) {
	var out []habeas.Actor
	err := d.view(ctx, a, habeas.Decide, func(tx Tx) error {
		out = nil
		us, err := tx.Users()
		for _, u := range us {
			if !u.Disabled && u.Role.May(habeas.Decide) {
				out = append(out, habeas.Actor{ID: u.ID, Name: u.Name, Role: u.Role})
			}
		}
		sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
		return err
	})
	return out, err
}

// SettleTension records what was decided about a tension; leaving it open is a
// decision too.
func (d *Desk) SettleTension(ctx context.Context, a habeas.Actor, id habeas.ID, res habeas.Resolution, why string) error {
	return d.update(ctx, a, habeas.SettleTension, func(tx Tx) error {
		t, err := tx.Tension(id)
		if err != nil {
			return err
		}
		if ts, err := d.sight(tx, a).tensions([]habeas.Tension{t}, map[habeas.ID]habeas.Claim{}); err != nil || len(ts) == 0 {
			return firstError(err, habeas.ErrNotFound)
		}
		known := false
		for _, x := range habeas.Resolutions {
			known = known || x == res
		}
		if !known {
			return habeas.Invalid("choose one of those offered", "%q does not settle a tension", res)
		}
		t.Resolution, t.Why, t.By = res, strings.TrimSpace(why), a.ID
		return tx.PutTension(t)
	})
}

// NoteTension records a tension a person saw between claims.
func (d *Desk) NoteTension(ctx context.Context, a habeas.Actor, claims []habeas.ID, note string) error {
	return d.update(ctx, a, habeas.SettleTension, func(tx Tx) error {
		ids := slices.Clone(claims)
		slices.Sort(ids)
		ids = slices.Compact(ids)
		if len(ids) < 2 || strings.TrimSpace(note) == "" {
			return habeas.Invalid("choose two claims or more and write what does not sit together", "this is not a tension yet")
		}
		var first habeas.Claim
		for i, id := range ids {
			c, err := d.readClaim(tx, a, id)
			if err != nil {
				return err
			}
			if i == 0 {
				first = c
			}
		}
		return tx.PutTension(habeas.Tension{ID: d.newID(habeas.KindTension), Kind: habeas.TensionOther, Subject: first.Subject,
			Claims: ids, Note: strings.TrimSpace(note), By: a.ID})
	})
}

// firstError is the first of them that is one.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
