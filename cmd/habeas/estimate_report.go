package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/habeas-record/habeas/estimate"
	"github.com/habeas-record/habeas/internal/estimatereport"
	"github.com/habeas-record/habeas/internal/i18n"
)

// estimateReport are the flags of a report as a page.
type estimateReport struct {
	Report string `help:"Write the report as one page of HTML with pictures and tables, which needs nothing else." placeholder:"FILE.html"`
	Tried  string `help:"What \"habeas estimate simulate --json\" printed, to be shown in the page: how often such intervals hold." name:"coverage" placeholder:"FILE.json"`
}

// ready finds before a long calculation what would stop the page after it.
func (c estimateReport) ready() ([]estimate.Coverages, error) {
	if c.Report == "" {
		if c.Tried != "" {
			return nil, misuse("--coverage is shown in the page of --report: name the page too")
		}
		return nil, nil
	}
	if info, err := os.Stat(c.Report); err == nil && info.IsDir() {
		return nil, fmt.Errorf("%s is a folder: name a file in it for the report", c.Report)
	}
	if info, err := os.Stat(filepath.Dir(c.Report)); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("there is no folder %s to write the report to", filepath.Dir(c.Report))
	}
	if c.Tried == "" {
		return nil, nil
	}
	text, err := os.ReadFile(c.Tried)
	if err != nil {
		return nil, fmt.Errorf("read what was tried: %w", err)
	}
	var tried []estimate.Coverages
	if err := json.Unmarshal(text, &tried); err != nil || len(tried) == 0 {
		return nil, fmt.Errorf("%s is not what \"habeas estimate simulate --json\" prints", c.Tried)
	}
	for _, x := range tried {
		if x.Runs < 1 || x.Method == "" || x.Covered < 0 || x.Covered > 1 || x.Below < 0 || x.Above < 0 || x.Below+x.Above > 1.001 || x.Refused < 0 || x.Refused > 1 {
			return nil, fmt.Errorf("%s is not what \"habeas estimate simulate --json\" prints: a part of the runs is none", c.Tried)
		}
	}
	return tried, nil
}

// write writes the page, if one was asked for.
func (c estimateReport) write(t terminal, p estimatereport.Page) error {
	if c.Report == "" {
		return nil
	}
	words, err := i18n.Load()
	if err != nil {
		return err
	}
	p.Cat = words.English()
	if err := writeWhole(c.Report, func(w io.Writer) error { return estimatereport.Write(context.Background(), w, p) }); err != nil {
		return err
	}
	fmt.Fprintf(t.err, "habeas: the report is in %s\n", c.Report)
	return nil
}

// command is what makes the same report again. Of files it has the names and not
// the folders, which are nobody's business.
func (c *estimateTableCmd) command() string {
	words := []string{"habeas", "estimate", filepath.Base(c.File)}
	add := func(flag, value string) { words = append(words, flag, value) }
	add("--method", c.Method)
	add("--seed", strconv.FormatUint(c.Seed, 10))
	add("--classes", strconv.Itoa(c.Classes))
	add("--cap", strconv.FormatFloat(c.Cap, 'g', -1, 64))
	add("--list-prior", c.ListPrior)
	add("--delta", strconv.FormatFloat(c.Delta, 'g', -1, 64))
	if c.Unseen != "" {
		add("--unseen", c.Unseen)
	}
	if c.Without {
		words = append(words, "--without-complete")
	}
	for _, p := range c.Pairs {
		add("--pairs", p)
	}
	for _, f := range []struct{ flag, value string }{{"--place", c.Place}, {"--window", c.Window}, {"--assume", c.Assume}, {"--by", c.By}} {
		if f.value != "" {
			add(f.flag, f.value)
		}
	}
	if c.Vary {
		words = append(words, "--sensitivity")
	}
	if c.Tried != "" {
		add("--coverage", filepath.Base(c.Tried))
	}
	add("--report", filepath.Base(c.Report))
	for i, w := range words {
		words[i] = quoted(w)
	}
	return strings.Join(words, " ")
}

var plainWord = regexp.MustCompile(`^[A-Za-z0-9_./:,=+-]+$`)

// quoted is a word as a shell reads it.
func quoted(w string) string {
	if plainWord.MatchString(w) {
		return w
	}
	return "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
}
