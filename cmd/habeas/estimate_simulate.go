package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/habeas-record/habeas/estimate"
)

type estimateSimulateCmd struct {
	Scenario string `help:"Scenario, several parted by commas, or all." default:"all" placeholder:"NAME"`
	Method   string `help:"Method to try, or all: then the rules that compare methods can speak too." default:"lcmcr" placeholder:"METHOD"`
	People   int    `help:"Size of each population." default:"2000"`
	Lists    int    `help:"How many lists, 3 to 6." default:"4"`
	Runs     int    `help:"Populations drawn for each scenario." default:"100"`
	Seed     uint64 `help:"Seed of the draws." default:"1"`
	JSON     bool   `help:"Print one JSON document." name:"json"`
	listPrior
}

func (c *estimateSimulateCmd) Run(ctx context.Context, t terminal) error {
	return untilInterrupted(ctx, func() error { return c.estimate(t) })
}

func (c *estimateSimulateCmd) estimate(t terminal) error {
	methods, err := methodsOf(c.Method)
	if err != nil {
		return err
	}
	if c.Method == "chao" {
		return misuse("give a method with an interval: lcmcr, dga, loglinear, coverage, or all")
	}
	methods = slices.DeleteFunc(slices.Clone(methods), func(m string) bool { return m == "chao" })
	prior, err := c.listPrior.parse()
	if err != nil {
		return err
	}
	var names []string
	var found []estimate.Coverages
	for _, s := range estimate.Scenarios {
		names = append(names, s.Name)
		if c.Scenario != "all" && !slices.Contains(strings.Split(c.Scenario, ","), s.Name) {
			continue
		}
		x, err := estimate.Simulate(s, estimate.Options{Methods: methods, Seed: c.Seed, ListA: prior[0], ListB: prior[1]}, c.People, c.Lists, c.Runs, func(done int) {
			fmt.Fprintf(t.err, "\rhabeas: scenario %s: %d of %d", s.Name, done, c.Runs)
		})
		fmt.Fprintln(t.err)
		if err != nil {
			return misused{err}
		}
		found = append(found, x...)
	}
	if len(found) == 0 {
		return misuse("there is no scenario %q: choose %s or all", c.Scenario, strings.Join(names, ", "))
	}
	if c.JSON {
		return indented(t.out, found)
	}
	w := tabwriter.NewWriter(t.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "scenario\tmethod\ton a list\tcovered\tabove\tbelow\tmedian/true\twidth/true\topen\trefused\twarned\t")
	for _, x := range found {
		i := slices.Index(names, x.Scenario)
		fmt.Fprintf(w, "%s\t%s\t%.2f\t%.3f\t%.3f\t%.3f\t%.3f\t%.2f\t%.2f\t%.2f\t%.2f\t%s\n", x.Scenario, x.Method, x.Listed, x.Covered, x.Above, x.Below, x.Ratio, x.Width, x.Open, x.Refused, x.Warned, estimate.Scenarios[i].Says)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	before := ""
	for _, x := range found {
		if x.Scenario == before {
			continue
		}
		before = x.Scenario
		var spoke []string
		for _, rule := range slices.Sorted(maps.Keys(x.Rules)) {
			spoke = append(spoke, fmt.Sprintf("%s %.2f", rule, x.Rules[rule]))
		}
		fmt.Fprintf(t.out, "%s: rules that spoke, and in which part of the runs: %s\n", x.Scenario, cmp.Or(strings.Join(spoke, ", "), "none"))
	}
	return nil
}
