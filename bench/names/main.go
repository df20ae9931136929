// Command names prints how well names are found across scripts in the open
// data, how fast a million are searched, and how two compare.
//
//	HABEAS_DATA=… go run ./bench/names [-only tokens|bench|random|search]
package main

import (
	"bufio"
	"encoding/csv"
	"flag"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/habeas-record/habeas/names"
	"github.com/habeas-record/habeas/names/search"
)

var misses = new(bool)

func main() {
	flag.BoolVar(misses, "misses", false, "print the pairs of tokens that are not found first")
	only := flag.String("only", "", "one part: tokens, bench, random, search")
	flag.Parse()
	data := os.Getenv("HABEAS_DATA")
	if data == "" {
		fmt.Fprintln(os.Stderr, "names: set HABEAS_DATA to the folder of the open data")
		os.Exit(1)
	}
	fmt.Printf("%s, %d cores\n", time.Now().UTC().Format("2006-01-02"), runtime.NumCPU())
	for name, part := range map[string]func(string) error{"tokens": tokens, "bench": bench, "random": random, "search": searching} {
		if *only == "" || *only == name {
			if err := part(data); err != nil {
				fmt.Fprintln(os.Stderr, "names:", err)
				os.Exit(1)
			}
		}
	}
}

// columns reads pairs of two columns of a table, without those that lack one.
func columns(path string, a, b int) (out [][2]string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	header := true
	for s := bufio.NewScanner(f); s.Scan(); {
		if strings.HasPrefix(s.Text(), "#") {
			continue
		}
		if header {
			header = false
			continue
		}
		if c := strings.Split(s.Text(), "\t"); len(c) > max(a, b) && c[a] != "" && c[b] != "" {
			out = append(out, [2]string{c[a], c[b]})
		}
	}
	return out, nil
}

// big is a pool of 60,000 names of the world in Latin letters.
func big(data string) ([]string, error) {
	seen := map[string]bool{}
	var out []string
	for _, file := range []string{"wd_chinese_64.tsv", "wd_russian_64.tsv"} {
		f, err := os.Open(filepath.Join(data, "linkage", "xscript", file))
		if err != nil {
			return nil, err
		}
		for s := bufio.NewScanner(f); s.Scan() && len(out) < 60_000; {
			if w, _, _ := strings.Cut(s.Text(), "\t"); !seen[w] {
				seen[w] = true
				out = append(out, w)
			}
		}
		f.Close()
	}
	return out, nil
}

func tokens(data string) error {
	world, err := big(data)
	if err != nil {
		return err
	}
	if err := unseen(data, world); err != nil {
		return err
	}
	dir := filepath.Join(data, "names")
	for _, x := range []struct {
		what, file  string
		pool, query int
		more        []string
		bar         string
	}{
		{"Han → Latin, own pool", "person-tokens-latn-han.dev.tsv", 0, 1, nil, ".85/.97"},
		{"Han → Latin, 60,000", "person-tokens-latn-han.dev.tsv", 0, 1, world, ".65/.85"},
		{"Kazakh Cyrillic → Latin", "person-tokens-latn-kkcyrl.dev.tsv", 0, 1, nil, ".92/.985"},
		{"Kazakh Arabic → Cyrillic", "places-cldr.dev.tsv", 3, 4, nil, ".97/.98"},
		{"Uyghur Arabic → English places", "places-geonames.dev.tsv", 1, 3, nil, ".68/.85"},
		{"full Han → Latin, general", "fullnames-latn-han-general.dev.tsv", 0, 1, nil, ".75/.92"},
		{"parliament, Russian → Latin", "fullnames-kz-parliament.dev.tsv", 1, 2, nil, ".95/1"},
		{"parliament, Kazakh → Latin", "fullnames-kz-parliament.dev.tsv", 1, 3, nil, ".95/1"},
	} {
		pairs, err := columns(filepath.Join(dir, x.file), x.pool, x.query)
		if err != nil {
			return err
		}
		index, in := search.New(), map[string]bool{}
		add := func(w string) {
			if !in[w] {
				in[w] = true
				if err := index.Add(w, w); err != nil {
					panic(err) // of four billion bytes
				}
			}
		}
		if x.file == "places-geonames.dev.tsv" { // the pool holds every place, named in Uyghur or not
			every, err := columns(filepath.Join(dir, x.file), 0, 1)
			if err != nil {
				return err
			}
			for _, p := range every {
				add(p[1])
			}
		}
		for _, p := range pairs {
			add(p[0])
		}
		for _, w := range x.more {
			add(w)
		}
		if x.file == "places-geonames.dev.tsv" {
			pairs = slices.DeleteFunc(pairs, func(p [2]string) bool { return names.ScriptOf(p[1]) != names.Arabic })
		}
		n := float64(len(pairs))
		at1, at10 := recall(index, pairs)
		fmt.Printf("%-32s n %4.0f pool %5d: recall@1 %.3f @10 %.3f (bar %s)", x.what, n, index.Len(), at1, at10, x.bar)
		if any := anyForm(index, pairs); any != at1 {
			fmt.Printf("; first in any of its forms %.3f", any)
		}
		fmt.Println()
	}
	return nil
}

