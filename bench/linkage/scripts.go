package main

import (
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/habeas-record/habeas/places"
)

// acrossScripts writes a list of people put together at random from mined pairs
// of name words (the part of HABEAS_DATA/linkage/xscript that package names was
// not fitted to): each once in Latin letters and once in another script, family
// name first or last, born on a day, in a month, in a year or nobody knows when,
// from a place by one of its names, or nobody knows where from. The pairs were mined, so that some of them are not one name at all.
func acrossScripts(data, script, dir string) (string, error) {
	text, err := os.ReadFile(filepath.Join(data, "linkage", "xscript", "wd_"+script+"_16.tsv"))
	if err != nil {
		return "", err
	}
	var words [][2]string
	for line := range strings.Lines(string(text)) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if len(f) != 3 {
			return "", fmt.Errorf("wd_%s_16.tsv: %q is no row", script, line)
		}
		words = append(words, [2]string{f[0], strings.ReplaceAll(f[1], " ", "")})
	}
	rng := rand.New(rand.NewPCG(11, 0))
	between := " "
	if script == "chinese" {
		between = "·"
	}
	var homes [][2]string // a place by two of its names
	for _, p := range places.Embedded().All() {
		if p.Kind != places.Facility && p.Kind != places.Group && len(p.Names) > 1 {
			homes = append(homes, [2]string{p.Names[0].Text, p.Names[1+rng.IntN(len(p.Names)-1)].Text})
		}
	}
	rows := [][]string{{"unique_id", "cluster", "name", "born", "home", "sex"}}
	for p := range 5000 {
		given, family := words[rng.IntN(len(words))], words[rng.IntN(len(words))]
		born := fmt.Sprintf("%04d-%02d-%02d", 1930+rng.IntN(75), 1+rng.IntN(12), 1+rng.IntN(28))
		home, sex := homes[rng.IntN(len(homes))], string("mf"[rng.IntN(2)])
		for side := range 2 {
			parts := []string{given[side], family[side]}
			if rng.IntN(5) == 0 {
				slices.Reverse(parts)
			}
			sep := " "
			if side == 1 {
				sep = between
			}
			when := born[:[]int{10, 10, 7, 4, 0}[rng.IntN(5)]]
			row := []string{fmt.Sprint(p, "-", side), fmt.Sprint(p), strings.Join(parts, sep), when, home[side], sex}
			if rng.IntN(4) == 0 {
				row[4] = ""
			}
			rows = append(rows, row)
		}
	}
	out := filepath.Join(dir, script+".csv")
	f, err := os.Create(out)
	if err != nil {
		return "", err
	}
	w := csv.NewWriter(f)
	if err := w.WriteAll(rows); err != nil {
		f.Close()
		return "", err
	}
	return out, f.Close()
}
