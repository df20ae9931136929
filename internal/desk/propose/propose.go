// Package propose turns what the extractor found in one report into proposed
// claims: it gives each a subject and a source of the record.
package propose

import (
	"cmp"
	"encoding/json"
	"fmt"
	"sort"
	"strings"
	"time"
	"unicode"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/extract"
)

// Record is what proposals are kept in.
type Record interface {
	NewID(habeas.Kind) habeas.ID
	Now() time.Time
	AddClaim(habeas.Claim, habeas.Step) error
	PutTension(habeas.Tension) error
	SearchSubjects(habeas.SubjectQuery) (habeas.SubjectsFound, error)
	// AddMention adds the picture that the report gives of a person.
	AddMention(name string) (habeas.ID, error)
	// AddSubject adds a subject that stays out of every listing until one of
	// its claims is accepted.
	AddSubject(kind habeas.Kind, label string) (habeas.ID, error)
	AddSource(habeas.Source) (habeas.Source, error)
}

// In is the report that was read: its text, its maker, and who brought it in.
type In struct {
	By     habeas.ID
	Report habeas.Report
	Source habeas.Source
	Text   habeas.Text
}

// Claims proposes what was found, and says how many claims that made.
func Claims(r Record, in In, found extract.Result) (int, error) {
	p := proposer{rec: r, by: in.By, report: in.Report, source: in.Source, text: in.Text, people: map[string]habeas.ID{},
		places: map[string]habeas.ID{}, voices: map[string]habeas.ID{}, events: map[int]habeas.ID{}}
	return p.propose(found)
}

type proposer struct {
	rec    Record
	by     habeas.ID
	report habeas.Report
	source habeas.Source
	text   habeas.Text
	people map[string]habeas.ID // by name or description, folded
	places map[string]habeas.ID
	voices map[string]habeas.ID
	events map[int]habeas.ID // last event of a sentence
	last   habeas.ID         // last event of the report
}

func (p *proposer) propose(found extract.Result) (int, error) {
	ids := make([]habeas.ID, len(found.Proposals))
	order := make([]int, len(found.Proposals))
	for i := range order {
		order[i] = i
	}
	// Events first within a sentence, so that its counts and reasons find the
	// event they belong to.
	sort.SliceStable(order, func(a, b int) bool {
		x, y := found.Proposals[order[a]], found.Proposals[order[b]]
		if x.Sentence != y.Sentence {
			return x.Sentence < y.Sentence
		}
		return strings.HasPrefix(x.Type, "event.") && !strings.HasPrefix(y.Type, "event.")
	})
	described := map[string]extract.SourceMention{}
	for _, s := range found.Sources {
		described[fold(s.Words)] = s
	}
	for _, i := range order {
		c, err := p.claim(found.Proposals[i], described)
		if err != nil {
			return 0, fmt.Errorf("proposal %d (%s): %w", i+1, found.Proposals[i].Type, err)
		}
		ids[i] = c.ID
		step := habeas.Step{Claim: c.ID, Act: habeas.ActPropose, By: p.by, At: p.rec.Now(), Reason: c.ProposedBy}
		if err := p.rec.AddClaim(c, step); err != nil {
			return 0, err
		}
	}
	return len(ids), p.tensions(found, ids)
}

// tensions keeps what the extractor saw between claims of one text.
func (p *proposer) tensions(found extract.Result, ids []habeas.ID) error {
	for _, t := range found.Tensions {
		var cs []habeas.ID
		for _, i := range t.Proposals {
			cs = append(cs, ids[i])
		}
		if len(cs) == 0 {
			continue
		}
		sort.Slice(cs, func(a, b int) bool { return cs[a] < cs[b] })
		x := habeas.Tension{ID: p.rec.NewID(habeas.KindTension), Kind: tensionKind(t.Kind), Subject: p.report.ID, Claims: cs, Note: t.Note}
		if err := p.rec.PutTension(x); err != nil {
			return err
		}
	}
	return nil
}

// tensionKind is the record's word for what the extractor saw.
func tensionKind(found string) habeas.TensionKind {
	switch found {
	case "quantity", "who", "money":
		return habeas.TensionCount
	case "when", "order", "publication":
		return habeas.TensionPrecision
	case "place", "facility":
		return habeas.TensionPlace
	case "sources":
		return habeas.TensionSources
	case "denial":
		return habeas.TensionPolarity
	}
	return habeas.TensionOther
}

