package habeas

import (
	"strings"
	"time"
	"unicode/utf8"
)

// Releasable is a claim with all that its release depends on.
type Releasable struct {
	Claim  Claim
	Source Source
	Report *Report // where it was captured, nil for a list or a telephone note
	Solo   string  // why this desk waives the second person, "" where it does not
	// By is who hands the claim to others than everybody, and Check what the
	// disclosure check found of all that goes to them together.
	By    ID
	Check Check
	// Voices are the sources that hops of the claim's chain name, as far as
	// they were looked up; of the others Release lets nothing out.
	Voices []Source
}

// Voices returns the ids of the sources the claim's chain names, each once.
func (c Claim) Voices() []ID {
	var ids []ID
	for _, h := range c.Chain {
		if h.Source != "" && !oneOf(h.Source, ids) {
			ids = append(ids, h.Source)
		}
	}
	return ids
}

// items are what a source may have allowed something for by itself, from the
// narrowest to the widest.
func (c Claim) items() []ID {
	var out []ID
	for _, id := range []ID{c.ID, c.Root, c.Report} {
		if id != "" && !oneOf(id, out) {
			out = append(out, id)
		}
	}
	return out
}

// Allowed is what the source allowed the audience for the claim.
func (r Releasable) Allowed(to Audience) Consent { return r.Source.Allowed(to, r.Claim.items()...) }

// Nameable reports whether the audience may be told who the source is.
func (r Releasable) Nameable(to Audience) bool { return r.Source.nameable(to, r.Claim.items()...) }

// Nameable reports whether the source may be named to everybody for all it told.
func (s Source) Nameable() bool { return s.nameable(ToPublic) }

func (s Source) nameable(to Audience, items ...ID) bool {
	if s.Protection != ProtectionOpen && (to == ToPublic || s.Protection != ProtectionTeam) {
		return false
	}
	return s.Protection == ProtectionOpen && s.Public() || s.Allowed(to, items...).Allows(ConsentNamed)
}

// Release decides whether a claim may leave the house for the audience on the
// day, and returns the form in which it may: the claim without what stays
// inside, and the words that stand for the source. It is the one door out;
// ErrNotFound answers for everything that may not pass.
func Release(r Releasable, to Audience, today time.Time) (Released, error) {
	c, s := r.Claim, r.Source
	p, ok := PropertyOf(c.Property)
	// What its maker already published needs no consent of the voices in it;
	// how they are named here is still ours to answer for.
	published := r.Report != nil && r.Report.Access == AccessPublic
	check, second, waived := c.Terms.Check, c.PublishBy, c.Terms.Waived
	if to != ToPublic {
		check, second, waived = r.Check, r.By, ""
	}
	switch {
	case !oneOf(to, Audiences), !ok:
		return Released{}, ErrNotFound
	case c.Status != Accepted, to == ToPublic && !c.Public, to != ToPublic && second == "":
		return Released{}, ErrNotFound
	case c.Access != AccessPublic && c.Access != "" && (to == ToPublic || c.Access != AccessTeam), p.Identity:
		return Released{}, ErrNotFound
	case !c.Terms.ShownOn(today):
		return Released{}, ErrNotFound
	case hasFlag(c.Terms.Flags, FlagTranslated):
		return Released{}, ErrNotFound
	case !s.Public() && !published && !r.Allowed(to).Allows(ConsentAnonymised):
		return Released{}, ErrNotFound
	case !s.Public() && !r.Nameable(to) && !check.checked():
		// Published while the source was named, or before it was checked that
		// what is told together does not point to it.
		return Released{}, ErrNotFound
	case (p.TwoEyes || to != ToPublic && check == CheckSecond && !r.Nameable(to)) && r.Solo == "" && waived == "" && second == c.AcceptBy:
		return Released{}, ErrNotFound
	case r.Report != nil && r.Report.Access == AccessSealed:
		return Released{}, ErrNotFound
	case !c.aboutPublicThing(published):
		return Released{}, ErrNotFound
	}
	named := r.Nameable(to)
	out := Released{Claim: c, Grade: c.Terms.Grade, Flags: c.Terms.Flags}
	out.Claim.Note, out.Claim.By, out.Claim.ProposedBy, out.Claim.State = "", "", "", State{Status: c.Status, Public: c.Public, Terms: Terms{Grade: c.Terms.Grade, Flags: c.Terms.Flags, Waived: c.Terms.Waived}}
	out.Claim.PublishAt = dateOnly(c.PublishAt)
	out.Claim.At = time.Time{}
	// The line it belongs to may begin with claims nobody outside ever saw.
	out.Claim.Root, out.Claim.Supersedes = "", ""
	out.Claim.Chain = publicChain(r, to, published, named)
	out.Claim.Object, out.Claim.Refs = publicRefs(c, published)
	out.Claim.When = publicWhen(c.When)
	if named {
		out.Named, out.SourceWords, out.SourceID = true, s.Name, s.ID
		if !s.Nameable() {
			// Named for this alone: its id would tie the rest to the name.
			out.SourceID, out.Claim.Source = "", ""
		}
	} else {
		// A protected source has no stable public id: two of its claims
		// cannot be told to come from one voice by anything but their words.
		out.SourceWords = c.Terms.Label
		if out.SourceWords == "" || strings.EqualFold(strings.TrimSpace(out.SourceWords), strings.TrimSpace(s.Name)) {
			// Published under its name while it could be named.
			out.SourceWords = s.Label
		}
		out.Claim.Source = ""
	}
	switch {
	case published:
		out.Claim.Quotes = bare(c.Quotes)
	case named || c.inCells():
		// Around the words of a private document stand other people's.
		out.Claim.Quotes = alone(c.Quotes)
	default:
		// What somebody told us privately is shown as a statement; its
		// words, and the document they stand in, stay inside.
		out.Claim = out.Claim.withoutTheirWords()
		if !out.Claim.states() {
			return Released{}, ErrNotFound
		}
	}
	if !published {
		out.Claim.Report = ""
	}
	if !named && out.holds(s) {
		return Released{}, ErrNotFound
	}
	return out, nil
}

