package lists

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed synonyms.tsv
var synonymsTable string

// running is what the table calls a column that numbers the rows. It is no
// property: the number changes with every edition.
const running = "running"

// meaning is what a header word stands for in lists of some kinds.
type meaning struct {
	property string
	lang     string
	kinds    []string
}

var synonyms = sync.OnceValue(func() map[string][]meaning {
	table := map[string][]meaning{}
	letter := map[string]string{"p": KindPerson, "f": KindFacility, "l": KindPlace}
	for line := range strings.Lines(synonymsTable) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(f) != 4 || strings.HasPrefix(line, "#") {
			continue
		}
		m := meaning{property: f[1], lang: f[2], kinds: Kinds}
		if f[0] != "*" {
			m.kinds = nil
			for k := range strings.SplitSeq(f[0], ",") {
				m.kinds = append(m.kinds, letter[k])
			}
		}
		for w := range strings.SplitSeq(f[3], "|") {
			w = plainHeader(w)
			table[w] = append(table[w], m)
		}
	}
	return table
})

// plainHeader brings a header to the form in which headers are compared: small
// letters and digits, everything else a single space.
func plainHeader(s string) string {
	var b strings.Builder
	space := false
	for _, r := range s {
		switch {
		case r == '\'' || r == '’' || r == '\u200C' || r == '\u200D' || r == '\u0640':
			continue
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			space = false
			b.WriteRune(unicode.ToLower(r))
		default:
			space = true
		}
	}
	return b.String()
}

// meanings returns what a header can stand for: as it is; without what it has
// in parentheses, or a number at its end ("Links 2"); by the longest phrase of
// several words in it ("Detainee's date of birth, if known").
func meanings(header string) []meaning {
	table := synonyms()
	if strings.TrimSpace(header) == "#" || strings.TrimSpace(header) == "№" {
		return table["no"]
	}
	plain := plainHeader(splitCamel(header))
	for _, form := range []string{plainHeader(header), plain, plainHeader(withoutParentheses(header)), strings.TrimRight(plain, "0123456789 ")} {
		if m := table[form]; m != nil && form != "" {
			return m
		}
	}
	var best []meaning
	longest := 0
	words := strings.Fields(plain)
	for from := range words {
		for to := from + 2; to <= min(len(words), from+6); to++ {
			phrase := strings.Join(words[from:to], " ")
			if m := table[phrase]; m != nil && len(phrase) > longest {
				best, longest = m, len(phrase)
			}
		}
	}
	if best == nil && strings.ContainsFunc(plain, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		best = hanPhrase(table, plain)
	}
	return best
}

// hanPhrase finds the longest known header of three characters and more inside
// a Chinese one, which has no spaces between words.
func hanPhrase(table map[string][]meaning, plain string) []meaning {
	rs := []rune(plain)
	for n := len(rs) - 1; n >= 3; n-- {
		for from := 0; from+n <= len(rs); from++ {
			if m := table[string(rs[from:from+n])]; m != nil {
				return m
			}
		}
	}
	return nil
}

// splitCamel puts spaces into dateOfBirth.
func splitCamel(s string) string {
	var b strings.Builder
	prev := ' '
	for _, r := range s {
		if unicode.IsUpper(r) && unicode.IsLower(prev) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		prev = r
	}
	return b.String()
}

func withoutParentheses(s string) string {
	for _, pair := range []string{"()", "[]", "（）"} {
		open, size := utf8.DecodeRuneInString(pair)
		shut, _ := utf8.DecodeRuneInString(pair[size:])
		for {
			i := strings.IndexRune(s, open)
			if i < 0 {
				break
			}
			j := strings.IndexRune(s[i:], shut)
			if j < 0 {
				break
			}
			s = s[:i] + s[i+j+utf8.RuneLen(shut):]
		}
	}
	return s
}

// knownHeader reports whether a cell reads like the name of a column.
func knownHeader(s string) bool { return meanings(s) != nil }

// languageWords name a language inside a header: "Name (Chinese)", "name_ru".
var languageWords = map[string]string{
	"chinese": "zh", "hanzi": "zh", "中文": "zh", "汉字": "zh", "汉语": "zh", "chino": "zh", "chinois": "zh", "китайский": "zh", "китайском": "zh",
	"uyghur": "ug", "uighur": "ug", "维文": "ug", "уйгурский": "ug", "ئۇيغۇرچە": "ug", "uygurca": "ug",
	"kazakh": "kk", "哈文": "kk", "казахский": "kk", "қазақша": "kk", "russian": "ru", "русский": "ru", "arabic": "ar", "العربية": "ar",
	"english": "en", "英文": "en", "английский": "en", "inglés": "en", "anglais": "en", "turkish": "tr", "türkçe": "tr", "french": "fr", "spanish": "es",
	"zh": "zh", "cn": "zh", "ug": "ug", "kk": "kk", "kz": "kk", "ru": "ru", "ar": "ar", "en": "en", "tr": "tr", "fr": "fr", "es": "es",
}

// scriptWords name a script inside a header.
var scriptWords = map[string]bool{"latn": true, "latin": true, "cyrl": true, "cyrillic": true, "arab": true, "han": true, "hans": true, "hant": true, "roman": true, "pinyin": true}

// onlyLanguage reports whether a header says no more than a language or a
// script: "zh", "ug_latn". What stands below is a name in it.
func onlyLanguage(header string) bool {
	words := strings.Fields(plainHeader(header))
	for _, w := range words {
		if languageWords[w] == "" && !scriptWords[w] {
			return false
		}
	}
	return len(words) > 0
}

// languageNamed returns the language that a header names, if any.
func languageNamed(header string) string {
	for _, w := range strings.Fields(plainHeader(header)) {
		if l := languageWords[w]; l != "" {
			return l
		}
	}
	return ""
}
