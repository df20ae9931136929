package main

import (
	"encoding/json"
	"fmt"
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
