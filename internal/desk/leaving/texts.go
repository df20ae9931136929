// Package leaving is what of the record would leave the house: the words of
// claims that the disclosure check looks at, and packets for one recipient. It
// reads what it is given and decides nothing by itself: Release does.
package leaving

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/protect/disclosure"
)

// Record is the record as this package reads it.
type Record interface {
	Releasables(claims []habeas.Claim) ([]habeas.Releasable, error)
	Source(id habeas.ID) (habeas.Source, error)
	ClaimsFrom(source habeas.ID, limit, offset int) ([]habeas.Claim, error)
	Text(id habeas.ID) (habeas.Text, error)
	Summary(person habeas.ID, scope habeas.Scope) (habeas.Summary, error)
}

// Published are the words of all that is published of a source, but for some
// claims.
func Published(rec Record, s habeas.Source, now time.Time, but ...habeas.ID) (texts []disclosure.Text, err error) {
	// Each claim of a source was said by one voice: a reader can lay them side
	// by side, whatever label each carries.
	const some = 500
	for offset := 0; ; offset += some {
		cs, err := rec.ClaimsFrom(s.ID, some, offset)
		if err != nil {
			return nil, err
		}
		for _, other := range cs {
			if !other.Public || other.Status != habeas.Accepted || slices.Contains(but, other.ID) {
				continue
			}
			past, err := Texts(rec, other, habeas.ToPublic, now)
			if err != nil {
				return nil, err
			}
			for i := range past {
				past[i].Past = true
			}
			texts = append(texts, past...)
		}
		if len(cs) < some {
			return texts, nil
		}
	}
}

// Texts are the words of a claim that an audience would see, as Release would let
// them out.
func Texts(rec Record, c habeas.Claim, to habeas.Audience, now time.Time) ([]disclosure.Text, error) {
	rs, err := rec.Releasables([]habeas.Claim{c})
	if err != nil {
		return nil, err
	}
	r := rs[0]
	// As it would stand once a second person published it, embargo past.
	if r.Source.Protection == habeas.ProtectionOpen {
		r.Source.Protection = habeas.ProtectionTeam
	}
	r.Claim.PublishBy, r.Claim.Terms.Embargo, r.Claim.Terms.Check = "", "", habeas.CheckPass
	r.By, r.Check = "another", habeas.CheckPass
	if err := AddVoices(rec, &r); err != nil {
		return nil, err
	}
	shown, err := habeas.Release(r, to, now)
	if err != nil {
		return nil, nil // nothing of it leaves
	}
	named, err := aboutNamed(rec, c)
	if err != nil {
		return nil, err
	}
	var out []disclosure.Text
	add := func(field, lang, words string, ofSource bool) {
		if strings.TrimSpace(words) != "" {
			out = append(out, disclosure.Text{Claim: c.ID, Field: field, Lang: lang, Words: words, OfSource: ofSource, Named: named})
		}
	}
	x := shown.Claim
	add("label", "", shown.SourceWords, true)
	add("value", x.Lang, x.Value, false)
	add("words", x.Lang, x.Words, false)
	add("why no quote", "", x.NoQuote, true)
	for _, k := range slices.Sorted(maps.Keys(x.Slots)) {
		add(k, x.Lang, x.Slots[k], false)
	}
	for _, q := range x.Quotes {
		add("quote", q.Lang, q.Exact, false)
		if x.Report == "" || q.Text == "" {
			continue
		}
		// Its maker published the report: whoever reads the claim can read on.
		v, err := rec.Text(q.Text)
		if err != nil {
			return nil, err
		}
		add("around the quote", v.Lang, paragraph(v.Body, q), false)
	}
	if x.When != nil {
		add("when", x.Lang, x.When.Words, false)
	}
	if x.Quantity != nil {
		add("quantity", x.Lang, x.Quantity.Words, false)
		add("scope", x.Lang, x.Quantity.Scope, false)
	}
	return out, nil
}

// AddVoices looks up the sources that the hops of a claim name.
func AddVoices(rec Record, r *habeas.Releasable) error {
	for _, id := range r.Claim.Voices() {
		voice, err := rec.Source(id)
		if err != nil {
			return err
		}
		r.Voices = append(r.Voices, voice)
	}
	return nil
}

// paragraph is the lines of a text a quote stands in.
func paragraph(text string, q habeas.Quote) string {
	from, to := q.ByteStart, q.ByteEnd
	if from < 0 || to < from || to > len(text) {
		return ""
	}
	from = strings.LastIndexByte(text[:from], '\n') + 1
	if end := strings.IndexByte(text[to:], '\n'); end >= 0 {
		to += end
	} else {
		to = len(text)
	}
	return text[from:to]
}

// aboutNamed reports whether the person a claim is about has a name in the
// record, published or not yet: the name may follow from another source.
func aboutNamed(rec Record, c habeas.Claim) (bool, error) {
	for _, id := range c.Subjects() {
		if id.Kind() != habeas.KindMention {
			continue
		}
		s, err := rec.Summary(habeas.PersonOf(id), habeas.ScopeDesk)
		if err != nil {
			if errors.Is(err, habeas.ErrNotFound) {
				continue
			}
			return false, err
		}
		if s.Name != "" {
			return true, nil
		}
	}
	return false, nil
}
