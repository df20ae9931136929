package places

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// sounds writes a name as it may be read, in the letters of soundLetters: "Qərqən",
// "Cherchen", Черчен and چەرچەن are all "Cerken" or "CerCen". It returns one or
// two readings, since x and q are sh and ch in one romanisation of Uyghur and
// kh and k in another, and ۆ is ö in Uyghur and v in Kazakh. A name with a
// letter of any other script has none.
//
// The letters: a e i o u, and consonants as in English but C for ch, J for j
// and zh, S for sh. Length, hamza and the difference of n and ng are dropped.
func sounds(name string) []string {
	letters, ok := romanise(name)
	if !ok || letters == "" {
		return nil
	}
	first := tidy(readings[0].Replace(letters))
	if second := tidy(readings[1].Replace(letters)); second != first {
		return []string{first, second}
	}
	return []string{first}
}

// readings write the letter pairs of Latin in one letter each: first as in
// Uyghur Latin (ULY), Russian and Turkish romanisations, then as in pinyin and
// the new script of Uyghur (UYY). ① stands for ۆ.
var readings = [2]*strings.Replacer{
	strings.NewReplacer("sch", "S", "sh", "S", "dzh", "J", "dj", "J", "zh", "J", "tch", "C", "ch", "C", "kh", "h", "gh", "g", "ng", "n", "ts", "s", "j", "J", "q", "k", "x", "h", "c", "k", "w", "v", "①", "o"),
	strings.NewReplacer("sch", "S", "sh", "S", "zh", "J", "ch", "C", "kh", "h", "gh", "g", "ng", "n", "ts", "s", "j", "J", "q", "C", "x", "S", "c", "s", "w", "v", "①", "v"),
}

// tidy writes a letter that stands twice once.
func tidy(s string) string {
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if len(b) == 0 || b[len(b)-1] != s[i] {
			b = append(b, s[i])
		}
	}
	return string(b)
}

// romanise writes a name of Latin, Cyrillic or Arabic letters in plain Latin
// ones, with what is no letter dropped; false if it holds other letters.
func romanise(name string) (string, bool) {
	var b strings.Builder
	for _, r := range norm.NFC.String(strings.ToLower(name)) {
		if to, ok := latin[r]; ok {
			b.WriteString(to)
			continue
		}
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case !unicode.IsLetter(r):
		default:
			plain := stripMarks(r)
			if plain == 0 {
				return "", false
			}
			b.WriteByte(plain)
		}
	}
	return b.String(), true
}

// stripMarks returns the ASCII letter under the marks of r, or 0.
func stripMarks(r rune) byte {
	d := norm.NFD.String(string(r))
	if c := d[0]; c >= 'a' && c <= 'z' {
		return c
	}
	return 0
}

// latin gives the letters whose reading is not that of the letter under them.
var latin = map[rune]string{
	// Latin of Uyghur (also the script of 1965), Kazakh, Kyrgyz, Turkish and Azerbaijani
	'ç': "ch", 'ş': "sh", 'š': "sh", 'č': "ch", 'ž': "zh", 'ğ': "gh", 'ƣ': "gh", 'ı': "i", 'ə': "e", 'ɵ': "o", 'ø': "o", 'ⱪ': "q", 'ⱨ': "h", 'ⱬ': "zh", 'ŋ': "ng", 'æ': "e", 'ß': "ss", 'đ': "d", 'ł': "l", 'ñ': "n",
	// Cyrillic
	'а': "a", 'ә': "e", 'б': "b", 'в': "v", 'г': "g", 'ғ': "gh", 'ґ': "g", 'д': "d", 'е': "e", 'ё': "yo", 'є': "ye", 'ж': "zh", 'җ': "zh", 'з': "z", 'и': "i", 'й': "y", 'і': "i", 'ї': "yi", 'к': "k", 'қ': "k", 'л': "l", 'м': "m", 'н': "n", 'ң': "ng", 'о': "o", 'ө': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ұ': "u", 'ү': "u", 'ў': "u", 'ф': "f", 'х': "h", 'һ': "h", 'ц': "ts", 'ч': "ch", 'ш': "sh", 'щ': "sh", 'ъ': "", 'ы': "i", 'ь': "", 'э': "e", 'ю': "yu", 'я': "ya",
	// Arabic: Uyghur and Kazakh, and what keyboards of the region put for them
	'ا': "a", 'ە': "e", 'ې': "e", 'ى': "i", 'و': "o", 'ۇ': "u", 'ۆ': "①", 'ۈ': "u", 'ۋ': "v", 'ئ': "", 'ء': "", 'ٴ': "", 'ب': "b", 'پ': "p", 'ت': "t", 'ج': "zh", 'چ': "ch", 'خ': "h", 'ح': "h", 'د': "d", 'ر': "r", 'ز': "z", 'ژ': "zh", 'س': "s", 'ش': "sh", 'ع': "gh", 'غ': "gh", 'ف': "f", 'ق': "k", 'ك': "k", 'ک': "k", 'گ': "g", 'ڭ': "ng", 'ل': "l", 'م': "m", 'ن': "n", 'ھ': "h", 'ه': "e", 'ہ': "h", 'ة': "e", 'ي': "y", 'ی': "i", 'آ': "a", 'أ': "a", 'إ': "i", 'ط': "t", 'ص': "s", 'ث': "s", 'ذ': "z", 'ض': "z", 'ظ': "z", 'ـ': "",
}
