package linkage

import (
	"cmp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// Choose recognises the columns by what is in them and says how to compare
// each. A column that is empty, that has one value, or that is only others
// written together is left out.
func Choose(t *Table) []Comparison {
	var out []Comparison
	for i := range t.Columns {
		c := &t.Columns[i]
		if len(c.Values) < 2 || isWhole(t, c) {
			continue
		}
		k := kindOf(t, c)
		out = append(out, Comparison{Column: c.Name, Kind: k, column: c})
	}
	// A pattern is 64 bits of three each: those told apart best are kept.
	slices.SortStableFunc(out, func(a, b Comparison) int {
		return cmp.Compare(len(b.column.Values), len(a.column.Values))
	})
	return out[:min(len(out), 20)]
}

func kindOf(t *Table, c *Column) Kind {
	var dates, numbers, phrases, lists, far, seen int
	for _, v := range c.Values[:min(len(c.Values), 20000)] {
		seen++
		d := digits(v)
		if len(d) == 8 && strings.Trim(v, "0123456789-/.") == "" && (d[:2] >= "15" && d[:2] <= "21" || d[4:6] >= "15" && d[4:6] <= "21") {
			dates++
		}
		if 2*len(d) >= len(v) || strings.Contains(v, "@") {
			numbers++
		}
		if strings.ContainsAny(v, " ,") {
			phrases++
		}
		if len(setOf(v)) > 1 {
			lists++
		}
		if foreign(v) {
			far++
		}
	}
	switch {
	case 50*(seen-dates) >= seen && isDates(c): // days, years and what lies between them
		return When
	case 10*dates >= 8*seen:
		return Date
	case isPlaces(t, c):
		return Where
	case len(c.Values) <= 12:
		return Exact
	case 10*lists >= seen:
		return Set
	case 2*numbers >= seen:
		return Identifier
	case 50*far >= seen:
		return Sound
	case 2*phrases >= seen:
		return Phrase
	}
	return Name
}

// isDates tells whether nineteen in twenty values are dates of some precision in
// a year from 1500 to 2100.
func isDates(c *Column) bool {
	step := 1 + len(c.Values)/1000
	seen, dated := 0, 0
	for i := 0; i < len(c.Values); i += step {
		seen++
		if len(digits(c.Values[i])) < 3 || len(c.Values[i]) > 64 {
			continue
		}
		if years := spanOf(c.Values[i]).years(); len(years) > 0 && years[0] >= 1500 && years[0] <= 2100 {
			dated++
		}
	}
	return 20*dated >= 19*seen
}

// isPlaces tells whether four in five values, and as many rows, name places of
// the gazetteer.
func isPlaces(t *Table, c *Column) bool {
	step := 1 + len(c.Values)/1000
	var values, known int
	var rows, within int32
	for i := 0; i < len(c.Values); i += step {
		values, rows = values+1, rows+c.Counts[i]
		if len(t.gazetteer().Lookup(c.Values[i])) > 0 {
			known, within = known+1, within+c.Counts[i]
		}
	}
	return values > 2 && 5*known >= 4*values && 5*within >= 4*rows
}

// isWhole tells whether the words of a second and a third column make up most
// of what stands in c, as first name and surname do in a full name.
func isWhole(t *Table, c *Column) bool {
	parts := 0
	for i := range t.Columns {
		o := &t.Columns[i]
		if o == c || len(o.Values) < 20 || len(o.Values) > len(c.Values) {
			continue
		}
		both, in := 0, 0
		for r := 0; r < t.Len(); r += 1 + t.Len()/5000 {
			a, b := c.Codes[r], o.Codes[r]
			if a < 0 || b < 0 || !strings.ContainsAny(c.Values[a], " ,") {
				continue
			}
			both++
			if c.Values[a] != o.Values[b] && slices.Contains(words(c.Values[a]), o.Values[b]) {
				in++
			}
		}
		if both > 0 && 10*in >= 5*both {
			parts++
		}
	}
	return parts >= 2
}

// mostRules is how many rules the program chooses at most.
const mostRules = 24

// rulesToChoose gives keys and twos of keys that bring at most half of the pairs
// that are worth comparing, and how many these are.
func rulesToChoose(t *Table, cs []Comparison) (rules []Rule, budget int64) {
	n := int64(t.Len())
	budget = max(25*n, 2_000_000)
	if slices.ContainsFunc(cs, func(c Comparison) bool { return c.Kind == Sound || c.Kind == Where }) {
		budget = max(25*n, 200_000) // a pair costs ten times as much
	}
	var keys []candidateKey
	for _, c := range cs {
		for _, p := range partsOf[c.Kind] {
			k := candidateKey{key: Key{c.Column, p}, column: c.column}
			if k.key.several() {
				k.set = keysOf(t, c.column, p)
			} else {
				k.of = partHashes(c.column, p)
			}
			keys = append(keys, k)
		}
	}
	type candidate struct {
		rule Rule
		keys []candidateKey
	}
	var asked []candidate
	for i, a := range keys {
		asked = append(asked, candidate{Rule{Keys: []Key{a.key}}, []candidateKey{a}})
		for _, b := range keys[i+1:] {
			if a.key.Column != b.key.Column {
				asked = append(asked, candidate{Rule{Keys: []Key{a.key, b.key}}, []candidateKey{a, b}})
			}
		}
	}
	var wg sync.WaitGroup
	var next atomic.Int64
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			one, two := make([]uint64, n), make([]uint64, n)
			for i := next.Add(1) - 1; int(i) < len(asked); i = next.Add(1) - 1 {
				a := &asked[i]
				set := a.keys[0].in(one)
				if len(a.keys) == 2 {
					set = set.with(a.keys[1].in(two), t.Len())
				} else if set.start != nil {
					set.of = slices.Clone(set.of) // counting puts them in order
				}
				a.rule.Pairs = pairsOf(set.of)
			}
		})
	}
	wg.Wait()
	for _, a := range asked {
		if a.rule.Pairs > 0 && a.rule.Pairs <= budget/2 {
			rules = append(rules, a.rule)
		}
	}
	return rules, budget
}

