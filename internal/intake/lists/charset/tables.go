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
	within   map[string]written // by the name of the encoding
	frequent map[rune]bool      // Han
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

// written are the languages that can be written in an encoding, and what each
// letter costs in the one that has it most often.
type written struct {
	tongues []*tongue
	anyOf   map[rune]float64
}

// hanLevels are the two levels into which a Chinese standard divides its
// characters: those of daily use, and the rest of its first edition.
type hanLevels struct{ common, second map[rune]bool }

var letters = sync.OnceValue(func() *letterTables {
	t := &letterTables{frequent: map[rune]bool{}}
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
			l.cost[r] = -math.Log(thousandths / 1000)
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
	t.within = map[string]written{}
	for i := range charsets {
		t.within[charsets[i].name] = t.writtenIn(&charsets[i])
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

// writtenIn finds the languages that have their letters in the encoding:
// nobody keeps a Czech list in one without ř.
func (t *letterTables) writtenIn(c *Charset) written {
	w := written{anyOf: map[rune]float64{}}
	for _, l := range t.tongues {
		all, has := 0.0, 0.0
		for _, r := range slices.Sorted(maps.Keys(l.cost)) {
			share := math.Exp(-l.cost[r])
			all += share
			if c.has(r) {
				has += share
			}
		}
		if has < all*.95 {
			continue
		}
		w.tongues = append(w.tongues, l)
		for r, cost := range l.cost {
			if old, ok := w.anyOf[r]; !ok || cost+costOtherTongue < old {
				w.anyOf[r] = cost + costOtherTongue
			}
		}
	}
	return w
}

// has reports whether the encoding has the letter; those of more than one byte
// have all that the tables know of.
func (c *Charset) has(r rune) bool {
	if c.charmap == nil {
		return true
	}
	_, ok := c.charmap.EncodeRune(r)
	return ok
}
