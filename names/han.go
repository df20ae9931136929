package names

import (
	"cmp"
	_ "embed"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed data/han-model.tsv
var hanTSV string

//go:embed data/han-elements.tsv
var elementsTSV string

// longestElement is how many characters an element may have.
const longestElement = 4

// segment is what one or more Han characters may stand for in a name that was
// written down by sound, and the logarithm of its chance.
type segment struct {
	key   string
	log   float32
	chars int8
}

// share is how often something was expected.
type share struct {
	key string
	n   float64
}

// hanModel is what characters stand for: alone, beside others, and as they and
// groups of them are used in names of the region.
type hanModel struct {
	alone    map[string][]share // 江 is Jan; counts
	beside   map[string][]share // the same where another stands before or behind it
	elements map[string][]share // chances
}

// hanTables are read when first needed.
var hanTables = sync.OnceValue(func() hanModel {
	m := readModel(hanTSV)
	for line := range strings.Lines(elementsTSV) {
		han, rest, ok := strings.Cut(strings.TrimRight(line, "\r\n"), "\t")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		left := 1.2 // halved where it is mixed with what was learned
		if utf8.RuneCountInString(han) > 1 {
			left = 1
		}
		for latin := range strings.FieldsSeq(rest) {
			m.elements[han] = append(m.elements[han], share{latinKey(latin, "h", "k"), left * 0.7})
			left *= 0.3
		}
	}
	return m
})

// readModel reads a table that tools/names has learned.
func readModel(tsv string) hanModel {
	m := hanModel{map[string][]share{}, map[string][]share{}, map[string][]share{}}
	for line := range strings.Lines(tsv) {
		char, rest, ok := strings.Cut(strings.TrimRight(line, "\r\n"), "\t")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		if strings.ContainsAny(char, "<>") {
			m.beside[char] = shares(rest)
		} else {
			m.alone[char] = shares(rest)
		}
	}
	return m
}

// shares reads "memet:3.5 mamat:1".
func shares(fields string) (out []share) {
	for f := range strings.FieldsSeq(fields) {
		at := strings.LastIndexByte(f, ':')
		if n, err := strconv.ParseFloat(f[at+1:], 64); err == nil {
			out = append(out, share{f[:at], n})
		}
	}
	return out
}

const (
	// besideWeight is how often a character must have stood beside another
	// before what it stands for there counts as much as what it does alone.
	besideWeight = 4.0
	// leastChance of a segment that is looked at, of that of the likeliest.
	leastChance = 0.001
)

// total is the sum of what was expected, and the share of the segments that
// have not been met (Witten and Bell 1991).
func total(segs []share) (n, unmet float64) {
	for _, s := range segs {
		n += s.n
	}
	return n, float64(len(segs)) / (n + float64(len(segs)))
}

// chances are what the character at i of a token stands for. What was learned
// from names of the world is mixed half and half with how names of the region
// are written, where that is known.
func (m *hanModel) chances(runes []rune, i int) (segs []share, unmet float64) {
	segs, unmet = m.learnedChances(runes, i)
	if of := m.elements[string(runes[i])]; len(of) > 0 {
		segs = mix(segs, of, 0.5)
	}
	return segs, unmet
}

// mix has the shares of the others at part of all, beside those of segs, which
// it changes; where there are none of either, nothing is lessened.
func mix(segs, others []share, part float64) []share {
	for k := range segs {
		segs[k].n *= 1 - part
	}
next:
	for _, e := range others {
		for k := range segs {
			if segs[k].key == e.key {
				segs[k].n += part * e.n
				continue next
			}
		}
		segs = append(segs, share{e.key, part * e.n})
	}
	return segs
}

// learnedChances are what the character at i stands for as it was learned: alone,
// and in the ratio in which the one before it and the one behind it change that.
func (m *hanModel) learnedChances(runes []rune, i int) (segs []share, unmet float64) {
	c := string(runes[i])
	alone := m.alone[c]
	if len(alone) > 0 {
		n, none := total(alone)
		unmet = none
		before, behind := "^", "$"
		if i > 0 {
			before = string(runes[i-1])
		}
		if i+1 < len(runes) {
			behind = string(runes[i+1])
		}
		segs = make([]share, len(alone))
		for k, s := range alone {
			segs[k] = share{s.key, s.n / n}
		}
		for _, at := range []string{c + "<" + before, c + ">" + behind} {
			there := m.beside[at]
			if len(there) == 0 {
				continue
			}
			n2, _ := total(there)
			for k, s := range alone {
				p, seen := s.n/n, 0.0
				for _, t := range there {
					if t.key == s.key {
						seen = t.n
					}
				}
				segs[k].n *= (seen + besideWeight*p) / (n2 + besideWeight) / p
			}
		}
		sum, _ := total(segs)
		for k := range segs {
			segs[k].n *= (1 - unmet) / sum
		}
	}
	return segs, unmet
}

// hanWord is a word of Han characters with what they may stand for.
type hanWord struct {
	runes []rune
	from  [][]segment // by the character they begin at, the likeliest first
	unmet []float32   // the logarithm of the chance that a character stands for none of them
	top   float64     // of the reading that is most likely meant: see meant
	first []reading   // the likeliest
}

// readable reports whether it is known of every character what it may stand
// for; of a word of another script it is.
func (w *hanWord) readable() bool {
	return w == nil || !slices.ContainsFunc(w.from, func(s []segment) bool { return len(s) == 0 })
}

// longestHan is how many characters of a word are read.
const longestHan = 24

func newHanWord(token string) *hanWord {
	m := hanTables()
	w := &hanWord{runes: []rune(simplified.Replace(token))}
	w.runes = w.runes[:min(len(w.runes), longestHan)]
	n := len(w.runes)
	for i := range n {
		segs, unmet := m.chances(w.runes, i)
		most := 0.0
		for _, s := range segs {
			most = max(most, s.n)
		}
		var from []segment
		for _, s := range segs {
			if s.n >= leastChance*most {
				from = append(from, segment{s.key, float32(math.Log(s.n)), 1})
			}
		}
		for l := 2; l <= longestElement && i+l <= n; l++ {
			for _, s := range m.elements[string(w.runes[i:i+l])] {
				from = append(from, segment{s.key, float32(math.Log(s.n)), int8(l)})
			}
		}
		slices.SortStableFunc(from, func(a, b segment) int { return cmp.Compare(b.log, a.log) })
		if len(from) == 0 {
			unmet = 0.5
		}
		w.from = append(w.from, from)
		w.unmet = append(w.unmet, float32(math.Log(max(unmet, 1e-3))))
	}
	w.first = w.readings(mostKeys)
	w.top = math.Inf(-1)
	for _, r := range w.first {
		w.top = max(w.top, meant(r.log, r.key))
	}
	return w
}

//go:embed data/follow.tsv
var followTSV string

// follow is the logarithm of the chance that one sound follows another.
var follow = sync.OnceValue(func() *[128][128]float32 {
	f := readFollow(followTSV, 30)
	return &f
})

// readFollow reads how often one of so many signs follows another: the
// logarithm of the chance. Each counts as met once.
func readFollow(tsv string, signs float64) (f [128][128]float32) {
	for line := range strings.Lines(tsv) {
		before, rest, ok := strings.Cut(strings.TrimRight(line, "\r\n"), "\t")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		var count [128]float64
		all := signs
		for _, x := range shares(rest) {
			count[x.key[0]&127] = x.n
			all += x.n
		}
		for now := range count {
			f[before[0]&127][now] = float32(math.Log((count[now] + 1) / all))
		}
	}
	return f
}

// common is how much less it says of a name that it may stand there when it is
// made of common sounds: part of the logarithm of its chance among names. Of
// the parts from 0 to .7, .2 found most on the half of wd_chinese_16 whose Latin
// tokens hash to even.
const common = 0.2

// meant is how likely a key is meant that is read with the chance of log: what
// the key would be written as counts, and not only how it is read.
func meant(log float64, key string) float64 {
	f := follow()
	before, chance := byte('^'), float32(0)
	for i := range len(key) {
		chance += f[before][key[i]&127]
		before = key[i] & 127
	}
	chance += f[before]['$']
	return log - common*float64(chance)
}

//go:embed data/han-simplified.tsv
var simplifiedTSV string

// simplified folds traditional characters into simplified ones.
var simplified = func() *strings.Replacer {
	var pairs []string
	for line := range strings.Lines(simplifiedTSV) {
		if a, b, ok := strings.Cut(strings.TrimRight(line, "\r\n"), "\t"); ok && !strings.HasPrefix(line, "#") {
			pairs = append(pairs, a, b)
		}
	}
	return strings.NewReplacer(pairs...)
}()

// reading is one way to read a Han token.
type reading struct {
	key string
	log float64
}

// readings are the likeliest ways to read a word, at most n.
func (w *hanWord) readings(n int) []reading {
	beams := make([][]reading, len(w.runes)+1)
	beams[0] = []reading{{}}
	for i := range w.runes {
		beams[i] = best(beams[i], max(24, 2*n))
		for _, s := range w.from[i] {
			at := i + int(s.chars)
			for _, b := range beams[i] {
				beams[at] = append(beams[at], reading{b.key + s.key, b.log + float64(s.log)})
			}
		}
		if len(w.from[i]) == 0 { // a character that transcribes nothing known is passed over
			beams[i+1] = append(beams[i+1], beams[i]...)
		}
	}
	var out []reading
	seen := map[string]bool{}
	for _, b := range best(beams[len(w.runes)], max(24, 4*n)) {
		if b.key = tidy([]byte(b.key)); b.key != "" && !seen[b.key] && len(out) < n {
			seen[b.key] = true
			out = append(out, b)
		}
	}
	return out
}

// best are the likeliest of some readings, in order.
func best(all []reading, n int) []reading {
	slices.SortStableFunc(all, func(a, b reading) int {
		return cmp.Or(cmp.Compare(b.log, a.log), strings.Compare(a.key, b.key))
	})
	return all[:min(len(all), n)]
}

func (w *hanWord) keys() []string {
	var out []string
	for _, r := range w.first {
		out = append(out, r.key)
	}
	return out
}

// Of a character that stands for what it never stood for: the logarithm of the
// chance that it stands for so many sounds, and for each of them.
var unmetSounds = [...]float32{-3, -1.8, -1.2, -1.8}

const eachUnmet = -2.2

// align is how likely the key is what the word stands for, beside what it most
// likely does: 1 for that, falling with the chance per character. It says how
// each character was read where it is asked to.
func (w *hanWord) align(key string, say bool) (float64, []string) {
	n, m := len(w.runes), len(key)
	if n == 0 || m == 0 || m > longestKey {
		return 0, nil
	}
	var small [640]float32
	reach := small[:]
	if (n+1)*(m+1) > len(small) {
		reach = make([]float32, (n+1)*(m+1))
	}
	reach = reach[:(n+1)*(m+1)]
	var from []int32
	if say {
		from = make([]int32, len(reach))
	}
	const never = -1e9
	for i := range reach {
		reach[i] = never
	}
	reach[0] = 0
	for i := range n {
		for j := 0; j <= m; j++ {
			at := reach[i*(m+1)+j]
			if at == never {
				continue
			}
			put := func(i2, j2 int, v float32) {
				if k := i2*(m+1) + j2; v > reach[k] {
					reach[k] = v
					if say {
						from[k] = int32(i*(m+1) + j)
					}
				}
			}
			for _, s := range w.from[i] {
				fits(s.key, key[j:], func(l int, cost float32) { put(i+int(s.chars), j+l, at+s.log-cost) })
			}
			for l := 0; l < len(unmetSounds) && j+l <= m; l++ {
				put(i+1, j+l, at+w.unmet[i]+unmetSounds[l]+float32(l)*eachUnmet)
			}
		}
	}
	end := reach[n*(m+1)+m]
	if end == never {
		return 0, nil
	}
	var said []string
	for at := n*(m+1) + m; say && at > 0; {
		b := int(from[at])
		i, j, i0, j0 := at/(m+1), at%(m+1), b/(m+1), b%(m+1)
		if j0 < j {
			said = append(said, string(w.runes[i0:i])+" read as "+key[j0:j])
		}
		at = b
	}
	slices.Reverse(said)
	return hanLikeness((w.top - meant(float64(end), key)) / float64(n)), said
}

// hanLikeness is what it says of likeness that each character was read with a
// chance of so much less, as a logarithm, than what is most likely meant: first
// it falls fast, then slowly, so that what is unlikely still has an order.
func hanLikeness(less float64) float64 {
	const (
		knee = 1.5
		fast = 2.8
		slow = 12.0
	)
	if less < knee {
		return math.Min(1, math.Exp(-less/fast))
	}
	return math.Exp(-knee/fast - (less-knee)/slow)
}

// What it costs, as a logarithm of a chance, that a key has other sounds than a
// segment. Chosen on the half of wd_chinese_16 whose Latin tokens hash to even.
const (
	otherSound = 10.0 // for a sound that is wholly another; most are nearer
	moreSound  = 1.5  // for one that the segment lacks
	noVowel    = 3.0  // for a vowel at an end of the segment that the key lacks
	nearSound  = 0.5  // cost of a sound for another up to which they may be one
)

// fits tries a segment at the beginning of a key: whole, without a vowel at
// either end, and with a sound of the key that it does not have.
func fits(seg, key string, found func(n int, cost float32)) {
	if c, ok := sounds(seg, key); ok {
		n := len(seg)
		found(n, c)
		if n > 0 && n < len(key) {
			found(n+1, c+moreSound*gap[key[n]&127])
		}
	}
	if k := len(seg); k > 1 {
		if vowel(seg[k-1]) {
			if c, ok := sounds(seg[:k-1], key); ok {
				found(k-1, c+noVowel)
			}
		}
		if vowel(seg[0]) {
			if c, ok := sounds(seg[1:], key); ok {
				found(k-1, c+noVowel)
			}
		}
	}
}

// sounds matches a segment with the beginning of a key, sound by sound.
func sounds(seg, key string) (cost float32, ok bool) {
	if len(seg) > len(key) {
		return 0, false
	}
	for i := range len(seg) {
		c := sub[seg[i]&127][key[i]&127]
		if c > nearSound {
			return 0, false
		}
		cost += otherSound * c
	}
	return cost, true
}
