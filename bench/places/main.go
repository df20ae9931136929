// Command places measures look-up in the gazetteer that comes with the
// program: does every name of a unit of Xinjiang find it, and does it still
// when the names of its language are taken out of the list, or when a letter
// is wrong? With HABEAS_DATA set it also asks for names of places of the world
// that GeoNames has in Kazakh, Uyghur and Russian and the list has not. It
// prints one table.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"

	"github.com/habeas-record/habeas/names"
	"github.com/habeas-record/habeas/places"
)

var seed = flag.Uint64("seed", 1, "of the misspellings")

func main() {
	flag.Parse()
	w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "names asked\tof the list\tn\tfirst\tin 10\tlikely\tmisled\tambiguous\tms")
	whole := places.Embedded()
	asked := units(whole)
	for _, tag := range []string{"en", "zh", "zh-Hant", "zh-Latn", "ug", "ug-Latn", "kk", "kk-Arab", "ru"} {
		measure(w, tag, "whole", whole, only(asked, tag))
	}
	oneByOne(w, whole, only(asked, "zh-Hant"), "zh-Hant")
	for _, tag := range []string{"zh-Hant", "zh-Latn", "ug", "ug-Latn", "kk", "kk-Arab", "ru"} {
		measure(w, tag, "without "+tag, without(whole, tag), only(asked, tag))
	}
	for _, tag := range []string{"ug", "ug-Latn"} {
		measure(w, tag, "without ug, ug-Latn", without(whole, "ug", "ug-Latn"), only(asked, tag))
	}
	measure(w, "en, all but the first", "with the first of en alone", firstOf(whole), slices.DeleteFunc(only(asked, "en"), func(q query) bool { return q.first }))
	random := rand.New(rand.NewPCG(*seed, 0))
	for _, tag := range []string{"en", "zh", "ug", "ug-Latn", "kk", "ru"} {
		measure(w, tag+", one letter wrong", "whole", whole, wrong(random, only(asked, tag)))
	}
	if folder := os.Getenv("HABEAS_DATA"); folder != "" {
		rows, err := os.ReadFile(filepath.Join(folder, "names", "places-geonames.dev.tsv"))
		if err != nil {
			fmt.Fprintln(os.Stderr, "places:", err)
			os.Exit(1)
		}
		for _, tag := range []string{"ug", "kk", "ru"} {
			measure(w, tag+" of GeoNames, not in the list", "whole", whole, unlisted(whole, string(rows), tag))
		}
	}
	w.Flush()
}

// unlisted returns the names of a column of GeoNames that the list lacks, of
// places whose English name it has once.
func unlisted(g *places.Gazetteer, rows, tag string) []query {
	var head []string
	var out []query
	for _, line := range strings.Split(rows, "\n") {
		cells := strings.Split(line, "\t")
		if head == nil && !strings.HasPrefix(line, "#") {
			head = cells
			continue
		}
		en, at := slices.Index(head, "en"), slices.Index(head, tag)
		if head == nil || len(cells) <= max(en, at) || cells[at] == "" {
			continue
		}
		latin := strings.ContainsFunc(cells[at], func(r rune) bool { return unicode.Is(unicode.Latin, r) })
		known := g.Lookup(cells[en])
		if latin || len(known) != 1 || len(g.Lookup(cells[at])) > 0 {
			continue
		}
		out = append(out, query{words: cells[at], tag: tag, want: []string{known[0].ID}})
	}
	return out
}

// query is a name asked for and the places that bear it.
type query struct {
	words string
	tag   string
	first bool
	want  []string
}

// units returns every name of the prefectures and the units of county level,
// with all the places of the list that bear it.
func units(g *places.Gazetteer) []query {
	var out []query
	for _, p := range g.All() {
		if !strings.HasPrefix(p.ID, "cn-") || p.Kind == places.Group {
			continue
		}
		for i, n := range p.Names {
			q := query{words: n.Text, tag: n.Lang, first: i == 0, want: []string{p.ID}}
			for _, other := range g.Lookup(n.Text) {
				q.want = append(q.want, other.ID)
			}
			out = append(out, q)
		}
	}
	return out
}

func only(all []query, tag string) []query {
	var out []query
	for _, q := range all {
		if q.tag == tag {
			out = append(out, q)
		}
	}
	return out
}

// without returns the list with the names of some languages taken out, and
// with them every name of Xinjiang that is written the same.
func without(g *places.Gazetteer, tags ...string) *places.Gazetteer {
	return rewrite(g, func(p places.Place) []places.Name {
		taken := map[string]bool{}
		for _, n := range p.Names {
			if slices.Contains(tags, n.Lang) {
				taken[names.Fold(n.Text)] = true
			}
		}
		return slices.DeleteFunc(slices.Clone(p.Names), func(n places.Name) bool {
			return taken[names.Fold(n.Text)] && (n.Lang != "en" || n.Text != p.Name)
		})
	})
}

