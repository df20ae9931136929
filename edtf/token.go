package edtf

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// token is a word, a run of digits, one Han character or one other character.
type token struct {
	kind   tokenKind
	fold   string // lower case in the language, composed, without marks of direction
	upper  bool   // starts with a capital
	num    int    // value of the digits
	digits int    // how many there are
	suffix string // letters written onto the digits: "th" of 6th, "s" of 1990s
	gap    gap    // what stands before it

	start, end         int // bytes
	runeStart, runeEnd int
}

type tokenKind uint8

const (
	tokenWord tokenKind = iota
	tokenNumber
	tokenHan
	tokenMark
)

type gap uint8

const (
	gapNone gap = iota
	gapSpace
	gapParagraph // an empty line, which no expression crosses
)

// maxDigits keeps numbers within int; a longer run of digits is no date.
const maxDigits = 12

type tokenizer struct {
	text    string
	fold    func(string) string
	at      int // bytes
	runes   int
	tokens  []token
	pending gap
	newline bool
}

func tokenize(text string, fold func(string) string) []token {
	t := tokenizer{text: text, fold: fold, tokens: make([]token, 0, len(text)/5+4)}
	for t.at < len(t.text) {
		t.next()
	}
	return t.tokens
}

func (t *tokenizer) peek() (rune, int) { return utf8.DecodeRuneInString(t.text[t.at:]) }

func (t *tokenizer) next() {
	r, size := t.peek()
	switch {
	case unicode.IsSpace(r):
		t.space(r)
		t.skip(size)
	case directional(r):
		t.skip(size)
	case digit(r) >= 0:
		t.number()
	case unicode.Is(unicode.Han, r):
		t.emit(token{kind: tokenHan, fold: t.text[t.at : t.at+size]}, t.at+size, t.runes+1)
	case unicode.IsLetter(r):
		end, runes := t.wordEnd()
		t.emit(token{kind: tokenWord, fold: t.fold(t.text[t.at:end]), upper: unicode.IsUpper(r)}, end, runes)
	default:
		t.emit(token{kind: tokenMark, fold: foldMark(r)}, t.at+size, t.runes+1)
	}
}

func (t *tokenizer) space(r rune) {
	if r == '\n' && t.newline || r == '\u2029' {
		t.pending = gapParagraph
	}
	t.newline = t.newline || r == '\n'
	t.pending = max(t.pending, gapSpace)
}

func (t *tokenizer) skip(size int) {
	t.at += size
	t.runes++
}

func (t *tokenizer) emit(k token, end, runes int) {
	k.gap, k.start, k.end, k.runeStart, k.runeEnd = t.pending, t.at, end, t.runes, runes
	t.tokens = append(t.tokens, k)
	t.at, t.runes, t.pending, t.newline = end, runes, gapNone, false
}

// wordEnd returns where the word that starts here ends. An apostrophe belongs
// to a word when letters stand on both sides of it.
func (t *tokenizer) wordEnd() (end, runes int) {
	end, runes = t.at, t.runes
	for end < len(t.text) {
		r, size := utf8.DecodeRuneInString(t.text[end:])
		if apostrophe(r) && end > t.at {
			next, _ := utf8.DecodeRuneInString(t.text[end+size:])
			if !unicode.IsLetter(next) || unicode.Is(unicode.Han, next) {
				break
			}
		} else if !unicode.IsLetter(r) && !unicode.IsMark(r) && r != tatweel && !directional(r) || unicode.Is(unicode.Han, r) {
			break
		}
		end += size
		runes++
	}
	// A mark of direction behind the word is no part of it.
	for end > t.at {
		r, size := utf8.DecodeLastRuneInString(t.text[t.at:end])
		if !directional(r) {
			break
		}
		end -= size
		runes--
	}
	return end, runes
}

func (t *tokenizer) number() {
	k := token{kind: tokenNumber}
	end, runes := t.at, t.runes
	for end < len(t.text) {
		r, size := utf8.DecodeRuneInString(t.text[end:])
		d := digit(r)
		if d < 0 {
			break
		}
		if k.digits < maxDigits {
			k.num = k.num*10 + d
		}
		k.digits++
		end += size
		runes++
	}
	digitsEnd := end
	// Letters written onto the digits: 6th, 1990s, 2017'de.
	for end < len(t.text) {
		r, size := utf8.DecodeRuneInString(t.text[end:])
		if apostrophe(r) && end == digitsEnd {
			next, _ := utf8.DecodeRuneInString(t.text[end+size:])
			if !unicode.IsLetter(next) || unicode.Is(unicode.Han, next) {
				break
			}
		} else if !unicode.IsLetter(r) && !unicode.IsMark(r) || unicode.Is(unicode.Han, r) {
			break
		}
		end += size
		runes++
	}
	k.fold = t.text[t.at:digitsEnd]
	if end > digitsEnd {
		k.suffix = strings.TrimPrefix(t.fold(t.text[digitsEnd:end]), "'")
	}
	t.emit(k, end, runes)
}

// folder returns the function that brings a word to the form the tables are
// compiled in.
func folder(lower func(string) string) func(string) string {
	return func(s string) string {
		for i := range len(s) {
			if s[i] >= utf8.RuneSelf {
				return lower(norm.NFC.String(strings.Map(foldLetter, s)))
			}
		}
		return lower(s)
	}
}

// foldLetter joins letters that are typed for one another. The Persian ye
// stands for both Uyghur letters it looks like, so the two become one.
func foldLetter(r rune) rune {
	switch {
	case directional(r), r == tatweel, r == stress:
		return -1
	case apostrophe(r):
		return '\''
	case r == 'ё':
		return 'е'
	case r == 'Ё':
		return 'Е'
	case r == 'ی', r == 'ي':
		return 'ى'
	case r == 'ک':
		return 'ك'
	case r == 'ه':
		return 'ھ'
	}
	return r
}

const (
	tatweel = '\u0640'
	stress  = '\u0301' // written over Russian vowels for learners
)

func apostrophe(r rune) bool { return r == '\'' || r == '\u2019' || r == '\u02bc' }

// directional reports marks that steer the display of text and say nothing.
func directional(r rune) bool {
	return r >= 0x200b && r <= 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2060 && r <= 0x2069 || r == 0xfeff || r == 0xad
}

func foldMark(r rune) string {
	switch r {
	case '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2015', '\u2212', '\uff0d', '~', '\u301c', '\uff5e', '\u2500':
		return "-"
	case '\u060c', '\uff0c', '\u3001':
		return ","
	case '\uff0e':
		return "."
	case '\uff0f':
		return "/"
	case '\uff08':
		return "("
	case '\uff09':
		return ")"
	}
	return string(r)
}

// digit returns the value of a digit of the kinds the languages use, or -1.
func digit(r rune) int {
	switch {
	case r >= '0' && r <= '9':
		return int(r - '0')
	case r >= '\uff10' && r <= '\uff19':
		return int(r - '\uff10')
	case r >= '\u0660' && r <= '\u0669':
		return int(r - '\u0660')
	case r >= '\u06f0' && r <= '\u06f9':
		return int(r - '\u06f0')
	}
	return -1
}
