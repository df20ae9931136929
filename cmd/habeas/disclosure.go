package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"unicode/utf8"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/protect/disclosure"
)

// disclosureRules is the folder in a record's own in which a desk keeps its
// rules of the disclosure check.
const disclosureRules = "disclosure"

type disclosureCmd struct {
	Check disclosureCheckCmd `cmd:"" help:"Say what a text tells of the source who said it, and how many people could have."`
	Rules disclosureRulesCmd `cmd:"" help:"Write the rules, shares and populations of the check into a folder, to be edited; a record takes those in its folder disclosure."`
}

type disclosureCheckCmd struct {
	File  string `arg:"" help:"Text of what would be published, - for standard input."`
	Lang  string `help:"Its language (en, zh, kk, ug, ru, tr); all are tried where it is not said."`
	Label string `help:"How the source would be described."`
	Named bool   `help:"The person it is about is named."`
	Rules string `help:"Folder of rules, in place of those of the program." type:"existingdir" placeholder:"DIR"`
	JSON  bool   `help:"Print one JSON document." name:"json"`
}

// maxDisclosure is the longest text the check reads: a book.
const maxDisclosure = 10 << 20

func (c *disclosureCheckCmd) Run(t terminal) error {
	raw, err := readText(c.File, t.in)
	if err != nil {
		return err
	}
	rules, err := rulesIn(c.Rules)
	if err != nil {
		return err
	}
	texts := []disclosure.Text{{Field: "text", Lang: c.Lang, Words: raw, Named: c.Named}}
	if c.Label != "" {
		texts = append(texts, disclosure.Text{Field: "label", Words: c.Label, OfSource: true, Named: c.Named})
	}
	a := rules.Assess(rules.Find(texts), habeas.DefaultCrowd)
	if c.JSON {
		return printAssessment(t.out, a)
	}
	fmt.Fprintf(t.out, "%s: about %.0f people could have said it, of %.0f %s\n", a.Verdict, a.K, a.Base.People, baseWords(a.Base.Of))
	for _, f := range a.Findings {
		fmt.Fprintf(t.out, "  %-10s %-24s %q leaves one in %.0f\n", f.Kind, f.Value, f.Words, f.OneIn)
	}
	for _, h := range a.Coarsen {
		fmt.Fprintf(t.out, "  in wider words for %s (%s): about %.0f\n", h.Kind, h.Value, h.K)
	}
	return nil
}

func baseWords(of string) string {
	switch of {
	case "":
		return "of a language community"
	case "kin":
		return "kin of the one who is named"
	}
	return "of a " + of
}

func printAssessment(w io.Writer, a disclosure.Assessment) error {
	type finding struct {
		Kind  disclosure.Kind `json:"kind"`
		Value string          `json:"value"`
		Words string          `json:"words"`
		Field string          `json:"field"`
		Start int             `json:"byteStart"`
		End   int             `json:"byteEnd"`
		OneIn float64         `json:"oneIn"`
	}
	type coarser struct {
		Kind  disclosure.Kind `json:"kind"`
		Value string          `json:"value"`
		To    string          `json:"to,omitempty"`
		K     float64         `json:"k"`
	}
	out := struct {
		Verdict  habeas.Check `json:"verdict"`
		K        float64      `json:"k"`
		Base     float64      `json:"base"`
		Of       string       `json:"of"`
		Findings []finding    `json:"findings"`
		Coarsen  []coarser    `json:"coarsen"`
	}{a.Verdict, a.K, a.Base.People, a.Base.Of, []finding{}, []coarser{}}
	for _, f := range a.Findings {
		out.Findings = append(out.Findings, finding{f.Kind, f.Value, f.Words, f.Field, f.Start, f.End, f.OneIn})
	}
	for _, c := range a.Coarsen {
		out.Coarsen = append(out.Coarsen, coarser{c.Kind, c.Value, c.To, c.K})
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(out)
}

func readText(file string, in io.Reader) (string, error) {
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return "", err
		}
		defer f.Close()
		in = f
	}
	raw, err := io.ReadAll(io.LimitReader(in, maxDisclosure+1))
	switch {
	case err != nil:
		return "", fmt.Errorf("read the text: %w", err)
	case len(raw) > maxDisclosure:
		return "", fmt.Errorf("the text is longer than 10 MB: cut it into parts")
	case !utf8.Valid(raw):
		return "", fmt.Errorf("the text is not UTF-8: convert it, or give the text of the report rather than its file")
	}
	return string(raw), nil
}

// rulesIn reads rules from a folder, those of the program where it is "" or
// not there.
func rulesIn(dir string) (*disclosure.Rules, error) {
	if dir == "" {
		return disclosure.Default(), nil
	}
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return disclosure.Default(), nil
	}
	rules, err := disclosure.Load(os.DirFS(dir))
	if err != nil {
		return nil, fmt.Errorf("the rules of the disclosure check in %s: %w", dir, err)
	}
	return rules, nil
}

type disclosureRulesCmd struct {
	Dir string `arg:"" help:"Folder to write into; files that are there are kept." type:"path"`
}

func (c *disclosureRulesCmd) Run(t terminal) error {
	if err := os.MkdirAll(c.Dir, 0o755); err != nil {
		return err
	}
	files := disclosure.Files()
	return fs.WalkDir(files, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		to := filepath.Join(c.Dir, name)
		f, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
		if errors.Is(err, fs.ErrExist) {
			fmt.Fprintf(t.err, "habeas: %s is there already and was kept\n", to)
			return nil
		}
		if err != nil {
			return err
		}
		if _, err := f.Write(text); err != nil {
			f.Close()
			return err
		}
		return f.Close()
	})
}
