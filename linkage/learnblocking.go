package linkage

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
)

// sampledBy is how many pairs of a rule that may be chosen are weighed.
const sampledBy = 20_000

// leastGain is the share of the matches found so far that a further rule brings.
const leastGain = 1. / 2000

// option is a rule that may be chosen, with a sample of its pairs.
type option struct {
	rule  Rule
	pairs []weighed // those that no chosen rule brings
	each  float64   // pairs that each stands for
}

type weighed struct {
	a, b int32
	p    float64 // that they are of one person; 0 where it is less than .01
}

// LearnBlocking chooses the rules of a model that was learned on the table anew,
// and learns it with them. Of all keys, twos of keys and names changed over it
// takes one after another the rule that adds the most matches for the pairs that
// it adds, by the probabilities of a sample of its pairs, while there are pairs
// left to compare; to put the rows in order costs as much as a pair for each, and
// a rule that brings all that narrower ones bring takes their place (the greedy choice of Bilenko, Kamath and Mooney, Adaptive
// blocking, ICDM 2006, with the model in the place of labels).
func (m *Model) LearnBlocking(t *Table, how Training, within bool) ([]string, error) {
	cs := Choose(t)
	rules, budget := rulesToChoose(t, cs)
	rules = append(rules, changedOver(cs)...)
	compare := comparers(t, m.Comparisons)
	var options []option
	for _, r := range rules {
		o, err := m.option(t, r, compare, within)
		if err != nil {
			return nil, err
		}
		options = append(options, o)
	}
	var chosen []Rule
	var used, found float64
	for len(chosen) < mostRules {
		best, most := -1, 0.0
		for i := range options {
			o := &options[i]
			gain, added := o.gain(), float64(len(o.pairs))*o.each
			if gain < max(.5, found*leastGain) || used+added > float64(budget) {
				continue
			}
			if ratio := gain / (added + float64(t.Len())); ratio > most {
				best, most = i, ratio
			}
		}
		if best < 0 {
			break
		}
		o := options[best]
		o.rule.Matches = math.Round(o.gain())
		used, found = used+float64(len(o.pairs))*o.each, found+o.gain()
		chosen = slices.DeleteFunc(chosen, func(r Rule) bool { return r.When == "" && o.rule.When == "" && implies(r, o.rule) })
		chosen = append(chosen, o.rule)
		if err := without(t, options, o.rule); err != nil {
			return nil, err
		}
	}
	if len(chosen) == 0 {
		return nil, errors.New("no key brings pairs of one person: declare the blocking")
	}
	m.Rules, m.blocked, m.blocks = chosen, nil, nil
	return m.Learn(t, how, within)
}

func (o *option) gain() (matches float64) {
	for _, x := range o.pairs {
		matches += x.p * o.each
	}
	return matches
}

// changedOver are the rules that two columns of names are equal crosswise.
func changedOver(cs []Comparison) (rules []Rule) {
	for i, a := range cs {
		for _, b := range cs[i+1:] {
			if a.Kind == b.Kind && (a.Kind == Name || a.Kind == Sound) {
				x, y := a.Column, b.Column
				rules = append(rules, Rule{When: fmt.Sprintf("%s = %s AND %s = %s", quoted("l.", x, ""), quoted("r.", y, ""), quoted("l.", y, ""), quoted("r.", x, ""))})
			}
		}
	}
	return rules
}

// option samples the pairs of a rule by their rows, so that the sample does not
// hang on the order in which they are found, and weighs them.
func (m *Model) option(t *Table, r Rule, compare []*comparer, within bool) (option, error) {
	b, _, err := blockingOf(t, []Rule{r})
	if err != nil {
		return option{}, err
	}
	o := option{rule: r, each: 1}
	all := b.blocks[0].pairs
	o.rule.Pairs = all
	limit := uint64(math.MaxUint64)
	if all > sampledBy {
		o.each = float64(all) / sampledBy
		limit = uint64(math.MaxUint64 / o.each)
	}
	floor := weightAt(Lowest)
	found := make([][]weighed, runtime.GOMAXPROCS(0))
	b.pairs(t, within, false, func(w int, _ []int, x, y int32) {
		if mix(uint64(uint32(x))<<32|uint64(uint32(y))) > limit {
			return
		}
		p := 0.0
		if s := m.weightFrom(compare[w], x, y, floor); s >= floor {
			p = probability(s)
		}
		found[w] = append(found[w], weighed{x, y, p})
	})
	o.pairs = slices.Concat(found...)
	slices.SortFunc(o.pairs, func(x, y weighed) int { return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b)) })
	return o, nil
}

// without takes the pairs that a rule brings from all options.
func without(t *Table, options []option, r Rule) error {
	b, _, err := blockingOf(t, []Rule{r})
	if err != nil {
		return err
	}
	v := visitor{b: b, t: t, judges: filterJudges(b.blocks)}
	for i := range options {
		options[i].pairs = slices.DeleteFunc(options[i].pairs, func(x weighed) bool {
			own, other := b.ofRow(x.a)[0], b.ofRow(x.b)[0]
			return own == other && v.meets(0, own, x.a, x.b)
		})
	}
	return nil
}
