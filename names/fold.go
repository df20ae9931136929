// Package names brings names in any script into one plain form, so that what
// somebody types finds what somebody else wrote, and tells how alike two names
// sound and why.
//
// Its tables lie in data. Those of what Han characters stand for and of how
// Cyrillic letters are spelt are learned from open pairs of names by
//
//	go run ./tools/names -data DIR
//
// and say so, with their version and licence, in their first lines.
package names

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Fold returns the form of s that names are looked up by: words in small
// letters without accents, vowel signs or punctuation, one space between
// them. It is for finding, never for showing.
//
//   - Compatibility forms are undone (NFKD): full-width letters, ligatures and
//     the presentation forms of the Arabic script become plain letters.
//   - Marks go: "Ürümqi" is "urumqi", and Arabic words lose vowel signs,
//     hamza on its carrier, and tatweel.
//   - Case goes in every script; Turkish İ, I, ı and i are one letter.
//   - Letters that keyboards of the same region exchange are one: Kazakh
//     қ ғ ң ө ү ұ һ і ә and their Russian neighbours; Arabic ك and ک; ي, ی
//     and ى; ه, ہ, ھ and ة. Digits are ASCII digits.
//   - An apostrophe, modifier letter or soft sign inside a word is dropped and
//     the word stays whole; hyphens, dots and everything else part words:
//     "Abdu'l-Aziz" is "abdul aziz".
//   - A Han character is a word of its own, since nothing marks where words
//     end.
//
// Fold(Fold(s)) is Fold(s).
func Fold(s string) string {
	if folded, ok := foldASCII(s); ok {
		return folded
	}
	s = strings.Map(dropMark, norm.NFKD.String(s))
	s = norm.NFKD.String(cases.Fold().String(s))
	b := make([]byte, 0, len(s))
	for _, r := range s {
		r = unicode.ToLower(r) // Cherokee folds to its capitals
		if dropMark(r) < 0 || dropped(r) {
			continue
		}
		if to, ok := sameLetter[r]; ok {
			b = append(b, to...)
			continue
		}
		switch {
		case unicode.Is(unicode.Han, r) && unicode.IsLetter(r):
			b = space(b)
			b = utf8.AppendRune(b, r)
			b = append(b, ' ')
		case unicode.Is(unicode.Nd, r):
			b = append(b, '0'+byte(digit(r)))
		case unicode.IsLetter(r), unicode.IsNumber(r), unicode.Is(unicode.Mc, r):
			b = utf8.AppendRune(b, r)
		default:
			b = space(b)
		}
	}
	return strings.TrimRight(string(b), " ")
}

// Tokens returns the words of Fold(s).
func Tokens(s string) []string { return strings.Fields(Fold(s)) }

// foldASCII is Fold for text that holds nothing but ASCII, as most cells of
// most lists do.
func foldASCII(s string) (string, bool) {
	plain := true
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= utf8.RuneSelf {
			return "", false
		}
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9') {
			plain = false
		}
	}
	if plain {
		return s, true
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			b = append(b, c)
		case c >= 'A' && c <= 'Z':
			b = append(b, c+'a'-'A')
		case c == '\'' || c == '`':
		default:
			b = space(b)
		}
	}
	return strings.TrimRight(string(b), " "), true
}

// space ends a word, once, and never at the beginning.
func space(b []byte) []byte {
	if len(b) == 0 || b[len(b)-1] == ' ' {
		return b
	}
	return append(b, ' ')
}

// dropMark removes what only changes how a letter looks or is read.
func dropMark(r rune) rune {
	if r < 0x300 {
		if r == 0xad { // soft hyphen
			return -1
		}
		return r
	}
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
		return -1
	}
	return r
}

// dropped reports whether r stands inside words without being a letter of its
// own: apostrophes, their look-alikes and all modifier letters (tatweel is
// one), and the Cyrillic signs that romanisation writes as an apostrophe.
func dropped(r rune) bool {
	switch r {
	case '\'', '`', '´', '‘', '’', '‛', '′', 'ь', 'ъ':
		return true
	}
	return unicode.In(r, unicode.Lm, unicode.Sk)
}

func digit(r rune) int {
	// The decimal digits of every script stand together in order of value,
	// and every such run begins with its zero.
	n := 0
	for unicode.Is(unicode.Nd, r-1) && n < 9 {
		r--
		n++
	}
	return n % 10
}

// sameLetter gives the letter that stands for several, after marks and case
// are gone.
var sameLetter = map[rune]string{
	'ı': "i", 'ł': "l", 'đ': "d", 'ð': "d", 'ø': "o", 'æ': "ae", 'œ': "oe", 'þ': "th",
	'ŋ': "n", 'ə': "e", 'ħ': "h", 'ŧ': "t",

	'қ': "к", 'ғ': "г", 'ң': "н", 'ө': "о", 'ү': "у", 'ұ': "у", 'һ': "х", 'і': "и", 'ә': "а",
	'җ': "ж", 'є': "е", 'ґ': "г",

	'ک': "ك", 'ی': "ي", 'ى': "ي", 'ہ': "ه", 'ھ': "ه", 'ة': "ه",
}
