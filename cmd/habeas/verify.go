package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/ledger"
)

type verifyCmd struct {
	record
	Key  string   `help:"Public key of the ledger, or a file of them; without it the one in the folder, which whoever changed the record may have changed too." placeholder:"KEY"`
	Head []string `help:"File with a signed head of the ledger that was kept, as the page of methods shows it; the ledger must have been that once." placeholder:"FILE" type:"existingfile"`
	JSON bool     `help:"Print one JSON document." name:"json"`
}

// Help is shown below the flags.
func (*verifyCmd) Help() string {
	return "It exits with 1 and names what is wrong, the first thing first, where anything differs from what was written."
}

// toldFaults is how many faults are told one by one.
const toldFaults = 100

func (c *verifyCmd) Run(ctx context.Context, t terminal) error {
	var o ledger.Against
	rec, err := c.openToRead(ctx)
	if err != nil {
		return err
	}
	defer rec.close()
	if o.Keys, err = c.keys(rec.dir); err != nil {
		return err
	}
	for _, name := range c.Head {
		head, err := os.ReadFile(name)
		if err != nil {
			return fmt.Errorf("read the head: %w", err)
		}
		// As a page was copied: blanks around it, and the ends of its lines.
		o.Heads = append(o.Heads, strings.TrimSpace(strings.ReplaceAll(string(head), "\r\n", "\n"))+"\n")
	}
	said := struct {
		habeas.Verified
		Faults []habeas.Fault `json:"faults"`
		Total  int            `json:"total"` // faults, told or not
	}{Faults: []habeas.Fault{}}
	said.Verified, err = rec.desk.Verify(ctx, operator, o, func(f habeas.Fault) error {
		if said.Total++; said.Total <= toldFaults {
			said.Faults = append(said.Faults, f)
		}
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	if c.JSON {
		if err := json.NewEncoder(t.out).Encode(said); err != nil {
			return err
		}
	}
	if said.Total > 0 {
		if !c.JSON {
			for _, f := range said.Faults {
				fmt.Fprintf(t.out, "%s: %s\n", f.Where, f.What)
			}
		}
		return fmt.Errorf("the record is not what was written, in %d places; the first: %s: %s", said.Total, said.Faults[0].Where, said.Faults[0].What)
	}
	fmt.Fprintf(t.err, "habeas: the record is as it was written: %d entries in the ledger and %d waiting, %d things, %d pieces of evidence, %d quotes\n",
		said.Entries, said.Waiting, said.Items, said.Evidence, said.Quotes)
	return nil
}

// keys are those given, or those in the folder.
func (c *verifyCmd) keys(dir string) (*ledger.Keys, error) {
	text := c.Key
	if b, err := os.ReadFile(c.Key); err == nil {
		text = string(b)
	} else if c.Key == "" {
		if text, err = ledger.ReadPublic(dir); err != nil {
			if errors.Is(err, os.ErrNotExist) {
				return nil, fmt.Errorf("%w: give it with --key", err)
			}
			return nil, err
		}
	}
	keys, err := ledger.ParseKeys(text)
	return &keys, err
}
