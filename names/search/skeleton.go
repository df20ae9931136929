package search

// A skeleton is the row of the classes of the consonants of a key, four bits
// each, the last consonant lowest; of a longer key the first 15.
type skeleton uint64

const longestSkeleton = 15

// class gives the class of each consonant that a skeleton holds. Vowels,
// glides and h are in none: scripts leave them out and clerks add them.
var class = classes("pb", "vf", "td", "sz", "SZCJ", "kg", "l", "r", "m", "nN")

func classes(together ...string) (of [256]byte) {
	for i, symbols := range together {
		for _, s := range []byte(symbols) {
			of[s] = byte(i + 1)
		}
	}
	return of
}

func skeletonOf(sound string) skeleton {
	var s skeleton
	n := 0
	for i := 0; i < len(sound) && n < longestSkeleton; i++ {
		if c := class[sound[i]]; c != 0 {
			s = s<<4 | skeleton(c)
			n++
		}
	}
	return s
}

// deletes appends s, and s without each one of its consonants, each once:
// of a double consonant either leaves the same.
func (s skeleton) deletes(to []skeleton) []skeleton {
	to = append(to, s)
	for low := skeleton(1); low != 0 && s >= low; low <<= 4 {
		left := s/(low<<4)*low | s&(low-1)
		if left != to[len(to)-1] {
			to = append(to, left)
		}
	}
	return to
}
