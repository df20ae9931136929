package view

import (
	"slices"

	"github.com/habeas-record/habeas"
)

// SubjectPage is a group, event, place, facility or authority.
type SubjectPage struct {
	Subject  habeas.Subject
	Kind     string
	Name     string
	Names    []habeas.Named
	Facts    []FactLine
	Counts   []Side // figures, side by side
	Sections []Section
	Tensions []Tension
	Rows     []RowTable
	Asks     []Ask
	People   []habeas.Summary
}

// placeGlance is what stands at the top of a place's page.
var placeGlance = []string{"facility.type", "place.kind", "place.role", "place.parent", "place.town", "place.county", "place.prefecture", "place.country",
	"place.lat", "place.lon", "code", "capacity", "built", "closed", "corroboration"}

// SubjectOf makes the page from what was released.
func SubjectOf(p Page, s habeas.Subject, claims []habeas.Released, ts []habeas.Tension, people []habeas.Summary, ctx Context) SubjectPage {
	out := SubjectPage{Subject: s, Kind: p.Cat.Word("kind", s.Kind().String()), Name: s.Label, People: people}
	shown := map[habeas.ID]Claim{}
	by := map[habeas.Section][]Claim{}
	seen := map[string]bool{s.Label: true}
	told := -1
	rest, rows := splitRows(p, claims, ctx)
	out.Rows = rows
	for _, r := range rest {
		c := ClaimOf(p, r, ctx)
		shown[c.ID] = c
		prop, _ := habeas.PropertyOf(r.Claim.Property)
		if n := tells(r.Claim); s.Kind() == habeas.KindEvent && prop.Event() && r.Claim.Subject == s.ID && n > told {
			// An event's label is words of a source; what happened, to whom,
			// where and when says it better.
			out.Name, told = c.Heading, n
		}
		if prop.Section == habeas.SectionNames && r.Claim.Subject == s.ID {
			if v := r.Claim.Statement(); !seen[v] {
				seen[v] = true
				out.Names = append(out.Names, habeas.Named{Text: v, Lang: r.Claim.Lang})
			}
		}
		switch {
		case prop.Value == habeas.ValueEnquiry:
			out.Asks = append(out.Asks, askOf(p, r, c))
			continue
		case r.Claim.Quantity != nil && r.Claim.Subject == s.ID:
			out.Counts = append(out.Counts, SideOf(habeas.TensionCount, c))
		}
		by[prop.Section] = append(by[prop.Section], c)
	}
	for _, sec := range pageOrder {
		if cs := by[sec]; len(cs) > 0 {
			out.Sections = append(out.Sections, Section{Title: p.Cat.Word("section", string(sec)), Claims: cs})
		}
	}
	for _, key := range placeGlance {
		for _, r := range claims {
			if r.Claim.Property == key && r.Claim.Subject == s.ID {
				out.Facts = append(out.Facts, FactLine{Label: p.Cat.Word("property", key), Value: r.Claim.Statement(), Lang: saidIn(r.Claim), N: 1})
				break
			}
		}
	}
	out.Tensions = TensionsOf(p, ts, shown)
	return out
}

// tells counts what a claim says of an event.
func tells(c habeas.Claim) int {
	n := len(c.Slots)
	if c.When != nil {
		n++
	}
	return n
}

// ReportPage is a report and what the record took from it.
type ReportPage struct {
	Report   habeas.Report
	Source   string
	Credits  []string
	Sections []Section
	Asks     []Ask
	Tensions []Tension
}

// ReportOf makes the page from what was released.
func ReportOf(p Page, r habeas.Report, s habeas.Source, claims []habeas.Released, ts []habeas.Tension, ctx Context) ReportPage {
	out := ReportPage{Report: r, Source: s.Name}
	for _, c := range r.Credits {
		if p.Cat.HasWord("hop", c.Role) {
			out.Credits = append(out.Credits, p.T("hop."+c.Role, "name", c.Name))
		} else {
			out.Credits = append(out.Credits, c.Name)
		}
	}
	shown := map[habeas.ID]Claim{}
	by := map[habeas.Section][]Claim{}
	for _, rel := range claims {
		c := ClaimOf(p, rel, ctx)
		c.Report = Link{}
		// How the report was made stands once, above.
		c.How = slices.DeleteFunc(c.How, func(hop string) bool { return slices.Contains(out.Credits, hop) })
		shown[c.ID] = c
		prop, _ := habeas.PropertyOf(rel.Claim.Property)
		if prop.Value == habeas.ValueEnquiry {
			out.Asks = append(out.Asks, askOf(p, rel, c))
			continue
		}
		by[prop.Section] = append(by[prop.Section], c)
	}
	for _, sec := range pageOrder {
		if cs := by[sec]; len(cs) > 0 {
			out.Sections = append(out.Sections, Section{Title: p.Cat.Word("section", string(sec)), Claims: cs})
		}
	}
	out.Tensions = TensionsOf(p, ts, shown)
	return out
}

// Change is one public change of a claim, by day.
type Change struct {
	Claim habeas.ID
	Act   string
	Day   string
}
