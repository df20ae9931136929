package desk

import (
	"errors"
	"slices"

	"github.com/habeas-record/habeas"
)

// sight is what one actor may read of one state of the record. A claim is no
// more open than the report it was taken from, and is handled by whoever
// handles that; a mention is as open as its report or list.
type sight struct {
	d       *Desk
	tx      Tx
	a       habeas.Actor
	reports map[habeas.ID]habeas.Item
	lists   map[habeas.ID]habeas.Item
}

func (d *Desk) sight(tx Tx, a habeas.Actor) *sight {
	return &sight{d: d, tx: tx, a: a, reports: map[habeas.ID]habeas.Item{}, lists: map[habeas.ID]habeas.Item{}}
}

func (s *sight) may(it habeas.Item) bool { return s.d.authorise(s.a, habeas.ReadItem, it) == nil }

func (s *sight) report(id habeas.ID) (habeas.Item, error) {
	if it, ok := s.reports[id]; ok {
		return it, nil
	}
	r, err := s.tx.Report(id)
	if err == nil {
		s.reports[id] = r.Item()
	}
	return r.Item(), err
}

func (s *sight) list(id habeas.ID) (habeas.Item, error) {
	if it, ok := s.lists[id]; ok {
		return it, nil
	}
	l, err := s.tx.List(id)
	if err == nil {
		s.lists[id] = l.Item()
	}
	return l.Item(), err
}

// item is what authorise needs to know of a claim.
func (s *sight) item(c habeas.Claim) (habeas.Item, error) {
	it := c.Item()
	if c.Report == "" {
		return it, nil
	}
	r, err := s.report(c.Report)
	if err != nil {
		return it, err
	}
	it.Handlers = append(it.Handlers, r.Handlers...)
	if r.Access == habeas.AccessSealed {
		it.Access, it.Circle = habeas.AccessSealed, r.Circle
	}
	return it, nil
}

func (s *sight) claim(c habeas.Claim) (bool, error) {
	it, err := s.item(c)
	return err == nil && s.may(it), err
}

// claims keeps the claims the actor may read.
func (s *sight) claims(cs []habeas.Claim) ([]habeas.Claim, error) { return those(cs, s.claim) }

// those keeps, in place, what the actor may read.
func those[T any](all []T, may func(T) (bool, error)) ([]T, error) {
	out := all[:0]
	for _, x := range all {
		ok, err := may(x)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, x)
		}
	}
	return out, nil
}

func (s *sight) mention(m habeas.Mention) (bool, error) {
	switch {
	case m.Report != "":
		it, err := s.report(m.Report)
		return err == nil && s.may(it), err
	case m.List != "":
		it, err := s.list(m.List)
		return err == nil && s.may(it), err
	}
	return s.may(habeas.Item{Handlers: []habeas.ID{m.By}}), nil
}

// mentions keeps the mentions the actor may read, each with its label.
func (s *sight) mentions(ms []habeas.Mention) ([]habeas.Mention, error) {
	var out []habeas.Mention
	for _, m := range ms {
		ok, err := s.mention(m)
		if err != nil {
			return nil, err
		}
		if ok {
			if m.Label == "" {
				m.Label = m.Sealed
			}
			out = append(out, m)
		}
	}
	return out, nil
}

// subject reports whether the actor may read a subject: a sealed one may be
// read by whoever may read something sealed that is said of it.
func (s *sight) subject(x habeas.Subject) (bool, error) {
	if s.may(x.Item()) {
		return true, nil
	}
	if !s.may(habeas.Item{}) {
		return false, nil
	}
	cs, err := s.tx.ClaimsAbout(x.ID)
	if err != nil {
		return false, err
	}
	for _, c := range cs {
		it, err := s.item(c)
		if err != nil {
			return false, err
		}
		if it.Access == habeas.AccessSealed && s.may(it) {
			return true, nil
		}
	}
	return false, nil
}

// shownSubject is a subject the actor may read, with its label.
func shownSubject(x habeas.Subject) habeas.Subject {
	if x.Label == "" {
		x.Label = x.Sealed
	}
	return x
}

// links keeps the decisions both of whose mentions the actor may read.
func (s *sight) links(ls []habeas.Link) ([]habeas.Link, error) {
	var out []habeas.Link
	for _, l := range ls {
		ok, err := s.link(l)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, l)
		}
	}
	return out, nil
}

func (s *sight) link(l habeas.Link) (bool, error) {
	for _, id := range []habeas.ID{l.A, l.B} {
		m, err := s.tx.Mention(id)
		if err != nil {
			return false, err
		}
		if ok, err := s.mention(m); !ok {
			return false, err
		}
	}
	return true, nil
}

