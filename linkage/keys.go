package linkage

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/habeas-record/habeas/names"
	"github.com/habeas-record/habeas/names/search"
)

// keySet is what the rows of a table are put together by.
type keySet struct {
	of    []uint64 // the keys, 0 = none
	start []int32  // row r has of[start[r]:start[r+1]], each once; nil where of has one for each row
	rows  []int32  // of each key its row; nil with start
}

// row tells whose an entry of the set is.
func (k *keySet) row(entry int32) int32 {
	if k.rows == nil {
		return entry
	}
	return k.rows[entry]
}

func (k *keySet) ofRow(r int32) []uint64 {
	if k.start == nil {
		return k.of[r : r+1]
	}
	return k.of[k.start[r]:k.start[r+1]]
}

// shared is the least key that two rows have both, or 0.
func (k *keySet) shared(a, b int32) (least uint64) {
	y := k.ofRow(b)
	for _, x := range k.ofRow(a) {
		if x != 0 && (least == 0 || x < least) && slices.Contains(y, x) {
			least = x
		}
	}
	return least
}

// Parts of a value that are a key by themselves. Those of the second row give a
// value several keys: two records need to have one of them both.
const (
	partStart = "start" // three first letters
	partYear  = "year"  // four first digits

	partSound  = "sound"      // how each word may sound, in any script
	partSounds = "two sounds" // of each two words
	partYears  = "years"      // each year that a date of EDTF may be in
	partPlace  = "place"      // each place that is likely meant
	partMember = "member"     // each member of a list
)

var keyParts = []string{partStart, partYear, partSound, partSounds, partYears, partPlace, partMember}

// several tells whether a key has more than one value for a record.
func (k Key) several() bool {
	return k.Part != "" && k.Part != partStart && k.Part != partYear
}

// mostKeys is how many keys of one value are kept.
const mostKeys = 32

// partOf is the text of the one key of a value.
func partOf(v, part string) string {
	switch part {
	case partStart:
		if r := []rune(v); len(r) > 3 {
			v = string(r[:3])
		}
	case partYear:
		if v = digits(v); len(v) > 4 {
			v = v[:4]
		}
	}
	return v
}

