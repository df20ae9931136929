package estimate

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
)

func TestDecomposableGraphs(t *testing.T) {
	for lists, want := range map[int]int{1: 1, 2: 2, 3: 8, 4: 61, 5: 822, 6: 18_154} {
		got := decomposable(lists)
		if len(got) != want {
			t.Errorf("%d lists have %d decomposable graphs, want %d", lists, len(got), want)
		}
		for k, g := range got {
			if int(g.parent) >= k {
				t.Fatalf("graph %d stands before its parent %d", k, g.parent)
			}
			// Every list counted once less in separators than in cliques, and the
			// edges those of the cliques.
			n := make([]int, lists)
			cs, seps := cliques(got, k, lists)
			var edges uint32
			for _, c := range cs {
				for e, p := range pairsOfLists(lists) {
					if c.On(p[0]) && c.On(p[1]) {
						edges |= 1 << e
					}
				}
				for j := range n {
					if c.On(j) {
						n[j]++
					}
				}
			}
			for _, s := range seps {
				for j := range n {
					if s.On(j) {
						n[j]--
					}
				}
			}
			for _, k := range n {
				if k != 1 {
					t.Fatalf("the cliques %b and separators %b count a list %d times", cs, seps, k)
				}
			}
			if edges != g.edges {
				t.Fatalf("the cliques %b have the edges %b, want %b", cs, edges, g.edges)
			}
		}
		if cs, _ := cliques(got, len(got)-1, lists); len(cs) != 1 {
			t.Errorf("the last graph of %d lists is not the complete one: %b", lists, cs)
		}
	}
}

// open reads a table of the open data.
func open(t testing.TB, name string) Table {
	t.Helper()
	data := os.Getenv("HABEAS_DATA")
	if data == "" {
		t.Skip("HABEAS_DATA is not set: the open tables are not there")
	}
	f, err := os.Open(filepath.Join(data, "estimate", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	tab, _, err := ReadCSV(f)
	if err != nil {
		t.Fatal(err)
	}
	return tab
}

// referenceGrids are the numbers of unseen the reference tried: from 1 up to most.
var referenceGrids = map[string]struct{ step, most int }{
	"kosovo_4list": {1, 20000}, "uk_slavery_5list": {10, 60000}, "netherlands_trafficking_5list": {50, 300000}, "neworleans_trafficking_5list": {5, 20000},
	"western_us_trafficking_5list": {5, 12000}, "australia_trafficking_4list": {1, 12420}, "hiv_lazio_4list": {5, 60000}, "lesbian_allegheny_4list": {5, 20000},
	"congenital_massachusetts_5list": {1, 20000}, "spina_bifida_ny_3list": {1, 2000}, "korea_palembang_3list": {1, 2000},
}

// The posterior equals that of the reference, number by number as it is printed.
func TestGraphsAgainstReference(t *testing.T) {
	open(t, "kosovo_4list.csv")
	f, err := os.Open(filepath.Join(os.Getenv("HABEAS_DATA"), "estimate", "dga_sens.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	line := regexp.MustCompile(`^(\S+) k=\d+ n=(\d+) delta=(\S+): ALL mean (\S+) q025 (\S+) med (\S+) q975 (\S+) \| P\(complete graph\) (\S+) \| EXCL complete: mean (\S+) q025 (\S+) med (\S+) q975 (\S+)`)
	rows := 0
	for s := bufio.NewScanner(f); s.Scan(); {
		m := line.FindStringSubmatch(s.Text())
		if m == nil {
			continue
		}
		rows++
		tab := open(t, m[1]+".csv")
		delta, _ := strconv.ParseFloat(m[3], 64)
		if exact := math.Exp2(-float64(len(tab.Lists))); math.Abs(delta-exact) < 1e-3 {
			delta = exact
		}
		for _, x := range []struct {
			without bool
			want    []string
		}{{false, m[4:9]}, {true, append(m[9:13:13], "")}} {
			grid := referenceGrids[m[1]]
			got, ok := reference(tab, delta, x.without, grid.step, grid.most, x.want)
			if !ok {
				t.Errorf("%s delta %g without complete %v: %v, want %v", m[1], delta, x.without, got, x.want)
			}
		}
	}
	if rows < 30 {
		t.Errorf("only %d rows of the reference were read", rows)
	}
}

func reference(tab Table, delta float64, without bool, step, most int, want []string) ([]string, bool) {
	var grid []int
	for n0 := 1; n0 <= most; n0 += step {
		grid = append(grid, n0)
	}
	o := Graphs{Delta: delta, Grid: grid, WithoutComplete: without}
	p := o.weigh(tab)
	n, mean := float64(tab.N()), 0.0
	for i, w := range p.weight {
		mean += w * (n + p.at[i])
	}
	q := func(at float64) string {
		sum := 0.0
		for i, w := range p.weight {
			if sum += w; sum >= at {
				return fmt.Sprintf("%.0f", n+p.at[i])
			}
		}
		return ""
	}
	got := []string{fmt.Sprintf("%.1f", mean), q(0.025), q(0.5), q(0.975), fmt.Sprintf("%.4f", p.complete())}
	if want[4] == "" {
		got[4] = ""
	}
	for i := range got {
		if got[i] != want[i] {
			return got, false
		}
	}
	return got, true
}
