package i18n

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The pages name their texts by constants, so that a text that is missing is
// found here and not by a reader: .T("key"), .N("key", n), .Parts("key"),
// .NParts("key", n), .Word("family", code), .HasWord("family", code). A method
// that only passes its arguments on ("args...") is not asked.
var (
	keyCall  = regexp.MustCompile(`\.(T|N|Parts|NParts)\(\s*"([^"]*)"`)
	wordCall = regexp.MustCompile(`\.(?:Has)?Word\(\s*"([^"]*)"`)
	variable = regexp.MustCompile(`\b(?:c|C|cat|Cat|catalog|Catalog)\.(?:T|N|Parts|NParts)\(\s*[^"\s)][^)]*\)`)
)

// usedKeys returns what is wrong with the calls in src: keys no catalog has,
// texts that count asked for without a number, and keys that are no constants.
func usedKeys(src string, c *Catalog) []string {
	var wrong []string
	for _, m := range keyCall.FindAllStringSubmatch(src, -1) {
		call, key := m[1], m[2]
		e := c.entries[key]
		if e == nil {
			wrong = append(wrong, fmt.Sprintf("%s: no such text", key))
			continue
		}
		_, plain := e.forms[""]
		if counts := call == "N" || call == "NParts"; counts == plain {
			wrong = append(wrong, fmt.Sprintf("%s: %s is not the call for this text", key, call))
		}
	}
	for _, m := range wordCall.FindAllStringSubmatch(src, -1) {
		if !hasFamily(c, m[1]) {
			wrong = append(wrong, fmt.Sprintf("%s: no such family of words", m[1]))
		}
	}
	for _, m := range variable.FindAllString(src, -1) {
		if strings.HasSuffix(m, "args...)") {
			continue
		}
		wrong = append(wrong, fmt.Sprintf("%s: write the key as a constant, or use Word", m))
	}
	return wrong
}

func hasFamily(c *Catalog, family string) bool {
	for key := range c.entries {
		if strings.HasPrefix(key, family+".") {
			return true
		}
	}
	return false
}

func TestUsedKeysFindsWhatIsWrong(t *testing.T) {
	c := english(t)
	const src = `
		<h1>{ c.T("nav.people") }</h1> { cat.N("claim.count", n) } { c.Word("grade", string(g)) }
		{ c.T("nav.peeple") } { c.T("claim.count") } { c.N("nav.people", 3) }
		{ c.Word("grades", g) } { c.T(key) } { p.Cat.T(key, args...) }
		{ c.Parts("news.none-since") }`
	got := usedKeys(src, c)
	want := []string{
		"nav.peeple: no such text",
		"claim.count: T is not the call for this text",
		"nav.people: N is not the call for this text",
		"grades: no such family of words",
		"c.T(key): write the key as a constant, or use Word",
	}
	if !slices.Equal(got, want) {
		t.Errorf("usedKeys:\n got %q\nwant %q", got, want)
	}
}

func TestEveryKeyThePagesUseHasAText(t *testing.T) {
	c := english(t)
	root := moduleRoot(t)
	for _, dir := range []string{"internal/web", "internal/publish", "internal/chart", "internal/desk", "internal/estimatereport", "cmd"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, d fs.DirEntry, err error) error {
			switch {
			case os.IsNotExist(err):
				return nil
			case err != nil:
				return err
			case d.IsDir(), strings.HasSuffix(path, "_templ.go"), strings.HasSuffix(path, "_test.go"):
				return nil
			case !strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, ".templ"):
				return nil
			}
			src, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			if strings.HasSuffix(path, ".go") && !strings.Contains(string(src), "/internal/i18n\"") {
				return nil
			}
			for _, w := range usedKeys(string(src), c) {
				t.Errorf("%s: %s", strings.TrimPrefix(path, root+"/"), w)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func moduleRoot(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = up
	}
}
