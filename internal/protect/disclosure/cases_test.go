package disclosure

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/habeas-record/habeas"
)

// planted is one testimony of testdata with what was planted in it.
type planted struct {
	name  string
	want  habeas.Check
	kinds []Kind
	texts []Text
}

func readCases(t *testing.T, file string) []planted {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	var all []planted
	named := false
	for i, line := range strings.Split(string(b), "\n") {
		word, rest, _ := strings.Cut(line, " ")
		if line == "" || word == "#" || line == "#" {
			continue
		}
		if word == "case" {
			f := strings.Fields(rest)
			verdict, ok := map[string]habeas.Check{"pass": habeas.CheckPass, "second": habeas.CheckSecond, "stop": habeas.CheckStop}[f[1]]
			if !ok {
				t.Fatalf("%s:%d: no verdict", file, i+1)
			}
			named = len(f) > 2
			all = append(all, planted{name: f[0], want: verdict})
			continue
		}
		c := &all[len(all)-1]
		switch word {
		case "plant":
			for _, k := range strings.Fields(rest) {
				c.kinds = append(c.kinds, Kind(k))
			}
		case "label":
			c.texts = append(c.texts, Text{Words: rest, Field: "label", OfSource: true, Named: named})
		case "quote":
			lang, words, _ := strings.Cut(rest, " ")
			c.texts = append(c.texts, Text{Lang: lang, Words: words, Field: "quote", Named: named})
		default:
			t.Fatalf("%s:%d: %q", file, i+1, word)
		}
	}
	return all
}

// gravity orders verdicts.
var gravity = []habeas.Check{habeas.CheckPass, habeas.CheckSecond, habeas.CheckStop}

// Of combinations that were planted in invented testimonies, at least 95 % are
// caught, and none where nothing was planted. Each file was written before the
// rules had learned from it; how many were caught then, fewer, is in
// docs/figures.md.
func TestPlantedCombinations(t *testing.T) {
	var caught, combinations, found, kinds int
	for _, file := range []string{"thirty.txt", "ten.txt", "last.txt"} {
		for _, c := range readCases(t, file) {
			a := Default().Assess(Default().Find(c.texts), habeas.DefaultCrowd)
			if c.want == habeas.CheckPass {
				if a.Verdict != habeas.CheckPass {
					t.Errorf("%s: nothing was planted, and the verdict is %s: %v", c.name, a.Verdict, told(a.Findings))
				}
				continue
			}
			combinations++
			if slices.Index(gravity, a.Verdict) >= slices.Index(gravity, c.want) {
				caught++
			} else {
				t.Logf("%s: verdict %s (k %.3g), want %s: %v", c.name, a.Verdict, a.K, c.want, told(a.Findings))
			}
			for _, k := range c.kinds {
				kinds++
				if slices.ContainsFunc(a.Findings, func(f Finding) bool { return f.Kind == k }) {
					found++
				} else {
					t.Logf("%s: no %s is found: %v", c.name, k, told(a.Findings))
				}
			}
		}
		t.Logf("with %s: %d of %d combinations caught, %d of %d identifiers found", file, caught, combinations, found, kinds)
	}
	if combinations < 50 || float64(caught) < .95*float64(combinations) {
		t.Errorf("%d of %d combinations are caught", caught, combinations)
	}
}