func (p *proposer) claim(x extract.Proposal, described map[string]extract.SourceMention) (habeas.Claim, error) {
	c := habeas.Claim{ID: p.rec.NewID(habeas.KindClaim), Type: x.Type, Hedge: x.Hedge, Words: x.Exact, Lang: p.text.Lang,
		Report: p.report.ID, ProposedBy: x.Rule, By: p.by, At: p.rec.Now(), Access: habeas.AccessPublic}
	c.Root = c.ID
	c.Quotes = []habeas.Quote{p.text.AnchorAt(x.Start, x.ByteStart, x.ByteEnd)}
	if err := p.slots(&c, x); err != nil {
		return c, err
	}
	var err error
	prop, ok := habeas.PropertyOfType(x.Type)
	if !ok {
		prop, _ = habeas.PropertyOf("note")
	}
	if c.Subject, err = p.subject(prop, x, c); err != nil {
		return c, err
	}
	if !prop.Fits(c.Subject.Kind()) {
		// A claim whose subject the text leaves open stays with the report
		// until a person says whom it is about.
		prop, _ = habeas.PropertyOf("note")
		c.Subject = p.report.ID
	}
	c.Property = prop.Key
	if prop.Access != "" {
		c.Access = prop.Access
	}
	if p.report.Access == habeas.AccessSealed {
		c.Access = habeas.AccessSealed
	}
	p.value(&c, prop)
	if c.Source, err = p.voice(x, described); err != nil {
		return c, err
	}
	c.Chain = p.chain(x)
	if err := p.refs(&c, prop); err != nil {
		return c, err
	}
	return c, c.Validate()
}

// slots takes over roles, time and quantity.
func (p *proposer) slots(c *habeas.Claim, x extract.Proposal) error {
	raw, err := json.Marshal(x.Slots)
	if err != nil {
		return err
	}
	var slots map[string]json.RawMessage
	if err := json.Unmarshal(raw, &slots); err != nil {
		return err
	}
	words := map[string]string{}
	for key, v := range slots {
		switch key {
		case "edtf", "when", "date", "relative", "inferred", "year_inferred", "ambiguous":
			continue
		case "quantity":
			var q extract.Quantity
			if json.Unmarshal(v, &q) == nil {
				c.Quantity = quantityOf(q)
				continue
			}
		}
		if s := text(v); s != "" {
			words[key] = s
		}
	}
	c.Slots = Slots(words)
	edtfText := text(slots["edtf"])
	whenWords := cmp.Or(text(slots["when"]), text(slots["date"]), text(slots["relative"]))
	if edtfText != "" || whenWords != "" {
		c.When = &habeas.When{Words: whenWords, EDTF: edtfText, Inferred: truth(slots["inferred"]) || truth(slots["year_inferred"])}
		if text(slots["relative"]) != "" {
			c.When.Anchor = "publication"
		}
		if edtfText != "" {
			// A duration ("less than two hours later") is kept in its words.
			c.When.EDTF, _ = habeas.CheckDate(edtfText)
		}
	}
	if c.Quantity == nil && (strings.HasPrefix(x.Type, "quantity") || strings.HasPrefix(x.Type, "denominator")) {
		var q extract.Quantity
		if json.Unmarshal(raw, &q) == nil && (q.Min != nil || q.Max != nil || q.Words != "") {
			c.Quantity = quantityOf(q)
		}
	}
	return nil
}

func quantityOf(q extract.Quantity) *habeas.Quantity {
	out := &habeas.Quantity{Words: q.Words, Approx: q.Approx, Unit: q.Unit, Scope: q.Scope, Verb: q.Verb}
	if q.Min != nil {
		f := float64(*q.Min)
		out.Min = &f
	}
	if q.Max != nil {
		f := float64(*q.Max)
		out.Max = &f
	}
	return out
}

// text reads a slot as words: lists are joined, numbers printed.
func text(v json.RawMessage) string {
	var s string
	if json.Unmarshal(v, &s) == nil {
		return s
	}
	var list []string
	if json.Unmarshal(v, &list) == nil {
		return strings.Join(list, ", ")
	}
	var n json.Number
	if json.Unmarshal(v, &n) == nil && n != "" {
		return n.String()
	}
	return ""
}

func truth(v json.RawMessage) bool { return string(v) == "true" }

// subject says whom or what a proposal is about, as far as the text does.
func (p *proposer) subject(prop habeas.Property, x extract.Proposal, c habeas.Claim) (habeas.ID, error) {
	name := cmp.Or(c.Slots["person"], c.Slots["a"], c.Slots["who"])
	switch {
	case prop.Key == "note", prop.Section == habeas.SectionDocument, prop.Section == habeas.SectionSource:
		return p.report.ID, nil
	case strings.HasPrefix(x.Type, "place.facility"), strings.HasPrefix(x.Type, "facility"):
		return p.place(habeas.KindFacility, cmp.Or(c.Slots["name"], c.Slots["facility"], c.Slots["place"], x.Exact))
	case strings.HasPrefix(x.Type, "place"):
		return p.place(habeas.KindPlace, cmp.Or(c.Slots["place"], c.Slots["child"], c.Slots["name"], x.Exact))
	case name != "" && prop.Fits(habeas.KindMention):
		return p.person(name)
	case prop.Event():
		return p.event(x, prop, c)
	case prop.Fits(habeas.KindEvent):
		if id, ok := p.events[x.Sentence]; ok {
			return id, nil
		}
		if p.last != "" && prop.Key != "denominator" && prop.Key != "migration" && prop.Key != "policy" {
			return p.last, nil
		}
	}
	if prop.Fits(habeas.KindReport) {
		return p.report.ID, nil
	}
	if prop.Fits(habeas.KindGroup) {
		return p.group(cmp.Or(c.Slots["group"], c.Slots["target"], x.Exact))
	}
	return p.report.ID, nil
}

