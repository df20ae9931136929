package linkage

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
	"pgregory.net/rapid"
)

// tableOf builds a table of one file.
func tableOf(t *testing.T, columns []string, rows [][]string) *Table {
	t.Helper()
	b := NewBuilder(columns)
	for i, r := range rows {
		b.Add(0, fmt.Sprintf("%07d", i), "", r)
	}
	table, err := b.Table()
	if err != nil {
		t.Fatal(err)
	}
	return table
}

const inventedSettings = `
threshold = 0.9
blocking = ["given and town", "family and born:4", "SUBSTRING(l.family, 1, 2) = SUBSTRING(r.family, 1, 2) AND l.town = r.town AND levenshtein(l.given, r.given) <= 2", "l.given = r.family"]
training = ["born", "given and town"]
[prior]
rules = ["given and family and born"]
recall = 0.6
[[comparison]]
column = "given"
rarity = true
levels = ["exact", "jaro_winkler >= 0.9", "levenshtein <= 2"]
[[comparison]]
column = "born"
date = "%Y-%m-%d"
levels = ["exact", "damerau_levenshtein <= 1", "years <= 1", "start 3"]
[[comparison]]
column = "town"
levels = ["exact"]
[[comparison]]
name = "family or given"
[[comparison.level]]
when = "family_l IS NULL OR family_r IS NULL"
null = true
[[comparison.level]]
when = "family_l = family_r"
rarity = "family"
[[comparison.level]]
when = "family_l = given_r AND given_l = family_r"
[[comparison.level]]
when = "jaro_similarity(family_l, family_r) > 0.85"
`

func learn(t *testing.T, settings string, table *Table) (*Model, []Edge, []int32) {
	t.Helper()
	s, err := ReadSettings([]byte(settings))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Model.Learn(table, s.Training, true); err != nil {
		t.Fatal(err)
	}
	edges, err := s.Model.Score(table, true)
	if err != nil {
		t.Fatal(err)
	}
	return s.Model, edges, s.Model.Clusters(table, edges, s.Threshold, true)
}

