package estimatereport

import (
	"math"
	"strconv"

	"github.com/habeas-record/habeas/estimate"
	"github.com/habeas-record/habeas/internal/chart"
)

// drawn draws a picture in its two forms.
func drawn(draw func(narrow bool) string) [2]string { return [2]string{draw(false), draw(true)} }

func (p Page) frame(title, desc string, narrow bool) chart.Frame {
	return chart.Frame{Title: title, Desc: desc, Dir: p.Cat.Dir(), Narrow: narrow, Number: p.number}
}

func peaks(r estimate.Result, label func(estimate.Peak) string) (out []chart.Peak) {
	for _, k := range peaksOf(r) {
		out = append(out, chart.Peak{At: k.N, Share: k.Share, Label: label(k)})
	}
	return out
}

// interval is a row of what a method says; a refused result has its peaks only.
func (p Page) interval(label string, r estimate.Result) chart.Interval {
	i := chart.Interval{Label: label, Value: p.value(r)}
	if r.Refused {
		i.Peaks = peaks(r, p.peak)
		return i
	}
	i.Low, i.Mid, i.High, i.Bound, i.Open = r.Q025, r.Median, r.Q975, r.Bound, !r.Bound && r.Q975 == 0
	return i
}

// beside is documented beside estimated.
func (p Page) beside() [2]string {
	lead, _ := p.lead()
	var rows []chart.Interval
	for _, m := range p.methods() {
		row := p.interval(p.name(m), p.Report.Methods[m])
		row.Mark = m == lead && p.verdict() == given
		rows = append(rows, row)
	}
	return drawn(func(narrow bool) string {
		return chart.Intervals{Frame: p.frame(p.Cat.T("estimate-report.beside"), p.Cat.T("estimate-report.beside-desc", "n", p.Report.N), narrow), Documented: float64(p.Report.N), Rows: rows}.SVG()
	})
}

// A Row is a result beside others: of people linked otherwise, or of a part of them.
type Row struct {
	Label      string
	Documented int    // on a list; 0 where it is not shown
	Without    string // stands in place of a number that is not given; "" for what the result says
	Result     estimate.Result
}

func (p Page) compared(title, desc string, rows []Row) [2]string {
	c := chart.Intervals{}
	for _, r := range rows {
		row := p.interval(r.Label, r.Result)
		row.Documented = float64(r.Documented)
		if r.Without != "" {
			row = chart.Interval{Label: r.Label, Value: r.Without, Documented: row.Documented}
		}
		c.Rows = append(c.Rows, row)
	}
	return drawn(func(narrow bool) string {
		c.Frame = p.frame(title, desc, narrow)
		return c.SVG()
	})
}

// sampled are the methods with a posterior.
func (p Page) sampled() (out []string) {
	for _, m := range p.methods() {
		if s := p.Report.Methods[m].Sample; s != nil && len(s.Curve) > 1 {
			out = append(out, m)
		}
	}
	return out
}

func (p Page) curves() [2]string {
	var panels []chart.Curve
	for _, m := range p.sampled() {
		r := p.Report.Methods[m]
		c := chart.Curve{Label: p.name(m), Value: p.value(r)}
		for _, d := range r.Sample.Curve {
			c.Points = append(c.Points, [2]float64{d.N, d.Density})
		}
		if !r.Refused {
			c.Low, c.Mid, c.High = r.Q025, r.Median, r.Q975
		}
		if r.Refused || len(r.ModeShares) > 1 {
			c.Peaks = peaks(r, p.peak)
		}
		panels = append(panels, c)
	}
	return drawn(func(narrow bool) string {
		return chart.Curves{Frame: p.frame(p.Cat.T("estimate-report.curves"), p.Cat.T("estimate-report.curves-desc"), narrow),
			Documented: float64(p.Report.N), Known: p.Cat.T("estimate-report.known", "n", p.Report.N), Panels: panels}.SVG()
	})
}

