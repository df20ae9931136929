package tension

import (
	"slices"
	"testing"
)

func n(v int64) *int64 { return &v }

func kinds(claims []Claim, r Report) []string {
	var out []string
	for _, x := range Find(claims, r) {
		out = append(out, x.Kind)
	}
	return out
}

func figure(min, max *int64, verb string) *Figure {
	return &Figure{Min: min, Max: max, Verb: verb, Unit: "persons", Class: "persons"}
}

func TestFind(t *testing.T) {
	for _, c := range []struct {
		name   string
		claims []Claim
		report Report
		want   string // "" for none
	}{
		{"nothing", nil, Report{}, ""},
		{"one count", []Claim{{Type: "quantity.persons_detained", Figure: figure(n(40), n(40), "detained")}}, Report{}, ""},
		{"the same count twice", []Claim{
			{Type: "quantity.persons_detained", Figure: figure(n(40), n(40), "detained")},
			{Type: "quantity.persons_detained", Sentence: 1, Figure: figure(n(40), n(40), "detained")}}, Report{}, ""},
		{"two counts", []Claim{
			{Type: "quantity.persons_detained", Figure: figure(n(200), nil, "detained")},
			{Type: "quantity.persons_held", Sentence: 1, Figure: figure(n(500), n(500), "held")}}, Report{}, "quantity"},
		{"counts of different acts by one source", []Claim{
			{Type: "quantity.persons_detained", Figure: figure(n(40), n(40), "detained")},
			{Type: "quantity.persons_released", Sentence: 1, Figure: figure(n(30), n(30), "released")}}, Report{}, ""},
		{"dates of different precision", []Claim{
			{Type: "event.raid", Slots: map[string]any{"edtf": "2024-05"}},
			{Type: "event.mass_detention", Slots: map[string]any{"edtf": "2024-05-06"}}}, Report{}, "when"},
		{"dates apart", []Claim{
			{Type: "event.raid", Slots: map[string]any{"edtf": "2024-05"}},
			{Type: "event.mass_detention", Slots: map[string]any{"edtf": "2023"}}}, Report{}, ""},
		{"a place within another", []Claim{
			{Type: "event.raid", Slots: map[string]any{"place": "Minsk"}},
			{Type: "event.raid", Slots: map[string]any{"place": "Belarus"}}}, Report{}, "place"},
		{"denied", []Claim{
			{Type: "event.abduction", Source: "a neighbour"},
			{Type: "event.denial", Source: "the ministry", Sentence: 1}}, Report{}, "denial"},
		{"reasons of one voice", []Claim{{Type: "reason.alleged", Source: "his wife"}, {Type: "reason.alleged", Source: "his wife"}}, Report{}, ""},
		{"reasons of two voices", []Claim{{Type: "reason.alleged", Source: "his wife"}, {Type: "reason.official_stated", Source: "police"}}, Report{}, "reason"},
		{"plural sources, one described", []Claim{{Type: "event.raid", SourceKind: "plural"}, {Type: "source.anonymous"}}, Report{}, "sources"},
		{"an exposed source", []Claim{{Type: "source.anonymous"}, {Type: "byline.org"}},
			Report{Exposed: []Exposed{{Words: "a nurse", Kinds: []string{"residence", "sex"}, Claims: []int{0, 1}}}}, "protection"},
	} {
		got := kinds(c.claims, c.report)
		if c.want == "" && len(got) > 0 || c.want != "" && !slices.Contains(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestWhoReadsAnyScript(t *testing.T) {
	got := kinds([]Claim{
		{Type: "quantity.share", Exact: "большинство из них предприниматели", Sentence: 1},
		{Type: "quantity.persons_detained", Exact: "40 предпринимателей", Figure: figure(n(40), n(40), "detained")},
	}, Report{})
	if !slices.Contains(got, "who") {
		t.Errorf("got %q, want who among them", got)
	}
}
