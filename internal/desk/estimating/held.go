package estimating

import (
	"strings"

	"github.com/habeas-record/habeas"
)

// fact is what one claim says of somebody being held: where and when, as far as
// it does.
type fact struct {
	at         lies
	from, till string // first and last day it may have been, "" open
	dated      bool
}

// facts are what claims about one mention say, as far as an estimate needs to
// know.
type facts struct {
	held  []fact
	ended []fact // released, died
	lived lies
	from  lies // origin, place of birth
	named bool
	sex   string
	born  string // decade
}

// Properties that say that somebody was held, or that it ended.
var (
	heldBy = map[string]bool{"event.detention": true, "event.mass_detention": true, "event.transfer": true, "event.sentence": true,
		"detention.date": true, "detention.place": true, "detention.facility": true, "sentence": true}
	endedBy = map[string]bool{"event.release": true, "event.death": true, "release.date": true, "death.date": true}
)

// heldIn are the roles of an event that name where somebody was held; in a
// transfer it is both ends.
var heldIn = []string{"facility", "to", "place", "from"}

// add reads a claim.
func (f *facts) add(w *where, c habeas.Claim) error {
	switch c.Property {
	case "name", "name.other":
		f.named = f.named || strings.TrimSpace(c.Statement()) != ""
	case "sex":
		f.sex = only(f.sex, c.Value)
	case "birth.date":
		f.born = only(f.born, decade(c))
	case "residence":
		l, err := w.of(c.Statement(), c.Object)
		f.lived = nearer(f.lived, l)
		return err
	case "origin", "birth.place":
		l, err := w.of(c.Statement(), c.Object)
		f.from = nearer(f.from, l)
		return err
	}
	if !heldBy[c.Property] && !endedBy[c.Property] {
		return nil
	}
	var x fact
	x.from, x.till = habeas.When{EDTF: dateOf(c)}.Days()
	x.dated = x.from != "" || x.till != ""
	if endedBy[c.Property] {
		f.ended = append(f.ended, x)
		return nil
	}
	if c.Property == "detention.place" || c.Property == "detention.facility" {
		var err error
		x.at, err = w.of(c.Statement(), c.Object)
		f.held = append(f.held, x)
		return err
	}
	named := false
	for _, role := range heldIn {
		l, err := w.of(c.Slots[role], c.Refs[role])
		if err != nil {
			return err
		}
		if l != unsaid {
			named, x.at = true, l
			f.held = append(f.held, x)
		}
	}
	if !named {
		f.held = append(f.held, x)
	}
	return nil
}

// dateOf is the time a claim gives, in EDTF.
func dateOf(c habeas.Claim) string {
	if c.When != nil && c.When.EDTF != "" {
		return c.When.EDTF
	}
	if p, _ := habeas.PropertyOf(c.Property); p.Value == habeas.ValueDate {
		return c.Value
	}
	return ""
}

// differ stands for values that contradict each other.
const differ = "\x00"

// only is the one value that is said, or differ.
func only(have, next string) string {
	switch {
	case next == "" || next == have:
		return have
	case have == "":
		return next
	}
	return differ
}

func decade(c habeas.Claim) string {
	from, till := habeas.When{EDTF: dateOf(c)}.Days()
	if len(from) == 10 && len(till) == 10 && from[:3] == till[:3] {
		return from[:3] + "0"
	}
	return ""
}

// nearer is what two claims about a place come to: one that puts it inside is
// enough, and one that can be told outweighs one that cannot.
func nearer(a, b lies) lies {
	rank := [...]int{unsaid: 0, unclear: 1, outside: 2, inside: 3}
	if rank[b] > rank[a] {
		return b
	}
	return a
}

// verdict is what the claims about a person come to.
type verdict uint8

const (
	notThere verdict = iota
	there
	nowhere // nobody says where they were held
	never   // nobody says when
)

// window is a place's time, from its first to its last day.
type window struct{ from, to string }

// verdict decides whether somebody was ever held in the place in the window, and
// the year in which that began, "" where it is not known.
//
// A claim that says both where and when is judged alone. One that says only where
// goes with those that say only when: a list has them in two columns, and of two
// lists each may know one.
func (w window) verdict(fs []*facts, lived bool) (verdict, string) {
	var times, ends []fact
	undated, home, origin := unsaid, unsaid, unsaid
	for _, f := range fs {
		ends = append(ends, f.ended...)
		home, origin = nearer(home, f.lived), nearer(origin, f.from)
	}
	began := first{}
	elsewhere := false
	for _, f := range fs {
		for _, x := range f.held {
			switch {
			case !x.dated:
				undated = nearer(undated, x.at)
			case x.at == unsaid || x.at == unclear:
				times = append(times, x)
				undated = nearer(undated, x.at)
			case x.at == inside && w.reached(x, ends):
				began.add(x)
			default:
				elsewhere = true
			}
		}
	}
	if began.any {
		return there, began.year()
	}
	at := undated
	if lived && (at == unsaid || at == unclear) && !elsewhere {
		if at = home; at == unsaid || at == unclear {
			at = origin
		}
	}
	switch {
	case at == outside || elsewhere && at != inside:
		return notThere, ""
	case at != inside:
		return nowhere, ""
	case len(times) == 0 && elsewhere:
		return notThere, ""
	case len(times) == 0:
		return never, ""
	}
	for _, x := range times {
		if w.reached(x, ends) {
			began.add(x)
		}
	}
	if !began.any {
		return notThere, ""
	}
	return there, began.year()
}

// reached reports whether a time of being held reaches into the window: where any
// day that it may have been lies in it, or where it was before and the first end
// after it that is known, a release or a death, was not. Without such an end
// nobody says that it went on so long.
func (w window) reached(x fact, ends []fact) bool {
	if x.from > w.to {
		return false
	}
	if x.till == "" || x.till >= w.from {
		return true
	}
	end := ""
	for _, e := range ends {
		if e.till >= x.till && (end == "" || e.till < end) {
			end = e.till
		}
	}
	return end >= w.from
}

// first is the first day of several times.
type first struct {
	any        bool
	from, till string
}

func (f *first) add(x fact) {
	if !f.any || x.from < f.from {
		f.from, f.till = x.from, x.till
	}
	f.any = true
}

// year is the one in which all its days lie, "" where they lie in two.
func (f first) year() string {
	if len(f.from) == 10 && len(f.till) == 10 && f.from[:4] == f.till[:4] {
		return f.from[:4]
	}
	return ""
}
