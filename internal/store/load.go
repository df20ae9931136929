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
	blocks, entries *inserter
	// tail is the block whose rows may not all be there yet, high the last
	// block of each list by its prefix.
	tail    rowBlock
	high    map[int64]int64
	words   wordRun
	tallies map[[2]int64]int64
	// list and summers are whose rows are being summed up, and by whom: a
	// summer knows the cells it met before. last is the batch they have.
	list    *knownList
	summers []*habeas.RowSummer
	last    *batch
	// writing is closed when the batch that was put last is summed up and
	// written, err what was wrong with it: all while the caller reads the next.
	writing chan struct{}
	err     error
	added   int64 // entries
	// unindexed says that the indexes on entries were dropped to be made
	// again at the end, which is faster where most entries are new.
	unindexed bool
	checkAt   int64 // at how many entries this is thought about again
}

// batch is rows with what is written for them.
type batch struct {
	list    *knownList
	rows    []listRow
	added   bool       // or the rows are there already
	blocks  []rowBlock // what is added, cut where blocks end
	entries [][2]entry
	old     map[int64]entry // the entries the rows have
	done    sync.WaitGroup
}

// inserter gathers rows of values for one table and inserts many at a time.
type inserter struct {
	t         *Tx
	full, one string // statements for a batch and for one row
	columns   int
	args      []any
}

// inserter returns an inserter into a table, with the columns that are bound
// for each row, "", and those that are the same for all.
func (t *Tx) inserter(into string, columns ...string) *inserter {
	i := &inserter{t: t, full: into + t.dialect.values(t.dialect.batch, columns), one: into + t.dialect.values(1, columns)}
	for _, c := range columns {
		i.columns += int(truth(c == ""))
	}
	i.args = make([]any, 0, t.dialect.batch*i.columns)
	return i
}

func (i *inserter) add(values ...any) error {
	i.args = append(i.args, values...)
	if len(i.args) < cap(i.args) {
		return nil
	}
	_, err := i.t.write(i.full, i.args...)
	i.args = i.args[:0]
	return err
}

func (i *inserter) flush() error {
	for args := i.args; len(args) > 0; args = args[i.columns:] {
		if _, err := i.t.write(i.one, args[:i.columns]...); err != nil {
			return err
		}
	}
	i.args = i.args[:0]
	return nil
}

// wordRun is the entries, one after the other in one scope, whose words are
// still to be added to the index of words.
type wordRun struct{ first, last, n int64 }

// longRun is how many entries a run is long at most: the index takes in the
// words of many entries for less than those of each.
const longRun = 100_000

// addWords puts the words of an entry into the index in their turn.
func (t *Tx) addWords(n int64) error {
	if t.dialect.addRun == "" {
		return nil
	}
	run := &t.load.words
	if run.n > 0 && (n != run.last+2 || run.n == longRun) {
		if err := t.flushWords(); err != nil {
			return err
		}
	}
	if run.n == 0 {
		run.first = n
	}
	run.last = n
	run.n++
	return nil
}

// flushWords reads the words from the entries, which must be written.
func (t *Tx) flushWords() error {
	if err := t.load.entries.flush(); err != nil {
		return err
	}
	run := t.load.words
	t.load.words = wordRun{}
	if run.n == 0 {
		return nil
	}
	_, err := t.write(t.dialect.addRun, run.first, run.last)
	return err
}

func (t *Tx) loading() *load {
	if t.load == nil {
		t.load = &load{checkAt: 20_000, tallies: map[[2]int64]int64{},
			high:    map[int64]int64{},
			blocks:  t.inserter("INSERT INTO row_blocks ("+blockColumns+") VALUES ", "", "", "", ""),
			entries: t.inserter("INSERT INTO entries (n, facet, by_words, by_news, words) VALUES ", "", "", "", "", ""),
		}
	}
	return t.load
}

// drain has everything that was put in the tables before anything is read.
func (t *Tx) drain() error {
	if t.load == nil {
		return nil
	}
	if err := t.load.wait(); err != nil {
		return err
	}
	err := t.flushTail()
	if err == nil {
		err = t.load.blocks.flush()
	}
	if err == nil {
		err = t.flushWords()
	}
	if err != nil {
		return fmt.Errorf("adding rows: %w", err)
	}
	for key, by := range t.load.tallies {
		t.tally(key[0], key[1], by)
	}
	clear(t.load.tallies)
	return nil
}

