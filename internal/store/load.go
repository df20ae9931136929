package store

import (
	"encoding/json"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/habeas-record/habeas"
)

// load is rows on their way in. Only what of the record is bulk goes this
// way: new rows, and entries of rows that are persons by themselves.
type load struct {
	rows, entries, words *inserter
	// ahead is the batch that is being summed up while the one before it is
	// written and the caller reads the next.
	ahead *batch
	added int64 // entries
	// unindexed says that the indexes on entries were dropped to be made
	// again at the end, which is faster where most entries are new.
	unindexed bool
	checkAt   int64 // at how many entries this is thought about again
}

// batch is rows with what is written for them.
type batch struct {
	list    *knownList
	rows    []listRow
	cells   []string // as JSON; nil where the rows are there already
	entries [][2]entry
	old     map[int64]entry // the entries the rows have
	done    sync.WaitGroup
}

// inserter gathers rows of values for one table and inserts many at a time.
type inserter struct {
	t       *Tx
	into    string // "INSERT INTO … (…) VALUES "
	columns int
	batch   int // rows of one statement; 0: one, and all of them late
	full    string
	args    []any
}

func (t *Tx) inserter(into string, columns, batch int) *inserter {
	i := &inserter{t: t, into: into, columns: columns, batch: batch}
	if batch > 0 {
		i.full, i.args = into+t.dialect.values(batch, columns), make([]any, 0, batch*columns)
	}
	return i
}

// waiting is how many rows an inserter without a batch gathers.
const waiting = 30_000

func (i *inserter) add(values ...any) error {
	i.args = append(i.args, values...)
	switch {
	case i.batch == 0 && len(i.args) == waiting*i.columns:
		return i.flush()
	case i.batch == 0, len(i.args) < i.batch*i.columns:
		return nil
	}
	_, err := i.t.exec(i.full, i.args...)
	i.args = i.args[:0]
	return err
}

func (i *inserter) flush() error {
	one := i.into + i.t.dialect.values(1, i.columns)
	for args := i.args; len(args) > 0; args = args[i.columns:] {
		if _, err := i.t.exec(one, args[:i.columns]...); err != nil {
			return err
		}
	}
	i.args = i.args[:0]
	return nil
}

func (t *Tx) loading() *load {
	if t.load == nil {
		t.load = &load{checkAt: 20_000,
			rows:    t.inserter("INSERT INTO rows ("+rowColumns+") VALUES ", 8, t.dialect.batch),
			entries: t.inserter("INSERT INTO entries (n, part, facet, words, news) VALUES ", 5, t.dialect.batch),
			// One at a time, but many in a row: any statement of many rows
			// has a savepoint, at which FTS5 writes out what it gathered.
			words: t.inserter("INSERT INTO entry_words (rowid, words) VALUES ", 2, 0),
		}
	}
	return t.load
}

// drain has everything that was put in the tables before anything is read.
func (t *Tx) drain() error {
	if t.load == nil {
		return nil
	}
	if err := t.writeAhead(); err != nil {
		return err
	}
	for _, i := range []*inserter{t.load.rows, t.load.entries, t.load.words} {
		if err := i.flush(); err != nil {
			return fmt.Errorf("adding rows: %w", err)
		}
	}
	return nil
}

// PutRows adds and changes rows in bulk, with their read model. The rows are
// the store's from then on: the caller must not write to them. What is wrong
// with one batch may be said only when the next is put or the update ends.
func (t *Tx) PutRows(l habeas.List, e habeas.Edition, rows []habeas.RowWrite) error {
	list, err := t.knownList(l, e)
	if err != nil {
		return err
	}
	var added, changed []listRow
	for _, w := range rows {
		r := listRow{Row: w.Row, n: idNumber(w.Row.ID), hash: w.Hash, since: e.N, list: list}
		if r.n>>rowBits != prefixOf(l.ID) || w.Row.ID.Kind() != l.Kind.SubjectKind() {
			return fmt.Errorf("the id %s is not one of list %s", w.Row.ID, l.ID)
		}
		if !w.New {
			changed = append(changed, r)
			continue
		}
		r.First = e.N
		r.of(list)
		added = append(added, r)
	}
	if err := t.putAhead(&batch{list: list, rows: added, cells: make([]string, len(added))}); err != nil {
		return err
	}
	return t.changeRows(list, e, changed)
}

