package places

import (
	"testing"

	"pgregory.net/rapid"
)

func TestRelation(t *testing.T) {
	for _, tc := range []struct {
		a, b string
		want Relation
	}{
		{"cn-654221", "cn-654221", Relation{Rel: Same}},
		{"cn-654000", "cn-654221", Relation{Rel: Contains, By: ByRule}},
		{"cn-654221", "cn-654000", Relation{Rel: Inside, By: ByRule}},
		{"cn-654200", "cn-654221", Relation{Rel: Contains}},
		{"cn-650000", "cn-654221", Relation{Rel: Contains}}, // by either way
		{"china", "bfn-106", Relation{Rel: Contains}},
		{"cn-653121", "bfn-106", Relation{Rel: Contains}},
		{"cn-654221", "cn-654201", Relation{Rel: Sibling, Through: "cn-654200"}},
		{"cn-654200", "cn-653100", Relation{Rel: Sibling, Through: "cn-650000", By: ByCode}},
		{"cn-654200", "cn-654300", Relation{Rel: Sibling, Through: "cn-650000", By: ByCode}},
		{"cn-659001", "cn-659000", Relation{Rel: Inside, By: ByCode}},
		{"cn-653101", "cn-654221", Relation{Rel: Disjoint}},
		{"cn-653100", "cn-654221", Relation{Rel: Disjoint}},
		{"kazakhstan/almaty", "cn-654221", Relation{Rel: Disjoint}}, // of different countries
		{"china/tibet", "china/lhasa", Relation{Rel: Unknown}},      // the list has both under China
		{"china/tibet", "cn-654221", Relation{Rel: Unknown}},
		{"nowhere", "cn-654221", Relation{Rel: Unknown}},
	} {
		if got := Embedded().Relation(tc.a, tc.b); got != tc.want {
			t.Errorf("%s to %s: %+v, want %+v", tc.a, tc.b, got, tc.want)
		}
	}
}

func TestRelationProperties(t *testing.T) {
	g := Embedded()
	all := g.All()
	place := rapid.SampledFrom(all)
	rapid.Check(t, func(t *rapid.T) {
		a, b := place.Draw(t, "a"), place.Draw(t, "b")
		if len(a.Within) > 0 && rapid.Bool().Draw(t, "near") {
			b, _ = g.Place(a.Within[0].ID)
		}
		r, back := g.Relation(a.ID, b.ID), g.Relation(b.ID, a.ID)
		if back.Rel != r.Rel.Inverse() || back.By != r.By {
			t.Fatalf("%s is %+v to %s, and back %+v", a.ID, r, b.ID, back)
		}
		if (r.Rel == Same) != (a.ID == b.ID) {
			t.Fatalf("%s is %s to %s", a.ID, r.Rel, b.ID)
		}
		// What is in a place is in all that hold it.
		for _, up := range g.Parents(b) {
			if r.Rel == Inside && g.Relation(a.ID, up.ID).Rel != Inside {
				t.Fatalf("%s is in %s and not in %s", a.ID, b.ID, up.ID)
			}
		}
	})
}
