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
	Known    []KnownPlace  // of a place or facility: what the gazetteer has under its name
}

// Dossier reads what the desk has about a person (by the id of the person or
// of any of its mentions) or another subject.
func (d *Desk) Dossier(ctx context.Context, a habeas.Actor, id habeas.ID) (Dossier, error) {
	var do Dossier
	err := d.view(ctx, a, habeas.ReadItem, func(tx Tx) error {
		do = Dossier{ID: id}
		see := d.sight(tx, a)
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
			if do.Mentions, err = see.mentions(ms); err != nil {
				return err
			}
			if len(do.Mentions) == 0 {
				return habeas.ErrNotFound
			}
			do.ID, ids = current, nil
			for _, m := range do.Mentions {
				ids = append(ids, m.ID)
			}
			do.Summary, err = tx.Summary(current, habeas.ScopeDesk)
			if err != nil && !errors.Is(err, habeas.ErrNotFound) {
				return err
			}
			ls, err := tx.Links(ids...)
			if err != nil {
				return err
			}
			if do.Links, err = see.links(ls); err != nil {
				return err
			}
			do.Against = habeas.Contradictions(do.Mentions, do.Links)
		default:
			s, err := tx.Subject(id)
			if err != nil {
				return err
			}
			ok, err := see.subject(s)
			if err != nil {
				return err
			}
			if !ok {
				return habeas.ErrNotFound
			}
			do.Subject = shownSubject(s)
			if k := id.Kind(); k == habeas.KindPlace || k == habeas.KindFacility {
				do.Known = d.known(do.Subject)
			}
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
	see := d.sight(tx, a)
	cs, err := see.claims(cs)
	if err != nil {
		return nil, nil, err
	}
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
	if ts, err = see.tensions(ts, known); err != nil {
		return nil, nil, err
	}
	out := make([]Entry, len(rs))
	for i, r := range rs {
		e := Entry{Source: d.shownSource(a, r.Source)}
		if e.Claim, err = see.shownClaim(r.Claim); err != nil {
			return nil, nil, err
		}
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
		c, err := d.readClaim(tx, a, id)
		if err != nil {
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
		see := d.sight(tx, a)
		if h.Line, err = see.claims(line); err != nil {
			return err
		}
		for i, v := range h.Line {
			if h.Line[i], err = see.shownClaim(v); err != nil {
				return err
			}
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
		see := d.sight(tx, a)
		in.Mine, in.MineN = see.reportRows(in.Mine, in.MineN)
		in.Undecided, in.Reports = see.reportRows(in.Undecided, in.Reports)
		if in.Submitted, in.SubmitN, err = tx.FindClaims(habeas.ClaimFilter{Submitted: true, Newest: true, Limit: n}); err != nil {
			return err
		}
		had := len(in.Submitted)
		if in.Submitted, err = see.claims(in.Submitted); err != nil {
			return err
		}
		in.SubmitN -= had - len(in.Submitted)
		for i, c := range in.Submitted {
			if in.Submitted[i], err = see.shownClaim(c); err != nil {
				return err
			}
		}
		if in.Tensions, in.TensionN, err = tx.OpenTensions(n, 0); err != nil {
			return err
		}
		had = len(in.Tensions)
		if in.Tensions, err = see.tensions(in.Tensions, map[habeas.ID]habeas.Claim{}); err != nil {
			return err
		}
		in.TensionN -= had - len(in.Tensions)
		if in.Drafts, err = tx.Drafts(a.ID); err != nil {
			return err
		}
		if in.Imports, err = tx.Imports("", n); err != nil {
			return err
		}
		if in.Imports, err = see.imports(in.Imports); err != nil {
			return err
		}
		f, err := tx.SearchPeople(habeas.PeopleQuery{Scope: habeas.ScopeDesk, Sort: "news", Limit: n})
		if err != nil {
			return err
		}
		in.NewsOld, err = see.people(f.People)
		return err
	})
	return in, err
}

// reportRows keeps the reports the actor may read, of n there are.
func (s *sight) reportRows(rows []habeas.ReportRow, n int) ([]habeas.ReportRow, int) {
	out := rows[:0]
	for _, r := range rows {
		if s.may(r.Report.Item()) {
			out = append(out, r)
		}
	}
	return out, n - (len(rows) - len(out))
}

// imports keeps the journals of lists the actor may read; one that ended
// without a list is whoever's began it.
func (s *sight) imports(js []habeas.ImportJournal) ([]habeas.ImportJournal, error) {
	out := js[:0]
	for _, j := range js {
		ok := s.may(habeas.Item{Access: habeas.AccessTeam, Handlers: []habeas.ID{j.By}})
		if j.List != "" {
			it, err := s.list(j.List)
			if err != nil {
				return nil, err
			}
			ok = s.may(it)
		}
		if ok {
			out = append(out, j)
		}
	}
	return out, nil
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
		had := len(ts)
		if ts, err = d.sight(tx, a).tensions(ts, claims); err != nil {
			return err
		}
		total -= had - len(ts)
		es, _, err := d.entries(tx, a, slices.Collect(maps.Values(claims)))
		for _, e := range es {
			entries[e.Claim.ID] = e
		}
		return err
	})
	return ts, entries, total, err
}
