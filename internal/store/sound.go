package store

import (
	"cmp"
	"fmt"
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

// listenFor is the query for entries that share the sound of any two of the
// words, or of the one there is; "" where nothing can be listened for.
func (d *dialect) listenFor(asked [][]string) string {
	asked = asked[:min(len(asked), mostAsked)]
	any := make([]string, len(asked))
	for i, rows := range asked {
		var either []string
		for _, row := range rows {
			either = append(either, d.word(soundMark+row))
		}
		any[i] = "(" + strings.Join(either, d.or) + ")"
	}
	if len(any) < 2 {
		return strings.Join(any, "")
	}
	var pairs []string
	for i := range any {
		for j := i + 1; j < len(any); j++ {
			pairs = append(pairs, "("+any[i]+d.and+any[j]+")")
		}
	}
	return strings.Join(pairs, d.or)
}

// alike finds people whose names may be the words asked for, written otherwise.
func (t *Tx) alike(q habeas.PeopleQuery, f facetFilter) ([]habeas.Alike, error) {
	asked := search.Skeletons(q.Text) // what somebody asks for is kept nowhere, heard included
	query := t.dialect.listenFor(asked)
	if query == "" {
		return nil, nil
	}
	w := where{args: []any{part(habeas.KindPerson, q.Scope), query}}
	f.where(&w)
	from := t.dialect.find
	for _, c := range w.conditions {
		from += " AND " + c
	}
	met, err := all(t, scanHeard, fmt.Sprintf("SELECT e.n, coalesce(e.doc, ''), e.words%s ORDER BY e.n LIMIT %d", from, mostAlike), w.args...)
	if err != nil {
		return nil, fmt.Errorf("listening for a name: %w", err)
	}
	tokens := names.Tokens(q.Text)
	for _, word := range names.Tokens(q.Place) {
		tokens = append(tokens, placeMark+word)
	}
	met = slices.DeleteFunc(met, func(h heardEntry) bool { return h.holds(tokens) }) // found by its words
	for i := range met {
		met[i].share(asked)
	}
	slices.SortStableFunc(met, func(a, b heardEntry) int { return cmp.Or(b.shared-a.shared, a.sounds-b.sounds) })
	met = met[:min(len(met), mostCompared)]
	page := make([]found, len(met))
	for i, h := range met {
		page[i] = h.found
	}
	people, err := t.summaries(page, q.Scope)
	if err != nil {
		return nil, err
	}
	return compared(q.Text, people), nil
}

// heardEntry is an entry that shares sounds with a query.
type heardEntry struct {
	found
	words          string
	shared, sounds int // words of the query it shares, of so many sounds of its own
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

func (h *heardEntry) share(asked [][]string) {
	words := strings.Fields(h.words)
	for _, w := range words {
		if strings.HasPrefix(w, soundMark) {
			h.sounds++
		}
	}
	for _, rows := range asked {
		if slices.ContainsFunc(rows, func(row string) bool { return slices.Contains(words, soundMark+row) }) {
			h.shared++
		}
	}
}

// compared keeps those whose names compare, with the best of each one's names.
func compared(text string, people []habeas.Summary) []habeas.Alike {
	type scored struct {
		habeas.Alike
		score float64
	}
	asked := names.Read(text, "")
	var kept []scored
	for _, p := range people {
		best := scored{Alike: habeas.Alike{Summary: p}}
		try := func(name, lang string) {
			c := asked.Compare(names.Read(name, lang), nil)
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
