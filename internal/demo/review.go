package demo

import (
	"fmt"
	"strings"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
)

// finding is what a reviewer finds in a report: the words it rests on and what
// they say. It does not depend on what was proposed. Where a proposal says the
// same it is accepted, where one says something else of those words it is put
// right, and where there is none the claim is added; so the demonstration
// stays the same story while the rules of extraction get better.
type finding struct {
	quote string // words of the report; the first place they stand at
	as    string // property
	about string // kind and label of the subject: "person Ardaq Kumisbekuly"
	voice habeas.ID
	near  habeas.Proximity

	value  string
	object string // kind and label
	slots  map[string]string
	when   string
	edtf   string
	count  *habeas.Quantity
	hedge  string
	denied bool
	access habeas.Access

	inside bool // accepted, and not published
}

// reading is the review of one report.
type reading struct {
	*script
	by   habeas.Actor
	rv   desk.Reviewing
	used map[habeas.ID]bool
}

// read opens a report for review.
func (s *script) read(report habeas.ID, by habeas.Actor) *reading {
	r := &reading{script: s, by: by, used: map[habeas.ID]bool{}}
	r.look(report)
	return r
}

func (r *reading) look(report habeas.ID) {
	if r.err == nil {
		var err error
		r.rv, err = r.desk.Review(r.ctx, r.by, report)
		r.fail("read a report", err)
	}
}

// quoted settles who somebody quoted is: the source the proposals described, as
// the desk decides to hold it, or a new one.
func (r *reading) quoted(words string, src habeas.Source) habeas.ID {
	if r.err != nil {
		return ""
	}
	for _, x := range r.rv.Voices {
		if x.ID == r.rv.Source.ID || !strings.Contains(strings.ToLower(x.Name), strings.ToLower(words)) {
			continue
		}
		src.ID, src.Version = x.ID, x.Version
		r.fail("describe the voice %q", r.desk.ChangeSource(r.ctx, r.by, src), words)
		return x.ID
	}
	s, err := r.desk.AddSource(r.ctx, r.by, src)
	r.fail("describe the voice %q", err, words)
	return s.ID
}

// find decides on the findings and returns the claims to publish.
func (r *reading) find(findings ...finding) (public []habeas.ID) {
	for _, f := range findings {
		id := r.decide(f)
		if !f.inside && r.err == nil {
			public = append(public, id)
		}
	}
	return public
}

// place is where words stand in the text, in runes.
func (r *reading) place(words string) (start, end int) {
	at := strings.Index(r.rv.Text.Body, words)
	if at < 0 {
		r.fail("find the words %q", fmt.Errorf("the report %q does not have them", r.rv.Report.Title), words)
		return 0, 0
	}
	start = len([]rune(r.rv.Text.Body[:at]))
	return start, start + len([]rune(words))
}

// proposal is the open proposal that shares most of the words with a finding.
func (r *reading) proposal(f finding, start, end int) (best desk.Entry, found bool) {
	most := 0
	for _, e := range r.rv.Entries {
		c := e.Claim
		if c.Status != habeas.Proposed || r.used[c.ID] || c.Property != f.as || len(c.Quotes) == 0 || c.Quotes[0].Text != r.rv.Text.ID {
			continue
		}
		if shared := min(end, c.Quotes[0].End) - max(start, c.Quotes[0].Start); shared > most {
			best, found, most = e, true, shared
		}
	}
	return best, found
}

func (r *reading) decide(f finding) habeas.ID {
	if r.err != nil {
		return ""
	}
	start, end := r.place(f.quote)
	if r.err != nil {
		return ""
	}
	if f.voice == "" {
		f.voice = r.rv.Source.ID
	}
	e := r.edit(f)
	p, found := r.proposal(f, start, end)
	if !found {
		c, err := r.desk.AddMissed(r.ctx, r.by, r.rv.Text.ID, start, end, e)
		r.fail("add %q", err, f.quote)
		r.keep(f.about, c.Subject)
		return c.ID
	}
	r.used[p.Claim.ID] = true
	if f.says(p.Claim, e) {
		r.fail("accept %q", r.desk.Decide(r.ctx, r.by, desk.Decision{Claim: p.Claim.ID, Seen: p.Steps, Act: habeas.ActAccept, Source: f.voice}), f.quote)
		return p.Claim.ID
	}
	if e.Quantity == nil {
		e.Quantity = p.Claim.Quantity
	}
	c, err := r.desk.Supersede(r.ctx, r.by, p.Claim.ID, p.Steps, e, "put right against the text")
	r.fail("put %q right", err, f.quote)
	r.keep(f.about, c.Subject)
	return c.ID
}

