package places

import (
	"bytes"
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"github.com/habeas-record/habeas/names"
)

var (
	//go:embed data/world.tsv
	worldTable []byte
	//go:embed data/xinjiang.tsv
	xinjiangTable []byte
	//go:embed data/facilities.tsv
	facilitiesTable []byte
)

// Embedded is the gazetteer that comes with the program.
var Embedded = sync.OnceValue(func() *Gazetteer {
	g, err := (&Gazetteer{}).with(bytes.NewReader(worldTable), bytes.NewReader(xinjiangTable), bytes.NewReader(facilitiesTable))
	if err != nil {
		panic(fmt.Sprintf("places: table lost from the build: %v", err))
	}
	return g
})

// Gazetteer is a list of places. It is never changed, so it may be used from
// several goroutines at once. The zero Gazetteer is empty.
type Gazetteer struct {
	places []Place
	byID   map[string]int
	byName map[string][]int // by names.Fold, in the order of the list
	byCode map[string][]int
	people map[string]int // by key
	text   map[string]int // by key: the first place of that name in the list
	words  int            // of the longest key of text

	search struct {
		sync.Once
		*searchIndex
	}
}

func index(all []Place) *Gazetteer {
	g := &Gazetteer{
		places: all, byID: map[string]int{}, byName: map[string][]int{}, byCode: map[string][]int{},
		people: map[string]int{}, text: map[string]int{},
	}
	for i, p := range all {
		g.byID[p.ID] = i
		for _, c := range p.Codes {
			g.byCode[c.Value] = appendNew(g.byCode[c.Value], i)
		}
		for _, n := range p.Names {
			fold := names.Fold(n.Text)
			g.byName[fold] = appendNew(g.byName[fold], i)
			if p.Kind == Facility || p.Kind == Group {
				continue // headings of lists, which nobody writes in a sentence
			}
			k := key(n.Text)
			if _, taken := g.text[k]; !taken {
				g.text[k] = i
				g.words = max(g.words, strings.Count(k, " ")+1)
			}
		}
		for _, word := range p.People {
			g.people[key(word)] = i
		}
	}
	return g
}

// appendNew appends i, unless it stands last already: the names of a place
// come one after another.
func appendNew(list []int, i int) []int {
	if len(list) > 0 && list[len(list)-1] == i {
		return list
	}
	return append(list, i)
}

// key folds case and sets marks apart, as words are cut in running text.
func key(name string) string {
	name = strings.ToLower(strings.ReplaceAll(name, "’", "'"))
	var b strings.Builder
	han := false
	for i, r := range name {
		isHan := r >= 0x4e00 && r <= 0x9fff
		if i > 0 && (isHan || han) || r == '-' || r == '.' {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		if r == '-' || r == '.' {
			b.WriteByte(' ')
		}
		han = isHan
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// Place returns the place of an id.
func (g *Gazetteer) Place(id string) (Place, bool) {
	i, ok := g.byID[id]
	if !ok {
		return Place{}, false
	}
	return g.places[i].clone(), true
}

// All returns every place, in the order of the list.
func (g *Gazetteer) All() []Place {
	out := make([]Place, len(g.places))
	for i, p := range g.places {
		out[i] = p.clone()
	}
	return out
}

// Len is the number of places.
func (g *Gazetteer) Len() int { return len(g.places) }

// Lookup returns every place that has the name, whatever its case and accents,
// in the order of the list. Find knows more spellings.
func (g *Gazetteer) Lookup(name string) []Place {
	var out []Place
	for _, i := range g.byName[names.Fold(name)] {
		out = append(out, g.places[i].clone())
	}
	return out
}

// Match finds the longest name that begins at words[i] of running text; the
// words are lower case, with hyphens and single Han characters words of their
// own. It returns the first such place of the list and how many words its name
// takes, 0 for no match. Facilities go by labels that no sentence uses, and
// are left out.
func (g *Gazetteer) Match(words []string, i int) (Place, int) {
	longest := min(g.words, len(words)-i)
	for n := longest; n > 0; n-- {
		if found, ok := g.text[strings.Join(words[i:i+n], " ")]; ok {
			return g.places[found].clone(), n
		}
	}
	return Place{}, 0
}

// OfPeople returns the place whose people are called so ("Belarusian",
// "Kenyans").
func (g *Gazetteer) OfPeople(word string) (Place, bool) {
	i, ok := g.people[key(word)]
	if !ok {
		return Place{}, false
	}
	return g.places[i].clone(), true
}

// Parents returns the places that p lies in, next above it, each once, in the
// order of its Within.
func (g *Gazetteer) Parents(p Place) []Place {
	var out []Place
	seen := map[string]bool{}
	for _, w := range p.Within {
		if up, ok := g.byID[w.ID]; ok && !seen[w.ID] {
			seen[w.ID] = true
			out = append(out, g.places[up].clone())
		}
	}
	return out
}
