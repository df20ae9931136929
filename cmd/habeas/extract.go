package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"text/tabwriter"

	"github.com/habeas-record/habeas/internal/desk"
	"github.com/habeas-record/habeas/internal/extract"
	"github.com/habeas-record/habeas/internal/intake/capture"
)

type extractCmd struct {
	File      string `arg:"" help:"Report to read: text, HTML, PDF, e-mail, transcript; - for standard input."`
	JSON      bool   `help:"Print one JSON document." name:"json"`
	Lang      string `help:"Language of the text (en, zh, ru, kk, ug); found out when not given." placeholder:"TAG"`
	Published string `help:"Day of publication as EDTF, such as 2017-11-13: what \"this month\" counts from." placeholder:"DATE"`
	Publisher string `help:"Who published it: the voice of what nobody else is quoted for." placeholder:"NAME"`
	gazetteer
	Words string `help:"Folder with your own words, rules and weights, over those built in." placeholder:"DIR" type:"existingdir"`
}

func (c *extractCmd) Run(ctx context.Context, t terminal) error {
	in := t.in
	name := "standard-input.txt"
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return fmt.Errorf("read the report: %w", err)
		}
		defer f.Close()
		in, name = f, c.File
	}
	read, err := capture.Capture(ctx, name, in, capture.Options{Lang: c.Lang})
	if err != nil {
		return err
	}
	if len(read.Texts) == 0 {
		return fmt.Errorf("%s holds no text to read", c.File)
	}
	known, err := c.load()
	if err != nil {
		return err
	}
	o := extract.Options{Lang: c.Lang, Published: c.Published, Publisher: c.Publisher, Places: known}
	if o.Published == "" {
		o.Published = read.Published
	}
	if c.Words != "" {
		o.Own = append(o.Own, os.DirFS(c.Words))
	}
	found, err := extract.Extract(read.Texts[0].Body, o)
	if err != nil {
		return err
	}
	if c.JSON {
		e := json.NewEncoder(t.out)
		e.SetEscapeHTML(false)
		return e.Encode(found)
	}
	w := tabwriter.NewWriter(t.out, 0, 4, 2, ' ', 0)
	for _, p := range found.Proposals {
		typ := p.Type
		if typ == "" {
			typ = "?"
		}
		fmt.Fprintf(w, "%d-%d\t%s\t%s\t%s\n", p.Start, p.End, typ, p.Source, p.Exact)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(t.err, "habeas: %d proposals; each waits for a person to decide\n", len(found.Proposals))
	return nil
}

type rebuildCmd struct{ record }

func (c *rebuildCmd) Run(ctx context.Context, t terminal) error {
	rec, err := c.open(ctx, desk.Options{})
	if err != nil {
		return err
	}
	defer rec.close()
	if err := rec.store.Rebuild(ctx); err != nil {
		return err
	}
	fmt.Fprintln(t.err, "habeas: every read model was made anew from the claims")
	return nil
}
