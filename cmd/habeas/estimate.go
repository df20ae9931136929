package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/habeas-record/habeas/estimate"
	"github.com/habeas-record/habeas/internal/estimatereport"
)

type estimateCmd struct {
	Table    estimateTableCmd    `cmd:"" default:"withargs" help:"Estimate from a table of capture patterns how many there are, those on no list included."`
	Combine  estimateCombineCmd  `cmd:"" help:"Combine the draws of several replicates, in which what the records do not say was filled in differently."`
	Strata   estimateStrataCmd   `cmd:"" help:"Estimate each stratum and add them up draw by draw; strata that carry no estimate stay documented only."`
	Record   estimateRecordCmd   `cmd:"" help:"Estimate from the record how many were ever held in a place in a window of time, and keep the answer in it."`
	Simulate estimateSimulateCmd `cmd:"" help:"Draw populations of known size and see how often an interval of 95 % holds it."`
}

type estimateTableCmd struct {
	File    string  `arg:"" help:"CSV: one column of 0 and 1 for each list, and a column named count; or one row a person and no count. - for standard input."`
	Method  string  `help:"lcmcr (latent classes), dga (decomposable graphs), loglinear, chao (a lower bound), coverage, or all." default:"all" placeholder:"METHOD"`
	Seed    uint64  `help:"Seed of the draws: the same seed gives the same numbers on any machine." default:"1"`
	Classes int     `help:"Most latent classes of lcmcr." default:"10"`
	Cap     float64 `help:"Most unseen people for each person on a list that lcmcr may draw." default:"20"`
	listPrior
	Delta   float64  `help:"Prior count of each cell of dga; 0 for 2 to the power of minus the number of lists." default:"0"`
	Unseen  string   `help:"Numbers of unseen people that dga tries, as FROM:TO or FROM:TO:STEP, equally weighted; without it, a grid that widens up to 50 for each person on a list." placeholder:"FROM:TO:STEP"`
	Without bool     `help:"Leave out of dga the graph that joins all lists and says nothing of the unseen." name:"without-complete"`
	Pairs   []string `help:"Pairs of lists known to depend on each other, as A:B, for loglinear; without it pairs are chosen." placeholder:"A:B"`
	Place   string   `help:"Place the estimate is of; without place, window, assumption and signature it is not to be published."`
	Window  string   `help:"Window of time it is of, in EDTF, as 2017/2019: of everybody ever held there and then."`
	Assume  string   `help:"What makes those on no list like those on some, in your words."`
	By      string   `help:"Who signs that."`
	Vary    bool     `help:"Make the estimate otherwise in one respect at a time too: each list left out, each pair of lists merged, other priors." name:"sensitivity"`
	JSON    bool     `help:"Print one JSON document." name:"json"`
	estimateReport
}

func (c *estimateTableCmd) Run(ctx context.Context, t terminal) error {
	return untilInterrupted(ctx, func() error { return c.estimate(t) })
}

func (c *estimateTableCmd) estimate(t terminal) error {
	methods, err := methodsOf(c.Method)
	if err != nil {
		return err
	}
	if c.Classes < 2 || c.Classes > 50 || !(c.Cap >= 1 && c.Cap <= 1000) || !(c.Delta >= 0 && c.Delta <= 10) {
		return misuse("--classes is 2 to 50, --cap 1 to 1000, --delta 0 to 10")
	}
	prior, err := c.listPrior.parse()
	if err != nil {
		return err
	}
	tried, err := c.ready()
	if err != nil {
		return err
	}
	var table estimate.Table
	var dropped int
	err = t.readFrom(c.File, func(in io.Reader) (err error) {
		table, dropped, err = estimate.ReadCSV(in)
		return err
	})
	if err != nil {
		return err
	}
	o := estimate.Options{Methods: methods, Seed: c.Seed, Estimand: estimate.Estimand{Place: c.Place, Window: c.Window, Assumption: c.Assume, By: c.By}, Classes: c.Classes, Cap: c.Cap, ListA: prior[0], ListB: prior[1], Delta: c.Delta,
		Progress: func(done, most int) { fmt.Fprintf(t.err, "\rhabeas: %d of at most %d sweeps", done, most) }}
	o.WithoutComplete = c.Without
	if o.Grid, err = gridOf(c.Unseen); err != nil {
		return err
	}
	if o.Pairs, err = pairsOf(c.Pairs, table.Lists); err != nil {
		return err
	}
	rep := estimate.All(table, o)
	if slices.Contains(methods, "lcmcr") && !rep.Refused {
		fmt.Fprintln(t.err)
	}
	if c.Vary {
		o.Progress = func(done, most int) { fmt.Fprintf(t.err, "\rhabeas: %d of %d variants", done, most) }
		estimate.Sensitivity(table, o, &rep)
		fmt.Fprintln(t.err)
	}
	if dropped > 0 {
		rep.Warnings = append(rep.Warnings, fmt.Sprintf("%d people on no list were left out: no list can have counted them", dropped))
	}
	if err := c.write(t, estimatereport.Page{Table: table, Report: rep, Seed: c.Seed, Command: c.command(), Coverages: tried}); err != nil {
		return err
	}
	if c.JSON {
		return indented(t.out, rep)
	}
	return printEstimate(t, rep)
}

