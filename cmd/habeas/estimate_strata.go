package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/habeas-record/habeas/estimate"
)

// readFrom reads a file, or standard input for "-".
func (t terminal) readFrom(path string, read func(io.Reader) error) error {
	if path == "-" {
		return read(t.in)
	}
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("open the table: %w", err)
	}
	defer f.Close()
	if err := read(f); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

type estimateCombineCmd struct {
	File string `arg:"" help:"CSV with the columns replicate, n_obs and N: one row for each draw of each replicate. - for standard input."`
	JSON bool   `help:"Print one JSON document." name:"json"`
}

func (c *estimateCombineCmd) Run(t terminal) error {
	var r estimate.Result
	err := t.readFrom(c.File, func(in io.Reader) error {
		rs, err := estimate.ReadReplicates(in)
		if err != nil {
			return err
		}
		r, err = estimate.Combine(rs)
		return err
	})
	if err != nil {
		return err
	}
	if c.JSON {
		return indented(t.out, r)
	}
	fmt.Fprintf(t.out, "%s\nmean %.0f, 95 %% from %.0f to %.0f\n", r.Model, r.Mean, r.Q025, r.Q975)
	for _, say := range r.Warnings {
		fmt.Fprintln(t.out, say)
	}
	return nil
}

type estimateStrataCmd struct {
	File   string `arg:"" help:"CSV as for estimate, with one more column named stratum. - for standard input."`
	Method string `help:"lcmcr, dga or loglinear." default:"lcmcr" enum:"lcmcr,dga,loglinear"`
	Seed   uint64 `help:"Seed of the draws." default:"1"`
	JSON   bool   `help:"Print one JSON document." name:"json"`
}

func (c *estimateStrataCmd) Run(ctx context.Context, t terminal) error {
	return untilInterrupted(ctx, func() error { return c.estimate(t) })
}

func (c *estimateStrataCmd) estimate(t terminal) error {
	var names []string
	var tables []estimate.Table
	err := t.readFrom(c.File, func(in io.Reader) (err error) {
		names, tables, err = estimate.ReadStrata(in)
		return err
	})
	if err != nil {
		return err
	}
	strata := estimate.Strata(names, tables, estimate.Options{Methods: []string{c.Method}, Seed: c.Seed})
	total := estimate.Sum(strata, c.Seed)
	if c.JSON {
		return indented(t.out, struct {
			Strata []estimate.Stratum `json:"strata"`
			Total  estimate.Total     `json:"total"`
		}{strata, total})
	}
	w := tabwriter.NewWriter(t.out, 0, 4, 2, ' ', 0)
	for _, s := range strata {
		switch {
		case s.Suppressed:
			fmt.Fprintf(w, "  %s\ttoo few to be told apart\n", s.Name)
		case s.DocumentedOnly():
			fmt.Fprintf(w, "  %s\t%d on lists\tdocumented only: %s\n", s.Name, s.Observed, strings.Join(append(s.Result.Reasons, s.Result.Warnings...), "; "))
		default:
			fmt.Fprintf(w, "  %s\t%d on lists\t%.0f\t%.0f to %.0f\n", s.Name, s.Observed, s.Result.Median, s.Result.Q025, s.Result.Q975)
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if r := total.Result; r.Refused {
		fmt.Fprintln(t.out, strings.Join(r.Reasons, "; "))
	} else {
		fmt.Fprintf(t.out, "%s: %.0f, 95 %% from %.0f to %.0f\n", r.Model, r.Median, r.Q025, r.Q975)
	}
	for _, say := range total.Result.Warnings {
		fmt.Fprintln(t.out, say)
	}
	return nil
}

func indented(out io.Writer, v any) error {
	e := json.NewEncoder(out)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