// ChooseRules finds the blocking: single keys first, as one error less loses a
// pair, then twos of keys, those that bring the fewest pairs first, until there
// are pairs enough.
func ChooseRules(t *Table, cs []Comparison) []Rule {
	rules, budget := rulesToChoose(t, cs)
	slices.SortStableFunc(rules, func(a, b Rule) int {
		return cmp.Or(cmp.Compare(len(a.Keys), len(b.Keys)), cmp.Compare(a.Pairs, b.Pairs))
	})
	var out []Rule
	var sum int64
	for _, r := range rules {
		implied := slices.ContainsFunc(out, func(o Rule) bool { return implies(r, o) })
		if len(r.Keys) == 1 && 4*(sum+r.Pairs) > 3*budget {
			continue
		}
		if sum+r.Pairs > budget || implied || len(out) == mostRules {
			continue
		}
		// A wider rule brings all that its narrower ones bring.
		out = slices.DeleteFunc(out, func(o Rule) bool {
			if implies(o, r) {
				sum -= o.Pairs
				return true
			}
			return false
		})
		out, sum = append(out, r), sum+r.Pairs
	}
	return out
}

// partsOf are the keys that a kind of column gives.
var partsOf = map[Kind][]string{
	Name:       {"", partStart},
	Phrase:     {"", partStart},
	Identifier: {""},
	Date:       {"", partYear},
	Sound:      {"", partSound, partSounds},
	When:       {"", partYears},
	Where:      {"", partPlace},
	Set:        {"", partMember},
}

// candidateKey is a key that a rule may ask for, by rows where a value has
// several, and else by values.
type candidateKey struct {
	key    Key
	column *Column
	set    keySet
	of     []uint64
}

// in gives the keys by rows, in the room given where there is one of each value.
func (k *candidateKey) in(room []uint64) keySet {
	if k.of == nil {
		return k.set
	}
	spread(room, k.column, k.of)
	return keySet{of: room}
}

// pairsOf counts the pairs of rows that have one key, those with two as often.
// It puts the keys in order.
func pairsOf(keys []uint64) (pairs int64) {
	sortKeys(keys, 56)
	for i := 0; i < len(keys); {
		j := i + 1
		for j < len(keys) && keys[j] == keys[i] {
			j++
		}
		if keys[i] != 0 {
			pairs += int64(j-i) * int64(j-i-1) / 2
		}
		i = j
	}
	return pairs
}

// sortKeys puts keys, which are alike in all bits over the eight of shift, in
// order in their place (American flag sort: McIlroy, Bostic and McIlroy 1993).
func sortKeys(keys []uint64, shift int) {
	if len(keys) < 512 || shift < 0 {
		slices.Sort(keys)
		return
	}
	var next, ends [256]int
	for _, k := range keys {
		ends[k>>shift&255]++
	}
	sum := 0
	for d := range ends {
		next[d] = sum
		sum += ends[d]
		ends[d] = sum
	}
	for d := range ends {
		for next[d] < ends[d] {
			k := keys[next[d]]
			for to := int(k >> shift & 255); to != d; to = int(k >> shift & 255) {
				k, keys[next[to]] = keys[next[to]], k
				next[to]++
			}
			keys[next[d]] = k
			next[d]++
		}
	}
	from := 0
	for _, to := range ends {
		sortKeys(keys[from:to], shift-8)
		from = to
	}
}

// implies tells whether every pair that meets r meets o as well.
func implies(r, o Rule) bool {
	for _, k := range o.Keys {
		narrower := func(x Key) bool {
			return x.Part == k.Part || x.Part == "" && k.Part != partSounds || x.Part == partSounds && k.Part == partSound
		}
		if !slices.ContainsFunc(r.Keys, func(x Key) bool { return x.Column == k.Column && narrower(x) }) {
			return false
		}
	}
	return true
}
