package estimate

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func tableOf(t interface{ Fatal(...any) }, lists int, cells ...Cell) Table {
	names := make([]string, lists)
	for i := range names {
		names[i] = string(rune('A' + i))
	}
	tab, _, err := NewTable(names, cells)
	if err != nil {
		t.Fatal(err)
	}
	return tab
}

// explained are the values a withheld cell has in the tables that show the same:
// the same total, sizes and cells, and people in every cell that is not empty.
func explained(tab Table, w Withheld) map[int]map[int]bool {
	var unknown []int
	left := tab.N()
	sizes := make([]int, len(tab.Lists))
	for i := range sizes {
		sizes[i] = tab.Size(i)
	}
	for i, c := range tab.Cells {
		if w.Cells[i] {
			unknown = append(unknown, i)
			continue
		}
		left -= c.Count
		for l := range sizes {
			if c.Pattern.On(l) {
				sizes[l] -= c.Count
			}
		}
	}
	out := map[int]map[int]bool{}
	values := make([]int, len(unknown))
	var try func(k, left int, sizes []int)
	try = func(k, left int, sizes []int) {
		if k == len(unknown) {
			for l, s := range sizes {
				if !w.Sizes[l] && s != 0 {
					return
				}
			}
			if left != 0 {
				return
			}
			for j, i := range unknown {
				if out[i] == nil {
					out[i] = map[int]bool{}
				}
				out[i][values[j]] = true
			}
			return
		}
		p := tab.Cells[unknown[k]].Pattern
		rest := len(unknown) - k - 1
		from := 1
		if rest == 0 {
			from = max(1, left)
		}
		for v := from; v <= left-rest; v++ {
			after, fits := slices.Clone(sizes), true
			for l := range after {
				if p.On(l) {
					after[l] -= v
					fits = fits && (after[l] >= 0 || w.Sizes[l])
				}
			}
			if !fits {
				break
			}
			values[k] = v
			try(k+1, left-v, after)
		}
	}
	try(0, left, sizes)
	return out
}

// Whoever knows all that is shown, and that people are whole, does not know of a
// cell of fewer than ten how many it is: other tables show the same.
func TestWithhold(t *testing.T) {
	for name, c := range map[string]struct {
		cells []Cell
		want  []Pattern // withheld
	}{
		"nothing is small":          {[]Cell{{1, 20}, {2, 30}, {4, 40}, {3, 12}, {7, 11}}, nil},
		"one alone takes others":    {[]Cell{{1, 20}, {2, 30}, {4, 40}, {5, 15}, {6, 3}, {7, 25}}, []Pattern{1, 2, 5, 6}},
		"four that keep each other": {[]Cell{{1, 60}, {2, 50}, {4, 40}, {3, 9}, {5, 9}, {6, 9}, {7, 9}}, []Pattern{2, 3, 4, 5, 6, 7}},
	} {
		tab := tableOf(t, 3, c.cells...)
		w := tab.Withhold()
		var got []Pattern
		for i, hidden := range w.Cells {
			if hidden {
				got = append(got, tab.Cells[i].Pattern)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: withheld %v, want %v", name, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		lists := rapid.IntRange(2, 3).Draw(t, "lists")
		var cells []Cell
		for p := 1; p < 1<<lists; p++ {
			if n := rapid.OneOf(rapid.Just(0), rapid.IntRange(0, 9), rapid.IntRange(0, 18)).Draw(t, "n"); n > 0 {
				cells = append(cells, Cell{Pattern(p), n})
			}
		}
		tab := tableOf(t, lists, cells...)
		w := tab.Withhold()
		for i, c := range tab.Cells {
			if !w.Cells[i] && c.Count < smallStratum {
				t.Fatal("a cell of fewer than ten is shown")
			}
		}
		if tab.N() < smallStratum {
			return // nothing is shown of so few
		}
		for i, values := range explained(tab, w) {
			if c := tab.Cells[i]; c.Count < smallStratum && len(values) == 1 {
				t.Fatalf("that %d people are in cell %03b can be worked out: %v, withheld %v", c.Count, c.Pattern, tab, w)
			}
		}
	})
}

func BenchmarkWithhold(b *testing.B) {
	for _, name := range []string{"synthetic_large12", "stanlcmcr_wide25"} {
		b.Run(name, func(b *testing.B) {
			tab := open(b, "sim/"+name+".csv")
			for b.Loop() {
				tab.Withhold()
			}
		})
	}
}
