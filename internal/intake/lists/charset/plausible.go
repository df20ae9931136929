package charset

import (
	_ "embed"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/transform"
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
	costRare        = 11.0

	maxGain = 3.0

	hanFrequent = 6.1 // 35% of text on about 170 characters
	hanCommon   = 8.7 // the first level of the national standard
	hanLevel2   = 12.2
	hanBeyond   = 15.2
)

//go:embed letters.tsv
var lettersTable string

//go:embed digrams.tsv
var digramsTable string

// tongue is what a language does with its letters.
type tongue struct {
	cost map[rune]float64    // of one letter
	pair map[[2]rune]float64 // gain of two letters standing side by side, over chance
	seen map[rune]float64    // letters counted for pair
	all  float64             // their sum
}

// gain is how much likelier the pair is than its letters apart, in nats:
// pointwise mutual information, drawn to zero where little was counted.
func (l *tongue) gain(p [2]rune) float64 {
	if l.all == 0 {
		return 0
	}
	const doubt = .5
	chance := l.seen[p[0]] * l.seen[p[1]] / l.all
	return max(-maxGain, min(maxGain, math.Log((l.pair[p]+doubt)/(chance+doubt))))
}

type letterTables struct {
	tongues  []*tongue
	any      map[rune]float64 // cheapest cost of the letter in any language, with costOtherTongue
	frequent map[rune]bool    // Han
	gb, big5 *hanLevels
}

// count takes in letters and pairs of letters, each followed by its count.
func (l *tongue) count(ones, twos []string) {
	for i := 0; i+1 < len(ones); i += 2 {
		r, _ := utf8.DecodeRuneInString(ones[i])
		n, _ := strconv.ParseFloat(ones[i+1], 64)
		l.seen[r] += n
		l.all += n
	}
	for i := 0; i+1 < len(twos); i += 2 {
		a, size := utf8.DecodeRuneInString(twos[i])
		b, _ := utf8.DecodeRuneInString(twos[i][size:])
		n, _ := strconv.ParseFloat(twos[i+1], 64)
		l.pair[[2]rune{a, b}] += n
	}
}

// hanLevels are the two levels into which a Chinese standard divides its
// characters: those of daily use, and the rest of its first edition.
type hanLevels struct{ common, second map[rune]bool }

var letters = sync.OnceValue(func() *letterTables {
	t := &letterTables{any: map[rune]float64{}, frequent: map[rune]bool{}}
	byName := map[string]*tongue{}
	for line := range strings.Lines(lettersTable) {
		name, list, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok || strings.HasPrefix(name, "#") {
			continue
		}
		f := strings.Fields(list)
		l := &tongue{cost: map[rune]float64{}, pair: map[[2]rune]float64{}, seen: map[rune]float64{}}
		for i := 0; i+1 < len(f); i += 2 {
			r, _ := utf8.DecodeRuneInString(f[i])
			if name == "zh" {
				t.frequent[r] = true
				continue
			}
			thousandths, err := strconv.ParseFloat(f[i+1], 64)
			if err != nil {
				panic("letters.tsv: " + line)
			}
			c := -math.Log(thousandths / 1000)
			l.cost[r] = c
			if old, ok := t.any[r]; !ok || c+costOtherTongue < old {
				t.any[r] = c + costOtherTongue
			}
		}
		if name != "zh" {
			t.tongues = append(t.tongues, l)
			byName[name] = l
		}
	}
	for line := range strings.Lines(digramsTable) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if l := byName[f[0]]; l != nil && len(f) == 3 {
			l.count(strings.Fields(f[1]), strings.Fields(f[2]))
		}
	}
	t.gb = &hanLevels{hanIn(simplifiedchinese.GBK.NewDecoder(), 0xB0, 0xD7, 0xA1), hanIn(simplifiedchinese.GBK.NewDecoder(), 0xD8, 0xF7, 0xA1)}
	t.big5 = &hanLevels{hanIn(traditionalchinese.Big5.NewDecoder(), 0xA4, 0xC6, 0x40), hanIn(traditionalchinese.Big5.NewDecoder(), 0xC9, 0xF9, 0x40)}
	return t
})

