package index

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/habeas-record/habeas/linkage"
)

var columns = []string{"given", "family", "born", "town"}

// Invented people, each in one to three records with errors; most live in one
// town, so that its key stands in more rows than are compared.
func people(n int) (rows [][]string) {
	rng := rand.New(rand.NewPCG(5, 5))
	word := func(n int) (s string) {
		for range n {
			s += []string{"ba", "do", "ri", "mek", "tol", "su", "van", "ge", "lo", "pir", "sha", "nu", "kel", "zo", "fin", "dra"}[rng.IntN(16)]
		}
		return s
	}
	for len(rows) < n {
		person := []string{word(2), word(2), fmt.Sprintf("%04d-%02d-%02d", 1960+rng.IntN(30), 1+rng.IntN(12), 1+rng.IntN(28)), "bigtown"}
		if rng.IntN(8) == 0 {
			person[3] = word(1)
		}
		for range 1 + rng.IntN(3) {
			v := slices.Clone(person)
			k := rng.IntN(len(v))
			switch rng.IntN(4) {
			case 0:
				v[k] = ""
			case 1:
				v[k] = v[k][:len(v[k])-1] + "1"
			case 2:
				v[0], v[1] = v[1], v[0]
			}
			rows = append(rows, append([]string{fmt.Sprintf("r%05d", rng.IntN(1e5)*1000+len(rows)%1000)}, v...))
		}
	}
	return rows
}

