package rules

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Package names that say nothing about what is inside.
var emptyNames = []string{"common", "util", "utils", "helper", "helpers", "misc", "models", "services", "shared", "base"}

// Marks of unfinished work. They are put together here so that this file
// passes its own rule.
var unfinished = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME)\b|not ` + `implemented`)

// Paths that exist on one person's machine only.
var onOneMachine = regexp.MustCompile(`(?:^|[\s"'` + "`" + `(=:])/(?:` + strings.Join([]string{"home", "root", "work", "farm", "Users"}, "|") + `)/`)

func TestWords(t *testing.T) { report(t, wrongWords(all(t))) }

func wrongWords(files []file) (wrong []string) {
	for _, f := range files {
		if f.path == "go.sum" || f.path == "package-lock.json" {
			continue
		}
		if slices.Contains(emptyNames, strings.TrimSuffix(f.pkg, "_test")) {
			wrong = append(wrong, fmt.Sprintf("%s: the package name %q says nothing about what is inside", f.path, f.pkg))
		}
		for i, line := range strings.Split(f.text, "\n") {
			if word := unfinished.FindString(line); word != "" && f.isGo() && !f.generated {
				wrong = append(wrong, fmt.Sprintf("%s:%d: %q: finish it, or open an issue", f.path, i+1, word))
			}
			if onOneMachine.MatchString(line) {
				wrong = append(wrong, fmt.Sprintf("%s:%d: a path of one machine: %s", f.path, i+1, strings.TrimSpace(line)))
			}
		}
	}
	return wrong
}

func TestWrongWords(t *testing.T) {
	expect(t, wrongWords(invent(t, "claim.go", "package habeas\n// done, and /work is a page, https://example.org/home/x too\n")))
	expect(t, wrongWords(invent(t, "internal/x/x.go", "package utils\n")), `"utils" says nothing`)
	expect(t, wrongWords(invent(t, "claim_test.go", "package util_test\n")), `"util_test" says nothing`)
	expect(t, wrongWords(invent(t, "claim.go", "package habeas\n\n// TO"+"DO: later\n")), "claim.go:3:")
	expect(t, wrongWords(invent(t, "claim.go", "package habeas\n// not "+"implemented\n")), "claim.go:2:")
	expect(t, wrongWords([]file{{path: "docs/x.md", text: "see /ho" + "me/somebody/x"}}), "a path of one machine")
	expect(t, wrongWords([]file{{path: "Makefile", text: "A=/ro" + "ot/x"}}), "a path of one machine")
}

// Reports that rules are measured on are about real people, who have not
// agreed to be in this repository: neither their names nor longer pieces of
// the text may be in it.
func TestNothingOfTheRealReports(t *testing.T) {
	data := os.Getenv("HABEAS_DATA")
	if data == "" {
		t.Skip("HABEAS_DATA is not set: it names the folder of data that is not part of the repository")
	}
	annotated, err := filepath.Glob(filepath.Join(data, "report", "*.gold.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(annotated) == 0 {
		t.Fatalf("HABEAS_DATA names %s, which has no report/*.gold.json", data)
	}
	for _, name := range annotated {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		pieces, err := piecesOf(raw)
		if err != nil {
			t.Fatalf("reading %s: %v", name, err)
		}
		if len(pieces) < 10 {
			t.Fatalf("%s gives only %d names and pieces of text: has its form changed?", name, len(pieces))
		}
		report(t, quoting(all(t), pieces))
	}
}

// piecesOf lists the names of people and the longer quotes of an annotated
// report.
func piecesOf(gold []byte) ([]string, error) {
	type quote struct{ Exact string }
	var report struct {
		Document struct{ Reporter, Translator, Editor string }
		Sources  []struct {
			Kind, Name string
			Named      bool
		}
		Claims   []struct{ Quote quote }
		Mentions []struct{ Type, Name, Exact string }
	}
	if err := json.Unmarshal(gold, &report); err != nil {
		return nil, err
	}
	var pieces []string
	add := func(words int, s string) {
		if len(strings.Fields(s)) >= words {
			pieces = append(pieces, fold(s))
		}
	}
	for _, s := range []string{report.Document.Reporter, report.Document.Translator, report.Document.Editor} {
		add(2, s)
	}
	for _, s := range report.Sources {
		if s.Named && s.Kind != "publisher" {
			add(2, s.Name)
		}
	}
	for _, m := range report.Mentions {
		if m.Type == "person" {
			add(2, m.Name)
		}
	}
	for _, c := range report.Claims {
		add(8, c.Quote.Exact)
	}
	slices.Sort(pieces)
	return slices.Compact(pieces), nil
}

func quoting(files []file, pieces []string) (wrong []string) {
	for _, f := range files {
		text := fold(f.text)
		for _, p := range pieces {
			if strings.Contains(text, p) {
				wrong = append(wrong, fmt.Sprintf("%s holds a name or sentence of a real report (%d letters): invent one", f.path, len(p)))
			}
		}
	}
	return wrong
}

// fold makes texts comparable that were broken into lines differently.
func fold(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

func TestQuoting(t *testing.T) {
	gold := `{"document":{"reporter":"Rana Example","editor":""},
		"sources":[{"kind":"publisher","name":"Example Daily News","named":true},{"kind":"relative","name":"Dana Example","named":true}],
		"claims":[{"quote":{"exact":"they came at night and took her away"}},{"quote":{"exact":"hundreds of people"}}],
		"mentions":[{"type":"place","name":"Example Town"},{"type":"person","name":"Mira Example"},{"type":"person","name":"Mira"}]}`
	pieces, err := piecesOf([]byte(gold))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"dana example", "mira example", "rana example", "they came at night and took her away"}
	if !slices.Equal(pieces, want) {
		t.Errorf("pieces are %q, want %q", pieces, want)
	}
	expect(t, quoting([]file{{path: "a.md", text: "Mira, of Example Town"}}, pieces))
	expect(t, quoting([]file{{path: "a.md", text: "said Mira\n\tExample."}}, pieces), "a.md holds a name")
	expect(t, quoting([]file{{path: "a.md", text: "“They came at night\n   and took her away”"}}, pieces), "a.md holds a name")
}
