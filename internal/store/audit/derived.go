package audit

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/habeas-record/habeas"
)

// documents reads the JSON of a table's rows.
func documents[T any](tx Tx, q string) ([]T, error) {
	var out []T
	err := tx.Stream(func(scan func(...any) error) error {
		var doc []byte
		if err := scan(&doc); err != nil {
			return err
		}
		var v T
		err := json.Unmarshal(doc, &v)
		out = append(out, v)
		return err
	}, q)
	return out, err
}

// VerifyDerived works out again which mentions are one person and which claims
// stand in tensions, and compares that with the tables that keep it.
func VerifyDerived(tx Tx, report func(habeas.Fault) error) error {
	v := &verifier{tx: tx, report: report}
	if err := v.persons(); err != nil {
		return err
	}
	tensions, err := documents[habeas.Tension](tx, "SELECT doc FROM tensions")
	if err != nil {
		return v.fault("the tensions", "they cannot be read: %v", err)
	}
	want := map[string]bool{}
	for _, x := range tensions {
		for _, c := range x.Claims {
			want[string(c)+"/"+string(x.ID)] = true
		}
	}
	return Pairs(tx, report, "the claims in tensions", want, "SELECT claim || '/' || tension FROM tension_claims")
}

// persons works out which mentions are one person.
func (v *verifier) persons() error {
	var persons []habeas.ID
	var ms []habeas.Mention
	err := v.tx.Stream(func(scan func(...any) error) error {
		var person habeas.ID
		var doc []byte
		if err := scan(&person, &doc); err != nil {
			return err
		}
		var m habeas.Mention
		err := json.Unmarshal(doc, &m)
		m.Person = person
		ms, persons = append(ms, m), append(persons, person)
		return err
	}, "SELECT person, doc FROM mentions ORDER BY id")
	if err != nil {
		return v.fault("the mentions", "they cannot be read: %v", err)
	}
	links, err := documents[habeas.Link](v.tx, "SELECT doc FROM links")
	if err != nil {
		return v.fault("the link decisions", "they cannot be read: %v", err)
	}
	slices.SortFunc(links, func(a, b habeas.Link) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	is := habeas.Components(ms, links)
	for i, m := range ms {
		if persons[i] != is[m.ID] {
			if err := v.fault("mention/"+string(m.ID), "it is said to be person %s, and the link decisions make it %s", persons[i], is[m.ID]); err != nil {
				return err
			}
		}
	}
	return nil
}

// Pairs compares what a table keeps with what it should.
func Pairs(tx Tx, report func(habeas.Fault) error, where string, want map[string]bool, q string) error {
	fault := func(format, pair string) error {
		return report(habeas.Fault{Where: where, What: fmt.Sprintf(format, pair)})
	}
	err := tx.Stream(func(scan func(...any) error) error {
		var have string
		if err := scan(&have); err != nil {
			return err
		}
		if !want[have] {
			if err := fault("%s does not belong there", have); err != nil {
				return err
			}
		}
		delete(want, have)
		return nil
	}, q)
	if err != nil {
		return fmt.Errorf("reading %s: %w", where, err)
	}
	for _, w := range slices.Sorted(maps.Keys(want)) {
		if err := fault("%s is missing", w); err != nil {
			return err
		}
	}
	return nil
}

// Evidence returns the hash of every piece of evidence that the record speaks
// of, with one thing that does.
func (l *Log) Evidence() (map[string]string, error) {
	out := map[string]string{}
	reports, err := documents[habeas.Report](l.Tx, "SELECT doc FROM reports")
	if err != nil {
		return nil, fmt.Errorf("reading what evidence there is: %w", err)
	}
	for _, r := range reports {
		if r.SHA256 != "" {
			out[r.SHA256] = "report/" + string(r.ID)
		}
	}
	editions, err := documents[habeas.Edition](l.Tx, "SELECT doc FROM editions")
	if err != nil {
		return nil, fmt.Errorf("reading what evidence there is: %w", err)
	}
	for _, e := range editions {
		if e.SHA256 != "" {
			out[e.SHA256] = fmt.Sprintf("edition/%s/%d", e.List, e.N)
		}
	}
	return out, nil
}