// aboutPublicThing reports whether what the claim is about may be pointed to: a
// source may not, and a report only where its maker published it.
func (c Claim) aboutPublicThing(published bool) bool {
	switch c.Subject.Kind() {
	case KindSource:
		return false
	case KindReport:
		return published && c.Subject == c.Report
	}
	return true
}

// inCells reports whether the claim is a cell of a list, whose words are its
// value.
func (c Claim) inCells() bool { return len(c.Quotes) > 0 && c.Quotes[0].Cell != "" }

// holds reports whether the words that would leave hold the name of a source
// that may not be named: somebody wrote it into a value or a note of the place.
func (r Released) holds(s Source) bool {
	name := strings.ToLower(strings.TrimSpace(s.Name))
	if utf8.RuneCountInString(name) < 2 || strings.EqualFold(name, s.Label) {
		return false
	}
	// A short name is part of many words where words have spaces, and a whole
	// name where they have none.
	short := utf8.RuneCountInString(name) < 4 && strings.ToUpper(name) != name
	words := []string{r.SourceWords, r.Claim.Value, r.Claim.Words, r.Claim.Hedge, r.Claim.NoQuote}
	for _, v := range r.Claim.Slots {
		words = append(words, v)
	}
	for _, q := range r.Claim.Quotes {
		words = append(words, q.Exact, q.Prefix, q.Suffix)
	}
	for _, h := range r.Claim.Chain {
		words = append(words, h.Name)
	}
	if r.Claim.When != nil {
		words = append(words, r.Claim.When.Words)
	}
	if r.Claim.Quantity != nil {
		words = append(words, r.Claim.Quantity.Words, r.Claim.Quantity.Scope, r.Claim.Quantity.Unit, r.Claim.Quantity.Verb)
	}
	for _, w := range words {
		w = strings.ToLower(w)
		if short && containsWord(w, name) || !short && strings.Contains(w, name) {
			return true
		}
	}
	return false
}