// changeRows keeps new cells beside the old ones.
func (t *Tx) changeRows(list *knownList, e habeas.Edition, rows []listRow) error {
	if len(rows) == 0 {
		return nil
	}
	if err := t.drain(); err != nil {
		return err
	}
	for i, r := range rows {
		before, err := t.readRows("n = $1", r.n)
		if err != nil {
			return err
		}
		if len(before) == 0 {
			return fmt.Errorf("row %s: %w", r.ID, habeas.ErrNotFound)
		}
		old := before[0]
		if slices.Equal(old.Cells, r.Cells) {
			r.since = old.since
		} else {
			_, err := t.exec("INSERT INTO row_versions (n, edition, cells) VALUES ($1, $2, $3) ON CONFLICT (n, edition) DO NOTHING",
				r.n, old.since, cellsJSON(old.Cells))
			if err != nil {
				return fmt.Errorf("keeping the old cells of row %s: %w", r.ID, err)
			}
		}
		r.First = old.First
		_, err = t.exec("UPDATE rows SET line = $1, since = $2, withdrawn = $3, hash = $4, key = $5, cells = $6 WHERE n = $7",
			r.Line, r.since, r.Withdrawn, r.hash[:], r.Key, cellsJSON(r.Cells), r.n)
		if err != nil {
			return fmt.Errorf("changing row %s: %w", r.ID, err)
		}
		r.of(list)
		rows[i] = r
		if err := t.changeCells(list.List, e, r.Row); err != nil {
			return err
		}
	}
	return t.refreshRows(list, rows)
}

// WithdrawRows marks what an edition dropped. Nobody is deleted: the rows stay
// and say so.
func (t *Tx) WithdrawRows(l habeas.List, e habeas.Edition, rows []habeas.ID) error {
	list, err := t.knownList(l, e)
	if err != nil {
		return err
	}
	if err := t.drain(); err != nil {
		return err
	}
	return chunks(rows, func(some []habeas.ID) error {
		ns := make([]int64, len(some))
		for i, id := range some {
			ns[i] = idNumber(id)
		}
		set, args := in(2, ns)
		if _, err := t.exec("UPDATE rows SET withdrawn = $1 WHERE withdrawn = 0 AND n IN "+set, append([]any{e.N}, args...)...); err != nil {
			return fmt.Errorf("withdrawing rows of list %s: %w", l.ID, err)
		}
		read, err := t.rowsAt(ns)
		if err != nil {
			return err
		}
		return t.refreshRows(list, read)
	})
}

// knownList is the list as the store has it, with the edition that is being
// imported.
func (t *Tx) knownList(l habeas.List, e habeas.Edition) (*knownList, error) {
	list, err := t.listOf(idNumber(l.ID))
	if err == nil && (list == nil || list.ID != l.ID) {
		err = habeas.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", l.ID, err)
	}
	list.newest, list.dates[e.N] = max(list.newest, e.N), e.Date
	return list, nil
}

// refreshList makes the read model of all rows of a list anew.
func (t *Tx) refreshList(l habeas.List) error {
	list, err := t.knownList(l, habeas.Edition{})
	if err != nil {
		return err
	}
	from, till := rowNumbers(l.ID)
	return t.eachRow(from, till, "n >= $1 AND n < $2", func(rows []listRow) error { return t.refreshRows(list, rows) })
}

