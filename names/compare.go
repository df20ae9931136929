package names

import (
	_ "embed"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Band says in a word how far two names may be of one person.
type Band string

// The bands. NotComparable is an answer and no number: one of the names cannot
// be read.
const (
	Likely        Band = "likely"
	Possible      Band = "possible"
	Not           Band = "not"
	NotComparable Band = "not comparable"
)

// Scores from which a comparison is in a band. They were chosen on the halves of
// the open pairs that the figures do not come from (docs/figures.md).
const (
	LikelyFrom   = 0.9
	SameFrom     = 0.8 // where precision and recall balance: the threshold of figures
	PossibleFrom = 0.55

	belowLikely = LikelyFrom - 0.001
)

// Comparison is how two names compare. It proposes; a person decides.
type Comparison struct {
	Score float64 // 0 to 1; means nothing where the band is NotComparable
	Band  Band
	Why   []string // what was found, a phrase for each token
}

//go:embed data/titles.tsv
var titlesTSV string

var titles = func() map[string]bool {
	out := map[string]bool{}
	for line := range strings.Lines(titlesTSV) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			out[Fold(line)] = true
		}
	}
	return out
}()

// A Name is a name read once, to be compared many times. The given form is kept.
type Name struct {
	Given  string
	tokens []*token
	titles []string
}

// mostTokens is how many words of a name are compared.
const mostTokens = 8

// Read parts a name into its tokens, leaves titles aside and finds how each may
// sound. Lang is the language where it is known, "" where not.
func Read(name, lang string) Name {
	n := Name{Given: name}
	for _, w := range Words(name) {
		if titles[Fold(w)] && len(Words(name)) > 1 {
			n.titles = append(n.titles, w)
			continue
		}
		if len(n.tokens) < mostTokens {
			if t := newToken(w, lang); t.folded != "" || len(t.keys) > 0 {
				n.tokens = append(n.tokens, t)
			}
		}
	}
	return n
}

func (n Name) readable() bool {
	for _, t := range n.tokens {
		if len(t.keys) > 0 {
			return true
		}
	}
	return false
}

// Compare compares two names by what they sound like, in any of the scripts that
// are read.
func Compare(a, b string) Comparison { return Read(a, "").Compare(Read(b, ""), nil) }

const (
	sameToken   = 0.4  // alikeness from which two tokens may be the same
	missingCost = 0.2  // of a token that one name has more
	initialCost = 0.25 // of an initial that fits
	sharpness   = 0.6  // exponent of sharpen
	orderCost   = 0.04 // of another order
	onlyToken   = 0.74 // most that a name of one token can reach
	apartToken  = 0.6  // alikeness below which two tokens are taken for others
	eachToken   = 0.88 // alikeness that each token must have for names to be likely of one person
)

// Rarity weighs a token, 1 for one of middling frequency: that two rare tokens
// agree says more. It gives 0 for one it does not know, which weighs as what it
// is like, or 1. Nil weighs all alike.
type Rarity func(folded string) float64

// Compare compares two names that were read.
func (n Name) Compare(m Name, rarity Rarity) Comparison {
	return n.compare(m, rarity, func(a, b *token) (float64, []string) { return alikeTokens(a, b, true) }, true)
}

// An Asker compares one name with many, without the reasons. What it found of two
// Parts it uses again where they stand in another name, so that names of the same
// Parts cost little. It serves one goroutine.
type Asker struct {
	name Name
	met  map[[2]*token]float64
}

// Ask returns what compares a name with others.
func (n Name) Ask() *Asker { return &Asker{name: n, met: map[[2]*token]float64{}} }

// Compare is Name.Compare where all tokens weigh alike, without Why.
func (a *Asker) Compare(m Name) Comparison {
	return a.name.compare(m, nil, a.alike, false)
}

// Alike is Part.Alike of a part of the name and another.
func (a *Asker) Alike(p, q Part) float64 {
	if p.token == nil || q.token == nil {
		return 0
	}
	s, _ := a.alike(p.token, q.token)
	return s
}

func (a *Asker) alike(x, y *token) (float64, []string) {
	if slices.Contains(a.name.tokens, y) {
		x, y = y, x
	}
	s, known := a.met[[2]*token{x, y}]
	if !known {
		s, _ = alikeTokens(x, y, false)
		a.met[[2]*token{x, y}] = s
	}
	return s, nil
}

