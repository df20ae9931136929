package view

import (
	"strings"

	"github.com/habeas-record/habeas"
)

// slotLines are the roles of a claim as lines of its page.
func slotLines(p Page, c habeas.Claim, ctx Context) []FactLine {
	prop, _ := habeas.PropertyOf(c.Property)
	var out []FactLine
	for _, role := range prop.Slots {
		v := c.Slots[role]
		if v == "" {
			continue
		}
		if role == "outcome" {
			v = Outcome(p, v)
		}
		out = append(out, FactLine{Label: p.Cat.Word("slot", role), Value: v, URL: ctx.link(p, c.Refs[role]).URL})
	}
	if l := ctx.link(p, c.Object); l.Text != "" {
		out = append(out, FactLine{Label: p.Cat.Word("kind", ctx.page(c.Object).Kind().String()), Value: l.Text, URL: l.URL})
	}
	return out
}

// besides is every claim that can stand in a tension with r.
func besides(p Page, r habeas.Released, others map[habeas.ID]habeas.Released, ctx Context) map[habeas.ID]Claim {
	out := map[habeas.ID]Claim{r.Claim.ID: ClaimOf(p, r, ctx)}
	for id, o := range others {
		out[id] = ClaimOf(p, o, ctx)
	}
	return out
}

func short(sha string) string {
	if len(sha) > 16 {
		return sha[:16] + "…"
	}
	return sha
}

func paragraphs(s string) []string {
	var out []string
	for _, par := range strings.Split(s, "\n\n") {
		if par = strings.TrimSpace(par); par != "" {
			out = append(out, par)
		}
	}
	return out
}
