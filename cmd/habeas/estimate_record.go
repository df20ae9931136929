package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/desk/estimating"
)

type estimateRecordCmd struct {
	record
	Place  string   `help:"Place, as a name or the id of a place of the record: of everybody ever held there. Without --place, --window and --list, the estimates that are kept are listed." placeholder:"NAME"`
	Window string   `help:"Window of time, in EDTF with a beginning and an end: of everybody ever held then." placeholder:"2017/2019"`
	List   []string `help:"Name of a list of people, or of an outlet or office whose reports are taken together as one; three or more." placeholder:"NAME" sep:"none"`
	Merge  []string `help:"Lists to take for one, by their numbers in the order given." placeholder:"1,2" sep:"none"`
	Excuse []string `help:"Why two lists that share an origin may stand apart, by their numbers in the order given." placeholder:"1,2:WHY" sep:"none"`
	Lived  bool     `help:"Of whom nobody says where they were held, take where they lived or come from."`
	Strata string   `help:"Part people by sex, year (in which they were first held) or born (the decade)." enum:",sex,year,born" default:""`
	Method string   `help:"Method whose assumption is signed: lcmcr, dga or loglinear. All are run." default:"lcmcr" enum:"lcmcr,dga,loglinear"`
	Assume string   `help:"What makes those on no list like those on some, in your words."`
	By     string   `help:"Who signs that."`
	Seed   uint64   `help:"Seed of the draws: the same seed of the same people gives the same numbers." default:"1"`
	Again  bool     `help:"Ask again whatever is out of date, because the record has changed since."`
	JSON   bool     `help:"Print one JSON document." name:"json"`
}

func (c *estimateRecordCmd) Run(ctx context.Context, t terminal) error {
	asks := c.Place != "" || c.Window != "" || len(c.List) > 0
	if asks && c.Again {
		return misuse("--again asks what was asked before: leave --place, --window and --list out")
	}
	if asks && strings.TrimSpace(c.By) == "" {
		return misuse("say with --by who signs what is assumed")
	}
	rec, err := c.open(ctx, desk.Options{})
	if err != nil {
		return err
	}
	defer rec.close()
	switch {
	case asks:
		q, err := c.question(ctx, rec)
		if err != nil {
			return err
		}
		return c.ask(ctx, t, rec, q)
	case c.Again:
		return c.askAgain(ctx, t, rec)
	}
	return c.kept(ctx, t, rec)
}

// question reads the flags.
func (c *estimateRecordCmd) question(ctx context.Context, rec *opened) (habeas.EstimateQuestion, error) {
	q := habeas.EstimateQuestion{Place: c.Place, Window: c.Window, Lived: c.Lived, Strata: habeas.EstimateStrata(c.Strata), Method: c.Method,
		Assumption: c.Assume, Signed: c.By, Seed: c.Seed}
	lists, sources, err := rec.estimates.Choices(ctx, operator)
	if err != nil {
		return q, err
	}
	all := append(lists, sources...)
	var groups [][]habeas.ID
	var names []string
	for _, x := range all {
		names = append(names, strconv.Quote(x.Name))
	}
	for _, name := range c.List {
		i := slices.IndexFunc(all, func(x estimating.Choice) bool { return x.Name == name })
		if i < 0 {
			return q, habeas.Invalid("choose of "+strings.Join(names, ", "), "no list or outlet is called %q", name)
		}
		groups = append(groups, []habeas.ID{all[i].ID})
	}
	for _, m := range c.Merge {
		a, b, err := c.pair(m, len(groups))
		if err != nil {
			return q, err
		}
		if len(groups[a]) == 0 || len(groups[b]) == 0 {
			return q, misuse("--merge %q: lists that are taken for one go by the number named first", m)
		}
		groups[a] = append(groups[a], groups[b]...)
		groups[b] = nil
	}
	for _, x := range c.Excuse {
		pair, why, _ := strings.Cut(x, ":")
		a, b, err := c.pair(pair, len(groups))
		if err != nil {
			return q, err
		}
		if len(groups[a]) == 0 || len(groups[b]) == 0 {
			return q, misuse("--excuse %q: lists that are taken for one go by the number named first in --merge", x)
		}
		q.Excused = append(q.Excused, habeas.EstimateExcuse{A: slices.Min(groups[a]), B: slices.Min(groups[b]), Why: why})
	}
	q.Lists = groups
	return q, nil
}

