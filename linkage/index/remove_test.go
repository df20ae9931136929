package index

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/habeas-record/habeas/linkage"
)

// sourced is a row with the number of its list, which does not hang on where it
// stands in the slice.
func sourced(r []string) int32 { return int32(r[0][len(r[0])-1] % 2) }

func indexOf(t *testing.T, m *linkage.Model, rows [][]string) *Index {
	t.Helper()
	b := linkage.NewBuilder(columns)
	for _, r := range rows {
		b.Add(int(sourced(r)), r[0], "", r[1:])
	}
	table, err := b.Table()
	if err != nil {
		t.Fatal(err)
	}
	return newIndex(t, m, table, .5)
}

// clustersOf gives for each id that of the record that names its cluster.
func clustersOf(t *testing.T, x *Index, rows [][]string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, r := range rows {
		row, known := x.find(sourced(r), r[0])
		if !known {
			t.Fatalf("the record %q is not in the list", r[0])
		}
		_, out[r[0]] = x.Name(x.Cluster(row))
	}
	return out
}

// An index out of which records were taken, and into which they were put, is
// that of the records that are left: its keys bring the same pairs, of the same
// weight, and keys of more rows than are compared are parted as they would be.
func TestAddedAndRemovedIsFresh(t *testing.T) {
	rows := people(2400)
	for _, declared := range []bool{false, true} {
		m := trained(t, tableOf(t, rows), declared)
		x := indexOf(t, again(t, m), rows[:2150])
		rng := rand.New(rand.NewPCG(9, 9))
		left := slices.Clone(rows[:2150])
		add := func(r []string) {
			if _, err := x.Add(Record{sourced(r), r[0], r[1:]}); err != nil {
				t.Fatal(err)
			}
			left = append(left, r)
		}
		for _, r := range rows[2150:] { // more than 2,000 rows now have the big town
			add(r)
		}
		for range 350 { // and now fewer
			k := rng.IntN(len(left))
			r := left[k]
			if _, err := x.Remove(sourced(r), r[0]); err != nil {
				t.Fatal(err)
			}
			left = slices.Delete(left, k, k+1)
			if rng.IntN(10) == 0 {
				add(r)
			}
		}
		for k := range 50 {
			r := slices.Clone(left[k])
			r[1], r[2] = r[2], r[1]
			if _, _, err := x.Replace(Record{sourced(r), r[0], r[1:]}); err != nil {
				t.Fatal(err)
			}
			left[k] = r
		}
		fresh := indexOf(t, again(t, m), left)
		if x.Len() != fresh.Len() || x.Len() != len(left) {
			t.Fatalf("%d records, fresh %d, want %d", x.Len(), fresh.Len(), len(left))
		}
		pairs := 0
		for _, r := range left[:200] {
			links := [2]map[string]float64{{}, {}}
			for i, y := range []*Index{x, fresh} {
				row, _ := y.find(sourced(r), r[0])
				keys, err := y.keys(row)
				if err != nil {
					t.Fatal(err)
				}
				found, err := y.score(row, y.candidates(row, keys))
				if err != nil {
					t.Fatal(err)
				}
				for _, l := range found {
					links[i][l.ID] = l.Weight
				}
			}
			if len(links[0]) != len(links[1]) {
				t.Errorf("declared %v, %s: %d links, fresh %d", declared, r[0], len(links[0]), len(links[1]))
			}
			for id, w := range links[1] {
				pairs++
				if v, ok := links[0][id]; !ok || math.Abs(v-w) > 1e-9 {
					t.Errorf("declared %v, %s with %s: weight %v, fresh %v", declared, r[0], id, v, w)
				}
			}
		}
		if pairs < 100 {
			t.Errorf("declared %v: only %d pairs were looked at", declared, pairs)
		}
	}
}

// With weights that do not hang on how frequent values are, taking records out
// leaves the clusters that the rest has when it is linked alone.
func TestRemovedIsAsBatch(t *testing.T) {
	rows := people(1200)
	s, err := linkage.ReadSettings([]byte(strings.ReplaceAll(strings.ReplaceAll(settings, "rarity = true\n", ""), "rarity = \"given_family_concat\"\n", "")))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Model.Learn(tableOf(t, rows), s.Training, true); err != nil {
		t.Fatal(err)
	}
	x := indexOf(t, again(t, s.Model), rows)
	before := clustersOf(t, x, rows)
	moved := map[string]bool{}
	var left [][]string
	for i, r := range rows {
		if i%3 != 0 {
			left = append(left, r)
			continue
		}
		rows, err := x.Remove(sourced(r), r[0])
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			_, id := x.Name(row)
			moved[id] = true
		}
	}
	got, want := clustersOf(t, x, left), clustersOf(t, indexOf(t, again(t, s.Model), left), left)
	changed := 0
	for id, name := range want {
		if got[id] != name {
			t.Errorf("%s is in the cluster of %s, in batch of %s", id, got[id], name)
		}
		if before[id] != name {
			changed++
			if !moved[id] {
				t.Errorf("%s was in the cluster of %s, is in that of %s, and nothing was said", id, before[id], name)
			}
		}
	}
	if changed < 20 {
		t.Errorf("only %d records changed their cluster", changed)
	}
}

func TestRemovingWhatIsNotThere(t *testing.T) {
	rows := people(600)
	table := tableOf(t, rows)
	x := newIndex(t, trained(t, table, false), table, .5)
	if _, err := x.Remove(0, "nobody"); err == nil || !strings.Contains(err.Error(), "no record has the id") {
		t.Errorf("removing nobody: %v", err)
	}
	if _, err := x.Remove(0, rows[0][0]); err != nil {
		t.Fatal(err)
	}
	if _, err := x.Remove(0, rows[0][0]); err == nil {
		t.Error("a record was removed twice")
	}
	if _, _, err := x.Replace(Record{0, rows[0][0], rows[0][1:]}); err == nil {
		t.Error("a record that was removed was replaced")
	}
	if _, _, err := x.Replace(Record{0, rows[2][0], rows[2][1:3]}); err == nil || x.Len() != len(rows)-1 {
		t.Errorf("a record without all values replaced another: %v, %d records", err, x.Len())
	}
	if _, err := x.Add(Record{0, rows[0][0], rows[0][1:]}); err != nil {
		t.Errorf("adding again what was removed: %v", err)
	}
}
