package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/habeas-record/habeas"
)

// The facets of a person in one number, from its lowest bits: standing 3, sex
// 2, grade 3, year 14, set of lists 20. Counting how many entries share each
// number answers every question for counts.
const (
	standingShift, standingMask = 0, 7
	sexShift, sexMask           = 3, 3
	gradeShift, gradeMask       = 5, 7
	yearShift, yearMask         = 8, 1<<14 - 1
	listsShift, listsMask       = 22, 1<<20 - 1
)

// The values, whose places are the numbers in use: add at the end only.
var (
	facetStandings = []habeas.Standing{habeas.NotKnown, habeas.HeldUnknown, habeas.HeldClaimed, habeas.Sentenced,
		habeas.Missing, habeas.ReleasedFree, habeas.Died}
	facetSexes  = []string{"", "female", "male", "other"}
	facetGrades = []habeas.Grade{"", habeas.GradeAcknowledged, habeas.GradeCorroborated, habeas.GradeNamedFirst,
		habeas.GradeSingle, habeas.GradeBackground}
)

func packFacet(s habeas.Summary, listset int64) int64 {
	year := int64(0)
	if len(s.SinceFrom) >= 4 {
		if y, err := strconv.Atoi(s.SinceFrom[:4]); err == nil && y > 0 {
			year = int64(y)
		}
	}
	return int64(max(0, slices.Index(facetStandings, s.Standing)))<<standingShift |
		int64(max(0, slices.Index(facetSexes, s.Sex)))<<sexShift |
		int64(max(0, slices.Index(facetGrades, s.Grade)))<<gradeShift |
		year<<yearShift | listset<<listsShift
}

func (t *Tx) facetOf(s habeas.Summary) (int64, error) {
	listset, err := t.listset(s.Lists)
	return packFacet(s, listset), err
}

// listset numbers a set of lists; 0 is the empty one.
func (t *Tx) listset(lists []habeas.ID) (n int64, err error) {
	if len(lists) == 0 {
		return 0, nil
	}
	text := encode(lists)
	if n, ok := t.known.sets[text]; ok {
		return n, nil
	}
	defer func() {
		if err == nil {
			if t.known.sets == nil || len(t.known.sets) > 1000 {
				t.known.sets = map[string]int64{}
			}
			t.known.sets[text] = n
		}
	}()
	err = t.one(into(&n), "SELECT n FROM listsets WHERE lists = $1", text)
	if !errors.Is(err, habeas.ErrNotFound) {
		return n, err
	}
	if err := t.one(into(&n), "SELECT coalesce(max(n), 0) + 1 FROM listsets"); err != nil {
		return 0, err
	}
	if n > listsMask {
		return 0, fmt.Errorf("persons stand in more than %d different sets of lists", listsMask)
	}
	_, err = t.exec("INSERT INTO listsets (n, lists) VALUES ($1, $2)", n, text)
	return n, err
}

func (t *Tx) listsets() (map[int64][]habeas.ID, error) {
	type set struct {
		n     int64
		lists []habeas.ID
	}
	sets, err := all(t, func(s scanner) (v set, err error) {
		var text []byte
		if err := s.Scan(&v.n, &text); err != nil {
			return v, err
		}
		return v, json.Unmarshal(text, &v.lists)
	}, "SELECT n, lists FROM listsets")
	out := map[int64][]habeas.ID{}
	for _, s := range sets {
		out[s.n] = s.lists
	}
	return out, err
}

// tallied is how many entries share one facet number.
type tallied struct{ facet, n int64 }

func scanTallied(s scanner) (v tallied, err error) { return v, s.Scan(&v.facet, &v.n) }

// facetFilter is what a query asks of facets, as a condition on the number.
type facetFilter struct {
	mask, value int64
	sets        []int64 // the sets of lists that will do, nil for any
	none        bool    // asks for a value that no entry can have
}

func (f *facetFilter) want(i int, mask, shift int64) {
	if i < 0 {
		f.none = true
		return
	}
	f.mask |= mask << shift
	f.value |= int64(i) << shift
}

