package charset

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Which encoding a file is in is decided by likelihood: under each encoding
// its bytes are letters, letters have frequencies in a language, and letters
// keep company (one script in a word, no capital after a small letter). The
// costs below are negative natural logarithms of rounded frequencies; only
// their differences matter, and none is tuned to a file.
const (
	costUndefined   = 20.0 // the byte means nothing in the encoding
	costControl     = 12.0 // a control character in a list
	costGraphic     = 12.0 // box drawing, mathematics: in a list nearly never
	costSymbol      = 6.0  // §, €, ±, standing alone
	costQuote       = 4.0  // dashes and quotation marks
	costInWord      = 7.0  // a symbol between two letters of a word
	costScriptTurn  = 7.0  // two scripts inside one word
	costCaseTurn    = 5.0  // a capital after a small letter of its word
	costShout       = 2.0  // a small letter after two capitals
	costMisplaced   = 4.0  // a letter where its script does not put it
	costPair        = 1.5  // two accented letters side by side
	costCapital     = 1.0
	costOtherTongue = 2.3 // a letter of another language than the list's
	costOtherCell   = 2.3 // a cell in another language than the list's
	costRare        = 11.0

	maxGain = 3.0

	hanFrequent = 6.1 // 35% of text on about 170 characters
	hanCommon   = 8.7 // the first level of the national standard
	hanLevel2   = 12.2
	hanBeyond   = 15.2
)

// reading is the evidence as one encoding reads it.
type reading struct {
	enc     *Charset
	cells   []string
	words   []letterUse // of each cell
	context float64     // cost of all that no language judges
	bad     int         // undefined
}

// letterUse is what a language judges in a cell: its letters beyond ASCII, in
// small letters, and the pairs they are in.
type letterUse struct {
	letters []rune
	pairs   [][2]rune
}

// read decodes the evidence and judges the company its letters keep.
func (c *Charset) read(evidence [][]byte) *reading {
	t := letters()
	rd := &reading{enc: c, context: c.prior}
	levels := t.gb
	if c.name == "big5" {
		levels = t.big5
	}
	for _, raw := range evidence {
		cell := string(c.Bytes(raw))
		rd.cells = append(rd.cells, cell)
		use := letterUse{}
		var before, prev rune = ' ', ' '
		for i, r := range cell {
			if r >= utf8.RuneSelf {
				next, _ := utf8.DecodeRuneInString(cell[i+utf8.RuneLen(r):])
				rd.judge(t, levels, &use, before, prev, r, next)
			} else if unicode.IsLetter(r) && prev >= utf8.RuneSelf && unicode.IsLetter(prev) {
				rd.context += turn(prev, r)
				use.pairs = append(use.pairs, [2]rune{small(prev), small(r)})
			}
			before, prev = prev, r
		}
		if len(use.letters) > 0 {
			rd.words = append(rd.words, use)
		}
	}
	return rd
}

func (rd *reading) judge(t *letterTables, levels *hanLevels, use *letterUse, before, prev, r, next rune) {
	switch {
	case r == utf8.RuneError:
		rd.bad++
		rd.context += costUndefined
	case unicode.IsControl(r):
		rd.context += costControl
	case unicode.Is(unicode.Han, r):
		switch {
		case t.frequent[r]:
			rd.context += hanFrequent
		case levels.common[r]:
			rd.context += hanCommon
		case levels.second[r]:
			rd.context += hanLevel2
		default:
			rd.context += hanBeyond
		}
	case unicode.IsLetter(r) || unicode.IsMark(r):
		use.letters = append(use.letters, small(r))
		if unicode.IsUpper(r) && !unicode.IsUpper(prev) {
			rd.context += costCapital
		}
		if unicode.IsLetter(prev) {
			rd.context += turn(prev, r)
			use.pairs = append(use.pairs, [2]rune{small(prev), small(r)})
			if unicode.IsLower(r) && unicode.IsUpper(prev) && unicode.IsUpper(before) {
				rd.context += costShout
			}
			if prev >= utf8.RuneSelf && unicode.Is(unicode.Latin, r) && unicode.Is(unicode.Latin, prev) {
				rd.context += costPair
			}
		}
		rd.context += misplaced(prev, r, next)
	default:
		rd.context += symbolCost(r) + glued(prev, r, next)
	}
}

