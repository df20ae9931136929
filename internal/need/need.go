// Package need decides what a test does when the machine lacks a part it
// runs on: skip and say so on a developer's machine, fail where the parts
// were asked for. It is imported from tests and test harnesses only.
package need

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// Parts that HABEAS_REQUIRE can name, separated by commas. "make test" and
// continuous integration name all of them, so that nothing is skipped there
// in silence.
const (
	PG       = "pg"       // a PostgreSQL server, or its binaries to start one
	Chromium = "chromium" // Debian's chromium, and axe-core from npm
	Tools    = "tools"    // programs that capture uses: pdftotext, tesseract; a text browser: w3m
)

// Missing ends the test because part is not there: it fails the test if
// HABEAS_REQUIRE names the part and skips it otherwise. why says what is
// missing and what to install.
func Missing(t testing.TB, part, why string) {
	t.Helper()
	if Required(part) {
		t.Fatalf("%s (HABEAS_REQUIRE names %q, so this is a failure)", why, part)
	}
	t.Skip(why)
}

// Required tells whether HABEAS_REQUIRE names the part.
func Required(part string) bool {
	named := strings.FieldsFunc(os.Getenv("HABEAS_REQUIRE"), func(r rune) bool { return r == ',' || r == ' ' })
	return slices.Contains(named, part)
}

// Tool returns the path of a program such as "pdftotext"; when the machine
// does not have it the test ends as by [Missing]. debian is the package that
// brings it.
func Tool(t testing.TB, program, debian string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		Missing(t, Tools, program+" is not installed: apt-get install "+debian)
	}
	return path
}
