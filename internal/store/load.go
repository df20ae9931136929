package store

import (
	"fmt"
	"runtime"
	"sync"

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
			summer.desk = habeas.NewRowSummer(b.list.List)
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