// untilInterrupted waits for a calculation, or for whoever has had enough of it. It
// writes nothing but its answer, so that it may be left in the middle when the
// program ends.
func untilInterrupted(ctx context.Context, calculate func() error) error {
	done := make(chan error, 1)
	go func() { done <- calculate() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return errors.New("stopped before the calculation was done; nothing was written")
	}
}

// listPrior is the beta prior of lcmcr for the chance of a class to be on a list.
type listPrior struct {
	ListPrior string `help:"Beta prior of lcmcr for the chance to be on a list, as A,B: 1,1 takes every chance for as likely, and with sparse lists says too few; .5,.5 weighs half as much." default:"1,1" placeholder:"A,B"`
}

func (p listPrior) parse() (ab [2]float64, err error) {
	words := strings.Split(p.ListPrior, ",")
	for i, w := range words {
		v, err := strconv.ParseFloat(w, 64)
		if err != nil || len(words) != 2 || !(v >= 0.01 && v <= 100) {
			return ab, misuse("--list-prior %q: write two numbers from 0.01 to 100, as 1,1", p.ListPrior)
		}
		ab[i] = v
	}
	return ab, nil
}

func methodsOf(name string) ([]string, error) {
	if name == "all" {
		return estimate.Methods, nil
	}
	if !slices.Contains(estimate.Methods, name) {
		return nil, misuse("there is no method %q: choose %s or all", name, strings.Join(estimate.Methods, ", "))
	}
	return []string{name}, nil
}

// mostGrid is how many numbers of unseen may be given: minutes, with five lists.
const mostGrid = 5_000_000

func gridOf(word string) (out []int, err error) {
	if word == "" {
		return nil, nil
	}
	step := 1
	var at []int
	for _, w := range strings.Split(word, ":") {
		v, err := strconv.Atoi(w)
		if err != nil || v < 0 || v > estimate.MaxPeople {
			return nil, misuse("--unseen %q: write whole numbers as FROM:TO or FROM:TO:STEP", word)
		}
		at = append(at, v)
	}
	if len(at) == 3 {
		step = at[2]
	}
	if len(at) < 2 || len(at) > 3 || at[1] < at[0] || step < 1 || (at[1]-at[0])/step > mostGrid {
		return nil, misuse("--unseen %q: write FROM:TO or FROM:TO:STEP, the greater number second, at most %d numbers", word, mostGrid)
	}
	for n0 := at[0]; n0 <= at[1]; n0 += step {
		out = append(out, n0)
	}
	return out, nil
}

func pairsOf(words, lists []string) (out [][2]int, err error) {
	for _, w := range words {
		a, b, _ := strings.Cut(w, ":")
		i, j := slices.Index(lists, a), slices.Index(lists, b)
		if i < 0 || j < 0 || i == j {
			return nil, misuse("%q is not a pair of lists: write two of %s, parted by a colon", w, strings.Join(lists, ", "))
		}
		out = append(out, [2]int{min(i, j), max(i, j)})
	}
	return out, nil
}

