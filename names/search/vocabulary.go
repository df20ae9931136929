package search

import (
	"cmp"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/habeas-record/habeas/names"
)

// A vocabulary holds the distinct tokens of the names, the keys they are found
// by, and the keys by their skeletons. A skeleton is the row of the classes of
// a key's consonants: keys whose skeletons are the same or one deletion each
// apart are the only ones that are compared.
type vocabulary struct {
	tokens []string
	ids    map[string]uint32
	script []names.Script               // of tokens
	parts  []atomic.Pointer[names.Part] // of tokens; each read when first needed
	keys   []key
	keyIDs map[string]uint32
	// skeletons holds the keys of each skeleton; near, for each skeleton and
	// each that a deletion leaves of one, the skeletons it came from: the
	// symmetric deletes of W. Garbe (2012).
	skeletons   []bucket
	skeletonIDs map[skeleton]uint32
	near        map[skeleton][]uint32
}

type key struct {
	sound  string
	weight float32
	owners []owner
}

// owner is a token that a key is a sound of; its lowest bit says that the key
// is a stem.
type owner uint32

func (o owner) token() uint32 { return uint32(o >> 1) }
func (o owner) stem() bool    { return o&1 == 1 }

// bucket holds the keys of a skeleton in their order.
type bucket struct {
	skeleton skeleton
	keys     []uint32
}

// A neighbour is a token and how alike it sounds, from 0 to 1.
type neighbour struct {
	token uint32
	alike float32
}

func newVocabulary() vocabulary {
	return vocabulary{
		ids: map[string]uint32{}, keyIDs: map[string]uint32{},
		skeletonIDs: map[skeleton]uint32{}, near: map[skeleton][]uint32{},
	}
}

// add returns the id of a token, new or not.
func (v *vocabulary) add(token string) (id uint32, added bool) {
	if id, known := v.ids[token]; known {
		return id, false
	}
	id = uint32(len(v.tokens))
	token = strings.Clone(token)
	v.tokens = append(v.tokens, token)
	v.script = append(v.script, names.ScriptOf(token))
	v.parts = append(v.parts, atomic.Pointer[names.Part]{})
	v.ids[token] = id
	part := names.ReadPart(token)
	for _, s := range part.Sounds(readingsKept) {
		o := owner(id << 1)
		if s.Stem {
			o |= 1
		}
		v.addKey(s.Key, o)
	}
	return id, true
}

// part returns the readings of a token.
func (v *vocabulary) part(id uint32) names.Part {
	if p := v.parts[id].Load(); p != nil {
		return *p
	}
	p := names.ReadPart(v.tokens[id])
	v.parts[id].Store(&p)
	return p
}

func (v *vocabulary) addKey(sound string, of owner) {
	k, known := v.keyIDs[sound]
	if !known {
		k = uint32(len(v.keys))
		v.keyIDs[sound] = k
		v.keys = append(v.keys, key{sound: sound, weight: names.Weight(sound)})
		v.addToSkeleton(k)
	}
	v.keys[k].owners = append(v.keys[k].owners, of)
}

func (v *vocabulary) addToSkeleton(k uint32) {
	s := skeletonOf(v.keys[k].sound)
	id, known := v.skeletonIDs[s]
	if !known {
		id = uint32(len(v.skeletons))
		v.skeletonIDs[s] = id
		v.skeletons = append(v.skeletons, bucket{skeleton: s})
		for _, left := range s.deletes(nil) {
			v.near[left] = append(v.near[left], id)
		}
	}
	b := &v.skeletons[id]
	at, _ := slices.BinarySearchFunc(b.keys, v.keys[k].sound, func(k uint32, sound string) int { return cmp.Compare(v.keys[k].sound, sound) })
	b.keys = slices.Insert(b.keys, at, k)
}

// How many tokens are taken for neighbours of one, and how alike they must be.
// A Han token and another are compared by what its characters stand for, which
// falls with every unlikely one.
const (
	mostNeighbours = 400
	leastAlike     = 0.5
	leastAlikeHan  = 0.3
	// Of a Han token of the names, so many readings are kept, and of one of a
	// query so many looked up, the first few in every way and the others where
	// the skeleton is the same.
	readingsKept  = 8
	readingsAsked = 32
	readingsWhole = 4
	// Of the tokens found for a Han token by its readings, so many are
	// compared by its characters.
	mostByCharacters = 300
	// And for a Latin or a Cyrillic one by its spelling, so many.
	mostBySpelling = 120
)

