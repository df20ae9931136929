package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/intake/lists"
)

type importCmd struct {
	record
	File      string `arg:"" help:"List to read: CSV, TSV, XLSX or JSON lines, in any common encoding." type:"existingfile"`
	List      string `help:"Name of the list; the next edition of a list has the same name." required:"" placeholder:"NAME"`
	Edition   string `help:"Day or month the publisher dates this edition, as 2018-11." placeholder:"DATE"`
	Kind      string `help:"What a row is: person, facility or place; guessed when not given." enum:",person,facility,place" default:"" placeholder:"KIND"`
	Map       string `help:"Mapping file, column to property; without one the mapping is proposed and printed." placeholder:"FILE" type:"existingfile"`
	Encoding  string `help:"Encoding of the file, where what is detected is wrong." placeholder:"NAME"`
	Delimiter string `help:"comma, tab, semicolon or pipe, where what is detected is wrong." placeholder:"NAME"`
	Sheet     string `help:"Sheet of an XLSX file." placeholder:"NAME"`
	DryRun    bool   `help:"Say what would change and write nothing."`
	JSON      bool   `help:"Print one JSON document." name:"json"`
}

func (c *importCmd) Run(ctx context.Context, t terminal) error {
	f, err := os.Open(c.File)
	if err != nil {
		return fmt.Errorf("read the list: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("read the list: %w", err)
	}
	in := desk.ListFile{Name: filepath.Base(c.File), Body: f, Size: info.Size(), List: c.List, Edition: c.Edition, Kind: c.Kind, DryRun: c.DryRun,
		Read: lists.Options{Encoding: c.Encoding, Delimiter: c.Delimiter, Sheet: c.Sheet}}
	if c.Map != "" {
		m, err := readMapping(c.Map)
		if err != nil {
			return err
		}
		in.Mapping = &m
	}
	rec, err := c.open(ctx, desk.Options{})
	if err != nil {
		return err
	}
	defer rec.close()
	if err := sayInterrupted(ctx, t, rec); err != nil {
		return err
	}

	seen, _, err := rec.desk.LookAt(ctx, operator, in)
	if err != nil {
		return fmt.Errorf("%s: %w", in.Name, err)
	}
	c.say(t, seen)
	bar := progressbar.NewOptions64(-1, progressbar.OptionSetWriter(t.err), progressbar.OptionSetDescription("rows"),
		progressbar.OptionShowCount(), progressbar.OptionThrottle(200*time.Millisecond), progressbar.OptionClearOnFinish(), progressbar.OptionSpinnerType(14))
	in.Progress = func(n int) { _ = bar.Set(n) }
	done, err := rec.desk.Import(ctx, operator, in)
	_ = bar.Finish()
	if err != nil {
		if errors.Is(err, context.Canceled) {
			return fmt.Errorf("%s: stopped: nothing of this edition was kept", in.Name)
		}
		return fmt.Errorf("%s: %w", in.Name, err)
	}
	if c.JSON {
		e := json.NewEncoder(t.out)
		e.SetEscapeHTML(false)
		return e.Encode(done)
	}
	fmt.Fprintf(t.out, "%d rows, %d blank lines: %d added, %d changed, %d unchanged, %d withdrawn by the source\n",
		done.Rows, done.Blank, done.Added, done.Changed, done.Unchanged, done.Withdrawn)
	if !c.DryRun {
		fmt.Fprintf(t.out, "%q is now at edition %d\n", c.List, done.Edition)
	}
	for i, e := range done.Errors {
		if i == 20 {
			fmt.Fprintf(t.out, "… and %d more; --json prints them\n", done.ErrorsN-20)
			break
		}
		where := ""
		if e.Column != "" {
			where = fmt.Sprintf(", column %q", e.Column)
		}
		fmt.Fprintf(t.out, "line %d%s: %s\n", e.Line, where, e.Message)
	}
	return nil
}

// sayInterrupted says what became of imports that a crash or a lost machine
// broke off, until the same file is imported after all.
func sayInterrupted(ctx context.Context, t terminal, rec *opened) error {
	journal, err := rec.desk.Imports(ctx, operator, 20)
	if err != nil {
		return err
	}
	for _, broken := range journal {
		since := func(j habeas.ImportJournal) bool {
			return j.State == "done" && j.SHA256 == broken.SHA256 && !j.Started.Before(broken.Started)
		}
		if broken.State == "interrupted" && !slices.ContainsFunc(journal, since) {
			fmt.Fprintf(t.err, "habeas: an earlier import of %s was %s\n", broken.File, broken.Message)
		}
	}
	return nil
}

// say shows how the file is read before anything is written.
func (c *importCmd) say(t terminal, seen desk.Imported) {
	d := seen.Dialect
	fmt.Fprintf(t.err, "habeas: read as %s, %s", strings.ToUpper(d.Format), d.Encoding)
	if d.Delimiter != "" {
		fmt.Fprintf(t.err, ", separated by %s", d.Delimiter)
	}
	if d.Sheet != "" {
		fmt.Fprintf(t.err, ", sheet %q", d.Sheet)
	}
	fmt.Fprintln(t.err)
	for _, n := range d.Notes {
		fmt.Fprintln(t.err, "habeas:", n)
	}
	if len(d.Examples) > 0 {
		fmt.Fprintln(t.err, "habeas: letters beyond ASCII are read so:", strings.Join(d.Examples, " · "))
	}
	if c.Map == "" {
		fmt.Fprintf(t.err, "habeas: mapping (%s; write it to a file and use --map to change it):\n", seen.Mapping.Kind)
		_ = seen.Mapping.Write(t.err)
	}
}

func readMapping(path string) (lists.Mapping, error) {
	f, err := os.Open(path)
	if err != nil {
		return lists.Mapping{}, fmt.Errorf("read the mapping: %w", err)
	}
	defer f.Close()
	m, err := lists.ReadMapping(f)
	if err != nil {
		return m, fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	return m, nil
}
