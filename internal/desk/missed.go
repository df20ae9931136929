package desk

import (
	"context"
	"math"
	"strings"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk/propose"
	"github.com/habeas-record/habeas/internal/extract"
)

// AddMissed adds a claim the proposals did not have: the words marked in the
// text, and what they say. It is as quick as accepting one: what the edit
// leaves out, the claims around the words supply.
func (d *Desk) AddMissed(ctx context.Context, a habeas.Actor, text habeas.ID, start, end int, e Edit) (habeas.Claim, error) {
	var c habeas.Claim
	err := d.update(ctx, a, habeas.Decide, func(tx Tx) error {
		t, err := tx.Text(text)
		if err != nil {
			return err
		}
		r, err := tx.Report(t.Report)
		if err != nil {
			return err
		}
		if err := d.authorise(a, habeas.ReadItem, r.Item()); err != nil {
			return err
		}
		q, err := t.Anchor(start, end)
		if err != nil {
			return err
		}
		c = habeas.Claim{ID: d.newID(habeas.KindClaim), Report: r.ID, Quotes: []habeas.Quote{q}, Chain: r.Hops()}
		p, ok := habeas.PropertyOf(e.Property)
		if !ok {
			return habeas.Invalid("choose one from the list", "nobody has said what the words say")
		}
		all, err := tx.ClaimsIn(r.ID)
		if err != nil {
			return err
		}
		if all, err = d.sight(tx, a).claims(all); err != nil {
			return err
		}
		filled := neighboursOf(r, t, q, all).fill(e, p)
		if filled.Lang == "" {
			filled.Lang = t.Lang
		}
		c.Lang = filled.Lang
		if err := d.apply(tx, a, &c, filled); err != nil {
			return err
		}
		if err := d.addAccepted(tx, a, c, "added by hand"); err != nil {
			return err
		}
		return d.afterChange(tx, c)
	})
	return c, err
}

// neighbours is what the claims around a marked place say of it: a claim added
// in one step takes its source and its subject from there, for the person who
// adds it to confirm or change.
type neighbours struct {
	report habeas.Report
	quote  habeas.Quote
	claims []habeas.Claim // live, quoting the same text version
	within span           // the sentence the place lies in
	line   span           // the paragraph
}

type span struct{ from, till int }

func (s span) overlaps(t span) bool { return s.from < t.till && t.from < s.till }

// gap is how many runes lie between two spans.
func (s span) gap(t span) int { return max(0, s.from-t.till, t.from-s.till) }

func neighboursOf(r habeas.Report, t habeas.Text, q habeas.Quote, all []habeas.Claim) neighbours {
	at := span{q.Start, q.End}
	n := neighbours{report: r, quote: q, within: at, line: lineOf(t.Body, at)}
	for _, s := range extract.Sentences(t.Body, spoken(t.Lang)) {
		if x := (span{s.Start, s.End}); x.overlaps(at) {
			n.within = span{min(n.within.from, x.from), max(n.within.till, x.till)}
		}
	}
	for _, c := range all {
		live := c.Status == habeas.Accepted || c.Status == habeas.Proposed || c.Status == habeas.Unsure
		if live && len(c.Quotes) > 0 && c.Quotes[0].Text == t.ID {
			n.claims = append(n.claims, c)
		}
	}
	return n
}

// lineOf is the paragraph a span lies in, without the line ends around it.
func lineOf(body string, at span) span {
	runes := []rune(body)
	for at.from > 0 && runes[at.from-1] != '\n' {
		at.from--
	}
	for at.till < len(runes) && runes[at.till] != '\n' {
		at.till++
	}
	return at
}

// nearest is the claim that lies nearest to the place, inside a span, among
// those that fit.
func (n neighbours) nearest(inside span, fits func(habeas.Claim) bool) (habeas.Claim, bool) {
	at := span{n.quote.Start, n.quote.End}
	best, found := habeas.Claim{}, false
	gap := 0
	for _, c := range n.claims {
		x := span{c.Quotes[0].Start, c.Quotes[0].End}
		if g := x.gap(at); x.overlaps(inside) && fits(c) && (!found || g < gap) {
			best, gap, found = c, g, true
		}
	}
	return best, found
}

// fill completes a quick edit of a missed claim.
func (n neighbours) fill(e Edit, p habeas.Property) Edit {
	if e.Words == "" {
		e.Words = n.quote.Exact
	}
	if e.Source == "" && e.NewSource == nil {
		e.Source = n.source()
	}
	if e.Subject == "" && strings.TrimSpace(e.New.Label) == "" {
		e.Subject, e.New = n.subject(p)
	}
	switch {
	case p.Value == habeas.ValueDate && e.When == "" && e.EDTF == "":
		e.When = e.Words
	case p.Value == habeas.ValueName && e.Value == "":
		e.Value = e.Words
	case p.Value == habeas.ValueQuantity && e.Quantity == nil:
		e.Quantity = &habeas.Quantity{Words: e.Words}
	}
	return e
}

// source is the voice of the sentence, else of the paragraph, else whoever
// made the report.
func (n neighbours) source() habeas.ID {
	any := func(habeas.Claim) bool { return true }
	for _, inside := range []span{n.within, n.line} {
		if c, ok := n.nearest(inside, any); ok {
			return c.Source
		}
	}
	return n.report.Source
}

// subject is what the nearest claim is about, if the property can be said of
// that; otherwise a new one named by the words.
func (n neighbours) subject(p habeas.Property) (habeas.ID, NewSubject) {
	fits := func(c habeas.Claim) bool {
		return c.Subject.Kind() != habeas.KindReport && p.Fits(c.Subject.Kind())
	}
	label := propose.Shorten(n.quote.Exact, 120)
	if p.Key == "name" {
		return "", NewSubject{Kind: habeas.KindMention, Label: label}
	}
	if c, ok := n.nearest(n.within, fits); ok {
		return c.Subject, NewSubject{}
	}
	if p.Fits(habeas.KindReport) {
		return n.report.ID, NewSubject{}
	}
	if p.Event() {
		return "", NewSubject{Kind: habeas.KindEvent, Label: label}
	}
	if c, ok := n.nearest(span{0, math.MaxInt}, fits); ok {
		return c.Subject, NewSubject{}
	}
	return "", NewSubject{Kind: p.Kinds[0], Label: label}
}
