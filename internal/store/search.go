package store

import (
	"fmt"
	"strings"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/names"
)

// finding is the FROM and WHERE of the entries e of a kind and scope whose
// words begin with each of the tokens; without tokens in reach of the order.
func (t *Tx) finding(k habeas.Kind, scope habeas.Scope, tokens []string, order string) (from string, args []any) {
	if len(tokens) == 0 {
		p := part(k, scope)
		column, _, _ := strings.Cut(order, ",")
		return " FROM entries e WHERE " + column + " >= $1 AND " + column + " < $2", []any{p << partShift, (p + 1) << partShift}
	}
	return t.dialect.find, []any{part(k, scope), t.dialect.query(tokens)}
}

// found is one entry of a page of results.
type found struct {
	n   int64
	doc []byte
}

func scanFound(s scanner) (f found, err error) { return f, s.Scan(&f.n, &f.doc) }

// tallied counts what a query finds by facet number: from the tallies where it
// asks for no words.
func (t *Tx) tallied(k habeas.Kind, scope habeas.Scope, tokens []string) ([]tallied, error) {
	if len(tokens) == 0 {
		return all(t, scanTallied, "SELECT facet, n FROM tallies WHERE part = $1 ORDER BY facet", part(k, scope))
	}
	from, args := t.finding(k, scope, tokens, "")
	return all(t, scanTallied, "SELECT e.facet, count(*)"+from+" GROUP BY e.facet", args...)
}

// search counts what a query finds and reads one page of it.
func (t *Tx) search(k habeas.Kind, scope habeas.Scope, tokens []string, f facetFilter, order string, limit, offset int) ([]found, []tallied, int, error) {
	if err := t.settle(); err != nil {
		return nil, nil, 0, err
	}
	counts, err := t.tallied(k, scope, tokens)
	if err != nil {
		return nil, nil, 0, fmt.Errorf("counting what was found: %w", err)
	}
	passed, total := counts[:0], 0
	for _, c := range counts {
		if f.passes(c.facet) {
			passed = append(passed, c)
			total += int(c.n)
		}
	}
	if total <= offset {
		return nil, passed, total, nil
	}
	walk, err := t.common(k, scope, tokens, total, limit, offset)
	if err != nil {
		return nil, nil, 0, err
	}
	page, err := t.page(k, scope, tokens, f, order, limit, offset, walk)
	return page, passed, total, err
}

// common reports whether what was found is so much of all there is that its
// page is met sooner by walking through all entries in order than by sorting
// what the index of words gives.
func (t *Tx) common(k habeas.Kind, scope habeas.Scope, tokens []string, total, limit, offset int) (bool, error) {
	if len(tokens) == 0 || limit <= 0 {
		return false, nil
	}
	all, err := t.tallied(k, scope, nil)
	if err != nil {
		return false, fmt.Errorf("counting entries: %w", err)
	}
	there := 0
	for _, c := range all {
		there += int(c.n)
	}
	return (limit+max(0, offset))*2 < total*total/there, nil
}

// page reads one page of what is found: through the index of words, or walking
// through the entries in order.
func (t *Tx) page(k habeas.Kind, scope habeas.Scope, tokens []string, f facetFilter, order string, limit, offset int, walk bool) ([]found, error) {
	words := tokens
	if walk {
		words = nil
	}
	from, args := t.finding(k, scope, words, order)
	w := where{args: args}
	if walk {
		for _, token := range tokens {
			w.add("' ' || e.words LIKE ?", "% "+token+"%") // no token holds a mark of LIKE's
		}
	}
	f.where(&w)
	for _, c := range w.conditions {
		from += " AND " + c
	}
	l, o := page(limit, offset)
	found, err := all(t, scanFound, "SELECT e.n, e.doc"+from+" ORDER BY "+order+w.page(l, o), w.args...)
	if err != nil {
		return nil, fmt.Errorf("reading what was found: %w", err)
	}
	return found, nil
}

// settle brings the read model up to date with what the transaction did.
func (t *Tx) settle() error {
	if err := t.drain(); err != nil {
		return err
	}
	if err := t.refresh(); err != nil {
		return err
	}
	return t.writeTallies()
}

// The orders of results. Both are whole, so that pages never overlap.
const (
	byWords = "e.by_words, e.words, e.n"
	byNews  = "e.by_news, e.n"
)

// SearchPeople returns a page of the people a query finds, how many there are,
// and of which facets.
func (t *Tx) SearchPeople(q habeas.PeopleQuery) (habeas.PeopleFound, error) {
	sets, err := t.listsets()
	if err != nil {
		return habeas.PeopleFound{}, fmt.Errorf("reading the sets of lists: %w", err)
	}
	tokens := names.Tokens(q.Text)
	for _, w := range names.Tokens(q.Place) {
		tokens = append(tokens, placeMark+w)
	}
	order := byWords
	if q.Sort == "news" {
		order = byNews
	}
	page, counts, total, err := t.search(habeas.KindPerson, q.Scope, tokens, filterOf(q, sets), order, q.Limit, q.Offset)
	if err != nil {
		return habeas.PeopleFound{}, err
	}
	people, err := t.summaries(page, q.Scope)
	if err != nil {
		return habeas.PeopleFound{}, err
	}
	label := func(id habeas.ID) string {
		l, err := t.List(id)
		if err != nil {
			return string(id) // a list is never deleted; its id still tells it apart
		}
		return l.Name
	}
	found := habeas.PeopleFound{People: people, Total: total, Facets: facets(counts, sets, label)}
	if q.Offset == 0 && q.Limit > 1 {
		found.Alike, err = t.alike(q, filterOf(q, sets))
	}
	return found, err
}

// summaries reads what was found; a row that is a person by itself is summed
// up from its cells.
func (t *Tx) summaries(page []found, scope habeas.Scope) ([]habeas.Summary, error) {
	out := make([]habeas.Summary, len(page))
	var rows []int64
	at := map[int64]int{}
	for i, f := range page {
		if len(f.doc) == 0 {
			rows = append(rows, f.n>>1)
			at[f.n>>1] = i
			continue
		}
		s, err := decode[habeas.Summary](f.doc)
		if err != nil {
			return nil, fmt.Errorf("reading a summary: %w", err)
		}
		out[i] = s
	}
	read, err := t.rowsAt(rows)
	if err != nil {
		return nil, err
	}
	for _, r := range read {
		claims := r.list.Claims(r.Row)
		if scope == habeas.ScopePublic {
			if claims, err = t.released(claims); err != nil {
				return nil, err
			}
		}
		out[at[idNumber(r.ID)]] = rowSummary(r.list.List, r.Row, claims, scope)
	}
	return out, nil
}
