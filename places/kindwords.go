package places

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/habeas-record/habeas/names"
)

//go:embed data/kinds.tsv
var kindsTable string

// wordsOfKinds gives the kinds that words beside a name say ("county", 县,
// ناھىيىسى), by their folded words. Район is of more than one.
type wordsOfKinds struct{ behind, before map[string][]Kind }

var kindWords = sync.OnceValue(func() wordsOfKinds {
	words := wordsOfKinds{map[string][]Kind{}, map[string][]Kind{}}
	for _, line := range strings.Split(strings.TrimSpace(kindsTable), "\n") {
		if line[0] == '#' {
			continue
		}
		cells := strings.Split(line, "\t")
		if len(cells) != 3 {
			panic(fmt.Sprintf("places: line %q of kinds.tsv", line))
		}
		for i, into := range []map[string][]Kind{words.behind, words.before} {
			for _, form := range list(cells[i+1]) {
				k := names.Fold(form)
				for _, kind := range list(cells[0]) {
					if !slices.Contains(into[k], Kind(kind)) {
						into[k] = append(into[k], Kind(kind))
					}
				}
			}
		}
	}
	return words
})

// maxKindWords is the most tokens words for a kind take: 柯尔克孜自治州.
const maxKindWords = 8

// word is a word of a name: as it is compared, and as it was written, which
// folding takes accents and letters of its own from and reading needs.
type word struct{ folded, written string }

// wordsOf cuts a name into words, a Han character one of its own. An English
// 's at the end is dropped.
func wordsOf(name string) []word {
	var out []word
	name = strings.TrimSuffix(strings.TrimSuffix(name, "'s"), "’s")
	for _, part := range strings.Fields(strings.ReplaceAll(name, "-", " ")) {
		tokens := names.Tokens(part)
		for _, t := range tokens {
			written := t
			if len(tokens) == 1 {
				written = part
			}
			out = append(out, word{t, written})
		}
	}
	return out
}

func folded(words []word) string {
	parts := make([]string, len(words))
	for i, w := range words {
		parts[i] = w.folded
	}
	return strings.Join(parts, " ")
}

func spoken(words []word) string {
	parts := make([]string, len(words))
	for i, w := range words {
		parts[i] = w.written
	}
	return strings.Join(parts, " ")
}

// mostEnding is the longest ending of case that is taken off a word for a
// kind: ауданындағы.
const mostEnding = 4

// withEnding looks words up as they stand, else without an ending of case on
// the last of them, as Kazakh, Uyghur and Russian write: ауданында, уезде,
// ناھىيىسىدە.
func withEnding(known map[string][]Kind, words string) []Kind {
	if kinds := known[words]; kinds != nil {
		return kinds
	}
	runes := []rune(words)
	for n := 1; n <= mostEnding && len(runes)-n >= 5 && runes[len(runes)-n] > unicode.MaxLatin1; n++ {
		if kinds := known[string(runes[:len(runes)-n])]; kinds != nil {
			return kinds
		}
	}
	return nil
}

// bare takes the longest words for a kind off the end of a name, or else off
// its front, and returns what is left and the kinds they say. A name made of
// nothing else is left whole.
func bare(name []word) ([]word, []Kind) {
	known := kindWords()
	for n := min(maxKindWords, len(name)-1); n > 0; n-- {
		cut := len(name) - n
		if kinds := withEnding(known.behind, folded(name[cut:])); kinds != nil {
			return name[:cut], kinds
		}
	}
	for n := min(maxKindWords, len(name)-1); n > 0; n-- {
		if kinds := withEnding(known.before, folded(name[:n])); kinds != nil {
			return name[n:], kinds
		}
	}
	return name, nil
}
