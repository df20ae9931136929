package main

import (
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
)

// A pool is what is searched, and the other forms of its tokens.
type pool struct {
	names [][]string
	forms map[string]map[string]string // by script, then token
}

// A kind makes a query out of a name of the pool, where it can, and says
// whether a hit is that name.
type kind struct {
	title string
	of    func(*rand.Rand, []string) (string, bool)
	right func(hit, want string) bool
}

// newPool draws names of two or three tokens by Zipf's law.
func newPool(data string, random *rand.Rand, size int) (*pool, error) {
	p := &pool{forms: map[string]map[string]string{}}
	var tokens []string
	seen := map[string]bool{}
	for _, file := range []struct {
		path, script string
	}{
		{"linkage/xscript/wd_chinese_64.tsv", "Han"},
		{"linkage/xscript/wd_russian_64.tsv", "Cyrillic"},
		{"linkage/xscript/wd_arabic_64.tsv", "Arabic"},
		{"names/person-tokens-latn-kkcyrl.dev.tsv", "Kazakh"},
		{"names/person-tokens-latn-han.dev.tsv", "Han"},
	} {
		pairs, err := columns(filepath.Join(data, file.path), 0, 1)
		if err != nil {
			return nil, err
		}
		if p.forms[file.script] == nil {
			p.forms[file.script] = map[string]string{}
		}
		for _, pair := range pairs {
			latin := strings.ToLower(pair[0])
			if strings.ContainsAny(latin, " -.") {
				continue
			}
			p.forms[file.script][latin] = strings.ReplaceAll(pair[1], " ", "")
			if !seen[latin] {
				seen[latin] = true
				tokens = append(tokens, latin)
			}
		}
	}
	random.Shuffle(len(tokens), func(i, j int) { tokens[i], tokens[j] = tokens[j], tokens[i] })
	zipf := rand.NewZipf(random, 1.1, 20, uint64(len(tokens)-1))
	for range size {
		name := make([]string, 2+random.IntN(2))
		for i := range name {
			name[i] = tokens[zipf.Uint64()]
		}
		p.names = append(p.names, name)
	}
	return p, nil
}

func (p *pool) kinds() []kind {
	same := func(hit, want string) bool { return hit == want }
	reordered := func(hit, want string) bool {
		return slices.Equal(slices.Sorted(slices.Values(strings.Fields(hit))), slices.Sorted(slices.Values(strings.Fields(want))))
	}
	kinds := []kind{
		{"as it stands", func(_ *rand.Rand, n []string) (string, bool) { return strings.Join(n, " "), true }, same},
		{"reordered", func(_ *rand.Rand, n []string) (string, bool) {
			return strings.Join(append(slices.Clone(n[1:]), n[0]), " "), true
		}, reordered},
		{"the last of three missing", func(_ *rand.Rand, n []string) (string, bool) {
			return strings.Join(n[:2], " "), len(n) == 3
		}, func(hit, want string) bool { // its two tokens, whatever the third
			h, w := strings.Fields(hit), strings.Fields(want)
			return slices.Contains(h, w[0]) && slices.Contains(h, w[1])
		}},
		{"one letter wrong in each token", func(r *rand.Rand, n []string) (string, bool) {
			return strings.Join(each(n, func(t string) string { return wrong(r, t) }), " "), true
		}, same},
	}
	for _, script := range []string{"Han", "Cyrillic", "Kazakh", "Arabic"} {
		kinds = append(kinds, kind{"in " + script, func(_ *rand.Rand, n []string) (string, bool) {
			other := each(n, func(t string) string { return p.forms[script][t] })
			between := " "
			if script == "Han" {
				between = "·"
			}
			return strings.Join(other, between), !slices.Contains(other, "")
		}, same})
	}
	return kinds
}

func each(tokens []string, f func(string) string) []string {
	out := make([]string, len(tokens))
	for i, t := range tokens {
		out[i] = f(t)
	}
	return out
}

// wrong changes, drops or adds a letter.
func wrong(r *rand.Rand, token string) string {
	letters := []rune(token)
	at := r.IntN(len(letters))
	letter := rune('a' + r.IntN(26))
	switch r.IntN(3) {
	case 0:
		letters[at] = letter
	case 1:
		if len(letters) > 2 {
			letters = slices.Delete(letters, at, at+1)
		}
	default:
		letters = slices.Insert(letters, at, letter)
	}
	return string(letters)
}
