package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/habeas-record/habeas/internal/extract"
)

// gold is what of a gold annotation is scored.
type gold struct {
	Document struct {
		Publisher string `json:"publisher"`
		Published string `json:"published_edtf"`
		Inferred  bool   `json:"published_inferred"`
		Lang      string `json:"lang"`
	} `json:"document"`
	Sources    []goldSource  `json:"sources"`
	Claims     []goldClaim   `json:"claims"`
	Tensions   []goldTension `json:"tensions"`
	Dates      []goldSpan    `json:"dates"`
	Quantities []goldSpan    `json:"quantities"`
}

type goldSource struct {
	ID         string `json:"id"`
	Kind       string `json:"kind"`
	Name       string `json:"name"`
	Descriptor string `json:"descriptor"`
}

type goldClaim struct {
	ID     string         `json:"id"`
	Type   string         `json:"type"`
	Tier   string         `json:"tier"`
	Source string         `json:"source"`
	Value  map[string]any `json:"value"`
	Hedge  string         `json:"hedge"`
	Quote  struct {
		Exact  string `json:"exact"`
		Start  int    `json:"start"`
		End    int    `json:"end"`
		Others []int  `json:"otherStarts"`
	} `json:"quote"`
}

type goldTension struct {
	ID     string   `json:"id"`
	About  string   `json:"about"`
	Claims []string `json:"claims"`
}

type goldSpan struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

func readGold(name string) (gold, error) {
	var g gold
	b, err := os.ReadFile(name)
	if err != nil {
		return g, fmt.Errorf("read gold: %w", err)
	}
	if err := json.Unmarshal(b, &g); err != nil {
		return g, fmt.Errorf("read gold %s: %w", name, err)
	}
	return g, nil
}

// options are what is known of the article beforehand.
func (g gold) options() extract.Options {
	o := extract.Options{Publisher: g.Document.Publisher, Published: g.Document.Published}
	if g.Document.Inferred {
		o.Published = ""
	}
	return o
}

// once leaves each clause marked once, events first: claims of other families of
// which most lies in an event are taken out. Precision by what is left shows how
// much of a difference between two sets of articles is in how densely they were
// marked.
func (g *gold) once() {
	var events []goldClaim
	for _, c := range g.Claims {
		if extract.Family(c.Type) == "event" {
			events = append(events, c)
		}
	}
	const most = 0.7
	g.Claims = slices.DeleteFunc(g.Claims, func(c goldClaim) bool {
		return extract.Family(c.Type) != "event" && slices.ContainsFunc(events, func(e goldClaim) bool {
			return overlap(c.spans()[0], e.spans()[0]) >= most
		})
	})
}

type span struct{ start, end int }

// overlap is the part of the shorter span that both share.
func overlap(a, b span) float64 {
	both := min(a.end, b.end) - max(a.start, b.start)
	short := min(a.end-a.start, b.end-b.start)
	if short <= 0 {
		return 0
	}
	return float64(both) / float64(short)
}

func (c goldClaim) spans() []span {
	out := []span{{c.Quote.Start, c.Quote.End}}
	for _, o := range c.Quote.Others {
		out = append(out, span{o, o + c.Quote.End - c.Quote.Start})
	}
	return out
}

func (c goldClaim) meets(p extract.Proposal, typed bool) bool {
	if typed && extract.Family(c.Type) != extract.Family(p.Type) {
		return false
	}
	for _, s := range c.spans() {
		if overlap(s, span{p.Start, p.End}) >= 0.5 {
			return true
		}
	}
	return false
}

// ratio is a count of a count; it prints as a share and adds up over articles.
type ratio struct{ hit, of int }

func (r *ratio) add(ok bool) {
	r.of++
	if ok {
		r.hit++
	}
}

func (r *ratio) plus(o ratio) { r.hit += o.hit; r.of += o.of }

func (r ratio) String() string {
	if r.of == 0 {
		return "   -"
	}
	return fmt.Sprintf("%.2f", float64(r.hit)/float64(r.of))
}

func (r ratio) value() float64 {
	if r.of == 0 {
		return 0
	}
	return float64(r.hit) / float64(r.of)
}

// figures are what an article scores.
type figures struct {
	Core, Typed, Span, Events, Precision, Slots, Tensions, Dates, Numbers ratio
	Detentions                                                            ratio

	families map[string]*[2]ratio // recall and precision of each family
}

func (f *figures) plus(o figures) {
	f.Core.plus(o.Core)
	f.Typed.plus(o.Typed)
	f.Span.plus(o.Span)
	f.Events.plus(o.Events)
	f.Precision.plus(o.Precision)
	f.Slots.plus(o.Slots)
	f.Tensions.plus(o.Tensions)
	f.Dates.plus(o.Dates)
	f.Numbers.plus(o.Numbers)
	f.Detentions.plus(o.Detentions)
	for name, r := range o.families {
		mine := f.family(name)
		mine[0].plus(r[0])
		mine[1].plus(r[1])
	}
}

func (f *figures) family(name string) *[2]ratio {
	if f.families == nil {
		f.families = map[string]*[2]ratio{}
	}
	if f.families[name] == nil {
		f.families[name] = &[2]ratio{}
	}
	return f.families[name]
}

// score compares proposals with the gold as the reference scorer does: a claim
// is proposed when a proposal of its family covers half of the shorter span.
func score(g gold, r extract.Result) figures {
	var f figures
	for _, c := range g.Claims {
		typed, any := false, false
		for _, p := range r.Proposals {
			typed = typed || c.meets(p, true)
			any = any || c.meets(p, false)
		}
		f.Typed.add(typed)
		f.family(extract.Family(c.Type))[0].add(typed)
		f.Span.add(any)
		if c.Tier == "core" || c.Tier == "" {
			f.Core.add(typed)
		}
		if extract.Family(c.Type) == "event" {
			f.Events.add(typed)
		}
		if strings.HasPrefix(c.Type, "event.") && strings.Contains(c.Type, "detention") || strings.Contains(c.Type, "arrest") {
			f.Detentions.add(typed)
		}
	}
	for _, p := range r.Proposals {
		good := false
		for _, c := range g.Claims {
			good = good || c.meets(p, true)
		}
		f.Precision.add(good)
		f.family(extract.Family(p.Type))[1].add(good)
	}
	f.Slots = slots(g, r)
	f.Tensions = tensions(g, r)
	for _, d := range g.Dates {
		f.Dates.add(foundSpan(r.Dates, d))
	}
	for _, q := range g.Quantities {
		f.Numbers.add(foundSpan(r.Quantities, q) || foundSpan(r.Dates, q))
	}
	return f
}

func foundSpan(found []extract.Found, g goldSpan) bool {
	for _, s := range found {
		if overlap(span{s.Start, s.End}, span{g.Start, g.End}) >= 0.5 {
			return true
		}
	}
	return false
}
