// Command extract measures the extraction of claims against gold annotations:
// the articles it was developed on, a real report where HABEAS_DATA names its
// folder, and, when asked, sealed articles, of which only the sums are shown.
//
//	go run ./bench/extract [--sealed] [--dir DIR] [--only PATTERN] [--misses] [--rules] [--once]
//	go run ./bench/extract --cross FOLDS [--only PATTERN] [--families]
//	go run ./bench/extract --learn FILE
//
// The second form says how well second readers do on articles they were not
// taught from, the third teaches one from all of them and writes its weights.
//
// Figures: core and typed are the share of core and of all claims with a
// proposal of their family over half of the shorter span; span the same for any
// proposal; events the same for events; prec the share of proposals that meet a
// claim; slots see slots.go; dates and numbers the share of those expressions
// found; ms the time per 5 kB.
package main

import (
	"cmp"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/habeas-record/habeas/internal/extract"
)

// families is set by --families: figures of each family under every sum.
var families bool

// once is set by --once: each clause counts once, see gold.once.
var once bool

// sealed articles were read by nobody who wrote rules. Each look at their sums
// makes the next one say less, so they are scored only with --sealed.
const sealed = "bench/extract/sealed"

func main() {
	dir := flag.String("dir", "", "score this folder of NAME.txt and NAME.gold.json only")
	only := flag.String("only", "", "only articles whose name this regular expression matches")
	misses := flag.Bool("misses", false, "print claims without and proposals without a counterpart")
	byRule := flag.Bool("rules", false, "print how many of each rule's proposals meet a claim")
	flag.BoolVar(&families, "families", false, "print recall and precision of each family of claims")
	flag.BoolVar(&once, "once", false, "take out of the annotation what lies in the clause of an event, as one who marks each clause once would")
	look := flag.Bool("sealed", false, "score the sealed articles alone, sums only; write the look down in docs/figures.md")
	folds := flag.Int("cross", 0, "cross-validate the second reader: teach it from all but one of so many parts, and score that part")
	to := flag.String("learn", "", "teach a second reader and write its weights to this file")
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "extract: %q is no flag\n", flag.Arg(0))
		os.Exit(2)
	}
	if *folds > 0 || *to != "" {
		if err := teach(*only, *folds, *to); err != nil {
			fmt.Fprintln(os.Stderr, "extract:", err)
			os.Exit(1)
		}
		return
	}
	rules := map[string]*ratio{}
	if err := run(*dir, *only, *misses, *look, rules); err != nil {
		fmt.Fprintln(os.Stderr, "extract:", err)
		os.Exit(1)
	}
	if *byRule {
		printRules(rules)
	}
}

// developed are the articles on which words and rules were developed.
const developed = "internal/extract/testdata/articles"

func teach(only string, folds int, to string) error {
	if folds == 0 {
		return writeWeights(to)
	}
	if folds < 2 {
		return fmt.Errorf("--cross %d leaves nothing to teach from: give 2 or more", folds)
	}
	header()
	return crossValidate(only, folds)
}

func header() {
	fmt.Printf("%-34s %4s %5s %5s %6s %5s %5s %8s %5s %6s %6s %7s\n", "article", "core", "typed", "span", "events", "prec", "slots", "tensions", "dates", "number", "detain", "ms/5kB")
}

func run(dir, only string, misses, look bool, rules map[string]*ratio) error {
	header()
	if look {
		return folder(sealed, "", false, false, map[string]*ratio{})
	}
	if dir != "" {
		return folder(dir, only, true, misses, rules)
	}
	if err := folder(developed, only, true, misses, rules); err != nil {
		return err
	}
	data := os.Getenv("HABEAS_DATA")
	if data == "" {
		fmt.Println("HABEAS_DATA is not set: the real report was not scored")
		return nil
	}
	return folder(filepath.Join(data, "report"), only, true, misses, rules)
}