// pair reads two different numbers of lists.
func (c *estimateRecordCmd) pair(s string, most int) (a, b int, err error) {
	x, y, _ := strings.Cut(s, ",")
	a, errA := strconv.Atoi(strings.TrimSpace(x))
	b, errB := strconv.Atoi(strings.TrimSpace(y))
	if errA != nil || errB != nil || a < 1 || b < 1 || a > most || b > most || a == b {
		return 0, 0, misuse("%q: write the numbers of two of the %d lists, as 1,2", s, most)
	}
	return a - 1, b - 1, nil
}

func (c *estimateRecordCmd) ask(ctx context.Context, t terminal, rec *opened, q habeas.EstimateQuestion) error {
	return untilInterrupted(ctx, func() error {
		shown := false
		e, kept, err := rec.estimates.Ask(ctx, operator, q, func(what string, done, most int) {
			fmt.Fprintf(t.err, "\rhabeas: %s %d of at most %d", what, done, most)
			shown = true
		})
		if shown {
			fmt.Fprintln(t.err)
		}
		if err != nil {
			return err
		}
		r, err := rec.estimates.Estimate(ctx, operator, e.ID)
		if err != nil {
			return err
		}
		if c.JSON {
			return indented(t.out, recordAnswer(r, kept))
		}
		if kept {
			fmt.Fprintf(t.out, "asked before, on %s, of the same people\n", e.At.Format("2006-01-02"))
		}
		return printRecordEstimate(t, r)
	})
}

// answered is an answer as the command prints it.
type answered struct {
	ID       habeas.ID               `json:"id"`
	At       string                  `json:"at"`
	Kept     bool                    `json:"kept"` // it was there already
	Stale    bool                    `json:"stale"`
	Why      string                  `json:"why,omitempty"`
	Question habeas.EstimateQuestion `json:"question"`
	Inputs   string                  `json:"inputs"`
	Outcome  estimating.Outcome      `json:"outcome"`
}

func recordAnswer(r estimating.Read, kept bool) answered {
	return answered{ID: r.ID, At: r.At.Format("2006-01-02T15:04:05Z07:00"), Kept: kept, Stale: r.Stale, Why: r.Reason, Question: r.Question, Inputs: r.Inputs, Outcome: r.Result}
}

// all reads every question's newest answer.
func (c *estimateRecordCmd) all(ctx context.Context, rec *opened) ([]estimating.Read, error) {
	rs, _, err := rec.estimates.Estimates(ctx, operator, 0, 0)
	return rs, err
}

func (c *estimateRecordCmd) kept(ctx context.Context, t terminal, rec *opened) error {
	rs, err := c.all(ctx, rec)
	if err != nil {
		return err
	}
	if c.JSON {
		out := []answered{}
		for _, r := range rs {
			out = append(out, recordAnswer(r, true))
		}
		return indented(t.out, out)
	}
	if len(rs) == 0 {
		fmt.Fprintln(t.out, "no estimate is kept: ask one with --place, --window, --list, --assume and --by")
	}
	w := tabwriter.NewWriter(t.out, 0, 4, 2, ' ', 0)
	for _, r := range rs {
		fmt.Fprintf(w, "%s\t%s\t%s, %s\t%s\t%s\n", r.At.Format("2006-01-02"), r.ID, r.Question.Place, r.Question.Window, oneLine(r), standing(r))
	}
	return w.Flush()
}