func tableOf(t *testing.T, rows [][]string) *linkage.Table {
	t.Helper()
	b := linkage.NewBuilder(columns)
	for i, r := range rows {
		b.Add(i%2, r[0], "", r[1:])
	}
	table, err := b.Table()
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// again is the model as it is read back from a file.
func again(t *testing.T, m *linkage.Model) *linkage.Model {
	t.Helper()
	data, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	out, _, _, err := linkage.ReadModel(data)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

const settings = `
threshold = 0.5
blocking = ["town and born:4", "family and born:4", "l.town = r.town AND levenshtein(l.given, r.given) <= 1", "l.given = r.family AND l.born = r.born", "given:sound and born:years"]
[[comparison]]
column = "given"
rarity = true
levels = ["exact", "jaro_winkler >= 0.9"]
[[comparison]]
column = "family"
rarity = true
levels = ["exact", "names >= 0.6", "levenshtein <= 2"]
[[comparison]]
column = "born"
date = "edtf"
levels = ["exact", "days <= 31", "years <= 1"]
[[comparison]]
name = "both names"
[[comparison.level]]
when = "given_family_concat_l IS NULL OR given_family_concat_r IS NULL"
null = true
[[comparison.level]]
when = "given_family_concat_l = given_family_concat_r"
rarity = "given_family_concat"
[[comparison.level]]
when = "given_l = family_r AND family_l = given_r"
`

func trained(t *testing.T, table *linkage.Table, declared bool) *linkage.Model {
	t.Helper()
	if !declared {
		m, _, err := linkage.Train(table, true)
		if err != nil {
			t.Fatal(err)
		}
		// A key that most rows have, so that blocking has to part it.
		m.Rules = append(m.Rules, linkage.Rule{Keys: []linkage.Key{{Column: "town"}}})
		return m
	}
	s, err := linkage.ReadSettings([]byte(settings))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Model.Learn(table, s.Training, true); err != nil {
		t.Fatal(err)
	}
	return s.Model
}

func newIndex(t *testing.T, m *linkage.Model, table *linkage.Table, threshold float64) *Index {
	t.Helper()
	if _, err := m.Prepare(table); err != nil {
		t.Fatal(err)
	}
	edges, err := m.Score(table, true)
	if err != nil {
		t.Fatal(err)
	}
	x, err := New(table, m, m.Clusters(table, edges, threshold, true), threshold, true)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// A record that is added has the pairs and weights that it has when the whole
// list is scored with it.
func TestSameAsBatch(t *testing.T) {
	rows := people(3500)
	for _, declared := range []bool{false, true} {
		m := trained(t, tableOf(t, rows), declared)
		pairs := 0
		last := rows[len(rows)-150:]
		x := newIndex(t, again(t, m), tableOf(t, rows[:len(rows)-150]), .5)
		for i, r := range last {
			at := len(rows) - 150 + i
			p, err := x.Add(Record{int32(at % 2), r[0], r[1:]})
			if err != nil {
				t.Fatal(err)
			}
			if i%49 != 0 && i != 149 {
				continue
			}
			whole := tableOf(t, rows[:at+1])
			batch := again(t, m)
			if _, err := batch.Prepare(whole); err != nil {
				t.Fatal(err)
			}
			edges, err := batch.Score(whole, true)
			if err != nil {
				t.Fatal(err)
			}
			want := map[string]float64{}
			me := slices.Index(whole.IDs, r[0])
			for _, e := range edges {
				if int(e.A) == me || int(e.B) == me {
					want[whole.IDs[int(e.A)+int(e.B)-me]] = e.Weight
				}
			}
			if len(p.Links) != len(want) {
				t.Errorf("declared %v, record %d: %d links, in batch %d", declared, i, len(p.Links), len(want))
			}
			for _, l := range p.Links {
				pairs++
				if w, ok := want[l.ID]; !ok || math.Abs(w-l.Weight) > 1e-9 {
					t.Errorf("declared %v, record %d with %s: weight %v, in batch %v", declared, i, l.ID, l.Weight, w)
				}
			}
		}
		if pairs < 5 {
			t.Errorf("declared %v: only %d pairs were looked at", declared, pairs)
		}
	}
}

// Records that come one by one end in the clusters that the list as a whole has,
// but for those that later records would part.
func TestPlacesAsBatch(t *testing.T) {
	rows := people(1200)
	whole := tableOf(t, rows)
	m := trained(t, whole, false)
	edges, err := m.Score(whole, true)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for row, c := range m.Clusters(whole, edges, .5, true) {
		want[whole.IDs[row]] = whole.IDs[c]
	}
	x := newIndex(t, again(t, m), tableOf(t, rows[:600]), .5)
	var rowOf []int32
	for i, r := range rows[600:] {
		p, err := x.Add(Record{int32(i % 2), r[0], r[1:]})
		if err != nil {
			t.Fatal(err)
		}
		rowOf = append(rowOf, p.Row)
	}
	same := 0
	for i, r := range rows[600:] {
		if _, id := x.Name(x.Cluster(rowOf[i])); id == want[r[0]] {
			same++
		}
	}
	if same < 590 {
		t.Errorf("%d of 600 records are in the cluster of the whole list", same)
	}
}

func TestRefusals(t *testing.T) {
	rows := people(600)
	table := tableOf(t, rows)
	m := trained(t, table, false)
	x := newIndex(t, m, table, .5)
	for _, c := range []struct {
		r    Record
		want string
	}{
		{Record{0, rows[0][0], rows[0][1:]}, "stands in the list already"},
		{Record{0, "new", []string{"a"}}, "has 1 values for 4 columns"},
		{Record{0, "", rows[0][1:]}, "has no id"},
	} {
		if _, err := x.Add(c.r); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: %v, want %q", c.r, err, c.want)
		}
	}
	if x.Len() != len(rows) {
		t.Errorf("%d records after refusals, want %d", x.Len(), len(rows))
	}
	if _, err := x.Add(Record{0, "new", rows[0][1:]}); err != nil {
		t.Error(err)
	}
	if _, err := x.Add(Record{0, "new", rows[0][1:]}); err == nil {
		t.Error("one id was taken twice")
	}
	if _, err := New(table, m, nil, .5, true); err == nil || !bytes.Contains([]byte(err.Error()), []byte("0 clusters")) {
		t.Errorf("an index without clusters: %v", err)
	}
}
