package publish

import (
	"context"
	"strings"
	"time"

	"github.com/habeas-record/habeas"
)

// Claim is the permalink of one claim.
type Claim struct {
	Shown    habeas.Released
	About    Title
	Tensions []habeas.Tension
	Others   map[habeas.ID]habeas.Released // the claims it stands in tension with
	Changes  []Change                      // what the public saw of this line, oldest first
	// Challenges are those that were decided, oldest first, and Answers the public
	// claims that some of them became.
	Challenges []habeas.ReleasedChallenge
	Answers    map[habeas.ID]habeas.Released
	Now        habeas.ID // the public claim of this line today, when it is not the one asked for
}

// Change is one public change of a claim, by day: that something happened,
// never why or by whom.
type Change struct {
	Claim habeas.ID
	Act   habeas.Act
	Day   time.Time
}

// Claim returns one claim of the public record. A claim that was public and is
// not any more answers with its changes alone, so that a link in somebody's
// article does not lie: Shown is empty then, and Changes says what happened.
func (p *Public) Claim(ctx context.Context, id habeas.ID) (Claim, error) {
	var out Claim
	err := p.open(ctx, func(d *door) error {
		out = Claim{Others: map[habeas.ID]habeas.Released{}}
		c, err := d.Claim(id)
		if err != nil {
			return err
		}
		rel, err := d.release([]habeas.Claim{c})
		if err != nil {
			return err
		}
		if out.Changes, err = d.changes(c.Root); err != nil {
			return err
		}
		if len(rel) == 0 {
			if err := d.gone(c, &out); err != nil {
				return err
			}
			return d.challenges(c.Root, &out)
		}
		if err := d.challenges(c.Root, &out); err != nil {
			return err
		}
		out.Shown = rel[0]
		if out.About, err = d.title(c.Subject, rel[0]); err != nil {
			return err
		}
		return d.beside(c, &out)
	})
	if err != nil {
		return Claim{}, err
	}
	return out, nil
}

// beside collects the tensions a claim stands in, and the claims on the other
// side of them; a person's claims are those of all their mentions.
func (d *door) beside(c habeas.Claim, out *Claim) error {
	subjects := []habeas.ID{c.Subject}
	if c.Subject.Kind() == habeas.KindMention {
		ms, _, err := d.Mentions(habeas.PersonOf(c.Subject))
		if err != nil {
			return err
		}
		subjects = nil
		for _, m := range ms {
			subjects = append(subjects, m.ID)
		}
	}
	all, ts, err := d.about(subjects...)
	if err != nil {
		return err
	}
	byID := map[habeas.ID]habeas.Released{}
	for _, x := range all {
		byID[x.Claim.ID] = x
	}
	for _, t := range ts {
		with := false
		for _, x := range t.Claims {
			with = with || x == c.ID
		}
		if !with {
			continue
		}
		out.Tensions = append(out.Tensions, t)
		for _, x := range t.Claims {
			if x != c.ID {
				out.Others[x] = byID[x]
			}
		}
	}
	return nil
}

// gone answers for a claim that was on the public record once.
func (d *door) gone(c habeas.Claim, out *Claim) error {
	seen := false
	for _, ch := range out.Changes {
		seen = seen || ch.Claim == c.ID
	}
	if !seen {
		return habeas.ErrNotFound
	}
	line, err := d.Line(c.Root)
	if err != nil {
		return err
	}
	rel, err := d.release(line)
	if err != nil {
		return err
	}
	if len(rel) > 0 {
		out.Now = rel[len(rel)-1].Claim.ID
	}
	return nil
}

