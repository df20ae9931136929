// Package rules holds no code, only tests of what the whole repository keeps
// to: which way imports point, which modules are used and why, how long
// files and packages may grow, words that may not appear, and that generated
// files are up to date. Each failure says which row of which table to obey,
// or to change with a reason.
package rules

import (
	"bytes"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

const module = "github.com/habeas-record/habeas"

// A file is a text file of the repository.
type file struct {
	path string // from the root, with slashes
	text string

	// Of Go files only.
	pkg       string // the package clause
	imports   []string
	generated bool
}

func (f file) isGo() bool   { return strings.HasSuffix(f.path, ".go") }
func (f file) isTest() bool { return strings.HasSuffix(f.path, "_test.go") }

// folder is the package's import path from the root: "." for package habeas.
func (f file) folder() string { return path.Dir(f.path) }

var root = filepath.Join("..", "..")

// repository reads every text file that a checkout has, once.
var repository = sync.OnceValues(func() ([]file, error) {
	var files []file
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if entry.IsDir() {
			// What .gitignore names is no part of the repository.
			if slices.Contains([]string{".git", "node_modules", "bin", "data", "shots"}, rel) {
				return fs.SkipDir
			}
			return nil
		}
		if !entry.Type().IsRegular() || rel == ".git" { // a file in a linked worktree
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if bytes.IndexByte(text[:min(len(text), 8000)], 0) >= 0 {
			return nil // not text
		}
		f, err := read(rel, string(text))
		files = append(files, f)
		return err
	})
	return files, err
})

// Go marks generated files by this line (go.dev/s/generatedcode).
var generatedLine = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)

func read(name, text string) (file, error) {
	f := file{path: name, text: text}
	if !f.isGo() || strings.Contains(name, "testdata/") {
		return f, nil
	}
	parsed, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ImportsOnly)
	if err != nil {
		return f, err
	}
	f.pkg = parsed.Name.Name
	f.generated = generatedLine.MatchString(text)
	for _, spec := range parsed.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return f, err
		}
		f.imports = append(f.imports, imported)
	}
	return f, nil
}

func all(t *testing.T) []file {
	t.Helper()
	files, err := repository()
	if err != nil {
		t.Fatalf("reading the repository: %v", err)
	}
	return files
}

// goFiles are the Go files that the build reads.
func goFiles(files []file) []file {
	return slices.DeleteFunc(slices.Clone(files), func(f file) bool { return f.pkg == "" })
}

// report fails the test with each thing that is wrong.
func report(t *testing.T, wrong []string) {
	t.Helper()
	for _, w := range wrong {
		t.Error(w)
	}
}

// expect compares what a rule says of invented files with parts of what it
// should say, one for each: it is how the rules themselves are tested.
func expect(t *testing.T, got []string, want ...string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("the rule says %d things, want %d:\n%s", len(got), len(want), strings.Join(got, "\n"))
	}
	for i := range want {
		if !strings.Contains(got[i], want[i]) {
			t.Errorf("the rule says %q, want %q in it", got[i], want[i])
		}
	}
}

// invent makes Go files of a path and a text each.
func invent(t *testing.T, files ...string) []file {
	t.Helper()
	var made []file
	for i := 0; i < len(files); i += 2 {
		f, err := read(files[i], files[i+1])
		if err != nil {
			t.Fatal(err)
		}
		made = append(made, f)
	}
	return made
}

func TestRepositoryIsRead(t *testing.T) {
	files := all(t)
	for _, want := range []string{"go.mod", "Makefile", ".ci/run", "habeas.go", "internal/rules/repository_test.go"} {
		if !slices.ContainsFunc(files, func(f file) bool { return f.path == want }) {
			t.Errorf("%s was not read: the rules look at the wrong files", want)
		}
	}
}