// quantiles are points of a curve, for the table beside it: how many there are at
// most, by the parts of 1 in at.
func quantiles(curve []estimate.Density, at []float64) []float64 {
	sums := make([]float64, len(curve))
	for i := 1; i < len(curve); i++ {
		sums[i] = sums[i-1] + (curve[i].N-curve[i-1].N)*(curve[i].Density+curve[i-1].Density)/2
	}
	out := make([]float64, len(at))
	whole := sums[len(sums)-1]
	for k, part := range at {
		out[k] = curve[len(curve)-1].N
		for i := 1; i < len(curve); i++ {
			if sums[i] >= part*whole && sums[i] > sums[i-1] {
				share := (part*whole - sums[i-1]) / (sums[i] - sums[i-1])
				out[k] = curve[i-1].N + share*(curve[i].N-curve[i-1].N)
				break
			}
		}
	}
	return out
}

var quartiles = []float64{0.25, 0.5, 0.75}

// withheld is what of the table is not shown: nothing, of a table that whoever reads
// the page has.
func (p Page) withheld() estimate.Withheld {
	if p.Withheld != nil {
		return *p.Withheld
	}
	return estimate.Withheld{Cells: make([]bool, len(p.Table.Cells)), Sizes: make([]bool, len(p.Table.Lists))}
}

// others is how many people are on a list in a variant. Where cells are withheld
// it would tell those that the list left out names alone.
func (p Page) others(v estimate.Variant) int {
	if v.N != p.Report.N && p.withheld().Any() {
		return chart.Withheld
	}
	return v.N
}

// count writes how many people there are, or that it is not said.
func (p Page) count(n int) string {
	if n == chart.Withheld {
		return p.Cat.T("estimate-report.withheld")
	}
	return p.Cat.Number(int64(n))
}

func (p Page) overlap() chart.Overlap {
	o := chart.Overlap{Title: p.Cat.T("estimate-report.overlap"), Desc: p.Cat.T("estimate-report.overlap-desc"), Dir: p.Cat.Dir(), Lists: p.Table.Lists,
		Number: func(n int) string { return p.Cat.Number(int64(n)) }, Unsaid: "–"}
	keep := p.withheld()
	for i := range p.Table.Lists {
		size := p.Table.Size(i)
		if keep.Sizes[i] {
			size = chart.Withheld
		}
		o.Sizes = append(o.Sizes, size)
	}
	for k, c := range p.Table.Cells {
		var on []int
		for i := range p.Table.Lists {
			if c.Pattern.On(i) {
				on = append(on, i)
			}
		}
		n := c.Count
		if keep.Cells[k] {
			n = chart.Withheld
		}
		o.Cells = append(o.Cells, chart.Cell{On: on, N: n})
	}
	return o
}

func (p Page) overlaps() [2]string {
	return drawn(func(narrow bool) string {
		o := p.overlap()
		o.Narrow = narrow
		return o.SVG()
	})
}

// mostRows is how many combinations the table has: thousands would be no table.
const mostRows = 64

// combinations are the largest combinations of lists, and how many more there are,
// of how many people.
func (p Page) combinations() (rows []chart.Cell, more, people int) {
	rows = p.overlap().Sorted()
	for _, c := range rows[min(mostRows, len(rows)):] {
		more++
		if people += c.N; c.N == chart.Withheld {
			people = chart.Withheld
			more = len(rows) - mostRows // they stand last
			break
		}
	}
	return rows[:min(mostRows, len(rows))], more, people
}

// chained are the methods that drew chains.
func (p Page) chained() (out []string) {
	for _, m := range p.methods() {
		if s := p.Report.Methods[m].Sample; s != nil && len(s.Chains) > 0 {
			out = append(out, m)
		}
	}
	return out
}

func (p Page) chain(i int) string {
	return p.Cat.T("estimate-report.chain", "n", strconv.Itoa(i+1))
}

