package search

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// The same name in four scripts shares a row of consonants word for word.
func TestSkeletons(t *testing.T) {
	for _, same := range [][2]string{
		{"Aigul Bektur", "Айгүл Бектұр"}, {"Aigul Bektur", "ايگۇل بەكتۇر"}, {"Aigul", "阿依古丽"}, {"Memet", "Maimaiti"}, {"Gulnar", "Гульнара"},
	} {
		a, b := Skeletons(same[0]), Skeletons(same[1])
		if len(a) != len(b) || len(a) == 0 {
			t.Errorf("%q has %d words, %q %d", same[0], len(a), same[1], len(b))
			continue
		}
		for i := range a {
			if !slices.ContainsFunc(a[i], func(s string) bool { return slices.Contains(b[i], s) }) {
				t.Errorf("%q is found by %v, %q by %v", same[0], a[i], same[1], b[i])
			}
		}
	}
	if got := Skeletons("·  ,"); len(got) != 0 {
		t.Errorf("marks are found by %v", got)
	}
}

func TestSkeletonsAreShortWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, rows := range Skeletons(rapid.String().Draw(t, "name")) {
			for _, row := range rows {
				if len(row) == 0 || len(row) > longestSkeleton+1 {
					t.Fatalf("%q is no short word", row)
				}
				for _, c := range []byte(row) {
					if c < 'a' || c > 'o' {
						t.Fatalf("%q holds a letter that is none of a skeleton's", row)
					}
				}
			}
		}
	})
}

// A row that lost, gained or changed one consonant is near, and nearness is
// mutual.
func TestNear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		row := rapid.StringMatching("o?[a-j]{1,8}").Draw(t, "row")
		near := Near(row)
		if len(near) > 20*(len(row)+1)+3 {
			t.Fatalf("%d are near %q", len(near), row)
		}
		for _, n := range near {
			if n == row || n == "" {
				t.Fatalf("%q is near %q", n, row)
			}
			if !slices.Contains(Near(n), row) {
				t.Fatalf("%q is near %q, but not the other way", n, row)
			}
		}
	})
	for _, slip := range [][2]string{{"Bektur", "Bektu"}, {"Bektur", "Berktur"}, {"Bektur", "Bemtur"}, {"Aigul", "Laigul"}, {"Aigul", "Raigul"}} {
		a, b := Skeletons(slip[0])[0], Skeletons(slip[1])[0]
		if !slices.ContainsFunc(a, func(r string) bool {
			near := append(Near(r), r)
			return slices.ContainsFunc(b, func(s string) bool { return slices.Contains(near, s) })
		}) {
			t.Errorf("%q is found by %v, %q by %v: none near another", slip[0], a, slip[1], b)
		}
	}
}