func printEstimate(t terminal, rep estimate.Report) error {
	fmt.Fprintf(t.out, "%d people on at least one of %d lists: %s\n", rep.N, len(rep.Lists), strings.Join(rep.Lists, ", "))
	if e := rep.Estimand; e != nil {
		fmt.Fprintf(t.out, "of everybody ever held in %s in %s; assumed by %s: %s\n", said(e.Place), said(e.Window), said(e.By), said(e.Assumption))
	}
	if rep.Refused {
		fmt.Fprintln(t.out, "no estimate may be printed:")
		for _, why := range rep.Reasons {
			fmt.Fprintf(t.out, "  %s\n", why)
		}
	} else if rep.Headline != "" {
		fmt.Fprintln(t.out, rep.Headline)
	}
	w := tabwriter.NewWriter(t.out, 0, 4, 2, ' ', 0)
	for _, m := range estimate.Methods {
		r, ok := rep.Methods[m]
		switch {
		case !ok:
		case r.Refused:
			fmt.Fprintf(w, "  %s\trefused%s\n", m, peaksOf(r))
		case r.Bound:
			fmt.Fprintf(w, "  %s\tat least %.0f\n", m, r.Median)
		case r.Q975 == 0:
			fmt.Fprintf(w, "  %s\t%.0f\tfrom %.0f, without upper limit\n", m, r.Median, r.Q025)
		default:
			fmt.Fprintf(w, "  %s\t%.0f\t%.0f to %.0f\n", m, r.Median, r.Q025, r.Q975)
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	said := map[string]bool{} // of a table that no method may be used on they all say the same
	for _, m := range estimate.Methods {
		for _, why := range rep.Methods[m].Reasons {
			if !rep.Refused {
				fmt.Fprintf(t.out, "%s: %s\n", m, why)
			}
		}
		for _, say := range rep.Methods[m].Warnings {
			switch {
			case !rep.Refused:
				fmt.Fprintf(t.out, "%s: %s\n", m, say)
			case !said[say]:
				said[say] = true
				fmt.Fprintln(t.out, say)
			}
		}
	}
	for _, say := range rep.Warnings {
		fmt.Fprintln(t.out, say)
	}
	for _, m := range estimate.Methods {
		if r, ok := rep.Methods[m]; ok && !rep.Refused {
			fmt.Fprintf(t.out, "%s was run with %s\n", m, ran(r))
		}
	}
	if len(rep.Families) > 0 {
		fmt.Fprintln(t.out, "other log-linear models, by what is assumed of people's differences:")
		w := tabwriter.NewWriter(t.out, 0, 4, 2, ' ', 0)
		for _, name := range slices.Sorted(maps.Keys(rep.Families)) {
			x := rep.Families[name]
			fmt.Fprintf(w, "  %s\t%.0f\t%.0f to %.0f\n", name, x.N, x.Q025, x.Q975)
		}
		if err := w.Flush(); err != nil {
			return err
		}
	}
	if len(rep.Sensitivity) > 0 {
		if err := printVariants(t, rep); err != nil {
			return err
		}
	}
	if !rep.Publish && !rep.Refused {
		for _, f := range rep.Findings {
			if f.Rule == "window" || f.Rule == "assumption" {
				fmt.Fprintln(t.out, "not to be published:", f.Says)
			}
		}
	}
	return nil
}

func printVariants(t terminal, rep estimate.Report) error {
	fmt.Fprintln(t.out, "made otherwise in one respect:")
	w := tabwriter.NewWriter(t.out, 0, 4, 2, ' ', 0)
	for _, v := range rep.Sensitivity {
		r, aside := v.Result, ""
		if v.Outside {
			aside = "outside the interval above"
		}
		switch {
		case r.Refused:
			fmt.Fprintf(w, "  %s\t%s\trefused\t%s\t\n", v.Method, v.Says, strings.TrimPrefix(peaksOf(r), "; "))
		case r.Q975 == 0:
			fmt.Fprintf(w, "  %s\t%s\t%.0f\tfrom %.0f, without upper limit\t%s\n", v.Method, v.Says, r.Median, r.Q025, aside)
		default:
			fmt.Fprintf(w, "  %s\t%s\t%.0f\t%.0f to %.0f\t%s\n", v.Method, v.Says, r.Median, r.Q025, r.Q975, aside)
		}
	}
	return w.Flush()
}

func said(s string) string {
	if s == "" {
		return "(not said)"
	}
	return s
}

// ran is what a method was run with: its priors, its cap, its model and the weight of
// the graph whose answer is the prior.
func ran(r estimate.Result) string {
	out := []string{"priors: " + r.Priors}
	if r.Model != "" {
		out = append(out, r.Model)
	}
	if r.Cap > 0 {
		out = append(out, fmt.Sprintf("at most %.0f", r.Cap))
	}
	if strings.Contains(r.Model, "graph") {
		out = append(out, fmt.Sprintf("%.2g on the graph that says nothing of the unseen", r.Saturated))
	}
	return strings.Join(out, "; ")
}

// peaksOf are the peaks of a posterior of which no number may be printed.
func peaksOf(r estimate.Result) string {
	if len(r.ModeShares) == 0 {
		return ""
	}
	var out []string
	for i, m := range r.Modes {
		out = append(out, fmt.Sprintf("%.0f (%.0f %%)", m, 100*r.ModeShares[i]))
	}
	return "; the draws gather at " + strings.Join(out, ", ")
}
