package search

import "github.com/habeas-record/habeas/names"

// Skeletons returns for each word of a name the rows of consonants it is found
// by, written as short words of small letters. They are for an index of words,
// such as a database's, where what sounds alike has to be the same word: two
// words of any script that may be one share a skeleton, and so do many that are
// not, so that what is found has to be compared. Sounds that are taken for each
// other have one letter; vowels have none, but that a word begins with one.
func Skeletons(name string) [][]string {
	var out [][]string
	for _, w := range tokensOf(name) {
		if rows := skeletonWords(names.ReadPart(w).Sounds(readingsKept)); len(rows) > 0 {
			out = append(out, rows)
		}
	}
	return out
}

func skeletonWords(sounds []names.Sound) []string {
	var out []string
	seen := map[skeleton]bool{}
	for _, s := range sounds {
		k := skeletonOf(s.Key)
		if k == 0 || seen[k] {
			continue
		}
		seen[k] = true
		var b [longestSkeleton + 1]byte
		at := len(b)
		for ; k > 0; k >>= 4 {
			at--
			b[at] = byte(letterOf(k & 15))
		}
		out = append(out, string(b[at:]))
	}
	return out
}