// textsOf are the texts of the several keys of a value. What cannot be read is
// its own key, so that equal values share one.
func textsOf(t *Table, v, part string) (out []string) {
	switch part {
	case partSound, partSounds:
		words := t.soundsOf(v)
		if part == partSound {
			out = slices.Concat(words...)
			break
		}
		for i, x := range words {
			for _, y := range words[i+1:] {
				for _, a := range x {
					for _, b := range y {
						out = append(out, min(a, b)+" "+max(a, b))
					}
				}
			}
		}
		if len(words) < 2 {
			return nil
		}
	case partYears:
		for _, y := range spanOf(v).years() {
			out = append(out, strconv.Itoa(y))
		}
	case partPlace:
		out = likelyPlaces(t.gazetteer(), v)
	case partMember:
		out = setOf(v)
	}
	if len(out) == 0 {
		out = []string{v}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	return out[:min(len(out), mostKeys)]
}

// mostWords is how many words of a name give keys, as many as are compared.
const mostWords = 8

// soundsOf gives for each word of a name what it may sound like, by its
// consonants; the word itself where it cannot be read. What was found of a word
// is kept, since a word of Han costs a tenth of a millisecond.
func (t *Table) soundsOf(name string) (out [][]string) {
	words := names.Words(name)
	for _, w := range words[:min(len(words), mostWords)] {
		kept, ok := t.sounds.Load(w)
		if !ok {
			var sounds []string
			for _, rows := range search.Skeletons(w) {
				sounds = append(sounds, rows...)
			}
			if folded := names.Fold(w); len(sounds) == 0 && folded != "" {
				sounds = []string{folded}
			}
			kept, _ = t.sounds.LoadOrStore(strings.Clone(w), sounds)
		}
		if sounds := kept.([]string); len(sounds) > 0 {
			out = append(out, sounds)
		}
	}
	return out
}

// partHashes are the keys of the values of a column of which each has one.
func partHashes(c *Column, part string) []uint64 {
	of := make([]uint64, len(c.Values))
	for i, v := range c.Values {
		if v = partOf(v, part); v != "" {
			of[i] = hashText(v)
		}
	}
	return of
}

// spread gives each row the key of its value.
func spread(keys []uint64, c *Column, of []uint64) {
	for r, code := range c.Codes {
		keys[r] = 0
		if code >= 0 {
			keys[r] = of[code]
		}
	}
}

// keysOf gives the rows' keys of one column.
func keysOf(t *Table, c *Column, part string) keySet {
	var out keySet
	if !(Key{Part: part}).several() {
		out.of = make([]uint64, t.Len())
		spread(out.of, c, partHashes(c, part))
		return out
	}
	of := make([][]uint64, len(c.Values))
	inParallel(len(c.Values), func(from, to int) {
		for i := from; i < to; i++ {
			for _, s := range textsOf(t, c.Values[i], part) {
				of[i] = append(of[i], hashText(s))
			}
		}
	})
	out.start = make([]int32, 1, t.Len()+1)
	for r, code := range c.Codes {
		if code >= 0 {
			out.add(int32(r), of[code]...)
		}
		out.start = append(out.start, int32(len(out.of)))
	}
	return out
}

func (k *keySet) add(row int32, keys ...uint64) {
	k.of = append(k.of, keys...)
	for range keys {
		k.rows = append(k.rows, row)
	}
}

// ruleKeys are the rows' keys of all columns of a rule together.
func ruleKeys(t *Table, r Rule) (keys keySet, err error) {
	for i, k := range r.Keys {
		c, err := t.resolve(k.Column)
		if err != nil {
			return keys, fmt.Errorf("the rule %q: %w", r, err)
		}
		more := keysOf(t, c, k.Part)
		if i == 0 {
			keys = more
		} else {
			keys = keys.with(more, t.Len())
		}
	}
	return keys, nil
}

// with joins each key of a row with each of another column; where both have one
// for each row, in the place of k's.
func (k keySet) with(o keySet, rows int) keySet {
	if k.start == nil && o.start == nil {
		k.of = together(k.of, o.of, false)
		return k
	}
	out := keySet{start: make([]int32, 1, rows+1)}
	for r := range int32(rows) {
		for _, x := range k.ofRow(r) {
			for _, y := range o.ofRow(r) {
				if x != 0 && y != 0 {
					out.add(r, mix(x*31+y)|1)
				}
			}
		}
		out.start = append(out.start, int32(len(out.of)))
	}
	return out
}

func hashText(s string) uint64 {
	h := uint64(14695981039346656037) // FNV-1a
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return mix(h) | 1
}

// Postings are the rows of a table by their keys.
type Postings struct {
	keys []uint64
	rows []int32
}

// Rows gives the rows of a key, in their order.
func (p *Postings) Rows(key uint64) []int32 {
	from, found := slices.BinarySearchFunc(p.keys, key, byKeyOrder)
	if !found {
		return nil
	}
	to := from
	for to < len(p.keys) && p.keys[to] == key {
		to++
	}
	return p.rows[from:to]
}

// Each calls do for every key and its rows.
func (p *Postings) Each(do func(key uint64, rows []int32)) {
	for i := 0; i < len(p.keys); {
		j := i + 1
		for j < len(p.keys) && p.keys[j] == p.keys[i] {
			j++
		}
		do(p.keys[i], p.rows[i:j])
		i = j
	}
}

func postingsOf(set keySet) Postings {
	rows := byKey(set.of)
	p := Postings{keys: make([]uint64, len(rows)), rows: rows}
	for i, entry := range rows {
		p.keys[i], p.rows[i] = set.of[entry], set.row(entry)
	}
	return p
}

// RuleKeys are the keys of the rows of a table under one rule.
type RuleKeys struct {
	// Largest is how many rows with one key are compared; where there are more,
	// they must share the value of the first column as well, and of the second,
	// until there are not. 0 is no limit.
	Largest int
	// Filtered says that of the pairs of one key those belong to the rule of
	// which Scorer.Holds is true.
	Filtered bool
	// Across says that the key of the left record is read otherwise than that
	// of the right one.
	Across bool

	left, right keySet
}

// Keys gives the keys of a table's rows under each rule of the model.
func (m *Model) Keys(t *Table) ([]RuleKeys, error) {
	out := make([]RuleKeys, len(m.Rules))
	for i, r := range m.Rules {
		k := &out[i]
		if r.When == "" {
			var err error
			if k.left, err = ruleKeys(t, r); err != nil {
				return nil, err
			}
			k.Largest = largestBlock
			continue
		}
		b, err := bindRule(t, r.When)
		if err != nil {
			return nil, err
		}
		k.Largest, k.Filtered, k.left = largestDeclared, b.filter != nil, keySet{of: b.left}
		if &b.left[0] != &b.right[0] {
			k.Largest, k.Across, k.right = 0, true, keySet{of: b.right}
		}
	}
	return out, nil
}

// Left gives the keys of a row as the left record; 0 is none.
func (k *RuleKeys) Left(row int32) []uint64 { return k.left.ofRow(row) }

// Right gives those as the right record.
func (k *RuleKeys) Right(row int32) []uint64 {
	if !k.Across {
		return k.Left(row)
	}
	return k.right.ofRow(row)
}

// Postings gives the rows by their keys as left and as right records: one and
// the same where the rule is not Across.
func (k *RuleKeys) Postings() (left, right Postings) {
	left = postingsOf(k.left)
	if !k.Across {
		return left, left
	}
	return left, postingsOf(k.right)
}
