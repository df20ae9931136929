package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// folder makes a folder of open data out of files and their lines, and one for
// the tables.
func folder(t *testing.T, files map[string]string) (data, out string) {
	t.Helper()
	data, out = t.TempDir(), t.TempDir()
	for name, text := range files {
		path := filepath.Join(data, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(out, "han-simplified.tsv"), []byte("麗\t丽\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	return data, out
}

func tables(t *testing.T, out string) map[string]string {
	t.Helper()
	of := map[string]string{}
	for _, name := range []string{"han-model.tsv", "follow.tsv", "cyrillic-model.tsv", "latin-follow.tsv"} {
		b, err := os.ReadFile(filepath.Join(out, name))
		if err != nil {
			t.Fatal(err)
		}
		of[name] = string(b)
	}
	return of
}

// first is the segment that a table has first for a character.
func first(table, char string) string {
	for line := range strings.Lines(table) {
		if c, rest, ok := strings.Cut(line, "\t"); ok && c == char {
			seg, _, _ := strings.Cut(rest, ":")
			return seg
		}
	}
	return "nothing"
}

func TestLearnedFromInventedPairs(t *testing.T) {
	files := map[string]string{
		"linkage/xscript/wd_chinese_64.tsv": strings.Repeat("guldan\t古 丹\t1\nguli\t古 麗\t1\ndanli\t丹 麗\t1\nlidan\t丽 丹\t1\ngugu\t古 古\t1\nkepek\t克 佩\t1\n", 8),
		"linkage/xscript/wd_russian_64.tsv": strings.Repeat("shamshad\tш а м ш а д\t1\nmasha\tм а ш а\t1\ndasham\tд а ш а м\t1\nmadam\tм а д а м\t1\nqox\tқ о х\t1\nwww\tmixed д\t1\n", 8),
		// What measures is not learned from, in either script.
		"names/person-tokens-latn-han.dev.tsv":    "# comment\nlatn\than\nKepek\t克佩\n",
		"names/person-tokens-latn-kkcyrl.dev.tsv": "latn\tkk_cyrl\nQox\tҚох\n",
	}
	data, out := folder(t, files)
	if err := run(data, out); err != nil {
		t.Fatal(err)
	}
	got := tables(t, out)
	for _, x := range []struct{ table, char, want string }{
		{"han-model.tsv", "古", "gu"}, {"han-model.tsv", "丹", "dan"}, {"han-model.tsv", "丽", "li"},
		{"han-model.tsv", "丽<古", "li"}, {"han-model.tsv", "丽>$", "li"},
		{"han-model.tsv", "麗", "nothing"}, // learned as its simplified form
		{"han-model.tsv", "克", "nothing"},
		{"cyrillic-model.tsv", "ш", "sh"}, {"cyrillic-model.tsv", "м", "m"}, {"cyrillic-model.tsv", "о", "nothing"},
	} {
		if s := first(got[x.table], x.char); s != x.want {
			t.Errorf("%s: %s stands for %q first, want %q", x.table, x.char, s, x.want)
		}
	}
	if !strings.Contains(got["latin-follow.tsv"], "\ns\t") || !strings.HasPrefix(got["latin-follow.tsv"], "# version 1. ") {
		t.Errorf("which letters follow each other is %q", got["latin-follow.tsv"])
	}
	if err := run(data, out); err != nil {
		t.Fatal(err)
	}
	for name, again := range tables(t, out) {
		if again != got[name] {
			t.Errorf("%s has other bytes the second time", name)
		}
	}
}

// Where a file is missing no table is touched.
func TestNothingHalfLearned(t *testing.T) {
	data, out := folder(t, map[string]string{
		"linkage/xscript/wd_chinese_64.tsv":    "guldan\t古 丹\t1\n",
		"names/person-tokens-latn-han.dev.tsv": "latn\than\n",
	})
	err := run(data, out)
	if err == nil || !strings.Contains(err.Error(), "person-tokens-latn-kkcyrl.dev.tsv") {
		t.Errorf("the error is %v, want one that names the file", err)
	}
	if entries, _ := os.ReadDir(out); len(entries) != 1 {
		t.Errorf("tables were written: %v", entries)
	}
}