// ShownOn reports whether the day the terms wait for has come. A day that cannot
// be read has not.
func (t Terms) ShownOn(today time.Time) bool {
	if t.Embargo == "" {
		return true
	}
	first, err := time.Parse(time.DateOnly, t.Embargo)
	return err == nil && !today.UTC().Before(first)
}

// Released is a claim as it may be shown outside.
type Released struct {
	Claim       Claim
	Grade       Grade
	Flags       []Flag
	Named       bool
	SourceWords string // the name, or the label that stands for it
	SourceID    ID     // "" unless named
}

// ReleaseSubject decides whether a subject's own row may be named outside: it
// may when at least one of its claims is.
func ReleaseSubject(s Subject, released int) error {
	if s.Access == AccessTeam || s.Access == AccessSealed || released == 0 {
		return ErrNotFound
	}
	return nil
}

// withoutTheirWords is the claim as we state it: the value, the roles, the time
// and the number as they were read, and nothing in the voice of the source.
func (c Claim) withoutTheirWords() Claim {
	c.Quotes, c.Words, c.Hedge = nil, "", ""
	if c.When != nil {
		w := *c.When
		w.Words = ""
		c.When = &w
	}
	if c.Quantity != nil {
		q := *c.Quantity
		q.Words = ""
		c.Quantity = &q
	}
	return c
}

// states reports whether anything is said without the words of the source.
func (c Claim) states() bool {
	p, _ := PropertyOf(c.Property)
	return p.Event() || c.Value != "" || c.Object != "" || len(c.Slots) > 0 ||
		c.Quantity != nil && (c.Quantity.Min != nil || c.Quantity.Max != nil)
}

// Statable reports whether a claim a private source made says something in
// our words, as it must to be published: theirs stay inside.
func (c Claim) Statable() bool { return c.withoutTheirWords().states() }

// bare drops the text around quotes: it is kept to find them again, and says
// more of the source than the quote itself.
func bare(qs []Quote) []Quote {
	out := make([]Quote, len(qs))
	for i, q := range qs {
		q.Prefix, q.Suffix = "", ""
		out[i] = q
	}
	return out
}

// alone drops all that leads from a quote into the document it stands in.
func alone(qs []Quote) []Quote {
	out := make([]Quote, len(qs))
	for i, q := range qs {
		out[i] = Quote{Exact: q.Exact, Lang: q.Lang, Dir: q.Dir, Cell: q.Cell, Page: q.Page}
	}
	return out
}

func hasFlag(fs []Flag, f Flag) bool { return oneOf(f, fs) }

// publicChain keeps the hops that may be named: the credits of a report its
// maker published, and sources that were looked up and may be named.
func publicChain(r Releasable, to Audience, published, named bool) []Hop {
	var out []Hop
	for _, h := range r.Claim.Chain {
		own := h.Source == r.Source.ID || h.Name == r.Source.Name
		may := published
		if h.Source != "" {
			may = false
			for _, v := range r.Voices {
				may = may || v.ID == h.Source && v.nameable(to, r.Claim.items()...)
			}
		}
		if own && !named || !own && !may {
			continue
		}
		h.Source = ""
		out = append(out, h)
	}
	return out
}

// publicRefs keeps what a claim points to, but for sources and for reports
// nobody outside can read. Whether the others have a public page is for
// whoever makes the pages.
func publicRefs(c Claim, published bool) (ID, map[string]ID) {
	may := func(id ID) bool {
		return id.Kind() != KindSource && (id.Kind() != KindReport || published && id == c.Report)
	}
	object := c.Object
	if !may(object) {
		object = ""
	}
	var refs map[string]ID
	for role, id := range c.Refs {
		if may(id) {
			if refs == nil {
				refs = map[string]ID{}
			}
			refs[role] = id
		}
	}
	return object, refs
}

// publicWhen drops the claim a time counts from: it may not be public.
func publicWhen(w *When) *When {
	if w == nil || ID(w.Anchor).Kind() != KindClaim {
		return w
	}
	out := *w
	out.Anchor = ""
	return &out
}

func dateOnly(t time.Time) time.Time {
	y, m, d := t.UTC().Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}
