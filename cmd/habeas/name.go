package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/habeas-record/habeas/names"
)

type nameCmd struct {
	Compare nameCompareCmd `cmd:"" help:"Compare two names in any script: a score, a band, and why."`
	Search  nameSearchCmd  `cmd:"" help:"Find the names of a list that sound like those asked for, in any script."`
	Keys    nameKeysCmd    `cmd:"" help:"Show how each word of a name may sound."`
}

type nameCompareCmd struct {
	A    string `arg:"" help:"A name."`
	B    string `arg:"" help:"Another."`
	JSON bool   `help:"Print one JSON document." name:"json"`
}

type nameComparison struct {
	A     string     `json:"a"`
	B     string     `json:"b"`
	Score *float64   `json:"score"` // null where the names cannot be compared: no number
	Band  names.Band `json:"band"`
	Why   []string   `json:"why"`
}

func (c *nameCompareCmd) Run(t terminal) error {
	r := names.Compare(c.A, c.B)
	out := nameComparison{A: c.A, B: c.B, Band: r.Band, Why: append([]string{}, r.Why...)}
	if r.Band != names.NotComparable {
		out.Score = &r.Score
	}
	if c.JSON {
		e := json.NewEncoder(t.out)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(out)
	}
	if out.Score == nil {
		fmt.Fprintln(t.out, r.Band)
	} else {
		fmt.Fprintf(t.out, "%s, %.3f\n", r.Band, r.Score)
	}
	for _, w := range r.Why {
		fmt.Fprintf(t.out, "  %s\n", w)
	}
	return nil
}

type nameKeysCmd struct {
	Name string `arg:"" help:"A name."`
	Lang string `help:"Its language, where it is known: kk, ug, ky, ru, zh, en." placeholder:"CODE"`
	JSON bool   `help:"Print one JSON document." name:"json"`
}

type nameToken struct {
	Token  string       `json:"token"`
	Script names.Script `json:"script"`
	Keys   []string     `json:"keys"`
}

func (c *nameKeysCmd) Run(t terminal) error {
	out := []nameToken{}
	for _, w := range names.Words(c.Name) {
		out = append(out, nameToken{w, names.ScriptOf(w), append([]string{}, names.Keys(w, c.Lang)...)})
	}
	if c.JSON {
		e := json.NewEncoder(t.out)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(out)
	}
	for _, x := range out {
		fmt.Fprintf(t.out, "%s\t%s\t%s\n", x.Token, x.Script, strings.Join(x.Keys, " "))
	}
	return nil
}

type nameSearchCmd struct {
	Names   string `help:"The list: one name a line, an id before a tab where there is one." required:"" placeholder:"POOL.tsv" type:"existingfile"`
	Queries string `help:"The names asked for, one a line; - for standard input." required:"" placeholder:"Q.txt"`
	K       int    `help:"How many to show for each." short:"k" default:"10"`
	JSON    bool   `help:"Print one JSON object a line for each name asked for." name:"json"`
}

type nameHit struct {
	ID    string     `json:"id"`
	Name  string     `json:"name"`
	Score float64    `json:"score"`
	Band  names.Band `json:"band"`
	Why   []string   `json:"why"`
}

func (c *nameSearchCmd) Run(t terminal) error {
	if c.K < 1 || c.K > 1000 {
		return misuse("-k %d: show 1 to 1000 names", c.K)
	}
	x := names.NewIndex()
	f, err := os.Open(c.Names)
	if err != nil {
		return err
	}
	defer f.Close()
	line := 0
	if err := eachLine(f, func(s string) {
		line++
		id, name, ok := strings.Cut(s, "\t")
		if !ok {
			id, name = strconv.Itoa(line), s
		}
		if name = strings.TrimSpace(name); name != "" {
			x.Add(id, name)
		}
	}); err != nil {
		return fmt.Errorf("%s: %w", c.Names, err)
	}
	if x.Len() == 0 {
		return fmt.Errorf("%s holds no name: write one a line", c.Names)
	}
	in := t.in
	if c.Queries != "-" {
		q, err := os.Open(c.Queries)
		if err != nil {
			return fmt.Errorf("open the queries: %w", err)
		}
		defer q.Close()
		in = q
	}
	out := bufio.NewWriter(t.out)
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	if err := eachLine(in, func(s string) {
		if s = strings.TrimSpace(s); s == "" {
			return
		}
		hits := []nameHit{}
		for _, h := range x.Search(s, c.K) {
			hits = append(hits, nameHit{h.ID, h.Name, h.Score, h.Band, append([]string{}, h.Why...)})
		}
		if c.JSON {
			_ = e.Encode(struct { // a failed write is told by Flush
				Query string    `json:"query"`
				Hits  []nameHit `json:"hits"`
			}{s, hits})
			return
		}
		fmt.Fprintln(out, s)
		for _, h := range hits {
			fmt.Fprintf(out, "  %.3f %-8s %s\t%s\t%s\n", h.Score, h.Band, h.ID, h.Name, strings.Join(h.Why, "; "))
		}
	}); err != nil {
		return fmt.Errorf("read the queries: %w", err)
	}
	return out.Flush()
}
