package letters

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/abadojack/whatlanggo"
	"golang.org/x/text/unicode/bidi"
)

const (
	// sampleRunes of a text decide its language by its letters, and
	// trigramRunes by its trigrams: the library weighs a trigram by its rank
	// among all of the text's, so that a long text is like no language.
	sampleRunes  = 20_000
	trigramRunes = 1_500
	// fewLetters and below leave every language a guess.
	fewLetters = 40
)

// alphabet is what a language adds to the letters its script shares: all of
// its own letters, and those of which a text cannot do without at least one.
type alphabet struct {
	lang  string
	added string
	sure  string
}

// Kazakh, Kyrgyz, Uyghur and Uzbek share most of their added letters, and the
// language library knows neither Kazakh nor Kyrgyz: the letters decide. The
// first of several that fit is returned, unconfident.
var (
	cyrillicAdded = []alphabet{
		{"kk", "әғқңөұүһі", "ұі"},
		{"ky", "ңөү", "ң"},
		{"uk", "іїєґ", "ї"},
		{"be", "іў", "ў"},
		{"uz-Cyrl", "ўқғҳ", "ҳ"},
		{"tg", "ғӣқӯҳҷ", "ӣ"},
		{"mn", "өү", ""},
		{"tt", "әҗңөүһ", "җ"},
		{"ug-Cyrl", "әғҗқңөүһ", "җ"},
		{"ba", "ғҙҡңөҫүһә", "ҡ"},
		{"sr", "ђјљњћџ", "ј"},
		{"mk", "ѓѕјљњќџ", "ѓ"},
	}
	arabicAdded = []alphabet{
		{"ug", "ۇۆۈۋېەڭگچپژھ", "ې"},
		{"kk-Arab", "ٴٵٶٷٸۇۆۋەڭگچپھ", "ٴ"},
		{"fa", "پچژگکی", "ی"},
		{"ur", "ٹڈڑںےہھۂپچژگکی", "ے"},
		{"ps", "ټځڅډړږښګڼۍېیپچژگ", "ښ"},
		{"ckb", "ڕڵۆێەڤپچژگکیھ", "ێ"},
	}
)

// scripts are the writing systems told apart. Han weighs more because one
// character there stands for a syllable or word.
var scripts = []struct {
	name   string
	table  *unicode.RangeTable
	weight int
}{
	{"Latn", unicode.Latin, 1}, {"Cyrl", unicode.Cyrillic, 1}, {"Arab", unicode.Arabic, 1},
	{"Hani", unicode.Han, 3}, {"Kana", unicode.Hiragana, 2}, {"Kana", unicode.Katakana, 2}, {"Hang", unicode.Hangul, 2},
}

// Language names the language of a text as a BCP 47 tag, "und" when nothing
// tells. Confident is false where another language fits as well or the text is
// short: a person must then confirm it.
func Language(text string) (tag string, confident bool) {
	text = sample(text, sampleRunes)
	count, letters := map[string]int{}, 0
	for _, r := range text {
		if !unicode.IsLetter(r) {
			continue
		}
		letters++
		for _, s := range scripts {
			if unicode.Is(s.table, r) {
				count[s.name] += s.weight
				break
			}
		}
	}
	script, most := "", 0
	for _, s := range scripts {
		if count[s.name] > most {
			script, most = s.name, count[s.name]
		}
	}
	enough := letters > fewLetters
	switch script {
	case "Kana":
		return "ja", enough
	case "Hani":
		// Japanese is never without kana; 1 in 20 is a Chinese text quoting it.
		if count["Kana"]*20 > most {
			return "ja", enough
		}
		return "zh", letters > fewLetters/2
	case "Hang":
		return "ko", enough
	case "Cyrl":
		if tag, sure := byLetters(text, unicode.Cyrillic, cyrillicAdded); tag != "" {
			return tag, sure && enough
		}
		// Bulgarian, the other language without added letters, lacks these.
		if strings.ContainsAny(text, "ыэёЫЭЁ") {
			return "ru", enough
		}
		return byTrigrams(text, enough, whatlanggo.Rus, whatlanggo.Bul)
	case "Arab":
		if tag, sure := byLetters(text, unicode.Arabic, arabicAdded); tag != "" {
			return tag, sure && enough
		}
		return "ar", enough
	}
	return byTrigrams(text, enough)
}

