package desk

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/protect/disclosure"
)

// Assessment is what the disclosure check found.
type Assessment = disclosure.Assessment

// assess asks what a claim, published on these terms, and everything already
// published from the same source tell together about the source. needed is
// false where the source is no person: nobody is to be given away. A source
// that may be named is assessed as if it might not, so that it is known what
// may stay when that changes.
func (d *Desk) assess(tx Tx, set habeas.Settings, c habeas.Claim, t habeas.Terms) (a Assessment, needed bool, err error) {
	s, err := tx.Source(c.Source)
	if err != nil || s.Public() {
		return a, false, err
	}
	c.Terms, c.Public, c.Status = t, true, habeas.Accepted
	texts, err := d.leavingTexts(tx, c, habeas.ToPublic)
	if err != nil {
		return a, true, err
	}
	past, err := d.publishedTexts(tx, s, c.ID)
	if err != nil {
		return a, true, err
	}
	a = d.disclosure.Assess(d.disclosure.Find(append(texts, past...)), set.Crowd.InForce())
	if a.Verdict == habeas.CheckStop && (habeas.Releasable{Claim: c, Source: s}).Allowed(habeas.ToPublic).Allows(habeas.ConsentNamed) {
		a.Verdict = habeas.CheckSecond // who agreed to be named may be recognised
	}
	return a, true, nil
}

// publishedTexts are the words of all that is published of a source, but for
// some claims.
func (d *Desk) publishedTexts(tx Tx, s habeas.Source, but ...habeas.ID) (texts []disclosure.Text, err error) {
	// Each claim of a source was said by one voice: a reader can lay them side
	// by side, whatever label each carries.
	const some = 500
	for offset := 0; ; offset += some {
		cs, err := tx.ClaimsFrom(s.ID, some, offset)
		if err != nil {
			return nil, err
		}
		for _, other := range cs {
			if !other.Public || other.Status != habeas.Accepted || slices.Contains(but, other.ID) {
				continue
			}
			past, err := d.leavingTexts(tx, other, habeas.ToPublic)
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

// leavingTexts are the words of a claim that an audience would see, as Release
// would let them out.
func (d *Desk) leavingTexts(tx Tx, c habeas.Claim, to habeas.Audience) ([]disclosure.Text, error) {
	rs, err := tx.Releasables([]habeas.Claim{c})
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
	if err := addVoices(tx, &r); err != nil {
		return nil, err
	}
	shown, err := habeas.Release(r, to, d.now())
	if err != nil {
		return nil, nil // nothing of it leaves; mayLeave says why
	}
	named, err := d.aboutNamed(tx, c)
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
		v, err := tx.Text(q.Text)
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

// addVoices looks up the sources that the hops of a claim name.
func addVoices(tx Tx, r *habeas.Releasable) error {
	for _, id := range r.Claim.Voices() {
		voice, err := tx.Source(id)
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
func (d *Desk) aboutNamed(tx Tx, c habeas.Claim) (bool, error) {
	for _, id := range c.Subjects() {
		if id.Kind() != habeas.KindMention {
			continue
		}
		s, err := tx.Summary(habeas.PersonOf(id), habeas.ScopeDesk)
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

// stopped is the refusal of a claim that would give its source away.
func stopped(a Assessment) error {
	var told []string
	for i, f := range a.Findings {
		if i == 6 {
			told = append(told, "…")
			break
		}
		told = append(told, fmt.Sprintf("%s (%s)", f.Kind, f.Words))
	}
	hint := "publish less of what it told, in wider words, or ask the source whether it may be named"
	return habeas.Refused(hint, "together with what is published of the same source this would point to the source: %s", strings.Join(told, ", "))
}
