package names

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// inCyrillic writes an invented name of these syllables in Kazakh Cyrillic.
var inCyrillic = strings.NewReplacer("sh", "ш", "zh", "ж", "ch", "ч", "v", "в", "y", "ы", "a", "а", "e", "е", "i", "и", "o", "о", "u", "у", "b", "б", "d", "д", "g", "г", "k", "к", "l", "л", "m", "м", "n", "н", "r", "р", "s", "с", "t", "т", "z", "з")

// Families of invented people, named as names of the region are: nobody is
// likely a brother, a sister, a parent or a child on the name alone, however
// alike their own names, and everybody is likely who they are.
func TestFamilies(t *testing.T) {
	own := rapid.StringMatching(`(b|d|k|m|s|t|sh|zh)(a|e|i|o|u)(l|m|n|s|z)(b|d|g|k|t)(a|e|i|o|u)(k|m|n|s|t|z)`)
	rapid.Check(t, func(rt *rapid.T) {
		grandfather, father := own.Draw(rt, "grandfather"), own.Draw(rt, "father")
		// The own names of children: any, or the father's or a sibling's with
		// one vowel otherwise.
		child := own.Draw(rt, "child")
		sibling := own.Draw(rt, "sibling")
		if like := rapid.SampledFrom([]string{"", child, father}).Draw(rt, "like"); like != "" {
			at := rapid.SampledFrom([]int{len(like) - 2, strings.IndexAny(like, "aeiou")}).Draw(rt, "at")
			sibling = like[:at] + rapid.SampledFrom([]string{"a", "e", "i", "o", "u"}).Draw(rt, "vowel") + like[at+1:]
		}
		if child == sibling || child == father || sibling == father || father == grandfather {
			return
		}
		form := rapid.SampledFrom([]func(own, father, grandfather string) string{
			func(o, f, _ string) string { return o + " " + f },
			func(o, f, _ string) string { return o + " " + f + "uly" },
			func(o, f, _ string) string { return f + "ov " + o },
			func(o, f, g string) string { return o + " " + f + "ovich " + g + "ov" },
			func(o, f, g string) string { return o + " " + f + " " + g },
		}).Draw(rt, "form")
		a, b := form(child, father, grandfather), form(sibling, father, grandfather)
		if c := Compare(a, b); c.Band == Likely {
			rt.Fatalf("siblings %q and %q are %s: %q", a, b, c.Band, c.Why)
		}
		other := rapid.SampledFrom([]func(own, father, grandfather string) string{
			func(o, f, _ string) string { return o + " " + f },
			func(o, f, _ string) string { return f + " " + o },
			func(o, f, g string) string { return o + " " + f + " " + g },
		}).Draw(rt, "other form")
		p := other(father, grandfather, own.Draw(rt, "his grandfather"))
		if c := Compare(a, p); a != p && c.Band == Likely { // one word order for both, or a name says nothing
			rt.Fatalf("the child %q and the father %q are %s: %q", a, p, c.Band, c.Why)
		}
		if c := Compare(a, inCyrillic.Replace(a)); c.Band != Likely {
			rt.Fatalf("%q is %s in Cyrillic, %.3f: %q", a, c.Band, c.Score, c.Why)
		}
	})
}

// A child is often called after a grandfather: then the names of father and
// child are the same, turned.
func TestCalledAfterAGrandfather(t *testing.T) {
	for _, x := range [][2]string{
		{"Erkin Tursun", "Tursun Erkin"},
		{"Эркин Турсун", "Tursun Erkin"},
		{"Serik Qanatuly", "Qanat Serikuly"},
		{"Malikov Bektur", "Malik Bektur"},
		{"Aigul Bektur Serik", "Bektur Serik"},
	} {
		if c := Compare(x[0], x[1]); c.Band != Possible {
			t.Errorf("%q and %q are %s (%.3f): %q", x[0], x[1], c.Band, c.Score, c.Why)
		}
	}
	for _, x := range [][2]string{{"Karimov Adil", "Karimova Adil"}, {"Serik Qanatuly", "Serik Qanatkyzy"}} {
		if c := Compare(x[0], x[1]); c.Band != Possible {
			t.Errorf("a son's and a daughter's name, %q and %q, are %s (%.3f)", x[0], x[1], c.Band, c.Score)
		}
	}
}
