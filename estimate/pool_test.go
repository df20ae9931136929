package estimate

import (
	"slices"
	"testing"
)

func TestPool(t *testing.T) {
	table := func(both int) Table {
		tab, _, err := NewTable([]string{"a", "b", "c"}, []Cell{{1, 60}, {2, 50}, {3, both}, {4, 40}, {5, both}, {6, both}, {7, both}})
		if err != nil {
			t.Fatal(err)
		}
		return tab
	}
	few, many := Graphs{}.Run(table(3)), Graphs{}.Run(table(40))
	if few.Refused || many.Refused || few.Median < many.Q975 {
		t.Fatalf("the two tables do not differ enough to tell: %.0f and %.0f", few.Median, many.Median)
	}
	p := Pool([]Result{few, many})
	if p.Q025 > many.Median || p.Q975 < few.Median || p.Median < many.Median || p.Median > few.Median {
		t.Errorf("%.0f (%.0f to %.0f) does not hold %.0f and %.0f", p.Median, p.Q025, p.Q975, many.Median, few.Median)
	}
	if !slices.Equal(Pool([]Result{many, few}).Draws(), p.Draws()) {
		t.Error("the order of the results counts")
	}
	if p := Pool([]Result{few, {Refused: true}}); !p.Refused || p.Median != 0 {
		t.Errorf("a result without a number is left out in silence: %+v", p)
	}
	if p := Pool(nil); !p.Refused {
		t.Errorf("nothing comes to %+v", p)
	}
}
