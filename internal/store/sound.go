package store

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/names"
	"github.com/habeas-record/habeas/names/search"
)

// Bounds of the search by sound.
const (
	mostSounds   = 60   // rows of consonants kept of one entry
	mostAsked    = 6    // words of a query that are listened to
	mostAlike    = 2000 // entries that share enough of them to be looked at
	mostCounted  = 4096 // entries from which a word is as common as any
	mostCompared = 200  // of those, that are compared in full
	alikeShown   = 10
)

// soundsOf are the rows of consonants that the names are found by, each once.
func soundsOf(all []string) []string {
	var out []string
	for _, name := range all {
		for _, rows := range skeletons(name) {
			for _, row := range rows {
				if len(out) < mostSounds && !slices.Contains(out, row) {
					out = append(out, row)
				}
			}
		}
	}
	return out
}

// heard keeps what words sound like: a list has few words and many rows.
var heard = struct {
	sync.RWMutex
	words map[string][][]string
}{words: map[string][][]string{}}

const mostHeard = 50_000

// skeletons are search.Skeletons of a name, word by word.
func skeletons(name string) [][]string {
	var out [][]string
	for _, w := range names.Words(name) {
		heard.RLock()
		rows, known := heard.words[w]
		heard.RUnlock()
		if !known {
			rows = search.Skeletons(w)
			heard.Lock()
			if len(heard.words) < mostHeard {
				heard.words[strings.Clone(w)] = rows
			}
			heard.Unlock()
		}
		out = append(out, rows...)
	}
	return out
}

// listening is a word that is listened for.
type listening struct {
	rows   []string
	query  string  // for entries that share a sound of it
	weight float64 // of the rare more than of the common; 1 of those between
}

// listen counts how many entries share a sound of each word, and weighs the
// words by that: two people called Memet are seldom one, two called after
// nobody else are.
func (t *Tx) listen(asked [][]string, in int64) ([]listening, error) {
	asked = asked[:min(len(asked), mostAsked)]
	words := make([]listening, len(asked))
	total := 0.0
	for i, rows := range asked {
		var either []string
		for _, row := range rows {
			either = append(either, t.dialect.word(soundMark+row))
		}
		w := listening{rows: rows, query: "(" + strings.Join(either, t.dialect.or) + ")"}
		counted, err := all(t, scanCount, fmt.Sprintf("SELECT count(*) FROM (SELECT 1%s LIMIT %d) AS counted", t.dialect.find, mostCounted), in, w.query)
		if err != nil {
			return nil, fmt.Errorf("counting who shares a sound: %w", err)
		}
		w.weight = 1 + math.Log(mostCounted/float64(1+min(counted[0], mostCounted-1)))
		total += w.weight
		words[i] = w
	}
	for i := range words {
		words[i].weight *= float64(len(words)) / total
	}
	return words, nil
}

func scanCount(s scanner) (n int64, err error) { return n, s.Scan(&n) }

// listenFor are the queries for entries that share the sound of all the words,
// then of two, the rarest first; of the one there is.
func (d *dialect) listenFor(words []listening) []string {
	if len(words) == 0 {
		return nil
	}
	every := make([]string, len(words))
	for i, w := range words {
		every[i] = w.query
	}
	queries := []string{strings.Join(every, d.and)}
	if len(words) < 3 {
		return queries
	}
	type pair struct {
		query  string
		weight float64
	}
	var pairs []pair
	for i, a := range words {
		for _, b := range words[i+1:] {
			pairs = append(pairs, pair{a.query + d.and + b.query, a.weight + b.weight})
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return cmp.Compare(b.weight, a.weight) })
	for _, p := range pairs {
		queries = append(queries, p.query)
	}
	return queries
}

