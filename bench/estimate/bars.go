package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/habeas-record/habeas/estimate"
)

// A bar is one that can be measured without draws from a sampler, or with many
// short runs of it; the table of main holds the long runs.
type bar struct {
	name string
	run  func(w io.Writer, data string) error
}

var bars = []bar{{"B4", graphsEqual}, {"B5", logLinearEqual}, {"B6", combined}, {"B7", quick}, {"B8", graphsQuick}, {"B9", coverage}, {"B11", priorsPrinted}}

// runBars measures the bars whose name is asked for; B9, which takes hours, only by
// its name. It reports whether there was one.
func runBars(only, data string) (bool, error) {
	found := false
	w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	for _, b := range bars {
		if only != b.name && (only != "" || b.name == "B9") {
			continue
		}
		found = true
		if err := b.run(w, data); err != nil {
			return true, fmt.Errorf("%s: %w", b.name, err)
		}
		if err := w.Flush(); err != nil {
			return true, err
		}
	}
	return found, nil
}

func read(data, name string) (estimate.Table, error) {
	f, err := os.Open(filepath.Join(data, "estimate", name+".csv"))
	if err != nil {
		return estimate.Table{}, err
	}
	defer f.Close()
	t, _, err := estimate.ReadCSV(f)
	return t, err
}

// lines calls do with the groups of each line of a reference that matches.
func lines(data, name, pattern string, do func(m []string) error) error {
	f, err := os.Open(filepath.Join(data, "estimate", name))
	if err != nil {
		return err
	}
	defer f.Close()
	line := regexp.MustCompile(pattern)
	s := bufio.NewScanner(f)
	for s.Scan() {
		if m := line.FindStringSubmatch(s.Text()); m != nil {
			if err := do(m); err != nil {
				return err
			}
		}
	}
	return s.Err()
}

func steps(step, most int) []int {
	var out []int
	for n0 := 1; n0 <= most; n0 += step {
		out = append(out, n0)
	}
	return out
}

// grids are the numbers of unseen that the reference tried.
var grids = map[string][]int{
	"kosovo_4list": steps(1, 20000), "uk_slavery_5list": steps(10, 60000), "netherlands_trafficking_5list": steps(50, 300000), "neworleans_trafficking_5list": steps(5, 20000),
	"western_us_trafficking_5list": steps(5, 12000), "australia_trafficking_4list": steps(1, 12420), "hiv_lazio_4list": steps(5, 60000), "lesbian_allegheny_4list": steps(5, 20000),
	"congenital_massachusetts_5list": steps(1, 20000), "spina_bifida_ny_3list": steps(1, 2000), "korea_palembang_3list": steps(1, 2000),
}

func graphsEqual(w io.Writer, data string) error {
	rows, same := 0, 0
	far, farWeight := 0.0, 0.0
	err := lines(data, "dga_sens.txt", `^(\S+) k=(\d+) n=\d+ delta=(\S+): ALL mean (\S+) .*P\(complete graph\) (\S+) \| EXCL complete: mean (\S+)`, func(m []string) error {
		t, err := read(data, m[1])
		if err != nil {
			return err
		}
		delta, _ := strconv.ParseFloat(m[3], 64)
		if standard := math.Exp2(-float64(len(t.Lists))); math.Abs(delta-standard) < 1e-3 {
			delta = standard
		}
		g := estimate.Graphs{Delta: delta, Grid: grids[m[1]]}
		all, err := g.Curve(t)
		if err != nil {
			return err
		}
		g.WithoutComplete = true
		without, err := g.Curve(t)
		if err != nil {
			return err
		}
		rows++
		if fmt.Sprintf("%.1f", all.Mean) == m[4] && fmt.Sprintf("%.1f", without.Mean) == m[6] && fmt.Sprintf("%.4f", all.Complete) == m[5] {
			same++
		}
		for _, x := range [][2]string{{m[4], fmt.Sprint(all.Mean)}, {m[6], fmt.Sprint(without.Mean)}} {
			want, _ := strconv.ParseFloat(x[0], 64)
			got, _ := strconv.ParseFloat(x[1], 64)
			far = math.Max(far, math.Abs(got-want)/want)
		}
		want, _ := strconv.ParseFloat(m[5], 64)
		farWeight = math.Max(farWeight, math.Abs(all.Complete-want))
		return nil
	})
	fmt.Fprintf(w, "B4\tdga, rows equal in every printed digit\t%d of %d\n", same, rows)
	fmt.Fprintf(w, "B4\tfurthest mean from the printed one, of itself; weight of the complete graph\t%.1e; %.1e\n", far, farWeight)
	return err
}