// likeness says how alike two tokens are, and why.
type likeness func(a, b *token) (float64, []string)

func (n Name) compare(m Name, rarity Rarity, alike likeness, say bool) Comparison {
	if !n.readable() || !m.readable() {
		if len(n.tokens) > 0 && len(m.tokens) > 0 && Fold(n.Given) == Fold(m.Given) {
			return banded(1, []string{"written the same"}, min(len(n.tokens), len(m.tokens)))
		}
		if Fold(n.Given) == "" || Fold(m.Given) == "" {
			return Comparison{Band: NotComparable, Why: []string{"one of the names has no letters"}}
		}
		return Comparison{Band: NotComparable, Why: []string{"one of the names is in no script that is read here"}}
	}
	short, long := n.tokens, m.tokens
	if len(short) > len(long) {
		short, long = long, short
	}
	var room pairing
	pairs, sims, said := room.align(short, long, alike)
	weigh := func(i int) float64 {
		if rarity == nil {
			return 1
		}
		w := rarity(short[i].folded)
		if w == 0 && pairs[i] >= 0 {
			w = rarity(long[pairs[i]].folded)
		}
		if w == 0 {
			w = 1
		}
		return math.Max(0.3, math.Min(3, w))
	}
	total, got, matched, worst := 0.0, 0.0, 0, 1.0
	var used [mostTokens]bool
	var why []string
	differ := 0
	last := -1
	turned := false
	for i, t := range short {
		j := pairs[i]
		w := weigh(i)
		total += w
		if j < 0 {
			differ++
			continue
		}
		used[j] = true
		s := sims[i]
		got += w * sharpen(s)
		matched++
		worst = min(worst, s)
		turned = turned || j < last
		last = j
		if say {
			why = append(why, phrase(t, long[j], s)...)
			why = append(why, said[i]...)
		}
	}
	extra := 0
	for j := range long {
		if !used[j] {
			extra++
		}
	}
	if matched == 0 {
		if s, ok := joined(n.tokens, m.tokens); ok && s > PossibleFrom {
			return banded(s, []string{"the same with the words run together"}, max(len(n.tokens), len(m.tokens)))
		}
		return banded(0, []string{"no token sounds like one of the other name"}, len(short))
	}
	score := got / total
	// A token of both that fits none of the other's contradicts; one that only
	// one name has is missing.
	missing := extra - differ
	for i, t := range short {
		if pairs[i] < 0 && say {
			why = append(why, t.given+" has nothing like it in the other name")
		}
	}
	if missing > 0 {
		score -= missingCost * float64(missing) / float64(len(long))
		if say {
			why = append(why, fmt.Sprintf("%s has no counterpart, which says little", unusedNames(long, used[:])))
		}
	}
	// Siblings share all tokens but one, and so do father and child.
	if differ > 0 || worst < apartToken {
		score = math.Min(score, SameFrom-0.01)
	}
	if worst < eachToken {
		score = math.Min(score, belowLikely)
	}
	if turned {
		score -= orderCost
		why = append(why, "in another order")
	}
	if score > belowLikely {
		if w := doubt(short, long, pairs, sims, turned); w != "" {
			score = belowLikely
			why = append(why, w)
		}
	}
	if s, ok := joined(n.tokens, m.tokens); ok && s > score {
		// Words run together or parted: SergeiLavrov, Plat Ono Vich.
		score, matched = s, max(len(n.tokens), len(m.tokens))
		why = []string{"the same with the words run together"}
	}
	return banded(math.Max(0, score), why, matched)
}

// joinCost is what it costs that words are parted otherwise.
const joinCost = 0.03

// joined compares all words of both names run together, where they are parted
// otherwise.
func joined(a, b []*token) (float64, bool) {
	if len(a) == len(b) {
		return 0, false
	}
	all := func(ts []*token) (s string) {
		for _, t := range ts {
			if len(t.keys) == 0 || t.script == Han {
				return ""
			}
			s += t.keys[0]
		}
		return tidy([]byte(s))
	}
	x, y := all(a), all(b)
	if len(x) < 5 || len(y) < 5 {
		return 0, false
	}
	s := sharpen(alike(x, y)) - joinCost
	if x != y {
		s = min(s, belowLikely) // which of the names in it differs is not told
	}
	return s, true
}