// alike finds people whose names may be the words asked for, written otherwise.
func (t *Tx) alike(q habeas.PeopleQuery, f facetFilter) ([]habeas.Alike, error) {
	in := part(habeas.KindPerson, q.Scope)
	words, err := t.listen(search.Skeletons(q.Text), in) // what somebody asks for is kept nowhere, heard included
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
	for i := range met {
		met[i].share(words)
	}
	slices.SortStableFunc(met, func(a, b heardEntry) int { return cmp.Or(cmp.Compare(b.shared, a.shared), a.sounds-b.sounds) })
	met = met[:min(len(met), mostCompared)]
	page := make([]found, len(met))
	for i, h := range met {
		page[i] = h.found
	}
	people, err := t.summaries(page, q.Scope)
	if err != nil {
		return nil, err
	}
	return compared(q.Text, rarityOf(q.Text, words), people), nil
}

// hear returns entries that share the sound of all the words or of two, those
// that share the rarest before it has enough.
func (t *Tx) hear(words []listening, in int64, f facetFilter) ([]heardEntry, error) {
	var met []heardEntry
	known := map[int64]bool{}
	for _, query := range t.dialect.listenFor(words) {
		w := where{args: []any{in, query}}
		f.where(&w)
		from := t.dialect.find
		for _, c := range w.conditions {
			from += " AND " + c
		}
		share, err := all(t, scanHeard, fmt.Sprintf("SELECT e.n, coalesce(e.doc, ''), e.words%s ORDER BY e.n LIMIT %d", from, mostAlike), w.args...)
		if err != nil {
			return nil, fmt.Errorf("listening for a name: %w", err)
		}
		for _, h := range share {
			if !known[h.n] && len(met) < mostAlike {
				known[h.n] = true
				met = append(met, h)
			}
		}
		if len(met) == mostAlike {
			break
		}
	}
	return met, nil
}

// heardEntry is an entry that shares sounds with a query.
type heardEntry struct {
	found
	words  string
	shared float64 // the weight of the words of the query that it shares
	sounds int     // so many of its own
}

func scanHeard(s scanner) (h heardEntry, err error) {
	return h, s.Scan(&h.n, &h.doc, &h.words)
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

func (h *heardEntry) share(asked []listening) {
	words := strings.Fields(h.words)
	for _, w := range words {
		if strings.HasPrefix(w, soundMark) {
			h.sounds++
		}
	}
	for _, a := range asked {
		if slices.ContainsFunc(a.rows, func(row string) bool { return slices.Contains(words, soundMark+row) }) {
			h.shared += a.weight
		}
	}
}

// rarityOf weighs the words that are asked for, where each of them is listened
// for.
func rarityOf(text string, words []listening) names.Rarity {
	parts := names.Words(text)
	if len(parts) != len(words) {
		return nil
	}
	weights := map[string]float64{}
	for i, w := range parts {
		weights[names.Fold(w)] = words[i].weight
	}
	return func(folded string) float64 { return weights[folded] }
}

// compared keeps those whose names compare, with the best of each one's names.
func compared(text string, rarity names.Rarity, people []habeas.Summary) []habeas.Alike {
	type scored struct {
		habeas.Alike
		score float64
	}
	asked := names.Read(text, "")
	var kept []scored
	for _, p := range people {
		best := scored{Alike: habeas.Alike{Summary: p}}
		try := func(name, lang string) {
			c := asked.Compare(names.Read(name, lang), rarity)
			if (c.Band == names.Likely || c.Band == names.Possible) && c.Score > best.score {
				best.As, best.Why, best.score = name, c.Why, c.Score
			}
		}
		try(p.Name, p.NameLang)
		for _, n := range p.OtherNames {
			try(n.Text, n.Lang)
		}
		if best.As != "" {
			kept = append(kept, best)
		}
	}
	slices.SortStableFunc(kept, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.Person, b.Person))
	})
	var out []habeas.Alike
	for _, k := range kept[:min(len(kept), alikeShown)] {
		out = append(out, k.Alike)
	}
	return out
}
