package chart

import (
	"math"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

func linkageSamples(dir string) map[string]string {
	weights := Weights{Title: "What each level weighs", Desc: "Bits for and against.", Dir: dir, Rows: []Weight{
		{"surname", "equal", 9.4}, {"surname", "at least .92", 6.2}, {"surname", "anything else, whatever <it> may be", -3.1}, {"born", "equal", 11.8}, {"born", "anything else", -4.4}}}
	running := weights
	running.Running, running.Sum = true, "the pair"
	return map[string]string{
		"weights":  weights.SVG(),
		"running":  running.SVG(),
		"columns":  Columns{Title: "Pairs by weight", Dir: dir, Labels: []string{"-6", "-5", "-4", "-3"}, Counts: []int{1200, 40, 0, 3}, X: "bits"}.SVG(),
		"plane":    Plane{Title: "Precision and recall", Dir: dir, X: "recall", Y: "precision", Diagonal: true, Lines: []PlaneLine{{Label: "pairs", Points: [][2]float64{{0, 1}, {.7, .98}, {.9, .4}}}, {Label: "clusters", Points: [][2]float64{{.8, .97}, {1.5, -2}}, Dots: true, Dotted: true}}}.SVG(),
		"nowhere":  Weights{Title: "one", Dir: dir, Rows: []Weight{{"", "none", 0}}}.SVG(),
		"one pair": Columns{Title: "one", Dir: dir, Labels: []string{"12"}, Counts: []int{1}}.SVG(),
	}
}

func TestLinkagePictures(t *testing.T) {
	for _, dir := range []string{"ltr", "rtl"} {
		for name, svg := range linkageSamples(dir) {
			if svg == "" {
				t.Errorf("%s, %s: nothing was drawn", name, dir)
			}
		}
	}
	samples := linkageSamples("ltr")
	for _, name := range []string{"weights", "running", "columns", "plane"} {
		golden(t, "linkage-"+name+".svg", samples[name])
	}
}

func TestLinkagePicturesStayInTheirFrame(t *testing.T) {
	text := rapid.StringOf(rapid.RuneFrom([]rune("abcmW <&йوق喀")))
	rapid.Check(t, func(t *rapid.T) {
		dir := rapid.SampledFrom([]string{"ltr", "rtl"}).Draw(t, "dir")
		w := Weights{Dir: dir, Running: rapid.Bool().Draw(t, "running"), Sum: "sum"}
		for range rapid.IntRange(1, 12).Draw(t, "rows") {
			w.Rows = append(w.Rows, Weight{text.Draw(t, "group"), text.Draw(t, "label"), rapid.Float64Range(-100, 100).Draw(t, "value")})
		}
		inFrame(t, w.SVG())
		c := Columns{Dir: dir, X: "bits"}
		for i := range rapid.IntRange(1, 60).Draw(t, "columns") {
			c.Labels, c.Counts = append(c.Labels, strconv.Itoa(i-8)), append(c.Counts, rapid.IntRange(1, 1e9).Draw(t, "count"))
		}
		inFrame(t, c.SVG())
	})
}

func TestNothingToDrawOfLinkage(t *testing.T) {
	for name, svg := range map[string]string{
		"no rows": Weights{}.SVG(), "no number": Weights{Rows: []Weight{{"", "x", math.NaN()}, {"", "y", math.Inf(1)}}}.SVG(),
		"no counts": Columns{Labels: []string{"1"}, Counts: []int{0}}.SVG(), "no points": Plane{Lines: []PlaneLine{{Label: "x"}}}.SVG(),
	} {
		if svg != "" {
			t.Errorf("%s: %s", name, svg)
		}
	}
}
