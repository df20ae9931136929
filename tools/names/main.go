// Command names learns the tables of package names that are learned: what Han
// characters stand for, and which sounds follow each other.
//
//	go run ./tools/names -data DIR
//
// DIR holds linkage/xscript, pairs of name tokens of Wikidata (CC0-1.0, by way
// of Merhav and Ash, COLING 2018), and names, whose pairs measure: no pair with
// a token of those is learned from. Only wd_*_64.tsv are read; wd_*_16.tsv are
// left for measuring. It writes names/data/han-model.tsv and
// names/data/follow.tsv, the same bytes each time.
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

func run(data, out string) error {
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
		if keys := names.Keys(c[0], ""); len(keys) > 0 && names.ScriptOf(c[0]) == names.Latin && allHan(han) {
			pairs = append(pairs, pair{[]rune(han), keys})
		}
	})
	if err != nil {
		return err
	}
	m := learn(pairs)
	if err := m.write(filepath.Join(out, "han-model.tsv")); err != nil {
		return err
	}
	return writeFollow(pairs, filepath.Join(out, "follow.tsv"))
}

func allHan(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return !unicode.Is(unicode.Han, r) })
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
