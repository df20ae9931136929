package store

import (
	"fmt"
	"slices"
	"strings"

	"github.com/habeas-record/habeas"
	"github.com/habeas-record/habeas/internal/store/sound"
	"github.com/habeas-record/habeas/names"
)

// entry is one thing that can be looked for, in one scope.
type entry struct {
	n     int64
	part  int64
	facet int64
	words string // folded names, then their sounds behind soundMark and folded places behind placeMark
	news  int64  // last day of news as YYYYMMDD, noNews where there is none
	doc   string // "" for a row that is a person by itself
}

// partShift leaves the numbers that entries are sorted by 56 bits below the
// part: seven bytes of words, or a day.
const partShift = 56

func (e *entry) byWords() int64 {
	n := e.part
	for i := range partShift / 8 {
		n <<= 8
		if i < len(e.words) {
			n |= int64(e.words[i])
		}
	}
	return n
}

func (e *entry) byNews() int64 { return e.part<<partShift | e.news }

const (
	// placeMark stands before each word of a place, so that a place is not
	// found as a name.
	placeMark = "§"
	// soundMark stands before each row of consonants that a name is found by
	// where it is written otherwise.
	soundMark = "¶"
	// noName and noNews sort what has none behind what has.
	noName = "\U0010fffd"
	noNews = 1 << 40
)

// newsOf numbers the last day of news so that later days are greater.
func newsOf(till string) int64 {
	if till == "" {
		return noNews
	}
	n := int64(0)
	for i := 0; i < len(till); i++ {
		switch c := till[i]; {
		case c >= '0' && c <= '9':
			n = min(n*10+int64(c-'0'), noNews-1)
		case i == 0:
			return 0 // a day before the first year
		}
	}
	return n
}

// entryKinds are the kinds that have entries; a person goes by the kind of
// its mentions' persons.
const entryKinds = "pgelfasr"

// part numbers a kind and scope together; the last bit is the scope's.
func part(k habeas.Kind, scope habeas.Scope) int64 {
	return int64(strings.Index(entryKinds, string(k)))<<1 | scopeBit(scope)
}

func scopeBit(scope habeas.Scope) int64 { return truth(scope == habeas.ScopePublic) }

var scopes = []habeas.Scope{habeas.ScopeDesk, habeas.ScopePublic}

// An id's number takes 32 bits of its first half and 30 bits of its second:
// the rows of a list, whose ids share the first half and count in the second,
// follow each other, and ids drawn at random do not meet.
const rowBits = 30

func idNumber(id habeas.ID) int64 {
	var n uint64
	for i := 1; i < len(id); i++ {
		n = n<<5 | uint64(letterValue[id[i]])
		if i == 8 {
			n &= 1<<32 - 1
			n <<= rowBits
			high := n
			n = 0
			for i++; i < len(id); i++ {
				n = n<<5 | uint64(letterValue[id[i]])
			}
			return int64(high | n&(1<<rowBits-1))
		}
	}
	return int64(n & (1<<(32+rowBits) - 1))
}

// letterValue reads the letters of ids.
var letterValue = func() (v [256]byte) {
	for i, c := range "0123456789abcdefghjkmnpqrstvwxyz" {
		v[c] = byte(i)
	}
	return v
}()

func number(id habeas.ID, scope habeas.Scope) int64 { return idNumber(id)<<1 | scopeBit(scope) }

// putEntry adds or replaces an entry, its words and its place in the tallies.
func (t *Tx) putEntry(e entry) error {
	old, err := t.entry(e.n)
	if err != nil || old != nil && *old == e {
		return err
	}
	if old != nil && old.words != e.words || old != nil && old.part != e.part {
		if err := t.dropEntry(old); err != nil {
			return err
		}
		old = nil
	}
	if old == nil {
		_, err = t.exec("INSERT INTO entries (n, facet, by_words, by_news, words, doc) VALUES ($1, $2, $3, $4, $5, $6)",
			e.n, e.facet, e.byWords(), e.byNews(), e.words, e.doc)
		if err == nil && t.dialect.addWords != "" {
			_, err = t.exec(t.dialect.addWords, e.n, e.words)
		}
	} else {
		t.tally(old.part, old.facet, -1)
		_, err = t.exec("UPDATE entries SET facet = $1, by_news = $2, doc = $3 WHERE n = $4", e.facet, e.byNews(), e.doc, e.n)
	}
	if err != nil {
		return fmt.Errorf("keeping an entry: %w", err)
	}
	t.tally(e.part, e.facet, 1)
	return nil
}

func (t *Tx) entry(n int64) (*entry, error) {
	es, err := all(t, scanEntry, "SELECT "+entryColumns+" FROM entries WHERE n = $1", n)
	if err != nil {
		return nil, fmt.Errorf("reading an entry: %w", err)
	}
	if len(es) == 0 {
		return nil, nil
	}
	return &es[0], nil
}

const entryColumns = "n, facet, by_news, words, coalesce(doc, '')"

func scanEntry(s scanner) (e entry, err error) {
	err = s.Scan(&e.n, &e.facet, &e.news, &e.words, &e.doc)
	e.part, e.news = e.news>>partShift, e.news&(1<<partShift-1)
	return e, err
}

func (t *Tx) dropEntry(e *entry) error {
	if e == nil {
		return nil
	}
	if t.dialect.dropWords != "" {
		if _, err := t.exec(t.dialect.dropWords, e.n, e.words); err != nil {
			return fmt.Errorf("removing the words of an entry: %w", err)
		}
	}
	if _, err := t.exec("DELETE FROM entries WHERE n = $1", e.n); err != nil {
		return fmt.Errorf("removing an entry: %w", err)
	}
	t.tally(e.part, e.facet, -1)
	return nil
}

