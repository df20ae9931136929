package main

import (
	"context"
	"fmt"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
)

type linkRecordCmd struct {
	record
	JSON bool `help:"Print one JSON document." name:"json"`
}

// Help is shown below the flags.
func (linkRecordCmd) Help() string {
	return `Compared is what the lists and reports of the record say of the people they name: names, birth, sex, places, occupation, detention. What is sealed is left out. Nobody becomes one person by this: at the desk, under links, people decide about each pair, and no later run changes what they decided. Run again, it touches only the pairs that come out otherwise.`
}

// linkRun is a run as the command prints it.
type linkRun struct {
	ID        habeas.ID `json:"id"`
	At        string    `json:"at"`
	Kept      bool      `json:"kept"` // it was there already: nothing has changed since
	Mentions  int       `json:"mentions"`
	Learned   int       `json:"learned"` // pairs that people decided, which it learned from
	Pairs     int       `json:"pairs"`
	New       int       `json:"new"`
	Changed   int       `json:"changed"`
	Gone      int       `json:"gone"`
	Undecided int       `json:"undecided"`
	Persons   [2]int    `json:"persons"` // least and most
	Warnings  []string  `json:"warnings"`
}

func (c *linkRecordCmd) Run(ctx context.Context, t terminal) error {
	rec, err := c.open(ctx, desk.Options{})
	if err != nil {
		return err
	}
	defer rec.close()
	return untilInterrupted(ctx, func() error {
		run, kept, err := rec.links.Run(ctx, operator)
		if err != nil {
			return err
		}
		o, err := rec.links.Overview(ctx, operator)
		if err != nil {
			return err
		}
		if c.JSON {
			return indented(t.out, linkRun{ID: run.ID, At: run.At.UTC().Format("2006-01-02T15:04:05Z"), Kept: kept, Mentions: run.Mentions, Learned: run.Learned, Pairs: run.Pairs,
				New: run.New, Changed: run.Changed, Gone: run.Gone, Undecided: o.Undecided, Persons: [2]int{o.Least, o.Most}, Warnings: append([]string{}, run.Warnings...)})
		}
		for _, w := range run.Warnings {
			fmt.Fprintf(t.err, "habeas: %s\n", w)
		}
		if kept {
			fmt.Fprintf(t.out, "compared before, on %s: nothing has changed since\n", run.At.Format("2006-01-02"))
		}
		fmt.Fprintf(t.out, "%d mentions compared, %d pairs may be one person: %d new, %d changed, %d gone\n", run.Mentions, run.Pairs, run.New, run.Changed, run.Gone)
		fmt.Fprintf(t.out, "%d pairs wait for somebody at the desk to decide; until then they are between %d and %d persons\n", o.Undecided, o.Least, o.Most)
		return nil
	})
}
