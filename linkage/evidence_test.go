package linkage

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
)

func TestEvidence(t *testing.T) {
	for _, c := range []struct {
		kind Kind
		a, b string
		want int // level; 0 where nothing can be said
	}{
		{Sound, "Aigul Bekturova", "aigul bekturova", 1},
		{Sound, "Aigul Bekturova", "Айгуль Бектурова", 2},
		{Sound, "Bekturova Aigul", "Айгуль Бектурова", 2},
		{Sound, "Bekturov", "Бектуров", 3},
		{Sound, "Aigul Bekturova", "Мұхтар Омаров", 5},
		{Sound, "Aigul", "ქართული", 0}, // a script that is not read
		{When, "1975", "1975", 1},
		{When, "1975-05-03", "1975", 2},
		{When, "1975/1976", "1976-05-03", 2},
		{When, "197X", "1976-05-03", 2},
		{When, "1975~", "1976-05", 2},
		{When, "1975-05-03", "1975-03-05", 3},
		{When, "1975-05-03", "1975-05-13", 3},
		{When, "1975-12-21", "1976-03", 4},
		{When, "1975", "1978-05-03", 5},
		{When, "1975", "1993-05-03", 6},
		{When, "19750503", "1975-05", 2},
		{When, "1975", "in his youth", 0},
		{Where, "Urumqi", "乌鲁木齐", 2},
		{Where, "Emin county", "Tacheng prefecture", 3},
		{Where, "Urumqi", "nowhere that is known", 0},
		{Where, "Kashgar", "Berlin", 5},
		{Set, "a|b", "a|b", 1},
		{Set, "a|b|c", "b|c", 2},
		{Set, "a|b|c", "c|d", 3},
		{Set, "['a', 'b']", "c|d", 4},
	} {
		table := tableOf(t, []string{"v"}, [][]string{{c.a}, {c.b}})
		x := Comparison{Column: "v", Kind: c.kind}
		if err := x.prepare(table, false); err != nil {
			t.Fatal(err)
		}
		j := newComparer([]Comparison{x}, 2)
		if got := j.level(0, 0, 1); got != c.want {
			t.Errorf("%s %q and %q: level %d, want %d", c.kind, c.a, c.b, got, c.want)
		}
		if got := j.level(0, 1, 0); got != c.want {
			t.Errorf("%s %q and %q the other way: level %d, want %d", c.kind, c.a, c.b, got, c.want)
		}
	}
}

func TestKeysOfOneValue(t *testing.T) {
	table := tableOf(t, []string{"v"}, [][]string{{"x"}})
	shared := func(part, a, b string) bool {
		return slices.ContainsFunc(textsOf(table, a, part), func(s string) bool { return slices.Contains(textsOf(table, b, part), s) })
	}
	for _, c := range []struct {
		part, a, b string
		want       bool
	}{
		{partSound, "aigul bekturova", "бектурова", true},
		{partSound, "aigul", "омаров", false},
		{partSound, "ქართული", "ქართული", true},
		{partSounds, "aigul bekturova", "бектурова айгуль", true},
		{partSounds, "aigul bekturova", "бектурова мария", false},
		{partSounds, "aigul", "aigul", false},
		{partYears, "1975/1976", "1976-05-03", true},
		{partYears, "1975", "1976-05-03", false},
		{partYears, "unclear", "unclear", true},
		{partPlace, "urumqi", "乌鲁木齐", true},
		{partPlace, "nowhere that is known", "nowhere that is known", true},
		{partMember, "a|b", "b|c", true},
		{partMember, "a|b", "c", false},
	} {
		if got := shared(c.part, c.a, c.b); got != c.want {
			t.Errorf("%s of %q and %q: %v, want %v", c.part, c.a, c.b, got, c.want)
		}
	}
}

// Nothing takes longer than it is long where a value is a book.
func TestLongValues(t *testing.T) {
	book := strings.Repeat("Айгуль 1975-05-03 | Urumqi, ", 50_000)
	for _, kind := range []Kind{Sound, When, Where, Set} {
		table := tableOf(t, []string{"v"}, [][]string{{book}, {book + "x"}})
		x := Comparison{Column: "v", Kind: kind}
		if err := x.prepare(table, false); err != nil {
			t.Fatal(err)
		}
		newComparer([]Comparison{x}, 2).level(0, 0, 1)
	}
	table := tableOf(t, []string{"v"}, [][]string{{"x"}})
	for _, part := range keyParts {
		if n := len(textsOf(table, book, part)); n > mostKeys {
			t.Errorf("%s: a book has %d keys", part, n)
		}
	}
}

