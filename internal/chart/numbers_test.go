package chart

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func people(v float64) string {
	s := fmt.Sprintf("%.0f", v)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func frame(title, dir string, narrow bool) Frame {
	return Frame{Title: title, Desc: "What it shows.", Dir: dir, Narrow: narrow, Number: people}
}

func intervalSample(dir string, narrow bool) Intervals {
	return Intervals{Frame: frame("Documented and estimated", dir, narrow), Documented: 4400, Rows: []Interval{
		{Label: "Latent classes", Value: "10,438 (9,044 to 13,932)", Low: 9044, Mid: 10438, High: 13932, Mark: true},
		{Label: "Decomposable graphs", Value: "refused", Peaks: []Peak{{At: 9100, Share: 0.7}, {At: 15000, Share: 0.3}}},
		{Label: "Log-linear", Value: "14,342 (12,541 or more)", Low: 12541, Mid: 14342, Open: true},
		{Label: "Lower bound <Chao>", Value: "at least 8,591", Mid: 8591, Bound: true},
	}}
}

func bandSample(dir string, narrow bool) Intervals {
	return Intervals{Frame: frame("Made otherwise", dir, narrow), Band: Band{9044, 10438, 13932}, Rows: []Interval{
		{Label: "Each list left out", Head: true},
		{Label: "without the register of relatives", Value: "8,100 (7,000 to 9,800)", Low: 7000, Mid: 8100, High: 9800, Mark: true},
		{Label: "without the newspaper", Value: "11,000 (9,000 to 90,000)", Low: 9000, Mid: 11000, High: 90000},
	}}
}

func curveSample(dir string, narrow bool) Curves {
	var one, two [][2]float64
	for x := 8000.0; x < 16000; x += 250 {
		one = append(one, [2]float64{x, math.Exp(-math.Pow((x-10400)/1200, 2))})
		two = append(two, [2]float64{x, math.Exp(-math.Pow((x-9000)/500, 2)) + 0.4*math.Exp(-math.Pow((x-13000)/700, 2))})
	}
	return Curves{Frame: frame("Posterior", dir, narrow), Documented: 4400, Known: "4,400 on a list", Panels: []Curve{
		{Label: "Latent classes", Value: "10,438 (9,044 to 13,932)", Points: one, Low: 9044, Mid: 10438, High: 13932},
		{Label: "Decomposable graphs", Value: "refused", Points: two, Peaks: []Peak{{9000, 0.7, "9,000 · 70%"}, {13000, 0.3, "13,000 · 30%"}}},
	}}
}

func chainSample() (chains [][]float64) {
	for c := range 5 {
		var xs []float64
		for i := range 600 {
			xs = append(xs, 10000+1000*math.Sin(float64(i*i%(97+c)))+float64(200*c))
		}
		chains = append(chains, xs)
	}
	return chains
}

func chainName(i int) string { return fmt.Sprintf("chain %d", i+1) }

func coverageSample(dir string, narrow bool) Coverages {
	return Coverages{Frame: frame("How often they hold", dir, narrow), Percent: func(v float64) string { return fmt.Sprintf("%.0f%%", 100*v) }, Rows: []Coverage{
		{Label: "A, latent classes", Under: "lists made apart", Value: "97%", Below: 0.02, Above: 0.01},
		{Label: "E, latent classes", Under: "three classes, hard to tell apart", Value: "67%", Below: 0.33},
		{Label: "F, graphs", Under: "sparse", Value: "none given", Without: true},
	}}
}

func TestGoldenNumbers(t *testing.T) {
	for _, dir := range []string{"ltr", "rtl"} {
		for _, narrow := range []bool{false, true} {
			form := dir
			if narrow {
				form += "-narrow"
			}
			golden(t, "intervals-"+form+".svg", intervalSample(dir, narrow).SVG()+"\n"+bandSample(dir, narrow).SVG())
			golden(t, "curves-"+form+".svg", curveSample(dir, narrow).SVG())
			chains := chainSample()
			golden(t, "chains-"+form+".svg", Traces{frame("Traces", dir, narrow), chains, chainName}.SVG()+"\n"+
				Ranks{frame("Ranks", dir, narrow), [][]float64{{5, 6, 4}, {0, 0, 15}, {10, 4, 1}}, chainName}.SVG())
			golden(t, "coverage-"+form+".svg", coverageSample(dir, narrow).SVG())
		}
	}
	o := overlapSample("ltr")
	o.Narrow = true
	golden(t, "overlap-narrow.svg", o.SVG())
}

// What marks say can be read off their places.
func TestMarksStandAtTheirNumbers(t *testing.T) {
	c := intervalSample("ltr", false)
	a, ok := c.axis(0, 100)
	if !ok || a.lo != 0 || a.hi < 14342 {
		t.Fatalf("the axis runs from %g to %g", a.lo, a.hi)
	}
	if x, want := a.at(4400), 4400/a.hi*100; math.Abs(x-want) > 1e-9 {
		t.Errorf("4,400 stands at %g, want %g", x, want)
	}
	b := bandSample("ltr", false)
	a, _ = b.axis(0, 100)
	if a.hi >= 90000 || a.lo <= 0 {
		t.Errorf("one wide limit squeezes the others: the axis runs from %g to %g", a.lo, a.hi)
	}
	var line spots
	for x := range 11 {
		line = append(line, [2]float64{float64(x), float64(x * x)})
	}
	got := between(line, 1.5, 3.5)
	if fmt.Sprint(got) != "[[1.5 2.5] [2 4] [3 9] [3.5 12.5]]" {
		t.Errorf("between 1.5 and 3.5 lies %v", got)
	}
}

func TestTraceShowsTheFurthest(t *testing.T) {
	xs := make([]float64, 1000)
	xs[517] = 1000
	most := 0.0
	for _, s := range trace(xs, 0, 50, func(v float64) float64 { return v }) {
		most = math.Max(most, s[1])
	}
	if most != 1000 {
		t.Errorf("the line reaches %g, one draw reached 1000", most)
	}
}

func TestNoNumbersNoPicture(t *testing.T) {
	nan := math.NaN()
	for name, svg := range map[string]string{
		"intervals": Intervals{Rows: []Interval{{Label: "x", Mid: nan}, {Head: true, Label: "y"}}}.SVG(), "curves": Curves{Panels: []Curve{{Label: "x", Points: [][2]float64{{1, nan}}}}}.SVG(),
		"flat": Curves{Panels: []Curve{{Points: [][2]float64{{1, 0}, {2, 0}}}}}.SVG(), "traces": Traces{Chains: [][]float64{{nan}, nil}}.SVG(), "ranks": Ranks{Bins: [][]float64{{0, 0}}}.SVG(), "coverage": Coverages{}.SVG(),
	} {
		if svg != "" {
			t.Errorf("%s of nothing are drawn: %s", name, svg)
		}
	}
}

// numbers are those of estimates, and those that must never be drawn.
var numbers = rapid.OneOf(
	rapid.Float64Range(0, 50000),
	rapid.SampledFrom([]float64{0, 1, 7, 1e-12, 1e9, 1e14, 1e15, 1e16, 1e300, -5, math.Inf(1), math.Inf(-1), math.NaN()}),
)

func drawnFrame(t *rapid.T) Frame {
	f := frame(rapid.String().Draw(t, "title"), rapid.SampledFrom([]string{"ltr", "rtl"}).Draw(t, "dir"), rapid.Bool().Draw(t, "narrow"))
	if rapid.Bool().Draw(t, "plain") {
		f.Number = nil
	}
	return f
}

var drawnPeak = rapid.Custom(func(t *rapid.T) Peak {
	return Peak{numbers.Draw(t, "at"), numbers.Draw(t, "share"), rapid.StringN(0, 30, -1).Draw(t, "label")}
})

func intervalsProperty(t *rapid.T) {
	c := Intervals{Frame: drawnFrame(t)}
	if rapid.Bool().Draw(t, "documented") {
		c.Documented = numbers.Draw(t, "n")
	}
	if rapid.Bool().Draw(t, "band") {
		c.Band = Band{numbers.Draw(t, "low"), numbers.Draw(t, "mid"), numbers.Draw(t, "high")}
	}
	c.Rows = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Interval {
		return Interval{Label: rapid.StringN(0, 80, -1).Draw(t, "label"), Value: rapid.StringN(0, 80, -1).Draw(t, "value"),
			Low: numbers.Draw(t, "low"), Mid: numbers.Draw(t, "mid"), High: numbers.Draw(t, "high"),
			Open: rapid.Bool().Draw(t, "open"), Bound: rapid.Bool().Draw(t, "bound"), Mark: rapid.Bool().Draw(t, "mark"), Head: rapid.Bool().Draw(t, "head"),
			Peaks: rapid.SliceOfN(drawnPeak, 0, 3).Draw(t, "peaks")}
	}), 0, 8).Draw(t, "rows")
	drawnTwice(t, c.SVG)
}