// sample returns the first limit runes.
func sample(text string, limit int) string {
	n := 0
	for i := range text {
		if n == limit {
			return text[:i]
		}
		n++
	}
	return text
}

// byLetters picks the alphabet that holds most of the letters a text adds to
// those its script shares. It returns "" where these are under 3 % of the
// letters: names quoted from another language, not the language. Kyrgyz and
// Tajik, which add the fewest, have some 6 %.
func byLetters(text string, script *unicode.RangeTable, all []alphabet) (tag string, sure bool) {
	known := map[rune]bool{}
	for _, a := range all {
		for _, r := range a.added {
			known[r] = true
		}
	}
	seen, added, letters := map[rune]int{}, 0, 0
	for _, r := range text {
		r = unicode.ToLower(r)
		if r == 'ٴ' || unicode.Is(script, r) && unicode.IsLetter(r) {
			letters++
			if known[r] {
				seen[r]++
				added++
			}
		}
	}
	if added*100 < 3*letters || added == 0 {
		return "", false
	}
	best, bestFit, rivals := alphabet{}, -1, 0
	for _, a := range all {
		// A letter the alphabet lacks speaks against it as loudly as one it
		// has speaks for it; a missing telltale letter counts as a few.
		fit := 0
		for r, n := range seen {
			if strings.ContainsRune(a.added, r) {
				fit += n
			} else {
				fit -= n
			}
		}
		if a.sure != "" && !strings.ContainsFunc(a.sure, func(r rune) bool { return seen[r] > 0 }) {
			fit -= 1 + added/4
		}
		switch {
		case fit > bestFit:
			best, bestFit, rivals = a, fit, 0
		case fit == bestFit:
			rivals++
		}
	}
	if best.lang == "" {
		return "", false
	}
	// A tenth of the added letters outside the alphabet, or so few of them
	// that they may be names, leaves it a guess.
	return best.lang, rivals == 0 && bestFit*10 >= added*8 && added*20 >= letters
}

// byTrigrams asks the library, among langs where any are given.
func byTrigrams(text string, enough bool, langs ...whatlanggo.Lang) (string, bool) {
	o := whatlanggo.Options{}
	if len(langs) > 0 {
		o.Whitelist = map[whatlanggo.Lang]bool{}
		for _, l := range langs {
			o.Whitelist[l] = true
		}
	}
	info := whatlanggo.DetectWithOptions(sample(text, trigramRunes), o)
	// Of two languages that fit equally the library returns one by chance.
	if info.Lang < 0 || info.Confidence == 0 {
		return "und", false
	}
	tag := info.Lang.Iso6391()
	if tag == "" {
		tag = info.Lang.Iso6393()
	}
	switch info.Lang {
	case whatlanggo.Uzb, whatlanggo.Tuk, whatlanggo.Azj:
		// The library has no Kazakh, Kyrgyz or Uyghur in Latin letters: these
		// come out as one of their relatives.
		enough = false
	}
	return tag, enough && info.IsReliable()
}

// Direction returns "rtl" where most letters run right to left, "ltr"
// otherwise; where there are as many of each, the first decides.
func Direction(text string) string {
	ltr, rtl, first := Strong(text)
	if rtl > ltr || rtl == ltr && first == "rtl" {
		return "rtl"
	}
	return "ltr"
}

// Strong counts the letters of each direction and names that of the first.
func Strong(text string) (ltr, rtl int, first string) {
	for _, r := range text {
		p, _ := bidi.LookupRune(r)
		dir := ""
		switch p.Class() {
		case bidi.L:
			ltr++
			dir = "ltr"
		case bidi.R, bidi.AL:
			rtl++
			dir = "rtl"
		}
		if first == "" {
			first = dir
		}
	}
	return ltr, rtl, first
}

// Marks says which invisible direction characters a text holds.
// They stay in it, being evidence, but can make it read otherwise than it is.
func Marks(body string) string {
	marks, turns := 0, 0
	for _, r := range body {
		switch {
		case r == 0x200E || r == 0x200F || r == 0x061C:
			marks++
		case r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069:
			turns++
		}
	}
	switch {
	case turns > 0:
		return fmt.Sprintf("invisible characters that turn the direction of reading (U+202A to U+202E, U+2066 to U+2069): %d; they are kept, and the text may show in another order than it is stored", turns+marks)
	case marks > 0:
		return fmt.Sprintf("invisible direction marks in the text (U+200E, U+200F, U+061C): %d; they are kept", marks)
	}
	return ""
}
