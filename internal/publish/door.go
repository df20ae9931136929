package publish

import (
	"errors"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/habeas-record/habeas"
)

// door is one state of the record as the public may see it. All that pages are
// made of goes through its methods.
type door struct {
	Reader
	now     time.Time
	sources map[habeas.ID]habeas.Source
	persons map[habeas.ID]habeas.ID // by mention: the public person it is of, "" where there is none
	open    map[habeas.ID]bool      // subjects that are not closed
}

func newDoor(r Reader, now time.Time) *door {
	return &door{Reader: r, now: now, sources: map[habeas.ID]habeas.Source{}, persons: map[habeas.ID]habeas.ID{}, open: map[habeas.ID]bool{}}
}

func (d *door) today() string { return d.now.UTC().Format(time.DateOnly) }

func (d *door) source(id habeas.ID) (habeas.Source, error) {
	if s, ok := d.sources[id]; ok {
		return s, nil
	}
	s, err := d.Source(id)
	if err == nil {
		d.sources[id] = s
	}
	return s, err
}

// head lets out a head of a day that is over: today's would tell when the desk
// is at work.
func (d *door) head() (habeas.LedgerHead, error) {
	h, err := d.PublishedHead()
	if err == nil && h.Day >= d.today() {
		err = habeas.ErrNotFound
	}
	return h, err
}

// release keeps, in their order, the claims that may leave today, in the form
// in which they may, pointing to nothing that has no public page.
func (d *door) release(claims []habeas.Claim) ([]habeas.Released, error) {
	rs, err := d.Releasables(claims)
	if err != nil {
		return nil, err
	}
	out := make([]habeas.Released, 0, len(rs))
	for _, x := range rs {
		if x.Claim.Status != habeas.Accepted || !x.Claim.Public {
			continue // spares reading the rest
		}
		for _, id := range x.Claim.Voices() {
			s, err := d.source(id)
			if err != nil {
				return nil, err
			}
			x.Voices = append(x.Voices, s)
		}
		rel, err := habeas.Release(x, habeas.ToPublic, d.now)
		if err != nil {
			continue
		}
		if ok, err := d.isOpen(rel.Claim.Subject); err != nil {
			return nil, err
		} else if !ok {
			continue
		}
		if err := d.unpoint(&rel.Claim); err != nil {
			return nil, err
		}
		out = append(out, rel)
	}
	return out, nil
}

// isOpen reports whether a subject that a released claim speaks of may be
// pointed to. For what is not a person it then has a page: that claim is on it.
func (d *door) isOpen(id habeas.ID) (bool, error) {
	switch id.Kind() {
	case habeas.KindMention, habeas.KindReport:
		return true, nil
	}
	if ok, known := d.open[id]; known {
		return ok, nil
	}
	s, err := d.Subject(id)
	if err != nil && !errors.Is(err, habeas.ErrNotFound) {
		return false, err
	}
	ok := err == nil && habeas.ReleaseSubject(s, 1) == nil
	d.open[id] = ok
	return ok, nil
}

// unpoint takes out of a claim what it points to and nobody outside can see.
func (d *door) unpoint(c *habeas.Claim) error {
	seen := func(id habeas.ID) (bool, error) {
		if id.Kind() != habeas.KindMention {
			return d.isOpen(id)
		}
		person, err := d.personOf(id)
		return person != "", err
	}
	if c.Object != "" {
		ok, err := seen(c.Object)
		if err != nil {
			return err
		}
		if !ok {
			c.Object = ""
		}
	}
	// Release made the map anew: the stored claim has its own.
	for role, id := range c.Refs {
		ok, err := seen(id)
		if err != nil {
			return err
		}
		if !ok {
			delete(c.Refs, role)
		}
	}
	return nil
}

// personOf returns the public person a mention is of, "" where there is none.
func (d *door) personOf(mention habeas.ID) (habeas.ID, error) {
	if p, ok := d.persons[mention]; ok {
		return p, nil
	}
	_, person, err := d.Mentions(habeas.PersonOf(mention))
	if err == nil {
		_, err = d.Summary(person, habeas.ScopePublic)
	}
	switch {
	case errors.Is(err, habeas.ErrNotFound):
		person = ""
	case err != nil:
		return "", err
	}
	d.persons[mention] = person
	return person, nil
}

// person is the public summary of a person.
func (d *door) person(id habeas.ID) (habeas.Summary, error) {
	s, err := d.Summary(id, habeas.ScopePublic)
	if err != nil {
		return s, err
	}
	return d.summary(s)
}

// summary leaves in a summary only lists and places that have a public page.
func (d *door) summary(s habeas.Summary) (habeas.Summary, error) {
	var lists []habeas.ID
	for _, id := range s.Lists {
		_, _, err := d.list(id)
		switch {
		case err == nil:
			lists = append(lists, id)
		case !errors.Is(err, habeas.ErrNotFound):
			return s, err
		}
	}
	s.Lists = lists
	if s.PlaceID != "" {
		ok, err := d.isOpen(s.PlaceID)
		if err != nil {
			return s, err
		}
		if !ok {
			s.PlaceID = ""
		}
	}
	return s, nil
}