// tensions keeps those all of whose claims the actor may read, and adds these
// claims to known: the note of a tension tells what they say.
func (s *sight) tensions(ts []habeas.Tension, known map[habeas.ID]habeas.Claim) ([]habeas.Tension, error) {
	kept := ts[:0]
	for _, t := range ts {
		whole := true
		for _, id := range t.Claims {
			if _, ok := known[id]; ok {
				continue
			}
			c, err := s.tx.Claim(id)
			if err != nil {
				return nil, err
			}
			if whole, err = s.claim(c); err != nil {
				return nil, err
			}
			if !whole {
				break
			}
			known[id] = c
		}
		if whole {
			kept = append(kept, t)
		}
	}
	return kept, nil
}

// readClaim returns a claim the actor may read.
func (d *Desk) readClaim(tx Tx, a habeas.Actor, id habeas.ID) (habeas.Claim, error) {
	c, err := tx.Claim(id)
	if err != nil {
		return c, err
	}
	ok, err := d.sight(tx, a).claim(c)
	if err == nil && !ok {
		err = habeas.ErrNotFound
	}
	return c, err
}

// readMention returns the mention of that id, or a person's own, if the actor
// may read it.
func (d *Desk) readMention(tx Tx, a habeas.Actor, id habeas.ID) (habeas.Mention, error) {
	if id.Kind() == habeas.KindPerson {
		id = habeas.MentionOf(id)
	}
	m, err := tx.Mention(id)
	if err != nil {
		return m, err
	}
	ok, err := d.sight(tx, a).mention(m)
	if err == nil && !ok {
		err = habeas.ErrNotFound
	}
	return m, err
}

// knows reports whether the actor may know who a source is.
func (d *Desk) knows(a habeas.Actor, s habeas.Source) bool {
	return s.Protection == habeas.ProtectionOpen || d.authorise(a, habeas.ReadSource, s.Item()) == nil
}

// shownSource is the source as far as the actor may know who it is.
func (d *Desk) shownSource(a habeas.Actor, s habeas.Source) habeas.Source {
	s.Box = "" // for custodians, by a door of its own
	if d.knows(a, s) {
		return s
	}
	return habeas.Source{ID: s.ID, Kind: s.Kind, Name: s.Label, Label: s.Label, Protection: s.Protection, Access: s.Access}
}

// shownClaim is the claim without the names its chain gives of sources the
// actor may not know.
func (s *sight) shownClaim(c habeas.Claim) (habeas.Claim, error) {
	if len(c.Chain) == 0 {
		return c, nil
	}
	var chain []habeas.Hop
	voices := map[habeas.ID]habeas.Source{}
	for _, id := range append(c.Voices(), c.Source) {
		src, err := s.tx.Source(id)
		if err != nil {
			return c, err
		}
		voices[id] = src
	}
	// Whoever may know who told it may read whom its document names.
	all := s.d.authorise(s.a, habeas.ReadSource, voices[c.Source].Item()) == nil
	private := true
	if c.Report != "" {
		r, err := s.report(c.Report)
		if err != nil {
			return c, err
		}
		private = r.Access != habeas.AccessPublic
	}
	for _, h := range c.Chain {
		v, known := voices[h.Source]
		switch {
		case known && !s.d.knows(s.a, v):
			h.Name = v.Label
		case known, all:
		case !known && private, voices[c.Source].Protection != habeas.ProtectionOpen && h.Name == voices[c.Source].Name:
			// The credits of a private document name those who wrote it.
			continue
		}
		chain = append(chain, h)
	}
	c.Chain = chain
	return c, nil
}

// hidden gives the answer for what is not there and for what the actor may not
// know of one form, down to its words.
func hidden(err error) error {
	if errors.Is(err, habeas.ErrNotFound) {
		return habeas.ErrNotFound
	}
	return err
}

// checkAccess refuses a level nobody knows, and a circle that is not the
// actor's: what is sealed to it would be out of their own sight.
func checkAccess(a habeas.Actor, x habeas.Access, circle string) error {
	switch {
	case x != "" && !slices.Contains(habeas.Accesses, x):
		return habeas.Invalid("choose public, team or sealed", "access %q is not known", x)
	case circle != "" && x != habeas.AccessSealed:
		return habeas.Invalid("seal it, or choose no circle", "only what is sealed is sealed to a circle")
	case circle != "" && !slices.Contains(a.Circles, circle):
		return habeas.Invalid("choose one of yours", "you do not belong to that circle")
	}
	return nil
}
