package desk

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk/propose"
	"github.com/habeas-record/habeas/internal/intake/capture/letters"
)

// Telling is direct entry: what somebody tells a documenter, on the telephone
// or across a table, written down in any order.
type Telling struct {
	Source    habeas.ID      // who tells it …
	NewSource *habeas.Source // … or somebody new
	Proximity habeas.Proximity
	Person    habeas.ID // the person it is about, where the record has them already
	Name      string    // otherwise their name as given
	Lang      string    // language it was told in
	Told      string    // EDTF of the day it was told, "" for today; the anchor of "two months ago"
	Access    habeas.Access
	Circle    string // of the actor, to which it is sealed; "" for none
	Facts     []Fact
}

// Fact is one line of it.
type Fact struct {
	Property  string            `json:"property"`
	Words     string            `json:"words"`           // as told
	Value     string            `json:"value,omitempty"` // for a code or a number
	When      string            `json:"when,omitempty"`
	Slots     map[string]string `json:"slots,omitempty"`
	Hedge     string            `json:"hedge,omitempty"`
	Denied    bool              `json:"denied,omitempty"`
	Proximity habeas.Proximity  `json:"proximity,omitempty"` // "" as the telling's own
}

func (f Fact) empty() bool {
	if strings.TrimSpace(f.Words+f.Value+f.When) != "" {
		return false
	}
	for _, v := range f.Slots {
		if strings.TrimSpace(v) != "" {
			return false
		}
	}
	return true
}

// Entered is what became of a telling.
type Entered struct {
	Report  habeas.ID
	Person  habeas.ID
	Mention habeas.ID
	Claims  []habeas.ID
}

// Enter keeps a telling: the note as typed becomes a report, each line a claim
// that quotes it. Lines that identify somebody become a note of their own,
// which is sealed: who reads the other lines reads these not. The source comes
// first and the draft it was typed in goes in the same step, so nothing is kept
// twice and nothing is lost.
func (d *Desk) Enter(ctx context.Context, a habeas.Actor, t Telling, draft habeas.ID) (Entered, error) {
	var out Entered
	if err := d.authorise(a, habeas.Enter, habeas.Item{}); err != nil {
		return out, err
	}
	t.Facts = t.named()
	if err := checkAccess(a, t.Access, t.Circle); err != nil {
		return Entered{}, err
	}
	notes, err := t.notes()
	if err != nil {
		return out, err
	}
	for i := range notes {
		if notes[i].sha, notes[i].size, err = d.blobs.Put(ctx, strings.NewReader(notes[i].body)); err != nil {
			return out, err
		}
	}
	err = d.update(ctx, a, habeas.Enter, func(tx Tx) error {
		out = Entered{}
		source, err := d.tellingSource(tx, a, t)
		if err != nil {
			return err
		}
		told := t.Told
		if told == "" {
			told = d.today().Format("2006-01-02")
		}
		if told, err = habeas.CheckDate(told); err != nil {
			return err
		}
		var m habeas.Mention
		for i, n := range notes {
			r := habeas.Report{ID: d.newID(habeas.KindReport), Title: t.title(), Kind: "note", SHA256: n.sha, Size: n.size,
				MediaType: "text/plain", Source: source.ID, Published: told, Access: n.access, Circle: t.Circle, By: a.ID, Captured: d.today()}
			if err := tx.PutReport(r); err != nil {
				return err
			}
			if i == 0 {
				if m, err = d.tellingMention(tx, a, t, r); err != nil {
					return err
				}
				out.Report, out.Mention, out.Person = r.ID, m.ID, m.Person
			}
			cs, err := d.enterNote(tx, a, t, n, r, source, m)
			if err != nil {
				return err
			}
			out.Claims = append(out.Claims, cs...)
		}
		if draft != "" {
			if err := tx.DeleteDraft(a.ID, draft); err != nil {
				return err
			}
		}
		return d.personTensions(tx, m.ID)
	})
	if err != nil {
		return Entered{}, err
	}
	return out, nil
}