// people returns the public persons that claims speak of, each once, by name.
func (d *door) people(rel []habeas.Released) ([]habeas.Summary, error) {
	seen := map[habeas.ID]bool{}
	var out []habeas.Summary
	for _, c := range rel {
		for _, id := range c.Claim.Subjects() {
			if id.Kind() != habeas.KindMention {
				continue
			}
			person, err := d.personOf(id)
			if err != nil {
				return nil, err
			}
			if person == "" || seen[person] {
				continue
			}
			seen[person] = true
			s, err := d.person(person)
			if err != nil {
				return nil, err
			}
			out = append(out, s)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out, nil
}

// about releases the claims about the subjects and the tensions between them.
func (d *door) about(ids ...habeas.ID) ([]habeas.Released, []habeas.Tension, error) {
	cs, err := d.ClaimsAbout(ids...)
	if err != nil {
		return nil, nil, err
	}
	rel, err := d.release(cs)
	if err != nil {
		return nil, nil, err
	}
	ts, err := d.tensions(rel)
	return rel, ts, err
}

// tensions are those all of whose claims are shown. What a person or the
// extractor wrote of one stays inside: it may quote what was not released. What
// the rules say of the released claims is said again.
func (d *door) tensions(rel []habeas.Released) ([]habeas.Tension, error) {
	shown := map[habeas.ID]habeas.Claim{}
	ids := make([]habeas.ID, len(rel))
	for i, c := range rel {
		shown[c.Claim.ID], ids[i] = c.Claim, c.Claim.ID
	}
	ts, err := d.TensionsOf(ids...)
	if err != nil {
		return nil, err
	}
	var out []habeas.Tension
	for _, t := range ts {
		var cs []habeas.Claim
		for _, id := range t.Claims {
			if c, ok := shown[id]; ok {
				cs = append(cs, c)
			}
		}
		if len(cs) < len(t.Claims) {
			continue
		}
		x := habeas.Tension{ID: t.ID, Kind: t.Kind, Claims: t.Claims, Resolution: t.Resolution}
		for _, found := range habeas.FindTensions("", cs) {
			if found.Key() == t.Key() {
				x.Note = found.Note
			}
		}
		out = append(out, x)
	}
	return out, nil
}

// subject is what is shown of a subject besides its claims.
func (d *door) subject(s habeas.Subject, name string) (habeas.Subject, error) {
	out := habeas.Subject{ID: s.ID, Label: name}
	if s.List != "" {
		_, _, err := d.list(s.List)
		switch {
		case err == nil:
			out.List = s.List
		case !errors.Is(err, habeas.ErrNotFound):
			return out, err
		}
	}
	if s.Parent != "" {
		ok, err := d.isOpen(s.Parent)
		if err != nil {
			return out, err
		}
		if ok {
			out.Parent = s.Parent
		}
	}
	return out, nil
}

// nameIn names a subject by what was released: a claim of its name, else its
// label where those words are out already, else the words another claim has
// for it, else what is said of it first. searchable says that the words are
// what a search may find it by.
func nameIn(s habeas.Subject, rel []habeas.Released) (name string, searchable bool) {
	for _, property := range []string{"name", "name.other"} {
		for _, r := range rel {
			if c := r.Claim; c.Property == property && c.Subject == s.ID && c.Polarity == habeas.Affirmed {
				return c.Statement(), true
			}
		}
	}
	if label := strings.TrimSpace(s.Label); label != "" && slices.ContainsFunc(rel, func(r habeas.Released) bool { return r.Claim.Says(label) }) {
		return label, true
	}
	for _, r := range rel {
		for _, role := range sortedRoles(r.Claim.Refs) {
			if w := r.Claim.Slots[role]; r.Claim.Refs[role] == s.ID && w != "" {
				return w, false
			}
		}
		if r.Claim.Object == s.ID && r.Claim.Value != "" {
			return r.Claim.Value, false
		}
	}
	for _, r := range rel {
		if w := r.Claim.Statement(); r.Claim.Subject == s.ID && w != "" {
			return short(w), false
		}
	}
	return "", false
}

func sortedRoles(refs map[string]habeas.ID) []string {
	var roles []string
	for role := range refs {
		roles = append(roles, role)
	}
	sort.Strings(roles)
	return roles
}

// short keeps a title to one line.
func short(s string) string {
	const most = 120
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) <= most {
		return string(r)
	}
	return strings.TrimSpace(string(r[:most-1])) + "…"
}

// publicSource is a source as pages may name it; label "" is the source's own.
func publicSource(s habeas.Source, label string) habeas.Source {
	if s.Nameable() {
		return habeas.Source{ID: s.ID, Kind: s.Kind, Name: s.Name, Label: s.Name, Protection: s.Protection}
	}
	if label == "" {
		label = s.Label
	}
	return habeas.Source{Kind: s.Kind, Name: label, Label: label}
}

// publicReport keeps of a report what its maker published anyway, without the
// maker where they may not be named.
func publicReport(r habeas.Report, maker habeas.Source) habeas.Report {
	out := habeas.Report{ID: r.ID, Title: r.Title, Kind: r.Kind, SHA256: r.SHA256, MediaType: r.MediaType,
		Published: r.Published, Inferred: r.Inferred, Credits: r.Credits, Access: r.Access}
	if maker.Nameable() || strings.EqualFold(maker.Name, maker.Label) {
		return out
	}
	name := strings.ToLower(strings.TrimSpace(maker.Name))
	names := func(s string) bool { return name != "" && strings.Contains(strings.ToLower(s), name) }
	if names(out.Title) {
		out.Title = maker.Label
	}
	out.Credits = slices.DeleteFunc(slices.Clone(out.Credits), func(c habeas.Credit) bool { return names(c.Name) })
	return out
}

func dateOnly(t time.Time) time.Time {
	y, m, d := t.UTC().Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}