// folder scores every article of a folder, and prints each only if told to.
func folder(dir, only string, each, misses bool, rules map[string]*ratio) error {
	names, err := filepath.Glob(filepath.Join(dir, "*.gold.json"))
	if err != nil {
		return fmt.Errorf("list %s: %w", dir, err)
	}
	wanted, err := regexp.Compile(only)
	if err != nil {
		return fmt.Errorf("read --only: %w", err)
	}
	sums, order := map[string]*figures{}, []string{}
	took := map[string]float64{}
	count := map[string]int{}
	for _, name := range names {
		base := strings.TrimSuffix(name, ".gold.json")
		if !wanted.MatchString(filepath.Base(base)) {
			continue
		}
		g, err := readGold(name)
		if err != nil {
			return err
		}
		if once {
			g.once()
		}
		text, err := os.ReadFile(base + ".txt")
		if err != nil {
			return fmt.Errorf("read article: %w", err)
		}
		r, ms, err := timed(string(text), g)
		if err != nil {
			return fmt.Errorf("%s: %w", base, err)
		}
		f := score(g, r)
		if each {
			fmt.Println(f.row(filepath.Base(base), ms))
		}
		if misses {
			printMisses(g, r)
		}
		countRules(rules, g, r)
		lang, _, _ := strings.Cut(r.Lang, "-")
		if sums[lang] == nil {
			sums[lang] = &figures{}
			order = append(order, lang)
		}
		sums[lang].plus(f)
		took[lang] += ms
		count[lang]++
	}
	for _, lang := range order {
		fmt.Println(sums[lang].row(fmt.Sprintf("= %s %s (%d)", filepath.Base(dir), lang, count[lang]), took[lang]/float64(count[lang])))
		if families {
			printFamilies(sums[lang])
		}
	}
	return nil
}

// timed extracts twice and times the second, since words are read only once.
func timed(text string, g gold) (extract.Result, float64, error) {
	o := g.options()
	if _, err := extract.Extract(text, o); err != nil {
		return extract.Result{}, 0, err
	}
	start := time.Now()
	r, err := extract.Extract(text, o)
	ms := float64(time.Since(start).Microseconds()) / 1000
	return r, ms * 5000 / float64(max(len(text), 1)), err
}

// countRules adds up how often each rule was right. Sealed articles are not
// counted, lest rules be fitted to them.
func countRules(rules map[string]*ratio, g gold, r extract.Result) {
	for _, p := range r.Proposals {
		good := false
		for _, c := range g.Claims {
			good = good || c.meets(p, true)
		}
		key := r.Lang + " " + p.Rule
		if rules[key] == nil {
			rules[key] = &ratio{}
		}
		rules[key].add(good)
	}
}

func printRules(rules map[string]*ratio) {
	names := slices.Collect(maps.Keys(rules))
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(rules[a].hit-rules[a].of, rules[b].hit-rules[b].of), cmp.Compare(a, b))
	})
	for _, name := range names {
		fmt.Printf("%3d of %3d  %s\n", rules[name].hit, rules[name].of, name)
	}
}

func printFamilies(f *figures) {
	for _, name := range slices.Sorted(maps.Keys(f.families)) {
		r := f.families[name]
		fmt.Printf("    %-14s recall %s of %3d   precision %s of %3d\n", name, r[0], r[0].of, r[1], r[1].of)
	}
}

func printMisses(g gold, r extract.Result) {
	for _, c := range g.Claims {
		typed := false
		for _, p := range r.Proposals {
			typed = typed || c.meets(p, true)
		}
		if !typed {
			fmt.Printf("  missed   %-28s %s\n", c.Type, c.Quote.Exact)
		}
	}
	for _, t := range g.Tensions {
		if !tensionFound(t, g, r) {
			fmt.Printf("  tension  %-28s %s\n", t.About, strings.Join(t.Claims, " "))
		}
	}
	for _, p := range r.Proposals {
		good := false
		for _, c := range g.Claims {
			good = good || c.meets(p, true)
		}
		if !good {
			fmt.Printf("  surplus  %-28s %s  [%s]\n", p.Type, p.Exact, p.Rule)
		}
	}
}
