package estimatereport

import (
	"bytes"
	"context"
	"math"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/habeas-record/habeas/estimate"
	"github.com/habeas-record/habeas/internal/browser"
	"github.com/habeas-record/habeas/internal/i18n"
	"github.com/habeas-record/habeas/internal/web/htmlcheck"
)

// lists of invented people.
var lists = []string{"Register of relatives", "قازاق تىزىملىكى", "Court notices", "Letters <office>"}

func table(t testing.TB, names []string, counts map[estimate.Pattern]int) estimate.Table {
	t.Helper()
	var cells []estimate.Cell
	for p, n := range counts {
		cells = append(cells, estimate.Cell{Pattern: p, Count: n})
	}
	out, _, err := estimate.NewTable(names, cells)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

var fourLists = map[estimate.Pattern]int{1: 60, 2: 50, 3: 14, 4: 40, 5: 9, 6: 8, 7: 3, 8: 45, 9: 12, 10: 9, 11: 4, 12: 7, 15: 1}

var signed = estimate.Estimand{Place: "Korgan", Window: "2017/2019", Assumption: "lists made apart from each other", By: "A. Analyst"}

// run is a real report, quickly.
func run(t testing.TB, tab estimate.Table, e estimate.Estimand) Page {
	o := estimate.Options{Seed: 3, ESS: 500, Chains: 4, Estimand: e}
	p := Page{Table: tab, Report: estimate.All(tab, o), Seed: 3, Command: "habeas estimate lists.csv --seed 3"}
	if !p.Report.Refused {
		o.Methods = []string{"dga", "loglinear"}
		part := estimate.All(tab, o)
		estimate.Sensitivity(tab, o, &part)
		p.Report.Sensitivity = part.Sensitivity
	}
	return p
}

// pages are those of the tests by name, made once.
var pages = sync.OnceValue(func() map[string]Page {
	t := &testing.T{}
	four := table(t, lists, fourLists)
	given := run(t, four, signed)
	given.Coverages = []estimate.Coverages{{Scenario: "A", Method: "lcmcr", Runs: 400, Covered: 0.968, Above: 0.008, Below: 0.025}, {Scenario: "E", Method: "lcmcr", Runs: 400, Covered: 0.667, Below: 0.333, Refused: 0.0025}}
	unsigned := given
	unsigned.Report.Publish, unsigned.Report.Estimand = false, nil
	unsigned.Report.Findings = append(append([]estimate.Finding{}, given.Report.Findings...), estimate.CheckEstimand(estimate.Estimand{})...)
	record := given
	record.Record, record.Lead = true, "dga"
	keep := four.Withhold()
	record.Withheld = &keep
	apart := given
	apart.Report.Headline = "methods disagree"
	return map[string]Page{
		"given": given, "record": record, "unsigned": unsigned, "disagree": apart, "peaks": withPeaks(given),
		"two-lists": run(t, table(t, lists[:2], map[estimate.Pattern]int{1: 30, 2: 40, 3: 20}), signed),
		"nobody":    run(t, table(t, lists[:3], nil), signed),
		"wide":      wide(t),
	}
})

// withPeaks is a report in which every method refuses, two of them with peaks.
func withPeaks(p Page) Page {
	rep := p.Report
	rep.Methods = map[string]estimate.Result{}
	for m, r := range p.Report.Methods {
		r.Refused, r.Median, r.Mean, r.Q025, r.Q975, r.MCSE = true, 0, 0, 0, 0, nil
		r.Reasons = []string{"chains begun at different places have not come to one number"}
		if r.Sample != nil {
			r.Modes, r.ModeShares = []float64{51377, 142391}, []float64{0.61, 0.39}
		}
		rep.Methods[m] = r
	}
	rep.Refused, rep.Publish, rep.Headline, rep.Reasons = true, false, "", []string{"no method gives a number"}
	p.Report = rep
	return p
}

// wide has ten lists with names longer than any column.
func wide(t testing.TB) Page {
	var names []string
	counts := map[estimate.Pattern]int{}
	for i := range 10 {
		names = append(names, strings.Repeat(string(rune('A'+i)), 40)+" of the office of something")
		for j := range 10 {
			counts[1<<i|1<<j] += 123456 + 1000*i*j
		}
	}
	tab := table(t, names, counts)
	o := estimate.Options{Seed: 1, Methods: []string{"chao", "coverage"}, Estimand: signed}
	return Page{Table: tab, Report: estimate.All(tab, o), Seed: 1}
}

func catalogs(t testing.TB) map[string]*i18n.Catalog {
	t.Helper()
	set, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	mirror, _ := set.WithPseudo().Get(i18n.PseudoTag)
	return map[string]*i18n.Catalog{"ltr": set.English(), "rtl": mirror}
}

func write(t testing.TB, p Page, c *i18n.Catalog) []byte {
	t.Helper()
	p.Cat = c
	var b bytes.Buffer
	if err := Write(context.Background(), &b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPages(t *testing.T) {
	for dir, c := range catalogs(t) {
		for name, p := range pages() {
			t.Run(name+"-"+dir, func(t *testing.T) {
				page := write(t, p, c)
				htmlcheck.Run(t, page, htmlcheck.Public(), htmlcheck.NotIn("link, img, form"))
				for _, bad := range []string{"NaN", "Inf", "⟦", "%!"} {
					if bytes.Contains(page, []byte(bad)) {
						t.Errorf("the page holds %q", bad)
					}
				}
			})
		}
	}
}

var big = regexp.MustCompile(`<p class="big">([^<]*)</p>`)

// A refusal has no number at its head, and no median anywhere.
func TestHeadline(t *testing.T) {
	c := catalogs(t)["ltr"]
	for name, want := range map[string]string{
		"given": "^About [0-9,]+ people, of whom 262 .* between [0-9,]+ and [0-9,]+, if what is assumed below holds\\.$", "unsigned": "^A working paper: [^0-9]*$", "disagree": "^The methods disagree[^0-9]*$",
		"peaks": "^No number may be given\\.$", "two-lists": "^No number may be given\\.$", "nobody": "^No number may be given\\.$",
	} {
		head := big.FindSubmatch(write(t, pages()[name], c))
		if head == nil || !regexp.MustCompile(want).Match(head[1]) {
			t.Errorf("%s: the head says %q, want %s", name, head, want)
		}
	}
	page := string(write(t, pages()["peaks"], c))
	for _, want := range []string{"51,377 (61%), 142,391 (39%)", "no method gives a number"} {
		if !strings.Contains(page, want) {
			t.Errorf("the refusal does not say %q", want)
		}
	}
	if page := string(write(t, pages()["two-lists"], c)); strings.Contains(page, "147") || strings.Contains(page, "Chapman") {
		t.Error("two lists give a number on the page")
	}
	for _, v := range pages()["peaks"].Report.Sensitivity {
		if r := v.Result; !r.Refused && r.Q975 > 0 && strings.Contains(page, pages()["peaks"].withCat(c).value(r)) {
			t.Errorf("the refused page shows the variant %q as a number", v.Says)
		}
	}
	for _, want := range []string{"Korgan", "2017/2019", "lists made apart from each other", "A. Analyst", "the seed 3", "R-hat", "Beta(1, 1)"} {
		if !strings.Contains(string(write(t, pages()["given"], c)), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

func (p Page) withCat(c *i18n.Catalog) Page {
	p.Cat = c
	return p
}

// The same input is the same page to the byte, made anew or however long it took.
func TestSameBytes(t *testing.T) {
	c := catalogs(t)["ltr"]
	first := write(t, run(t, table(t, lists, fourLists), signed), c)
	again := run(t, table(t, lists, fourLists), signed)
	for m, r := range again.Report.Methods {
		r.Seconds = 12345
		again.Report.Methods[m] = r
	}
	if !bytes.Equal(first, write(t, again, c)) {
		t.Error("two runs of one seed give two pages")
	}
}

// Of a record neither table nor picture shows a combination of fewer than ten
// people, nor what would tell one; of a table that whoever reads has, all is shown.
func TestFewPeopleAreWithheld(t *testing.T) {
	c := catalogs(t)["ltr"]
	counts := func(page string) (out []string) {
		table := regexp.MustCompile(`(?s)<details id="overlap">.*?</details>`).FindString(page)
		for _, m := range regexp.MustCompile(`<td class="n">([^<]*)</td>`).FindAllStringSubmatch(table, -1) {
			out = append(out, m[1])
		}
		return out
	}
	open, kept := string(write(t, pages()["given"], c)), string(write(t, pages()["record"], c))
	if n := counts(open); len(n) != len(fourLists) || strings.Join(n, " ") != "60 50 45 40 14 12 9 9 8 7 4 3 1" {
		t.Errorf("the open table shows %v", n)
	}
	want := pages()["record"].Table.Withhold()
	shown := counts(kept)
	hidden := 0
	for i, cell := range pages()["record"].Table.Cells {
		if want.Cells[i] {
			hidden++
		} else if cell.Count < 10 {
			t.Errorf("%d people of %b are shown", cell.Count, cell.Pattern)
		}
	}
	if hidden < 7 || strings.Count(strings.Join(shown, " "), "not shown") != hidden || strings.Count(kept, ">–</text>") < hidden+4 {
		t.Errorf("%d combinations are withheld, the table shows %v and the pictures %d dashes", hidden, shown, strings.Count(kept, ">–</text>"))
	}
	// How many a list names alone is told by those who are left without it.
	for _, v := range pages()["record"].Report.Sensitivity {
		if n := ">" + c.Number(int64(v.N)) + "</td>"; v.N != 262 && strings.Contains(kept, n) {
			t.Errorf("the variant %q shows %d people", v.Says, v.N)
		}
	}
}

func TestQuantilesOfACurve(t *testing.T) {
	var curve []estimate.Density
	for n := 0.0; n <= 100; n++ {
		curve = append(curve, estimate.Density{N: n, Density: 0.01})
	}
	for i, v := range quantiles(curve, quartiles) {
		if want := 25 * float64(i+1); math.Abs(v-want) > 1e-9 {
			t.Errorf("quantile %d of a level curve is %g, want %g", i, v, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		bins := rapid.SliceOfN(rapid.Float64Range(0, 1000), 0, 30).Draw(t, "bins")
		sum := 0.0
		for _, v := range parts(bins) {
			sum += v
		}
		if sum != 0 && math.Abs(sum-1) > 1e-9 {
			t.Fatalf("the thirds add up to %g", sum)
		}
	})
}

func TestPagesInChromium(t *testing.T) {
	html := map[string][]byte{}
	for dir, c := range catalogs(t) {
		for name, p := range pages() {
			html["/"+dir+"/"+name] = write(t, p, c)
		}
	}
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page, ok := html[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(page)
	}))
	defer site.Close()
	b := browser.New(t)
	for _, look := range []struct {
		dir  string
		view browser.View
	}{
		{"ltr", browser.View{Width: 400, NoScript: true}}, {"ltr", browser.View{Width: 1280, NoScript: true}}, {"ltr", browser.View{Width: 1280, Dark: true}},
		{"rtl", browser.View{Width: 400, Dark: true}}, {"rtl", browser.View{Width: 1280}}, {"ltr", browser.View{Width: 1280, Print: true}},
	} {
		for _, name := range []string{"given", "peaks", "two-lists", "wide"} {
			p := b.Open(site.URL+"/"+look.dir+"/"+name, look.view)
			p.Check()
			p.CheckWeight(1, 400_000)
			p.Shot("estimate-" + name + "-" + look.dir)
		}
	}
}

// What was tried before is of every method whose number can be signed, and of the
// scenarios the bars are about.
func TestTried(t *testing.T) {
	for _, m := range []string{"lcmcr", "dga", "loglinear"} {
		var names []string
		for _, x := range Tried(m) {
			names = append(names, x.Scenario)
			if x.Method != m || x.Runs != 400 || !(x.Covered > 0 && x.Covered <= 1) || math.Abs(x.Covered+x.Above+x.Below-1) > 1e-9 {
				t.Errorf("%s: %+v", m, x)
			}
		}
		if strings.Join(names, "") != "ABCDEF" {
			t.Errorf("%s was tried on %v", m, names)
		}
	}
	if x := Tried("chao"); x != nil {
		t.Errorf("a bound was tried: %v", x)
	}
}
