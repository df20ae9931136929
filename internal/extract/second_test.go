package extract

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/habeas-record/habeas/internal/extract/weigh"
)

const gate = "Soldiers detained four weavers in Velno on Monday. The looms were carried off on a cart. Their mothers walked to the gate."

// read gives the proposals of a text by our rules and these weights.
func read(t *testing.T, text string, own fstest.MapFS) []Proposal {
	t.Helper()
	r, err := Extract(text, Options{Lang: "en", Published: "2024-05-20", Publisher: "The Wire", Own: []fs.FS{own}})
	if err != nil {
		t.Fatal(err)
	}
	return r.Proposals
}

func of(ps []Proposal, family string) []string {
	var out []string
	for _, p := range ps {
		if Family(p.Type) == family {
			out = append(out, p.Exact)
		}
	}
	return out
}

func TestWeightsDecideWhatIsKeptAndFound(t *testing.T) {
	alone := read(t, gate, fstest.MapFS{"en.weights": {}})
	if got := of(alone, "event"); !slices.Contains(got, "Soldiers detained four weavers in Velno on Monday") {
		t.Fatalf("the rules alone propose %q", got)
	}
	never := read(t, gate, fstest.MapFS{"en.weights": {Data: []byte("[keep event]\n-9\n")}})
	if got := of(never, "event"); got != nil {
		t.Errorf("events nobody believes are proposed: %q", got)
	}
	if got, want := of(never, "quantity"), of(alone, "quantity"); !slices.Equal(got, want) {
		t.Errorf("quantities %q, want those of the rules, %q: the second reader was taught nothing of them", got, want)
	}
	status := read(t, gate, fstest.MapFS{"en.weights": {Data: []byte("[clause status]\n-9\n18 word:mother\n")}})
	if got := of(status, "status"); !slices.Equal(got, []string{"Their mothers walked to the gate"}) {
		t.Errorf("status %q, want the clause of the mothers alone", got)
	}
	for _, p := range status {
		if (p.Rule == "second/99") != (p.Type == "status") {
			t.Errorf("%s by %s", p.Type, p.Rule)
		}
	}
}

// An organisation that writes a rule of its own wants what it proposes.
func TestOwnRulesAreNotDoubted(t *testing.T) {
	own := fstest.MapFS{
		"en.rules":   {Data: []byte("event.looms: << carried off >>\n")},
		"en.weights": {Data: []byte("[keep event]\n-9\n")},
	}
	if got := of(read(t, gate, own), "event"); !slices.Equal(got, []string{"The looms were carried off on a cart"}) {
		t.Errorf("events %q, want that of the own rule alone", got)
	}
}

func TestUnreadableWeightsAreRefused(t *testing.T) {
	_, err := Load("en", fstest.MapFS{"en.weights": {Data: []byte("[keep event]\nheavy word:gate\n")}})
	if err == nil || !strings.Contains(err.Error(), "en.weights") || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("error %v, want one that names file and line", err)
	}
}

// What a first reading makes of a clause is seen from its neighbours.
func TestImpressions(t *testing.T) {
	m, err := weigh.Read(strings.NewReader("[first clause event]\n-9\n18 word:detain\n"))
	if err != nil {
		t.Fatal(err)
	}
	asked, err := Questions(gate, Options{Lang: "en", Published: "2024-05-20"})
	if err != nil {
		t.Fatal(err)
	}
	impressions := NewImpressions(m)
	for _, q := range asked {
		impressions.Hear(q)
	}
	want := map[string]string{"Soldiers": "here: event over 0.85", "The looms": "before: event over 0.85", "Their mothers": "two before: event over 0.85"}
	for _, q := range asked {
		for begins, feature := range want {
			if q.Ask == "clause event" && strings.HasPrefix(gate[q.Start:], begins) {
				delete(want, begins)
				for _, other := range []string{"here", "before", "two before", "behind"} {
					other += ": event over 0.85"
					if slices.Contains(impressions.On(q), other) != (other == feature) {
						t.Errorf("%q: %q is %v", begins, other, other != feature)
					}
				}
			}
		}
	}
	if len(want) > 0 {
		t.Errorf("no clause begins with %v", want)
	}
}

// Weights are learned from articles, and from a real report: nobody's name may
// be read in them.
func TestNamesAreNoFeatures(t *testing.T) {
	const text = "Amina Torek, a weaver from Velno, was detained on Monday. Torek said nothing. Torek's mother, Sabira Torek, went to Karadong. \"Torek was taken,\" Sabira said."
	asked, err := Questions(text, Options{Lang: "en", Published: "2024-05-20"})
	if err != nil {
		t.Fatal(err)
	}
	if len(asked) == 0 {
		t.Fatal("nothing is asked")
	}
	for _, q := range asked {
		for _, f := range q.Features {
			for _, name := range []string{"amina", "torek", "sabira", "velno", "karadong"} {
				if strings.Contains(strings.ToLower(f), name) {
					t.Errorf("%s: feature %q", q.Ask, f)
				}
			}
		}
	}
}

func TestTheSameTextIsReadTheSame(t *testing.T) {
	first, err := Questions(gate, Options{Lang: "en"})
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		again, err := Questions(gate, Options{Lang: "en"})
		if err != nil {
			t.Fatal(err)
		}
		for i := range first {
			if !slices.Equal(first[i].Features, again[i].Features) {
				t.Fatalf("%s: %q, then %q", first[i].Ask, first[i].Features, again[i].Features)
			}
		}
	}
}
