package desk

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/habeas-record/habeas"
)

// Entry is what the desk sees of one claim.
type Entry struct {
	Claim    habeas.Claim
	Source   habeas.Source
	Steps    int // what a form about the claim sends back as Seen
	Tensions []habeas.ID
}

// Dossier is all the actor may read about one subject.
type Dossier struct {
	ID       habeas.ID // the id the subject goes by now
	Summary  habeas.Summary
	Subject  habeas.Subject // for what is not a person
	Mentions []habeas.Mention
	Entries  []Entry
	Tensions []habeas.Tension
	Links    []habeas.Link
	Against  []habeas.Link // decisions that contradict one another
}

// Dossier reads what the desk has about a person (by the id of the person or
// of any of its mentions) or another subject.
func (d *Desk) Dossier(ctx context.Context, a habeas.Actor, id habeas.ID) (Dossier, error) {
	var do Dossier
	err := d.view(ctx, a, habeas.ReadItem, func(tx Tx) error {
		do = Dossier{ID: id}
		ids := []habeas.ID{id}
		switch id.Kind() {
		case habeas.KindPerson, habeas.KindMention:
			if id.Kind() == habeas.KindMention {
				id = habeas.PersonOf(id)
			}
			ms, current, err := tx.Mentions(id)
			if err != nil {
				return err
			}
			do.ID, do.Mentions, ids = current, ms, nil
			for _, m := range ms {
				ids = append(ids, m.ID)
			}
			do.Summary, err = tx.Summary(current, habeas.ScopeDesk)
			if err != nil && !errors.Is(err, habeas.ErrNotFound) {
				return err
			}
			if do.Links, err = tx.Links(ids...); err != nil {
				return err
			}
			do.Against = habeas.Contradictions(ms, do.Links)
		default:
			s, err := tx.Subject(id)
			if err != nil {
				return err
			}
			if err := d.authorise(a, habeas.ReadItem, s.Item()); err != nil {
				return err
			}
			do.Subject = s
		}
		cs, err := tx.ClaimsAbout(ids...)
		if err != nil {
			return err
		}
		do.Entries, do.Tensions, err = d.entries(tx, a, cs)
		return err
	})
	return do, err
}

// entries joins claims the actor may read with their sources and tensions.
func (d *Desk) entries(tx Tx, a habeas.Actor, cs []habeas.Claim) ([]Entry, []habeas.Tension, error) {
	cs = d.readable(a, cs)
	rs, err := tx.Releasables(cs)
	if err != nil {
		return nil, nil, err
	}
	ids := make([]habeas.ID, len(cs))
	for i, c := range cs {
		ids[i] = c.ID
	}
	ts, err := tx.TensionsOf(ids...)
	if err != nil {
		return nil, nil, err
	}
	known := map[habeas.ID]habeas.Claim{}
	for _, c := range cs {
		known[c.ID] = c
	}
	if ts, err = d.readableTensions(tx, a, ts, known); err != nil {
		return nil, nil, err
	}
	out := make([]Entry, len(rs))
	for i, r := range rs {
		e := Entry{Claim: r.Claim, Source: d.shownSource(a, r.Source)}
		steps, err := tx.Steps(r.Claim.ID)
		if err != nil {
			return nil, nil, err
		}
		e.Steps = len(steps)
		for _, t := range ts {
			for _, c := range t.Claims {
				if c == r.Claim.ID {
					e.Tensions = append(e.Tensions, t.ID)
				}
			}
		}
		out[i] = e
	}
	return out, ts, nil
}

// shownSource is the source as far as the actor may know who it is.
func (d *Desk) shownSource(a habeas.Actor, s habeas.Source) habeas.Source {
	if s.Protection == habeas.ProtectionOpen || d.authorise(a, habeas.ReadSource, habeas.Item{}) == nil {
		return s
	}
	return habeas.Source{ID: s.ID, Kind: s.Kind, Name: s.Label, Label: s.Label, Protection: s.Protection}
}

// ClaimHistory is one claim with its line and all that was done to it.
type ClaimHistory struct {
	Entry Entry
	Steps []habeas.Step
	Line  []habeas.Claim // every version, oldest first
	All   map[habeas.ID][]habeas.Step
}

