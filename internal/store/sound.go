package store

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/store/sound"
	"github.com/habeas-record/habeas/names"
)

// Bounds of the search by sound.
const (
	mostAlike    = 2000 // entries that share enough of the sounds to be looked at, or may
	mostCounted  = 4096 // entries from which a word is as common as any
	mostCompared = 200  // of those, that are compared in full
	leastMet     = 10   // entries that are enough: with so many that share all sounds no letter is taken to be wrong
)

// shares is the condition that an entry has one of those sounds.
func (d *dialect) shares(rows []string) string {
	either := make([]string, len(rows))
	for i, row := range rows {
		either[i] = d.word(soundMark + row)
	}
	return "(" + strings.Join(either, d.or) + ")"
}

// listen reads what is asked for, and counts how many entries share a sound of
// each word.
func (t *Tx) listen(text string, scope habeas.Scope) ([]sound.Word, error) {
	in := part(habeas.KindPerson, scope)
	tallies, err := t.tallied(habeas.KindPerson, scope, nil)
	if err != nil {
		return nil, fmt.Errorf("counting people: %w", err)
	}
	people := 0
	for _, c := range tallies {
		people += int(c.n)
	}
	words := sound.Words(text)
	shared := make([]int64, len(words))
	for i, w := range words {
		counted, err := all(t, scanCount, fmt.Sprintf("SELECT count(*) FROM (SELECT 1%s LIMIT %d) AS counted", t.dialect.find, mostCounted), in, t.dialect.shares(w.Rows))
		if err != nil {
			return nil, fmt.Errorf("counting who shares a sound: %w", err)
		}
		shared[i] = counted[0]
	}
	sound.Weigh(words, shared, people)
	return words, nil
}

func scanCount(s scanner) (n int64, err error) { return n, s.Scan(&n) }

// listenFor are the queries for entries that share the sound of all the words,
// then of two, the rarest first; of the one there is.
func (d *dialect) listenFor(words []sound.Word) []string {
	if len(words) == 0 {
		return nil
	}
	each := make([]string, len(words))
	for i, w := range words {
		each[i] = d.shares(w.Rows)
	}
	queries := []string{strings.Join(each, d.and)}
	if len(words) < 3 {
		return queries
	}
	type pair struct {
		query  string
		weight float64
	}
	var pairs []pair
	for i, a := range words {
		for j := i + 1; j < len(words); j++ {
			pairs = append(pairs, pair{each[i] + d.and + each[j], a.Weight + words[j].Weight})
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return cmp.Compare(b.weight, a.weight) })
	for _, p := range pairs {
		queries = append(queries, p.query)
	}
	return queries
}

// listenNear are the queries for entries that may share the sound of all words,
// if a letter of each is wrong; then of one, the rarest first.
func (d *dialect) listenNear(words []sound.Word) []string {
	words = slices.Clone(words)
	slices.SortStableFunc(words, func(a, b sound.Word) int { return cmp.Compare(b.Weight, a.Weight) })
	each := make([]string, len(words))
	for i, w := range words {
		each[i] = d.shares(w.Near())
	}
	if len(words) < 2 {
		return each
	}
	return append([]string{strings.Join(each, d.and)}, each...)
}

// alike finds people whose names may be the words asked for, written otherwise.
func (t *Tx) alike(q habeas.PeopleQuery, f facetFilter) ([]habeas.Alike, error) {
	in := part(habeas.KindPerson, q.Scope)
	words, err := t.listen(q.Text, q.Scope)
	if err != nil {
		return nil, err
	}
	met, err := t.hear(words, in, f)
	if err != nil {
		return nil, err
	}
	tokens := names.Tokens(q.Text)
	for _, word := range names.Tokens(q.Place) {
		tokens = append(tokens, placeMark+word)
	}
	met = slices.DeleteFunc(met, func(h heardEntry) bool { return h.holds(tokens) }) // found by its words
	met = sound.Likest(words, met, mostCompared, heardEntry.names)
	page := make([]found, len(met))
	for i, h := range met {
		page[i] = h.found
	}
	people, err := t.summaries(page, q.Scope)
	if err != nil {
		return nil, err
	}
	return sound.Compared(q.Text, sound.Rarity(q.Text, words), people), nil
}

// hear returns entries that share the sound of all the words or of two, those
// that share the rarest before it has enough; where few share all, those too
// that would if letters were wrong.
func (t *Tx) hear(words []sound.Word, in int64, f facetFilter) ([]heardEntry, error) {
	var met []heardEntry
	known := map[int64]bool{}
	ask := func(query string) error {
		w := where{args: []any{in, query}}
		f.where(&w)
		from := t.dialect.find
		for _, c := range w.conditions {
			from += " AND " + c
		}
		share, err := all(t, scanHeard, fmt.Sprintf("SELECT e.n, coalesce(e.doc, ''), e.words%s ORDER BY e.n LIMIT %d", from, mostAlike), w.args...)
		if err != nil {
			return fmt.Errorf("listening for a name: %w", err)
		}
		for _, h := range share {
			if !known[h.n] {
				known[h.n] = true
				met = append(met, h)
			}
		}
		return nil
	}
	together := 0 // share all of them
	for i, query := range t.dialect.listenFor(words) {
		if err := ask(query); err != nil {
			return nil, err
		}
		if i == 0 {
			together = len(met)
		}
		if len(met) >= mostAlike {
			break
		}
	}
	if together >= leastMet {
		return met, nil
	}
	for i, query := range t.dialect.listenNear(words) {
		if i > 0 && len(met) >= leastMet {
			break
		}
		if err := ask(query); err != nil {
			return nil, err
		}
	}
	return met, nil
}

// heardEntry is an entry that shares sounds with a query.
type heardEntry struct {
	found
	words string
}

func scanHeard(s scanner) (h heardEntry, err error) {
	return h, s.Scan(&h.n, &h.doc, &h.words)
}

// names are the folded words of its names.
func (h heardEntry) names() string {
	names, _, _ := strings.Cut(h.words, " "+soundMark)
	return names
}

// holds reports whether each token begins a word of the entry.
func (h *heardEntry) holds(tokens []string) bool {
	for _, token := range tokens {
		if !strings.HasPrefix(h.words, token) && !strings.Contains(h.words, " "+token) {
			return false
		}
	}
	return true
}
