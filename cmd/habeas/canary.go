package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/habeas-record/habeas/internal/protect/canary"
)

// canaryCmd works on a person's own machine: the key never goes to the server.
type canaryCmd struct {
	New   canaryNewCmd   `cmd:"" help:"Make the key that signs statements, locked with a passphrase, and print the line that checks them."`
	Sign  canarySignCmd  `cmd:"" help:"Sign the statement of today and print it, to be copied into the desk's settings."`
	Check canaryCheckCmd `cmd:"" help:"Check a statement with the line that somebody kept, and say whether the next one is overdue."`
}

type canaryNewCmd struct {
	File string `arg:"" help:"Where to keep the key; it must not be there yet." type:"path"`
	Name string `help:"Name of the key, in the line that checks it." default:"canary"`
}

func (c *canaryNewCmd) Run(t terminal) error {
	if isThere(c.File) {
		return fmt.Errorf("%s is there already: a key is never written over", c.File)
	}
	private, public, err := canary.NewKey(c.Name)
	if err != nil {
		return misused{err}
	}
	pass, err := newPassphrase(t, "Passphrase for the key: ")
	if err != nil {
		return err
	}
	if err := writeKey(c.File, private, pass); err != nil {
		return err
	}
	fmt.Fprintln(t.out, public)
	fmt.Fprintf(t.err, "habeas: the key is in %s and never goes to the server; give the line to the desk and to people who would miss a statement\n", c.File)
	return nil
}

type canarySignCmd struct {
	File  string `arg:"" help:"The locked key." type:"existingfile"`
	Days  int    `help:"In how many days the next statement is due." default:"31"`
	Words string `help:"File with the words to sign; without it those that the program has." type:"existingfile" placeholder:"FILE"`
	Day   string `help:"The day of the statement; today where none is given." placeholder:"YYYY-MM-DD"`
}

// Help is shown below the flags.
func (*canarySignCmd) Help() string {
	return "The words are shown before the passphrase is asked for. Give it only where each sentence is true: one who cannot sign says so by not signing."
}

func (c *canarySignCmd) Run(t terminal) error {
	day := time.Now().UTC()
	if c.Day != "" {
		var err error
		if day, err = time.Parse(time.DateOnly, c.Day); err != nil {
			return misused{fmt.Errorf("%q is no day: write it as 2026-11-30", c.Day)}
		}
	}
	s := canary.Statement{Day: day.Format(time.DateOnly), Due: day.AddDate(0, 0, c.Days).Format(time.DateOnly), Words: canary.Words}
	if c.Words != "" {
		b, err := os.ReadFile(c.Words)
		if err != nil {
			return err
		}
		s.Words = strings.TrimSpace(strings.ReplaceAll(string(b), "\r\n", "\n"))
	}
	fmt.Fprintf(t.err, "%s\n\nSigned on %s, the next due by %s.\n", s.Words, s.Day, s.Due)
	private, err := readLocked(t, c.File)
	if err != nil {
		return err
	}
	signed, err := canary.Sign(s, private)
	if err != nil {
		return err
	}
	_, err = io.WriteString(t.out, signed)
	return err
}

type canaryCheckCmd struct {
	File string `arg:"" help:"The statement." type:"existingfile"`
	Key  string `help:"The line that checks it, as it was kept from before." required:"" placeholder:"LINE"`
	Day  string `help:"The day to look from; today where none is given." placeholder:"YYYY-MM-DD"`
}

// errOverdue ends a check of a statement that is well signed and too old.
var errOverdue = errors.New("the next statement is overdue: take it that somebody else may control the server")

func (c *canaryCheckCmd) Run(t terminal) error {
	today := time.Now()
	if c.Day != "" {
		var err error
		if today, err = time.Parse(time.DateOnly, c.Day); err != nil {
			return misused{fmt.Errorf("%q is no day: write it as 2026-11-30", c.Day)}
		}
	}
	b, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	s, err := canary.Open(string(b), c.Key)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "%s\n", s.Words)
	fmt.Fprintf(t.err, "habeas: signed on %s by %s; the next is due by %s\n", s.Day, canary.Fingerprint(c.Key), s.Due)
	if s.Overdue(today) > 0 {
		return errOverdue
	}
	return nil
}