func logLinearEqual(w io.Writer, data string) error {
	worst, rows := 0.0, 0
	compare := func(name string, want []string) error {
		t, err := read(data, name)
		if err != nil {
			return err
		}
		r := estimate.LogLinear{Naive: true}.Run(t)
		rows++
		for i, got := range []float64{r.Q025, r.Median, r.Q975} {
			v, err := strconv.ParseFloat(want[i], 64)
			if err != nil {
				return err
			}
			worst = math.Max(worst, math.Abs(got-v))
		}
		return nil
	}
	if err := lines(data, "sparsemse.txt", `^(\S+) n \d+ names .* est (\S+) (\S+) (\S+) \| sec`, func(m []string) error { return compare(m[1], m[2:]) }); err != nil {
		return err
	}
	if err := lines(data, "care.txt", `^Sparse mse/(\S+) (\S+) (\S+) (\S+) `, func(m []string) error { return compare(m[1], m[2:]) }); err != nil {
		return err
	}
	fmt.Fprintf(w, "B5\tlog-linear, tables; furthest estimate or limit from the printed one\t%d; %.3f\n", rows, worst)
	worst, rows = 0, 0
	var families map[string]estimate.Family
	err := lines(data, "rcapture.txt", `^(?:== (\S+)\.csv|(Mt|Mth (?:Chao \(LB\)|Poisson2|Darroch|Gamma3\.5)) +([0-9.]+) )`, func(m []string) error {
		if m[1] != "" {
			t, err := read(data, m[1])
			families = estimate.Differing(t)
			return err
		}
		v, err := strconv.ParseFloat(m[3], 64)
		rows++
		worst = math.Max(worst, math.Abs(families[m[2]].N-v))
		return err
	})
	fmt.Fprintf(w, "B5\tM_t and M_th families, rows; furthest\t%d; %.3f\n", rows, worst)
	return err
}

func combined(w io.Writer, data string) error {
	f, err := os.Open(filepath.Join(data, "estimate", "verdata_combine_20replicates.csv"))
	if err != nil {
		return err
	}
	defer f.Close()
	rs, err := estimate.ReadReplicates(f)
	if err != nil {
		return err
	}
	r, err := estimate.Combine(rs)
	fmt.Fprintf(w, "B6\t20 replicates combined (1266 / 1593 / 2148)\t%.0f / %.0f / %.0f\n", r.Q025, r.Mean, r.Q975)
	return err
}

