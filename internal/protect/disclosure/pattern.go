package disclosure

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is one word of a text, or one Han character, folded for comparison.
type token struct {
	word       string
	start, end int  // in bytes
	ends       bool // a sentence ends behind it
	breaks     bool // a comma, a colon or a dash stands behind it
	quoted     bool // it stands within quotation marks
}

// tokens cuts a text into words. Apostrophes, hyphens and marks of direction
// within words are no part of them: "ал-Фараби" is two words.
func tokens(text string) []token {
	var out []token
	start, quoted := -1, false
	flush := func(end int) {
		if start >= 0 {
			out = append(out, token{word: strings.ToLower(text[start:end]), start: start, end: end, quoted: quoted})
			start = -1
		}
	}
	for i, r := range text {
		switch {
		case unicode.Is(unicode.Han, r):
			flush(i)
			out = append(out, token{word: string(r), start: i, end: i + utf8.RuneLen(r), quoted: quoted})
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) && start >= 0:
			if start >= 0 && unicode.IsDigit(rune(text[start])) != unicode.IsDigit(r) && !unicode.IsMark(r) {
				flush(i) // "35岁", "12лет", "10k"
			}
			if start < 0 {
				start = i
			}
		case r == '\u0307' || r == '\u200c' || r == '\u200d' || r == 'ʼ' || r == '’' || r == '\'':
			if start >= 0 && (r == '’' || r == '\'' || r == 'ʼ') {
				flush(i)
			}
		default:
			flush(i)
			if len(out) > 0 && strings.ContainsRune(".!?。！？؟…;；\n", r) && !decimal(text, i) {
				out[len(out)-1].ends = true
			}
			switch {
			case strings.ContainsRune("“«「『", r):
				quoted = true
			case strings.ContainsRune("”»」』\n", r):
				quoted = false
			case r == '"':
				quoted = !quoted
			case strings.ContainsRune(",，、،:：—–", r) && len(out) > 0 && !decimal(text, i):
				out[len(out)-1].breaks = true
			}
		}
	}
	flush(len(text))
	return out
}

// decimal reports whether the mark at i stands between digits.
func decimal(text string, i int) bool {
	return i > 0 && i+1 < len(text) && text[i-1] >= '0' && text[i-1] <= '9' && text[i+1] >= '0' && text[i+1] <= '9'
}

// element is what one step of a pattern takes.
type element struct {
	word     string // folded, "" for a class, a number or any word
	stem     bool   // the word may go on
	class    string // "kin", "ethnic" …
	number   bool
	any      bool // any one word
	optional bool
	gives    bool // its value is that of the finding
}

// parsePattern reads a pattern: words with * at the end of a stem, @class, # for
// a number, _ for any word, and ? behind what may be missing.
func parsePattern(s string) []element {
	var out []element
	for _, part := range strings.Fields(s) {
		e := element{}
		if p, ok := strings.CutSuffix(part, "?"); ok && p != "" {
			part, e.optional = p, true
		}
		switch {
		case part == "#":
			e.number = true
		case part == "_":
			e.any = true
		case strings.HasPrefix(part, "@"):
			e.class = part[1:]
		default:
			stem, isStem := strings.CutSuffix(part, "*")
			words := tokens(stem)
			for i, w := range words {
				x := e
				x.word, x.stem = w.word, isStem && i == len(words)-1
				out = append(out, x)
			}
			continue
		}
		out = append(out, e)
	}
	return out
}

// place reports whether the element takes a name of a place, as it stands in the
// gazetteer or with an ending.
func (e element) place() bool { return e.class == "place" || e.class == "origin" }

func (e element) takes(word string) bool {
	switch {
	case e.any:
		return true
	case e.number:
		return word[0] >= '0' && word[0] <= '9'
	case e.stem:
		return strings.HasPrefix(word, e.word)
	}
	return word == e.word
}

// match reports how many tokens from at the pattern takes, 0 for none, and what
// its class stood for. A pattern does not reach over the end of a sentence.
func (l *language) match(p []element, ts []token, at int) (n int, value string) {
	if len(p) == 0 {
		return 0, ""
	}
	return l.step(p, ts, at, at)
}

func (l *language) step(p []element, ts []token, from, at int) (int, string) {
	if len(p) == 0 {
		return at - from, ""
	}
	e := p[0]
	if e.any && e.optional {
		if end, value := l.step(p[1:], ts, from, at); end > 0 {
			return end, value // the nearest of what may follow
		}
	}
	if at < len(ts) && (at == from || !ts[at-1].ends && !(e.any && ts[at-1].breaks)) {
		if e.class != "" {
			for _, member := range l.classes[e.class] {
				for _, words := range member.words {
					n := takes(words, ts, at)
					if n == 0 {
						continue
					}
					if end, rest := l.step(p[1:], ts, from, at+n); end > 0 {
						if rest == "" || e.gives {
							rest = member.value
						}
						return end, rest
					}
				}
			}
		} else if e.takes(ts[at].word) {
			if end, value := l.step(p[1:], ts, from, at+1); end > 0 {
				return end, value
			}
		}
	}
	if e.optional && !e.any {
		return l.step(p[1:], ts, from, at)
	}
	return 0, ""
}

// takes reports how many tokens plain words take, 0 for none.
func takes(words []element, ts []token, at int) int {
	if at+len(words) > len(ts) {
		return 0
	}
	for i, e := range words {
		if !e.takes(ts[at+i].word) || i > 0 && ts[at+i-1].ends {
			return 0
		}
	}
	return len(words)
}

// index sorts the rules by the words their patterns may begin with, so that a
// token is held against few of them.
func (l *language) index() {
	l.words, l.stems, l.anyWord = map[string][]int{}, map[rune][]int{}, nil
	var written [scripts]int
	for i, r := range l.rules {
		for _, e := range l.firsts(r.pattern) {
			if s := scriptOf(e.word); s != otherScript {
				if written[s]++; written[s] > written[l.script] {
					l.script = s
				}
			}
			switch {
			case e.word == "":
				l.anyWord = append(l.anyWord, i)
			case e.stem:
				first, _ := utf8.DecodeRuneInString(e.word)
				l.stems[first] = append(l.stems[first], i)
			default:
				l.words[e.word] = append(l.words[e.word], i)
			}
		}
	}
}

// firsts are the elements a pattern may begin with; one without a word stands
// for any.
func (l *language) firsts(p []element) (out []element) {
	for _, e := range p {
		if e.class != "" && !e.place() {
			for _, m := range l.classes[e.class] {
				for _, words := range m.words {
					out = append(out, words[0])
				}
			}
		} else {
			out = append(out, e)
		}
		if !e.optional {
			return out
		}
	}
	return out
}

// starting are the rules that a word may begin, in their order.
func (l *language) starting(word string) []int {
	first, _ := utf8.DecodeRuneInString(word)
	out := slices.Concat(l.words[word], l.stems[first], l.anyWord)
	slices.Sort(out)
	return slices.Compact(out)
}
