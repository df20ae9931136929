package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"habeas": func() { os.Exit(run(os.Args[1:], terminal{os.Stdin, os.Stdout, os.Stderr})) },
	})
}

// The scripts in testdata say, a command each, what the program does and what
// it answers when it cannot.
func TestScripts(t *testing.T) {
	repository, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Setup:               func(e *testscript.Env) error { e.Setenv("REPOSITORY", repository); return nil },
		Dir:                 "testdata",
		RequireExplicitExec: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits,
			"json":  jsonHas,
			"bytes": writeBytes,
		},
	})
}

// exits CODE COMMAND ARG… runs a command and checks its exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits code command arg…")
	}
	code := "0"
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit, ok := err.(*exec.ExitError)
		ts.Check(orNil(err, ok))
		code = fmt.Sprint(exit.ExitCode())
	}
	if code != args[0] {
		ts.Fatalf("%s exited with %s, want %s", args[1], code, args[0])
	}
}

func orNil(err error, ok bool) error {
	if ok {
		return nil
	}
	return err
}

// json PATH VALUE… checks values in the JSON document on the standard output
// of the last command: "withdrawn 2", "proposals.0.type event.detention".
func jsonHas(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) == 0 || len(args)%2 != 0 {
		ts.Fatalf("usage: json path value…")
	}
	var doc any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &doc))
	for i := 0; i < len(args); i += 2 {
		got := fmt.Sprint(at(doc, args[i]))
		if (got == args[i+1]) == neg {
			ts.Fatalf("%s is %s, %s wanted (or not, after !)", args[i], got, args[i+1])
		}
	}
}

// at follows a path into a document; "len" is the length of an array.
func at(doc any, path string) any {
	for _, step := range strings.Split(path, ".") {
		switch d := doc.(type) {
		case map[string]any:
			doc = d[step]
		case []any:
			var n int
			if step == "len" {
				return len(d)
			}
			if _, err := fmt.Sscan(step, &n); err != nil || n >= len(d) {
				return nil
			}
			doc = d[n]
		default:
			return nil
		}
	}
	return doc
}

// bytes FILE ESCAPED writes a file of any bytes, written as in Go: "\xff\x00".
func writeBytes(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: bytes file escaped")
	}
	var s string
	ts.Check(json.Unmarshal([]byte(`"`+strings.ReplaceAll(args[1], `\x`, `\u00`)+`"`), &s))
	raw := make([]byte, 0, len(s))
	for _, r := range s {
		raw = append(raw, byte(r))
	}
	ts.Check(os.WriteFile(filepath.Join(ts.Getenv("WORK"), args[0]), raw, 0o600))
}