func unusedNames(long []*token, used []bool) string {
	var out []string
	for j, t := range long {
		if !used[j] {
			out = append(out, t.given)
		}
	}
	return strings.Join(out, " ")
}

// sharpen makes little of a likeness that many tokens have by chance.
func sharpen(s float64) float64 {
	if s <= sameToken {
		return 0
	}
	x := (s - sameToken) / (1 - sameToken)
	return math.Pow(x, sharpness)
}

func banded(score float64, why []string, matched int) Comparison {
	if matched < 2 {
		score *= onlyToken
		if score >= PossibleFrom {
			why = append(why, "one token alone is never more than possible")
		}
	}
	c := Comparison{Score: math.Round(score*1000) / 1000, Band: Not, Why: why}
	switch {
	case c.Score >= LikelyFrom:
		c.Band = Likely
	case c.Score >= PossibleFrom:
		c.Band = Possible
	}
	return c
}

func phrase(a, b *token, s float64) []string {
	switch {
	case a.folded == b.folded:
		return []string{a.given + " in both"}
	case s >= 0.95:
		return []string{fmt.Sprintf("%s and %s sound the same", a.given, b.given)}
	case s >= 0.8:
		return []string{fmt.Sprintf("%s and %s sound much alike", a.given, b.given)}
	}
	return []string{fmt.Sprintf("%s and %s sound somewhat alike", a.given, b.given)}
}

// pairing is the memory of align: of names of few tokens it is all that is taken.
type pairing struct {
	sim   [16]float64
	how   [16][]string
	best  [5 << 4]float64
	from  [5 << 4]int
	pairs [4]int
	sims  [4]float64
	said  [4][]string
}

// of is the first n of the memory, or other memory where that is too little.
func of[T any](memory []T, n int) []T {
	if n > len(memory) {
		return make([]T, n)
	}
	return memory[:n]
}

// align pairs the tokens of the shorter name with those of the longer, each once,
// for the greatest likeness together; -1 for a token without a partner.
func (r *pairing) align(short, long []*token, alike likeness) (pairs []int, sims []float64, said [][]string) {
	n, m := len(short), len(long)
	sim, how := of(r.sim[:], n*m), of(r.how[:], n*m)
	for i, a := range short {
		for j, b := range long {
			s, why := alike(a, b)
			if v, ok := initial(a, b); ok && v > s {
				s, why = v, nil
			}
			if s >= sameToken {
				sim[i*m+j], how[i*m+j] = s, why
			}
		}
	}
	// Over all sets of tokens of the longer name: at most 2^8.
	size := 1 << m
	best, from := of(r.best[:], (n+1)*size), of(r.from[:], (n+1)*size)
	for i := range best {
		best[i] = -1
	}
	best[0] = 0
	for i := range n {
		for set := range size {
			at := best[i*size+set]
			if at < 0 {
				continue
			}
			if k := (i+1)*size + set; at > best[k] {
				best[k], from[k] = at, -1
			}
			for j := range m {
				if set>>j&1 == 1 || sim[i*m+j] == 0 {
					continue
				}
				v := at + sharpen(sim[i*m+j]) + 1e-9
				if j == i {
					v += 1e-6 // in the same order where it is all the same
				}
				if k := (i+1)*size + set | 1<<j; v > best[k] {
					best[k], from[k] = v, j
				}
			}
		}
	}
	end := 0
	for set := range size {
		if best[n*size+set] > best[n*size+end] {
			end = set
		}
	}
	pairs, sims, said = of(r.pairs[:], n), of(r.sims[:], n), of(r.said[:], n)
	for i, set := n, end; i > 0; i-- {
		j := from[i*size+set]
		pairs[i-1] = j
		if j >= 0 {
			sims[i-1], said[i-1] = sim[(i-1)*m+j], how[(i-1)*m+j]
			set &^= 1 << j
		}
	}
	return pairs, sims, said
}

// initial is how far a single letter stands for a token.
func initial(a, b *token) (float64, bool) {
	if a.letters > 1 {
		a, b = b, a
	}
	if a.letters != 1 || a.script == Han || b.script == Han || len(a.keys) == 0 {
		return 0, false
	}
	for _, k := range b.keys {
		if slices.ContainsFunc(a.keys, func(x string) bool { return x != "" && k != "" && x[0] == k[0] }) {
			return 1 - initialCost, true
		}
	}
	return 0, false
}
