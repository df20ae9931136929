package estimate

import (
	"slices"
	"testing"
)

func TestNewTable(t *testing.T) {
	got, dropped, err := NewTable([]string{"A", "B"}, []Cell{{3, 2}, {1, 5}, {3, 1}, {2, 0}, {0, 7}})
	if err != nil {
		t.Fatal(err)
	}
	if want := []Cell{{1, 5}, {3, 3}}; !slices.Equal(got.Cells, want) {
		t.Errorf("cells %v, want %v", got.Cells, want)
	}
	if dropped != 7 || got.N() != 8 || got.Size(0) != 8 || got.Size(1) != 3 || got.Overlap(0, 1) != 3 {
		t.Errorf("dropped %d, n %d, sizes %d %d, overlap %d", dropped, got.N(), got.Size(0), got.Size(1), got.Overlap(0, 1))
	}
	if f := got.Captures(); !slices.Equal(f, []int{0, 5, 3}) {
		t.Errorf("captures %v", f)
	}
	if w := Pattern(1).Word(3); w != "100" {
		t.Errorf("word %s", w)
	}
	for name, bad := range map[string]func() error{
		"no lists":   func() error { _, _, err := NewTable(nil, nil); return err },
		"many lists": func() error { _, _, err := NewTable(make([]string, 31), nil); return err },
		"negative":   func() error { _, _, err := NewTable([]string{"A"}, []Cell{{1, -1}}); return err },
		"beyond":     func() error { _, _, err := NewTable([]string{"A"}, []Cell{{2, 1}}); return err },
		"absurd":     func() error { _, _, err := NewTable([]string{"A"}, []Cell{{1, MaxPeople}, {1, 1}}); return err },
	} {
		if bad() == nil {
			t.Errorf("%s: not refused", name)
		}
	}
}
