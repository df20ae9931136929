package draw

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/habeas-record/habeas/linkage"
)

// people are invented, in one to four records with errors.
func people(t *testing.T, n int) (*linkage.Table, *linkage.Model, []linkage.Edge) {
	t.Helper()
	rng := rand.New(rand.NewPCG(9, 9))
	word := func(n int) (s string) {
		for range n {
			s += []string{"ba", "do", "ri", "mek", "tol", "su", "van", "ge"}[rng.IntN(8)]
		}
		return s
	}
	b := linkage.NewBuilder([]string{"given", "family", "born", "town"})
	for p := range n {
		person := []string{word(2), word(2), fmt.Sprintf("%04d-%02d-%02d", 1960+rng.IntN(30), 1+rng.IntN(12), 1+rng.IntN(28)), word(1)}
		for r := range 1 + rng.IntN(4) {
			v := slices.Clone(person)
			for range 2 {
				switch k := rng.IntN(len(v)); rng.IntN(3) {
				case 0:
					v[k] = ""
				case 1:
					if v[k] != "" {
						v[k] = v[k][:len(v[k])-1] + "1"
					}
				}
			}
			b.Add(0, fmt.Sprintf("%05d-%d", p, r), fmt.Sprint("p", p), v)
		}
	}
	table, err := b.Table()
	if err != nil {
		t.Fatal(err)
	}
	m, _, err := linkage.Train(table, true)
	if err != nil {
		t.Fatal(err)
	}
	edges, err := m.Score(table, true)
	if err != nil {
		t.Fatal(err)
	}
	return table, m, edges
}

func TestSameSeedSameDraws(t *testing.T) {
	table, m, edges := people(t, 400)
	draw := func(seed uint64, threads int) [][]int32 {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(threads))
		d, err := Linkages(table, m, edges, Options{N: 5, Seed: seed, Within: true})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	same := func(a, b [][]int32) bool { return slices.EqualFunc(a, b, slices.Equal[[]int32]) }
	first := draw(1, 1)
	if !same(first, draw(1, 4)) {
		t.Error("with more threads the draws are others")
	}
	if same(first, draw(2, 1)) {
		t.Error("another seed gives the same draws")
	}
	e := edges[len(edges)/2]
	together := 0.0
	for _, d := range first {
		if d[e.A] == d[e.B] {
			together += .2
		}
	}
	if got := Together(first, e.A, e.B); math.Abs(got-together) > 1e-9 {
		t.Errorf("a pair is together in %v of the draws, want %v", got, together)
	}
	for row, k := range first[0] {
		if int(k) > row || first[0][k] != k {
			t.Fatalf("row %d is in a cluster named %d, which is not its first row", row, k)
		}
	}
}

// Every partition of a small component is drawn as often as its worth says.
func TestDrawsAreOfTheDistribution(t *testing.T) {
	table, m, edges := people(t, 250)
	s, err := m.Scorer(table)
	if err != nil {
		t.Fatal(err)
	}
	const n = 2000
	draws, err := Linkages(table, m, edges, Options{N: n, Seed: 1, Within: true})
	if err != nil {
		t.Fatal(err)
	}
	parts, _ := components(table.Len(), edges)
	looked, furthest := 0, 0.0
	for _, p := range parts {
		if len(p.rows) < 3 || len(p.rows) > 5 {
			continue
		}
		looked++
		c := &chain{s: s, m: newMemory(table.Len()), p: &p}
		want, total := map[string]float64{}, 0.0
		each(len(p.rows), func(cluster []int) {
			of := map[int][]int32{}
			for i, k := range cluster {
				of[k] = append(of[k], int32(i))
			}
			bits := 0.0
			for _, places := range of {
				for _, i := range places { // joined by a pair, or not in reach of a step
					if len(places) > 1 && !slices.ContainsFunc(p.beside[i], func(j int32) bool { return slices.Contains(places, j) }) {
						bits = math.Inf(-1)
					}
				}
				bits += c.bits(places)
			}
			want[fmt.Sprint(cluster)] = math.Exp2(bits)
			total += math.Exp2(bits)
		})
		got := map[string]float64{}
		for _, d := range draws {
			var cluster []int
			for _, row := range p.rows {
				cluster = append(cluster, slices.Index(p.rows, d[row]))
			}
			got[fmt.Sprint(cluster)]++
		}
		for k, w := range want {
			furthest = max(furthest, math.Abs(w/total-got[k]/n))
		}
	}
	if looked < 5 || furthest > .05 {
		t.Errorf("in %d components a partition is drawn %.3f too often or seldom, want at most .05", looked, furthest)
	}
}

// each gives every partition of n things: each thing's cluster is named by the
// first thing in it.
func each(n int, do func([]int)) {
	cluster := make([]int, n)
	var next func(i int)
	next = func(i int) {
		if i == n {
			do(cluster)
			return
		}
		for k := range i {
			if cluster[k] == k {
				cluster[i] = k
				next(i + 1)
			}
		}
		cluster[i] = i
		next(i + 1)
	}
	next(0)
}

func TestTooMuch(t *testing.T) {
	table, m, edges := people(t, 50)
	for n, want := range map[int]string{0: "at least one", MostCells: "ask for at most"} {
		if _, err := Linkages(table, m, edges, Options{N: n, Within: true}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%d draws: %v, want %q", n, err, want)
		}
	}
}