// neighbours returns the tokens that sound most like a part, the likest first,
// those of one likeness in the order of their letters. It takes memory from s.
func (v *vocabulary) neighbours(part names.Part, asker *names.Asker, s *scratch) []neighbour {
	s.begin(len(v.tokens), len(v.skeletons))
	s.found = s.found[:0]
	s.floor.reset(leastAlike, mostByCharacters)
	for i, sound := range part.Sounds(readingsAsked) {
		s.matcher.Reset(sound)
		s.nextKey()
		ways := skeletonOf(sound.Key).deletes(s.deletes[:0])
		if i >= readingsWhole && part.Script() == names.Han {
			ways = ways[:1]
		}
		for _, left := range ways {
			for _, id := range v.near[left] {
				if s.firstVisit(id) {
					v.alike(v.skeletons[id].keys, s)
				}
			}
		}
	}
	// A token that was found by several keys stands as often, and its best
	// stands last.
	best := s.found[:0]
	for _, f := range s.found {
		if s.best[f.token] == f.alike {
			s.best[f.token] = 0
			best = append(best, f)
		}
	}
	// What a character of Han stands for, and how a Cyrillic letter is spelt, is
	// told by comparing the tokens themselves.
	if len(v.tokens) <= mostByCharacters { // few: none is missed
		best = v.others(best, part.Script())
	}
	most := mostBySpelling
	if part.Script() == names.Han || len(v.tokens) <= mostByCharacters {
		most = mostByCharacters
	}
	best = v.first(best, mostByCharacters)
	byCharacters := false
	for i, f := range best {
		if !byWriting(v.script[f.token], part.Script()) {
			continue
		}
		byCharacters = true
		best[i].alike = 0
		if most--; most >= 0 {
			best[i].alike = float32(asker.Alike(part, v.part(f.token)))
		}
	}
	if byCharacters {
		best = slices.DeleteFunc(best, func(n neighbour) bool { return n.alike < leastAlikeHan })
		v.sort(best)
	}
	return slices.Clone(best[:min(len(best), mostNeighbours)])
}

// byWriting reports whether words of two scripts are compared by more than how
// they sound.
func byWriting(a, b names.Script) bool {
	return a != b && (a == names.Han || b == names.Han || a == names.Cyrillic && b == names.Latin || a == names.Latin && b == names.Cyrillic)
}

// others adds to what was found the tokens that were not and are compared by
// more than their sounds.
func (v *vocabulary) others(found []neighbour, script names.Script) []neighbour {
	in := make([]bool, len(v.tokens))
	for _, f := range found {
		in[f.token] = true
	}
	for t := range v.tokens {
		if !in[t] && byWriting(v.script[t], script) {
			found = append(found, neighbour{token: uint32(t)})
		}
	}
	return found
}

// first returns the first n of what sort would give.
func (v *vocabulary) first(ns []neighbour, n int) []neighbour {
	if len(ns) > 2*n {
		const bins = 256
		var count [bins + 1]int
		bin := func(f neighbour) int { return int(f.alike * bins) }
		for _, f := range ns {
			count[bin(f)]++
		}
		least, sum := bins, count[bins]
		for sum < n {
			least--
			sum += count[least]
		}
		ns = slices.DeleteFunc(ns, func(f neighbour) bool { return bin(f) < least })
	}
	v.sort(ns)
	return ns[:min(len(ns), n)]
}

func (v *vocabulary) sort(ns []neighbour) {
	slices.SortFunc(ns, func(a, b neighbour) int {
		switch {
		case a.alike > b.alike:
			return -1
		case a.alike < b.alike:
			return 1
		}
		return cmp.Compare(v.tokens[a.token], v.tokens[b.token])
	})
}

// alike adds to what was found the tokens of the keys that sound like what the
// matcher compares.
func (v *vocabulary) alike(keys []uint32, s *scratch) {
	for _, k := range keys {
		key := &v.keys[k]
		a := s.matcher.Alike(key.sound, key.weight, s.floor.least)
		if a == 0 {
			continue
		}
		for _, o := range key.owners {
			if first, better := s.better(o.token(), a); better {
				if first {
					s.floor.met(a)
				}
				s.found = append(s.found, neighbour{o.token(), a})
			}
		}
	}
}