func (p *proposer) person(name string) (habeas.ID, error) {
	key := fold(name)
	if id, ok := p.people[key]; ok {
		return id, nil
	}
	id, err := p.rec.AddMention(name)
	p.people[key] = id
	return id, err
}

// place finds a place of the record by its name, or adds it.
func (p *proposer) place(kind habeas.Kind, name string) (habeas.ID, error) {
	key := string(kind) + fold(name)
	if id, ok := p.places[key]; ok {
		return id, nil
	}
	found, err := p.rec.SearchSubjects(habeas.SubjectQuery{Scope: habeas.ScopeDesk, Kind: kind, Text: name, Limit: 5})
	if err != nil {
		return "", err
	}
	for _, s := range found.Subjects {
		if fold(s.Subject.Label) == fold(name) {
			p.places[key] = s.Subject.ID
			return s.Subject.ID, nil
		}
	}
	return p.addSubject(p.places, key, kind, name)
}

func (p *proposer) group(name string) (habeas.ID, error) {
	key := "g" + fold(name)
	if id, ok := p.places[key]; ok {
		return id, nil
	}
	return p.addSubject(p.places, key, habeas.KindGroup, name)
}

func (p *proposer) addSubject(in map[string]habeas.ID, key string, kind habeas.Kind, label string) (habeas.ID, error) {
	id, err := p.rec.AddSubject(kind, Shorten(label, 120))
	in[key] = id
	return id, err
}

func (p *proposer) event(x extract.Proposal, prop habeas.Property, c habeas.Claim) (habeas.ID, error) {
	if id, ok := p.events[x.Sentence]; ok {
		return id, nil
	}
	id, err := p.rec.AddSubject(habeas.KindEvent, Shorten(x.Exact, 120))
	p.events[x.Sentence], p.last = id, id
	return id, err
}

// value gives the claim the value its property asks for, where the words have
// it; what they have not, a person supplies.
func (p *proposer) value(c *habeas.Claim, prop habeas.Property) {
	pick := map[string][]string{
		"name": {"person", "name"}, "name.other": {"alias", "likely", "name"}, "age": {"age"}, "nationality": {"nationality"},
		"occupation": {"occupation"}, "residence": {"place", "residence"}, "origin": {"place"}, "role": {"role"},
		"place.parent": {"parent"}, "place.role": {"role"}, "facility.type": {"type", "kind"}, "place.kind": {"kind"},
		"health": {"condition"}, "risk": {"risk"}, "reason.official": {"reason"}, "reason.alleged": {"reason", "reasons"},
		"reason.pattern": {"pattern", "reason"}, "status": {"status", "fate"}, "doc.title": {"title"}, "attribute": {"attribute", "attributes"},
	}
	for _, slot := range pick[prop.Key] {
		if v := c.Slots[slot]; v != "" {
			c.Value = v
			break
		}
	}
	if prop.Key == "kin" {
		c.Value = strings.TrimSpace(c.Slots["rel"] + " " + c.Slots["b"])
		if c.Slots["rel"] != "" {
			c.Slots["relation"] = c.Slots["rel"]
			delete(c.Slots, "rel")
		}
	}
	if prop.Key == "enquiry" || prop.Key == "enquiry.outcome" {
		if o, ok := outcomeOf(c.Slots["outcome"]); ok {
			c.Slots["outcome"] = string(o)
		}
	}
	if prop.Value == habeas.ValueDate && c.When != nil {
		c.Value = c.When.EDTF
	}
	if prop.Value == habeas.ValueCode || prop.Value == habeas.ValueNumber {
		c.Value = ""
	}
}

