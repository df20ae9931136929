package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/demo"
	"github.com/habeas-record/habeas/internal/web/htmlcheck"
)

// Promise R8: an estimate says how sure it is. Wherever a number stands that a
// method came to, its interval stands in the same line, row, sentence or mark, or
// that it is the least or has no upper limit; where it is refused there is none.

// estimatesIn finds the numbers of a JSON document of estimates, and what stands in
// it without an interval.
//
// A number that is also that of all people on a list cannot be told from it.
func estimatesIn(doc any) (found []htmlcheck.Estimate, errs []string) {
	var walk func(at string, v any)
	walk = func(at string, v any) {
		switch v := v.(type) {
		case []any:
			for i, x := range v {
				walk(fmt.Sprintf("%s.%d", at, i), x)
			}
		case map[string]any:
			for _, k := range slices.Sorted(maps.Keys(v)) {
				walk(at+"."+k, v[k])
			}
			if strings.HasSuffix(at, ".mcse") {
				return // errors of the simulation, of all three
			}
			for _, key := range []string{"median", "mean", "n"} {
				_, family := v["se"]
				mid, is := v[key].(float64)
				if !is || key == "n" && !family {
					continue
				}
				low, hasLow := v["q025"].(float64)
				high, hasHigh := v["q975"].(float64)
				bound := v["lower_bound"] == true
				if v["refused"] == true {
					errs = append(errs, fmt.Sprintf("%s is refused and has the %s %g", at, key, mid))
				}
				warned, _ := json.Marshal(v["warnings"])
				if !hasLow || !hasHigh && !strings.Contains(string(warned), "upper limit") {
					errs = append(errs, fmt.Sprintf("%s has the %s %g and no interval", at, key, mid))
				}
				if key == "mean" {
					continue // shown by combine alone, whose line has a test of its own
				}
				e := htmlcheck.Estimate{Middle: fmt.Sprintf("%.0f", mid), Low: fmt.Sprintf("%.0f", low), Bound: bound}
				if hasHigh {
					e.High = fmt.Sprintf("%.0f", high)
				}
				modes, _ := v["modes"].([]any)
				for _, x := range modes {
					e.Modes = append(e.Modes, fmt.Sprintf("%.0f", x))
				}
				found = append(found, e)
			}
		}
	}
	walk("", doc)
	if report, is := doc.(map[string]any); is {
		found = slices.DeleteFunc(found, func(e htmlcheck.Estimate) bool { return e.Middle == fmt.Sprint(report["n"]) })
	}
	return found, errs
}

func printed(t *testing.T, args ...string) []byte {
	t.Helper()
	var out, errs bytes.Buffer
	cmd := exec.Command("habeas", args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("habeas %s: %v\n%s", strings.Join(args, " "), err, errs.String())
	}
	return out.Bytes()
}

// document runs a command that prints JSON, and finds the estimates in it.
func document(t *testing.T, args ...string) []htmlcheck.Estimate {
	t.Helper()
	var doc any
	if err := json.Unmarshal(printed(t, append(args, "--json")...), &doc); err != nil {
		t.Fatal(err)
	}
	found, errs := estimatesIn(doc)
	for _, e := range errs {
		t.Errorf("habeas %s --json: %s", strings.Join(args, " "), e)
	}
	return found
}

// sure holds each line that a command prints to its estimates.
func sure(t *testing.T, out []byte, estimates []htmlcheck.Estimate) {
	t.Helper()
	stood := 0
	for line := range strings.Lines(string(out)) {
		if err := htmlcheck.Sure(line, estimates); err != nil {
			t.Error(err)
		}
		for _, e := range estimates {
			if strings.Contains(line, e.Middle) {
				stood++
			}
		}
	}
	if len(estimates) > 0 && stood == 0 {
		t.Errorf("none of %d estimates is printed:\n%s", len(estimates), out)
	}
}

