package rules

import (
	"bytes"
	"fmt"
	"go/format"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/a-h/templ/generator"
	"github.com/a-h/templ/parser/v2"
)

func TestFormat(t *testing.T) { report(t, unformatted(goFiles(all(t)))) }

func unformatted(files []file) (wrong []string) {
	for _, f := range files {
		formatted, err := format.Source([]byte(f.text))
		switch {
		case err != nil:
			wrong = append(wrong, fmt.Sprintf("%s: %v", f.path, err))
		case string(formatted) != f.text:
			wrong = append(wrong, fmt.Sprintf("%s is not formatted: gofmt -w %s", f.path, f.path))
		}
	}
	return wrong
}

func TestGeneratedFilesAreUpToDate(t *testing.T) { report(t, stale(all(t))) }

// stale generates every view again, by the version of templ that go.mod
// requires, and compares.
func stale(files []file) (wrong []string) {
	const hint = "run make generate"
	for _, f := range files {
		if name, is := strings.CutSuffix(f.path, "_templ.go"); is {
			if !slices.ContainsFunc(files, func(t file) bool { return t.path == name+".templ" }) {
				wrong = append(wrong, fmt.Sprintf("%s is generated from a template that is gone: delete it", f.path))
			}
		}
		name, is := strings.CutSuffix(f.path, ".templ")
		if !is {
			continue
		}
		want, err := generate(f)
		if err != nil {
			wrong = append(wrong, fmt.Sprintf("%s: %v", f.path, err))
			continue
		}
		i := slices.IndexFunc(files, func(g file) bool { return g.path == name+"_templ.go" })
		switch {
		case i < 0:
			wrong = append(wrong, fmt.Sprintf("%s has no generated file: %s", f.path, hint))
		case files[i].text != want:
			wrong = append(wrong, fmt.Sprintf("%s is not what %s gives: %s", files[i].path, f.path, hint))
		}
	}
	return wrong
}

// generate does what "templ generate" does to one file.
func generate(f file) (string, error) {
	parsed, err := parser.ParseString(f.text)
	if err != nil {
		return "", err
	}
	var out bytes.Buffer
	if _, err := generator.Generate(parsed, &out, generator.WithVersion(templ.Version()), generator.WithFileName(f.path)); err != nil {
		return "", err
	}
	formatted, err := format.Source(out.Bytes())
	return string(formatted), err
}

func TestStale(t *testing.T) {
	view := file{path: "internal/web/view/name.templ", text: "package view\n\ntempl name(s string) {\n\t<bdi>{ s }</bdi>\n}\n"}
	generated, err := generate(view)
	if err != nil {
		t.Fatal(err)
	}
	result := file{path: "internal/web/view/name_templ.go", text: generated}
	expect(t, stale([]file{view, result}))
	expect(t, stale([]file{view}), "has no generated file")
	expect(t, stale([]file{result}), "from a template that is gone")
	view.text = strings.Replace(view.text, "bdi", "b", 2)
	expect(t, stale([]file{view, result}), "is not what internal/web/view/name.templ gives")
	expect(t, stale([]file{{path: "x.templ", text: "package view\n\ntempl name( {\n"}}), "x.templ: ")

	expect(t, unformatted(invent(t, "a.go", "package a\n")))
	expect(t, unformatted(invent(t, "a.go", "package a\nvar  x int\n")), "a.go is not formatted")
}