// oneLine is the number of an answer, or that there is none.
func oneLine(r estimating.Read) string {
	x, ok := r.Result.Number(r.Question.Method)
	switch {
	case r.Result.Report.Headline != "" && !r.Result.Report.Refused:
		return r.Result.Report.Headline
	case !ok:
		return "refused"
	case x.Q975 == 0:
		return fmt.Sprintf("%.0f, from %.0f, without upper limit", x.Median, x.Q025)
	}
	return fmt.Sprintf("%.0f (%.0f to %.0f)", x.Median, x.Q025, x.Q975)
}

func standing(r estimating.Read) string {
	switch {
	case r.Reason != "":
		return "out of date: " + r.Reason
	case r.Stale:
		return "out of date"
	}
	return "up to date"
}

func (c *estimateRecordCmd) askAgain(ctx context.Context, t terminal, rec *opened) error {
	rs, err := c.all(ctx, rec)
	if err != nil {
		return err
	}
	for _, r := range rs {
		if !r.Stale {
			continue
		}
		if r.Reason != "" {
			fmt.Fprintf(t.err, "habeas: %s, %s cannot be asked again: %s\n", r.Question.Place, r.Question.Window, r.Reason)
			continue
		}
		if err := c.ask(ctx, t, rec, r.Question); err != nil {
			return err
		}
	}
	return nil
}

func printRecordEstimate(t terminal, r estimating.Read) error {
	o := r.Result
	w := tabwriter.NewWriter(t.out, 0, 4, 2, ' ', 0)
	for _, l := range o.Lists {
		fmt.Fprintf(w, "  %s\t%d named\t%d held there and then\t%d not\t%d nobody says where\t%d nobody says when\n", l.Name, l.Named, l.Held, l.Out, l.Where, l.When)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if n := o.Linking; n.Same+n.Different+n.Unsure > 0 {
		fmt.Fprintf(t.out, "decided about pairs of them: %d one person, %d two, %d could be either\n", n.Same, n.Different, n.Unsure)
	}
	switch n := o.Linking; {
	case n.Draws > 0:
		fmt.Fprintf(t.out, "%d linkages were drawn: in each %d pairs that the machine has weighed are one person with their probability; what part of %d others that could be either are one, from none to all, is left to chance, every part as likely\n", n.Draws, n.Likely, n.Unsure-n.Weighed)
	case n.Unsure+n.Likely > 0:
		fmt.Fprintf(t.out, "no linkages were drawn: that takes %d lists at most\n", estimating.PooledLists)
	}
	if err := printEstimate(t, o.Report); err != nil {
		return err
	}
	w = tabwriter.NewWriter(t.out, 0, 4, 2, ' ', 0)
	for _, x := range o.Linked {
		switch {
		case x.Result.Refused:
			fmt.Fprintf(w, "  %s linking\t%s\trefused\n", x.Name, x.Method)
		case x.Result.Q975 == 0:
			fmt.Fprintf(w, "  %s linking\t%s\t%.0f\tfrom %.0f, without upper limit\n", x.Name, x.Method, x.Result.Median, x.Result.Q025)
		default:
			fmt.Fprintf(w, "  %s linking\t%s\t%.0f\t%.0f to %.0f\n", x.Name, x.Method, x.Result.Median, x.Result.Q025, x.Result.Q975)
		}
	}
	for _, s := range o.Strata {
		name := s.Name
		if name == "" {
			name = "not known"
		}
		switch {
		case s.Suppressed:
			fmt.Fprintf(w, "  %s\ttoo few to be told apart\n", name)
		case s.Documented:
			fmt.Fprintf(w, "  %s\t%d on lists\tdocumented only\n", name, s.Observed)
		default:
			fmt.Fprintf(w, "  %s\t%d on lists\t%.0f\t%.0f to %.0f\n", name, s.Observed, s.Result.Median, s.Result.Q025, s.Result.Q975)
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if o.Total != nil && !o.Total.Result.Refused {
		fmt.Fprintf(t.out, "%s: %.0f, 95 %% from %.0f to %.0f\n", o.Total.Result.Model, o.Total.Result.Median, o.Total.Result.Q025, o.Total.Result.Q975)
	}
	fmt.Fprintln(t.out, "kept in the record, for the desk alone:", r.ID)
	return nil
}