func curvesProperty(t *rapid.T) {
	c := Curves{Frame: drawnFrame(t), Known: rapid.StringN(0, 60, -1).Draw(t, "known")}
	if rapid.Bool().Draw(t, "documented") {
		c.Documented = numbers.Draw(t, "n")
	}
	point := rapid.Custom(func(t *rapid.T) [2]float64 {
		return [2]float64{numbers.Draw(t, "x"), numbers.Draw(t, "y")}
	})
	c.Panels = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Curve {
		return Curve{Label: rapid.StringN(0, 60, -1).Draw(t, "label"), Value: rapid.StringN(0, 60, -1).Draw(t, "value"), Points: rapid.SliceOfN(point, 0, 12).Draw(t, "points"),
			Low: numbers.Draw(t, "low"), Mid: numbers.Draw(t, "mid"), High: numbers.Draw(t, "high"), Peaks: rapid.SliceOfN(drawnPeak, 0, 5).Draw(t, "peaks")}
	}), 0, 3).Draw(t, "panels")
	drawnTwice(t, c.SVG)
}

func chainsProperty(t *rapid.T) {
	chains := rapid.SliceOfN(rapid.SliceOfN(numbers, 0, 20), 0, 20).Draw(t, "chains")
	if rapid.Bool().Draw(t, "long") {
		for range 900 {
			chains = append(chains[:len(chains):len(chains)], nil)
		}
		for range 800 {
			for i := range min(3, len(chains)) {
				chains[i] = append(chains[i], float64(len(chains[i])%37)*1000)
			}
		}
	}
	label := func(i int) string { return fmt.Sprint("chain ", i) }
	f := drawnFrame(t)
	drawnTwice(t, Traces{f, chains, label}.SVG)
	drawnTwice(t, Ranks{f, chains, label}.SVG)
}

