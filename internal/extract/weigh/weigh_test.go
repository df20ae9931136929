package weigh

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The weights found are those at which the elastic net's own conditions hold: the
// slope of the loss and of L2 balances L1 where a weight is not nothing, and
// stays within it where it is.
func TestLearnedWeightsAreTheLeastOfTheLoss(t *testing.T) {
	var ex []Example
	for i := range 200 {
		var f []string
		for j, name := range []string{"a", "b", "c", "d"} {
			if i*(j+3)%7 < 3 {
				f = append(f, name)
			}
		}
		ex = append(ex, Example{f, (i*5)%11 < 3+2*len(f)})
	}
	how := Training{Rare: 1, L1: 2, L2: 1}
	m := how.Learn(map[string][]Example{"q": ex})
	w := m.questions["q"]
	slope := map[string]float64{"": 0}
	for f, x := range w.of {
		slope[f] = how.L2 * x
	}
	for _, e := range ex {
		miss := m.Probability("q", e.Features)
		if e.Yes {
			miss--
		}
		slope[""] += miss
		for _, f := range e.Features {
			slope[f] += miss
		}
	}
	const near = 0.2
	for f, s := range slope {
		switch x := w.of[f]; {
		case f == "" && math.Abs(s) > near, x != 0 && math.Abs(s+math.Copysign(how.L1, x)) > near, f != "" && x == 0 && math.Abs(s) > how.L1+near:
			t.Errorf("feature %q: weight %.3f, slope %.3f", f, x, s)
		}
	}
}

func TestRareFeaturesAreLeftOut(t *testing.T) {
	m := Training{Rare: 2}.Learn(map[string][]Example{"q": {{[]string{"often", "once"}, true}, {[]string{"often"}, true}, {nil, false}}})
	if _, ok := m.questions["q"].of["once"]; ok || m.questions["q"].of["often"] <= 0 {
		t.Errorf("weights %v", m.questions["q"].of)
	}
}

func TestWeightsComeBackAsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		feature := rapid.StringMatching(`[a-z\[]+( [a-z?\]]+)?`)
		number := rapid.Custom(func(t *rapid.T) float64 { return float64(rapid.IntRange(-9999, 9999).Draw(t, "n")) / 1000 })
		m := &Model{questions: map[string]weights{}}
		for _, q := range rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z]+( [a-z]+)?`), 0, 4, rapid.ID).Draw(t, "questions") {
			m.questions[q] = weights{number.Draw(t, "bias"), rapid.MapOf(feature, number).Draw(t, "weights")}
		}
		var text bytes.Buffer
		if err := m.Write(&text); err != nil {
			t.Fatal(err)
		}
		back, err := Read(&text)
		if err != nil {
			t.Fatal(err)
		}
		for q, w := range m.questions {
			for f := range w.of {
				if got, want := back.Probability(q, []string{f}), m.Probability(q, []string{f}); math.Abs(got-want) > 1e-9 {
					t.Fatalf("%s of %s: %v, want %v", q, f, got, want)
				}
			}
		}
	})
}

func TestUnreadableWeightsNameTheLine(t *testing.T) {
	for text, want := range map[string]string{
		"1.0 a":            "line 1",
		"[q]\nx a":         "line 2",
		"[q]\n1\n2 b\n[q]": "line 4",
		"# c\n[q]\nNaN a":  "line 3",
		"[q]\n\n+Inf word": "line 3",
	} {
		if _, err := Read(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %s", text, err, want)
		}
	}
}

func TestAnUnknownQuestionIsOpen(t *testing.T) {
	var none *Model
	if none.Knows("q") || none.Probability("q", nil) != 0.5 {
		t.Error("a model that is not there answers")
	}
}
