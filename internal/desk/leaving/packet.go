package leaving

import (
	"bytes"
	"encoding/json"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/protect/disclosure"
)

// Kept says why a claim stays in the house when others are handed over.
type Kept string

// The reasons, the first that holds.
const (
	KeptConsent Kept = "consent" // its source has not agreed to this audience
	KeptCheck   Kept = "check"   // with the rest it would point to its source
	KeptSecond  Kept = "second"  // who hands it over accepted it, and it needs two people
	KeptClosed  Kept = "closed"  // sealed, embargoed, or nothing is left of it without its source
)

// KeptReasons lists them in the order pages show them.
var KeptReasons = []Kept{KeptConsent, KeptCheck, KeptSecond, KeptClosed}

// Packet is what the record lets out of one person to one audience.
type Packet struct {
	Person habeas.Summary
	To     habeas.Audience
	Claims []habeas.Released
	Kept   map[Kept]int
}

// Options are who hands a packet over, when, and by which rules it is checked.
type Options struct {
	By    habeas.ID
	Now   time.Time
	Rules *disclosure.Rules
	Crowd habeas.Crowd
}

// Pack passes claims about a person through Release for the audience.
func Pack(rec Record, person habeas.Summary, claims []habeas.Claim, to habeas.Audience, o Options) (Packet, error) {
	p := Packet{Person: person, To: to, Kept: map[Kept]int{}}
	rs, err := rec.Releasables(claims)
	if err != nil {
		return p, err
	}
	checks, err := checkTogether(rec, rs, to, o)
	if err != nil {
		return p, err
	}
	for _, r := range rs {
		if err := AddVoices(rec, &r); err != nil {
			return p, err
		}
		r.By, r.Check = o.By, checks[r.Source.ID]
		rel, err := habeas.Release(r, to, o.Now)
		if err != nil {
			p.Kept[whyKept(r, to, o.Now)]++
			continue
		}
		p.Claims = append(p.Claims, rel)
	}
	return p, nil
}

// checkTogether is what the disclosure check finds, for each source that stays
// unnamed, of all that would go to the audience and all that is published of it.
func checkTogether(rec Record, rs []habeas.Releasable, to habeas.Audience, o Options) (map[habeas.ID]habeas.Check, error) {
	texts, going, sources := map[habeas.ID][]disclosure.Text{}, map[habeas.ID][]habeas.ID{}, map[habeas.ID]habeas.Source{}
	for _, r := range rs {
		if r.Source.Public() || r.Nameable(to) {
			continue
		}
		words, err := Texts(rec, r.Claim, to, o.Now)
		if err != nil {
			return nil, err
		}
		id := r.Source.ID
		texts[id], going[id], sources[id] = append(texts[id], words...), append(going[id], r.Claim.ID), r.Source
	}
	out := map[habeas.ID]habeas.Check{}
	for id, words := range texts {
		past, err := Published(rec, sources[id], o.Now, going[id]...)
		if err != nil {
			return nil, err
		}
		out[id] = o.Rules.Assess(o.Rules.Find(append(words, past...)), o.Crowd).Verdict
	}
	return out, nil
}

// whyKept is why Release let a claim not out to the audience.
func whyKept(r habeas.Releasable, to habeas.Audience, today time.Time) Kept {
	published := r.Report != nil && r.Report.Access == habeas.AccessPublic
	asked := r
	asked.By = "another"
	_, second := habeas.Release(asked, to, today)
	switch {
	case !r.Source.Public() && !published && !r.Allowed(to).Allows(habeas.ConsentAnonymised):
		return KeptConsent
	case !r.Source.Public() && !r.Nameable(to) && r.Check == habeas.CheckStop:
		return KeptCheck
	case r.By == r.Claim.AcceptBy && second == nil:
		return KeptSecond
	}
	return KeptClosed
}

// JSON writes the packet as whoever receives it reads it: what was said, when
// and where, who said so as far as they may be told, and on what grounds.
func (p Packet) JSON(desk, who string, day time.Time) ([]byte, error) {
	type quote struct {
		Exact string `json:"exact"`
		Lang  string `json:"lang,omitempty"`
	}
	type hop struct {
		Name string `json:"name"`
		Role string `json:"role"`
	}
	type claim struct {
		ID       habeas.ID         `json:"id"`
		Property string            `json:"property"`
		Says     string            `json:"says"`
		Value    string            `json:"value,omitempty"`
		Slots    map[string]string `json:"slots,omitempty"`
		When     string            `json:"when,omitempty"` // EDTF
		Lang     string            `json:"lang,omitempty"`
		Hedge    string            `json:"hedge,omitempty"`
		Source   string            `json:"source"`
		Named    bool              `json:"named"`
		Grade    habeas.Grade      `json:"grade,omitempty"`
		Quotes   []quote           `json:"quotes,omitempty"`
		Chain    []hop             `json:"chain,omitempty"`
	}
	kept := 0
	for _, n := range p.Kept {
		kept += n
	}
	out := struct {
		Format  string           `json:"format"`
		Desk    string           `json:"desk"`
		To      habeas.Recipient `json:"to"`
		For     habeas.Purpose   `json:"for"`
		Who     string           `json:"received_by"`
		Day     string           `json:"day"`
		Person  habeas.ID        `json:"person"`
		Claims  []claim          `json:"claims"`
		KeptOut int              `json:"kept_back"`
		Terms   string           `json:"terms"`
	}{"habeas packet 1", desk, p.To.To, p.To.For, who, day.Format(time.DateOnly), p.Person.Person, nil, kept,
		"Given for this recipient and purpose alone. Whoever told us may take it back: ask the desk before it is used again."}
	for _, r := range p.Claims {
		c := claim{ID: r.Claim.ID, Property: r.Claim.Property, Says: r.Claim.Statement(), Value: r.Claim.Value, Slots: r.Claim.Slots, Lang: r.Claim.Lang,
			Hedge: r.Claim.Hedge, Source: r.SourceWords, Named: r.Named, Grade: r.Grade}
		if r.Claim.When != nil {
			c.When = r.Claim.When.EDTF
		}
		for _, q := range r.Claim.Quotes {
			c.Quotes = append(c.Quotes, quote{q.Exact, q.Lang})
		}
		for _, h := range r.Claim.Chain {
			c.Chain = append(c.Chain, hop{h.Name, h.Role})
		}
		out.Claims = append(out.Claims, c)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	// < and > are written as \u003c and \u003e: read as a page, it is none.
	e.SetIndent("", "  ")
	err := e.Encode(out)
	return b.Bytes(), err
}
