package estimate

import (
	"slices"
	"testing"
)

// Each rule of honesty, with a table that breaks it and the finding it must give.
func TestChecks(t *testing.T) {
	table := func(lists int, cells ...Cell) Table {
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
	sound := table(3, Cell{1, 50}, Cell{2, 40}, Cell{3, 20}, Cell{4, 30}, Cell{5, 12}, Cell{6, 11}, Cell{7, 5})
	for name, x := range map[string]struct {
		found  []Finding
		rule   string
		action Action
	}{
		"nobody":            {CheckTable(table(3)), "nobody", Refuse},
		"one list":          {CheckTable(table(1, Cell{1, 50})), "few lists", Refuse},
		"two lists":         {CheckTable(table(2, Cell{1, 50}, Cell{3, 9}, Cell{2, 20})), "few lists", Refuse},
		"an empty list":     {CheckTable(table(4, Cell{1, 50}, Cell{2, 40}, Cell{3, 20}, Cell{4, 30}, Cell{5, 12}, Cell{6, 11})), "empty list", DropList},
		"a list apart":      {CheckTable(table(4, Cell{1, 50}, Cell{3, 20}, Cell{5, 12}, Cell{6, 11}, Cell{8, 70})), "list apart", Refuse},
		"islands":           {CheckTable(table(4, Cell{3, 20}, Cell{12, 11}, Cell{1, 50})), "islands", Refuse},
		"a short list":      {CheckTable(table(3, Cell{1, 50}, Cell{2, 40}, Cell{3, 20}, Cell{5, 2}, Cell{6, 1})), "short list", Warn},
		"no overlap":        {CheckTable(table(3, Cell{1, 50}, Cell{2, 40}, Cell{3, 20}, Cell{4, 30}, Cell{5, 12})), "no overlap", Warn},
		"no window":         {CheckEstimand(Estimand{Place: "Korgan", Assumption: "x", By: "y"}), "window", Refuse},
		"no assumption":     {CheckEstimand(Estimand{Place: "Korgan", Window: "2017"}), "assumption", Refuse},
		"a small stratum":   {CheckStratum(table(3, Cell{1, 5}, Cell{7, 2})), "small stratum", Refuse},
		"a copy":            {CheckOrigins([]Origin{{"B", "A"}}, nil), "shared origin", Refuse},
		"an excused copy":   {CheckOrigins([]Origin{{"B", "A"}}, map[Origin]string{{"B", "A"}: "only the form was taken over"}), "shared origin", Warn},
		"methods disagree":  {CheckMethods(sound, map[string]Result{"a": {Median: 200, Q025: 190, Q975: 210}, "b": {Median: 400, Q025: 350, Q975: 500}}), "methods disagree", Disagree},
		"below the bound":   {CheckMethods(sound, map[string]Result{"a": {Median: 200, Q025: 190, Q975: 210}, "chao": {Median: 300, Bound: true}}), "below the bound", Disagree},
		"mostly model":      {CheckMethods(sound, map[string]Result{"a": {Median: 2000, Q025: 1000, Q975: 9000}}), "mostly model", Warn},
		"the whole is well": {CheckTable(sound), "", ""},
	} {
		if x.rule == "" {
			if len(x.found) != 0 {
				t.Errorf("%s: %v", name, x.found)
			}
			continue
		}
		if !slices.ContainsFunc(x.found, func(f Finding) bool { return f.Rule == x.rule && f.Action == x.action && f.Says != "" }) {
			t.Errorf("%s: %v has no %s to %s", name, x.found, x.rule, x.action)
		}
	}
}

// With delta 1 the graph that joins all lists takes the weight, and the number
// is refused (rule 6).
func TestCompleteGraphIsRefused(t *testing.T) {
	r := Graphs{Delta: 1}.Run(open(t, "kosovo_4list.csv"))
	if !r.Refused || r.Saturated < 0.9 || len(r.Warnings) == 0 {
		t.Errorf("with delta 1: %+v", r)
	}
}

func TestMergedAndWithout(t *testing.T) {
	tab := Table{Lists: []string{"A", "B", "C"}, Cells: []Cell{{1, 5}, {2, 4}, {3, 3}, {4, 7}, {6, 2}}}
	m := tab.Merged(0, 1)
	if len(m.Lists) != 2 || m.Lists[0] != "A+B" || m.N() != 21 || m.Size(0) != 14 || m.Overlap(0, 1) != 2 {
		t.Errorf("merged: %+v", m)
	}
	if w := tab.Without(2); len(w.Lists) != 2 || w.N() != 14 || w.Size(1) != 9 {
		t.Errorf("without C: %+v", w)
	}
}