// says reports whether a proposal says what the finding does, and no more.
func (f finding) says(c habeas.Claim, e desk.Edit) bool {
	value := f.value == "" || f.value == c.Value
	return value && c.Subject == e.Subject && c.Source == f.voice && f.near == c.Proximity && f.hedge == c.Hedge && f.access == "" &&
		f.object == "" && f.slots == nil && f.when == "" && f.edtf == "" && f.count == nil && !f.denied
}

func (r *reading) edit(f finding) desk.Edit {
	e := desk.Edit{Property: f.as, Value: f.value, Words: f.quote, Lang: r.rv.Text.Lang, Slots: f.slots, When: f.when, EDTF: f.edtf,
		Quantity: f.count, Hedge: f.hedge, Denied: f.denied, Source: f.voice, Proximity: f.near, Access: f.access}
	if p, ok := habeas.PropertyOf(f.as); ok && p.Value == habeas.ValueName && e.Value == "" {
		e.Value = f.quote
	}
	e.Subject, e.New = r.subject(f.about)
	if f.object != "" {
		if e.Object, _ = r.subject(f.object); e.Object == "" {
			r.fail("point to %q", fmt.Errorf("nothing of that name is in the record yet"), f.object)
		}
	}
	return e
}

var kinds = map[string]habeas.Kind{"person": habeas.KindMention, "group": habeas.KindGroup, "event": habeas.KindEvent, "place": habeas.KindPlace,
	"facility": habeas.KindFacility, "authority": habeas.KindAuthority}

// subject finds what is spoken of, or names a new subject. A person is one
// source's picture: the same name in another report is another mention.
func (r *reading) subject(about string) (habeas.ID, desk.NewSubject) {
	if about == "report" {
		return r.rv.Report.ID, desk.NewSubject{}
	}
	kind, label, _ := strings.Cut(about, " ")
	if id, ok := r.subjects[r.key(about)]; ok {
		return id, desk.NewSubject{}
	}
	if kind == "person" {
		for _, m := range r.rv.Mentions {
			if m.Label == label {
				return m.ID, desk.NewSubject{}
			}
		}
	}
	return "", desk.NewSubject{Kind: kinds[kind], Label: label}
}

func (r *reading) key(about string) string {
	if strings.HasPrefix(about, "person ") {
		return string(r.rv.Report.ID) + about
	}
	return about
}

func (r *reading) keep(about string, id habeas.ID) {
	if r.err == nil && about != "report" {
		r.subjects[r.key(about)] = id
	}
}

// mention is the mention of a person this report made.
func (r *reading) mention(name string) habeas.ID {
	id, _ := r.subject("person " + name)
	if id == "" {
		r.fail("find %q in the report", fmt.Errorf("no finding was about them"), name)
	}
	return id
}

// rest decides on the proposals nobody needed.
func (r *reading) rest() {
	r.look(r.rv.Report.ID)
	for _, e := range r.rv.Entries {
		if r.err != nil {
			return
		}
		if e.Claim.Status != habeas.Proposed {
			continue
		}
		dec := desk.Decision{Claim: e.Claim.ID, Seen: e.Steps, Act: habeas.ActReject, Reason: "said by another claim, or no claim"}
		p, _ := habeas.PropertyOf(e.Claim.Property)
		switch {
		case p.Section == habeas.SectionDocument || p.Section == habeas.SectionSource:
			dec.Reason = "about how the report was made"
		case p.Key == "family.notification":
			dec.Act, dec.Reason = habeas.ActUnsure, "is it the prefecture or the centre that told them?"
		}
		r.fail("decide on a proposal", r.desk.Decide(r.ctx, r.by, dec))
	}
}