// enterNote keeps one note's text and the claims that quote it.
func (d *Desk) enterNote(tx Tx, a habeas.Actor, t Telling, n note, r habeas.Report, source habeas.Source, m habeas.Mention) ([]habeas.ID, error) {
	text := habeas.Text{ID: d.newID(habeas.KindText), Report: r.ID, N: 1, Extractor: "as typed", Lang: t.Lang, Dir: letters.Direction(n.body), Body: n.body}
	if err := tx.PutText(text); err != nil {
		return nil, err
	}
	var ids []habeas.ID
	for _, l := range n.lines {
		q, err := text.Anchor(l.start, l.end)
		if err != nil {
			return nil, err
		}
		c := d.factClaim(t, t.Facts[l.fact], m, source, r, q)
		if err := d.addAccepted(tx, a, c, "as told"); err != nil {
			return nil, inFact(q.Exact, err)
		}
		ids = append(ids, c.ID)
	}
	return ids, nil
}

// named is the facts with the name the person was told by, which is a claim of
// its own.
func (t Telling) named() []Fact {
	name := strings.TrimSpace(t.Name)
	for _, f := range t.Facts {
		if (f.Property == "name" || f.Property == "name.other") && strings.TrimSpace(f.Words) == name {
			return t.Facts
		}
	}
	if name == "" {
		return t.Facts
	}
	return append([]Fact{{Property: "name", Words: name}}, t.Facts...)
}

// inFact says in which fact of a telling something is wrong.
func inFact(words string, err error) error {
	var ours *habeas.Error
	if !errors.As(err, &ours) || !errors.Is(err, habeas.ErrInvalid) {
		return err
	}
	return &habeas.Error{Kind: ours.Kind, Msg: "in “" + words + "”: " + ours.Msg, Hint: ours.Hint}
}

func (t Telling) title() string {
	if t.Name != "" {
		return "Told about " + t.Name
	}
	return "Told about a person of the record"
}

// note is a telling, or the part of it that is sealed, as text.
type note struct {
	access habeas.Access
	body   string
	lines  []line
	sha    string
	size   int64
}

// line is where a fact lies in a note, in runes.
type line struct{ start, end, fact int }

func (n *note) add(fact int, text string) {
	if n.body != "" {
		n.body += "\n"
	}
	start := utf8.RuneCountInString(n.body)
	n.body += text
	n.lines = append(n.lines, line{start, start + utf8.RuneCountInString(text), fact})
}

// notes writes the telling down as typed, one line a fact.
func (t Telling) notes() ([]note, error) {
	open := note{access: t.Access}
	switch t.Access {
	case "":
		open.access = habeas.AccessTeam
	case habeas.AccessTeam, habeas.AccessSealed:
	case habeas.AccessPublic:
		return nil, habeas.Invalid("choose team or sealed; its claims are published one by one", "what was told to the desk was not published by whoever told it")
	}
	sealed := note{access: habeas.AccessSealed}
	for i, f := range t.Facts {
		if f.empty() {
			continue
		}
		p, ok := habeas.PropertyOf(f.Property)
		if !ok {
			return nil, habeas.Invalid("choose one from the list", "line %d has no property", i+1)
		}
		if !p.Fits(habeas.KindMention) {
			return nil, habeas.Invalid("choose another", "%q is not said of a person", f.Property)
		}
		if p.Access == habeas.AccessSealed && open.access != habeas.AccessSealed {
			sealed.add(i, f.line(p))
		} else {
			open.add(i, f.line(p))
		}
	}
	var out []note
	for _, n := range []note{open, sealed} {
		if len(n.lines) > 0 {
			out = append(out, n)
		}
	}
	if len(out) == 0 {
		return nil, habeas.Invalid("write at least one line", "nothing was told yet")
	}
	if t.Person == "" && strings.TrimSpace(t.Name) == "" {
		return nil, habeas.Invalid("write the name as given, or \"name not known\"", "nobody has said whom it is about")
	}
	return out, nil
}

// line is one fact as text: what was typed, in the order of the form.
func (f Fact) line(p habeas.Property) string {
	parts := []string{}
	add := func(s string) {
		if s = strings.TrimSpace(s); s != "" {
			parts = append(parts, s)
		}
	}
	add(firstOf(f.Words, f.Value))
	for _, slot := range p.Slots {
		add(f.Slots[slot])
	}
	for _, slot := range slices.Sorted(maps.Keys(f.Slots)) {
		if !slices.Contains(p.Slots, slot) {
			add(f.Slots[slot])
		}
	}
	add(f.When)
	return strings.Join(parts, " · ")
}

