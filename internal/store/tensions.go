package store

import (
	"crypto/sha256"
	"errors"
	"fmt"

	"bytes"
	"github.com/habeas-record/habeas"
)

// PutTension adds t, or settles the one with the same key; one found by rule
// never reopens a settled one.
func (t *Tx) PutTension(x habeas.Tension) error {
	old, err := doc[habeas.Tension](t, "SELECT doc FROM tensions WHERE key = $1", x.Key())
	switch {
	case errors.Is(err, habeas.ErrNotFound):
		return t.addTension(x)
	case err != nil:
		return fmt.Errorf("reading tension %s: %w", x.ID, err)
	case x.By == "":
		return nil
	}
	x.ID, x.Subject = old.ID, old.Subject
	_, err = t.exec("UPDATE tensions SET resolution = $1, found = 0, doc = $2 WHERE id = $3", x.Resolution, encode(x), x.ID)
	if err != nil {
		return fmt.Errorf("settling tension %s: %w", x.ID, err)
	}
	t.Record("tension", x.ID)
	return nil
}

func (t *Tx) addTension(x habeas.Tension) error {
	if x.ID == "" {
		// The same claims give the same tension the same id wherever it is
		// found, and found again.
		sum := sha256.Sum256([]byte(x.Key()))
		x.ID = habeas.NewIDFrom(bytes.NewReader(sum[:]), habeas.KindTension)
	}
	_, err := t.exec("INSERT INTO tensions (id, key, subject, resolution, found, doc) VALUES ($1, $2, $3, $4, $5, $6)",
		x.ID, x.Key(), x.Subject, x.Resolution, truth(x.By == ""), encode(x))
	for _, c := range x.Claims {
		if err == nil {
			_, err = t.exec("INSERT INTO tension_claims (claim, tension) VALUES ($1, $2)", c, x.ID)
		}
	}
	if err != nil {
		return fmt.Errorf("adding tension %s: %w", x.ID, err)
	}
	t.Record("tension", x.ID)
	return nil
}

// Tension returns a tension.
func (t *Tx) Tension(id habeas.ID) (habeas.Tension, error) {
	x, err := doc[habeas.Tension](t, "SELECT doc FROM tensions WHERE id = $1", id)
	if err != nil {
		return x, fmt.Errorf("tension %s: %w", id, err)
	}
	return x, nil
}

// TensionsOf returns the tensions any of the claims stands in, each once.
func (t *Tx) TensionsOf(claims ...habeas.ID) (out []habeas.Tension, err error) {
	seen := map[habeas.ID]bool{}
	err = chunks(claims, func(some []habeas.ID) error {
		list, args := in(1, some)
		xs, err := all(t, scanDoc[habeas.Tension], "SELECT x.doc FROM tensions x WHERE x.id IN (SELECT tension FROM tension_claims WHERE claim IN "+list+") ORDER BY x.id", args...)
		for _, x := range xs {
			if !seen[x.ID] {
				seen[x.ID] = true
				out = append(out, x)
			}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading tensions: %w", err)
	}
	return out, nil
}

// OpenTensions returns those whose claims still stand against each other, the
// ones nobody has looked at first.
func (t *Tx) OpenTensions(limit, offset int) (out []habeas.Tension, total int, err error) {
	if err := t.one(into(&total), "SELECT count(*) FROM tensions WHERE resolution IN ('', 'left open')"); err != nil {
		return nil, 0, fmt.Errorf("counting tensions: %w", err)
	}
	l, o := page(limit, offset)
	out, err = all(t, scanDoc[habeas.Tension], "SELECT doc FROM tensions WHERE resolution IN ('', 'left open') ORDER BY resolution, id LIMIT $1 OFFSET $2", l, o)
	if err != nil {
		return nil, 0, fmt.Errorf("reading tensions: %w", err)
	}
	return out, total, nil
}

// RefreshTensions finds the tensions of a subject again by rule. A mention's
// are those of its whole person.
func (t *Tx) RefreshTensions(subject habeas.ID) error {
	subjects := []habeas.ID{subject}
	if subject.Kind() == habeas.KindMention || subject.Kind() == habeas.KindPerson {
		ms, current, err := t.Mentions(habeas.PersonOf(subject))
		if err != nil {
			return err
		}
		subject, subjects = current, nil
		for _, m := range ms {
			subjects = append(subjects, m.ID)
		}
	}
	claims, err := t.ClaimsAbout(subjects...)
	if err != nil {
		return err
	}
	current := map[string]bool{}
	for _, x := range habeas.FindTensions(subject, claims) {
		current[x.Key()] = true
		if err := t.PutTension(x); err != nil {
			return err
		}
	}
	ids := make([]habeas.ID, len(claims))
	for i, c := range claims {
		ids[i] = c.ID
	}
	held, err := t.TensionsOf(ids...)
	if err != nil {
		return err
	}
	for _, x := range held {
		// Another subject's tensions are left alone, unless that subject has
		// become part of this person.
		mine := x.Subject == subject || x.Subject.Kind() == habeas.KindPerson && subject.Kind() == habeas.KindPerson
		if !mine || x.By != "" || x.Resolution != habeas.TensionOpen || current[x.Key()] {
			continue
		}
		_, err := t.exec("DELETE FROM tension_claims WHERE tension = $1", x.ID)
		if err == nil {
			_, err = t.exec("DELETE FROM tensions WHERE id = $1", x.ID)
		}
		if err != nil {
			return fmt.Errorf("removing tension %s: %w", x.ID, err)
		}
		t.Record("tension", x.ID)
	}
	return nil
}
