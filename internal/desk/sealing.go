package desk

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/protect/seal"
)

// Identity is who a source is, as it is sealed.
type Identity = seal.Identity

// LeastCustodians is how many have to come together to open a box.
const LeastCustodians = seal.Custodians

// SealIdentity seals who a source is, over what its box held before, and forgets
// it: nobody at the desk reads it again.
func (d *Desk) SealIdentity(ctx context.Context, a habeas.Actor, source habeas.ID, id Identity) error {
	return d.update(ctx, a, habeas.EditSource, func(tx Tx) error {
		s, err := d.readSource(tx, a, source)
		if err != nil {
			return err
		}
		set, err := tx.Settings()
		if err != nil {
			return err
		}
		if len(set.Custodians) < seal.Custodians {
			return habeas.Invalid("ask two people with the role of custodian to add their keys first", "there are not two custodians to seal it to")
		}
		box, err := seal.Box(id, set.Custodians)
		if err != nil {
			return habeas.Invalid("shorten the note", "%v", err)
		}
		s.Box = seal.Text(box)
		return tx.PutSource(s)
	})
}

// emptyBox is the box of a source nothing is written of yet; "" for sources that
// are public, and where there are no custodians.
func (d *Desk) emptyBox(tx Tx, s habeas.Source) (string, error) {
	if s.Protection == habeas.ProtectionOpen {
		return "", nil
	}
	set, err := tx.Settings()
	if err != nil || len(set.Custodians) < seal.Custodians {
		return "", err
	}
	box, err := seal.Box(Identity{}, set.Custodians)
	return seal.Text(box), err
}

// Sealing is the custody of sources: who holds the keys, how that changed, and who took boxes
// out to open them.
type Sealing struct {
	Custodians []habeas.Custodian
	Changes    []habeas.SettingsChange // newest first, those that changed the custodians
	Opened     []habeas.Custody        // boxes taken out
	Boxes      int
}

// Fingerprint is a short name of a custodian's key.
func Fingerprint(recipient string) string { return seal.Fingerprint(recipient) }

// Sealing returns it, to custodians.
func (d *Desk) Sealing(ctx context.Context, a habeas.Actor) (out Sealing, err error) {
	err = d.view(ctx, a, habeas.OpenIdentity, func(tx Tx) error {
		set, err := tx.Settings()
		if err != nil {
			return err
		}
		out = Sealing{Custodians: set.Custodians}
		all, err := tx.SettingsHistory()
		if err != nil {
			return err
		}
		for i, c := range all {
			var before []habeas.Custodian
			if i+1 < len(all) {
				before = all[i+1].Settings.Custodians
			}
			if !slices.Equal(c.Settings.Custodians, before) {
				out.Changes = append(out.Changes, c)
			}
		}
		if out.Opened, err = tx.Opened(habeas.OpenIdentity, 50); err != nil {
			return err
		}
		ss, err := tx.SealedSources()
		out.Boxes = len(ss)
		return err
	})
	return out, err
}

// AddCustodian adds a custodian's key. Boxes made before are not sealed to it.
func (d *Desk) AddCustodian(ctx context.Context, a habeas.Actor, name, recipient string) error {
	name, recipient = strings.Join(strings.Fields(name), " "), strings.TrimSpace(recipient)
	if name == "" || utf8.RuneCountInString(name) > 64 {
		return habeas.Invalid("write a name of at most 64 letters", "the custodian has no usable name")
	}
	if err := seal.CheckRecipient(recipient); err != nil {
		return habeas.Invalid("make one with habeas keys new on the custodian's own machine", "%v", err)
	}
	return d.changeCustodians(ctx, a, func(cs []habeas.Custodian) ([]habeas.Custodian, error) {
		if slices.ContainsFunc(cs, func(c habeas.Custodian) bool { return c.Recipient == recipient }) {
			return nil, habeas.Invalid("each custodian makes a key", "that key is a custodian's already")
		}
		if len(cs) == 20 {
			return nil, habeas.Invalid("remove one first", "there are 20 custodians")
		}
		return append(cs, habeas.Custodian{Name: name, Recipient: recipient, Added: d.today()}), nil
	})
}

// RemoveCustodian takes a key out of what boxes are sealed to from now on.
func (d *Desk) RemoveCustodian(ctx context.Context, a habeas.Actor, fingerprint string) error {
	return d.changeCustodians(ctx, a, func(cs []habeas.Custodian) ([]habeas.Custodian, error) {
		kept := slices.DeleteFunc(cs, func(c habeas.Custodian) bool { return seal.Fingerprint(c.Recipient) == fingerprint })
		if len(kept) == len(cs) {
			return nil, habeas.Invalid("open the page again", "that custodian is gone")
		}
		return kept, nil
	})
}

func (d *Desk) changeCustodians(ctx context.Context, a habeas.Actor, change func([]habeas.Custodian) ([]habeas.Custodian, error)) error {
	return d.update(ctx, a, habeas.ManageCustodians, func(tx Tx) error {
		s, err := tx.Settings()
		if err != nil {
			return err
		}
		if s.Custodians, err = change(slices.Clone(s.Custodians)); err != nil {
			return err
		}
		return tx.PutSettings(s, a.ID, d.now())
	})
}

// TakeOutBoxes hands a custodian the boxes of all sources, or of those named, to
// be opened on another machine with two keys. It is written down with the reason.
func (d *Desk) TakeOutBoxes(ctx context.Context, a habeas.Actor, reason string, sources ...habeas.ID) (lines []string, err error) {
	reason = strings.Join(strings.Fields(reason), " ")
	if reason == "" || utf8.RuneCountInString(reason) > 500 {
		if err := d.authorise(a, habeas.OpenIdentity, habeas.Item{}); err != nil {
			return nil, err
		}
		return nil, habeas.Invalid("say in a sentence why, for the record", "boxes are not taken out without a reason")
	}
	err = d.update(ctx, a, habeas.OpenIdentity, func(tx Tx) error {
		ss, err := tx.SealedSources()
		if err != nil {
			return err
		}
		lines = nil
		for _, s := range ss {
			if len(sources) > 0 && !slices.Contains(sources, s.ID) {
				continue
			}
			if err := tx.AddCustody(habeas.Custody{Item: s.ID, Act: habeas.OpenIdentity, By: a.ID, At: d.now(), Reason: reason}); err != nil {
				return err
			}
			label := strings.Map(func(r rune) rune {
				if r < ' ' {
					return ' '
				}
				return r
			}, s.Label)
			lines = append(lines, string(s.ID)+"\t"+label+"\t"+s.Box)
		}
		if len(lines) == 0 {
			return habeas.Invalid("sources described from now on get one", "there is no box to take out")
		}
		return nil
	})
	return lines, err
}
