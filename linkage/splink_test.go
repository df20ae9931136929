package linkage

import (
	"compress/gzip"
	"encoding/csv"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// golden opens a file of the parity fixtures, or skips aloud.
func golden(t *testing.T, name string) [][]string {
	t.Helper()
	var in io.Reader
	f, err := os.Open(filepath.Join(os.Getenv("HABEAS_DATA"), "linkage", "splink-golden", name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	in = f
	if strings.HasSuffix(name, ".gz") {
		if in, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := csv.NewReader(in).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// Every pair, weight and cluster that Splink 5 gave for its own trained models.
func TestParityWithSplink(t *testing.T) {
	data := os.Getenv("HABEAS_DATA")
	if data == "" {
		t.Skip("HABEAS_DATA is not set: the pairs that Splink scored are not there to compare with")
	}
	for _, c := range []struct {
		name, id string
		files    []string
		pairs    string
		clusters string
	}{
		{"fake_1000", "unique_id", []string{"fake_1000.csv"}, "fake_1000-v5-pairs.csv", "fake_1000-v5-clusters95.csv"},
		{"febrl3", "rec_id", []string{"febrl3.csv"}, "febrl3-v5-pairs.csv", "febrl3-v5-clusters95.csv"},
		{"febrl4", "rec_id", []string{"febrl4a.csv", "febrl4b.csv"}, "febrl4-v5-pairs.csv", ""},
		{"historical_50k", "unique_id", []string{"historical_50k.csv"}, "historical_50k-v5-pairs.csv.gz", "historical_50k-v5-clusters95.csv.gz"},
	} {
		t.Run(c.name, func(t *testing.T) {
			raw, err := os.ReadFile(filepath.Join(data, "linkage", "splink-golden", c.name+"-v5-model.json"))
			if err != nil {
				t.Fatal(err)
			}
			m, trained, linkOnly, err := ReadSplink(raw)
			if err != nil || !trained {
				t.Fatalf("trained %v: %v", trained, err)
			}
			var paths []string
			for _, f := range c.files {
				paths = append(paths, filepath.Join(data, "linkage", f))
			}
			table, _, err := Read(paths, Reading{ID: c.id, AsWritten: m.AsWritten})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := m.Prepare(table); err != nil {
				t.Fatal(err)
			}
			edges, err := m.Score(table, !linkOnly)
			if err != nil {
				t.Fatal(err)
			}
			got := map[[2]string]float64{}
			for _, e := range edges {
				got[sorted2(table.IDs[e.A], table.IDs[e.B])] = e.Weight
			}
			missing, wrong, worst := 0, 0, 0.0
			for _, row := range golden(t, c.pairs) {
				k := sorted2(row[0], row[1])
				w, ok := got[k]
				if !ok {
					if missing++; missing < 10 {
						t.Errorf("missing %v", row)
					}
					continue
				}
				delete(got, k)
				want, err := strconv.ParseFloat(row[2], 64)
				if err != nil {
					t.Fatal(err)
				}
				d := math.Abs(w - want)
				worst = max(worst, d)
				if d > 1e-6 {
					if wrong++; wrong < 10 {
						t.Errorf("%v weighs %v", row, w)
					}
				}
			}
			n := 0
			for k, w := range got {
				if n++; n < 10 {
					t.Errorf("%v was not found by Splink and weighs %v", k, w)
				}
			}
			t.Logf("%d pairs: %d missing, %d too many, %d of another weight, worst %g", len(edges), missing, len(got), wrong, worst)
			if c.clusters != "" {
				sameClusters(t, table, m.Clusters(table, edges, .95, true), golden(t, c.clusters))
			}
		})
	}
}

func sorted2(a, b string) [2]string {
	if a > b {
		a, b = b, a
	}
	return [2]string{a, b}
}

func sameClusters(t *testing.T, table *Table, clusters []int32, want [][]string) {
	t.Helper()
	theirs := map[string]string{}
	for _, row := range want {
		theirs[row[0]] = row[1]
	}
	if len(theirs) != table.Len() {
		t.Fatalf("%d records, want %d", table.Len(), len(theirs))
	}
	group := func(of func(int) string) []string {
		g := map[string][]string{}
		for i, id := range table.IDs {
			g[of(i)] = append(g[of(i)], id)
		}
		var out []string
		for _, ids := range g {
			slices.Sort(ids)
			out = append(out, strings.Join(ids, " "))
		}
		slices.Sort(out)
		return out
	}
	a := group(func(i int) string { return strconv.Itoa(int(clusters[i])) })
	b := group(func(i int) string { return theirs[table.IDs[i]] })
	if !slices.Equal(a, b) {
		t.Errorf("%d clusters are not the %d of Splink", len(a), len(b))
	}
}

// An exported model, over the columns prepared for it, weighs as ours does.
func TestExportWeighsTheSame(t *testing.T) {
	for name, learned := range map[string]func() (*Table, *Model, []Edge){
		"own": func() (*Table, *Model, []Edge) {
			table := inventedList(t, 1)
			m, edges, _ := link(t, table)
			return table, m, edges
		},
		"declared": func() (*Table, *Model, []Edge) {
			table := inventedList(t, 1)
			m, edges, _ := learn(t, inventedSettings, table)
			return table, m, edges
		},
	} {
		table, m, edges := learned()
		data, err := m.ExportSplink(table, "id", true)
		if err != nil {
			t.Fatal(err)
		}
		names, row, err := m.Prepared(table)
		if err != nil {
			t.Fatal(err)
		}
		b := NewBuilder(names)
		b.AsWritten = true
		for r, id := range table.IDs {
			b.Add(0, id, "", row(r))
		}
		plain, err := b.Table()
		if err != nil {
			t.Fatal(err)
		}
		plain.made = map[string]*Column{} // nothing may be made: Spark makes nothing
		again, trained, _, err := ReadModel(data)
		if err != nil || !trained {
			t.Fatalf("%s: trained %v, %v", name, trained, err)
		}
		if _, err := again.Prepare(plain); err != nil {
			t.Fatal(err)
		}
		got, err := again.Score(plain, true)
		if err != nil {
			t.Fatal(err)
		}
		if len(got) != len(edges) || len(got) < 300 {
			t.Fatalf("%s: %d pairs, want %d", name, len(got), len(edges))
		}
		weights := map[[2]int32]float64{}
		for _, e := range edges {
			weights[[2]int32{e.A, e.B}] = e.Weight
		}
		for _, e := range got {
			if w, ok := weights[[2]int32{e.A, e.B}]; !ok || math.Abs(w-e.Weight) > 1e-9 {
				t.Fatalf("%s: rows %d and %d weigh %v, want %v", name, e.A, e.B, e.Weight, w)
			}
		}
		if len(plain.made) > 0 {
			t.Errorf("%s: columns are not prepared: %v", name, plain.made)
		}
	}
}
