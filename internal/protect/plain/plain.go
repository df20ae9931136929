// Package plain deals with text that strangers send: what of it is shown, what
// a moderator is shown that cannot be seen, and whom a name passes itself off
// as. Nothing here knows markup: plain text stays plain.
package plain

import (
	"fmt"
	"hash/fnv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// marks above a letter beyond this many are a tower, and no script needs them:
// Uyghur needs none, Vietnamese two, Tibetan four.
const maxMarks = 6

// Check says what is wrong with a text before anything is done with it: "" is
// nothing.
func Check(text string) string {
	switch {
	case !utf8.ValidString(text):
		return "the text holds bytes that are no letters"
	case strings.ContainsRune(text, 0):
		return "the text holds marks that are no letters"
	}
	return ""
}

// Shown is a text as it may be shown to anybody: canonically composed, without
// marks that turn the direction of what stands around it, that cannot be seen
// or that rule a terminal, and with no more marks on a letter than any script
// puts there. Joiners within words stay, since Persian, Uyghur and Indian
// scripts are written with them. Lines stay; three empty ones become one.
func Shown(text string) string {
	text = norm.NFC.String(strings.ToValidUTF8(text, "�"))
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n\n", "\t", " ").Replace(text)
	var b strings.Builder
	rs := []rune(text)
	stack, breaks := 0, 0
	for i, r := range rs {
		if joiner(r) && !joins(rs, i) || !joiner(r) && unseen(r) {
			continue
		}
		if unicode.In(r, unicode.Mn, unicode.Me) {
			if stack++; stack > maxMarks {
				continue
			}
		} else {
			stack = 0
		}
		if r == '\n' {
			if breaks++; breaks > 2 {
				continue
			}
		} else if !unicode.IsSpace(r) {
			breaks = 0
		}
		b.WriteRune(r)
	}
	return strings.TrimSpace(norm.NFC.String(b.String()))
}

func joiner(r rune) bool { return r == '\u200c' || r == '\u200d' }

// joins reports whether a joiner stands between letters of a script that is
// written with joiners, or within one emoji.
func joins(rs []rune, i int) bool {
	if i == 0 || i+1 >= len(rs) {
		return false
	}
	script := func(r rune) bool {
		return unicode.In(r, unicode.Arabic, unicode.Devanagari, unicode.Bengali, unicode.Tamil, unicode.Telugu, unicode.Kannada, unicode.Malayalam,
			unicode.Gujarati, unicode.Gurmukhi, unicode.Oriya, unicode.Sinhala, unicode.Mongolian, unicode.Khmer, unicode.Myanmar, unicode.Syriac, unicode.So, unicode.Mn)
	}
	return script(rs[i-1]) && script(rs[i+1])
}

// unseen reports whether a rune draws nothing, or rules what is around it.
func unseen(r rune) bool {
	switch {
	case r == '\n' || r == '\ufe0f': // the second asks for a picture of an emoji
		return false
	case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r), unicode.Is(unicode.Cs, r):
		return true
	case r == '\u115f' || r == '\u1160' || r == '\u3164' || r == '\uffa0' || r == '\u2800': // fillers that draw nothing
		return true
	case r >= 0xfe00 && r <= 0xfe0e, r >= 0xe0100 && r <= 0xe01ef: // variation selectors
		return true
	}
	return false
}

// Marked is a text for a moderator: what cannot be seen is written out in
// brackets, so that nothing hides in it and nothing rules the page.
func Marked(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, "⟦%02X⟧", text[i])
		case r == '\r':
		case r == '\t':
			b.WriteByte(' ')
		case joiner(r):
			b.WriteString(map[rune]string{'\u200c': "⟦ZWNJ⟧", '\u200d': "⟦ZWJ⟧"}[r])
		case unseen(r):
			if name, ok := names[r]; ok {
				b.WriteString("⟦" + name + "⟧")
			} else {
				fmt.Fprintf(&b, "⟦U+%04X⟧", r)
			}
		default:
			b.WriteRune(r)
		}
		i += n
	}
	return b.String()
}