// glued is the cost of a symbol that touches a letter where none does.
func glued(prev, r, next rune) float64 {
	const (
		either  = "’‘·–—\u00A0\u200C\u200D、，；：（）《》。"
		opening = "«“„‚‘¿¡№"
		closing = "»”’…،؛؟°"
	)
	if strings.ContainsRune(either, r) {
		return 0
	}
	before := unicode.IsLetter(prev) && !strings.ContainsRune(closing, r)
	behind := unicode.IsLetter(next) && !strings.ContainsRune(opening, r)
	switch {
	case unicode.IsLetter(prev) && unicode.IsLetter(next):
		return costInWord
	case before || behind:
		return costMisplaced
	}
	return 0
}

// small returns the small letter of r, but keeps İ, whose small letter is ASCII.
func small(r rune) rune {
	if r == 'İ' {
		return r
	}
	return unicode.ToLower(r)
}

// turn is the cost of letter r straight after letter prev.
func turn(prev, r rune) float64 {
	for _, script := range []*unicode.RangeTable{unicode.Latin, unicode.Cyrillic, unicode.Arabic, unicode.Greek} {
		if unicode.Is(script, prev) != unicode.Is(script, r) {
			return costScriptTurn
		}
	}
	if unicode.IsLower(prev) && unicode.IsUpper(r) {
		return costCaseTurn
	}
	return 0
}

// misplaced is the cost of letters that stand only at the end of a word, or
// never at its start.
func misplaced(prev, r, next rune) float64 {
	switch r {
	case 'ة', 'ى', 'ے', 'ں':
		if unicode.Is(unicode.Arabic, next) && unicode.IsLetter(next) {
			return costMisplaced
		}
	case 'ъ', 'ь', 'ы', 'Ъ', 'Ь', 'Ы', 'ß', 'ğ', 'Ğ':
		if !unicode.IsLetter(prev) {
			return costMisplaced
		}
	}
	if unicode.IsMark(r) && !unicode.IsLetter(prev) && !unicode.IsMark(prev) {
		return costMisplaced
	}
	return 0
}

func symbolCost(r rune) float64 {
	switch {
	case strings.ContainsRune("«»“”„‘’–—…·\u00A0№،؛؟", r):
		return costQuote
	case r >= 0x3000 && r <= 0x301F, r >= 0xFF01 && r <= 0xFF5E: // wide punctuation and letters
		return costSymbol
	case r >= 0x2190 && r <= 0x25FF, unicode.Is(unicode.Co, r): // arrows, mathematics, box drawing; private use
		return costGraphic
	}
	return costSymbol
}

// cost is the least cost of the evidence over the languages that the list may
// be in, which is the negative log likelihood of the encoding up to a constant.
// A cell of a list may be in another language than the rest.
func (rd *reading) cost() float64 {
	w := letters().within[rd.enc.name]
	sums := make([]float64, len(w.tongues))
	own := make([]float64, len(w.tongues))
	for _, use := range rd.words {
		least := math.Inf(1)
		for i, l := range w.tongues {
			own[i] = l.judge(use, w.anyOf)
			least = min(least, own[i])
		}
		for i := range sums {
			sums[i] += min(own[i], least+costOtherCell)
		}
	}
	return rd.context + slices.Min(sums)
}

// judge is the cost of a cell in the language.
func (l *tongue) judge(use letterUse, anyOf map[rune]float64) float64 {
	sum := 0.0
	for _, r := range use.letters {
		c := costRare
		if other, ok := anyOf[r]; ok {
			c = min(c, other)
		}
		if own, ok := l.cost[r]; ok {
			c = min(c, own)
		}
		sum += c
	}
	for _, p := range use.pairs {
		sum -= l.gain(p)
	}
	return sum
}

// candidate is one encoding and what it costs to believe in it.
type candidate struct {
	*reading
	nats float64
}

// rank orders the encodings of a text without a byte order mark, likeliest
// first. UTF-8 runs with them if sequences of it are well formed, which each is
// by chance in one case of eight at the most.
func rank(evidence [][]byte, wellFormed int) []candidate {
	var all []candidate
	for i := range charsets {
		c := &charsets[i]
		if c.UTF16() || c.name == "utf-8" && wellFormed == 0 {
			continue
		}
		rd := c.read(evidence)
		nats := rd.cost()
		if c.name == "utf-8" {
			nats -= float64(wellFormed) * math.Log(8)
		}
		all = append(all, candidate{rd, nats})
	}
	slices.SortStableFunc(all, func(a, b candidate) int {
		switch {
		case a.nats < b.nats:
			return -1
		case a.nats > b.nats:
			return 1
		}
		return 0
	})
	return all
}