// outcomeOf reads how an approach ended out of the words for it.
func outcomeOf(words string) (habeas.Outcome, bool) {
	w := strings.ToLower(words)
	for _, x := range []struct {
		has string
		is  habeas.Outcome
	}{
		{"unanswered", habeas.OutcomeUnanswered}, {"no answer", habeas.OutcomeUnanswered}, {"no response", habeas.OutcomeUnanswered},
		{"no reply", habeas.OutcomeUnanswered}, {"not reached", habeas.OutcomeUnanswered}, {"refus", habeas.OutcomeRefused},
		{"declin", habeas.OutcomeRefused}, {"turned away", habeas.OutcomeRefused}, {"no number", habeas.OutcomeNoRecord},
		{"no record", habeas.OutcomeNoRecord}, {"not listed", habeas.OutcomeNoRecord}, {"answered", habeas.OutcomeAnswered},
	} {
		if strings.Contains(w, x.has) {
			return x.is, true
		}
	}
	return "", false
}

// voice finds or describes the source the text names for a claim. Somebody
// who asked not to be named starts protected; whoever reviews confirms it.
func (p *proposer) voice(x extract.Proposal, described map[string]extract.SourceMention) (habeas.ID, error) {
	words := strings.TrimSpace(x.Source)
	if words == "" || x.SourceKind == "publisher" || fold(words) == fold(OutsideName(p.source)) {
		return p.source.ID, nil
	}
	key := fold(words)
	if id, ok := p.voices[key]; ok {
		return id, nil
	}
	m := described[key]
	s := habeas.Source{Kind: habeas.SourcePerson, Name: Shorten(words, 120), Label: "a person quoted by " + OutsideName(p.source), Lang: "",
		Protection: habeas.ProtectionTeam, Consent: habeas.ConsentNone}
	switch x.SourceKind {
	case "plural", "unattributed":
		s.Kind, s.Protection, s.Label = habeas.SourceOthers, habeas.ProtectionOpen, s.Name
	case "official", "document":
		s.Kind, s.Protection, s.Label = habeas.SourceOffice, habeas.ProtectionOpen, s.Name
	case "named":
		if !m.Anonymous {
			s.Protection, s.Label = habeas.ProtectionOpen, s.Name
		}
	}
	var why []string
	for _, r := range m.Residual {
		why = append(why, r.Kind+": "+r.Words)
	}
	if m.Request != "" {
		why = append([]string{m.Request}, why...)
	}
	s.Note = strings.Join(why, "; ")
	s, err := p.rec.AddSource(s)
	if err != nil {
		return "", err
	}
	p.voices[key] = s.ID
	return s.ID, nil
}

func (p *proposer) chain(x extract.Proposal) []habeas.Hop {
	hops := p.report.Hops()
	if len(hops) == 0 {
		for _, name := range x.Chain {
			if name != "" && name != x.Source {
				hops = append(hops, habeas.Hop{Name: name, Role: "reporter"})
			}
		}
	}
	last := habeas.Hop{Name: OutsideName(p.source), Role: "publisher"}
	if p.source.Protection == habeas.ProtectionOpen {
		last.Source = p.source.ID
	}
	return append(hops, last)
}

// OutsideName is what a source goes by in the claims of others, which may be
// published when it may not be named.
func OutsideName(s habeas.Source) string {
	if s.Protection == habeas.ProtectionOpen {
		return s.Name
	}
	return s.Label
}

// refs points the claim's roles at subjects of the record, so that a place's
// page finds what happened there.
func (p *proposer) refs(c *habeas.Claim, prop habeas.Property) error {
	c.Refs = map[string]habeas.ID{}
	// In one order: places are added by it, and their ids with them.
	for _, role := range []string{"place", "to", "parent", "facility"} {
		kind := habeas.KindPlace
		if role == "facility" {
			kind = habeas.KindFacility
		}
		v := c.Slots[role]
		if v == "" || c.Subject.Kind() == kind && role == "place" || !properName(v) {
			continue
		}
		id, err := p.place(kind, v)
		if err != nil {
			return err
		}
		if id != c.Subject {
			c.Refs[role] = id
		}
	}
	if prop.Key == "kin" && c.Slots["b"] != "" && properName(c.Slots["b"]) {
		id, err := p.person(c.Slots["b"])
		if err != nil {
			return err
		}
		if id != c.Subject {
			c.Object = id
		}
	}
	if len(c.Refs) == 0 {
		c.Refs = nil
	}
	return nil
}

// properName reports whether words name one thing rather than describe it.
func properName(s string) bool {
	for _, r := range s {
		return unicode.IsUpper(r) || !unicode.IsLower(r) && unicode.IsLetter(r)
	}
	return false
}

func Shorten(s string, n int) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) <= n {
		return string(r)
	}
	return strings.TrimSpace(string(r[:n-1])) + "…"
}

// fold makes two spellings of one name or description comparable.
func fold(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

// Slots are the words of slots, trimmed, without those that are empty; nil when
// none is left.
func Slots(words map[string]string) map[string]string {
	out := map[string]string{}
	for k, v := range words {
		if v = strings.TrimSpace(v); v != "" {
			out[k] = v
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}
