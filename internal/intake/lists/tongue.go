package lists

import (
	"strings"
	"unicode"
)

// headerLanguage returns the language that most headers are in, "" where none
// is known.
func headerLanguage(header []string) string {
	score := map[string]float64{}
	for _, h := range header {
		langs := map[string]bool{}
		for _, m := range meanings(h) {
			langs[m.lang] = true
		}
		for l := range langs {
			score[l] += 1 / float64(len(langs))
		}
	}
	best := ""
	for _, l := range []string{"en", "zh", "ru", "kk", "ug", "es", "ar", "tr", "fr"} {
		if score[l] > score[best] {
			best = l
		}
	}
	return best
}

// scripts of the languages that a list's cells are told apart by; the letters
// are those that only the language has among them.
var tongueMarks = []struct {
	lang    string
	script  *unicode.RangeTable
	letters string // "": any of the script
}{
	{"kk", unicode.Cyrillic, "әғқңөұүһӘҒҚҢӨҰҮҺ"},
	{"uk", unicode.Cyrillic, "їєґЇЄҐ"},
	{"ru", unicode.Cyrillic, ""},
	{"ug", unicode.Arabic, "ېۆۈۋۇەڭ"},
	{"fa", unicode.Arabic, "پچگژکی"},
	{"ar", unicode.Arabic, ""},
	{"zh", unicode.Han, ""},
}

// cellLanguage returns the language of a column's cells where it differs from
// that of the list: the one the column is called by, or by their script and
// letters. Latin letters in a list of another script are of no language we
// could know.
func cellLanguage(called string, cells []string, list string) string {
	const latin = "-Latn"
	lang := lettersLanguage(cells)
	switch {
	case called != "" && lang == "und"+latin && writtenOtherwise(called):
		return called + latin
	case called != "":
		lang = called
	case lang == "und"+latin && !writtenOtherwise(list):
		return ""
	case lang == "ru" && (list == "kk" || list == "uk"):
		return "" // few of their words have the letters that tell them apart
	}
	if lang == list {
		return ""
	}
	return lang
}

func writtenOtherwise(lang string) bool {
	for _, m := range tongueMarks {
		if m.lang == lang {
			return true
		}
	}
	return false
}

// lettersLanguage returns the language that the script and the letters of most
// cells show, "und-Latn" for Latin letters, "" where scripts are mixed.
func lettersLanguage(cells []string) string {
	byScript := map[*unicode.RangeTable]int{}
	marked := map[string]int{} // cells with a letter that marks the language
	latin := 0
	for _, c := range cells {
		for _, r := range c {
			switch {
			case unicode.Is(unicode.Cyrillic, r):
				byScript[unicode.Cyrillic]++
			case unicode.Is(unicode.Arabic, r):
				byScript[unicode.Arabic]++
			case unicode.Is(unicode.Han, r):
				byScript[unicode.Han] += 3 // one character is about as much as three letters
			case unicode.Is(unicode.Latin, r):
				latin++
			}
		}
		for _, m := range tongueMarks {
			if m.letters != "" && strings.ContainsAny(c, m.letters) {
				marked[m.lang]++
			}
		}
	}
	all := latin
	for _, n := range byScript {
		all += n
	}
	mostly := func(n int) bool { return n > 0 && n*10 >= all*7 }
	for _, m := range tongueMarks {
		if mostly(byScript[m.script]) && (m.letters == "" || marked[m.lang]*10 >= len(cells)*2) {
			return m.lang
		}
	}
	if mostly(latin) {
		return "und-Latn"
	}
	return ""
}
