package names

import (
	"strings"
	"unicode"
)

// Script is the writing that a token is in.
type Script string

// The scripts whose letters are read. Anything else has no keys.
const (
	Latin    Script = "latin"
	Cyrillic Script = "cyrillic"
	Arabic   Script = "arabic"
	Han      Script = "han"
	Other    Script = "other"
)

// ScriptOf tells the script of a token: that of most of its letters.
func ScriptOf(token string) Script {
	var n [5]int
	for _, r := range token {
		switch {
		case unicode.Is(unicode.Latin, r):
			n[0]++
		case unicode.Is(unicode.Cyrillic, r):
			n[1]++
		case unicode.Is(unicode.Arabic, r):
			n[2]++
		case unicode.Is(unicode.Han, r):
			n[3]++
		case unicode.IsLetter(r):
			n[4]++
		}
	}
	best, most := Other, 0
	for i, s := range []Script{Latin, Cyrillic, Arabic, Han, Other} {
		if n[i] > most {
			best, most = s, n[i]
		}
	}
	return best
}

// longestName bounds what is read of a name: what is longer is none.
const longestName = 200

// Words parts a name at spaces, dots between names, commas and hyphens, and
// where the script changes between Han and others. Given forms are kept.
func Words(name string) []string {
	var out []string
	var b strings.Builder
	flush := func() {
		if b.Len() > 0 {
			out = append(out, b.String())
			b.Reset()
		}
	}
	n := 0
	han := false
	for _, r := range name {
		if n++; n > longestName {
			break
		}
		switch {
		case unicode.IsLetter(r), unicode.Is(unicode.Mn, r), unicode.Is(unicode.Mc, r):
			if is := unicode.Is(unicode.Han, r); is != han && unicode.IsLetter(r) {
				flush()
				han = is
			}
			b.WriteRune(r)
		case r == '\'' || r == '’' || r == '‘' || r == 'ʻ' || r == 'ʼ' || r == '`' || r == '\u200c' || r == '\u200d' || r == '\u0640':
			// inside a word
		default:
			flush()
		}
	}
	flush()
	return out
}
