package search

// A skeleton is the row of the classes of the consonants of a key, four bits
// each, the last one lowest; of a longer key the first 15. That a key begins
// with none is a class too.
type skeleton uint64

const longestSkeleton = 15

// class gives the class of each consonant that a skeleton holds: those that
// are taken for each other have one. Vowels, glides and h have none: scripts
// leave them out and clerks add them.
var class = classes("pb", "vf", "td", "sz", "SZCJ", "kg", "l", "r", "m", "nN")

const noConsonant = 15

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
	if sound != "" && class[sound[0]] == 0 {
		s, n = noConsonant, 1
	}
	for i := 0; i < len(sound) && n < longestSkeleton; i++ {
		if c := class[sound[i]]; c != 0 {
			s = s<<4 | skeleton(c)
			n++
		}
	}
	return s
}

// deletes appends s and what is left of it without one of its classes: of two
// that are the same and stand together either leaves the same. From one or two
// nothing is taken, since what is left would be most of the vocabulary.
func (s skeleton) deletes(to []skeleton) []skeleton {
	to = append(to, s)
	if s < 1<<4 {
		return to
	}
	for low := skeleton(1); low != 0 && s >= low; low <<= 4 {
		left := s/(low<<4)*low | s&(low-1)
		if left != to[len(to)-1] {
			to = append(to, left)
		}
	}
	return to
}