// stale is what of the read model is to be made anew before the transaction
// reads it or ends.
type stale struct {
	mentions map[habeas.ID]bool
	persons  map[habeas.ID]bool
	subjects map[habeas.ID]bool
	tallies  map[[2]int64]int64
}

func mark(m *map[habeas.ID]bool, id habeas.ID) {
	if *m == nil {
		*m = map[habeas.ID]bool{}
	}
	(*m)[id] = true
}

func (t *Tx) stalePerson(id habeas.ID) { mark(&t.stale.persons, id) }

// touch marks everything whose entry a claim may change.
func (t *Tx) touch(c habeas.Claim) error {
	for _, id := range c.Subjects() {
		if err := t.touchSubject(id); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tx) touchSubject(id habeas.ID) error {
	switch id.Kind() {
	case habeas.KindMention:
		mark(&t.stale.mentions, id)
	case habeas.KindGroup, habeas.KindEvent, habeas.KindPlace, habeas.KindFacility, habeas.KindAuthority:
		mark(&t.stale.subjects, id)
	}
	// What is to be done is held in memory only so far.
	if len(t.stale.mentions)+len(t.stale.subjects) > 20_000 {
		return t.refresh()
	}
	return nil
}

func (t *Tx) tally(part, facet, by int64) {
	if t.stale.tallies == nil {
		t.stale.tallies = map[[2]int64]int64{}
	}
	t.stale.tallies[[2]int64{part, facet}] += by
}

func (t *Tx) writeTallies() error {
	for key, by := range t.stale.tallies {
		if by == 0 {
			continue
		}
		_, err := t.exec(`INSERT INTO tallies (part, facet, n) VALUES ($1, $2, $3)
			ON CONFLICT (part, facet) DO UPDATE SET n = tallies.n + excluded.n`, key[0], key[1], by)
		if err == nil && by < 0 {
			_, err = t.exec("DELETE FROM tallies WHERE part = $1 AND facet = $2 AND n = 0", key[0], key[1])
		}
		if err != nil {
			return fmt.Errorf("counting entries: %w", err)
		}
	}
	t.stale.tallies = nil
	return nil
}

// refresh makes every stale entry anew from the claims.
func (t *Tx) refresh() error {
	if len(t.stale.mentions)+len(t.stale.persons)+len(t.stale.subjects) == 0 {
		return nil
	}
	if err := t.drain(); err != nil {
		return err
	}
	for len(t.stale.mentions)+len(t.stale.persons)+len(t.stale.subjects) > 0 {
		persons, subjects := t.stale.persons, sorted(t.stale.subjects)
		mentions := sorted(t.stale.mentions)
		t.stale.mentions, t.stale.persons, t.stale.subjects = nil, nil, nil
		for _, id := range mentions {
			person, err := t.personOf(id)
			if err != nil {
				return err
			}
			mark(&persons, person)
		}
		for _, id := range sorted(persons) {
			if err := t.refreshPerson(id); err != nil {
				return fmt.Errorf("summing up %s: %w", id, err)
			}
		}
		for _, id := range subjects {
			if err := t.refreshSubject(id); err != nil {
				return fmt.Errorf("summing up %s: %w", id, err)
			}
		}
	}
	return nil
}

func sorted(ids map[habeas.ID]bool) []habeas.ID {
	out := make([]habeas.ID, 0, len(ids))
	for id := range ids {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}

// personOf returns the person a mention is part of, whether or not anything
// is kept of the mention yet.
func (t *Tx) personOf(mention habeas.ID) (habeas.ID, error) {
	ids, err := all(t, scanID, "SELECT person FROM mentions WHERE id = $1", mention)
	if err != nil {
		return "", fmt.Errorf("reading mention %s: %w", mention, err)
	}
	if len(ids) == 0 {
		return habeas.PersonOf(mention), nil
	}
	return ids[0], nil
}

func (t *Tx) refreshPerson(id habeas.ID) error {
	for _, scope := range scopes {
		s, plain, ok, err := t.summarise(id, scope)
		if err != nil {
			return err
		}
		if !ok {
			old, err := t.entry(number(id, scope))
			if err != nil {
				return err
			}
			if err := t.dropEntry(old); err != nil {
				return err
			}
			continue
		}
		facet, err := t.facetOf(s)
		if err != nil {
			return err
		}
		e := entry{n: number(id, scope), part: part(habeas.KindPerson, scope), facet: facet,
			words: summaryWords(s), news: newsOf(s.NewsTill)}
		if !plain {
			e.doc = encode(s)
		}
		if err := t.putEntry(e); err != nil {
			return err
		}
	}
	return nil
}

// summaryWords are the words a person is found by.
func summaryWords(s habeas.Summary) string {
	all := make([]string, 0, 1+len(s.OtherNames))
	all = append(all, s.Name)
	for _, n := range s.OtherNames {
		all = append(all, n.Text)
	}
	return indexWords(all, s.Place)
}

// indexWords folds names and a place into the words of an entry.
func indexWords(all []string, place string) string {
	var b strings.Builder
	for _, n := range all {
		if folded := names.Fold(n); folded != "" {
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(folded)
		}
	}
	if b.Len() == 0 {
		b.WriteString(noName)
	}
	for _, row := range sound.Rows(all) {
		b.WriteString(" " + soundMark + row)
	}
	if place != "" {
		for _, w := range names.Tokens(place) {
			b.WriteString(" " + placeMark + w)
		}
	}
	return b.String()
}