func (p Page) traces(method string) [2]string {
	s := p.Report.Methods[method].Sample
	return drawn(func(narrow bool) string {
		return chart.Traces{Frame: p.frame(p.Cat.T("estimate-report.traces", "method", p.name(method)), p.Cat.T("estimate-report.traces-desc"), narrow), Chains: s.Chains, Label: p.chain}.SVG()
	})
}

func (p Page) ranks(method string) [2]string {
	s := p.Report.Methods[method].Sample
	return drawn(func(narrow bool) string {
		return chart.Ranks{Frame: p.frame(p.Cat.T("estimate-report.ranks", "method", p.name(method)), p.Cat.T("estimate-report.ranks-desc"), narrow), Bins: s.Ranks, Label: p.chain}.SVG()
	})
}

// parts are how much of a chain's draws lie in the lowest, the middle and the
// highest part of the ranks of all: a third each, where the chains agree.
func parts(bins []float64) (out [3]float64) {
	total := 0.0
	for _, v := range bins {
		total += v
	}
	if total == 0 {
		return out
	}
	for i, v := range bins {
		// A bin that lies across a border is parted.
		from, to := 3*float64(i)/float64(len(bins)), 3*float64(i+1)/float64(len(bins))
		for k := range out {
			within := math.Min(to, float64(k+1)) - math.Max(from, float64(k))
			out[k] += math.Max(0, within) / (to - from) * v / total
		}
	}
	return out
}

// varied are the methods that were run otherwise. Of a refused report nothing is
// shown: its variants are numbers too.
func (p Page) varied() (out []string) {
	if p.Report.Refused {
		return nil
	}
	for _, m := range p.methods() {
		if len(p.variants(m)) > 0 {
			out = append(out, m)
		}
	}
	return out
}

func (p Page) variants(method string) (out []estimate.Variant) {
	for _, v := range p.Report.Sensitivity {
		if v.Method == method {
			out = append(out, v)
		}
	}
	return out
}

func (p Page) sensitivity(method string) [2]string {
	whole := p.Report.Methods[method]
	var band chart.Band
	var rows []chart.Interval
	if !whole.Refused {
		band = chart.Band{Low: whole.Q025, Mid: whole.Median, High: whole.Q975}
		rows = append(rows, p.interval(p.Cat.T("estimate-report.as-reported"), whole))
	}
	kind := ""
	for _, v := range p.variants(method) {
		if v.Kind != kind {
			kind = v.Kind
			rows = append(rows, chart.Interval{Head: true, Label: p.Cat.Word("estimate-report-variant", kind)})
		}
		row := p.interval(leftToRight(v.Says), v.Result)
		row.Mark = v.Outside
		rows = append(rows, row)
	}
	return drawn(func(narrow bool) string {
		return chart.Intervals{Frame: p.frame(p.Cat.T("estimate-report.varied", "method", p.name(method)), p.Cat.T("estimate-report.varied-desc"), narrow), Band: band, Rows: rows}.SVG()
	})
}

func (p Page) coverage() [2]string {
	var rows []chart.Coverage
	for _, x := range p.Coverages {
		row := chart.Coverage{Label: p.Cat.T("estimate-report.scenario", "name", x.Scenario, "method", p.name(x.Method)), Under: scenarioSays(x.Scenario), Below: x.Below, Above: x.Above, Value: p.Cat.Percent(x.Covered)}
		if x.Refused >= 1 {
			row.Without, row.Value = true, p.Cat.T("estimate-report.refused")
		}
		rows = append(rows, row)
	}
	return drawn(func(narrow bool) string {
		return chart.Coverages{Frame: p.frame(p.Cat.T("estimate-report.coverage"), p.Cat.T("estimate-report.coverage-desc"), narrow), Percent: p.Cat.Percent, Rows: rows}.SVG()
	})
}

// leftToRight isolates an English sentence that may begin with the name of a list
// in a script written the other way (U+2066 to U+2069).
func leftToRight(says string) string { return "\u2066" + says + "\u2069" }

func scenarioSays(name string) string {
	for _, s := range estimate.Scenarios {
		if s.Name == name {
			return s.Says
		}
	}
	return ""
}
