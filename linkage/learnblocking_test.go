package linkage

import (
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// The rules are the same whatever the number of threads and the order of rows,
// each adds matches, and none is implied by another.
func TestLearnedBlocking(t *testing.T) {
	learned := func(order uint64, threads int) *Model {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(threads))
		table := inventedList(t, order)
		m, _, err := Train(table, true)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := m.LearnBlocking(table, Training{}, true); err != nil {
			t.Fatal(err)
		}
		return m
	}
	m := learned(1, 1)
	for i, r := range m.Rules {
		if r.Matches < 1 || r.Pairs < 1 {
			t.Errorf("%s: %d pairs, %v matches", r, r.Pairs, r.Matches)
		}
		for _, o := range m.Rules[i+1:] {
			if r.When == "" && o.When == "" && implies(r, o) {
				t.Errorf("%s brings nothing that %s does not", r, o)
			}
		}
	}
	if !reflect.DeepEqual(m.Rules, learned(100, 3).Rules) {
		t.Error("with three threads and other rows first the rules are others")
	}
}

// Where given name and family name are changed over in many records, a rule asks
// for that.
func TestLearnedBlockingFindsNamesChangedOver(t *testing.T) {
	var rows [][]string
	for i := range 3000 {
		given, family := syllables[i%16]+syllables[i/16%16]+syllables[i*7%16], syllables[i*5%16]+syllables[i/16%16]+syllables[i/256%16]
		rows = append(rows, []string{given, family, ""}, []string{family, given, ""})
		if i%2 == 0 {
			rows = append(rows, []string{given, family, "tolmek"})
		}
	}
	table := tableOf(t, []string{"given", "family", "town"}, rows)
	m, _, err := Train(table, true)
	if err != nil {
		t.Fatal(err)
	}
	// A model that knows what names changed over are worth.
	m.Comparisons = append(m.Comparisons, Comparison{Column: "changed", Kind: Declared, Levels: []Level{
		{When: `"given_l" = "family_r" AND "family_l" = "given_r"`}, {When: "ELSE"}}})
	if _, err := m.Learn(table, Training{}, true); err != nil {
		t.Fatal(err)
	}
	last := &m.Comparisons[len(m.Comparisons)-1]
	last.M, last.U = []float64{0, .5, .5}, []float64{0, 1e-7, 1}
	for i := range m.Comparisons[:len(m.Comparisons)-1] {
		c := &m.Comparisons[i]
		for l := range c.M {
			c.M[l], c.U[l] = 1, 1
		}
	}
	m.Prior = 1e-4
	if _, err := m.LearnBlocking(table, Training{}, true); err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(m.Rules, func(r Rule) bool { return strings.Contains(r.When, `l."given" = r."family"`) }) {
		t.Errorf("no rule asks for names changed over: %v", m.Rules)
	}
}