func coverageProperty(t *rapid.T) {
	c := Coverages{Frame: drawnFrame(t), Percent: func(v float64) string { return fmt.Sprintf("%.0f%%", 100*v) }}
	c.Rows = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Coverage {
		return Coverage{Label: rapid.StringN(0, 80, -1).Draw(t, "label"), Under: rapid.StringN(0, 80, -1).Draw(t, "under"), Value: rapid.StringN(0, 40, -1).Draw(t, "value"),
			Below: numbers.Draw(t, "below"), Above: numbers.Draw(t, "above"), Without: rapid.Bool().Draw(t, "without")}
	}), 0, 6).Draw(t, "rows")
	drawnTwice(t, c.SVG)
}

// drawnTwice checks that a picture is well formed, has every mark inside its frame
// and no number that is none, and is the same when drawn again.
func drawnTwice(t *rapid.T, draw func() string) {
	svg := draw()
	if svg != draw() {
		t.Fatal("drawn twice, two pictures")
	}
	if svg != "" {
		inFrame(t, svg)
	}
}

var properties = map[string]func(*rapid.T){"intervals": intervalsProperty, "curves": curvesProperty, "chains": chainsProperty, "coverage": coverageProperty}

func TestNumberProperties(t *testing.T) {
	for name, p := range properties {
		t.Run(name, func(t *testing.T) { rapid.Check(t, p) })
	}
}

func FuzzIntervals(f *testing.F) { f.Fuzz(rapid.MakeFuzz(intervalsProperty)) }
func FuzzCurves(f *testing.F)    { f.Fuzz(rapid.MakeFuzz(curvesProperty)) }
func FuzzChains(f *testing.F)    { f.Fuzz(rapid.MakeFuzz(chainsProperty)) }
func FuzzCoverage(f *testing.F)  { f.Fuzz(rapid.MakeFuzz(coverageProperty)) }

func TestLabelsAreEscaped(t *testing.T) {
	c := intervalSample("ltr", false)
	c.Rows[0].Label, c.Rows[0].Value = `<script>`, `"><script>`
	if svg := c.SVG(); strings.Contains(svg, "<script") {
		t.Error(svg)
	}
}

// A withheld count is drawn alike whatever it counts, and last.
func TestWithheldCounts(t *testing.T) {
	o := Overlap{Title: "o", Lists: []string{"a", "b"}, Sizes: []int{44, Withheld}, Unsaid: "–",
		Cells: []Cell{{[]int{1}, Withheld}, {[]int{0}, 41}, {[]int{0, 1}, Withheld}}}
	svg := o.SVG()
	if n := strings.Count(svg, ">–</text>"); n != 3 {
		t.Errorf("%d dashes stand for what is withheld, want 3:\n%s", n, svg)
	}
	if strings.Contains(svg, "-1") || strings.Count(svg, `<rect class="a"`) != 1 {
		t.Errorf("a withheld count is drawn as a column:\n%s", svg)
	}
	if first := o.Sorted()[0]; first.N != 41 {
		t.Errorf("first stands %v", first)
	}
	o.Cells = []Cell{{[]int{0}, Withheld}}
	if o.SVG() == "" {
		t.Error("where all is withheld nothing is drawn")
	}
}
