package names

import (
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// A Matcher says what AlikeSounds says, whatever it was asked before.
func TestMatcher(t *testing.T) {
	key := rapid.StringMatching(`[aeioupbvfmtdnNlrszSZCJkghy]{1,12}`)
	rapid.Check(t, func(t *rapid.T) {
		var m Matcher
		for range 3 {
			sound := Sound{key.Draw(t, "sound"), rapid.Bool().Draw(t, "stem")}
			m.Reset(sound)
			for _, k := range rapid.SliceOfN(key, 1, 20).Draw(t, "keys") {
				least := float32(rapid.IntRange(0, 99).Draw(t, "least")) / 100
				want := AlikeSounds(sound, Sound{Key: k})
				got := float64(m.Alike(k, Weight(k), least))
				if math.Abs(want-float64(least)) < 1e-5 {
					continue // on the edge either answer will do
				}
				if want < float64(least) {
					want = 0
				}
				if math.Abs(got-want) > 1e-5 {
					t.Fatalf("Alike(%v, %q, %v) = %v, want %v", sound, k, least, got, want)
				}
			}
		}
	})
}

func TestMatcherLong(t *testing.T) {
	long := ""
	for range 40 {
		long += "ban"
	}
	var m Matcher
	m.Reset(Sound{Key: long})
	if a := m.Alike(long, Weight(long), 0.5); a != 1 {
		t.Errorf("a long key is %v like itself", a)
	}
	m.Reset(Sound{})
	if a := m.Alike("a", Weight("a"), 0.1); a > 1 {
		t.Errorf("no sound is %v like another", a)
	}
}

// Names of 10,000 characters are compared by their beginnings: what is written
// the same is alike, and what begins otherwise is not.
func TestLongNames(t *testing.T) {
	for _, unit := range []string{"阿", "a", "ا", "Мемет ", "Aigul阿依古丽 "} {
		long := strings.Repeat(unit, 10_000/utf8.RuneCountInString(unit))
		if c := Compare(long, long); c.Band != Likely && c.Band != Possible {
			t.Errorf("%.12q… and itself are %s", long, c.Band)
		}
		if c := Compare("Tursun Kerim "+long, "Zhibek Sholpan "+long); c.Band == Likely {
			t.Errorf("%.12q… after two other names is likely the same", long)
		}
	}
}
