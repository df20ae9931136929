package names

import (
	"slices"
	"strings"
)

// Siblings share a father's name, and a family has one name, so that how alike
// two such names are as a whole says little: what tells people of one family
// apart is the own name. Two names are therefore likely of one person only
// where nothing speaks against their having one own name.

// ownUnknown is the place of an own name that nothing tells.
const ownUnknown = -1

// own is the place of the own name: of the one token without the ending of a
// patronymic or a family name, where the others have one.
func own(tokens []*token) int {
	at := ownUnknown
	for i, t := range tokens {
		if says, _ := t.lineage(); says {
			continue
		}
		if at != ownUnknown {
			return ownUnknown
		}
		at = i
	}
	if len(tokens) < 2 {
		return ownUnknown
	}
	return at
}

// lineages are those of endings that own names seldom have, and whether they
// are a woman's.
var lineages = []struct {
	ending string
	hers   bool
}{
	{"ogli", false}, {"oglu", false}, {"uli", false}, {"oviC", false}, {"eviC", false}, {"ov", false}, {"ev", false},
	{"kizi", true}, {"ovna", true}, {"evna", true}, {"ova", true}, {"eva", true},
}

// lineage reports whether a token, as it is most likely read, says whose child
// or of which family somebody is, and whether a daughter.
func (t *token) lineage() (says, hers bool) {
	if len(t.keys) == 0 || strings.HasSuffix(t.keys[0], "guli") { // Ayguli is an own name
		return false, false
	}
	if _, ok := stem(t.keys[0]); !ok {
		return false, false
	}
	for _, l := range lineages {
		if strings.HasSuffix(t.keys[0], l.ending) {
			return true, l.hers
		}
	}
	return false, false
}

// doubt says why two names whose tokens pair off well may yet be those of a
// father and a child, or of siblings; "" where nothing says so.
func doubt(short, long []*token, pairs []int, sims []float64, turned bool) string {
	a, b := own(short), own(long)
	known := a != ownUnknown && b != ownUnknown
	for i, j := range pairs {
		if j < 0 {
			continue
		}
		x, y := short[i], long[j]
		saysX, hersX := x.lineage()
		saysY, hersY := y.lineage()
		if saysX && saysY && hersX != hersY {
			return x.given + " and " + y.given + " are a son's and a daughter's"
		}
		lone := i == a || j == b || a == b && !known // may be the own name
		if lone && !oneName(x, y, sims[i], false) || !lone && !known && !oneName(x, y, sims[i], true) {
			return x.given + " and " + y.given + " may be two names: siblings, father and child share the rest"
		}
	}
	crossed := false
	if known {
		crossed = pairs[a] != b
	} else { // one is not told: then it comes first, as names of the region have it, or last
		crossed = turned || !slices.Contains(pairs, 0) || a != ownUnknown && pairs[a] != 0 || b != ownUnknown && pairs[0] != b
	}
	if crossed {
		return "the own name of the one may be the father's of the other"
	}
	return ""
}

// soundsTheSame is the likeness from which tokens of two scripts are one name.
const soundsTheSame = 0.95

// fromHan is the same where one is of Han characters, whose likeness is mostly
// of chances.
const fromHan = 0.91

// oneName reports whether two tokens may be one name that was written twice.
// Within a script that is where they can be read the same: who writes Gulnur
// does not mean Gulnar. Between scripts, which do not have the same vowels, it
// is where they sound the same. Stems says that an ending may be missing.
func oneName(a, b *token, alike float64, stems bool) bool {
	if a.folded == b.folded && a.folded != "" {
		return true
	}
	if a.script != b.script {
		if a.script == Han {
			return alike >= fromHan && readsAs(a.han, b, stems)
		}
		if b.script == Han {
			return alike >= fromHan && readsAs(b.han, a, stems)
		}
		return alike >= soundsTheSame && (stems || a.ending == b.ending)
	}
	if a.script == Han { // of its many readings the likeliest
		return len(a.keys) > 0 && len(b.keys) > 0 && a.keys[0] == b.keys[0]
	}
	x, y := spoken(a), spoken(b)
	if stems {
		x, y = append(x, a.stems...), append(y, b.stems...)
	}
	return slices.ContainsFunc(x, func(k string) bool {
		return slices.ContainsFunc(y, func(l string) bool { return k == l || withoutR(k) == withoutR(l) })
	})
}

// A Han word may be of a name that is one of so many of its readings, with a
// chance that is less than the likeliest's by no more than this, as a logarithm:
// a four hundredth.
const (
	readingsToTell = 64
	lessToTell     = 6
)

// readsAs reports whether a Han word is read as a token of another script, and
// not as well as a name that differs by a consonant: of the many names that sound
// somewhat like it that says which is meant.
func readsAs(han *hanWord, other *token, stems bool) bool {
	if !han.readable() {
		return false
	}
	keys := spoken(other)
	if stems {
		keys = append(keys, other.stems...)
	}
	readings := han.readings(readingsToTell)
	for _, r := range readings {
		if r.log < readings[0].log-lessToTell {
			break
		}
		for _, k := range keys {
			if withoutR(r.key) == withoutR(k) {
				x, isServant := otherServant(k)
				return !isServant || han.alike(k)-han.alike(x) > toldApart
			}
		}
	}
	return false
}

// toldApart is how much less alike the other form of a name must be for a Han
// word to tell the two apart.
const toldApart = 0.07

// otherServant is the form with the article, or without it, of a name that says
// whose servant somebody is: Abdulkerim and Abdukerim, both of them names, are
// 阿布都克里木.
func otherServant(key string) (string, bool) {
	if len(key) < 6 || key[:3] != "abd" || !vowel(key[3]) || vowel(key[4]) {
		return "", false
	}
	if (key[4] == 'l' || key[4] == 'r') && !vowel(key[5]) {
		return key[:4] + key[5:], true
	}
	return key[:4] + "l" + key[4:], key[4] != 'l'
}

// spoken are the keys of a token but for that of pinyin, in which Gali is Gal.
func spoken(t *token) []string {
	if t.script != Latin || len(t.keys) < 2 {
		return t.keys[:len(t.keys):len(t.keys)]
	}
	pinyin := pinyinKey(t.folded)
	out := make([]string, 0, len(t.keys)+len(t.stems))
	for i, k := range t.keys {
		if i == 0 || k != pinyin {
			out = append(out, k)
		}
	}
	return out
}

// withoutR leaves out each r before a consonant: Metursun and Metusun are one name.
func withoutR(key string) string {
	if !strings.Contains(key, "r") {
		return key
	}
	var b []byte
	for i := range len(key) {
		if key[i] == 'r' && i+1 < len(key) && !vowel(key[i+1]) {
			continue
		}
		b = append(b, key[i])
	}
	return string(b)
}
