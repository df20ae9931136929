package names

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Words of Cyrillic letters are more like those that are spelt so than like
// those that only sound so.
func TestSpelling(t *testing.T) {
	for _, x := range []struct{ cyrillic, spelt, other string }{
		{"Джузеппе", "Giuseppe", "Zhusip"},
		{"Шевалье", "Chevalier", "Shavalay"},
		{"Шмидт", "Schmidt", "Shumit"},
		{"Уилсон", "Wilson", "Uliason"},
		{"Ғалымбек", "Ghalymbek", "Kalymbek"},
		{"Жәнібек", "Zhanibek", "Zenibuk"},
		{"Нұрсұлтан", "Nursultan", "Norsoltan"},
	} {
		a, b := TokenAlike(x.cyrillic, x.spelt), TokenAlike(x.cyrillic, x.other)
		if a <= b {
			t.Errorf("%s is like %s to %.3f and like %s to %.3f", x.cyrillic, x.spelt, a, x.other, b)
		}
	}
}

// Whatever is compared, an answer comes that does not depend on what was asked
// before or on the order.
func TestSpellingHolds(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		cyrillic := rapid.StringMatching(`[абвгғдежзийклмнңоөпқрстуұүфхһцчшщъыіьэюяәѣ]{1,40}`).Draw(rt, "cyrillic")
		latin := rapid.StringMatching(`[a-z]{1,60}`).Draw(rt, "latin")
		a, b := TokenAlike(cyrillic, latin), TokenAlike(latin, strings.ToUpper(cyrillic))
		if a != b || a < 0 || a > 1 {
			rt.Fatalf("%s and %s are alike to %v, the other way to %v", cyrillic, latin, a, b)
		}
	})
}
