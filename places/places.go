// Package places knows the names of places: countries with the names of their
// people, capitals, cities and regions where detentions are reported from, and
// the prefectures and counties of Xinjiang.
//
// It is a small list of facts, not a map: a name may belong to several places,
// and what a report says about where a place lies is a claim of the report. The
// list helps to recognise names in running text; it never corrects them. What
// is in it and where it is from is told in data/README.md.
package places

import (
	"bufio"
	"bytes"
	_ "embed"
	"strings"
	"sync"
)

//go:embed data/places.tsv
var table []byte

// Kinds of place.
const (
	Country = "country"
	Region  = "region" // province, state, autonomous region or prefecture
	City    = "city"
	County  = "county" // county or district
	Area    = "area"   // anything else with a name
)

// Place is one place. Names holds the name and its other names in whatever
// script; People are the words for who lives there or is from there, for
// countries only. Parent is the name of the next place up, "" for countries.
type Place struct {
	Name   string
	Kind   string
	Parent string
	Names  []string
	People []string
}

type gazetteer struct {
	byName map[string][]int
	people map[string]int
	places []Place
	words  int // of the longest name
}

var load = sync.OnceValue(func() *gazetteer {
	g := &gazetteer{byName: map[string][]int{}, people: map[string]int{}}
	scan := bufio.NewScanner(bytes.NewReader(table))
	for scan.Scan() {
		line := scan.Text()
		if line == "" || line[0] == '#' {
			continue
		}
		cols := strings.Split(line, "\t")
		for len(cols) < 5 {
			cols = append(cols, "")
		}
		p := Place{Name: cols[0], Kind: cols[1], Parent: cols[2], Names: append([]string{cols[0]}, list(cols[3])...), People: list(cols[4])}
		n := len(g.places)
		g.places = append(g.places, p)
		for _, name := range p.Names {
			k := key(name)
			g.byName[k] = append(g.byName[k], n)
			g.words = max(g.words, strings.Count(k, " ")+1)
		}
		for _, name := range p.People {
			g.people[key(name)] = n
		}
	}
	return g
})

func list(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "|")
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

// Lookup returns every place of that name, in any case, or none.
func Lookup(name string) []Place {
	g := load()
	var out []Place
	for _, n := range g.byName[key(name)] {
		out = append(out, g.places[n])
	}
	return out
}

// Match finds the longest name that begins at words[i]; the words are lower
// case, with hyphens and single Han characters words of their own. It returns
// the first such place of the list and how many words its name takes, 0 for no
// match.
func Match(words []string, i int) (Place, int) {
	g := load()
	longest := min(g.words, len(words)-i)
	for n := longest; n > 0; n-- {
		if found := g.byName[strings.Join(words[i:i+n], " ")]; len(found) > 0 {
			return g.places[found[0]], n
		}
	}
	return Place{}, 0
}

// OfPeople returns the country whose people are called so ("Belarusian",
// "Kenyans").
func OfPeople(word string) (Place, bool) {
	n, ok := load().people[key(word)]
	if !ok {
		return Place{}, false
	}
	return load().places[n], true
}

// All returns every place, in the order of the list. The slice is the caller's.
func All() []Place { return append([]Place(nil), load().places...) }