// recall is how many of the pairs are found first, and among ten: the pool has
// the one name, the other is asked for.
func recall(index *search.Index, pairs [][2]string) (at1, at10 float64) {
	for _, p := range pairs {
		hits := index.Search(p[1], 30)
		if *misses && (len(hits) == 0 || hits[0].ID != p[0]) {
			fmt.Printf("  %s is %s %q", p[1], p[0], names.Keys(p[1], ""))
			for _, h := range hits[:min(3, len(hits))] {
				fmt.Printf("; %s %.3f", h.Name, h.Score)
			}
			fmt.Printf("; itself %.3f %q\n", names.Compare(p[0], p[1]).Score, names.Keys(p[0], ""))
		}
		// Ties count at the rank they have on average.
		for i, h := range hits {
			if h.ID != p[0] {
				continue
			}
			first, last := i, i
			for first > 0 && hits[first-1].Score == h.Score {
				first--
			}
			for last+1 < len(hits) && hits[last+1].Score == h.Score {
				last++
			}
			ties := float64(last - first + 1)
			if first == 0 {
				at1 += 1 / ties
			}
			at10 += min(1, max(0, float64(10-first))/ties)
			break
		}
	}
	n := float64(len(pairs))
	return at1 / n, at10 / n
}

// anyForm is recall@1 where any of the names that the pairs give for what is
// asked is right: Антоний is Anthony and Antony.
func anyForm(index *search.Index, pairs [][2]string) float64 {
	forms := map[string]map[string]bool{}
	for _, p := range pairs {
		if forms[p[1]] == nil {
			forms[p[1]] = map[string]bool{}
		}
		forms[p[1]][p[0]] = true
	}
	found := 0.0
	for asked, right := range forms {
		hits := index.Search(asked, 30)
		of, ties := 0.0, 0.0
		for _, h := range hits {
			if h.Score == hits[0].Score {
				ties++
				if right[h.ID] {
					of++
				}
			}
		}
		if ties > 0 {
			found += of / ties
		}
	}
	return found / float64(len(forms))
}

// unseen measures on pairs that nothing was learned from or chosen by: those of
// the second set of Wikidata whose Latin token hashes to odd.
func unseen(data string, world []string) error {
	for _, x := range []struct{ script, title string }{{"chinese", "Han → Latin, never looked at"}, {"russian", "Russian → Latin, never looked at"}} {
		pairs, err := columns(filepath.Join(data, "linkage", "xscript", "wd_"+x.script+"_16.tsv"), 0, 1)
		if err != nil {
			return err
		}
		index, in := search.New(), map[string]bool{}
		var asked [][2]string
		add := func(w string) {
			if !in[w] {
				in[w] = true
				if err := index.Add(w, w); err != nil {
					panic(err) // of four billion bytes
				}
			}
		}
		for _, p := range pairs {
			h := fnv.New32()
			h.Write([]byte(p[0]))
			if h.Sum32()%2 == 1 && len(asked) < 2000 {
				asked = append(asked, [2]string{p[0], strings.ReplaceAll(p[1], " ", "")})
				add(p[0])
			}
		}
		for _, w := range world {
			add(w)
		}
		was := *misses
		*misses = false
		at1, at10 := recall(index, asked)
		*misses = was
		fmt.Printf("%-32s n %4d pool %5d: recall@1 %.3f @10 %.3f\n", x.title, len(asked), index.Len(), at1, at10)
	}
	return nil
}

// bench is the person rows of the name benchmark of nomenklatura at one threshold.
func bench(data string) error {
	f, err := os.Open(filepath.Join(data, "linkage", "xscript", "nomenklatura_name_bench_cases.csv"))
	if err != nil {
		return err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return err
	}
	tp, fp, fn := 0.0, 0.0, 0.0
	for _, r := range rows[1:] {
		if r[1] != "Person" {
			continue
		}
		c := names.Compare(r[2], r[3])
		switch yes := c.Band != names.NotComparable && c.Score >= names.SameFrom; {
		case yes && r[4] == "true":
			tp++
		case yes:
			fp++
		case r[4] == "true":
			fn++
		}
	}
	fmt.Printf("name bench, persons, at %.2f: precision %.3f recall %.3f F1 %.3f (bar .80)\n", names.SameFrom, tp/(tp+fp), tp/(tp+fn), 2*tp/(2*tp+fp+fn))
	return nil
}