// changes returns what happened on the public record to the claims of a line.
// A claim under embargo was seen from the day it ended, or never.
func (d *door) changes(root habeas.ID) ([]Change, error) {
	line, err := d.Line(root)
	if err != nil {
		return nil, err
	}
	today := dateOnly(d.now)
	var out []Change
	for _, c := range line {
		steps, err := d.Steps(c.ID)
		if err != nil {
			return nil, err
		}
		var on *Change
		for _, s := range steps {
			day := dateOnly(s.At)
			switch s.Act {
			case habeas.ActPublish:
				if on != nil && on.Day.Before(day) {
					out = append(out, *on)
				}
				on = &Change{Claim: c.ID, Act: s.Act, Day: day}
				if s.Terms != nil {
					if first, err := time.Parse(time.DateOnly, s.Terms.Embargo); err == nil && first.After(day) {
						on.Day = first
					}
				}
			case habeas.ActUnpublish, habeas.ActSupersede, habeas.ActWithdraw, habeas.ActReject, habeas.ActUnsure:
				if on != nil && !on.Day.After(day) {
					out = append(out, *on, Change{Claim: c.ID, Act: s.Act, Day: day})
				}
				on = nil
			}
		}
		if on != nil && !on.Day.After(today) {
			out = append(out, *on)
		}
	}
	return out, nil
}

// Title names what a claim is about.
type Title struct {
	ID   habeas.ID // of the page to link to
	Name string
}

// Titles names what claims speak of and the reports they were taken from, for
// listings; what is not public has no name.
func (p *Public) Titles(ctx context.Context, claims []habeas.Released) (map[habeas.ID]Title, error) {
	out := map[habeas.ID]Title{}
	err := p.open(ctx, func(d *door) error {
		for _, c := range claims {
			for _, id := range append(c.Claim.Subjects(), c.Claim.Report) {
				if _, ok := out[id]; ok || id == "" {
					continue
				}
				t, err := d.title(id, c)
				if err != nil {
					return err
				}
				out[id] = t
			}
		}
		return nil
	})
	return out, err
}

// title names what a released claim speaks of.
func (d *door) title(id habeas.ID, rel habeas.Released) (Title, error) {
	switch id.Kind() {
	case habeas.KindMention:
		person, err := d.personOf(id)
		if err != nil || person == "" {
			return Title{}, err
		}
		s, err := d.Summary(person, habeas.ScopePublic)
		return Title{ID: person, Name: s.Name}, err
	case habeas.KindReport:
		rep, err := d.Report(id)
		if err != nil {
			return Title{}, hideMissing(err)
		}
		if rep.Access != habeas.AccessPublic {
			return Title{}, nil
		}
		maker, err := d.source(rep.Source)
		return Title{ID: id, Name: publicReport(rep, maker).Title}, err
	case habeas.KindGroup, habeas.KindEvent, habeas.KindPlace, habeas.KindFacility, habeas.KindAuthority:
	default:
		return Title{}, nil
	}
	if ok, err := d.isOpen(id); err != nil || !ok {
		return Title{}, err
	}
	s, err := d.Subject(id)
	if err != nil {
		return Title{}, err
	}
	if label := strings.TrimSpace(s.Label); label != "" && rel.Claim.Says(label) {
		return Title{ID: id, Name: label}, nil // spares looking for a name
	}
	named, err := d.naming(s)
	if err != nil {
		return Title{}, err
	}
	name, _ := nameIn(s, append(named, rel))
	return Title{ID: id, Name: name}, nil
}

// naming returns the released claims that give a subject its name: a row's are
// folded in its cells, others are stored.
func (d *door) naming(s habeas.Subject) ([]habeas.Released, error) {
	var cs []habeas.Claim
	var err error
	if s.List != "" {
		cs, err = d.ClaimsAbout(s.ID)
	} else {
		cs, _, err = d.FindClaims(habeas.ClaimFilter{Released: true, Property: "name", Place: s.ID, Limit: 10})
	}
	if err != nil {
		return nil, err
	}
	var names []habeas.Claim
	for _, c := range cs {
		if c.Subject == s.ID && (c.Property == "name" || c.Property == "name.other") {
			names = append(names, c)
		}
	}
	return d.release(names)
}