// hanIn decodes the two-byte characters with lead bytes from lo to hi and
// trail bytes from trail on.
func hanIn(d transform.Transformer, lo, hi, trail int) map[rune]bool {
	set := map[rune]bool{}
	for lead := lo; lead <= hi; lead++ {
		for b := trail; b < 0xFF; b++ {
			out, _, err := transform.Bytes(d, []byte{byte(lead), byte(b)})
			if r, n := utf8.DecodeRune(out); err == nil && n == len(out) && unicode.Is(unicode.Han, r) {
				set[r] = true
			}
		}
	}
	return set
}

// reading is the evidence as one encoding reads it, counted.
type reading struct {
	enc     *Charset
	cells   []string
	runes   map[rune]int    // letters that a language's frequencies judge, in small letters
	pairs   map[[2]rune]int // the same, each with the letter before or behind
	context float64         // cost of all that no language judges
	bad     int             // undefined
}

// read decodes the evidence and judges the company its letters keep.
func (c *Charset) read(evidence [][]byte) *reading {
	t := letters()
	rd := &reading{enc: c, runes: map[rune]int{}, pairs: map[[2]rune]int{}, context: c.prior}
	levels := t.gb
	if c.name == "big5" {
		levels = t.big5
	}
	for _, raw := range evidence {
		cell := string(c.Bytes(raw))
		rd.cells = append(rd.cells, cell)
		var before, prev rune = ' ', ' '
		for i, r := range cell {
			if r >= utf8.RuneSelf {
				next, _ := utf8.DecodeRuneInString(cell[i+utf8.RuneLen(r):])
				rd.judge(t, levels, before, prev, r, next)
			} else if unicode.IsLetter(r) && prev >= utf8.RuneSelf && unicode.IsLetter(prev) {
				rd.context += turn(prev, r)
				rd.pairs[[2]rune{small(prev), small(r)}]++
			}
			before, prev = prev, r
		}
	}
	return rd
}

func (rd *reading) judge(t *letterTables, levels *hanLevels, before, prev, r, next rune) {
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
		rd.runes[small(r)]++
		if unicode.IsUpper(r) && !unicode.IsUpper(prev) {
			rd.context += costCapital
		}
		if unicode.IsLetter(prev) {
			rd.context += turn(prev, r)
			rd.pairs[[2]rune{small(prev), small(r)}]++
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

// cost is the least cost of the evidence over the languages, which is the
// negative log likelihood of the encoding up to a constant.
func (rd *reading) cost() float64 {
	t := letters()
	best := math.Inf(1)
	// Sums of floats depend on their order: it is fixed.
	seen := slices.Sorted(maps.Keys(rd.runes))
	pairs := slices.SortedFunc(maps.Keys(rd.pairs), func(a, b [2]rune) int { return slices.Compare(a[:], b[:]) })
	for _, l := range t.tongues {
		sum := 0.0
		for _, r := range seen {
			c := costRare
			if other, ok := t.any[r]; ok {
				c = min(c, other)
			}
			if own, ok := l.cost[r]; ok {
				c = min(c, own)
			}
			sum += c * float64(rd.runes[r])
		}
		for _, p := range pairs {
			sum -= l.gain(p) * float64(rd.pairs[p])
		}
		best = min(best, sum)
	}
	return rd.context + best
}

// candidate is one encoding and what it costs to believe in it.
type candidate struct {
	*reading
	nats float64
}

// rank orders the encodings of a text without a byte order mark, likeliest
// first.
func rank(evidence [][]byte) []candidate {
	var all []candidate
	for i := range charsets {
		c := &charsets[i]
		if strings.HasPrefix(c.name, "utf") {
			continue
		}
		rd := c.read(evidence)
		all = append(all, candidate{rd, rd.cost()})
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