// acrossScripts is a list of invented people, each once in Latin letters and
// once in Cyrillic ones, born on a day, in a month or in a year.
func acrossScripts(t *testing.T) *Table {
	t.Helper()
	cyrillic := map[rune]string{'a': "а", 'b': "б", 'd': "д", 'e': "е", 'f': "ф", 'g': "г", 'i': "и", 'k': "к", 'l': "л", 'm': "м",
		'n': "н", 'o': "о", 'p': "п", 'r': "р", 's': "с", 't': "т", 'u': "у", 'v': "в", 'z': "з", ' ': " "}
	rng := rand.New(rand.NewPCG(3, 3))
	b := NewBuilder([]string{"name", "born", "town"})
	for p := range 300 {
		word := func(n int) (s string) {
			for range n {
				s += []string{"ba", "do", "ri", "mek", "tol", "su", "van", "ge", "lo", "pir", "nu", "kel", "zo", "fin", "dra"}[rng.IntN(15)]
			}
			return s
		}
		given, family, town := word(2), word(3), word(2)
		var other strings.Builder
		for _, r := range family + " " + given {
			other.WriteString(cyrillic[r])
		}
		born := fmt.Sprintf("%04d-%02d-%02d", 1940+rng.IntN(60), 1+rng.IntN(12), 1+rng.IntN(28))
		b.Add(0, fmt.Sprint("l", p), fmt.Sprint(p), []string{given + " " + family, born, town})
		b.Add(0, fmt.Sprint("c", p), fmt.Sprint(p), []string{other.String(), born[:4+3*(p%3)], town})
	}
	table, err := b.Table()
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestFindsAcrossScripts(t *testing.T) {
	table := acrossScripts(t)
	m, edges, clusters := link(t, table)
	kinds := map[string]Kind{}
	for _, c := range m.Comparisons {
		kinds[c.Column] = c.Kind
	}
	if kinds["name"] != Sound || kinds["born"] != When || kinds["town"] != Name {
		t.Errorf("the columns were taken for %v", kinds)
	}
	if _, q := Evaluate(table, edges, clusters, DefaultThreshold, true); q.F1 < .95 {
		t.Errorf("clusters: %+v, want F1 of at least .95", q)
	}
	for _, e := range edges {
		if math.IsNaN(e.Weight) {
			t.Fatal("a weight is no number")
		}
	}
	if _, err := m.ExportSplink(table, "id", true); err == nil || !strings.Contains(err.Error(), "Splink does not have") {
		t.Errorf("a model that asks how names sound was exported: %v", err)
	}
}

func TestDeclaredEvidence(t *testing.T) {
	table := acrossScripts(t)
	m, edges, clusters := learn(t, `
threshold = 0.5
blocking = ["name:two sounds", "born:years and town", "name:sound and town"]
[[comparison]]
column = "name"
levels = ["exact", "names >= 0.9", "names >= 0.7"]
[[comparison]]
column = "born"
date = "edtf"
levels = ["exact", "days <= 0", "years <= 2"]
[[comparison]]
column = "town"
levels = ["exact", "places <= 1"]
`, table)
	if _, q := Evaluate(table, edges, clusters, DefaultThreshold, true); q.F1 < .95 {
		t.Errorf("clusters: %+v, want F1 of at least .95", q)
	}
	if got := m.Comparisons[1].Levels[3].When; got != `days_apart("born_l", "born_r") <= 730` {
		t.Errorf("two years are asked for as %s", got)
	}
	for rule, want := range map[string]string{
		"name:sound and born:4": "beside a named part",
		"name:soundex":          "neither a number of letters nor one of start",
	} {
		if _, err := ParseRule(rule); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", rule, err, want)
		}
	}
}

// Two records that share several keys of one rule are one pair of it.
func TestSeveralKeysBringAPairOnce(t *testing.T) {
	table := tableOf(t, []string{"v", "w"}, [][]string{{"a|b|c", "x"}, {"a|b|d", "x"}, {"d|e", "x"}, {"f", "x"}})
	blocks, _, err := blockingOf(table, []Rule{{Keys: []Key{{"v", partMember}, {"w", ""}}}})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[[2]int32]int{}
	var mu sync.Mutex
	blocks.pairs(table, true, true, func(_ int, rules []int, a, b int32) {
		mu.Lock()
		seen[[2]int32{a, b}] += len(rules)
		mu.Unlock()
	})
	if len(seen) != 2 || seen[[2]int32{0, 1}] != 1 || seen[[2]int32{1, 2}] != 1 {
		t.Errorf("pairs: %v", seen)
	}
}