// ClaimHistory reads who did what to a claim, and every version of it.
func (d *Desk) ClaimHistory(ctx context.Context, a habeas.Actor, id habeas.ID) (ClaimHistory, error) {
	var h ClaimHistory
	err := d.view(ctx, a, habeas.ReadItem, func(tx Tx) error {
		h = ClaimHistory{All: map[habeas.ID][]habeas.Step{}}
		c, err := tx.Claim(id)
		if err != nil {
			return err
		}
		if err := d.authorise(a, habeas.ReadItem, c.Item()); err != nil {
			return err
		}
		es, _, err := d.entries(tx, a, []habeas.Claim{c})
		if err != nil {
			return err
		}
		h.Entry = es[0]
		if h.Steps, err = tx.Steps(id); err != nil {
			return err
		}
		line, err := tx.Line(c.Root)
		if err != nil {
			return err
		}
		h.Line = d.readable(a, line)
		for _, v := range h.Line {
			if h.All[v.ID], err = tx.Steps(v.ID); err != nil {
				return err
			}
		}
		return nil
	})
	return h, err
}

// Inbox is what waits for the actor.
type Inbox struct {
	Mine      []habeas.ReportRow // reports assigned to the actor
	Undecided []habeas.ReportRow // reports with proposals nobody has decided
	MineN     int
	Reports   int // how many there are in all
	Submitted []habeas.Claim
	SubmitN   int
	Tensions  []habeas.Tension
	TensionN  int
	Drafts    []habeas.Draft
	Imports   []habeas.ImportJournal
	NewsOld   []habeas.Summary // people longest without news
}

// Inbox reads what waits, a handful of each.
func (d *Desk) Inbox(ctx context.Context, a habeas.Actor) (Inbox, error) {
	const n = 8
	var in Inbox
	err := d.view(ctx, a, habeas.ReadDesk, func(tx Tx) (err error) {
		in = Inbox{}
		if in.Mine, in.MineN, err = tx.FindReports(habeas.ReportFilter{Undecided: true, Assigned: a.ID, Limit: n}); err != nil {
			return err
		}
		if in.Undecided, in.Reports, err = tx.FindReports(habeas.ReportFilter{Undecided: true, Limit: n}); err != nil {
			return err
		}
		in.Mine, in.Undecided = d.readableReports(a, in.Mine), d.readableReports(a, in.Undecided)
		if in.Submitted, in.SubmitN, err = tx.FindClaims(habeas.ClaimFilter{Submitted: true, Newest: true, Limit: n}); err != nil {
			return err
		}
		in.Submitted = d.readable(a, in.Submitted)
		if in.Tensions, in.TensionN, err = tx.OpenTensions(n, 0); err != nil {
			return err
		}
		if in.Tensions, err = d.readableTensions(tx, a, in.Tensions, map[habeas.ID]habeas.Claim{}); err != nil {
			return err
		}
		if in.Drafts, err = tx.Drafts(a.ID); err != nil {
			return err
		}
		if in.Imports, err = tx.Imports("", n); err != nil {
			return err
		}
		f, err := tx.SearchPeople(habeas.PeopleQuery{Scope: habeas.ScopeDesk, Sort: "news", Limit: n})
		in.NewsOld = f.People
		return err
	})
	return in, err
}

func (d *Desk) readableReports(a habeas.Actor, rows []habeas.ReportRow) []habeas.ReportRow {
	out := rows[:0]
	for _, r := range rows {
		if d.authorise(a, habeas.ReadItem, r.Report.Item()) == nil {
			out = append(out, r)
		}
	}
	return out
}

// Tensions lists what is not settled, with the claims that stand against each
// other.
func (d *Desk) Tensions(ctx context.Context, a habeas.Actor, limit, offset int) ([]habeas.Tension, map[habeas.ID]Entry, int, error) {
	var ts []habeas.Tension
	var total int
	entries := map[habeas.ID]Entry{}
	err := d.view(ctx, a, habeas.ReadDesk, func(tx Tx) (err error) {
		ts, total, err = tx.OpenTensions(limit, offset)
		if err != nil {
			return err
		}
		claims := map[habeas.ID]habeas.Claim{}
		if ts, err = d.readableTensions(tx, a, ts, claims); err != nil {
			return err
		}
		es, _, err := d.entries(tx, a, slices.Collect(maps.Values(claims)))
		for _, e := range es {
			entries[e.Claim.ID] = e
		}
		return err
	})
	return ts, entries, total, err
}

// readableTensions keeps the tensions all of whose claims the actor may read,
// and adds those claims to known: the note of a tension tells what they say.
func (d *Desk) readableTensions(tx Tx, a habeas.Actor, ts []habeas.Tension, known map[habeas.ID]habeas.Claim) ([]habeas.Tension, error) {
	kept := ts[:0]
	for _, t := range ts {
		whole := true
		for _, id := range t.Claims {
			c, ok := known[id]
			if !ok {
				var err error
				if c, err = tx.Claim(id); err != nil {
					return nil, err
				}
				if d.authorise(a, habeas.ReadItem, c.Item()) != nil {
					whole = false
					break
				}
				known[id] = c
			}
		}
		if whole {
			kept = append(kept, t)
		}
	}
	return kept, nil
}
