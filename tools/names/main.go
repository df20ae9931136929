// Command names learns the tables of package names that are learned: what Han
// characters stand for, how Cyrillic letters are spelt in Latin ones, and which
// sounds and letters follow each other.
//
//	go run ./tools/names -data DIR
//
// DIR holds linkage/xscript, pairs of name tokens of Wikidata (CC0-1.0, by way
// of Merhav and Ash, COLING 2018), and names, whose pairs measure: no pair with
// a token of those is learned from. Only wd_*_64.tsv are read; wd_*_16.tsv are
// left for measuring. It writes han-model.tsv, follow.tsv, cyrillic-model.tsv
// and latin-follow.tsv of names/data, the same bytes each time.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/habeas-record/habeas/names"
)

func main() {
	data := flag.String("data", os.Getenv("HABEAS_DATA"), "folder of the open data")
	out := flag.String("out", filepath.Join("names", "data"), "folder that the tables are written to")
	flag.Parse()
	if err := run(*data, *out); err != nil {
		fmt.Fprintln(os.Stderr, "names:", err)
		os.Exit(1)
	}
}

// run learns every table before it writes the first.
func run(data, out string) error {
	tables := map[string]string{}
	if err := learnHan(data, out, tables); err != nil {
		return err
	}
	if err := learnCyrillic(data, tables); err != nil {
		return err
	}
	for _, name := range sorted(tables) {
		if err := os.WriteFile(filepath.Join(out, name), []byte(tables[name]), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func learnHan(data, out string, tables map[string]string) error {
	simplified, err := replacer(filepath.Join(out, "han-simplified.tsv"))
	if err != nil {
		return err
	}
	measured := map[string]bool{} // tokens that measure, in either script
	err = rows(filepath.Join(data, "names", "person-tokens-latn-han.dev.tsv"), func(c []string) {
		measured[strings.ToLower(c[0])] = true
		measured[simplified.Replace(c[1])] = true
	})
	if err != nil {
		return err
	}
	var pairs []pair
	err = rows(filepath.Join(data, "linkage", "xscript", "wd_chinese_64.tsv"), func(c []string) {
		han := simplified.Replace(strings.ReplaceAll(c[1], " ", ""))
		if measured[c[0]] || measured[han] {
			return
		}
		if keys := names.Keys(c[0], ""); len(keys) > 0 && names.ScriptOf(c[0]) == names.Latin && only(unicode.Han, han) {
			pairs = append(pairs, pair{[]rune(han), keys})
		}
	})
	if err != nil {
		return err
	}
	tables["han-model.tsv"] = learn(pairs).table("version 2. How often a Han character stands for some sounds in names")
	tables["follow.tsv"] = followTable(pairs, "version 1. How often one sound follows another in the Latin tokens that han-model.tsv was learned from")
	return nil
}

// learnCyrillic learns how Cyrillic letters of names are spelt in Latin ones.
func learnCyrillic(data string, tables map[string]string) error {
	measured := map[string]bool{}
	err := rows(filepath.Join(data, "names", "person-tokens-latn-kkcyrl.dev.tsv"), func(c []string) {
		measured[names.Fold(c[0])] = true
		measured[strings.ToLower(c[1])] = true
	})
	if err != nil {
		return err
	}
	var pairs []pair
	err = rows(filepath.Join(data, "linkage", "xscript", "wd_russian_64.tsv"), func(c []string) {
		cyrillic, latin := strings.ReplaceAll(c[1], " ", ""), names.Fold(c[0])
		if measured[latin] || measured[cyrillic] || !only(unicode.Cyrillic, cyrillic) || latin == "" || strings.ContainsFunc(latin, func(r rune) bool { return r < 'a' || r > 'z' }) {
			return
		}
		pairs = append(pairs, pair{names.CyrillicLetters(cyrillic), []string{latin}})
	})
	if err != nil {
		return err
	}
	tables["cyrillic-model.tsv"] = learn(pairs).table("version 1. How often a Cyrillic letter of a name is spelt with some Latin ones")
	tables["latin-follow.tsv"] = followTable(pairs, "version 1. How often one letter follows another in the Latin tokens that cyrillic-model.tsv was learned from")
	return nil
}

func only(script *unicode.RangeTable, s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return !unicode.Is(script, r) })
}

// rows calls f with the columns of each line that has two or more.
func rows(path string, f func(columns []string)) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	s := bufio.NewScanner(file)
	for s.Scan() {
		if c := strings.Split(s.Text(), "\t"); len(c) > 1 && !strings.HasPrefix(s.Text(), "#") {
			f(c)
		}
	}
	return s.Err()
}

func replacer(path string) (*strings.Replacer, error) {
	var pairs []string
	err := rows(path, func(c []string) { pairs = append(pairs, c[0], c[1]) })
	return strings.NewReplacer(pairs...), err
}