// quick measures how fast lcmcr sweeps, diagnosis included, how long it takes to a
// thousand effective draws, and whether one core and two say the same to the byte.
func quick(w io.Writer, data string) error {
	for _, x := range []struct {
		file, bar       string
		classes, sweeps int // too few sweeps for scouts
	}{
		{"kosovo_4list", "1.5 × 61,000 to 73,000", 10, 12_000}, {"sim/stanlcmcr_wide25", "3 × 5,200", 20, 4000}, {"sim/synthetic_large12", "1.2 × 900", 10, 1000},
	} {
		t, err := read(data, x.file)
		if err != nil {
			return err
		}
		var rates []float64
		for range 5 {
			used := cpu()
			r := estimate.LCMCR{Seed: 1, Classes: x.classes, Sweeps: x.sweeps, Threads: 1}.Run(t)
			rates = append(rates, float64(r.Iterations)/(cpu()-used))
		}
		slices.Sort(rates)
		fmt.Fprintf(w, "B7\t%s, sweeps for each CPU second (%s)\t%.0f (median of 5)\n", x.file, x.bar, rates[2])
	}
	t, err := read(data, "kosovo_4list")
	if err != nil {
		return err
	}
	const seeds, again = 10, 3 // of them on one core too
	var bytes []string
	for _, threads := range []int{2, 1} {
		for seed := range uint64(seeds) {
			if threads == 1 && seed >= again {
				break
			}
			began, used := time.Now(), cpu()
			r := estimate.LCMCR{Seed: seed + 1, ESS: 1000, Threads: threads}.Run(t)
			fmt.Fprintf(w, "B7\tkosovo to ESS 1,000 on %d cores (7 s on 2), seed %d\t%.1f s, %.1f CPU s: ESS %.0f/%.0f, R-hat %.4f, %d sweeps\n",
				threads, seed+1, time.Since(began).Seconds(), cpu()-used, r.ESSBulk, r.ESSTail, r.RHat, r.Iterations)
			r.Seconds = 0
			b, err := json.Marshal([]any{r, r.Sample})
			if err != nil {
				return err
			}
			bytes = append(bytes, string(b))
		}
	}
	fmt.Fprintf(w, "B7\tthe same bytes on one core and on two, three seeds\t%v\n", slices.Equal(bytes[:again], bytes[seeds:]))
	return nil
}

func graphsQuick(w io.Writer, data string) error {
	for _, x := range []struct {
		what, file string
		grid       []int
	}{
		{"822 graphs, 300 numbers (4 ms)", "congenital_massachusetts_5list", steps(1, 300)}, {"uk_5, 60,000 numbers (0.7 s)", "uk_slavery_5list", steps(1, 60000)},
		{"uk_5, widening grid (0.1 s)", "uk_slavery_5list", nil}, {"six lists, 18,154 graphs, widening grid (10 s)", "uk_slavery_6list", nil}, {"seven lists, 617,675 graphs, widening grid", "neworleans_trafficking_8list", nil},
	} {
		t, err := read(data, x.file)
		if err != nil {
			return err
		}
		if len(t.Lists) == 8 {
			t = t.Without(7)
		}
		var walls, cpus []float64
		for range 5 {
			began, used := time.Now(), cpu()
			if _, err := (estimate.Graphs{Grid: x.grid}).Curve(t); err != nil {
				return err
			}
			walls, cpus = append(walls, time.Since(began).Seconds()), append(cpus, cpu()-used)
		}
		slices.Sort(walls)
		slices.Sort(cpus)
		fmt.Fprintf(w, "B8\t%s\t%.4f s, %.4f CPU s (median of 5)\n", x.what, walls[2], cpus[2])
	}
	return nil
}

func coverage(w io.Writer, _ string) error {
	const runs = 400
	for _, s := range estimate.Scenarios {
		if len(s.Name) > 1 {
			continue
		}
		found, err := estimate.Simulate(s, estimate.Options{Methods: []string{"lcmcr", "dga", "loglinear", "coverage"}, Seed: 1}, 2000, 4, runs, nil)
		if err != nil {
			return err
		}
		for _, x := range found {
			fmt.Fprintf(w, "B9\t%s %s\tcovered %.3f, above %.3f, below %.3f, median %.3f, width %.2f, open %.2f, refused %.2f, warned %.2f, weakly identified or methods disagree %.2f\n",
				x.Scenario, x.Method, x.Covered, x.Above, x.Below, x.Ratio, x.Width, x.Open, x.Refused, x.Warned, math.Max(x.Rules["weakly identified"], x.Rules["methods disagree"]))
		}
	}
	return nil
}

func priorsPrinted(w io.Writer, data string) error {
	t, err := read(data, "kosovo_4list")
	if err != nil {
		return err
	}
	rep := estimate.All(t, estimate.Options{Methods: []string{"dga"}, Delta: 1})
	r := rep.Methods["dga"]
	var spoke []string
	for _, f := range rep.Findings {
		spoke = append(spoke, f.Rule)
	}
	fmt.Fprintf(w, "B11\tkosovo with delta 1\trefused %v; %.3f on the complete graph; %s; rules %s\n", r.Refused, r.Saturated, r.Priors, strings.Join(spoke, ", "))
	return nil
}
