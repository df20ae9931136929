package desk

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
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

// PreparePacket is what would leave of a person to the audience, and what
// would not.
func (d *Desk) PreparePacket(ctx context.Context, a habeas.Actor, person habeas.ID, to habeas.Audience) (Packet, error) {
	var p Packet
	err := d.view(ctx, a, habeas.HandOver, func(tx Tx) (err error) {
		p, err = d.packet(tx, a, person, to)
		return err
	})
	return p, err
}

// Handing says who received a packet and what for, in words.
type Handing struct{ Who, Why string }

// HandOver lets out what the record holds of a person for one audience, as
// JSON, and keeps with the person and with each claim who received it: whoever
// takes back a consent is told whom it went to.
func (d *Desk) HandOver(ctx context.Context, a habeas.Actor, person habeas.ID, to habeas.Audience, h Handing) ([]byte, error) {
	h.Who, h.Why = strings.TrimSpace(h.Who), strings.TrimSpace(h.Why)
	var out []byte
	err := d.update(ctx, a, habeas.HandOver, func(tx Tx) error {
		p, err := d.packet(tx, a, person, to)
		if err != nil {
			return err
		}
		switch {
		case to == habeas.ToPublic:
			return habeas.Invalid("publish them instead", "what is for everybody is not handed over")
		case h.Who == "":
			return habeas.Invalid("write the name of the office or the person", "nobody is named who receives it")
		case h.Why == "":
			return habeas.Invalid("write a few words why", "the reason is missing")
		case len(p.Claims) == 0:
			return habeas.Invalid("ask the sources, and note what they allow", "nothing may leave for this recipient and purpose")
		}
		set, err := tx.Settings()
		if err != nil {
			return err
		}
		if out, err = p.encode(set.DeskName, h.Who, d.today()); err != nil {
			return err
		}
		sum := sha256.Sum256(out)
		about := habeas.Custody{Act: habeas.HandOver, By: a.ID, At: d.now(), Item: p.Person.Person,
			Reason: fmt.Sprintf("%s, %s: %s (%d claims, SHA-256 %s)", to, h.Who, h.Why, len(p.Claims), hex.EncodeToString(sum[:]))}
		if err := tx.AddCustody(about); err != nil {
			return err
		}
		for _, c := range p.Claims {
			about.Item, about.Reason = c.Claim.ID, fmt.Sprintf("%s, %s", to, h.Who)
			if err := tx.AddCustody(about); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// HandedOver is to whom the claims were handed before, the oldest first.
func (d *Desk) HandedOver(ctx context.Context, a habeas.Actor, claims ...habeas.ID) ([]habeas.Custody, error) {
	var out []habeas.Custody
	err := d.view(ctx, a, habeas.ReadSource, func(tx Tx) error {
		out = nil
		for _, id := range claims {
			if _, err := d.readClaim(tx, a, id); err != nil {
				return err
			}
			cs, err := tx.Custody(id)
			if err != nil {
				return err
			}
			out = append(out, slices.DeleteFunc(cs, func(c habeas.Custody) bool { return c.Act != habeas.HandOver })...)
		}
		return nil
	})
	return out, err
}

// packet passes all that is accepted of a person through Release.
func (d *Desk) packet(tx Tx, a habeas.Actor, person habeas.ID, to habeas.Audience) (Packet, error) {
	p := Packet{To: to, Kept: map[Kept]int{}}
	mentions, id, err := tx.Mentions(person)
	if err != nil {
		return p, err
	}
	p.Person, err = tx.Summary(id, habeas.ScopeDesk)
	if errors.Is(err, habeas.ErrNotFound) { // of whom all is sealed
		p.Person, err = habeas.Summary{Person: id}, nil
	}
	if err != nil {
		return p, err
	}
	if ok, err := d.sight(tx, a).person(p.Person); err != nil || !ok {
		return p, firstError(err, habeas.ErrNotFound)
	}
	var ids []habeas.ID
	for _, m := range mentions {
		ids = append(ids, m.ID)
	}
	claims, err := tx.ClaimsAbout(ids...)
	if err != nil {
		return p, err
	}
	claims = slices.DeleteFunc(claims, func(c habeas.Claim) bool { return c.Status != habeas.Accepted })
	if claims, err = d.sight(tx, a).claims(claims); err != nil {
		return p, err
	}
	rs, err := tx.Releasables(claims)
	if err != nil {
		return p, err
	}
	checks, err := d.checkTogether(tx, rs, to)
	if err != nil {
		return p, err
	}
	for _, r := range rs {
		if err := addVoices(tx, &r); err != nil {
			return p, err
		}
		r.By, r.Check = a.ID, checks[r.Source.ID]
		rel, err := habeas.Release(r, to, d.now())
		if err != nil {
			p.Kept[whyKept(r, to, d.now())]++
			continue
		}
		p.Claims = append(p.Claims, rel)
	}
	return p, nil
}

// checkTogether is what the disclosure check finds, for each source that stays
// unnamed, of all that would go to the audience and all that is published of it.
func (d *Desk) checkTogether(tx Tx, rs []habeas.Releasable, to habeas.Audience) (map[habeas.ID]habeas.Check, error) {
	set, err := tx.Settings()
	if err != nil {
		return nil, err
	}
	texts, going, sources := map[habeas.ID][]disclosure.Text{}, map[habeas.ID][]habeas.ID{}, map[habeas.ID]habeas.Source{}
	for _, r := range rs {
		if r.Source.Public() || r.Nameable(to) {
			continue
		}
		words, err := d.leavingTexts(tx, r.Claim, to)
		if err != nil {
			return nil, err
		}
		id := r.Source.ID
		texts[id], going[id], sources[id] = append(texts[id], words...), append(going[id], r.Claim.ID), r.Source
	}
	out := map[habeas.ID]habeas.Check{}
	for id, words := range texts {
		past, err := d.publishedTexts(tx, sources[id], going[id]...)
		if err != nil {
			return nil, err
		}
		out[id] = d.disclosure.Assess(d.disclosure.Find(append(words, past...)), set.Crowd.InForce()).Verdict
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

// encode writes the packet as whoever receives it reads it: what was said, when
// and where, who said so as far as they may be told, and on what grounds.
func (p Packet) encode(desk, who string, day time.Time) ([]byte, error) {
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
		Format  string            `json:"format"`
		Desk    string            `json:"desk"`
		To      habeas.Recipient  `json:"to"`
		For     habeas.Purpose    `json:"for"`
		Who     string            `json:"received_by"`
		Day     string            `json:"day"`
		Person  habeas.ID         `json:"person"`
		Claims  []claim           `json:"claims"`
		KeptOut int               `json:"kept_back"`
		Terms   string            `json:"terms"`
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
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(out)
	return b.Bytes(), err
}