// oneByOne asks for the names of each unit in a list without its own names in
// that language, where those of the others may teach how it is written.
func oneByOne(w *tabwriter.Writer, g *places.Gazetteer, all []query, tag string) {
	lists := map[string]*places.Gazetteer{}
	for _, q := range all {
		id := q.want[0]
		if lists[id] == nil {
			lists[id] = rewrite(g, func(p places.Place) []places.Name {
				return slices.DeleteFunc(slices.Clone(p.Names), func(n places.Name) bool { return p.ID == id && n.Lang == tag })
			})
		}
	}
	measureIn(w, tag, "without the unit's own "+tag, func(q query) *places.Gazetteer { return lists[q.want[0]] }, all)
}

// firstOf returns the list with the first English name of each place alone.
func firstOf(g *places.Gazetteer) *places.Gazetteer {
	return rewrite(g, func(p places.Place) []places.Name {
		kept := names.Fold(p.Name)
		return slices.DeleteFunc(slices.Clone(p.Names), func(n places.Name) bool {
			return (n.Lang == "en" || strings.HasSuffix(n.Lang, "-Latn")) && names.Fold(n.Text) != kept
		})
	})
}

// rewrite writes the list as a file with other names and reads it again.
func rewrite(g *places.Gazetteer, keep func(places.Place) []places.Name) *places.Gazetteer {
	var tags []string
	all := g.All()
	for i, p := range all {
		if strings.HasPrefix(p.ID, "cn-") {
			all[i].Names = keep(p)
		}
		for _, n := range p.Names {
			if !slices.Contains(tags, n.Lang) {
				tags = append(tags, n.Lang)
			}
		}
	}
	var b bytes.Buffer
	fmt.Fprint(&b, "id\tkind\twithin")
	for _, tag := range tags {
		fmt.Fprint(&b, "\t", strings.TrimSuffix("name:"+tag, ":"))
	}
	fmt.Fprintln(&b)
	for _, p := range all {
		var within []string
		for _, w := range p.Within {
			if w.By != "" {
				w.ID = w.By + ":" + w.ID
			}
			within = append(within, w.ID)
		}
		fmt.Fprintf(&b, "%s\t%s\t%s", p.ID, p.Kind, strings.Join(within, "|"))
		for _, tag := range tags {
			var in []string
			for _, n := range p.Names {
				if n.Lang == tag {
					in = append(in, n.Text)
				}
			}
			fmt.Fprint(&b, "\t", strings.Join(in, "|"))
		}
		fmt.Fprintln(&b)
	}
	out, err := places.Load(&b)
	if err != nil {
		fmt.Fprintln(os.Stderr, "places:", err)
		os.Exit(1)
	}
	return out
}

// wrong changes, adds, drops or swaps one letter of each name of five letters
// or more, two for Han; a name that thereby becomes another's is left out.
func wrong(r *rand.Rand, all []query) []query {
	letters := map[string][]rune{}
	for _, q := range all {
		for _, c := range q.words {
			if names.Fold(string(c)) != "" {
				letters[q.tag] = append(letters[q.tag], c)
			}
		}
	}
	var out []query
	for _, q := range all {
		name := []rune(q.words)
		if len(name) < 5 && q.tag != "zh" || len(name) < 3 {
			continue
		}
		i := r.IntN(len(name) - 1)
		any := letters[q.tag][r.IntN(len(letters[q.tag]))]
		switch r.IntN(4) {
		case 0:
			name[i] = any
		case 1:
			name = slices.Insert(name, i, any)
		case 2:
			name = slices.Delete(name, i, i+1)
		case 3:
			name[i], name[i+1] = name[i+1], name[i]
		}
		q.words = string(name)
		out = append(out, q)
	}
	return out
}

func measure(w *tabwriter.Writer, what, list string, g *places.Gazetteer, all []query) {
	measureIn(w, what, list, func(query) *places.Gazetteer { return g }, all)
}

func measureIn(w *tabwriter.Writer, what, list string, in func(query) *places.Gazetteer, all []query) {
	for _, q := range all {
		in(q).Find("", places.Options{}) // the index is made when first asked
	}
	var first, ten, likely, misled, ambiguous int
	start := time.Now()
	for _, q := range all {
		a := in(q).Find(q.words, places.Options{})
		hit, sure, other := 0, false, false
		for i, h := range a.Hits {
			right := slices.Contains(q.want, h.Place.ID)
			if right && hit == 0 {
				hit = i + 1
			}
			sure = sure || right && h.Band == places.Likely
			other = other || !right && h.Band == places.Likely
		}
		// A place that scores the same as the first stands first too.
		if hit > 1 && a.Hits[hit-1].Score == a.Hits[0].Score {
			hit = 1
		}
		count(&first, hit == 1)
		count(&ten, hit > 0)
		count(&likely, sure)
		count(&misled, other && !sure)
		count(&ambiguous, a.Ambiguous)
	}
	n := float64(len(all))
	share := func(k int) string { return fmt.Sprintf("%.3f", float64(k)/n) }
	fmt.Fprintf(w, "%s\t%s\t%d\t%s\t%s\t%s\t%s\t%s\t%.2f\n", what, list, len(all), share(first), share(ten), share(likely), share(misled), share(ambiguous), time.Since(start).Seconds()*1000/n)
}

func count(n *int, yes bool) {
	if yes {
		*n++
	}
}
