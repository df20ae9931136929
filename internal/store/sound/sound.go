// Package sound tells which names of a record may be the one that somebody asks
// for, written otherwise. It is the store's, and asks no database.
package sound

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/names"
	"github.com/habeas-record/habeas/names/search"
)

const (
	mostRows  = 60     // rows of consonants kept of one entry
	mostHeard = 50_000 // words of the record whose rows are remembered
	mostAsked = 6      // words of a query that are listened to
	shown     = 10
)

// Rows are the rows of consonants that the names are found by, each once.
func Rows(all []string) []string {
	var out []string
	for _, name := range all {
		for _, rows := range skeletons(name) {
			for _, row := range rows {
				if len(out) < mostRows && !slices.Contains(out, row) {
					out = append(out, row)
				}
			}
		}
	}
	return out
}

// heard keeps what words sound like: a list has few words and many rows.
var heard = struct {
	sync.RWMutex
	words map[string][][]string
}{words: map[string][][]string{}}

// skeletons are search.Skeletons of a name, word by word.
func skeletons(name string) [][]string {
	var out [][]string
	for _, w := range names.Words(name) {
		heard.RLock()
		rows, known := heard.words[w]
		heard.RUnlock()
		if !known {
			rows = search.Skeletons(w)
			heard.Lock()
			if len(heard.words) < mostHeard {
				heard.words[strings.Clone(w)] = rows
			}
			heard.Unlock()
		}
		out = append(out, rows...)
	}
	return out
}

// A Word is one that is asked for.
type Word struct {
	Rows   []string // of consonants: what it sounds like
	Weight float64  // of the rare more than of the common; 1 of those between
	folded string
	part   names.Part
}

// Words are the first few of a text that sound like anything. What somebody
// asks for is remembered nowhere.
func Words(text string) []Word {
	var out []Word
	for _, w := range names.Words(text) {
		if rows := search.Skeletons(w); len(rows) == 1 && len(out) < mostAsked {
			out = append(out, Word{Rows: rows[0], Weight: 1, folded: names.Fold(w), part: names.ReadPart(w)})
		}
	}
	return out
}

// Near are the rows of a word that has a letter wrong: its own, and those with
// one consonant more, less or other.
func (w Word) Near() []string {
	out := slices.Clone(w.Rows)
	seen := map[string]bool{}
	for _, row := range out {
		seen[row] = true
	}
	for _, row := range w.Rows {
		for _, near := range search.Near(row) {
			if !seen[near] {
				seen[near] = true
				out = append(out, near)
			}
		}
	}
	return out
}

// Weigh weighs the words by how many names of all share a sound of each, as the
// index in memory does: two people called Memet are seldom one, two called after
// nobody else are.
func Weigh(words []Word, shared []int64, all int) {
	total := 0.0
	for i, n := range shared {
		words[i].Weight = math.Log(2 + float64(all)/float64(1+n))
		total += words[i].Weight
	}
	for i := range words {
		words[i].Weight *= float64(len(words)) / total
	}
}

// Rarity is the weight of the words of a text, where each of them is asked for.
func Rarity(text string, words []Word) names.Rarity {
	if len(names.Words(text)) != len(words) {
		return nil
	}
	weights := map[string]float64{}
	for _, w := range words {
		weights[w.folded] = w.Weight
	}
	return func(folded string) float64 { return weights[folded] }
}

// Likest puts what share some sound with the words into the order of how alike
// they sound, and keeps the first n. Each is given by the folded words of its
// names.
func Likest[T any](words []Word, all []T, n int, namesOf func(T) string) []T {
	type ranked struct {
		at    int
		alike float64
		more  int // words that nothing asks for
	}
	met := map[string][]float64{} // how alike a word is to each that is asked for
	order := make([]ranked, len(all))
	for i, e := range all {
		r := ranked{at: i}
		best := make([]float64, len(words))
		for w := range strings.FieldsSeq(namesOf(e)) {
			alike, known := met[w]
			if !known {
				part := names.ReadPart(w)
				alike = make([]float64, len(words))
				for j := range words {
					alike[j] = names.Worth(words[j].part.Alike(part))
				}
				met[w] = alike
			}
			for j, a := range alike {
				best[j] = max(best[j], a)
			}
			r.more++
		}
		for j, b := range best {
			r.alike += b * words[j].Weight
		}
		order[i] = r
	}
	slices.SortStableFunc(order, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(b.alike, a.alike), cmp.Compare(a.more, b.more))
	})
	out := make([]T, min(n, len(order)))
	for i := range out {
		out[i] = all[order[i].at]
	}
	return out
}

// Compared keeps those whose names compare, with the best of each one's names.
func Compared(text string, rarity names.Rarity, people []habeas.Summary) []habeas.Alike {
	type scored struct {
		habeas.Alike
		score float64
	}
	asked := names.Read(text, "")
	var kept []scored
	for _, p := range people {
		best := scored{Alike: habeas.Alike{Summary: p}}
		try := func(name, lang string) {
			c := asked.Compare(names.Read(name, lang), rarity)
			if (c.Band == names.Likely || c.Band == names.Possible) && c.Score > best.score {
				best.As, best.Why, best.score = name, c.Why, c.Score
			}
		}
		try(p.Name, p.NameLang)
		for _, n := range p.OtherNames {
			try(n.Text, n.Lang)
		}
		if best.As != "" {
			kept = append(kept, best)
		}
	}
	slices.SortStableFunc(kept, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.Person, b.Person))
	})
	var out []habeas.Alike
	for _, k := range kept[:min(len(kept), shown)] {
		out = append(out, k.Alike)
	}
	return out
}
