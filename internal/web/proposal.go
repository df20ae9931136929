package web

import (
	"net/url"
	"strings"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/web/view"
)

// proposalOf is a claim as the pages that decide on it show it.
func proposalOf(p view.Page, a habeas.Actor, e desk.Entry, names, titles map[habeas.ID]string) view.Proposal {
	c := e.Claim
	ctx := view.Context{Titles: titles}
	if k := c.Subject.Kind(); k == habeas.KindMention || k == habeas.KindGroup {
		ctx.Name = titles[c.Subject]
	}
	shown := view.ClaimOf(p, habeas.Released{Claim: c}, ctx)
	x := view.Proposal{ID: c.ID, Seen: e.Steps, Done: decided(c), Open: c.Status == habeas.Proposed || c.Status == habeas.Unsure,
		No: c.Status == habeas.Rejected || c.Status == habeas.Withdrawn, Kind: p.Cat.Word("property", c.Property), Heading: shown.Heading,
		Details: view.SlotLines(p, c), When: shown.When, Hedge: c.Hedge, Source: c.Source, Name: firstOf(e.Source.Name, e.Source.Label),
		Protect: e.Source.Protection != habeas.ProtectionOpen, Tensions: len(e.Tensions), History: p.URL("/desk/claim/" + string(c.ID)),
		CanUndo: c.StatusBy == a.ID && !c.Public && c.SubmitBy == "" && (c.Status == habeas.Accepted || c.Status == habeas.Rejected || c.Status == habeas.Unsure)}
	switch {
	case c.Status != habeas.Proposed:
		x.State = p.Cat.Word("status", string(c.Status)) + " · " + names[c.StatusBy]
	case c.ProposedBy != "":
		x.Rule = p.T("review.rule", "rule", c.ProposedBy)
		if percent, second := strings.CutPrefix(c.ProposedBy, "second/"); second {
			x.Rule = p.T("review.likely", "n", percent)
		}
	}
	if c.Public {
		x.State = p.Cat.Word("status", "published")
	}
	if c.Access != habeas.AccessPublic {
		x.Private = p.Cat.Word("access", string(c.Access))
	}
	if titles[c.Subject] != "" {
		x.About = view.Link{URL: p.URL(view.DeskPath(c.Subject)), Text: titles[c.Subject]}
	}
	if len(shown.Quotes) > 0 {
		x.Quote = shown.Quotes[0]
	}
	return x
}

// fields are all parts of a claim as a form, with what this report offers to
// choose from.
func (d *reviewSheet) fields(v url.Values, form, prefix string) view.ClaimForm {
	prop, _ := habeas.PropertyOf(v.Get("property"))
	return view.ClaimForm{Prefix: prefix, Form: form, Values: v, Property: prop, Roles: view.Roles(prop, v), Subjects: d.subjects(v.Get("subject")),
		Objects: d.objects(prop, v.Get("object")), Sources: d.sources()}
}

// subjects are what the report speaks of, by kind; the one chosen is always
// among them.
func (d *reviewSheet) subjects(chosen string) []view.Options {
	byKind := map[habeas.Kind][]view.Option{}
	seen := map[habeas.ID]bool{}
	add := func(id habeas.ID, label string) {
		if !seen[id] && label != "" {
			seen[id] = true
			byKind[id.Kind()] = append(byKind[id.Kind()], view.Option{Value: string(id), Label: label})
		}
	}
	for _, m := range d.rv.Mentions {
		add(m.ID, m.Label)
	}
	for _, s := range d.rv.Subjects {
		add(s.ID, s.Label)
	}
	add(d.rv.Report.ID, d.rv.Report.Title)
	for _, x := range d.rv.Voices {
		add(x.ID, firstOf(x.Name, x.Label))
	}
	add(habeas.ID(chosen), d.titles[habeas.ID(chosen)])
	var out []view.Options
	for _, k := range append(view.NewKinds, habeas.KindReport, habeas.KindSource) {
		if len(byKind[k]) > 0 {
			out = append(out, view.Options{Label: view.KindWord(d.p, k), Options: byKind[k]})
		}
	}
	return out
}

// objects are what the value of the property can point to.
func (d *reviewSheet) objects(prop habeas.Property, chosen string) []view.Options {
	kinds := map[habeas.Kind]bool{habeas.ID(chosen).Kind(): chosen != ""}
	switch prop.Value {
	case habeas.ValuePerson:
		kinds[habeas.KindMention] = true
	case habeas.ValuePlace:
		kinds[habeas.KindPlace], kinds[habeas.KindFacility] = true, true
	}
	var out []view.Options
	for _, g := range d.subjects(chosen) {
		if len(g.Options) > 0 && kinds[habeas.ID(g.Options[0].Value).Kind()] {
			out = append(out, g)
		}
	}
	return out
}