func filterOf(q habeas.PeopleQuery, sets map[int64][]habeas.ID) (f facetFilter) {
	if q.Standing != "" {
		f.want(slices.Index(facetStandings, q.Standing), standingMask, standingShift)
	}
	if q.Sex != "" {
		f.want(slices.Index(facetSexes, q.Sex), sexMask, sexShift)
	}
	if q.Grade != "" {
		f.want(slices.Index(facetGrades, q.Grade), gradeMask, gradeShift)
	}
	if q.Year != "" {
		year, err := strconv.Atoi(q.Year)
		if err != nil || year <= 0 || year > yearMask {
			year = -1
		}
		f.want(year, yearMask, yearShift)
	}
	f.inList(q.List, sets)
	return f
}

func (f *facetFilter) inList(list habeas.ID, sets map[int64][]habeas.ID) {
	if list == "" {
		return
	}
	for n, lists := range sets {
		if slices.Contains(lists, list) {
			f.sets = append(f.sets, n)
		}
	}
	slices.Sort(f.sets)
	f.none = f.none || len(f.sets) == 0
}

func (f facetFilter) passes(facet int64) bool {
	return !f.none && facet&f.mask == f.value && (f.sets == nil || slices.Contains(f.sets, facet>>listsShift&listsMask))
}

// where adds the filter to a query for entries e.
func (f facetFilter) where(w *where) {
	if f.mask != 0 {
		w.add("e.facet & ? = ?", f.mask, f.value)
	}
	if f.sets != nil {
		list, args := in(len(w.args)+1, f.sets)
		w.args = append(w.args, args...)
		w.conditions = append(w.conditions, fmt.Sprintf("(e.facet >> %d) & %d IN %s", listsShift, listsMask, list))
	}
}

// facets counts the values of each field among what was found.
func facets(found []tallied, sets map[int64][]habeas.ID, label func(habeas.ID) string) []habeas.Facet {
	counts := map[string]map[string]int{}
	add := func(field, value string, n int64) {
		if value == "" {
			return
		}
		if counts[field] == nil {
			counts[field] = map[string]int{}
		}
		counts[field][value] += int(n)
	}
	at := func(n, size int64) int64 { return min(n, size-1) }
	for _, c := range found {
		add("standing", string(facetStandings[at(c.facet>>standingShift&standingMask, int64(len(facetStandings)))]), c.n)
		add("sex", facetSexes[c.facet>>sexShift&sexMask], c.n)
		add("grade", string(facetGrades[at(c.facet>>gradeShift&gradeMask, int64(len(facetGrades)))]), c.n)
		if year := c.facet >> yearShift & yearMask; year > 0 {
			add("year", fmt.Sprintf("%04d", year), c.n)
		}
		for _, l := range sets[c.facet>>listsShift&listsMask] {
			add("list", string(l), c.n)
		}
	}
	out := make([]habeas.Facet, 0, 5)
	for _, field := range []string{"standing", "list", "sex", "year", "grade"} {
		f := habeas.Facet{Field: field}
		for value, n := range counts[field] {
			v := habeas.FacetValue{Value: value, Count: n}
			if field == "list" {
				v.Label = label(habeas.ID(value))
			}
			f.Values = append(f.Values, v)
		}
		slices.SortFunc(f.Values, func(a, b habeas.FacetValue) int { return facetOrder(field, a, b) })
		out = append(out, f)
	}
	return out
}

// facetOrder puts standings and grades in their own order, years in theirs,
// and everything else by how many there are.
func facetOrder(field string, a, b habeas.FacetValue) int {
	rank := func(v string) int {
		switch field {
		case "standing":
			return slices.Index(habeas.Standings, habeas.Standing(v))
		case "grade":
			return slices.Index(habeas.Grades, habeas.Grade(v))
		case "year":
			n, _ := strconv.Atoi(v)
			return n
		}
		return 0
	}
	if ra, rb := rank(a.Value), rank(b.Value); ra != rb {
		return ra - rb
	}
	if a.Count != b.Count {
		return b.Count - a.Count
	}
	if a.Value < b.Value {
		return -1
	}
	return 1
}