func TestDeclaredOrderAndThreadsDoNotMatter(t *testing.T) {
	_, edges, clusters := learn(t, inventedSettings, inventedList(t, 1))
	if len(edges) < 300 {
		t.Fatalf("%d pairs are too few to show anything", len(edges))
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for order := range uint64(8) {
		runtime.GOMAXPROCS(1 + int(order))
		_, e, c := learn(t, inventedSettings, inventedList(t, 100+order))
		if !slices.Equal(edges, e) || !slices.Equal(clusters, c) {
			t.Fatalf("with %d threads and other rows first the answer is another", 1+order)
		}
	}
}

// The ladder and the caches must say what the levels say.
func TestLadderSaysWhatTheLevelsSay(t *testing.T) {
	table := inventedList(t, 1)
	m, _, _ := learn(t, inventedSettings, table)
	for i := range m.Comparisons {
		c := newComparer(m.Comparisons, table.Len())
		if m.Comparisons[i].Column != "family or given" && c.judges[i].p.quick == nil {
			t.Errorf("%s has no ladder", m.Comparisons[i].Column)
		}
		slow := newJudge(m.Comparisons[i].program)
		for a := range int32(300) {
			for b := a + 1; b < 300; b++ {
				for k, col := range slow.p.bases {
					slow.l[k], slow.r[k] = col.Codes[a], col.Codes[b]
				}
				if got, want := c.level(i, a, b), int(slow.level()); got != want {
					t.Fatalf("%s, rows %d and %d: level %d, want %d", m.Comparisons[i].Column, a, b, got, want)
				}
			}
		}
	}
}

func TestMeasuresAgreeWithSlowOnes(t *testing.T) {
	word := rapid.StringOfN(rapid.SampledFrom([]rune("abcdeé1")), 0, 12, -1)
	rapid.Check(t, func(r *rapid.T) {
		a, b := word.Draw(r, "a"), word.Draw(r, "b")
		var w scratch
		if got, want := w.levenshtein(a, b), Levenshtein(a, b); got != want {
			r.Errorf("levenshtein(%q, %q) = %d, want %d", a, b, got, want)
		}
		if a != b && a != "" && b != "" {
			if got, want := w.jaro(a, b), longJaro([]rune(a), []rune(b)); got != want {
				r.Errorf("jaro(%q, %q) = %v, want %v", a, b, got, want)
			}
		}
		d := &derived{texts: []string{a, b}}
		d.shapesOf()
		for _, name := range []string{"levenshtein", "damerau_levenshtein"} {
			if bound, is := boundOf(familyOf(name), &d.shapes[0], &d.shapes[1]), w.measure(name, a, b); bound > is {
				r.Errorf("%s(%q, %q) = %v is under its bound %v", name, a, b, is, bound)
			}
		}
		for _, name := range []string{"jaro", "jaro_winkler"} {
			if bound, is := boundOf(familyOf(name), &d.shapes[0], &d.shapes[1]), w.measure(name, a, b); bound < is {
				r.Errorf("%s(%q, %q) = %v is over its bound %v", name, a, b, is, bound)
			}
		}
	})
	for _, c := range []struct {
		a, b string
		d    int
	}{{"ca", "abc", 2}, {"1971-05-24", "1971-50-24", 1}, {"abcd", "badc", 2}, {"", "ab", 2}, {"é", "e", 1}} {
		var w scratch
		if d := w.damerau(c.a, c.b); d != c.d {
			t.Errorf("damerau(%q, %q) = %d, want %d", c.a, c.b, d, c.d)
		}
	}
}

func TestOneValueInNearlyAllRows(t *testing.T) {
	var rows [][]string
	for i := range 60_000 {
		town := "onetown"
		if i%100 < 8 {
			town = fmt.Sprint("town", i%100)
		}
		rows = append(rows, []string{syllables[i%16] + syllables[i/16%16] + syllables[i/256%16], fmt.Sprintf("19%02d-%02d-01", i%97, 1+i%12), town, ""})
	}
	table := tableOf(t, []string{"given", "born", "town", "empty"}, rows)
	s, err := ReadSettings([]byte("blocking = [\"town\"]\n[[comparison]]\ncolumn = \"given\"\nlevels = [\"exact\"]\n[[comparison]]\ncolumn = \"born\"\nlevels = [\"exact\"]\n[[comparison]]\ncolumn = \"empty\"\nlevels = [\"exact\"]\n"))
	if err != nil {
		t.Fatal(err)
	}
	said, err := s.Model.Learn(table, s.Training, true)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(said, func(s string) bool { return strings.Contains(s, "stand in more than 20000 rows") }) {
		t.Errorf("nothing is said of the value: %q", said)
	}
	if _, _, err := Train(table, true); err != nil {
		t.Errorf("by own choice: %v", err)
	}
}

func TestNobodyStandsTwice(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	var rows [][]string
	for range 3000 {
		name := ""
		for range 2 + rng.IntN(2) {
			name += syllables[rng.IntN(len(syllables))]
		}
		rows = append(rows, []string{name, fmt.Sprint("x", rng.IntN(1e8)), fmt.Sprintf("%04d-%02d-%02d", 1930+rng.IntN(80), 1+rng.IntN(12), 1+rng.IntN(28))})
	}
	table := tableOf(t, []string{"given", "number", "born"}, rows)
	m, _, err := Train(table, true)
	if err != nil {
		t.Logf("refused: %v", err)
		return
	}
	edges, err := m.Score(table, true)
	if err != nil {
		t.Fatal(err)
	}
	linked := 0
	for i, c := range m.Clusters(table, edges, DefaultThreshold, true) {
		if int(c) != i {
			linked++
		}
	}
	if linked > 30 {
		t.Errorf("%d of 3000 records are linked, and all are of other people", linked)
	}
}

func TestImpossibleSettings(t *testing.T) {
	two := "[[comparison]]\ncolumn = \"a\"\nlevels = [\"exact\"]\n[[comparison]]\ncolumn = \"b\"\nlevels = [\"exact\"]\n"
	for _, c := range []struct{ settings, says string }{
		{"", "fewer than two comparisons"},
		{two, "no blocking is declared"},
		{"threshold = 2\nblocking = [\"a\"]\n" + two, "threshold 2 is not between"},
		{"clusters = \"none\"\nblocking = [\"a\"]\n" + two, "clusters = \"none\""},
		{"blocking = [\"a:x\"]\n" + two, "neither a number of letters nor one of start"},
		{"blocking = [\"l.a <> r.a\"]\n" + two, "no value has to be equal"},
		{"blocking = [\"l.a = l.b\"]\n" + two, "compares a record with itself"},
		{"blocking = [\"a\"]\n[prior]\nrules = [\"b\"]\n" + two, "prior.recall 0"},
		{"blocking = [\"a\"]\n[prior]\nshare = 1.5\n" + two, "prior.share 1.5"},
		{"blocking = [\"a\"]\n" + two + "[[comparison]]\ncolumn = \"c\"\nlevels = [\"soundex\"]\n", "say exact, start N"},
		{"blocking = [\"a\"]\n" + two + "[[comparison]]\nname = \"c\"\n[[comparison.level]]\nwhen = \"a_l =\"\n", "ends too soon"},
		{"blocking = [\"a\"]\n" + two + "[[comparison]]\nname = \"c\"\n[[comparison.level]]\nwhen = \"ELSE\"\n[[comparison.level]]\nwhen = \"a_l = a_r\"\n", "after ELSE"},
		{"blocking = ", "line 1"},
	} {
		_, err := ReadSettings([]byte(c.settings))
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q: %v, want %q", c.settings, err, c.says)
		}
	}
	for _, model := range []string{`[]`, `{}`, `{"prior": 2}`, `{"prior": 0.1, "comparisons": [{"column": "a", "kind": "guess", "m": [], "u": []}], "rules": [{}]}`, `{"prior": 0.1, "comparisons": [{"column": "a", "kind": "exact", "m": [0, 1], "u": [0, 1, 1]}], "rules": [{}]}`, `{"other": 1}`} {
		if _, _, _, err := ReadModel([]byte(model)); err == nil {
			t.Errorf("the model %s was taken", model)
		}
	}
}