func TestEstimatesSayHowSure(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	tables := map[string]string{
		// Kinds of people; many on no list; an open end; two that may be no number.
		"four":   "A,B,C,D,count\n1,0,0,0,61\n0,1,0,0,50\n1,1,0,0,14\n0,0,1,0,40\n1,0,1,0,9\n0,1,1,0,8\n1,1,1,0,3\n0,0,0,1,45\n1,0,0,1,12\n0,1,0,1,9\n1,1,0,1,4\n0,0,1,1,7\n1,1,1,1,1\n",
		"many":   "A,B,C,D,count\n1,0,0,0,2501\n0,1,0,0,2050\n1,1,0,0,574\n0,0,1,0,1640\n1,0,1,0,369\n0,1,1,0,328\n1,1,1,0,123\n0,0,0,1,1845\n1,0,0,1,492\n0,1,0,1,369\n1,1,0,1,164\n0,0,1,1,287\n1,1,1,1,41\n",
		"sparse": "A,B,C,D,count\n1,0,0,0,61\n0,1,0,0,50\n1,1,0,0,3\n0,0,1,0,40\n0,1,1,0,2\n0,0,0,1,45\n1,0,0,1,3\n",
		"kinds":  "A,B,C,count\n1,0,0,900\n0,1,0,850\n0,0,1,800\n1,1,0,40\n1,0,1,44\n0,1,1,37\n1,1,1,90\n",
		"two":    "A,B,count\n1,0,30\n0,1,40\n1,1,20\n",
		"apart":  "A,B,C,count\n1,1,0,50\n1,0,0,40\n0,1,0,30\n0,0,1,12\n",
	}
	signed := []string{"--place", "Korgan", "--window", "2017/2019", "--assume", "lists made apart", "--by", "A. Analyst"}
	for _, c := range []struct {
		table, flags string
		refused      bool
	}{
		{"four", "", false}, {"many", "--method dga --sensitivity", false}, {"many", "--method loglinear --sensitivity", false}, {"sparse", "--sensitivity", false},
		{"kinds", "--method loglinear", false}, {"two", "", true}, {"apart", "", true},
	} {
		t.Run(c.table+c.flags, func(t *testing.T) {
			args := slices.Concat([]string{"estimate", put(c.table+".csv", tables[c.table])}, strings.Fields(c.flags), signed)
			page := filepath.Join(dir, "page.html")
			found := document(t, append(args, "--report", page)...)
			if c.refused != (len(found) == 0) {
				t.Errorf("%d estimates are found", len(found))
			}
			sure(t, printed(t, args...), found)
			body, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			htmlcheck.Run(t, body, htmlcheck.SureOf(found))
		})
	}
	t.Run("strata", func(t *testing.T) {
		file := put("strata.csv", "stratum,A,B,C,count\neast,1,0,0,60\neast,0,1,0,50\neast,1,1,0,20\neast,0,0,1,40\neast,1,0,1,18\neast,0,1,1,15\neast,1,1,1,6\nsouth,1,0,0,160\nsouth,0,1,0,150\nsouth,1,1,0,20\nsouth,0,0,1,140\nsouth,1,0,1,18\nsouth,0,1,1,15\nsouth,1,1,1,6\nwest,1,0,0,30\nwest,0,1,0,9\nwest,1,1,0,12\nnorth,1,0,0,4\nnorth,1,1,1,3\n")
		for _, m := range []string{"lcmcr", "dga", "loglinear"} {
			sure(t, printed(t, "estimate", "strata", file, "--method", m), document(t, "estimate", "strata", file, "--method", m))
		}
	})
	t.Run("combine", func(t *testing.T) {
		file := put("replicates.csv", "replicate,n_obs,N\n1,100,140\n1,100,150\n1,100,160\n2,90,130\n2,90,140\n2,90,150\n3,110,150\n3,110,160\n3,110,170\n")
		document(t, "estimate", "combine", file)
		if out := string(printed(t, "estimate", "combine", file)); !strings.Contains(out, ", 95 % from ") {
			t.Error(out)
		}
	})
	t.Run("record", func(t *testing.T) {
		data := filepath.Join(t.TempDir(), "data")
		demoIn(t, data)
		s := &shown{t: t, base: serving(t, data)}
		list := []string{"estimate", "record", "--data", data}
		sure(t, printed(t, list...), document(t, list...)[:1])
		found := document(t, list...)
		if len(found) < 10 {
			t.Fatalf("the record has %d estimates", len(found))
		}
		statistician := slices.IndexFunc(demo.Logins, func(l demo.Login) bool { return l.Role == habeas.RoleStatistician })
		c := s.reader()
		s.signIn(c, demo.Logins[statistician])
		desk := s.crawl(c, "/desk/estimates", func(path string) bool { return strings.HasPrefix(path, "/desk/estimate") })
		if len(desk) < 4 {
			t.Errorf("%d pages of estimates can be reached", len(desk))
		}
		public := s.crawl(&http.Client{}, "/", func(path string) bool {
			return !strings.HasPrefix(path, "/desk") && strings.Count(path, "/") == 1 && !strings.Contains(path, "?")
		})
		for _, pages := range []map[string][]byte{desk, public} {
			for path, page := range pages {
				if err := htmlcheck.Check(page, htmlcheck.SureOf(found)); err != nil {
					t.Errorf("%s: %v", path, err)
				}
			}
		}
		for path, page := range public {
			if bytes.Contains(page, []byte("/desk/estimate/")) {
				t.Errorf("%s leads to an estimate", path)
			}
		}
	})
}