// wait waits until the batch that was put last is written.
func (in *load) wait() error {
	if in.writing != nil {
		<-in.writing
		in.writing = nil
	}
	return in.err
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
		if len(added) > 0 && r.n <= added[len(added)-1].n {
			return fmt.Errorf("%w: the rows to add to list %s are not in the order of their ids", habeas.ErrConflict, l.ID)
		}
		added = append(added, r)
	}
	if err := t.putAhead(&batch{list: list, rows: added, added: true}); err != nil {
		return err
	}
	if len(rows) > 0 {
		t.recordRows(l.ID)
	}
	return t.changeRows(list, e, changed)
}

// putAhead begins to sum up a batch and has it written while the caller reads
// the next.
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
	in := t.loading()
	in.sumUp(b, summer)
	if err := in.wait(); err != nil {
		return err
	}
	if b.old != nil || b.entries == nil {
		b.done.Wait()
		return t.writeEach(b)
	}
	if err := t.considerIndexes(); err != nil {
		return err
	}
	writing := make(chan struct{})
	in.writing = writing
	go func() {
		defer close(writing)
		b.done.Wait()
		if err := t.writeNew(b); err != nil {
			in.err = fmt.Errorf("adding rows to list %s: %w", b.list.ID, err)
		}
	}()
	return nil
}

// sumUp begins to make what is written for each row of a batch.
func (in *load) sumUp(b *batch, summer rowSummer) {
	before := in.last
	if in.list != b.list {
		in.list, in.summers = b.list, make([]*habeas.RowSummer, max(1, runtime.GOMAXPROCS(0)-1))
		for w := range in.summers {
			in.summers[w] = habeas.NewRowSummer(b.list.List)
		}
	}
	in.last = b
	summers := in.summers
	for w, desk := range summers {
		b.done.Go(func() {
			if before != nil {
				before.done.Wait()
			}
			summer := summer // with room of its own
			summer.desk = desk
			if w == 0 && b.added {
				b.cut()
			}
			for i := len(b.rows) * w / len(summers); i < len(b.rows)*(w+1)/len(summers); i++ {
				if b.entries != nil {
					b.entries[i] = summer.entries(b.rows[i])
				}
			}
		})
	}
}

// cut makes the blocks of a batch.
func (b *batch) cut() {
	for from, i := 0, 1; i <= len(b.rows); i++ {
		if i == len(b.rows) || b.rows[i].n>>blockBits != b.rows[from].n>>blockBits {
			b.blocks = append(b.blocks, blockOf(b.rows[from:i]))
			from = i
		}
	}
}

// writeNew writes rows that are new, with their entries, beside the caller:
// it touches nothing of the transaction but its load.
func (t *Tx) writeNew(b *batch) error {
	if err := t.writeBlocks(b); err != nil {
		return err
	}
	for i := range b.rows {
		for j := range b.entries[i] {
			if e := &b.entries[i][j]; e.part >= 0 {
				if err := t.addEntry(e); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// writeBlocks adds the rows of a batch.
func (t *Tx) writeBlocks(b *batch) error {
	tail := &t.load.tail
	for _, piece := range b.blocks {
		if first := piece.n<<blockBits | int64(piece.body[0]); tail.rows > 0 && tail.n == piece.n && tail.last < first {
			tail.rows, tail.last = tail.rows+piece.rows, piece.last
			tail.body = append(tail.body, piece.body...)
			continue
		}
		if err := t.flushTail(); err != nil {
			return err
		}
		*tail = piece
	}
	return nil
}

func (t *Tx) flushTail() error {
	b := t.load.tail
	t.load.tail = rowBlock{}
	if b.rows == 0 {
		return nil
	}
	return t.putBlock(b)
}

func (t *Tx) addEntry(e *entry) error {
	in := t.load
	in.added++
	in.tallies[[2]int64{e.part, e.facet}]++
	if err := in.entries.add(e.n, e.facet, e.byWords(), e.byNews(), e.words); err != nil {
		return err
	}
	return t.addWords(e.n)
}

// writeEach writes rows whose entries may be there already, or are not made
// of the row alone.
func (t *Tx) writeEach(b *batch) error {
	if err := t.writeBlocks(b); err != nil {
		return fmt.Errorf("adding rows to list %s: %w", b.list.ID, err)
	}
	for i, r := range b.rows {
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
	return t.addEntry(&e)
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
	if t.load != nil {
		t.load.err = t.load.wait()
	}
}
