package search

// Near returns the rows of consonants that one of Skeletons becomes where a
// letter of its word was written for another, left out or put in: with one
// consonant more, less or other, none of them the row itself. They are as many
// as twenty for each of its consonants.
func Near(row string) []string {
	var out []string
	seen := map[string]bool{row: true}
	add := func(before, between, after string) {
		near := before + between + after
		// Only at the beginning it counts that there is no consonant.
		for _, c := range near[min(1, len(near)):] {
			if c == letterOf(noConsonant) {
				return
			}
		}
		if near != "" && len(near) <= longestSkeleton && !seen[near] {
			seen[near] = true
			out = append(out, near)
		}
	}
	for i := range len(row) + 1 {
		before, after := row[:i], row[i:]
		if after != "" {
			add(before, "", after[1:])
		}
		for _, c := range letters {
			add(before, string(c), after)
			if after != "" {
				add(before, string(c), after[1:])
			}
		}
	}
	return out
}

// letters are those of a row.
var letters = func() (all []rune) {
	seen := map[skeleton]bool{0: true}
	for _, c := range append(class[:], noConsonant) {
		if s := skeleton(c); !seen[s] {
			seen[s] = true
			all = append(all, letterOf(s))
		}
	}
	return all
}()

func letterOf(class skeleton) rune { return 'a' + rune(class) - 1 }
