package extract

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
)

func TestTensions(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"a figure told twice", `Police in Karadong have detained hundreds of farmers this month, The Wire has learned.

They swooped on an estimated 300 farmers and shops, sources said.

A resident of Karadong who asked not to be named said the raids began in early May. "They have detained 300 people," she said.`,
			[]string{"protection", "quantity", "sources", "when"}},
		{"denied", `Relatives of Davit Orlu say soldiers abducted him in Velno. The ministry denied holding him.`, []string{"denial"}},
		{"one sum twice", `She sent her brother 20,000 tenge. He was questioned because of a transfer of 20,000 tenge, police said.`, []string{"money"}},
		{"reasons", `Police said he was charged with "hooliganism". His wife said he was arrested for writing about the mine.`, []string{"reason"}},
		{"agreement", `Police detained 40 people in Karadong on 6 May 2024.`, nil},
	} {
		r, err := Extract(c.text, Options{Lang: "en", Published: "2024-05-20", Publisher: "The Wire", Own: []fs.FS{rulesAlone}})
		if err != nil {
			t.Fatal(err)
		}
		var kinds []string
		for _, x := range r.Tensions {
			kinds = append(kinds, x.Kind)
		}
		for _, k := range c.want {
			if !slices.Contains(kinds, k) {
				t.Errorf("%s: no tension %q among %q", c.name, k, kinds)
			}
		}
		if c.want == nil && len(kinds) > 0 {
			t.Errorf("%s: tensions %q where there is nothing to settle", c.name, kinds)
		}
	}
}

func TestResidualIdentifiers(t *testing.T) {
	r, err := Extract(`Raids in Velno

A Tatar nurse from Karadong who asked to remain anonymous said men had come at night.

"They took my cousin," he said.

Reported by Ana Petrović for the Tatar desk of The Wire's Russian Service.`, Options{Lang: "en", Published: "2024-05-20", Publisher: "The Wire"})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range r.Sources {
		if !s.Anonymous {
			continue
		}
		if s.Request == "" {
			t.Errorf("%q: the request for anonymity was not kept", s.Words)
		}
		for _, x := range s.Residual {
			got = append(got, x.Kind)
		}
	}
	for _, want := range []string{"residence", "ethnicity", "occupation", "sex", "service"} {
		if !slices.Contains(got, want) {
			t.Errorf("no residual identifier %q among %q", want, got)
		}
	}
}

func TestSources(t *testing.T) {
	for _, c := range []struct{ text, quote, want string }{
		{`According to the Karadong Rights Centre, 212 people are behind bars.`, "212 people", "Karadong Rights Centre"},
		{`"They took him," said Amina Sel, a nurse. "We know nothing."`, "We know nothing", "Amina Sel"},
		{`Amina Sel said police beat her brother.`, "beat", "Amina Sel"},
		{`Police beat her brother, Amina Sel told The Wire on Monday.`, "beat", "Amina Sel"},
		{"A shepherd who asked not to be named said troops had come.\n\n\"They arrested ten men,\" the shepherd said.", "arrested ten", "A shepherd who asked not to be named"},
		{`Police arrested ten men in Velno.`, "arrested ten", "The Wire"},
		{`He is believed to have been jailed in Velno.`, "jailed", "unattributed"},
	} {
		r, err := Extract(c.text, Options{Lang: "en", Published: "2024-05-20", Publisher: "The Wire"})
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, p := range r.Proposals {
			if family(p.Type) != "attribution" && family(p.Type) != "source" && strings.Contains(p.Exact, c.quote) {
				found = true
				if p.Source != c.want {
					t.Errorf("%s %q: source %q, want %q", p.Type, p.Exact, p.Source, c.want)
				}
			}
		}
		if !found {
			t.Errorf("%q: nothing proposed over %q", c.text, c.quote)
		}
	}
}
