package linkage

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
)

// Invented syllables; the people made of them are nobody.
var syllables = []string{"ba", "do", "ri", "mek", "tol", "su", "van", "ge", "lo", "pir", "sha", "nu", "kel", "zo", "fin", "dra"}

// inventedList is a shuffled list of invented people, each in one to three
// records that may have a letter changed or a value missing.
func inventedList(t *testing.T, seed uint64) *Table {
	t.Helper()
	rng := rand.New(rand.NewPCG(7, 7))
	word := func(n int) string {
		s := ""
		for range n {
			s += syllables[rng.IntN(len(syllables))]
		}
		return s
	}
	var rows [][]string
	for p := range 400 {
		person := []string{word(2), word(3), fmt.Sprintf("%04d-%02d-%02d", 1940+rng.IntN(60), 1+rng.IntN(12), 1+rng.IntN(28)), word(2)}
		for range 1 + rng.IntN(3) {
			v := slices.Clone(person)
			k := rng.IntN(len(v))
			switch rng.IntN(3) {
			case 0:
				v[k] = ""
			case 1:
				v[k] = v[k][:len(v[k])-1] + "1"
			}
			rows = append(rows, append([]string{fmt.Sprint("r", len(rows)), fmt.Sprint("p", p)}, v...))
		}
	}
	rand.New(rand.NewPCG(seed, 0)).Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	b := NewBuilder([]string{"given", "family", "born", "town"})
	for _, r := range rows {
		b.Add(0, r[0], r[1], r[2:])
	}
	table, err := b.Table()
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func link(t *testing.T, table *Table) (*Model, []Edge, []int32) {
	t.Helper()
	m, _, err := Train(table, true)
	if err != nil {
		t.Fatal(err)
	}
	edges, err := m.Score(table, true)
	if err != nil {
		t.Fatal(err)
	}
	return m, edges, m.Clusters(table, edges, DefaultThreshold, true)
}

func TestLinksInventedPeople(t *testing.T) {
	table := inventedList(t, 1)
	_, edges, clusters := link(t, table)
	if _, q := Evaluate(table, edges, clusters, DefaultThreshold, true); q.F1 < .95 {
		t.Errorf("clusters: %+v, want F1 of at least .95", q)
	}
}

func TestOrderAndThreadsDoNotMatter(t *testing.T) {
	_, edges, clusters := link(t, inventedList(t, 1))
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for _, threads := range []int{1, 5} {
		runtime.GOMAXPROCS(threads)
		_, e, c := link(t, inventedList(t, uint64(threads)+40))
		if !slices.Equal(edges, e) || !slices.Equal(clusters, c) {
			t.Errorf("with %d threads and other rows first the answer is another", threads)
		}
	}
}

func TestModelHasNoHoles(t *testing.T) {
	m, edges, _ := link(t, inventedList(t, 1))
	for _, c := range m.Comparisons {
		for l := 1; l < len(c.M); l++ {
			if !(c.M[l] > 0 && c.M[l] <= 1) || !(c.U[l] > 0 && c.U[l] <= 1) {
				t.Errorf("%s, level %d: m %v, u %v", c.Column, l, c.M[l], c.U[l])
			}
			if e := c.MError[l]; !(e > 0 && e < .1) || c.UError[l] < 0 || c.UError[l] > .01 {
				t.Errorf("%s, level %d: errors %v and %v", c.Column, l, c.MError[l], c.UError[l])
			}
		}
	}
	for _, e := range edges {
		if math.IsNaN(e.Weight) || math.IsInf(e.Weight, 0) {
			t.Fatalf("weight %v", e.Weight)
		}
	}
}

func TestOneRecordOfEachFile(t *testing.T) {
	b := NewBuilder([]string{"given", "family", "born"})
	for i := range 200 {
		v := []string{syllables[i%16] + syllables[i/16], syllables[i/16] + syllables[(i*7)%16] + "a", fmt.Sprintf("19%02d-01-%02d", i%90, 1+i%28)}
		b.Add(0, fmt.Sprint(i), "", v)
		b.Add(1, fmt.Sprint(i), "", v)
		b.Add(1, fmt.Sprint(i, "again"), "", v)
	}
	table, err := b.Table()
	if err != nil {
		t.Fatal(err)
	}
	m, _, err := Train(table, false)
	if err != nil {
		t.Fatal(err)
	}
	edges, err := m.Score(table, false)
	if err != nil {
		t.Fatal(err)
	}
	clusters := m.Clusters(table, edges, .5, false)
	seen, linked := map[[2]int32]bool{}, 0
	for i, c := range clusters {
		k := [2]int32{c, table.Sources[i]}
		if seen[k] {
			t.Fatalf("two records of file %d are in one cluster", k[1])
		}
		seen[k] = true
		if int(c) != i {
			linked++
		}
	}
	if linked == 0 {
		t.Error("nothing is linked")
	}
}

func TestManyRowsWithOneKey(t *testing.T) {
	b := NewBuilder([]string{"given", "family", "town"})
	for i := range 10000 {
		b.Add(0, fmt.Sprint(i), "", []string{fmt.Sprintf("n%d", i/2), fmt.Sprintf("f%d", i/2), "onetown"})
	}
	table, err := b.Table()
	if err != nil {
		t.Fatal(err)
	}
	rule := Rule{Keys: []Key{{Column: "town"}}}
	blocks, said, err := blockingOf(table, []Rule{rule})
	if err != nil {
		t.Fatal(err)
	}
	if len(said) == 0 {
		t.Error("a block too big was narrowed and nothing was said")
	}
	if len(blocks.blocks[0].sizes) < 2 {
		t.Error("no block is left")
	}
	for _, n := range blocks.blocks[0].sizes {
		if n > largestBlock {
			t.Errorf("a block of %d rows", n)
		}
	}
}

func TestNothingToLink(t *testing.T) {
	empty := NewBuilder([]string{"a"})
	empty.Add(0, "1", "", []string{""})
	empty.Add(0, "2", "", []string{""})
	table, err := empty.Table()
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := Train(table, true); err == nil {
		t.Error("a table of empty columns was trained on")
	}
	twice := NewBuilder([]string{"a"})
	twice.Add(0, "1", "", []string{"x"})
	twice.Add(0, "1", "", []string{"y"})
	if _, err := twice.Table(); err == nil {
		t.Error("an id that stands twice was taken")
	}
}

func TestSimilarity(t *testing.T) {
	for _, c := range []struct {
		a, b string
		d    int
		jw   float64
	}{{"martha", "marhta", 2, .961111}, {"dixon", "dicksonx", 4, .813333}, {"", "abc", 3, 0}, {"same", "same", 0, 1}} {
		if d := Levenshtein(c.a, c.b); d != c.d {
			t.Errorf("Levenshtein(%q, %q) = %d, want %d", c.a, c.b, d, c.d)
		}
		if s := JaroWinkler(c.a, c.b); math.Abs(s-c.jw) > 1e-6 {
			t.Errorf("JaroWinkler(%q, %q) = %v, want %v", c.a, c.b, s, c.jw)
		}
	}
}

func TestThresholdsAtOnceAndPaths(t *testing.T) {
	table := inventedList(t, 1)
	m, edges, _ := link(t, table)
	at := []float64{.5, .99, .1}
	clusters, links := m.ClustersAt(table, edges, at, true)
	for i, p := range at {
		if !slices.Equal(clusters[i], m.Clusters(table, edges, p, true)) {
			t.Errorf("at %v the clusters are others", p)
		}
	}
	long := 0
	for row, first := range clusters[2] {
		path := Path(links, first, int32(row))
		x := first
		for _, e := range path {
			x = e.A + e.B - x
			sum := weightAt(m.Prior)
			for _, r := range m.Explain(e.A, e.B) {
				sum += r.Weight
			}
			if math.Abs(sum-e.Weight) > 1e-9 {
				t.Fatalf("the reasons of rows %d and %d add up to %v, want %v", e.A, e.B, sum, e.Weight)
			}
		}
		if x != int32(row) {
			t.Fatalf("no path from row %d to row %d", first, row)
		}
		if len(path) > 1 {
			long++
		}
	}
	if long == 0 {
		t.Error("no path has two links")
	}
	for row, first := range clusters[2] {
		if first != clusters[2][0] {
			if Path(links, 0, int32(row)) != nil {
				t.Error("there is a path between two clusters")
			}
			break
		}
	}
}
