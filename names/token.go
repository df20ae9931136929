package names

import (
	"math"
	"strings"
	"unicode/utf8"
)

// TokenAlike is how alike two tokens sound, from 0 to 1, in any of their
// readings; 0 also where one cannot be read.
func TokenAlike(a, b string) float64 {
	s, _ := alikeTokens(newToken(a, ""), newToken(b, ""), false)
	return s
}

// token is one word of a name with its readings.
type token struct {
	given   string
	doubled int // letters written twice
	folded  string
	script  Script
	keys    []string
	han     *hanWord  // of a word of Han characters
	spelt   *spelling // of a word of Cyrillic letters
	latin   string    // of one of Latin letters: those
	chance  float32   // of latin among names
	letters int       // of folded
	ending  string    // of the first of them, of a patronymic or a family name
	stems   []string  // readings without the ending of a patronymic or a family name
}

func newToken(given, lang string) *token {
	t := &token{given: given, doubled: doubles(given), folded: Fold(given), script: ScriptOf(given)}
	t.letters = utf8.RuneCountInString(t.folded)
	if t.script == Han {
		t.han = newHanWord(given)
		t.keys = t.han.keys()
	} else {
		t.keys = Keys(given, lang)
	}
	switch t.script {
	case Cyrillic:
		t.spelt = newSpelling(given)
	case Latin:
		t.latin = plainLatin(t.folded)
		t.chance = cyrillicTables().after("", t.latin+"$")
	}
	for _, k := range t.keys {
		if s, ok := stem(k); ok {
			if len(t.stems) == 0 {
				t.ending = k[len(s):]
			}
			t.stems = append(t.stems, s)
		}
	}
	return t
}

// endings of names after a father or of a family, as they sound.
var endings = []string{"ogli", "oglu", "uli", "kizi", "kiz", "oviC", "eviC", "ovna", "evna", "iCna", "ova", "eva", "ina", "ov", "ev", "of", "ef", "in"}

func stem(key string) (string, bool) {
	for _, e := range endings {
		if len(key) >= len(e)+3 && key[len(key)-len(e):] == e {
			return key[:len(key)-len(e)], true
		}
	}
	return key, false
}

// stemCost is what it costs that one has an ending and the other has not.
const stemCost = 0.05

// lackingEnding is what it costs beside stemCost that a Cyrillic or a Latin word
// has an ending and the other none: Petrov is mostly not Петр.
const lackingEnding = 0.1

// hanStemCost is what it costs beside a Han word, which has a sign for each
// ending that it does not leave away: Kazakhs of China mostly do.
const hanStemCost = 0.12

// plainLatin is what a folded word has of the letters a to z.
func plainLatin(folded string) string {
	return strings.Map(func(r rune) rune {
		if r < 'a' || r > 'z' {
			return -1
		}
		return r
	}, folded)
}

// alikeTokens says how alike, and where it is asked to, how characters of Han
// were read.
func alikeTokens(a, b *token, say bool) (sim float64, said []string) {
	if a.folded != "" && a.folded == b.folded {
		return 1, nil
	}
	if a.script == Han && b.script != Han {
		return alikeHan(a, b, say)
	}
	if b.script == Han && a.script != Han {
		return alikeHan(b, a, say)
	}
	best := 0.0
	for _, x := range a.keys {
		for _, y := range b.keys {
			best = max(best, alike(x, y))
		}
	}
	// Between tokens that sound the same, the one with as many doubled letters.
	best = max(0, best-0.01*math.Abs(float64(a.doubled-b.doubled)))
	sound := best
	if best < 0.95 && (len(a.stems) > 0 || len(b.stems) > 0) {
		for _, x := range withStems(a) {
			for _, y := range withStems(b) {
				sound = max(sound, alike(x, y)-stemCost)
			}
		}
	}
	cyrillic, latin := a, b
	if a.spelt == nil {
		cyrillic, latin = b, a
	}
	if cyrillic.spelt == nil || latin.latin == "" {
		return sound, nil
	}
	spelt := asSpelt(sound, cyrillic.spelt, latin)
	if sound > best && a.ending != b.ending { // which no spelling of the one is of the other
		if a.ending == "" || b.ending == "" {
			sound -= lackingEnding
		}
		spelt = max(spelt, sound)
	}
	return spelt, nil
}

// spellingCost is what it costs that each letter was spelt with a chance of so
// much less, as a logarithm, than what is most likely meant.
const spellingCost = 0.3

// asSpelt is how alike a Cyrillic word and a Latin one are that sound alike so
// far: the mean of that and of how likely the one is spelt so, drawn out so that
// from .7 up it means about as much as likeness of sound alone.
func asSpelt(sound float64, cyrillic *spelling, latin *token) float64 {
	mean := sound / 2
	if sound > leastSound {
		mean += max(0, 1-spellingCost*max(0, cyrillic.unlike(latin.latin, latin.chance))) / 2
	}
	return max(0, min(1-0.6*(1-mean), 0.2+mean))
}

// leastSound is the likeness of sound below which no spelling makes two words one.
const leastSound = 0.2

func withStems(t *token) []string { return append(t.stems[:len(t.stems):len(t.stems)], t.keys...) }

// soundOfHan is the part that the sound of a Han word's likeliest readings has in
// how alike it is to another; the chance of what its characters stand for has
// the rest. It finds more than none, of
// tokens and of names, with those that measure and with others.
const soundOfHan = 0.2

func alikeHan(han, other *token, say bool) (best float64, said []string) {
	sound := 0.0
	for _, k := range other.keys {
		if s, why := han.han.align(k, say); s > best {
			best, said = s, why
		}
		for _, r := range han.han.first {
			sound = max(sound, alike(r.key, k))
		}
	}
	best = (1-soundOfHan)*best + soundOfHan*sound
	for _, k := range other.stems {
		if s, why := han.han.align(k, say); s-hanStemCost > best {
			best, said = s-hanStemCost, why
		}
	}
	return best, said
}

// alike is how alike the word and one reading of another are.
func (w *hanWord) alike(key string) float64 {
	likely, _ := w.align(key, false)
	sound := 0.0
	for _, r := range w.first {
		sound = max(sound, alike(r.key, key))
	}
	return (1-soundOfHan)*likely + soundOfHan*sound
}

func doubles(s string) int {
	n, last := 0, rune(0)
	for _, r := range s {
		if r == last {
			n++
		}
		last = r
	}
	return n
}