func TestReadsParquet(t *testing.T) {
	type record struct {
		ID    int64     `parquet:"id"`
		Given *string   `parquet:"given,optional"`
		Born  time.Time `parquet:"born,timestamp(microsecond)"`
		Day   int32     `parquet:"day,date"`
		Tall  float64   `parquet:"tall"`
		Towns []string  `parquet:"towns,list"`
	}
	name := "Mirolan"
	path := filepath.Join(t.TempDir(), "people.parquet")
	err := parquet.WriteFile(path, []record{
		{1, &name, time.Date(1961, 3, 4, 0, 0, 0, 0, time.UTC), -3225, 1.5, []string{"Tolmek", "Zofin"}},
		{2, nil, time.Date(1961, 3, 4, 5, 6, 7, 0, time.UTC), 0, 2, nil},
	})
	if err != nil {
		t.Fatal(err)
	}
	table, _, err := Read([]string{path}, Reading{ID: "id", AsWritten: true})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range table.Columns {
		for r := range table.Len() {
			if v := c.Codes[r]; v >= 0 {
				got = append(got, fmt.Sprintf("%s %s: %s", table.IDs[r], c.Name, c.Values[v]))
			}
		}
	}
	want := []string{"1 given: Mirolan", "1 born: 1961-03-04", "2 born: 1961-03-04 05:06:07", "1 day: 1961-03-04", "2 day: 1970-01-01", "1 tall: 1.5", "2 tall: 2", "1 towns: [Tolmek, Zofin]"}
	if !slices.Equal(got, want) {
		t.Errorf("read %q, want %q", got, want)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{0, 10, len(whole) / 2, len(whole) - 1} {
		if err := os.WriteFile(path, whole[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := Read([]string{path}, Reading{ID: "id"}); err == nil {
			t.Errorf("the first %d bytes of a file were read as a file", n)
		}
	}
}

func FuzzUnderstand(f *testing.F) {
	for _, s := range []string{`"a_l" = "a_r"`, `ABS(EPOCH(try_strptime("d_l", '%Y')) - EPOCH(d_r)) <= 1e3`, `(a_l IS NULL OR b_r IS NOT NULL) AND NOT a_l <> 'x''y'`, `len(list_intersect(a_l, a_r)) >= 1`, `NULLIF(regexp_extract(a_l, '^[a-z]+', 0), '') = lower(b_r::text)`, "((((", "ELSE"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := understand(s)
		if err != nil {
			return
		}
		table := tableOf(t, []string{"a", "b", "d"}, [][]string{{"x", "y", "1960"}, {"", "x", ""}})
		p := &program{codes: []uint8{1, 2}}
		n, err := (&binder{t: table, p: p, index: map[string]int{}}).bind(c)
		if err != nil {
			return
		}
		p.rules = []*node{n, nil}
		if len(p.bases) > 0 {
			newJudge(p).level()
		}
	})
}
