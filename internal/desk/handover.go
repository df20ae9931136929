package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk/leaving"
)

// PreparePacket is what would leave of a person to the audience, and what
// would not.
func (d *Desk) PreparePacket(ctx context.Context, a habeas.Actor, person habeas.ID, to habeas.Audience) (leaving.Packet, error) {
	var p leaving.Packet
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
		if out, err = p.JSON(set.DeskName, h.Who, d.today()); err != nil {
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

// packet passes all that is accepted of a person, and that the actor may read,
// through Release.
func (d *Desk) packet(tx Tx, a habeas.Actor, person habeas.ID, to habeas.Audience) (leaving.Packet, error) {
	none := leaving.Packet{}
	mentions, id, err := tx.Mentions(person)
	if err != nil {
		return none, err
	}
	who, err := tx.Summary(id, habeas.ScopeDesk)
	if errors.Is(err, habeas.ErrNotFound) { // of whom all is sealed
		who, err = habeas.Summary{Person: id}, nil
	}
	if err != nil {
		return none, err
	}
	if ok, err := d.sight(tx, a).person(who); err != nil || !ok {
		return none, firstError(err, habeas.ErrNotFound)
	}
	var ids []habeas.ID
	for _, m := range mentions {
		ids = append(ids, m.ID)
	}
	claims, err := tx.ClaimsAbout(ids...)
	if err != nil {
		return none, err
	}
	claims = slices.DeleteFunc(claims, func(c habeas.Claim) bool { return c.Status != habeas.Accepted })
	if claims, err = d.sight(tx, a).claims(claims); err != nil {
		return none, err
	}
	set, err := tx.Settings()
	if err != nil {
		return none, err
	}
	return leaving.Pack(tx, who, claims, to, leaving.Options{By: a.ID, Now: d.now(), Rules: d.disclosure, Crowd: set.Crowd.InForce()})
}
