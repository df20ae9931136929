package names

import "strings"

// Papers and passports print names as the pinyin of the Han characters they were
// written down with: Yilamujiang is 伊拉木江 is Ilhamjan. A Latin token that can be
// parted into syllables of pinyin is read that way too.

var initials = []string{"zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r", "z", "c", "s", "y", "w", ""}

var initialKeys = map[string]string{"zh": "J", "ch": "C", "sh": "S", "q": "k", "x": "S", "r": "r", "c": "s", "y": "y", "w": "v", "j": "J"}

// finals and what they stand for in a name that was written down by sound.
var finals = []struct{ pinyin, key string }{
	{"iang", "an"}, {"iong", "on"}, {"uang", "van"}, {"ang", "an"}, {"eng", "en"}, {"ing", "in"}, {"ong", "on"}, {"ian", "an"}, {"iao", "av"}, {"uai", "vay"}, {"uan", "van"},
	{"ai", "ay"}, {"ei", "ey"}, {"ui", "uy"}, {"ao", "av"}, {"ou", "o"}, {"iu", "yu"}, {"ie", "e"}, {"ue", "e"}, {"uo", "o"}, {"ua", "va"}, {"ia", "a"}, {"er", "r"}, {"an", "an"}, {"en", "en"}, {"in", "in"}, {"un", "un"},
	{"a", "a"}, {"o", "o"}, {"e", "e"}, {"i", "i"}, {"u", "u"},
}

// weakSyllables stand for a consonant alone, or nearly.
var weakSyllables = map[string]string{"mu": "m", "ke": "k", "te": "t", "ti": "t", "si": "s", "zi": "z", "shi": "S", "li": "l", "bu": "b", "fu": "f", "ge": "g", "de": "d", "le": "l", "he": "h", "er": "r", "pu": "p", "yi": "i", "wu": "u", "ji": "J", "qi": "k", "xi": "S", "lu": "l", "zhi": "J"}

// pinyinKey reads a token as pinyin of a transcription; "" where it is no pinyin
// of two syllables or more.
func pinyinKey(w string) string {
	if len(w) > 40 {
		return ""
	}
	syllables, ok := part(w, 0)
	if !ok || len(syllables) < 2 {
		return ""
	}
	var b []byte
	for i, s := range syllables {
		if k, ok := weakSyllables[s]; ok && i > 0 || ok && (s == "yi" || s == "wu") {
			b = append(b, k...)
			continue
		}
		for _, in := range initials {
			if !strings.HasPrefix(s, in) {
				continue
			}
			k, ok := initialKeys[in]
			if !ok {
				k = in
			}
			for _, f := range finals {
				if s[len(in):] == f.pinyin {
					if k == "y" && (f.key[0] == 'i') {
						k = ""
					}
					b = append(b, k...)
					b = append(b, f.key...)
					break
				}
			}
			break
		}
	}
	return tidy(b)
}

// part parts a word into syllables, longest first, going back where that leads
// nowhere.
func part(w string, depth int) ([]string, bool) {
	if w == "" {
		return nil, true
	}
	if depth > 12 {
		return nil, false
	}
	for _, in := range initials {
		if !strings.HasPrefix(w, in) {
			continue
		}
		for _, f := range finals {
			if !strings.HasPrefix(w[len(in):], f.pinyin) || f.pinyin == "er" && in != "" {
				continue
			}
			n := len(in) + len(f.pinyin)
			if rest, ok := part(w[n:], depth+1); ok {
				return append([]string{w[:n]}, rest...), true
			}
		}
		if in != "" {
			return nil, false
		}
	}
	return nil, false
}