// names of what is met most, by their short forms in UAX #9 and in Unicode's
// list of aliases.
var names = map[rune]string{
	'\u202a': "LRE", '\u202b': "RLE", '\u202c': "PDF", '\u202d': "LRO", '\u202e': "RLO",
	'\u2066': "LRI", '\u2067': "RLI", '\u2068': "FSI", '\u2069': "PDI", '\u200e': "LRM", '\u200f': "RLM", '\u061c': "ALM",
	'\u200b': "ZWSP", '\u2060': "WJ", '\ufeff': "BOM", '\u00ad': "SHY",
}

// Skeleton is a name with every letter replaced by the Latin one it looks like,
// as UTS #39 does for the letters that are confused most in Latin, Cyrillic
// and Greek. Two names with one skeleton cannot be told apart at a glance.
func Skeleton(name string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(Shown(name))) {
		if l, ok := looks[r]; ok {
			b.WriteString(l)
			continue
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

var looks = map[rune]string{
	'а': "a", 'ә': "a", 'α': "a", 'в': "b", 'ь': "b", 'с': "c", 'ϲ': "c", 'ԁ': "d", 'е': "e", 'ε': "e", 'һ': "h", 'н': "h", 'і': "i", 'ї': "i", 'ι': "i", 'ı': "i", 'l': "i", '1': "i", '|': "i", 'ӏ': "i",
	'ј': "j", 'к': "k", 'κ': "k", 'қ': "k", 'м': "m", 'п': "n", 'η': "n", 'о': "o", 'ο': "o", 'σ': "o", 'ө': "o", '0': "o", 'р': "p", 'ρ': "p", 'ԛ': "q", 'г': "r", 'ѕ': "s", '5': "s", '$': "s", 'т': "t", 'τ': "t", '7': "t",
	'υ': "u", 'ц': "u", 'μ': "u", 'ν': "v", 'ѵ': "v", 'ԝ': "w", 'ω': "w", 'х': "x", 'χ': "x", 'у': "y", 'γ': "y", 'ү': "y", 'ұ': "y", 'з': "3", 'ё': "e", 'й': "u",
}

// PassesFor returns which of the names a name passes itself off as, "" for
// none. A name in one script passes for a name in the same letters only, and a
// name that mixes scripts for whatever it looks like: Kazakh and Uyghur names
// are written in their own letters and pass for nobody.
func PassesFor(name string, staff []string) string {
	mine := Skeleton(name)
	for _, s := range staff {
		theirs := Skeleton(s)
		if theirs == "" || mine == "" {
			continue
		}
		if mine == theirs && (mixed(name) || sameLetters(name, s)) {
			return s
		}
	}
	return ""
}

// mixed reports whether letters of more than one of the scripts that look alike
// stand in one word.
func mixed(name string) bool {
	for _, w := range strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		latin, cyrillic, greek := 0, 0, 0
		for _, r := range w {
			switch {
			case unicode.Is(unicode.Latin, r):
				latin = 1
			case unicode.Is(unicode.Cyrillic, r):
				cyrillic = 1
			case unicode.Is(unicode.Greek, r):
				greek = 1
			}
		}
		if latin+cyrillic+greek > 1 {
			return true
		}
	}
	return false
}

func sameLetters(a, b string) bool {
	return script(a) == script(b)
}

func script(s string) string {
	for _, r := range s {
		for name, t := range map[string]*unicode.RangeTable{"Latin": unicode.Latin, "Cyrillic": unicode.Cyrillic, "Greek": unicode.Greek, "Arabic": unicode.Arabic, "Han": unicode.Han} {
			if unicode.Is(t, r) {
				return name
			}
		}
	}
	return ""
}

// Likeness is a number that two texts share with the probability of their
// likeness: the smallest hash of their pairs of words (Broder 1997). Copies
// with a word changed here and there mostly share it.
func Likeness(text string) int64 {
	words := strings.FieldsFunc(strings.ToLower(Shown(text)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) })
	if len(words) == 0 {
		return 0
	}
	least := uint64(1<<64 - 1)
	before := ""
	for i, w := range words {
		if i > 0 || len(words) == 1 {
			h := fnv.New64a()
			h.Write([]byte(before + " " + w))
			least = min(least, h.Sum64())
		}
		before = w
	}
	return int64(least >> 1)
}
