package estimate

import (
	"fmt"
	"math"
	"slices"
	"strings"
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
	// Many on one list, few on two and many on three: two kinds of people.
	bunched := table(4, Cell{1, 40}, Cell{2, 40}, Cell{4, 40}, Cell{8, 40}, Cell{3, 4}, Cell{5, 4}, Cell{9, 4}, Cell{6, 4}, Cell{10, 4}, Cell{12, 4}, Cell{15, 12})
	// The last list knows nearly all people of the others twice.
	leaning := table(4, Cell{1, 300}, Cell{2, 300}, Cell{3, 100}, Cell{4, 300}, Cell{5, 100}, Cell{6, 100}, Cell{7, 33}, Cell{8, 5}, Cell{9, 40}, Cell{10, 4}, Cell{12, 4})
	spoke := map[string]bool{}
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
		"islands of three":  {CheckTable(table(5, Cell{3, 20}, Cell{6, 11}, Cell{1, 50}, Cell{24, 5}, Cell{8, 9})), "islands", Warn},
		"a short list":      {CheckTable(table(3, Cell{1, 50}, Cell{2, 40}, Cell{3, 20}, Cell{5, 2}, Cell{6, 1})), "short list", Warn},
		"no overlap":        {CheckTable(table(3, Cell{1, 50}, Cell{2, 40}, Cell{3, 20}, Cell{4, 30}, Cell{5, 12})), "no overlap", Warn},
		"no window":         {CheckEstimand(Estimand{Place: "Korgan", Assumption: "x", By: "y"}), "window", Refuse},
		"no assumption":     {CheckEstimand(Estimand{Place: "Korgan", Window: "2017"}), "assumption", Refuse},
		"a small stratum":   {CheckStratum(table(3, Cell{1, 5}, Cell{7, 2})), "small stratum", Refuse},
		"a copy":            {CheckOrigins([]Origin{{"B", "A"}}, nil), "shared origin", Refuse},
		"an excused copy":   {CheckOrigins([]Origin{{"B", "A"}}, map[Origin]string{{"B", "A"}: "only the form was taken over"}), "shared origin", Warn},
		"methods disagree":  {CheckMethods(sound, map[string]Result{"a": {Median: 200, Q025: 190, Q975: 210}, "b": {Median: 400, Q025: 350, Q975: 500}}), "methods disagree", Disagree},
		"below the bound":   {CheckMethods(bunched, map[string]Result{"a": {Median: 205, Q025: 203, Q975: 210}}), "below the bound", Disagree},
		"far apart":         {CheckMethods(sound, map[string]Result{"a": {Median: 200, Q025: 190, Q975: 400}, "b": {Median: 400, Q025: 350, Q975: 500}}), "weakly identified", Warn},
		"the prior answers": {CheckResult("dga", Result{Saturated: 0.2}), "prior answers", Warn},
		"the prior alone":   {CheckResult("dga", Graphs{Delta: 1}.Run(table(3, Cell{1, 900}, Cell{2, 800}, Cell{3, 5}, Cell{4, 700}, Cell{5, 3}, Cell{6, 1}))), "prior answers", Refuse},
		"another prior":     {CheckResult("dga", Graphs{Delta: 0.5}.Run(sound)), "prior answers", Warn},
		"a weighty prior":   {CheckPrior(table(3, Cell{1, 50}, Cell{2, 40}, Cell{3, 6}, Cell{4, 30}, Cell{5, 3}, Cell{6, 2}), 1, Result{Median: 400, Q025: 200}), "prior weighs", Warn},
		"a light prior":     {CheckPrior(sound, 1, Result{}), "", ""},
		"the cap":           {CheckResult("lcmcr", Result{Median: 500, Q025: 300, Cap: 2100}), "near the cap", Warn},
		"chains apart":      {CheckResult("lcmcr", Result{RHat: 1.02, ESSBulk: 900, ESSTail: 900, Iterations: 9}), "chains disagree", Warn},
		"chains far apart":  {CheckResult("lcmcr", Result{RHat: 1.2, ESSBulk: 900, ESSTail: 900, Iterations: 9}), "chains disagree", Refuse},
		"few draws":         {CheckResult("lcmcr", Result{RHat: 1, ESSBulk: 900, ESSTail: 90, Iterations: 9}), "chains disagree", Refuse},
		"links unseen":      {CheckLinkage(Linkage{}), "links not reviewed", Refuse},
		"links in two ways": {CheckLinkage(Linkage{Strict: Result{Median: 300}, Loose: Result{Median: 240}}), "links not reviewed", Warn},
		"a figure":          {CheckFigure("ministry", 0, 500), "single figure", Refuse},
		"a figure of some":  {CheckFigure("ministry", 20, 500), "single figure", Refuse},
		"a list of names":   {CheckFigure("ministry", 500, 500), "", ""},
		"reviewed links":    {CheckLinkage(Linkage{Reviewed: true}), "", ""},
		"a chosen model":    {CheckResult("loglinear", LogLinear{Naive: true}.Run(sound)), "model chosen", Warn},
		"one list carries":  {CheckLeavingOut(leaning, Graphs{}.Run(leaning)), "one list carries it", Warn},
		"mostly model":      {CheckMethods(sound, map[string]Result{"a": {Median: 2000, Q025: 1000, Q975: 9000}}), "mostly model", Warn},
		"the whole is well": {CheckTable(sound), "", ""},
	} {
		for _, f := range x.found {
			spoke[f.Rule] = true
			if !slices.ContainsFunc(Rules, func(r Rule) bool { return r.Name == f.Rule && slices.Contains(r.Actions, f.Action) }) {
				t.Errorf("%s: the rule %q to %s is not among those the reader is told of", name, f.Rule, f.Action)
			}
		}
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
	for _, r := range Rules {
		if !spoke[r.Name] {
			t.Errorf("no table here breaks the rule %q", r.Name)
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

// Eight lists in two groups that share nobody: each method says its number, and
// what it takes for granted.
func TestIslandsAreWarnedOf(t *testing.T) {
	rep := All(open(t, "neworleans_trafficking_8list.csv"), Options{Seed: 1, Methods: []string{"lcmcr", "loglinear"}, ESS: 1000})
	if rep.Refused || !slices.ContainsFunc(rep.Findings, func(f Finding) bool { return f.Rule == "islands" && f.Action == Warn }) {
		t.Fatalf("refused %v: %v", rep.Reasons, rep.Findings)
	}
	for method, want := range map[string]float64{"lcmcr": 719, "loglinear": 1183.7} {
		r := rep.Methods[method]
		if math.Abs(r.Median/want-1) > 0.02 || !slices.Contains(r.Warnings, acrossIslands[method]) {
			t.Errorf("%s: %.1f, want %.1f; warned of %v", method, r.Median, want, r.Warnings)
		}
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

// Where the prior of the chance to be listed weighs, the number under another one
// stands in the sentence, and it is greater.
func TestAnotherPriorIsAskedWhereItWeighs(t *testing.T) {
	tab := Table{Lists: []string{"A", "B", "C"}, Cells: []Cell{{1, 50}, {2, 40}, {3, 6}, {4, 30}, {5, 3}, {6, 2}}}
	o := Options{Seed: 1, Methods: []string{"lcmcr"}, ESS: 500, Chains: 4}
	rep := All(tab, o)
	at := slices.IndexFunc(rep.Findings, func(f Finding) bool { return f.Rule == "prior weighs" })
	if at < 0 {
		t.Fatalf("%v", rep.Findings)
	}
	o.ListA, o.ListB = 0.5, 0.5
	other := All(tab, o).Methods["lcmcr"]
	if want := fmt.Sprintf("it is about %.0f", other.Median); !strings.Contains(rep.Findings[at].Says, want) || other.Median < 1.05*rep.Methods["lcmcr"].Median {
		t.Errorf("%q; with the other prior %.0f, with this %.0f", rep.Findings[at].Says, other.Median, rep.Methods["lcmcr"].Median)
	}
}

// Of hundreds of pairs that share nobody a few are named.
func TestManyPairsThatShareNobody(t *testing.T) {
	var cells []Cell
	for i := range 20 {
		cells = append(cells, Cell{1 << i, 5}, Cell{1<<i | 1<<((i+1)%20), 15})
	}
	for _, f := range CheckTable(Table{Lists: strings.Split("ABCDEFGHIJKLMNOPQRST", ""), Cells: cells}) {
		if f.Rule == "no overlap" {
			if !strings.HasSuffix(f.Says, ", or on both lists of 164 other pairs") || len(f.Says) > 300 {
				t.Errorf("it says %q", f.Says)
			}
			return
		}
	}
	t.Error("nobody is told that lists share nobody")
}
