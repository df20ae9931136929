package diagnose

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/habeas-record/habeas/internal/chart"
	"github.com/habeas-record/habeas/linkage"
)

//go:embed page.html
var pageHTML string

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"percent": func(x float64) string { return strconv.FormatFloat(100*x, 'f', 1, 64) + " %" },
	"number":  func(x float64) string { return strconv.FormatFloat(x, 'g', 4, 64) },
	"bits":    func(x float64) string { return strconv.FormatFloat(math.Round(10*x)/10+0, 'f', 1, 64) }, // no -0.0
	"four":    func(x float64) string { return strconv.FormatFloat(x, 'f', 4, 64) },
	"bar":     func(x float64) template.HTML { return template.HTML(chart.Bar(x, "ltr")) },
	"level":   levelName,
	"count":   grouped[int],
	"count64": grouped[int64],
	"whole":   func(x float64) string { return grouped(int64(x)) },
}).Parse(pageHTML))

// grouped writes a number with a comma between thousands.
func grouped[N int | int64](n N) string {
	s := strconv.FormatInt(int64(n), 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// levelNames are the levels of the kinds that linkage chooses by itself.
var levelNames = map[linkage.Kind][]string{
	linkage.Exact:      {"equal"},
	linkage.Name:       {"equal", "Jaro-Winkler at least .92", "at least .80"},
	linkage.Phrase:     {"equal", "the same words, or Jaro-Winkler at least .92", "half the words"},
	linkage.Identifier: {"equal", "one letter apart", "two letters apart"},
	linkage.Date:       {"equal", "one digit off, or day and month changed over", "two digits off", "the same year"},
	linkage.Sound:      {"equal", "Jaro-Winkler at least .92 or sounds alike at least .90", "sounds alike at least .70", "at least .80 or .55"},
	linkage.When:       {"equal", "may be one day", "one digit off, or day and month changed over", "at most a year apart", "at most three years apart"},
	linkage.Where:      {"equal", "the same place, or one that sounds alike", "one lies in the other", "both lie in a third"},
	linkage.Set:        {"equal", "half of the longer list", "one in both"},
}

// levelName says in words what the i-th level of a comparison asks.
func levelName(d linkage.Described, i int) string {
	switch names := levelNames[d.Kind]; {
	case d.Level.Label != "":
		return d.Level.Label
	case strings.EqualFold(strings.TrimSpace(d.Level.When), "else"):
		return "anything else"
	case i < len(names):
		return names[i]
	}
	return d.Level.When
}

// row is a level in the table, with its place in its comparison.
type row struct {
	linkage.Described
	Name  string
	First bool // of its comparison
}

type view struct {
	*Report
	Rows                                              []row
	PriorOneIn                                        string
	WeightsPicture, PairPicture, HistogramPicture     template.HTML
	UnlinkablePicture, CurvePicture, ReliabilityImage template.HTML
}

// Write writes the page.
func (r *Report) Write(w io.Writer) error {
	v := view{Report: r, PriorOneIn: grouped(int64(math.Round(1 / r.Prior)))}
	weights := chart.Weights{Title: "What each level weighs", Desc: "Bits for and against, by comparison.", Dir: "ltr"}
	at := 0
	for i, d := range r.Levels {
		first := i == 0 || d.Column != r.Levels[i-1].Column
		if first {
			at = i
		}
		name := levelName(d, i-at)
		v.Rows = append(v.Rows, row{d, name, first})
		weights.Rows = append(weights.Rows, chart.Weight{Group: d.Column, Label: name, Value: d.Weight})
	}
	v.WeightsPicture = template.HTML(weights.SVG())
	if p := r.Pair; p != nil {
		c := chart.Weights{Title: "Why the pair has its weight", Desc: "Each bar begins where the last one ended.", Dir: "ltr", Running: true, Sum: "the pair",
			Rows: []chart.Weight{{Label: "before anything is compared", Value: p.Prior}}}
		for _, x := range p.Reasons {
			c.Rows = append(c.Rows, chart.Weight{Label: x.Column, Value: x.Weight})
		}
		v.PairPicture = template.HTML(c.SVG())
	}
	h := chart.Columns{Title: "Pairs by their weight", Desc: "A column for each bit.", Dir: "ltr", X: "weight in bits"}
	for _, b := range r.Histogram {
		h.Labels, h.Counts = append(h.Labels, strconv.Itoa(b.From)), append(h.Counts, b.Pairs)
	}
	v.HistogramPicture = template.HTML(h.SVG())
	var alone [][2]float64
	for _, s := range r.Unlinkables {
		alone = append(alone, [2]float64{s.Threshold, s.Share})
	}
	v.UnlinkablePicture = template.HTML(chart.Plane{Title: "Records that cannot be linked", Desc: "By the threshold.", Dir: "ltr", X: "threshold", Y: "share of records",
		Lines: []chart.PlaneLine{{Points: alone, Dots: true}}}.SVG())
	if r.Truth != nil {
		v.CurvePicture = template.HTML(r.Truth.curve().SVG())
		v.ReliabilityImage = template.HTML(r.Truth.reliability().SVG())
	}
	if err := page.Execute(w, v); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	return nil
}

func (t *Truth) curve() chart.Plane {
	var pairs, clusters [][2]float64
	for _, q := range t.Curve {
		pairs = append(pairs, [2]float64{q.Recall, q.Precision})
	}
	for _, q := range t.Clusters {
		clusters = append(clusters, [2]float64{q.Recall, q.Precision})
	}
	return chart.Plane{Title: "Precision and recall", Desc: "Of pairs by falling weight, and of clusters.", Dir: "ltr", X: "recall", Y: "precision",
		Lines: []chart.PlaneLine{{Label: "pairs", Points: pairs}, {Label: "clusters", Points: clusters, Dots: true, Dotted: true}}}
}

func (t *Truth) reliability() chart.Plane {
	var points [][2]float64
	for _, b := range t.Bins {
		if b.Pairs > 0 {
			points = append(points, [2]float64{b.Said, b.True})
		}
	}
	return chart.Plane{Title: "How sure and how often right", Desc: "On the diagonal the probabilities are what they say.", Dir: "ltr", X: "probability", Y: "share true",
		Lines: []chart.PlaneLine{{Points: points, Dots: true}}, Diagonal: true}
}