// random compares invented people, each of an own name and a father's name drawn
// by how common names are, with each other.
func random(data string) error {
	pairs, err := columns(filepath.Join(data, "names", "person-tokens-latn-han.dev.tsv"), 0, 1)
	if err != nil {
		return err
	}
	r := rand.New(rand.NewPCG(1, 2))
	zipf := rand.NewZipf(r, 1.1, 8, uint64(len(pairs)-1))
	draw := func() (int, int) { return int(zipf.Uint64()), int(zipf.Uint64()) }
	const many = 200_000
	likely, sib, father, n := 0, 0, 0, 0
	across, acrossSame, acrossSib, same := 0, 0, 0, 0 // of Han against Latin
	began := time.Now()
	for range many {
		a, b := draw()
		c, d := draw()
		if a == c && b == d {
			continue
		}
		n++
		if names.Compare(pairs[a][0]+" "+pairs[b][0], pairs[c][0]+" "+pairs[d][0]).Band == names.Likely {
			likely++
		}
	}
	took := time.Since(began)
	for range many / 10 {
		a, b := draw()
		c, _ := draw()
		if a != c && names.Compare(pairs[a][0]+" "+pairs[b][0], pairs[c][0]+" "+pairs[b][0]).Band == names.Likely {
			sib++
		}
		if b != a && c != b && c != a && names.Compare(pairs[a][0]+" "+pairs[b][0], pairs[c][0]+" "+pairs[a][0]).Band == names.Likely {
			father++
		}
	}
	fmt.Printf("different invented people: %d of %d likely (bar 1 in 1,000); siblings %d, father and child %d of %d; reading both and comparing %.1f µs\n", likely, n, sib, father, many/10, float64(took.Microseconds())/float64(n))
	for range many / 10 {
		a, b := draw()
		c, d := draw()
		if a == c && b == d {
			continue
		}
		same++
		han := names.Read(pairs[a][1]+"·"+pairs[b][1], "")
		if han.Compare(names.Read(pairs[c][0]+" "+pairs[d][0], ""), nil).Band == names.Likely {
			across++
		}
		if han.Compare(names.Read(pairs[a][0]+" "+pairs[b][0], ""), nil).Band == names.Likely {
			acrossSame++
		}
		if a != c && pairs[a][1] != pairs[c][1] && han.Compare(names.Read(pairs[c][0]+" "+pairs[b][0], ""), nil).Band == names.Likely {
			acrossSib++
		}
	}
	fmt.Printf("in Han against Latin: different people %d, siblings whose own names have other characters %d, one person %d of %d likely\n", across, acrossSib, acrossSame, same)
	if err := families(data); err != nil {
		return err
	}
	a, b := names.Read("Aigul Bektur", ""), names.Read("Айгүл Бектұрқызы", "")
	began = time.Now()
	for range 100_000 {
		a.Compare(b, nil)
	}
	fmt.Printf("comparing names that were read: %.2f µs (bar 10)\n", float64(time.Since(began).Nanoseconds())/1e8)
	return nil
}

// families compares invented siblings and one person written twice, in Latin
// letters and Kazakh Cyrillic: people are one where their own names share a form
// in the other script.
func families(data string) error {
	pairs, err := columns(filepath.Join(data, "names", "person-tokens-latn-kkcyrl.dev.tsv"), 0, 1)
	if err != nil {
		return err
	}
	r := rand.New(rand.NewPCG(3, 4))
	var latin, both, twice [2]int // pairs that are likely, and all
	count := func(of *[2]int, a, b string) {
		of[1]++
		if names.Compare(a, b).Band == names.Likely {
			of[0]++
		}
	}
	slices.SortFunc(pairs, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	for i := range pairs {
		father := pairs[r.IntN(len(pairs))]
		count(&twice, pairs[i][0]+" "+father[0], pairs[i][1]+" "+father[1])
		for j := i + 1; j < min(i+6, len(pairs)); j++ { // those beside it in the alphabet are most like it
			if pairs[i][0] == pairs[j][0] || pairs[i][1] == pairs[j][1] {
				continue
			}
			count(&latin, pairs[i][0]+" "+father[0], pairs[j][0]+" "+father[0])
			count(&both, pairs[i][0]+" "+father[0], pairs[j][1]+" "+father[1])
		}
	}
	fmt.Printf("siblings whose own names stand together in the alphabet: in Latin %d of %d likely, across Latin and Cyrillic %d of %d; one person across them %d of %d\n", latin[0], latin[1], both[0], both[1], twice[0], twice[1])
	return nil
}
