package places

import (
	"math/bits"
	"strings"
	"unicode"
)

// searchIndex is what Find looks names up in. It is made when it is first
// asked for: reading running text needs none of it.
type searchIndex struct {
	g          *Gazetteer
	entries    []entry
	byBare     map[string][]int // folded name without the word for its kind → entries
	bySound    map[string][]int // sounds of that → entries
	soundsLike []sounding
	han        []hanName
	simplified map[rune]rune // of the traditional characters that names of the list are written with
}

// entry is a name of a place.
type entry struct{ place, name int }

type sounding struct {
	sound   string
	letters uint64
	entry   int
}

type hanName struct {
	name  []rune
	entry int
}

func (x *searchIndex) name(e int) Name {
	return x.g.places[x.entries[e].place].Names[x.entries[e].name]
}

func (g *Gazetteer) searchIndex() *searchIndex {
	g.search.Do(func() {
		x := &searchIndex{g: g, byBare: map[string][]int{}, bySound: map[string][]int{}, simplified: map[rune]rune{}}
		for i, p := range g.places {
			if p.Kind == Group {
				continue
			}
			for j, n := range p.Names {
				x.add(entry{i, j}, n)
			}
			x.learn(p)
		}
		g.search.searchIndex = x
	})
	return g.search.searchIndex
}

func (x *searchIndex) add(at entry, n Name) {
	words := wordsOf(n.Text)
	if len(words) == 0 {
		return
	}
	e := len(x.entries)
	x.entries = append(x.entries, at)
	core, _ := bare(words)
	joined := folded(core)
	x.byBare[joined] = append(x.byBare[joined], e)
	if chars := han(joined); chars != "" {
		x.han = append(x.han, hanName{[]rune(chars), e})
		return
	}
	if x.g.places[at.place].Kind == Facility {
		return // called by towns and numbers: Shufu - II is not close to Shufu - I
	}
	for _, s := range sounds(spoken(core)) {
		x.bySound[s] = append(x.bySound[s], e)
		x.soundsLike = append(x.soundsLike, sounding{s, letterMask(s), e})
	}
}

// learn takes from names given in both kinds of characters, 烏魯木齊 and
// 乌鲁木齐, which character stands for which.
func (x *searchIndex) learn(p Place) {
	for _, traditional := range p.In("zh-Hant") {
		from := []rune(traditional.Text)
		for _, n := range p.Names {
			to := []rune(n.Text)
			if n.Lang != "zh" || len(to) != len(from) {
				continue
			}
			same := 0
			for i := range to {
				if to[i] == from[i] || x.simplified[from[i]] == to[i] {
					same++
				}
			}
			if same == 0 {
				continue // another name of as many characters
			}
			for i := range to {
				if to[i] != from[i] {
					x.simplified[from[i]] = to[i]
				}
			}
		}
	}
}

// simplify writes a name in simplified characters, as far as they were
// learned.
func (x *searchIndex) simplify(name string) string {
	return strings.Map(func(r rune) rune {
		if to, ok := x.simplified[r]; ok {
			return to
		}
		return r
	}, name)
}

// han returns a folded name's characters when it is made of Han alone.
func han(folded string) string {
	s := strings.ReplaceAll(folded, " ", "")
	for _, r := range s {
		if !unicode.Is(unicode.Han, r) {
			return ""
		}
	}
	return s
}

// letterMask has a bit for each letter that s holds.
func letterMask(s string) uint64 {
	var m uint64
	for i := range len(s) {
		m |= 1 << (s[i] & 63)
	}
	return m
}

// mayBeClose rules out in a few instructions most strings that cannot be made
// of each other at a cost of most: no letter costs less than .2 to change and
// none less than .5 to add.
func mayBeClose(a, b string, inA, inB uint64, most float64) bool {
	diff := len(a) - len(b)
	if diff < 0 {
		diff = -diff
	}
	if .5*float64(diff) > most {
		return false
	}
	only := max(bits.OnesCount64(inA&^inB), bits.OnesCount64(inB&^inA))
	return .2*float64(only) <= most
}