func (d *Desk) tellingSource(tx Tx, a habeas.Actor, t Telling) (habeas.Source, error) {
	if t.Source != "" {
		return d.readSource(tx, a, t.Source)
	}
	if t.NewSource == nil {
		return habeas.Source{}, habeas.Invalid("choose who tells it, or describe somebody new", "the source comes first")
	}
	return d.addSource(tx, a, *t.NewSource)
}

// tellingMention makes the source's own picture of the person and, where the
// documenter chose an existing person, decides that it is the same.
func (d *Desk) tellingMention(tx Tx, a habeas.Actor, t Telling, r habeas.Report) (habeas.Mention, error) {
	label := strings.TrimSpace(t.Name)
	var existing habeas.Mention
	if t.Person != "" {
		var err error
		if existing, err = d.readMention(tx, a, t.Person); err != nil {
			return existing, err
		}
		if label == "" {
			label = existing.Label
		}
	}
	m, err := d.putMention(tx, a, r, label)
	if err != nil {
		return m, err
	}
	if t.Person == "" {
		return m, nil
	}
	if _, err := d.link(tx, a, existing.ID, m.ID, habeas.SamePerson, "chosen while entering what was told"); err != nil {
		return m, err
	}
	return tx.Mention(m.ID)
}

func (d *Desk) factClaim(t Telling, f Fact, m habeas.Mention, s habeas.Source, r habeas.Report, q habeas.Quote) habeas.Claim {
	p, _ := habeas.PropertyOf(f.Property)
	c := habeas.Claim{ID: d.newID(habeas.KindClaim), Subject: m.ID, Property: p.Key, Words: strings.TrimSpace(f.Words), Lang: t.Lang,
		Value: strings.TrimSpace(f.Value), Slots: propose.Slots(f.Slots), Hedge: strings.TrimSpace(f.Hedge), Source: s.ID,
		Proximity: f.Proximity, Report: r.ID, Quotes: []habeas.Quote{q}, Access: habeas.AccessPublic}
	if p.Access != "" {
		c.Access = p.Access
	}
	if r.Access == habeas.AccessSealed {
		c.Access = habeas.AccessSealed
	}
	if c.Proximity == habeas.ProximityUnknown {
		c.Proximity = t.Proximity
	}
	if f.Denied {
		c.Polarity = habeas.Denied
	}
	when := strings.TrimSpace(f.When)
	if p.Value == habeas.ValueDate && when == "" {
		when = c.Words
	}
	if when != "" {
		c.When = habeas.ReadWhen(when, t.Lang, r.Published)
	}
	switch {
	case p.Value == habeas.ValueDate && c.When != nil:
		c.Value = c.When.EDTF
	case c.Value == "" && p.Value == habeas.ValueName:
		c.Value = c.Words
	case c.Value == "" && (p.Value == habeas.ValueCode || p.Value == habeas.ValueNumber):
		c.Value = strings.ToLower(c.Words)
	}
	return c
}

// SaveDraft keeps a form half filled.
func (d *Desk) SaveDraft(ctx context.Context, a habeas.Actor, dr habeas.Draft) (habeas.Draft, error) {
	if dr.ID == "" {
		dr.ID = d.newID(habeas.KindDraft)
	}
	dr.User, dr.Updated = a.ID, d.now()
	if !json.Valid(dr.Body) {
		return dr, habeas.Invalid("", "the draft is not readable")
	}
	return dr, d.update(ctx, a, habeas.Enter, func(tx Tx) error { return tx.PutDraft(dr) })
}

// Draft returns one of the actor's own drafts.
func (d *Desk) Draft(ctx context.Context, a habeas.Actor, id habeas.ID) (habeas.Draft, error) {
	var dr habeas.Draft
	err := d.view(ctx, a, habeas.Enter, func(tx Tx) (err error) {
		dr, err = tx.Draft(a.ID, id)
		return err
	})
	return dr, err
}

// DropDraft throws one of the actor's own drafts away.
func (d *Desk) DropDraft(ctx context.Context, a habeas.Actor, id habeas.ID) error {
	return d.update(ctx, a, habeas.Enter, func(tx Tx) error { return tx.DeleteDraft(a.ID, id) })
}

// Alike suggests persons of the record while a name is typed.
func (d *Desk) Alike(ctx context.Context, a habeas.Actor, name string) ([]habeas.Summary, error) {
	if len([]rune(strings.TrimSpace(name))) < 2 {
		return nil, nil
	}
	f, err := d.SearchPeople(ctx, a, habeas.PeopleQuery{Text: name, Limit: 6})
	return f.People, err
}