// refreshRows makes the read model of rows anew: in bulk of those that are
// persons by themselves, one by one of the others.
func (t *Tx) refreshRows(list *knownList, rows []listRow) error {
	if len(rows) == 0 {
		return nil
	}
	if list.Kind != habeas.ListPeople {
		for _, r := range rows {
			if err := t.touchSubject(r.ID); err != nil {
				return err
			}
		}
		return nil
	}
	ids := make([]habeas.ID, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	others, err := t.storedAbout(ids)
	if err != nil {
		return err
	}
	special := map[habeas.ID]bool{}
	for id := range others {
		row, _, _ := habeas.SplitRowClaim(id, list.Kind)
		special[row] = true
	}
	err = chunks(ids, func(some []habeas.ID) error {
		set, args := in(1, some)
		found, err := all(t, scanID, "SELECT id FROM mentions WHERE id IN "+set+" UNION ALL SELECT subject FROM claim_refs WHERE subject IN "+set+
			" UNION ALL SELECT subject FROM claims WHERE subject IN "+set, args...)
		for _, id := range found {
			special[id] = true
		}
		return err
	})
	if err != nil {
		return err
	}
	plain := make([]listRow, 0, len(rows))
	for _, r := range rows {
		if special[r.ID] {
			if err := t.touchSubject(r.ID); err != nil {
				return err
			}
			continue
		}
		plain = append(plain, r)
	}
	old := map[int64]entry{}
	for i := 0; i < len(plain); i += chunk {
		some := plain[i:min(len(plain), i+chunk)]
		ns := make([]int64, 0, 2*len(some))
		for _, r := range some {
			ns = append(ns, r.n<<1, r.n<<1|1)
		}
		set, args := in(1, ns)
		es, err := all(t, func(s scanner) (e entry, err error) { return e, s.Scan(&e.n, &e.part, &e.facet, &e.words, &e.news) },
			"SELECT n, part, facet, words, news FROM entries WHERE n IN "+set, args...)
		if err != nil {
			return fmt.Errorf("reading entries: %w", err)
		}
		for _, e := range es {
			old[e.n] = e
		}
	}
	return t.putAhead(&batch{list: list, rows: plain, old: old})
}

// putAhead begins to sum up a batch and writes the one before it.
func (t *Tx) putAhead(b *batch) error {
	if len(b.rows) == 0 {
		return nil
	}
	// What the workers need is read before they start.
	summer := rowSummer{list: b.list.List, today: t.today}
	people := b.list.Kind == habeas.ListPeople
	if people {
		// The statements before this batch must not be behind it.
		var err error
		if summer.set, err = t.listset([]habeas.ID{b.list.ID}); err != nil {
			return err
		}
		if summer.source, err = t.knownSource(b.list.Source); err != nil {
			return err
		}
		if summer.solo, err = t.soloReason(); err != nil {
			return err
		}
		b.entries = make([][2]entry, len(b.rows))
	}
	workers := max(1, runtime.GOMAXPROCS(0)-1)
	for w := range workers {
		b.done.Go(func() {
			summer := summer // with room of its own
			for i := len(b.rows) * w / workers; i < len(b.rows)*(w+1)/workers; i++ {
				if b.cells != nil {
					b.cells[i] = cellsJSON(b.rows[i].Cells)
				}
				if people {
					b.entries[i] = summer.entries(b.rows[i])
				}
			}
		})
	}
	err := t.writeAhead()
	t.loading().ahead = b
	return err
}

// writeAhead writes the batch that was being summed up.
func (t *Tx) writeAhead() error {
	in := t.loading()
	b := in.ahead
	if b == nil {
		return nil
	}
	in.ahead = nil
	b.done.Wait()
	for i, r := range b.rows {
		if b.cells != nil {
			err := in.rows.add(r.n, int64(r.Line), int64(r.First), int64(r.since), int64(0), r.hash[:], r.Key, b.cells[i])
			if err != nil {
				return fmt.Errorf("adding rows to list %s: %w", b.list.ID, err)
			}
		}
		if b.entries == nil {
			if err := t.touchSubject(r.ID); err != nil {
				return err
			}
			continue
		}
		for bit, e := range b.entries[i] {
			old, had := b.old[r.n<<1|int64(bit)]
			if err := t.putRowEntry(e, old, had); err != nil {
				return fmt.Errorf("keeping the entries of rows of list %s: %w", b.list.ID, err)
			}
		}
	}
	return nil
}

// putRowEntry writes one entry of a row; part -1 is none.
func (t *Tx) putRowEntry(e, old entry, had bool) error {
	switch {
	case had && old == e, !had && e.part < 0:
		return nil
	case had && e.part < 0:
		return t.dropEntry(&old)
	case had:
		return t.putEntry(e)
	}
	if err := t.considerIndexes(); err != nil {
		return err
	}
	t.tally(e.part, e.facet, 1)
	in := t.loading()
	in.added++
	if err := in.entries.add(e.n, e.part, e.facet, e.words, e.news); err != nil || t.dialect.addWords == "" {
		return err
	}
	return in.words.add(e.n, e.words)
}

// considerIndexes drops the indexes on entries once it is seen that a good
// part of all entries is being added.
func (t *Tx) considerIndexes() error {
	in := t.loading()
	if in.unindexed || in.added < in.checkAt || len(t.dialect.dropIndexes) == 0 {
		return nil
	}
	in.checkAt *= 2
	var there int64
	if err := t.one(into(&there), "SELECT coalesce(sum(n), 0) FROM tallies"); err != nil {
		return err
	}
	if in.added < there/4 {
		return nil
	}
	in.unindexed = true
	return t.each(t.dialect.dropIndexes)
}

func (t *Tx) each(statements []string) error {
	for _, q := range statements {
		if _, err := t.exec(q); err != nil {
			return fmt.Errorf("indexing: %w", err)
		}
	}
	return nil
}

// rowSummer makes the entries of rows; each goroutine has its own.
type rowSummer struct {
	list   habeas.List
	set    int64
	source habeas.Source
	solo   string
	today  time.Time
	room   []habeas.Claim
}

// entries returns the desk's and the public entry; part -1 is none.
func (rs *rowSummer) entries(r listRow) (out [2]entry) {
	claims := rs.list.AppendClaims(rs.room[:0], r.Row)
	rs.room = claims
	out[0] = rs.entry(r, claims, habeas.ScopeDesk)
	out[1] = entry{part: -1}
	if !rs.list.Public {
		return out
	}
	var shown []habeas.Claim
	for _, c := range claims {
		released, err := habeas.Release(habeas.Releasable{Claim: c, Source: rs.source, Solo: rs.solo}, habeas.ToPublic, rs.today)
		if err == nil {
			shown = append(shown, released.Claim)
		}
	}
	if len(shown) > 0 {
		out[1] = rs.entry(r, shown, habeas.ScopePublic)
	}
	return out
}

func (rs *rowSummer) entry(r listRow, claims []habeas.Claim, scope habeas.Scope) entry {
	s := rowSummary(rs.list, r.Row, claims, scope)
	e := entry{n: r.n<<1 | scopeBit(scope), part: part(habeas.KindPerson, scope), facet: packFacet(s, rs.set),
		words: summaryWords(s), news: s.NewsTill}
	if e.news == "" {
		e.news = noNews
	}
	return e
}

// endLoad is the end of a transaction that put rows.
func (t *Tx) endLoad() error {
	if err := t.drain(); err != nil || t.load == nil || !t.load.unindexed {
		return err
	}
	return t.each(t.dialect.makeIndexes)
}

// abandon is the end of a transaction that is undone.
func (t *Tx) abandon() {
	if t.load != nil && t.load.ahead != nil {
		t.load.ahead.done.Wait()
	}
}

// cellsJSON writes cells as a JSON array.
func cellsJSON(cells []string) string {
	size := 2
	for _, c := range cells {
		size += len(c) + 3
	}
	b := make([]byte, 0, size)
	b = append(b, '[')
	for i, c := range cells {
		if i > 0 {
			b = append(b, ',')
		}
		if plain(c) {
			b = append(append(append(b, '"'), c...), '"')
			continue
		}
		quoted, err := json.Marshal(c)
		if err != nil { // a string always has a JSON form
			quoted = strconv.AppendQuote(nil, c)
		}
		b = append(b, quoted...)
	}
	return string(append(b, ']'))
}

// plain reports whether s stands in JSON as it is.
func plain(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= 0x7f {
			return false
		}
	}
	return true
}
