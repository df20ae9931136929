package linking_test

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"testing"

	"github.com/habeas-record/habeas/linkage"
)

// Labels are taken for what they are: where all pairs of blocking have one, what
// is learned is what they say, and labels of pairs that blocking does not bring
// teach nothing.
func TestLabels(t *testing.T) {
	b := linkage.NewBuilder([]string{"name", "town", "born"})
	for i := range 200 {
		person := i / 2
		town := fmt.Sprintf("town%d", person%9)
		if i%10 == 1 {
			town = fmt.Sprintf("town%d", (person+1)%9) // one true pair in five moved
		}
		b.Add(0, fmt.Sprintf("r%03d", i), strconv.Itoa(person), []string{fmt.Sprintf("name%d", person%50), town, strconv.Itoa(1950 + person%7)})
	}
	table, err := b.Table()
	if err != nil {
		t.Fatal(err)
	}
	learn := func(labels map[[2]int32]bool) *linkage.Model {
		m := &linkage.Model{Comparisons: []linkage.Comparison{{Column: "name", Kind: linkage.Exact}, {Column: "town", Kind: linkage.Exact}, {Column: "born", Kind: linkage.Exact}},
			Rules: []linkage.Rule{{Keys: []linkage.Key{{Column: "name"}}}}}
		if _, err := m.Learn(table, linkage.Training{Labels: labels}, true); err != nil {
			t.Fatal(err)
		}
		return m
	}
	all, outside := map[[2]int32]bool{}, map[[2]int32]bool{}
	same, moved, blocked := 0.0, 0.0, 0
	for a := range int32(table.Len()) {
		for b := a + 1; b < int32(table.Len()); b++ {
			if table.Columns[0].Codes[a] != table.Columns[0].Codes[b] {
				outside[[2]int32{a, b}] = true
				continue
			}
			blocked++
			all[[2]int32{a, b}] = table.Truth[a] == table.Truth[b]
			if all[[2]int32{a, b}] {
				same++
				if table.Columns[1].Codes[a] != table.Columns[1].Codes[b] {
					moved++
				}
			}
		}
	}
	m := learn(all)
	if want := (same - moved + 10*.85) / (same + 10); same != 100 || moved != 20 || math.Abs(m.Comparisons[1].M[1]-want) > 1e-9 {
		t.Errorf("of %v labelled pairs %v moved, and m of one town is %v, want %v", same, moved, m.Comparisons[1].M[1], want)
	}
	// One rule brings all that is found, and half of what could be is missed.
	if want := 2 * same / table.AllPairs(true); math.Abs(m.Prior-want) > 1e-9 {
		t.Errorf("the prior is %v, want %v", m.Prior, want)
	}
	if a, b := learn(nil), learn(outside); !reflect.DeepEqual(a.Comparisons[1].M, b.Comparisons[1].M) || a.Prior != b.Prior {
		t.Error("labels of pairs that blocking does not bring have taught something")
	}
	if a := learn(nil); a.Comparisons[1].M[1] == m.Comparisons[1].M[1] {
		t.Errorf("labels of %d pairs have taught nothing", blocked)
	}
}
