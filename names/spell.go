package names

import (
	_ "embed"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// How a name of Cyrillic letters is spelt in Latin ones is seldom how it
// sounds: Шон is Sean and Джузеппе Giuseppe. Beside their sounds, words of the
// two scripts are therefore compared by how each letter is spelt in names,
// which was learned as what Han characters stand for was.

//go:embed data/cyrillic-model.tsv
var cyrillicTSV string

//go:embed data/cyrillic-latin.tsv
var romanisedTSV string

//go:embed data/latin-follow.tsv
var latinFollowTSV string

// cyrillicModel is how letters are spelt.
type cyrillicModel struct {
	learned   hanModel
	like      map[rune]rune // a letter that Russian lacks and the one it is like
	romanised map[rune][]share
	part      map[rune]float64 // of the romanisations in what a letter is spelt as
	follow    [128][128]float32
}

// likeRussian is the letters of the table that Russian lacks, with those they
// are like: read apart from the model, which is learned by it.
var likeRussian = sync.OnceValue(func() map[rune]rune {
	like := map[rune]rune{}
	for line := range strings.Lines(romanisedTSV) {
		if f := strings.Split(line, "\t"); len(f) == 4 && !strings.HasPrefix(line, "#") {
			like[[]rune(f[0])[0]] = []rune(f[1])[0]
		}
	}
	return like
})

// CyrillicLetters are the letters of a word as those of Russian: what the
// tables of spellings are learned by.
func CyrillicLetters(word string) []rune {
	like := likeRussian()
	letters := []rune(strings.ToLower(word))
	for i, r := range letters {
		if l, ok := like[r]; ok {
			letters[i] = l
		}
	}
	return letters
}

var cyrillicTables = sync.OnceValue(func() *cyrillicModel {
	m := &cyrillicModel{learned: readModel(cyrillicTSV), romanised: map[rune][]share{}, part: map[rune]float64{}, follow: readFollow(latinFollowTSV, 27)}
	for line := range strings.Lines(romanisedTSV) {
		f := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		if len(f) != 4 || strings.HasPrefix(line, "#") {
			continue
		}
		letter := []rune(f[0])[0]
		m.part[letter], _ = strconv.ParseFloat(f[2], 64)
		m.romanised[letter] = shares(f[3])
	}
	return m
})

// spot is a letter between two others, and how it may be spelt there.
type spot struct {
	segs  []segment
	unmet float32
}

// spots keeps what was worked out of letters between others: the words of a
// list share most of them.
var spots = struct {
	sync.RWMutex
	of map[[3]rune]spot
}{of: map[[3]rune]spot{}}

const (
	mostSpots       = 100_000
	leastSpelling   = 0.0005 // of the chance of the likeliest that is looked at
	longestSpelling = 24     // letters of a word that are compared
)

func (m *cyrillicModel) spot(word, like []rune, i int) spot {
	at := [3]rune{'^', word[i], '$'}
	if i > 0 {
		at[0] = like[i-1]
	}
	if i+1 < len(word) {
		at[2] = like[i+1]
	}
	spots.RLock()
	s, known := spots.of[at]
	spots.RUnlock()
	if known {
		return s
	}
	segs, unmet := m.learned.learnedChances(like, i)
	if of := m.romanised[word[i]]; len(of) > 0 {
		segs = mix(segs, of, m.part[word[i]])
	}
	most := 0.0
	for _, x := range segs {
		most = max(most, x.n)
	}
	for _, x := range segs {
		if x.n >= leastSpelling*most {
			s.segs = append(s.segs, segment{x.key, float32(math.Log(x.n)), 1})
		}
	}
	slices.SortStableFunc(s.segs, func(a, b segment) int {
		if a.log != b.log {
			return int(math.Copysign(1, float64(b.log-a.log)))
		}
		return strings.Compare(a.key, b.key)
	})
	if len(segs) == 0 {
		unmet = 0.5
	}
	s.unmet = float32(math.Log(max(unmet, 1e-4)))
	spots.Lock()
	if len(spots.of) < mostSpots {
		spots.of[at] = s
	}
	spots.Unlock()
	return s
}

// spelling is a word of Cyrillic letters and how it may be spelt in Latin ones.
type spelling struct {
	spots []spot
	top   float64 // of the spelling that is most likely meant
	first []string
}

func newSpelling(token string) *spelling {
	m := cyrillicTables()
	word := []rune(strings.ToLower(token))
	word = word[:min(len(word), longestSpelling)]
	like := CyrillicLetters(string(word))
	w := &spelling{spots: make([]spot, len(word))}
	for i := range word {
		w.spots[i] = m.spot(word, like, i)
	}
	w.top, w.first = w.likeliest(m)
	return w
}

const (
	// spellingsKept are looked up for a word beside what it sounds like, of
	// beamWidth that are followed letter by letter.
	spellingsKept = 6
	beamWidth     = 8
)

// begun is the beginning of a spelling.
type begun struct {
	text string
	log  float64 // as meant has it
}

// likeliest are the spellings that are most likely meant, and how likely the first.
func (w *spelling) likeliest(m *cyrillicModel) (float64, []string) {
	beam, next := []begun{{}}, []begun(nil)
	for _, s := range w.spots {
		next = next[:0]
		for _, b := range beam {
			for _, x := range s.segs[:min(len(s.segs), beamWidth)] {
				next = append(next, begun{b.text + x.key, b.log + float64(x.log) - commonSpelling*float64(m.after(b.text, x.key))})
			}
			if len(s.segs) == 0 {
				next = append(next, b)
			}
		}
		slices.SortStableFunc(next, func(a, b begun) int {
			if a.log != b.log {
				return int(math.Copysign(1, b.log-a.log))
			}
			return strings.Compare(a.text, b.text)
		})
		beam = append(beam[:0:0], next[:min(len(next), beamWidth)]...)
	}
	top := math.Inf(-1)
	var first []string
	for i, b := range beam {
		top = max(top, b.log-commonSpelling*float64(m.after(b.text, "$")))
		if i < spellingsKept {
			first = append(first, b.text)
		}
	}
	return top, first
}

// after is the logarithm of the chance that the letters of more follow a text.
func (m *cyrillicModel) after(text, more string) (log float32) {
	before := byte('^')
	if text != "" {
		before = text[len(text)-1]
	}
	for i := range len(more) {
		log += m.follow[before&127][more[i]&127]
		before = more[i]
	}
	return log
}

// commonSpelling is common, of letters.
const commonSpelling = 0.4

// Of a letter that is spelt as it never was: as in unmetSounds.
var unmetSpelling = [...]float32{-1.5, -1.5, -2, -3}

const eachUnmetLetter = -2.5

// unlike is how much less likely, as a logarithm by letter, a word is meant that
// is spelt so than the one that most likely is.
func (w *spelling) unlike(latin string, chance float32) float64 {
	n, m := len(w.spots), min(len(latin), 40)
	var rows [2][41 + len(unmetSpelling) + 8]float32
	const never = -1e9
	reach, next := rows[0][:m+1], rows[1][:m+1]
	for j := range reach {
		reach[j] = never
	}
	reach[0] = 0
	for i := range w.spots {
		s := &w.spots[i]
		for j := range next {
			next[j] = never
		}
		for j, at := range reach {
			if at == never {
				continue
			}
			rest := latin[j:m]
			for k := range s.segs {
				x := &s.segs[k]
				if l := len(x.key); l <= len(rest) && rest[:l] == x.key {
					next[j+l] = max(next[j+l], at+x.log)
				}
			}
			for l := 0; l < len(unmetSpelling) && l <= len(rest); l++ {
				next[j+l] = max(next[j+l], at+s.unmet+unmetSpelling[l]+float32(l)*eachUnmetLetter)
			}
		}
		reach, next = next, reach
	}
	if n == 0 || reach[m] == never {
		return math.Inf(1)
	}
	return (w.top - float64(reach[m]-commonSpelling*chance)) / float64(n)
}
