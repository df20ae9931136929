//go:build ignore

// Gendigrams counts the pairs of letters in the names of languages, scripts
// and regions that the Unicode CLDR gives in each language, and prints
// digrams.tsv: go run gendigrams.go >digrams.tsv
package main

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

var tongues = []string{"de", "fr", "es", "pt", "it", "ca", "nl", "sv", "da", "fi", "et", "is", "pl", "cs", "sk", "hu", "ro", "hr", "sq", "tr", "ga",
	"ru", "uk", "be", "bg", "sr", "ar", "fa", "ur"}

func main() {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	fmt.Fprint(out, `# Letters and pairs of letters in the names of languages, scripts and regions of
# the Unicode CLDR, by language, with how often each was counted. Pairs without
# a letter beyond ASCII, and pairs seen once, are left out. Printed by
# gendigrams.go. Data: Unicode License v3, copyright Unicode, Inc.
# language	letters and counts	pairs and counts
`)
	cedilla := strings.NewReplacer("ș", "ş", "ț", "ţ") // as code pages have them
	for _, t := range tongues {
		tag := language.MustParse(t)
		ones, twos := map[string]int{}, map[string]int{}
		count := func(name string) {
			for _, word := range strings.FieldsFunc(cedilla.Replace(strings.ToLower(name)), func(r rune) bool { return !unicode.IsLetter(r) }) {
				rs := []rune(word)
				for i, r := range rs {
					ones[string(r)]++
					if i > 0 && (r > 0x7F || rs[i-1] > 0x7F) {
						twos[string(rs[i-1:i+1])]++
					}
				}
			}
		}
		languages, scripts, regions := display.Languages(tag), display.Scripts(tag), display.Regions(tag)
		for _, l := range language.Supported.BaseLanguages() {
			count(languages.Name(l))
		}
		for _, s := range language.Supported.Scripts() {
			count(scripts.Name(s))
		}
		for _, r := range language.Supported.Regions() {
			count(regions.Name(r))
		}
		fmt.Fprintf(out, "%s\t%s\t%s\n", t, list(ones, 1), list(twos, 2))
	}
}

func list(counts map[string]int, least int) string {
	var keys []string
	for k, n := range counts {
		if n >= least {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(a, b string) int {
		if d := counts[b] - counts[a]; d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	for i, k := range keys {
		keys[i] = fmt.Sprint(k, " ", counts[k])
	}
	return strings.Join(keys, " ")
}
